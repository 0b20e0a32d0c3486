"""What a step asks for is on the pages: where a file comes from, which one is meant, and where a button is."""

from __future__ import annotations

from tests.planning.test_to_the_letter import plans, said


def test_nobody_is_told_a_time_that_no_page_has() -> None:
    """A hold point outside the windows has no planned time, and none says by when it is decided."""
    told = [step for plan in plans() for step in plan.steps if step.event == "people.tell-gate"]
    assert {step.window is None for step in told} == {True, False}
    assert not [step.id for step in told if "by when" in said(step)]
