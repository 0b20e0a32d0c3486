"""What `runbook check` warns of in the people of a site: that nobody is there to release its changes."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.site import Site
from runbook.reading.partial import Violation


def staff_cautions(site: Site) -> Iterator[Violation]:
    """A site with a change to come, and nobody with the role approver: the pack goes to these; they release, and decide
    go or no-go."""
    if all(change.closed for change in site.changes) or any("approver" in person.roles for person in site.staff):
        return
    message = N_(
        "nobody of {site} has the role approver: technicians release the change and decide go or no-go themselves, "
        "and `pack` has nobody to ask for an approval"
    )
    remedy = N_(
        "add the role to somebody with an `email:`; if technicians shall release it, choose other roles for the mail "
        "with `pack --to`"
    )
    yield Violation(("staff",), message, remedy, {"site": site.id})
