"""What `runbook check` warns of in the people of a site: that nobody is there to approve its changes."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.site import Site
from runbook.reading.partial import Violation


def staff_cautions(site: Site) -> Iterator[Violation]:
    """A site with a change to come, and nobody with the role approver: the pack goes to these."""
    if all(change.closed for change in site.changes) or any("approver" in person.roles for person in site.staff):
        return
    message = N_("nobody of {site} has the role approver: `pack` has nobody to ask for an approval")
    remedy = N_("add the role to somebody with an `email:`, or choose other roles with `pack --to`")
    yield Violation(("staff",), message, remedy, {"site": site.id})
