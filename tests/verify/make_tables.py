"""Records as tables and spreadsheets as people send them, good and bad: part of tests/examples/records.

Those that LibreOffice saved (*.ods, *-libreoffice.xlsx) were made of these and put there by hand.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.model.record import Entry
from runbook.simulate.write import csv_bytes, json_bytes
from tests.records.books import AT, BY, NOTE, STATE, VALUE, WITNESS, book, edited, hidden_sheet_first, strict, write

Sample = tuple[str, str, bytes]  # folder, name, content
Rows = list[list[str]]


def rows_of(plan: Plan, entries: Mapping[str, Entry]) -> Rows:
    """The rows of record.csv, filled in."""
    text = csv_bytes(plan, "1", tuple(entries.values()), Language(tag="en")).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def tables(plan: Plan, entries: Mapping[str, Entry]) -> Iterator[Sample]:
    """CSV files, and one of JSON."""
    rows = rows_of(plan, entries)
    text = typed(rows)
    half = len(rows) // 2
    yield "good", "DOC-misread-as-windows-1252.csv", ("\ufeff" + text).encode().decode("cp1252").encode()
    capitals = [[f" {name.upper()}\u200b\u00a0" for name in rows[0]], *rows[1:]]
    yield "good", "DOC-a-header-in-capitals.csv", typed(capitals).encode()
    turned = [[*row[5:], *row[:5]] for row in (rows[0], *rows[half:])]
    yield "good", "DOC-one-file-after-another.csv", f"\ufeff{typed(rows[:half])}\ufeff{typed(turned)}".encode()
    once = [*rows[:2], *(["", "", *row[2:]] for row in rows[2:])]
    yield "good", "DOC-revision-and-run-once.csv", typed(once).encode()
    yield "good", "DOC-rows-in-quotes.csv", typed([[line] for line in text.splitlines()]).encode()
    spare = [[*row, "", ""] for row in rows]
    yield "good", "DOC-cells-to-spare.csv", ("sep=;\r\n" + typed(spare, ";")).encode()
    yield "good", "SGN-ditto-marks.csv", typed(dittoed(rows)).encode()
    drawn = {0: "|", 1: "≈", BY: "||", WITNESS: "≈"}
    yield "good", "SGN-lines-and-waves-as-ditto-marks.csv", typed(dittoed(rows, drawn)).encode()
    evenings = [[*row[:AT], evening(above, row[AT]), *row[AT + 1 :]] for above, row in pairwise(rows)]
    yield "good", "TIM-ditto-marks-for-the-date.csv", typed([rows[0], *evenings]).encode()
    blank = [[row[0], "", *row[2:STATE], *[""] * (len(row) - STATE)] for row in rows[1:]]
    yield "good", "DOC-below-a-blank-copy.csv", typed([rows[0], *blank, *rows]).encode()
    ticked = [["VRAI" if cell == "done" else cell for cell in row] for row in rows]
    yield "good", "STA-boxes-that-were-ticked.csv", typed(ticked).encode()
    guarded = [[f'="{cell}"' if number and cell else cell for cell in row] for number, row in enumerate(rows)]
    yield "good", "DOC-texts-that-a-spreadsheet-leaves-alone.csv", typed(guarded).encode()
    stroked = [[cell or "–" for cell in row] if number else row for number, row in enumerate(rows)]
    yield "good", "DOC-strokes-through-empty-cells.csv", typed(stroked).encode()
    above = [["Change CHG0041, Paris"], ["Night of 24 October"], []]
    below = [[], ["Total", "", str(len(rows))], ["", "", "", "", "Done", "72"], ["No remarks", "", "Signed C. M."]]
    yield "bad", "DOC011-a-title-above-and-signatures-below.csv", typed([*above, *rows, *below]).encode()
    counted = [*rows, [], ["Total", "", "", "", "", f"{len(rows) - 3} done"]]
    yield "bad", "DOC011-the-states-counted-below.csv", typed(counted).encode()
    beside = [
        [*row, "", "CM, see again on Monday"] if number and not number % 9 else row for number, row in enumerate(rows)
    ]
    yield "bad", "DOC011-remarks-two-columns-to-the-right.csv", typed(beside).encode()
    other = [[*row, "22.2.1" if row[2] == "update-software:rs-b:h1" else ""] for row in rows[1:]]
    yield "bad", "DOC015-a-column-that-stands-there-twice.csv", typed([[*rows[0], "value"], *other]).encode()
    twice = json_bytes(plan, "1", tuple(entries.values())).decode()
    twice = twice.replace('"state": "done"', '"state": "failed", "state": "done"', 1)
    yield "bad", "DOC015-a-key-twice.json", twice.encode()
    text = json_bytes(plan, "1", tuple(entries.values())).decode()
    remark = text.replace('"entries":', '"remark": "the Base failed twice",\n "entries":', 1)
    yield "bad", "DOC011-a-key-of-ones-own.json", remark.encode()
    yield "good", "DOC-utf-16.json", text.encode("utf-16")


def spreadsheets(plan: Plan, entries: Mapping[str, Entry]) -> Iterator[Sample]:
    """XLSX files."""
    rows = rows_of(plan, entries)
    plain = book(nothing, rows)
    yield "good", "DOC-strict.xlsx", strict(plain)
    yield "good", "DOC-a-wrong-dimension.xlsx", edited(plain, small)
    yield "good", "DOC-a-hidden-sheet-first.xlsx", book(hidden_sheet_first, rows)
    yield "good", "SGN-initials-in-merged-cells.xlsx", book(partial(merged, rows), without(rows, BY))
    yield "good", "TIM-days-since-1904.xlsx", book(partial(days, rows), rows, date_1904=True)
    yield "good", "STA-boxes-that-were-ticked.xlsx", book(partial(boxes, rows), rows)
    keys, version = (
        next(number for number, row in enumerate(rows) if row[2] == step)
        for step in ("failover-keys:h1", "update-software:rs-b:h1")
    )
    bad: dict[str, Callable[[Any, Any], object]] = {
        "DOC014-a-hidden-column": hidden_column,
        "DOC014-a-hidden-sheet": lambda made, sheet: another_sheet(made, rows).hide(),
        "DOC014-a-witness-crossed-out": crossed_out,
        "DOC014-white-on-white": white,
        "DOC014-white-on-a-condition": lambda made, sheet: sheet.conditional_format(
            1, AT, 3, BY, {"type": "formula", "criteria": "=TRUE", "format": made.add_format({"font_color": "white"})}
        ),
        "DOC014-a-format-that-shows-another-version": lambda made, sheet: sheet.write(
            version, VALUE, rows[version][VALUE], made.add_format({"num_format": ';;;"22.2.1"'})
        ),
        "DOC014-a-hidden-row": lambda made, sheet: sheet.set_row(keys, None, None, {"hidden": True}),
        "DOC014-rows-that-are-not-printed": lambda made, sheet: sheet.print_area(0, 3, keys - 1, 10),
        "DOC014-signs-in-the-place-of-values": partial(signs, version),
        "DOC016-a-line-above-the-pages": lambda made, sheet: sheet.set_header("&C NOT DONE ON B &P / &N"),
        "DOC016-two-words-on-a-hidden-sheet": two_words,
        "DOC016-a-remark-on-a-cell": lambda made, sheet: sheet.write_comment(3, AT, "by the clock on the wall"),
        "DOC016-behind-a-cover-sheet": cover,
        "DOC017-a-formula": lambda made, sheet: sheet.write_formula(
            1, BY, f'=UPPER("{rows[1][BY]}")', None, rows[1][BY]
        ),
        "EVD002-a-version-that-became-a-day": lambda made, sheet: sheet.write_number(version, VALUE, 36914),
    }
    for name, fill in bad.items():
        yield "bad", f"{name}.xlsx", book(fill, rows)


def typed(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    """Rows as CSV."""
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(rows)
    return made.getvalue()


def evening(above: Sequence[str], at: str) -> str:
    """A time under one of the same day, with a mark for the date."""
    return f'" {at[11:]}' if at[:10] and above[AT][:10] == at[:10] else at


DITTOS = {0: "″", 1: '"', BY: "idem", WITNESS: "''"}


def dittoed(rows: Rows, marks: Mapping[int, str] = DITTOS) -> Rows:
    """Revision, run and initials that are those above are not written again."""
    found, above = [rows[0]], [""] * len(rows[0])
    for row in rows[1:]:
        found.append([marks[at] if at in marks and cell and cell == above[at] else cell for at, cell in enumerate(row)])
        above = [cell or before for cell, before in zip(row, above, strict=True)]
    return found


def nothing(made: Any, sheet: Any) -> None:
    """The rows alone."""


def signs(number: int, made: Any, sheet: Any) -> None:
    """Traffic lights are shown where a version stands."""
    rule = {"type": "icon_set", "icon_style": "3_traffic_lights", "icons_only": True}
    sheet.conditional_format(number, VALUE, number, VALUE, rule)


def two_words(made: Any, sheet: Any) -> None:
    """What is no list for other cells."""
    other = made.add_worksheet("Old")
    other.write(0, 0, "not done")
    other.hide()


def small(name: str, member: bytes) -> bytes:
    """Some programs say of a sheet that it ends where it once did."""
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:K3"', member) if "worksheets/" in name else member


def days(rows: Rows, made: Any, sheet: Any) -> None:
    """Every time is a real one; every other cell lost its format."""
    look = made.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    plain = made.add_format({"num_format": "General"})
    for number, row in enumerate(rows[1:], 1):
        if row[AT]:
            kept = number % 2 or row[AT].endswith("00:00")  # midnight without its format is a day
            sheet.write_datetime(number, AT, datetime.fromisoformat(row[AT]), look if kept else plain)


def without(rows: Rows, column: int) -> Rows:
    """The rows with one column blank below its name."""
    return [rows[0], *([*row[:column], "", *row[column + 1 :]] for row in rows[1:])]


def merged(rows: Rows, made: Any, sheet: Any) -> None:
    """Who signed several rows, one below the other, is written once, in a cell as high as these."""
    first = 1
    for last in range(1, len(rows)):
        if last + 1 == len(rows) or rows[last + 1][BY] != rows[first][BY]:
            if last > first:
                sheet.merge_range(first, BY, last, BY, rows[first][BY])
            else:
                sheet.write(first, BY, rows[first][BY])
            first = last + 1


def boxes(rows: Rows, made: Any, sheet: Any) -> None:
    """A box in every row, ticked where the step was done, and where the evidence is yes."""
    for number, row in enumerate(rows[1:], 1):
        sheet.write_boolean(number, STATE, row[STATE] == "done")
        if row[VALUE] == "yes":
            sheet.write_boolean(number, VALUE, True)


def hidden_column(made: Any, sheet: Any) -> None:
    """The notes are hidden, and one stands there."""
    sheet.write(2, NOTE, "it failed at first")
    sheet.set_column(NOTE, NOTE, None, None, {"hidden": True})


def another_sheet(made: Any, rows: Rows) -> Any:
    """A second sheet with the first steps."""
    sheet = made.add_worksheet("First try")
    write(sheet, rows[:6])
    return sheet


def crossed_out(made: Any, sheet: Any) -> None:
    """A witness that was not wanted."""
    sheet.write(1, WITNESS, "CM", made.add_format({"font_strikeout": True}))


def white(made: Any, sheet: Any) -> None:
    """A note that nobody sees."""
    sheet.write(2, NOTE, "it failed at first", made.add_format({"font_color": "white"}))


def cover(made: Any, sheet: Any) -> None:
    """A sheet with the change's papers stands before the record."""
    hidden_sheet_first(made, sheet)
    front = made.worksheets_objs[0]
    front.hidden = 0
    front.write(0, 0, "CHG0041, Paris")
