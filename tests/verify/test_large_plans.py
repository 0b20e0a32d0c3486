"""Plans made to be too much for a verdict, with a right revision: told or refused in little time and memory.

And what makes that so finds what the plain definition finds, on the plans that there are.
"""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from weakref import ref

import pytest
from msgspec.structs import replace

from runbook.errors import InputError
from runbook.model.revision import revision_of_content
from runbook.reading.plan_json import PLAN as PLAN_NAME
from runbook.reading.plan_json import dump_plan
from runbook.simulate.play import play
from runbook.verify import indexed_plan
from runbook.verify.document import lay_out
from runbook.verify.indexed_plan import closure, index_plan
from runbook.verify.lay_beside import lay_beside
from runbook.verify.quick import Seconds, StateChoice
from runbook.verify.too_early import broken_pairs
from runbook.verify.watches import allowed_early
from tests import plans
from tests.records.test_records import PLAN
from tests.test_bounds import ran
from tests.verify.harness import record as record_of

CONTENT = json.loads(dump_plan(PLAN))
STEP = next(step for step in CONTENT["steps"] if not step["evidence"])
ORDER = next(rule for rule in CONTENT["rules"] if rule["kind"] == "order")
START = datetime(2026, 11, 1, 22, tzinfo=UTC)


def rule(number: int, kind: str, first: Iterable[int], then: Iterable[int], **more: Any) -> dict[str, Any]:
    ends = {"first": [f"s{index}" for index in first], "then": [f"s{index}" for index in then]}
    made: dict[str, Any] = ORDER | {"id": f"r{number}", "kind": kind, "steps": []} | ends | more
    return made


def a_chain(steps: int, kind: str = "order", **more: Any) -> list[dict[str, Any]]:
    return [rule(number, kind, [number], [number + 1], **more) for number in range(steps - 1)]


def verified(
    folder: Path, steps: int, rules: list[dict[str, Any]], minutes: Callable[[int], float], **step: Any
) -> tuple[int, str, str]:
    """What comes of a record of such a plan with all steps done, each so many minutes after a start."""
    free = {"roles": [], "witness": False, "window": None, "installs": None} | step
    content = CONTENT | {"steps": [STEP | free | {"id": f"s{number}"} for number in range(steps)], "rules": rules}
    content["revision"] = revision_of_content(content)
    (folder / PLAN_NAME).write_text(json.dumps(content))
    entries = [
        {
            "step": f"s{number}",
            "state": "done",
            "by": "CM",
            "at": (START + timedelta(minutes=minutes(number))).isoformat(),
        }
        for number in range(steps)
    ]
    head = {"revision": content["revision"], "site": PLAN.site, "change": PLAN.change, "run": "1"}
    (folder / "record").write_text(json.dumps({"format": "runbook-record/1", **head, "entries": entries}))
    return ran("verify", "--plan", folder / PLAN_NAME, folder / "record", "--lang", "en")


@pytest.mark.long
@pytest.mark.parametrize("steps", [4000, 20_000])
def test_a_chain_of_thousands_of_rules_is_refused(tmp_path: Path, steps: int) -> None:
    status, _output, said = verified(tmp_path, steps, a_chain(steps), lambda number: number / 100)
    assert status == 2
    assert "relate too many pairs of steps" in said


@pytest.mark.parametrize(
    ("bound", "count"),
    [
        ("MAX_RELATED", 30 * 29 // 2),  # each step with all that follow it
        ("MAX_LOOKED_AT", 29 * 28 // 2),  # of each step, all that follow the next one
    ],
)
def test_as_many_pairs_of_a_chain_of_thirty_are_looked_at_as_there_are(
    bound: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = {number: {number + 1: 0} for number in range(29)}
    steps = frozenset(range(30))
    monkeypatch.setattr(indexed_plan, bound, count)
    reached = closure(dataclasses.replace(index_plan(PLAN), edges=chain), steps)
    assert {first: set(later) for first, later in reached.items()} == {n: set(range(n + 1, 30)) for n in range(30)}
    monkeypatch.setattr(indexed_plan, bound, count - 1)
    with pytest.raises(InputError, match="relate too many pairs of steps"):
        closure(dataclasses.replace(index_plan(PLAN), edges=chain), steps)


def test_so_many_sets_of_steps_are_kept_those_used_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexed_plan, "_closures", {})
    monkeypatch.setattr(indexed_plan, "KEPT", 2)
    indexed = index_plan(PLAN)
    sets = [frozenset(range(number)) for number in (3, 4, 5)]
    for chosen in (sets[0], sets[1], sets[0], sets[2]):
        closure(indexed, chosen)
    assert list(indexed_plan._closures) == [(ref(indexed), sets[0]), (ref(indexed), sets[2])]


PATIENT: dict[str, Any] = {"kind": "wait", "minutes": 1}
LAYERS = [rule(0, "order", range(700), range(700, 1400))]
LARGEST: dict[str, tuple[int, list[dict[str, Any]], Callable[[int], float], int]] = {
    "a chain": (1900, a_chain(1900), lambda number: number / 10, 0),
    "a chain backwards": (1900, a_chain(1900), lambda number: -number, 1),
    "a chain in any order": (1900, a_chain(1900), lambda number: number * 7919 % 1900, 1),
    "a chain of waits in any order": (1900, a_chain(1900, **PATIENT), lambda number: number * 7919 % 1900, 1),
    "two layers": (1400, LAYERS, lambda number: number / 10, 0),
    "two layers backwards": (1400, LAYERS, lambda number: -number / 10, 1),
}


@pytest.mark.long
@pytest.mark.parametrize("name", LARGEST)
def test_as_many_relations_as_are_looked_at(tmp_path: Path, name: str) -> None:
    steps, rules, minutes, expected = LARGEST[name]
    status, output, said = verified(tmp_path, steps, rules, minutes)
    assert status == expected, said
    assert len(output) < 100_000


def scrambled(indexed, seed):
    """A record in which some of the times are those of other steps, and some hands other people's."""
    chance = random.Random(seed)
    entries = play(indexed, seed)
    times = [entry.at for entry in entries if entry.at]
    changed = [
        replace(entry, at=chance.choice(times), by=chance.choice(("CM", "TL"))) if entry.at and chance.random() < 0.3
        else entry for entry in entries
    ]  # fmt: skip
    record = record_of(indexed, *changed)
    return lay_beside(indexed, record, lay_out(indexed, record)[0], None)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("kind", plans.KINDS, ids=str)
def test_pairs_that_contradict_each_other_are_those_of_the_definition(kind) -> None:
    indexed = index_plan(plans.plan_of(*kind))
    count = 0
    for seed in range(1, 6):
        case = scrambled(indexed, seed)
        at = case.moments
        asked = [
            (first, then, wait)
            for first, later in case.later.items()
            for then, wait in later.items()
            if first in at and then in at
        ]
        broken = {
            (first, then)
            for first, then, wait in asked
            if at[then].late < at[first].early + wait - allowed_early(case, first, then)
        }
        while more := {(a, d) for (a, b), (c, d) in product(broken, broken) if b == c} - broken:
            broken |= more
        assert {(first, then) for first, later in broken_pairs(case).items() for then in later} == broken
        count += len(broken)
    assert count > 5


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", plans.KINDS, ids=str)
def test_relations_that_follow_from_others_are_left_out_of_the_quick_look_and_no_others(kind) -> None:
    indexed = index_plan(plans.plan_of(*kind, hops=("bs",) if kind[0].startswith("migrate-") else ("fbslp", "s")))
    for seed in range(3):
        chance = random.Random(seed)
        states = tuple("done" if chance.random() < 0.9 else "na" for _ in indexed.steps)
        shape = StateChoice(indexed=indexed, states=states, seconds=Seconds(indexed.zone))
        later = closure(indexed, frozenset(shape.done))
        expected = {
            (shape.place[first], shape.place[then], seconds)
            for first in shape.done
            for then, seconds in later[first].items()
            if not any(later[first][one] + later[one][then] >= seconds for one in later[first] if then in later[one])
        }
        assert {*shape.edges} == expected
        assert len(expected) > 20
