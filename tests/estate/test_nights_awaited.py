"""A record on paper of which a later night has not come back: that is missing, and proves nothing wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from runbook.estate.change_status import ChangeStatus, FindingTold, RecordJudged, WindowActual, standing_of
from runbook.estate.nights_awaited import night_awaited
from runbook.model.plan import Plan
from runbook.model.site import ChangeState
from runbook.reading.plan_json import PLAN, dump_plan
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify.indexed_plan import index_plan
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.plans import plan_of
from tests.verify.amended import carried_on

DAY = timedelta(days=1)
FIRST = plan_of("failover", "automatic", "asynchronous", "shared-ip")
LATER = carried_on(FIRST)
OF_NIGHT = max(index for index, step in enumerate(FIRST.steps) if step.window == 1)

RELEASE = next(index for index, step in enumerate(LATER.steps) if "release" in step.id)


def awaited(place: Path, plans: list[Plan], parts: list[tuple[Plan, slice]], now: datetime) -> datetime | None:
    """What is said of a record that holds some steps of each plan."""
    files, folders = [], []
    for number, plan in enumerate(plans):
        folders.append(place / str(number))
        folders[-1].mkdir()
        (folders[-1] / PLAN).write_bytes(dump_plan(plan))
    for number, (plan, part) in enumerate(parts):
        files.append(place / f"{number}.json")
        steps = {step.id for step in plan.steps[part]}
        signed = [one for one in play(index_plan(plan), 1) if one.step in steps]
        files[-1].write_bytes(json_bytes(plan, "1", signed))
    (found,) = verify_files(files, PlanStore(list(map(str, folders))), now, so_far=now)
    assert found.result.verdict == "fail"
    return night_awaited(found, now)


@pytest.mark.parametrize("plans", [[FIRST], [FIRST, LATER]], ids=["one plan", "carried on"])
def test_nothing_of_the_second_night_is_there(tmp_path, plans):
    end = plans[-1].windows[1].end
    assert awaited(tmp_path, plans, [(FIRST, slice(OF_NIGHT + 1))], end + DAY) == end


@pytest.mark.parametrize("plans", [[FIRST], [FIRST, LATER]], ids=["one plan", "carried on"])
@pytest.mark.parametrize("part", [slice(OF_NIGHT - 3), slice(OF_NIGHT - 3, OF_NIGHT + 1)])
def test_what_is_missing_of_a_night_that_was_signed_is_a_fault(tmp_path, plans, part):
    assert awaited(tmp_path, plans, [(FIRST, part)], plans[-1].windows[1].end + DAY) is None


def test_what_had_to_be_signed_again_is_a_fault_once_later_pages_are_there(tmp_path):
    parts = [(FIRST, slice(OF_NIGHT + 1)), (LATER, slice(OF_NIGHT + 1, OF_NIGHT + 5))]
    assert awaited(tmp_path, [FIRST, LATER], parts, LATER.windows[1].end + DAY) is None


def test_all_pages_of_the_first_night_are_missing(tmp_path):
    parts = [(LATER, slice(RELEASE, RELEASE + 1)), (LATER, slice(OF_NIGHT + 1, None))]
    assert awaited(tmp_path, [FIRST, LATER], parts, LATER.windows[-1].end + 30 * DAY) == LATER.windows[0].end


NOW = datetime(2026, 12, 10, tzinfo=UTC)
MISSING = FindingTold(code="DOC007", severity="error", number="5.1", roles=("technician",), where="")
WRONG = FindingTold(code="SGN002", severity="error", number="5.1", roles=("technician",), where="")


def judged(*findings: FindingTold, awaited: datetime | None = None) -> RecordJudged:
    return RecordJudged(revision="", run="", verdict="fail", files=(), findings=findings, awaited=awaited)


@pytest.mark.parametrize(
    ("state", "end", "late", "standing"),
    [
        ("approved", NOW + DAY, False, "due"),
        ("approved", NOW - DAY, False, "pages-missing"),
        ("approved", NOW - DAY, True, "overdue"),
        ("done", NOW + DAY, False, "pages-missing"),
        ("stopped", NOW - DAY, False, "stopped"),
    ],
)
def test_where_such_a_change_stands(state: ChangeState, end: datetime, late: bool, standing: str):
    windows = [WindowActual(number=1, start=NOW - 3 * DAY, end=NOW - 2 * DAY)]
    assert standing_of(state, [judged(MISSING, awaited=end)], windows, NOW, late=late) == standing
    both = [judged(MISSING, awaited=end), judged(WRONG)]
    assert standing_of(state, both, windows, NOW, late=late) == "failed"


@pytest.mark.parametrize(
    ("state", "record", "codes"),
    [
        ("approved", judged(MISSING, WRONG), ["DOC007", "SGN002"]),
        ("approved", judged(MISSING, awaited=NOW), []),
        ("stopped", judged(MISSING, WRONG), ["SGN002"]),
        ("stopped", judged(MISSING), []),
    ],
)
def test_what_is_missing_and_no_fault_is_not_counted(state: ChangeState, record: RecordJudged, codes: list[str]):
    windows = (WindowActual(number=1, start=NOW, end=NOW + DAY),)
    names: dict[str, Any] = dict.fromkeys(("site", "site_name", "change", "ticket", "path", "revision"), "x")
    found = ChangeStatus(state=state, standing="", deadline=None, windows=windows, records=(record,), **names)
    assert [code for code, _roles, _count in found.faults()] == codes
