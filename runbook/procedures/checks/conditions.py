"""Conditions by themselves: facts that can be asked for where they stand, and that do not exclude each other."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.procedures.checks.references import unknown
from runbook.procedures.conditions import clash, where
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.procedures.facts import FACTS, HOP_FACTS, PACKAGE_FACTS, STEP_FACTS
from runbook.reading.nodes import KeyPath
from runbook.reading.partial import PartialGroup, Violation

_OF_PACKAGES = ("steps", "blocks", "paths")  # parts in which something may be done for each package


def check_conditions(draft: Draft) -> Iterator[Fault]:
    """The conditions of every entry."""
    for entry in draft.entries():
        if entry.file.part == "families":
            yield from _families(entry)
            continue
        for group in entry.groups:
            yield from _misplaced(entry, group)
            yield from _impossible(entry, group)


def _misplaced(entry: DraftEntry, group: PartialGroup) -> Iterator[Fault]:
    """Facts that are not known yet, or no more, where the condition is asked for."""
    part = entry.file.part
    whole = part == "paths" and group.path == entry.path
    whole = whole or (part == "rules" and group.text("hop") in ("any", "once"))
    beside = part == "steps" and group.path != entry.path
    for key in ("when", "unless"):
        for path, name in group.texts(key):
            if name in STEP_FACTS and not beside:
                message = N_("{name} is known only beside a step: for its notes, slots and effects")
                yield Fault(entry.file, Violation(path, message, N_("remove it"), {"name": name}))
            elif name in PACKAGE_FACTS and part not in _OF_PACKAGES:
                message = N_("{name} is known only where a line is done for each package")
                yield Fault(entry.file, Violation(path, message, N_("remove it"), {"name": name}))
            elif name in HOP_FACTS and whole:
                message = N_("{name} is a condition of a hop, and is not known here")
                yield Fault(entry.file, Violation(path, message, N_("remove it"), {"name": name}))


def _impossible(entry: DraftEntry, group: PartialGroup) -> Iterator[Fault]:
    """A condition that nothing meets."""
    when, unless = ([name for _path, name in group.texts(key)] for key in ("when", "unless"))
    place = group.at("when") if when else group.at("unless")
    if both := [name for name in when if name in unless]:
        message, remedy = N_("{name} is under both when and unless: this never holds"), N_("keep one of them")
        yield Fault(entry.file, Violation(group.at("unless"), message, remedy, {"name": both[0]}))
    elif pair := clash(when):
        yield _clash(entry, place, pair)
    elif not where(when, unless).can_hold:
        message = N_("these conditions leave no change for which this holds")
        yield Fault(entry.file, Violation(place, message, N_("remove one of them")))


def _clash(entry: DraftEntry, place: KeyPath, pair: tuple[str, str]) -> Fault:
    message, remedy = N_("{one} and {other} never hold together"), N_("remove one of them")
    return Fault(entry.file, Violation(place, message, remedy, {"one": pair[0], "other": pair[1]}))


def _families(entry: DraftEntry) -> Iterator[Fault]:
    """The alternatives of a family: lists of facts in a list."""
    for number, alternative in enumerate(entry.data if isinstance(entry.data, list) else ()):
        facts = [fact for fact in alternative if isinstance(fact, str)] if isinstance(alternative, list) else []
        for index, fact in enumerate(facts):
            if found := unknown("condition", fact, FACTS):
                yield Fault(entry.file, Violation(entry.at(number, index), *found))
        if pair := clash(facts):
            yield _clash(entry, entry.at(number), pair)
