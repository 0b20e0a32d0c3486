"""The ways back of a change: chapters behind all others, and until when each can be begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from math import ceil

from runbook.errors import PlanningError
from runbook.i18n import N_
from runbook.model.clock import local
from runbook.model.control import is_control
from runbook.model.plan import Phase, PlanHop, PlanStep, PlanWarning, PlanWindow
from runbook.model.procedure import WayBackData
from runbook.model.window_chain import window_at
from runbook.planning.expand import Chapter, chapter_of
from runbook.planning.planning_input import PlanningInput


def way_chapters(given: PlanningInput, chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """The ways back that lead from these chapters, and have steps: pass by pass, in the order of the path."""
    return tuple(
        chapter
        for way, current in _passes(given, chapters)
        if _begins(way, current, chapters) and (chapter := _chapter(given, way, current))
    )


def with_decisions(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """The chapters, without decisions to go on late where the way back has no end: outside windows, and where no way
    leads back. What a house places by a decision stands by one that there is."""
    ways = [(one.way, one.current.hop) for one in chapters if one.way is not None]

    def ends(chapter: Chapter, step: PlanStep) -> bool:
        return step.window is not None and any(_leads_from(way, hop, chapter) for way, hop in ways)

    return tuple(
        replace(chapter, steps=tuple(step for step in chapter.steps if step.gate != "decision" or ends(chapter, step)))
        for chapter in chapters
    )


def _passes(given: PlanningInput, chapters: tuple[Chapter, ...]) -> Iterator[tuple[WayBackData, PlanHop]]:
    """The ways, each with the pass that it is written for: what is written once, that of the first of its phases."""
    for way in given.path.ways_back:
        if way.each == "change":
            firsts = (chapter.current for chapter in chapters if chapter.data.id in way.leads_from)
            yield from ((way, current) for current in [next(firsts, None)] if current)
    for current in given.passes:
        yield from ((way, current) for way in given.path.ways_back if way.each == "hop")


def _begins(way: WayBackData, current: PlanHop, chapters: Iterable[Chapter]) -> bool:
    return any(_leads_from(way, current.hop, chapter) for chapter in chapters)


def _leads_from(way: WayBackData, hop: int, chapter: Chapter) -> bool:
    """Whether a way, as it is written for a pass, leads back from a chapter."""
    of_this = chapter.hop is None or way.each == "change" or chapter.hop == hop
    return chapter.way is None and chapter.data.id in way.leads_from and of_this


def _chapter(given: PlanningInput, way: WayBackData, current: PlanHop) -> Chapter | None:
    """A way back in a pass; its steps bear its name in their ids, and none of them has to be done."""
    chapter = chapter_of(given, way.phase, current)
    if chapter is None:
        return None
    whole = tuple(replace(step, id=own_id(step.id, way.id), required=False) for step in chapter.steps)
    at_once = chapter_of(given, replace(way.phase, steps=way.steps), current) if way.steps else None
    behind = whole[len(at_once.steps) if at_once else 0 :]
    return replace(chapter, steps=whole, way=way, afterwards=frozenset(step.id for step in behind))


def own_id(step: str, way: str) -> str:
    """The id of a step of a way back: several ways may have the same step."""
    name, colon, rest = step.partition(":")
    return f"{name}-{way}{colon}{rest}"


def with_ways(phases: tuple[Phase, ...], chapters: tuple[Chapter, ...], path: str) -> tuple[Phase, ...]:
    """The phases, each with its way back where it has one, and the ways back with the phases that they lead from.

    Raises PlanningError where a phase has two.
    """
    ways: dict[str, str] = {}
    sources: dict[str, tuple[str, ...]] = {}
    for chapter in (one for one in chapters if one.way is not None):
        way = chapter.way
        assert way is not None
        begun = tuple(one.id for one in chapters if _leads_from(way, chapter.current.hop, one))
        sources[chapter.id] = begun
        for phase in begun:
            if ways.setdefault(phase, chapter.id) != chapter.id:
                raise PlanningError(f"{path}: the phase {phase} has two ways back, {ways[phase]} and {chapter.id}")
    before = {one.id: one.way.as_before and one.current.hop == 1 for one in chapters if one.way is not None}
    return tuple(
        replace(
            phase,
            way_back=ways.get(phase.id),
            back_from=sources.get(phase.id, ()),
            as_before=before.get(phase.id, False),
        )
        for phase in phases
    )


def minutes_back(phases: tuple[Phase, ...], steps: tuple[PlanStep, ...], chapters: Iterable[Chapter]) -> dict[str, int]:
    """The longer minutes of what of its way back has to be done in the window, by the phase that it leads from."""
    at_once = _at_once(phases, steps, chapters)
    return {phase.id: sum(step.duration.high for step in at_once[phase.way_back]) for phase in phases if phase.way_back}


def _at_once(
    phases: tuple[Phase, ...], steps: tuple[PlanStep, ...], chapters: Iterable[Chapter]
) -> dict[str, tuple[PlanStep, ...]]:
    """The ways back with what of them has to be done in the window."""
    late = frozenset(step for chapter in chapters for step in chapter.afterwards)
    return {
        phase.id: tuple(takewhile(lambda step: step.id not in late, (s for s in steps if s.phase == phase.id)))
        for phase in phases
        if phase.back_from
    }


def with_deadlines(
    phases: tuple[Phase, ...],
    steps: tuple[PlanStep, ...],
    chapters: Iterable[Chapter],
    windows: tuple[PlanWindow, ...],
    zone: str,
    decided: int,
) -> tuple[Phase, ...]:
    """The phases that lie in a window and have a way back with the time until which that can be begun, and with that
    from which on a go to go on late counts, so many minutes before it; and the ways back with what of them has to be
    done in it.

    The time is the end of the window that the phase ends in, less the longer minutes of these steps.
    """
    at_once = _at_once(phases, steps, chapters)
    minutes = minutes_back(phases, steps, chapters)
    ends = {step.phase: step for step in steps}

    def until(phase: Phase) -> datetime | None:
        if phase.way_back is None or phase.window is None:
            return None
        closes = windows[_night(phase, ends[phase.id], windows) - 1].end
        return local(closes - timedelta(minutes=minutes[phase.id]), zone)

    def timed(phase: Phase) -> Phase:
        closes = until(phase)
        late = local(closes - timedelta(minutes=decided), zone) if closes else None
        return replace(phase, back_until=closes, late_from=late, within=len(at_once.get(phase.id, ())))

    return tuple(map(timed, phases))


def _night(phase: Phase, last: PlanStep, windows: tuple[PlanWindow, ...]) -> int:
    """The window in which the last step of a phase is planned: its own, or one that continues it; 0 outside them."""
    window = phase.window or 0
    return window_at(windows, window, last.planned_start) if window and last.planned_start else window


def _end(step: PlanStep) -> datetime:
    """When a step that has a time is planned to end."""
    assert step.planned_start is not None
    return step.planned_start + timedelta(minutes=step.duration.high)


def closed_before_done(
    phases: tuple[Phase, ...],
    steps: tuple[PlanStep, ...],
    windows: tuple[PlanWindow, ...],
    told: tuple[PlanWarning, ...],
) -> Iterator[PlanWarning]:
    """The windows that leave no time for a way back, each once: the work of the phase that it leads from is planned to
    end after the time until which it can be begun. Of a window that is done, or of which it is `told` that it is too
    short, nothing is said."""
    too_short = {warning.args.get("window") for warning in told}
    lasts = {step.phase: step for step in steps if step.planned_start and not is_control(step)}
    for number, window in enumerate(windows, 1):
        lacks = {
            phase.number: _end(lasts[phase.id]) - phase.back_until
            for phase in phases
            if phase.back_until and phase.id in lasts and _night(phase, lasts[phase.id], windows) == number
        }
        closed = {phase: lack for phase, lack in lacks.items() if lack > timedelta()}
        if closed and not window.done and str(number) not in too_short:
            text = N_(
                "Window {window}: the latest time to begin the way back is before the planned end of these phases: "
                "{phases}. The window has to be {length} longer."
            )
            length = f"PT{ceil(max(closed.values()).total_seconds() / 60)}M"
            args = {"window": str(number), "phases": ", ".join(map(str, closed)), "length": length}
            yield PlanWarning(code="PLN014", text=text, args=args)
