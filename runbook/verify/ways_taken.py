"""Which ways back were begun by a record, how far each was taken, and what was done beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from runbook.model.plan import Phase
from runbook.verify.contradictions import explained
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import Moment
from runbook.verify.written_times import time_of

_NOT_DONE = ("", "na", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayTaken:
    """A way back that was begun: `signed` are its steps that took place, `left` those neither done nor not applicable.

    `begun` is the first known time, that of a try without success included; `planned` the plan under which it was
    taken, `now` whether that is the latest. `after` are steps of the work that were signed once it was begun, whatever
    the second and the watch; `beyond` those that were signed before, where it leads back from no more.
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


def failed_steps(case: RecordUnderCheck, way: WayTaken) -> tuple[int, ...]:
    """The steps of a way back that failed, and were not made good."""
    lines = ((index, case.lines[index]) for index in way.left if index in case.lines)
    return tuple(index for index, line in lines if line.entry.state == "failed")


def is_due(case: RecordUnderCheck, way: WayTaken) -> bool:
    """Whether what is left of a way back is missing by now: the windows that it leads back from are over."""
    if not case.under_way:
        return True
    steps = case.indexed.steps
    stood = [k for k in course_of(case.indexed).work if steps[k].phase in way.phase.back_from]
    begun = [k for k in stood if was_begun(case.lines.get(k))]
    return case.open.isdisjoint(begun or way.left)


def _taken(case: RecordUnderCheck, phase: Phase, steps: tuple[int, ...], signed: tuple[int, ...]) -> WayTaken:
    blamed = explained(case)
    times = (at for index in signed if index not in blamed for at in _times(case, index))
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
        elif (step.window is not None or step.effects) and _is_beyond(case.indexed, index, last):
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


def _times(case: RecordUnderCheck, index: int) -> Iterator[Moment]:
    """When a step was signed, and when it was tried without success, as far as that is known."""
    line = case.lines[index]
    if index in case.moments:
        yield case.moments[index]
    tried = [(one.entry, one.earlier) for one in line.attempts]
    tried += [(line.entry, line.earlier)] if line.entry.state == "failed" else []
    for entry, earlier in tried:
        at, _ = time_of(*(earlier or (case.indexed, index)), entry.at)
        if isinstance(at, Moment):
            yield at


def _is_beyond(indexed: IndexedPlan, index: int, last: int | None) -> bool:
    """Whether a step lies behind the chapters up to number `last`: in a later one, and not where one can still go
    back in the next."""
    number = course_of(indexed).phases[indexed.steps[index].phase].number
    if last is None or number <= last:
        return False
    return number > last + 1 or index > _still_back(indexed, last + 1)


def _still_back(indexed: IndexedPlan, number: int) -> int:
    """The last step of a chapter at which one can still go back as from the one before: its hold point; and where it
    installs something, the last before that and all that users notice. -1 where there is none."""
    phases, steps = course_of(indexed).phases, indexed.steps
    own = [k for k, step in enumerate(steps) if step.phase in phases and phases[step.phase].number == number]
    hold = next((k for k in own if steps[k].gate == "hold"), -1)
    changes = [k for k in own if steps[k].installs or steps[k].effects]
    return max(hold, changes[0] - 1) if any(steps[k].installs for k in changes) else hold


def _settled(line: RecordLine | None) -> bool:
    """Done, or not applicable; or nobody can tell, which is told by itself."""
    if line is None:
        return False
    unticked = not line.entry.state and was_begun(line)
    return line.contested or unticked or line.entry.state not in ("", "skipped", "failed")
