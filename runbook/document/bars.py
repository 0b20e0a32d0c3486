"""Windows as bars on one time scale: phases, the critical path, outages; what remains, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import groupby, pairwise

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
from runbook.document.leave import holds_in, said_in
from runbook.document.slots import Value, value
from runbook.document.ways import decided_in
from runbook.document.words import moment
from runbook.i18n import N_, Language
from runbook.model.clock import local
from runbook.model.frozen_zone import zone_of
from runbook.model.plan import EffectKind, Plan, PlanStep

ABREAST = 2  # more windows than these stand two in a row
GUTTER, WIDTH, HALF = 25.0, 178.0, 86.0  # in mm: names of the lanes, the whole drawing, one of two in a row
LANE, LANE_HALF = 5.4, 4.8
TICKS = (30, 60, 120, 180, 240, 360, 720, 1440)  # minutes between two marks
TICK_MM = 10.0  # at least so far apart
DAY_MM = 13.0  # the same where a day begins, which bears its weekday
DIGIT_MM, CLEAR_MM = 1.44, 0.88  # of a number in a bar, and from an upright line to it
TWICE_MM = 24.0  # the same where the clock is put back, and times that it shows twice bear their offset
# How templates/pages/approval.html draws each kind of disruption.
LANES: dict[EffectKind, str] = {
    "no-clients": "down",
    "outage": "down",
    "fewer-nodes": "reduced",
    "no-standby": "unprotected",
    "clients-offline": "reduced",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of a lane, in mm from the left, with what is written in it, around `middle`; nothing where it is too
    narrow for that."""

    x: float
    width: float
    text: str = ""
    middle: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row of a bar."""

    name: str
    kind: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A window. `ticks` are places and clock times, with the weekday where a day begins; `closes` is where the window
    ends, `end` where the work does."""

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
    decided: tuple[tuple[str, Value], ...]  # what is decided in it, and when
    waits: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All windows, on one scale."""

    width: float
    gutter: float
    lane: float  # height of a lane, in mm
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _TimeScale:
    """Clock times of a window as places in the drawing."""

    opens: datetime
    minute: float  # mm

    def x(self, at: datetime) -> float:
        return round(GUTTER + _minutes(self.opens, at) * self.minute, 2)

    def stretch(self, start: datetime, end: datetime) -> Stretch:
        return Stretch(x=self.x(start), width=max(round(self.x(end) - self.x(start), 2), 0.6))

    def written(self, stretch: Stretch, text: str, closing: datetime) -> Stretch:
        """The stretch with a number, clear of its ends and of the line at which the window closes."""
        start, end = stretch.x, stretch.x + stretch.width
        parts = pairwise(sorted((start, min(max(self.x(closing), start), end), end)))
        left, right = max(parts, key=lambda part: part[1] - part[0])
        if right - left < DIGIT_MM * len(text) + 2 * CLEAR_MM:
            return stretch
        return replace(stretch, text=text, middle=round((left + right) / 2, 2))


def drawing(plan: Plan, language: Language) -> Drawing:
    """The windows of `plan`."""
    schedules = window_schedules(plan)
    minutes = max(
        _minutes(plan.windows[s.window - 1].start, max(plan.windows[s.window - 1].end, s.end)) for s in schedules
    )
    width = WIDTH if len(schedules) <= ABREAST else HALF
    minute = (width - GUTTER - 4) / max(minutes, 1)
    disrupted, waiting = disruptions(plan), waits(plan)
    bars = tuple(_bar(plan, schedule, disrupted, waiting, minute, language) for schedule in schedules)
    return Drawing(width=width, gutter=GUTTER, lane=LANE if width == WIDTH else LANE_HALF, bars=bars)


def _bar(
    plan: Plan,
    schedule: WindowSchedule,
    disrupted: Sequence[Disruption],
    waiting: Sequence[Wait],
    minute: float,
    language: Language,
) -> Bar:
    window = plan.windows[schedule.window - 1]
    scale = _TimeScale(opens=window.start, minute=minute)
    closing = max(schedule.end, window.end)
    return Bar(
        title=language.text(N_("Window {n} of {total}"), n=schedule.window, total=len(plan.windows)),
        times=(
            value("window.start", moment(window.start, language), 24, "plain"),
            value("window.end", moment(window.end, language), 24, "plain"),
        ),
        ticks=tuple(
            (scale.x(t), shown)
            for t, shown in _labelled(
                _ticks(window.start, closing, zone_of(plan), minute), window.start, plan, language
            )
        ),
        lanes=(
            *_work(plan, schedule, scale, language),
            *_decided(plan, schedule.window, scale, language),
            *_disrupted(disrupted, window.start, closing, scale, language),
        ),
        opens=GUTTER,
        closes=scale.x(window.end),
        end=scale.x(schedule.end),
        late=schedule.spare < 0,
        says=_says(schedule, language),
        chain=" → ".join(s.number for s in schedule.critical),
        decided=tuple(
            (text, value("decided", at, 24, "plain")) for text, at in said_in(plan, schedule.window, language)
        ),
        waits=tuple(_waits(plan, schedule, waiting, language)),
    )


def _work(plan: Plan, schedule: WindowSchedule, scale: _TimeScale, language: Language) -> Iterable[Lane]:
    """The phases, and the critical path."""
    numbers = {p.id: str(p.number) for p in plan.phases}
    phases = []
    for phase, group in groupby(schedule.steps, key=lambda s: s.phase):
        steps = tuple(group)
        stretch = scale.stretch(_start(steps[0]), planned_end(plan, steps[-1]))
        phases.append(scale.written(stretch, numbers[phase], plan.windows[schedule.window - 1].end))
    critical = tuple(scale.stretch(_start(s), planned_end(plan, s)) for s in schedule.critical)
    yield Lane(name=language.text(N_("phase")), kind="phase", stretches=tuple(phases))
    yield Lane(name=language.text(N_("critical path")), kind="critical", stretches=critical)


def _decided(plan: Plan, window: int, scale: _TimeScale, language: Language) -> Iterable[Lane]:
    """A mark where a way back has to be begun, and where go or no-go is planned."""
    opens = plan.windows[window - 1].start
    times = sorted({max(time, opens) for _phase, time in decided_in(plan, window)})
    if times:
        yield Lane(
            name=language.text(N_("way back until")),
            kind="back",
            stretches=tuple(Stretch(x=scale.x(time), width=0.6) for time in times),
        )
    planned = [_start(step) for step in holds_in(plan, window)]
    if planned:
        yield Lane(
            name=language.text(N_("go or no-go")),
            kind="hold",
            stretches=tuple(Stretch(x=scale.x(time), width=0.6) for time in planned),
        )


def _disrupted(
    disrupted: Sequence[Disruption], opens: datetime, closing: datetime, scale: _TimeScale, language: Language
) -> Iterable[Lane]:
    """A lane for each kind of disruption that the window has, cut off at its ends."""
    for kind, name in KINDS.items():
        stretches = tuple(
            scale.stretch(max(d.start, opens), min(d.end, closing))
            for d in disrupted
            if d.kind == kind and d.start < closing and d.end > opens
        )
        if stretches:
            yield Lane(name=language.text(name), kind=LANES[kind], stretches=stretches)


def _waits(
    plan: Plan, schedule: WindowSchedule, waiting: Sequence[Wait], language: Language
) -> Iterable[tuple[str, Value]]:
    """The waits that begin in this window."""
    own = {s.id for s in schedule.steps}
    by_id = {s.id: s for s in plan.steps}
    for wait in waiting:
        last = max((by_id[i] for i in wait.rule.first if by_id[i].planned_start), key=lambda s: planned_end(plan, s))
        if last.id in own:
            text = language.text(
                N_("The wait of {time} is not over before"), time=language.minutes(wait.rule.minutes or 0)
            )
            yield text, value("wait.end", moment(wait.end, language), 24, "plain")


def _says(schedule: WindowSchedule, language: Language) -> str:
    planned, chain = language.minutes(schedule.planned), language.minutes(schedule.critical_minutes)
    spare = abs(schedule.spare)
    number = spare if spare % 60 else spare // 60  # of minutes, or of hours
    if schedule.spare < 0:
        return language.plural(
            "Planned: {planned}; the critical path: {chain}; {missing} is missing.",
            "Planned: {planned}; the critical path: {chain}; {missing} are missing.",
            number, planned=planned, chain=chain, missing=language.minutes(spare),
        )  # fmt: skip
    return language.plural(
        "Planned: {planned}; the critical path: {chain}; {spare} is left.",
        "Planned: {planned}; the critical path: {chain}; {spare} are left.",
        number, planned=planned, chain=chain, spare=language.minutes(spare),
    )  # fmt: skip


def _ticks(start: datetime, end: datetime, zone: tzinfo, minute: float) -> Iterable[datetime]:
    """Round clock times from `start` to `end`, far enough apart to be read; `minute` is its length in mm."""
    shown, last = local(start, zone), local(end, zone)
    put_back = (shown.utcoffset() or timedelta()) > (last.utcoffset() or timedelta())
    apart = TWICE_MM if put_back else TICK_MM if shown.date() == last.date() else DAY_MM
    step = next((t for t in TICKS if t * minute >= apart), TICKS[-1])
    past = (shown.hour * 60 + shown.minute) % step
    at = start + timedelta(minutes=(step - past) % step)
    while at <= end:
        yield at
        at += timedelta(minutes=step)


def _labelled(
    ticks: Iterable[datetime], start: datetime, plan: Plan, language: Language
) -> Iterable[tuple[datetime, str]]:
    """Clock times as they are shown; the first one of another day than the one before with its weekday."""
    day = local(start, zone_of(plan)).date()
    for tick in ticks:
        shown = local(tick, zone_of(plan))
        another = f"{language.weekday(shown)} " if shown.date() != day else ""
        day = shown.date()
        yield tick, f"{another}{language.time(shown)}"


def _start(step: PlanStep) -> datetime:
    assert step.planned_start is not None
    return step.planned_start


def _minutes(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() / 60)
