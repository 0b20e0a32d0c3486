"""The entries of one step laid together: what repeats, completes, corrects or contradicts what.

Meanings are compared and not letters: `20/11/2026 22h02` is `2026-11-20 22:02`, `clm` is `CLM`, `oui` is `yes`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from runbook.model.initials import normal_initials
from runbook.model.record import UNREADABLE, WRITTEN_FIELDS, Entry
from runbook.verify.evidence import normal
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_windows import PlannedStep
from runbook.verify.reasons import reason_in
from runbook.verify.times import Moment
from runbook.verify.written_days import day_of
from runbook.verify.written_times import time_of

LONG = 1000
MANY = 100  # nobody fills a step in more often: what is beyond is not compared


class Found(NamedTuple):
    """An entry, and where it stands. `earlier` is its step in the earlier plan that it was signed under, if it was."""

    entry: Entry
    place: str
    file: str
    earlier: PlannedStep | None = None


class Clash(NamedTuple):
    """Two entries, the later one second, and the fields in which they contradict each other."""

    one: Found
    other: Found
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What the entries of a step say together. `replaced`: the last correction and what it replaced; `clash`: two that
    contradict each other, None where all is clear."""

    entry: Entry
    place: str
    earlier: PlannedStep | None = None
    replaced: Clash | None = None
    clash: Clash | None = None


def distinct(indexed: IndexedPlan, index: int, found: Sequence[Found]) -> tuple[Sequence[Found], str]:
    """Each entry once, whatever its spelling; and the file that holds one a second time, "" where none does."""
    if len(found) == 1:
        return found, ""
    once: list[Found] = []
    repeated = ""
    entries: set[Entry] = set()
    meanings: set[Hashable] = set()
    for one in found:
        known = len(entries)
        entries.add(one.entry)
        if len(entries) == known:
            repeated = one.file
            continue
        if known < MANY:
            planned = one.earlier or (indexed, index)
            meant = tuple(_meaning(*planned, field, getattr(one.entry, field)) for field in WRITTEN_FIELDS)
            if meant in meanings:
                repeated = one.file
                continue
            meanings.add(meant)
        once.append(one)
    return once, repeated


def put_together(indexed: IndexedPlan, index: int, found: Sequence[Found]) -> Together:
    """One entry out of several: those of a file first, in which a later one with a reason corrects an earlier one."""
    if len(found) == 1:
        return Together(entry=found[0].entry, place=found[0].place, earlier=found[0].earlier)
    files: dict[str, list[Found]] = {}
    for one in found:
        files.setdefault(one.file, []).append(one)
    replaced: Clash | None = None
    parts: list[Found] = []
    for each in files.values():
        whole, corrected, clash = _one_file(indexed, index, each)
        if clash is not None:
            return Together(entry=found[-1].entry, place=found[-1].place, earlier=found[-1].earlier, clash=clash)
        replaced = corrected or replaced
        parts.append(whole)
    whole = parts[0]
    for part in parts[1:]:
        fields = differing(indexed, index, whole, part)
        if fields:
            clash = Clash(whole, part, fields)
            return Together(entry=part.entry, place=part.place, earlier=part.earlier, clash=clash)
        whole = _joined(indexed, index, whole, part)
    return Together(entry=whole.entry, place=whole.place, earlier=whole.earlier, replaced=replaced)


def _one_file(indexed: IndexedPlan, index: int, found: Sequence[Found]) -> tuple[Found, Clash | None, Clash | None]:
    """The entry that stands in a file in the end, the last correction, and what nobody gave a reason for."""
    whole, replaced, clash = found[0], None, None
    for one in found[1:MANY]:
        fields = clash.fields if clash else differing(indexed, index, whole, one)
        if not fields:
            if (added := _added(whole.entry, one.entry)) and _is_reason(indexed, one.entry.note):
                replaced = Clash(whole, one, added)
            whole = _joined(indexed, index, whole, one)
        elif one.entry.state and _is_reason(indexed, one.entry.note):
            whole, replaced, clash = one, Clash(clash.one if clash else whole, one, fields), None
        elif clash is None:
            clash = Clash(whole, one, fields)
    if len(found) > MANY and clash is None:
        clash = Clash(whole, found[-1], _unequal(whole.entry, found[-1].entry))
    return whole, replaced, clash


def _added(one: Entry, other: Entry) -> tuple[str, ...]:
    """What was signed without these fields, and has them in a later entry."""
    empty = (field for field in WRITTEN_FIELDS if field not in ("state", "note") and not getattr(one, field))
    return tuple(field for field in empty if getattr(other, field)) if one.state else ()


def _is_reason(indexed: IndexedPlan, note: str) -> bool:
    return reason_in(note) == "given" if indexed.tolerant else bool(note)


def _unequal(one: Entry, other: Entry) -> tuple[str, ...]:
    return tuple(field for field in WRITTEN_FIELDS if getattr(one, field) != getattr(other, field))


def _joined(indexed: IndexedPlan, index: int, one: Found, other: Found) -> Found:
    """Two entries that complete each other; it stands where its time does."""
    texts = {field: _clearer(getattr(one.entry, field), getattr(other.entry, field), field) for field in WRITTEN_FIELDS}
    both = one.entry.at and other.entry.at and one.entry.at != other.entry.at
    timed = other if other.entry.at else one
    if both:
        timed = min((one, other), key=lambda each: _doubt(indexed, index, each))
    texts["at"] = timed.entry.at
    place = other if other.entry.at and texts["at"] != one.entry.at else one
    return Found(Entry(step=one.entry.step, **texts), place.place, place.file, place.earlier)


def _clearer(one: str, other: str, field: str) -> str:
    """Which of two texts that say the same to keep: the one that can be read; both, where they are notes."""
    if not one or not other or one == other:
        return one or other
    if UNREADABLE in (one, other):
        return other if one == UNREADABLE else one
    if field == "note":
        known = {_letters(each) for each in one.split("; ")}
        return one if _letters(other) in known else f"{one}; {other}"
    return one


def _doubt(indexed: IndexedPlan, index: int, one: Found) -> int:
    found, from_window = time_of(*(one.earlier or (indexed, index)), one.entry.at)
    return len(found.readings) + from_window if isinstance(found, Moment) else 3


def differing(indexed: IndexedPlan, index: int, one: Found, other: Found) -> tuple[str, ...]:
    """The fields in which two entries contradict each other; notes never do, nor what cannot be read."""
    mine, theirs = one.earlier or (indexed, index), other.earlier or (indexed, index)
    return tuple(
        field
        for field in WRITTEN_FIELDS
        if field != "note"
        and (first := getattr(one.entry, field))
        and (second := getattr(other.entry, field))
        and first != second
        and UNREADABLE not in (first, second)
        and not _alike(_meaning(*mine, field, first), _meaning(*theirs, field, second))
    )


def _alike(one: Hashable, other: Hashable) -> bool:
    """The same; or times that can be the same, of which one is in the hour that the clock repeats."""
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return bool(one & other)
    return one == other


def _meaning(indexed: IndexedPlan, index: int, field: str, text: str) -> Hashable:
    """A text as it is compared: a time is the minutes that it may be."""
    if not text:
        return ""
    evidence = indexed.steps[index].evidence
    if field == "at":
        return _minutes(time_of(indexed, index, text)[0]) or _letters(text)
    if field in ("by", "witness"):
        return normal_initials(text) or text
    if field == "value" and evidence is not None:
        if evidence.type == "date":
            return day_of(indexed, index, text) or normal(indexed, evidence, text) or _letters(text)
        if evidence.type == "datetime":
            return _minutes(time_of(indexed, index, text)[0]) or _letters(text)
        return normal(indexed, evidence, text) or _letters(text)
    return text if field == "state" else _letters(text)


def _minutes(found: object) -> frozenset[int] | None:
    return frozenset(reading // 60 for reading in found.readings) if isinstance(found, Moment) else None


def _letters(text: str) -> str:
    """Without case and blanks; in a text of a usual length, without what tells compatible letters apart."""
    text = unicodedata.normalize("NFKC", text) if len(text) < LONG else text
    return "".join(text.casefold().split())
