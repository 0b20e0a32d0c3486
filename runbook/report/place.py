"""Where a finding stands, in words: of a form, its page."""

from __future__ import annotations

import re

from runbook.i18n import N_, Language, shown

_PAGE = re.compile(r"(?P<file>.*\.pdf):(?P<number>\d+)", re.IGNORECASE | re.DOTALL)


def place_text(where: str, language: Language) -> str:
    """`record.csv:12` as it is, for that is its line; `record.pdf:2` as `record.pdf, page 2`."""
    page = _PAGE.fullmatch(where)
    if page is None:
        return shown(where)
    return language.text(N_("{file}, page {number}"), file=shown(page["file"]), number=page["number"])
