"""Two people, two watches: how far an entry may lie before another person's that it follows, and where it may not."""

from dataclasses import replace as replaced
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runbook.model.plan import Tolerances
from runbook.model.record import RecordPerson
from runbook.simulate.play import clock_time
from runbook.verify.contradictions import culprits_of
from runbook.verify.document import lay_out
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import index_plan
from runbook.verify.lay_beside import lay_beside
from runbook.verify.too_early import broken_pairs, by_two_watches
from runbook.verify.verdict import verify_record
from tests.verify.harness import NOW, check, codes, faultless, indexed_plan_of, pair, record, write
from tests.verify.test_smallest import smallest_by_force

SEED = 3
FIRST, THEN = "verify-console:rs-b:h1", "switch-dns:h1"  # 00:51 by TL, 00:58 by CM


def signed(at, **fields):
    """The faultless record with the later step at a time of the night."""
    entries = faultless(pair(), SEED)
    write(entries, THEN, at=f"2026-10-25 {at}", **fields)
    return entries


def told(entries, indexed=None):
    return codes(check(indexed or pair(), *entries.values()))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("00:51", []),
        ("00:50", ["ORD002"]),
        ("00:49", ["ORD002"]),
        ("00:49:01", ["ORD002"]),
        ("00:48:59", ["ORD001"]),
        ("00:48", ["ORD001"]),
    ],
)
def test_two_minutes_may_lie_between_two_watches_and_no_more(at, expected):
    assert told(signed(at)) == expected


def test_it_is_a_note_that_names_the_pair_and_blames_nobody():
    result = check(pair(), *signed("00:50").values())
    (finding,) = result.findings
    assert (result.verdict, result.culprits) == ("pass", ())
    assert (finding.steps, dict(finding.args)["count"]) == ((THEN, FIRST), 1)
    assert not FastCheck(pair()).clean(record(pair(), *signed("00:50").values()), None)


def test_one_person_has_one_watch():
    for by in ("CM", "c.m."):
        entries = signed("00:50")
        write(entries, FIRST, by=by)
        assert told(entries) == ["ORD001"]


@pytest.mark.parametrize(("by", "more"), [("", "SGN001"), ("?", "SGN007"), ("XY", "SGN002")])
def test_nobody_known_has_no_watch(by, more):
    assert told(signed("00:50", by=by)) == ["ORD001", more]


def test_a_substitute_whom_the_record_names_has_a_watch():
    whole = record(pair(), *signed("00:50", by="XY").values())
    person = RecordPerson(initials="x.y.", name="X. Young", roles=("network",))
    named = replaced(whole, parts=(replaced(whole.parts[0], people=(person,)),))
    assert "ORD002" in codes(verify_record(pair(), named, NOW))


@pytest.mark.parametrize("tolerances", [None, Tolerances(watches=0), Tolerances(watches=1)])
def test_the_plan_says_how_far(tolerances):
    indexed = index_plan(replaced(pair().plan, tolerances=tolerances))
    assert told(signed("00:49"), indexed) == ["ORD001"]


@cache
def order_pairs(indexed):
    """The plan's pairs without a wait, of steps that the faultless record has as done, by TL and by CM."""
    entries = faultless(indexed, SEED)
    return [
        (indexed.steps[a], indexed.steps[b])
        for a, later in indexed.edges.items()
        for b, wait in later.items()
        if not wait and {entries[indexed.steps[i].id].state for i in (a, b)} == {"done"}
    ]


def early(one, other, indexed, minutes=1):
    """The later of two steps signed a minute before the earlier one, by CM's watch and by TL's."""
    entries = faultless(indexed, SEED)
    case = laid(indexed, entries)
    at = clock_time(indexed, case.moments[indexed.index[one.id]].early - 60 * minutes)
    write(entries, one.id, by="TL")
    write(entries, other.id, by="CM", at=at)
    return laid(indexed, entries)


def laid(indexed, entries):
    whole = record(indexed, *entries.values())
    return lay_beside(indexed, whole, lay_out(indexed, whole)[0], None)


@pytest.mark.long
def test_where_a_minute_counts_and_where_it_does_not():
    """Every order of the plan: never outside the windows, at a step without return, at the ends of what is held."""
    indexed = pair()
    held = {(a, b) for rule in indexed.rules_of("adjacent", "closed") for a in rule.first for b in rule.then}
    seen = set()
    for one, other in order_pairs(indexed):
        kind = (
            one.window is not None and one.window == other.window,
            one.no_return or other.no_return,
            (one.id, other.id) in held,
        )
        seen.add(kind)
        case = early(one, other, indexed)
        indexes = (indexed.index[one.id], indexed.index[other.id])
        assert (indexes[1] not in broken_pairs(case).get(indexes[0], ())) == (kind == (True, False, False)), kind
    assert {(True, False, False), (False, False, False), (True, True, False), (True, False, True)} <= seen


def test_a_wait_has_no_such_room():
    indexed = pair()
    (first, then, wait), *_ = ((a, b, wait) for a, later in indexed.edges.items() for b, wait in later.items() if wait)
    entries = faultless(indexed, SEED)
    start = laid(indexed, entries).moments[first].early
    for seconds, broken in ((wait, False), (wait - 60, True)):
        write(entries, indexed.steps[then].id, at=clock_time(indexed, start + seconds), by="CM")
        write(entries, indexed.steps[first].id, by="TL")
        assert (then in broken_pairs(laid(indexed, entries)).get(first, ())) == broken


def test_steps_between_that_did_not_happen_leave_the_chain():
    """The pair that is compared counts, whatever lies between in the plan."""
    entries = signed("00:58")
    write(entries, "test-hosts-remove:h1", at="2026-10-25 00:57", by="TL")
    write(entries, "switch-dns-propagated:h1", at="?")
    assert told(entries) == ["ORD002", "TIM002"]


AFTER = {"switch-dns-propagated:h1": "02:55", "test-hosts-remove:h1": "02:57"}


def night_of_two_hours(first, then, offset):
    """The two steps then, what follows them with an offset, what came before as it was."""
    entries = faultless(pair(), SEED)
    write(entries, FIRST, at=f"2026-10-25 {first}")
    write(entries, THEN, at=f"2026-10-25 {then}")
    for step, at in AFTER.items():
        write(entries, step, at=f"2026-10-25 {at}{offset}")
    write(entries, "verify-clients:h1", value="2026-10-26 10:00")
    return entries


def test_two_watches_in_the_hour_that_comes_twice():
    """Of two readings, the one that two watches explain is not left out; nor is it what leaves a rule open."""
    assert told(night_of_two_hours("02:51", "02:50+01:00", "+01:00")) == []
    assert told(night_of_two_hours("02:51", "02:48+01:00", "+01:00")) == ["TIM003"]
    for at, open_still in (("02:50", True), ("02:48", False)):
        case = laid(pair(), night_of_two_hours("02:51+02:00", at, "+01:00"))
        assert case.moments[pair().index[THEN]].ambiguous == open_still


def test_what_follows_from_two_that_are_too_early_is_too_early():
    """Nobody knows whose watch stands between: neither of the two pairs is allowed for, and so not what they span."""
    entries = signed("00:50", by="?")
    write(entries, "switch-dns-propagated:h1", at="2026-10-25 00:49", by="CM")
    case = laid(pair(), entries)
    first, then, last = (pair().index[step] for step in (FIRST, THEN, "switch-dns-propagated:h1"))
    assert {then, last} <= set(broken_pairs(case)[first])
    assert last in broken_pairs(case)[then]
    assert (first, last) not in by_two_watches(case)


def test_what_watches_explain_is_not_too_early_for_what_they_explain_too():
    """One person's two entries contradict each other; the third, of another, lies two minutes before them at most."""
    entries = signed("00:50", by="TL")
    write(entries, "switch-dns-propagated:h1", at="2026-10-25 00:49", by="CM")
    case = laid(pair(), entries)
    first, then, last = (pair().index[step] for step in (FIRST, THEN, "switch-dns-propagated:h1"))
    assert broken_pairs(case) == {first: [then]}
    assert {(first, last), (then, last)} <= set(by_two_watches(case))


def test_what_is_blamed_is_not_told_again():
    entries = signed("00:42")
    write(entries, "test-hosts-add:rs-b:h1", at="2026-10-25 00:43", by="TL")
    write(entries, "verify-session:rs-b:h1", at="2026-10-25 00:50")
    assert told(entries) == ["ORD001"]


def test_two_lines_that_were_swapped_are_told_once():
    """The one that is not blamed lies a little before somebody else's entry, by the swap and not by a watch."""
    entries = faultless(pair(), 74)
    write(entries, "aim-test-computer:rs-b:h2", at="2026-10-31 23:25")
    write(entries, "verify-console:rs-b:h2", at="2026-10-31 23:12")
    assert codes(check(pair(), *entries.values(), now=None)) == ["ORD001"]


OFF, ON = "switch-shared-ip-off:rs-a:h1", "switch-shared-ip-on:rs-b:h1"


def both_at_once(indexed, minutes):
    """The shared IP enabled on B so many minutes before it was disabled on A, by another person's watch."""
    entries = faultless(indexed, SEED)
    start = laid(indexed, entries).moments[indexed.index[OFF]].early
    write(entries, OFF, by="TL")
    write(entries, ON, by="CM", at=clock_time(indexed, start - 60 * minutes))
    return entries


@pytest.mark.parametrize(("minutes", "expected"), [(0, []), (1, ["ORD001"]), (2, ["ORD001"])])
def test_what_must_not_be_on_both_is_not_on_both_for_a_minute(minutes, expected):
    indexed = indexed_plan_of("failover", "automatic", "asynchronous", "shared-ip")
    assert told(both_at_once(indexed, minutes), indexed) == expected


def test_a_plan_that_does_not_ask_for_it_lets_two_watches_differ():
    indexed = indexed_plan_of("failover", "automatic", "asynchronous", "shared-ip")
    rules = tuple(replaced(rule, exact=False) for rule in indexed.plan.rules)
    assert {rule.id for rule in indexed.plan.rules if rule.exact} == {"FA7:h1", "X28a:h1:move-back"}
    assert told(both_at_once(indexed, 1), index_plan(replaced(indexed.plan, rules=rules))) == ["ORD002"]


def changed_plan(**changes):
    """The plan with the rule of the two steps, or with the steps, changed."""
    plan = pair().plan
    rule = pair().rules[pair().index[FIRST], pair().index[THEN]]
    rules = tuple(replaced(each, **changes) if each is rule and "kind" in changes else each for each in plan.rules)
    steps = tuple(
        replaced(each, **changes) if each.id in (FIRST, THEN) and "window" in changes else each for each in plan.steps
    )
    return index_plan(replaced(plan, rules=rules, steps=steps))


def test_a_wait_in_one_window_has_no_such_room():
    indexed = changed_plan(kind="wait", minutes=5)
    assert told(signed("00:56"), indexed) == []
    assert told(signed("00:55"), indexed) == ["GAP001"]


def test_outside_the_windows_there_is_time_to_look_at_one_watch():
    assert told(signed("00:50"), changed_plan(window=None)) == ["ORD001"]


minutes = st.dictionaries(st.integers(0, 200), st.integers(-6, 6), max_size=8)
hands = st.dictionaries(st.integers(0, 200), st.sampled_from(["TL", "CM", "AB", "?", ""]), max_size=12)


@pytest.mark.long
@given(minutes, hands)
@settings(max_examples=120)
def test_culprits_are_a_smallest_set_of_what_watches_do_not_explain(moves, signers):
    indexed = pair()
    entries = faultless(indexed, SEED)
    moments = laid(indexed, entries).moments
    for number, by in signers.items():
        write(entries, indexed.steps[number % len(indexed.steps)].id, by=by)
    for number, delay in moves.items():
        index = number % len(indexed.steps)
        write(entries, indexed.steps[index].id, at=clock_time(indexed, moments[index].early + 60 * delay))
    case = laid(indexed, entries)
    pairs = broken_pairs(case)
    for a, later in pairs.items():
        assert all(set(pairs.get(b, ())) <= set(later) for b in later), a
    culprits = {culprit.index for culprit in culprits_of(case)}
    assert all(a in culprits or b in culprits for a, later in pairs.items() for b in later)
    assert len(culprits) == smallest_by_force(pairs)
    allowed = by_two_watches(case)
    assert all(b not in pairs.get(a, ()) for a, b in allowed)
    assert all(0 < case.moments[a].early - case.moments[b].early <= 120 for a, b in allowed)
