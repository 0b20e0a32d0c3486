"""Which path a change takes, and all there are."""

from __future__ import annotations

import re
from itertools import product

from runbook.errors import PlanningError
from runbook.i18n import N_
from runbook.model.plan import Text
from runbook.model.procedure import PathData, Procedures
from runbook.model.site import Change, Site
from runbook.procedures.conditions import NAME_PLACES, where
from runbook.procedures.facts import holds


def path_of(procedures: Procedures, facts: frozenset[str]) -> PathData:
    """The one path whose conditions hold. Raises PlanningError where none or several do."""
    fitting = [p for p in procedures.paths if holds(p.when, (), facts)]
    if len(fitting) != 1:
        raise PlanningError(f"{len(fitting)} paths fit these facts: {', '.join(sorted(facts))}")
    return fitting[0]


def path_named(procedures: Procedures, name: str) -> PathData:
    """The path of a house with that name. Raises PlanningError where there is none."""
    found = next((path for path in procedures.paths if path.name == name), None)
    if found is None:
        raise PlanningError(N_("the house has no path {name}"), name=name)
    return found


def path_id(path: PathData, site: Site, change: Change) -> str:
    """The path's name with its places filled in, such as "failover-asynchronous-automatic-dns"."""
    old = next((a.form for a in site.appliances if a.id == change.source), "")
    new = change.target.form if change.target else ""
    switch = site.failover.switch if site.failover else ""
    return path.name.format(method=change.method, switch=switch, forms=f"{old}-{new}")


def path_ids(procedures: Procedures) -> tuple[tuple[str, Text], ...]:
    """Every path id that a change can have, with its title, in the order of the procedures."""
    listed = []
    for path in procedures.paths:
        places = re.findall(r"\{(\w+)\}", path.name)
        for values in product(*(NAME_PLACES[place][0] for place in places)):
            filled = dict(zip(places, values, strict=True))
            facts = [fact for place, value in filled.items() for fact in NAME_PLACES[place][0][value]]
            if where(path.when).plus(facts).can_hold:
                listed.append((path.name.format(**filled), path.title))
    return tuple(listed)
