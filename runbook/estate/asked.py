"""What is asked of a process that judges records, and what it answers: without what it judges by, which takes long to
load, and which the process that asks has no use for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from runbook.errors import Problem
from runbook.estate.change_status import ChangeStatus
from runbook.estate.plan_heads import ChangeKey, PlanHead
from runbook.inventory.packed import PackedSite


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedChange:
    """A change that is asked about: its site with this change alone, and the head of its plan where there is one."""

    packed: PackedSite
    head: PlanHead | None

    @property
    def key(self) -> ChangeKey:
        """The ids of its site and of itself."""
        return self.packed.id, self.packed.changes[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTogether:
    """Changes whose records stand in the same files, most often one; where their plans lie; and which revisions are of
    which change, by their first digits. `kept` is what is remembered of the verdicts on a single one."""

    asked: tuple[AskedChange, ...]
    plans: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    changes: dict[str, ChangeKey] = field(default_factory=dict)
    kept: str = ""


class StrayRecord(NamedTuple):
    """A record that is of no change that is known, and the files that it stands in."""

    revision: str
    files: tuple[str, ...]


class Judged(NamedTuple):
    """Where the changes stand, in their order, what belongs to none, and what is wrong with plans and records; and what
    is to be remembered of the verdicts on a single change."""

    statuses: tuple[ChangeStatus, ...]
    strays: tuple[StrayRecord, ...]
    problems: tuple[Problem, ...] = ()
    kept: str = ""
