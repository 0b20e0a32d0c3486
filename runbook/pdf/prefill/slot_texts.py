"""Values as they are shown in one language, and as they are set in its face; what comes again is not done again."""

from __future__ import annotations

import datetime as clock
from typing import TypeVar

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
Key = TypeVar("Key")
Kept = TypeVar("Kept")
# Which lines of a spot are used (0 none, 1 normal, 2 small, 3 first, 4 both), and their glyphs.
Set = tuple[int, bytes, bytes]


class Words:
    """What one language makes of values. `face` is that of its slots."""

    def __init__(self, language: Language, face: Face) -> None:
        self.language, self.face = language, face
        self._times: dict[tuple[int, int], str] = {}
        self._dates: dict[tuple[int, int, int], str] = {}
        self._roles: dict[tuple[str, ...], str] = {}
        self._set: dict[tuple[str, int, Scale], Set] = {}

    def atoms(self, wanted: tuple[tuple[ShownAs, int], ...], plan: Plan, values: list[SiteValue]) -> list[str]:
        """The values that are shown, as they are shown."""
        rows = (
            [v.text for v in front.warnings(plan, self.language)]
            if any(how is ShownAs.WARNING for how, _ in wanted)
            else []
        )
        made: list[str] = []
        for how, at in wanted:
            one = rows[at] if how is ShownAs.WARNING else values[at]
            if isinstance(one, str):
                made.append(one[:SHORT] if how is ShownAs.SHORT else one)
            elif isinstance(one, tuple):
                made.append(self._roles.get(one) or self._shown_roles(one))
            elif one is None:
                made.append("")
            elif isinstance(one, int):
                made.append(self.language.number(one))
            elif how is ShownAs.TIME:
                made.append(self._times.get((one.hour, one.minute)) or self._shown_time(one))
            else:
                made.append(self._dates.get((one.year, one.month, one.day)) or self._shown_date(one))
        return made

    def set(self, text: str, columns: int, scale: Scale) -> Set:
        """How `text` is set in a slot.

        Raises NotPrefillable where the slot would grow, or the face lacks a character.
        """
        return self._set.get((text, columns, scale)) or _keep(
            self._set, (text, columns, scale), self._anew(text, columns, scale)
        )

    def _anew(self, text: str, columns: int, scale: Scale) -> Set:
        shown = value("", text, columns, scale)
        if not shown.text.strip():
            if shown.size is not Size.NORMAL:
                raise NotPrefillable("a line of spaces")
            return 0, b"", b""
        if shown.size in (Size.NORMAL, Size.SMALL):
            return 1 if shown.size is Size.NORMAL else 2, self._glyphs(shown.text), b""
        if shown.size is Size.GROWN:
            raise NotPrefillable(text)
        pieces = lines(shown.text, capacity(columns, Size.TWO_LINES, scale))
        if not all(piece.strip() for piece in pieces):
            raise NotPrefillable("a line of spaces")
        glyphs = [self._glyphs(piece) for piece in pieces]
        return (3, glyphs[0], b"") if len(glyphs) == 1 else (4, glyphs[0], glyphs[1])

    def _glyphs(self, text: str) -> bytes:
        try:
            return "".join([self.face.glyphs[c] for c in text]).encode()
        except KeyError as error:
            raise NotPrefillable(text) from error

    def _shown_time(self, moment: clock.datetime) -> str:
        return _keep(self._times, (moment.hour, moment.minute), self.language.time(moment))

    def _shown_date(self, day: clock.datetime) -> str:
        return _keep(self._dates, (day.year, day.month, day.day), self.language.date(day))

    def _shown_roles(self, roles: tuple[str, ...]) -> str:
        return _keep(self._roles, roles, staff_roles(roles, self.language))


def _keep(memory: dict[Key, Kept], key: Key, made: Kept) -> Kept:
    if len(memory) >= _KEPT:
        memory.clear()
    memory[key] = made
    return made
