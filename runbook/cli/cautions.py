"""What `runbook check` warns of: what an inventory may hold, and nobody wants on pages."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.site import Heading, Site
from runbook.reading.nodes import KeyPath
from runbook.reading.partial import Violation

NAMED = 5  # characters of one value


def cautions(thing: Site | Heading) -> Iterator[Violation]:
    """Ids by which one appliance is taken for another; values that pages cannot show."""
    if not isinstance(thing, Site):
        yield from _unprintable(("organization",), thing.organization)
        return
    yield from _misleading(thing)
    yield from _unprintable(("name",), thing.name)
    for i, person in enumerate(thing.staff):
        for key in ("initials", "name", "email"):
            yield from _unprintable(("staff", i, key), getattr(person, key) or "")
    for i, appliance in enumerate(thing.appliances):
        for key in ("model", "region"):
            yield from _unprintable(("appliances", i, key), getattr(appliance, key) or "")
    for i, change in enumerate(thing.changes):
        for key in ("ticket", "reason"):
            yield from _unprintable(("changes", i, key), getattr(change, key) or "")
        if change.target:
            yield from _unprintable(("changes", i, "target", "model"), change.target.model)


def _misleading(site: Site) -> Iterator[Violation]:
    from runbook.planning.misleading import may_mislead, misleading_ids

    if not may_mislead(site):  # the procedures take longer to load than a small inventory to check
        return
    from runbook.procedures.load import load_procedures

    message = N_("{id} ends in {letter}, and pages call {other} by that letter in hop {hop} of {change}")
    remedy = N_("give it another id, such as one that ends in a digit")
    for found in misleading_ids(site, load_procedures()):
        values = {name: str(value) for name, value in found._asdict().items()}
        yield Violation(("appliances", found.place, "id"), message, remedy, values)


def _unprintable(place: KeyPath, text: str) -> Iterator[Violation]:
    if text.isascii():
        return
    from runbook.document.visible_text import undrawn

    found = undrawn(text)
    if found:
        named = ", ".join(f"{c} (U+{ord(c):04X})" for c in found[:NAMED])
        message = N_("no font of the pages has {characters}: a sign such as {sign} is printed in its place")
        remedy = N_("write it in letters that can be printed, such as Latin ones")
        values = {"characters": named + ", …" * (len(found) > NAMED), "sign": f"⟨U+{ord(found[0]):04X}⟩"}
        yield Violation(place, message, remedy, values)
