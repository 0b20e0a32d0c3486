"""Tables whose steps are named by the numbers that are printed beside them, as paper has nothing else: read as ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from msgspec.structs import replace as changed

from runbook.model.finding import Finding
from runbook.model.record import Record, RecordPart
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan
from runbook.verify.plan_store import PlanStore

_NUMBER = re.compile(r"(?:[^\W\d_]{1,10}\.?\s+)?(?P<number>\d+(?:\.\d+)+)")  # 1.4, step 1.4


def with_ids(record: Record, plan_store: PlanStore) -> Record:
    """The record with identifiers for the numbers of which it is clear what step they are; a note says so."""
    parts = tuple(_with_ids(part, plan_store) for part in record.parts)
    return (
        record
        if all(one is other for one, other in zip(parts, record.parts, strict=True))
        else replace(record, parts=parts)
    )


def _with_ids(part: RecordPart, plan_store: PlanStore) -> RecordPart:
    if not any(entry.step[-1:].isdecimal() and _NUMBER.fullmatch(entry.step.strip()) for entry in part.entries):
        return part
    plan = plan_store.plan_of(plan_store.whole(part.revision))
    meant = _meant(plan, {entry.step for entry in part.entries}) if plan else {}
    if not meant:
        return part
    entries = [changed(entry, step=meant.get(entry.step, entry.step)) for entry in part.entries]
    filled = [place for place, entry in enumerate(part.entries) if entry.step in meant and not entry.blank]
    faults = [replace(one, steps=tuple(meant.get(step, step) for step in one.steps)) for one in part.faults]
    if filled:
        steps = tuple(dict.fromkeys(entries[place].step for place in filled))
        args = (("count", len(filled)),)
        faults.append(Finding(code="DOC028", steps=steps, args=args, where=part.place(filled[0])))
    return replace(part, entries=tuple(entries), faults=tuple(faults))


def _meant(plan: IndexedPlan, texts: set[str]) -> Mapping[str, str]:
    """The step that each text means. A spreadsheet makes 2.1 of 2.10: where the plan has both, 2.1 is only that step if
    the table has a 2.10, too."""
    numbers = {
        text: found["number"] for text in texts if text not in plan.index and (found := _NUMBER.fullmatch(text.strip()))
    }
    written, known = {*numbers.values()}, _numbers(plan)
    return {
        text: plan.steps[known[number][0]].id
        for text, number in numbers.items()
        if number in known and all(longer in written for longer in known[number][1])
    }


@once_a_plan
def _numbers(plan: IndexedPlan) -> Mapping[str, tuple[int, tuple[str, ...]]]:
    """Each step by its number, with the numbers of which a spreadsheet makes the same."""
    every = [step.number for step in plan.steps]
    return {
        number: (index, tuple(other for other in every if other != number and other.rstrip("0") == number))
        for index, number in enumerate(every)
        if every.count(number) == 1
    }
