"""What is read of a spreadsheet is what somebody sees who opens it, whichever program saved it."""

from __future__ import annotations

import io
import re
import shutil
import zipfile

import openpyxl
import pytest

from runbook.reading.spreadsheet import xlsx_book
from runbook.reading.unreadable import Unreadable
from runbook.records import from_xlsx
from tests.records import books
from tests.records.books import BOOKS, FILES, REVISION, ROWS, VALUE, book, row

KINDS = ("xlsxwriter", "xlsx", "ods")
ALL = ["a", "b", "c"]
# For each of the books: the steps that are read, the code that is said, and what it names.
EXPECTED: dict[str, tuple[list[str], str, str]] = {
    "hidden_row": (["a", "c"], "DOC014", "3 (b done 2026-12-05 22:20 CM)"),
    "flat_row": (["a", "c"], "DOC014", "3 (b done 2026-12-05 22:20 CM)"),
    "filtered_row": (["a", "c"], "DOC014", "3 (b done 2026-12-05 22:20 CM)"),
    "crossed_out_row": (["a", "c"], "DOC014", "3 (b done 2026-12-05 22:20 CM)"),
    "hidden_column": (ALL, "DOC014", "K2 (the sync had failed)"),
    "hidden_sheet": (ALL, "DOC014", "Old!2 (a done 2026-12-05 22:10 CM)"),
    "very_hidden_sheet": (ALL, "DOC014", "Old!2 (a done 2026-12-05 22:10 CM)"),
    "crossed_out_cell": (ALL, "DOC014", "I3 (TL)"),
    "crossed_out_words": (ALL, "DOC014", "G3 (2026-12-05 22:15)"),
    "white_on_white": (ALL, "DOC014", "K3 (it failed twice)"),
    "grey_on_grey": (ALL, "DOC014", "K3 (it failed twice)"),
    "tiny": (ALL, "DOC014", "K3 (it failed twice)"),
    "without_digits": (ALL, "DOC014", "J3 (7)"),
    "remarks": (ALL, "DOC016", "G3 (by the clock of the console)"),
    "second_sheet": (ALL, "DOC016", "Remarks (The vendor was late)"),
    "formulas": (ALL, "DOC017", "H3"),
    "hidden_identity": (ALL, "", ""),
    "white_on_black": (ALL, "", ""),
    "blank_copy": (ALL, "", ""),
    "real_dates": (ALL, "", ""),
    "hidden_sheet_first": (ALL, "", ""),
    "second_record": ([*ALL, "d"], "", ""),
}


def content(name: str, kind: str) -> bytes:
    return book(BOOKS[name]) if kind == "xlsxwriter" else (FILES / f"{name}.{kind}").read_bytes()


def parts(data: bytes):
    return list(from_xlsx.parts_of(data, "record"))


def only(data: bytes):
    (part,) = parts(data)
    return part


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", BOOKS)
def test_what_is_seen_is_read_and_the_rest_is_named(name, kind) -> None:
    steps, code, what = EXPECTED[name]
    found = parts(content(name, kind))
    assert [entry.step for part in found for entry in part.entries] == steps
    assert {part.key for part in found} == {(REVISION, "1")}
    faults = [fault for part in found for fault in part.faults]
    assert [fault.code for fault in faults] == ([code] if code else [])
    assert all(what in str(dict(fault.args)["what"]) for fault in faults)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_of_a_cell_is_read(kind) -> None:
    entries = only(content("crossed_out_words", kind)).entries
    assert [entry.at for entry in entries] == ["2026-12-05 22:10", "2026-12-05 22:20", "2026-12-05 22:30"]
    assert [entry.witness for entry in only(content("crossed_out_cell", kind)).entries] == ["", "?", ""]
    assert [entry.note for entry in only(content("white_on_white", kind)).entries] == ["", "?", ""]
    assert [entry.by for entry in only(content("formulas", kind)).entries] == ["CM", "CM", "CM"]


@pytest.mark.parametrize("kind", KINDS)
def test_real_dates_and_boxes(kind) -> None:
    entries = only(content("real_dates", kind)).entries
    assert [entry.state for entry in entries] == ["done", "done", "done"]
    assert entries[0].value == "yes"
    assert [entry.at[:14] for entry in entries] == ["2026-12-05 22:", "46361.93055555", "2026-12-05 22:"]


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_is_written_beside_is_named_with_its_place(kind) -> None:
    (fault,) = only(content("remarks", kind)).faults
    what = str(dict(fault.args)["what"])
    assert "G3 (by the clock of the console)" in what
    assert "The vendor was on the line from 22:00 to 23:00" in what


@pytest.mark.parametrize("kind", KINDS)
def test_places_name_the_sheet_where_there_are_several(kind) -> None:
    assert [part.place(0) for part in parts(content("second_record", kind))] == ["record:Record!2", "record:Page 2!2"]
    assert only(content("second_sheet", kind)).place(0) == "record:2"


def test_a_row_that_is_hidden_and_blank_is_nothing() -> None:
    blank = [REVISION, "", "d", "step 1.2", "Title"]
    data = book(lambda made, sheet: sheet.set_row(4, None, None, {"hidden": True}), [*ROWS, blank])
    assert only(data).faults == ()


def test_a_record_on_a_hidden_sheet_alone_is_refused() -> None:
    def hide(made, sheet) -> None:
        made.add_worksheet("Front").activate()
        sheet.hide()

    with pytest.raises(Unreadable, match="hidden"):
        parts(book(hide))


def test_lists_on_a_hidden_sheet_are_no_finding() -> None:
    def choices(made, sheet) -> None:
        other = made.add_worksheet("Lists")
        books.write(other, [["done"], ["na"], ["skipped"]])
        other.hide()

    assert only(book(choices)).faults == ()


def test_what_stands_far_to_the_right_is_told() -> None:
    def far(made, sheet) -> None:
        sheet.write_string(2, 200, "failed twice")

    (fault,) = only(book(far)).faults
    assert (fault.code, dict(fault.args)["what"]) == ("DOC016", "GS3 (failed twice)")


def test_a_sentence_on_a_hidden_sheet_is_told() -> None:
    def remark(made, sheet) -> None:
        other = made.add_worksheet("Lists")
        books.write(other, [["done"], ["the Base failed twice"]])
        other.very_hidden()

    assert [(one.code, dict(one.args)["what"]) for one in only(book(remark)).faults] == [
        ("DOC016", "Lists (done the Base failed twice)")
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [(46361.93, '"05/12/2026 22:20"'), (46361.93, '"Saturday"'), ("2026-12-05 22:20", ';;;"22:10"'), (7, '"6.2."0')],
)
def test_what_its_format_shows_otherwise_is_not_seen(written, code) -> None:
    part = only(book(lambda made, sheet: sheet.write(2, books.AT, written, made.add_format({"num_format": code}))))
    assert [fault.code for fault in part.faults] == ["DOC014"]
    assert part.entries[1].at == "?"


@pytest.mark.parametrize(
    "code", ["General", "0.00", "@", '#,##0.00 "€"', "[$-40C]d mmmm yyyy", "0;-0;;@", "General;@", "_-* #,##0_-"]
)
def test_what_its_format_shows_is_seen(code) -> None:
    def fill(made, sheet) -> None:
        look = made.add_format({"num_format": code})
        sheet.write(1, VALUE, 7, look)
        sheet.write(1, books.NOTE, "as agreed", look)

    part = only(book(fill))
    assert part.faults == ()
    assert part.entries[0].value
    assert part.entries[0].note == "as agreed"


@pytest.mark.sampled(2)
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_initials_in_cells_that_were_merged_are_those_of_every_row(kind) -> None:
    def merge(made, sheet) -> None:
        sheet.write(2, books.BY, "")
        sheet.write(3, books.BY, "")
        sheet.merge_range(1, books.BY, 3, books.BY, "NK")

    rows = [list(row) for row in ROWS]
    rows[2][books.BY] = rows[3][books.BY] = ""
    data = book(merge, rows)
    if kind == "ods":
        if not shutil.which("soffice"):
            pytest.skip("no LibreOffice")
        data = books.by_libreoffice(data, "ods")
    assert [entry.by for entry in only(data).entries] == ["NK", "NK", "NK"]


def test_cells_that_others_lie_over_are_not_seen() -> None:
    def merge(made, sheet) -> None:
        sheet.merge_range(1, 10, 3, 10, "as agreed")
        sheet.write(2, 10, "it failed")

    part = only(book(merge))
    assert [entry.note for entry in part.entries] == ["as agreed", "?", ""]
    assert [(fault.code, dict(fault.args)["what"]) for fault in part.faults] == [("DOC014", "K3 (it failed)")]


@pytest.mark.parametrize("rows", [ROWS, [["Change CHG0041"], ["Night of 5 December"], [], *ROWS, [], ["Total", "3"]]])
def test_lines_above_and_below(rows) -> None:
    part = only(book(lambda made, sheet: None, rows))
    assert [entry.step for entry in part.entries] == ALL
    assert [fault.code for fault in part.faults] == ([] if rows is ROWS else ["DOC011"])


def test_strict_files_are_read_with_their_iso_dates() -> None:
    assert [entry.step for entry in only(books.strict(book(lambda made, sheet: None))).entries] == ALL

    def iso(name: str, member: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return member
        start = member.index(b'<c r="G2"')
        end = member.index(b"</c>", start) + 4
        return member[:start] + b'<c r="G2" t="d"><v>2026-12-05T22:10:00</v></c>' + member[end:]

    assert only(books.edited(books.strict(book(lambda made, sheet: None)), iso)).entries[0].at == "2026-12-05 22:10"


def test_cells_that_do_not_say_where_they_are_follow_one_another() -> None:
    """As some programs write them; a cell behind a gap says it."""

    def bare(name: str, member: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return member
        last = [b"@"]

        def cell(found: re.Match[bytes]) -> bytes:
            follows = found[1] == b"A" or found[1][0] == last[0][0] + 1
            last[0] = found[1]
            return b"<c" if follows else found[0]

        changed = re.sub(rb'<c r="([A-Z])\d+"', cell, member)
        assert changed.count(b"<c r=") < member.count(b"<c r=") / 2
        return changed

    whole = book(lambda made, sheet: None)
    assert only(books.edited(whole, bare)).entries == only(whole).entries


def test_numbers_that_are_no_days_are_left_alone_where_days_count_from_1904() -> None:
    rows = [*ROWS[:2], row("b", value=24.1), row("c", value=7)]
    data = book(lambda made, sheet: sheet.write_number(1, VALUE, 44899.5), rows, date_1904=True)
    assert [entry.value for entry in only(data).entries] == ["46361.5", "24.1", "7"]


def test_a_password_is_told_of_ods_as_well() -> None:
    data = books.edited(
        content("hidden_row", "ods"),
        lambda name, member: (
            member.replace(b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>")
            if name.endswith("manifest.xml")
            else member
        ),
    )
    with pytest.raises(Unreadable, match="password"):
        parts(data)


def test_another_archive_is_no_spreadsheet() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(Unreadable, match="not a readable spreadsheet") as refused:
        parts(made.getvalue())
    assert "unpack" in refused.value.remedy


def test_what_openpyxl_saves_is_read() -> None:
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(book(BOOKS["white_on_black"]))).save(saved)
    assert [entry.step for entry in only(saved.getvalue()).entries] == ALL


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_the_libreoffice_of_this_machine_saves_the_same(kind) -> None:
    data = books.by_libreoffice(books.strict(book(BOOKS["hidden_column"])), kind)
    part = only(data)
    assert [entry.step for entry in part.entries] == ALL
    assert [(fault.code, dict(fault.args)["what"]) for fault in part.faults] == [("DOC014", "K2 (the sync had failed)")]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_an_empty_sheet_beside_is_no_matter(kind) -> None:
    def empty_sheet(made, sheet) -> None:
        made.add_worksheet("Notes")

    data = books.book(empty_sheet)
    if kind == "ods":
        if not shutil.which("soffice"):
            pytest.skip("LibreOffice is not on this machine")
        data = books.by_libreoffice(data, "ods")
    assert only(data).faults == ()


def test_a_formula_in_a_row_that_nobody_sees_or_in_no_column_of_the_record_is_none_of_its_own() -> None:
    def hidden(made, sheet) -> None:
        books.formulas(made, sheet)
        books.hidden_row(made, sheet)

    def beyond(made, sheet) -> None:
        sheet.write(0, books.NOTE + 1, "minutes")
        sheet.write_formula(2, books.NOTE + 1, "=5+5", None, 10)

    assert [fault.code for fault in only(book(hidden)).faults] == ["DOC014"]
    assert [(fault.code, dict(fault.args)["what"]) for fault in only(book(beyond)).faults] == [("DOC011", "minutes")]


def test_a_formula_whose_result_was_not_saved_is_told_and_blank() -> None:
    def without_result(name: str, member: bytes) -> bytes:
        return member.replace(b"</f><v>CM</v>", b"</f>") if name.endswith("sheet1.xml") else member

    part = only(books.edited(book(BOOKS["formulas"]), without_result))
    assert [entry.by for entry in part.entries] == ["CM", "", "CM"]
    assert [fault.code for fault in part.faults] == ["DOC017"]


def test_a_record_whose_rows_are_all_hidden_holds_no_step() -> None:
    def hide(made, sheet) -> None:
        for number in range(1, len(ROWS)):
            sheet.set_row(number, None, None, {"hidden": True})

    part = only(book(hide))
    assert (part.key, part.entries, [fault.code for fault in part.faults]) == (("", ""), (), ["DOC014"])


def test_a_row_is_hidden_where_it_is_less_than_three_points_high() -> None:
    saved = io.BytesIO()
    made = openpyxl.load_workbook(io.BytesIO(book(BOOKS["white_on_black"])))
    made["Record"].row_dimensions[2].height, made["Record"].row_dimensions[3].height = 3, 2.9
    made.save(saved)
    assert [entry.step for entry in only(saved.getvalue()).entries] == ["a", "c"]


def test_cells_that_were_merged_and_left_blank_say_nothing() -> None:
    part = only(book(lambda made, sheet: sheet.merge_range(1, books.WITNESS, 3, books.WITNESS, "")))
    assert ([entry.witness for entry in part.entries], part.faults) == (["", "", ""], ())


def test_how_a_text_is_pronounced_is_no_part_of_it() -> None:
    note = "\u9060\u9694\u5730"

    def pronounced(name: str, member: bytes) -> bytes:
        text = f"<t>{note}</t>".encode()
        return member.replace(text, text + '<rPh sb="0" eb="2"><t>エンカク</t></rPh>'.encode())

    part = only(books.edited(book(lambda made, sheet: sheet.write(1, books.NOTE, note)), pronounced))
    assert ([entry.note for entry in part.entries], part.faults) == ([note, "", ""], ())


def test_cells_are_merged_over_so_many_rows_and_no_more(monkeypatch) -> None:
    def merge(made, sheet) -> None:
        sheet.merge_range(1, books.NOTE, 3, books.NOTE, "as agreed")
        sheet.merge_range(20, 0, 21, 0, "")

    monkeypatch.setattr(xlsx_book, "COVERED", 5)
    assert [entry.step for entry in only(book(merge)).entries] == ALL
    monkeypatch.setattr(xlsx_book, "COVERED", 4)
    with pytest.raises(Unreadable, match="more than a record can need"):
        parts(book(merge))


def test_a_day_of_a_hidden_column_that_was_merged_is_read_for_no_row() -> None:
    head = ["revision", "run", "step", "state", "date", "time", "by"]
    rows = [head, *([books.REVISION, "1", step, "done", "", at, "CM"] for step, at in (("a", "22:10"), ("b", "22:20")))]

    def merge(made, sheet) -> None:
        sheet.merge_range(1, 4, 2, 4, "05/12/2026")

    def hide(made, sheet) -> None:
        merge(made, sheet)
        sheet.set_column(4, 4, None, None, {"hidden": True})

    assert [entry.at for entry in only(book(merge, rows)).entries] == ["05/12/2026 22:10", "05/12/2026 22:20"]
    assert [entry.at for entry in only(book(hide, rows)).entries] == ["?", "22:20"]
