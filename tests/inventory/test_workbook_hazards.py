"""Workbooks as they come: what is odd about one is said, what is wrong names its cell, and what is right is read."""

import io
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from runbook.cli.error_output import error_text
from runbook.errors import InputError
from runbook.i18n import Language
from runbook.inventory.load import load_files, load_inventory
from runbook.inventory.workbook.example_book import example_book
from tests.data.make_workbook_google import PLACE, parts
from tests.records.books import by_libreoffice, edited, strict

ROOT = Path(__file__).parent.parent.parent
TODAY = date(2026, 11, 27)
ENGLISH = Language(tag="en")
SITES = ("lyon", "paris", "geneva", "montreal", "nantes")
needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
Change = Callable[[Any], object]


def example() -> bytes:
    return example_book(TODAY, ENGLISH)


def saved(change: Change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(example()))
    change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def outcome(tmp_path: Path, content: bytes, name: str = "sites.xlsx") -> tuple[tuple[str, ...], list[str]]:
    """The sites that are read, and what is said, each line without the file."""
    file = tmp_path / name
    file.write_bytes(content)
    try:
        (read,) = load_files(file, lambda site, _data: site.id)
    except InputError as error:
        return (), [line.removeprefix(str(file)).lstrip(":, ") for line in error_text(error, ENGLISH).splitlines()]
    said = [error_text(InputError((each,)), ENGLISH) for each in read.cautions]
    return read.sites, [line.removeprefix(str(file)).lstrip(":, ") for line in said]


def put(cell: str, value: object) -> Change:
    """A change of one cell: `Sites!B2`."""
    sheet, _, place = cell.partition("!")

    def change(book: Any) -> None:
        book[sheet][place] = value

    return change


def hide_column(book: Any) -> None:
    book["Sites"].column_dimensions["C"].hidden = True


def hide_sheet(state: str) -> Change:
    def change(book: Any) -> None:
        book["People"].sheet_state = state

    return change


def remark(book: Any) -> None:
    book["Appliances"]["C3"].comment = Comment("is it really?", "me")


def other_sheet(name: str) -> Change:
    def change(book: Any) -> None:
        book.create_sheet(name)["A1"] = "call Lyon"

    return change


def unknown_head(book: Any) -> None:
    book["Sites"]["P1"] = "Rack number"


def date_alone(book: Any) -> None:
    sheet = book["Windows"]
    sheet["C2"] = sheet["C2"].value.replace(hour=0, minute=0)
    sheet["D3"] = sheet["D3"].value.replace(hour=0, minute=0)


def day_alone(book: Any) -> None:
    book["Windows"]["C2"] = date(2026, 12, 5)
    book["Windows"]["C2"].number_format = "dd/mm/yyyy"


def serial_alone(book: Any) -> None:
    book["Windows"]["C2"].number_format = "General"
    book["Windows"]["C2"] = 46_361


ODD: dict[str, tuple[Change, str]] = {
    "hidden column": (hide_column, "Sites!A1: hidden columns are read all the same: C"),
    "hidden sheet": (hide_sheet("hidden"), "People!A1: this sheet is hidden, and is read"),
    "very hidden sheet": (hide_sheet("veryHidden"), "People!A1: this sheet is hidden, and is read"),
    "remark": (remark, "Appliances!A1: remarks, boxes and pictures on cells are not read: C3"),
    "head like one that is there": (put("Sites!P1", "Last name"), "Sites!P1: these columns are not read: Last name"),
    **{
        f"head that says {head}": (put(f"{cell}1", head), f"{cell}1: these columns are not read: {head}")
        for cell, head in (
            *(("Windows!I", "Vendor"), ("Windows!I", "Zone"), ("Windows!I", "Status"), ("Windows!I", "Commentaire")),
            *(("People!H", "Mobile"), ("People!H", "Notes"), ("People!H", "Prénom"), ("Changes!Z", "Owner")),
            *(("Appliances!L", "Version"), ("Packages!M", "Asset"), ("Sites!S", "Client"), ("Sites!S", "Location")),
        )
    },
    **{
        f"sheet called {name}": (other_sheet(name), f"{name}!A1: this sheet is not read")
        for name in ("Notes", "Listes", "Contacts", "Dates", "Licences", "Windows 2025", "Sites (2)", "Old sites")
    },
    "date without a time": (
        date_alone,
        "Windows!C2: windows begin or end at midnight here: Windows!C2, Windows!D3, write the time if it was left out",
    ),
    "unknown head": (unknown_head, "Sites!P1: these columns are not read: Rack number"),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_said_and_all_is_read(tmp_path, name):
    change, told = ODD[name]
    sites, said = outcome(tmp_path, saved(change))
    assert (sites, [line[: len(told)] for line in said]) == (SITES, [told])


def strike(cells: str) -> Change:
    def change(book: Any) -> None:
        (row,) = book["Appliances"][cells]
        for cell in row:
            cell.font = Font(strike=True)

    return change


def head_twice(book: Any) -> None:
    book["Sites"]["P1"] = "Name"


def copy(sheet: str, title: str) -> Change:
    def change(book: Any) -> None:
        book.copy_worksheet(book[sheet]).title = title

    return change


def without(sheet: str) -> Change:
    def change(book: Any) -> None:
        del book[sheet]

    return change


def emptied(sheet: str) -> Change:
    return lambda book: book[sheet].delete_rows(1, book[sheet].max_row)


def below(sheet: str, **cells: object) -> Change:
    """Cells two rows below the last."""

    def change(book: Any) -> None:
        row = book[sheet].max_row + 2
        for column, value in cells.items():
            book[sheet][f"{column}{row}"] = value

    return change


def site_again(book: Any) -> None:
    sheet = book["Sites"]
    sheet.append([cell.value for cell in sheet[2]])


def headless(book: Any) -> None:
    book["Windows"].delete_rows(1)


def sorted_with_heads(book: Any) -> None:
    sheet = book["Appliances"]
    heads, first = ([cell.value for cell in sheet[row]] for row in (1, 2))
    for column, (head, value) in enumerate(zip(heads, first, strict=True), 1):
        sheet.cell(1, column).value, sheet.cell(2, column).value = value, head


WRONG: dict[str, tuple[Change, list[str]]] = {
    "formula without a value": (put("Sites!B2", '=UPPER("x")'), ["Sites!B2: the formula here has no value"]),
    "formula without a value in a link": (
        put("Appliances!A2", "=Sites!A2"),
        ["Appliances!A2: the formula here has no value", "Sites!A2: Appliances: there is no row"],
    ),
    "error": (put("Sites!B2", "#REF!"), ["Sites!B2: #REF! is an error of the spreadsheet"]),
    "error under More": (put("Sites!O2", "#N/A"), ["Sites!O2: #N/A is an error of the spreadsheet"]),
    "crossed-out row": (
        strike("A13:K13"),
        ["Appliances!A13: this row is hidden or crossed out: nantes", "Sites!A6: Appliances: there is no row"],
    ),
    "crossed-out cell": (strike("E3:E3"), ["Appliances!E3: what is here is hidden or crossed out: B300"]),
    "part of a number": (put("Sites!K2", 12.5), ["Sites!K2: Jump Clients: 12.5 is not a whole number"]),
    "head twice": (head_twice, ["Sites!P1: two columns are called Name"]),
    "head almost right": (
        put("Sites!K1", "Jump Clinets"),
        ["Sites!K1: there is no column Jump Clinets on this sheet, write Jump Clients"],
    ),
    "sheet twice": (copy("Sites", "sites "), ["sites !A1: this sheet is there twice: Sites is the same"]),
    "sheet in both languages": (copy("Appliances", "Serveurs"), ["Serveurs!A1: this sheet is there twice"]),
    "sheet almost right": (copy("People", "Peeple"), ["Peeple!A1: there is no sheet Peeple in an inventory"]),
    **{
        f"no {sheet}": (without(sheet), [f"there is no sheet {sheet}, add it"])
        for sheet in ("Organisation", "Sites", "Appliances", "People", "Changes", "Packages", "Windows")
    },
    **{
        f"empty {sheet}": (emptied(sheet), [f"the sheet {sheet} is empty, fill it in"])
        for sheet in ("Organisation", "Sites", "Appliances", "People", "Changes", "Packages", "Windows")
    },
    "no heads": (headless, ["Windows!A1: this sheet has no row with the headings of its columns"]),
    "sorted with its heads": (
        sorted_with_heads,
        ["Appliances!A1: this row is above the headings", "Sites!A2: Appliances: there is no row"],
    ),
    "sum by a formula": (
        below("Sites", A="Total", K="=SUM(K2:K6)"),
        ["Sites!A8: this row is a total, not an item of the list"],
    ),
    "sum alone": (below("Sites", K=3400), ["Sites!A8: this row is a total"]),
    "sum of appliances": (below("Appliances", A="Total:", B=12), ["Appliances!A15: this row is a total"]),
    "site twice": (site_again, ["Sites!A7: Site: the id lyon is given twice; the first is at Sites!A2"]),
    "site that is nowhere": (
        put("Appliances!A13", "atlantis"),
        ["Appliances!A13: there is no site atlantis", "Sites!A6: Appliances: there is no row"],
    ),
    "vertical tab": (put("Sites!B2", "Ly_x000B_on"), ["Sites!B2: there is an invisible character here: U+000B"]),
    "line in a link": (
        put("Appliances!A13", "nan\ntes"),
        ["Appliances!A13: there is no site nan\\ntes", "Sites!A6: Appliances: there is no row"],
    ),
    "date as another text": (
        put("Windows!C2", "05/12/2026 22:00"),
        ["Windows!C2: no date shows whether the day or the month stands first"],
    ),
    "date alone": (day_alone, ["Windows!C2: Start: 2026-12-05 is not a date with a time"]),
    "number of a day": (serial_alone, ["Windows!C2: Start: 2026-12-05 is not a date with a time"]),
    "time alone": (put("Windows!C2", "22:00"), ["Windows!C2: Start: 22:00 is not a date with a time"]),
}


@pytest.mark.sampled(15)
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_names_its_cell_and_nothing_else(tmp_path, name):
    change, told = WRONG[name]
    sites, said = outcome(tmp_path, saved(change))
    assert (sites, len(said)) == ((), len(told)), said
    assert [line[: len(each)] for line, each in zip(sorted(said), sorted(told), strict=True)] == sorted(told)


def merged(book: Any) -> None:
    book["Appliances"]["A4"] = None
    book["Appliances"].merge_cells("A3:A4")


def mac(book: Any) -> None:
    book.epoch = CALENDAR_MAC_1904


def other_language(book: Any) -> None:
    for name, french in (("Appliances", "Serveurs"), ("People", "Personnes"), ("Windows", "FENETRES")):
        book[name].title = french


def title_above(book: Any) -> None:
    for sheet in book:
        sheet.insert_rows(1)
        sheet["A1"] = "Our sites, as of November"


def as_texts(book: Any) -> None:
    book["Sites"]["K2"].number_format = "@"
    book["Sites"]["K2"] = str(book["Sites"]["K2"].value or 0)


RIGHT: dict[str, Change] = {
    "merged cells": merged,
    "days since 1904": mac,
    "sheets in another language": other_language,
    "title above": title_above,
    "numbers as texts": as_texts,
    "TRUE and FALSE": put("Sites!L3", False),
    "no-break spaces": put("Windows!C2", None),
    "line break in a name": put("Appliances!E2", "B300\nrack 4"),
}


def no_break(book: Any) -> None:
    moment = book["Windows"]["C2"].value
    book["Windows"]["C2"] = f"{moment:%Y-%m-%d}\u00a0{moment:%H:%M}"
    book["Appliances"]["A2"] = "lyon\u00a0"


RIGHT["no-break spaces"] = no_break


def capitals(book: Any) -> None:
    book["People"]["E2"] = str(book["People"]["E2"].value).title()


def copied(book: Any) -> None:
    book["Sites"]["A2"] = "\u200blyon\u00a0\ufeff"  # from a page
    book["Appliances"]["B3"] = f"\u200e{book['Appliances']['B3'].value}"  # from a dialogue of Windows


RIGHT |= {"roles with capitals": capitals, "unseen signs around a text": copied}


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", RIGHT)
def test_what_is_only_written_in_another_way_is_read_in_silence(tmp_path, name):
    assert outcome(tmp_path, saved(RIGHT[name])) == (SITES, [])


def test_days_since_1904_are_the_same_days(tmp_path):
    plain, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    plain.write_bytes(example())
    other.write_bytes(saved(mac))
    assert load_inventory(other) == load_inventory(plain)


def wrong_dimension(name: str, member: bytes) -> bytes:
    return member.replace(b"<dimension ref=", b'<dimension ref="A1" was=') if "worksheets/" in name else member


def million_rows(name: str, member: bytes) -> bytes:
    if not name.endswith("sheet2.xml"):
        return member
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(9, 1048577))
    return member.replace(b"</sheetData>", rows + b"</sheetData>")


@pytest.mark.long
def test_other_forms_of_the_same_file_are_read(tmp_path):
    for content in (strict(example()), edited(example(), wrong_dimension), edited(example(), million_rows)):
        assert outcome(tmp_path, content) == (SITES, [])


@pytest.mark.long
@needs_libreoffice
@pytest.mark.parametrize("kind", ["ods", "xlsm"])
def test_as_libreoffice_saves_other_kinds(tmp_path, kind):
    assert outcome(tmp_path, by_libreoffice(example(), kind), f"sites.{kind}") == (SITES, [])
    assert [site.id for site in load_inventory(tmp_path / f"sites.{kind}").sites] == list(SITES)
    (read,) = load_files(tmp_path, lambda site, _data: site.id)  # in a folder as well
    assert read.sites == SITES


@pytest.mark.long
@needs_libreoffice
@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("xls", "this spreadsheet is in the old format (.xls), open it, save it as XLSX or ODS without"),
        ("fods", "this is a spreadsheet or page as plain XML or HTML, save it as XLSX or ODS"),
        ("html", "this is a spreadsheet or page as plain XML or HTML, save it as XLSX or ODS"),
        ("csv", "this is one sheet of an inventory, and not a whole one, name the folder"),
    ],
)
def test_kinds_that_are_not_read_say_what_to_save(tmp_path, kind, told):
    sites, (line,) = outcome(tmp_path, by_libreoffice(example(), kind), f"sites.{kind}")
    assert (sites, line[: len(told)]) == ((), told)


def odd_and_wrong(book: Any) -> None:
    hide_column(book)
    hide_sheet("hidden")(book)
    remark(book)
    book["Sites"].row_dimensions[3].hidden = True
    book["Sites"]["B2"] = '="Ly"&"on"'


@pytest.mark.long
@needs_libreoffice
@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_what_libreoffice_made_of_it_is_said_in_the_same_way(tmp_path, kind):
    sites, said = outcome(tmp_path, by_libreoffice(saved(odd_and_wrong), kind), f"sites.{kind}")
    assert sites == SITES
    assert {line.partition(",")[0] for line in said} >= {
        "Sites!A1: hidden rows are read all the same: 3",
        "Sites!A1: hidden columns are read all the same: C",
        "People!A1: this sheet is hidden",
        "Appliances!A1: remarks",
        "Sites!A1: there are formulas here",
    }
    bad = saved(lambda book: (put("Sites!B2", "=1/0")(book), put("Sites!C2", "=#REF!")(book), strike("C3:C3")(book)))
    sites, said = outcome(tmp_path, by_libreoffice(bad, kind), f"sites.{kind}")
    assert [line.split(" is ")[0] for line in said if "error of the spreadsheet" in line] == [
        "Sites!B2: #DIV/0!",
        "Sites!C2: #REF!",
    ]
    assert any("Appliances!C3: what is here is hidden or crossed out: primary" in line for line in said)


def test_as_google_writes_it(tmp_path):
    """The sample is what its script makes; dates and ticks are those of the example."""
    assert load_inventory(PLACE) == load_inventory(ROOT / "examples" / "inventory.yaml")
    assert outcome(tmp_path, PLACE.read_bytes()) == (SITES, [])
    with pytest.warns(UserWarning, match="no default style"):
        book = openpyxl.load_workbook(PLACE)
    assert isinstance(book["Windows"]["C2"].value, datetime)
    assert 'xml:space="preserve"' in parts()["xl/sharedStrings.xml"]
