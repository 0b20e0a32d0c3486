"""Where a change stands by the verdicts on its records, whatever words these come to have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from runbook.cli.exit_status import Status
from runbook.cli.status import _worst
from runbook.estate.change_status import FindingTold, RecordJudged, WindowActual, standing_of, worst
from runbook.estate.counts import StatusCounts
from runbook.estate.survey import Survey
from runbook.model.site import ChangeState
from runbook.verify.codes import CODES

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


@pytest.mark.parametrize(
    ("codes", "standing"),
    [
        (["STA001", "DOC007"], "stopped"),
        (["STA003", "STA020"], "stopped"),
        (["STA001", "SGN002"], "failed"),
        (["STA001", "TIM009"], "undetermined"),
        (["STA001", "DOC006"], "stopped"),
        ([], "undetermined"),
    ],
)
@pytest.mark.parametrize("told", [True, False])
def test_of_a_stopped_change_only_what_the_stop_left_is_no_fault(codes: list[str], standing: str, told: bool) -> None:
    """Whether the findings are told one by one, or are counted because there are too many."""
    findings = [
        FindingTold(code=code, severity=CODES[code].severity, number="", roles=(), where="") for code in codes if told
    ]
    counted = [] if told else [(code, 1) for code in codes]
    one = replace(judged("fail"), findings=tuple(findings), more=tuple(counted))
    assert standing_of("stopped", [one, judged("pass")], [WINDOW], NOW, late=False) == standing


def test_open_steps_are_late_once_the_deadline_is_over() -> None:
    assert standing_of("planned", [judged("pass", 3)], [WINDOW], NOW, late=True) == "overdue"
    assert standing_of("planned", [judged("pass", 3)], [WINDOW], NOW, late=False) == "under-way"
    assert worst(["pass", "word", "fail"]) == "fail"
