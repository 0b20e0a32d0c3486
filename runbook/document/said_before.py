"""What of a way back stands word for word in that of an earlier pass: its notes, the vendor's pages that it names, and
what the site is like afterwards."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from runbook.model.plan import Phase, Plan, PlanStep
from runbook.model.ways_back import ways_back

OWN = re.compile(r"\b(?:of|at) this step\b")  # such a note points at the values of its own step


def earlier_way(plan: Plan, way: Phase) -> Phase | None:
    """The same way back, word for word, in the first pass that has it; None where this is that one, or it differs."""
    first = next((one for one in ways_back(plan) if _name(one) == _name(way)), None)
    return first if first is not None and first is not way and first.back == way.back else None


def in_earlier_way(plan: Plan, referring: Collection[str]) -> Iterator[tuple[str, PlanStep]]:
    """Steps of ways back whose notes stand in the chapter of an earlier pass, each with that step, which does not refer
    to yet another one."""
    for way in ways_back(plan):
        earlier = earlier_way(plan, way)
        if earlier is None:
            continue
        there = {_alike(step): step for step in plan.steps if step.phase == earlier.id and step.id not in referring}
        for step in plan.steps:
            own = any(OWN.search(note.text) for note in step.notes)
            if step.phase == way.id and not own and (same := there.get(_alike(step))):
                yield step.id, same


def _alike(step: PlanStep) -> object:
    notes = tuple(note for note in step.notes if note.kind == "note")
    return step.event, step.title, step.letter, step.links, notes


def _name(way: Phase) -> str:
    return way.id.partition(":")[0]
