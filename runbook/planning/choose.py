"""Which changes of an inventory are meant."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from runbook.errors import RunbookError
from runbook.i18n import N_
from runbook.model.site import Change, Inventory, Site


def chosen(
    inventory: Inventory, sites: Collection[str] = (), changes: Collection[str] = ()
) -> tuple[tuple[Site, Change], ...]:
    """The changes with their sites, in the order of the inventory; of all sites where none is named.

    Raises RunbookError where a name fits nothing, with the nearest that does.
    """
    known = [s.id for s in inventory.sites]
    for name in sites:
        if name not in known:
            raise _unknown(N_("there is no site {name}; did you mean {nearest}?"), name, known)
    found = [(s, c) for s in inventory.sites if not sites or s.id in sites for c in s.changes]
    known = list(dict.fromkeys(c.id for _, c in found))
    for name in changes:
        if name not in known:
            raise _unknown(N_("there is no change {name}; did you mean {nearest}?"), name, known)
    found = [(s, c) for s, c in found if not changes or c.id in changes]
    if not found:
        raise RunbookError(N_("the sites have no changes: add one under `changes`"))
    return tuple(found)


def _unknown(message: str, name: str, known: list[str]) -> RunbookError:
    near = get_close_matches(name, known, n=1, cutoff=0.0)
    return RunbookError(message, name=name, nearest=near[0] if near else "–")
