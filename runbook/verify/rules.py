"""The rules, in the order in which they report: each one full, and as the quick look asks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from runbook.model.finding import Finding
from runbook.model.record import Entry
from runbook.verify import (
    adjacency,
    document,
    evidence,
    gaps,
    going_back,
    leave,
    order,
    pace,
    pauses,
    signatures,
    states,
    timing,
    windows,
)
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.quick import Apart, QuickTest, StateChoice
from runbook.verify.record_under_check import RecordUnderCheck


class RuleModule(Protocol):
    """A module of one family of findings."""

    def check(self, case: RecordUnderCheck) -> Iterator[Finding]:
        """What it finds in a record."""

    def quick(self, shape: StateChoice) -> Sequence[Apart | QuickTest] | None:
        """What only that passes in which `check` finds nothing; None where that is for these states never so."""


class EntryRuleModule(Protocol):
    """A module of rules that ask something of an entry by itself, its time aside."""

    def quick_entry(self, indexed: IndexedPlan, index: int, entry: Entry) -> bool:
        """True only where `check` finds nothing in this entry of the step `index`, whatever its time."""


RULES: tuple[RuleModule, ...] = (
    document,  # DOC
    states,  # STA
    timing,  # TIM
    pace,  # TIM
    order,  # ORD
    gaps,  # GAP
    pauses,  # GAP, what only warns
    windows,  # WIN
    adjacency,  # ADJ
    signatures,  # SGN
    evidence,  # EVD
    leave,  # who let it begin and go on
    going_back,  # and back
)
ENTRY_RULES: tuple[EntryRuleModule, ...] = (states, pace, signatures, evidence)
