"""What was said at gates: go or no-go, when, and what was done behind a no-go."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from runbook.verify.contradictions import explained
from runbook.verify.course import course_of, kept_at, rest_of_chapter
from runbook.verify.evidence import normal
from runbook.verify.quick import AGES
from runbook.verify.record_lines import Attempt
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import Moment
from runbook.verify.ways_taken import was_begun
from runbook.verify.written_times import time_of


@lru_cache(maxsize=4)
def no_goes(case: RecordUnderCheck) -> tuple[int, ...]:
    """The steps at which somebody said no-go, under the latest plan."""
    gates = course_of(case.indexed).gate("hold", "decision")
    return tuple(index for index in gates if said(case, index) == "no-go" and case.lines[index].earlier is None)


@lru_cache(maxsize=4)
def kept(case: RecordUnderCheck) -> tuple[int, ...]:
    """Of these, the last hold points: what the change replaced is kept, and the change itself goes on and is done."""
    return tuple(index for index in no_goes(case) if index in kept_at(case.indexed))


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
    gate, and is none of it. Where it was decided once, what has to come before it was not gone on with, whatever the
    clock: that is in the wrong order, and so is a clock that is to blame for contradictions.
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
        if then in behind or not at or not moment or index in explained(case):
            return then in behind
        return index not in case.indexed.edges.get(then, {}) and moment.early > at.late + case.indexed.watches

    def same(then: int) -> bool:  # a hold point holds under the plans that carry on, too
        mine = case.planned(then).indexed
        onwards = line.step.gate == "hold" and then in behind and shut is None
        return mine is planned.indexed or (onwards and case.plan_order[mine] > case.plan_order[planned.indexed])

    bound = course_of(case.indexed).work
    if index in kept_at(case.indexed):  # all else goes on
        bound &= rest_of_chapter(case.indexed, index)
    work = (then for then in sorted(bound) if was_begun(case.lines.get(then)))
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
