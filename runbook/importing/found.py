"""What another list knows of sites, appliances and people, before it is held against an inventory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from runbook.errors import Problem
from runbook.reading.nodes import Plain


class Origin(NamedTuple):
    """Where something stands in another list: `devices.json`, `results[3].serial`; of a table, its line."""

    file: str
    line: int | None
    path: str

    def at(self, path: str) -> Origin:
        """Something within it."""
        return self._replace(path=f"{self.path}.{path}".lstrip("."))

    def problem(self, message: str, remedy: str, /, **values: str) -> Problem:
        """What is to be said of it."""
        return Problem.of(self.file, self.line, self.path, message, remedy, **values)


class FoundValue(NamedTuple):
    """A value, and where it was found. What is not `sure` was made by the kit: it fills gaps and changes nothing."""

    value: Plain
    origin: Origin
    sure: bool = True


FoundValues = dict[str, FoundValue]
"""By the keys of the inventory; those of a group within are written with a dot: failover.switch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSite:
    """A site with its appliances and people; `values` of each have an `id`, of people a `name`."""

    values: FoundValues
    appliances: list[FoundValues] = field(default_factory=list)
    staff: list[FoundValues] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its id in the inventory."""
        return str(self.values["id"].value)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundList:
    """All of another list. `left` is what could not be placed, `passed` how many things were none of the kit's."""

    source: str  # netbox, ansible: by that name people call it
    sites: tuple[FoundSite, ...]
    left: tuple[Problem, ...]
    passed: int = 0
