"""Where a step of a house can be done, if the rules let it not be where it was placed: looked for by trying."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from runbook.errors import PlanningError
from runbook.house.anchors import WINDOW
from runbook.house.merged import with_house
from runbook.model.control import is_control
from runbook.model.house import House, Placing
from runbook.model.plan import Plan, PlanStep
from runbook.model.procedure import PACKAGES, Procedures
from runbook.model.site import Inventory
from runbook.planning.pipeline import unfrozen_plan
from runbook.planning.selected_steps import name_of, selected_as

MOST = 40  # places that are tried: a house that is wrong is told of it in seconds


class Tried(NamedTuple):
    """A step of a house, its place, and the sites on which it cannot be there."""

    name: str
    place: Placing
    inventories: tuple[Inventory, ...]


def nearest_place(tried: Tried, house: House, procedures: Procedures) -> str | None:
    """The nearest place on the same side where the step can be done on all these sites, as `before: update.base`.

    None where there is none, or none was found in reasonable time.
    """
    first = tried.place.before is not None
    given = tried.place.before or tried.place.after or ""
    alone = replace(house, rules={}, paths=())
    without = [(one, _plan(one, procedures, None)) for one in tried.inventories]
    wanted = [_often(plan, given, tried.place) for _inventory, plan in without]
    for anchor in _further(without[0][1], given, first=first):
        place = replace(tried.place, before=anchor) if first else replace(tried.place, after=anchor)
        step = replace(house.steps[tried.name], place=place)
        found = replace(alone, steps={tried.name: step})
        try:
            plans = (_plan(inventory, procedures, found) for inventory, _plan_without in without)
            if all(sum(step.house for step in plan.steps) == often for plan, often in zip(plans, wanted, strict=True)):
                return f"before: {anchor}" if first else f"after: {anchor}"
        except PlanningError:
            continue
    return None


def _plan(inventory: Inventory, procedures: Procedures, house: House | None) -> Plan:
    (site,) = inventory.sites
    merged = with_house(procedures, house) if house else None
    return unfrozen_plan(inventory, site, site.changes[0], procedures, house=merged)


def _often(plan: Plan, given: str, place: Placing) -> int:
    """How many times a step with that place is done in a plan."""
    of = {"once": (), "pass": ("hop",), "window": ("window",), "appliance": ("hop", "appliance")}[place.each]
    return len({tuple(getattr(step, key) for key in of) for step in _meant(plan.steps, given)})


def _meant(steps: Iterable[PlanStep], given: str) -> Iterator[PlanStep]:
    """The steps that a place speaks of."""
    for step in steps:
        in_it = step.phase == given or (given == WINDOW and step.window is not None)
        if given in selected_as(step) or (in_it and not is_control(step)):
            yield step


def _further(plan: Plan, given: str, *, first: bool) -> Iterator[str]:
    """What the steps are called that come before the first of what is meant, or after the last: the nearest first.

    One that installs is called `packages` first: a pass may lack the one package, and has another.
    """
    at = [number for number, step in enumerate(plan.steps) if step in set(_meant([step], given))]
    if not at:
        return
    rest = plan.steps[: at[0]][::-1] if first else plan.steps[at[-1] + 1 :]
    there = [step for step in rest if not is_control(step)]
    names = (name for step in there for name in ((PACKAGES,) if step.installs else ()) + (name_of(step),))
    yield from islice(dict.fromkeys(names), MOST)
