"""Records as JSON that stand in another text: pasted into a mail, quoted by it, its lines broken; in Windows-1252."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from runbook.model.record import FORMAT
from runbook.reading.spreadsheet.csv_table import decoded
from runbook.reading.spreadsheet.words import Aside
from runbook.reading.unreadable import Unreadable

_QUOTED = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BROKEN = re.compile(r"[ \t]*[\r\n]+[ \t]*")
# A mail breaks lines at blanks: what has none, and is broken all the same, was cut otherwise, and is not guessed.
_CUT = re.compile(r'"[^"\\]*[\r\n][^"\\]*"\s*:|"(?:revision|run|step|state|id|device|clock)"\s*:\s*"[^"\\]*[\r\n]')
_BEGINS = re.compile(r"^[ \t\u00a0]*(?=[\[{])|(?<=[\]}])[ \t]*(?=[\[{])", re.MULTILINE)  # or right behind another
_FENCE = re.compile(r"`{3,}\w*")
_MOST = 50  # places at which a record might begin; nobody pastes more into one text
_decoder = json.JSONDecoder(strict=False)


def json_in_text(content: bytes) -> tuple[bytes, tuple[Aside, ...]] | None:
    """The records in a text, as a list of them or the one that there is, and the lines around; None where it has none.

    What stands there twice, a key for one, still does.
    """
    if FORMAT.encode() not in content:
        return None
    try:
        text = decoded(content)
    except Unreadable:
        return None
    text = _QUOTED.sub("", text)
    spans = tuple(_records(text))
    if not spans or any(_CUT.search(text, *span) for span in spans):
        return None
    ends = (0, *(end for _, end in spans))
    begins = (*(begin for begin, _ in spans), len(text))
    around = tuple(aside for end, begin in zip(ends, begins, strict=True) for aside in _lines(text, end, begin))
    records = [_TEXT.sub(_unbroken, text[begin:end]) for begin, end in spans]
    return (records[0] if len(records) == 1 else f"[{','.join(records)}]").encode(), around


def _records(text: str) -> Iterator[tuple[int, int]]:
    """Where records begin and end."""
    past = tried = 0
    for found in _BEGINS.finditer(text):
        begin = found.end()
        if begin < past:
            continue
        if tried == _MOST:
            return
        tried += 1
        try:
            value, end = _decoder.raw_decode(text, begin)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and value.get("format") == FORMAT:
            past = end
            yield begin, end


def _unbroken(found: re.Match[str]) -> str:
    return _BROKEN.sub(" ", found[0])


def _lines(text: str, begin: int, end: int) -> Iterator[Aside]:
    """The lines of a stretch of text that say something, with their numbers."""
    first = text.count("\n", 0, begin) + 1
    for number, line in enumerate(text[begin:end].split("\n"), first):
        said = line.replace("\x00", "").strip(" \t\r\ufeff")
        if said and not _FENCE.fullmatch(said):
            yield str(number), said
