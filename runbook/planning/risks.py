"""The risks of a change, each with what limits it in this very plan.

A risk of the procedures names ids of the catalogue. Whatever the plan has of the same ids limits it: rules,
prohibitions, recoveries. A risk that nothing of the plan speaks of is not this plan's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from runbook.model.house import RiskGrade
from runbook.model.plan import Note, PlanStep, Recovery, Risk, Rule
from runbook.model.procedure import NeverData, RiskData

RULES_SHOWN = 2  # of the rules that limit a risk, the first ones; all prohibitions are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Limiting:
    """What a plan has that may limit a risk."""

    steps: tuple[PlanStep, ...]
    rules: tuple[Rule, ...]
    never: tuple[Note, ...]
    recoveries: tuple[Recovery, ...]

    @property
    def speaking(self) -> tuple[Rule | Note | Recovery, ...]:
        """All that a risk is limited by, or made up for."""
        return (*self.rules, *self.never, *self.recoveries)


def risks_of(
    risks: tuple[RiskData, ...], limiting: Limiting, prohibitions: Mapping[str, NeverData]
) -> tuple[Risk, ...]:
    """Those that are this plan's, in their order; a prohibition that goes with none of them is a risk of its own, and
    has the id that it has among the `prohibitions`."""
    named = set(chain.from_iterable(part.sources for part in limiting.speaking))
    found = [risk for data in risks if (risk := _risk(data, limiting, named))]
    limits = {text for risk in found for text in risk.limits}
    ids = {data.text: name for name, data in reversed([*prohibitions.items()])}
    own = [note for note in limiting.never if note.text not in limits]
    return (*found, *(_own(note, ids.get(note.text, ""), limiting.steps) for note in own))


def graded(risks: Iterable[Risk], grades: Mapping[str, RiskGrade]) -> tuple[Risk, ...]:
    """The risks with what a house says of them, by their ids."""
    nothing = RiskGrade()
    pairs = ((risk, grades.get(risk.id, nothing)) for risk in risks)
    return tuple(replace(risk, likelihood=said.likelihood or "", weight=said.weight or "") for risk, said in pairs)


def _risk(data: RiskData, plan: Limiting, named: set[str]) -> Risk | None:
    """One risk, where something of the plan speaks of it; `named` are the sources of all that may."""
    ids = set(data.ids)
    rules = _unique(r.text for r in plan.rules if not ids.isdisjoint(r.sources))[:RULES_SHOWN]
    never = _unique(n.text for n in plan.never if not ids.isdisjoint(n.sources))
    recoveries = tuple(r.id for r in plan.recoveries if r.id in ids)
    if not (rules or never or recoveries):
        return None
    return Risk(
        id=data.id,
        text=data.text,
        limits=(*rules, *never) or ((data.otherwise,) if data.otherwise else ()),
        recoveries=recoveries,
        steps=_steps(plan.steps, ids),
        sources=tuple(sorted(ids & named)),
    )


def _own(note: Note, name: str, steps: tuple[PlanStep, ...]) -> Risk:
    return Risk(
        id=name,
        text=note.text,
        limits=(note.text,),
        recoveries=(),
        steps=_steps(steps, set(note.sources)),
        sources=note.sources,
    )


def _steps(steps: tuple[PlanStep, ...], ids: set[str]) -> tuple[str, ...]:
    """The printed numbers of the steps whose sources are among `ids`, else of those with a note that has one."""
    own = tuple(s.number for s in steps if not ids.isdisjoint(s.sources))
    return own or tuple(s.number for s in steps if any(not ids.isdisjoint(note.sources) for note in s.notes))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
