"""TIM008 says which window a time without a date does not come in, or comes in more than once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from runbook.i18n import load_language
from runbook.report.finding_text import finding_text
from runbook.verify.indexed_plan import index_plan
from tests.verify.harness import check, faultless, indexed_plan_of, pair, write
from tests.verify.nights import gone_back, stopped_in

STEP = "failover-break:h1"  # of window 1, 24 October 22:00 to 25 October 03:00, in which the clock is put back


def remedy(step, text):
    entries = faultless(pair(), 3)
    write(entries, step, at=text)
    found = [one for one in check(pair(), *entries.values()).findings if one.code == "TIM008"]
    assert len(found) == 1
    return finding_text(found[0], pair().plan, load_language("en"), {}).remedy


@pytest.mark.parametrize("text", ["03:20", "18h35", "9 pm"])
def test_a_time_that_its_window_does_not_hold_names_the_window_and_its_end(text):
    told = remedy(STEP, text)
    assert told.startswith("No clock shows this time in window 1 (Sat, 24 Oct 2026 22:00 to Sun, 25 Oct 2026 03:00).")
    assert "2026-12-05 22:10" in told


def test_a_time_that_comes_twice_in_its_window_says_so():
    plan = pair().plan
    long = replace(plan.windows[0], end=plan.windows[0].end + timedelta(days=1))
    indexed = index_plan(replace(plan, windows=(long, *plan.windows[1:])))
    entries = faultless(indexed, 3)
    write(entries, STEP, at="22:50")
    (found,) = (one for one in check(indexed, *entries.values()).findings if one.code == "TIM008")
    told = finding_text(found, indexed.plan, load_language("en"), {}).remedy
    assert told.startswith("Clocks show this time more than once in window 1 (")


def test_the_two_times_of_the_hour_that_the_clock_repeats_are_no_half_of_one():
    """The date would not tell them apart."""
    entries = faultless(pair(), 3)
    write(entries, STEP, at="02:20")
    assert "TIM008" not in [one.code for one in check(pair(), *entries.values()).findings]


@pytest.mark.parametrize(("step", "text"), [("prep-strategy", "14:59"), (STEP, "24/10/2026"), (STEP, "24.10")])
def test_without_a_window_or_a_time_it_says_how_to_write_it(step, text):
    assert remedy(step, text) == "Write the date and time as 2026-12-05 22:10; verify again."


def test_a_time_in_a_way_back_names_the_night_that_it_leads_back_from():
    indexed = indexed_plan_of("failover", "automatic", "asynchronous", "shared-ip")
    entries, minute = stopped_in(indexed, "save:h1")
    back = gone_back(indexed, entries, "pair-again:h1", minute)
    step = next(step for step in back if step.startswith("back-"))
    write(back, step, at="18:00")
    (found,) = (one for one in check(indexed, *back.values()).findings if one.code == "TIM008")
    told = finding_text(found, indexed.plan, load_language("en"), {}).remedy
    assert found.steps == (step,)
    assert told.startswith("No clock shows this time in window 1 (")


def test_each_window_is_told_by_itself():
    entries = faultless(pair(), 3)
    for step in pair().steps:
        if step.window in (1, 2):
            write(entries, step.id, at="18:00")
    found = [one for one in check(pair(), *entries.values()).findings if one.code == "TIM008"]
    assert [len(one.steps) for one in found] == [
        sum(step.window == number and step.id in entries for step in pair().steps) for number in (1, 2)
    ]
