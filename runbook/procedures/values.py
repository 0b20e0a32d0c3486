"""The values of a site that a step may show: one name, one value. Procedures name them in their slots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from runbook.errors import LackingError, PlanningError
from runbook.i18n import N_
from runbook.model.apart import nothing_left
from runbook.model.plan import PlanAppliance, PlanHop, PlanPackage, PlanWindow
from runbook.model.site import Change, PackageKind, Site
from runbook.model.versions import Versioned
from runbook.procedures.conditions import LETTERS, PLACES, Where, where
from runbook.procedures.facts import STEP_FACTS, runs_before, target_of
from runbook.procedures.halves import split_region


@dataclass(frozen=True, slots=True, kw_only=True)
class StepContext:
    """Where a step stands: its site and change, its pass, window, appliance and package, as far as it has them."""

    site: Site
    change: Change
    appliances: dict[str, PlanAppliance]
    windows: tuple[PlanWindow, ...]
    current: PlanHop | None
    window: int | None
    it: PlanAppliance | None
    package: PlanPackage | None = None

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


def _before(kind: Versioned) -> Callable[[StepContext], str | None]:
    """What the appliance runs when this pass begins: the last hop that had such a package, or the inventory."""

    def value(context: StepContext) -> str | None:
        if not context.it or not context.current:
            return None
        today: str = getattr(context.it, kind)
        return runs_before(context.change, context.current.hop, kind, today)

    return value


def _software_after(context: StepContext) -> str | None:
    """What the appliance runs when this pass has ended: the old one of a migration is not upgraded."""
    if not context.it or not context.current or context.it.side == "old":
        return None
    return runs_before(context.change, context.current.hop + 1, "software", context.it.software)


def _installed(kind: Versioned) -> Callable[[StepContext], str | None]:
    """The version that the hop installs: none where both of a pair found apart run it already."""

    def value(context: StepContext) -> str | None:
        if context.current is None or nothing_left(context.site, context.change):
            return None
        return getattr(context.current, kind)  # type: ignore[no-any-return]

    return value


def _named(kind: PackageKind) -> Callable[[StepContext], str | None]:
    """The names of the hop's packages of a kind."""

    def value(context: StepContext) -> str | None:
        contents = context.current.contents if context.current else ()
        return ", ".join(package.name for package in contents if package.kind == kind) or None

    return value


def _in_change(*kinds: PackageKind) -> Callable[[StepContext], str | None]:
    """The names of all packages of the change, or of those of these kinds, in their order."""

    def value(context: StepContext) -> str | None:
        contents = (package for hop in context.change.hops for package in hop.contents)
        return ", ".join(package.name for package in contents if not kinds or package.kind in kinds) or None

    return value


def _package(field: str) -> Callable[[StepContext], str | None]:
    return lambda context: getattr(context.package, field) if context.package else None


def _checksum_end(context: StepContext) -> str | None:
    return context.package.sha256[-8:].lower() if context.package and context.package.sha256 else None


def _primary_end(field: str) -> Callable[[StepContext], str | None]:
    return lambda context: getattr(context.appliances[context.current.primary_end], field) if context.current else None


# The window in which a step is planned is known only once it has a time: until then this stands for its ends.
OF_NIGHT = {name: f"{{{name}}}" for name in ("window.start", "window.end")}


def _window(name: str) -> Callable[[StepContext], str | None]:
    return lambda context: OF_NIGHT[name] if context.window else None


# What is known only once all steps have numbers and times: until then this stands in the slot.
WAIT_ENDS = ("wait.since", "wait.until")
FILED = {"backup_file": "backup-file.step", "certificate_file": "certificate-file.step"}  # by what is written down
LATER = {name: f"{{{name}}}" for name in (*WAIT_ENDS, *FILED.values())}


def _later(name: str) -> Callable[[StepContext], str | None]:
    def value(context: StepContext) -> str | None:
        if context.current is None or context.current.software is None or context.change.client_wait != "24h":
            return None
        earlier = context.change.hops[: context.current.hop - 1]
        return LATER[name] if any(hop.version("software") for hop in earlier) else None

    return value


def _filed(name: str) -> Callable[[StepContext], str | None]:
    return lambda context: LATER[name] if context.change.kind == "migrate" else None


class ShownValue(NamedTuple):
    """A value: how it is found, what it is, and where there is one (alternatives); `in_window`: only in a window."""

    of: Callable[[StepContext], str | None]
    means: str
    exists: tuple[Where, ...] = (where(),)
    in_window: bool = False


_ALL_OF_THEM = tuple(where({fact}) for fact in STEP_FACTS if fact.startswith("on-"))
_OLD_ONES = tuple(found for found in _ALL_OF_THEM if "on-new" not in found.when)
_CLUSTER = (where({"cluster"}),)
_MIGRATION = (where({"migration"}),)
_WAITS = where({"wait-24h", "software-in-hop", "software-earlier"})
_PACKAGE = where({"in-package"})

VALUES: dict[str, ShownValue] = {
    "site.hostname": ShownValue(lambda c: c.site.hostname, "the name that users reach"),
    "site.jump-clients": ShownValue(lambda c: str(c.site.clients.jump_clients), "how many Jump Clients the site has"),
    "site.shared-ip": ShownValue(
        lambda c: c.site.failover.shared_ip if c.site.failover else None,
        "the shared IP address",
        (where({"shared-ip"}),),
    ),
    "change.id": ShownValue(lambda c: c.change.id, "the number of the change"),
    "change.target": ShownValue(
        lambda c: None if nothing_left(c.site, c.change) else target_of(c.change),
        "the last BeyondTrust package of the change",
        (where({"software-in-change"}),),
    ),
    "change.packages": ShownValue(_in_change(), "all packages of the change, in their order"),
    "change.patches": ShownValue(_in_change("patch"), "the patches of the change", (where({"patch-in-change"}),)),
    "hop.base": ShownValue(_installed("base"), "the Base package of the hop", (where({"base-in-hop"}),)),
    "hop.software": ShownValue(
        _installed("software"),
        "the BeyondTrust package of the hop",
        (where({"software-in-hop"}),),
    ),
    "hop.licences": ShownValue(_named("licence"), "the licences of the hop", (where({"licence-in-hop"}),)),
    "hop.patches": ShownValue(_named("patch"), "the patches of the hop", (where({"patch-in-hop"}),)),
    "package.name": ShownValue(_package("name"), "the version, name or id of the package", (_PACKAGE,)),
    "package.file": ShownValue(_package("file"), "the file of the patch", (where({"patch-file"}),)),
    "package.sha256": ShownValue(_package("sha256"), "the SHA-256 of that file", (where({"patch-checksum"}),)),
    "package.sha256-end": ShownValue(_checksum_end, "the last eight digits of it", (where({"patch-checksum"}),)),
    "window.start": ShownValue(
        _window("window.start"), "when the window begins that the step is planned in", in_window=True
    ),
    "window.end": ShownValue(_window("window.end"), "when the window ends that the step is planned in", in_window=True),
    "primary-end.hostname": ShownValue(_primary_end("hostname"), "the host name of the primary at the end of the hop"),
    "primary-end.ip": ShownValue(_primary_end("ip"), "the address of the primary at the end of the hop"),
    "wait.since": ShownValue(_later("wait.since"), "the number of the step that the wait is counted from", (_WAITS,)),
    "wait.until": ShownValue(_later("wait.until"), "when the wait is over, as planned", (_WAITS,)),
    "backup-file.step": ShownValue(
        _filed("backup-file.step"), "the number of the last step before this one that saved the settings", _MIGRATION
    ),
    "certificate-file.step": ShownValue(
        _filed("certificate-file.step"),
        "the number of the last step before this one that exported the certificate",
        _MIGRATION,
    ),
    "it.id": ShownValue(_it("id"), "the id of the appliance that the step is done on", _ALL_OF_THEM),
    "it.hostname": ShownValue(_it("hostname"), "its host name", _ALL_OF_THEM),
    "it.ip": ShownValue(_it("ip"), "its address", _ALL_OF_THEM),
    "it.region": ShownValue(lambda c: (c.it.region or "–") if c.it else None, "its region", _ALL_OF_THEM),
    "it.base-before": ShownValue(_before("base"), "the Base that it runs when the hop begins", _OLD_ONES),
    "it.software-before": ShownValue(_before("software"), "the software that it runs when the hop begins", _OLD_ONES),
    "it.software-after": ShownValue(
        _software_after,
        "the software that it runs when the hop has ended",
        tuple(found for found in _ALL_OF_THEM if "on-old" not in found.when),
    ),
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

COUNTS = frozenset({"site.jump-clients"})
VERSIONS = frozenset(
    {"change.target", "hop.base", "hop.software", "package.name", "it.base-before", "it.software-before",
     "it.software-after"}
)  # fmt: skip


def value_of(name: str, context: StepContext, where: str) -> str:
    """The value with that name.

    Raises PlanningError where the name is unknown, a fault of the procedures, and LackingError where the context has no
    such value.
    """
    if name not in VALUES:
        raise PlanningError(f"{where}: no value is called {name!r}")
    value = VALUES[name].of(context)
    if value is None or value == "":
        letter = name.partition(".")[0]
        if letter in LETTERS and letter not in (context.current.letters if context.current else ()):
            raise LackingError(N_("{step}: no appliance is called {appliance} here"), step=where, appliance=letter)
        raise LackingError(N_("{step}: the value {value} does not exist here"), step=where, value=name)
    return value
