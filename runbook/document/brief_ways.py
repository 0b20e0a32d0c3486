"""The way back in brief: until when it is open, how it is gone, what is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from runbook.document.parts import Markdown
from runbook.document.slots import Value, value
from runbook.document.ways import closed_by
from runbook.document.words import counted, moment
from runbook.i18n import N_, Language
from runbook.model.plan import Phase, Plan, PlanStep
from runbook.model.ways_back import main_phases


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """A step that closes a way back, when it is planned, and which appliances the letters are."""

    text: str
    at: Value | None
    letters: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefWay:
    """A way back (`gone`: that there is none), and until which steps it is open."""

    title: str
    gone: bool
    until: tuple[Until, ...]
    back: Markdown


def brief_ways(plan: Plan, left: Plan, language: Language, *, terse: bool = False) -> Iterator[BriefWay]:
    """The way back of what is `left` of a plan until it is closed in each pass, and what remains afterwards; where
    nothing closes it, that of each phase that has another. What goes with it is said where the way is open, and not
    again; `terse`: without which appliances the letters are."""
    if _led_back(plan) and not _led_back(left):  # what is left begins behind the last of them
        title = language.text(N_("There is no way back"))
        yield BriefWay(title=title, gone=True, until=(), back=_first(left, language))
        return
    closing = closing_steps(left)
    if not closing:
        yield from _by_phase(left, language)
        return
    places = [(step, _place(left, step)) for step in closing]
    before = [(step, left.phases[at - 1]) for step, at in places if at]
    told = {text for _step, phase in before for text in phase.back_also}
    after = [(step, _without(left.phases[at], told)) for step, at in places]
    for same in _alike(before):
        yield BriefWay(
            title=language.text(N_("The way back is open until")),
            gone=False,
            until=tuple(_until(left, step, language, terse=terse) for step, _phase in same),
            back=_back_of(same, left, language),
        )
    for same in _alike(after):
        yield BriefWay(
            title=language.text(N_("From then on there is no way back")),
            gone=True,
            until=() if before else tuple(_until(left, step, language, terse=terse) for step, _phase in same),
            back=_back_of(same, left, language),
        )


def closing_steps(plan: Plan) -> list[PlanStep]:
    """The first step of each pass behind which there is no way back: where chapters lead back, that behind the last
    phase that one leads from, or the point of no return in it."""
    if not _led_back(plan):
        first: dict[int | None, PlanStep] = {}
        for step in plan.steps:
            if step.no_return:
                first.setdefault(step.hop, step)
        return list(first.values())
    found = (closed_by(plan, phase) for phase in main_phases(plan))
    return [step for step in found if step]


def ends_ways(plan: Plan, phase: Phase) -> bool:
    """Whether a phase has the step behind which nothing leads back, and no point of no return that says so."""
    own = [step for step in plan.steps if step.phase == phase.id]
    return not any(step.no_return for step in own) and any(step in own for step in closing_steps(plan))


def _led_back(plan: Plan) -> bool:
    return any(phase.way_back for phase in plan.phases)


def _first(plan: Plan, language: Language) -> Markdown:
    return next((_back(phase, language) for phase in main_phases(plan) if phase.back), "")


def _place(plan: Plan, step: PlanStep) -> int:
    return next(at for at, phase in enumerate(plan.phases) if phase.id == step.phase)


def _without(phase: Phase, told: set[str]) -> Phase:
    return replace(phase, back_also=tuple(text for text in phase.back_also if text not in told))


def _alike(found: Iterable[tuple[PlanStep, Phase]]) -> Iterator[list[tuple[PlanStep, Phase]]]:
    """Those that lead back in the same way, whatever else is said of one of them."""
    groups: dict[str, list[tuple[PlanStep, Phase]]] = {}
    for step, phase in found:
        groups.setdefault(phase.back, []).append((step, phase))
    yield from groups.values()


def _by_phase(plan: Plan, language: Language) -> Iterator[BriefWay]:
    groups: dict[tuple[str, ...], list[Phase]] = {}
    for phase in main_phases(plan):
        groups.setdefault((phase.back, *phase.back_also), []).append(phase)
    for same in groups.values():
        titles = dict.fromkeys(language.text(phase.title) for phase in same)
        yield BriefWay(title=", ".join(titles), gone=False, until=(), back=_back(same[0], language))


def _back(phase: Phase, language: Language) -> Markdown:
    return " ".join(map(language.markdown_text, (phase.back, *phase.back_also)))


def _back_of(same: Sequence[tuple[PlanStep, Phase]], plan: Plan, language: Language) -> Markdown:
    """What is said of several passes; what is said of some alone has their numbers behind it."""
    said = [_back(replace(same[0][1], back_also=()), language)]
    for also in dict.fromkeys(text for _step, phase in same for text in phase.back_also):
        text = language.markdown_text(also)
        hops = [step.hop for step, phase in same if also in phase.back_also]
        own = ", ".join(counted(N_("pass {n}"), hop, len(plan.passes), language) for hop in hops)
        said.append(text if len(hops) == len(same) else f"{text} ({own})")
    return " ".join(said)


def _until(plan: Plan, step: PlanStep, language: Language, *, terse: bool) -> Until:
    hop = next((each for each in plan.passes if each.hop == step.hop), None)
    number = language.text(N_("step {number}"), number=step.number)
    several = counted(N_("pass {n}"), step.hop, len(plan.passes), language) if len(plan.passes) > 1 else ""
    letters = hop.letters if hop and {"A", "B"} <= {*hop.letters} and not terse else {}
    at = step.planned_start
    titled = language.text(N_("{name}: {value}"), name=number, value=language.text(step.title))
    return Until(
        text=", ".join(filter(None, (several, number))) if at else titled,
        at=value("way.until", moment(at, language), 24, "plain") if at else None,
        letters=tuple((letter, value("way.appliance", letters[letter], 12, "plain")) for letter in "AB" if letters),
    )
