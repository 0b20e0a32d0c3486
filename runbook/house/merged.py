"""The kit's procedures and a house's, as one: steps, rules and paths of the house beside those of the kit."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from runbook.house.house_texts import message_of, words_of
from runbook.i18n import N_
from runbook.model.house import House, HouseEvidence, HouseLine, HouseMinutes, HousePath, HouseRule, HouseStep, event_of
from runbook.model.plan import HOUSE_SOURCE
from runbook.model.procedure import (
    FOLLOWING,
    EvidenceData,
    LinkData,
    Minutes,
    NightData,
    NoteData,
    PathData,
    PhaseData,
    Procedures,
    RuleData,
    StepData,
    Use,
)

_GO = EvidenceData(name="go", type="go-no-go", label=N_("Go or no-go"))
NEVER = ("no-change-has-this",)  # conditions of what a house leaves out


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseProcedures:
    """A house, the procedures of kit and house together, and what the messages of the house say in each language.

    `placed` are the steps that have a place, each after the one that it is placed by.
    """

    house: House
    procedures: Procedures
    words: dict[str, dict[str, str]]
    placed: tuple[str, ...]


def with_house(procedures: Procedures, house: House) -> HouseProcedures:
    """The procedures of the kit with those of a checked house."""
    steps = dict(_kit_steps(procedures, house))
    links = dict(procedures.links)
    for name, step in house.steps.items():
        links |= {link_id(name, number): _link(one.title, one.url, house) for number, one in enumerate(step.links)}
        steps[event_of(name)] = step_data(name, step)
    rules = dict(_kit_rules(procedures, house))
    rules |= {f"house-{name}": _rule(data) for name, data in house.rules.items() if _is_new(name, data, procedures)}
    rules |= {f"house.hold-{name}": _held_by(name) for name, step in house.steps.items() if step.hold}
    merged = replace(
        procedures,
        steps=steps,
        rules=rules,
        nights=dict(_nights(procedures, house)),
        links=links,
        paths=(*procedures.paths, *(_path(path, procedures) for path in house.paths)),
        catalogue={**procedures.catalogue, HOUSE_SOURCE: house.file.name},
    )
    return HouseProcedures(house=house, procedures=merged, words=words_of(house), placed=_placed(house))


def _placed(house: House) -> tuple[str, ...]:
    """The steps that have a place, each after the one of the house that it is placed by; else in their order."""
    own = {event_of(name): name for name, step in house.steps.items() if step.place}
    graph = {name: _before(house.steps[name], own) for name in own.values()}
    return tuple(graphlib.TopologicalSorter(graph).static_order())


def _before(step: HouseStep, own: dict[str, str]) -> list[str]:
    anchor = (step.place.before or step.place.after or "") if step.place else ""
    return [own[anchor]] if anchor in own else []


def _kit_steps(procedures: Procedures, house: House) -> Iterator[tuple[str, StepData]]:
    """The steps of the kit, with the durations, witnesses and evidence that the house asks for."""
    durations = {own: one for name, one in house.file.durations.items() for own in procedures.called(name)}
    left = {own for name in house.file.leave_out for own in procedures.called(name)}
    asked = [rule for name, rule in house.rules.items() if name not in procedures.rules]
    signed = {own for r in asked if r.kind == "witness" for name in r.first for own in procedures.called(name)}
    written = {own: r for r in asked if r.kind == "evidence" for n in r.first for own in procedures.called(n)}
    for name, step in procedures.steps.items():
        if name in durations:
            step = replace(step, minutes=_minutes(step.minutes, durations[name]))
        if name in signed:
            step = replace(step, witness=True)
        if name in written and step.evidence is None:
            step = replace(step, evidence=_evidence(written[name].evidence))
        yield name, replace(step, when=(*step.when, *NEVER)) if name in left else step


def _minutes(kit: Minutes, own: HouseMinutes) -> Minutes:
    """How long a step takes in a house: what the guide says is the least stays so, as verdicts know it."""
    if kit.source is None:
        return Minutes(low=own.low, high=own.high, source=HOUSE_SOURCE)
    return Minutes(low=kit.low, high=own.high, source=kit.source)


def _kit_rules(procedures: Procedures, house: House) -> Iterator[tuple[str, RuleData]]:
    """The rules of the kit, tightened; without those of its own that the house does not ask for."""
    for name, kit in procedures.rules.items():
        told = house.rules.get(name)
        if told is None:
            yield name, kit
        elif not (told.leave_out and kit.kit):
            minutes = kit.minutes if told.minutes is None else told.minutes
            yield name, replace(kit, minutes=minutes, severity=told.severity or kit.severity)


def _nights(procedures: Procedures, house: House) -> Iterator[tuple[str, NightData]]:
    """What is better done in one night: what leads to the hold point of the kit leads to one of the house as well."""
    kits = {step.event or name for name, step in procedures.steps.items() if step.gate == "hold"}
    own = tuple(event_of(name) for name, step in house.steps.items() if step.hold)
    for name, night in procedures.nights.items():
        yield name, night if kits.isdisjoint(night.then) else replace(night, then=(*night.then, *own))


def _is_new(name: str, rule: HouseRule, procedures: Procedures) -> bool:
    return name not in procedures.rules and rule.kind not in ("witness", "evidence")


def _rule(rule: HouseRule) -> RuleData:
    return RuleData(
        kind=rule.kind,  # type: ignore[arg-type]  # those of steps are no relation between them
        severity=rule.severity or "error",
        first=rule.first,
        then=rule.then,
        steps=rule.steps,
        hop=rule.hop,
        same_appliance=rule.same_appliance,
        same_window=rule.same_window,
        minutes=rule.minutes,
        text=message_of(rule.text),
        sources=(HOUSE_SOURCE,),
        when=rule.when,
        unless=rule.unless,
    )


def _held_by(name: str) -> RuleData:
    """What a hold point of the house keeps: whatever comes after it in the change."""
    text = N_("Go is decided at a hold point of the organisation's own; without it nothing further is done.")
    return RuleData(first=(event_of(name),), then=(FOLLOWING,), text=text, sources=(HOUSE_SOURCE,))


def step_data(name: str, step: HouseStep) -> StepData:
    """A step of the house as one of the kit's; its slots are filled in where it is placed."""
    return StepData(
        event=event_of(name),
        gate="hold" if step.hold else None,
        scope="change",
        title=message_of(step.title),
        where=message_of(step.where),
        do=message_of(step.do),
        see=message_of(step.see),
        notes=tuple(
            NoteData(kind=n.kind, text=message_of(n.text), sources=(HOUSE_SOURCE,), when=n.when, unless=n.unless)
            for n in step.notes
        ),
        evidence=_GO if step.hold else _evidence(step.evidence),
        links=tuple(link_id(name, number) for number, _link in enumerate(step.links)),
        minutes=Minutes(low=step.minutes.low, high=step.minutes.high),
        roles=step.roles,  # type: ignore[arg-type]  # a house has roles of its own
        required=step.required,
        na=step.na,
        witness=step.witness,
        moves=step.moves,
        sources=(HOUSE_SOURCE,),
        when=step.when,
        unless=step.unless,
    )


def _evidence(asked: HouseEvidence | None) -> EvidenceData | None:
    if asked is None:
        return None
    label = message_of(asked.label)
    return EvidenceData(
        name=asked.name,
        type=asked.type,
        label=label,
        equals=asked.equals,
        figures=asked.figures,
        never_none=asked.never_none,
        past=asked.past,
    )


def link_id(name: str, number: int) -> str:
    """What the plan calls a page that a step of the house names."""
    return f"house-{name}-{number + 1}"


def _link(title: dict[str, str] | str, url: str, house: House) -> LinkData:
    return LinkData(title=message_of(title), url=url, source=house.file.name)


def _line(line: HouseLine, procedures: Procedures) -> Use:
    """A line of a path of the house; what is signed by those who approve is so as often as it is asked for."""
    kit = procedures.steps.get(line.step)
    each: Literal["approval"] | None = "approval" if kit and kit.gate in ("release", "ratified") else None
    return Use(step=line.step, at=line.at, each=each, when=line.when, unless=line.unless)


def _path(path: HousePath, procedures: Procedures) -> PathData:
    """A path of the house as one of the kit's: its phases are done once, those in a window in the first one."""
    return PathData(
        name=path.name,
        listed=max((one.listed for one in procedures.paths), default=0) + 1,
        title=message_of(path.title),
        when=NEVER,
        reasons=tuple(map(message_of, path.reasons)),
        sources=(HOUSE_SOURCE,),
        phases=tuple(
            PhaseData(
                id=phase.id,
                title=message_of(phase.title),
                each="change",
                window="first" if phase.window else None,
                steps=tuple(_line(line, procedures) for line in phase.steps),
                back=message_of(phase.back),
            )
            for phase in path.phases
        ),
    )
