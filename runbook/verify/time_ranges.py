"""From when to when a step was carried out, where one writes when it was signed: `22:05–22:20`, `de 22h05 à 22h20`.

It is signed when it is done: its end is its time. That is left alone which may be a time with its offset from UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta, tzinfo

from msgspec.structs import replace

from runbook.model.clock import local_kind
from runbook.model.record import Entry
from runbook.model.site import DateOrder
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.time_spellings import LONGEST, SOME_DAY, Written, plain
from runbook.verify.times import taken_apart

MOST = 12 * 60  # minutes: what is longer is no step's, and its two times were swapped
HOUR, DAY = 3600, 86_400  # seconds
NEAR = 4 * 60  # minutes within which `22:30-23:00` is no time with an offset
_TIME = r"(?:(?P<{0}h>\d{{1,2}}) ?[:h] ?(?P<{0}m>\d{{2}})(?: ?mi?n\.?)?(?: ?(?P<{0}half>[ap])\.?m\.?)?)"
_RANGE = re.compile(
    rf"(?P<before>(?:.*?[^\d:h+-])??)(?:\b(?:from|de|entre|between|debut|start|begun) ?:? ?)?(?<!\d){_TIME.format('a')}"
    rf"(?P<mark>,? ?(?:-+>?|=+>|[→⇒➜➔/]|\b(?:to|a|au|jusqu['’]a|until|till|et|and|fin|end)\b ?:?) ?){_TIME.format('b')}"
    r"(?P<after>(?![\d:]).*)"
)
# The end, and behind it since when: `22:20 (début 22:05)`.
_SINCE = re.compile(
    rf"(?P<end>(?:.*[^\d:h+-])??{_TIME.format('b')}(?:[ ,].*)?),? ?\(?"
    rf"\b(?:debut|start|started|begun|began|commencee?|since|depuis) ?:?(?: (?:at|a))? ?{_TIME.format('a')}\)?"
)
_DAY = rf"(?:{SOME_DAY},? )?\S*\d[/.-]\d\S*,?"
_WITH_DATES = re.compile(
    rf"(?:(?:from|de|du) )?(?P<begin>{_DAY} \d{{1,2}} ?[:h] ?\d{{2}}) ?(?:-+>?|[→⇒➜➔]|\b(?:to|a|au|until|till)\b) ?"
    rf"(?P<end>{_DAY} \d{{1,2}} ?[:h] ?\d{{2}}.*)"
)
_ISO = re.compile(r"\dt\d")
_FIGURE = re.compile(r"\d")


def end_of(text: str, *, west: bool, order: DateOrder = "dmy", mornings: Collection[tuple[int, int]] = ()) -> str:
    """The end of a range with what stands beside it, such as its date, or the next day where it is past midnight; any
    other text as it is. `west`: the site is west of UTC. `mornings`: months and days on which windows end that began
    the evening before."""
    known = plain(text) if len(text) <= LONGEST else ""
    if both := _WITH_DATES.fullmatch(known):
        return text if _is_backwards(both["begin"], both["end"], order) else both["end"]
    if (since := _SINCE.fullmatch(known)) and (_minutes(since, "b") - _minutes(since, "a")) % (24 * 60) <= MOST:
        return since["end"].strip()
    found = _RANGE.fullmatch(known)
    if found is None:
        return text
    begun, ended = (_minutes(found, one) for one in "ab")
    took = (ended - begun) % (24 * 60)
    if took > MOST or max(begun, ended) >= 24 * 60 or _may_be_an_offset(found, took, west):
        return text
    end = f"{int(found['bh']):02d}:{found['bm']}{found['bhalf'] + 'm' if found['bhalf'] else ''}"
    if ended < begun and _FIGURE.search(found["before"] + found["after"]):
        return _past_midnight(found, end, order, mornings) or text
    return f"{found['before']}{end}{found['after']}".strip()


def _said(text: str, order: DateOrder) -> Written | None:
    """What a text says; None where that is no time, or no clock and no calendar shows it."""
    try:
        return taken_apart(text, order, None)
    except ValueError:
        return None


def _is_backwards(begin: str, end: str, order: DateOrder) -> bool:
    """Whether the end lies before the beginning, by more than the hour by which a clock is put back; without a year,
    that may be over New Year."""
    first, last = (_said(text, order) for text in (begin, end))
    if not first or not last or first.yearless or last.yearless or not first.day or not last.day:
        return False
    return (last.day - first.day).days * DAY + (last.seconds or 0) - (first.seconds or 0) < -HOUR


def _put_back(text: str, order: DateOrder, days: Collection[date], zone: tzinfo) -> str | None:
    """The end of a range over which the clock was put back, so that it showed an earlier time: `02:50-02:10`. It is the
    second time that the clock showed that, on the one of the `days` that is written, or that has such an hour."""
    found = _RANGE.fullmatch(plain(text)) if len(text) <= LONGEST else None
    if found is None or found["after"].strip() or _ISO.search(found["before"] + found["ah"]):
        return None
    begun, ended = (_minutes(found, one) for one in "ab")
    before = _said(f"{found['before']}{int(found['ah']):02d}:{found['am']}", order)
    written = before.day if before else None
    if not ended < begun < 24 * 60 or (written is None and found["before"].strip()):
        return None
    meant = [
        datetime.combine(day, time(ended // 60, ended % 60), zone).replace(fold=1)
        for day in days
        if written is None or (written.month, written.day) == (day.month, day.day)
        if all(local_kind(datetime.combine(day, time(*divmod(one, 60))), zone) == "repeated" for one in (begun, ended))
    ]
    return meant[0].isoformat(" ", "minutes") if len(meant) == 1 else None


def _past_midnight(
    found: re.Match[str], end: str, order: DateOrder, mornings: Collection[tuple[int, int]]
) -> str | None:
    """The end on the day after the one in front; alone where the day stands behind, which may be that of either. None
    where what stands beside is no day."""
    before, after = found["before"], found["after"]
    if not _FIGURE.search(before):
        behind = _said(f"{end}{after}", order)
        return end if behind and behind.day and not before else f"{before}{end}{after}"
    written = _said(f"{before}{int(found['ah']):02d}:{found['am']}", order)
    if written and written.monthless and written.monthless < 28:
        return f"le {written.monthless + 1} {end}{after}"  # the month has that day, too
    if written is None or written.day is None or written.day == date.max:
        return None
    if written.yearless and (written.day.month, written.day.day) in ((2, 28), (2, 29)):
        return f"{end}{after}"  # the day after depends on the year
    day = _day_of_end(written.day, mornings)
    yearless = "%d/%m" if order == "dmy" else "%m/%d"
    return f"{day.strftime(yearless) if written.yearless else day} {end}{after}"


def _day_of_end(written: date, mornings: Collection[tuple[int, int]]) -> date:
    """The day after the one that is written; or that one, where only its own beginning is within windows."""
    after = written + timedelta(days=1)
    is_morning, is_evening = ((day.month, day.day) in mornings for day in (written, after))
    return written if is_morning and not is_evening else after


def _minutes(found: re.Match[str], one: str) -> int:
    hour, half = int(found[f"{one}h"]), found[f"{one}half"] or found["bhalf"]
    return (hour % 12 + 12 * (half == "p") if half else hour) * 60 + int(found[f"{one}m"])


def _may_be_an_offset(found: re.Match[str], took: int, west: bool) -> bool:
    """Whether `19:42-05:00` may be a time with its offset: west of UTC, or where the end is far from the beginning."""
    if found["mark"] != "-" or found["bm"] not in ("00", "30", "45"):
        return False
    return west or took > NEAR or _ISO.search(found["before"] + found["ah"]) is not None


def ends_of_ranges(indexed: IndexedPlan) -> Callable[[Entry], Entry]:
    """A function that has the end of a range in the place of the time of an entry."""
    plan, zone = indexed.plan, indexed.zone
    west = any(one.seconds < 0 for one in plan.offsets)
    nights = [(one.start.astimezone(zone), one.end.astimezone(zone)) for one in plan.windows]
    mornings = {(end.month, end.day) for start, end in nights if start.date() < end.date()}
    days = sorted({one.date() for night in nights for one in night})

    def ended(entry: Entry) -> Entry:
        at = end_of(entry.at, west=west, order=plan.date_order, mornings=mornings) if entry.at else ""
        if at and at == entry.at and not west:
            at = _put_back(at, plan.date_order, days, zone) or at
        return entry if at == entry.at else replace(entry, at=at)

    return ended
