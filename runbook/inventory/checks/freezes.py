"""Times in which nothing may be changed: that they are times, whom they let through, and which windows lie in them."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.inventory.checks.names import named
from runbook.inventory.checks.past import is_closed
from runbook.reading.nodes import clipped
from runbook.reading.partial import PartialGroup, Violation
from runbook.reading.structure_problems import nearest

IN_FREEZE = N_("this window is in a freeze, from {start} to {end}: {reason}")


def check_freezes(site: PartialGroup) -> Iterator[Violation]:
    """Each freeze by itself, and each window of a change that it does not let through."""
    ids = [text for _path, text in named(site.parts("changes"), "id")]
    for freeze in site.parts("freezes"):
        start, end = freeze.moment("start"), freeze.moment("end")
        if start is not None and end is not None and end <= start:
            message = (
                N_("the freeze ends before it begins")
                if end < start
                else N_("the freeze ends the moment it begins: it covers nothing")
            )
            yield Violation(freeze.at("end"), message, N_("write an end that is later than the start"))
        yield from _unknown(freeze, ids)
        for change in site.parts("changes"):
            yield from frozen(freeze, change)


def _unknown(freeze: PartialGroup, ids: list[str]) -> Iterator[Violation]:
    """Ids that the freeze lets through, of which there is no change."""
    for path, text in freeze.texts("except"):
        if text not in ids:
            close = nearest(text, ids)
            message = N_("the site has no change {value}")
            remedy = N_("write {nearest} if you mean it") if close else N_("write the id of a change, or remove it")
            yield Violation(path, message, remedy, {"value": clipped(text)} | ({"nearest": close} if close else {}))


def frozen(freeze: PartialGroup, change: PartialGroup) -> Iterator[Violation]:
    """The windows of a change that lie in a freeze which does not let it through."""
    if is_closed(change) or change.text("id") in [text for _path, text in freeze.texts("except")]:
        return
    begins, ends = freeze.moment("start"), freeze.moment("end")
    for window in change.parts("windows"):
        start, end = window.moment("start"), window.moment("end")
        if window.says("done"):
            continue
        if begins is None or ends is None or start is None or end is None or end <= begins or start >= ends:
            continue
        remedy = N_("move the window; or name the change under except: of the freeze, once whoever decides has agreed")
        values = {
            "start": begins.isoformat(timespec="minutes"),
            "end": ends.isoformat(timespec="minutes"),
            "reason": clipped(freeze.text("reason") or "?"),
        }
        yield Violation(window.at("start"), IN_FREEZE, remedy, values)
