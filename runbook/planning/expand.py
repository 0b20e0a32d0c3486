"""A path becomes steps: every line of every phase, for every hop and every appliance that it is done on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from runbook.errors import LackingError, PlanningError
from runbook.house.extras import PREFIX, extra_facts, written
from runbook.house.merged import HouseProcedures
from runbook.i18n import N_
from runbook.model.control import RELEASES
from runbook.model.plan import (
    Duration,
    Evidence,
    Expect,
    Note,
    Phase,
    PlanAppliance,
    PlanHop,
    PlanPackage,
    PlanStep,
    PlanWindow,
    Slot,
)
from runbook.model.procedure import (
    OF_HOPS,
    ONCE_A_WINDOW,
    PathData,
    PhaseData,
    Procedures,
    StepData,
    Use,
    WayBackData,
)
from runbook.model.site import UNKNOWN, Appliance, Approvals, Change, NewAppliance, Site
from runbook.procedures.facts import approval_of, at_appliance, holds, hop_facts, package_facts, step_facts
from runbook.procedures.sources import own_sources
from runbook.procedures.values import StepContext, value_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningInput:
    """What is known before the first step: the change, its path, appliances, windows, passes and facts."""

    site: Site
    change: Change
    path: PathData
    procedures: Procedures
    appliances: dict[str, PlanAppliance]
    windows: tuple[PlanWindow, ...]
    passes: tuple[PlanHop, ...]
    facts: frozenset[str]
    house: HouseProcedures | None = None

    @property
    def approval(self) -> Approvals:
        """Who has to release the change."""
        return approval_of(self.site, self.change)

    def extras(self, appliance: str | None = None) -> dict[str, str | int | bool]:
        """What the inventory has under `extra`: of the site, the change, and the appliance where one is meant."""
        found = {**self.site.extra, **self.change.extra}
        there: list[Appliance | NewAppliance] = [*self.site.appliances]
        if self.change.target:
            there.append(self.change.target)
        return found | next((each.extra for each in there if each.id == appliance), {})

    def extra_facts(self, appliance: str | None = None) -> frozenset[str]:
        """The conditions that these give."""
        return extra_facts(self.house.house.file, self.extras(appliance)) if self.house else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A phase as it is done in a pass, with its steps, which have no numbers yet.

    `way`: of a way back, what it is; `afterwards` are the ids of its steps that may be done after the window.
    """

    data: PhaseData
    current: PlanHop
    window: int | None
    facts: frozenset[str]
    steps: tuple[PlanStep, ...]
    way: WayBackData | None = None
    afterwards: frozenset[str] = frozenset()

    @property
    def hop(self) -> int | None:
        """The hop that it is repeated for, where it is."""
        return self.current.hop if self.data.each == "hop" else None

    @property
    def id(self) -> str:
        """What its phase is called in the plan."""
        return f"{self.data.id}:h{self.hop}" if self.hop else self.data.id


def chapters_of(given: PlanningInput) -> tuple[Chapter, ...]:
    """The phases of a change that have steps, in the order of the path."""
    found = (chapter_of(given, data, current) for data, current in _phases(given))
    return tuple(chapter for chapter in found if chapter is not None)


def chapter_of(given: PlanningInput, data: PhaseData, current: PlanHop) -> Chapter | None:
    """A phase as it is done in a pass; None where its conditions do not hold there, or it has no steps."""
    facts = given.facts | (hop_facts(given.site, given.change, current.hop) if current else frozenset())
    if not holds(data.when, data.unless, facts):
        return None
    window = _window(data, current, given)
    spot = _Spot(current=current, window=window, phase=data.id)
    drafts = _marked(data, _linked_once(_steps(given, data.steps, spot, facts)))
    if not drafts:
        return None
    return Chapter(data=data, current=current, window=window, facts=facts, steps=tuple(drafts))


def numbered(given: PlanningInput, found: Iterable[Chapter]) -> tuple[tuple[Phase, ...], tuple[PlanStep, ...]]:
    """Phases and steps with their numbers, without planned times. Raises PlanningError where two steps have one id."""
    phases: list[Phase] = []
    steps: list[PlanStep] = []
    for number, chapter in enumerate(found, 1):
        data = chapter.data
        phase = Phase(
            id=chapter.id,
            number=number,
            title=data.title,
            hop=chapter.hop,
            window=chapter.window,
            letter=data.at,
            back=data.back,
            back_is_kits=data.back_is_kits,
            back_also=tuple(one.text for one in data.back_also if holds(one.when, one.unless, chapter.facts)),
            serves=chapter.current.letters.get(data.serving) if data.serving else None,
        )
        phases.append(phase)
        steps += [replace(s, number=f"{number}.{i}", phase=phase.id) for i, s in enumerate(chapter.steps, 1)]
    counts = Counter(s.id for s in steps)
    if twice := [name for name, count in counts.items() if count > 1]:
        message = N_("{path}: done twice with one identity: {steps}")
        raise PlanningError(message, path=given.path.name, steps=", ".join(twice))
    return tuple(phases), tuple(steps)


def _phases(given: PlanningInput) -> Iterator[tuple[PhaseData, PlanHop]]:
    """Phases in order: runs of `each: hop` are repeated as a whole for every pass.

    What is done once is done in the first pass, or in the last one where it follows the hops.
    """
    run: list[PhaseData] = []
    current = given.passes[0]
    for data in given.path.phases:
        if data.each == "hop":
            run.append(data)
            continue
        if run:
            yield from _repeat(given, run)
            run, current = [], given.passes[-1]
        yield data, current
    yield from _repeat(given, run)


def _repeat(given: PlanningInput, run: list[PhaseData]) -> Iterator[tuple[PhaseData, PlanHop]]:
    for current in given.passes:
        yield from ((data, current) for data in run)


def _marked(data: PhaseData, drafts: list[PlanStep]) -> list[PlanStep]:
    """The steps of a phase, the first installation marked where it closes the last way back, a hold right before it."""
    installs = [s for s in drafts if s.installs]
    if not data.no_return:
        return drafts
    holds_ = [s for s in drafts if s.gate == "hold"]
    marked: list[PlanStep] = []
    for step in drafts:
        if installs and step is installs[0]:
            marked += [*holds_, replace(step, no_return=True)]
        elif step.gate != "hold":
            marked.append(step)
    return marked


def _linked_once(drafts: Iterable[PlanStep]) -> list[PlanStep]:
    """The steps, where a page of the vendor's is named by the first step of the phase that has it, and by no other."""
    seen: set[str] = set()
    unrepeated = []
    for step in drafts:
        links = tuple(link for link in step.links if link not in seen)
        seen.update(links)
        unrepeated.append(step if links == step.links else replace(step, links=links))
    return unrepeated


def _begun(current: PlanHop, given: PlanningInput) -> list[int]:
    """The windows of a pass, without those that continue one."""
    return [number for number in current.windows if given.windows[number - 1].continues is None]


def _window(data: PhaseData, current: PlanHop, given: PlanningInput) -> int | None:
    if data.window is None:
        return None
    begun = _begun(current, given)
    return begun[0 if data.window == "first" else -1]


def _targets(name: str | None, given: PlanningInput, current: PlanHop, it: str | None) -> tuple[str | None, ...]:
    """The appliance ids that a line is done on, in order; (None,) for the whole site."""
    if name is None:
        return (None,)
    if name == "it":
        if it is None:
            raise PlanningError(f"{given.path.name}: 'at: it' outside a block that was given an appliance")
        return (it,)
    if name in ("first-half", "second-half"):
        return tuple(a.id for a in given.appliances.values() if a.half == name.removesuffix("-half"))
    if name == "pair":
        return (*_targets("A", given, current, it), *_targets("B", given, current, it))
    if name == "all":
        return tuple(given.appliances)
    if name not in current.letters:
        raise LackingError(N_("{path}: no appliance is called {appliance} here"), path=given.path.name, appliance=name)
    return (current.letters[name],)


def _steps(given: PlanningInput, uses: tuple[Use, ...], spot: _Spot, facts: frozenset[str]) -> Iterator[PlanStep]:
    for use in uses:
        for target in _targets(use.at, given, spot.current, spot.it):
            appliance = given.appliances[target] if target else None
            for place in _each(given, use, spot if target == spot.it else replace(spot, it=target)):
                here = facts | package_facts(place.package) if place.package else facts
                if holds(use.when, use.unless, here):
                    here = at_appliance(here, given.change, spot.current.hop, appliance)
                    yield from _line(given, use, place, here)


def _each(given: PlanningInput, use: Use, spot: _Spot) -> Iterator[_Spot]:
    """The line once, or once for each package of the hop, in their order, or for each approval that is asked for."""
    if use.each is None:
        yield spot
        return
    if use.each == "approval":
        yield from (replace(spot, number=number) for number in range(1, given.approval.needed + 1))
        return
    counts = Counter[str]()
    for package in spot.current.contents:
        counts[package.kind] += 1
        yield replace(spot, package=package, number=counts[package.kind])


def _line(given: PlanningInput, use: Use, spot: _Spot, facts: frozenset[str]) -> Iterator[PlanStep]:
    if use.use is not None:
        if use.use not in given.procedures.blocks:
            raise PlanningError(f"{given.path.name}: no block is called {use.use!r}")
        yield from _steps(given, given.procedures.blocks[use.use], spot, facts)
    elif use.step is not None:
        data = given.procedures.steps.get(use.step)
        if data is None:
            raise PlanningError(f"{given.path.name}: no step is called {use.step!r}")
        if holds(data.when, data.unless, facts):
            try:
                yield _step(given, use.step, data, spot, facts)
            except LackingError as error:
                raise LackingError(error.message, **{**error.values, "path": given.path.name}) from None


def step_id(name: str, data: StepData, appliance: str | None, hop: int, number: int, beside: str = "") -> str:
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


def made_step(
    given: PlanningInput, name: str, data: StepData, chapter: Chapter, window: int | None, it: str | None
) -> PlanStep | None:
    """A step of a chapter that no line of the path asks for, on an appliance or for the whole; None where its
    conditions do not hold there."""
    appliance = given.appliances[it] if it else None
    facts = at_appliance(chapter.facts, given.change, chapter.current.hop, appliance)
    facts |= given.extra_facts(it)
    spot = _Spot(current=chapter.current, window=window, it=it, phase=chapter.data.id)
    return _step(given, name, data, spot, facts) if holds(data.when, data.unless, facts) else None


def context_of(given: PlanningInput, chapter: Chapter, window: int | None, it: str | None) -> StepContext:
    """Where a step of a chapter stands."""
    return _context(given, _Spot(current=chapter.current, window=window, it=it))


def _step(given: PlanningInput, name: str, data: StepData, spot: _Spot, facts: frozenset[str]) -> PlanStep:
    target, current = spot.it, spot.current
    if data.scope in ("appliance", "hop-appliance") and target is None:
        raise PlanningError(f"{given.path.name}: the step {name!r} needs an appliance ('at:')")
    context = _context(given, spot)
    identity = step_id(name, data, target, current.hop, spot.number, _beside(given, data, spot))
    letter = _letter(context.it, current)
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


def _beside(given: PlanningInput, data: StepData, spot: _Spot) -> str:
    """What the id names of where a step is done: the phase, or which window of the pass, however many nights it has."""
    if data.scope in ONCE_A_WINDOW and spot.window is not None:
        return f"w{_begun(spot.current, given).index(spot.window) + 1}"
    return spot.phase if data.scope == "phase" else ""


def _context(given: PlanningInput, spot: _Spot) -> StepContext:
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


def _letter(it: PlanAppliance | None, current: PlanHop) -> str | None:
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
    )
