"""A step that is not signed and has a row in the record is told with the place of that row."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from runbook.i18n import Language
from runbook.model.record import Entry
from runbook.reading.plan_json import dump_plan
from runbook.simulate.play import play
from runbook.simulate.write import csv_bytes, json_bytes
from runbook.verify.indexed_plan import index_plan
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests import plans
from tests.pages import checklist_pdf
from tests.records.books import book
from tests.records.filling import by_pypdf, form_values
from tests.verify.harness import NOW, SAMPLES, check, faultless, pair

KEYS = "failover-keys:h1"


def left_out(**fields: str) -> tuple[dict[str, Entry], int]:
    """A faultless record but for one step, and the place of that among the others."""
    entries = faultless(pair(), 3)
    entries[KEYS] = Entry(step=KEYS, **fields)
    return entries, list(entries).index(KEYS)


def told(path: Path, plan: bytes, content: bytes) -> list[tuple[str, str]]:
    """The codes of a file but for notes, and where each shows in it."""
    path.write_bytes(content)
    (path.parent / "plan.json").write_bytes(plan)
    (verified,) = verify_files([str(path)], PlanStore([str(path.parent / "plan.json")]), NOW)
    found = [one for one in verified.result.findings if one.code[:3] != "DOC"]
    return [(one.code, one.where.removeprefix(f"{path.parent}/")) for one in found]


@pytest.mark.parametrize("fields", [{}, {"at": "-", "by": "–"}, {"state": "-", "value": "–"}])
def test_an_entry_in_which_nothing_is_filled_in_is_named(fields: dict[str, str]) -> None:
    entries, place = left_out(**fields)
    (found,) = check(pair(), *entries.values()).findings
    assert (found.code, found.steps, found.where) == ("STA001", (KEYS,), f"record.json:entries[{place}]")


def test_a_step_that_has_no_row_is_told_without_a_place() -> None:
    entries, _ = left_out()
    del entries[KEYS]
    (found,) = check(pair(), *entries.values()).findings
    assert (found.code, found.steps, found.where) == ("STA001", (KEYS,), "")


def test_the_row_of_a_table_and_the_entry_of_a_file_are_named(tmp_path: Path) -> None:
    (entries, place), plan = left_out(), (SAMPLES / "plan.json").read_bytes()
    table = csv_bytes(pair().plan, "1", tuple(entries.values()), Language(tag="en"))
    assert told(tmp_path / "record.csv", plan, table) == [("STA001", f"record.csv:{place + 2}")]
    cells = list(csv.reader(table.decode("utf-8-sig").splitlines()))
    sheet = book(lambda made, sheet: None, rows=cells)
    assert told(tmp_path / "record.xlsx", plan, sheet) == [("STA001", f"record.xlsx:{place + 2}")]
    written = json_bytes(pair().plan, "1", tuple(entries.values()))
    assert told(tmp_path / "record.json", plan, written) == [("STA001", f"record.json:entries[{place}]")]


def test_the_page_of_a_form_is_named(tmp_path: Path) -> None:
    plan = plans.plan_of("single", "automatic")
    played = [entry for entry in play(index_plan(plan), 3) if entry.step != plan.steps[0].id]
    form = by_pypdf(checklist_pdf(plan), form_values(plan, played, "1"))
    ((code, where),) = told(tmp_path / "checklist.en.pdf", dump_plan(plan), form)
    assert code == "STA001"
    assert re.fullmatch(r"checklist\.en\.pdf:\d+", where)
