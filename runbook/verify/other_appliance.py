"""Evidence in words of one's own that names another appliance: what was kept of A, written down at the step of B."""

from __future__ import annotations

import re
from functools import lru_cache

from runbook.model.plan import PlanAppliance, PlanStep
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan

_TELLING = re.compile(r"[\d.-]")  # "main" is a word, and not only the id of an appliance
_APART = re.compile(r"[\s,;/]+")
_DASHES = re.compile("[‐‑‒–]")  # of which Word makes some by itself: pa‑2
LEAST = 3  # characters of a name that is looked for


class OtherAppliance:
    """Which appliances a text must not name by itself at a step: those that have the same step of their own."""

    def __init__(self, indexed: IndexedPlan, step: PlanStep) -> None:
        same = _of_events(indexed).get(step.event or "", set())
        apart = step.appliance is None or step.place is not None
        known = _known_names(indexed)
        self._own = [names for one, names in known if one == step.appliance]
        self._others = [(one, names) for one, names in known if one in same and one != step.appliance and not apart]

    def named_in(self, text: str) -> str | None:
        """The id of the appliance that a text names, by its id, host name or address, and not the step's own."""
        plain = _plain(text)
        found = next((appliance for appliance, names in self._others if _stands_in(names, plain)), None)
        if found is None or any(_stands_in(own, plain) for own in self._own):
            return None
        return found


@once_a_plan
def _of_events(indexed: IndexedPlan) -> dict[str, set[str | None]]:
    """Of each event, the appliances with a step for it that stands at no place of its own."""
    found: dict[str, set[str | None]] = {}
    for step in indexed.steps:
        if step.event and step.place is None:
            found.setdefault(step.event, set()).add(step.appliance)
    return found


@once_a_plan
def _known_names(indexed: IndexedPlan) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The id of each appliance that is called by something, and what it is called by."""
    named = ((one.id, _names(one)) for one in indexed.plan.appliances)
    return tuple((one, names) for one, names in named if names)


def _names(appliance: PlanAppliance) -> tuple[str, ...]:
    """What an appliance is called by, the longest first. Of a host name its first part will do."""
    names = {appliance.id, appliance.hostname, appliance.hostname.partition(".")[0], *_APART.split(appliance.ip)}
    telling = {one.casefold() for one in names if len(one) >= LEAST and _TELLING.search(one)}
    return tuple(sorted(telling, key=len, reverse=True))


def _plain(text: str) -> str:
    """As names are looked for in it."""
    return _DASHES.sub("-", text.casefold())


def _stands_in(names: tuple[str, ...], text: str) -> bool:
    """Whether one of these names stands in a text by itself: `rs-1` is not named in `rs-11`.

    Few texts hold one at all: an expression for each plan costs more than everything else that is looked at here.
    """
    return any(name in text for name in names) and _by_themselves(names).search(text) is not None


@lru_cache(maxsize=10_000)
def _by_themselves(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, names))})(?![^\W_])")
