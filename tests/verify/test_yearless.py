"""Dates without a year, as in the checklist's boxes: of the year for which the step is planned."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from msgspec.structs import replace as changed

from runbook.model.clock import zone_info
from runbook.model.plan import Plan
from runbook.model.ways_back import main_steps
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import index_plan
from runbook.verify.times import Moment, read_moment
from runbook.verify.written_times import time_of
from tests import plans
from tests.verify import spellings
from tests.verify.harness import NOW, check, codes, faultless, moved, pair, record, write
from tests.verify.make_examples import retyped

PARIS = zone_info("Europe/Paris")
BOXES = "%d%m%H%M"


@cache
def autumn(order="dmy"):
    """A pair of two windows in November 2026."""
    return index_plan(replace(moved(_two(), ("2026-11-12", "2026-11-15")), date_order=order))


@cache
def new_year(nights=("2026-12-30", "2027-01-02")):
    return index_plan(moved(_two(), nights))


@cache
def _two() -> Plan:
    return plans.plan_of("failover", "automatic", "asynchronous", "dns")


def local(indexed, step, text):
    found = time_of(indexed, indexed.index[step], text)[0]
    return f"{found.local:%Y-%m-%d %H:%M}" if isinstance(found, Moment) else found


def places(indexed):
    """A step before the windows, one in each, one between them, one behind."""
    windows = [step.window for step in indexed.steps]
    last = max(place for place, window in enumerate(windows) if window)
    first = windows.index(1)
    between = next(p for p in range(first, last) if windows[p] is None)
    return [indexed.steps[place].id for place in (0, first, between, windows.index(2), len(windows) - 1)]


@pytest.mark.parametrize("text", [*spellings.BOXES, *spellings.YEARLESS])
def test_what_the_boxes_say_is_of_the_plan_s_year(text):
    assert read_moment(text, PARIS) == "no-year"
    assert {local(autumn(), step, text) for step in places(autumn())} == {spellings.MOMENT}


@pytest.mark.parametrize("text", [*spellings.BOXES, *spellings.YEARLESS_MONTH_FIRST])
def test_boxes_have_the_day_first_where_dates_have_the_month_first(text):
    assert local(autumn("mdy"), autumn().steps[0].id, text) == spellings.MOMENT


@pytest.mark.parametrize(("text", "meaning"), spellings.MORE_YEARLESS)
def test_others(text, meaning):
    assert local(autumn(), autumn().steps[0].id, text) == meaning


@pytest.mark.parametrize("text", spellings.NO_YEARLESS)
def test_what_is_no_time_without_a_year_either(text):
    assert local(autumn(), autumn().steps[0].id, text) in ("nonsense", "no-time", "no-year")


def test_a_date_in_the_other_order_says_so_without_a_year_too():
    assert read_moment("11/28 19:42", PARIS) == "other-order"
    assert read_moment("28/11 19:42", PARIS, "mdy") == "other-order"
    found = read_moment("11/12 19:42", PARIS, "dmy", 2026)
    assert isinstance(found, Moment)
    assert found.either_order
    boxes = read_moment("11121942", PARIS, "mdy", 2026)
    assert isinstance(boxes, Moment)
    assert not boxes.either_order


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("31/12 midi", "2026-12-31 12:00"),
        ("31121000", "2026-12-31 10:00"),
        ("01/01 00:10", "2027-01-01 00:10"),
        ("30 12 22 05", "2026-12-30 22:05"),
    ],
)
def test_over_new_year(text, meaning):
    assert {local(new_year(), step, text) for step in places(new_year())} == {meaning}


def test_a_window_over_new_year_s_eve():
    indexed = new_year(("2026-12-31", "2027-01-03"))
    step = places(indexed)[1]
    assert local(indexed, step, "31 12 23 50") == "2026-12-31 23:50"
    assert local(indexed, step, "01 01 00 10") == "2027-01-01 00:10"
    assert local(indexed, step, "31/12 minuit") == "2027-01-01 00:00"


def test_the_29th_of_february_is_of_a_year_that_has_it():
    leap, other = new_year(("2028-02-28", "2028-03-04")), new_year(("2027-02-27", "2027-03-04"))
    assert local(leap, places(leap)[1], "29020110") == "2028-02-29 01:10"
    assert local(other, places(other)[1], "29020110") == "no-year"


def days_away(indexed, step, number):
    """What a date so many days from the first window (from the last one, behind it) is read as, in days from there."""
    behind = step != indexed.steps[0].id
    base = indexed.plan.windows[-1 if behind else 0].start.astimezone(PARIS).replace(tzinfo=None)
    day = base + timedelta(days=number)
    found = datetime.fromisoformat(str(local(indexed, step, f"{day:%d/%m %H:%M}")))
    return (found - base).days


def test_a_preparation_may_lie_months_before_and_what_comes_after_months_behind():
    indexed = autumn()
    first, last = indexed.steps[0].id, main_steps(indexed.plan)[-1].id
    assert [days_away(indexed, first, number) for number in (-300, -200, -1, 0, 1, 55)] == [-300, -200, -1, 0, 1, 55]
    assert [days_away(indexed, last, number) for number in (-55, -1, 0, 200, 290)] == [-55, -1, 0, 200, 290]


@pytest.mark.parametrize("year", [1, 9999])
def test_a_plan_at_the_end_of_all_years_does_no_harm(year):
    start = datetime(year, 1 if year == 1 else 12, 10, 22, tzinfo=UTC)
    windows = tuple(
        replace(window, start=start + timedelta(days=number), end=start + timedelta(days=number, hours=6))
        for number, window in enumerate(pair().plan.windows)
    )
    indexed = index_plan(replace(pair().plan, windows=windows))
    assert check(indexed, *retyped(faultless(pair(), 3), BOXES).values()).verdict == "fail"


@pytest.mark.parametrize("pattern", [BOXES, "%d %m %H %M", "%d/%m %H:%M", "%d.%m. %Hh%M"])
@pytest.mark.parametrize("indexed", [pair(), new_year(), autumn()], ids=["pair", "new-year", "autumn"])
def test_a_whole_record_typed_from_the_boxes_passes(indexed, pattern):
    entries = retyped(faultless(indexed), pattern)
    result = check(indexed, *entries.values())
    assert (result.verdict, codes(result)) == ("pass", [])
    assert not FastCheck(indexed).clean(
        record(indexed, *entries.values()), int(NOW.timestamp())
    )  # left to the full one


def test_what_is_wrong_in_boxes_is_found_as_in_full():
    indexed = pair()
    for step, field, at in (
        ("failover-break:h1", "at", "2026-10-24 22:20"),
        ("failover-sync:h1", "value", "2026-10-23 22:15"),
        ("test-hosts-remove:h1", "at", "2026-10-25 04:20"),
    ):
        full = faultless(indexed, 3)
        write(full, step, **{field: at})
        assert codes(check(indexed, *full.values())), step
        boxes = retyped(dict(full), BOXES)
        assert codes(check(indexed, *boxes.values())) == codes(check(indexed, *full.values()))


def test_a_year_that_nothing_settles_says_what_to_write():
    entries = faultless(pair(), 3)
    write(entries, "prep-strategy", at="29021000")
    (found,) = check(pair(), *entries.values()).findings
    assert (found.code, found.steps) == ("TIM001", ("prep-strategy",))
    assert found.remedy is not None
    assert "year" in found.remedy.text


def test_the_two_that_say_the_same_are_one():
    entries = faultless(pair(), 3)
    again = changed(entries["failover-break:h1"], at="24 10 22 35")
    assert codes(check(pair(), *entries.values(), again)) == ["DOC004"]
