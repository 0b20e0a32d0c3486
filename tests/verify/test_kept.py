"""A no-go at the last hold point of a migration: the old appliance is kept, and the change is done."""

from dataclasses import replace as altered
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from runbook.document.ways import no_go_way
from runbook.i18n import Language
from runbook.report.so_far import progress_lines
from runbook.verify.course import course_of, kept_at, rest_of_chapter
from runbook.verify.indexed_plan import index_plan
from runbook.verify.session import Verified
from runbook.verify.verdict import verify_record
from tests import plans
from tests.verify.harness import check, codes, faultless, indexed_plan_of, record

MIGRATION = ("migrate-physical-virtual", "automatic", None, None)
HOLD = "hold-point:h1"


def kept():
    indexed = indexed_plan_of(*MIGRATION)
    entries = faultless(indexed)
    entries[HOLD] = replace(entries[HOLD], value="no-go", note="Kept as a spare until spring.")
    behind = [indexed.steps[index].id for index in rest_of_chapter(indexed, indexed.index[HOLD])]
    return indexed, entries, behind


def without(entries, steps):
    return [entry for step, entry in entries.items() if step not in steps]


def test_what_it_forbids_is_not_due_and_work_of_other_chapters_is_not_accused() -> None:
    indexed, entries, behind = kept()
    entries["client-limits-back"] = replace(entries["client-limits-back"], at=max(entries[step].at for step in behind))
    assert entries["client-limits-back"].at > entries[HOLD].at
    result = check(indexed, *without(entries, behind))
    assert (result.verdict, codes(result)) == ("pass", ["STA024"])
    assert result.findings[0].steps == (HOLD, *behind)


def test_so_far_it_is_told_as_what_it_is() -> None:
    indexed, entries, behind = kept()
    now, whole = datetime(2027, 12, 1, tzinfo=UTC), record(indexed, *without(entries, behind))
    verified = Verified(verify_record(indexed, whole, now, so_far=now), indexed, whole)
    lines = list(progress_lines(verified, Language(tag="en")))
    required = [step for step in behind if indexed.steps[indexed.index[step]].required]
    assert f"Not due, as the last hold point says no-go: {len(required)}." in lines
    assert not [line for line in lines if "was stopped" in line]


def test_it_may_be_struck_out() -> None:
    indexed, entries, behind = kept()
    out = {step: replace(entries[step], state="na", at="", by="", witness="", value="", note="kept") for step in behind}
    result = check(indexed, *{**entries, **out}.values())
    assert (result.verdict, codes(result)) == ("pass", ["STA024"])


def test_what_comes_before_it_stays_due_and_what_was_disposed_of_all_the_same_is_told() -> None:
    indexed, entries, behind = kept()
    before = next(step.id for step in indexed.steps if step.phase == "confirm")
    assert codes(check(indexed, *without(entries, [*behind, before]))) == ["STA001", "STA024"]
    assert "ORD004" in codes(check(indexed, *without(entries, behind[1:])))


def test_only_what_disposes_is_a_last_hold_point() -> None:
    for kind in plans.KINDS:
        indexed = indexed_plan_of(*kind)
        holds = kept_at(indexed)
        assert bool(holds) == kind[0].startswith("migrate-"), kind
        assert holds <= {*course_of(indexed).gate("hold")}


@pytest.mark.parametrize("waits", [False, True])
def test_a_house_may_put_a_chapter_behind_the_last_hold_point(waits) -> None:
    """Where it waits for the hold point, a no-go stops it: neither the page nor the verdict says that nothing is."""
    plan = next(plans.plan_of(*kind) for kind in plans.KINDS if kind[0].startswith("migrate-"))
    (hold,) = kept_at(index_plan(plan))
    phase = next(one for one in plan.phases if one.id == plan.steps[hold].phase)
    end = max(place for place, step in enumerate(plan.steps) if step.phase == phase.id) + 1
    own = altered(plan.steps[end - 1], id="own", phase="own", required=False)
    rule = altered(plan.rules[0], kind="order", first=(plan.steps[hold].id,), then=("own",), steps=(), severity="error")
    place = plan.phases.index(phase) + 1
    longer = altered(
        plan,
        phases=(*plan.phases[:place], altered(phase, id="own", way_back=None), *plan.phases[place:]),
        steps=(*plan.steps[:end], own, *plan.steps[end:]),
        rules=(*plan.rules, rule) if waits else plan.rules,
    )
    way = no_go_way(longer, longer.steps[hold], Language(tag="en"))
    assert way is not None
    assert kept_at(index_plan(longer)) == (frozenset() if waits else {hold})
    assert ("leave everything as it is" in way.says) is not waits
