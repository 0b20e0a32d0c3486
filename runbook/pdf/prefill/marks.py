"""Marks: plain texts that a document passes on as it would pass on a value, and that are found again on its pages.

`runbook.pdf.prefill.marked_plan` puts them in the place of values; the language that comes with a marked plan writes
marks for dates, times and numbers, too.
"""

from __future__ import annotations

import datetime as clock
import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from runbook.i18n import Argument, Language
from runbook.model.plan import OWN_ROLE
from runbook.pdf.prefill.split_plan import SiteValue


class ShownAs(StrEnum):
    """What becomes of a value before it is shown."""

    TEXT = "text"  # it stays as it is
    SHORT = "short"  # its first characters
    DAY = "day"
    SHORT_DAY = "short day"
    WEEKDAY = "weekday"
    TIME = "time"
    NUMBER = "number"
    ROLES = "roles"
    WARNING = "warning"  # a row of warnings


REVISION = sha256(b"the revision of a plan that is none").hexdigest()
SHORT = 12  # digits of a revision where it is shown short
MARK = re.compile(
    rf"z(?P<letter>[qdsetnrw])(?P<number>[0-9]{{4,}})zz|(?P<revision>{REVISION})|(?P<short>{REVISION[:SHORT]})"
)
_SHOWN_AS = {
    "q": ShownAs.TEXT,
    "d": ShownAs.DAY,
    "s": ShownAs.SHORT_DAY,
    "e": ShownAs.WEEKDAY,
    "t": ShownAs.TIME,
    "n": ShownAs.NUMBER,
    "r": ShownAs.ROLES,
    "w": ShownAs.WARNING,
}
_LETTERS = {shown_as: letter for letter, shown_as in _SHOWN_AS.items()}
_FIRST_DAY = clock.datetime(2001, 1, 1)
_FIRST_COUNT = 7_000_000


def text_mark(shown_as: ShownAs, number: int) -> str:
    """The mark of that number where a text stands."""
    return f"z{_LETTERS[shown_as]}{number:04d}zz"


def moment_mark(number: int) -> clock.datetime:
    """The same for a moment, of which a `MarkLanguage` writes the day and the time."""
    return _FIRST_DAY + clock.timedelta(days=number, minutes=number)


def count_mark(number: int) -> int:
    """The same for a number."""
    return _FIRST_COUNT + number


def meaning(mark: re.Match[str]) -> tuple[ShownAs, SiteValue]:
    """How a mark's value is shown, and what stands for that value in a marked plan; of a warning, the row."""
    if mark["revision"] or mark["short"]:
        return ShownAs.TEXT if mark["revision"] else ShownAs.SHORT, REVISION
    shown_as, number = _SHOWN_AS[mark["letter"]], int(mark["number"])
    if shown_as is ShownAs.TEXT:
        return shown_as, mark[0]
    if shown_as is ShownAs.ROLES:
        return shown_as, (mark[0],)
    if shown_as is ShownAs.WARNING:
        return shown_as, number
    return shown_as, count_mark(number) if shown_as is ShownAs.NUMBER else moment_mark(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLanguage(Language):
    """A language that writes marks for the days, times and numbers of a marked plan."""

    def text(self, message: str, /, **args: Argument) -> str:
        """The translation; marks need none, nor does one that stands for roles."""
        mark = MARK.fullmatch(message.removeprefix(OWN_ROLE))
        return mark[0] if mark else Language.text(self, message, **args)

    def date(self, day: clock.date) -> str:
        """The mark of a day."""
        return text_mark(ShownAs.DAY, _number(day)) if isinstance(day, clock.datetime) else Language.date(self, day)

    def short_date(self, day: clock.date) -> str:
        """The mark of a day that is shown short."""
        if isinstance(day, clock.datetime):
            return text_mark(ShownAs.SHORT_DAY, _number(day))
        return Language.short_date(self, day)

    def weekday(self, day: clock.date) -> str:
        """The mark of a day of which the weekday is shown."""
        if isinstance(day, clock.datetime):
            return text_mark(ShownAs.WEEKDAY, _number(day))
        return Language.weekday(self, day)

    def time(self, moment: clock.time | clock.datetime) -> str:
        """The mark of a clock time."""
        if isinstance(moment, clock.datetime):
            return text_mark(ShownAs.TIME, _number(moment))
        return Language.time(self, moment)

    def time_within(self, moment: clock.datetime, start: clock.datetime, end: clock.datetime) -> str:
        """The mark of a clock time: plans with windows of a day or longer have no master."""
        return self.time(moment)

    def number(self, n: int) -> str:
        """The mark of a number that is a value; other numbers are the shape's."""
        return text_mark(ShownAs.NUMBER, n - _FIRST_COUNT) if n >= _FIRST_COUNT else Language.number(self, n)


def mark_language(language: Language) -> MarkLanguage:
    """The language for a marked plan."""
    return MarkLanguage(
        tag=language.tag, messages=language.messages, plural_form=language.plural_form, strict=language.strict
    )


def _number(moment: clock.datetime) -> int:
    return (moment - _FIRST_DAY).days
