"""People who are away, by the house, on the day of a window at which they are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from runbook.i18n import N_
from runbook.model.clock import aware
from runbook.model.site import Site
from runbook.reading.partial import Violation

if TYPE_CHECKING:
    from runbook.model.house import House


def away_cautions(site: Site, house: House | None, now: datetime) -> Iterator[Violation]:
    """Each window to come on a day on which the house says that somebody who signs is away."""
    people = house.file.people if house else {}
    for index, change in enumerate(site.changes):
        for number, window in enumerate(change.windows):
            if change.closed or window.done or aware(window.end, site.timezone) <= now:
                continue
            for person in site.staff:
                known = people.get(person.initials)
                away = known.away if known else ()
                if any(one.start <= window.end.date() and window.start.date() <= one.end for one in away):
                    deputy = (known.deputy if known else None) or ""
                    message = N_("{who} is away on the day of this window of {change}")
                    remedy = N_("name {deputy} under staff, or move the window")
                    if not deputy or any(other.initials == deputy for other in site.staff):
                        remedy = N_("make sure that somebody else on the staff signs, or move the window")
                    values = {"who": person.name, "change": change.id, "deputy": deputy}
                    yield Violation(("changes", index, "windows", number, "start"), message, remedy, values)
