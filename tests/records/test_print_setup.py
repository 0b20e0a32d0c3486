"""What a spreadsheet shows on paper alone, or not there; signs in the place of values; sheets that nobody sees."""

from __future__ import annotations

import pytest

from runbook.i18n import load_language
from runbook.reading.spreadsheet.print_setup import print_areas
from runbook.records.blank_book import record_xlsx
from tests import plans
from tests.records import books
from tests.records.books import FILES, NOTE, ROWS, VALUE, book, row
from tests.records.test_spreadsheets import ALL, only


def told(data, steps=ALL):
    part = only(data)
    assert [entry.step for entry in part.entries] == steps
    found = []
    for fault in part.faults:
        what = dict(fault.args)["what"]
        found.append((fault.code, what if isinstance(what, str) else dict(what.args)["which"]))
    return found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("&C NOT DONE", "NOT DONE"),
        ('&L&"Arial,Bold"&12&KFF0000STEP B FAILED', "STEP B FAILED"),
        ("&LB not installed&RPage &P of &N", "B not installed Page of"),
        ("&C&A", ""),
        ("&CPage &P", ""),
        ("&L&F&C&D &T&R&P / &N", ""),
        ('&C&"Times New Roman,Regular"&12&A', ""),
    ],
)
def test_a_line_at_the_edge_of_the_pages_is_told_where_it_says_something(line, said) -> None:
    expected = [("DOC016", f"Record ({said})")] if said else []
    assert told(book(lambda made, sheet: sheet.set_header(line))) == expected
    assert told(book(lambda made, sheet: sheet.set_footer(line))) == expected


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_lines_and_the_area_of_a_blank_record_are_its_own(tag) -> None:
    data = record_xlsx(plans.plan_of("single", "automatic"), load_language(tag))
    assert only(data).entries
    assert not only(data).faults


def of_pages(name: str, old: str, new: str) -> bytes:
    def edit(member: str, data: bytes) -> bytes:
        if member == name:
            assert old in data.decode()
            return data.decode().replace(old, new, 1).encode()
        return data

    return books.edited((FILES / "blank_copy.ods").read_bytes(), edit)


def test_the_same_in_a_file_of_libreoffice() -> None:
    old, name = '<style:header style:display="false"/>', "<text:sheet-name>???</text:sheet-name>"
    for said, expected in ((" NOT DONE", [("DOC016", "Record (NOT DONE)")]), (" Page", [])):
        line = f"<style:header><text:p>{name}{said}</text:p></style:header>"
        assert told(of_pages("styles.xml", old, line)) == expected
    assert told(of_pages("styles.xml", old, f'<style:header style:display="false">{line}</style:header>')) == []
    table = '<table:table table:name="Record"'
    areas = f'{table} table:print-ranges="Record.A1:Record.K3"'
    assert told(of_pages("content.xml", table, areas)) == [("DOC014", "Record!4 (c)")]


@pytest.mark.parametrize(
    ("area", "which"),
    [
        ((0, 0, 2, NOTE), "4 (c)"),
        ((0, 3, 3, 6), "2 (a), 3 (b), 4 (c)"),
        ((0, 0, 3, NOTE), ""),
        ((0, 3, 3, NOTE), ""),
        ((0, 0, 30, 30), ""),
    ],
)
def test_what_is_shown_and_not_printed_is_told(area, which) -> None:
    expected = [("DOC014", which)] if which else []
    assert told(book(lambda made, sheet: sheet.print_area(*area))) == expected


def test_a_correction_below_what_is_printed_is_no_secret() -> None:
    rows = [*ROWS, row("b", note="wrong line")]
    data = book(lambda made, sheet: sheet.print_area(0, 0, 3, NOTE), rows)
    assert told(data, [*ALL, "b"]) == []


def test_areas_as_programs_write_them() -> None:
    found = print_areas("'My sheet'!$D$1:$P$60,'My sheet'!$1:$4,Record!$A:$C,Record!$B$7")
    assert [(one.left, one.right, one.top, one.bottom) for one in found] == [
        (3, 15, 1, 60),
        (0, 10_000_000, 1, 4),
        (0, 2, 1, 10_000_000),
        (1, 1, 7, 7),
    ]
    assert print_areas("Record.D1:Record.P60 $'My sheet'.$A$1:.$B$2") == (found[0], (0, 1, 1, 2))
    assert print_areas("#REF!") == ()


@pytest.mark.parametrize(
    "rule",
    [
        {"type": "icon_set", "icon_style": "3_traffic_lights", "icons_only": True},
        {"type": "data_bar", "bar_only": True},
        {"type": "data_bar", "bar_only": True, "data_bar_2010": True},
    ],
)
def test_a_sign_in_the_place_of_a_value_is_told_and_the_value_is_read(rule) -> None:
    def fill(made, sheet) -> None:
        sheet.write(2, VALUE, 7)
        sheet.conditional_format(1, VALUE, 3, VALUE, rule)

    def beside(made, sheet) -> None:
        sheet.write(2, VALUE, 7)
        sheet.conditional_format(1, VALUE, 3, VALUE, {**rule, "icons_only": False, "bar_only": False})

    assert told(book(fill)) == [("DOC014", "J3 (7)")]
    assert only(book(fill)).entries[1].value == "7"
    assert told(book(beside)) == []


def sheet_of_words(words, *, chosen="", name="Old"):
    def fill(made, sheet) -> None:
        other = made.add_worksheet(name)
        other.write_column(0, 0, words)
        other.hide()
        cells = f"='{name}'!$A$1:$A$3"
        if chosen == "list":
            sheet.data_validation(1, 5, 3, 5, {"validate": "list", "source": cells})
        elif chosen == "name":
            made.define_name("Choices", cells)

    return book(fill)


def test_few_words_on_a_hidden_sheet_are_told_unless_cells_choose_from_them() -> None:
    assert told(sheet_of_words(["not done"])) == [("DOC016", "Old (not done)")]
    assert told(sheet_of_words(["FAILED", 12])) == [("DOC016", "Old (FAILED)")]
    assert told(sheet_of_words([12, 13])) == []
    for name in ("Lists", "My lists"):
        assert told(sheet_of_words(["done", "failed"], chosen="list", name=name)) == []
        assert told(sheet_of_words(["done", "failed"], chosen="name", name=name)) == []
    assert told(sheet_of_words(["done", "it was not done"], chosen="list")) == [("DOC016", "Old (it was not done)")]
