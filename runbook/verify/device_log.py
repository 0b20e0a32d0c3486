"""What the log of a record from a browser tells: clocks that were set back, and warnings that were not heeded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from runbook.model.finding import Finding
from runbook.model.frozen_zone import zone_of
from runbook.model.plan import Plan
from runbook.model.record import LogLine, Record, RecordPart

LEAST = timedelta(minutes=1)  # a clock that sets itself right moves by less
_Signed = tuple[LogLine, str]  # a line of a log, and the step of its entry


@dataclass(slots=True)
class _Device:
    """What a device has noted so far: its last line, its last entry, and how far its clock was set back since."""

    line: LogLine | None = None
    signed: _Signed | None = None
    back: timedelta = timedelta()


def log_findings(record: Record, plan: Plan) -> Iterator[Finding]:
    """Each time that a device's clock was set back between two entries, and what was signed against a warning."""
    for part in record.parts:
        if part.log:
            known = frozenset(step.id for step in plan.steps)
            yield from _set_back(part, plan, known)
            yield from _against_warnings(part, known)


def _set_back(part: RecordPart, plan: Plan, known: frozenset[str]) -> Iterator[Finding]:
    devices: dict[str, _Device] = {}
    for line in part.log:
        if line.clock is None or not line.device:
            continue
        device = devices.setdefault(line.device, _Device())
        device.back = max(device.back, _by(device.line, line))
        device.line = line
        step = _step(part, line)
        if step is None:
            continue
        if device.signed is not None and device.back >= LEAST:
            found = _finding(part, plan, device.signed, (line, step), device.back)
            yield replace(found, steps=tuple(step for step in found.steps if step in known))
        device.signed, device.back = (line, step), timedelta()


def _by(before: LogLine | None, line: LogLine) -> timedelta:
    """By how much the clock was set back from one line to the next, as far as they show it."""
    shown = before.clock - line.clock if before and before.clock and line.clock else timedelta()
    return max(shown, timedelta(seconds=-line.seconds), timedelta())


def _step(part: RecordPart, line: LogLine) -> str | None:
    if line.entry is None or not 0 <= line.entry < len(part.entries):
        return None
    return part.entries[line.entry].step.strip()


def _finding(part: RecordPart, plan: Plan, one: _Signed, other: _Signed, back: timedelta) -> Finding:
    zone = zone_of(plan)
    times = [line.clock.astimezone(zone) for line, _ in (one, other) if line.clock]
    return Finding(
        code="TIM014",
        steps=tuple(dict.fromkeys(step for _, step in (other, one))),
        args=(("passed", back // LEAST * LEAST), ("first_at", times[0]), ("then_at", times[1])),
        where=f"{part.file}:{other[0].place}",
    )


def _against_warnings(part: RecordPart, known: frozenset[str]) -> Iterator[Finding]:
    for line in part.log:
        step = _step(part, line)
        if line.codes and step in known:
            args = (("codes", ", ".join(dict.fromkeys(line.codes))), ("reason", line.reason or "–"))
            yield Finding(code="DOC024", steps=(step,), args=args, where=f"{part.file}:{line.place}")
