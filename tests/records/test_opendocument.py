"""ODS files as other programs than LibreOffice write them: only what they need, and links, spans and styles within."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest

from runbook.model.record import TABLE_COLUMNS
from runbook.reading.spreadsheet.table_row import column_name
from runbook.reading.unreadable import Unreadable
from runbook.records import from_xlsx
from tests.records.books import BY, NOTE, ROWS

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
CROSSED_OUT = '<style:text-properties style:text-line-through-style="solid"/>'
TEXT = f'<style:style style:name="gone" style:family="text">{CROSSED_OUT}</style:style>'
CELL = f'<style:style style:name="gone" style:family="table-cell">{CROSSED_OUT}</style:style>'
PLACE = f"{column_name(NOTE)}2"


def cell(inner: str, **attributes: object) -> str:
    """A cell with a paragraph; `rows_spanned=2` is written as table:number-rows-spanned."""
    more = "".join(f' table:number-{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<table:table-cell office:value-type="string"{more}><text:p>{inner}</text:p></table:table-cell>'


def line(cells: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ods(rows: Sequence[Sequence[str]], styles: str = "", columns: str = "", formats: str = "") -> bytes:
    """A file with one sheet of these cells."""
    table = f'<table:table table:name="Record">{columns}{"".join(map(line, rows))}{formats}</table:table>'
    content = f"""<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>
        <office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return made.getvalue()


def sheet() -> list[list[str]]:
    """The cells of a record of three steps, each to its last column."""
    filled = [list(row) + [""] * (len(TABLE_COLUMNS) - len(row)) for row in ROWS]
    return [[cell(escape(text)) for text in row] for row in filled]


def with_note(inner: str, styles: str = "", columns: str = "", **attributes: object) -> bytes:
    rows = sheet()
    rows[1][NOTE] = cell(inner, **attributes)
    return ods(rows, styles, columns)


def only(data: bytes):
    (part,) = from_xlsx.parts_of(data, "f")
    return part


def said(part) -> list[tuple[str, object]]:
    return [(fault.code, dict(fault.args)["what"]) for fault in part.faults]


@pytest.mark.parametrize(
    "inner",
    [
        "it failed twice",
        'it <text:a xlink:href="https://example.com" xmlns:xlink="http://www.w3.org/1999/xlink">failed</text:a> twice',
        "it <text:span>failed</text:span> twice",
        "<text:span>it<text:s/>failed<text:tab/></text:span>twice",
        "<text:span>" * 40 + "it failed twice" + "</text:span>" * 40,
    ],
    ids=["plain", "link", "span", "blanks", "spans within spans"],
)
def test_all_that_is_seen_of_a_cell_is_read(inner):
    part = only(with_note(inner))
    assert ([entry.note for entry in part.entries], part.faults) == (["it failed twice", "", ""], ())


def test_spans_that_nobody_writes_are_refused():
    with pytest.raises(Unreadable, match="damaged"):
        only(with_note("<text:span>" * 5000 + "it failed" + "</text:span>" * 5000))


def test_words_that_are_crossed_out_are_told_as_they_stand():
    gone = '<text:span text:style-name="gone">{}</text:span>'
    part = only(with_note(f"{gone.format('it ')}{gone.format('failed')} all well", TEXT))
    assert (part.entries[0].note, said(part)) == ("all well", [("DOC014", f"{PLACE} (it failed)")])


NAMED = CELL.replace('"gone"', '"go_20_ne" style:display-name="go ne"')
MARKED = '<style:style style:name="marked" style:family="table-cell"/>'
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        (['condition calcext:value="duplicate" calcext:apply-style-name="{}"'], True),
        (['date-is calcext:date="today" calcext:style="{}"'], True),
        (['condition calcext:value="unique" calcext:apply-style-name="marked"', 'date-is calcext:style="{}"'], True),
        (['condition calcext:value="=1" calcext:apply-style-name="marked"', "color-scale"], False),
    ],
    ids=["condition", "date", "one of two", "none"],
)
def test_a_format_that_no_cell_names_may_hide_on_a_condition(conditions, told):
    """LibreOffice writes such formats behind the rows, and those that others know into the cells' styles as well."""
    inner = "".join(f"<calcext:{condition.format('go ne')}/>" for condition in conditions)
    place = f"Record.{PLACE}:Record.{PLACE}"
    formats = (
        f"<calcext:conditional-formats {CALCEXT}>"
        f'<calcext:conditional-format calcext:target-range-address="{place}">{inner}</calcext:conditional-format>'
        "</calcext:conditional-formats>"
    )
    rows = sheet()
    rows[1][NOTE] = cell("it failed")
    part = only(ods(rows, NAMED + MARKED, formats=formats))
    assert part.entries[0].note == "it failed"
    assert said(part) == ([("DOC014", f"{PLACE} (it failed)")] if told else [])


@pytest.mark.parametrize(("applied", "told"), [("gone", True), ("go ne", True), ("marked", False)])
def test_the_style_of_a_cell_may_hide_on_a_condition(applied, told):
    """As all programs but LibreOffice write conditions, and it too beside its own."""
    hiding = NAMED if applied == "go ne" else CELL
    maps = (f'<style:map style:condition="cell-content()=1" style:apply-style-name="{name}"/>'
            for name in ("marked", applied))  # fmt: skip
    own = f'<style:style style:name="own" style:family="table-cell">{"".join(maps)}</style:style>'
    rows = sheet()
    rows[1][NOTE] = cell("it failed").replace("<table:table-cell", '<table:table-cell table:style-name="own"')
    part = only(ods(rows, hiding + MARKED + own))
    assert part.entries[0].note == "it failed"
    assert said(part) == ([("DOC014", f"{PLACE} (it failed)")] if told else [])


@pytest.mark.long
def test_formats_with_a_condition_are_bounded_over_all_sheets():
    """A sheet of 300 rows with 300 formats is within bounds; ten of them are not."""
    condition = '<calcext:condition calcext:value="unique" calcext:apply-style-name="gone"/>'
    area = 'calcext:target-range-address="R.A1:R.K400"'
    each = f"<calcext:conditional-format {area}>{condition}</calcext:conditional-format>"
    formats = f"<calcext:conditional-formats {CALCEXT}>{each * 300}</calcext:conditional-formats>"
    rows = [*sheet()[:1], *sheet()[1:2] * 300]
    assert said(only(ods(rows, CELL, formats=formats)))[0][0] == "DOC014"
    again = f'</table:table><table:table table:name="R">{"".join(map(line, rows))}{formats}'
    with pytest.raises(Unreadable):
        only(ods(rows, CELL, formats=formats + again * 9))


def test_a_column_of_next_to_no_width_is_not_read():
    wide, flat = (
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}"/></style:style>'
        for name, width in (("wide", "2cm"), ("flat", "0.01cm"))
    )
    columns = f'<table:table-column table:style-name="wide" table:number-columns-repeated="{NOTE}"/>'
    part = only(with_note("it failed", wide + flat, columns + '<table:table-column table:style-name="flat"/>'))
    assert (part.entries[0].note, said(part)) == ("?", [("DOC014", f"{PLACE} (it failed)")])


def test_a_cell_looks_as_its_column_says_also_where_it_is_repeated_beyond_the_last():
    columns = (
        f'<table:table-column table:number-columns-repeated="{NOTE}"/>'
        '<table:table-column table:default-cell-style-name="gone"/>'
    )
    rows = sheet()
    rows[0][NOTE] = rows[0][NOTE].replace("<table:table-cell", '<table:table-cell table:style-name="Default"')
    rows[1][NOTE] = cell("it failed", columns_repeated=2)
    part = only(ods(rows, CELL, columns))
    assert (part.entries[0].note, said(part)) == ("?", [("DOC014", f"{PLACE} (it failed)")])


def test_a_remark_beside_initials_that_were_merged_is_no_row_of_a_record():
    rows = sheet()
    rows[1][BY] = cell("CM", rows_spanned=2)
    rows[2] = [cell("")] * BY + ["<table:covered-table-cell/>", cell("by the clock of the console")]
    part = only(ods(rows))
    assert [(entry.step, entry.by) for entry in part.entries] == [("a", "CM"), ("c", "CM")]
    assert said(part) == [("DOC011", "3 (by the clock of the console)")]


def test_initials_are_those_of_the_rows_that_they_were_merged_with_and_no_other():
    rows = sheet()
    rows[1][BY] = cell("AB", rows_spanned=2)
    rows[2][BY], rows[3][BY] = "<table:covered-table-cell/>", cell("")
    assert [entry.by for entry in only(ods(rows)).entries] == ["AB", "AB", ""]
