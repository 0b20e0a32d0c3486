"""The values of a site that a step may show: one name, one value. Procedures name them in their slots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from runbook.errors import PlanningError
from runbook.model.plan import PlanAppliance, PlanHop, PlanWindow
from runbook.model.site import Change, Site
from runbook.procedures.conditions import LETTERS, PLACES, Where, where
from runbook.procedures.facts import STEP_FACTS
from runbook.procedures.halves import split_region


@dataclass(frozen=True, slots=True, kw_only=True)
class StepContext:
    """Where a step stands: its site and change, its pass, window and appliance, as far as it has them."""

    site: Site
    change: Change
    appliances: dict[str, PlanAppliance]
    windows: tuple[PlanWindow, ...]
    current: PlanHop | None
    window: int | None
    it: PlanAppliance | None

    def by_letter(self, letter: str) -> PlanAppliance | None:
        """The appliance that bears a letter in this pass, or in the first one outside the passes."""
        return self.appliances.get(self.current.letters.get(letter, "")) if self.current else None


def _of(letter: str, field: str) -> Callable[[StepContext], str | None]:
    def value(context: StepContext) -> str | None:
        appliance = context.by_letter(letter)
        return getattr(appliance, field) if appliance else None

    return value


def _it(field: str) -> Callable[[StepContext], str | None]:
    return lambda context: getattr(context.it, field) if context.it else None


def _half(half: str) -> Callable[[StepContext], str | None]:
    return lambda context: ", ".join(a.id for a in context.appliances.values() if a.half == half) or None


def _before(field: str) -> Callable[[StepContext], str | None]:
    """What the appliance runs when this pass begins: the last hop that had such a package, or the inventory."""

    def value(context: StepContext) -> str | None:
        if not context.it or not context.current:
            return None
        installed: list[str] = [
            getattr(h, field) for h in context.change.hops[: context.current.hop - 1] if getattr(h, field)
        ]
        known: str = getattr(context.it, field)
        return installed[-1] if installed else known

    return value


def _primary_end(field: str) -> Callable[[StepContext], str | None]:
    return lambda context: getattr(context.appliances[context.current.primary_end], field) if context.current else None


def _window(end: str) -> Callable[[StepContext], str | None]:
    return lambda context: getattr(context.windows[context.window - 1], end).isoformat() if context.window else None


# What is known only once all steps have numbers and times: until then this stands in the slot.
LATER = {name: f"{{{name}}}" for name in ("wait.since", "wait.until")}


def _later(name: str) -> Callable[[StepContext], str | None]:
    def value(context: StepContext) -> str | None:
        waits = context.current is not None and context.current.hop > 1 and context.change.client_wait == "24h"
        return LATER[name] if waits else None

    return value


class ShownValue(NamedTuple):
    """A value: how it is found, what it is, and where there is one (alternatives); `in_window`: only in a window."""

    of: Callable[[StepContext], str | None]
    means: str
    exists: tuple[Where, ...] = (where(),)
    in_window: bool = False


_ALL_OF_THEM = tuple(where({fact}) for fact in STEP_FACTS if fact.startswith("on-"))
_OLD_ONES = tuple(found for found in _ALL_OF_THEM if "on-new" not in found.when)
_CLUSTER = (where({"cluster"}),)
_LATER_HOP = where({"wait-24h", "later-hop"})

VALUES: dict[str, ShownValue] = {
    "site.hostname": ShownValue(lambda c: c.site.hostname, "the name that users reach"),
    "site.jump-clients": ShownValue(lambda c: str(c.site.clients.jump_clients), "how many Jump Clients the site has"),
    "site.shared-ip": ShownValue(
        lambda c: c.site.failover.shared_ip if c.site.failover else None,
        "the shared IP address",
        (where({"shared-ip"}),),
    ),
    "change.id": ShownValue(lambda c: c.change.id, "the number of the change"),
    "change.target": ShownValue(lambda c: c.change.hops[-1].software, "the BeyondTrust package of the last hop"),
    "hop.base": ShownValue(
        lambda c: c.current.base if c.current else None, "the Base package of the hop", (where({"base-in-hop"}),)
    ),
    "hop.software": ShownValue(
        lambda c: c.current.software if c.current else None, "the BeyondTrust package of the hop"
    ),
    "window.start": ShownValue(_window("start"), "when the window begins", in_window=True),
    "window.end": ShownValue(_window("end"), "when the window ends", in_window=True),
    "primary-end.hostname": ShownValue(_primary_end("hostname"), "the host name of the primary at the end of the hop"),
    "primary-end.ip": ShownValue(_primary_end("ip"), "the address of the primary at the end of the hop"),
    "wait.since": ShownValue(
        _later("wait.since"), "the number of the step that the wait is counted from", (_LATER_HOP,)
    ),
    "wait.until": ShownValue(_later("wait.until"), "when the wait is over, as planned", (_LATER_HOP,)),
    "it.id": ShownValue(_it("id"), "the id of the appliance that the step is done on", _ALL_OF_THEM),
    "it.hostname": ShownValue(_it("hostname"), "its host name", _ALL_OF_THEM),
    "it.ip": ShownValue(_it("ip"), "its address", _ALL_OF_THEM),
    "it.region": ShownValue(lambda c: (c.it.region or "–") if c.it else None, "its region", _ALL_OF_THEM),
    "it.base-before": ShownValue(_before("base"), "the Base that it runs when the hop begins", _OLD_ONES),
    "it.software-before": ShownValue(_before("software"), "the software that it runs when the hop begins", _OLD_ONES),
    "first-half": ShownValue(_half("first"), "the traffic nodes of the first half", _CLUSTER),
    "split-region": ShownValue(
        lambda c: split_region(c.site.appliances) if c.site.topology.startswith("atlas") else None,
        "the region that has nodes in both halves",
        (where({"region-split"}),),
    ),
    "second-half": ShownValue(_half("second"), "the traffic nodes of the second half", _CLUSTER),
} | {
    f"{letter}.{field}": ShownValue(_of(letter, field), f"the {word} of {letter}", PLACES[letter])
    for letter in LETTERS
    for field, word in (("id", "id"), ("hostname", "host name"), ("ip", "address"))
}


def value_of(name: str, context: StepContext, where: str) -> str:
    """The value with that name.

    Raises PlanningError where the name is unknown or the context has no such value: a fault of the procedures.
    """
    if name not in VALUES:
        raise PlanningError(f"{where}: no value is called {name!r}")
    value = VALUES[name].of(context)
    if value is None or value == "":
        raise PlanningError(f"{where}: the value {name!r} does not exist here")
    return value
