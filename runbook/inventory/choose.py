"""Which changes of an inventory are meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher, get_close_matches

from runbook.errors import RunbookError
from runbook.i18n import N_
from runbook.model.site import Change, Inventory, Site

_FEW = 8  # names listed where none is near
_NO_SITE = (
    N_("there is no site {name}; did you mean {nearest}?"),
    N_("there is no site {name}; there are {known}"),
)
_NO_CHANGE = (
    N_("there is no change {name}; did you mean {nearest}?"),
    N_("there is no change {name}; there are {known}"),
)
_ELSEWHERE = N_("the change {name} is not of the site {site}, but of {owners}")


def chosen(
    inventory: Inventory, sites: Collection[str] = (), changes: Collection[str] = ()
) -> tuple[tuple[Site, Change], ...]:
    """The changes with their sites, in the order of the inventory; of all sites where none is named.

    Raises RunbookError where a name fits nothing, with the nearest that does.
    """
    meant = choose([(s.id, [c.id for c in s.changes]) for s in inventory.sites], sites, changes)
    return tuple((s, c) for s in inventory.sites for c in s.changes if c.id in meant.get(s.id, ()))


def choose(
    known: Sequence[tuple[str, Sequence[str]]], sites: Collection[str] = (), changes: Collection[str] = ()
) -> dict[str, tuple[str, ...]]:
    """The ids of the changes that are meant, by their site's; `known` holds those of all sites.

    Raises RunbookError as `chosen` does.
    """
    ids = dict.fromkeys(site for site, _ in known)
    for name in sites:
        if name not in ids:
            raise _unknown(_NO_SITE, name, list(ids))
    asked = set(sites) or ids.keys()
    there = dict.fromkeys(change for site, own in known if site in asked for change in own)
    for name in changes:
        if name not in there:
            if owners := [site for site, own in known if name in own]:
                raise RunbookError(_ELSEWHERE, name=name, site=_few(list(asked)), owners=_few(owners))
            raise _unknown(_NO_CHANGE, name, list(there))
    wanted = set(changes) or there.keys()
    found = {site: tuple(change for change in own if change in wanted) for site, own in known if site in asked}
    if not any(found.values()):
        raise RunbookError(N_("the sites have no changes: add one under `changes`"))
    return {site: own for site, own in found.items() if own}


def _unknown(messages: tuple[str, str], name: str, known: list[str]) -> RunbookError:
    near = get_close_matches(name, known, n=2)
    if near and (len(near) == 1 or _alike(name, near[0]) > _alike(name, near[1])):
        return RunbookError(messages[0], name=name, nearest=near[0])
    return RunbookError(messages[1], name=name, known=_few(known))


def _alike(name: str, other: str) -> float:
    """How much two names are like each other, as `get_close_matches` reckons."""
    return SequenceMatcher(None, other, name).ratio()


def _few(names: list[str]) -> str:
    return ", ".join([*names[:_FEW], "…"] if len(names) > _FEW else names)
