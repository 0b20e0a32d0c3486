"""The log of a record from a browser: read as a stranger's, bounded, and never a traceback."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runbook.model.record import LogLine, RecordPart
from runbook.records.from_json import part_of, parts_of
from runbook.records.record_log import LINES

ENTRY = {"step": "a", "state": "done", "at": "2026-12-05 22:10", "by": "CM", "witness": "", "value": "", "note": ""}
HEAD = {"format": "runbook-record/1", "revision": "0" * 64, "site": "paris", "change": "C", "run": ""}
LINE = {
    "id": "0123456789ab", "device": "d", "clock": "2026-12-05T21:10:31.120Z", "zone": "Europe/Paris", "what": "entry",
    "by": "CM", "entry": 0, "codes": ["ORD001"], "reason": "why", "seconds": -5,
}  # fmt: skip
ODD: list[object] = [
    5, None, "entry", [], [[]],
    {"entry": "0"}, {"entry": 1.5}, {"entry": True}, {"entry": 10**30}, {"entry": [0]},
    {"seconds": "5"}, {"seconds": 1e300}, {"seconds": 10**12}, {"clock": 5}, {"clock": "noon"},
    {"clock": "2026-12-05T21:10"}, {"clock": "2026-12-05T21:10:31"}, {"clock": "9999-99-99T99:99:99Z"},
    {"device": {}}, {"zone": 7}, {"reason": ["x"]}, {"codes": "ORD001"}, {"codes": {}},
]  # fmt: skip


def record(log: object) -> bytes:
    return json.dumps({**HEAD, "entries": [ENTRY], "log": log}).encode()


def read(log: object) -> RecordPart:
    return part_of(record(log), "record.json")


def test_a_line_is_read_whole() -> None:
    part = read([LINE])
    clock = datetime(2026, 12, 5, 21, 10, 31, 120000, UTC)
    told = LogLine(
        clock=clock,
        device="d",
        zone="Europe/Paris",
        entry=0,
        codes=("ORD001",),
        reason="why",
        seconds=-5,
        place="log[0]",
        id="0123456789ab",
        by="CM",
    )
    assert (part.log, part.faults, len(part.entries)) == ((told,), (), 1)


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_what_is_no_line_is_told_and_the_rest_is_read(odd: object) -> None:
    part = read([LINE, odd, LINE])
    assert [line.place for line in part.log] == ["log[0]", "log[2]"]
    assert [fault.code for fault in part.faults] == ["DOC011"]


@pytest.mark.parametrize("log", [5, "x", {"entry": 0}, True])
def test_what_is_no_log_is_told(log: object) -> None:
    part = read(log)
    told = [] if log == {"entry": 0} else ["DOC025", "DOC011"]  # one line by itself is one
    assert [fault.code for fault in part.faults] == told
    assert len(part.entries) == 1


@pytest.mark.parametrize("log", [[], None, {}, ""])
def test_an_empty_log_is_told_for_a_page_writes_its_first_line_before_any_entry(log: object) -> None:
    part = next(parts_of(record(log), "record.json"))
    assert ([fault.code for fault in part.faults], len(part.entries)) == (["DOC025"], 1)


def test_a_key_that_no_line_has_is_told() -> None:
    part = read([{**LINE, "mood": "fine"}])
    assert ([fault.code for fault in part.faults], len(part.log)) == (["DOC011"], 1)


@pytest.mark.long
def test_a_log_is_bounded() -> None:
    part = read([{"entry": 0}] * (LINES + 5))
    assert len(part.log) == LINES
    assert [fault.code for fault in part.faults] == ["DOC011"]


def test_codes_that_are_none_are_left_out_and_texts_are_cut() -> None:
    (line,) = read([{**LINE, "codes": ["ORD001", 5, "<b>", "ORD0012"], "reason": "x" * 10_000}]).log
    assert (line.codes, len(line.reason)) == (("ORD001",), 300)


def test_a_record_in_a_list_has_its_log_too(tmp_path: Path) -> None:
    one, other = parts_of(b"[" + record([LINE]) + b"," + record([]) + b"]", "records.json")
    assert ([line.place for line in one.log], other.log) == (["[0].log[0]"], ())
