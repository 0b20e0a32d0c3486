"""Nights that were led back, as people write them down: how they are closed, and what is left out of their times."""

import pytest
from msgspec.structs import replace as changed

from runbook.model.record import Entry
from runbook.simulate.play import clock_time
from runbook.verify.course import course_of, roll_calls
from tests.verify.nights import back_until, gone_back, no_go, seconds, stopped_in, until
from tests.verify.test_nights import SITES, printed, site_plan, told

MINUTE, HOUR = 60, 3600


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


@pytest.mark.sampled(3)
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


def undated(indexed, entries, way):
    """The times of a way back as one writes them on the night: without a date, those that are evidence too."""
    found = dict(entries)
    for index in next(steps for one, steps in course_of(indexed).ways if one.id == way):
        step = indexed.steps[index]
        if step.id in found:
            one = found[step.id]
            seen = one.value[-5:] if step.evidence and step.evidence.type == "datetime" else one.value
            found[step.id] = changed(one, at=one.at[-5:], value=seen)
    return found


@pytest.mark.parametrize("site", SITES)
def test_times_of_a_way_back_without_dates_are_of_the_night_that_it_leads_back_from(site) -> None:
    indexed = site_plan(site)
    seen = 0
    for phase, way in ways_of(indexed):
        if phase.window is None:
            continue
        entries, minute = stopped_in(indexed, phase.id, seed=3)
        dated = gone_back(indexed, entries, way.id, minute)
        verdict, found = told(indexed, dated)
        wanted = [code for code in found if code != "WIN005"]
        assert told(indexed, undated(indexed, dated, way.id)) == (verdict, sorted([*wanted, "TIM011"])), phase.id
        seen += 1
    assert seen


def test_the_night_of_a_way_back_from_two_windows_is_the_one_in_which_the_change_stopped() -> None:
    indexed = site_plan("paris")
    hold = next(step.id for step in indexed.steps if step.gate == "hold")
    whole = printed(indexed)
    way = next(way for phase, way in ways_of(indexed) if phase.window is None and len(way.back_from) > 1)
    entries = until(indexed, whole, hold)
    minute = seconds(indexed, whole[hold])
    entries[hold] = no_go(indexed, hold, minute, whole[hold].by)
    back = gone_back(indexed, entries, way.id, minute + 2 * MINUTE)
    assert told(indexed, undated(indexed, back, way.id)) == ("undetermined", ["STA021", "TIM011"])


def test_a_time_between_the_windows_or_outside_has_no_date() -> None:
    indexed = site_plan("paris")
    phase, way = next(one for one in ways_of(indexed) if one[0].window and one[1].as_before)
    entries, minute = stopped_in(indexed, phase.id, seed=3)
    back = undated(indexed, gone_back(indexed, entries, way.id, minute), way.id)
    first = next(step for step in back if step.startswith("back-"))
    back[first] = changed(back[first], at="14:10")
    assert "TIM008" in told(indexed, back)[1]
    between, way = next(one for one in ways_of(indexed) if one[0].window is None and len(one[1].back_from) > 1)
    entries, minute = stopped_in(indexed, between.id, seed=3)
    back = undated(indexed, gone_back(indexed, entries, way.id, minute), way.id)
    assert "TIM008" in told(indexed, back)[1]


def test_outside_the_windows_a_way_back_has_no_hour_until_which_it_can_be_begun() -> None:
    indexed = site_plan("paris")
    ways = [one for one in ways_of(indexed) if one[0].window is None and len(one[1].back_from) > 1]
    assert ways
    for phase, way in ways:
        entries, minute = stopped_in(indexed, phase.id, seed=3)
        assert told(indexed, gone_back(indexed, entries, way.id, minute)) == ("undetermined", ["STA021"])
        within = next(one for one in indexed.plan.phases if one.id in way.back_from and one.back_until)
        entries, _minute = stopped_in(indexed, within.id, seed=3)
        entries = {step: entry for step, entry in entries.items() if not step.startswith("decision-late")}
        late = gone_back(indexed, entries, way.id, back_until(indexed, within.id) + 10 * MINUTE)
        assert "WIN005" in told(indexed, late)[1]


def test_what_was_done_before_the_window_gives_no_more_time_within_it() -> None:
    """A way back that leads back from before a window and from within it: how far the change had come counts."""
    indexed = site_plan("nantes")
    ways = [one for one in ways_of(indexed) if one[0].window and "set-up:h1" in one[1].back_from]
    assert len(ways) > 1
    for phase, way in ways:
        entries, minute = stopped_in(indexed, phase.id, seed=3)
        entries = {step: entry for step, entry in entries.items() if not step.startswith("decision-late")}
        limit = back_until(indexed, phase.id)
        assert told(indexed, gone_back(indexed, entries, way.id, max(minute, limit))) == ("backed-out", [])
        assert "WIN005" in told(indexed, gone_back(indexed, entries, way.id, limit + MINUTE))[1], phase.id
    entries, _minute = stopped_in(indexed, "set-up:h1", seed=3)
    assert told(indexed, gone_back(indexed, entries, way.id, limit + HOUR)) == ("backed-out", [])


def failed_calls(indexed):
    """Nights that ended at a roll call that failed: the step, what was signed, and the next step of the work."""
    whole = printed(indexed)
    for index in roll_calls(indexed):
        call = indexed.steps[index].id
        kept = until(indexed, whole, call)
        kept[call] = changed(kept[call], state="failed", value="no", note="TL is ill, and nobody can stand in.")
        yield call, kept, next(indexed.steps[k].id for k in sorted(course_of(indexed).work) if k > index)


@pytest.mark.parametrize("site", SITES)
def test_a_roll_call_that_failed_stops_a_change_as_a_no_go_does(site) -> None:
    indexed = site_plan(site)
    nights = list(failed_calls(indexed))
    assert nights
    assert all(call.startswith("people-roll-call") for call, _kept, _next in nights)
    for call, kept, following in nights:
        assert told(indexed, kept) == ("undetermined", ["STA020", "STA022"]), call
        touching = {indexed.steps[k].id for k in course_of(indexed).touching}
        idle = {step: entry for step, entry in kept.items() if step not in touching}
        verdict, found = told(indexed, idle)
        assert "STA020" not in found, "nothing was touched"
        if call == nights[0][0]:
            assert (verdict, found) == ("backed-out", ["STA022"])
        assert told(indexed, {**kept, call: changed(kept[call], note="")})[1] == ["STA006", "STA020"]
        on = {**kept, following: printed(indexed).get(following) or Entry(step=following, state="done")}
        assert "STA004" in told(indexed, on)[1], "it was gone on with"


@pytest.mark.parametrize("gate", ["hold", "decision"])
def test_a_no_go_is_safe_whoever_of_the_plan_says_it_and_a_go_is_not(gate) -> None:
    indexed = site_plan("paris")
    step = next(one for one in indexed.steps if one.gate == gate)
    whole = printed(indexed)
    phase = next(one for one in indexed.plan.phases if one.id == step.phase)
    number = phase.number if phase.way_back else phase.number - 1
    way = next(one.way_back for one in indexed.plan.phases if one.number == number)
    before = indexed.steps[indexed.index[step.id] - 1].id
    minute = seconds(indexed, whole[before]) + MINUTE
    kept = until(indexed, whole, before)
    heard = no_go(indexed, step.id, minute, "CM", note="T. Leroy said no-go on the telephone: the sync does not end")
    back = gone_back(indexed, {**kept, step.id: heard}, way, minute + MINUTE)
    assert "SGN003" not in told(indexed, back)[1]
    assert told(indexed, back)[0] != "fail"
    assert "SGN002" in told(indexed, {**back, step.id: changed(heard, by="XX")})[1]
    assert "SGN003" in told(indexed, {**whole, step.id: changed(heard, value="go", note="")})[1]
