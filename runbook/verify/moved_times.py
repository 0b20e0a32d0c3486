"""A time moved by a slip of the pen, as the clock of the site would have shown it."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from runbook.verify.times import Moment, placed


def moved(moment: Moment, by: timedelta, zone: tzinfo) -> Moment:
    """What the clock showed, moved by a whole slip: an hour, a day; as it was where that is no time."""
    return _clock(moment, moment.local.replace(tzinfo=None), by, zone) or moment


def moved_months(moment: Moment, months: int, zone: tzinfo) -> Moment | None:
    """The same day and time in another month; None where that is no date."""
    local = moment.local.replace(tzinfo=None)
    years, month = divmod(local.month - 1 + months, 12)
    try:
        return _clock(moment, local.replace(year=local.year + years, month=month + 1), timedelta(), zone)
    except ValueError:
        return None


def swapped(moment: Moment, zone: tzinfo) -> Moment | None:
    """Day and month changed places; None where that is no date, or the same one."""
    local = moment.local.replace(tzinfo=None)
    if local.day > 12 or local.day == local.month:
        return None
    return _clock(moment, local.replace(day=local.month, month=local.day), timedelta(), zone)


def _clock(moment: Moment, naive: datetime, by: timedelta, zone: tzinfo) -> Moment | None:
    try:
        found = placed(naive + by, "", moment.late - moment.readings[-1] == 0, zone)
    except OverflowError:  # there is no day before the first one, or after the last
        return None
    return found if isinstance(found, Moment) else None
