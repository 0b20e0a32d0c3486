"""Texts that nobody has written yet, where any text would do: a name that is a question mark."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.inventory.wording import OPEN
from runbook.reading.partial import PartialGroup, Violation
from runbook.reading.structure_problems import NOT_KNOWN, WRITE_KNOWN

_TEXTS = ("name", "model", "region", "organization")


def check_open_marks(part: PartialGroup) -> Iterator[Violation]:
    """A mark in the place of a text: where something else is wanted, it is told with what that is."""
    for group in (part, *part.parts("appliances"), *part.parts("staff")):
        yield from (Violation(group.at(key), NOT_KNOWN, WRITE_KNOWN) for key in _TEXTS if group.text(key) == OPEN)
