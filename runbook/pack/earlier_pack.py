"""What readers' calendars may hold of a change already: read from the windows.ics and sent.json of an earlier pack.

The next SEQUENCE follows from it: the same plan keeps its number, whatever changed gets the next one. Nothing else is
kept anywhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from runbook.errors import RunbookError
from runbook.i18n import N_
from runbook.model.plan import Plan
from runbook.pack.calendar import REVISION, Agenda, CalendarEntry

CALENDAR = "windows.ics"
SENT = "sent.json"
LIMIT = 2**20  # bytes; a calendar of ours is a hundredth of that
UNREADABLE = N_("{file}: this calendar cannot be read; move it away, and give the next number by --sequence")

_Mark = tuple[str, datetime, datetime, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPack:
    """What an earlier pack said: revision, SEQUENCE, and its entries."""

    revision: str
    sequence: int
    entries: tuple[CalendarEntry, ...]


def agenda_of(
    plan: Plan,
    entries: tuple[CalendarEntry, ...],
    known: EarlierPack | None,
    *,
    cancelled: bool = False,
    sequence: int | None = None,
) -> Agenda:
    """The entries of `plan` with those that are gone, and the SEQUENCE that follows from what is known.

    `sequence` overrules it. A cancelled change has the same entries, all cancelled.
    """
    own = {e.uid for e in entries}
    gone = [_cancelled(e) for e in known.entries if e.uid not in own] if known else []
    made = tuple(_cancelled(e) for e in entries) if cancelled else entries
    everything = (*made, *sorted(gone, key=lambda e: e.uid))
    if sequence is None:
        sequence = _next(plan, everything, known)
    return Agenda(zone=plan.timezone, revision=plan.revision, sequence=sequence, entries=everything)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierFiles:
    """What an earlier pack left in a change's folder, as bytes: its calendar, and what was sent; None where there is
    none. `place` is what the calendar is called in messages."""

    place: str
    calendar: bytes | None = None
    sent: bytes | None = None

    @classmethod
    def of(cls, folder: Path) -> EarlierFiles:
        """Those of `folder`."""
        place = folder / CALENDAR
        return cls(place=str(place), calendar=_bytes(place), sent=_bytes(folder / SENT))

    @property
    def sent_digest(self) -> str:
        """A hash of what was sent: the number of the next pack follows from it."""
        return sha256(self.sent or b"").hexdigest()


def earlier_pack_of(files: EarlierFiles) -> EarlierPack | None:
    """What the earlier pack said; None where there is none.

    Raises RunbookError where its windows.ics cannot be read, or what it left is too large to be that.
    """
    for place, content in ((files.place, files.calendar), (str(Path(files.place).with_name(SENT)), files.sent)):
        if len(content or b"") > LIMIT:
            raise RunbookError(UNREADABLE, file=place)
    sent = _sent(files.sent)
    if files.calendar is None:
        return EarlierPack(revision=sent[1], sequence=sent[0], entries=()) if sent else None
    try:
        found = _read(files.calendar)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise RunbookError(UNREADABLE, file=files.place) from error
    if sent and sent[0] > found.sequence:
        return EarlierPack(revision=sent[1], sequence=sent[0], entries=found.entries)
    return found


def _bytes(path: Path) -> bytes | None:
    """The content of a regular file, up to a byte more than it may have; None where there is none that can be read."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except OSError:
        return None


def _next(plan: Plan, entries: tuple[CalendarEntry, ...], known: EarlierPack | None) -> int:
    if known is None:
        return 0
    same = known.revision == plan.revision and (not known.entries or _marks(known.entries) == _marks(entries))
    return known.sequence if same else known.sequence + 1


def _marks(entries: tuple[CalendarEntry, ...]) -> set[_Mark]:
    return {(e.uid, e.start.astimezone(UTC), e.end.astimezone(UTC), e.cancelled) for e in entries}


def _cancelled(entry: CalendarEntry) -> CalendarEntry:
    return CalendarEntry(
        uid=entry.uid, start=entry.start, end=entry.end, summary=entry.summary, busy=False, cancelled=True
    )


def _read(content: bytes) -> EarlierPack:
    from icalendar import Calendar

    calendar = Calendar.from_ical(content)
    events = calendar.walk("VEVENT")
    entries = tuple(
        CalendarEntry(
            uid=str(event["UID"]),
            start=event.decoded("DTSTART"),
            end=event.decoded("DTEND"),
            summary=str(event["SUMMARY"]),
            cancelled=str(event["STATUS"]) == "CANCELLED",
        )
        for event in events
    )
    sequence = max((int(str(event["SEQUENCE"])) for event in events), default=0)
    if any(e.start.tzinfo is None or e.end.tzinfo is None for e in entries):
        raise ValueError("a time without zone")
    return EarlierPack(revision=str(calendar[REVISION]), sequence=sequence, entries=entries)


def _sent(content: bytes | None) -> tuple[int, str] | None:
    """The highest SEQUENCE that was sent, with its revision. A sent.json that cannot be read is left to `send`."""
    try:
        deliveries = json.loads(content or b"")["deliveries"]
        return max(((int(one["sequence"]), str(one["revision"])) for one in deliveries), default=None)
    except (ValueError, KeyError, TypeError):
        return None
