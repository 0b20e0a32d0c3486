"""Whatever a house says, a plan keeps each step, rule and duration of the vendor's; or the house is refused."""

import pytest

from runbook.errors import PlanningError
from runbook.house.anchors import events_of, phases_of
from runbook.house.house_load import house_procedures, load_house
from runbook.model.plan import Plan
from runbook.procedures.load import load_procedures
from tests.house.folders import FILE, STEP, of, plan_with, problems, written

KIT = load_procedures()
ANCHORS = sorted({*events_of(KIT), *phases_of(KIT), "window"})
LEAVE = {"G1", "G2", "G3", "G8", *(name for name in KIT.rules if name.startswith("X28"))}  # to go on, and ways back


def _vendors(plan: Plan) -> tuple[object, ...]:
    """Its steps in their order with what is asked at each, and its rules, without those of the house."""
    steps = [
        (one.id, one.do, one.notes, one.sources, one.witness, one.required, one.na_allowed, one.roles, one.evidence,
         one.duration.low if one.duration.source else None)
        for one in plan.steps if not one.house
    ]  # fmt: skip
    return steps, {rule.id: rule for rule in plan.rules if not rule.house and not rule.kit}


def _about_leave(plan: Plan) -> set[str]:
    """The rules about leave to go on and ways back, which no house may leave out."""
    return {rule.id for rule in plan.rules if rule.id.partition(":")[0] in LEAVE}


@pytest.mark.long
@pytest.mark.parametrize("site", ["lyon", "paris"])
@pytest.mark.parametrize("side", ["before", "after"])
def test_a_step_at_any_place(side: str, site: str, tmp_path) -> None:
    before, stood = _vendors(plan_with(None, site)), 0
    for number, anchor in enumerate(ANCHORS):
        place = f"{{{side}: {anchor}, each: {('once', 'pass', 'window', 'appliance')[number % 4]}}}"
        steps = STEP.replace("{before: window, each: window}", place)
        house = of(written(tmp_path / str(number), steps=steps))
        try:
            plan = plan_with(house, site)
        except PlanningError:  # the vendor lets nothing stand there
            continue
        assert _vendors(plan) == before
        stood += any(step.house for step in plan.steps)
    assert stood > 10


@pytest.mark.long
def test_no_step_of_the_vendors_is_left_out_or_shortened(tmp_path) -> None:
    assert KIT.steps
    for number, (name, step) in enumerate(KIT.steps.items()):
        left = problems(written(tmp_path / f"l{number}", FILE + f"leave_out: {{{name}: {{en: never}}}}\n"))
        assert bool(left) != step.house_may_leave_out, name
        if step.minutes.source and step.minutes.low > 1:
            low = f"durations: {{{name}: {{low: {step.minutes.low - 1}, high: 900}}}}\n"
            assert problems(written(tmp_path / f"d{number}", FILE + low)), name


@pytest.mark.parametrize("site", ["lyon", "paris"])
def test_all_that_a_house_may_take_away_leaves_the_vendors_rules(site: str, tmp_path) -> None:
    free = "".join(f"  {name}: {{en: never}}\n" for name, step in KIT.steps.items() if step.house_may_leave_out)
    own = "".join(
        f"{name}: {{leave_out: true}}\n"
        for name, rule in KIT.rules.items()
        if rule.kit and rule.kind != "wait" and name not in LEAVE
    )  # without waits a step would show the end of none: refused
    assert own
    folder = written(tmp_path / "h", FILE + "watches: 2\nleave_out:\n" + free, rules=own)
    house = house_procedures(load_house(folder, KIT).content)
    without, plan = plan_with(None, site), plan_with(house, site)
    steps, rules = _vendors(plan)
    all_steps, all_rules = _vendors(without)
    assert isinstance(all_rules, dict)
    assert isinstance(rules, dict)
    assert set(all_rules) == set(rules)
    kept = _about_leave(without)
    assert kept
    assert _about_leave(plan) == kept
    gone = {step.id for step in without.steps} - {step.id for step in plan.steps}
    assert isinstance(all_steps, list)
    assert steps == [step for step in all_steps if step[0] not in gone]
    assert {step.kit for step in without.steps if step.id in gone} <= {True}
