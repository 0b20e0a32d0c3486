"""What was signed under each earlier plan of a change, laid beside that plan alone.

Leave, and who was there, is that of each plan by itself: what is signed anew under a later plan stands in no line of
the whole record any more, and is looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from runbook.i18n import N_
from runbook.model.control import RELEASES, is_control
from runbook.model.finding import Finding, Message
from runbook.model.revision import short_revision
from runbook.verify import evidence, signatures, timing
from runbook.verify.believed import believed
from runbook.verify.contradictions import culprits_of, findings
from runbook.verify.course import course_of
from runbook.verify.document import lay_out
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.lay_beside import lay_beside
from runbook.verify.record_under_check import RecordUnderCheck, parts_with_plans
from runbook.verify.taken_back import touched

_THEN = N_(
    "It was to be signed under revision {revision}, which was carried out: find out who released that, have it written "
    "down, and report it. The release of a later revision is not that of this one."
)


@lru_cache(maxsize=4)
def earlier_cases(case: RecordUnderCheck) -> tuple[RecordUnderCheck, ...]:
    """The parts of a record that were signed under each earlier plan, by that plan, the oldest first."""
    now = None if case.now is None else datetime.fromtimestamp(case.now, UTC)
    found = []
    for plan in case.plan_order:
        if plan is case.indexed:
            continue
        parts = tuple(part for part, of in parts_with_plans(case.indexed, case.record, case.plans) if of is plan)
        record = replace(case.record, parts=parts)
        lines, _findings = lay_out(plan, record)
        found.append(believed(lay_beside(plan, record, lines, now)))
    return tuple(found)


@lru_cache(maxsize=4)
def as_of(case: RecordUnderCheck, plan: IndexedPlan) -> RecordUnderCheck:
    """The record as it stood when nothing was signed yet under later plans than this one, by that plan."""
    if plan is case.indexed:
        return case
    last = case.plan_order[plan]
    pairs = parts_with_plans(case.indexed, case.record, case.plans)
    until = [(part, of) for part, of in pairs if case.plan_order[of] <= last]
    record = replace(case.record, parts=tuple(part for part, _ in until))
    plans = tuple(of for _, of in until)
    lines, _findings = lay_out(plan, record, plans)
    now = None if case.now is None else datetime.fromtimestamp(case.now, UTC)
    return believed(lay_beside(plan, record, lines, now, plans=plans))


def replaced(case: RecordUnderCheck, earlier: RecordUnderCheck) -> frozenset[int]:
    """The steps of an earlier plan that each plan has by itself, and that were signed again since."""
    return frozenset(
        index
        for index, line in earlier.lines.items()
        if is_control(line.step) and not _stands(case, earlier, line.step.id)
    )


def _stands(case: RecordUnderCheck, earlier: RecordUnderCheck, step: str) -> bool:
    """What was signed under this plan is what the whole record has of a step."""
    index = case.indexed.index.get(step)
    line = case.lines.get(index) if index is not None else None
    return line is not None and line.earlier is not None and line.earlier.indexed is earlier.indexed


def own_faults(case: RecordUnderCheck, earlier: RecordUnderCheck) -> Iterator[Finding]:
    """What is wrong with leave that was given under an earlier plan: it is missing, signed by the wrong hand, at no
    possible time, or too late."""
    own = replaced(case, earlier)
    if touched(earlier):
        for index in course_of(earlier.indexed).gate(*RELEASES):
            step = earlier.indexed.steps[index]
            if step.required and index not in earlier.happened:
                args = (("revision", short_revision(earlier.indexed.plan.revision)),)
                where = earlier.record.parts[0].file if earlier.record.parts else ""
                yield Finding(code="STA001", steps=(step.id,), remedy=Message(_THEN, args), where=where)
    alone = replace(
        earlier,
        lines={index: earlier.lines[index] for index in sorted(own)},
        moments={index: at for index, at in earlier.moments.items() if index in own},
        time_faults={index: fault for index, fault in earlier.time_faults.items() if index in own},
        dated=frozenset(),
        turned=frozenset(),
        exchanged=frozenset(),
    )
    for rule in (timing, signatures, evidence):
        yield from rule.check(alone)
    late = tuple(one for one in culprits_of(earlier) if one.partners and not own.isdisjoint((one.first, one.then)))
    yield from findings(earlier, late, backwards=True)
