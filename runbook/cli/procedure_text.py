"""An account of a part of the procedures, as text for those who write them: where it stands, and where it is used."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from runbook.cli.place_text import place_lines, place_names
from runbook.cli.procedure_words import (
    BETTER,
    columns,
    condition_lines,
    each_language,
    heading,
    selectors_text,
    source_lines,
)
from runbook.i18n import N_, Language, available, load_language
from runbook.model.procedure import NightData, PathData, PhaseData, RiskData, RuleData, StepData, Use, WayBackData
from runbook.procedures.draft import Draft, DraftEntry
from runbook.procedures.occurrences import Route
from runbook.procedures.usage import NamedThing, find_all, paths_of, rules_of_path, speaking_of, visits_of

_SCOPES = {
    "change": N_("done once for the change"),
    "hop": N_("done once for each hop"),
    "appliance": N_("done once for each appliance"),
    "hop-appliance": N_("done for each appliance and each hop"),
    "phase": N_("done once for each phase"),
    "window-begin": N_("done once as a window begins"),
    "window-end": N_("done once as a window ends"),
}
_KINDS = {
    "step": N_("step {name}"),
    "event": N_("event {name}"),
    "rule": N_("rule {name}"),
    "night": N_("night {name}"),
    "path": N_("path {name}"),
    "block": N_("block {name}"),
    "risk": N_("risk {name}"),
}


def account(draft: Draft, name: str, say: Language) -> str:
    """The account of everything that has that name. Raises RunbookError where nothing has."""
    lines = list(place_lines(draft, name, say))
    things = find_all(draft, name, place_names(draft))
    languages = [load_language(tag) for tag in available()]
    route = Route(draft)
    for thing in things:
        lines += [say.text(_KINDS[thing.kind], name=thing.name), *_thing(draft, route, thing, say, languages), ""]
    return "".join(f"{line}\n" for line in lines)


def _thing(draft: Draft, route: Route, thing: NamedThing, say: Language, languages: list[Language]) -> Iterator[str]:
    if thing.kind == "event":
        yield from (f"  {say.text(_KINDS['step'], name=entry.name)}  {entry.spot}" for entry in thing.entries)
        yield from _used(route, thing, say)
        yield from _rules(draft, thing, say)
        return
    (entry,) = thing.entries
    yield f"  {entry.spot}"
    if isinstance(entry.noun, StepData):
        yield from _step(draft, route, thing, entry.noun, say)
    elif isinstance(entry.noun, RuleData):
        yield from _rule(draft, route, entry, entry.noun, say)
    elif isinstance(entry.noun, NightData):
        yield from _night(draft, route, entry, entry.noun, say)
    elif isinstance(entry.noun, PathData):
        yield from _path(draft, route, entry, entry.noun, say)
    elif isinstance(entry.noun, RiskData):
        yield from _risk(draft, entry.noun, say)
    else:
        yield from heading(say, N_("Lines"))
        yield from _lines(entry.noun)
        yield from _used(route, thing, say)
    yield from each_language(entry, say, languages)


def _step(draft: Draft, route: Route, thing: NamedThing, step: StepData, say: Language) -> Iterator[str]:
    yield "  " + say.text(step.title)
    event = [say.text(N_("event {name}"), name=step.event)] if step.event else []
    minutes = say.text(N_("{low} to {high} minutes"), low=step.minutes.low, high=step.minutes.high)
    yield "  " + " · ".join([*event, say.text(_SCOPES[step.scope]), minutes])
    yield "  " + say.text(N_("may be signed by: {roles}"), roles=", ".join(step.roles))
    if step.evidence:
        yield from heading(say, N_("Evidence"))
        found = step.evidence
        wanted = found.equals or " ".join(filter(None, (found.after, *found.later)))
        told = N_("{name}, of type {kind}: {label}")
        yield "    " + say.text(told, name=found.name, kind=found.type, label=say.text(found.label))
        if wanted:
            message = N_("has to be: {value}") if found.equals else N_("must not be before: {value}")
            yield "    " + say.text(message, value=wanted)
        if found.figures:
            yield "    " + say.text(N_("a figure has to stand in it"))
        if found.never_none:
            yield "    " + say.text(N_("none is no answer"))
        if found.past:
            yield "    " + say.text(N_("it is past when the step is signed"))
    yield from condition_lines(step.when, step.unless, say)
    yield from _used(route, thing, say)
    yield from _rules(draft, thing, say)
    beside = (source for note in step.notes for source in note.sources)
    yield from source_lines(draft, (*step.sources, *step.recover, *step.never, *beside), say)


def _rule(draft: Draft, route: Route, entry: DraftEntry, rule: RuleData, say: Language) -> Iterator[str]:
    yield from textwrap.wrap(say.text(rule.text), 100, initial_indent="  ", subsequent_indent="  ")
    yield f"  kind: {rule.kind}  hop: {rule.hop}" + (f"  minutes: {rule.minutes}" if rule.minutes else "")
    yield from selectors_text(rule)
    yield from condition_lines(rule.when, rule.unless, say)
    yield from _applies(draft, route, entry, say)
    yield from source_lines(draft, rule.sources, say)


def _night(draft: Draft, route: Route, entry: DraftEntry, night: NightData, say: Language) -> Iterator[str]:
    yield from textwrap.wrap(say.text(night.text), 100, initial_indent="  ", subsequent_indent="  ")
    yield from selectors_text(night)
    yield from _applies(draft, route, entry, say)
    yield from source_lines(draft, night.sources, say)


def _applies(draft: Draft, route: Route, entry: DraftEntry, say: Language) -> Iterator[str]:
    """The paths of a rule or a night."""
    yield from heading(say, N_("Where it applies"))
    yield from columns([(path.name, say.text(path.noun.title)) for path in paths_of(draft, route, entry)])


def _path(draft: Draft, route: Route, entry: DraftEntry, path: PathData, say: Language) -> Iterator[str]:
    yield "  " + say.text(path.title)
    yield from condition_lines(path.when, (), say)
    for phase in path.phases:
        yield ""
        yield f"  {phase.id}: {say.text(phase.title)}  {_written(phase, 'each', 'window', 'at', 'when', 'unless')}"
        yield from _lines(phase.steps)
    for way in path.ways_back:
        yield ""
        led = say.text(N_("back from {phases}"), phases=", ".join(way.leads_from))
        yield f"  {way.id}: {say.text(way.title)}  {led}  {_written(way, 'each', 'when', 'unless')}"
        yield from _lines((*way.steps, *way.afterwards))
    yield from heading(say, N_("Rules"))
    for rule in rules_of_path(draft, route, entry):
        yield from _named(rule.name, say.text(rule.noun.text))
    yield from source_lines(draft, path.sources, say)


def _risk(draft: Draft, risk: RiskData, say: Language) -> Iterator[str]:
    """A risk with what may limit it."""
    yield f"  {say.text(risk.text)}"
    yield from heading(say, N_("What limits it"))
    limiting = [entry for entry in draft.entries("rules", "never") if not {*risk.ids}.isdisjoint(entry.noun.sources)]
    for entry in limiting:
        yield from _named(entry.name, say.text(entry.noun.text))
    for entry in draft.entries("recoveries"):
        if entry.name in risk.ids:
            yield from _named(entry.name, say.text(entry.noun.trouble))
    yield from source_lines(draft, risk.ids, say)


def _lines(lines: tuple[Use, ...]) -> Iterator[str]:
    """Lines of a path or block."""
    return (f"    {_written(line, 'step', 'use', 'at', 'when', 'unless')}" for line in lines)


def _written(noun: Use | PhaseData | WayBackData, *keys: str) -> str:
    """What is given under these keys, as it is written."""
    given = ((key, getattr(noun, key)) for key in keys)
    return "  ".join(
        f"{key}: {', '.join(found) if isinstance(found, tuple) else found}" for key, found in given if found
    )


def _used(route: Route, thing: NamedThing, say: Language) -> Iterator[str]:
    yield from heading(say, N_("Where it is used"))
    rows = []
    for visit in visits_of(route, thing):
        line, _node = visit.place.file.root.find(visit.place.path)
        at = f"at: {', '.join(filter(None, visit.ones)) or visit.line.at}" if visit.line.at else ""
        block = say.text(N_("in the block {name}"), name=visit.block) if visit.block else ""
        phase = f"{visit.phase.id}: {say.text(visit.phase.title)}"
        rows.append((visit.path.name, phase, at, block, f"{visit.place.file.name}:{line}"))
    yield from columns(rows)


def _rules(draft: Draft, thing: NamedThing, say: Language) -> Iterator[str]:
    """The rules that speak of a step or an event, and what is better done in one night with it."""
    yield from heading(say, N_("Rules"))
    yield from _spoken(draft, thing, "rules", say)
    if nights := list(_spoken(draft, thing, "nights", say)):
        yield from heading(say, BETTER)
        yield from nights


def _spoken(draft: Draft, thing: NamedThing, part: str, say: Language) -> Iterator[str]:
    for entry, under in speaking_of(draft, thing, part):
        yield from _named(entry.name, say.text(entry.noun.text))
        yield f"               {', '.join(under)}  {entry.spot}"


def _named(name: str, text: str) -> list[str]:
    return textwrap.wrap(f"{name:<10} {text}", 100, initial_indent=" " * 4, subsequent_indent=" " * 15)
