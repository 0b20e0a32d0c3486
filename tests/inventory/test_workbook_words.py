"""What is said of a workbook is said in its own words: sheet, cell, head of the column; nothing of YAML's keys."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from runbook.cli.error_output import error_text
from runbook.errors import InputError
from runbook.i18n import load_language
from runbook.inventory.load import load_files
from runbook.inventory.workbook.book_remedies import COLUMNS, INSTEAD, NAMED
from runbook.inventory.workbook.columns import SHEETS, sheet_of
from runbook.inventory.workbook.sheet_rows import SheetRows, rows_of_inventory
from runbook.inventory.workbook.written import csv_files
from runbook.inventory.workbook.xlsx_file import workbook_bytes
from runbook.model.limits import WrongFormError
from runbook.reading.yaml_text import compose

BAD = Path(__file__).parent.parent / "examples" / "inventory" / "bad"
ENGLISH, FRENCH = load_language("en"), load_language("fr")
KEYS = {part for sheet in SHEETS for column in sheet.columns for part in column.key.split(".")} | {
    "appliances", "staff", "changes", "hops", "packages", "windows", "failover", "clients"
}  # fmt: skip
_WRITTEN = re.compile(
    r"\b(?:write|add|take|empty|with|or|and|under) ([a-z_]+): |\bremove ([a-z_]+)|\b([a-z]+(?:_[a-z]+)+)\b"
    r"|\b([a-z_]+)(?:\[\d+\]|\.(?!csv|md|example|com)[a-z_]+)"
)
FROM_CELLS = {"shared_ip is not one of"}  # a value that somebody wrote, which is named


def rows_of(name: str) -> SheetRows | None:
    """The sheets of a bad example; None where it is no list of sites that sheets could hold."""
    try:
        root, _problems = compose((BAD / name).read_text(encoding="utf-8"), name)
        data: Any = root.plain()
        listed = data.pop("sites")
        sites = [one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]
        return rows_of_inventory(data, sites)
    except (InputError, UnicodeError, ValueError, KeyError, TypeError, AttributeError):
        return None


NAMES = [file.name for file in sorted(BAD.glob("*.yaml")) if rows_of(file.name) is not None]


def put_tables(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def told_of(path: Path, language=ENGLISH) -> list[str]:
    try:
        load_files(path, lambda site, _data: site)
    except InputError as error:
        return error_text(error, language).splitlines()
    return []


def keys_in(text: str) -> list[str]:
    """Keys of YAML that are written as such."""
    for quoted in FROM_CELLS:
        text = text.replace(quoted, "")
    return [name for match in _WRITTEN.finditer(text) for name in match.groups() if name in KEYS]


def test_most_bad_examples_can_stand_in_sheets():
    assert len(NAMES) > 35


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", NAMES)
def test_no_key_of_yaml_is_named_that_the_sheet_does_not_have(tmp_path, name):
    rows = rows_of(name)
    assert rows is not None
    book = tmp_path / "sites.xlsx"
    try:
        book.write_bytes(workbook_bytes(rows, ENGLISH))
    except WrongFormError:  # a day that there is not: no cell of a workbook holds it as one
        book = put_tables(tmp_path / "tables", csv_files(rows, ENGLISH))
    for line in told_of(book):
        said = line.removeprefix(f"{book}")
        assert re.match(r"(, [A-Z][a-z]+!|/[a-z]+\.csv, )[A-Z]{1,2}\d+: |: there is no sheet", said), line
        if ": More: " not in said:  # what stands there is YAML
            assert keys_in(said) == [], line


@pytest.mark.parametrize("name", ["failover.yaml", "windows.yaml", "apart.yaml", "packages.yaml"])
def test_the_same_is_said_of_csv_and_in_the_language_of_the_sheets(tmp_path, name):
    rows = rows_of(name)
    assert rows is not None
    folder = put_tables(tmp_path / "tables", csv_files(rows, FRENCH))
    lines = told_of(folder)
    assert lines
    for line in lines:
        said = line.removeprefix(f"{folder}/")
        assert re.match(r"[a-z]+\.csv, [A-Z]{1,2}\d+: ", said), line
        assert keys_in(said) == [] or "Autres clés: " in said, line
    heads = {FRENCH.text(column.head) for sheet in SHEETS for column in sheet.columns}
    assert any(head in line for line in lines for head in heads)


def test_remedies_name_columns_that_there_are():
    for text in INSTEAD.values():
        for kind, name in NAMED.findall(text):
            assert sheet_of(name) if kind == "sheet" else COLUMNS[name]
    for sheet, key in COLUMNS.values():
        assert any(column.key == key for column in sheet_of(sheet).columns)


def a_company_s_own(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def test_a_workbook_of_somebody_s_own_says_what_is_not_read_and_what_would_be(tmp_path):
    fleet = {"Parc": [["Code site", "Nom", "IP"], ["PAR", "Paris", "192.0.2.1"]], "Planning": [["Site"], ["PAR"]]}
    (line,) = told_of(a_company_s_own(tmp_path / "own.xlsx", fleet))
    assert line.startswith(
        f"{tmp_path}/own.xlsx: none of its sheets is one of an inventory: Parc, Planning, call them "
    )
    assert "Organisation, Sites, Appliances, People, Changes, Packages, Windows, with the headings of docs/wor" in line
    assert "`runbook import`" in line


def test_sheets_and_columns_that_are_called_otherwise_are_named_where_others_are_missing(tmp_path):
    named = {
        "Sites": [["Site", "Libellé", "Host name", "TZ"], ["par", "Paris", "support.example.com", "Europe/Paris"]],
        "Organisation": [["Organisation", "Languages"], ["Example SA", "fr"]],
        "Equipements": [["Site", "IP"], ["par", "192.0.2.1"]],
    }
    lines = [line.partition("own.xlsx")[2] for line in told_of(a_company_s_own(tmp_path / "own.xlsx", named))]
    unread = "is missing on this sheet; columns that are not read: Libellé, TZ, add it, or give one of them that name"
    assert f", Sites!A1: the column Name {unread}" in lines
    assert f", Sites!A1: the column Time zone {unread}" in lines
    assert any("there is no sheet Appliances; sheets that are not read: Equipements, give one" in one for one in lines)


def test_heads_that_are_none_of_a_sheet_are_shown_beside_those_that_are(tmp_path):
    named = {"Sites": [["Code", "Libellé", "TZ"], ["par", "Paris", "Europe/Paris"]]}
    lines = told_of(a_company_s_own(tmp_path / "own.xlsx", named))
    assert any("its first row is: Code, Libellé, TZ, write them as" in line for line in lines)
    assert any(": Site, Name, Host name, Time zone, " in line for line in lines)
