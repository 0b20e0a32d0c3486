"""Where a change stands by the verdicts on its records, whatever words these come to have."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from runbook.cli.exit_status import Status
from runbook.cli.status import _worst
from runbook.estate.change_status import RecordJudged, WindowActual, standing_of, worst
from runbook.estate.counts import StatusCounts
from runbook.estate.survey import Survey
from runbook.model.site import ChangeState

WINDOW = WindowActual(number=1, start=datetime(2026, 12, 5, tzinfo=UTC), end=datetime(2026, 12, 6, tzinfo=UTC))
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def judged(verdict: str, left: int = 0) -> RecordJudged:
    return RecordJudged(revision="", run="", verdict=verdict, files=(), open=left)


@pytest.mark.parametrize(
    ("state", "verdicts", "standing", "status"),
    [
        ("planned", ["pass"], "passed", 0),
        ("planned", ["pass", "fail"], "failed", 1),
        ("planned", ["backed-out"], "backed-out", 4),
        ("stopped", ["backed-out"], "backed-out", 4),
        ("stopped", ["fail"], "stopped", 0),
        ("planned", ["backed-out", "undetermined"], "undetermined", 3),
        ("approved", ["backed-out", "pass"], "backed-out", 4),
        ("planned", ["a word to come"], "a word to come", 3),
        ("cancelled", ["pass"], "passed", 0),
    ],
)
def test_the_worst_verdict_says_where_it_stands(
    state: ChangeState, verdicts: list[str], standing: str, status: int
) -> None:
    found = standing_of(state, [judged(one) for one in verdicts], [WINDOW], NOW, late=False)
    assert found == standing
    counts = StatusCounts()
    counts.standings[found] += 1
    assert _worst(Survey(), counts) == Status(status)


def test_open_steps_are_late_once_the_deadline_is_over() -> None:
    assert standing_of("planned", [judged("pass", 3)], [WINDOW], NOW, late=True) == "overdue"
    assert standing_of("planned", [judged("pass", 3)], [WINDOW], NOW, late=False) == "under-way"
    assert worst(["pass", "word", "fail"]) == "fail"
