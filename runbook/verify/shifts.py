"""The ways in which one slip is made again and again: a day, an hour, half a day, a month or a year off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, tzinfo

from runbook.i18n import N_
from runbook.verify.moved_times import moved, moved_months
from runbook.verify.slips import DAY, HALF_A_DAY, HOUR, MIDNIGHT, OFF_BY_AN_HOUR, OTHER_HALF, key_of, to_other_half
from runbook.verify.times import Moment

WEEK = N_("the date is a week off; {at} fits.")
MONTH, YEAR = N_("the month is off by one; {at} fits."), N_("the year is off by one; {at} fits.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A way to be wrong: what mends it, by the clock or by months, and the words for it."""

    message: str
    by: timedelta = timedelta()
    months: int = 0

    @property
    def forward(self) -> bool:
        """Mended, a time is later."""
        return self.by > timedelta() or self.months > 0

    @property
    def of_writing(self) -> bool:
        """No watch explains it."""
        return self.message != OFF_BY_AN_HOUR

    @property
    def key(self) -> str:
        """What tells it apart from others."""
        return f"{self.message} {self.months}" if self.months else key_of(self.message, self.by)

    def mend(self, moment: Moment, zone: tzinfo) -> Moment | None:
        """The time without the slip; None where there is no such day, or it is the half of the day that was meant."""
        if self.message == OTHER_HALF and to_other_half(moment) != self.by:
            return None
        return moved_months(moment, self.months, zone) if self.months else moved(moment, self.by, zone)


SHIFTS = (
    *(Shift(message=MIDNIGHT, by=by) for by in (DAY, -DAY)),
    *(Shift(message=OFF_BY_AN_HOUR, by=by) for by in (HOUR, -HOUR)),
    *(Shift(message=OTHER_HALF, by=by) for by in (HALF_A_DAY, -HALF_A_DAY)),
    *(Shift(message=WEEK, by=by) for by in (7 * DAY, -7 * DAY)),
    *(Shift(message=MONTH, months=months) for months in (1, -1)),
    *(Shift(message=YEAR, months=months) for months in (12, -12)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JointSlip:
    """The entries in which one slip was made, and the times that they would have had without it.

    `undecided`: one in the opposite direction, made as often in others, explains as much; either may be the wrong ones.
    `throughout`: where it is a clock's, all that it timed, whether that contradicts anything or not.
    """

    shift: Shift
    mended: dict[int, Moment]
    undecided: bool = False
    throughout: frozenset[int] = frozenset()
