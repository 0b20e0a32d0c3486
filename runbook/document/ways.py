"""The ways back, as pages speak of them: from which phases each leads, by when it is begun, how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec import structs

from runbook.document.parts import Labelled, WayMark
from runbook.document.slots import Value, value
from runbook.document.words import anchor, moment
from runbook.i18n import N_, Language
from runbook.model.control import CLOSING, RELEASES
from runbook.model.last_hold import last_holds
from runbook.model.plan import Phase, Plan, PlanStep
from runbook.model.ways_back import decided_at, decided_later, is_way_back, led_back_at, main_phases
from runbook.model.window_chain import night_of, window_at

BACK_BY = N_("Way back until")
BACK_BEFORE = N_("Way back before step")
NO_RETURN = N_("Point of no return: once begun, there is no way back")
NOTHING_STAYS = N_("Point of no return: from here on nothing stays as it was")


def way_of(plan: Plan, phase: Phase, language: Language) -> WayMark | None:
    """The chapter that is the way back of a phase; None where it has none."""
    way = next((one for one in plan.phases if one.id == phase.way_back), None)
    if way is None:
        return None
    closing = begun_before(plan, phase)
    return WayMark(
        number=way.number,
        anchor=anchor(way),
        until=back_until(phase, language),
        before=closing.number if closing else "",
    )


def no_go_way(plan: Plan, step: PlanStep, language: Language) -> WayMark | None:
    """The chapter that a no-go at a hold point leads to: the way back of its phase, or of the one before; None where it
    is no hold point, or nothing leads back from there."""
    if step.gate != "hold":
        return None
    found = led_back_at(plan, step)
    mark = way_of(plan, found, language) if found else None
    if found is None or mark is None:
        return None
    closing = decided_later(plan, found)
    if closing is not None:
        mark = structs.replace(mark, until=None, before=closing.number)
    text = N_("No-go: begin chapter {number}")
    if step.id in last_holds(plan):
        text = N_("No-go: leave everything as it is, or begin chapter {number}")
    elif _is_on_b(plan, step):  # the way back would move the users once more
        text = N_("No-go: leave A as it is, or begin chapter {number}")
    return structs.replace(mark, says=language.text(text, number=mark.number))


def _is_on_b(plan: Plan, step: PlanStep) -> bool:
    """Whether B serves the users as the phase of a step begins."""
    serves = next(one.serves for one in plan.phases if one.id == step.phase)
    return any(each.hop == step.hop and each.letters.get("B") == serves for each in plan.passes)


def led_back_until(plan: Plan, phase: Phase, language: Language) -> tuple[WayMark | None, str]:
    """The chapter that leads back from a phase, and the number of the step from which on none does, but what is said of
    the phase holds: of one without a way back, whose hold point has that of the phase before."""
    steps = [one for one in plan.steps if one.phase == phase.id]
    hold = next((one for one in steps if one.gate == "hold"), None)
    if phase.way_back or hold is None:
        return way_of(plan, phase, language), ""
    decided = decided_at(plan, hold)
    mark = no_go_way(plan, hold, language)
    return (mark, decided.number) if mark and decided else (None, "")


def no_return_text(plan: Plan, step: PlanStep, language: Language) -> str:
    """The words on the bar above a point of no return: what it closes is the last way back, or what was left as it was
    where no way has led back for long. Nothing for other steps."""
    if not step.no_return:
        return ""
    led_back = any(map(is_way_back, plan.phases))
    return language.text(NOTHING_STAYS if led_back and not led_back_at(plan, step) else NO_RETURN)


def back_until(phase: Phase, language: Language) -> Value | None:
    """Until when the way back of a phase can be begun: day and time."""
    return value("back.until", moment(phase.back_until, language), 24, "plain") if phase.back_until else None


def back_by(plan: Plan, phase: Phase, step: PlanStep, language: Language) -> Labelled | None:
    """The step before which the way back of a phase is begun, or else the time by which it is, in short, as a step of
    the phase begins."""
    led = open_way(plan, phase)
    if led is None or is_closed(plan, phase, step):
        return None
    if led.before:
        return Labelled(label=language.text(BACK_BEFORE), value=value("head.before", led.before.number, 6, "plain"))
    until = time_in_short(plan, phase, led.timed.back_until if led.timed else None, "head.back", language)
    return Labelled(label=language.text(BACK_BY), value=until) if until else None


def is_closed(plan: Plan, phase: Phase, step: PlanStep) -> bool:
    """Whether a step of a phase is the one that closes its way back, or stands behind it."""
    led = open_way(plan, phase)
    return led is not None and led.before is not None and plan.steps.index(step) >= plan.steps.index(led.before)


def time_in_short(plan: Plan, phase: Phase, at: datetime | None, name: str, language: Language) -> Value | None:
    """A time by which something about a way back is done: the clock time; with its weekday where it is a day or longer
    from when the phase's window opens to the end of the one that it lies in."""
    if at is None or phase.window is None:
        return None
    opens = plan.windows[phase.window - 1].start
    closes = plan.windows[window_at(plan.windows, phase.window, at) - 1].end
    text, alone = language.time_within(at, opens, closes), language.time(at)
    return value(name, text, 8 if text == alone else 10, "plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWay:
    """What leads back from a phase: the chapter; `timed`, the phase that says by when it is begun, where there is a
    time; `before`, the step before which it is, of one outside the windows, of one that is decided about in a later
    night, and of one in which it is closed."""

    way: str
    timed: Phase | None
    before: PlanStep | None


def open_way(plan: Plan, phase: Phase) -> OpenWay | None:
    """The way back of a phase; of one without, that which its hold point leads to. None where nothing leads back."""
    decided = None
    source: Phase | None = phase
    if not phase.way_back:
        hold = next((one for one in plan.steps if one.phase == phase.id and one.gate == "hold"), None)
        source = led_back_at(plan, hold) if hold else None
        decided = decided_at(plan, hold) if hold else None
    if source is None or source.way_back is None:
        return None
    later = decided_later(plan, source)
    timed = source if source.back_until and not later else None
    closing = decided or later or closes_way(plan, source)
    within = closing is not None and closing.phase == phase.id
    return OpenWay(way=source.way_back, timed=timed, before=closing if within or not timed else None)


def _led_by(plan: Plan, way: Phase) -> Iterator[tuple[Phase, OpenWay]]:
    """The phases from which a way back leads, with how long it does."""
    for phase in main_phases(plan):
        led = open_way(plan, phase)
        if led and led.way == way.id:
            yield phase, led


def leads_from(plan: Plan, way: Phase, language: Language) -> str:
    """`From phase 2`, `From phases 4, 5, 6`."""
    numbers = [str(phase.number) for phase, _led in _led_by(plan, way)]
    return language.plural("From phase {numbers}", "From phases {numbers}", len(numbers), numbers=", ".join(numbers))


def begun_by(plan: Plan, way: Phase, language: Language) -> Iterator[Labelled]:
    """The times by which a way back is begun, one for each window that it leads back from, and the steps before which
    it is; with the phases, where they do not hold for all. How many there are follows from the windows alone, and not
    from the times."""
    nights: dict[int | None, list[Phase]] = {}
    others: dict[str, list[Phase]] = {}
    times: dict[int | None, datetime] = {}
    unlimited = False
    for phase, led in _led_by(plan, way):
        if led.timed and led.timed.back_until:
            nights.setdefault(led.timed.window, []).append(phase)
            times.setdefault(led.timed.window, led.timed.back_until)
        if led.before:
            others.setdefault(led.before.number, []).append(phase)
        unlimited |= not led.timed and not led.before
    several = unlimited or len(nights) + len(others) > 1

    for window, same in nights.items():
        by = language.text(N_("Begin by"))
        if several:
            by = language.plural(
                "Phase {numbers}: begin by", "Phases {numbers}: begin by", len(same), numbers=_numbers(same)
            )
        yield Labelled(label=by, value=value("way.until", moment(times[window], language), 24, "plain"))
    for step, same in others.items():
        before = language.text(N_("Begin before step"))
        if several:
            before = language.plural(
                "Phase {numbers}: before step", "Phases {numbers}: before step", len(same), numbers=_numbers(same)
            )
        yield Labelled(label=before, value=value("way.before", step, 12, "plain"))


def _numbers(phases: Iterable[Phase]) -> str:
    return ", ".join(str(phase.number) for phase in phases)


def begun_before(plan: Plan, phase: Phase) -> PlanStep | None:
    """The step before which the way back of a phase outside the windows is begun."""
    return None if phase.back_until else closes_way(plan, phase)


def closes_way(plan: Plan, phase: Phase) -> PlanStep | None:
    """The step behind which the way back of a phase leads back from no other any more, where none leads back from the
    next; None where another one does."""
    same = [one for one in main_phases(plan) if one.way_back and one.way_back == phase.way_back]
    return closed_by(plan, same[-1]) if same else None


def closed_by(plan: Plan, phase: Phase) -> PlanStep | None:
    """The step behind which nothing leads back any more, of a phase that is the last with a way back: the point of no
    return in it or in the next, or else the first step of that; None for others."""
    following = next((one for one in main_phases(plan) if one.number > phase.number), None)
    if phase.way_back is None or (following and following.way_back):
        return None
    own, then = ([step for step in plan.steps if one and step.phase == one.id] for one in (phase, following))
    closing = (*(s for s in own if s.no_return), *(s for s in then if s.no_return), *then)
    return next(iter(closing), None)


def signed_all_the_same(plan: Plan, language: Language) -> str:
    """What people say at the end of a night, whichever way it went; nothing where a house leaves that out."""
    said = [step.title for step in plan.steps if step.event in CLOSING]
    titles = " · ".join(language.text(title) for title in dict.fromkeys(said))
    return language.text(N_("At the end of its window sign all the same: {steps}."), steps=titles) if titles else ""


def whole_length(plan: Plan, way: Phase) -> int:
    """The longer planned minutes of all of a way back."""
    return sum(step.duration.high for step in plan.steps if step.phase == way.id)


def lengths(plan: Plan, way: Phase) -> tuple[int, int]:
    """The longer planned minutes of a way back: of what the time to begin it leaves room for, and of what follows."""
    whole, within = whole_length(plan, way), within_window(plan, way)
    if not any(phase.back_until for phase in plan.phases if phase.id in way.back_from):
        return whole, 0
    at_once = sum(step.duration.high for step in within)
    return at_once, whole - at_once


def within_window(plan: Plan, way: Phase) -> tuple[PlanStep, ...]:
    """The steps of a way back that are done before the window ends: the time to begin it leaves room for them."""
    return tuple(step for step in plan.steps if step.phase == way.id)[: way.within]


def lengths_text(plan: Plan, way: Phase, language: Language) -> str:
    """`45 min`; with what follows, `45 min + 2 h 25 min`."""
    return " + ".join(language.minutes(minutes) for minutes in lengths(plan, way) if minutes)


def decisions(plan: Plan) -> Iterator[tuple[Phase, datetime]]:
    """The phases whose way back has to be begun by a time, with it."""
    for phase in plan.phases:
        if phase.back_until is not None and not is_way_back(phase):
            yield phase, phase.back_until


def decided_in(plan: Plan, window: int) -> Iterator[tuple[Phase, datetime]]:
    """Those of a window: the one that the last step of the phase is planned in."""
    lasts = {step.phase: step for step in plan.steps}
    for phase, time in decisions(plan):
        last = lasts.get(phase.id)
        if last is not None and last.planned_start is not None and night_of(plan.windows, last) == window:
            yield phase, time


def holds(plan: Plan) -> tuple[PlanStep, ...]:
    """The steps at which go or no-go is decided before a way back is closed."""
    return tuple(step for step in plan.steps if step.gate == "hold")


def releases(plan: Plan) -> tuple[PlanStep, ...]:
    """The steps that let the change begin, or go on."""
    return tuple(step for step in plan.steps if step.gate in RELEASES)
