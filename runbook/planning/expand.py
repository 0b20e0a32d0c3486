"""A path becomes steps: every line of every phase, for every hop and every appliance that it is done on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from runbook.errors import LackingError, PlanningError
from runbook.i18n import N_
from runbook.model.plan import HOUSE_EVENT, Phase, PlanHop, PlanStep
from runbook.model.procedure import PhaseData, StepData, Use, WayBackData
from runbook.planning.planning_input import PlanningInput
from runbook.planning.step_at import StepSpot, context_at, step_at
from runbook.procedures.facts import at_appliance, holds, hop_facts, package_facts
from runbook.procedures.values import StepContext


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
    spot = StepSpot(current=current, window=window, phase=data.id)
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


def _window(data: PhaseData, current: PlanHop, given: PlanningInput) -> int | None:
    if data.window is None:
        return None
    begun = given.begun(current)
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


def _steps(given: PlanningInput, uses: tuple[Use, ...], spot: StepSpot, facts: frozenset[str]) -> Iterator[PlanStep]:
    for use in uses:
        for target in _targets(use.at, given, spot.current, spot.it):
            appliance = given.appliances[target] if target else None
            there = facts | given.extra_facts(target) if target else facts
            for place in _each(given, use, spot if target == spot.it else replace(spot, it=target)):
                here = there | package_facts(place.package) if place.package else there
                if holds(use.when, use.unless, here):
                    here = at_appliance(here, given.change, spot.current.hop, appliance)
                    yield from _line(given, use, place, here)


def _each(given: PlanningInput, use: Use, spot: StepSpot) -> Iterator[StepSpot]:
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


def _line(given: PlanningInput, use: Use, spot: StepSpot, facts: frozenset[str]) -> Iterator[PlanStep]:
    if use.use is not None:
        if use.use not in given.procedures.blocks:
            raise PlanningError(f"{given.path.name}: no block is called {use.use!r}")
        yield from _steps(given, given.procedures.blocks[use.use], spot, facts)
    elif use.step is not None:
        data = given.procedures.steps.get(use.step)
        if data is None:
            raise PlanningError(f"{given.path.name}: no step is called {use.step!r}")
        if spot.it is not None and use.step.startswith(HOUSE_EVENT):
            data = replace(data, scope="appliance")  # a path of the house may have it done on several
        if holds(data.when, data.unless, facts):
            try:
                yield step_at(given, use.step, data, spot, facts)
            except LackingError as error:
                raise LackingError(error.message, **{**error.values, "path": given.path.name}) from None


def made_step(
    given: PlanningInput, name: str, data: StepData, chapter: Chapter, window: int | None, it: str | None
) -> PlanStep | None:
    """A step of a chapter that no line of the path asks for, on an appliance or for the whole; None where its
    conditions do not hold there."""
    appliance = given.appliances[it] if it else None
    facts = at_appliance(chapter.facts, given.change, chapter.current.hop, appliance)
    facts |= given.extra_facts(it)
    spot = StepSpot(current=chapter.current, window=window, it=it, phase=chapter.data.id)
    return step_at(given, name, data, spot, facts) if holds(data.when, data.unless, facts) else None


def context_of(given: PlanningInput, chapter: Chapter, window: int | None, it: str | None) -> StepContext:
    """Where a step of a chapter stands."""
    return context_at(given, StepSpot(current=chapter.current, window=window, it=it))
