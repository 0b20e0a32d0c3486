"""Whose facts are whose: a step that several paths share cites the catalogue's ids of the path at hand alone."""

from __future__ import annotations

import re

# The facts of a change, one of which makes an id of that family its own; ids that are named whole go before families.
# Families that are not named here (P, C, N, R, E, X, B) are everybody's.
_OWN: dict[str, frozenset[str]] = {
    "SA": frozenset({"automatic"}),
    "SM": frozenset({"manual"}),
    "F": frozenset({"pair"}),
    "FS": frozenset({"synchronous"}),
    "FA": frozenset({"asynchronous"}),
    "AF": frozenset({"cluster-pair"}),
    "AN": frozenset({"cluster-alone"}),
    "HW": frozenset({"migration"}),
    # What holds for the two masters of a cluster as for a pair, and what for them alone.
    **dict.fromkeys(("F10", "F11", "F12"), frozenset({"pair", "cluster-pair"})),
    "F13": frozenset({"cluster-pair"}),
}
_MOVED = frozenset({"FA9", "FA10", "FA11"})  # a cluster whose users are moved by DNS or NAT moves them alike
_FAMILY = re.compile(r"[A-Z]+")


def own_sources(sources: tuple[str, ...], facts: frozenset[str], *, kit: bool) -> tuple[str, ...]:
    """Those of `sources` that are no other path's; all of them where what is left would name no origin.

    What is not the kit's own needs one beside the kit's decisions (X) and the other documentation (B).
    """
    left = tuple(source for source in sources if _is_own(source, facts))
    named = left if kit else tuple(source for source in left if source[0] not in "XB")
    return left if named else sources


def _is_own(source: str, facts: frozenset[str]) -> bool:
    if source in _MOVED and "cluster" in facts and facts & {"dns", "nat"}:
        return True
    family = _FAMILY.match(source)
    wanted = _OWN.get(source) or _OWN.get(family.group() if family else "")
    return wanted is None or bool(wanted & facts)
