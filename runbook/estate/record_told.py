"""What is told of a record to say where its change stands, whether it was judged now or its verdict was kept."""

from __future__ import annotations

from dataclasses import dataclass

from runbook.estate.change_status import RecordJudged, WindowActual
from runbook.estate.plan_heads import ChangeKey


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTold:
    """A record and the verdict on it. `owner` is the change of its plan, and `windows` are those of it; both None where
    no plan was found. A `rehearsal` was played, and says nothing of the change."""

    record: RecordJudged
    rehearsal: bool
    owner: ChangeKey | None
    windows: tuple[WindowActual, ...] | None
