"""Whatever is changed in a plan changes its revision: field by field."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
import typing
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import pytest

from runbook.house.house_load import read_house
from runbook.house.merged import with_house
from runbook.model.plan import Plan
from runbook.model.revision import revision_of, revision_of_content
from runbook.model.site import Clients
from runbook.procedures.load import load_procedures
from runbook.reading.annotations import alternatives, fields_of, limits_of, may_be_none
from runbook.reading.plan_json import dump_plan
from runbook.reading.plan_page import nouns_below, nouns_of_a_plan
from runbook.reading.structure import convert
from tests.house import folders
from tests.plans import plan_of


def _in_a_house() -> Plan:
    """The plan of a site of the example, with a house that does without a step."""
    packed, _draft = read_house(folders.EXAMPLE, load_procedures())
    file = replace(packed.house.file, leave_out={"compare-builds": "It is counted elsewhere."})
    return folders.plan_with(with_house(load_procedures(), replace(packed.house, file=file)), "paris")


# What they have between them is every noun, at least once.
PLANS = (
    plan_of("atlas-failover", switch="shared-ip", bases=(True, False), hours=2),
    plan_of("migrate-physical-virtual", "manual", clients=Clients(jump_clients=7, integration_clients="by-ip")),
    _in_a_house(),
)


class Place(NamedTuple):
    """A field of a noun, and one place where it stands."""

    plan: Plan
    keys: tuple[str | int, ...]
    annotation: Any


def places() -> Iterator[tuple[str, Place]]:
    """Every field of every noun, once."""
    told = set()
    for plan in PLANS:
        for noun, keys, group in groups(plan, Plan, ()):
            for name, field in fields_of(noun).items():
                known = f"{noun.__name__}.{name}"
                if known not in told and known != "Plan.revision" and group is not None:
                    told.add(known)
                    yield known, Place(plan, (*keys, field.key), field.annotation)


def groups(group: Any, noun: Any, keys: tuple[str | int, ...]) -> Iterator[tuple[Any, tuple[str | int, ...], Any]]:
    """Every group of a plan: its noun and where it stands."""
    yield noun, keys, group
    for below, key in nouns_below(noun):
        found = getattr(group, key.removesuffix("[]"))
        listed = enumerate(found) if key.endswith("[]") else [] if found is None else [(None, found)]
        for number, one in listed:
            more = (key.removesuffix("[]"),) if number is None else (key.removesuffix("[]"), number)
            yield from groups(one, below, (*keys, *more))


PLACES = dict(places())


def other(value: Any, annotation: Any) -> Any:
    """Another value of the same type, as JSON has it."""
    bare, _limits = limits_of(annotation)
    if value is None:
        return sample(bare)
    if typing.get_origin(bare) is Literal:
        return next(one for one in typing.get_args(bare) if one != value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return value[:-1] if value else [sample(typing.get_args(bare)[0])]
    if isinstance(value, dict) and typing.get_origin(bare) is dict:
        return {**value, "another": "x"}
    if isinstance(value, dict):
        return None
    if datetime in alternatives(bare):
        return (datetime.fromisoformat(value) + timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    return value + "1"


def sample(annotation: Any) -> Any:
    """Any value of a type that is a text, a number, a time, a choice."""
    bare, _limits = limits_of(annotation)
    if typing.get_origin(bare) is Literal:
        return typing.get_args(bare)[0]
    return {str: "x", int: 1, bool: True, datetime: "2026-12-05T22:00:00+01:00"}.get(bare, "x")


def test_every_noun_and_field_has_its_place():
    named = {f"{noun.__name__}.{field.name}" for noun in nouns_of_a_plan() for field in fields(noun)}
    assert set(PLACES) == named - {"Plan.revision"}


def other_content(name: str) -> Any:
    """The content of the plan that has a field, with another value there."""
    place = PLACES[name]
    data = json.loads(dump_plan(place.plan))
    group = data
    for key in place.keys[:-1]:
        group = group[key]
    before = group.get(place.keys[-1]) if isinstance(group, dict) else group[place.keys[-1]]
    group[place.keys[-1]] = other(before, place.annotation)
    assert group[place.keys[-1]] != before
    return data


@pytest.mark.sampled(10)
@pytest.mark.parametrize("name", PLACES)
def test_changing_a_field_changes_the_revision(name):
    assert revision_of_content(other_content(name)) != PLACES[name].plan.revision


@pytest.mark.sampled(20)
@pytest.mark.parametrize("name", PLACES)
def test_the_changed_field_is_in_the_revision_of_the_plan_that_is_read(name):
    data = other_content(name)
    changed, wrong = convert(Plan, data)
    if changed is not None and name != "Plan.format":
        assert revision_of(changed) == revision_of_content(data)
    else:  # what cannot be a plan at all
        assert wrong or name == "Plan.format"


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", [name for name in PLACES if may_be_none(PLACES[name].annotation)])
def test_something_in_the_place_of_nothing_changes_it_too(name):
    place = PLACES[name]
    data = json.loads(dump_plan(place.plan))
    group = data
    for key in place.keys[:-1]:
        group = group[key]
    group[place.keys[-1]] = sample(place.annotation) if group.get(place.keys[-1]) is None else None
    assert revision_of_content(data) != place.plan.revision


def test_the_revision_that_a_plan_bears_is_not_looked_at():
    plan = PLANS[0]
    assert revision_of(replace(plan, revision="")) == plan.revision


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"revision": "1"},
        {"é": [], "a": None, "b": [[]], "c": {"z": 1, "a": [{"y": 1, "b": 2}]}, "\uffff": "x"},
        {
            "a": 1,
            "b": [{"z": number, "a": [number]} for number in range(121)],
            "c": [],
            "d": [*range(50)],
            "e": [*range(51)],
        },
        {"steps": [*range(100)]},
    ],
)
def test_it_is_the_hash_of_all_of_the_content_as_json(content):
    told = {key: value for key, value in content.items() if key != "revision"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert revision_of_content(content) == hashlib.sha256(text.encode()).hexdigest()


def test_the_revision_of_a_large_plan_is_made_a_step_at_a_time():
    content = {"steps": [{"text": "a" * 1000}] * 10_000}
    revision_of_content(content)
    tracemalloc.start()
    try:
        revision_of_content(content)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()
