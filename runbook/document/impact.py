"""What a change means for its users, read off the plan: when the site is down, when it has no failover, what is left.

All times are planned ones: the longer figure of each step's duration (`PlanStep.duration.high`), one step after the
other from the start of its window. Where the site is down is known from the events (constraints P12, FA7–FA10, AF7,
AF11, AN4, X9), not from the path's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from runbook.i18n import N_
from runbook.model.clock import local
from runbook.model.plan import Plan, PlanHop, PlanStep, Rule

INSTALLS = ("update.base", "update.software")
MOVES = (
    "switch.shared-ip-off",
    "switch.shared-ip-on",
    "switch.dns",
    "switch.dns-propagated",
    "switch.nat",
    "cluster.become-backup",
    "cluster.become-primary",
)
DisruptionKind = Literal["down", "reduced", "unprotected"]

_UPGRADED = N_("Everybody: the appliance that serves the users is being upgraded. Sessions end.")
_MOVED = N_("Everybody: the users are moved to the other appliance. Sessions end, and start again there.")
_MASTER = N_("Everybody: the only master is being upgraded, and takes clients when the first node is open again.")
_ROLES = N_("Everybody: the masters change their roles, and take clients when the first node is open again.")
_HALF = N_("Those on the nodes that are closed: half of the traffic nodes or fewer take new clients.")
_ALONE = N_("Nobody as long as the appliance runs: the pair is apart, and there is no failover.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disruption:
    """A stretch of time in which something is not as usual: from the first of `steps` to the end of the last.

    `low` and `high` are planned minutes, by the shorter and the longer durations. `low` counts work alone, and is
    None where the disruption lasts over several windows. `window` is the one that it begins in.
    """

    kind: DisruptionKind
    hop: int
    window: int
    start: datetime
    end: datetime
    low: int | None
    high: int
    steps: tuple[PlanStep, ...]
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSchedule:
    """What is planned in a window: when the last step ends, what is left, and the steps that decide it.

    `critical` is the longest chain of steps that wait for one another by the plan's rules, `critical_minutes` its
    length. `spare` is negative where the steps do not fit.
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
    """All disruptions, by their start; of those that begin together the worse first."""
    found = [s for current in plan.passes for s in _of_pass(plan, current)]
    worst = ("down", "reduced", "unprotected")
    return tuple(sorted(found, key=lambda s: (s.start, worst.index(s.kind))))


def longest(plan: Plan) -> Disruption | None:
    """The longest time that the site is planned to be down; None where it never is."""
    return max((s for s in disruptions(plan) if s.kind == "down"), key=lambda s: s.high, default=None)


def window_schedules(plan: Plan) -> tuple[WindowSchedule, ...]:
    """What is planned in each window."""
    return tuple(_window_schedule(plan, number) for number in range(1, len(plan.windows) + 1))


def waits(plan: Plan) -> tuple[Wait, ...]:
    """The waits between the steps of windows, by the end that is planned."""
    by_id = {s.id: s for s in plan.steps}
    found = []
    for rule in plan.rules:
        ends = [(planned_end(plan, by_id[i]), by_id[i]) for i in rule.first if by_id[i].planned_start is not None]
        if rule.kind == "wait" and rule.minutes and ends and any(by_id[i].window for i in rule.then):
            start, last = max(ends, key=lambda pair: pair[0])
            end = local(start + timedelta(minutes=rule.minutes), plan.timezone)
            found.append(Wait(rule=rule, hop=last.hop, start=start, end=end))
    return tuple(sorted(found, key=lambda w: (w.end, w.rule.id)))


def planned_end(plan: Plan, step: PlanStep) -> datetime:
    """When a step of a window ends, at the latest that is planned."""
    assert step.planned_start is not None
    return local(step.planned_start + timedelta(minutes=step.duration.high), plan.timezone)


def _of_pass(plan: Plan, current: PlanHop) -> Iterator[Disruption]:
    steps = tuple(s for s in plan.steps if s.hop == current.hop and s.planned_start is not None)
    for _window, group in groupby(_down(steps, current), key=lambda s: s.window):
        hit = tuple(group)
        yield _spell(plan, current, "down", steps, hit[0], hit[-1], _who(current, hit))
    nodes = [s for s in steps if s.event in ("node.close", "node.drained", "node.open")]
    if nodes:
        yield _spell(plan, current, "reduced", steps, nodes[0], nodes[-1], _HALF)
    alone = [s for s in steps if s.event in ("failover.break", "failover.resync")]
    if any(s.event == "cluster.become-backup" for s in steps):
        alone = [s for s in steps if s.event in INSTALLS and s.appliance == current.letters["B"]]
        alone += [s for s in steps if s.event == "cluster.sync-final"]
    if len(alone) > 1:
        yield _spell(plan, current, "unprotected", steps, alone[0], alone[-1], _ALONE)


def _down(steps: Sequence[PlanStep], current: PlanHop) -> Iterator[PlanStep]:
    """The steps of a pass while which no user can work: installations on what serves, and the moves of the traffic.

    A cluster takes clients again only when its first node is open (AF7, AN4), so that step counts, too.
    """
    serving = current.primary_start
    hit = False
    for step in steps:
        moving = step.event in MOVES
        if moving:
            serving = current.primary_end
        if moving or (step.event in INSTALLS and step.appliance == serving):
            hit = True
            yield step
        elif hit and step.event == "node.open":
            yield step
            return


def _who(current: PlanHop, hit: Sequence[PlanStep]) -> str:
    events = {s.event for s in hit}
    if "cluster.become-backup" in events:
        return _ROLES
    if "node.open" in events:
        return _MASTER
    return _MOVED if events & set(MOVES) else _UPGRADED


def _spell(
    plan: Plan,
    current: PlanHop,
    kind: DisruptionKind,
    steps: tuple[PlanStep, ...],
    first: PlanStep,
    last: PlanStep,
    who: str,
) -> Disruption:
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
        who=who,
    )


def _window_schedule(plan: Plan, number: int) -> WindowSchedule:
    window = plan.windows[number - 1]
    steps = tuple(s for s in plan.steps if s.window == number and s.planned_start is not None)
    end = max((planned_end(plan, s) for s in steps), default=window.start)
    critical, minutes = _critical(plan, steps)
    return WindowSchedule(
        window=number,
        steps=steps,
        end=end,
        planned=_minutes(window.start, end),
        spare=_minutes(end, window.end),
        critical=critical,
        critical_minutes=minutes,
    )


def _critical(plan: Plan, steps: Sequence[PlanStep]) -> tuple[tuple[PlanStep, ...], int]:
    """The longest chain of `steps` that the rules put one after the other, and its minutes.

    The steps stand in an order that is a valid execution, so one run over them will do.
    """
    place = {s.id: i for i, s in enumerate(steps)}
    before: dict[int, dict[int, int]] = {i: {} for i in place.values()}
    for rule in plan.rules:
        if rule.kind == "closed":
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
