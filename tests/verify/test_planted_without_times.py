"""Mistakes are planted in records whose times another mistake took."""

import random

import pytest
from msgspec.structs import replace

from runbook.simulate.draft import DraftRecord
from runbook.simulate.mistakes import KINDS, plant_one
from tests.verify.harness import faultless, pair


@pytest.mark.sampled(2)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("at", ["", "2026-13-45 27:90"])
def test_no_mistake_needs_a_time_that_is_not_there(kind, at) -> None:
    entries = {step: replace(entry, at=at) for step, entry in faultless(pair()).items()}
    found = plant_one(DraftRecord(pair(), entries, random.Random(1)), kind)
    assert found is None or found.steps or found.codes == ("DOC003",)
