"""Nights that were led back, as people write them down: how they are closed, and what is left out of their times."""

import pytest
from msgspec.structs import replace as changed

from runbook.simulate.play import clock_time
from runbook.verify.course import course_of
from tests.verify.nights import gone_back, stopped_in
from tests.verify.test_nights import SITES, printed, site_plan, told

HOUR = 3600


def ways_of(indexed):
    """The phases that a way leads back from, each with its way."""
    ways = {one.id: one for one in indexed.plan.phases}
    return [(phase, ways[phase.way_back]) for phase in indexed.plan.phases if phase.way_back]


def failed_and_back(indexed, phase, way):
    """The last step that was done of a phase failed, and the change was led back from there."""
    entries, minute = stopped_in(indexed, phase.id, seed=3)
    last = max(k for k in course_of(indexed).work if indexed.steps[k].id in entries)
    step = indexed.steps[last].id
    entries[step] = changed(entries[step], state="failed", note="The session ends after ten seconds.")
    return gone_back(indexed, entries, way.id, minute), minute


def closed(indexed, entries, phase, minute):
    """The same, where everybody was told how the night ended, and the site was left."""
    whole, found = printed(indexed), dict(entries)
    ends = ("people-hand-over", "people-tell-end", "people-may-be-left")
    by = next(entry.by for step, entry in whole.items() if step.startswith("people-tell-end"))
    for step in indexed.steps:
        if phase.window and step.window == phase.window and step.id.startswith(ends) and step.id in whole:
            found[step.id] = changed(whole[step.id], state="done", at=clock_time(indexed, minute + HOUR), by=by)
    return found


@pytest.mark.parametrize("site", SITES)
def test_a_night_that_failed_and_was_led_back_is_closed_like_any_other(site) -> None:
    indexed = site_plan(site)
    seen = 0
    for phase, way in ways_of(indexed):
        back, minute = failed_and_back(indexed, phase, way)
        wanted = ("backed-out", ["STA022"]) if way.as_before else ("undetermined", ["STA021", "STA022"])
        assert told(indexed, back) == wanted, phase.id
        whole = closed(indexed, back, phase, minute)
        assert told(indexed, whole) == wanted, phase.id
        seen += len(whole) - len(back)
    assert seen


def test_closing_a_night_that_failed_and_was_not_led_back_is_going_on() -> None:
    indexed = site_plan()
    phase, way = next(one for one in ways_of(indexed) if one[0].window)
    back, minute = failed_and_back(indexed, phase, way)
    steps = {indexed.steps[k].id for k in course_of(indexed).back}
    night = {step: entry for step, entry in back.items() if step not in steps}
    assert "STA004" in told(indexed, closed(indexed, night, phase, minute))[1]
