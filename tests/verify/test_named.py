"""What findings name beside their codes: the rule that was broken, the steps, the times and figures, the sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace as changed

from runbook.i18n import load_language
from runbook.model.finding import ArgumentValue, Finding, Message, Result, StepRefs
from runbook.model.record import Entry, Record, RecordPart, RecordPerson
from runbook.report.finding_text import finding_text
from runbook.verify.indexed_plan import index_plan
from runbook.verify.slips import MIDNIGHT
from runbook.verify.verdict import verify_record
from tests.verify.harness import NOW, aware_local, check, faultless, pair, record, write
from tests.verify.make_examples import PAGE, late

SEED = 3
BREAK, KEYS, SOFTWARE = "failover-break:h1", "failover-keys:h1", "update-software:rs-a:h1"


def entries() -> dict[str, Entry]:
    return faultless(pair(), SEED)


def only(result: Result, code: str) -> Finding:
    (found,) = (one for one in result.findings if one.code == code)
    return found


def args(found: Finding) -> dict[str, ArgumentValue]:
    return dict(found.args)


def step(name: str):
    return pair().steps[pair().index[name]]


def part(file: str, *written: Entry) -> RecordPart:
    return replace(record(pair(), *written).parts[0], file=file)


def verified(*parts: RecordPart) -> Result:
    return verify_record(pair(), Record(revision=pair().plan.revision, run="1", parts=parts), NOW)


def test_pages_that_are_missing_are_named_from_their_first_to_their_last_step() -> None:
    found = only(check(pair(), *(entry for name, entry in entries().items() if name not in PAGE)), "DOC007")
    run = [one.id for one in pair().steps if one.id in PAGE]
    assert found.steps == tuple(run)
    assert args(found) == {
        "first": StepRefs((run[0],)), "last": StepRefs((run[-1],)), "phase": (Message("Upgrade B"),)
    }  # fmt: skip
    assert found.sources == step(run[-1]).sources


def test_of_a_plan_that_does_not_say_what_its_phases_are_called_they_are_named_by_their_ids() -> None:
    indexed = index_plan(replace(pair().plan, phases=()))
    found = only(check(indexed, *(entry for name, entry in entries().items() if name not in PAGE)), "DOC007")
    assert args(found)["phase"] == step(found.steps[0]).phase
    assert f"({args(found)['phase']})" in finding_text(found, indexed.plan, load_language("en"), {}).message


@pytest.mark.parametrize("number", [1, 2])
def test_a_slip_that_was_made_once_is_told_of_its_step_and_one_made_twice_of_both(number: int) -> None:
    written = entries()
    seen = ["failover-sync:h1", "failover-sync:h2"][:number]
    for name in seen:
        late_by_a_day = datetime.fromisoformat(written[name].value) + timedelta(days=1)
        write(written, name, value=f"{late_by_a_day:%Y-%m-%d %H:%M}")
    found = only(check(pair(), *written.values()), "EVD007")
    assert found.slip is not None
    assert found.steps == tuple(seen)
    once, twice = MIDNIGHT, "The same slip in steps {steps}: {slip}"
    assert found.slip.text == (once if number == 1 else twice)


def too_soon() -> dict[str, Entry]:
    """The second package in less than a day after the first."""
    written = entries()
    write(written, SOFTWARE, at="2026-10-28 00:40")
    late(written)
    return written


def test_a_wait_that_was_too_short_says_what_passed_in_whole_minutes() -> None:
    found = only(check(pair(), *too_soon().values()), "GAP001")
    assert (found.rule, args(found)["passed"]) == ("P07:h1", timedelta(hours=23, minutes=41))
    assert args(found)["asked"] == timedelta(days=1)


def test_of_a_chain_the_rule_that_asks_for_the_wait_is_named() -> None:
    written = too_soon()
    write(written, SOFTWARE, at="?")
    write(written, "backup-between:rs-a:h1", at="2026-10-28 00:38")
    found = only(check(pair(), *written.values()), "GAP001")
    assert args(found)["first"] == StepRefs(("backup-between:rs-a:h1",))
    assert found.rule == "P07:h1"


def test_of_a_chain_without_a_wait_the_first_rule_is_named() -> None:
    written = entries()
    write(written, "backup-between:rs-b:h1", at="?")
    write(written, "update-software:rs-b:h1", at="2026-10-24 22:55")
    found = only(check(pair(), *written.values()), "ORD001")
    assert args(found)["first"] == StepRefs(("update-base:rs-b:h1",))
    assert found.rule == pair().rules[pair().index["update-base:rs-b:h1"], pair().index["backup-between:rs-b:h1"]].id


def test_a_time_that_cannot_be_read_leaves_the_rules_of_its_step_open() -> None:
    written = entries()
    write(written, BREAK, at="?")
    found = only(check(pair(), *written.values()), "TIM002")
    rules = [one for one in pair().plan.rules if BREAK in (*one.first, *one.then, *one.steps)]
    assert 0 < len(rules) < len(pair().plan.rules)
    assert args(found)["count"] == len({one.text for one in rules}) + 1  # and its window
    assert found.rule == rules[0].id
    assert set(found.sources) == {source for one in rules for source in one.sources}


def test_dates_in_the_other_order_are_shown_by_one_that_proves_it() -> None:
    written = entries()
    write(written, "prep-strategy", at="11/10/2026 14:59")
    write(written, "after-installers", at="11/14/2026 19:45")
    found = only(check(pair(), *written.values()), "TIM012")
    assert found.steps == ("after-installers", "prep-strategy")
    assert args(found) == {"at": "11/14/2026 19:45", "order": Message("day first"), "count": 2}


@pytest.mark.parametrize("at", ["24/10/2026"])
def test_a_try_is_told_as_a_single_one(at) -> None:
    tried = Entry(step="update-check:rs-b:h1", state="failed", at=at, by="TL", note="FAQ 377 read")
    found = only(check(pair(), tried, *entries().values()), "TIM008")
    assert args(found) == {"at": at, "count": 1, "half": Message("Only a date is written, no time")}


@pytest.mark.parametrize(("number", "name"), [(1, "update-check:rs-b:h1"), (2, "update-check:rs-a:h1")])
def test_a_window_is_told_with_its_own_ends(number, name) -> None:
    written = entries()
    window = pair().plan.windows[number - 1]
    at = window.start.astimezone(pair().zone) - timedelta(minutes=10)
    write(written, name, at=f"{at:%Y-%m-%d %H:%M}")
    found = only(check(pair(), *written.values()), "WIN001")
    assert (args(found)["window"], args(found)["start"], args(found)["end"]) == (number, window.start, window.end)


def test_steps_outside_of_a_window_are_named_once_each_the_worst_first() -> None:
    written = entries()
    late_ones = {"test-hosts-remove:h1": "2026-10-25 03:20", "switch-dns-propagated:h1": "2026-10-25 03:10"}
    for name, at in late_ones.items():
        write(written, name, at=at)
    assert only(check(pair(), *written.values()), "WIN002").steps == tuple(late_ones)


def test_the_last_window_is_another_window_too() -> None:
    written = entries()
    last = pair().plan.windows[-1].start.astimezone(pair().zone) + timedelta(minutes=1)
    write(written, "test-hosts-remove:h2", at=f"{last:%Y-%m-%d %H:%M}")
    assert [found.code for found in check(pair(), *written.values()).findings] == ["WIN003"]


def test_the_fields_of_a_contradiction_are_named_in_their_order() -> None:
    written = entries()
    other = changed(written[BREAK], at="2026-10-24 22:36", by="AB")
    found = only(verified(part("a.csv", *written.values()), part("b.csv", other)), "DOC005")
    assert args(found)["fields"] == "at, by"


def test_what_is_filled_in_too_often_is_told_with_what_differs() -> None:
    base = entries()
    notes = [changed(base[BREAK], note=f"note {number}") for number in range(100)]
    last = changed(base[BREAK], at="2026-10-24 22:36")
    written = [entry for name, entry in base.items() if name != BREAK]
    assert not [one for one in check(pair(), *written, *notes).findings if one.code == "DOC005"]
    found = only(check(pair(), *written, *notes, last), "DOC005")
    assert args(found)["fields"] == "at, note"


def test_the_sources_of_a_single_step_are_told_and_those_of_several_are_not() -> None:
    written = entries()
    write(written, KEYS, by="AB")
    assert only(check(pair(), *written.values()), "SGN003").sources == step(KEYS).sources != ()
    other = next(one.id for one in pair().steps if one.roles == step(KEYS).roles and one.id != KEYS and one.required)
    write(written, other, by="AB")
    assert only(check(pair(), *written.values()), "SGN003").sources == ()


def test_of_a_substitute_the_name_is_told_where_the_substitute_is() -> None:
    written = entries()
    write(written, KEYS, by="PD")
    person = RecordPerson(initials="PD", name="P. Durand", roles=("representative",))
    result = verified(replace(part("a.csv", *written.values()), people=(person,)))
    assert args(only(result, "SGN008"))["name"] == "P. Durand"
    assert set(args(only(result, "SGN003"))) == {"who", "roles", "has", "count"}


def test_a_pace_is_told_in_whole_minutes() -> None:
    start = aware_local("2026-10-28 00:05", pair().plan.timezone)
    written = entries()
    for one in pair().steps:
        if one.window == 2:
            seen = {"value": f"{start:%Y-%m-%d %H:%M}"} if one.evidence and one.evidence.type == "datetime" else {}
            write(written, one.id, at=f"{start:%Y-%m-%d %H:%M}", **seen)
    tolerances = pair().plan.tolerances
    assert tolerances is not None
    for share, minutes in ((tolerances.share, 17), (100, 50)):  # a third, rounded up, and all of what is planned
        indexed = index_plan(replace(pair().plan, tolerances=replace(tolerances, share=share)))
        found = args(only(check(indexed, *written.values()), "TIM010"))
        assert (found["passed"], found["asked"]) == (timedelta(minutes=1), timedelta(minutes=minutes))
