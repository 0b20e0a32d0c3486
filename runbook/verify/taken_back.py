"""Which ways back were taken by a record, how far, and where somebody said no-go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from runbook.model.finding import BackTaken
from runbook.model.plan import Phase
from runbook.verify.contradictions import explained
from runbook.verify.course import course_of
from runbook.verify.evidence import normal
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.quick import AGES
from runbook.verify.record_under_check import Attempt, RecordLine, RecordUnderCheck
from runbook.verify.times import Moment
from runbook.verify.written_times import time_of

_NOT_DONE = ("", "na", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayTaken:
    """A way back that was begun: `signed` are its steps that took place, `left` those neither done nor not applicable.

    `begun` is the first known time; `planned` the plan under which it was taken, `now` whether that is the latest.
    `after` are steps of the work that were signed once it was begun, whatever the second and the watch; `beyond` those
    that were signed before, where it leads back from no more.
    """

    phase: Phase
    signed: tuple[int, ...]
    left: tuple[int, ...]
    begun: Moment | None
    planned: IndexedPlan
    now: bool
    after: tuple[int, ...]
    beyond: tuple[int, ...]

    @property
    def stops(self) -> bool:
        """The change ended there, as far as one can tell."""
        return self.now and not (self.left and (self.after or self.beyond))


def was_begun(line: RecordLine | None) -> bool:
    """Whether a step was carried out, or tried, as far as one can tell."""
    if line is None:
        return False
    entry = line.entry
    return line.contested or entry.state not in _NOT_DONE or (not entry.state and bool(entry.at or entry.by))


@lru_cache(maxsize=4)
def ways_taken(case: RecordUnderCheck) -> tuple[WayTaken, ...]:
    """The ways back that were begun, in the plan's order."""
    return tuple(
        _taken(case, phase, steps, signed)
        for phase, steps in course_of(case.indexed).ways
        if (signed := tuple(index for index in steps if was_begun(case.lines.get(index))))
    )


def _taken(case: RecordUnderCheck, phase: Phase, steps: tuple[int, ...], signed: tuple[int, ...]) -> WayTaken:
    blamed = explained(case)
    times = [case.moments[index] for index in signed if index in case.moments and index not in blamed]
    begun = min(times, key=lambda one: one.early, default=None)
    plans = [case.planned(index).indexed for index in signed]
    course = course_of(case.indexed)
    last = max((course.phases[each].number for each in phase.back_from if each in course.phases), default=None)
    after, beyond = [], []
    for index in sorted(course.work):
        if not was_begun(case.lines.get(index)) or case.planned(index).indexed is not plans[-1]:
            continue
        step, moment = case.indexed.steps[index], case.moments.get(index)
        if begun and moment and index not in blamed and moment.early > begun.late + case.indexed.watches:
            after.append(index)
        elif step.phase in phase.back_from:
            if step.no_return:  # once begun, nothing leads back from there
                beyond.append(index)
        elif step.window is not None and _is_beyond(case.indexed, index, last):
            beyond.append(index)
    return WayTaken(
        phase=phase,
        signed=signed,
        left=tuple(index for index in steps if not _settled(case.lines.get(index))),
        begun=begun,
        planned=plans[-1],
        now=case.indexed in plans,
        after=tuple(after),
        beyond=tuple(beyond),
    )


def _is_beyond(indexed: IndexedPlan, index: int, last: int | None) -> bool:
    """Whether a step lies behind the chapters up to number `last`: in a later one, and not before the hold point of the
    next, at which one can still go back."""
    course = course_of(indexed)
    number = course.phases[indexed.steps[index].phase].number
    if last is None or number <= last:
        return False
    holds = (hold for hold in course.gate("hold") if course.phases[indexed.steps[hold].phase].number == last + 1)
    return number > last + 1 or index > next(holds, -1)


def _settled(line: RecordLine | None) -> bool:
    """Done, or not applicable; or nobody can tell, which is told by itself."""
    return line is not None and (line.contested or line.entry.state not in ("", "skipped", "failed"))


@lru_cache(maxsize=4)
def no_goes(case: RecordUnderCheck) -> tuple[int, ...]:
    """The steps at which somebody said no-go, under the latest plan."""
    gates = course_of(case.indexed).gate("hold", "decision")
    return tuple(index for index in gates if said(case, index) == "no-go" and case.lines[index].earlier is None)


class Answer(NamedTuple):
    """What was said at a gate: go or no-go, "" where nobody can tell; and when, as far as that is known."""

    said: str
    at: Moment | None
    written: Attempt


def answers(case: RecordUnderCheck, index: int) -> tuple[Answer, ...]:
    """What was said at a gate, the soonest first; nothing where it is not signed."""
    line = case.lines.get(index)
    if line is None or not line.took_place:
        return ()
    written = line.answers or (Attempt(entry=line.entry, place=line.place, earlier=line.earlier),)
    evidence = None if line.contested else line.step.evidence
    found = []
    for one in written:
        known = evidence is not None and evidence.type == "go-no-go"
        word = normal(case.indexed, evidence, one.entry.value) if evidence and known else ""
        at = time_of(*(one.earlier or (case.indexed, index)), one.entry.at)[0] if line.answers else None
        found.append(Answer(word or "", at if isinstance(at, Moment) else case.moments.get(index), one))
    return tuple(found)


def said(case: RecordUnderCheck, index: int) -> str | None:
    """What was said last at a gate: go or no-go; "" where nobody can tell, None where it is not signed."""
    found = answers(case, index)
    return found[-1].said if found else None


def no_go_entries(case: RecordUnderCheck, index: int) -> tuple[Attempt, ...]:
    """The entries of a gate that say no-go."""
    return tuple(one.written for one in answers(case, index) if one.said == "no-go")


@lru_cache(maxsize=4)
def went_on(case: RecordUnderCheck, index: int) -> tuple[int, ...]:
    """Steps of the work that were signed behind a no-go: after it by the clock, or by a rule.

    Where it was decided several times, the clock decides; what is done once more before the next go stands before the
    gate, and is none of it.
    """
    if not no_go_entries(case, index):
        return ()
    planned, line = case.planned(index), case.lines[index]
    shut = _shut(case, index) if line.answers else None
    at, behind = case.moments.get(index), case.indexed.edges.get(index, {})

    def later(then: int) -> bool:
        moment = case.moments.get(then)
        if shut is not None:
            return moment is not None and any(
                start < moment.early and moment.late < end and (then in behind or end == AGES) for start, end in shut
            )
        return then in behind or bool(at and moment and moment.early > at.late + case.indexed.watches)

    def same(then: int) -> bool:  # a hold point holds under the plans that carry on, too
        mine = case.planned(then).indexed
        onwards = line.step.gate == "hold" and then in behind and shut is None
        return mine is planned.indexed or (onwards and case.plan_order[mine] > case.plan_order[planned.indexed])

    work = (then for then in sorted(course_of(case.indexed).work) if was_begun(case.lines.get(then)))
    return tuple(then for then in work if same(then) and later(then))


def _shut(case: RecordUnderCheck, index: int) -> list[tuple[int, int]]:
    """From when to when no-go stood at a gate that was decided several times; AGES where it stands still."""
    spans: list[tuple[int, int]] = []
    for one in answers(case, index):
        if one.at is None:
            continue
        if spans and spans[-1][1] == AGES:
            spans[-1] = (spans[-1][0], one.at.early - case.indexed.watches)
        if one.said == "no-go":
            spans.append((one.at.late + case.indexed.watches, AGES))
    return spans


def stopped(case: RecordUnderCheck) -> bool:
    """The change was not carried to its end: somebody went back, or said no-go."""
    return any(way.stops for way in ways_taken(case)) or any(not went_on(case, index) for index in no_goes(case))


def touched(case: RecordUnderCheck) -> bool:
    """Something was carried out that needs a release."""
    return any(was_begun(case.lines.get(index)) for index in course_of(case.indexed).touching)


def gone_back(case: RecordUnderCheck) -> bool:
    """The site is as before: a way back that leads there was taken whole, or no-go was said before anything began."""
    ways = [way for way in ways_taken(case) if way.now]
    if ways:
        return all(way.phase.as_before and not way.left for way in ways)
    return bool(no_goes(case)) and not touched(case)


@lru_cache(maxsize=4)
def not_reached(case: RecordUnderCheck) -> frozenset[int]:
    """Of a change that was stopped: the steps of it that nobody began, and that nothing which was done had before it.

    Before a step come those that a rule asks for, and those printed before it: all of earlier windows and outside the
    windows, and in its own those of its appliance and of the whole site.
    """
    if not stopped(case):
        return frozenset()
    course, steps = course_of(case.indexed), case.indexed.steps
    idle = frozenset(
        index for index in range(len(steps)) if index not in course.back and not was_begun(case.lines.get(index))
    )
    spoken = any(was_begun(case.lines.get(index)) for index in course.gate("spoken-release"))
    asked = {*course.gate("ratified")} if spoken else set()
    later: dict[object, bool] = {}  # what is known of the steps behind: a window, a window and an appliance
    any_window: set[int] = set()
    for index in reversed(range(len(steps))):
        if index in course.back:
            continue
        step = steps[index]
        if index in idle:
            behind = case.indexed.edges.get(index, {})
            by_rule = any(then in asked or (then in course.work and then not in idle) for then in behind)
            if by_rule or _printed_before(step.window, step.appliance, later, any_window):
                asked.add(index)
        elif index in course.work and step.window is not None:
            any_window.add(step.window)
            later[step.window, step.appliance] = later[step.window, None] = True
            if step.appliance is None:
                later[step.window, "site"] = True
    return idle - asked


def _printed_before(window: int | None, appliance: str | None, later: dict[object, bool], any_window: set[int]) -> bool:
    """Whether something that was done is printed behind a step, so that it comes after that too."""
    if window is None or any_window - {window}:
        return bool(any_window)
    own = later.get((window, appliance), False)
    return own or later.get((window, "site"), False)


def backs_taken(case: RecordUnderCheck) -> tuple[BackTaken, ...]:
    """The ways back that were begun, as a result tells of them."""
    found = []
    for way in ways_taken(case):
        times = [case.moments[index] for index in way.signed if index in case.moments]
        last = max(times, key=lambda one: one.late, default=None)
        found.append(
            BackTaken(
                phase=way.phase.id,
                by=tuple(dict.fromkeys(by for index in way.signed if (by := case.lines[index].entry.by))),
                begun=way.begun.local if way.begun else None,
                ended=last.local if last and not way.left else None,
                whole=not way.left,
                as_before=way.phase.as_before,
            )
        )
    return tuple(found)
