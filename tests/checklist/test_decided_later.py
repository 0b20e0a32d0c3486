"""A way back about which a later night decides: its time is over by then, and nobody who takes it is late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runbook.i18n import Language
from runbook.model.remaining import in_nights
from runbook.model.ways_back import decided_later
from runbook.verify.indexed_plan import index_plan
from runbook.web.browser_plan import browser_plan
from tests.checklist.engine import NO_NODE, Engine
from tests.checklist.test_gates import asked, way_of
from tests.checklist.test_nights_ended import alike
from tests.under_way import plan_of_nights
from tests.verify.make_night_examples import HOLD, stopped_at_the_hold
from tests.verify.nights import back_until, gone_back, stopped_in

pytestmark = pytest.mark.skipif(NO_NODE, reason="Node is not there")
PAIR = ("failover", "manual", "asynchronous", "dns")
ALONE = ("single", "manual", None, None)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started


@pytest.mark.parametrize(("hours", "later"), [((6, 6), False), ((2, 3), True)])
def test_a_no_go_of_a_later_night_is_followed_in_time(engine, hours, later) -> None:
    indexed = index_plan(plan_of_nights(ALONE, *hours))
    (phase,) = (one for one in indexed.plan.phases if one.way_back == "stop-pass:h1")
    assert bool(decided_later(in_nights(indexed.plan), phase)) == later
    entries, minute = stopped_at_the_hold(indexed)
    assert (minute > back_until(indexed, phase.id)) == later
    assert alike(engine, indexed, gone_back(indexed, entries, "stop-pass:h1", minute)) == set()
    undecided = [entry for step, entry in entries.items() if step != HOLD]
    assert way_of(indexed, "stop-pass:h1")[0] in asked(engine, indexed, undecided, minute)[0]


def test_a_pair_is_restored_in_time_as_long_as_a_later_night_has_installed_nothing(engine) -> None:
    indexed = index_plan(plan_of_nights(PAIR, 3, 5))
    entries, _minute = stopped_in(indexed, "save:h1")
    begun = int(indexed.plan.windows[1].start.timestamp()) + 300
    assert begun > back_until(indexed, "save:h1")
    assert alike(engine, indexed, gone_back(indexed, entries, "pair-again:h1", begun)) == set()


def test_the_page_says_of_which_phases_that_is_so() -> None:
    for hours, later in (((6, 6), []), ((2, 3), ["save:h1"])):
        phases = browser_plan(plan_of_nights(ALONE, *hours), Language(tag="en"))["phases"]
        assert [phase["id"] for phase in phases if phase.get("decided_later")] == later
