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
_ON_B_ASIDE = ((), ("on-A",), ("on-B", "tested-aside"))
_ON_BOTH_ASIDE = ((), ("on-A", "tested-aside"), ("on-B", "tested-aside"))
_ON_A_ASIDE = ((), ("on-A", "tested-aside"), ("on-B",))
_UPGRADES = (
    ((("single",),), _METHODS, ((), ("snapshot",)), ((), ("on-A",))),
    ((("pair", "paired"),), _METHODS, (("synchronous",),), _SWITCHES, _ON_B_ASIDE),
    ((("pair", "paired"),), _METHODS, (("asynchronous",),), _SWITCHES, _ON_BOTH_ASIDE),
    ((("cluster", "cluster-pair"),), _SWITCHES, _SPLIT, ((), ("on-A",), ("on-B",), ("on-node",))),
    ((("cluster", "cluster-alone"),), _SPLIT, ((), ("on-M",), ("on-node",))),
)
# Of a pair found apart: who serves, and who runs what the hop brings. What else there is the guide does not come to.
_APART_FIRST = ("apart", "pair", "synchronous", "A-serves")
_APART_SECOND = ("apart", "pair", "asynchronous", "A-serves")
_APART_MOVED = ("apart", "pair", "asynchronous", "B-serves", "B-upgraded", "serving-upgraded")
_BOTH = ("A-upgraded", "B-upgraded", "serving-upgraded", "nothing-left")
_HALF_WAY = (
    ((_APART_FIRST,), _METHODS, ((), ("A-upgraded", "serving-upgraded")), _SWITCHES, _ON_B_ASIDE),
    ((_APART_SECOND,), _METHODS, ((), ("B-upgraded",), ("B-upgraded", "one-window")), _SWITCHES, _ON_BOTH_ASIDE),
    ((_APART_MOVED,), _METHODS, _SWITCHES, _ON_A_ASIDE),
)
_ALL_THERE = (
    (((*_APART_FIRST, *_BOTH),), _METHODS, _SWITCHES, _ON_B_ASIDE),
    (((*_APART_MOVED, *_BOTH),), _METHODS, _SWITCHES, _ON_A_ASIDE),
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
_RELEASES: Alternatives = (frozenset({"major"}), frozenset({"minor"}))
_FREE: Sort = (
    (frozenset({"jump-clients"}), frozenset({"no-jump-clients"})),
    (frozenset(), frozenset({"integration-clients"}), frozenset({"integration-clients", "integration-by-ip"})),
    (frozenset(), frozenset({"extractable-msi"})),
    (frozenset(), frozenset({"locked-msi"})),
    (frozenset(), frozenset({"expedited"})),
    (frozenset(), frozenset({"several-approvals"})),
    (frozenset(), frozenset({"approvers-apart"})),
)


@cache
def sorts() -> tuple[Sort, ...]:
    """The sorts of changes, upgrades and migrations. Each has groups of facts that exclude each other.

    Of each group of a sort exactly one alternative holds, with all its facts and no others; what stands in none of its
    groups never holds. The first group says which kind of change it is, the second what is in a hop, and where it
    stands.
    """
    kept, gone, none = (frozenset(facts) for facts in (("wait-24h",), ("remove-clients",), ()))
    bases = (none, frozenset({"old-base"}))
    unknown = tuple(map(frozenset, _UNKNOWN))
    known_after = tuple(found for found in unknown if "software-unknown" not in found)
    releases = (frozenset({"major", "release-unknown"}), *_RELEASES)
    everywhere = tuple(dict.fromkeys(found for place in _PLACES for found in _hop_worlds(place)))
    moved = tuple(dict.fromkeys(found for found in _hop_worlds(_ONLY_HOP) if "software-in-hop" in found))
    versions = tuple(dict.fromkeys(f for f in _hop_worlds(_ONLY_HOP) if not f & {"licence-in-hop", "patch-in-hop"}))
    return (
        (_kinds(_UPGRADES), everywhere, (kept, gone), bases, releases, *_FREE, unknown),
        (_kinds(_MIGRATIONS), moved, (kept, gone), bases, releases, *_FREE, known_after),
        (_kinds(_HALF_WAY), versions, (kept,), bases, _RELEASES, *_FREE),
        (_kinds(_ALL_THERE), (_ONLY_HOP.facts, _ONLY_HOP.facts | {"after-patch"}), (kept,), (none,), _RELEASES, *_FREE),
    )


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
