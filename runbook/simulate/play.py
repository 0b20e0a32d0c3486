"""Plays a plan through and writes down what a faultless team would have: for rehearsals, training and tests.

Where the plan leaves freedom, chance decides (seeded): the order within a window, how long things take, who signs. The
same plan and seed give the same record. A rehearsal keeps the printed order of each appliance.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from runbook.errors import RunbookError
from runbook.i18n import N_
from runbook.model.clock import local_kind
from runbook.model.control import RELEASES, is_peoples
from runbook.model.initials import normal_initials
from runbook.model.plan import Expect, PlanStep
from runbook.model.record import Entry
from runbook.model.releasing import can_be_left_out, releasing
from runbook.model.site import UNKNOWN
from runbook.model.versions import runs_after
from runbook.model.ways_back import way_back_steps
from runbook.model.window_chain import window_at
from runbook.simulate.random_order import in_random_order
from runbook.verify.behind import behind
from runbook.verify.course import course_of
from runbook.verify.decision_clock import clocks_of
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.pace import takes_time
from runbook.verify.pauses import waits_before
from runbook.verify.planned_windows import PlannedStep, window_bounds
from runbook.verify.releases import APPROVER

MINUTE, DAY = 60, 24 * 3600
PREPARATION = 10 * DAY  # how long before its first window the preparation begins
AFTERWARDS = 4 * DAY  # and how long after its last window the last step may be signed
WORKING_HOURS = range(8, 20)  # when people sign what needs no window
NOT_APPLICABLE = 0.2  # how often a step that may be n/a is
OPTIONAL = 0.7  # how often a step that is not required is done
HURRIES = (1.0, 0.8, 0.6, 0.4, 0.2)  # how much of a window is used, where it is short

REASON = N_("Does not apply here.")
WRITTEN = {"versions_today": "Base 6.1.0, BeyondTrust 23.1.1"}  # what somebody writes who looks, by what is asked


def play(
    indexed: IndexedPlan,
    seed: int,
    reason: str = REASON,
    under: Sequence[PlannedStep] = (),
    *,
    as_printed: bool = False,
) -> tuple[Entry, ...]:
    """The entries of a faultless execution, in the plan's order; nobody goes back. `reason` is written beside n/a.

    `under` says for each step which plan it is signed under, where that is not the same for all. `as_printed` keeps the
    printed order where no rule asks for it.

    Raises RunbookError where the plan has no faultless execution: nobody may sign, or a wait outlasts its window.
    """
    chance = random.Random(seed)
    back = way_back_steps(indexed.plan)
    states = ["" if step.id in back else _state(step, chance) for step in indexed.steps]
    for index in course_of(indexed).gate("decision"):
        states[index] = ""  # it is left empty where it is not due
    done = frozenset(index for index, state in enumerate(states) if state == "done")
    times = dict(_times(indexed, done, chance, as_printed))
    planned = under or [PlannedStep(indexed, index) for index in range(len(indexed.steps))]
    for gate, latest in decisions_due(planned, times).items():
        if gate not in times or times[gate] > latest:
            states[gate], times[gate] = "done", latest
    if under:
        times |= _released_later(indexed, planned, times)
    teams = {plan: _Team(plan, chance) for plan in dict.fromkeys(one.indexed for one in planned)}
    for index, one in enumerate(planned):
        step = indexed.steps[index]
        if states[index] == "done" and can_be_left_out(step) and teams[one.indexed].lacks_hands(one.place):
            states[index] = "na" if step.na_allowed else ""
    return tuple(
        _entry(indexed, index, states[index], times, teams[planned[index].indexed], planned[index].place, reason)
        for index in range(len(indexed.steps))
        if states[index]
    )


def decisions_due(planned: Sequence[PlannedStep], times: Mapping[int, int]) -> dict[int, int]:
    """The decisions to go on that somebody has to sign, as steps were signed at these times, and when at the latest.

    `planned` says for each step which plan it is signed under.
    """
    found: dict[int, int] = {}
    for plan in dict.fromkeys(one.indexed for one in planned):
        mine = {one.place: index for index, one in enumerate(planned) if one.indexed is plan}
        signed = {place: times[index] for place, index in mine.items() if index in times}
        for clock in clocks_of(plan):
            late = [signed[k] for k in clock.steps if k in signed and clock.until < signed[k] <= clock.ends]
            gates = [mine[k] for k in clock.decisions if k in mine and plan.steps[k].phase == clock.phase.id]
            if late and gates:
                found[gates[0]] = min(late)
    return found


def night_over(plan: IndexedPlan, times: Mapping[str, int]) -> int | None:
    """When the last of the nights was over that a plan has as done, as steps were signed at these times; None where
    it has none."""
    nights = (index for index in behind(plan) if plan.steps[index].window and not is_peoples(plan.steps[index]))
    return max((times[plan.steps[index].id] for index in nights if plan.steps[index].id in times), default=None)


def released_at(over: int | None, first: int) -> int:
    """When a plan is released: a day before the first step that needs it, but not before that night is over."""
    return first - DAY if over is None else max(first - DAY, over + (first - over) // 2 // MINUTE * MINUTE)


def _released_later(
    indexed: IndexedPlan, planned: Sequence[PlannedStep], times: Mapping[int, int]
) -> Mapping[int, int]:
    """The releases of a plan that carries on, signed once the night that it carries on is over."""
    over = night_over(indexed, {indexed.steps[index].id: at for index, at in times.items()})
    if over is None:
        return {}
    first = min((times[k] for k in course_of(indexed).touching if k in times and times[k] > over), default=None)
    gates = [k for k in course_of(indexed).gate(*RELEASES) if k in times and planned[k].indexed is indexed]
    return {k: released_at(over, first) if first is not None else over + MINUTE for k in gates}


def _state(step: PlanStep, chance: random.Random) -> str:
    if step.na_allowed and chance.random() < NOT_APPLICABLE:
        return "na"
    return "done" if step.required or chance.random() < OPTIONAL else ""


def _times(indexed: IndexedPlan, done: frozenset[int], chance: random.Random, as_printed: bool) -> Mapping[int, int]:
    """When each step is signed: seconds since 1970, whole minutes.

    Where a night leaves too little room for what has to wait until the next, all is done again in more of a hurry, and
    in the plan's own order.
    """
    for hurry in HURRIES:
        try:
            return _played(indexed, done, chance, hurry, as_printed)
        except RunbookError:
            if hurry == HURRIES[-1]:
                raise
    raise AssertionError("there is a last hurry")


def _played(
    indexed: IndexedPlan, done: frozenset[int], chance: random.Random, hurry: float, as_printed: bool
) -> Mapping[int, int]:
    times: dict[int, int] = {}
    runs = _runs(indexed)
    for number, run in enumerate(runs):
        steps = [index for index in run if index in done]
        window = _window(indexed, run[0])
        order = steps
        if hurry == HURRIES[0]:
            order = in_random_order(indexed, steps, frozenset(times), chance, as_printed=as_printed)
        floor = max(times.values(), default=window_bounds(indexed, 1)[0] - PREPARATION) + MINUTE
        if window:
            start, end = window_bounds(indexed, window)
            _in_window(indexed, order, (max(start, floor), end), times, chance, hurry)
        else:
            following = next((_window(indexed, later[0]) for later in runs[number + 1 :]), None)
            end = window_bounds(indexed, following)[0] if following else floor + AFTERWARDS
            _in_working_hours(indexed, order, floor, end - MINUTE, times, chance)
    return times


def _runs(indexed: IndexedPlan) -> list[list[int]]:
    """The plan cut where its window changes: each piece is played to its end before the next begins."""
    runs: list[list[int]] = []
    for index in range(len(indexed.steps)):
        if runs and _window(indexed, runs[-1][-1]) == _window(indexed, index):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _window(indexed: IndexedPlan, index: int) -> int | None:
    """The window that a step is signed in: its own, or the one that continues it where it is planned in that."""
    step, windows = indexed.steps[index], indexed.plan.windows
    if not step.window or step.planned_start is None:
        return step.window
    return window_at(windows, step.window, step.planned_start)


def _earliest(indexed: IndexedPlan, index: int, times: Mapping[int, int]) -> int:
    """The soonest that the waits allow, and where it installs something, the time that this takes at least."""
    least = _least(indexed, index)
    before = ((first, later[index]) for first, later in indexed.edges.items() if index in later and first in times)
    waits = (times[first] + max(wait, least) for first, wait in before)
    pauses = (times[one.first] + one.seconds for one in waits_before(indexed, index) if one.first in times)
    return max((*waits, *pauses), default=0)


def _least(indexed: IndexedPlan, index: int) -> int:
    """Seconds from what comes before a step to its signature, however much hurry there is."""
    step = indexed.steps[index]
    return MINUTE * step.duration.low if takes_time(step) else 0


def _in_window(
    indexed: IndexedPlan,
    order: Sequence[int],
    bounds: tuple[int, int],
    times: dict[int, int],
    chance: random.Random,
    hurry: float,
) -> None:
    """One after the other, each as long as it may plausibly take, squeezed where the window is short.

    Installations are not squeezed, and room is kept for them; in a hurry, some run beside each other.
    """
    spans = [MINUTE * chance.uniform(*_minutes(indexed, index)) for index in order]
    left, now, end = sum(spans), float(bounds[0]), bounds[1]
    kept = sum(_least(indexed, index) for index in order)
    for index, span in zip(order, spans, strict=True):
        scale = min(1.0, hurry * max(0.0, end - now - kept - MINUTE) / left) if left > 0 else 1.0
        left, kept = left - span, kept - _least(indexed, index)
        now = max(now + span * scale, _earliest(indexed, index, times))
        times[index] = int(now) // MINUTE * MINUTE
        if times[index] > end:
            raise _impossible(indexed, index)


def _minutes(indexed: IndexedPlan, index: int) -> tuple[int, int]:
    duration = indexed.steps[index].duration
    return duration.low, duration.high


def _in_working_hours(
    indexed: IndexedPlan, order: Sequence[int], start: int, end: int, times: dict[int, int], chance: random.Random
) -> None:
    """At random minutes between `start` and `end`, in working hours where there are some."""
    drawn = sorted(_minute(indexed, start, max(start, end), chance) for _ in order)
    floor = start
    for index, moment in zip(order, drawn, strict=True):
        floor = max(moment, floor, _earliest(indexed, index, times)) // MINUTE * MINUTE
        times[index] = floor
        floor += MINUTE
        if times[index] > max(start, end) + DAY // 2:
            raise _impossible(indexed, index)


def _minute(indexed: IndexedPlan, start: int, end: int, chance: random.Random) -> int:
    for _ in range(20):
        moment = chance.randint(start, end)
        if datetime.fromtimestamp(moment, tz=UTC).astimezone(indexed.zone).hour in WORKING_HOURS:
            return moment
    return chance.randint(start, end)


def _impossible(indexed: IndexedPlan, index: int) -> RunbookError:
    problem = N_("step {step} cannot be carried out in its window: this plan has no faultless execution")
    return RunbookError(problem, step=indexed.steps[index].number)


class _Team:
    """Who signs: mostly one person, another where the step asks for one; the witness is somebody else."""

    def __init__(self, indexed: IndexedPlan, chance: random.Random) -> None:
        self.indexed = indexed
        self.chance = chance
        self.written = [person.initials for person in indexed.staff.values()]
        self.order = chance.sample(list(indexed.staff), len(indexed.staff))

        self.releasing = self._releasing()

    def _releasing(self) -> tuple[str, ...]:
        """Those who release the change: as far as there are such, of those without whom it can be carried out."""
        course, allowed = course_of(self.indexed), self.indexed.allowed
        gates = course.gate("release", "spoken-release")
        may = [one for one in self.order if APPROVER in self.indexed.staff[one].roles] if gates else []
        needed = max(1, *(len(course.gate(kind)) for kind in ("release", "ratified")))
        work = [index for index in sorted(course.hands) if allowed[index]]
        required = [index for index in work if not can_be_left_out(self.indexed.steps[index])]
        found = (releasing(may, needed, [allowed[index] for index in steps]) for steps in (work, required))
        return next(filter(None, found), tuple(may[:needed]))

    def lacks_hands(self, index: int) -> bool:
        """Whether nobody carries a step out: those who may sign it all release the change, and may not do both."""
        apart = self.indexed.plan.approval_apart and index in course_of(self.indexed).hands
        return apart and self.indexed.allowed[index] <= frozenset(self.releasing)

    def signer(self, index: int, state: str) -> str:
        """The initials of one who may sign that a step came to this, and leaves somebody who may witness that."""
        course = course_of(self.indexed)
        alone = self.indexed.steps[index].witness and self.indexed.closed_witnesses
        able = [
            initials
            for initials in self.order
            if initials in self.indexed.allowed[index] and not (alone and not self.indexed.may_witness(initials))
        ]
        kind = self.indexed.steps[index].gate
        if kind in ("release", "ratified"):
            mine = [one for one in self.releasing if one in able]
            place = course.gate(kind).index(index)
            able = [mine[place % len(mine)]] if mine else able
        elif index in course.hands:
            others = [one for one in able if one not in self.releasing]
            able = others if self.indexed.plan.approval_apart and state == "done" else others or able
        return self._pick(
            able, index, N_("nobody on the list may sign step {step}: this plan has no faultless execution")
        )

    def name_of_release(self) -> str:
        """The name of the approver who spoke."""
        return self.indexed.staff[self.releasing[0]].name if self.releasing else ""

    def witness(self, index: int, by: str) -> str:
        """The initials of another person, who may witness."""
        may = self.indexed.may_witness(normal_initials(by))
        others = [initials for initials in self.order if initials in may]
        return self._pick(others, index, N_("step {step} needs a witness, and there is nobody else on the list"))

    def _pick(self, able: Sequence[str], index: int, otherwise: str) -> str:
        if not able:
            raise RunbookError(otherwise, step=self.indexed.steps[index].number)
        chosen = able[0] if self.chance.random() < 0.8 else self.chance.choice(able)
        return self.indexed.staff[chosen].initials


def _entry(
    indexed: IndexedPlan, index: int, state: str, times: Mapping[int, int], team: _Team, place: int, reason: str
) -> Entry:
    """What is written down for a step, whose `place` is that in the plan of the team."""
    step = indexed.steps[index]
    by = team.signer(place, state)
    if state != "done":
        return Entry(step=step.id, state=state, by=by, note=reason)
    return Entry(
        step=step.id,
        state=state,
        at=clock_time(indexed, times[index]),
        by=by,
        witness=team.witness(place, by) if team.indexed.steps[place].witness else "",
        value=team.name_of_release() if step.gate == "spoken-release" else value_of(indexed, index, times, team.chance),
    )


def _version(indexed: IndexedPlan, step: PlanStep) -> str:
    """What is seen on the appliance of a step after its hop: the plan does not say that it must be that."""
    plan = indexed.plan
    seen = (runs_after(plan, it, "software", step.hop) for it in plan.appliances if step.appliance in (None, it.id))
    return next((version for version in seen if version != UNKNOWN), "")


def clock_time(indexed: IndexedPlan, seconds: int) -> str:
    """What is written down: the site's clock, with the offset in the hour that it repeats."""
    local = datetime.fromtimestamp(seconds, tz=UTC).astimezone(indexed.zone)
    if local_kind(local.replace(tzinfo=None), indexed.zone) == "plain":
        return f"{local:%Y-%m-%d %H:%M}"
    return local.isoformat(" ", "minutes")


def _seen(
    indexed: IndexedPlan, index: int, expect: Expect | None, times: Mapping[int, int], chance: random.Random
) -> int:
    """The second that is written down as a time: when the step that a wait is counted from was signed, or one between
    the step that it has to follow and its own signature."""
    if expect is None:
        waited = (times[one.first] for one in waits_before(indexed, index) if one.first in times)
        return max(waited, default=times[index])
    after = indexed.index[expect.after] if expect.after else index
    return chance.randint(times.get(after, times[index]), times[index]) // MINUTE * MINUTE


def value_of(indexed: IndexedPlan, index: int, times: Mapping[int, int], chance: random.Random) -> str:
    """What is written down as evidence of a step, as steps were signed at these times."""
    step = indexed.steps[index]
    evidence = step.evidence
    if evidence is None:
        return ""
    if evidence.expect and evidence.expect.equals is not None:
        return evidence.expect.equals
    match evidence.type:
        case "date":
            return clock_time(indexed, times[index])[: len("2026-12-05")]
        case "datetime":
            return clock_time(indexed, _seen(indexed, index, evidence.expect, times, chance))
        case "yes-no" | "go-no-go":
            return "yes" if evidence.type == "yes-no" else "go"
        case "count":
            return str(chance.randint(0, 20))
        case "version":
            return _version(indexed, step) or "1.0"
        case "text":
            if evidence.name in WRITTEN:
                return WRITTEN[evidence.name]
            number = str(step.hop or (1 if evidence.figures else ""))
            return "-".join(filter(None, (evidence.name, step.appliance, number)))
