"""Whether the log of a record from a browser is that of its entries: the page writes both, and changes neither later.

What says otherwise was changed in the file. A time that somebody typed lies before the clock's, and is no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta, tzinfo

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.frozen_zone import zone_of
from runbook.model.initials import normal_initials
from runbook.model.plan import Plan
from runbook.model.record import Entry, LogLine, Record, RecordPart
from runbook.verify.times import Moment, read_moment

MINUTE = 60
AT_ONCE = 2 * MINUTE  # a time is taken when the button is pressed, and its line is written once all is checked
UNLOGGED = "unlogged-"  # how the page names the lines of entries that came without one, in a file that it loaded
_REASONS = (
    N_("entries without a line of it: {count}"),
    N_("lines that name no entry, or are there twice or out of turn: {count}"),
    N_("lines without a clock or a device: {count}"),
    N_("signed later than the clock of the device showed: {count}"),
    N_("signed with other initials than those of whoever held the device: {count}"),
)
_NO_LINE, _NO_ENTRY, _NO_CLOCK, _AHEAD, _OTHER_HAND = _REASONS
_Logged = Sequence[tuple[LogLine, Entry]]


def altered_logs(record: Record, plan: Plan) -> Iterator[Finding]:
    """One finding for each way in which a log does not fit its entries, and a note of what was written down later."""
    for part in record.parts:
        if not part.log:
            continue
        zone, known = zone_of(plan), frozenset(step.id for step in plan.steps)
        logged = [(line, entry) for line in part.log if (entry := _entry(part, line))]
        again = _again(logged)
        for reason, steps, count in (
            *_lines(part),
            _told(_AHEAD, (entry for line, entry in logged if _late(line, entry, zone) < -AT_ONCE)),
            _told(_OTHER_HAND, (entry for line, entry in logged if line.id not in again and _other_hand(line, entry))),
        ):
            if count:
                args = (("reason", Message(reason, (("count", count),))),)
                told = tuple(step for step in dict.fromkeys(steps) if step in known)
                yield Finding(code="DOC025", steps=told, args=args, where=part.file)
        yield from _written_later(part, [one for one in logged if one[0].id not in again], zone, known)


def _entry(part: RecordPart, line: LogLine) -> Entry | None:
    """The entry that a line names, if there is one."""
    return part.entries[line.entry] if line.entry is not None and 0 <= line.entry < len(part.entries) else None


def _told(reason: str, entries: Iterator[Entry]) -> tuple[str, list[str], int]:
    steps = [entry.step.strip() for entry in entries]
    return reason, steps, len(steps)


def _lines(part: RecordPart) -> Iterator[tuple[str, list[str], int]]:
    """Entries and lines that do not belong to each other one by one, in their order, as the page counts them."""
    named = {line.entry for line in part.log}
    bare = [entry for number, entry in enumerate(part.entries) if number not in named and not entry.blank]
    yield _told(_NO_LINE, iter(bare))
    last, steps, count, ids = -1, [], 0, {""}
    for line in part.log:
        strange = line.id in ids and line.id != ""
        ids.add(line.id)
        entry = _entry(part, line)
        if line.entry is not None:
            strange = strange or line.entry <= last or entry is None
            last = max(last, line.entry)
        if strange:
            count += 1
            steps += [entry.step.strip()] if entry else []
    yield _NO_ENTRY, steps, count
    unclocked = [line for line in part.log if not (line.clock and line.device) and not line.id.startswith(UNLOGGED)]
    yield _NO_CLOCK, [], len(unclocked)


def _again(logged: _Logged) -> frozenset[str]:
    """The lines whose entry adds to one that stands before it, or corrects it: it keeps that one's time and hand."""
    seen: set[str] = set()
    again: set[str] = set()
    for line, entry in logged:
        step = entry.step.strip()
        if step in seen:
            again.add(line.id)
        seen.add(step)
    return frozenset(again)


def _late(line: LogLine, entry: Entry, zone: tzinfo) -> int:
    """The seconds after the time that stands in the entry at which its line was written; below nought before it.

    Nought where that is unknown, or the page warned.
    """
    found = read_moment(entry.at.strip(), zone)
    if line.clock is None or line.codes or not isinstance(found, Moment):
        return 0
    at = int(line.clock.timestamp()) // MINUTE * MINUTE
    return min((at - one for one in found.readings), key=abs)


def _other_hand(line: LogLine, entry: Entry) -> bool:
    signed, held = normal_initials(entry.by), normal_initials(line.by)
    return bool(signed and held) and signed != held


def _written_later(part: RecordPart, logged: _Logged, zone: tzinfo, known: frozenset[str]) -> Iterator[Finding]:
    """A note for the entries that bear a time of before they were written, and one for those that were loaded."""
    late = {entry.step.strip(): by for line, entry in logged if (by := _late(line, entry, zone)) > AT_ONCE}
    if late:
        passed = timedelta(minutes=max(late.values()) // MINUTE)
        steps = tuple(step for step in late if step in known)
        yield Finding(code="TIM015", steps=steps, args=(("passed", passed), ("count", len(late))), where=part.file)
    loaded = [entry.step.strip() for line, entry in logged if line.id.startswith(UNLOGGED)]
    if loaded:
        steps = tuple(step for step in loaded if step in known)
        yield Finding(code="DOC026", steps=steps, args=(("count", len(loaded)),), where=part.file)
