"""The step that a piece of evidence is not earlier than: of the same hop, appliance and way back, by the events."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runbook.errors import PlanningError
from runbook.model.plan import Evidence, Expect, PlanStep
from runbook.planning.resolve_rules import resolve_evidence
from runbook.planning.ways_back import own_id
from tests.plans import plan_of

PLAN = plan_of("failover", "automatic", "asynchronous", "dns")  # from rs-a to rs-b, with one hop


def step(name: str, *, way: str = "", it: str | None = None, after: str = "") -> PlanStep:
    """A step of that event in the hop, on an appliance or none; of a way back, with an id of its own."""
    made, place = f"{name.replace('.', '-')}:{it}:h1", f"{way}:h1" if way else "upgrade:h1"
    evidence = Evidence(name="seen", type="datetime", label="Seen", expect=Expect(after=after)) if after else None
    id_ = own_id(made, way) if way else made
    return replace(PLAN.steps[0], id=id_, event=name, phase=place, hop=1, appliance=it, evidence=evidence)


COURSE = (step("update.base", it="rs-a"), step("update.base", it="rs-b"), step("update.base", it="rs-c"))
BACK = tuple(step("back.keys", way=way, it=it) for way in ("one", "two") for it in ("rs-a", "rs-b"))


@pytest.mark.parametrize(
    ("asking", "found"),
    [
        (step("seen", it="rs-a", after="update.base"), COURSE[0]),
        (step("seen", it="rs-c", after="no.such update.base"), COURSE[2]),
        (step("seen", after="update.base no.such"), COURSE[1]),  # on none: of the primary at the end
        (step("seen", it="rs-x", after="update.base"), COURSE[0]),  # where it is on neither: the first
        (step("back.seen", way="one", it="rs-a", after="back.keys"), BACK[0]),
        (step("back.seen", way="one", after="back.keys"), BACK[1]),
        (step("back.seen", way="two", it="rs-a", after="back.keys"), BACK[2]),
        (step("back.seen", way="two", after="back.keys"), BACK[3]),
        (step("back.seen", way="three", after="back.keys"), None),
        (step("back.seen", way="one", after="update.base"), None),
        (step("seen", after="no.such"), None),
    ],
)
def test_evidence_is_later_than_a_step_of_its_hop_and_in_a_way_back_of_that_alone(
    asking: PlanStep, found: PlanStep | None
) -> None:
    steps = (*COURSE, *BACK, asking)
    if found is None:
        with pytest.raises(PlanningError, match="which is no step of this hop"):
            resolve_evidence(steps, PLAN.passes)
        return
    assert asking.evidence is not None
    expected = replace(asking, evidence=replace(asking.evidence, expect=Expect(after=found.id)))
    assert resolve_evidence(steps, PLAN.passes) == (*COURSE, *BACK, expected)
