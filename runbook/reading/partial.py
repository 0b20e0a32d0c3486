"""A view of data whose shape may be wrong in places: what is known can be checked all the same.

So every problem of a file comes in one go: a misspelt role does not hide that two windows overlap. What is missing or
broken reads as None, and a check that needs it passes over it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from runbook.model.site import local_time
from runbook.reading.nodes import KeyPath, Plain


class Violation(NamedTuple):
    """One thing that is wrong: where, what (a msgid), what to do (a msgid), and the values of both."""

    path: KeyPath
    message: str
    remedy: str
    args: dict[str, str] = {}  # noqa: RUF012 - never changed


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialGroup:
    """A group of keys at `path`; `broken` holds the paths of all values of the file that have the wrong shape. `seen`
    are the lists that were asked for: checks ask for the same ones."""

    path: KeyPath
    data: dict[str, Plain]
    broken: frozenset[KeyPath]
    seen: dict[str, tuple[PartialGroup, ...]] = field(init=False, default_factory=dict, compare=False, repr=False)

    def at(self, *keys: str | int) -> KeyPath:
        """The path of something in this group."""
        return (*self.path, *keys)

    def _is_broken(self, key: str) -> bool:
        return bool(self.broken) and self.at(key) in self.broken

    def given(self, key: str) -> bool:
        """Whether `key` has a value, right or wrong."""
        return self.data.get(key) is not None or self._is_broken(key)

    def text(self, key: str) -> str | None:
        """The text at `key`."""
        value = self.data.get(key)
        return value if isinstance(value, str) and not self._is_broken(key) else None

    def moment(self, key: str) -> datetime | None:
        """The local time at `key`."""
        text = self.text(key)
        return local_time(text) if text is not None else None

    def number(self, key: str) -> int | None:
        """The whole number at `key`."""
        value = self.data.get(key)
        fits = isinstance(value, int) and not isinstance(value, bool) and not self._is_broken(key)
        return value if fits and isinstance(value, int) else None

    def says(self, key: str) -> bool:
        """Whether `key` is true."""
        return self.data.get(key) is True and not self._is_broken(key)

    def texts(self, key: str) -> list[tuple[KeyPath, str]]:
        """The texts of the list at `key`, each with its path."""
        items = self.data.get(key)
        if not isinstance(items, list):
            return []
        paths = ((self.at(key, index), item) for index, item in enumerate(items))
        return [(path, item) for path, item in paths if isinstance(item, str) and path not in self.broken]

    def part(self, key: str) -> PartialGroup | None:
        """The group at `key`."""
        value = self.data.get(key)
        return PartialGroup(path=self.at(key), data=value, broken=self.broken) if isinstance(value, dict) else None

    def parts(self, key: str) -> tuple[PartialGroup, ...]:
        """The groups of the list at `key`."""
        if key not in self.seen:
            items = self.data.get(key)
            self.seen[key] = tuple(
                PartialGroup(path=self.at(key, index), data=item, broken=self.broken)
                for index, item in enumerate(items if isinstance(items, list) else ())
                if isinstance(item, dict)
            )
        return self.seen[key]

    def count(self, key: str) -> int | None:
        """How many items the list at `key` has."""
        items = self.data.get(key)
        return len(items) if isinstance(items, list) else None
