"""What a hop installs: one package at the least, each of one kind, in an order that the vendor allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.site import PACKAGE_KINDS, PackageKind
from runbook.reading.nodes import KeyPath, clipped, path_text
from runbook.reading.partial import PartialGroup, Violation

_SHORT: tuple[PackageKind, ...] = ("base", "software")
_OF_PATCHES = ("file", "sha256")


class FoundPackage(NamedTuple):
    """A package as far as it is known: what it is, where that stands, and its version, name or id."""

    kind: PackageKind
    path: KeyPath
    name: str | None


def packages_in(hop: PartialGroup) -> list[FoundPackage]:
    """The packages of a hop in their order, however they are written."""
    if hop.data.get("packages") is not None:
        kinds = [(part, _kinds(part)) for part in hop.parts("packages")]
        return [FoundPackage(found[0], part.at(found[0]), part.text(found[0])) for part, found in kinds if found]
    return [FoundPackage(kind, hop.at(kind), hop.text(kind)) for kind in _SHORT if hop.given(kind)]


def check_packages(change: PartialGroup) -> Iterator[Violation]:
    """Every hop of a change, and what the change asks of all of them."""
    hops = change.parts("hops")
    for hop in hops:
        yield from _check_hop(hop)
    if len(hops) != change.count("hops") or not all(_known(hop) for hop in hops):
        return
    software = [found for hop in hops for found in packages_in(hop) if found.kind == "software"]
    if change.text("kind") == "migrate" and len(hops) == 1 and not software and packages_in(hops[0]):
        message = N_("a migration needs the BeyondTrust package that the new appliance gets")
        yield Violation(hops[0].path, message, N_("add software: with its version"))
    if change.text("client_wait") == "remove-clients" and not software and all(map(packages_in, hops)):
        message = N_("no client follows what this change installs: only a BeyondTrust package changes the clients")
        yield Violation(change.at("client_wait"), message, N_("remove client_wait"))


def _known(hop: PartialGroup) -> bool:
    """Whether no key of it is misspelt, and so all that it has is known."""
    parts = hop.parts("packages")
    own = {*_SHORT, "packages"}
    return hop.data.keys() <= own and all(part.data.keys() <= {*PACKAGE_KINDS, *_OF_PATCHES} for part in parts)


def _check_hop(hop: PartialGroup) -> Iterator[Violation]:
    short, listed = [key for key in _SHORT if hop.given(key)], hop.data.get("packages") is not None
    if short and listed:
        message = N_("a hop has either base and software, or packages")
        remedy = N_("write all of them under packages, in their order; or remove packages")
        yield Violation(hop.at("packages"), message, remedy)
        return
    empty = hop.count("packages") == 0 if listed else not short
    if empty and _known(hop) and ("packages" not in hop.data or listed):
        message = N_("this hop has no package")
        remedy = N_("write software, base, or packages with what is installed; or remove the hop")
        yield Violation(hop.at("packages") if listed else hop.path, message, remedy)
    for part in hop.parts("packages"):
        yield from _check_package(part)
    yield from _check_order(packages_in(hop))


def _kinds(package: PartialGroup) -> list[PackageKind]:
    return [kind for kind in PACKAGE_KINDS if package.given(kind)]


def _check_package(package: PartialGroup) -> Iterator[Violation]:
    kinds = _kinds(package)
    if not kinds and package.data.keys() <= {*PACKAGE_KINDS, *_OF_PATCHES}:
        message = N_("it is not said what this package is")
        yield Violation(package.path, message, N_("write base, software, licence or patch, with its version or name"))
    for kind in kinds[1:]:
        message = N_("one package is not both {first} and {kind}")
        values: dict[str, str] = {"first": kinds[0], "kind": kind}
        yield Violation(package.at(kind), message, N_("make two packages of it, in their order"), values)
    for key in _OF_PATCHES:
        if package.given(key) and kinds and "patch" not in kinds:
            message = N_("{key} is for patches, and this is not one")
            yield Violation(package.at(key), message, N_("remove it"), {"key": key})
    if package.given("sha256") and not package.given("file") and "patch" in kinds:
        message = N_("the checksum is that of a file, and no file is named")
        yield Violation(package.at("sha256"), message, N_("add file: with the name of the patch's file"))


def _check_order(packages: list[FoundPackage]) -> Iterator[Violation]:
    """One Base and one BeyondTrust package at most, the Base first, and nothing between them (guide 48, 254, 381)."""
    seen: dict[tuple[str, str], KeyPath] = {}
    for number, found in enumerate(packages):
        before, after = packages[:number], packages[number + 1 :]
        kinds, later = [each.kind for each in before], [each.kind for each in after]
        if found.kind in _SHORT and found.kind in kinds:
            message = N_("a hop has one {kind} package at most; this is the second")
            yield Violation(found.path, message, N_("make it a hop of its own"), {"kind": _LABELS[found.kind]})
        elif found.kind == "base" and "software" in kinds:
            message = N_("a Base update comes before the BeyondTrust package of its hop, not after it")
            yield Violation(found.path, message, N_("put it first, or make it a hop of its own"))
        elif found.kind not in _SHORT and "base" in kinds and "software" in later:
            message = N_("between a Base update and its BeyondTrust package nothing else is installed")
            yield Violation(found.path, message, N_("put it before the Base update, or after the BeyondTrust package"))
        name = (found.kind, (found.name or "").casefold())
        first = seen.setdefault(name, found.path)
        if found.kind not in _SHORT and found.name and first != found.path:
            message = N_("{value} is given twice; the first is at {first}")
            values = {"value": clipped(found.name), "first": path_text(first)}
            yield Violation(found.path, message, N_("keep one of them"), values)


_LABELS: dict[PackageKind, str] = {"base": "Base", "software": "BeyondTrust"}
