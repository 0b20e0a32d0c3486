"""What `runbook check` warns of by the plans of large clusters: records that could not be verified afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from runbook.errors import InputError, RunbookError
from runbook.i18n import N_
from runbook.model.clock import aware
from runbook.model.site import Change, Inventory, Site
from runbook.reading.partial import Violation

SMALL = 250  # appliances times hops: what is less is small enough, by far
MANY = 4  # changes that are looked at: each takes a second


class TooLarge:
    """Of each site the changes whose plans relate more steps with each other than a verdict looks at."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.planned = 0

    def __call__(self, site: Site) -> Iterator[Violation]:
        """The warnings of a site, at the hops of its changes."""
        for index, change in enumerate(site.changes):
            ahead = any(aware(one.end, site.timezone) > self.now for one in change.windows)
            if change.closed or not ahead or len(site.appliances) * len(change.hops) < SMALL or self.planned == MANY:
                continue
            self.planned += 1
            if not _can_be_verified(site, change):
                message = N_("the plan of {change} is too large for `runbook verify`: its records would be refused")
                remedy = N_("make it a change of fewer hops, or of fewer appliances")
                yield Violation(("changes", index, "hops"), message, remedy, {"change": change.id})


def _can_be_verified(site: Site, change: Change) -> bool:
    from runbook.planning.pipeline import make_plan
    from runbook.procedures.load import load_procedures
    from runbook.verify.indexed_plan import closure, index_plan

    book = Inventory(schema=1, organization="", languages=("en",), sites=(site,))
    try:
        indexed = index_plan(make_plan(book, site, change, load_procedures()))
        closure(indexed, frozenset(range(len(indexed.steps))))
    except InputError:
        return False
    except RunbookError:  # the procedures are at fault: `procedures check` says where
        return True
    return True
