"""Where changes stand, for programs: JSON (`runbook-status/1`) and CSV, a change at a time."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from runbook.estate.change_status import ChangeStatus, FindingTold, RecordJudged, WindowActual
from runbook.estate.counts import StatusCounts
from runbook.estate.status_text import codes_of
from runbook.estate.survey import Survey

FORMAT = "runbook-status/1"
COLUMNS = (
    *("site", "name", "change", "ticket", "path", "state", "standing", "opens", "closes", "deadline"),
    *("first", "last", "revision", "run", "verdict", "codes", "open", "next", "next due", "rehearsals", "files"),
    "missing",
)
_SEAL = re.compile(rb'"seal": "([0-9a-f]{64})"\}\n?\Z')
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes for the beginning of a formula


def status_json(survey: Survey, counts: StatusCounts, now: datetime) -> Iterator[str]:
    """Lines of one JSON object; `seal`, its last key, is a hash of all that stands before it."""
    seal = sha256()
    for line in _json_lines(survey, counts, now):
        seal.update(line.encode("utf-8", "surrogatepass") + b"\n")
        yield line
    yield f'"seal": "{seal.hexdigest()}"}}'


def is_status_json(content: bytes) -> bool:
    """Whether `content` is such an object as the kit wrote it: nobody has changed it since."""
    found = _SEAL.search(content)
    return found is not None and sha256(content[: found.start()]).hexdigest().encode() == found[1]


def _json_lines(survey: Survey, counts: StatusCounts, now: datetime) -> Iterator[str]:
    yield f'{{"format": "{FORMAT}", "as_of": "{now.isoformat()}", "changes": ['
    before = ""
    for status in counts.counted(survey.statuses):
        yield before + json.dumps(_change(status), ensure_ascii=False)
        before = ","
    rest = {
        "counts": dict(counts.by_standing()),
        "findings": {name: dict(rows) for name, rows in counts.tables().items()},
        "strays": [{"revision": revision, "files": list(files)} for revision, files in survey.strays],
        "unread": survey.unread,
        "passed_over": survey.passed_over,
        "hidden": list(survey.hidden),
        "elsewhere": [{"site": site, "change": change} for site, change in survey.elsewhere],
    }
    yield "], " + json.dumps(rest, ensure_ascii=False)[1:-1] + ","


def status_csv(survey: Survey, counts: StatusCounts) -> Iterator[str]:
    """The lines of a table, a change a line; no cell is a formula."""
    yield _line(COLUMNS)
    for status in counts.counted(survey.statuses):
        yield _line(_cells(status))


def _line(cells: Iterable[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(map(plain_cell, cells))
    return text.getvalue()


def plain_cell(value: Any) -> str:
    """A value that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text


def _cells(status: ChangeStatus) -> Iterator[Any]:
    first = min((window.first for window in status.windows if window.first), default=None)
    last = max((window.last for window in status.windows if window.last), default=None)
    yield from (status.site, status.site_name, status.change, status.ticket, status.path, status.state, status.standing)
    yield from map(_time, (status.windows[0].start, status.windows[-1].end, status.deadline, first, last))
    yield status.revision
    records = status.records
    yield "; ".join(record.run for record in records)
    yield "; ".join(record.verdict for record in records)
    yield "; ".join(", ".join(codes_of(record)) for record in records)
    yield sum(record.open for record in records) if records else ""
    yield "; ".join(record.next_step for record in records)
    yield "; ".join(_time(record.next_due) for record in records)
    yield status.rehearsals
    yield "; ".join(", ".join(record.files) for record in records)
    yield sum(record.missing for record in records) if records else ""


def _change(status: ChangeStatus) -> dict[str, Any]:
    return {
        "site": status.site,
        "name": status.site_name,
        "change": status.change,
        "ticket": status.ticket,
        "path": status.path,
        "state": status.state,
        "standing": status.standing,
        "revision": status.revision,
        "deadline": _time(status.deadline) or None,
        "windows": [_window(window) for window in status.windows],
        "rehearsals": status.rehearsals,
        "records": [_record(record) for record in status.records],
    }


def _window(window: WindowActual) -> dict[str, Any]:
    names = ("start", "end", "first", "last")
    return {"number": window.number, **{name: _time(getattr(window, name)) or None for name in names}}


def _record(record: RecordJudged) -> dict[str, Any]:
    return {
        "revision": record.revision,
        "run": record.run,
        "verdict": record.verdict,
        "files": list(record.files),
        "open": record.open,
        "missing": record.missing,
        "next": {"step": record.next_step, "due": _time(record.next_due) or None} if record.next_step else None,
        "findings": [_finding(told) for told in record.findings],
        "more": dict(record.more),
        "before": record.before,
    }


def _finding(told: FindingTold) -> dict[str, Any]:
    return {
        "code": told.code,
        "severity": told.severity,
        "step": told.number,
        "steps": told.steps,
        "roles": list(told.roles),
        "where": told.where,
    }


def _time(value: date | datetime | None) -> str:
    return value.isoformat() if value else ""
