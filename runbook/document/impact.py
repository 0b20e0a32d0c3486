"""What a change means for its users, read off the plan: when the site is down, when it has no failover, what is left.

All times are planned ones: the longer figure of each step's duration (`PlanStep.duration.high`), one step after the
other from the start of its window. What takes users off the site is said by the steps themselves (`PlanStep.effects`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from runbook.i18n import N_
from runbook.model.clock import local
from runbook.model.frozen_zone import zone_of
from runbook.model.lasting import lasting, outage_runs
from runbook.model.plan import THROUGHOUT, EffectKind, Plan, PlanHop, PlanStep, PlanWindow, Rule
from runbook.model.remaining import in_nights, remaining, windows_left
from runbook.model.window_chain import steps_behind

# What each kind is called, the worst first.
KINDS: dict[EffectKind, str] = {
    "no-clients": N_("no support"),
    "outage": N_("outage"),
    "fewer-nodes": N_("fewer nodes"),
    "no-standby": N_("no failover"),
    "clients-offline": N_("clients offline"),
}
NOBODY: frozenset[EffectKind] = frozenset({"no-clients", "outage"})  # those in which nobody can work


@dataclass(frozen=True, slots=True, kw_only=True)
class Disruption:
    """A stretch of time in which something is not as usual: from the first of `steps` to the end of the last.

    `low` and `high` are planned minutes, by the shorter and the longer durations. `low` counts work alone, and is
    None where the disruption lasts over several windows. `window` is the one that it begins in, `hop` its pass; None
    for what begins before the windows, or began in one that is done.
    """

    kind: EffectKind
    hop: int | None
    window: int | None
    start: datetime
    end: datetime
    low: int | None
    high: int
    steps: tuple[PlanStep, ...]
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSchedule:
    """What is planned in a window: when the last step ends, what is left, and the steps that decide it.

    `planned` is without what is waited for before the first step. `critical` is the longest chain of steps that wait
    for one another, `critical_minutes` its length. `spare` is negative where the steps do not fit.
    """

    window: int
    steps: tuple[PlanStep, ...]
    end: datetime
    planned: int
    spare: int
    critical: tuple[PlanStep, ...]
    critical_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A wait of 24 hours (or as long as the rule says) between steps; `end` is when it is over, as planned."""

    rule: Rule
    hop: int | None
    start: datetime
    end: datetime


def disruptions(plan: Plan) -> tuple[Disruption, ...]:
    """All disruptions, by their start; of those that begin together the worse first.

    Of a change that is under way those that are not over: one that began in a window that is done lasts since then.
    """
    plan, behind = in_nights(plan), steps_behind(plan)
    found = [*_throughout(plan), *(d for current in plan.passes for d in _of_pass(plan, current))]
    lasting_still = (_begun_earlier(d, plan) for d in found if d.steps[-1].id not in behind)
    worst = tuple(KINDS)
    return tuple(sorted(lasting_still, key=lambda d: (d.start, worst.index(d.kind))))


def _begun_earlier(disruption: Disruption, plan: Plan) -> Disruption:
    done = disruption.window is not None and plan.windows[disruption.window - 1].done
    return replace(disruption, window=None) if done else disruption


def outages(plan: Plan) -> tuple[Disruption, ...]:
    """The times in which nobody can work, by their start; without those that lie within another one."""
    found = [d for d in disruptions(plan) if d.kind in NOBODY]
    whole = [d for d in found if d.kind in THROUGHOUT]
    return tuple(d for d in found if d in whole or not any(w.start <= d.start and d.end <= w.end for w in whole))


def offline(plan: Plan) -> tuple[Disruption, ...]:
    """The times in which some clients are offline, by their start."""
    return tuple(d for d in disruptions(plan) if d.kind == "clients-offline")


def of_window(found: Iterable[Disruption], window: PlanWindow, number: int) -> tuple[Disruption, ...]:
    """Those that begin in a window, and those that last over the change and do not spare it."""
    return tuple(
        d for d in found
        if d.window == number or (d.window is None and d.start < window.end and d.end > window.start)
    )  # fmt: skip


def longest(plan: Plan) -> Disruption | None:
    """The longest time in which nobody can work, as planned; None where there is none."""
    return max(outages(plan), key=lambda d: d.high, default=None)


def window_schedules(plan: Plan) -> tuple[WindowSchedule, ...]:
    """What is planned in each window that is not done."""
    left = remaining(plan)
    return tuple(_window_schedule(left, number) for number in windows_left(plan))


def waits(plan: Plan) -> tuple[Wait, ...]:
    """The waits between the steps of windows, by the end that is planned; of what only warns there is none, nor of
    what nothing that is left waits for. Waits that a house asks for are there where something does wait for them."""
    by_id, behind = {s.id: s for s in plan.steps}, steps_behind(plan)
    found = []
    for rule in plan.rules:
        ends = [(planned_end(plan, by_id[i]), by_id[i]) for i in rule.first if by_id[i].planned_start is not None]
        if (
            rule.kind == "wait"
            and rule.severity == "error"
            and rule.minutes
            and ends
            and any(by_id[i].window and i not in behind for i in rule.then)
        ):
            start, last = max(ends, key=lambda pair: pair[0])
            end = local(start + timedelta(minutes=rule.minutes), zone_of(plan))
            if rule.house and not any((begin := by_id[i].planned_start) and begin <= end for i in rule.then):
                continue
            found.append(Wait(rule=rule, hop=last.hop, start=start, end=end))
    return tuple(sorted(found, key=lambda w: (w.end, w.rule.id)))


def planned_end(plan: Plan, step: PlanStep) -> datetime:
    """When a step of a window ends, at the latest that is planned."""
    assert step.planned_start is not None
    return local(step.planned_start + timedelta(minutes=step.duration.high), zone_of(plan))


def _of_pass(plan: Plan, current: PlanHop) -> Iterator[Disruption]:
    """Outages end with their window, or the last that continues it, at the latest; the others last as long as the pass
    has steps of that kind."""
    steps = tuple(s for s in plan.steps if s.hop == current.hop and s.planned_start is not None)
    for run in outage_steps(plan, steps):
        yield _disruption(plan, current, "outage", steps, run)
    for kind in KINDS:
        names = _effects(plan, kind)
        found = [s for s in steps if not names.isdisjoint(s.effects)]
        if kind != "outage" and kind not in THROUGHOUT and found:
            yield _disruption(plan, current, kind, steps, found)


def _throughout(plan: Plan) -> Iterator[Disruption]:
    """What lasts over the change: from the latest that its first step may begin to the end of its last one."""
    for kind in KINDS:
        found = lasting(plan.steps, _effects(plan, kind)) if kind in THROUGHOUT else None
        if found:
            yield Disruption(
                kind=kind,
                hop=found.steps[0].hop,
                window=found.steps[0].window,
                start=local(found.start, zone_of(plan)),
                end=local(found.end, zone_of(plan)),
                low=None,
                high=found.minutes,
                steps=found.steps,
                who=_who(plan, kind, found.steps),
            )


def _effects(plan: Plan, kind: EffectKind, *, ends: bool = False) -> set[str]:
    return {e.id for e in plan.effects if e.kind == kind and e.ends == ends}


def outage_steps(plan: Plan, steps: Sequence[PlanStep]) -> Iterator[list[PlanStep]]:
    """The steps of each outage, with the one that ends it."""
    down, ending = _effects(plan, "outage"), _effects(plan, "outage", ends=True)
    return outage_runs(steps, down, ending, lambda step: _begun(plan, step.window))


def _begun(plan: Plan, number: int | None) -> int | None:
    """The window in which the work of a window has begun: itself, but where it continues another."""
    return number and (plan.windows[number - 1].continues or number)


def _disruption(
    plan: Plan, current: PlanHop, kind: EffectKind, steps: tuple[PlanStep, ...], found: Sequence[PlanStep]
) -> Disruption:
    """From the first step found to the end of the last one."""
    first, last = found[0], found[-1]
    within = steps[steps.index(first) : steps.index(last) + 1]
    assert first.planned_start is not None
    assert first.window is not None
    end = planned_end(plan, last)
    return Disruption(
        kind=kind,
        hop=current.hop,
        window=first.window,
        start=first.planned_start,
        end=end,
        low=sum(s.duration.low for s in within) if first.window == last.window else None,
        high=_minutes(first.planned_start, end),
        steps=within,
        who=_who(plan, kind, found),
    )


def _who(plan: Plan, kind: EffectKind, found: Sequence[PlanStep]) -> str:
    """Who notices, by the effect that the plan names first."""
    names = {name for step in found for name in step.effects}
    return next(e.text for e in plan.effects if e.id in names and e.kind == kind and not e.ends)


def _window_schedule(plan: Plan, number: int) -> WindowSchedule:
    window = plan.windows[number - 1]
    steps = tuple(s for s in plan.steps if s.window == number and s.planned_start is not None)
    end = max((planned_end(plan, s) for s in steps), default=window.start)
    begin = min((s.planned_start for s in steps if s.planned_start is not None), default=window.start)
    critical, minutes = _critical(plan, steps)
    return WindowSchedule(
        window=number,
        steps=steps,
        end=end,
        planned=_minutes(begin, end),
        spare=_minutes(end, window.end),
        critical=critical,
        critical_minutes=minutes,
    )


def _critical(plan: Plan, steps: Sequence[PlanStep]) -> tuple[tuple[PlanStep, ...], int]:
    """The longest chain of `steps` that wait for one another, and its minutes: the rules put them one after the other,
    and go or no-go rests on all that was done before.

    The steps stand in an order that is a valid execution, so one run over them will do.
    """
    place = {s.id: i for i, s in enumerate(steps)}
    before = {i: dict.fromkeys(range(i) if s.gate == "hold" else (), 0) for i, s in enumerate(steps)}
    for rule in plan.rules:
        if rule.kind in ("closed", "not-later"):
            continue
        for then in (place[i] for i in rule.then if i in place):
            for first in (place[i] for i in rule.first if i in place and place[i] < then):
                before[then][first] = max(before[then].get(first, 0), rule.minutes or 0)
    length: list[int] = []
    back: list[int | None] = []
    for i, step in enumerate(steps):
        start, earlier = max(((length[p] + gap, p) for p, gap in before[i].items()), default=(0, None))
        length.append(start + step.duration.high)
        back.append(earlier)
    if not length:
        return (), 0
    at: int | None = length.index(max(length))
    chain = []
    while at is not None:
        chain.append(steps[at])
        at = back[at]
    return tuple(reversed(chain)), max(length)


def _minutes(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() / 60)
