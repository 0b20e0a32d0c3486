"""What the log of a browser tells: clocks that were set back between two entries, by device; nothing else is blamed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from runbook.model.finding import Finding
from runbook.model.record import Entry, LogLine
from runbook.verify.device_log import log_findings
from tests.verify.harness import pair, record

STEPS = [step.id for step in pair().plan.steps[:4]]
START = datetime(2026, 10, 24, 20, 10, tzinfo=UTC)


def lines(*minutes: float, device: str = "a", first: int = 0) -> list[LogLine]:
    """An entry after so many minutes each."""
    return [
        LogLine(clock=START + timedelta(minutes=at), device=device, entry=number, place=f"log[{number}]")
        for number, at in enumerate(minutes, first)
    ]


def found(*log: LogLine) -> list[Finding]:
    laid = record(pair(), *(Entry(step=step, state="done") for step in STEPS))
    part = replace(laid.parts[0], log=log)
    return list(log_findings(replace(laid, parts=(part,)), pair().plan))


def test_a_clock_that_goes_on_is_nobodys_fault() -> None:
    assert found(*lines(0, 1, 5, 60 * 24 * 30)) == []


@pytest.mark.parametrize(("back", "told"), [(0.5, 0), (0.98, 0), (1, 1), (60, 1), (60 * 24 * 400, 1)])
def test_a_clock_is_set_back_by_a_minute_or_more(back: float, told: int) -> None:
    findings = found(*lines(10, 10 - back))
    assert [finding.code for finding in findings] == ["TIM014"] * told


def test_both_entries_are_named_with_what_the_clock_showed() -> None:
    (finding,) = found(*lines(10, 130, 70))
    args = dict(finding.args)
    assert finding.steps == (STEPS[2], STEPS[1])
    assert args["passed"] == timedelta(minutes=60)
    assert [f"{args[name]:%H:%M}" for name in ("first_at", "then_at")] == ["00:20", "23:20"]
    assert finding.where.endswith("log[2]")


def test_two_devices_have_two_clocks() -> None:
    slow = lines(-30, -20, device="b", first=2)
    assert found(*lines(0), slow[0], *lines(10, first=1), slow[1]) == []


def test_what_the_page_saw_of_its_clock_counts_though_the_times_go_on() -> None:
    seen = LogLine(clock=START + timedelta(minutes=5), device="a", seconds=-3600)
    (finding,) = found(*lines(0), seen, *lines(10, first=1))
    assert (finding.code, dict(finding.args)["passed"]) == ("TIM014", timedelta(hours=1))


def test_a_clock_set_forward_or_before_the_first_entry_proves_nothing_wrong() -> None:
    forward = LogLine(clock=START + timedelta(minutes=5), device="a", seconds=7200)
    before = LogLine(clock=START + timedelta(minutes=90), device="a")
    assert found(before, *lines(0), forward, *lines(200, first=1)) == []


def test_entries_and_steps_that_are_not_there_are_not_told() -> None:
    beyond = LogLine(clock=START, device="a", entry=99, codes=("ORD001",))
    below = LogLine(clock=START - timedelta(hours=1), device="a", entry=-1, codes=("ORD001",))
    nowhere = LogLine(clock=None, device="a", entry=0)
    assert found(beyond, below, nowhere) == []


def test_a_warning_that_was_not_heeded_is_a_note_with_its_reason() -> None:
    (line,) = lines(0)
    (finding,) = found(replace(line, codes=("SGN004", "ORD001", "SGN004"), reason="agreed"))
    assert (finding.code, finding.steps) == ("DOC024", (STEPS[0],))
    assert dict(finding.args) == {"codes": "SGN004, ORD001", "reason": "agreed"}
