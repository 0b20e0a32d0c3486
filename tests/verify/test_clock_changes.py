"""Nights in which the clock is changed: waits pass in UTC, and a time that stands for two proves nothing alone."""

from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace

from runbook.model.record import Entry
from runbook.model.revision import revision_of
from runbook.simulate.play import play
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.time_ranges import ends_of_ranges
from tests import plans
from tests.verify.harness import aware_local, check, codes, moved, pair

BACK = ("2026-10-24 20:00", "2026-10-25 01:00", "2026-10-25 20:00", "2026-10-26 02:00")
FORWARD = ("2026-03-28 20:00", "2026-03-29 01:00", "2026-03-29 20:00", "2026-03-30 02:00")
FIRST, SECOND = "update-software:rs-a:h1", "update-software:rs-a:h2"


def two_hops(*windows):
    """A single appliance, two hops, in these windows."""
    plan = plans.plan_of("single", "automatic", bases=(False, False))
    made = tuple(
        replaced(window, start=aware_local(start, plan.timezone), end=aware_local(end, plan.timezone))
        for window, (start, end) in zip(plan.windows, windows, strict=True)
    )
    plan = replaced(plan, windows=made)
    return index_plan(replaced(plan, revision=revision_of(plan)))


def waited(indexed, first, second):
    """The codes where the two packages are signed then; what stands between is left as it was played."""
    entries = {entry.step: entry for entry in play(indexed, 3)}
    entries[FIRST] = replace(entries[FIRST], at=first)
    entries[SECOND] = replace(entries[SECOND], at=second)
    last = [step.id for step in indexed.steps if step.hop == 1 and step.window == 1 and step.id != FIRST]
    for step in last[last.index("status-after:rs-a:h1") :]:
        entries[step] = replace(entries[step], at=first)
    for step in ("verify-clients:h1",):
        entries[step] = replace(entries[step], at=first, value=first)
    for step in indexed.steps:
        if step.id in entries and step.hop == 2 and step.window == 2:
            later = indexed.index[step.id] >= indexed.index[SECOND]
            entries[step.id] = replace(entries[step.id], at=second if later else first)
    found = check(indexed, *entries.values(), now=None)
    return [finding for finding in found.findings if finding.code in ("GAP001", "ORD001", "TIM003")]


@pytest.mark.parametrize(
    ("windows", "first", "second", "expected"),
    [
        # the clock is put back: 23 and a half hours on the clock are 24 and a half
        (BACK, "2026-10-24 23:30", "2026-10-25 23:00", []),
        (BACK, "2026-10-24 23:30", "2026-10-25 22:29", ["GAP001"]),
        (BACK, "2026-10-24 23:30", "2026-10-25 22:30", []),
        # the clock is put forward: 24 hours on the clock are 23
        (FORWARD, "2026-03-28 23:30", "2026-03-29 23:30", ["GAP001"]),
        (FORWARD, "2026-03-28 23:30", "2026-03-30 00:30", []),
    ],
)
def test_a_day_is_24_hours_whatever_the_clock_shows(windows, first, second, expected) -> None:
    indexed = two_hops(windows[:2], windows[2:])
    assert [finding.code for finding in waited(indexed, first, second)] == expected


def ambiguous(first, then):
    """Two steps of the pair's first night, in the order of a rule, signed then."""
    from tests.verify.harness import faultless, pair, write

    indexed = pair()
    entries = faultless(indexed, 3)
    for step in ("switch-dns:h1", "switch-dns-propagated:h1", "test-hosts-remove:h1", "verify-console:rs-b:h1"):
        write(entries, step, at="2026-10-25 02:59+01:00")
    write(entries, "verify-clients:h1", value=entries["verify-clients:h1"].at)  # not before the traffic was moved
    write(entries, "test-hosts-add:rs-b:h1", at=first)
    write(entries, "verify-session:rs-b:h1", at=then)
    result = check(indexed, *entries.values())
    return result.verdict, codes(result)


@pytest.mark.parametrize(
    "text",
    ["2026-10-25 02:50-02:10", "25/10/2026 de 02h50 à 02h10", "25/10 02:50–02:10", "02:50-02:10"],
)
def test_a_range_over_the_clocks_change_ends_the_second_time(text) -> None:
    assert ended(text) == "2026-10-25 02:10+01:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-26 02:50-02:10",  # a day on which it is no such hour
        "2026-10-25 03:50-03:10",
        "2026-10-25T02:50-02:30",  # may be an offset
        "prévu 02:50-02:10",
        "pas fait 25/10/2026 02:50-02:10",
        "25/10/2026 24:50-02:10",
    ],
)
def test_any_other_range_that_goes_backwards_is_left_as_it_is(text) -> None:
    assert ended(text) == text


def test_a_range_over_a_change_at_midnight_ends_the_second_time() -> None:
    """In Beirut the clock goes back from 0:00 to 23:00 of the evening before."""
    plan = replaced(pair().plan, timezone="Asia/Beirut")
    beirut = index_plan(moved(plan, ("2026-10-24", "2026-10-27", "2026-10-28", "2026-10-31")))
    assert ended("2026-10-24 23:50-23:10", beirut) == "2026-10-24 23:10+02:00"


def test_where_the_site_is_west_of_utc_for_half_of_the_year_a_range_may_be_an_offset() -> None:
    """On the Azores the clock is that of UTC in summer, and an hour behind it in winter."""
    nights = ("2026-10-24", "2026-10-27", "2026-10-28", "2026-10-31")
    azores = index_plan(moved(replaced(pair().plan, timezone="Atlantic/Azores"), nights))
    text = "2026-10-24 22:30-23:00"
    assert (ended(text, azores), ended(text)) == (text, "2026-10-24 23:00")


def ended(text: str, indexed: IndexedPlan | None = None) -> str:
    return ends_of_ranges(indexed or pair())(Entry(step="s", at=text)).at


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("2026-10-25 01:50", "2026-10-25 02:10", ("pass", [])),  # right for both readings
        ("2026-10-25 02:10+02:00", "2026-10-25 02:20", ("pass", [])),
        ("2026-10-25 02:30+02:00", "2026-10-25 02:20", ("undetermined", ["TIM003"])),  # right for the second only
        ("2026-10-25 02:40+01:00", "2026-10-25 02:20", ("fail", ["ORD001"])),  # wrong for both
        ("2026-10-25 02:20", "2026-10-25 02:40+01:00", ("pass", [])),
        ("2026-10-25 02:20", "2026-10-25 02:10+01:00", ("undetermined", ["TIM003"])),  # right for the first only
        ("2026-10-25 02:20", "2026-10-25 02:10+02:00", ("fail", ["ORD001"])),
        ("2026-10-25 02:20", "2026-10-25 02:30", ("undetermined", ["TIM003"])),  # the second and then the first: wrong
    ],
)
def test_only_what_fails_in_both_readings_is_an_error(first, then, expected) -> None:
    assert ambiguous(first, then) == expected


@pytest.mark.parametrize(("installed", "seen"), [("02:10", "02:50"), ("02:50", "02:10"), ("01:50", "02:41")])
def test_a_time_alone_in_the_repeated_hour_is_as_with_its_date(installed, seen) -> None:
    """The date would not say which of the two is meant."""
    indexed = two_hops(("2026-10-24 20:00", "2026-10-25 06:00"), ("2026-10-26 20:00", "2026-10-27 06:00"))
    entries = {entry.step: entry for entry in play(indexed, 3)}
    window = [step.id for step in indexed.steps if step.window == 1 and step.id in entries]
    told = []
    for date in ("2026-10-25 ", ""):
        at = {FIRST: installed, **dict.fromkeys(window[window.index(FIRST) + 1 :], seen)}
        changed = {step: replace(entries[step], at=f"{date}{time}") for step, time in at.items()}
        told.append([code for code in codes(check(indexed, *(entries | changed).values())) if code != "TIM011"])
    assert told[0] == told[1]
    assert "TIM008" not in told[1]
