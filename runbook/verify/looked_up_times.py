"""EVD: a time that is looked up in the record itself, of the step that a wait is counted from, is the one that stands
there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runbook.model.entry_columns import VALUE
from runbook.model.finding import Args, Finding
from runbook.model.plan import PlanStep
from runbook.verify.contradictions import explained
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.joint_slips import joint_slips
from runbook.verify.lay_beside import seen_time
from runbook.verify.pauses import is_broken, waits_before
from runbook.verify.quick import QuickTest, StateChoice, pick
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import Moment
from runbook.verify.windows import outside_window


def looked_up(indexed: IndexedPlan, index: int) -> tuple[int, ...]:
    """The steps of which the last one's signature is what a step asks to be looked up; () where it asks for none."""
    evidence = indexed.steps[index].evidence
    if not indexed.tolerant or evidence is None or evidence.type != "datetime" or evidence.expect is not None:
        return ()
    return tuple(dict.fromkeys(wait.first for wait in waits_before(indexed, index)))


def looked_up_otherwise(case: RecordUnderCheck, line: RecordLine, label: Args, moment: Moment) -> Finding | None:
    """That another time was written down than the one that the step looked at was signed at.

    Where a signature is missing, or in doubt for another reason, that is the cause. The step that the page names is as
    good as the last one: they differ where the packages were not installed in the planned order.
    """
    firsts = looked_up(case.indexed, line.index)
    if not firsts or not case.moments.keys() >= {*firsts} or _in_doubt(case, {line.index, *firsts}):
        return None
    if any(is_broken(case, wait) for wait in waits_before(case.indexed, line.index)):
        return None  # the wait was not over: that is told
    last = max(firsts, key=lambda index: case.moments[index].early)
    named = [index for index in firsts if _is_named(line.step, case.indexed.steps[index])]
    if any(_same(case, line, moment, case.moments[index]) for index in (last, *named)):
        return None
    args: Args = (*label, ("first", case.refs(last)), ("bound", case.moments[last].local), ("at", moment.local))
    return Finding(code="EVD010", steps=(line.step.id,), args=args, sources=line.step.sources, where=line.place)


def looked_up_tests(shape: StateChoice, indexes: Iterable[int]) -> Iterator[QuickTest]:
    """That such times of these steps are those of the last signature, to the second."""
    asked = [
        (shape.place[index], pick(firsts))
        for index in indexes
        if (firsts := [shape.place[first] for first in looked_up(shape.indexed, index) if first in shape.place])
    ]
    if asked:
        yield lambda seen: all(
            shape.seconds[seen.beside[own][VALUE]] == max(firsts(seen.times)) for own, firsts in asked
        )


def _is_named(step: PlanStep, other: PlanStep) -> bool:
    return any(slot.kind == "id" and slot.value == other.number for slot in step.slots)


def _same(case: RecordUnderCheck, line: RecordLine, moment: Moment, signed: Moment) -> bool:
    """The same, as far as two watches show the same; of a time without its date, the same on the clock."""
    room = 59 + case.indexed.watches
    if seen_time(case.indexed, line, None)[1]:
        minutes = [60 * one.local.hour + one.local.minute for one in (moment, signed)]
        return 60 * abs(minutes[0] - minutes[1]) <= room
    return any(abs(one - other) <= room for one in moment.readings for other in signed.readings)


def _in_doubt(case: RecordUnderCheck, indexes: set[int]) -> bool:
    """Whether one of the signatures is told as wrong, or may be."""
    slipped = {index for joint in joint_slips(case) for index in joint.mended}
    if not indexes.isdisjoint(explained(case) | slipped):
        return True
    return any(
        outside_window(case, case.planned(index), case.moments[index]) for index in indexes if index in case.moments
    )
