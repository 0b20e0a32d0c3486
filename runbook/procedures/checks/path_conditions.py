"""Which changes each path is for: every change has one, none has two, and a path's name can be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runbook.i18n import N_
from runbook.procedures.conditions import NAME_PLACES, Where, where
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.procedures.facts import FACTS, PASSING
from runbook.procedures.sorts import sorts
from runbook.reading.partial import Violation

_REMEDY = N_("give one of them a condition that the other excludes")


def check_paths(draft: Draft) -> Iterator[Fault]:
    """No change fits two paths, and none is without one."""
    paths = [entry for entry in draft.entries("paths") if _known(entry)]
    conditions = [where(fact for _path, fact in entry.group.texts("when")) for entry in paths]
    for number, entry in enumerate(paths):
        yield from _name(entry, conditions[number])
        for other, also in zip(paths[:number], conditions, strict=False):
            both = conditions[number].both(also)
            if both.can_hold:
                message = N_("a change that is {facts} fits this path and {other}")
                values = {"facts": ", ".join(_example(both)), "other": other.name}
                yield Fault(entry.file, Violation(("when",), message, _REMEDY, values))
    everything = draft.whole("paths") and len(paths) == len(draft.parts["paths"])
    uncovered = where().outside(*conditions) if everything and paths else None
    if uncovered:
        message = N_("no path fits a change that is {facts}")
        remedy = N_("write a path for it, or remove a condition from one")
        values = {"facts": ", ".join(_example(uncovered))}
        yield Fault(paths[0].file.folder(), Violation((), message, remedy, values))


def _known(entry: DraftEntry) -> bool:
    """Whether what a path asks for is all known."""
    when = entry.group.data.get("when")
    return isinstance(when, list) and all(isinstance(fact, str) and fact in FACTS for fact in when)


def _example(condition: Where) -> list[str]:
    """The facts of one change for which a condition holds: what kind it is, and what else is asked of it."""
    for kinds in (groups[0] for groups in sorts()):
        universe = frozenset().union(*kinds)
        wanted, refused = condition.when & universe, condition.unless & universe
        kind = next((one for one in kinds if wanted <= one and one.isdisjoint(refused)), None)
        if kind is not None and condition.plus(kind).can_hold:
            return sorted(kind - PASSING) + sorted(condition.when - universe)
    return sorted(condition.when)


def _name(entry: DraftEntry, condition: Where) -> Iterator[Fault]:
    """What stands in braces in the name is known, and every change of the path has it."""
    for part in re.findall(r"\{([^{}]*)\}", entry.name):
        if part not in NAME_PLACES:
            message, remedy = N_("nothing fills in {name} in the name of a path"), N_("write one of: {known}")
            values = {"name": part, "known": ", ".join(NAME_PLACES)}
            yield Fault(entry.file, Violation(("name",), message, remedy, values))
        elif not condition.surely(*NAME_PLACES[part][1]):
            message = N_("not every change of this path has what fills in {name}")
            values = {"name": part}
            yield Fault(entry.file, Violation(("name",), message, N_("remove it"), values))
