"""What is not signed and not due yet: the steps of a record that was judged so far, by when they are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from runbook.i18n import N_, Language
from runbook.model.finding import Message, OpenStep, StepRefs
from runbook.model.plan import Plan
from runbook.model.window_chain import window_chain
from runbook.report.finding_text import message_text
from runbook.verify.session import Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """Steps by their printed numbers, and when they are due."""

    due: str
    steps: str


def open_rows(verified: Verified, language: Language) -> Iterator[OpenRow]:
    """The open steps, those that are due first before the others; what is due at no time comes last."""
    plan = verified.plan
    if plan is None:
        return
    window_of = {step.id: step.window for step in plan.steps}
    chains = {number: _to_come(plan, number) for number in range(1, len(plan.windows) + 1)}

    def when(one: OpenStep) -> tuple[datetime | None, tuple[int, ...]]:
        chain = chains.get(window_of.get(one.step) or 0, ())
        return one.due, chain if len(chain) > 1 else ()

    for (due, chain), group in groupby(sorted(verified.result.open, key=_order), key=when):
        steps = StepRefs(tuple(one.step for one in group))
        yield OpenRow(
            due=_due_text(due, chain, language),
            steps=message_text(Message("{steps}", (("steps", steps),)), plan, language),
        )


def row_text(row: OpenRow, language: Language) -> str:
    """A row on a line."""
    return language.text(N_("{due}: {steps}"), due=row.due, steps=row.steps)


def _to_come(plan: Plan, number: int) -> tuple[int, ...]:
    """The windows that the work of a window may still be done in, as the plan has it."""
    return tuple(one for one in window_chain(plan.windows, number) if not plan.windows[one - 1].done)


def _due_text(due: datetime | None, windows: Sequence[int], language: Language) -> str:
    """Until when; and in which windows, where there are several that go on with the work of each other."""
    if due is None:
        return language.text(N_("at no set time"))
    at = language.datetime(due)
    if not windows:
        return language.text(N_("until {at}"), at=at)
    return language.text(N_("until {at}, in windows {windows}"), at=at, windows=language.list(map(str, windows)))


def _order(one: OpenStep) -> tuple[bool, float]:
    due: datetime | None = one.due
    return due is None, due.timestamp() if due else 0.0
