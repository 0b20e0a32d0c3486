"""The slip of the pen that explains a time, and the time that fits."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from runbook.i18n import load_language
from runbook.model.finding import Message, StepRefs
from runbook.model.record import Entry
from runbook.report.finding_text import finding_text
from runbook.verify.contradictions import CONCERNED, Culprit, _concerned
from runbook.verify.exchanged_lines import APART
from runbook.verify.slips import fits
from runbook.verify.times import read_moment
from tests.verify.harness import check, faultless, pair, write
from tests.verify.test_smallest import laid

SEED = 3
HOUR = timedelta(hours=1)


def moved(steps: tuple[str, ...], by: timedelta) -> dict[str, Entry]:
    """The faultless record with the times of these steps so much later."""
    entries = faultless(pair(), SEED)
    for step in steps:
        write(entries, step, at=f"{datetime.fromisoformat(entries[step].at) + by:%Y-%m-%d %H:%M}")
    return entries


def slips(entries: dict[str, Entry]) -> list[tuple[str, dict[str, object]]]:
    found = (finding.slip for finding in check(pair(), *entries.values(), now=None).findings)
    return [(slip.text, dict(slip.args)) for slip in found if slip]


def test_an_hour_off_is_told_with_the_time_that_fits() -> None:
    step = "update-software:rs-a:h1"
    ((text, args),) = slips(moved((step,), HOUR))
    assert text == "the hour is off by one; {at} fits."
    assert f"{args['at']:%Y-%m-%d %H:%M}" == faultless(pair(), SEED)[step].at


def test_an_hour_off_that_the_step_behind_may_explain_as_well_accuses_neither() -> None:
    ((text, args),) = slips(moved(("verify-session:rs-b:h2",), HOUR))
    assert text.startswith("at least one of the times of steps {steps} is wrong; the record does not show which.")
    assert isinstance(args["steps"], StepRefs)
    assert len(args["steps"].ids) > 1
    assert args["steps"].ids[0] == "verify-session:rs-b:h2"


def test_two_times_are_not_exchanged_with_one_that_is_wrong_itself() -> None:
    found = slips(moved(("status-after:rs-b:h2", "failover-establish:rs-a:h2"), -HOUR))
    assert [text for text, _ in found] == [
        "{slip} If not, step {then} was done before step {first}.",
        "the hour is off by one; {at} fits.",
    ]
    slip = found[0][1]["slip"]
    assert isinstance(slip, Message)
    assert slip.text.startswith("at least one of the times of steps {steps} is wrong; the record does not show which.")


FIRST, THEN = "verify-console:rs-b:h1", "switch-dns:h1"  # 00:51 by TL, 00:58 by CM


@pytest.mark.parametrize(
    ("step", "at", "expected"),
    [
        (THEN, "2026-10-25 00:51", True),
        (THEN, "2026-10-25 00:49", True),  # by another watch
        (THEN, "2026-10-25 00:48", False),
        (FIRST, "2026-10-25 00:58", True),
        (FIRST, "2026-10-25 01:00", True),
        (FIRST, "2026-10-25 01:01", False),
        (FIRST, "2026-10-25 01:00:59", True),  # in the very second
        (FIRST, "2026-10-25 01:01:00", False),
    ],
)
def test_a_time_fits_as_far_as_two_watches_may_differ(step, at, expected) -> None:
    case = laid(pair(), tuple(faultless(pair(), SEED).values()))
    moment = read_moment(at, pair().zone)
    assert not isinstance(moment, str)
    ends = {pair().index[name] for name in (FIRST, THEN)}
    others = frozenset(case.moments) - ends  # these are asked of each other alone
    assert fits(case, pair().index[step], moment, others) is expected


def test_an_hour_off_is_told_of_what_lies_outside_its_window() -> None:
    entries = faultless(pair(), SEED)
    entries["test-hosts-remove:h1"] = replace(entries["test-hosts-remove:h1"], at="2026-10-25 03:30")
    (finding,) = check(pair(), *entries.values(), now=None).findings
    assert finding.code == "WIN002"
    assert finding.slip
    assert finding.slip.text == "the hour is off by one; {at} fits."


OPENS = pair().plan.windows[0].start


def test_what_a_slip_may_explain_is_said_to_be_before_its_window_as_well() -> None:
    entries = faultless(pair(), SEED)
    step = "failover-break:h1"
    write(entries, step, at=f"{datetime.fromisoformat(entries[step].at) - HOUR:%Y-%m-%d %H:%M}")
    found = check(pair(), *entries.values(), now=None).findings
    (early,) = (finding for finding in found if step in finding.steps)
    assert early.slip
    args = dict(early.slip.args)
    assert (early.code, args["opens"], args["steps"]) == ("ORD001", OPENS, StepRefs((step,)))


def test_what_no_slip_explains_is_told_as_before_its_window() -> None:
    entries = faultless(pair(), SEED)
    step = "failover-break:h1"
    write(entries, step, at=f"{OPENS - 5 * HOUR:%Y-%m-%d %H:%M}")
    (found,) = check(pair(), *entries.values(), now=None).findings
    assert found.slip
    assert (found.code, dict(found.slip.args)) == ("ORD001", {"opens": OPENS, "steps": StepRefs((step,))})


@pytest.mark.parametrize(
    ("step", "at", "offered"),
    [
        ("update-software:rs-b:h1", "2026-10-24 00:20", True),  # after midnight, with the date of the evening
        ("prep-maintenance", "2026-10-25 08:00", False),  # prepared in daylight, and on the day after the night
        ("prep-maintenance", "2026-10-25 20:00", False),  # in an hour of the evening, and the day before has no window
    ],
)
def test_the_other_side_of_midnight_is_offered_for_times_of_a_night_alone(step, at, offered) -> None:
    entries = faultless(pair(), SEED)
    write(entries, step, at=at)
    texts = [str(finding.slip) for finding in check(pair(), *entries.values(), now=None).findings if finding.slip]
    assert texts
    assert any("other side of midnight" in text for text in texts) is offered


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-10-26 00:15", "ORD001"),  # at a quarter past midnight, the pair had long been broken
        ("2026-10-23 23:15", "WIN001"),
    ],
)
def test_the_other_side_of_midnight_is_not_offered_where_others_contradict_it(at, code) -> None:
    entries = faultless(pair(), SEED)
    write(entries, "backup-settings:rs-a:h1", at=at)
    (found,) = check(pair(), *entries.values(), now=None).findings
    assert (found.code, found.slip) == (code, None)


SYNC, BREAK = "failover-sync:h1", "failover-break:h1"


@pytest.mark.parametrize(
    ("ended", "suggested"), [("2026-10-24 22:15", "are swapped"), ("2026-10-24 22:30", "at least one of the times")]
)
def test_a_pair_broken_before_its_sync_had_ended_is_no_mere_slip(ended: str, suggested: str) -> None:
    """Signed at 22:32 and 22:21: that the lines hold each other's time cannot be where the sync ended later. The base
    is signed so soon that no single time fits by an hour or a figure."""
    entries = faultless(pair(), SEED)
    write(entries, BREAK, at="2026-10-24 22:21")
    write(entries, SYNC, value=ended)
    write(entries, "update-base:rs-b:h1", at="2026-10-24 22:37")
    (found,) = check(pair(), *entries.values()).findings
    text = finding_text(found, pair().plan, load_language("en"), {})
    assert (found.code, text.rule) == ("ORD001", "The pair is broken only after the sync has ended.")
    assert suggested in text.slip
    assert text.slip.endswith(" If not, step 2.5 was done before step 2.4.")


@pytest.mark.parametrize(
    ("step", "at", "suggested"),
    [
        ("test-hosts-remove:h1", "2026-10-25 01:04", "the hour is off by one; "),
        ("switch-dns:h1", "2026-10-25 00:48", "one figure of the time is another; "),
    ],
)
def test_where_one_wrong_time_explains_it_two_are_not_said_to_be_swapped(step: str, at: str, suggested: str) -> None:
    entries = faultless(pair(), SEED)
    write(entries, step, at=at)
    (found,) = check(pair(), *entries.values(), now=None).findings
    assert found.code == "ORD001"
    assert suggested in finding_text(found, pair().plan, load_language("en"), {}).slip


@pytest.mark.parametrize(
    ("lines", "suggested"),
    [
        (
            ("switch-dns:h1", "switch-dns-propagated:h1"),
            "the times of steps 4.1, 4.2 are swapped. If not, ",
        ),
        (
            ("verify-session:rs-b:h1", "switch-dns:h1"),
            "at least one of the times of steps 3.8, 4.1 is wrong; ",
        ),
    ],
)
def test_two_lines_are_said_to_be_swapped_where_no_single_time_explains_it(
    lines: tuple[str, str], suggested: str
) -> None:
    entries = faultless(pair(), SEED)
    times = [entries[step].at for step in lines]
    for step, at in zip(lines, reversed(times), strict=True):
        write(entries, step, at=at)
    (found,) = check(pair(), *entries.values(), now=None).findings
    assert finding_text(found, pair().plan, load_language("en"), {}).slip.startswith(suggested)


BASE, SOFTWARE = "update-base:rs-b:h1", "update-software:rs-b:h1"  # one step stands between them


def test_two_lines_that_were_exchanged_with_one_between_are_one_cause() -> None:
    entries = faultless(pair(), SEED)
    early, late = entries[BASE].at, entries[SOFTWARE].at
    write(entries, BASE, at=late)
    write(entries, SOFTWARE, at=early)
    result = check(pair(), *entries.values(), now=None)
    (found,) = result.findings
    assert (found.code, found.steps[:2], {*result.culprits}) == ("ORD001", (BASE, SOFTWARE), {BASE, SOFTWARE})
    assert finding_text(found, pair().plan, load_language("en"), {}).slip == (
        "the times of steps 3.2, 3.4 are swapped. If not, step 3.4 was done before step 3.2."
    )


def test_lines_that_were_exchanged_over_several_others_are_one_cause() -> None:
    entries = faultless(pair(), SEED)
    sync, base = "failover-sync:h1", BASE
    early, late = entries[sync].at, entries[base].at
    write(entries, sync, at=late)
    write(entries, base, at=early)
    (found,) = check(pair(), *entries.values(), now=None).findings
    assert (found.code, found.steps[:2]) == ("ORD001", (sync, base))


@pytest.mark.parametrize(("last", "causes"), [("switch-dns:h1", 1), ("switch-dns-propagated:h1", 2)])
def test_lines_that_were_exchanged_stand_at_most_twelve_apart(last: str, causes: int) -> None:
    entries, first = faultless(pair(), SEED), "status-before:rs-b:h1"
    assert pair().index[last] - pair().index[first] == APART + causes - 1
    early, late = entries[first].at, entries[last].at
    write(entries, first, at=late)
    write(entries, last, at=early)
    found = check(pair(), *entries.values(), now=None).findings
    assert [one.code for one in found] == ["ORD001"] * causes
    assert (found[0].steps[:2] == (first, last)) is (causes == 1)


@pytest.mark.parametrize("minutes", [1, 200])
def test_what_is_wrong_beside_exchanged_lines_is_told_by_itself(minutes: int) -> None:
    entries = faultless(pair(), SEED)
    write(entries, BASE, at=entries[SOFTWARE].at)
    write(entries, SOFTWARE, at=faultless(pair(), SEED)[BASE].at)
    broken = datetime.fromisoformat(entries["failover-resync:h2"].at) - timedelta(minutes=minutes)
    write(entries, "failover-resync:h2", at=f"{broken:%Y-%m-%d %H:%M}")
    found = check(pair(), *entries.values(), now=None).findings
    assert [one.code for one in found if one.steps[:2] == (BASE, SOFTWARE)] == ["ORD001"]
    assert all({BASE, SOFTWARE}.isdisjoint(one.steps) for one in found if one.steps[:2] != (BASE, SOFTWARE))


def test_those_of_which_one_is_wrong_begin_with_the_blamed_ones_and_the_two_of_the_message() -> None:
    lead = Culprit(index=7, first=4, then=7, partners=(2, 3, 4, 9, 10), reversed=True, slip=None, undecided=True)
    other = Culprit(index=8, first=3, then=8, partners=(3,), reversed=True, slip=None, undecided=True)
    assert _concerned([lead], lead) == [7, 4, 2, 3, 9, 10]
    assert _concerned([other, lead], lead) == [8, 7, 4, 3, 2, 9]
    assert CONCERNED == 6
