"""Blank records as people fill them in and programs save them: a verdict of them is that of what was filled in."""

from __future__ import annotations

import csv
import datetime as clock
import io
import shutil
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from runbook.build.existing import filled_in
from runbook.i18n import Language, available, load_language
from runbook.model.record import SHOWN_COLUMNS, TABLE_COLUMNS, WRITTEN_FIELDS, WRITTEN_STATES, Entry
from runbook.reading.plan_json import dump_plan
from runbook.records import column_heads, from_csv, from_xlsx
from runbook.records.blank import record_csv
from runbook.records.blank_book import COLUMNS, record_xlsx
from runbook.records.column_heads import ANSWERS, HEADS, STATE_CHOICES, columns_by_head, heads_in
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from scripts import messages
from tests import catalogue
from tests.plans import plan_of
from tests.records import books
from tests.verify.harness import NOW

office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
TAGS = ("en", "fr")
PLAN = plan_of("failover", "automatic", "asynchronous", "dns")
ENTRIES = {entry.step: entry for entry in play(index_plan(PLAN), 3)}


def words(entry: Entry, language: Language) -> dict[str, str]:
    """What somebody writes who reads a language: by the lists of the sheet."""
    answers = {word: language.text(word) for word in ANSWERS}
    return {
        **{name: getattr(entry, name) for name in WRITTEN_FIELDS},
        "state": language.text(STATE_CHOICES[entry.state]),
        "value": answers.get(entry.value, entry.value),
    }


def typed(data: bytes, language: Language, at: Callable[[str], object] = str) -> bytes:
    """The spreadsheet, each row filled in under its heads; `at` says how times are typed."""
    book: Any = openpyxl.load_workbook(io.BytesIO(data))
    sheet, heads = book.worksheets[0], heads_in(language)
    places = {name: [cell.value for cell in sheet[1]].index(heads[name]) + 1 for name in ("step", *WRITTEN_FIELDS)}
    for row in range(2, sheet.max_row + 1):
        if (entry := ENTRIES.get(sheet.cell(row, places["step"]).value)) is not None:
            for name, text in words(entry, language).items():
                if text:
                    cell = sheet.cell(row, places[name])
                    if name == "at" and at is not str:
                        cell.number_format = "dd/mm/yyyy hh:mm"
                    cell.value = at(text) if name == "at" else text
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def verdict(content: bytes, folder: Path) -> tuple[str, list[str]]:
    (folder / "plan.json").write_bytes(dump_plan(PLAN))
    file = folder / "record"
    file.write_bytes(content)
    (verified,) = verify_files([file], PlanStore([str(folder / "plan.json")]), NOW)
    return verified.result.verdict, [finding.code for finding in verified.result.findings]


@pytest.mark.parametrize("tag", TAGS)
def test_a_spreadsheet_filled_in_by_its_lists_passes(tag, tmp_path):
    assert verdict(typed(record_xlsx(PLAN, load_language(tag)), load_language(tag)), tmp_path) == ("pass", [])


@pytest.mark.parametrize("tag", TAGS)
def test_times_that_are_typed_as_dates_are_read(tag, tmp_path):
    data = typed(record_xlsx(PLAN, load_language(tag)), load_language(tag), clock.datetime.fromisoformat)
    assert verdict(data, tmp_path) == ("pass", [])


@office
@pytest.mark.long
@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize("tag", TAGS)
def test_the_same_saved_by_libreoffice_passes(kind, tag, tmp_path):
    """It was opened blank and saved, filled in, opened and saved again."""
    blank = books.by_libreoffice(record_xlsx(PLAN, load_language(tag)), "xlsx")
    assert verdict(books.by_libreoffice(typed(blank, load_language(tag)), kind), tmp_path) == ("pass", [])


@office
@pytest.mark.long
@pytest.mark.parametrize("tag", TAGS)
def test_libreoffice_keeps_what_cells_offer(tag):
    blank = record_xlsx(PLAN, load_language(tag))

    def offers(data: bytes) -> set[tuple[str, str]]:
        rules = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].data_validations.dataValidation
        return {(rule.formula1 or "", str(cell)) for rule in rules for area in rule.sqref.ranges for cell in area.cells}

    assert offers(books.by_libreoffice(blank, "xlsx")) >= {each for each in offers(blank) if each[0]}


@office
@pytest.mark.long
@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize("tag", TAGS)
def test_a_blank_one_that_libreoffice_saved_is_blank(kind, tag):
    data = books.by_libreoffice(record_xlsx(PLAN, load_language(tag)), kind)
    (part,) = (from_csv if kind == "csv" else from_xlsx).parts_of(data, "f")
    assert (part.faults, part.people, [entry for entry in part.entries if not entry.blank]) == ((), (), [])
    assert [entry.step for entry in part.entries] == [step.id for step in PLAN.steps]
    assert filled_in("csv" if kind == "csv" else "xlsx", data) is None


def typed_csv(tag: str, change: Callable[[dict[str, str]], Mapping[str, str]] = dict) -> bytes:
    """record.csv filled in; `change` makes another row of each."""
    found = csv.DictReader(io.StringIO(record_csv(PLAN, load_language(tag)).decode("utf-8-sig"), newline=""))
    rows = [
        change({**row, **(words(ENTRIES[row["step"]], load_language(tag)) if row["step"] in ENTRIES else {})})
        for row in found
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("gone", [(), SHOWN_COLUMNS, ("appliance",), ("value asked", "roles", "title")])
def test_columns_for_the_reader_may_be_taken_out(gone, tag, tmp_path):
    data = typed_csv(tag, lambda row: {name: text for name, text in row.items() if name not in gone})
    assert verdict(data, tmp_path) == ("pass", [])


@pytest.mark.parametrize("tag", TAGS)
def test_columns_for_the_reader_are_not_believed(tag, tmp_path):
    other = {"appliance": "A · another · other.example.com", "value asked": "nothing", "witness due": "", "roles": "?"}
    assert verdict(typed_csv(tag, lambda row: row | other), tmp_path) == ("pass", [])
    alone = typed_csv(tag, lambda row: row | {"value": "", "value asked": row["value"]})  # in the wrong column
    assert verdict(alone, tmp_path)[0] == "fail"


def _renamed(data: bytes, heads: Mapping[str, str]) -> bytes:
    return ",".join(heads.values()).encode() + data[data.index(b"\r\n") :]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("tag", TAGS)
def test_a_csv_file_under_heads_in_the_readers_language_passes(tag, tmp_path):
    heads = heads_in(load_language(tag))
    for change in (str, str.upper, str.capitalize):
        written = {name: change(head) for name, head in heads.items()}
        data = _renamed(typed_csv(tag), written)
        assert verdict(data, tmp_path) == ("pass", [])
        assert verdict(data.decode().encode("cp1252", "replace"), tmp_path) == ("pass", [])


def test_accents_of_heads_may_be_left_out_or_stand_apart(tmp_path):
    head = b"revision,execution,etape,numero,titre,etat,heure,initiales,temoin,valeur,remarque"
    shown = b",serveur,valeur demandee,temoin requis,roles"
    rows = typed_csv("fr").split(b"\r\n", 1)[1]
    assert verdict(head + shown + b"\r\n" + rows, tmp_path) == ("pass", [])
    apart = unicodedata.normalize("NFD", ",".join(heads_in(load_language("fr")).values())).encode()
    assert verdict(apart + b"\r\n" + rows, tmp_path) == ("pass", [])


def test_the_number_is_read_under_the_head_that_it_once_had():
    assert {columns_by_head()[head] for head in ("numéro", "numero", "nombre", "number")} == {"number"}


def test_under_the_contracts_heads_a_word_of_another_language_is_no_column():
    text = f"revision,run,step,state,at,by,heure\n{'a' * 64},1,a,done,2026-12-05 22:10,CM,never\n"
    (part,) = from_csv.parts_of(text.encode(), "f")
    assert [(fault.code, dict(fault.args)["what"]) for fault in part.faults] == [("DOC011", "heure")]
    assert part.entries[0].at == "2026-12-05 22:10"


def test_heads_of_all_languages_mean_one_column_each():
    for tag in available():
        heads = heads_in(load_language(tag))
        assert len({*map(str.casefold, heads.values())}) == len(heads)
        for column, head in heads.items():
            assert columns_by_head()[head.casefold()] == column
    assert tuple(HEADS) == (*TABLE_COLUMNS, *SHOWN_COLUMNS)


@pytest.fixture
def another_language(tmp_path, monkeypatch) -> Any:
    """A made-up language beside those of the kit, in which every text is another one."""
    locales = catalogue.pseudo_locales(tmp_path / "locales", messages.extracted())
    made = load_language("zz", locales, strict=True)
    monkeypatch.setattr(column_heads, "available", lambda: (*available(), "zz"))
    monkeypatch.setattr(column_heads, "load_language", lambda tag: made if tag == "zz" else load_language(tag))
    caches = (
        column_heads.columns_by_head,
        column_heads.step_words,
        column_heads.step_heads,
        column_heads.states_by_word,
        column_heads.answers_by_word,
    )
    for cache in caches:
        cache.cache_clear()
    yield made
    for cache in caches:
        cache.cache_clear()


@pytest.mark.long
def test_a_record_of_a_language_that_is_added_passes(another_language, tmp_path):
    """By its lists: states, yes and no."""
    assert verdict(typed(record_xlsx(PLAN, another_language), another_language), tmp_path) == ("pass", [])


@pytest.mark.long
def test_a_record_of_a_language_that_is_added_is_read_back(another_language):
    data = record_xlsx(PLAN, another_language)
    (part,) = from_xlsx.parts_of(data, "f")
    assert (part.faults, [entry.step for entry in part.entries]) == ((), [step.id for step in PLAN.steps])
    sheet = (book := openpyxl.load_workbook(io.BytesIO(data))).worksheets[0]
    for row, state in enumerate(WRITTEN_STATES, 2):
        sheet.cell(row, COLUMNS.index("state") + 1).value = another_language.text(STATE_CHOICES[state])
    book.save(saved := io.BytesIO())
    (part,) = from_xlsx.parts_of(saved.getvalue(), "f")
    assert tuple(entry.state for entry in part.entries[:4]) == WRITTEN_STATES


def test_a_row_that_was_added_for_a_second_try_passes(tmp_path):
    """The row is copied below itself, and what was done again is written there."""
    tag = "fr"
    book = openpyxl.load_workbook(io.BytesIO(typed(record_xlsx(PLAN, load_language(tag)), load_language(tag))))
    sheet = book.worksheets[0]
    place = {name: COLUMNS.index(name) + 1 for name in TABLE_COLUMNS}
    step = next(
        step.id for step in PLAN.steps if step.window and not (step.installs or step.evidence or step.recoveries)
    )
    row = next(row for row in range(2, sheet.max_row) if sheet.cell(row, place["step"]).value == step)
    sheet.append([cell.value for cell in sheet[row]])
    sheet.cell(row, place["state"]).value = "échec"
    sheet.cell(row, place["note"]).value = "La page ne répondait pas"
    book.save(saved := io.BytesIO())
    assert verdict(saved.getvalue(), tmp_path) == ("pass", ["STA009"])


def test_a_table_with_the_columns_of_the_contract_alone_is_read_as_before(tmp_path):
    """Tables of earlier versions have the contract's columns and no others."""
    data = typed_csv("en", lambda row: {name: row[name] for name in TABLE_COLUMNS})
    assert data.startswith(b"revision,run,step,number,title,state,at,by,witness,value,note\r\n")
    assert verdict(data, tmp_path) == ("pass", [])
    assert filled_in("csv", data) == PLAN.revision
