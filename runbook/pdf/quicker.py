"""A few functions of WeasyPrint that are called hundreds of thousands of times for a runbook, with the same results in
less time: what follows from a style alone, or from a style and a width, is worked out once.

They are put in place while pages are set, and in the versions of WeasyPrint that they were compared with; with any
other, its own are used, and pages take longer.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

from runbook.pdf import quicker_drawing, quicker_layout, quicker_matching, quicker_styles
from runbook.pdf.library_names import look_by_file_name
from runbook.pdf.replaced import put
from runbook.pdf.when_called import import_when_called

look_by_file_name()
# What takes fonts apart where HarfBuzz cannot: a quarter of the time in which WeasyPrint is imported.
import_when_called("fontTools.subset", "fontTools.varLib.instancer")
VERSIONS = frozenset({"70.0"})
_CHANGES = (*quicker_matching.CHANGES, *quicker_styles.CHANGES, *quicker_layout.CHANGES, *quicker_drawing.CHANGES)


@contextmanager
def quicker() -> Iterator[None]:
    """WeasyPrint with these functions, until the block ends."""
    import weasyprint

    with ExitStack() as stack:
        if weasyprint.__version__ in VERSIONS:
            for change in _CHANGES:
                change(stack)
        yield


@contextmanager
def stored() -> Iterator[None]:
    """Objects of a PDF that is read again at once are written without compressing them, until the block ends."""
    import pydyf

    with ExitStack() as stack:
        put(stack, pydyf, "zlib", SimpleNamespace(compressobj=lambda level: zlib.compressobj(0)))
        yield
