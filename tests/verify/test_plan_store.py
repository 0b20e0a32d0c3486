"""Plans of a folder: the current ones and the earlier ones, and what is damaged among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from runbook.errors import InputError
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, dump_plan, earlier_name
from runbook.verify.plan_store import PlanStore
from tests.plans import plan_of
from tests.verify.test_amended import continued

NOW, BEFORE = plan_of("single", "automatic"), plan_of("single", "manual")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A change that was rendered twice."""
    (tmp_path / EARLIER_PLANS).mkdir()
    (tmp_path / PLAN).write_bytes(dump_plan(NOW))
    for plan in (NOW, BEFORE):
        (tmp_path / EARLIER_PLANS / earlier_name(plan.revision)).write_bytes(dump_plan(plan))
    return tmp_path


def plans_of(store: PlanStore) -> list[str]:
    found = (store.indexed(plan.revision) for plan in (NOW, BEFORE))
    return [pair[0].plan.revision for pair in found if pair is not None]


def test_earlier_plans_are_found_and_the_current_one_is_the_one(folder):
    store = PlanStore([str(folder)])
    assert (plans_of(store), store.problems) == ([NOW.revision, BEFORE.revision], [])
    assert store.only(str(folder)).plan == NOW


@pytest.mark.parametrize("cut", [0, 1, 200, -20], ids=["empty", "a-bracket", "head", "tail"])
def test_one_that_is_damaged_stops_no_other(folder, cut):
    damaged = folder / EARLIER_PLANS / earlier_name(BEFORE.revision)
    damaged.write_bytes(dump_plan(BEFORE)[:cut])
    store = PlanStore([str(folder)])
    assert plans_of(store) == [NOW.revision]
    assert {problem.file for problem in store.problems} == {str(damaged)}


def test_another_file_of_the_same_revision_serves_as_well(folder):
    (folder / PLAN).write_bytes(dump_plan(NOW)[:-20])
    store = PlanStore([str(folder)])
    assert plans_of(store) == [NOW.revision, BEFORE.revision]
    assert {problem.file for problem in store.problems} == {str(folder / PLAN)}


def test_plans_are_carried_on_by_those_beside_them_or_in_any_of_the_folders_that_were_named(tmp_path):
    """Of the changes below one folder each is by itself: not all that is there is read for each record."""
    earlier, latest = continued(done=True)
    for name, plan in (("before", earlier), ("after", latest), ("other", NOW)):
        (tmp_path / name).mkdir()
        (tmp_path / name / PLAN).write_bytes(dump_plan(plan))
    before, after = str(tmp_path / "before"), str(tmp_path / "after")
    assert PlanStore([str(tmp_path)]).amended_by(earlier.revision) == ()
    assert PlanStore([before]).amended_by(earlier.revision) == ()
    assert PlanStore([before, after]).amended_by(earlier.revision) == (latest.revision,)
    (tmp_path / "after" / EARLIER_PLANS).mkdir()
    (tmp_path / "after" / EARLIER_PLANS / earlier_name(earlier.revision)).write_bytes(dump_plan(earlier))
    assert PlanStore([str(tmp_path)]).amended_by(earlier.revision) == (latest.revision,)


def test_a_folder_with_nothing_but_a_damaged_plan_is_refused(tmp_path):
    (tmp_path / PLAN).write_bytes(b"{")
    with pytest.raises(InputError, match=r"plan\.json"):
        PlanStore([str(tmp_path)])


def test_a_file_that_only_looks_like_an_earlier_plan_is_passed_over(folder):
    (folder / "0123456789ab.json").write_bytes(b"somebody's own")
    assert PlanStore([str(folder)]).problems == []


def test_what_cannot_be_looked_into_beside_plans_is_told(folder):
    """The plan that a record asks for may be there."""
    (folder / "elsewhere").symlink_to("nowhere")
    store = PlanStore([str(folder)])
    assert plans_of(store) == [NOW.revision, BEFORE.revision]
    assert [problem.file for problem in store.problems] == [str(folder / "elsewhere")]
