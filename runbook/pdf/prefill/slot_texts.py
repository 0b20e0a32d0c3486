"""Values as they are shown in one language, and as they are set in its face; what comes again is not done again."""

from __future__ import annotations

import datetime as clock
from enum import Enum, auto
from typing import NamedTuple, TypeVar

from runbook.document import front
from runbook.document.slots import Scale, Size, capacity, lines, value
from runbook.document.words import staff_roles
from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.pdf.prefill.marks import SHORT, ShownAs
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.slot_face import Face
from runbook.pdf.prefill.split_plan import SiteValue

_KEPT = 20_000  # entries of each memory; a full one is emptied
_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")


class LinesUsed(Enum):
    """Which lines of a slot's spot a text stands on."""

    NONE = auto()
    NORMAL = auto()
    SMALL = auto()
    FIRST = auto()  # the first of two
    BOTH = auto()


class SetText(NamedTuple):
    """A text in a slot: the lines that it stands on, and their glyphs."""

    lines: LinesUsed
    glyphs: bytes = b""
    second: bytes = b""


class SlotTexts:
    """What one language makes of values. `face` is that of its slots."""

    def __init__(self, language: Language, face: Face) -> None:
        self.language, self.face = language, face
        self._times: dict[tuple[int, int], str] = {}
        self._dates: dict[tuple[int, int, int], str] = {}
        self._days: dict[tuple[int, int], str] = {}
        self._weekdays: dict[int, str] = {}
        self._roles: dict[tuple[str, ...], str] = {}
        self._set: dict[tuple[str, int, Scale], SetText] = {}

    def warnings(self, plan: Plan) -> list[str]:
        """The rows of warnings."""
        return [row.text for row in front.warnings(plan, self.language)]

    def shown(self, wanted: tuple[tuple[ShownAs, int], ...], values: list[SiteValue], warnings: list[str]) -> list[str]:
        """The values that are shown, as they are shown."""
        short, time, warning = ShownAs.SHORT, ShownAs.TIME, ShownAs.WARNING
        texts: list[str] = []
        for shown_as, at in wanted:
            one = warnings[at] if shown_as is warning else values[at]
            if isinstance(one, str):
                texts.append(one[:SHORT] if shown_as is short else one)
            elif isinstance(one, tuple):
                texts.append(self._roles.get(one) or self._shown_roles(one))
            elif one is None:
                texts.append("")
            elif isinstance(one, int):
                texts.append(self.language.number(one))
            elif shown_as is time and isinstance(one, clock.datetime):
                texts.append(self._times.get((one.hour, one.minute)) or self._shown_time(one))
            elif shown_as is ShownAs.SHORT_DAY:
                texts.append(self._days.get((one.month, one.day)) or self._shown_short_date(one))
            elif shown_as is ShownAs.WEEKDAY:
                texts.append(self._weekdays.get(one.weekday()) or self._shown_weekday(one))
            else:
                texts.append(self._dates.get((one.year, one.month, one.day)) or self._shown_date(one))
        return texts

    def set(self, text: str, columns: int, scale: Scale) -> SetText:
        """How `text` is set in a slot.

        Raises NotPrefillable where the slot would grow, or the face lacks a character.
        """
        return self._set.get((text, columns, scale)) or _keep(
            self._set, (text, columns, scale), self._set_anew(text, columns, scale)
        )

    def _set_anew(self, text: str, columns: int, scale: Scale) -> SetText:
        shown = value("", text, columns, scale)
        if not shown.text.strip():
            if shown.size is not Size.NORMAL:
                raise NotPrefillable("a line of spaces")
            return SetText(LinesUsed.NONE)
        if shown.size is Size.NORMAL:
            return SetText(LinesUsed.NORMAL, self._glyphs(shown.text))
        if shown.size is Size.SMALL:
            return SetText(LinesUsed.SMALL, self._glyphs(shown.text))
        if shown.size is Size.GROWN:
            raise NotPrefillable(text)
        pieces = lines(shown.text, capacity(columns, Size.TWO_LINES, scale))
        if not all(piece.strip() for piece in pieces):
            raise NotPrefillable("a line of spaces")
        used = LinesUsed.FIRST if len(pieces) == 1 else LinesUsed.BOTH
        return SetText(used, *[self._glyphs(piece) for piece in pieces])

    def _glyphs(self, text: str) -> bytes:
        try:
            return "".join([self.face.glyphs[c] for c in text]).encode()
        except KeyError as error:
            raise NotPrefillable(text) from error

    def _shown_time(self, moment: clock.datetime) -> str:
        return _keep(self._times, (moment.hour, moment.minute), self.language.time(moment))

    def _shown_short_date(self, day: clock.date) -> str:
        return _keep(self._days, (day.month, day.day), self.language.short_date(day))

    def _shown_weekday(self, day: clock.date) -> str:
        return _keep(self._weekdays, day.weekday(), self.language.weekday(day))

    def _shown_date(self, day: clock.date) -> str:
        return _keep(self._dates, (day.year, day.month, day.day), self.language.date(day))

    def _shown_roles(self, roles: tuple[str, ...]) -> str:
        return _keep(self._roles, roles, staff_roles(roles, self.language))


def _keep(memory: dict[_Key, _Kept], key: _Key, new: _Kept) -> _Kept:
    if len(memory) >= _KEPT:
        memory.clear()
    memory[key] = new
    return new
