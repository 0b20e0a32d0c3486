"""What is not signed and not due yet: the steps of a record that was judged so far, by when they are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from runbook.i18n import N_, Language
from runbook.model.finding import Message, OpenStep, StepRefs
from runbook.report.finding_text import message_text
from runbook.verify.session import Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """Steps by their printed numbers, and when they are due."""

    due: str
    steps: str

    def line(self, language: Language) -> str:
        """Both in one line."""
        return language.text(N_("{due}: {steps}"), due=self.due, steps=self.steps)


def open_rows(verified: Verified, language: Language) -> Iterator[OpenRow]:
    """The open steps, those that are due first before the others; what is due at no time comes last."""
    plan = verified.plan
    if plan is None:
        return
    for due, group in groupby(sorted(verified.result.open, key=_order), key=lambda one: one.due):
        steps = StepRefs(tuple(one.step for one in group))
        yield OpenRow(
            due=language.text(N_("until {at}"), at=language.datetime(due))
            if due
            else language.text(N_("at no set time")),
            steps=message_text(Message("{steps}", (("steps", steps),)), plan, language),
        )


def _order(one: OpenStep) -> tuple[bool, float]:
    due: datetime | None = one.due
    return due is None, due.timestamp() if due else 0.0
