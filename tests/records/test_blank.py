from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

from runbook.model.record import TABLE_COLUMNS, WRITTEN_STATES
from runbook.records.blank import PEOPLE, record_csv, record_xlsx, rows
from tests.pages import language
from tests.plans import plan_of

PLAN = plan_of("failover", "automatic", "asynchronous", "dns")


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_csv_file_has_the_header_of_the_contract_in_every_language(tag):
    data = record_csv(PLAN, language(tag))
    assert data.startswith(b"\xef\xbb\xbfrevision,run,step,number,title,state,at,by,witness,value,note\r\n")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(read[0]) == TABLE_COLUMNS
    assert [tuple(row) for row in read[1:]] == list(rows(PLAN, language(tag)))


def test_the_record_has_a_blank_row_for_every_step():
    made = [dict(zip(TABLE_COLUMNS, row, strict=True)) for row in rows(PLAN, language("fr"))]
    assert [row["step"] for row in made] == [*(step.id for step in PLAN.steps), "person", "person"]
    assert {row["revision"] for row in made} == {PLAN.revision}
    assert {row[name] for row in made for name in ("run", "state", "at", "by", "witness", "value", "note")} == {""}


def test_no_cell_can_be_taken_for_a_formula_or_a_number():
    cells = [cell for row in rows(PLAN, language("fr")) for cell in row[1:]]
    assert len(cells) == (len(PLAN.steps) + PEOPLE) * (len(TABLE_COLUMNS) - 1)
    for cell in cells:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not cell.replace(".", "").replace(",", "").isdigit()


def _sheet(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_the_spreadsheet_holds_the_same_rows_as_text():
    sheet = _sheet(record_xlsx(PLAN, language("fr")))
    read = [tuple(cell.value or "" for cell in row) for row in sheet.iter_rows()]
    assert read == [TABLE_COLUMNS, *rows(PLAN, language("fr"))]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row} == {"@"}


def test_the_state_is_chosen_from_a_list():
    sheet = _sheet(record_xlsx(PLAN, language("en")))
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == f'"{",".join(WRITTEN_STATES)}"'
    assert str(choice.sqref) == f"F2:F{len(PLAN.steps) + 1}"


def test_the_same_plan_gives_the_same_bytes():
    for make in (record_csv, record_xlsx):
        assert make(PLAN, language("fr")) == make(PLAN, language("fr"))


def test_the_spreadsheet_is_made_for_a4_across_and_bears_no_day():
    data = record_xlsx(PLAN, language("fr"))
    sheet = _sheet(data)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    properties = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert (properties.title, properties.created.isoformat()) == (f"{PLAN.site} {PLAN.change}", "2000-01-01T00:00:00")
