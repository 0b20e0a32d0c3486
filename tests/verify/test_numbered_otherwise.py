"""Rows that show one step and are read as another: what somebody sees who looks at the table is not what is judged."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from runbook.reading.plan_json import dump_plan
from runbook.simulate.write import csv_bytes
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.pages import language
from tests.records import books
from tests.verify.harness import NOW, codes, faultless, indexed_plan_of

PLAN = indexed_plan_of("failover", "automatic", "synchronous", "dns")
STEP, NUMBER = 2, 3  # columns
Rows = list[list[str]]


def table() -> Rows:
    content = csv_bytes(PLAN.plan, "1", tuple(faultless(PLAN).values()), language("en"))
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def swapped(rows: Rows) -> None:
    """The identifiers of two rows, which nobody reads, change places."""
    one, other = (next(row for row in rows if row[STEP].startswith(name)) for name in ("update-base", "update-soft"))
    one[STEP], other[STEP] = other[STEP], one[STEP]
    one[9], other[9] = other[9], one[9]  # and what was written down there
    one[6], other[6] = other[6], one[6]


def as_excel_has_it(rows: Rows) -> None:
    for row in rows[1:]:
        row[NUMBER] = row[NUMBER].rstrip("0") if row[NUMBER].startswith("step 1.") else f"0{row[NUMBER][5:]}.2026"


def blank(rows: Rows) -> None:
    for row in rows[1:]:
        row[NUMBER] = ""


def of_another_kind(rows: Rows) -> None:
    for row in rows[1:]:
        row[NUMBER] = "as above"


def written(rows: Rows, kind: str) -> bytes:
    if kind == "xlsx":
        return books.book(lambda made, sheet: sheet.set_column(0, STEP, None, None, {"hidden": True}), rows)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("change", "told"),
    [(swapped, ["DOC015"]), (as_excel_has_it, []), (blank, []), (of_another_kind, []), (lambda rows: None, [])],
)
def test_a_row_that_shows_the_number_of_another_step_is_told(
    change: Callable[[Rows], None], told: list[str], kind: str, tmp_path: Path
) -> None:
    rows = table()
    change(rows)
    (tmp_path / "plan.json").write_bytes(dump_plan(PLAN.plan))
    file = tmp_path / f"record.{kind}"
    file.write_bytes(written(rows, kind))
    (found,) = verify_files([file], PlanStore([str(tmp_path / "plan.json")]), NOW)
    assert (codes(found.result), found.result.verdict) == (told, "undetermined" if told else "pass")
    if told:
        (finding,) = found.result.findings
        assert [step.partition(":")[0] for step in finding.steps] == ["update-software", "update-base"]
