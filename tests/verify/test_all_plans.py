"""Every path there is: faultless records pass, and the breach of each single rule is found and named.

`EVERY_PATH=1` plays more faultless records.
"""

import os
import random
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from runbook.model.plan import Plan
from runbook.model.ways_back import main_steps
from runbook.simulate.draft import DraftRecord
from runbook.simulate.mistakes import KINDS, plant_one
from runbook.simulate.play import clock_time, play
from runbook.verify.course import course_of
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import index_plan
from runbook.verify.planned_windows import room_around, window_bounds
from tests import plans
from tests.verify.harness import check, moved, record

pytestmark = pytest.mark.sampled(8)

FAULTLESS = (
    100 if os.environ.get("EVERY_PATH") else 40
)  # records of each of the twenty kinds of path; `make bench` plays 10,000 in all
SHAPES = 10  # different plans of each kind that they are of
CLOSE = tuple(f"2026-12-{day:02d}" for day in (5, 6, 7, 8, 9, 10))


def name(kind) -> str:
    return "-".join(filter(None, kind))


def some_plans(kind, count: int = SHAPES) -> list[Plan]:
    """A spread of all combinations of hops, waits, clients and releases of one kind of path."""
    chance = random.Random(str(kind))
    found = []
    for _ in range(count):
        hops = 1 if kind[0].startswith("migrate-") else chance.randint(1, 3)
        found.append(
            plans.plan_of(
                *kind,
                bases=tuple(chance.random() < 0.6 for _ in range(hops)),
                wait=chance.choice(("24h", "remove-clients")),
                major=chance.random() < 0.5,
                clients=chance.choice(plans.CLIENTS),
            )
        )
    return found


@pytest.mark.long
@pytest.mark.parametrize("kind", plans.KINDS, ids=name)
def test_faultless_records_pass_without_a_finding(kind) -> None:
    shapes = [*some_plans(kind), *plans.contents(kind, 12)]
    assert len(shapes) > SHAPES
    for number, plan in enumerate(shapes):
        indexed = index_plan(plan)
        for seed in range(number, FAULTLESS, len(shapes)):
            result = check(indexed, *play(indexed, seed))
            assert (result.verdict, result.findings) == ("pass", ()), (plan.path, seed)


@pytest.mark.long
@pytest.mark.parametrize("kind", plans.KINDS, ids=name)
def test_each_known_mistake_is_found_alone(kind) -> None:
    """One mistake, one finding: of one of its codes, naming its steps, and nothing else beside it."""
    planted = set()
    for plan in (*some_plans(kind, 2), *plans.contents(kind, 17)):
        indexed = index_plan(plan)
        fast_check = FastCheck(indexed)
        for seed, kind_of in enumerate(KINDS):
            draft = DraftRecord(indexed, {entry.step: entry for entry in play(indexed, seed)}, random.Random(seed))
            mistake = plant_one(draft, kind_of)
            if mistake is None:
                continue
            planted.add(kind_of)
            entries = tuple(draft.entries.values())
            result = check(indexed, *entries, now=None)
            told = [(finding.code, set(mistake.steps) <= set(finding.steps)) for finding in result.findings]
            assert len(told) == 1, (mistake, told)
            assert told[0][0] in mistake.codes
            assert told[0][1], mistake
            assert len(result.culprits) <= 1
            assert not fast_check.clean(record(indexed, *entries), None)
    assert len(planted) > len(KINDS) / 2


def breaches(indexed, seed):
    """Each order and wait broken at one of its pairs of steps: the later one signed a minute before it may be, and
    before two watches explain it."""
    entries = play(indexed, seed)
    watches = indexed.plan.tolerances.watches
    number = {entry.step: at for at, entry in enumerate(entries)}
    course = {step.id for step in main_steps(indexed.plan)}
    pairs = [(pair, rule) for pair, rule in indexed.rules.items() if course.issuperset(rule.first)]
    of_each = {rule.id: (pair, rule) for pair, rule in random.Random(seed).sample(pairs, len(pairs))}
    for (first, then), rule in of_each.values():
        one, other = (indexed.steps[index].id for index in (first, then))
        if one not in number or other not in number:  # it need not be done, and was not
            continue
        if entries[number[one]].state != "done" or entries[number[other]].state != "done":
            continue
        signed = datetime.fromisoformat(entries[number[one]].at)
        start = int((signed if signed.tzinfo else signed.replace(tzinfo=indexed.zone)).timestamp())
        at = clock_time(indexed, start + 60 * (rule.minutes or -watches) - 60)
        yield rule, one, other, [replace(e, at=at) if e.step == other else e for e in entries]


@pytest.mark.long
@pytest.mark.parametrize("kind", plans.KINDS, ids=name)
def test_the_breach_of_each_order_and_wait_is_found(kind) -> None:
    hops = ("bs",) if kind[0].startswith("migrate-") else ("bs", "s")
    tried(index_plan(plans.plan_of(*kind, hops=hops)))
    tried(index_plan(plans.plan_of(*kind, hops=("fbslp",) if kind[0].startswith("migrate-") else ("fbslp", "b", "s"))))


def tried(indexed) -> None:
    count = 0
    for rule, one, other, entries in breaches(indexed, 4):
        result = check(indexed, *entries, now=None)
        named = [step for finding in result.findings if finding.code in ("ORD001", "GAP001") for step in finding.steps]
        assert {one, other} <= set(named), rule
        assert len(result.culprits) == 1
        count += 1
    assert count >= 20


@pytest.mark.long
@pytest.mark.parametrize("kind", plans.KINDS, ids=name)
def test_what_comes_between_is_found_for_each_rule(kind) -> None:
    """Each adjacent and closed rule: a step moved into its span is told, as come between or as out of order."""
    indexed = index_plan(plans.plan_of(*kind))
    entries = {entry.step: entry for entry in play(indexed, 7)}
    times = DraftRecord(indexed, dict(entries), random.Random(0)).times
    for rule in indexed.rules_of("adjacent", "closed"):
        first, then = indexed.places(rule.first), indexed.places(rule.then)
        start, end = max(times[i] for i in first), min(times[i] for i in then)
        named = set(indexed.places(rule.steps))
        work = course_of(indexed).work  # what people sign or tell each other does nothing in between
        asked = (work & set(times)) - named - {*first, *then} if rule.kind == "adjacent" else named & set(times)
        assert end - start > 60
        for index in sorted(asked):
            step = indexed.steps[index].id
            moved_in = {**entries, step: replace(entries[step], at=clock_time(indexed, start + 60))}
            found = check(indexed, *moved_in.values(), now=None).findings
            assert any(one.code in ("ADJ001", "ADJ002", "ORD001") and step in one.steps for one in found), (rule, step)


@pytest.mark.sampled(24)
@pytest.mark.parametrize("kind", plans.KINDS, ids=name)
def test_each_step_outside_its_window_is_found(kind) -> None:
    indexed = index_plan(plans.plan_of(*kind))
    entries = {entry.step: entry for entry in play(indexed, 7)}
    for step in indexed.steps:
        if step.window is None or step.id not in entries or entries[step.id].state != "done":
            continue
        room = room_around(indexed, indexed.index[step.id]) // 60
        for end, minutes in ((0, -3 - room), (1, 3 + room)):
            at = clock_time(indexed, window_bounds(indexed, step.window)[end] // 60 * 60 + 60 * minutes)
            late = {**entries, step.id: replace(entries[step.id], at=at)}
            found = check(indexed, *late.values(), now=None).findings
            told = [one for one in found if step.id in one.steps and one.code[:3] in ("WIN", "ORD")]
            assert len(told) == 1, (step.id, found)


@pytest.mark.sampled(16)
@pytest.mark.parametrize("kind", [kind for kind in plans.KINDS if not kind[0].startswith("migrate-")], ids=name)
def test_a_package_too_soon_is_found_where_nights_follow_each_other(kind) -> None:
    """Windows of successive nights leave room for a wait of less than a day, in the right order."""
    plan = plans.plan_of(*kind, bases=(True, True))
    indexed = index_plan(moved(plan, CLOSE[: len(plan.windows)]))
    kinds = [one for one in KINDS if one.__name__ == "_short_wait"]
    planted = 0
    for seed in range(12):
        draft = DraftRecord(indexed, {entry.step: entry for entry in play(indexed, seed)}, random.Random(seed))
        mistake = plant_one(draft, kinds[0])
        if mistake is None:
            continue
        planted += 1
        result = check(indexed, *draft.entries.values(), now=None)
        codes = {finding.code for finding in result.findings}
        assert codes - {"GAP002"} == {"GAP001"}, (seed, result.findings)  # a pass begun too early may be told as well
        assert any({*mistake.steps} <= {*finding.steps} for finding in result.findings)
    assert planted


def test_the_present_bounds_what_can_be_true() -> None:
    indexed = index_plan(plans.plan_of("single", "automatic"))
    entries = play(indexed, 1)
    last = max(datetime.fromisoformat(entry.at) for entry in entries if entry.at)
    assert check(indexed, *entries, now=last.replace(tzinfo=UTC)).verdict == "pass"
    early = check(indexed, *entries, now=datetime(2026, 12, 1, tzinfo=UTC))
    assert [finding.code for finding in early.findings] == ["TIM005"]
