"""Spreadsheets as people send them, made with XlsxWriter; those that LibreOffice made of them lie in examples/records.

python -m tests.records.books       writes them anew, where LibreOffice is installed
"""

from __future__ import annotations

import datetime as clock
import io
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from runbook.model.record import TABLE_COLUMNS

FILES = Path(__file__).resolve().parent.parent / "examples" / "records" / "files" / "sheets"
REVISION = "a" * 64
STATE, AT, BY = (TABLE_COLUMNS.index(name) for name in ("state", "at", "by"))
WITNESS, VALUE, NOTE = (TABLE_COLUMNS.index(name) for name in ("witness", "value", "note"))
Sheet = Any  # XlsxWriter has no types
Rows = Sequence[Sequence[Any]]


def row(step: str, at: str = "2026-12-05 22:10", by: str = "CM", value: Any = "", note: str = "") -> list[Any]:
    """A row that is filled in."""
    return [REVISION, "1", step, "step 1.1", "Title", "done", at, by, "", value, note]


ROWS: Rows = (TABLE_COLUMNS, row("a"), row("b", at="2026-12-05 22:20"), row("c", at="2026-12-05 22:30"))


def book(fill: Callable[[Any, Sheet], object], rows: Rows = ROWS, **options: object) -> bytes:
    """A workbook whose first sheet holds `rows`; `fill` does the rest."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, **options}) as made:
        made.set_properties({"created": clock.datetime(2000, 1, 1)})
        sheet = made.add_worksheet("Record")
        write(sheet, rows)
        fill(made, sheet)
    return content.getvalue()


def write(sheet: Sheet, rows: Rows) -> None:
    """Write `rows` from the first cell on."""
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell != "":
                sheet.write(number, column, cell)


def hidden_row(made: Any, sheet: Sheet) -> None:
    sheet.set_row(2, None, None, {"hidden": True})


def flat_row(made: Any, sheet: Sheet) -> None:
    sheet.set_row(2, 0)


def filtered_row(made: Any, sheet: Sheet) -> None:
    sheet.autofilter(0, 0, len(ROWS) - 1, len(TABLE_COLUMNS) - 1)
    sheet.filter_column(TABLE_COLUMNS.index("step"), "x != b")
    sheet.set_row(2, None, None, {"hidden": True})


def hidden_column(made: Any, sheet: Sheet) -> None:
    sheet.write(1, NOTE, "the sync had failed")
    sheet.set_column(NOTE, NOTE, None, None, {"hidden": True})


def hidden_identity(made: Any, sheet: Sheet) -> None:
    sheet.set_column(0, 2, None, None, {"hidden": True})


def hidden_sheet(made: Any, sheet: Sheet) -> None:
    other = made.add_worksheet("Old")
    write(other, ROWS[:2])
    other.hide()


def very_hidden_sheet(made: Any, sheet: Sheet) -> None:
    other = made.add_worksheet("Old")
    write(other, ROWS[:2])
    other.very_hidden()


def crossed_out_row(made: Any, sheet: Sheet) -> None:
    struck = made.add_format({"font_strikeout": True})
    for column, cell in enumerate(ROWS[2]):
        sheet.write(2, column, cell, struck)


def crossed_out_cell(made: Any, sheet: Sheet) -> None:
    sheet.write(2, WITNESS, "TL", made.add_format({"font_strikeout": True}))


def crossed_out_words(made: Any, sheet: Sheet) -> None:
    struck = made.add_format({"font_strikeout": True})
    sheet.write_rich_string(2, AT, struck, "2026-12-05 22:15 ", "2026-12-05 22:20")


def white_on_white(made: Any, sheet: Sheet) -> None:
    sheet.write(2, NOTE, "it failed twice", made.add_format({"font_color": "white"}))


def grey_on_grey(made: Any, sheet: Sheet) -> None:
    look = made.add_format({"font_color": "#888888", "bg_color": "#888888", "pattern": 1})
    sheet.write(2, NOTE, "it failed twice", look)


def tiny(made: Any, sheet: Sheet) -> None:
    sheet.write(2, NOTE, "it failed twice", made.add_format({"font_size": 1}))


def without_digits(made: Any, sheet: Sheet) -> None:
    sheet.write(2, VALUE, 7, made.add_format({"num_format": ";;;"}))


def white_on_black(made: Any, sheet: Sheet) -> None:
    look = made.add_format({"font_color": "white", "bg_color": "black", "pattern": 1})
    for column, cell in enumerate(TABLE_COLUMNS):
        sheet.write(0, column, cell, look)
    for column, cell in enumerate(ROWS[2]):
        sheet.write(2, column, cell, look)


def remarks(made: Any, sheet: Sheet) -> None:
    sheet.write_comment(2, AT, "by the clock of the console", {"author": "CM"})
    sheet.insert_textbox(6, 1, "The vendor was on the line from 22:00 to 23:00")


def formulas(made: Any, sheet: Sheet) -> None:
    sheet.write_formula(2, BY, '=UPPER("cm")', None, "CM")


def second_sheet(made: Any, sheet: Sheet) -> None:
    write(made.add_worksheet("Remarks"), [["The vendor was late"]])


def second_record(made: Any, sheet: Sheet) -> None:
    write(made.add_worksheet("Page 2"), [TABLE_COLUMNS, row("d")])


def blank_copy(made: Any, sheet: Sheet) -> None:
    empty = [REVISION, "", "a", "step 1.1", "Title"]
    write(made.add_worksheet("Blank"), [TABLE_COLUMNS, empty])


def real_dates(made: Any, sheet: Sheet) -> None:
    look = made.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.write_datetime(1, AT, clock.datetime(2026, 12, 5, 22, 10), look)
    sheet.write_datetime(2, AT, clock.datetime(2026, 12, 5, 22, 20))  # its cell lost its format
    sheet.write_boolean(1, STATE, True)
    sheet.write_boolean(1, VALUE, True)


def hidden_sheet_first(made: Any, sheet: Sheet) -> None:
    """Nothing stands on it, and it stands first."""
    other = made.add_worksheet("Front")
    made.worksheets_objs.reverse()
    other.index, sheet.index = 0, 1
    sheet.activate()
    other.hide()


BOOKS: Mapping[str, Callable[[Any, Sheet], object]] = {
    made.__name__: made
    for made in (
        hidden_row, flat_row, filtered_row, hidden_column, hidden_identity, hidden_sheet, very_hidden_sheet,
        crossed_out_row, crossed_out_cell, crossed_out_words, white_on_white, grey_on_grey, tiny, white_on_black,
        remarks, formulas, second_sheet, second_record, blank_copy, real_dates, without_digits,
        hidden_sheet_first,
    )
}  # fmt: skip


def edited(content: bytes, edit: Callable[[str, bytes], bytes]) -> bytes:
    """An archive with other members."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            made_at = zipfile.ZipInfo(name, source.getinfo(name).date_time)
            target.writestr(made_at, edit(name, source.read(name)), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def strict(content: bytes) -> bytes:
    """The same file in the strict form of ISO/IEC 29500: other namespaces throughout."""

    def edit(_: str, member: bytes) -> bytes:
        for old, new in (
            (
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
            (b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"),
            (b"http://schemas.openxmlformats.org/drawingml/2006", b"http://purl.oclc.org/ooxml/drawingml"),
        ):
            member = member.replace(old, new)
        return member

    return edited(content, edit)


@cache
def by_libreoffice(content: bytes, kind: str, suffix: str = ".xlsx") -> bytes:
    """What LibreOffice saves after opening a file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"record{suffix}").write_bytes(content)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
        subprocess.run([*command, "--outdir", "made", f"record{suffix}"], cwd=folder, check=True, capture_output=True)
        return (folder / "made" / f"record.{kind}").read_bytes()


def main() -> None:
    """Write what LibreOffice makes of each."""
    FILES.mkdir(parents=True, exist_ok=True)
    for name, fill in BOOKS.items():
        for kind in ("ods", "xlsx"):
            (FILES / f"{name}.{kind}").write_bytes(by_libreoffice(book(fill), kind))


if __name__ == "__main__":
    main()
