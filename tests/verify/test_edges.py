"""To the minute and no further: windows, waits, the present, years; times without dates, dates the other way round."""

from dataclasses import replace as replaced
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runbook.i18n import load_language
from runbook.model.record import Record
from runbook.model.revision import revision_of
from runbook.report.finding_text import finding_text
from runbook.simulate.play import play
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import index_plan
from runbook.verify.planned_windows import window_bounds
from runbook.verify.timing import YEAR
from runbook.verify.verdict import verify_record
from tests import plans
from tests.verify.harness import NOW, check, codes, faultless, indexed_plan_of, moved, pair, record, write
from tests.verify.test_clock_changes import BACK, FIRST, SECOND, two_hops, waited

SEED = 3
FIRST_STEP, LAST_STEP = "status-before:rs-b:h1", "test-hosts-remove:h1"  # of a window from 22:00 to 03:00 (put back)


def told(step, at, **fields):
    entries = faultless(pair(), SEED)
    write(entries, step, at=at, **fields)
    found = check(pair(), *entries.values())
    clean = FastCheck(pair()).clean(record(pair(), *entries.values()), int(NOW.timestamp()))
    assert clean <= (found.findings == ())
    return codes(found)


@pytest.mark.parametrize(
    ("step", "at", "expected"),
    [
        (FIRST_STEP, "2026-10-24 22:00", []),
        (FIRST_STEP, "2026-10-24 22:00:01", []),
        (FIRST_STEP, "2026-10-24 21:59", ["WIN001"]),
        (FIRST_STEP, "2026-10-24 21:59:59", ["WIN001"]),
        (LAST_STEP, "2026-10-25 03:00", []),
        (LAST_STEP, "2026-10-25 03:00:00", []),
        (LAST_STEP, "2026-10-25 03:01", ["WIN002"]),
        (LAST_STEP, "2026-10-25 03:00:59", []),
        (LAST_STEP, "2026-10-25 03:01:00", ["WIN002"]),
        (LAST_STEP, "2026-10-25 03:00+01:00", []),
        (LAST_STEP, "2026-10-25 03:00+00:00", ["WIN002"]),
    ],
)
def test_a_window_is_open_from_its_first_to_its_last_minute(step, at, expected):
    assert told(step, at) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2027-06-01 02:00", []),  # the moment of checking, in Paris
        ("2027-06-01 01:59", []),
        ("2027-06-01 02:01", ["TIM005"]),
        ("2027-06-02 02:00", ["TIM005"]),
        ("2027-06-01 02:00:01", ["TIM005"]),
    ],
)
def test_the_future_begins_after_the_minute_of_checking(at, expected):
    assert datetime(2027, 6, 1, tzinfo=UTC) == NOW
    assert told("after-installers", at) == expected


def test_long_ago_is_more_than_a_year_before_the_first_window():
    start = window_bounds(pair(), 1)[0] - YEAR
    local = datetime.fromtimestamp(start, UTC).astimezone(pair().zone)
    assert told("prep-strategy", f"{local:%Y-%m-%d %H:%M}") == []
    assert told("prep-strategy", f"{local - timedelta(minutes=1):%Y-%m-%d %H:%M}") == ["TIM006"]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("2026-10-25 22:30", []),
        ("2026-10-25 22:30:00", []),
        ("2026-10-25 22:29", ["GAP001"]),
        ("2026-10-25 22:29:59", ["GAP001"]),
    ],
)
def test_a_wait_is_over_to_the_minute(second, expected):
    """22:29 is over at 22:29:59 at the latest, and the first was signed at 23:30:00 at the soonest."""
    found = waited(two_hops(BACK[:2], BACK[2:]), "2026-10-24 23:30", second)
    assert [finding.code for finding in found] == expected


@pytest.mark.parametrize("behind", [False, True])
def test_of_an_order_and_a_wait_between_two_steps_the_wait_counts(behind):
    """Whichever of them the plan has first."""
    plan = two_hops(BACK[:2], BACK[2:]).plan
    order = replaced(plan.rules[0], id="own", kind="order", first=(FIRST,), then=(SECOND,), steps=(), minutes=None)
    both = index_plan(replaced(plan, rules=(*plan.rules, order) if behind else (order, *plan.rules)))
    for second, expected in (("2026-10-25 22:30", []), ("2026-10-25 22:29", ["GAP001"])):
        assert [finding.code for finding in waited(both, "2026-10-24 23:30", second)] == expected


@pytest.mark.parametrize(
    ("step", "at", "expected"),
    [
        ("failover-break:h1", "22:35", ["TIM011"]),
        ("failover-break:h1", "10:35 pm", ["TIM011"]),
        (FIRST_STEP, "22:00", ["TIM011"]),
        (FIRST_STEP, "21:59", ["TIM008"]),
        (LAST_STEP, "03:00", ["TIM011"]),
        (LAST_STEP, "03:01", ["TIM008"]),
        (LAST_STEP, "02:30", ["TIM011"]),  # it came twice that night, and either will do
        (LAST_STEP, "02:30+01:00", ["TIM011"]),
        (LAST_STEP, "24/10/2026", ["TIM008"]),
        ("prep-strategy", "14:59", ["TIM008"]),  # no window
        ("failover-break:h1", "00:35", ["ORD001", "TIM011"]),  # it is believed, and judged
    ],
)
def test_a_time_alone_is_taken_from_the_window(step, at, expected):
    assert [code for code in told(step, at) if code != "ADJ001"] == expected


@pytest.mark.parametrize(
    ("at", "expected"), [("", []), ("20/10/2026", []), ("14:59", ["TIM008"]), ("soon", ["TIM001"])]
)
def test_a_day_alone_is_enough_beside_a_step_that_did_not_apply(at, expected):
    entries = faultless(pair(), SEED)
    write(entries, "prep-controlled-test", state="na", at=at, value="", note="there is no test site")
    assert codes(check(pair(), *entries.values())) == expected


def test_one_note_for_all_the_dates_that_the_windows_give():
    entries = faultless(pair(), SEED)
    for entry in tuple(entries.values()):
        if pair().steps[pair().index[entry.step]].window:
            write(entries, entry.step, at=entry.at[11:])
    found = check(pair(), *entries.values())
    (finding,) = found.findings
    assert (finding.code, found.verdict) == ("TIM011", "pass")
    assert dict(finding.args)["count"] == len(finding.steps) > 40


def test_a_window_longer_than_a_day_gives_no_date():
    plan, step = pair().plan, "update-check:rs-a:h1"
    assert pair().steps[pair().index[step]].window == 2
    for hours, at, expected in (
        (25, "22:30", ["TIM008"]),
        (25, "23:30", ["TIM011"]),
        (24, "22:00", ["TIM008"]),
        (24, "22:30", ["TIM011"]),
        (48, "22:30", ["TIM008"]),
        (9000, "22:30", ["TIM008"]),
    ):
        long = replaced(plan.windows[1], end=plan.windows[1].start + timedelta(hours=hours))
        indexed = index_plan(replaced(plan, windows=(plan.windows[0], long, *plan.windows[2:])))
        entries = faultless(pair(), SEED)
        write(entries, step, at=at)
        found = codes(check(indexed, *entries.values()))
        assert [code for code in found if code in ("TIM008", "TIM011")] == expected, (hours, at)


def written(indexed, pattern, seed=SEED):
    """The faultless record, its times in another form."""
    entries = faultless(indexed, seed)
    for entry in tuple(entries.values()):
        if entry.at:
            write(entries, entry.step, at=f"{datetime.fromisoformat(entry.at):{pattern}}")
    return entries


def month_first():
    plan = replaced(pair().plan, date_order="mdy")
    return index_plan(replaced(plan, revision=revision_of(plan)))


def test_a_record_with_the_month_first_is_told_once():
    found = check(pair(), *written(pair(), "%m/%d/%Y %H:%M").values())
    (finding,) = found.findings
    assert (finding.code, found.verdict, found.culprits) == ("TIM012", "fail", ())
    moments = {entry.step: entry.at for entry in written(pair(), "%m/%d/%Y %H:%M").values()}
    assert set(finding.steps) == {step for step, at in moments.items() if at[:2] != at[3:5]}
    assert int(moments[finding.steps[0]][3:5]) > 12  # one that shows it comes first
    assert dict(finding.args)["at"] == moments[finding.steps[0]]


def test_such_a_record_is_right_where_the_site_writes_so_and_the_other_way_round():
    indexed = month_first()
    assert check(indexed, *written(indexed, "%m/%d/%Y %I:%M %p").values()).findings == ()
    assert codes(check(indexed, *written(indexed, "%d/%m/%Y %H:%M").values())) == ["TIM012"]
    assert codes(check(pair(), *written(pair(), "%d/%m/%Y %H:%M").values())) == []
    fast = FastCheck(indexed)
    assert fast.clean(record(indexed, *written(indexed, "%m/%d/%Y %H:%M").values()), None)
    assert not fast.clean(record(indexed, *written(indexed, "%d/%m/%Y %H:%M").values()), None)
    assert not FastCheck(pair()).clean(record(pair(), *written(pair(), "%m/%d/%Y %H:%M").values()), None)


def test_which_order_is_meant_is_never_chosen_by_what_would_fit():
    """The 1st of November, the other way round, would fit: where no date shows it, it is the 11th of January."""
    entries = faultless(pair(), SEED)
    write(entries, "after-installers", at="11/01/2026 19:42")
    assert codes(check(pair(), *entries.values())) == ["ORD001"]


def test_only_the_file_that_shows_it_is_not_believed():
    entries = faultless(pair(), SEED)
    one, other = {**entries}, {}
    for step in ("verify-clients:h2", "after-installers"):
        other[step] = one.pop(step)
    write(one, "prep-strategy", at="10/20/2026 14:59")
    write(other, "verify-clients:h2", at="11/04/2026 11:31")  # the 11th of April
    parts = (record(pair(), *one.values()).parts[0], record(pair(), *other.values(), file="other.json").parts[0])
    found = verify_record(pair(), Record(revision=pair().plan.revision, run="1", parts=parts), NOW)
    assert "TIM012" in codes(found)
    assert "ORD001" in codes(found)
    write(other, "after-installers", at="11/14/2026 19:45")
    parts = (parts[0], record(pair(), *other.values(), file="other.json").parts[0])
    found = verify_record(pair(), Record(revision=pair().plan.revision, run="1", parts=parts), NOW)
    assert [code for code in codes(found) if not code.startswith("EVD")] == ["TIM012", "TIM012"]


YEARS = st.sampled_from(["0001", "0002", "0999", "1899", "1969", "1970", "2024", "2026", "2028", "9998", "9999"])
DAYS = st.sampled_from(["01-01", "12-31", "06-15"])
CLOCKS = st.sampled_from(["00:00", "02:30", "23:59", "24:00", "22:10:59", "01:00+14:00", "23:00-12:00", "12:00Z"])


@pytest.mark.long
@given(st.dictionaries(st.integers(0, 200), st.tuples(YEARS, DAYS, CLOCKS), max_size=9), st.booleans())
@settings(max_examples=120)
def test_years_at_the_end_of_all_years_are_findings_and_no_fault(edits, looks_ahead):
    indexed = indexed_plan_of("single", "manual", None, None)
    entries = {entry.step: entry for entry in play(indexed, 1)}
    for number, (year, day, clock) in edits.items():
        step = indexed.steps[number % len(indexed.steps)]
        if step.id in entries:
            write(entries, step.id, at=f"{year}-{day} {clock}")
    assert check(indexed, *entries.values(), now=NOW if looks_ahead else None).verdict in ("pass", "fail")


@pytest.mark.parametrize("year", [1, 9999])
def test_a_plan_at_the_end_of_all_years_does_no_harm(year):
    start = datetime(year, 1 if year == 1 else 12, 10, 22, tzinfo=UTC)
    windows = tuple(
        replaced(window, start=start + timedelta(days=number), end=start + timedelta(days=number, hours=6))
        for number, window in enumerate(pair().plan.windows)
    )
    indexed = index_plan(replaced(pair().plan, windows=windows))
    assert check(indexed, *faultless(pair(), SEED).values()).verdict == "fail"
    entries = faultless(pair(), SEED)
    write(entries, LAST_STEP, at="22:10")
    assert check(indexed, *entries.values()).verdict == "fail"


def test_what_was_seen_with_the_month_first_is_told_once_where_every_date_can_be_read_either_way():
    plan = plans.plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True))
    indexed = index_plan(moved(plan, ("2026-12-04", "2026-12-05", "2026-12-07", "2026-12-08")))
    entries = {entry.step: entry for entry in play(indexed, SEED)}
    expected = {step.id: step.evidence.expect for step in indexed.steps if step.id in entries and step.evidence}
    seen = [step for step, expect in expected.items() if expect and expect.after]
    assert len(seen) == 6
    for step in seen:
        write(entries, step, value=f"{datetime.fromisoformat(entries[step].value):%m/%d/%Y %H:%M}")
    (finding,) = check(indexed, *entries.values(), now=None).findings
    assert (finding.code, finding.steps) == ("EVD004", tuple(seen))
    text = finding_text(finding, indexed.plan, load_language("en"), {})
    assert "day and month are swapped" in text.slip
    assert text.message.startswith(f"Step {indexed.steps[indexed.index[seen[0]]].number}, ")
