"""Evidence in words of one's own that names another appliance: what was kept of A, written down at the step of B."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from runbook.model.plan import Plan, PlanAppliance, PlanStep
from runbook.verify.quick import QuickTest, StateChoice, always

_TELLING = re.compile(r"[\d.-]")  # "main" is a word, and not only the id of an appliance
_APART = re.compile(r"[\s,;/]+")
_DASHES = re.compile("[‐‑‒–]")  # of which Word makes some by itself: pa‑2
LEAST = 3  # characters of a name that is looked for


class OtherAppliance:
    """Which appliances a text must not name by itself at a step: those that have the same step of their own."""

    def __init__(self, plan: Plan, step: PlanStep) -> None:
        same = {one.appliance for one in plan.steps if one.event == step.event and step.event and one.place is None}
        apart = step.appliance is None or step.place is not None
        others = [one for one in plan.appliances if one.id in same - {step.appliance} and not apart]
        self._own = [names for one in plan.appliances if one.id == step.appliance and (names := _names(one))]
        self._others = [(one.id, names) for one in others if (names := _names(one))]

    def __bool__(self) -> bool:
        return bool(self._others)

    def named_in(self, text: str) -> str | None:
        """The id of the appliance that a text names, by its id, host name or address, and not the step's own."""
        plain = _DASHES.sub("-", text.casefold())
        found = next((appliance for appliance, names in self._others if _stands_in(names, plain)), None)
        if found is None or any(_stands_in(own, plain) for own in self._own):
            return None
        return found


def other_appliance_test(shape: StateChoice, indexes: Iterable[int]) -> QuickTest:
    """The test that no text at these steps names another appliance."""
    steps, plan = shape.indexed.steps, shape.indexed.plan
    if not shape.indexed.tolerant:
        return always
    asked = [(index, other.named_in) for index in indexes if (other := OtherAppliance(plan, steps[index]))]
    return lambda seen: not any(named_in(seen.values[index]) for index, named_in in asked)


def _names(appliance: PlanAppliance) -> tuple[str, ...]:
    """What an appliance is called by, the longest first. Of a host name its first part will do."""
    names = {appliance.id, appliance.hostname, appliance.hostname.partition(".")[0], *_APART.split(appliance.ip)}
    telling = {one.casefold() for one in names if len(one) >= LEAST and _TELLING.search(one)}
    return tuple(sorted(telling, key=len, reverse=True))


def _stands_in(names: tuple[str, ...], text: str) -> bool:
    """Whether one of these names stands in a text by itself: `rs-1` is not named in `rs-11`.

    Few texts hold one at all: an expression for each plan costs more than everything else that is looked at here.
    """
    return any(name in text for name in names) and _by_themselves(names).search(text) is not None


@lru_cache(maxsize=10_000)
def _by_themselves(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, names))})(?![^\W_])")
