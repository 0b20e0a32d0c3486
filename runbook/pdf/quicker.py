"""A few functions of WeasyPrint that are called hundreds of thousands of times for a runbook, with the same results in
less time: what follows from a style alone, or from a style and a width, is worked out once.

They are put in place while pages are set, and in the versions of WeasyPrint that they were compared with; with any
other, its own are used, and pages take longer.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any

from runbook.pdf import quicker_drawing, quicker_layout, quicker_styles
from runbook.pdf.library_names import look_by_file_name
from runbook.pdf.replaced import put
from runbook.pdf.when_called import import_when_called

look_by_file_name()
# What takes fonts apart where HarfBuzz cannot: a quarter of the time in which WeasyPrint is imported.
import_when_called("fontTools.subset", "fontTools.varLib.instancer")
VERSIONS = frozenset({"70.0"})
_CHANGES = (*quicker_styles.CHANGES, *quicker_layout.CHANGES, *quicker_drawing.CHANGES)


@contextmanager
def quicker() -> Iterator[None]:
    """WeasyPrint with these functions, until the block ends."""
    import weasyprint

    with ExitStack() as stack:
        _without_fonts_of_pages(stack)
        if weasyprint.__version__ in VERSIONS:
            for change in _CHANGES:
                change(stack)
        yield


def _without_fonts_of_pages(stack: ExitStack) -> None:
    """The fonts of a page are asked for, as all else is that no page may have, and not put into a folder: WeasyPrint
    cannot remove it any more when a process ends, and complains on stderr."""
    from weasyprint.text.fonts import FontConfiguration

    def add_font_face(_self: Any, descriptors: Mapping[str, Any], fetcher: Callable[[str], object]) -> None:
        for _kind, url in descriptors["src"]:
            fetcher(str(url))

    put(stack, FontConfiguration, "add_font_face", add_font_face)


@contextmanager
def stored() -> Iterator[None]:
    """Objects of a PDF that is read again at once are written without compressing them, until the block ends."""
    import pydyf

    with ExitStack() as stack:
        put(stack, pydyf, "zlib", SimpleNamespace(compressobj=lambda level: zlib.compressobj(0)))
        yield
