"""The log of a record from a browser: each change as its device noted it. It is a stranger's, as all of a record is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import UNSET

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.record import LogLine
from runbook.reading.spreadsheet.words import Aside
from runbook.records.asides import listed

BROWSER = "browser"  # what a record says that a page wrote
LINES = 100_000  # as many as a record may have entries
_KEYS = frozenset(("id", "device", "clock", "zone", "what", "by", "entry", "person", "codes", "reason", "seconds"))
FAR = 10**9  # seconds; no clock is set further
_SHOWN = 20
_TEXT = 300  # characters that are kept of a text
_CODES = 50
_CODE = re.compile(r"[A-Z]{3}[0-9]{3}", re.ASCII)
_CLOCK = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)


def log_of(found: object, written: object, file: str, place: str, faults: list[Finding]) -> tuple[LogLine, ...]:
    """The lines of a log; one finding for all that are none, and for those beyond the limit; one for an empty log.

    `found` is UNSET where a record has none: then it was taken out, if it is `written` by a page. A page writes the
    first line before the first entry.
    """
    if found is UNSET:
        if written == BROWSER:
            faults.append(Finding(code="DOC025", args=(("reason", Message(N_("it is not there"))),), where=file))
        return ()
    if not found:
        faults.append(Finding(code="DOC025", args=(("reason", Message(N_("it is empty"))),), where=file))
        return ()
    asides: list[Aside] = []
    lines = tuple(_lines(found if isinstance(found, list) else [found], place, asides))
    if not lines:
        faults.append(Finding(code="DOC025", args=(("reason", Message(N_("none of its lines is one"))),), where=file))
    if asides:
        faults.append(listed("DOC011", asides, file))
    return lines


def _lines(found: list[Any], place: str, asides: list[Aside]) -> Iterator[LogLine]:
    for number, raw in enumerate(found[:LINES]):
        where = f"{place}log[{number}]"
        line = _line(raw, where) if isinstance(raw, dict) else None
        if line is not None:
            asides += [(f"{where}.{key[:80]}", str(raw[key])[:80]) for key in raw if key not in _KEYS][:_SHOWN]
            yield line
        elif len(asides) < _SHOWN:
            asides.append((where, _shown(raw)[:80]))
    if len(found) > LINES:
        asides.append((f"{place}log[{LINES}]", "…"))


def _shown(raw: object) -> str:
    """What is no line, in the form of a line of a table."""
    fields = raw.items() if isinstance(raw, dict) else ()
    return ", ".join(f"{key}={value}" for key, value in list(fields)[:_SHOWN]) or str(raw)


def _line(raw: dict[str, Any], place: str) -> LogLine | None:
    """A line; None where a field of it is none."""
    entry, seconds, codes = raw.get("entry"), raw.get("seconds", 0), raw.get("codes", [])
    texts = [raw.get(name, "") for name in ("device", "zone", "reason", "clock", "id", "by")]
    whole = all(isinstance(text, str) for text in texts) and isinstance(codes, list)
    if not whole or not _is_count(entry, None) or not _is_count(seconds, 0):
        return None
    device, zone, reason, clock, name, by = (text[:_TEXT] for text in texts)
    at = _clock(clock)
    if clock and at is None:
        return None
    told = tuple(code for code in codes[:_CODES] if isinstance(code, str) and _CODE.fullmatch(code))
    return LogLine(
        clock=at,
        device=device,
        zone=zone,
        entry=entry,
        codes=told,
        reason=reason,
        seconds=seconds,
        place=place,
        id=name,
        by=by,
    )


def _is_count(value: object, missing: int | None) -> bool:
    return value is missing or (type(value) is int and abs(value) < FAR)


def _clock(text: str) -> datetime | None:
    """What a device's clock showed."""
    if not _CLOCK.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
