"""What each process that sets pages needs first, made once by the process that all of them are forked from.

It is imported there while this one still reads: libraries, the templates of pages compiled, WeasyPrint's own style
sheet. No font is looked for: Pango may begin a thread for that, which no fork takes along.
"""

from __future__ import annotations

import gc
from contextlib import suppress


def _make() -> None:
    import pikepdf  # noqa: F401
    import xlsxwriter  # noqa: F401

    import runbook.document.checklist
    import runbook.pdf.prefill.prefiller
    import runbook.planning.pipeline
    import runbook.records.blank_book  # noqa: F401
    from runbook.build.documents import known_languages
    from runbook.pdf import html, weasyprint

    known_languages()
    html.compile_templates()
    weasyprint.get_ready()


with suppress(Exception):  # the first task that needs it says what is wrong
    _make()
gc.collect()
gc.freeze()  # all of it stays: no worker looks through it again
