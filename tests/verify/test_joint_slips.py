"""One slip in many entries is told as one, and blames those in which it was made: not the few that were right."""

import random
from dataclasses import replace as changed
from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from runbook.model.finding import StepRefs
from runbook.simulate.draft import DraftRecord
from runbook.simulate.mistakes import KINDS, plant_one
from runbook.simulate.play import clock_time, play
from runbook.verify.indexed_plan import index_plan
from runbook.verify.joint_slips import joint_slips
from runbook.verify.largest_slip import largest_slip
from runbook.verify.moved_times import moved_months
from runbook.verify.shifts import SHIFTS
from runbook.verify.slips import OTHER_HALF
from runbook.verify.times import Moment, read_moment
from runbook.verify.too_early import broken_pairs, touches
from tests import plans
from tests.measure import within
from tests.verify.harness import check, codes, faultless, pair
from tests.verify.test_smallest import laid

SEED = 3
NIGHT = ("2026-10-28 22:00", "2026-10-29 04:00")  # of the third window
DAY, HOUR, MINUTES = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
HALF_A_DAY = timedelta(hours=12)


def steps_of(entries, start, end, by=None):
    return [e.step for e in entries.values() if start <= e.at <= end and (by is None or e.by == by)]


def moved(entries, steps, by):
    """The entries of these steps, written down so much later by the clock."""
    times = {step: datetime.fromisoformat(entries[step].at) + by for step in steps}
    return {
        step: replace(entry, at=f"{times[step]:%Y-%m-%d %H:%M}") if step in times else entry
        for step, entry in entries.items()
    }


def months_off(entries, steps, months):
    zone = pair().zone
    found = dict(entries)
    for step in steps:
        moment = read_moment(entries[step].at, zone)
        assert isinstance(moment, Moment)
        other = moved_months(moment, months, zone)
        assert other is not None
        found[step] = replace(entries[step], at=f"{other.local:%Y-%m-%d %H:%M}")
    return found


def only(result):
    (finding,) = result.findings
    return finding


def slipped(result):
    """The steps in which the slip was made, as the finding says."""
    told = dict(only(result).slip.args)
    return set((dict(told["slip"].args) if "by" in told else told)["steps"].ids)


@pytest.mark.parametrize(("minutes", "before"), [(0, 8), (75, 6), (82, 4), (106, 2)])
def test_the_evenings_date_is_told_of_those_that_bear_it(minutes, before):
    """However few entries there are before midnight: the night is moved, so that most of it lies after."""
    entries = faultless(pair(), SEED)
    night = steps_of(entries, *NIGHT)
    entries = moved(entries, night, timedelta(minutes=minutes))
    sync = entries["failover-sync:h2"]
    entries["failover-sync:h2"] = replace(sync, value=sync.at)
    wrong = steps_of(entries, "2026-10-29 00:00", NIGHT[1])
    assert len(night) - len(wrong) == before
    result = check(pair(), *moved(entries, wrong, -DAY).values())
    assert only(result).code == "ORD001"
    assert slipped(result) == set(wrong)
    assert set(result.culprits) <= set(wrong)


@pytest.mark.parametrize("hours", [1, -1])
def test_one_persons_watch_an_hour_off_is_one_cause(hours):
    entries = faultless(pair(), SEED)
    wrong = steps_of(entries, "2026-10-24 22:00", "2026-10-25 02:00", by="CM")
    result = check(pair(), *moved(entries, wrong, hours * HOUR).values())
    assert only(result).code == "ORD001"
    assert slipped(result) <= set(wrong)
    assert set(result.culprits) == slipped(result)
    assert len(slipped(result)) >= 3


@pytest.mark.parametrize("hours", [1, -1])
@pytest.mark.parametrize(("start", "end"), [("2026-10-24 22:00", "2026-10-25 02:00"), ("2000-01-01", "2030-01-01")])
def test_the_watch_of_who_signs_most_accuses_nobody_else(hours, start, end):
    """Seen from the few that others signed, it is those that are an hour off: the record tells that the two differ."""
    entries = faultless(pair(), SEED)
    wrong = steps_of(entries, start, end, by="TL")
    assert len(wrong) > 10
    result = check(pair(), *moved(entries, wrong, hours * HOUR).values())
    assert result.culprits
    assert set(result.culprits) - set(wrong) <= set(result.undecided)


@pytest.mark.parametrize("least", [0, 1, 2])
def test_a_watch_that_puts_its_owner_before_the_window_is_blamed_however_few_others_signed(least):
    """Two and more of one person outside their window, that fit by the hour by which others contradict them."""
    entries = faultless(pair(), SEED)
    night = steps_of(entries, "2026-10-24 22:00", "2026-10-25 02:00")
    others = ["update-software:rs-b:h1", "verify-session:rs-b:h1", "switch-dns:h1"][: 1 + least]
    for step in night:
        entries[step] = replace(entries[step], by="CM" if step in others else "TL")
    wrong = {step for step in night if step not in others}
    result = check(pair(), *moved(entries, wrong, -HOUR).values())
    (order,) = [finding for finding in result.findings if finding.code == "ORD001"]
    assert [finding.code for finding in result.findings if finding.code.startswith(("WIN", "EVD"))] == []
    assert len(result.culprits) > 9
    assert set(result.culprits) <= wrong
    assert order.slip is not None


def test_an_evening_without_pm_is_told_as_one_slip():
    """21:14 as 9:14: half a day early, and what was signed after midnight is right."""
    entries = faultless(pair(), SEED)
    night = steps_of(entries, *NIGHT)
    evening = [step for step in night if entries[step].at[11:13] >= "13"]
    morning = [step for step in night if "01" <= entries[step].at[11:13] < "12"]
    assert len(evening) > 5
    result = check(pair(), *moved(entries, evening, -HALF_A_DAY).values())
    codes = [finding.code for finding in result.findings if finding.code != "EVD010"]
    assert len(codes) == 1
    slip = next(finding.slip for finding in result.findings if finding.code == codes[0])
    assert OTHER_HALF in str(slip)
    assert set(result.culprits) <= set(evening)
    assert set(result.culprits).isdisjoint(morning)
    assert len(result.culprits) > 5


@pytest.mark.parametrize("months", [1, -1, 12])
def test_a_night_of_the_wrong_month_or_year_blames_that_night(months):
    entries = faultless(pair(), SEED)
    wrong = steps_of(entries, *NIGHT)
    result = check(pair(), *months_off(entries, wrong, months).values(), now=None)
    assert only(result).code == "ORD001"
    assert slipped(result) == set(wrong) == set(result.culprits)


def test_what_lies_ahead_is_told_as_such_alone():
    entries = faultless(pair(), SEED)
    result = check(pair(), *months_off(entries, steps_of(entries, *NIGHT), 12).values())
    assert only(result).code == "TIM005"
    assert set(result.culprits) == set(steps_of(entries, *NIGHT))


def test_a_date_that_contradicts_nothing_is_told_of_the_window():
    entries = faultless(pair(), SEED)
    wrong = ["status-before:rs-a:h1", "status-before:rs-b:h1"]
    result = check(pair(), *moved(entries, wrong, -DAY).values())
    assert (only(result).code, slipped(result), result.culprits) == ("WIN001", set(wrong), ())


def test_two_nights_of_the_same_slip_are_one_finding():
    entries = faultless(pair(), SEED)
    wrong = [e.step for e in entries.values() if e.at[8:11] in ("28 ", "29 ") and e.at[11:13] < "04"]
    result = check(pair(), *moved(entries, wrong, -DAY).values())
    assert slipped(result) == set(wrong)


def test_a_window_that_was_overrun_is_no_slip():
    """The team ran late, after steps that were late: to move all of them would be to move what was right."""
    entries = faultless(pair(), SEED)
    late = ["switch-dns:h1", "switch-dns-propagated:h1", "test-hosts-remove:h1"]
    for minute, step in enumerate(late):
        entries[step] = replace(entries[step], at=f"2026-10-25 03:{10 + minute}")
    entries["verify-session:rs-b:h1"] = replace(entries["verify-session:rs-b:h1"], at="2026-10-25 02:59+01:00")
    entries["verify-clients:h1"] = replace(entries["verify-clients:h1"], value="2026-10-26 10:00")
    result = check(pair(), *entries.values())
    assert (only(result).code, only(result).slip, result.culprits) == ("WIN002", None, ())


def books():
    yield index_plan(plans.plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True)))
    yield index_plan(plans.plan_of("single", "automatic", bases=(True, False)))
    yield index_plan(plans.plan_of("atlas-failover", None, None, "dns"))


@pytest.mark.long
def test_mistakes_that_have_nothing_to_do_with_each_other_are_not_joined():
    """Two to four of them in each record: nobody is blamed who did right."""
    indexed_plans = list(books())
    chosen = [kind for kind in KINDS if kind.__name__ in ("_wrong_order", "_short_wait", "_outside")]
    told = 0
    for seed in range(45):
        indexed = indexed_plans[seed % 3]
        draft = DraftRecord(indexed, {e.step: e for e in play(indexed, seed)}, random.Random(seed))
        steps: set[str] = set()
        for number in range(2 + seed % 3):
            mistake = plant_one(draft, chosen[(seed + number) % 3], frozenset(steps))
            steps |= set(mistake.steps) if mistake else set()
        culprits = set(check(indexed, *draft.entries.values(), now=None).culprits)
        told += len(culprits)
        assert culprits <= steps, seed
    assert told > 20


@pytest.mark.long
@given(st.integers(0, 20), st.integers(0, 150), st.integers(2, 20), st.sampled_from([DAY, -DAY, HOUR, -HOUR]))
@settings(max_examples=60)
def test_mended_a_joint_slip_leaves_no_contradiction(seed, start, length, by):
    indexed = pair()
    entries = {entry.step: entry for entry in play(indexed, seed)}
    moments = laid(indexed, entries.values()).moments
    for index in list(moments)[start % len(moments) :][:length]:
        step = indexed.steps[index].id
        at = clock_time(indexed, moments[index].early + int(by.total_seconds()))
        entries[step] = replace(entries[step], at=at)
    case = laid(indexed, entries.values())
    for slip in joint_slips(case):
        times = {indexed.steps[i].id: clock_time(indexed, moment.early) for i, moment in slip.mended.items()}
        mended = [replace(entry, at=times.get(entry.step, entry.at)) for entry in entries.values()]
        pairs = broken_pairs(laid(indexed, mended))
        others = {i for other in joint_slips(case) if other is not slip for i in other.mended}
        assert not any(touches(pairs, index) for index in slip.mended if not others)


@pytest.mark.long
def test_the_largest_plan_with_everything_wrong_is_quick():
    indexed = index_plan(plans.plan_of("atlas-failover", None, None, "dns", bases=(True, True, True)))
    chance = random.Random(1)
    moments = laid(indexed, play(indexed, 1)).moments
    for spread in (90, 1440, 100_000):
        entries = []
        for entry in play(indexed, 1):
            moment = moments.get(indexed.index[entry.step])
            at = clock_time(indexed, moment.early + 60 * chance.randint(-spread, spread)) if moment else ""
            entries.append(replace(entry, at=at))
        case = laid(indexed, entries)
        with within(1):  # half a second
            joint_slips(case)


@pytest.mark.parametrize(
    "steps",
    [
        ("test-hosts-add:rs-b:h1", "switch-dns:h1"),  # with a line between them that bears another time
        ("update-base:rs-a:h2", "test-hosts-add:rs-a:h2"),  # which others signed in between
    ],
)
def test_two_single_entries_an_hour_off_are_two_causes(steps):
    result = check(pair(), *moved(faultless(pair(), SEED), list(steps), HOUR).values())
    assert [finding.code for finding in result.findings] == ["ORD001", "ORD001"]
    assert result.culprits == steps


@pytest.mark.parametrize(
    "steps",
    [
        ("failover-sync:h1", "failover-break:h1"),
        ("verify-session:rs-b:h1", "verify-console:rs-b:h1"),
        ("verify-console:rs-b:h1", "switch-dns:h1"),
    ],
)
def test_two_lines_an_hour_late_or_others_an_hour_early_are_one_cause_and_nobody_is_accused(steps):
    """Two entries that one slip explains are one cause already: a slip in several of them explains no more."""
    result = check(pair(), *moved(faultless(pair(), SEED), list(steps), HOUR).values())
    assert only(result).code == "ORD001"
    assert set(result.undecided) == set(result.culprits)
    assert "the record does not show which" in only(result).slip.text


def test_where_windows_are_longer_than_a_day_a_date_within_them_is_not_mended():
    plan = pair().plan
    windows = (changed(one, end=one.start + timedelta(hours=30)) for one in plan.windows)
    indexed = index_plan(changed(plan, windows=tuple(windows)))
    entries = moved(faultless(pair(), SEED), ["status-before:rs-a:h2", "update-check:rs-b:h1"], -HOUR)
    result = check(indexed, *entries.values())
    assert ([finding.code for finding in result.findings], result.culprits) == (["WIN001", "WIN003"], ())
    assert [len(finding.steps) for finding in result.findings] == [1, 1]


def test_a_wait_drags_the_entry_along_that_it_counts_from():
    """Both packages an hour late by one watch, half an hour more than a day apart; the step after them is right."""
    indexed = pair()
    steps = ("update-software:rs-a:h1", "update-software:rs-a:h2", "status-after:rs-a:h2")
    times = ("2026-10-27 23:46", "2026-10-29 00:16", "2026-10-29 00:00")
    entries = [replace(faultless(indexed, SEED)[step], at=at) for step, at in zip(steps, times, strict=True)]
    case = laid(indexed, entries)
    first, second, after = (indexed.index[step] for step in steps)
    pairs = broken_pairs(case)
    assert pairs == {second: [after]}
    back = next(one for one in SHIFTS if one.by == -HOUR)
    found = largest_slip(case, pairs, frozenset(), back)
    assert found is not None
    assert {index: f"{moment.local:%d %H:%M}" for index, moment in found.mended.items()} == {
        first: "27 22:46", second: "28 23:16"
    }  # fmt: skip


def test_slips_in_opposite_directions_are_told():
    """One that was made in steps which only contradict those of the other slip."""
    entries = faultless(pair(), SEED)
    entries = months_off(entries, ["status-before:rs-a:h1", "aim-test-computer:rs-a:h1"], -1)
    entries = months_off(entries, ["prep-vendor-notice"], 1)
    result = check(pair(), *entries.values(), now=None)
    assert {finding.code for finding in result.findings} == {"ORD001"}
    assert {"prep-vendor-notice", "status-before:rs-a:h1", "aim-test-computer:rs-a:h1"} <= set(result.culprits)


HAND = ("update-base:rs-b:h1", "backup-between:rs-b:h1", "test-hosts-add:rs-b:h1", "switch-dns:h1")


def test_one_hands_watch_an_hour_off_need_be_so_in_one_window_only():
    result = check(pair(), *moved(faultless(pair(), SEED), list(HAND), HOUR).values(), now=None)
    assert (only(result).code, slipped(result), set(result.culprits)) == ("ORD001", set(HAND), set(HAND))


@pytest.mark.parametrize(
    "steps", [("verify-clients:h2", "after-installers"), ("switch-confirm:h1", "update-check:rs-a:h1")]
)
def test_two_dates_a_month_off_are_two_causes(steps):
    result = check(pair(), *months_off(faultless(pair(), SEED), list(steps), -1 if "h2" in steps[0] else 1).values())
    assert [finding.code for finding in result.findings] == ["ORD001", "ORD001"]
    assert set(result.culprits) == set(steps)


def test_what_nobody_signed_is_not_one_persons():
    entries = faultless(pair(), SEED)
    night = sorted(steps_of(entries, *NIGHT), key=lambda step: entries[step].at)
    wrong = [step for step in night if step not in night[12:14]][6:]
    entries = {step: replace(entry, by="") if step in wrong else entry for step, entry in entries.items()}
    codes = [finding.code for finding in check(pair(), *moved(entries, wrong, -HOUR).values()).findings]
    assert codes == ["ORD001", "ORD001", "GAP001", "SGN001"]


@cache
def all_books():
    return pair(), *books()


def in_two_directions(seed, runs):
    """A record with two to four slips, some too late and some too early: single entries, or runs of lines."""
    chance = random.Random(seed)
    indexed = all_books()[seed % 4]
    entries = {entry.step: entry for entry in play(indexed, seed)}
    timed = [step for step in entries if entries[step].at]
    wrong: set[str] = set()
    for number in range(chance.randint(2, 4)):
        length = chance.randint(2, 8) if runs else 1
        start = chance.randrange(len(timed) - length)
        steps = [step for step in timed[start : start + length] if step not in wrong]
        by = chance.choice([DAY, HOUR] if runs else [DAY, HOUR, timedelta(minutes=chance.randint(20, 180))])
        entries = moved(entries, steps, by * (-1 if number == 1 or (number > 1 and chance.random() < 0.5) else 1))
        wrong |= set(steps)
    return indexed, entries, wrong


def accused(result):
    return set(result.culprits) - set(result.undecided)


@pytest.mark.long
@pytest.mark.parametrize("block", range(4))
def test_of_single_slips_in_two_directions_nobody_is_accused_who_did_right(block):
    told = right = 0
    for seed in range(125 * block, 125 * (block + 1)):
        indexed, entries, wrong = in_two_directions(seed, runs=False)
        result = check(indexed, *entries.values(), now=None)
        assert accused(result) <= wrong, seed
        told += len(accused(result))
        right += len(set(result.culprits) - wrong)
    assert told > 100
    assert right > 0  # a smallest set cannot but hold some of them; it is said that they may be right


@pytest.mark.long
def test_of_runs_of_slips_in_two_directions_few_are_accused_who_did_right():
    told = right = 0
    for seed in range(100):
        indexed, entries, wrong = in_two_directions(seed, runs=True)
        found = accused(check(indexed, *entries.values(), now=None))
        told += len(found)
        right += len(found - wrong)
    assert told > 400
    assert right < 0.06 * told


def test_two_runs_in_opposite_directions_are_two_slips():
    """An hour late, then a day early: between them lie entries that contradict both, and are right."""
    indexed = next(books())
    entries = faultless(indexed, 11)
    late = ["failover-sync:h1", "failover-break:h1", "update-check:rs-b:h1", "update-base:rs-b:h1"]
    early = ["status-after:rs-b:h1", "test-hosts-add:rs-b:h1", "verify-console:rs-b:h1", "verify-session:rs-b:h1"]
    result = check(indexed, *moved(moved(entries, late, HOUR), early, -DAY).values(), now=None)
    assert set(result.culprits) == accused(result) == {*late, *early}
    slips = [finding.slip for finding in result.findings if finding.slip]
    assert [dict(slip.args)["steps"] for slip in slips] == [StepRefs(tuple(late)), StepRefs(tuple(early))]


def test_two_slips_in_opposite_directions_are_told_where_they_explain_more_than_single_entries_do():
    """One entry an hour late among two of the evening before, and two of the next day: no pair of slips leaves less."""
    indexed = pair()
    entries = moved(faultless(indexed, 432), ["update-software:rs-a:h2"], HOUR)
    entries = moved(entries, ["status-after:rs-a:h2", "switch-dns:h2"], -DAY)
    entries = moved(entries, ["failover-keys:h2", "verify-session:rs-b:h2"], DAY)
    result = check(indexed, *entries.values(), now=None)
    assert [finding.code for finding in result.findings] == ["ORD001"] * 3
    assert set(result.culprits) == {
        "update-software:rs-a:h2", "status-after:rs-a:h2", "switch-dns:h2", "failover-keys:h2", "verify-session:rs-b:h2"
    }  # fmt: skip


def test_where_either_may_be_wrong_the_finding_says_so():
    """One entry an hour late, or the five after it an hour early."""
    late = "test-hosts-add:rs-a:h2"
    result = check(pair(), *moved(faultless(pair(), 128), [late], HOUR).values(), now=None)
    assert result.undecided == result.culprits == (late,)
    slip = only(result).slip
    assert slip is not None
    assert "the record does not show which" in slip.text
    steps = dict(slip.args)["steps"]
    assert isinstance(steps, StepRefs)
    assert steps.ids[0] == late
    assert len(steps.ids) > 2


def test_two_lines_late_or_two_others_early_are_one_cause_and_nobody_is_accused():
    """An hour late two lines that follow each other, or an hour early the two after them, by one hand: as likely."""
    indexed = all_books()[2]
    late = {"verify-session:rs-a:h2": "2026-12-09 00:36", "people-hand-over:h2:w1": "2026-12-08 23:02"}
    right = {"people-tell-end:h2:w1": "2026-12-08 22:28", "people-may-be-left:h2:w1": "2026-12-08 23:39"}
    entries = faultless(indexed, 482)
    entries |= {step: replace(entries[step], at=at) for step, at in (late | right).items()}
    result = check(indexed, *entries.values(), now=None)
    assert result.culprits
    assert accused(result) == set()
    finding = only(result)
    assert (finding.code, set(finding.steps)) == ("ORD001", {*late, *right})
    assert "the record does not show which" in finding.slip.text


def test_a_slip_whose_entries_contradict_none_but_other_wrong_ones_is_told_beside_them():
    """A hand's entries of the end of a first pass bear days before, those of the end of the second the next day."""
    entries, ids = faultless(pair(), SEED), [step.id for step in pair().steps]
    early, late = ([step for step in part if entries[step].by == "TL"] for part in (ids[34:42], ids[63:71]))
    result = check(pair(), *moved(moved(entries, early, -6 * DAY), late, DAY).values(), now=None)
    assert {*early, *late} <= {step for finding in result.findings for step in finding.steps}
    assert {*early, *late} <= {*result.culprits}


@pytest.mark.parametrize(
    ("kind", "seed", "by"),
    [
        (("single", "automatic"), 11, 60),  # two others contradict it, and each might have slipped himself
        (("failover", "synchronous"), 9, 60),  # another person and the appliance's own time of the last sync
        (("failover", "synchronous"), 18, 60),  # so, and it contradicts the other person once
        (("failover", "synchronous"), 15, 60),  # the two syncs of two nights
        (("atlas-failover", None, None, "shared-ip"), 4, -60),  # an installation between two watches looks too quick
        (("atlas-failover", None, None, "shared-ip"), 21, -60),  # and an entry of the other is within the tolerance
    ],
)
def test_a_watch_that_was_an_hour_off_is_one_cause(kind, seed, by):
    indexed = index_plan(plans.plan_of(*kind))
    entries = {entry.step: entry for entry in play(indexed, seed)}
    own = {step for step, entry in entries.items() if entry.by == "CM"}
    signed = [step for step in own if entries[step].at]
    now = max(window.end for window in indexed.plan.windows) + timedelta(days=30)
    result = check(indexed, *moved(entries, signed, timedelta(minutes=by)).values(), now=now)
    assert (result.verdict, codes(result), {*result.culprits} <= own) == ("fail", ["ORD001"], True)


@pytest.mark.parametrize("months", [1, -1, 12, -12])
@pytest.mark.parametrize("seed", [0, 2, 3, 6])
def test_a_month_too_far_in_all_that_one_person_signed_in_the_windows_is_one_cause(seed, months):
    """However many of these steps are what people tell each other, which may be signed around a window, too."""
    indexed = index_plan(plans.plan_of("single", "automatic"))
    entries = {entry.step: entry for entry in play(indexed, seed)}
    own = [
        s for s, entry in entries.items() if entry.by == "TL" and entry.at and indexed.steps[indexed.index[s]].window
    ]
    for step in own:
        moment = read_moment(entries[step].at, indexed.zone)
        assert isinstance(moment, Moment)
        other = moved_months(moment, months, indexed.zone)
        assert other is not None
        entries[step] = replace(entries[step], at=f"{other.local:%Y-%m-%d %H:%M}")
    now = max(window.end for window in indexed.plan.windows) + timedelta(days=400)
    assert slipped(check(indexed, *entries.values(), now=now)) == {*own}


@pytest.mark.parametrize(
    ("seed", "first", "last"),
    [(9, 14, 22), (3, 16, 23), (17, 12, 22)],  # whoever signed them, a call to people among them
)
def test_a_run_of_lines_an_hour_early_is_one_cause(seed, first, last):
    indexed = index_plan(plans.plan_of("single", "automatic"))
    entries = {entry.step: entry for entry in play(indexed, seed)}
    run = [s for s, entry in entries.items() if first <= indexed.index[s] <= last and entry.at]
    now = max(window.end for window in indexed.plan.windows) + timedelta(days=30)
    result = check(indexed, *moved(entries, run, -HOUR).values(), now=now)
    assert slipped(result) <= {*run}


def test_the_half_of_the_day_is_one_cause_before_midnight_and_after_it():
    indexed = index_plan(plans.plan_of("single", "automatic"))
    entries = {entry.step: entry for entry in play(indexed, 14)}
    own = [
        s for s, entry in entries.items() if entry.by == "TL" and entry.at and indexed.steps[indexed.index[s]].window
    ]
    before = [step for step in own if datetime.fromisoformat(entries[step].at).hour >= 12]
    after = [step for step in own if step not in before]
    assert all((before, after))
    entries = moved(moved(entries, before, -HALF_A_DAY), after, HALF_A_DAY)
    now = max(window.end for window in indexed.plan.windows) + timedelta(days=30)
    assert slipped(check(indexed, *entries.values(), now=now)) <= {*own}


def test_lines_that_would_each_be_to_blame_are_one_cause_though_they_stand_apart():
    """Four lines an hour late; that the seven behind them were an hour early would spare three of them."""
    late = ["failover-break:h1", "update-base:rs-b:h1", "backup-between:rs-b:h1", "update-software:rs-b:h1"]
    assert slipped(check(pair(), *moved(faultless(pair(), 1), late, HOUR).values())) == {*late}


def test_the_last_two_lines_of_a_night_one_of_which_is_told_to_people_have_the_evenings_date() -> None:
    """So far from its window, what people tell each other says as much as a step."""
    indexed = index_plan(plans.plan_of("failover", "manual", "synchronous", "shared-ip"))
    last = ("status-after:rs-a:h1", "people-may-be-left:h1:w1")
    entries = moved(faultless(indexed, SEED), last, -DAY)
    assert {entries[step].at[:10] for step in last} == {"2026-12-05"}
    (found,) = check(indexed, *entries.values()).findings
    assert set(last) <= set(found.steps)


def test_a_run_of_lines_an_hour_early_is_one_cause_though_one_of_them_contradicts_nothing():
    """What people were told has room around its window: that line can bear the slip, and shows nothing of it."""
    indexed = index_plan(plans.plan_of("single", "automatic"))
    entries = faultless(indexed, 5)
    ids = [step for step, entry in entries.items() if entry.at]
    first = ids.index("backup-settings:rs-a:h1")
    run = ids[first : first + 9]
    assert "people-tell-gate:h1" in run
    (found,) = check(indexed, *moved(entries, run, -HOUR).values(), now=None).findings
    assert {*run} - {*found.steps} == {"people-tell-gate:h1"}


@pytest.mark.parametrize("by", [DAY, -DAY, 7 * DAY, -7 * DAY, -HOUR])
@pytest.mark.parametrize("window", [1, 2])
def test_a_whole_window_with_one_slip_is_one_cause_whatever_the_appliance_shows(window, by):
    """The time of the last sync, which is read on the appliance, is right; where the signatures bear the slip, it shows
    that they do, and is not to blame."""
    indexed = index_plan(plans.plan_of("failover", "manual", "synchronous", "shared-ip"))
    entries = {entry.step: entry for entry in play(indexed, 1)}
    night = [
        step for step, entry in entries.items() if entry.at and indexed.steps[indexed.index[step]].window == window
    ]
    now = max(one.end for one in indexed.plan.windows) + timedelta(days=40)
    result = check(indexed, *moved(entries, night, by).values(), now=now)
    assert slipped(result) <= {*night}
