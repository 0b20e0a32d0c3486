"""The known mistakes are those that a record can hold: each code has one, or a reason why it has none."""

import random
from functools import cache
from itertools import product

import pytest

from runbook.simulate.draft import DraftRecord
from runbook.simulate.mistakes import KINDS, NOT_PLANTED, plant_one
from runbook.simulate.play import play
from runbook.verify.codes import CODES
from runbook.verify.indexed_plan import index_plan
from tests import plans
from tests.verify.harness import check
from tests.verify.places import PLACES

MISTAKES = frozenset(code for code, one in CODES.items() if one.severity != "note")
CARRIED_ON = frozenset({"DOC019", "STA015", "WIN004"})  # planted where a later plan carries a change on: test_amended
SEEDS = 3
ORDINARY = (
    ("single", "automatic"),
    ("failover", "automatic", "synchronous", "dns"),
    ("atlas-failover", None, None, "dns"),
)


def test_only_mistakes_have_a_reason_why_they_are_not_planted() -> None:
    assert NOT_PLANTED.keys() < MISTAKES - CARRIED_ON
    assert all(NOT_PLANTED.values())


@pytest.mark.long
def test_each_code_is_planted_and_told_or_has_a_reason_why_not() -> None:
    """Each kind has a place in one of a few plans, and each code that is not excused one in a record."""
    names = {kind.__name__: kind for kind in KINDS}
    ordinary = [index_plan(plans.plan_of(*kind, bases=(True, True))) for kind in ORDINARY]
    special = [(index_plan(plan()), names[name]) for plan, kinds in PLACES.items() for name in kinds]
    kinds = [(indexed, kind) for kind in KINDS for indexed in ordinary] + special
    told, planted = set[str](), set[str]()
    played = cache(play)
    for seed, (indexed, kind) in product(range(SEEDS), kinds):
        draft = DraftRecord(indexed, {entry.step: entry for entry in played(indexed, seed)}, random.Random(seed))
        mistake = plant_one(draft, kind)
        if mistake is not None:
            found, *more = check(indexed, *draft.entries.values(), now=None).findings
            assert (found.code in mistake.codes, more) == (True, []), (mistake, found)
            assert {*mistake.steps} <= {*found.steps}, mistake
            told.add(found.code)
            planted.add(kind.__name__)
    assert planted == names.keys()
    assert told == MISTAKES - NOT_PLANTED.keys() - CARRIED_ON
