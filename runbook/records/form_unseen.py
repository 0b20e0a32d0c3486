"""Fields that are filled in and that nobody sees: told together, for one crop or one layer hides many of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.form import FormField
from runbook.reading.spreadsheet.words import clipped

_PAGES = 20  # that a finding names
_CUT = N_(
    "Have the pages shown whole, as they were printed; ask whoever sent them why they were cropped. Verify again."
)


class UnseenField(NamedTuple):
    """A field of a page, what is filled in there, whether it lies beside the part of its page that is shown, and what
    it is in the record; None where it is no field of a step."""

    page: int
    name: str
    text: str
    beside: bool
    meant: FormField | None = None


def unseen(fields: Iterable[UnseenField], file: str) -> Iterator[Finding]:
    """One finding for all that is hidden, and one for all that was cut off with a part of its page; a field alone lies
    off its page for another reason."""
    found = tuple(fields)
    for beside in (False, True):
        if own := [field for field in found if field.beside is beside]:
            steps = tuple(dict.fromkeys(field.meant.step for field in own if field.meant))
            told = Finding(code="DOC014", steps=steps, args=(("what", _what(own)),), where=f"{file}:{own[0].page}")
            yield replace(told, remedy=Message(_CUT)) if beside and len(own) > 1 else told


def _what(fields: list[UnseenField]) -> str | Message:
    which = clipped(", ".join(f"{field.name} “{field.text}”" for field in fields))
    if len(fields) == 1:
        return which
    pages = list(dict.fromkeys(str(field.page) for field in fields))
    listed = ", ".join((*pages[:_PAGES], *(("…",) if len(pages) > _PAGES else ())))
    values = (("count", len(fields)), ("pages", listed), ("which", which))
    if fields[0].beside:
        return Message(
            N_("{count} fields outside the part of their page that is shown (pages {pages}): {which}"), values
        )
    return Message(N_("{count} fields (pages {pages}): {which}"), values)
