"""Which facts of a change, a hop, a package and a step exclude each other: what conditions are weighed against."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations, product
from typing import NamedTuple

from runbook.model.site import PACKAGE_KINDS, PackageKind
from runbook.procedures.facts import in_hop

# Which kind of change has which facts: of each line one, and all alternatives of a line exclude each other.
_METHODS = (("automatic",), ("manual",))
_SWITCHES = (("shared-ip",), ("dns",), ("nat",))
_FORMS = (("old-physical", "new-physical"), ("old-physical", "new-virtual"), ("old-virtual", "new-physical"))
_SPLIT: tuple[tuple[str, ...], ...] = ((), ("region-split",))
_UPGRADES = (
    ((("single",),), _METHODS, ((), ("snapshot",)), ((), ("on-A",))),
    ((("pair",),), _METHODS, (("synchronous",),), _SWITCHES, ((), ("on-A",), ("on-B", "tested-aside"))),
    ((("pair",),), _METHODS, (("asynchronous",),), _SWITCHES, ((), ("on-A", "tested-aside"), ("on-B", "tested-aside"))),
    ((("cluster", "cluster-pair"),), _SWITCHES, _SPLIT, ((), ("on-A",), ("on-B",), ("on-node",))),
    ((("cluster", "cluster-alone"),), _SPLIT, ((), ("on-M",), ("on-node",))),
)
_MIGRATIONS = (
    (
        (("migration",),), _METHODS, _FORMS, ((), ("level-differs",), ("level-differs", "level-unknown")),
        ((), ("on-old", "tested-aside"), ("on-new", "tested-aside")),
    ),
)  # fmt: skip
_UNKNOWN: tuple[tuple[str, ...], ...] = (
    (),
    ("version-unknown",),
    ("version-unknown", "base-unknown"),
    ("version-unknown", "software-unknown"),
    ("version-unknown", "base-unknown", "software-unknown"),
)

Alternatives = tuple[frozenset[str], ...]
Sort = tuple[Alternatives, ...]


@cache
def sorts() -> tuple[Sort, ...]:
    """The sorts of changes, upgrades and migrations. Each has groups of facts that exclude each other.

    Of each group of a sort exactly one alternative holds, with all its facts and no others; what stands in none of its
    groups never holds. The first group says which kind of change it is, the second what is in a hop, and where it
    stands.
    """
    free: Sort = (
        (frozenset({"major"}), frozenset({"major", "release-unknown"}), frozenset({"minor"})),
        (frozenset({"wait-24h"}), frozenset({"remove-clients"})),
        (frozenset({"jump-clients"}), frozenset({"no-jump-clients"})),
        (frozenset(), frozenset({"integration-clients"}), frozenset({"integration-clients", "integration-by-ip"})),
        (frozenset(), frozenset({"extractable-msi"})),
        (frozenset(), frozenset({"locked-msi"})),
        (frozenset(), frozenset({"old-base"})),
    )
    unknown = tuple(map(frozenset, _UNKNOWN))
    known_after = tuple(found for found in unknown if "software-unknown" not in found)
    everywhere = tuple(dict.fromkeys(found for place in _PLACES for found in _hop_worlds(place)))
    moved = tuple(dict.fromkeys(found for found in _hop_worlds(_ONLY_HOP) if "software-in-hop" in found))
    return (_kinds(_UPGRADES), everywhere, *free, unknown), (_kinds(_MIGRATIONS), moved, *free, known_after)


def _kinds(kinds: tuple[tuple[tuple[tuple[str, ...], ...], ...], ...]) -> Alternatives:
    return tuple(frozenset(chain(*chosen)) for kind in kinds for chosen in product(*kind))


class _HopPlace(NamedTuple):
    """Where a hop stands: the facts of that, and whether there are hops before it and after it."""

    facts: frozenset[str]
    earlier: bool
    later: bool


_ONLY_HOP = _HopPlace(frozenset({"first-hop", "last-hop"}), False, False)
_PLACES = (
    _ONLY_HOP,
    _HopPlace(frozenset({"several-hops", "first-hop", "earlier-hop"}), False, True),
    _HopPlace(frozenset({"several-hops", "later-hop", "earlier-hop"}), True, True),
    _HopPlace(frozenset({"several-hops", "later-hop", "last-hop"}), True, False),
)
_CONTENTS = tuple(frozenset(kinds) for count in range(1, 5) for kinds in combinations(PACKAGE_KINDS, count))


def _hop_worlds(place: _HopPlace) -> Iterator[frozenset[str]]:
    """The facts that a hop at such a place can have together, of its own packages and of those of other hops."""
    before, after = ((False, True) if others else (False,) for others in (place.earlier, place.later))
    elsewhere = (False, True) if place.earlier or place.later else (False,)
    for content, earlier, later, patched in product(_CONTENTS, before, after, elsewhere):
        facts = place.facts | in_hop(content)
        facts |= {"software-earlier"} if earlier else set()
        facts |= {"software-later"} if later else set()
        facts |= {"software-in-change"} if earlier or later or "software" in content else set()
        facts |= {"patch-in-change"} if patched or "patch" in content else set()
        for last in _after_patch(content, place, patched, earlier):
            whole = facts | ({"after-patch"} if last else set())
            yield from (whole | package for package in _packages_of(content))


def _after_patch(
    content: frozenset[PackageKind], place: _HopPlace, patched: bool, software_earlier: bool
) -> tuple[bool, ...]:
    """Whether a patch can be the last of patches and BeyondTrust packages as such a hop ends, and whether not.

    `patched`: another hop has a patch.
    """
    if "patch" in content:
        return (False, True) if "software" in content else (True,)
    if "software" in content:
        return (False,)
    by_earlier_hop = patched and place.earlier
    if software_earlier:
        return (False, True) if by_earlier_hop else (False,)
    return (True,) if by_earlier_hop and not place.later else (False, True)  # an earlier change may have had one


def _packages_of(content: frozenset[PackageKind]) -> Iterator[frozenset[str]]:
    yield frozenset()
    for kind in content:
        facts = frozenset({"in-package", f"{kind}-package"})
        yield facts
        if kind == "patch":
            yield facts | {"patch-file"}
            yield facts | {"patch-file", "patch-checksum"}
