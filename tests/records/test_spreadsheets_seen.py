"""What hides in spreadsheets behind formats with conditions, runs of text, pictures, and texts beside values."""

from __future__ import annotations

import datetime as clock
import io
import shutil
import zlib

import pytest

from tests.records import books
from tests.records.books import AT, NOTE, STATE, VALUE, WITNESS, book
from tests.records.test_spreadsheets import ALL, content, only

pytestmark = pytest.mark.sampled(4)

office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")


def told(data):
    part = only(data)
    assert [entry.step for entry in part.entries] == ALL
    return [(fault.code, dict(fault.args)["what"]) for fault in part.faults]


def conditional(**look):
    def fill(made, sheet) -> None:
        sheet.write(2, NOTE, "it failed twice")
        rule = {"type": "formula", "criteria": "=TRUE", "format": made.add_format(look)}
        sheet.conditional_format(1, WITNESS, 3, NOTE, rule)

    return book(fill)


def test_a_format_that_hides_beside_a_text_hides_nothing_of_it() -> None:
    def fill(made, sheet) -> None:
        sheet.write(2, NOTE, "it failed twice")
        rule = {"type": "formula", "criteria": "=TRUE", "format": made.add_format({"font_color": "white"})}
        sheet.conditional_format(1, WITNESS, 3, VALUE, rule)

    assert told(book(fill)) == []


HIDING = [{"font_color": "white"}, {"font_color": "#888888", "bg_color": "#888888"}, {"font_strikeout": True}]
HIDING.append({"bg_color": "#000000"})


@pytest.mark.parametrize("look", [*HIDING, {"num_format": ";;;"}, {"num_format": '"as agreed"'}])
def test_a_format_that_hides_on_a_condition_is_told_and_the_text_is_read(look) -> None:
    data = conditional(**look)
    assert told(data) == [("DOC014", "K3 (it failed twice)")]
    assert only(data).entries[1].note == "it failed twice"


@pytest.mark.long
@office
@pytest.mark.parametrize("kind", ["ods", "xlsx"])
@pytest.mark.parametrize("look", HIDING[:2])
def test_the_same_by_libreoffice(look, kind) -> None:
    assert told(books.by_libreoffice(conditional(**look), kind)) == [("DOC014", "K3 (it failed twice)")]


@pytest.mark.long
@office
def test_conditions_that_only_libreoffice_knows() -> None:
    rules = (
        {"type": "unique"},
        {"type": "time_period", "criteria": "today"},
        {"type": "text", "criteria": "containing"},
    )

    def fill(made, sheet) -> None:
        look = made.add_format({"font_color": "white"})
        for number, rule in enumerate(rules, 1):
            sheet.write(number, NOTE, "it failed")
            sheet.conditional_format(number, WITNESS, number, NOTE, {"value": "failed", **rule, "format": look})

    expected = [("DOC014", "K2 (it failed), K3 (it failed), K4 (it failed)")]
    assert told(books.by_libreoffice(book(fill), "ods")) == expected


@pytest.mark.long
@office
def test_the_same_on_a_sheet_with_blanks_in_its_name() -> None:
    data = books.by_libreoffice(conditional(font_color="white"), "ods")

    def rename(name: str, member: bytes) -> bytes:
        return member.replace(b'table:name="Record"', b'table:name="My record"').replace(
            b'target-range-address="Record.I2:Record.K4"',
            b"target-range-address=\"$'My record'.$I$2:$'My record'.$K$4 'My record'.A1\"",
        )

    assert told(books.edited(data, rename)) == [("DOC014", "K3 (it failed twice)")]


@pytest.mark.long
@pytest.mark.parametrize("look", [{"bg_color": "yellow"}, {"bold": True, "font_color": "red"}, {"num_format": "0.00"}])
def test_a_format_that_only_marks_is_nothing_to_speak_of(look) -> None:
    assert told(conditional(**look)) == []
    if shutil.which("soffice"):
        assert told(books.by_libreoffice(conditional(**look), "ods")) == []


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_white_words_within_a_text_are_not_seen(kind) -> None:
    def fill(made, sheet) -> None:
        white = made.add_format({"font_color": "white"})
        sheet.write_rich_string(2, NOTE, "as agreed", white, " after two failures", made.add_format({}), ".")

    data = book(fill)
    if kind == "ods":
        if not shutil.which("soffice"):
            pytest.skip("no LibreOffice")
        data = books.by_libreoffice(data, "ods")
    assert told(data) == [("DOC014", "K3 (after two failures)")]
    assert only(data).entries[1].note == "as agreed."


@pytest.mark.parametrize("code", ["[White]General", "[Color 2]0", "[COLOR2]General;[White]General;General;[White]@"])
def test_white_by_a_number_format_is_not_seen(code) -> None:
    data = book(lambda made, sheet: sheet.write(2, VALUE, 7, made.add_format({"num_format": code})))
    assert told(data) == [("DOC014", "J3 (7)")]


@pytest.mark.parametrize("look", [{"font_color": "#FEFEFE"}, {"font_color": "#E0E0E0"}, {"indent": 200}])
def test_nearly_white_or_far_to_the_right_is_not_seen(look) -> None:
    data = book(lambda made, sheet: sheet.write(2, NOTE, "it failed twice", made.add_format(look)))
    assert told(data) == [("DOC014", "K3 (it failed twice)")]


@pytest.mark.parametrize("look", ["#BFBFBF", "#A6A6A6", "#808080"])
def test_grey_is_seen(look) -> None:
    assert told(book(lambda made, sheet: sheet.write(2, NOTE, "agreed", made.add_format({"font_color": look})))) == []


def dated(code: str):
    moment = clock.datetime(2026, 12, 5, 22, 10)
    return book(lambda made, sheet: sheet.write_datetime(2, AT, moment, made.add_format({"num_format": code})))


@pytest.mark.parametrize("code", ["mmmm", "yyyy", "dddd", "ss"])
def test_a_part_of_a_date_alone_shows_no_time(code) -> None:
    assert [one for one, _ in told(dated(code))] == ["DOC014"]


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("yyyy-dd-mm hh:mm", "2026-05-12 22:10"),
        ("yyyy\\/dd\\/mm h:mm", "2026-05-12 22:10"),
        ("yyyy-mm-dd hh:mm", "2026-12-05 22:10"),
        ("dd/mm/yyyy hh:mm", "2026-12-05 22:10"),
        ("m/d/yy h:mm", "2026-12-05 22:10"),
        ("[$-40C]dddd d mmmm yyyy hh:mm", "2026-12-05 22:10"),
        ("hh:mm", "2026-12-05 22:10"),
    ],
)
def test_a_day_between_year_and_month_is_read_as_it_is_shown(code, at) -> None:
    data = dated(code)
    assert told(data) == []
    assert only(data).entries[1].at == at


def test_a_cell_that_stands_there_twice_is_told() -> None:
    def twice(name: str, member: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return member
        start = member.index(b'<c r="H3"')
        return member[:start] + b'<c r="H3" t="str"><v>AB</v></c>' + member[start:]

    assert told(books.edited(book(lambda made, sheet: None), twice)) == [("DOC014", "H3 (AB)")]


def test_a_picture_over_the_cells_is_told() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = b"\0\0\0\1\0\0\0\1\x08\0\0\0\0"
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")
    data = book(lambda made, sheet: sheet.insert_image(2, AT, "white.png", {"image_data": io.BytesIO(png)}))
    assert told(data) == [("DOC016", "G3 ([pic])")]


def named_sheets(made, sheet) -> None:
    for name in ("Sheet2", "Feuil 3", "4", "Notes", "Sheet1 copy", "Copie de Feuille 1", "B NOT DONE"):
        made.add_worksheet(name)


def test_the_name_of_a_blank_sheet_is_told_where_it_says_something() -> None:
    assert told(book(named_sheets)) == [("DOC016", "B NOT DONE")]


@pytest.mark.long
@office
def test_the_same_of_an_ods() -> None:
    assert told(books.by_libreoffice(book(named_sheets), "ods")) == [("DOC016", "B NOT DONE")]


def in_ods(name: str, old: str, new: str) -> bytes:
    def edit(member: str, data: bytes) -> bytes:
        if member == "content.xml":
            text = data.decode()
            assert old in text
            return text.replace(old, new, 1).encode()
        return data

    return books.edited(content(name, "ods"), edit)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<text:p>05/12/2026 22:10</text:p>", "<text:p>06/12/2026 22:10</text:p>", "DOC014"),
        ("<text:p>05/12/2026 22:10</text:p>", "<text:p>05-Dec-26 10:10 PM</text:p>", ""),
        ("<text:p>05/12/2026 22:10</text:p>", "<text:p>22:11</text:p>", "DOC014"),
        ("<text:p>05/12/2026 22:10</text:p>", "<text:p>22:10</text:p>", ""),
        ("<text:p>05/12/2026 22:10</text:p>", "<text:p>10/10/2026 22:10</text:p>", "DOC014"),
        ("<text:p>05/12/2026 22:10</text:p>", "<text:p>2026-05-12 22:10</text:p>", "DOC014"),
        ("<text:p>05/12/2026 22:10</text:p>", "<text:p>2026-12-05 22:10</text:p>", ""),
        ("<text:p>05/12/2026 22:10</text:p>", "<text:p>December</text:p>", "DOC014"),
    ],
)
def test_a_text_that_is_not_its_value_is_told(old, new, code) -> None:
    found = told(in_ods("real_dates", old, new))
    assert [one for one, _ in found] == ([code] if code else [])


def test_a_stored_text_that_is_not_shown_is_told() -> None:
    old = 'calcext:value-type="string"><text:p>CM'
    assert told(in_ods("hidden_identity", old, f'office:string-value="AB" {old}')) == [("DOC014", "H2 (AB)")]


@pytest.mark.parametrize(
    ("font", "letter", "state"),
    [
        ("Wingdings", "ü", "✓"),
        ("Wingdings", "þ", "☑"),
        ("Wingdings", "\uf0fc", "✓"),  # as Word writes it
        ("Wingdings", "û", "✗"),
        ("Wingdings 2", "P", "✓"),
        ("Wingdings 2", "R", "☑"),
        ("Wingdings 2", "O", "✗"),
        ("Webdings", "a", "✓"),
        ("ZapfDingbats", "4", "✔"),
        ("ZapfDingbats", 4, "✔"),
        ("Webdings", "4", "[Webdings: 4]"),
        ("Wingdings", "done", "[Wingdings: done]"),
        ("Wingdings 3", "P", "[Wingdings 3: P]"),
        ("Arial", "4", "4"),
    ],
)
def test_what_a_font_draws_in_the_place_of_a_letter_is_read(font, letter, state) -> None:
    def fill(made, sheet) -> None:
        look = made.add_format({"font_name": font})
        (sheet.write_number if isinstance(letter, int) else sheet.write_string)(2, STATE, letter, look)
        if isinstance(letter, str):
            sheet.write_rich_string(3, STATE, look, letter, made.add_format({"font_name": "Arial"}), " ok")

    entries = only(book(fill)).entries
    assert entries[1].state == ("done" if state == "☑" else state)
    if isinstance(letter, str):
        assert entries[2].state == f"{state} ok"


@pytest.mark.parametrize(("font", "letter"), [("Wingdings", "ü"), ("Wingdings 2", "P")])
def test_so_is_what_it_draws_in_an_ods(font, letter) -> None:
    def fill(made, sheet) -> None:
        look, plain = made.add_format({"font_name": font}), made.add_format({"font_name": "Arial"})
        sheet.write_string(2, STATE, letter, look)
        sheet.write_rich_string(3, STATE, look, letter, plain, " ok")
        sheet.write_string(1, STATE, letter, plain)

    def under_another_name(_: str, member: bytes) -> bytes:  # as programs do where a font is there in two ways
        for key in (b"style:font-name", b"style:name"):
            member = member.replace(b'%s="%s"' % (key, font.encode()), b'%s="F1"' % key)
        return member

    saved = books.by_libreoffice(book(fill), "ods")
    for data in (saved, books.edited(saved, under_another_name)):
        assert [one.state for one in only(data).entries[:3]] == [letter, "✓", "✓ ok"]


@pytest.mark.parametrize(
    ("name", "is_told"),
    [
        *((name, True) for name in ("B NOT DONE", "BROUILLON", "annulé", "à refaire", "DRAFT_v2", "non valable")),
        *((name, False) for name in ("Record", "Feuil1", "Nuit 2", "Brest 3 déc", "signed", "notes", "no 2")),
    ],
)
def test_a_name_that_takes_the_record_back_is_told(name, is_told) -> None:
    data = books.edited(book(lambda made, sheet: None), lambda _, member: member.replace(b'"Record"', quoted(name)))
    assert told(data) == ([("DOC016", name)] if is_told else [])


def quoted(name: str) -> bytes:
    return f'"{name}"'.encode()


def apart(fill, rows=books.ROWS) -> bytes:
    """A workbook with the day in a column before the time."""
    head, *rows = rows
    split = [[*row[:AT], *row[AT].split(" "), *row[AT + 1 :]] for row in rows]
    return book(fill, [[*head[:AT], "date", "time", *head[AT + 1 :]], *split])


def test_days_in_cells_that_were_merged_are_those_of_every_row() -> None:
    rows = [*books.ROWS[:2], books.row("b", at=" 22:20"), books.row("c", at=" 22:30")]
    data = apart(lambda made, sheet: sheet.merge_range(1, AT, 3, AT, "2026-12-05"), rows)
    assert told(data) == []
    assert [entry.at for entry in only(data).entries] == [f"2026-12-05 22:{minute}" for minute in (10, 20, 30)]


def test_a_day_that_nobody_sees_is_told() -> None:
    def strike(made, sheet) -> None:
        sheet.write(2, AT, "2026-12-05", made.add_format({"font_strikeout": True}))

    assert told(apart(strike)) == [("DOC014", "G3 (2026-12-05)")]
    hidden = told(apart(lambda made, sheet: sheet.set_column(AT, AT, None, None, {"hidden": True})))
    assert [code for code, _ in hidden] == ["DOC014"]
    assert "G2 (2026-12-05)" in hidden[0][1]


def test_a_formula_for_a_day_is_told_as_that_of_a_time_is() -> None:
    data = apart(lambda made, sheet: sheet.write_formula(2, AT, '=""&"2026-12-05"', None, "2026-12-05"))
    assert [code for code, _ in told(data)] == ["DOC017"]
