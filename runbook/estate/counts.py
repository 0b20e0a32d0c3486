"""What many changes come to: how many stand where, and what was found, by code, path, site and role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from runbook.estate.change_status import STANDINGS, ChangeStatus

UNKNOWN = "–"  # a finding that is about no step, and so about no role
Rows = list[tuple[str, int]]


@dataclass(slots=True)
class StatusCounts:
    """Counts that grow while `counted` is read."""

    standings: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    paths: Counter[str] = field(default_factory=Counter)
    sites: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)

    def counted(self, statuses: Iterable[ChangeStatus]) -> Iterator[ChangeStatus]:
        """The same, each of them counted."""
        for status in statuses:
            self.standings[status.standing] += 1
            for code, roles, count in status.faults():
                self._add(code, status, roles or (UNKNOWN,), count)
            yield status

    def _add(self, code: str, status: ChangeStatus, roles: Iterable[str], count: int) -> None:
        self.codes[code] += count
        self.paths[status.path or UNKNOWN] += count
        self.sites[status.site] += count
        for role in roles:
            self.roles[role] += count

    def by_standing(self) -> Rows:
        """How many changes stand where, in the order in which that goes; what is nowhere is left out."""
        known = [(name, self.standings[name]) for name in STANDINGS if self.standings[name]]
        return known + sorted((name, count) for name, count in self.standings.items() if name not in STANDINGS)

    def tables(self) -> dict[str, Rows]:
        """Findings by code, path, site and role, the most frequent first."""
        named = {"code": self.codes, "path": self.paths, "site": self.sites, "role": self.roles}
        return {name: sorted(counter.items(), key=lambda one: (-one[1], one[0])) for name, counter in named.items()}
