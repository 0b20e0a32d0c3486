"""The chapters of the runbook that are carried out: what is true while each lasts, and its steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from msgspec import structs

from runbook.document.appliances import in_head, lettered_in_head, packages_of
from runbook.document.house_sheet import back_by_support, support_to_write
from runbook.document.letter_swap import letter_swap
from runbook.document.links import Links
from runbook.document.parts import Labelled, PhaseView, RecoveryView, RunningHead, StepBlock, WayMark
from runbook.document.said_before import earlier_way
from runbook.document.serving import NOBODY
from runbook.document.slots import value
from runbook.document.steps import Setting, blocks, setting_of
from runbook.document.ways import (
    back_by,
    begun_by,
    leads_from,
    led_back_until,
    signed_all_the_same,
    whole_length,
    within_window,
)
from runbook.document.words import anchor, counted, moment, window_text
from runbook.i18n import N_, Language
from runbook.model.plan import Phase, Plan, PlanHop
from runbook.model.ways_back import is_way_back
from runbook.model.window_chain import parts_in_nights


def phases(plan: Plan, language: Language, links: Links, recoveries: dict[str, RecoveryView]) -> tuple[PhaseView, ...]:
    """The phases, each with its steps."""
    setting = setting_of(plan, language, links, recoveries)
    before = (None, *plan.phases)
    return tuple(_phase(setting, phase, last) for phase, last in zip(plan.phases, before, strict=False))


def _phase(setting: Setting, phase: Phase, last: Phase | None) -> PhaseView:
    """A phase; `last` is the one before it."""
    plan, language = setting.plan, setting.language
    title, back = language.text(phase.title), is_way_back(phase)
    opens = back and not (last and is_way_back(last))
    course = _course(plan, replace(phase, window=parts_in_nights(plan, phase)[0][0]), language)
    way, back_on = led_back_until(plan, phase, language)
    current = next((p for p in plan.passes if p.hop == phase.hop), None)
    first = next((step for step in plan.steps if step.phase == phase.id), None)
    head = RunningHead(
        number=phase.number,
        title=title,
        course=course,
        appliances=lettered_in_head(lettering, language) if (lettering := _lettering(plan, phase)) else (),
        serves=_serves(setting, phase, "head.serves"),
        back=back_by(plan, phase, first, language) if first else None,
    )
    swap = letter_swap(plan, phase, language)
    facts = tuple(_way_facts(plan, phase, language) if back else _facts(setting, phase, last, current))
    return PhaseView(
        number=phase.number,
        anchor=anchor(phase),
        title=title,
        course=course,
        head=head,
        opening=head if swap else _opening(head, facts),
        swap=swap,
        facts=facts,
        back=language.markdown_text(phase.back),
        back_also=tuple(map(language.markdown_text, phase.back_also)),
        back_is_kits=phase.back_is_kits,
        blocks=tuple(_with_heads(setting, phase, head)),
        back_by_support=back_by_support(plan, phase),
        way=way,
        back_on=back_on,
        phone=None if phase.way_back else support_to_write(plan, phase, language),
        leads=leads_from(plan, phase, language) if back else "",
        opens_ways=opens,
        closing=signed_all_the_same(plan, language) if opens else "",
        as_way=_as_way(plan, phase) if back else None,
    )


def _lettering(plan: Plan, phase: Phase) -> PlanHop | None:
    """The pass whose letters a phase speaks of: that of its steps; where these are outside the passes, the one before,
    or else the first."""
    of = {one.id: one for one in plan.phases}
    until = [step for step in plan.steps if of[step.phase].number <= phase.number and not is_way_back(of[step.phase])]
    own = [step for step in plan.steps if step.phase == phase.id]
    hops = [step.hop for step in (*until, *own) if step.hop]
    return next((one for one in plan.passes if hops and one.hop == hops[-1]), next(iter(plan.passes), None))


def _opening(head: RunningHead, facts: tuple[Labelled, ...]) -> RunningHead:
    """The head of a page that begins with a phase: without what the phase says right below it."""
    said = head.serves is not None and any(item.label == head.serves.label for item in facts)
    return structs.replace(head, title="", course="", back=None, serves=None if said else head.serves)


def _course(plan: Plan, phase: Phase, language: Language) -> str:
    """`Pass 1 of 2 · Window 2 of 4`."""
    hop = counted(N_("Pass {n} of {total}"), phase.hop, len(plan.passes), language)
    return " · ".join(text for text in (hop, window_text(plan, phase, language)) if text)


def _as_way(plan: Plan, way: Phase) -> WayMark | None:
    """The same way back of an earlier pass."""
    earlier = earlier_way(plan, way)
    return WayMark(number=earlier.number, anchor=anchor(earlier), until=None) if earlier else None


def _way_facts(plan: Plan, way: Phase, language: Language) -> Iterator[Labelled]:
    """By when a way back is begun, what of it has to be done before the window closes, and how long that and all of it
    take: by its steps alone, since pages are filled in."""
    yield from begun_by(plan, way, language)
    within = within_window(plan, way)
    if any(phase.window for phase in plan.phases if phase.id in way.back_from):
        label = language.text(N_("To do before the window closes:"))
        if within:
            message = N_("Before the window closes, up to step {number}: at most")
            label = language.text(message, number=within[-1].number)
        minutes = sum(step.duration.high for step in within)
        length = language.minutes(minutes) if minutes else language.text(N_("nothing"))
        yield Labelled(label=label, value=value("way.within", length, 16, "plain"))
    shown = value("way.minutes", language.minutes(whole_length(plan, way)), 16, "plain")
    yield Labelled(label=language.text(N_("All of it takes at most")), value=shown)


def _with_heads(setting: Setting, phase: Phase, head: RunningHead) -> Iterator[StepBlock]:
    """The steps of a phase, each from which on another appliance serves the users, with which another night begins, or
    which closes the way back, with a head that says so."""
    plan, steps = setting.plan, {step.number: step for step in setting.plan.steps}
    courses = {
        step.id: _course(plan, replace(phase, window=window), setting.language)
        for window, steps in parts_in_nights(plan, phase)
        for step in steps
    }
    before = _begins_on(setting, phase)
    for block in blocks(setting, phase):
        step = steps[block.words.number]
        serves, back = setting.serving[step.id], back_by(plan, phase, step, setting.language)
        if serves == before and courses[step.id] == head.course and back == head.back:
            yield block
            continue
        said = head.serves if serves == before else _said(setting, serves, step.id, "head.serves")
        before, head = serves, structs.replace(head, course=courses[step.id], serves=said, back=back)
        yield structs.replace(block, head=head)


def _begins_on(setting: Setting, phase: Phase) -> str | None:
    """The appliance that serves the users as a phase, or a way back, begins; NOBODY where they wait."""
    first = _first(setting, phase)
    serves = setting.serving[first] if first else None
    return serves if is_way_back(phase) or serves == NOBODY else phase.serves


def _first(setting: Setting, phase: Phase) -> str | None:
    """The id of the first step of a phase."""
    return next((step.id for step in setting.plan.steps if step.phase == phase.id), None)


def _facts(setting: Setting, phase: Phase, last: Phase | None, current: PlanHop | None) -> Iterator[Labelled]:
    """What is another thing than in the phase before: the window, the packages of the pass, who serves."""
    plan, language = setting.plan, setting.language
    for number in sorted(_windows(plan, phase) - _windows(plan, last)):
        window = plan.windows[number - 1]
        opens, closes = (moment(at, language) for at in (window.start, window.end))
        yield Labelled(label=language.text(N_("Window opens")), value=value("window.start", opens, 24, "plain"))
        yield Labelled(label=language.text(N_("Window closes")), value=value("window.end", closes, 24, "plain"))
    if current and (last is None or last.hop != phase.hop):
        yield from packages_of(current, language)
    serves = _serves(setting, phase, "phase.serves")
    if serves and (last is None or _begins_on(setting, last) != _begins_on(setting, phase)):
        yield serves


def _windows(plan: Plan, phase: Phase | None) -> set[int]:
    """The windows that the steps of a phase are planned in: two where its work goes on in a night more."""
    return {step.window for step in plan.steps if phase and step.phase == phase.id and step.window}


def _serves(setting: Setting, phase: Phase, name: str) -> Labelled | None:
    """Who serves the users as a phase begins."""
    return _said(setting, _begins_on(setting, phase), _first(setting, phase), name)


def _said(setting: Setting, serves: str | None, step: str | None, name: str) -> Labelled | None:
    """That an appliance serves the users as a step begins, or nobody does; None of a single one, or where that is not
    known."""
    if serves is None or len(setting.plan.appliances) < 2:
        return None
    label, shown = N_("Serves the users now"), serves or setting.language.text(N_("no appliance"))
    if step and serves == NOBODY:
        before, after = _beside(setting, step)
        if before != after:
            label, shown = N_("Users moving to"), after
    return Labelled(label=setting.language.text(label), value=in_head(name, shown, 14))


def _beside(setting: Setting, step: str) -> tuple[str, str]:
    """The appliances that serve the users before and after a step at which nobody is served."""
    ids = [each.id for each in setting.plan.steps]
    here = ids.index(step)
    before = (setting.serving[each] for each in reversed(ids[:here]))
    return next(filter(None, before), ""), next(filter(None, (setting.serving[each] for each in ids[here:])), "")
