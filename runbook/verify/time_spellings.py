"""How people write a date and a time: the texts, taken apart. What they mean on a clock is for `times`.

Months and weekdays are known in the languages of the pages, in full and short, with or without their accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from runbook.model.day_names import MONTHS, OTHER_WEEKDAY, OTHER_WEEKDAYS, WEEKDAY, WEEKDAYS
from runbook.model.site import DateOrder
from runbook.verify.clock_names import CLOCKS
from runbook.verify.parts_of_day import day_of_night, with_whole_hours

LONGEST = 80  # what is longer is no time
_SIGNS = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2236\ua789\u02d0"), ":"),
    **dict.fromkeys(map(ord, "\u2044\u2215\\"), "/"),
    ord("·"): ".",
}
DAY = r"(?P<d{0}>\d{{1,2}})(?:st|nd|rd|th|er)?"
NAME = r"(?P<n{0}>[a-z]{{3,9}})\.?"
_YEAR = r"(?P<y{0}>\d{{4}}|\d{{2}})"
_DATE = "|".join(
    (
        r"(?P<y1>\d{4})(?P<s>[-/.])(?P<m1>\d{1,2})(?P=s)(?P<d1>\d{1,2})",
        r"(?P<y5>(?:19|20)\d{2})(?P<m5>\d{2})(?P<d5>\d{2})",  # 20261112T1942, as programs and names of files have it
        r"(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?P=mark)(?P<y2>\d{4}|\d{2})",
        rf"{DAY.format(3)}[ -]?{NAME.format(3)}[ ,-]{{0,2}}{_YEAR.format(3)}",
        rf"{NAME.format(4)} ?{DAY.format(4)},? (?P<y4>\d{{4}})",
    )
)
_PART_OF_DAY = "(?:soir|evening|night|nuit|matin|morning|abend|nacht|avond)"
# What no clock shows in it, by hours.
_NOT_IN_IT = {
    **dict.fromkeys(("matin", "morning"), range(13, 24)),
    **dict.fromkeys(("soir", "evening", "abend", "avond"), range(6, 16)),
    **dict.fromkeys(("night", "nuit", "nacht"), range(9, 18)),
}
_PARTS_OF_DAY = re.compile(rf"\b{_PART_OF_DAY}\b")
_ANY_DAY = rf"(?:{WEEKDAY}|{OTHER_WEEKDAY})"
_FEIRA = "(?:[- ]feira)?"  # of the days of Portuguese
_UNTIL = r"(?: ?[/-] ?| (?:a|au|to|auf) )"
# Thu, jeu., Do; Thu/Fri and `nuit de jeu. à ven.` of a night that belongs to both.
SOME_DAY = rf"(?:(?:night of|night from|nuit de|nuit du) )?{_ANY_DAY}{_FEIRA}\.?(?:{_UNTIL}{_ANY_DAY}{_FEIRA}\.?)?"
BEFORE_DATE = rf"(?:(?:le|du|the|am) )?(?:{SOME_DAY},? (?:{_PART_OF_DAY},? )?)?(?:(?:le|the) )?"
_DATE = rf"{BEFORE_DATE}(?:{_DATE})"
TIME = (
    r"(?P<H>\d{1,2})(?:(?: ?[:h] ?| h(?:eures?|rs) |(?P<dot>\.))(?P<M>\d{2})"
    r"(?:(?:[:m]|min) ?(?P<S>\d{2})(?:[.,]\d+)?s?)?(?: ?mi?n\.?|['′m]| ?h(?:rs|ours)?| ?uhr| ?uur)?"
    r"(?: ?(?P<half>[ap])(?![^\W\d_m])\.?(?: ?m\.?)?)?| ?h| ?heures?| ?(?P<half2>[ap])\.? ?m\.?)"
)
FOUR = r"(?P<H4>[01]\d|2[0-4])(?P<M4>[0-5]\d)(?: ?h(?:rs|ours)?)?"  # 2210, as on a ship or in a hospital
_LOCAL = r"(?:h(?:eure|\.)? )?locale?|local time"  # what every time is that bears no offset
# Which of the two clocks of the year is meant.
_SEASON = (
    r"(?:(?:h(?:eure|\.)? )?d['’] ?)?(?:ete|hiver)(?: d['’]europe centrale)?|"
    r"heure (?:normale|standard|avancee)(?: d['’]europe centrale| de l['’]est)?|"
    r"(?:central european )?(?:(?:summer|winter|standard|daylight(?: savings?)?) time|dst)"
)
SEASON, SUMMER = re.compile(_SEASON), re.compile("ete|summer|daylight|dst|avancee")
_SIX = r"(?P<H6>[01]\d|2[0-4])(?P<M6>[0-5]\d)(?P<S6>[0-5]\d)"  # 221000, behind a date: as programs name files
OFFSET = (
    rf"(?:,? ?\(?(?:(?P<o>z|(?:utc|gmt)?[+-]\d{{1,2}}(?::?\d{{2}})?|utc|gmt|"
    rf"{'|'.join(CLOCKS)}|{_SEASON})|{_LOCAL})\)?)?"
)
# Before a time: 12/11 à 19h42, um 19:42 Uhr, kl. 19.42, alle 19:42.
AT = r"(?:a|at|om|um|kl\.?|alle|ore)"
BETWEEN = rf"(?:t|_|(?<=\d{{8}})-|(?<=\d)-(?=\d{{1,2}} ?[:h])|,? (?:{AT} |- |/ )?| ?[;|@] ?)"
_WHOLE = re.compile(rf"{_DATE}{BETWEEN}(?:{TIME}|{FOUR}|{_SIX}){OFFSET}", re.ASCII)
_TURNED = re.compile(rf"(?:{AT} )?{TIME}{OFFSET},? (?:- |on )?{_DATE}", re.ASCII)
# sam. 22h10, Saturday evening 22:10: the weekday has to be that of the date that the time is found to have.
_OF_A_DAY = rf"(?:{SOME_DAY},? (?:{_PART_OF_DAY} |{AT} )?)?"
_ONLY_TIME = re.compile(rf"{_OF_A_DAY}(?:{AT} )?(?:{TIME}|{FOUR}){OFFSET}", re.ASCII)
_ONLY_DATE = re.compile(_DATE, re.ASCII)
_ORDINAL = "(?:st|nd|rd|th|er)"
_MONTHLESS = (  # samedi 5, Sat 5th, le 5, the 5th: the month is that of the window
    rf"(?:(?:{SOME_DAY},? (?:le |the |den )?|(?:le|the|on the|du|am|den) )(?P<D1>\d{{1,2}})(?:{_ORDINAL}|\.)?"
    rf"|(?P<D2>\d{{1,2}}){_ORDINAL})(?: (?:au )?{_PART_OF_DAY})?"
)
_OF_THE_WINDOW = re.compile(rf"\(?{_MONTHLESS}(?:\) ?|{BETWEEN}){TIME}{OFFSET}", re.ASCII)
_OF_THE_WINDOW_TURNED = re.compile(rf"(?:{AT} )?{TIME}{OFFSET},? (?:- |on )?\(?{_MONTHLESS}\)?", re.ASCII)
# nuit du 5 au 6 décembre, night of Sat 5 to Sun 6 Dec: the evening is of the first day, what is after midnight of the
# second.
_NIGHT_DAY = rf"(?:{_ANY_DAY}{_FEIRA}\.?,? )?(?:le |the )?(?P<{{0}}>\d{{{{1,2}}}}){_ORDINAL}?"
_NIGHT_MONTH = r"(?:/\d{1,2}| [a-z]{3,9}\.?)"
_NIGHT_DATE = rf"{_NIGHT_MONTH}(?:[/ ]\d{{4}})?"
_NIGHT_OF = re.compile(
    rf"(?:la |the )?(?:nuit|night) (?:du |de |of (?:the )?|from (?:the )?)?"
    rf"{_NIGHT_DAY.format('first')}(?P<before>{_NIGHT_DATE})?{_UNTIL}{_NIGHT_DAY.format('second')}"
    rf"(?P<month>{_NIGHT_DATE})?(?=[ ,;]|$)"
)
# 5-6/12, 5/6 Dec: the same without the word.
_TWO_DAYS = re.compile(
    rf"(?<!\S)(?P<first>\d{{1,2}})(?P<before>)(?:-(?=\d+/)|[/-](?=\d+{_ORDINAL}? [a-z]))"
    rf"(?P<second>\d{{1,2}}){_ORDINAL}?(?P<month>{_NIGHT_DATE})(?=[ ,;]|$)"
)
# nuit du 5 décembre, night of Sat 5 Dec: what is after midnight is of the next day, if people mean the evening's.
_ONE_NIGHT = re.compile(
    rf"\b(?:la |the )?(?:nuit|night) (?:du |de |of (?:the )?|from (?:the )?)(?:le )?(?=(?:{_ANY_DAY}\b\.?,? )?\d)"
)
_SHORTEST_MONTH = 28  # days
# Wed Nov 12 19:42:00 CET 2026, as clocks of programs print it: the year comes last.
_YEAR_LAST = re.compile(
    r"(?P<day>[^:]*[a-z][^:]*) (?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?P<zone> [a-z]{3,4})? (?P<year>\d{4})"
)
_SPACED = re.compile(r"(?<!\S)(\d{1,2}) ([/.-]) (\d{1,2}) \2 (\d{4}|\d{2})(?=$|[ ,;|@])(?! ?h)")  # 26 / 11 / 2026
_AROUND = re.compile(r"[\"“”«»\[] ?(.+?) ?[\"“”«»\]]")
_WEEKDAYS = re.compile(rf"\b{_ANY_DAY}\b")
# Two of them are one night. Those of other languages may be words, but beside a figure.
_NAMED_DAYS = re.compile(
    rf"\b({_ANY_DAY})\b{_FEIRA}\.?(?: \d{{1,2}}{_ORDINAL}?{_NIGHT_MONTH}?)?{_UNTIL}({_ANY_DAY})\b"
    rf"|\b({WEEKDAY})\b"
    rf"|\b({OTHER_WEEKDAY})\b(?={_FEIRA}\.?\)?,? (?:{_PART_OF_DAY},? )?\(?\d)"
    rf"|(?<=[\d,] )\(?\b({OTHER_WEEKDAY})\b(?={_FEIRA}\.?\)?(?: \d|$))"
)
_KNOWN_DAYS = {**{name: frozenset({number}) for name, number in WEEKDAYS.items()}, **OTHER_WEEKDAYS}
_EVENING = 18  # the hour from which it is evening
_NIGHT = timedelta(hours=6)  # until then people call the day by the evening before
# 26/11/2026 (Thu) 22:10, 2026-11-26 Thu 22:10, 26/11/2026 22:10, jeudi
_DAY_BEHIND = re.compile(
    rf" ?\((?:le |on )?{SOME_DAY}(?: {_PART_OF_DAY})?\)"
    rf"|(?:(?<=[/.-]\d\d)|(?<=[/.-]\d{{4}})),? {SOME_DAY}(?=,? (?:a |at )?\d\d? ?[:h])"
    rf"|(?:(?<=[:h]\d\d)|(?<=[:h] \d\d)),? (?:le |on )?{SOME_DAY}(?: {_PART_OF_DAY})?$"
)
_OF = re.compile(r"(?<=\d(?:st|nd|rd|th)) of (?=[a-z]{3})|(?<=\d) of (?=[a-z]{3})")  # 28th of November
_DATE_IN_BRACKETS = re.compile(r"(?<=\S )\(([^()]*\d{1,4}[/. -](?:\d{1,2}\b|[a-z]{3,9})[^():]*)\)$")
_BRACKETS = re.compile(r"(?<= )\((\d{1,2} ?[:h.] ?\d{2}(?::\d{2})?)\)")

# 22;10, 22::10 and, of a French keypad, 22,10.
_SLIPPED = re.compile(r"(?<![\d/.,:;-])(\d{1,2})(?P<mark>;|::|,)(\d{2})(?=$| ?[\[(a-z])")
_NAMED = re.compile(r"\b(?:date|heure|time|hour) ?: ?(?=\d)")  # date: 26/11/2026 heure: 22:10
_RUN_ON = re.compile(r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)")  # 202611262210
_RUN_TOGETHER = re.compile(r"(?<!\d)(\d\d)(\d\d)(20\d\d)(?=[ ,t]+\d{1,2} ?[:h])")  # 26112026 22:10
_DUTCH = re.compile(r"(?<=\d)( ?)u(?![a-z])")  # 22u10
_HALF = re.compile(r"(?<![\d:./-])(\d{1,2})([0-5]\d) ?(?=[ap]\.? ?m\b)")  # 1010pm
# 22:l0, 3O/1I/2026: the letter in the place of the figure.
_ONE = re.compile(r"(?<![a-z])(?=[\dil]*\d)[\dil]*[il][\dil]*(?=h?(?![a-z]))|(?<=[\d][/.:h-])[il]{2}(?![a-z])")
# 22:O5, 1Oh30, oo:12, 22h4O: the letter in the place of the figure.
_NOUGHT = re.compile(r"(?<![a-gi-z])(?=[\do]*\d)[\do]+(?=h?(?![a-z]))|\boo?(?=[:h]\d)|(?<=\d[:h.])oo\b", re.ASCII)
_ABOUT = re.compile(r"[~≈]|\b(?:env(?:iron)?|vers|circa|ca|about|approx(?:imately)?|around)\b\.?")
_SHORT_YEAR = re.compile(r"(?<=[ /.-])['’](\d\d)(?=$|[ ,;@|)])")  # 12 nov. ’26
_TWELVE = r"\b(?:(?<![/.-])12 )?"  # 12 noon, and not 31/12 noon
_NOON = re.compile(rf"{_TWELVE}(?:noon|midi)$|{_TWELVE}(?:noon|midi)\b(?=,? (?:- |on |le )?\d)")
_MIDNIGHT = re.compile(r"(?:a |at )?(?:12 )?(?:midnight|minuit)")
_ITS_MIDNIGHT = re.compile(rf"{_TWELVE}(?:midnight|minuit)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a text says: a day or a time of day or both; None for what it does not say, or not clearly.

    `seconds` are since midnight, 86,400 for 24:00. `exact`: it says the second, and not just the minute. `offset` is as
    it was written. `turned`: the day with day and month in the other order, None where these are not both in figures;
    `day` is None where only the other order makes a date. `dotted`: `05.12`, a day and a month or hours and minutes.
    `yearless`: it says no year, and the one of `day` is not meant. `monthless`: the number of a day of no month that is
    written. `day_of_night`: 0 where it is of the first day of its night, 1 where of the second.
    """

    day: date | None = None
    turned: date | None = None
    seconds: int | None = None
    exact: bool = False
    offset: str = ""
    dotted: tuple[int, int] | None = None
    yearless: bool = False
    monthless: int | None = None
    day_of_night: int | None = None

    @property
    def is_time_alone(self) -> bool:
        """It says a time of day, or what may be one, and nothing of its day."""
        return self.monthless is None and (self.dotted is not None or (self.day is None and self.seconds is not None))

    @property
    def other_order(self) -> bool:
        """Its date is one in the other order only: 11/28/2026 where the day comes first."""
        return self.day is None and self.turned is not None

    @property
    def either_order(self) -> bool:
        """It is a date in both orders, and not the same one."""
        return self.day is not None and self.turned is not None and self.day != self.turned


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Without accents, case, invisible marks and surplus blanks; figures, dashes and signs of hours of one kind."""
    wide = unicodedata.normalize("NFKC", text).translate(_SIGNS).casefold()
    marks = unicodedata.normalize("NFKD", wide)
    seen = "".join(_figure(mark) for mark in marks if unicodedata.category(mark) not in ("Mn", "Cf"))
    text = " ".join(seen.lstrip("'’ ").split())  # an apostrophe tells a spreadsheet to leave a text alone
    return _DUTCH.sub(r"\1h", text)


def _figure(mark: str) -> str:
    """A figure of any script as the one of ours."""
    return mark if mark.isascii() else str(unicodedata.digit(mark, mark))


def without_about(text: str) -> str:
    """A `plain` text without a word or sign that its time is not the exact one."""
    return " ".join(_ABOUT.sub(" ", text).split())


def midnights(text: str) -> tuple[str, ...]:
    """What `12/11/2026 midnight` may stand for: the beginning of the day, and its end. Nothing for other texts."""
    known = plain(text)
    if len(text) > LONGEST or _MIDNIGHT.fullmatch(known) or len(_ITS_MIDNIGHT.findall(known)) != 1:
        return ()
    return tuple(_ITS_MIDNIGHT.sub(time, known) for time in ("00:00", "24:00"))


def date_of_one_night(text: str) -> str:
    """A `plain` text that calls a night by one day, without the word for it; nothing for other texts."""
    return "" if night_in(text) else _ONE_NIGHT.sub("", text, count=1) if _ONE_NIGHT.search(text) else ""


def names_another_weekday(text: str, local: datetime, staff: Container[str] = ()) -> bool:
    """Whether a time names a weekday that is not that of its date, which is known; nor, in the night, that of the
    evening before. Of two that share a night, the evening is of the first, and what is after midnight of the second.
    What are initials of `staff` is no weekday: `done by SAM`."""
    if len(text) > LONGEST or not any(map(str.isalpha, text)):
        return False
    days = {(local - since).weekday() for since in (timedelta(), _NIGHT)}
    for found in _NAMED_DAYS.finditer(plain(text)):
        names = [name for name in found.groups() if name and name not in staff]
        meant = [_KNOWN_DAYS[name] for name in names if MONTHS.get(name) != local.month]  # mar. is March, too
        if meant and all(map(days.isdisjoint, meant)):
            return True
        if len(meant) > 1 and _is_of_another_night(meant, local):
            return True
    return False


def _is_of_another_night(meant: Sequence[frozenset[int]], local: datetime) -> bool:
    """Whether a time is not of the night that these two days share: Friday's evening in `Fri/Sat` of a Saturday; or
    they share none, as `Sat/Mon`."""
    evening, morning = meant
    if not any((day + 1) % 7 in morning for day in evening):
        return True
    if local.hour < _NIGHT // timedelta(hours=1):
        return local.weekday() not in morning
    return local.hour >= _EVENING and local.weekday() not in evening


def may_name_a_weekday(text: str) -> bool:
    """Whether a text has a weekday in it, or what is short for one."""
    return any(map(str.isalpha, text)) and _WEEKDAYS.search(plain(text)) is not None


def in_figures(text: str) -> str:
    """A `plain` text with noon and noughts in figures, without quotes or brackets around it, blanks around the strokes
    of a date, and the apostrophe of a short year."""
    if found := _AROUND.fullmatch(text):
        text = found[1]
    if found := _RUN_ON.fullmatch(text):
        return "{year}-{month}-{day} {hour}:{minute}".format(**found.groupdict())
    text = _RUN_TOGETHER.sub(r"\1/\2/\3", _NAMED.sub("", text))
    text = _ONE.sub(lambda found: found[0].replace("i", "1").replace("l", "1"), text)
    text = _SLIPPED.sub(lambda found: f"{found[1]}{'.' if found['mark'] == ',' else ':'}{found[3]}", text)
    text = with_whole_hours(_HALF.sub(r"\1:\2 ", text))
    text = _DATE_IN_BRACKETS.sub(r"\1", _OF.sub(" ", text))
    text = _SPACED.sub(r"\1\2\3\2\4", _DAY_BEHIND.sub("", text).strip())
    text = _NOUGHT.sub(lambda found: found[0].replace("o", "0"), text)
    return _NOON.sub("12:00", _SHORT_YEAR.sub(r"\1", _BRACKETS.sub(r"\1", text)))


def take_apart(text: str, order: DateOrder = "dmy") -> Written | None:
    """What a `plain` text says; None where it is neither a date nor a time.

    Raises ValueError for days and times that there are not.
    """
    text = in_figures(text)
    if night := night_in(text):
        return night.dated(take_apart(night.text, order))
    time, day_of = day_of_night(text)
    if day_of is not None:
        written = take_apart(time, order)
        return replace(written, day_of_night=day_of) if written and written.is_time_alone else None
    if _MIDNIGHT.fullmatch(text):
        return Written(seconds=0)
    if found := _YEAR_LAST.fullmatch(text):
        text = f"{found['day']} {found['year']} {found['time']}{found['zone'] or ''}"
    if found := _WHOLE.fullmatch(text) or _TURNED.fullmatch(text):
        day, turned = _days(found, order)
        seconds, exact = seconds_of(found)
        return Written(day=day, turned=turned, seconds=seconds, exact=exact, offset=found["o"] or "")
    if found := _ONLY_TIME.fullmatch(text):
        if found["dot"] and not found["half"] and 1 <= int(found["H"]) <= 31 and 1 <= int(found["M"]) <= 12:
            return Written(dotted=(int(found["H"]), int(found["M"])))
        seconds, exact = seconds_of(found)
        return Written(seconds=seconds, exact=exact, offset=found["o"] or "")
    if found := _ONLY_DATE.fullmatch(text):
        day, turned = _days(found, order)
        return Written(day=day, turned=turned)
    if found := _OF_THE_WINDOW.fullmatch(text) or _OF_THE_WINDOW_TURNED.fullmatch(text):
        seconds, exact = seconds_of(found)
        number = int(found["D1"] or found["D2"])
        return Written(monthless=number, seconds=seconds, exact=exact, offset=found["o"] or "")
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """A night that is called by both its days, the numbers of these; `text` has the second alone in its place. `before`
    is what of a date stands behind the first."""

    first: int
    second: int
    before: str
    text: str

    def dated(self, written: Written | None) -> Written | None:
        """What is written, on the first day in the evening. Raises ValueError where the days do not follow each other,
        or there is no time that says which of them is meant."""
        if written is None:
            return None
        if written.seconds is None or not (written.day or written.monthless):
            raise ValueError(self.text)
        evening = written.seconds >= 12 * 3600
        if written.day is None:
            is_last = self.first >= _SHORTEST_MONTH and self.second == 1  # of its month
            if not (self.second == self.first + 1 or is_last):
                raise ValueError(self.text)
            return replace(written, monthless=self.first if evening else self.second)
        before = written.day - timedelta(days=1)
        if before.day != self.first or not _is_of(self.before, before):
            raise ValueError(self.text)
        return replace(written, day=before if evening else written.day, turned=None)


def _is_of(date_of: str, day: date) -> bool:
    """Whether a month, or a month and its year, of a night (`/11`, ` nov. 2026`, nothing) are those of a day."""
    month, *year = date_of.replace("/", " ").replace(".", "").split() or [""]
    number = int(month) if month.isdecimal() else MONTHS.get(month)
    return (not month or number == day.month) and year in ([], [str(day.year)])


def night_in(text: str) -> Night | None:
    """The night by whose two days a `plain` text names its date; None where it names none."""
    found = _NIGHT_OF.search(text) or _TWO_DAYS.search(text)
    if found is None:
        return None
    second, month = int(found["second"]), found["month"] or found["before"]
    day = f"{second}{month}" if month else f"le {second}"
    alone = f"{text[: found.start()]}{day}{text[found.end() :]}"
    return Night(first=int(found["first"]), second=second, before=found["before"] or "", text=alone)


def _days(found: re.Match[str], order: DateOrder) -> tuple[date | None, date | None]:
    """The day, and the one that it is in the other order."""
    if found["a"]:
        return two_orders(int(found["a"]), int(found["b"]), _year(found["y2"]), order)
    for form in "15":
        if found[f"y{form}"]:
            return date(*(int(found[f"{part}{form}"]) for part in "ymd")), None
    number = "3" if found["y3"] else "4"
    month = MONTHS.get(found[f"n{number}"])
    if month is None:
        raise ValueError(found[0])
    return date(_year(found[f"y{number}"]), month, int(found[f"d{number}"])), None


def two_orders(first: int, second: int, year: int, order: DateOrder) -> tuple[date | None, date | None]:
    """A day and a month in figures: the day, and the one that it is in the other order; raises ValueError."""
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if day_first is None and month_first is None:
        raise ValueError(f"{first}/{second}")
    return (day_first, month_first) if order == "dmy" else (month_first, day_first)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def seconds_of(found: re.Match[str]) -> tuple[int, bool]:
    """Since midnight; and whether the second was written. (A spreadsheet adds :00 to what was typed as 22:10.)"""
    groups = found.groupdict()
    names = ("H4", "M4", "S") if groups.get("H4") else ("H6", "M6", "S6") if groups.get("H6") else tuple("HMS")
    hour, minute, second = (int(found[name] or 0) for name in names)
    if half := found["half"] or found["half2"]:
        if (hour == 0 and half == "p") or (hour > 12 and half == "a"):
            raise ValueError(found[0])
        hour = hour % 12 + (12 if half == "p" else 0) if hour <= 12 else hour
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise ValueError(found[0])
    if any(hour in _NOT_IN_IT[part] for part in _PARTS_OF_DAY.findall(found[0])):
        raise ValueError(found[0])
    return (hour * 60 + minute) * 60 + second, second != 0
