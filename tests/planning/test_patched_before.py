"""A patch that an earlier change has installed: which version consoles show from then on is not known (B36)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from runbook.model.plan import Plan
from runbook.model.site import Change, Inventory, Site
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.plans import KINDS, change_of, hop_of, plan_of, site_of

CLUSTERS = [kind for kind in KINDS if kind[0] == "atlas-failover"]


def earlier(change: Change, *letters: str, **more: Any) -> Change:
    """A change of a year before that is done."""
    windows = tuple(replace(w, start=w.start.replace(year=2025), end=w.end.replace(year=2025)) for w in change.windows)
    hops = tuple(hop_of(each, number) for number, each in enumerate(letters))
    return replace(change, **{"id": "CHG0040", "state": "done", "hops": hops, "windows": windows, **more})


def plan_after(letters: tuple[str, ...], done: tuple[str, ...], **more: Any) -> Plan:
    site = site_of("single")
    change = change_of("single", "automatic", None, hops=letters)
    found: Site = replace(site, changes=(change, earlier(change, *done, **more)))
    inventory = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(found,))
    return make_plan(inventory, found, change, load_procedures())


def expected(plan: Plan) -> list[str | None]:
    asked = [step.evidence for step in plan.steps if step.event == "verify.console"]
    return [one.expect.equals if one and one.expect else None for one in asked]


@pytest.mark.parametrize(
    ("letters", "done", "versions"),
    [
        (("b",), ("p",), [None]),
        (("l",), ("s", "f"), [None]),
        (("l",), ("sp",), [None]),
        (("b",), ("p", "s"), ["23.3.2"]),
        (("s",), ("p",), ["23.1.1"]),
        (("b", "l"), ("p",), [None, None]),
        (("b",), ("bl",), ["22.2.1"]),
    ],
)
def test_no_version_is_expected_until_the_next_package(
    letters: tuple[str, ...], done: tuple[str, ...], versions: list[str | None]
) -> None:
    assert expected(plan_after(letters, done)) == versions


@pytest.mark.parametrize("state", ["planned", "stopped", "cancelled"])
def test_what_was_not_done_says_nothing(state: str) -> None:
    assert expected(plan_after(("b",), ("p",), state=state)) == ["22.2.1"]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", CLUSTERS, ids=lambda kind: kind[3])
@pytest.mark.parametrize("letters", ["pb", "bp", "lb", "ps", "slp"])
def test_a_cluster_is_not_said_to_have_two_versions_while_one_master_has_a_patch_alone(kind: Any, letters: str) -> None:
    plan = plan_of(*kind, hops=(letters,))
    told = [effect.id for effect in plan.effects if effect.kind == "no-standby"]
    assert told[0] == "masters-unlike"
    assert [effect.id for effect in plan_of(*kind).effects if effect.kind == "no-standby"] == ["masters-differ"]
