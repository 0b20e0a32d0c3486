"""What the changes of a site that are of the past mean for those to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from runbook.i18n import N_
from runbook.inventory.checks.names import named
from runbook.inventory.checks.packages import packages_in
from runbook.model.site import CLOSED, UNKNOWN, version_key
from runbook.reading.nodes import clipped
from runbook.reading.partial import PartialGroup, Violation

AS_BEFORE = N_(
    "while a change is under way, leave base and software as they were before it, until all of it is done: then write "
    "state: done"
)


def is_closed(change: PartialGroup) -> bool:
    """Whether it is done, stopped or cancelled."""
    return change.text("state") in CLOSED


def done_before(site: PartialGroup, change: PartialGroup) -> list[PartialGroup]:
    """The changes that are done and began before this one does, as far as both say when."""
    begins = _begins(change)
    done = [(one, _begins(one)) for one in site.parts("changes") if one.text("state") == "done"]
    return [one for one, began in done if began is not None and begins is not None and began < begins]


def _begins(change: PartialGroup) -> datetime | None:
    windows = change.parts("windows")
    return windows[0].moment("start") if windows else None


def check_replaced(site: PartialGroup, change: PartialGroup, done: list[PartialGroup]) -> Iterator[Violation]:
    """What is planned after a migration that is done is done on the new appliance: the inventory has to name it."""
    ids = [text for _path, text in named(site.parts("appliances"), "id")]
    for one in done:
        target = one.part("to")
        old, new = one.text("from"), target.text("id") if target else None
        if one.text("kind") == "migrate" and old in ids and new is not None:
            message = N_("{done} is done, and has replaced {old}, which is still listed among the appliances")
            remedy = N_("write {new} in its place, with what it runs today")
            values = {"done": clipped(one.text("id") or "?"), "old": old, "new": clipped(new)}
            yield Violation(change.at("hops"), message, remedy, values)


def newest_before(site: PartialGroup, done: list[PartialGroup], key: str) -> tuple[str, str] | None:
    """The newest version that is known among the site's appliances and what was installed since, and whose it is: the
    id of an appliance, else of a change."""
    pairs = [(appliance.text(key), appliance.text("id")) for appliance in site.parts("appliances")]
    known = [(version, who or "?") for version, who in pairs if version not in (None, UNKNOWN)]
    return max([*known, *installed(done, key)], key=lambda pair: version_key(pair[0]), default=None)


def installed(done: list[PartialGroup], key: str) -> list[tuple[str, str]]:
    """What changes have installed, each version with the id of its change."""
    found = [
        (package, change.text("id")) for change in done for hop in change.parts("hops") for package in packages_in(hop)
    ]
    return [(it.name, who or "?") for it, who in found if it.kind == key and it.name is not None]


def brought_half_way(site: PartialGroup, key: str) -> set[str]:
    """The versions that changes bring of which a part is done and a part is not."""
    changes = [one for one in site.parts("changes") if not is_closed(one)]
    under_way = [one for one in changes if any(window.says("done") for window in one.parts("windows"))]
    return {version for version, _who in installed(under_way, key)}
