"""What a field of a model says about its values, beside their type: plain data, read by `runbook.reading.structure`.

The same is read for the JSON Schema, so a bound stands once, beside the name that it bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any


class WrongFormError(ValueError):
    """A text that `Limits.read` makes no value of; `kind` says why, as in `runbook.reading.structure.WrongKind`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


class Closed:
    """What nouns share that people write: a key that is not theirs is refused. Of others it is passed over."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of a value, for use in `Annotated`. What is None binds nothing.

    pattern: a regular expression that is found in the text; ^ and $ are its two ends.
    min_length, max_length: letters of a text, items of a list.
    low, high: of a number, both allowed.
    sketch, unique: for editors alone, of what `runbook check` looks at by itself: a pattern; that no item comes twice.
    Where there is a pattern as well, editors read its signs otherwise than Python does.
    key: how the field is written in a file, where that is no name for Python (`from`).
    read: makes the value of a text, and looks at its form itself; raises WrongFormError.
    form: what a text has to look like that the pattern or the sketch does not fit, for editors.
    description: what the value is for, for editors.
    """

    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    low: int | None = None
    high: int | None = None
    sketch: str | None = None
    unique: bool | None = None
    key: str | None = None
    read: Callable[[str], Any] | None = None
    form: str | None = None
    description: str | None = None

    def under(self, outer: Limits) -> Limits:
        """These limits, but for what `outer` says itself."""
        names = [part.name for part in fields(self)]
        said = {name: value for name in names if (value := getattr(outer, name)) is not None}
        return Limits(**{name: getattr(self, name) for name in names} | said)
