"""Every step of a plan has an identity of its own: what is done twice under one name cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.procedure import OF_HOPS, ONCE_A_WINDOW
from runbook.procedures.draft import Draft, Fault
from runbook.procedures.occurrences import Occurrence, Route
from runbook.reading.nodes import KeyPath
from runbook.reading.partial import Violation


def check_identities(draft: Draft, route: Route) -> Iterator[Fault]:
    """No path does two steps of one event, or one step twice, on one appliance under conditions that hold together."""
    seen: dict[tuple[str, str, str, str, str | None], list[Occurrence]] = {}
    told: set[tuple[str, KeyPath]] = set()
    for occurrence in route.occurrences:
        scope, identity = occurrence.step.scope, occurrence.called.replace(".", "-")
        if scope in ONCE_A_WINDOW:
            continue  # of several lines one counts
        identity += f"-{occurrence.visit.phase.id}" if scope == "phase" else ""
        one = occurrence.one if scope in ("appliance", "hop-appliance") else None
        key = (occurrence.visit.path.file.name, occurrence.visit.way, scope, identity, one)
        for other in seen.setdefault(key, []):
            place = occurrence.visit.place
            if other.visit is not occurrence.visit and place.key not in told and _together(occurrence, other):
                told.add(place.key)
                message = N_("{name} is done twice on the path {path}, under conditions that hold together")
                remedy = N_("remove one of the lines, or give one a condition that the other excludes")
                values = {"name": occurrence.called, "path": occurrence.visit.path.name}
                yield Fault(place.file, Violation(place.path, message, remedy, values))
        seen[key].append(occurrence)


def _together(one: Occurrence, other: Occurrence) -> bool:
    """Whether both can be part of one plan, with one identity."""
    if one.where.unsure or other.where.unsure:
        return False
    if one.step.scope in OF_HOPS:
        return one.where.both(other.where).can_hold
    return one.where.of_any_hop().both(other.where.of_any_hop()).can_hold
