"""TIM: can each time be read, and can it be true?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from runbook.i18n import N_
from runbook.model.day_names import MONTHS, OTHER_WEEKDAY, WEEKDAY
from runbook.model.finding import Args, Finding, Message
from runbook.verify.exchanged_dates import in_its_window
from runbook.verify.half_times import half_times
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_windows import inside, window_bounds
from runbook.verify.quick import AGES, QuickTest, StateChoice, pick
from runbook.verify.record_lines import file_of
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.time_spellings import plain
from runbook.verify.times import Moment, TimeFault, read_moment
from runbook.verify.watches import allowed_early
from runbook.verify.written_times import time_of

MANY = 5  # times that nobody understands, written alike: one habit
_FIGURES, _NAMES = re.compile(r"\d+"), re.compile(rf"\b(?:{'|'.join(MONTHS)}|{WEEKDAY}|{OTHER_WEEKDAY})\b")
YEAR = 366 * 24 * 3600  # what is signed longer than this before the first window does not belong to the change
CODES: dict[TimeFault, str] = {
    "unreadable": "TIM002",
    "nonsense": "TIM001",
    "no-year": "TIM001",
    "no-date": "TIM008",
    "no-month": "TIM008",
    "no-time": "TIM008",
    "skipped": "TIM004",
    "other-order": "TIM012",
    "either-order": "TIM012",
    "year-first": "TIM012",
    "filled-down": "TIM013",
    "exchanged": "TIM018",
}
_NO_YEAR = N_(
    "Its year is not written, and no year fits what the plan says about the step: write the date and "
    "time as 2026-12-05 22:10; verify again."
)


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """Each time by itself, then what a repeated hour leaves open."""
    grouped: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    illegible: defaultdict[TimeFault, list[int]] = defaultdict(list)
    for index, line in case.lines.items():
        fault = None if line.contested else case.time_faults.get(index) or _unused(case, index)
        if fault in ("unreadable", "nonsense", "no-year", "no-date", "no-month", "no-time"):
            illegible[fault].append(index)
        elif fault == "skipped":
            yield _group(case, CODES[fault], [index])
        elif fault:
            grouped[CODES[fault], file_of(line.place)].append(index)
        elif not line.entry.at and line.done:
            grouped["TIM007", file_of(line.place)].append(index)
    yield from _unreadable(case, illegible["unreadable"])
    yield from _garbled(case, illegible["nonsense"])
    yield from (replace(found, remedy=Message(_NO_YEAR)) for found in _garbled(case, illegible["no-year"]))
    halves = (index for fault, indexes in illegible.items() if CODES[fault] == "TIM008" for index in indexes)
    yield from half_times(case, sorted(halves))
    for (code, _), indexes in sorted(_with_turned(case, grouped).items()):
        yield _of_file(case, code, indexes)
    for code, found in (("TIM005", future(case)), ("TIM006", long_before(case)), ("TIM011", case.dated)):
        if found:
            yield _group(case, code, sorted(found))
    yield from _repeated_hour(case)


def _unreadable(case: RecordUnderCheck, indexes: list[int]) -> Iterator[Finding]:
    """A question mark: each by itself, or together where a file has so many."""
    files: defaultdict[str, list[int]] = defaultdict(list)
    for index in indexes:
        files[file_of(case.lines[index].place)].append(index)
    for same in files.values():
        yield from (_open(case, one) for one in _causes(same))


def _garbled(case: RecordUnderCheck, indexes: list[int]) -> Iterator[Finding]:
    """What is no time: each by itself, or together where it was written so all along."""
    alike: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index in indexes:
        line = case.lines[index]
        alike[file_of(line.place), _NAMES.sub("day", _FIGURES.sub("0", plain(line.entry.at)))].append(index)
    for same in alike.values():
        yield from (_group(case, "TIM001", one) for one in _causes(same))


def _causes(same: list[int]) -> list[list[int]]:
    """Each by itself; all together where they are so many that they have one cause."""
    return [same] if len(same) >= MANY else [[index] for index in same]


def _with_turned(
    case: RecordUnderCheck, grouped: defaultdict[tuple[str, str], list[int]]
) -> dict[tuple[str, str], list[int]]:
    """The groups with the steps whose evidence is a date in the other order."""
    for index in case.turned:
        if index not in (known := grouped["TIM012", file_of(case.lines[index].place)]):
            known.append(index)
    return grouped


def quick(shape: StateChoice) -> Sequence[QuickTest]:
    """No time lies ahead, and none long before the change; all are plain, or there would be none."""
    first = oldest(shape.indexed)
    firsts, lasts = map(pick, shape.ends(range(len(shape.done))))
    return (lambda seen: first <= min(firsts(seen.times)) and max(lasts(seen.times)) <= seen.now,)


def future(case: RecordUnderCheck) -> frozenset[int]:
    """Steps signed after the moment of checking."""
    if case.now is None:
        return frozenset()
    signed = {index: moment for index in case.lines if (moment := case.moments.get(index) or _unlooked(case, index))}
    return frozenset(index for index, moment in signed.items() if moment.early > case.now)


def long_before(case: RecordUnderCheck) -> frozenset[int]:
    """Steps signed before the change can have been planned: more than a year before its first window."""
    start = oldest(case.indexed)
    return frozenset(index for index, moment in case.moments.items() if moment.late < start)


def oldest(indexed: IndexedPlan) -> int:
    """The first second at which something of the change can have been signed, or can have come."""
    return window_bounds(indexed, 1)[0] - YEAR if indexed.plan.windows else -AGES


def _unused(case: RecordUnderCheck, index: int) -> TimeFault | None:
    """A time that no rule looks at (n/a, skipped, failed) is read all the same; that it is unreadable does no harm, nor
    that a day alone is there, which says more than an empty cell."""
    line = case.lines[index]
    if line.took_place or not line.entry.at:
        return None
    found, _ = time_of(*case.planned(index), line.entry.at)
    return None if isinstance(found, Moment) or found in ("unreadable", "no-time") else found


def _unlooked(case: RecordUnderCheck, index: int) -> Moment | None:
    """When a step was signed of which no other rule looks at the time."""
    line = case.lines[index]
    looked = line.took_place or line.contested or index in case.exchanged
    if looked or not line.entry.at or not case.indexed.tolerant:
        return None
    found, _ = time_of(*case.planned(index), line.entry.at)
    return found if isinstance(found, Moment) else None


def _group(case: RecordUnderCheck, code: str, indexes: list[int]) -> Finding:
    """One cause, all its steps: a column that was left empty, a clock that was wrong."""
    first = case.lines[indexes[0]]
    args = (("at", first.entry.at), ("count", len(indexes)))
    return Finding(code=code, steps=case.ids(*indexes), args=args, where=first.place)


def _of_file(case: RecordUnderCheck, code: str, indexes: list[int]) -> Finding:
    """What is wrong with so many times of a file."""
    if code == CODES["other-order"]:
        return _order_of_dates(case, indexes)
    return _exchanged(case, indexes) if code == CODES["exchanged"] else _group(case, code, indexes)


def _exchanged(case: RecordUnderCheck, indexes: list[int]) -> Finding:
    """A file whose dates have day and month in each other's place; with a time that lies in its window that way."""
    first, other = in_its_window(case, indexes)
    line = case.lines[first]
    args: Args = (("at", line.entry.at), ("count", len(indexes)), ("fits", other.local))
    told = (first, *(index for index in indexes if index != first))
    return Finding(code=CODES["exchanged"], steps=case.ids(*told), args=args, where=line.place)


def _order_of_dates(case: RecordUnderCheck, indexes: list[int]) -> Finding:
    """A file whose dates have day and month the other way round: those that show it first, then the others in doubt."""
    zone, dates = case.indexed.zone, case.indexed.plan.date_order
    texts = {
        index: next(
            (text for text in (line.entry.at, line.entry.value) if read_moment(text, zone, dates) == "other-order"), ""
        )
        for index in indexes
        for line in [case.lines[index]]
    }
    first = [index for index in indexes if case.time_faults.get(index) == "year-first"]
    texts |= {index: case.lines[index].entry.at for index in first}
    told = sorted(indexes, key=lambda index: (not texts[index], index))
    line = case.lines[told[0]]
    order = Message(N_("year last") if first else N_("day first") if dates == "dmy" else N_("month first"))
    args = (("at", texts[told[0]]), ("order", order), ("count", len(told)))
    return Finding(code="TIM012", steps=case.ids(*told), args=args, where=line.place)


def _open(case: RecordUnderCheck, indexes: list[int]) -> Finding:
    """Times that somebody could not read, and the rules that stay open without them."""
    steps = case.ids(*indexes)
    named = frozenset(steps)
    rules = [rule for rule in case.indexed.plan.rules if not named.isdisjoint(chain(rule.first, rule.then, rule.steps))]
    texts = tuple(dict.fromkeys(rule.text for rule in rules))
    windows = {case.indexed.steps[index].window for index in indexes} - {None}
    one = rules if len(steps) == 1 else []
    return Finding(
        code="TIM002",
        steps=steps,
        args=(("count", len(texts) + len(windows)),),
        rule=one[0].id if one else "",
        sources=tuple(dict.fromkeys(source for rule in one for source in rule.sources)),
        where=case.lines[indexes[0]].place,
    )


def _repeated_hour(case: RecordUnderCheck) -> Iterator[Finding]:
    """Times in the hour that the clock repeats, where a rule holds for one reading and not for the other."""
    raw = {
        index: moment
        for index in case.moments
        if isinstance(moment := time_of(*case.planned(index), case.lines[index].entry.at)[0], Moment)
    }
    doubtful = {index for index, moment in raw.items() if moment.ambiguous}
    if not doubtful:
        return
    broken: list[tuple[int, int]] = []  # a pair of steps; a step twice for its window
    for first, later in case.indexed.edges.items():
        for then, wait in later.items():
            asked = first in raw and then in raw
            if asked and raw[first].readings[-1] + wait - allowed_early(case, first, then) > raw[then].readings[0] + 59:
                broken.append((first, then))
    for index in sorted(doubtful):
        first_reading, last = raw[index].readings[0], raw[index].readings[-1]
        bounds = case.windows(index)
        if bounds and not any(start <= first_reading and last <= end for start, end in bounds):
            broken.append((index, index))
    broken = [pair for pair in broken if _possible(case, *pair)]
    if broken:
        yield _ambiguous(case, broken, doubtful)


def _possible(case: RecordUnderCheck, first: int, then: int) -> bool:
    """Some reading keeps the rule; what no reading keeps is reported as broken, elsewhere."""
    a, b = case.moments[first], case.moments[then]
    if first == then:
        return inside(case.windows(first), a)
    return b.late >= a.early + case.indexed.edges[first][then] - allowed_early(case, first, then)


def _ambiguous(case: RecordUnderCheck, broken: list[tuple[int, int]], doubtful: set[int]) -> Finding:
    steps = sorted(doubtful & {index for pair in broken for index in pair})
    rules = list(dict.fromkeys(case.indexed.rules[pair] for pair in broken if pair[0] != pair[1]))
    args = (
        ("at", case.lines[steps[0]].entry.at),
        ("count", len(broken)),
    )
    return Finding(
        code="TIM003",
        steps=case.ids(*steps),
        args=args,
        rule=rules[0].id if rules else "",
        sources=tuple(dict.fromkeys(source for rule in rules for source in rule.sources)),
        where=case.lines[steps[0]].place,
    )
