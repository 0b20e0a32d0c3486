"""One step of a path, as it is done at one place: its id, texts, values, evidence, notes and effects."""

from __future__ import annotations

from dataclasses import dataclass

from runbook.errors import PlanningError
from runbook.house.extras import PREFIX, written
from runbook.model.control import RELEASES
from runbook.model.plan import Duration, Evidence, Expect, Note, PlanAppliance, PlanHop, PlanPackage, PlanStep, Slot
from runbook.model.procedure import OF_HOPS, ONCE_A_WINDOW, Procedures, StepData
from runbook.model.site import UNKNOWN
from runbook.planning.planning_input import PlanningInput
from runbook.procedures.facts import holds, step_facts
from runbook.procedures.sources import own_sources
from runbook.procedures.values import StepContext, value_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSpot:
    """Where lines are done: the pass and window, and in a block the appliance and the package that it is done for.

    `number` counts the packages of a kind in a hop, or the approvals, from 1: the second one's steps are told apart by
    it.
    """

    current: PlanHop
    window: int | None
    it: str | None = None
    package: PlanPackage | None = None
    number: int = 1
    phase: str = ""


def step_at(given: PlanningInput, name: str, data: StepData, spot: StepSpot, facts: frozenset[str]) -> PlanStep:
    """The step called `name`, with what holds under these facts; it has no number and no phase yet.

    Raises PlanningError for what the procedures lack, and LackingError for what the site or change does.
    """
    target, current = spot.it, spot.current
    if data.scope in ("appliance", "hop-appliance") and target is None:
        raise PlanningError(f"{given.path.name}: the step {name!r} needs an appliance ('at:')")
    context = context_at(given, spot)
    identity = _step_id(name, data, target, current.hop, spot.number, _beside(given, data, spot))
    letter = letter_at(context.it, current)
    facts = facts | step_facts(letter, facts)
    notes = _notes(data, given.procedures, facts)
    recover = _recover(data, given.procedures, facts)
    never = (source for note in notes if note.kind == "never" for source in note.sources)
    return PlanStep(
        id=identity,
        number="",
        phase="",
        event=_numbered(data.event, spot.number) if data.event else None,
        appliance=target,
        letter=letter,
        hop=current.hop if data.scope in OF_HOPS else None,
        window=None if data.gate in RELEASES else spot.window,
        required=data.required,
        na_allowed=data.na if isinstance(data.na, bool) else data.na in facts,
        witness=data.witness,
        roles=data.roles,
        evidence=_evidence(data, context, identity, given.extras(target)),
        sources=(*own_sources(data, given.procedures.families, facts), *recover, *never),
        title=data.title,
        where=data.where,
        do=data.do,
        see=data.see,
        notes=notes,
        slots=_slots(data, context, facts, identity),
        recoveries=recover,
        links=data.links,
        no_return=data.no_return,
        kit=data.kit,
        duration=Duration(low=data.minutes.low, high=data.minutes.high, source=data.minutes.source),
        planned_start=None,
        planned_by=None,
        planned_from=None,
        installs=data.installs,
        effects=_effects(data, given.procedures, facts, identity),
        prepared=data.prepared,
        place=next((current.letters[letter] for letter in data.place if letter in current.letters), None),
        gate=data.gate,
        moves=data.moves,
    )


def _step_id(name: str, data: StepData, appliance: str | None, hop: int, number: int, beside: str) -> str:
    """The permanent id: event (or name), appliance and hop, as far as the step's scope has them.

    `beside`: the phase or window, where it is done once for each of them.
    """
    own = (data.event or name).replace(".", "-")
    parts = [_numbered(f"{own}-{beside}" if data.scope == "phase" else own, number)]
    if data.scope in ("appliance", "hop-appliance"):
        parts.append(appliance or "")
    if data.scope in OF_HOPS:
        parts.append(f"h{hop}")
    if data.scope in ONCE_A_WINDOW:
        parts.append(beside)
    return ":".join(parts)


def _numbered(name: str, number: int) -> str:
    """The event or name of a step that is done for the second package of its kind, the third …: `update.patch.2`."""
    return name if number == 1 else f"{name}.{number}"


def _beside(given: PlanningInput, data: StepData, spot: StepSpot) -> str:
    """What the id names of where a step is done: the phase, or which window of the pass, however many nights it has."""
    if data.scope in ONCE_A_WINDOW and spot.window is not None:
        return f"w{given.begun(spot.current).index(spot.window) + 1}"
    return spot.phase if data.scope == "phase" else ""


def context_at(given: PlanningInput, spot: StepSpot) -> StepContext:
    """What the values of a step are taken from there."""
    return StepContext(
        site=given.site,
        change=given.change,
        appliances=given.appliances,
        windows=given.windows,
        current=spot.current,
        window=spot.window,
        it=given.appliances[spot.it] if spot.it else None,
        package=spot.package,
    )


def _slots(data: StepData, context: StepContext, facts: frozenset[str], identity: str) -> tuple[Slot, ...]:
    held = [s for s in data.slots if holds(s.when, s.unless, facts)]
    return tuple(Slot(label=s.label, value=value_of(s.value, context, identity), kind=s.kind) for s in held)


def _notes(data: StepData, procedures: Procedures, facts: frozenset[str]) -> tuple[Note, ...]:
    """The notes that hold here, then the prohibitions that do: the vendor's by their ids, the kit's own by what they
    rest on."""
    notes = [
        Note(kind=n.kind, text=n.text, sources=own_sources(n, procedures.families, facts), kit=n.kit)
        for n in data.notes
        if holds(n.when, n.unless, facts)
    ]
    for name in data.never:
        prohibition = procedures.never[name]
        if holds(prohibition.when, prohibition.unless, facts):
            sources = own_sources(prohibition, procedures.families, facts) if prohibition.kit else (name,)
            notes.append(Note(kind="never", text=prohibition.text, sources=sources, kit=prohibition.kit))
    return tuple(notes)


def _recover(data: StepData, procedures: Procedures, facts: frozenset[str]) -> tuple[str, ...]:
    """The recoveries that apply here."""
    known = procedures.recoveries
    return tuple(r for r in data.recover if holds(known[r].when, known[r].unless, facts))


def _effects(data: StepData, procedures: Procedures, facts: frozenset[str], identity: str) -> tuple[str, ...]:
    """The effects that hold here, whichever appliance serves the users."""
    if unknown := [use.effect for use in data.effects if use.effect not in procedures.effects]:
        raise PlanningError(f"{identity}: no effect is called {unknown[0]!r}")
    return tuple(use.effect for use in data.effects if holds(use.when, use.unless, facts))


def letter_at(it: PlanAppliance | None, current: PlanHop) -> str | None:
    """What an appliance is called in a pass; None for the whole site."""
    if it is None:
        return None
    return next((letter for letter, appliance in current.letters.items() if appliance == it.id), "node")


def _evidence(
    data: StepData, context: StepContext, identity: str, extras: dict[str, str | int | bool]
) -> Evidence | None:
    """What is written down; of a key of the house's that the inventory does not have here, whatever it is."""
    if data.evidence is None:
        return None
    expect = None
    if data.evidence.equals is not None:
        wanted = data.evidence.equals
        if wanted.startswith("{"):
            name = wanted.strip("{}")
            own = name.startswith(PREFIX)
            wanted = written(extras.get(name.removeprefix(PREFIX))) if own else value_of(name, context, identity)
        expect = None if wanted in (UNKNOWN, "") else Expect(equals=wanted)
    elif data.evidence.after is not None:
        names = (*reversed(data.evidence.later), data.evidence.after)
        expect = Expect(
            after=" ".join(names)
        )  # names, the one that is preferred first; resolve_evidence makes them an id
    asked = data.evidence
    return Evidence(
        name=asked.name,
        type=asked.type,
        label=asked.label,
        expect=expect,
        figures=asked.figures,
        never_none=asked.never_none,
        past=asked.past,
    )
