"""Which of the steps that are not filled in are missing, and which are not due or belong to files of another plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from runbook.model.finding import Finding
from runbook.model.revision import short_revision
from runbook.model.window_chain import window_chain
from runbook.verify.behind import behind
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.not_reached import not_reached
from runbook.verify.planned_windows import window_bounds
from runbook.verify.record_under_check import RecordUnderCheck, parts_with_plans
from runbook.verify.times import Moment
from runbook.verify.unknown_steps import step_index
from runbook.verify.written_times import time_of


@lru_cache(maxsize=4)
def unsigned(case: RecordUnderCheck) -> frozenset[int]:
    """The steps that are required and not filled in, and not open."""
    required = (index for index, step in enumerate(case.indexed.steps) if step.required)
    return frozenset(required) - case.lines.keys() - case.open - case.reread


@lru_cache(maxsize=4)
def empty_rows(case: RecordUnderCheck) -> Mapping[int, str]:
    """Where the rows of steps stand in which nothing is filled in; of several of a step, the first."""
    found: dict[int, str] = {}
    for part, plan in parts_with_plans(case.indexed, case.record, case.plans):
        for number, entry in enumerate(part.entries):
            own = step_index(plan, entry.step.strip())
            index = None if own is None else case.indexed.index.get(plan.steps[own].id)
            if index is not None and index not in case.lines:
                found.setdefault(index, part.place(number))
    return found


def unseen(case: RecordUnderCheck) -> tuple[str, ...]:
    """The revisions that the plan amends and of which nothing was filled in, as pages show them: those whose pages have
    missing steps that lie behind."""
    missing = signed_before(case)
    return tuple(short_revision(one) for one in _unseen(case) if any(_prints(case, one, index) for index in missing))


@lru_cache(maxsize=4)
def signed_before(case: RecordUnderCheck) -> frozenset[int]:
    """The missing steps that lie behind, where files of an earlier plan, whose pages have them, are missing too."""
    revisions = _unseen(case)
    missing = unsigned(case) & behind(case.indexed) if revisions else frozenset()
    return frozenset(index for index in missing if any(_prints(case, one, index) for one in revisions))


def _unseen(case: RecordUnderCheck) -> tuple[str, ...]:
    seen = {
        plan.plan.revision
        for part, plan in parts_with_plans(case.indexed, case.record, case.plans)
        if not all(entry.blank for entry in part.entries)
    }
    return tuple(one for one in case.indexed.plan.amends if one not in seen)


def _prints(case: RecordUnderCheck, revision: str, index: int) -> bool:
    """Whether the pages of an amended plan have a step of the latest one, as far as is known."""
    plan = case.amended.get(revision)
    place = plan.index.get(case.indexed.steps[index].id) if plan else None
    return plan is None or (place is not None and place not in behind(plan))


@lru_cache(maxsize=4)
def to_repeat(case: RecordUnderCheck) -> frozenset[int]:
    """The required steps that failed in a window, where their work goes on in one to come: they are open until then."""
    found = set()
    for index, line in case.lines.items():
        number = case.indexed.steps[index].window
        if number and index in case.open and line.step.required and line.entry.state == "failed" and not line.contested:
            last = window_chain(case.indexed.plan.windows, number)[-1]
            tried, _ = time_of(*case.planned(index), line.entry.at)
            if isinstance(tried, Moment) and tried.late < window_bounds(case.indexed, last)[0]:
                found.add(index)
    return frozenset(found)


@lru_cache(maxsize=4)
def carried_on(case: RecordUnderCheck) -> frozenset[int]:
    """The missing steps that a later plan has taken over."""
    if case.later_plan is None:
        return frozenset()
    over = {case.later_plan.steps[index].id for index in behind(case.later_plan)}
    return frozenset(index for index in unsigned(case) if case.indexed.steps[index].id not in over)


@lru_cache(maxsize=4)
def never_printed(case: RecordUnderCheck) -> frozenset[int]:
    """The missing steps that lie behind, and that no plan which is carried on had on its pages: they came into the
    change after that, with what the inventory says or with another kit."""
    revisions = case.indexed.plan.amends
    missing = unsigned(case) & behind(case.indexed) if revisions else frozenset()
    return frozenset(index for index in missing if not any(_prints(case, one, index) for one in revisions))


def steps_known(indexed: IndexedPlan, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about a file, with the steps that they name as these stand in the plan."""
    for one in findings:
        known = (step_index(indexed, step) for step in one.steps)
        yield replace(one, steps=tuple(indexed.steps[index].id for index in known if index is not None))


def not_asked(case: RecordUnderCheck) -> frozenset[int]:
    """The steps that nobody looks for: they are open, or told of otherwise."""
    elsewhere = signed_before(case) | carried_on(case) | never_printed(case) | (case.unseen - case.lines.keys())
    return case.open | case.reread | elsewhere | not_reached(case)
