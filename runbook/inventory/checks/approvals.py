"""Approvals: as many people have the role approver as a change needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from runbook.i18n import N_
from runbook.inventory.checks.past import is_closed
from runbook.reading.partial import PartialGroup, Violation

if TYPE_CHECKING:
    from runbook.model.house import House


def check_approvals(site: PartialGroup, house: House | None) -> Iterator[Violation]:
    """What a site, its changes and the house ask for. Of a site without approvers it is said elsewhere."""
    staff = site.parts("staff")
    listed = site.data.get("staff")
    if not isinstance(listed, list) or len(staff) != len(listed):
        return  # somebody of whom nothing is known may be one
    there = sum("approver" in [role for _path, role in person.texts("roles")] for person in staff)
    least = house.file.approval.needed if house and house.file.approval else 1
    asked = [one for one in (site, *(c for c in site.parts("changes") if not is_closed(c))) if one.given("approval")]
    for one in asked:
        part = one.part("approval")
        needed = part.data.get("needed") if part else None
        if part and isinstance(needed, int) and part.at("needed") not in part.broken and 0 < there < needed:
            yield _too_few(part, "needed", needed, there)
    if 0 < there < least:
        yield _too_few(site, "staff", least, there)


def _too_few(group: PartialGroup, key: str, needed: int, there: int) -> Violation:
    message = N_("{needed} people have to release a change, and {there} of the site have the role approver")
    remedy = N_("give more people that role, or ask for fewer")
    return Violation(group.at(key), message, remedy, {"needed": str(needed), "there": str(there)})
