"""What procedures call the steps of a plan, and which steps a selector names: "event", or "event @ letter"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from runbook.model.control import is_control
from runbook.model.plan import PlanAppliance, PlanStep
from runbook.model.procedure import FOLLOWING, PACKAGES, TOUCHING, Procedures

_NUMBER = re.compile(r"\.[0-9]+$")  # of the second package of a kind in one hop, the third …


def name_of(step: PlanStep) -> str:
    """What procedures call a step: its event, or the first part of its id where it has none."""
    return _unnumbered(step.event or step.id.partition(":")[0])


@lru_cache(maxsize=10_000)
def _unnumbered(name: str) -> str:
    return _NUMBER.sub("", name)


def selected_as(step: PlanStep) -> tuple[str, ...]:
    """All that procedures call a step."""
    return (name_of(step), PACKAGES) if step.installs else (name_of(step),)


@dataclass(frozen=True, slots=True)
class SelectedSteps:
    """The steps by what procedures call them, and which half each traffic node belongs to."""

    steps: dict[str, list[PlanStep]]
    halves: dict[str, str | None]

    def pick(self, selectors: tuple[str, ...]) -> list[PlanStep]:
        """The steps that the selectors ("event" or "event @ letter") name, in their order of naming."""
        return [s for selector in selectors for s in self._one(selector)]

    def _one(self, selector: str) -> list[PlanStep]:
        name, letter = _name_and_letter(selector)
        named = self.steps.get(name, [])
        if not letter:
            return named
        if letter in ("first-half", "second-half"):
            half = letter.removesuffix("-half")
            return [s for s in named if s.appliance and self.halves.get(s.appliance) == half]
        return [s for s in named if s.letter == letter]


@lru_cache(maxsize=10_000)
def _name_and_letter(selector: str) -> tuple[str, str]:
    """What a selector names, and on which appliance; no letter where it is any."""
    name, _, letter = selector.partition("@")
    return name.strip(), letter.strip()


def selected_steps(
    procedures: Procedures,
    steps: Sequence[PlanStep],
    appliances: Mapping[str, PlanAppliance],
    ways: Collection[str] = (),
) -> SelectedSteps:
    """The steps of a plan as selectors name them. `ways` are the ids of those of its phases that are ways back."""
    work = [step for step in steps if step.phase not in ways]
    worked = {name_of(step) for step in work}  # on a way back, too, it is of the work
    named = named_steps(step for step in steps if step.phase not in ways or name_of(step) not in worked)
    named[TOUCHING] = named[FOLLOWING] = _touching(procedures, work)
    return SelectedSteps(named, {a.id: a.half for a in appliances.values()})


def named_steps(steps: Iterable[PlanStep]) -> dict[str, list[PlanStep]]:
    """The steps by what procedures call them."""
    found: dict[str, list[PlanStep]] = {}
    for step in steps:
        for name in selected_as(step):
            found.setdefault(name, []).append(step)
    return found


def _touching(procedures: Procedures, steps: Iterable[PlanStep]) -> list[PlanStep]:
    """The steps that touch an appliance or a client: all in a window but those that are leave to go on, or people's."""
    told = {data.event or name for name, data in procedures.steps.items() if data.touches}
    return [
        step
        for step in steps
        if not is_control(step) and (step.window is not None or step.installs or step.effects or name_of(step) in told)
    ]
