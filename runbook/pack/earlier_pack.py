"""What readers' calendars may hold of a change already: read from the windows.ics and sent.json of an earlier pack.

The next SEQUENCE follows from it: the same plan keeps its number, whatever changed gets the next one. Nothing else is
kept anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from runbook.errors import InputError, RunbookError
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.pack.calendar import REVISION, Agenda, CalendarEntry, cancelled, entries, uid
from runbook.pack.deliveries import CANCELLED, SENT, Delivery, invited, read_sent
from runbook.pack.settled import settled
from runbook.reading.plan_json import EARLIER_PLANS, earlier_name, read_plan

CALENDAR = "windows.ics"
LIMIT = 2**20  # bytes; a calendar of ours is a hundredth of that
SENT_LIMIT = 16 * 2**20  # bytes; a line for each mail that went to somebody
PLAN_LIMIT = 8 * 2**20  # bytes; the largest plan, nine hops through a cluster
UNREADABLE = N_("{file}: this calendar cannot be read; move it away, and give the next number with --sequence")

_REVISION = re.compile("[0-9a-f]{64}")
_Mark = tuple[str, datetime, datetime, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPack:
    """What an earlier pack said: revision, SEQUENCE, whether the change was off, and its entries: all of them, or,
    where its calendar is lost (`lost`), those that somebody was invited to."""

    revision: str
    sequence: int
    entries: tuple[CalendarEntry, ...]
    cancelled: bool = False
    lost: bool = False


def agenda_of(
    plan: Plan, language: Language, known: EarlierPack | None, *, off: bool = False, sequence: int | None = None
) -> Agenda:
    """The entries of `plan` with those that are gone, in `language`, and the SEQUENCE that follows from what is known.
    Those of windows that are done stay as they were sent: they are neither.

    `sequence` overrules it. A change that is `off` has the same entries, all cancelled.
    """
    own = entries(plan, language)
    stay = settled(plan)
    if known is not None:
        known = replace(known, entries=tuple(entry for entry in known.entries if entry.uid not in stay))
    uids = {entry.uid for entry in own}
    gone = sorted((e for e in known.entries if e.uid not in uids), key=lambda e: e.uid) if known else []
    made = tuple(cancelled(e, plan, language) for e in own) if off else own
    everything = (*made, *(cancelled(e, plan, language) for e in gone))
    if sequence is None:
        sequence = _next(plan, everything, known, off)
    return Agenda(revision=plan.revision, sequence=sequence, entries=everything)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierFiles:
    """What an earlier pack left in a change's folder, as bytes: its calendar, and what was sent; None where there is
    none. `plans`: those that went out before, by the first digits of their revision. `place` is what the calendar is
    called in messages."""

    place: str
    calendar: bytes | None = None
    sent: bytes | None = None
    plans: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def of(cls, folder: Path) -> EarlierFiles:
        """Those of `folder`, without plans. One that is too large to be what it should be is as one that is damaged."""
        place = folder / CALENDAR
        return cls(place=str(place), calendar=_bytes(place, LIMIT), sent=_bytes(folder / SENT, SENT_LIMIT))

    def with_plans(self, folder: Path, revisions: Iterable[str]) -> EarlierFiles:
        """The same, with those of the plans of `revisions` that lie in `folder`."""
        names = sorted({earlier_name(one) for one in revisions if _REVISION.fullmatch(one)})
        found = ((name, _bytes(folder / EARLIER_PLANS / name, PLAN_LIMIT)) for name in names)
        return replace(self, plans=tuple((name, content) for name, content in found if content))

    def plan(self, revision: str) -> Plan | None:
        """The plan of that revision; None where it is not there, or damaged."""
        try:
            plan = read_plan(dict(self.plans)[earlier_name(revision)], "")
        except (KeyError, InputError):
            return None
        return plan if plan.revision == revision else None

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """What was sent. A sent.json that cannot be read is left to `send`, which refuses it."""
        try:
            return read_sent(self.sent)[2] if self.sent else ()
        except ValueError:
            return ()

    @property
    def digest(self) -> str:
        """A hash of what was sent and of the plans: number and words of the next pack follow from them."""
        parts = (self.sent or b"", *(part for name, content in self.plans for part in (name.encode(), content)))
        return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()


def earlier_pack_of(files: EarlierFiles, plan: Plan) -> EarlierPack | None:
    """What the earlier pack of the change of `plan` said; None where there is none.

    Raises RunbookError where its windows.ics cannot be read.
    """
    deliveries = files.deliveries
    held = tuple(entry for each in invited(deliveries).values() for entry in _held(next(iter(each.values())), plan))
    last = max(deliveries, key=lambda d: d.sequence, default=None)  # of one pack, the first will do
    if files.calendar is None:
        if last is None:
            return None
        off = any(d.kind == CANCELLED for d in deliveries if d.sequence == last.sequence)
        return EarlierPack(revision=last.revision, sequence=last.sequence, entries=held, cancelled=off, lost=True)
    try:
        found = _read(files.calendar)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise RunbookError(UNREADABLE, file=files.place) from error
    known = {entry.uid for entry in found.entries}
    found = replace(found, entries=(*found.entries, *(entry for entry in held if entry.uid not in known)))
    if last and last.sequence > found.sequence:
        return replace(found, revision=last.revision, sequence=last.sequence)
    return found


def _held(one: Delivery, plan: Plan) -> Iterator[CalendarEntry]:
    """The entry that somebody was invited to; nothing where its times cannot be read."""
    with suppress(ValueError):
        start, end = datetime.fromisoformat(one.start), datetime.fromisoformat(one.end)
        if start.tzinfo and end.tzinfo:
            yield CalendarEntry(uid=uid(plan, one.entry), start=start, end=end)


def _bytes(path: Path, limit: int) -> bytes | None:
    """The content of a regular file; None where there is none that can be read, nothing where it is too large."""
    try:
        if not path.is_file():
            return None
        return b"" if path.stat().st_size > limit else path.read_bytes()
    except OSError:
        return None


def _next(plan: Plan, everything: tuple[CalendarEntry, ...], known: EarlierPack | None, off: bool) -> int:
    if known is None:
        return 0
    as_before = known.cancelled == off if known.lost else _marks(known.entries) == _marks(everything)
    return known.sequence if known.revision == plan.revision and as_before else known.sequence + 1


def _marks(everything: tuple[CalendarEntry, ...]) -> set[_Mark]:
    return {(e.uid, e.start.astimezone(UTC), e.end.astimezone(UTC), e.cancelled) for e in everything}


def _read(content: bytes) -> EarlierPack:
    from icalendar import Calendar

    calendar = Calendar.from_ical(content)
    events = calendar.walk("VEVENT")
    found = tuple(
        CalendarEntry(
            uid=str(event["UID"]),
            start=event.decoded("DTSTART"),
            end=event.decoded("DTEND"),
            cancelled=str(event["STATUS"]) == "CANCELLED",
        )
        for event in events
    )
    sequence = max((int(str(event["SEQUENCE"])) for event in events), default=0)
    if any(e.start.tzinfo is None or e.end.tzinfo is None for e in found):
        raise ValueError("a time without zone")
    return EarlierPack(revision=str(calendar[REVISION]), sequence=sequence, entries=found)
