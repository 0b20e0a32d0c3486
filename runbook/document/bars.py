"""Windows as bars on one time scale: phases, the critical path, outages; what remains, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from runbook.document.impact import (
    KINDS,
    Disruption,
    Wait,
    WindowSchedule,
    disruptions,
    planned_end,
    waits,
    window_schedules,
)
from runbook.document.slots import Value, value
from runbook.document.words import moment
from runbook.i18n import N_, Language
from runbook.model.clock import local
from runbook.model.plan import EffectKind, Plan, PlanStep

ABREAST = 2  # more windows than these stand two in a row
GUTTER, WIDTH, HALF = 25.0, 178.0, 86.0  # in mm: names of the lanes, the whole drawing, one of two in a row
LANE, LANE_HALF = 5.4, 4.5
TICKS = (30, 60, 120, 180, 240, 360, 720, 1440)  # minutes between two marks
TICK_MM = 10.0  # at least so far apart
# How templates/pages/approval.html draws each kind of disruption.
LANES: dict[EffectKind, str] = {"outage": "down", "fewer-nodes": "reduced", "no-standby": "unprotected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of a lane, in mm from the left, with what is written in it (if it is wide enough)."""

    x: float
    width: float
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row of a bar."""

    name: str
    kind: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A window. `ticks` are places and clock times; `closes` is where the window ends, `end` where the work does."""

    title: str
    times: tuple[Value, Value]
    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[Lane, ...]
    opens: float
    closes: float
    end: float
    late: bool
    says: str
    chain: str
    waits: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All windows, on one scale."""

    width: float
    gutter: float
    lane: float  # height of a lane, in mm
    bars: tuple[Bar, ...]


def drawing(plan: Plan, language: Language) -> Drawing:
    """The windows of `plan`."""
    planned = window_schedules(plan)
    minutes = max(max(_minutes(w.start, w.end) for w in plan.windows), max(c.planned for c in planned), 1)
    width = WIDTH if len(planned) <= ABREAST else HALF
    scale = (width - GUTTER - 4) / minutes
    found, over = disruptions(plan), waits(plan)
    bars = tuple(_bar(plan, course, found, over, scale, language) for course in planned)
    return Drawing(width=width, gutter=GUTTER, lane=LANE if width == WIDTH else LANE_HALF, bars=bars)


def _bar(
    plan: Plan,
    course: WindowSchedule,
    found: Sequence[Disruption],
    over: Sequence[Wait],
    scale: float,
    language: Language,
) -> Bar:
    window = plan.windows[course.window - 1]

    def x(at: datetime) -> float:
        return round(GUTTER + _minutes(window.start, at) * scale, 2)

    def stretch(start: datetime, end: datetime, text: str = "") -> Stretch:
        return Stretch(x=x(start), width=max(round(x(end) - x(start), 2), 0.6), text=text)

    closing = max(course.end, window.end)
    lanes = [
        Lane(name=language.text(N_("phase")), kind="phase", stretches=tuple(_phases(plan, course, stretch))),
        Lane(
            name=language.text(N_("critical path")),
            kind="critical",
            stretches=tuple(stretch(_start(s), planned_end(plan, s)) for s in course.critical),
        ),
    ]
    for kind, name in KINDS.items():
        cut = [
            (max(s.start, window.start), min(s.end, closing))
            for s in found
            if s.kind == kind and s.start < closing and s.end > window.start
        ]
        if cut:
            lanes.append(
                Lane(name=language.text(name), kind=LANES[kind], stretches=tuple(stretch(a, b) for a, b in cut))
            )
    return Bar(
        title=language.text(N_("Window {n} of {total}"), n=course.window, total=len(plan.windows)),
        times=(
            value("window.start", moment(window.start, language), 24, "fine"),
            value("window.end", moment(window.end, language), 24, "fine"),
        ),
        ticks=tuple(
            (x(t), language.time(local(t, plan.timezone))) for t in _ticks(window.start, closing, plan.timezone, scale)
        ),
        lanes=tuple(lanes),
        opens=GUTTER,
        closes=x(window.end),
        end=x(course.end),
        late=course.spare < 0,
        says=_says(course, language),
        chain=" → ".join(s.number for s in course.critical),
        waits=tuple(_waits(plan, course, over, language)),
    )


def _phases(plan: Plan, course: WindowSchedule, stretch: object) -> Iterable[Stretch]:
    assert callable(stretch)
    numbers = {p.id: str(p.number) for p in plan.phases}
    for phase, group in groupby(course.steps, key=lambda s: s.phase):
        steps = tuple(group)
        yield stretch(_start(steps[0]), planned_end(plan, steps[-1]), numbers[phase])


def _waits(plan: Plan, course: WindowSchedule, over: Sequence[Wait], language: Language) -> Iterable[tuple[str, Value]]:
    """The waits that begin in this window."""
    own = {s.id for s in course.steps}
    by_id = {s.id: s for s in plan.steps}
    for wait in over:
        last = max((by_id[i] for i in wait.rule.first if by_id[i].planned_start), key=lambda s: planned_end(plan, s))
        if last.id in own:
            text = language.text(
                N_("The wait of {time} is over not before"), time=language.minutes(wait.rule.minutes or 0)
            )
            yield text, value("wait.end", moment(wait.end, language), 24, "fine")


def _says(course: WindowSchedule, language: Language) -> str:
    planned, chain = language.minutes(course.planned), language.minutes(course.critical_minutes)
    spare = language.minutes(abs(course.spare))
    if course.spare < 0:
        return language.text(
            N_("Planned: {planned}; the critical path: {chain}; {missing} are missing."),
            planned=planned, chain=chain, missing=spare,
        )  # fmt: skip
    return language.text(
        N_("Planned: {planned}; the critical path: {chain}; {spare} are left."),
        planned=planned, chain=chain, spare=spare,
    )  # fmt: skip


def _ticks(start: datetime, end: datetime, zone: str, scale: float) -> Iterable[datetime]:
    """Round clock times from `start` to `end`, TICK_MM apart at least; `scale` is mm a minute."""
    step = next((t for t in TICKS if t * scale >= TICK_MM), TICKS[-1])
    shown = local(start, zone)
    past = (shown.hour * 60 + shown.minute) % step
    at = start + timedelta(minutes=(step - past) % step)
    while at <= end:
        yield at
        at += timedelta(minutes=step)


def _start(step: PlanStep) -> datetime:
    assert step.planned_start is not None
    return step.planned_start


def _minutes(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() / 60)
