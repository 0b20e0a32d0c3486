"""What of a plan is still to be done: what pages, records and figures of a change that is under way are about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from runbook.model.control import RELEASES
from runbook.model.plan import Expect, Note, Phase, Plan, PlanAppliance, PlanStep, Recovery, Risk, Rule, Term
from runbook.model.revision import short_revision
from runbook.model.versions import Versioned, runs
from runbook.model.ways_back import led_back_at, main_steps
from runbook.model.window_chain import night_of, steps_behind

RELEASE_LEFT = "Release of what is left"  # a title like those of procedures; document.carried_on has its words
RELEASE_ONCE_OVER = Note(  # beside each release of a plan that carries on; its words are there, too
    kind="warning",
    text="Release what is left only once the night that these pages carry on is over, and you know how it ended.",
    sources=(),
    kit=True,
)

# What is said at a hold point of a way back, and what in its place where the chapter that it leads from lies behind.
WITHOUT_WAY = {
    "Without a go, nothing further is done. The next step closes the last way back.": (
        "Without a go, nothing further is done. These pages have no way back."
    ),
    "B is in service and confirmed: without a go, A can stay as it is until another window. Until then, there is no "
    "failover. Go back only if you doubt B.": (
        "B is in service and confirmed: without a go, A can stay as it is until another window. Until then, there is "
        "no failover. If you doubt B, call Support."
    ),
}


def is_under_way(plan: Plan) -> bool:
    """Whether a window of the change is done."""
    return any(window.done for window in plan.windows)


def windows_left(plan: Plan) -> tuple[int, ...]:
    """The numbers of the windows that are not done."""
    return tuple(number for number, window in enumerate(plan.windows, 1) if not window.done)


def in_nights(plan: Plan) -> Plan:
    """The plan with each step, and each phase by its first step, in the window in which it is planned: its own, or one
    that continues that."""
    if all(window.continues is None for window in plan.windows):
        return plan
    steps = tuple(replace(step, window=night_of(plan.windows, step)) for step in plan.steps)
    firsts = {step.phase: step.window for step in reversed(steps)}
    phases = tuple(replace(phase, window=firsts.get(phase.id, phase.window)) for phase in plan.phases)
    return replace(plan, steps=steps, phases=phases)


def remaining(plan: Plan) -> Plan:
    """The plan as it is printed: `in_nights`, and without the steps that lie behind and what is said of these alone.

    Windows, passes, numbers and ids are those of the whole plan; appliances run what runs there by now, and what is
    carried on is named by its short revision.
    """
    behind = steps_behind(plan)
    plan = in_nights(plan)
    if not is_under_way(plan):
        return plan
    numbers = {step.id: step.number for step in plan.steps if step.id in behind}
    steps = tuple(_numbered(step, numbers) for step in plan.steps if step.id not in behind)
    ids = {step.id for step in steps}
    named = {name for step in steps for name in step.recoveries}
    recoveries = tuple(each for each in plan.recoveries if each.id in named)
    links = {name for step in steps for name in step.links} | {name for each in recoveries for name in each.links}
    left = replace(
        plan,
        appliances=tuple(_as_it_runs(plan, appliance, behind) for appliance in plan.appliances),
        never=tuple(note for note in plan.never if not _is_moot(note, plan, ids)),
        phases=_phases(plan, steps),
        steps=steps,
        rules=tuple(_rules(plan, ids)),
        recoveries=recoveries,
        links=tuple(link for link in plan.links if link.id in links),
        terms=tuple(_terms(plan, steps, recoveries)),
        risks=tuple(_risks(plan, steps, named)),
        amends=tuple(map(short_revision, plan.amends)),
    )
    return replace(left, steps=tuple(_held(left, step) for step in steps))


def _held(left: Plan, step: PlanStep) -> PlanStep:
    """The step; at a hold point from which nothing leads back any more, what it says of that."""
    if step.gate != "hold" or led_back_at(left, step):
        return step
    return replace(step, notes=tuple(replace(note, text=WITHOUT_WAY.get(note.text, note.text)) for note in step.notes))


def _numbered(step: PlanStep, numbers: Mapping[str, str]) -> PlanStep:
    """The step; where what it writes down is later than a step that lies behind, with that one's printed number; where
    it releases what is left, with a word on when."""
    if step.gate in RELEASES:
        word = replace(RELEASE_ONCE_OVER, sources=step.sources)
        step = replace(step, notes=(*(note for note in step.notes if note != word), word))
    after = step.evidence.expect.after if step.evidence and step.evidence.expect else None
    if step.evidence is None or after is None or after not in numbers:
        return step
    return replace(step, evidence=replace(step.evidence, expect=Expect(after=numbers[after])))


def _is_moot(note: Note, plan: Plan, left: Collection[str]) -> bool:
    """Whether a prohibition of the kit's own is about what is done: all steps that rest on the same lie behind."""
    about = {step.id for step in main_steps(plan) if not {*note.sources}.isdisjoint(_rests_on(step))}
    return note.kit and bool(about) and about.isdisjoint(left)


def _rests_on(step: PlanStep) -> Iterator[str]:
    yield from step.sources
    for note in step.notes:
        yield from note.sources


def _phases(plan: Plan, steps: Collection[PlanStep]) -> tuple[Phase, ...]:
    """Those with steps that are left. Where these are releases alone, the phase is that of the release: of its own
    work nothing can be gone back from, and the users are where the work that follows finds them."""
    left = {step.phase for step in steps}
    works = {step.phase for step in steps if step.gate not in RELEASES}
    found = []
    for at, phase in enumerate(plan.phases):
        if phase.back_from:
            phase = replace(phase, back_from=tuple(name for name in phase.back_from if name in works))
        elif phase.id not in works:
            serves = next((each.serves for each in plan.phases[at:] if each.id in works and each.serves), phase.serves)
            phase = replace(phase, title=RELEASE_LEFT, serves=serves)
            phase = replace(phase, back="", back_also=(), way_back=None, back_until=None, late_from=None)
        found += [phase] if phase.id in left else []
    return tuple(found)


def _as_it_runs(plan: Plan, appliance: PlanAppliance, behind: Collection[str]) -> PlanAppliance:
    """The appliance with the versions that steps which lie behind have installed on it."""
    done = [step for step in plan.steps if step.id in behind and step.appliance == appliance.id]

    def now(kind: Versioned) -> str:
        hops = {step.hop for step in done if step.installs == kind}
        return runs((getattr(each, kind) for each in plan.passes if each.hop in hops), getattr(appliance, kind))

    return replace(appliance, base=now("base"), software=now("software"))


def _rules(plan: Plan, ids: Collection[str]) -> Iterator[Rule]:
    """Those that relate steps which are left, with these alone."""
    for rule in plan.rules:
        first, then, steps = (tuple(i for i in each if i in ids) for each in (rule.first, rule.then, rule.steps))
        if first and then:
            yield replace(rule, first=first, then=then, steps=steps)


def _terms(plan: Plan, steps: Collection[PlanStep], recoveries: Collection[Recovery]) -> Iterator[Term]:
    """The screen labels that what is left speaks of."""
    texts = [text for step in steps for text in (step.do, step.see, *(note.text for note in step.notes))]
    everything = "\n".join((*texts, *(recovery.act for recovery in recoveries)))
    screens = {step.where for step in steps}
    return (term for term in plan.terms if term.label in screens or f"**{term.label}**" in everything)


def _risks(plan: Plan, steps: Collection[PlanStep], recoveries: Collection[str]) -> Iterator[Risk]:
    """Without those of steps that all lie behind."""
    numbers = {step.number for step in steps}
    for risk in plan.risks:
        left = tuple(number for number in risk.steps if number in numbers)
        if left or not risk.steps:
            yield replace(risk, steps=left, recoveries=tuple(each for each in risk.recoveries if each in recoveries))
