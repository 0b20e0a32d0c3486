"""Lines of an own path together: none is there twice, and what the vendor asks for before a step is there as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from runbook.house.anchors import anchors_on
from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.i18n import N_
from runbook.model.house import HouseLine, HouseStep, event_of
from runbook.model.procedure import PACKAGES, Procedures, RuleData, StepData
from runbook.procedures.checks.selectors import parts_of
from runbook.procedures.draft import Fault
from runbook.procedures.facts import ALWAYS_OTHER, NEVER_OTHER
from runbook.reading.nodes import KeyPath

_ALL = "all"
_SEVERAL = {"pair": frozenset("AB")}
_BEFORE = ("order", "wait", "not-later", "adjacent")  # kinds of rules by which something comes first
_OF_APPLIANCE = ("appliance", "hop-appliance")


_LETTER = re.compile(r"(?<=[a-z] |, )[ABM]\b")  # an appliance in a title; at its beginning, A is an article


class _Line(NamedTuple):
    """A line of a path, where it stands, and what rules call its step."""

    place: KeyPath
    line: HouseLine
    event: str


def check_lines(draft: HouseDraft, procedures: Procedures) -> Iterator[Fault]:
    """Every path by itself."""
    own = {event_of(step.name): step.noun for step in draft.of("steps")}
    for entry in draft.of("paths"):
        lines = [
            _Line(("phases", at, "steps", number, "step"), line, _event(line.step, procedures))
            for at, phase in enumerate(entry.noun.phases)
            for number, line in enumerate(phase.steps)
        ]
        yield from _twice(entry, lines, procedures)
        for one in lines:
            step = procedures.steps.get(one.line.step) or own.get(one.line.step)
            yield from _never(entry, one, step) if step else ()
            yield from _of_another(entry, one, procedures)
            yield from _lacking(entry, one, lines, procedures)


def _event(name: str, procedures: Procedures) -> str:
    step = procedures.steps.get(name)
    return (step.event if step else None) or name


def _twice(entry: HouseEntry, lines: list[_Line], procedures: Procedures) -> Iterator[Fault]:
    """A step that two lines of the same conditions ask for on one appliance: it is signed once."""
    for index, one in enumerate(lines):
        step = procedures.steps.get(one.line.step)
        for other in lines[:index]:
            same = other.line.step == one.line.step and _conditions(other.line) == _conditions(one.line)
            alone = step is None or step.scope in _OF_APPLIANCE  # a step of the house is done where a line says
            apart = alone and not _meet(other.line.at, one.line.at)
            if same and not apart:
                first = f"{entry.file.name}:{entry.file.root.find(other.place)[0]}"
                message = N_("the step {name} is done here a second time; the first is in {first}")
                remedy = N_("remove one of them")
                if (back := _back_again(one.line.step)) in procedures.steps:
                    remedy = N_("remove one of them; the step that leads back is {back}")
                yield entry.fault(one.place, message, remedy, name=one.line.step, first=first, back=back)
                break


def _back_again(name: str) -> str:
    """What the step is called that takes back what a step of the kit does, where there is one."""
    return f"back-{name.partition('-')[2]}"


def _of_another(entry: HouseEntry, one: _Line, procedures: Procedures) -> Iterator[Fault]:
    """A line that has a step done on an appliance, while its title speaks of another."""
    step = procedures.steps.get(one.line.step)
    told = step is not None and step.scope in _OF_APPLIANCE and not step.place  # what is done elsewhere speaks of that
    spoken = frozenset(_LETTER.findall(step.title)) if step and told else frozenset()
    if one.line.at is None or not spoken or _SEVERAL.get(one.line.at, frozenset({one.line.at})) <= spoken:
        return
    message = N_("{name} is about {spoken}, and this line is about {at}")
    remedy = N_("write at: {spoken}, or take the step that is about the other one")
    back = _back_again(one.line.step)
    if back in procedures.steps and one.line.at in _LETTER.findall(procedures.steps[back].title):
        remedy = N_("write at: {spoken}, or take the step that leads back, {back}")
    values = {"name": one.line.step, "at": one.line.at, "back": back}
    yield entry.fault(one.place, message, remedy, **values, spoken=", ".join(sorted(spoken)))


def _never(entry: HouseEntry, one: _Line, step: StepData | HouseStep) -> Iterator[Fault]:
    """A line of a step that is never done where nothing is installed: no page would have it, and nobody would know."""
    lacking = next((name for name in (*one.line.when, *step.when) if name in NEVER_OTHER), None)
    always = next((name for name in (*one.line.unless, *step.unless) if name in ALWAYS_OTHER), None)
    remedy = N_("take another step of the kit, or write one of yours")
    values = {"name": one.line.step, "fact": lacking or always or ""}
    if lacking:
        message = N_("{name} is done only where {fact} holds, and on a path of your own it never does")
        yield entry.fault(one.place, message, remedy, **values)
    elif always:
        message = N_("{name} is not done where {fact} holds, and on a path of your own it always does")
        yield entry.fault(one.place, message, remedy, **values)


def _conditions(line: HouseLine) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(line.when), frozenset(line.unless)


def _meet(one: str | None, other: str | None) -> bool:
    """Whether two lines have an appliance in common."""
    if one is None or other is None or _ALL in (one, other):
        return True
    return not _SEVERAL.get(one, frozenset({one})).isdisjoint(_SEVERAL.get(other, frozenset({other})))


def _lacking(entry: HouseEntry, one: _Line, lines: list[_Line], procedures: Procedures) -> Iterator[Fault]:
    """What a rule that is not the kit's own wants to be done before the step of a line, and no other line does."""
    if one.line.step not in procedures.steps:
        return
    for name, rule in procedures.rules.items():
        if rule.kit or rule.severity == "warning" or rule.kind not in _BEFORE or not NEVER_OTHER.isdisjoint(rule.when):
            continue
        if not any(_named(selector, one) for selector in rule.then):
            continue
        wanted = [parts_of(selector)[0] for selector in rule.first]
        if _installs(wanted, procedures) or not _always(wanted, one.event, procedures):
            continue
        if not any(other.event in wanted and _covers(other.line, one.line, rule) for other in lines):
            message = N_("{rule} ({sources}) asks for {wanted} before {name}, and no line of this path does that there")
            remedy = N_("add a line for it, with the same appliance and conditions, or take this one out")
            values = {"rule": name, "sources": ", ".join(rule.sources), "wanted": " / ".join(wanted)}
            yield entry.fault(one.place, message, remedy, **values, name=one.line.step)


def _named(selector: str, one: _Line) -> bool:
    """Whether a rule speaks of the step of a line: by its event, and on an appliance that the line has."""
    event, letter = parts_of(selector)
    return event == one.event and (not letter or _meet(one.line.at, letter))


def _installs(events: list[str], procedures: Procedures) -> bool:
    """Whether all of them install packages, which no path of a house does."""
    installing = {step.event for step in procedures.steps.values() if step.installs} | {PACKAGES}
    return installing.issuperset(events)


def _always(wanted: list[str], event: str, procedures: Procedures) -> bool:
    """Whether each path of the kit that has the event has one of those that are wanted before it, too."""
    having = [anchors for path in procedures.paths if event in (anchors := anchors_on(path, procedures))]
    return all(not anchors.isdisjoint(wanted) for anchors in having)


def _covers(before: HouseLine, line: HouseLine, rule: RuleData) -> bool:
    """Whether one line is done wherever the other one is."""
    if not ({*before.when} <= {*line.when} and {*before.unless} <= {*line.unless}):
        return False
    return not rule.same_appliance or before.at in (line.at, _ALL) or line.at in _SEVERAL.get(before.at or "", ())
