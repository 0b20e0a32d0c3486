"""What nothing names, and so is never shown: it was forgotten, or what should name it is misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runbook.i18n import N_
from runbook.model.procedure import PACKAGES, SELECTED, TOUCHING
from runbook.procedures.checks.selectors import called_names, parts_of, selectors
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.reading.partial import Violation
from runbook.reading.structure_problems import nearest

# Part -> the parts and keys that name its entries, what is wrong with one that nothing names, what to do.
_NAMED = {
    "steps": (
        ("blocks", "paths"),
        ("step",),
        N_("no path or block does the step {name}"),
        N_("add a line with it, or remove it"),
    ),
    "blocks": (
        ("blocks", "paths"),
        ("use",),
        N_("no path asks for the block {name}"),
        N_("add a line with use, or remove it"),
    ),
    "recoveries": (
        ("steps",),
        ("recover",),
        N_("no step names the recovery {name}"),
        N_("name it under recover, or remove it"),
    ),
    "links": (
        ("steps", "recoveries"),
        ("links",),
        N_("nothing names the link {name}"),
        N_("name it under links, or remove it"),
    ),
    "effects": (
        ("steps",),
        ("effect",),
        N_("no step has the effect {name}"),
        N_("name it under effects, or remove it"),
    ),
}


def check_unused(draft: Draft) -> Iterator[Fault]:
    """Steps, blocks, recoveries, links, effects that nothing names; steps no rule speaks of; risks without limits."""
    for part, (places, keys, message, remedy) in _NAMED.items():
        if draft.unread.isdisjoint((part, *places)):
            yield from _forgotten(draft.entries(part), _names(draft, places, keys), draft.names(part), message, remedy)
    if "rules" not in draft.unread and "steps" not in draft.unread:
        yield from _loose(draft)
    if not draft.unread:
        yield from _risks(draft)


def _names(draft: Draft, parts: Iterable[str], keys: Iterable[str]) -> frozenset[str]:
    """All that is named under `keys`, as a text or in a list."""
    groups = [group for entry in draft.entries(*parts) for group in entry.groups]
    found = {name for group in groups for key in keys for _path, name in group.texts(key)}
    return frozenset(found | {group.text(key) or "" for group in groups for key in keys})


def _forgotten(
    entries: Iterable[DraftEntry], named: frozenset[str], known: frozenset[str], message: str, remedy: str
) -> Iterator[Fault]:
    """The entries that nothing names, but for those that a misspelt name may mean: that is told already."""
    meant = {nearest(name, sorted(known)) for name in named - known - {""}}
    for entry in entries:
        if entry.name not in named and entry.name not in meant:
            yield Fault(entry.file, Violation(entry.path, message, remedy, {"name": entry.name}))


def _loose(draft: Draft) -> Iterator[Fault]:
    """Steps that no rule speaks of: nothing would say when they are to be done."""
    named = {parts_of(selector)[0] for _entry, key, _path, selector in selectors(draft, "rules") if key != "steps"}
    called = called_names(draft)
    meant = {nearest(name, sorted(called)) for name in named - called - SELECTED}
    for entry in draft.entries("steps"):
        name = str(entry.group.data.get("event") or entry.name)
        words = {PACKAGES: ("installs",), TOUCHING: ("installs", "touches", "effects")}
        spoken_of = name in named or any(
            word in named and entry.group.given(key) for word, keys in words.items() for key in keys
        )
        if not spoken_of and name not in meant:
            message = N_("no rule mentions {name}, so a record is right whenever it was done")
            remedy = N_("write a rule in rules.yaml that has it under first or then")
            yield Fault(entry.file, Violation(entry.path, message, remedy, {"name": name}))


def _risks(draft: Draft) -> Iterator[Fault]:
    """A risk is shown where a rule, a prohibition or a recovery carries one of its ids."""
    limiting = [group for entry in draft.entries("rules", "never") for group in entry.groups]
    carried = {name for group in limiting for _path, name in group.texts("sources")}
    carried |= draft.names("recoveries")
    for entry in draft.entries("risks"):
        ids = [name for _path, name in entry.group.texts("ids")]
        if ids and not carried & set(ids):
            message = N_("this risk is never shown: no rule, prohibition or recovery carries one of its ids")
            remedy = N_("add the id of what limits it, or remove it")
            yield Fault(entry.file, Violation(entry.at("ids"), message, remedy))
