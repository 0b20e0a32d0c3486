"""The values of a site that a step may show: one name, one value. Procedures name them in their slots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from runbook.errors import PlanningError
from runbook.model.plan import PlanAppliance, PlanHop, PlanWindow
from runbook.model.site import Change, Site


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


def _window(end: str) -> Callable[[StepContext], str | None]:
    return lambda context: getattr(context.windows[context.window - 1], end).isoformat() if context.window else None


VALUES: dict[str, Callable[[StepContext], str | None]] = {
    "site.hostname": lambda c: c.site.hostname,
    "site.jump-clients": lambda c: str(c.site.clients.jump_clients),
    "site.shared-ip": lambda c: c.site.failover.shared_ip if c.site.failover else None,
    "change.id": lambda c: c.change.id,
    "change.target": lambda c: c.change.hops[-1].software,
    "hop.base": lambda c: c.current.base if c.current else None,
    "hop.software": lambda c: c.current.software if c.current else None,
    "window.start": _window("start"),
    "window.end": _window("end"),
    "it.id": _it("id"),
    "it.hostname": _it("hostname"),
    "it.ip": _it("ip"),
    "it.region": lambda c: (c.it.region or "–") if c.it else None,
    "it.base-before": _before("base"),
    "it.software-before": _before("software"),
    "first-half": _half("first"),
    "second-half": _half("second"),
} | {
    f"{letter}.{field}": _of(letter, field) for letter in ("A", "B", "M", "old", "new") for field in ("hostname", "ip")
}


def value_of(name: str, context: StepContext, where: str) -> str:
    """The value with that name.

    Raises PlanningError where the name is unknown or the context has no such value: a fault of the procedures.
    """
    if name not in VALUES:
        raise PlanningError(f"{where}: no value is called {name!r}")
    value = VALUES[name](context)
    if value is None or value == "":
        raise PlanningError(f"{where}: the value {name!r} does not exist here")
    return value
