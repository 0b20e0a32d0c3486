"""A module of which nothing is called is not imported, and one of which something is works as ever."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from runbook.pdf.when_called import import_when_called
import_when_called("colorsys", "sys")
from colorsys import rgb_to_hsv
stands_in = sys.modules["colorsys"]
print(rgb_to_hsv(0, 0, 1), rgb_to_hsv(0, 0, 1), sys.modules["colorsys"] is stands_in, sys.path != [])
"""
PAGES = """
import sys
from runbook.pdf.weasyprint import render_pdf
render_pdf("<html lang='en'><title>.</title><body class='runbook A4'>text</body></html>", {}, style="runbook")
print("fontTools.varLib" in sys.modules)
"""
FONT = """
from runbook.pdf.weasyprint import get_ready
get_ready()
from weasyprint.pdf import fonts
options = fonts.subset.Options(hinting=False)
from fontTools.subset import Options
print(isinstance(options, Options), callable(fonts.instantiateVariableFont))
"""


def test_a_module_is_imported_when_something_of_it_is_called():
    assert _printed(PROGRAM) == "(0.6666666666666666, 1.0, 1) (0.6666666666666666, 1.0, 1) False True\n"


def test_pages_are_set_without_what_takes_fonts_apart():
    assert _printed(PAGES) == "False\n"


def test_what_takes_fonts_apart_is_there_when_it_is_needed():
    assert _printed(FONT) == "True True\n"


def _printed(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
