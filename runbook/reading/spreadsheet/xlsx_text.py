"""Texts in XLSX files: plain, or in runs that look each as it likes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from runbook.reading.spreadsheet.packed import child, local
from runbook.reading.spreadsheet.sign_fonts import as_drawn
from runbook.reading.spreadsheet.table_row import column_name
from runbook.reading.spreadsheet.words import Aside, in_words
from runbook.reading.spreadsheet.xlsx_styles import Look, alike, colour_of, is_crossed_out, is_tiny, signs_of

_FROM = ("col", "row")
_RUN = 64  # letters that a run of its own counts for
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class CellText:
    """What looks as its cell says, `number` where it is one; `own` are runs with a look of their own, if any: text,
    whether it is crossed out or too small, or None where the run has no look, and its colour, or None. `serial`, of a
    plain number: the days since the usual day 0, were it a date."""

    plain: str
    own: tuple[tuple[str, bool | None, str | None], ...] = ()
    number: bool = False
    serial: float | None = None

    @property
    def size(self) -> int:
        """How much there is to read of it, in letters."""
        return len(self.plain) + (sum(len(text) + _RUN for text, _, _ in self.own) if self.own else 0)

    def _no_number(self, look: Look) -> bool:
        return look.no_nought if self.plain == "0" else look.no_number

    def on(self, look: Look) -> tuple[str, str]:
        """What is seen of it in a cell, and what is hidden or crossed out."""
        unseen = look.unseen or (self._no_number(look) if self.number else look.no_text)
        if not self.own:
            plain = as_drawn(self.plain, look.signs) if look.signs else self.plain
            return ("", plain) if unseen else (plain, "")
        pieces = [
            (
                as_drawn(text, look.signs) if gone is None else text,
                unseen if gone is None else gone or (unseen if colour is None else alike(colour, look.ground)),
            )
            for text, gone, colour in self.own
        ]
        seen = "".join(text for text, gone in pieces if not gone)
        return seen.strip(), in_words(text for text, gone in pieces if gone)


def text_of(item: Element) -> CellText:
    """A text, shared or in its cell. How it is pronounced is not part of it."""
    runs: list[tuple[str, bool | None, str | None]] = []
    for part in item:
        name = local(part.tag)
        if name == "t":
            runs.append((unescaped(part.text or ""), None, None))
        elif name == "r" and (text := child(part, "t")) is not None:
            look = child(part, "rPr")
            gone = None if look is None else is_crossed_out(look) or is_tiny(look)
            said = unescaped(text.text or "")
            said = said if look is None else as_drawn(said, signs_of(look))
            runs.append((said, gone, None if look is None else colour_of(look)))
    if any(gone is not None for _, gone, _ in runs):
        return CellText("", tuple(runs))
    return CellText("".join(text for text, *_ in runs).strip())


def unescaped(text: str) -> str:
    """Control characters are written as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def drawn(anchor: Element) -> Aside:
    """A box with its text, or a picture or a form with the cell where it begins: it may lie over others."""
    if said := said_in(anchor):
        return "", said
    start = [one.text or "0" for part in anchor if local(part.tag) == "from" for one in part if local(one.tag) in _FROM]
    kind = next((local(one.tag) for one in anchor if local(one.tag) in ("pic", "sp", "cxnSp", "grpSp")), "")
    return (f"{column_name(int(start[0]))}{int(start[1]) + 1}" if len(start) > 1 else ""), f"[{kind or 'drawing'}]"


def said_in(element: Element) -> str:
    """All texts in an element, on one line."""
    return in_words(part.text or "" for part in element.iter() if local(part.tag) == "t")
