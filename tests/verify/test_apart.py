"""Records of a pair found apart: each known mistake is found alone, and the breach of each rule is named."""

from __future__ import annotations

import random
from typing import Any

import pytest

from runbook.simulate.draft import DraftRecord
from runbook.simulate.mistakes import KINDS, plant_one
from runbook.simulate.play import play
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import index_plan
from tests.plans import APART, CLIENTS, apart_plan
from tests.verify.harness import check, record, write
from tests.verify.test_all_plans import breaches

PLACES = {f"{order}-{done or 'none'}-{serving}": (done, serving, order, *more) for done, serving, order, *more in APART}


@pytest.mark.sampled(7)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_each_known_mistake_is_found_alone(place: tuple[Any, ...]) -> None:
    indexed = index_plan(apart_plan(place, clients=CLIENTS[2]))
    fast_check, planted = FastCheck(indexed), 0
    for seed, kind in enumerate(KINDS):
        draft = DraftRecord(indexed, {entry.step: entry for entry in play(indexed, seed)}, random.Random(seed))
        mistake = plant_one(draft, kind)
        if mistake is None:
            continue
        entries = tuple(draft.entries.values())
        (told,) = check(indexed, *entries, now=None).findings
        assert told.code in mistake.codes
        assert {*mistake.steps} <= {*told.steps}, mistake
        assert not fast_check.clean(record(indexed, *entries), None)
        planted += 1
    assert planted > len(KINDS) / 2


@pytest.mark.sampled(7)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_the_breach_of_each_order_is_found(place: tuple[Any, ...]) -> None:
    indexed, count = index_plan(apart_plan(place)), 0
    for rule, one, other, entries in breaches(indexed, 4):
        result = check(indexed, *entries, now=None)
        named = [step for finding in result.findings if finding.code in ("ORD001", "GAP001") for step in finding.steps]
        assert {one, other} <= {*named}, rule
        count += 1
    assert count > 5


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_another_appliance_in_service_than_the_inventory_says_fails(place: tuple[Any, ...]) -> None:
    """The pages say to stop there: what is paired afterwards overwrites the data of the one that serves."""
    indexed = index_plan(apart_plan(place))
    (look,) = (step for step in indexed.steps if step.id.startswith("apart-serves"))
    entries = {entry.step: entry for entry in play(indexed, 1)}
    write(entries, look.id, value={"rs-a": "rs-b", "rs-b": "rs-a"}[look.appliance or ""] + ".example.com")
    result = check(indexed, *entries.values())
    assert (result.verdict, [f.code for f in result.findings]) == ("fail", ["EVD003"])
