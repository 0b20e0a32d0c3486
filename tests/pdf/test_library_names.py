"""WeasyPrint is loaded without a search for its libraries."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = """
import subprocess
import runbook.pdf.weasyprint
subprocess.Popen = None
import weasyprint.text.ffi as loaded
print(bool(loaded.pango and loaded.harfbuzz_subset))
"""
SEARCHED = """
import ctypes.util
import runbook.pdf.weasyprint
print(ctypes.util.find_library("c") or "")
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other names")
def test_no_program_is_started_to_look_for_libraries():
    assert _printed(LOADED) == "True\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other names")
def test_other_libraries_are_looked_for_as_ever():
    assert _printed(SEARCHED).startswith("libc.so")


def _printed(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
