"""docs/plan.md tells every field of a plan, and what it says of the revision is so."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest

from runbook.reading.plan_json import dump_plan
from runbook.reading.plan_page import FIELDS, nouns_of_a_plan, plan_page
from tests.plans import paths

PLANS = {plan.path: plan for plan in paths()}


def test_the_page_is_current():
    page = Path(__file__).resolve().parents[2] / "docs" / "plan.md"
    assert page.read_text(encoding="utf-8") == plan_page(), "run `make findings`"


def test_every_field_of_every_noun_is_told_and_no_other():
    told = {noun.__name__: list(fields) for noun, fields in FIELDS.items()}
    there = {noun.__name__: [field.name for field in dataclasses.fields(noun)] for noun in nouns_of_a_plan()}
    assert {name: sorted(fields) for name, fields in told.items()} == {n: sorted(f) for n, f in there.items()}


def test_the_revision_alone_is_out():
    assert [name for fields in FIELDS.values() for name, (_what, why) in fields.items() if not why] == ["revision"]


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_formula_gives_the_revision(plan):
    told = json.loads(dump_plan(plan))
    stated = told.pop("revision")
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == stated == plan.revision
