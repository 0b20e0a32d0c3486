"""Ids of appliances that end in a letter by which the pages call another one: rs-b, where B is rs-a."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from runbook.model.site import Change, Site

if TYPE_CHECKING:
    from runbook.model.procedure import Procedures

_LAST_LETTER = re.compile(r"(?:^|[-_0-9])([A-Za-z])$", re.ASCII)


class MisleadingId(NamedTuple):
    """The id of the appliance at `place` ends in `letter`, which `other` bears in a hop of a change."""

    place: int
    id: str
    letter: str
    other: str
    change: str
    hop: int


def may_mislead(site: Site) -> bool:
    """Whether an id of the site ends in a letter that stands by itself."""
    return any(_LAST_LETTER.search(appliance.id) for appliance in site.appliances)


def misleading_ids(site: Site, procedures: Procedures) -> Iterator[MisleadingId]:
    """Those of a site, each once: the first change and hop in which another appliance bears the letter."""
    borne = [
        (change, hop, letter, id_)
        for change in site.changes
        if not change.closed and change.hops
        for hop, letter, id_ in _borne(site, change, procedures)
    ]
    for index, appliance in enumerate(site.appliances):
        ending = _LAST_LETTER.search(appliance.id)
        for change, hop, letter, other in borne if ending else ():
            if ending and letter == ending[1].upper() and other != appliance.id:
                yield MisleadingId(index, appliance.id, letter, other, change.id, hop)
                break


def _borne(site: Site, change: Change, procedures: Procedures) -> Iterator[tuple[int, str, str]]:
    """Hop, letter and id of each appliance that the pages of a change call by a letter."""
    from runbook.planning.appliance_roles import plan_hops
    from runbook.planning.paths import path_of
    from runbook.procedures.facts import facts_of

    path = path_of(procedures, facts_of(site, change))
    for current in plan_hops(site, change, path.ends_swapped):
        yield from ((current.hop, letter, id_) for letter, id_ in current.letters.items() if len(letter) == 1)
