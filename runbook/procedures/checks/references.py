"""Names that stand for something elsewhere: conditions, steps, blocks, values, ids of the catalogue, list entries."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from runbook.i18n import N_
from runbook.procedures.conditions import IT, PLACES
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.procedures.facts import FACTS
from runbook.procedures.values import VALUES
from runbook.reading.nodes import KeyPath, clipped, path_text
from runbook.reading.partial import PartialGroup, Violation
from runbook.reading.structure_problems import nearest

# What a name is the name of -> what is wrong with one that is not known, what to do where none is near.
UNKNOWN = {
    "condition": (N_("there is no condition {name}"), N_("docs/procedures.md lists all conditions")),
    "steps": (N_("there is no step {name}"), N_("write the step in a file of steps/, or remove the line")),
    "blocks": (N_("there is no block {name}"), N_("write it in blocks.yaml, or remove the line")),
    "appliance": (N_("no appliance is called {name}"), N_("write one of: {known}")),
    "event": (N_("no step has the event or the name {name}"), N_("look it up in steps/, or remove it")),
    "value": (N_("there is no value {name}"), N_("docs/procedures.md lists all values")),
    "field": (N_("no field of this text is called {name}"), N_("write one of: {known}")),
    "effects": (N_("there is no effect {name}"), N_("write it in effects.yaml, or remove it")),
    "never": (N_("there is no prohibition {name}"), N_("write it in never.yaml, or remove it")),
    "recoveries": (N_("there is no recovery {name}"), N_("write it in recoveries.yaml, or remove it")),
    "links": (N_("there is no link {name}"), N_("write it in links.yaml, or remove it")),
    "catalogue": (N_("the catalogue has no {name}"), N_("write it in catalogue.yaml, or remove it")),
}
# Key of a list -> what its names are names of.
_LISTS = {"never": "never", "recover": "recoveries", "links": "links", "sources": "catalogue", "ids": "catalogue",
          "place": "appliance"}  # fmt: skip
_NAMED = {"when": "condition", "unless": "condition"} | _LISTS
_REPEATED = ("when", "unless", "roles", "later", *_LISTS)

# Part -> keys of one name -> what it is the name of.
_LINE = {"step": "steps", "use": "blocks", "at": "appliance"}
_SINGLE = {
    "steps": {"effect": "effects", "value": "value", "na": "condition", "source": "catalogue"},
    "blocks": _LINE,
    "paths": _LINE | {"serving": "appliance"},
}
_KNOWN: dict[str, Collection[str]] = {
    "condition": FACTS.keys(),
    "value": VALUES.keys(),
    "appliance": (*PLACES, IT),
}
_SHORT = ("appliance", "field")  # kinds of names of which there are few enough to say all


def unknown(kind: str, name: str, known: Collection[str]) -> tuple[str, str, dict[str, str]] | None:
    """What is wrong with a name, what to do, and the values of both; None where it is known."""
    if name in known:
        return None
    message, remedy = UNKNOWN[kind]
    values = {"name": clipped(name), "known": ", ".join(sorted(known)) if kind in _SHORT else ""}
    if close := nearest(name, sorted(known)):
        return message, N_("write {nearest} if you mean it"), values | {"nearest": close}
    return message, remedy, values


def check_references(draft: Draft) -> Iterator[Fault]:
    """Every name of every file is known; no list has one twice."""
    known = _KNOWN | {part: draft.names(part) for part in draft.parts}
    for entry in draft.entries():
        for group in entry.groups:
            for path, kind, name in _names(entry, group):
                found = None if kind in draft.unread else unknown(kind, name, known[kind])
                if found:
                    yield Fault(entry.file, Violation(path, *found))
            yield from _repeated(entry, group)


def _names(entry: DraftEntry, group: PartialGroup) -> Iterator[tuple[KeyPath, str, str]]:
    """All names in a group, each with its path and what it is the name of."""
    for key, kind in _NAMED.items():
        if key in group.data:  # of most groups few are: a whole folder has thousands
            yield from ((path, kind, name) for path, name in group.texts(key))
    for key, kind in _SINGLE.get(entry.file.part, {}).items():
        name = group.text(key)
        if name is not None and (key != "na" or group.path == entry.path):
            yield group.at(key), kind, name
    equals = group.text("equals") or ""
    if equals.startswith("{"):
        yield group.at("equals"), "value", equals.strip("{}")


def _repeated(entry: DraftEntry, group: PartialGroup) -> Iterator[Fault]:
    for key in _REPEATED:
        seen: dict[str, KeyPath] = {}
        for path, name in group.texts(key) if key in group.data else ():
            first = seen.setdefault(name, path)
            if first != path:
                message = N_("{name} is given twice; the first is at {first}")
                values = {"name": clipped(name), "first": path_text(first)}
                yield Fault(entry.file, Violation(path, message, N_("keep one of them"), values))
