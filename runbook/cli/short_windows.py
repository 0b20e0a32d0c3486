"""What `runbook check` warns of by the plans of what is to come: windows that are too short for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from runbook.errors import RunbookError
from runbook.i18n import N_
from runbook.model.clock import aware
from runbook.model.house import PackedHouse
from runbook.model.site import Change, Inventory, Site
from runbook.reading.partial import Violation

MANY = 20  # changes: to plan more of them takes far longer than to check them
LARGEST = 60  # appliances of a site, for the same reason


class ShortWindows:
    """Of each site the windows that are too short for what is planned in them: of `MANY` changes in all, and of sites
    up to `LARGEST`."""

    def __init__(self, now: datetime, house: PackedHouse | None = None) -> None:
        self.now = now
        self.house = house
        self.planned = 0
        self.left = 0  # changes that were not planned

    def __call__(self, site: Site) -> Iterator[Violation]:
        """The warnings of a site, at the ends of its windows."""
        for index, change in enumerate(site.changes):
            if change.closed or not any(aware(one.end, site.timezone) > self.now for one in change.windows):
                continue
            if self.planned == MANY or len(site.appliances) > LARGEST:
                self.left += 1
                continue
            self.planned += 1
            yield from _short(site, change, index, self.house)


def _short(site: Site, change: Change, index: int, house: PackedHouse | None) -> Iterator[Violation]:
    from runbook.build.task import TOO_SHORT
    from runbook.planning.pipeline import make_plan
    from runbook.procedures.load import load_procedures

    book = Inventory(schema=1, organization="", languages=("en",), sites=(site,))
    try:
        own = None
        if house is not None:
            from runbook.house.house_load import house_procedures

            own = house_procedures(house.content)
        plan = make_plan(book, site, change, load_procedures(), house=own)
    except RunbookError:  # the procedures are at fault: `procedures check` says where
        return
    message = N_("this window of {change} is too short for the steps planned in it: {missing} more is needed")
    remedy = N_("end it later, or go on in another night: a window more, with `for: {window}`")
    for warning in plan.warnings:
        if warning.code == TOO_SHORT:
            at = ("changes", index, "windows", int(warning.args["window"]) - 1, "end")
            values = {"change": change.id, "window": warning.args["window"], "missing": warning.args["length"]}
            yield Violation(at, message, remedy, values)
