"""A cell as a value of an inventory, and a value as the text of a cell."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple, get_args

from runbook.inventory.wording import OPEN
from runbook.inventory.workbook.columns import SheetColumn, SheetKey, ValueKind, choices, value_kind
from runbook.inventory.workbook.heads import answers
from runbook.model.site import StaffRole
from runbook.reading.nodes import Node, Plain
from runbook.reading.spreadsheet.sheet import date_text

LONGEST = 32_767  # characters that a cell of a workbook can hold
_ROLES = get_args(StaffRole)  # those of a house are read as they are written
ERRORS = frozenset(("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "Err:502"))
_SERIALS = (36_526, 109_575)  # the numbers of days that stand for 2000 to 2199
_SEPARATORS = re.compile(r"[,;\n]")
_MIDNIGHT = re.compile(r"[ T]00:00(?::00)?$")
_WHOLE_MINUTE = re.compile(r"(?<=[ T]\d\d:\d\d):00$")  # as CSV of a date in a workbook has it
_BLANKS = re.compile(r"(?<=\d)[ \u00a0\u202f'’](?=\d{3})")
_NOUGHTS = re.compile(r"(?<=\d)[.,]0{1,2}$")  # a whole number, as a column with decimals shows it
_GAPS = re.compile(r"\s+")  # of a date and its time, as whoever copied it left them
# What nobody sees at the ends of a text that was copied from a page or a dialogue of Windows, with all blanks.
_UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_AROUND = _UNSEEN + "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)


def bare(text: str) -> str:
    """A text without blanks and what nobody sees at its ends."""
    return text.strip() if text.isascii() else text.strip(_AROUND)


class CellWay(NamedTuple):
    """How the cells of a column are read: the kind of their values, what a closed choice allows, where it belongs."""

    kind: ValueKind
    known: tuple[str, ...]
    path: tuple[str, ...]


@cache
def cell_way(sheet: SheetKey, column: SheetColumn) -> CellWay:
    """How the cells of a column are read."""
    known = _ROLES if column.key == "roles" else choices(sheet, column)
    return CellWay(value_kind(sheet, column), known, tuple(column.key.split(".")))


def node_of_kind(
    kind: ValueKind, text: str, line: int, serial: float | None = None, known: tuple[str, ...] = ()
) -> Node:
    """The value of a cell; `serial`: it holds a plain number, and stands for so many days were it a date; `known` is
    what a closed choice allows."""
    if kind in ("text", "version") or text == OPEN:
        return _text(text, line)
    if kind in ("moment", "day"):
        text = _WHOLE_MINUTE.sub("", _GAPS.sub(" ", text))
    match kind:
        case "list":
            return _list(text, line, known)
        case "either" if _SEPARATORS.search(text):
            return _list(text, line)
        case "number" if _WHOLE.fullmatch(plain := _NOUGHTS.sub("", _BLANKS.sub("", text))):
            return Node(kind="number", line=line, text=plain)
        case "flag" if (word := text.casefold()) in answers():
            return Node(kind="flag", line=line, text="true" if answers()[word] else "false")
        case "moment" | "day" if serial is not None and _SERIALS[0] <= serial < _SERIALS[1]:
            timed = kind == "moment" and not serial.is_integer()
            text = date_text(serial, "yyyy-mm-dd h:mm" if timed else "yyyy-mm-dd")
        case "choice":
            text = _one_of(known, text)
    return _text(_MIDNIGHT.sub("", text) if kind == "day" else text, line)


def _text(text: str, line: int) -> Node:
    return Node(kind="text", line=line, text=text)


def _one_of(known: tuple[str, ...], text: str) -> str:
    """A choice, in whatever letters it is written."""
    return text if text in known else next((one for one in known if one == text.casefold()), text)


def _list(text: str, line: int, known: tuple[str, ...] = ()) -> Node:
    items = [_one_of(known, item) for item in map(str.strip, _SEPARATORS.split(text)) if item]
    entries: dict[str | int, tuple[int, Node]] = {n: (line, _text(item, line)) for n, item in enumerate(items)}
    return Node(kind="list", line=line, entries=entries)


def extra_node(text: str, line: int, *, number: bool) -> Node:
    """A value under `extra`, of which the house alone says what it has to be."""
    if _WHOLE.fullmatch(text) and number:
        return Node(kind="number", line=line, text=text)
    if text.casefold() in ("true", "false", "vrai", "faux"):
        return Node(kind="flag", line=line, text="true" if answers()[text.casefold()] else "false")
    return _text(text, line)


def cell_text(sheet: SheetKey, column: SheetColumn, value: Plain) -> str | None:
    """What stands in a cell for a value; None where the cell would not be read as that value again."""
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, list):
        text = ", ".join(str(one) for one in value)
    elif isinstance(value, dict) or value is None:
        return None
    else:
        text = str(value)
    if not is_plain(text) or not text or text in ERRORS:
        return None
    kind, known, _path = cell_way(sheet, column)
    read = node_of_kind(kind, text, 0, known=known).plain()
    if kind in ("moment", "day"):
        return text if isinstance(read, str) and len(read) > 9 and read[:10] == text[:10] and read in text else None
    return text if read == value and type(read) is type(value) else None


def is_plain(text: str) -> bool:
    """Whether a cell gives a text back as it is: without blanks around it and signs that files cannot hold."""
    if text != bare(text) or len(text) > LONGEST or "\r" in text:
        return False
    if text.isascii():
        return text.isprintable() or all(letter == "\n" or letter.isprintable() for letter in text)
    return not any(
        unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp") for letter in text if letter != "\n"
    )
