"""What cannot have gone so fast, and what cannot have been seen then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace as changed

from runbook.i18n import load_language
from runbook.model.control import is_control
from runbook.model.plan import Plan
from runbook.model.record import Entry
from runbook.report.finding_text import finding_text
from runbook.simulate.play import play
from runbook.verify.appliance_names import named_appliance
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.pace import LEAST, LEAST_ROUND, asked_of, planned_minutes, takes_time
from tests import plans
from tests.verify.harness import aware_local, check, codes, faultless, pair, record, write
from tests.verify.make_examples import CHAIN, REPEATED
from tests.verify.make_night_examples import from_the_plan, night
from tests.verify.nights import seconds

SOFTWARE, BETWEEN, BASE, SYNC = (
    "update-software:rs-b:h1", "backup-between:rs-b:h1", "update-base:rs-b:h1", "failover-sync:h1"
)  # fmt: skip
ESTABLISH = "failover-establish:rs-b:h1"


def entries_with(**changes: str) -> dict[str, Entry]:
    entries = faultless(pair(), 3)
    for step, at in changes.items():
        write(entries, {"software": SOFTWARE, "between": BETWEEN, "base": BASE}[step], at=at)
    return entries


def older(plan: Plan) -> IndexedPlan:
    steps = tuple(replace(step, installs=None) for step in plan.steps)
    return index_plan(replace(plan, steps=steps, tolerances=None, witnesses=()))


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("2026-10-24 23:29", ["TIM009"]),
        ("2026-10-24 23:34", ["TIM009"]),
        ("2026-10-24 23:41", ["TIM009"]),  # 12 min 59 s at most, and watches that differ by two minutes
        ("2026-10-24 23:42", []),
        ("2026-10-24 23:44", []),
    ],
)
def test_an_installation_takes_a_quarter_of_an_hour(at, found) -> None:
    result = check(pair(), *entries_with(software=at).values())
    assert codes(result) == found
    assert result.verdict == ("undetermined" if found else "pass")


def test_both_figures_are_said() -> None:
    (found,) = check(pair(), *entries_with(software="2026-10-24 23:34").values()).findings
    text = finding_text(found, pair().plan, load_language("en"), {}).message
    assert text.endswith("23:34, 5 min after step 3.3 at Sat, 24 Oct 2026 23:29; it takes at least 15 min.")


def test_the_clock_that_is_put_back_takes_nothing_away() -> None:
    entries = faultless(pair(), 3)
    for step, at in zip(CHAIN, REPEATED, strict=True):
        write(entries, step, at=at)
    for step, minute in zip(CHAIN, (10, 13, 14, 50, 55), strict=False):
        write(entries, step, at=f"2026-10-25 02:{minute}+02:00")
    for minute, found in ((10, False), (5, True)):
        write(entries, SOFTWARE, at=f"2026-10-25 02:{minute:02d}+01:00")
        assert ("TIM009" in codes(check(pair(), *entries.values()))) is found


def test_nothing_is_said_where_the_time_before_is_not_known() -> None:
    entries = entries_with(software="2026-10-24 23:34")
    for step in (BETWEEN, BASE):
        write(entries, step, at="?")
    assert "TIM009" not in codes(check(pair(), *entries.values()))


def test_a_time_that_is_blamed_already_is_not_too_quick() -> None:
    entries = entries_with(software="2026-10-24 23:20")  # before the backup between
    assert codes(check(pair(), *entries.values())) == ["ORD001"]


def at_once(window: int, minutes: float, at: str = "2026-10-28 00:05") -> dict[str, Entry]:
    """The window with its steps spread evenly over so many minutes, in the plan's order."""
    entries = faultless(pair(), 3)
    steps = [step for step in pair().steps if step.window == window]
    start = aware_local(at, pair().plan.timezone)
    for number, step in enumerate(steps):
        moment = start + timedelta(minutes=minutes * number / (len(steps) - 1))
        text = moment.astimezone(pair().zone).strftime("%Y-%m-%d %H:%M")
        seen = {"value": text} if step.evidence and step.evidence.type == "datetime" else {}
        write(entries, step.id, at=text, **seen)
    return entries


@pytest.mark.parametrize("minutes", [0, 1, 4, 10])
def test_a_window_that_was_signed_in_one_go_is_told_once(minutes) -> None:
    result = check(pair(), *at_once(2, minutes).values())
    assert (result.verdict, codes(result)) == ("undetermined", ["TIM010"])
    (found,) = result.findings
    assert set(found.steps) == {step.id for step in pair().steps if step.window == 2}
    text = finding_text(found, pair().plan, load_language("en"), {}).message
    assert f"has times within {minutes or 1} min; it takes at least 17 min." in text


def test_hurried_is_not_at_once() -> None:
    """A third of the longest chain, and what it asks for is what it says."""
    signed = [pair().index[step.id] for step in pair().steps if step.window == 2]
    asked = asked_of(pair(), 2, signed)
    chain = ("update-check", "update-base", "backup-between", "update-software", "status-after")
    least = {step.id.partition(":")[0]: step.duration.low for step in pair().steps if step.window == 2}
    assert asked >= 60 * 33 * sum(least[step] for step in chain[1:]) // 100
    assert asked <= 60 * 33 * sum(least.values()) // 100
    assert "TIM010" in codes(check(pair(), *at_once(2, asked / 60 - 2).values()))
    assert "TIM010" not in codes(check(pair(), *at_once(2, asked / 60 + 1).values()))


@pytest.mark.parametrize(("longer", "clean"), [(0, True), (60, False)])
def test_the_quick_look_takes_what_takes_as_long_as_it_has_to(longer, clean) -> None:
    """Half of each window is asked for, and that is what it took by the minutes that are written."""
    plan, entries, windows = pair().plan, faultless(pair(), 3), []
    for number, window in enumerate(plan.windows, 1):
        work = [step.id for step in plan.steps if step.window == number and not is_control(step)]
        times = [seconds(pair(), entries[step]) for step in work if step in entries and entries[step].at]
        took = max(times) - min(times) + (longer if number == 1 else 0)
        windows.append(replace(window, end=window.start + timedelta(seconds=2 * took)) if len(times) >= 10 else window)
    assert plan.tolerances
    assert windows[0] != plan.windows[0]
    tolerances = replace(plan.tolerances, pace=10**6, share=0)
    indexed = index_plan(replace(plan, windows=tuple(windows), tolerances=tolerances))
    assert FastCheck(indexed).clean(record(indexed, *entries.values()), None) is clean
    assert codes(check(indexed, *entries.values())) == ([] if clean else ["TIM010"])


def test_nine_steps_can_be_signed_together() -> None:
    entries = at_once(2, 0)
    steps = [step.id for step in pair().steps if step.window == 2]
    for step in steps[9:]:
        write(entries, step, at="?")
    assert "TIM010" not in codes(check(pair(), *entries.values()))
    write(entries, steps[9], at=entries[steps[0]].at)
    assert "TIM010" in codes(check(pair(), *entries.values()))


def test_plans_of_before_have_no_pace() -> None:
    for entries in (at_once(2, 0), entries_with(software="2026-10-24 23:34")):
        assert check(older(pair().plan), *entries.values()).findings == ()


@pytest.mark.sampled(12)
@pytest.mark.parametrize("kind", plans.KINDS, ids=lambda kind: "-".join(filter(None, kind)))
def test_a_short_window_asks_for_no_more_than_it_holds(kind) -> None:
    """Played into windows of two hours less than planned: nobody who worked through it is accused."""
    hours = 4 if kind[0].startswith("atlas") else 3
    indexed = index_plan(plans.plan_of(*kind, hours=hours))
    for seed in range(10):
        result = check(indexed, *play(indexed, seed))
        assert result.findings == (), seed


@pytest.mark.parametrize(
    ("value", "now", "found"),
    [
        ("2026-10-24 22:32", None, []),
        ("2026-10-24 22:34", None, []),  # two watches
        ("2026-10-24 22:35", None, ["EVD007"]),
        ("2026-11-24 22:15", None, ["EVD007"]),
        ("2026-10-24 22:14", None, []),  # while its settings were being saved
        ("2026-10-24 21:58", None, []),  # two watches
        ("2026-10-24 21:57", None, ["EVD004"]),
        ("24/10/2026 22h40", None, ["EVD007"]),
    ],
)
def test_evidence_is_not_later_than_its_signature(value, now, found) -> None:
    entries = faultless(pair(), 3)
    write(entries, SYNC, value=value)
    assert codes(check(pair(), *entries.values(), now=now)) == found


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2026-10-25 22:20", True),
        ("2026-10-25 22:34", True),  # by another watch
        ("2026-10-25 22:35", False),
        ("2026-10-23 22:20", True),
        ("2026-10-23 21:57", False),
    ],
)
def test_a_date_of_the_other_side_of_midnight_is_told_where_its_time_fits(value, told) -> None:
    entries = faultless(pair(), 3)
    write(entries, SYNC, value=value)
    (found,) = check(pair(), *entries.values()).findings
    assert (found.slip is not None) is told
    before = check(older(pair().plan), *entries.values()).findings
    assert [(one.code, one.slip) for one in before] == ([("EVD004", None)] if "-23 " in value else [])


@pytest.mark.parametrize("value", ["22:15", "10/24/2026 22:15", "2026-11-24 22:15"])
def test_a_time_beside_a_step_that_was_not_done_or_is_disputed_is_no_evidence(value) -> None:
    """Neither its date nor its order is told, beside what is told of the step."""
    for state, code in (("na", "STA005"), ("skipped", "STA002")):
        entries = faultless(pair(), 3)
        write(entries, SYNC, state=state, value=value, note="the page did not load")
        assert codes(check(pair(), *entries.values())) == [code]
    entries = faultless(pair(), 3)
    other = changed(entries[SYNC], value=value, by="CM")
    assert codes(check(pair(), *entries.values(), other)) == ["DOC005"]
    assert codes(check(pair(), other, *entries.values())) == ["DOC005"]


def test_evidence_is_not_later_than_now_where_the_step_bears_no_time() -> None:
    entries = faultless(pair(), 3)
    write(entries, "verify-clients:h2", at="?", value="2026-11-20 10:00")
    assert codes(check(pair(), *entries.values(), now=datetime(2026, 11, 19, tzinfo=UTC))) == ["EVD007", "TIM002"]
    assert codes(check(pair(), *entries.values(), now=datetime(2026, 11, 21, tzinfo=UTC))) == ["TIM002"]


def test_where_the_signature_itself_is_wrong_its_evidence_is_not_blamed() -> None:
    entries = faultless(pair(), 3)
    write(entries, "failover-resync:h1", at="2026-10-28 00:06")  # before the pair is made again
    assert codes(check(pair(), *entries.values())) == ["ORD001"]


def test_in_the_repeated_hour_the_earlier_reading_counts() -> None:
    entries = faultless(pair(), 3)
    write(entries, SOFTWARE, at="2026-10-25 01:40")
    write(entries, "verify-clients:h1", value="2026-10-25 02:30")
    assert not {"EVD007"} & set(codes(check(pair(), *entries.values())))


def test_the_quick_look_leaves_what_lies_ahead_to_the_full_check() -> None:
    entries = faultless(pair(), 3)
    write(entries, SYNC, value="2026-10-24 22:35")
    assert not FastCheck(pair()).clean(record(pair(), *entries.values()), None)


@pytest.mark.parametrize("value", ["rs-b", "RS-B", "B", "b", "rs-b.example.com", "B (rs-b)", "B is primary", "« B »"])
def test_the_primary_goes_by_all_its_names(value) -> None:
    entries = faultless(pair(), 3)
    write(entries, ESTABLISH, value=value)
    assert check(pair(), *entries.values()).findings == ()


@pytest.mark.parametrize("value", ["rs-a", "A", "rs-a.example.com", "A or B", "yes", "primary", "rs-b.example.org"])
def test_a_pair_made_the_wrong_way_round_fails(value) -> None:
    entries = faultless(pair(), 3)
    write(entries, ESTABLISH, value=value)
    assert codes(check(pair(), *entries.values())) == ["EVD003"]


def test_what_is_said_of_the_one_that_has_to_be_primary_is_asked_about() -> None:
    entries = faultless(pair(), 3)
    write(entries, ESTABLISH, value="not B")
    assert codes(check(pair(), *entries.values())) == ["EVD008"]


def test_letters_are_those_of_the_pass() -> None:
    plan = pair().plan
    assert [named_appliance(plan, hop, "B") for hop in (1, 2)] == ["rs-b", "rs-a"]
    assert named_appliance(plan, None, "B") is None


@pytest.mark.parametrize("kind", [kind for kind in plans.KINDS if kind[0] == "failover"], ids=str)
def test_pairing_again_asks_for_the_primary_of_the_end_of_the_pass(kind) -> None:
    plan = plans.plan_of(*kind, bases=(True, False, True))
    ends = {one.hop: one.primary_end for one in plan.passes}
    asked = {
        step.hop: step.evidence.expect.equals
        for step in plan.steps
        if step.event == "failover.establish" and step.evidence and step.evidence.expect
    }
    assert asked == ends


SHAPES = (
    ("single", None, None, None),
    ("failover", "automatic", "synchronous", "dns"),
    ("failover", "automatic", "asynchronous", "shared-ip"),
    ("atlas-no-failover", "automatic", None, None),
    ("migrate-physical-virtual", "automatic", None, None),
)


def of_shape(topology: str, *kind: str | None) -> IndexedPlan:
    method, order, switch = kind
    return index_plan(plans.plan_of(topology, method, order, switch))


@pytest.mark.parametrize("which", [0, 1], ids=["begins", "ends"])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape[0])
def test_a_record_written_from_the_plan_is_told_as_that_alone(shape, which) -> None:
    indexed = of_shape(*shape)
    played = {entry.step: entry for entry in play(indexed, 3, as_printed=True)}
    entries = from_the_plan(indexed, played, which)
    for step in indexed.steps:
        if step.planned_start and step.id in entries and entries[step.id].state == "done":
            planned = step.planned_start + timedelta(minutes=which * step.duration.high)
            assert seconds(indexed, entries[step.id]) == planned.timestamp()
    found = codes(check(indexed, *entries.values()))
    assert (found.count("TIM016"), {"TIM009", "TIM010"} & {*found}) == (1, set())
    assert not FastCheck(indexed).clean(record(indexed, *entries.values()), None)
    assert "TIM016" not in codes(check(indexed, *played.values()))


def test_few_or_most_times_of_the_plan_are_not_all_of_them() -> None:
    indexed = night("plain")
    played = {entry.step: entry for entry in play(indexed, 3, as_printed=True)}
    entries = from_the_plan(indexed, played)
    planned = [index for index, step in enumerate(indexed.steps) if planned_minutes(indexed, index)]
    ids = [indexed.steps[index].id for index in planned]
    signed = [step for step in ids if step in entries and entries[step].state == "done"]
    assert len(signed) >= LEAST + 2
    (found,) = check(indexed, *entries.values()).findings
    text = finding_text(found, indexed.plan, load_language("en"), {}).message
    assert (found.code, found.steps) == ("TIM016", tuple(signed))
    assert f"is planned: {len(signed)} of {len(signed)} steps in windows" in text
    tried = {}
    for step in signed:
        entries[step] = played[step]
        left = sum(entries[one].at == from_the_plan(indexed, played)[one].at for one in signed)
        tried[left] = "TIM016" in codes(check(indexed, *entries.values()))
        assert tried[left] == (100 * left >= 90 * len(signed)), left
    assert {*tried.values()} == {True, False}


def test_eight_round_times_of_a_plan_in_round_minutes_are_a_night_that_goes_well() -> None:
    indexed = pair()
    entries = list(from_the_plan(indexed, faultless(indexed, 3)).values())
    planned = {step.id for index, step in enumerate(indexed.steps) if planned_minutes(indexed, index)}
    places = [number for number, entry in enumerate(entries, 1) if entry.step in planned and entry.state == "done"]
    for signed, is_told in ((LEAST, False), (LEAST_ROUND - 1, False), (LEAST_ROUND, True), (len(places), True)):
        found = codes(check(indexed, *entries[: places[signed - 1]]))
        assert ("TIM016" in found) == is_told, signed


def test_what_was_not_taken_from_the_plan_is_judged_beside_it() -> None:
    indexed = of_shape(*SHAPES[2])
    entries = from_the_plan(indexed, {entry.step: entry for entry in play(indexed, 3, as_printed=True)})
    step = next(
        step for index, step in enumerate(indexed.steps) if takes_time(step) and planned_minutes(indexed, index)
    )
    before = max((one for one in entries.values() if one.at < entries[step.id].at), key=lambda one: one.at)
    write(entries, step.id, at=f"{datetime.fromisoformat(before.at) + timedelta(minutes=1)}")
    found = codes(check(indexed, *entries.values()))
    assert (found.count("TIM016"), found.count("TIM009")) == (1, 1)
