"""What each step of a plan means for the users, which may depend on the appliance that serves them at that time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from runbook.model.lasting import outage_runs
from runbook.model.plan import Effect, Phase, PlanHop, PlanStep, Text
from runbook.model.procedure import EffectData, Procedures


def effective(
    steps: tuple[PlanStep, ...],
    passes: tuple[PlanHop, ...],
    effects: Mapping[str, EffectData],
    ways: Collection[str],
) -> tuple[PlanStep, ...]:
    """The steps with the effects that hold: without those of the appliance that serves the users, where it is another;
    and with those of a second move, where the users are led back within the work. `ways` are the ids of the ways back,
    of which no step has an effect.

    A pass begins on the primary that it starts with; a step that moves the users moves them to the one it ends with.
    """
    serving = {each.hop: each.primary_start for each in passes}
    ends = {each.hop: each.primary_end for each in passes}
    resolved = []
    for step in steps:
        hop = step.hop or 0
        serves = step.appliance is not None and step.appliance == serving.get(hop)
        left = tuple(name for name in step.effects if serves or not effects[name].serving)
        if hop in ends and any(effects[name].moves for name in left):
            serving[hop] = ends[hop]
        resolved.append(step if left == step.effects else replace(step, effects=left))
    return _moved_back(resolved, effects, ways)


def _moved_back(
    steps: list[PlanStep], effects: Mapping[str, EffectData], ways: Collection[str]
) -> tuple[PlanStep, ...]:
    """The steps, where some of the work lead the users back, as in a drill: that is another outage like the first."""
    ends = tuple(name for name, data in effects.items() if data.ends)[:1]
    last: int | None = None  # that moved the users
    found = [*steps]
    for place, step in enumerate(steps):
        moving = tuple(name for name in found[last].effects if effects[name].moves) if last is not None else ()
        if step.moves and step.phase not in ways and last is not None:
            if not found[last].moves:
                found[last] = replace(found[last], effects=(*found[last].effects, *ends))
            found[place] = replace(step, effects=(*step.effects, *moving))
            last = place
        elif any(effects[name].moves for name in step.effects):
            last = place
    return tuple(found)


def outages_of(steps: tuple[PlanStep, ...], effects: Mapping[str, EffectData]) -> Iterator[tuple[str, str]]:
    """The ids of the first and the last step of each outage: nobody can work from the one to the other."""
    down = {name for name, data in effects.items() if data.kind == "outage" and not data.ends}
    ending = {name for name, data in effects.items() if data.kind == "outage" and data.ends}
    in_windows = (step for step in steps if step.window is not None)
    for run in outage_runs(in_windows, down, ending, lambda step: step.window):
        yield run[0].id, run[-1].id


def with_ways_back(
    phases: tuple[Phase, ...], steps: tuple[PlanStep, ...], effects: Mapping[str, EffectData]
) -> tuple[Phase, ...]:
    """The phases with what effects add to their ways back: those after the one that an effect begins in, to its end.

    What is said of going back is said as long as a way leads back, and ends where the last one is closed.
    """
    added: dict[str, tuple[Text, ...]] = {}
    numbers = {phase.id: phase.number for phase in phases}
    for name, data in effects.items():
        having = [numbers[step.phase] for step in steps if name in step.effects]
        if not having or not data.back:
            continue
        closed = [numbers[step.phase] for step in steps if step.no_return and data.returns]
        end = min((number for number in closed if number > min(having)), default=max(having) + 1)
        for phase in phases:
            if min(having) < phase.number < end and (phase.number <= max(having) or phase.way_back):
                added[phase.id] = (*added.get(phase.id, ()), data.back)
    return tuple(replace(phase, back_also=(*phase.back_also, *added.get(phase.id, ()))) for phase in phases)


def effects_of(procedures: Procedures, steps: tuple[PlanStep, ...]) -> tuple[Effect, ...]:
    """The effects that the steps have, in the order of the procedures."""
    used = {name for step in steps for name in step.effects}
    return tuple(
        Effect(id=name, kind=data.kind, text=data.text, ends=data.ends)
        for name, data in procedures.effects.items()
        if name in used
    )
