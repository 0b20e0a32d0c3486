"""What a record says of one step."""

from __future__ import annotations

from dataclasses import dataclass

from runbook.model.plan import PlanStep
from runbook.model.record import Entry
from runbook.verify.planned_windows import PlannedStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A try that failed, and where it stands. `earlier` as in a RecordLine."""

    entry: Entry
    place: str
    earlier: PlannedStep | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """What a record says of one step.

    `attempts` are earlier tries that failed, before this entry. `answers` are what was decided at a gate, the soonest
    first, where it was decided several times; the entry is the first of them. `contested`: several entries
    contradict each other, and none is believed. `corrected`: it replaces an earlier entry, with a reason. `earlier`:
    the step in the earlier plan that it was signed under; None where that is the plan of the record.
    """

    index: int
    step: PlanStep
    entry: Entry
    place: str
    attempts: tuple[Attempt, ...] = ()
    answers: tuple[Attempt, ...] = ()
    contested: bool = False
    corrected: bool = False
    earlier: PlannedStep | None = None

    @property
    def took_place(self) -> bool:
        """The step was carried out, as far as one can tell; its time may be unknown."""
        return self.contested or self.entry.state not in ("na", "skipped", "failed")

    @property
    def done(self) -> bool:
        """Ticked as done, without contradiction."""
        return self.entry.state == "done" and not self.contested


def file_of(place: str) -> str:
    """The file of a place in it."""
    return place.rpartition(":")[0]
