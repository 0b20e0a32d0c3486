"""A plan.json in which anything was changed is refused by whatever reads it; one that was laid out anew is not."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runbook.build.existing import keep_plan
from runbook.cli import runbook
from runbook.errors import InputError
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, dump_plan, earlier_name, load_plan, read_plan
from runbook.verify.plan_store import PlanStore
from tests.plans import plan_of

FROZEN = plan_of("failover", "automatic", "asynchronous", "shared-ip")
CONTENT = dump_plan(FROZEN)
SCALARS = st.none() | st.booleans() | st.integers(-5, 2**70) | st.floats(allow_nan=False) | st.text(max_size=9)
Spots = list[tuple[Any, Any]]


def spots() -> tuple[Any, Spots, Spots, Spots]:
    """The plan as data; its values that are no groups or lists, its groups, its lists of several different items."""
    data = json.loads(CONTENT)
    scalars: Spots = []
    groups: Spots = []
    lists: Spots = []

    def walk(value: Any, holder: Any, key: Any) -> None:
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
        if items is None:
            scalars.append((holder, key))
            return
        if isinstance(value, dict):
            groups.append((value, key))
        elif len({json.dumps(one) for one in value}) > 1:
            lists.append((value, key))
        for below, one in items:
            walk(one, value, below)

    walk(data, None, None)
    return data, scalars, groups, lists


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """The plan with one change, anywhere."""
    data, scalars, groups, lists = spots()
    kind = draw(st.sampled_from(("scalar", "added", "removed", "taken out", "reordered", "twice")))
    if kind == "scalar":
        holder, key = draw(st.sampled_from(scalars))
        before = holder[key]
        holder[key] = draw(SCALARS.filter(lambda value: (type(value), value) != (type(before), before)))
    elif kind in ("added", "removed"):
        group = draw(st.sampled_from(groups))[0]
        if kind == "added" or not group:
            group[draw(st.text(max_size=9).filter(lambda key: key not in group))] = draw(SCALARS)
        else:
            del group[draw(st.sampled_from(sorted(group)))]
    elif kind in ("reordered", "taken out"):
        found = draw(st.sampled_from(lists))[0]
        order = draw(st.permutations(range(len(found))))
        items = [found[number] for number in order]
        if items == found or kind == "taken out":
            items = found[:-1]
        found[:] = items
    else:
        key = draw(st.sampled_from(sorted(data)))
        extra = json.dumps({key: draw(SCALARS)}, ensure_ascii=True)[1:-1].encode()
        return CONTENT.rstrip()[:-1] + b"," + extra + b"}"
    return json.dumps(data, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from((None, 1)))).encode(
        "utf-8", "surrogatepass"
    )


@pytest.mark.long
@settings(
    max_examples=120 if os.environ.get("LONG") else 50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(content=changed())
def test_any_single_change_is_refused(content):
    with pytest.raises(InputError):
        read_plan(content, PLAN)


@pytest.mark.long
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(content=changed())
def test_every_reader_refuses_it(content, tmp_path_factory):
    folder = tmp_path_factory.mktemp("changed")
    file = folder / PLAN
    file.write_bytes(content)
    with pytest.raises(InputError):  # verify, simulate
        PlanStore([str(file)])
    with pytest.raises(InputError):
        PlanStore([str(folder)]).only(str(folder))
    earlier = folder / EARLIER_PLANS / earlier_name(FROZEN.revision)
    earlier.parent.mkdir()
    earlier.write_bytes(content)
    keep_plan(folder, FROZEN)
    assert load_plan(earlier) == FROZEN


EDITS = {
    "an address": lambda data: data["appliances"][0].update(ip="192.0.2.99"),
    "a host name": lambda data: data.update(hostname="elsewhere.example.com"),
    "somebody's name": lambda data: data["staff"][0].update(name="N. Body"),
    "a text": lambda data: data["steps"][0].update(title="Do nothing"),
    "a printed number": lambda data: data["steps"][0].update(number="9.9"),
    "a planned time": lambda data: data["steps"][20].update(planned_start="2026-12-05T22:01:00+01:00"),
    "a version": lambda data: data["passes"][0].update(software="1.0"),
    "a translation": lambda data: data["texts"].update(fr="0" * 64),
    "an offset": lambda data: data["offsets"][0].update(seconds=0),
    "a key of one's own": lambda data: data.update(comment="mine"),
    "a key less": lambda data: data.pop("risks"),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("command", [("verify", "record.csv"), ("simulate",)], ids=["verify", "simulate"])
def test_a_command_says_what_to_do(edit, command, tmp_path: Path):
    data = json.loads(CONTENT)
    edit(data)
    (tmp_path / PLAN).write_text(json.dumps(data), encoding="utf-8")
    (tmp_path / "record.csv").write_text("step\nx\n", encoding="utf-8")
    words = [str(tmp_path / word) if word.endswith(".csv") else word for word in command]
    done = CliRunner().invoke(runbook, [*words, "--plan", str(tmp_path / PLAN)], env={"LC_ALL": "C"})
    with pytest.raises(InputError) as caught:
        load_plan(tmp_path / PLAN)
    assert {problem.remedy for problem in caught.value.problems} == {
        "render the change again, or take the file from the rendered folder"
    }
    assert done.exit_code != 0


@pytest.mark.parametrize("options", [{}, {"indent": 4}, {"sort_keys": True}, {"ensure_ascii": False}])
def test_a_file_that_was_laid_out_anew_is_the_same_plan(options):
    assert read_plan(json.dumps(json.loads(CONTENT), **options).encode(), PLAN) == FROZEN


@pytest.mark.parametrize("depth", [900, 990, 993, 996, 1100, 100_000])
def test_what_is_nested_beyond_reason_is_refused(depth):
    content = CONTENT.rstrip()[:-1] + b', "x": ' + b"[" * depth + b"]" * depth + b', "y": "\\u0041"}'
    with pytest.raises(InputError):
        read_plan(content, PLAN)


def test_a_plan_of_this_format_cannot_be_passed_off_as_an_older_one():
    data = json.loads(CONTENT) | {"format": "runbook-plan/1"}
    with pytest.raises(InputError):
        read_plan(json.dumps(data).encode(), PLAN)


@pytest.mark.parametrize("content", ["sites:\n  - id: lyon\n", "# ours\n\n---\nschema: 1\n", "schema: 1\n"])
def test_an_inventory_in_place_of_a_plan_is_called_yaml(content):
    with pytest.raises(InputError, match="this is YAML, and no JSON"):
        read_plan(content.encode(), "inventory.yaml")


@pytest.mark.parametrize("data", [{"format": "runbook-record/1", "entries": []}, {"format": "runbook-plan/99"}])
def test_of_a_file_of_another_format_that_alone_is_said(data):
    """A record in the place of its plan, say: not each key that it lacks."""
    with pytest.raises(InputError) as refused:
        read_plan(json.dumps(data).encode(), "record.json")
    (problem,) = refused.value.problems
    assert (problem.path, dict(problem.args)["value"]) == ("format", repr(data["format"]))


def test_a_byte_order_mark_changes_nothing(tmp_path) -> None:
    """Editors put one before what they save; also where a folder of plans is given."""
    (tmp_path / PLAN).write_bytes(b"\xef\xbb\xbf" + CONTENT)
    assert load_plan(tmp_path / PLAN) == FROZEN
    found = PlanStore([str(tmp_path)]).indexed(FROZEN.revision)
    assert found is not None
    assert found[0].plan == FROZEN
