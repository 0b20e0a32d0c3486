"""Windows that are over and not said to be done, while others of their change lie ahead: was their work carried out?"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from runbook.cli.error_output import tell
from runbook.i18n import N_, Language
from runbook.model.clock import aware
from runbook.model.site import Change

if TYPE_CHECKING:
    from runbook.inventory.packed import PackedSite

DAY = len("2026-12-05")
Past = Mapping[tuple[str, str], tuple[int, ...]]
"""By site and change, the numbers of such windows."""


def past_windows(change: Change, zone: str, now: datetime) -> Iterator[tuple[int, datetime]]:
    """The number of each such window at the instant `now`, and when it ended; none where all are over."""
    ends = [aware(window.end, zone) for window in change.windows]
    if change.closed or ends[-1] < now:
        return
    for number, (window, end) in enumerate(zip(change.windows, ends, strict=True), 1):
        if not window.done and end < now:
            yield number, end


def past_in(fleet: Collection[PackedSite], now: datetime) -> Past:
    """Those of a whole fleet."""
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    soon, before = ((now + timedelta(days=days)).date().isoformat() for days in (1, -1))
    for packed in fleet:
        if not _may_have(packed, soon, before):
            continue
        (site,) = packed.inventory().sites
        for change in site.changes:
            numbers = tuple(number for number, _end in past_windows(change, site.timezone, now))
            if numbers and change.id in packed.changes:
                found[site.id, change.id] = numbers
    return found


def tell_past(past: Past, language: Language) -> None:
    """A line for each of them."""
    text = N_("window {number} is past: write done: true if its work was carried out, or else the times of a new one")
    for (site, change), numbers in past.items():
        for number in numbers:
            tell(f"{site}/{change}: {language.text(text, number=str(number))}")


def _may_have(packed: PackedSite, soon: str, before: str) -> bool:
    """Whether a change of the site may have one, by the days alone: most sites need not be read for it."""
    for change in json.loads(packed.content)["changes"]:
        days = [str(window["end"])[:DAY] for window in change["windows"]]
        if days[0] <= soon and days[-1] >= before and len(days) > 1:
            return True
    return False
