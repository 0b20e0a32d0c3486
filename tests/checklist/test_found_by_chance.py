"""Records that chance found, of which verify and the engine once did not say the same."""

from __future__ import annotations

import pytest

from runbook.verify.indexed_plan import index_plan
from tests.checklist import test_engine as compared
from tests.checklist.engine import NO_NODE, Engine, record_of
from tests.checklist.planted import records


@pytest.mark.long
@pytest.mark.skipif(NO_NODE, reason="Node is not there")
def test_a_step_that_was_left_out_in_the_repeated_hour() -> None:
    """A rule to a step that did not take place holds no chain; a record never makes verify fall."""
    _, plan = next(one for one in compared._plans() if one[0] == "site-00 CHG0100")
    indexed = index_plan(plan)
    seed, one = next(records(indexed, 1, 250_127))
    record = record_of(plan, one.entries, one.people)
    now, so_far = compared._times_of_checking(indexed, seed)
    with Engine() as engine:
        engine.take(plan)
        found = engine.ask("findings", record=record, options={"now": now, "soFar": so_far})["findings"]
    mine = sorted((each["code"], tuple(each["steps"])) for each in found)
    assert mine == compared._found_by_verify(indexed, one, now, so_far)
