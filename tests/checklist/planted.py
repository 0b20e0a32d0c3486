"""Records with faults, for the checklist's engine and for verify: the kit's known mistakes, and rougher ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from runbook.model.record import Entry, RecordPerson
from runbook.simulate.draft import DraftRecord
from runbook.simulate.mistakes import KINDS, plant_one
from runbook.simulate.play import clock_time, play
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_windows import window_bounds
from runbook.verify.times import Moment, read_moment

MINUTE, HOUR, DAY = 60, 3600, 86_400
NOTES = (
    "", "?", "ok", "VM", "the cable was loose", "n/a", "see note", "Support case 00123456, restarted the node",
    "cas n° 4711-22 puis redémarrage complet", "2026-12-05 22:10 retried", "x", "…", "corrected: misread",
)  # fmt: skip
HANDS = ("CM", "TL", "AB", "c.m.", "t l", "ZZ", "?", "", "NX", "PQ", "СМ", "nobody", "-", "NX?", "Claire Martin",
         "N. Example (NX)", "visa T. Leroy", "Martin", "NX / CM")  # fmt: skip
PEOPLE = (
    RecordPerson(initials="NX", name="N. Example", roles=("technician", "network")),
    RecordPerson(initials="PQ", name="Paul Quint", roles=("witness",)),
    RecordPerson(initials="ZZ", name="", roles=("technician",)),
    RecordPerson(initials="NX", name="Nora Example", roles=("approver",)),
    RecordPerson(initials="NX", name="Otto Other", roles=()),
    RecordPerson(initials="CM", name="D. Someone", roles=("technician",)),
    RecordPerson(initials="DM", name="C. Martin", roles=("technician",)),
)
VALUES = (
    "", "?", "yes", "no", "oui", "YES.", "yes (CM)", "ok ✓", "non", "0", "7", "none", "07", "12,0", "24.1.2", "24,1,2",
    "v24.1.2 (build 55)", "6.2", "6.2.0", "BeyondTrust 23.1.1", "24.1.2?", "go", "no-go", "NO GO", "rs-b", "B", "rs-a",
    "B is primary", "192.0.2.11", "[2001:DB8::11]", "2001:db8:0:0::11 / 192.0.2.11", "done", "-", "shot-1.png", "x",
    "see note", "TBD", "46027", "support.example.com", "notice", "2026-11-12", "2026-02-30", "0000-01-01",
)  # fmt: skip
TIMES = ("", "?", "??", "2026-13-45 27:90", "noon or so", "2026-10-25 02:30", "2026-10-25T02:30:10+01:00", "-", "n/a")


class Planted(NamedTuple):
    """Entries in the order in which they were written, and who was not in the plan."""

    entries: tuple[Entry, ...]
    people: tuple[RecordPerson, ...] = ()


def planted(indexed: IndexedPlan, seed: int) -> Planted:
    """A record with known mistakes or with rough ones, or with both; of the same seed the same."""
    chance = random.Random(f"planted {seed}")
    entries = play(indexed, seed)
    if chance.random() < 0.7:
        entries = _known(indexed, entries, chance)
    rough = _Rough(indexed, list(entries), chance)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 5))):
        chance.choice(_ROUGH)(rough)
    people = tuple(one for one in PEOPLE if chance.random() < 0.15)
    return Planted(tuple(rough.entries), people)


def gone_back(indexed: IndexedPlan, seed: int) -> Planted:
    """A record that breaks off, with something said at a gate or a way back that was taken, or nearly."""
    chance, course = random.Random(f"back {seed}"), course_of(indexed)
    entries = play(indexed, seed) if chance.random() < 0.6 else planted(indexed, seed).entries
    known = sorted((one for one in entries if one.step in indexed.index), key=lambda one: indexed.index[one.step])
    known = known[: chance.randint(1, len(known))] if chance.random() < 0.8 else known
    rough = _Rough(indexed, known, chance)
    last = max((rough.at(known[number]) or 0 for number in rough.signed()), default=0)
    at = (last or window_bounds(indexed, 1)[0]) + chance.choice((MINUTE, 300, 600, 2 * HOUR, -HOUR))
    gates = course.gate("hold", "decision")
    if gates and chance.random() < 0.6:
        step = indexed.steps[chance.choice(gates)].id
        known += [_answer(indexed, step, at + 600 * number, chance) for number in range(chance.choice((1, 1, 2, 3)))]
    if course.ways and chance.random() < 0.75:
        _, way = chance.choice(course.ways)
        known += [_back(indexed, k, at + 300 * n, chance) for n, k in enumerate(way) if chance.random() < 0.9]
    return Planted(tuple(known))


def _answer(indexed: IndexedPlan, step: str, at: int, chance: random.Random) -> Entry:
    return Entry(
        step=step,
        state=chance.choice(("done", "done", "na", "")),
        at=clock_time(indexed, at - chance.choice((0, 5000))),
        by=chance.choice(("CM", "TL", "AB")),
        value=chance.choice(("no-go", "no-go", "go", "?")),
        note=chance.choice(("", "leak found", "?", "ok")),
    )


def _back(indexed: IndexedPlan, index: int, at: int, chance: random.Random) -> Entry:
    step = indexed.steps[index]
    expect = step.evidence.expect if step.evidence else None
    kind = step.evidence.type if step.evidence else ""
    seen = {"": "", "yes-no": "yes", "date": "2026-11-12", "datetime": clock_time(indexed, at)}.get(kind, "7")
    return Entry(
        step=step.id,
        state=chance.choice(("done",) * 8 + ("na", "failed")),
        at=clock_time(indexed, at),
        by=chance.choice(("CM", "CM", "TL")),
        witness="AB" if step.witness else "",
        value=(expect.equals if expect else None) or seen,
        note=chance.choice(("", "VM")),
    )


def _known(indexed: IndexedPlan, entries: tuple[Entry, ...], chance: random.Random) -> tuple[Entry, ...]:
    draft = DraftRecord(indexed, {entry.step: entry for entry in entries}, chance)
    taken: frozenset[str] = frozenset()
    for kind in chance.sample(KINDS, chance.choice((1, 1, 1, 2, 4))):
        if found := plant_one(draft, kind, taken):
            taken |= set(found.steps)
    return tuple(draft.entries.values())


class _Rough:
    """A record that is spoilt by chance."""

    def __init__(self, indexed: IndexedPlan, entries: list[Entry], chance: random.Random) -> None:
        self.indexed, self.entries, self.chance = indexed, entries, chance

    def at(self, entry: Entry) -> int | None:
        found = read_moment(entry.at, self.indexed.zone, self.indexed.plan.date_order)
        return found.early if isinstance(found, Moment) else None

    def signed(self) -> list[int]:
        return [number for number, entry in enumerate(self.entries) if self.at(entry) is not None]

    def put(self, number: int, **changes: str) -> None:
        self.entries[number] = replace(self.entries[number], **changes)

    def some(self) -> int:
        return self.chance.randrange(len(self.entries))

    def window(self, number: int) -> int | None:
        index = self.indexed.index.get(self.entries[number].step)
        return None if index is None else self.indexed.steps[index].window


def _one_slip(rough: _Rough) -> None:
    """A day, an hour, a month or a year off: in a run of lines, one person's, one window's or any."""
    signed, chance = rough.signed(), rough.chance
    if not signed:
        return
    start, size = chance.randrange(len(signed)), chance.randint(1, 12)
    hand, window = rough.entries[signed[start]].by, rough.window(signed[start])
    by: Callable[[int], bool] = chance.choice((
        lambda number: number in signed[start : start + size],
        lambda number: rough.entries[number].by == hand,
        lambda number: rough.window(number) == window,
        lambda number: chance.random() < 0.2,
    ))  # fmt: skip
    seconds = chance.choice((DAY, -DAY, HOUR, -HOUR, 31 * DAY, -30 * DAY, 365 * DAY, -365 * DAY))
    for number in filter(by, signed):
        rough.put(number, at=clock_time(rough.indexed, (rough.at(rough.entries[number]) or 0) + seconds))


def _moved(rough: _Rough) -> None:
    """A few minutes or hours earlier or later, in one line."""
    if signed := rough.signed():
        number = rough.chance.choice(signed)
        minutes = rough.chance.choice((-1, 1, -2, 2, -3, 3, 5, -20, 45, -300, 600))
        rough.put(number, at=clock_time(rough.indexed, (rough.at(rough.entries[number]) or 0) + minutes * MINUTE))


def _swapped(rough: _Rough) -> None:
    """Two lines, near each other or not, hold each other's time."""
    signed = rough.signed()
    if len(signed) < 2:
        return
    place = rough.chance.randrange(len(signed) - 1)
    one, other = signed[place], rough.chance.choice((signed[place + 1], rough.chance.choice(signed)))
    first, then = rough.entries[one].at, rough.entries[other].at
    rough.put(one, at=then)
    rough.put(other, at=first)


def _scrambled(rough: _Rough) -> None:
    """All of a window at any time of it, or backwards."""
    windows = rough.indexed.plan.windows
    number = rough.chance.randint(1, len(windows)) if windows else 0
    lines = [line for line in rough.signed() if rough.window(line) == number]
    if not number or not lines:
        return
    start, end = window_bounds(rough.indexed, number)
    back = [rough.entries[line].at for line in reversed(lines)]
    backwards = rough.chance.random() < 0.3
    for place, line in enumerate(lines):
        at = clock_time(rough.indexed, rough.chance.randrange(start, end) // MINUTE * MINUTE)
        rough.put(line, at=back[place] if backwards else at)


def _at_one_time(rough: _Rough) -> None:
    if signed := rough.signed():
        at = rough.entries[rough.chance.choice(signed)].at
        for number in signed:
            if rough.chance.random() < 0.96:
                rough.put(number, at=at)


def _odd_times(rough: _Rough) -> None:
    text = rough.chance.choice(TIMES)
    for _ in range(rough.chance.choice((1, 1, 2, 7))):
        rough.put(rough.some(), at=text)


def _odd_field(rough: _Rough) -> None:
    field, texts = rough.chance.choice((
        ("value", VALUES), ("note", NOTES), ("by", HANDS), ("witness", HANDS),
        ("state", ("", "done", "na", "skipped", "failed", "?")),
    ))  # fmt: skip
    text = rough.chance.choice(texts)
    for _ in range(rough.chance.choice((1, 1, 2, 8))):
        number = rough.some()
        index = rough.indexed.index.get(rough.entries[number].step)
        evidence = None if index is None else rough.indexed.steps[index].evidence
        if field != "value" or (evidence and evidence.type != "datetime") or text in ("", "?"):
            rough.put(number, **{field: text})


def _left_out(rough: _Rough) -> None:
    """A step, a run of steps, or a whole window."""
    start, size = rough.some(), rough.chance.choice((1, 3, 15))
    window = rough.window(start)
    whole = rough.chance.random() < 0.3
    kept = [
        entry
        for number, entry in enumerate(rough.entries)
        if not (rough.window(number) == window if whole else start <= number < start + size)
    ]
    rough.entries = kept or rough.entries


def _again(rough: _Rough) -> None:
    """A step stands there once more: a correction, a contradiction, a repetition, or a try that failed."""
    number, chance = rough.some(), rough.chance
    old = rough.entries[number]
    new = replace(old, note=chance.choice(NOTES))
    if (at := rough.at(old)) is not None and chance.random() < 0.6:
        new = replace(new, at=clock_time(rough.indexed, at + chance.choice((-40, -10, -1, 1, 15)) * MINUTE))
    if chance.random() < 0.4:
        new = replace(new, by=chance.choice(HANDS), witness=chance.choice(HANDS))
    if chance.random() < 0.5:
        new = replace(new, state="failed", value="")
        rough.entries.insert(number, new)
    else:
        rough.entries.insert(chance.randint(number + 1, len(rough.entries)), new)


_ROUGH = (
    _one_slip, _one_slip, _moved, _moved, _moved, _swapped, _scrambled, _at_one_time, _odd_times, _odd_field,
    _odd_field, _odd_field, _left_out, _again, _again,
)  # fmt: skip


def records(indexed: IndexedPlan, count: int, start: int) -> Iterator[tuple[int, Planted]]:
    """So many of them, each with its seed."""
    for seed in range(start, start + count):
        found = gone_back(indexed, seed) if seed % 3 == 2 else planted(indexed, seed)
        if found.entries:
            yield seed, found
