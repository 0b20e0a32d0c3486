"""Tries that failed before a step was done: each is an entry of its own, with its time, hand and reason.

Who signed it is asked where signatures are (`signatures`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from runbook.i18n import N_
from runbook.model.finding import ArgumentValue, Finding, Message
from runbook.verify.contradictions import explained
from runbook.verify.exchanged_dates import may_be_exchanged
from runbook.verify.half_times import half_of
from runbook.verify.planned_windows import PlannedStep
from runbook.verify.reasons import reason_in
from runbook.verify.record_lines import Attempt, RecordLine, file_of
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import Moment, TimeFault
from runbook.verify.windows import outside_window
from runbook.verify.written_times import time_of

FAULTS: dict[TimeFault, str] = {
    "unreadable": "TIM002",
    "no-date": "TIM008",
    "no-month": "TIM008",
    "no-time": "TIM008",
    "skipped": "TIM004",
}


def check_attempts(case: RecordUnderCheck, line: RecordLine) -> Iterator[Finding]:
    """What is wrong with the tries of a line, one after the other."""
    told = reason_in(line.entry.note) == "given"  # what was done about it may stand beside the try that went well
    for attempt in line.attempts:
        yield from _time(case, line, attempt)
        reason = reason_in(attempt.entry.note)
        if not told and reason != "given" and _elsewhere(line):
            yield _finding(line, attempt, "STA006" if reason == "none" else "STA013")


def _elsewhere(line: RecordLine) -> bool:
    """Another try has a reason; where none has, that is one finding for the step (STA010)."""
    return any(reason_in(attempt.entry.note) == "given" for attempt in line.attempts)


def _time(case: RecordUnderCheck, line: RecordLine, attempt: Attempt) -> Iterator[Finding]:
    """It can be read, has come, and is not later than what came of it."""
    at = attempt.entry.at
    if not at:
        yield _finding(line, attempt, "TIM007", ("at", at), ("count", 1))
        return
    planned = attempt.earlier or PlannedStep(case.indexed, line.index)
    moment, _ = time_of(*planned, at)
    if _in_doubt(case, attempt, moment):
        return  # the order of day and month in its file is told once
    if not isinstance(moment, Moment):
        count = ("count", 0) if moment == "unreadable" else ("count", 1)
        half = (("half", half_of(moment)),) if FAULTS.get(moment) == "TIM008" else ()
        yield _finding(line, attempt, FAULTS.get(moment, "TIM001"), ("at", at), count, *half)
        return
    if case.now is not None and moment.early > case.now:
        yield _finding(line, attempt, "TIM005", ("at", at), ("count", 1))
        return
    if outside := outside_window(case, planned, moment):
        yield _finding(line, attempt, outside.code, *outside.args)
        return
    after = case.moments.get(line.index)
    if after and line.index not in explained(case) and moment.early > after.late + case.indexed.watches:
        step = case.refs(line.index)
        times = (("first", step), ("first_at", moment.local), ("then", step), ("then_at", after.local))
        found = _finding(line, attempt, "ORD001", *times)
        yield replace(
            found, slip=Message(N_("the times of the try that failed and of the one that did not are swapped."))
        )


def _in_doubt(case: RecordUnderCheck, attempt: Attempt, moment: Moment | TimeFault) -> bool:
    """It stands in a file whose dates have day and month the other way round, and may be one of them."""
    file = file_of(attempt.place)
    if file in {file_of(case.lines[index].place) for index, fault in case.time_faults.items() if fault == "exchanged"}:
        return may_be_exchanged(case, moment)
    turned = {file_of(case.lines[index].place) for index, fault in case.time_faults.items() if fault == "other-order"}
    turned |= {file_of(case.lines[index].place) for index in case.turned}
    doubtful = moment.either_order if isinstance(moment, Moment) else moment == "other-order"
    return doubtful and file in turned


def _finding(line: RecordLine, attempt: Attempt, code: str, *args: tuple[str, ArgumentValue]) -> Finding:
    return Finding(code=code, steps=(line.step.id,), args=args, sources=line.step.sources, where=attempt.place)
