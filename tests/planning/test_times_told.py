"""The outages that are told are not less than the time in which a modelled site lets nobody in, on every path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from runbook.document.impact import outages, planned_end
from runbook.model.plan import Plan, PlanStep
from runbook.model.ways_back import main_steps
from runbook.procedures.load import load_procedures
from tests.planning.modelled_site import UNKNOWNS, ModelledSite, Unknown
from tests.plans import CLIENTS, KINDS, plan_of

WAITS = ("24h", "remove-clients")


def name(kind: tuple[Any, ...]) -> str:
    return "-".join(filter(None, kind))


def plans(kind: tuple[Any, ...]) -> Iterator[Plan]:
    """One pass and two, with and without a Base, both waits, with and without pushed MSI installers."""
    for wait in WAITS:
        for clients in CLIENTS[:2]:
            for bases in ((True,), (False,)) if kind[0].startswith("migrate-") else ((True,), (False, True)):
                yield plan_of(*kind, bases=bases, wait=wait, clients=clients)


def nobody_in(plan: Plan, unknown: Unknown) -> Iterator[PlanStep]:
    """The steps before, during or after which nobody gets in: no client is left, none is let in, or what serves is
    being upgraded."""
    site, before = ModelledSite(plan, unknown), True
    for number, step in enumerate(main_steps(plan)):
        reached = site.reached()
        cut = bool(step.installs) and reached is not None and reached.id == step.appliance
        site.do(step, f"{number:05}")
        after = site.installed and site.connects()
        if cut or not (before and after):
            yield step
        before = after


def untold(plan: Plan, unknown: Unknown = UNKNOWNS[0]) -> list[str]:
    """The steps of a window at which nobody gets in and no outage is told, with the times between them."""
    told = [(outage.start, outage.end) for outage in outages(plan)]
    shut = [step for step in nobody_in(plan, unknown) if step.planned_start is not None]
    found = [
        step.id
        for step in shut
        if step.planned_start is not None
        and not any(start <= step.planned_start and planned_end(plan, step) <= end for start, end in told)
    ]
    following = {one.id: other.id for one, other in pairwise(plan.steps)}
    for one, other in pairwise(shut):
        if following[one.id] == other.id and other.planned_start is not None:
            gap = (planned_end(plan, one), other.planned_start)
            if gap[1] > gap[0] and not any(start <= gap[0] and gap[1] <= end for start, end in told):
                found.append(f"{one.id} to {other.id}")
    return found


@pytest.mark.sampled(24)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_an_outage_is_told_for_as_long_as_nobody_gets_in(kind: tuple[Any, ...]) -> None:
    unknowns = UNKNOWNS[:: len(UNKNOWNS) - 1] if kind[0].startswith("atlas") else UNKNOWNS[:1]
    shut = 0
    for plan in plans(kind):
        for unknown in unknowns:
            assert untold(plan, unknown) == [], (plan.options, unknown)
        shut += len([*nobody_in(plan, unknowns[0])])
    assert shut > 40  # of the plans without clients alone


@pytest.mark.sampled(6)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind[0].startswith("migrate-")], ids=name)
def test_without_removal_somebody_gets_in_between_the_outages(kind: tuple[Any, ...]) -> None:
    """What is looked at can tell the two apart: most steps of a window are done while users work."""
    plan = plan_of(*kind, bases=(True, True))
    shut = {step.id for step in nobody_in(plan, Unknown())}
    windowed = [step for step in plan.steps if step.window is not None]
    assert len([step for step in windowed if step.id in shut]) < len(windowed) / 2


def test_a_cluster_is_down_until_its_first_nodes_are_synchronised() -> None:
    """They take clients from then on: an outage told as over when the first of them is open is told too short."""
    for kind in (("atlas-failover", None, None, "nat"), ("atlas-no-failover",)):
        plan = plan_of(*kind)
        (outage,) = outages(plan)
        assert outage.steps[-1].event == "cluster.sync-first"
        opened = next(step for step in plan.steps if step.event == "node.open")
        ends = {"cluster.sync-first": (), "node.open": ("service-again",)}
        steps = tuple(
            replace(s, effects=(*(e for e in s.effects if e != "service-again"), *ends.get(s.event or "", ())))
            if s.event in ends
            else s
            for s in plan.steps
        )
        short = untold(replace(plan, steps=steps))
        assert f"cluster-sync-first:{outage.steps[-1].appliance}:h1" in short
        assert opened.planned_start is not None
        assert planned_end(plan, opened) + timedelta(minutes=5) <= outage.end


def test_the_words_of_cluster_outages_say_it_too() -> None:
    texts = [effect.text or "" for effect in load_procedures().effects.values()]
    assert any("synchronised" in text for text in texts)
    assert not any("first node is open" in text for text in texts)
