"""A plan that the kit wrote is read at once; whatever else a file holds is looked at value by value, as before."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from runbook.errors import InputError
from runbook.model.plan import Plan
from runbook.model.revision import revision_of_content
from runbook.reading import plan_json
from runbook.reading.plan_as_made import plan_as_made
from runbook.reading.plan_json import PLAN, dump_plan, read_plan
from runbook.reading.structure import convert
from runbook.verify.plan_store import PlanStore
from tests.plans import plan_of

FROZEN = plan_of("failover", "automatic", "asynchronous", "shared-ip")
CONTENT = dump_plan(FROZEN)


def test_what_the_kit_wrote_is_the_plan_that_a_look_at_each_value_gives() -> None:
    plan, wrong = convert(Plan, json.loads(CONTENT))
    assert (plan_as_made(CONTENT), wrong) == (plan, [])


def _sealed(edit: Callable[[dict[str, Any]], None]) -> bytes:
    """The plan with an edit, and the revision of what it says then, written as the kit writes it."""
    data = json.loads(CONTENT)
    edit(data)
    data["revision"] = revision_of_content(data)
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data["staff"][0].update(initials="C M"),
        lambda data: data["staff"][0].update(roles=[]),
        lambda data: data["staff"][0].update(shoe=44),
        lambda data: data["clients"].update(jump_clients=-1),
        lambda data: data["steps"][0]["duration"].update(low=1.0),
        lambda data: data["windows"][0].update(start="2026-12-05 22:00"),
        lambda data: data.pop("links"),
    ],
    ids=["initials", "no role", "unknown key", "low number", "1.0", "no offset", "missing"],
)
def test_what_is_forged_with_its_revision_says_the_same_as_value_by_value(edit, monkeypatch) -> None:
    content = _sealed(edit)
    with pytest.raises(InputError) as told:
        read_plan(content, PLAN)
    monkeypatch.setattr(plan_json, "plan_as_made", lambda content: None)
    with pytest.raises(InputError) as before:
        read_plan(content, PLAN)
    assert told.value.problems == before.value.problems


def test_another_revision_and_rules_of_no_step_are_told_as_before(monkeypatch) -> None:
    bad = (
        CONTENT.replace(FROZEN.revision.encode(), b"0" * 64),
        _sealed(lambda data: data["rules"][0].update(first=["no-step"])),
    )
    quick = []
    for content in bad:
        assert plan_as_made(content) is not None
        with pytest.raises(InputError) as told:
            read_plan(content, PLAN)
        quick.append(told.value.problems)
    monkeypatch.setattr(plan_json, "plan_as_made", lambda content: None)
    for content, problems in zip(bad, quick, strict=True):
        with pytest.raises(InputError) as told:
            read_plan(content, PLAN)
        assert told.value.problems == problems


@pytest.mark.long
def test_a_store_of_plans_goes_with_its_plans(tmp_path: Path) -> None:
    """A fleet is verified by a store a change: none of them waits for the garbage collector."""
    (tmp_path / PLAN).write_bytes(CONTENT)
    gc.collect()
    gc.disable()
    try:
        store = PlanStore([str(tmp_path)])
        assert store.plan_of(FROZEN.revision) is not None
        del store
        assert not [one for one in gc.get_objects() if isinstance(one, PlanStore)]
    finally:
        gc.enable()
