"""Times of day whose half or hour is said in words: `11 h 36 du soir`, `11:36 at night`, `minuit 11`; and which day of
a night is meant: `0h11 le lendemain`, `22h36 la veille`.
"""

from __future__ import annotations

import re

from runbook.model.day_names import WEEKDAY
from runbook.verify.number_words import NUMBERS

_EVENING = "soir|evening|abend|avond"
_NIGHT = "nuit|night|nacht"
_MORNING = "matin|morning|morgens?"
_AFTERNOON = r"apres[- ]midi|afternoon"
_PART = rf"(?P<part>{_EVENING}|{_NIGHT}|{_MORNING}|{_AFTERNOON})"
_IN = r"(?:du |de la |de l['’ ]|le |la |ce |cet |cette |dans la |in the |at |this |that |am )?"
_CLOCK = (
    r"(?<![\d:./-])(?P<hour>\d{1,2})(?: ?h(?:eures?)? ?| ?[:.] ?)(?P<minute>\d{2})?(?: ?mi?n\.?| ?uhr| ?h(?:eures?)?)?"
)
_IN_HALF = re.compile(
    rf"{_CLOCK} ?,? ?\(?(?:{_IN}{_PART}|tonight)\)?"
    r"(?=$|[ ,])(?! (?:du|de|of|from)\b)(?!.*\d ?[:h] ?\d)"
)
_IN_HALF_OF_DAY = re.compile(rf"{_CLOCK}(?=,? ?\(?(?:le |on )?(?:{WEEKDAY})\.? {_PART}\)?$)")  # 10h36 jeudi soir
_PART_BEFORE = re.compile(rf"{_IN}{_PART},? (?:a |at )?(?P<time>\d.*)")  # le soir à 10h35
_MINUTES = NUMBERS | {"quart": 15, "vingt-cinq": 25, "demie": 30, "demi": 30}
_MINUTES |= {"quarter": 15, "a quarter": 15, "twenty-five": 25, "half": 30}
_SOME = rf"(?P<minutes>\d{{1,2}}|{'|'.join(sorted(_MINUTES, key=len, reverse=True))})"
_TURN = "(?P<turn>minuit|midnight|midi|noon)"
_BEHIND_TURN = re.compile(
    rf"\b{_TURN} ?(?P<less>moins |less )?(?:et |and |passe de |le |h |: ?)*{_SOME}\b(?: ?mi?n\.?)?(?![:/.-])"
)
_BEFORE_TURN = re.compile(
    rf"\b{_SOME}(?: ?mi?n\.?| minutes?)? (?:(?P<less>to|before|avant)|past|after|apres) {_TURN}\b"
)
_FIGURE, _A_NIGHT = re.compile(r"\d"), re.compile(rf"\b(?:{_NIGHT})\b")
# Which day of a night, of a time that has no date.
_SECOND = r"(?:le |the )?(?:lendemain(?: matin)?|(?:next|following) (?:day|morning)|day after)|[jd] ?\+ ?1"
_FIRST = (
    r"(?:la )?veille(?: au soir)?|(?:the )?(?:day|evening|night) before|(?:the )?same (?:day|evening)|le jour meme|"
    r"le soir meme"
)
_DAYS = rf"(?:(?P<second>{_SECOND})|(?P<first>{_FIRST}))"
_DAY_BEHIND = re.compile(rf"(?P<time>.*[\dhmt])(?:,? | ?\(){_DAYS}\)?")
_DAY_BEFORE = re.compile(rf"\(?{_DAYS}\)?,? (?:a |at )?(?P<time>\d.*)")


def with_whole_hours(text: str) -> str:
    """A `plain` text with hours from 0 to 24 in the place of those of a half of the day or beside noon or midnight;
    what cannot be an hour of its part of the day stays as it is, and so does midnight with a date, which has two."""
    if found := _PART_BEFORE.fullmatch(text):
        text = f"{found['time']} {found['part']}"
    text = _IN_HALF_OF_DAY.sub(_of_its_half, text)
    return _IN_HALF.sub(_of_its_half, _BEFORE_TURN.sub(_beside_turn, _BEHIND_TURN.sub(_beside_turn, text)))


def day_of_night(text: str) -> tuple[str, int | None]:
    """A `plain` text without what says on which day of a night it was, and that day: 0 for the first, 1 for the second;
    None where nothing says so."""
    found = _DAY_BEHIND.fullmatch(text) or _DAY_BEFORE.fullmatch(text)
    return (found["time"], 1 if found["second"] else 0) if found else (text, None)


def _of_its_half(found: re.Match[str]) -> str:
    hour, part = int(found["hour"]), found["part"] or "night"
    own = _hour(hour, part)
    return found[0] if own is None else f"{own:02d}:{found['minute'] or '00'}"


def _hour(hour: int, part: str) -> int | None:
    """The hour from 0 to 24 that is meant by one of a part of the day; None where that part has no such hour."""
    if re.fullmatch(_MORNING, part):
        return hour % 12 if hour <= 12 else None
    if re.fullmatch(_AFTERNOON, part):
        return hour + 12 if hour < 8 and hour else hour if 12 <= hour < 20 else None
    if re.fullmatch(_NIGHT, part):
        return hour if hour < 6 or 18 <= hour <= 24 else hour % 12 + 12 * (hour < 12) if 7 < hour <= 12 else None
    return hour + 12 if 4 < hour < 12 else hour if 17 <= hour <= 24 else None


def _beside_turn(found: re.Match[str]) -> str:
    said = found["minutes"]
    minutes = int(said) if said.isdigit() else _MINUTES[said]
    turn = 0 if found["turn"] in ("minuit", "midnight") else 12 * 60
    rest = found.string[: found.start()] + found.string[found.end() :]
    if not 0 < minutes < 60 or (turn == 0 and _FIGURE.search(rest) and not _A_NIGHT.search(rest)):
        return found[0]
    hour, minute = divmod((turn + (-minutes if found["less"] else minutes)) % (24 * 60), 60)
    return f"{hour:02d}:{minute:02d}"
