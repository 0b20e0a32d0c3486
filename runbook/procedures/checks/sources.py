"""Origins: every fact of the catalogue is carried by something, and everything says where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runbook.i18n import N_
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.reading.partial import PartialGroup, Violation

_SAID = (
    "steps",
    "rules",
    "nights",
    "never",
    "recoveries",
)  # parts whose entries are the vendor's, or marked as the kit's
_OURS = ("X", "B")  # ids of our decisions, and of other documentation


def check_sources(draft: Draft) -> Iterator[Fault]:
    """Marks, origins, the catalogue and what is settled of it."""
    for entry in draft.entries(*_SAID, "needs"):
        for group in entry.groups:
            if group.path == entry.path or "text" in group.data:
                yield from _origin(entry, group)
    if not draft.unread:
        yield from _carried(draft)
    yield from _decided(draft)
    yield from _ids(draft)


def _origin(entry: DraftEntry, group: PartialGroup) -> Iterator[Fault]:
    if not entry.file.broken.isdisjoint((group.at("sources"), group.at("kit"))):
        return
    kit, own = group.data.get("kit") is True, group.path == entry.path and entry.file.part in _SAID
    sources = [name for _path, name in group.texts("sources")]
    message = remedy = ""
    if not group.data.get("sources") and not kit:
        message = N_("nothing says where this comes from")
        remedy = N_("name ids of the catalogue under sources, or write kit: true where it is our own")
    elif own and sources and not kit and all(name.startswith(_OURS) for name in sources):
        message = N_("all its sources are our own decisions or other documentation, so it is the kit's")
        remedy = N_("add kit: true, or the id of the vendor's guide")
    if message:
        yield Fault(entry.file, Violation(group.at("sources"), message, remedy))


def cited(draft: Draft) -> frozenset[str]:
    """The ids that a step, note, rule, night, duration, prohibition, recovery, need or path carries."""
    found: set[str] = set()
    for entry in draft.entries("steps", "paths", "rules", "nights", "never", "recoveries", "needs"):
        for group in entry.groups:
            for key in ("sources", "recover", "never"):
                found.update(name for _path, name in group.texts(key))
            found.add(group.text("source") or "")
    return frozenset(found)


def _carried(draft: Draft) -> Iterator[Fault]:
    carried = cited(draft)
    for entry in draft.entries("catalogue"):
        if entry.name not in carried:
            message = N_("nothing refers to the fact {name}")
            remedy = N_("name it under the sources of what it stands for, or remove it from the catalogue")
            yield Fault(entry.file, Violation(entry.path, message, remedy, {"name": entry.name}))


def _decided(draft: Draft) -> Iterator[Fault]:
    """Every contradiction or gap of the guide is settled."""
    if {"decisions", "catalogue"} & draft.unread:
        return
    decided = draft.names("decisions")
    for entry in draft.entries("catalogue"):
        if re.fullmatch(r"X[0-9]+", entry.name) and entry.name not in decided:
            message, remedy = N_("it is not said how {name} is settled"), N_("write it in decisions.yaml")
            yield Fault(entry.file, Violation(entry.path, message, remedy, {"name": entry.name}))


def _ids(draft: Draft) -> Iterator[Fault]:
    """Names that are ids of the catalogue: decisions, recoveries, prohibitions that steps repeat, families."""
    if "catalogue" in draft.unread:
        return
    known = draft.names("catalogue")
    repeated = {name for entry in draft.entries("steps") for _path, name in entry.group.texts("never")}
    named = [entry for entry in draft.entries("never") if entry.name in repeated and not entry.group.says("kit")]
    for entry in (*draft.entries("decisions", "recoveries"), *named):
        if entry.name not in known:
            yield _not_known(entry)
    families = {re.sub(r"[0-9]+$", "", name) for name in known}
    for entry in draft.entries("families"):
        if entry.name not in known | families:
            yield _not_known(entry)


def _not_known(entry: DraftEntry) -> Fault:
    message, remedy = N_("the catalogue has no {name}"), N_("write it in catalogue.yaml, or remove it")
    return Fault(entry.file, Violation(entry.path, message, remedy, {"name": entry.name}))
