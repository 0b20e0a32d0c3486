"""Entries of lists by themselves: effects, blocks, rules, links; and what stands twice where it may stand once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runbook.i18n import N_
from runbook.model.plan import THROUGHOUT
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.procedures.occurrences import endless_blocks
from runbook.reading.nodes import clipped
from runbook.reading.partial import PartialGroup, Violation

_LINES = {"blocks": 2, "paths": 4}  # how deep the lines of a block or path are: install[0], phases[0].steps[0]


def check_lists(draft: Draft) -> Iterator[Fault]:
    """Everything that one entry says by itself, and what is given twice."""
    for entry in draft.entries("effects"):
        yield from _effect(entry)
    for entry in draft.entries("blocks", "paths"):
        for group in entry.groups:
            if len(group.path) == _LINES[entry.file.part] and "back_also" not in group.path:
                yield from _line(entry, group)
    for entry in draft.entries("rules"):
        yield from _rule(entry)
    for name in endless_blocks(draft):
        entry = next(entry for entry in draft.entries("blocks") if entry.name == name)
        message, remedy = N_("the block {name} asks for itself, and would never end"), N_("remove one of the lines")
        yield Fault(entry.file, Violation(entry.path, message, remedy, {"name": name}))


def _effect(entry: DraftEntry) -> Iterator[Fault]:
    data, kind = entry.group.data, entry.group.text("kind")
    flags = [key for key in ("serving", "moves", "ends") if data.get(key) is True]
    if kind not in ("outage", None):
        for key in flags:
            message, remedy = N_("{key} is for outages only"), N_("remove it, or write kind: outage")
            yield Fault(entry.file, Violation(entry.at(key), message, remedy, {"key": key}))
    if kind not in (*THROUGHOUT, None) and entry.group.text("back"):
        message, remedy = N_("only clients that are removed or offline add to the way back"), N_("remove it")
        yield Fault(entry.file, Violation(entry.at("back"), message, remedy))
    said = bool(entry.group.text("text"))
    if said and "ends" in flags:
        message, remedy = N_("who notices is said where an outage begins, not where it ends"), N_("remove it")
        yield Fault(entry.file, Violation(entry.at("text"), message, remedy))
    elif not said and "ends" not in flags and isinstance(entry.data, dict):
        message, remedy = N_("it is not said who notices"), N_("add it under text")
        yield Fault(entry.file, Violation(entry.at("text"), message, remedy))


def _line(entry: DraftEntry, group: PartialGroup) -> Iterator[Fault]:
    """A line of a path or block names a step or a block."""
    if group.given("step") and group.given("use"):
        message, remedy = N_("a line is either a step or a block"), N_("make two lines of it")
        yield Fault(entry.file, Violation(group.at("use"), message, remedy))
    elif not group.given("step") and not group.given("use"):
        message, remedy = N_("this line names neither a step nor a block"), N_("add step or use, or remove the line")
        yield Fault(entry.file, Violation(group.path, message, remedy))


def _rule(entry: DraftEntry) -> Iterator[Fault]:
    group = entry.group
    kind = group.data.get("kind", "order")
    if group.at("kind") in entry.file.broken:
        return
    timed = kind in ("wait", "not-later")
    if timed and not group.given("minutes"):
        message, remedy = N_("a rule of kind {kind} says how long"), N_("add minutes")
        yield Fault(entry.file, Violation(group.at("minutes"), message, remedy, {"kind": str(kind)}))
    if not timed and group.given("minutes"):
        message, remedy = (
            N_("only a rule of kind wait or not-later has minutes"),
            N_("remove them, or write the kind"),
        )
        yield Fault(entry.file, Violation(group.at("minutes"), message, remedy))
    if group.at("severity") not in entry.file.broken:
        yield from _severity(entry, kind, warns=group.data.get("severity") == "warning")
    if kind in ("order", "wait", "not-later") and group.given("steps"):
        message = N_("only rules of kind adjacent and closed have steps")
        yield Fault(entry.file, Violation(group.at("steps"), message, N_("remove them, or write the kind")))
    if kind == "closed" and not group.given("steps"):
        message, remedy = N_("a rule of kind closed says what may not come in between"), N_("add steps")
        yield Fault(entry.file, Violation(group.at("steps"), message, remedy))


def _severity(entry: DraftEntry, kind: object, *, warns: bool) -> Iterator[Fault]:
    """A verdict warns of times alone."""
    if warns and kind not in ("wait", "not-later"):
        message, remedy = N_("only a rule of kind wait or not-later warns"), N_("remove it")
        yield Fault(entry.file, Violation(entry.at("severity"), message, remedy))
    if not warns and kind == "not-later":
        message, remedy = N_("a rule of kind not-later warns, and nothing else"), N_("write severity: warning")
        yield Fault(entry.file, Violation(entry.at("severity"), message, remedy))


def check_twice(draft: Draft) -> Iterator[Fault]:
    """Steps have names of their own over all files; so have labels, risks, paths and their places in the list."""
    message = N_("the step {value} already exists: {first}")
    steps = ((entry, entry.name, None) for entry in draft.entries("steps"))
    yield from _twice(steps, message, N_("give it a name of its own"))
    paths = [entry for entry in draft.entries("paths") if entry.name]
    message = N_("a path is already called {value}: {first}")
    yield from _twice(((entry, entry.name, "name") for entry in paths), message, N_("give it a name of its own"))
    placed = [(entry, listed, "listed") for entry in paths if type(listed := entry.group.data.get("listed")) is int]
    message = N_("another path has the place {value} in the list: {first}")
    yield from _twice(
        ((entry, str(listed), key) for entry, listed, key in placed), message, N_("give it another place")
    )
    for part, key in (("terms", "label"), ("risks", "text"), ("risks", "id")):
        texts = ((entry, entry.group.text(key) or "", key) for entry in draft.entries(part))
        yield from _twice(texts, N_("{value} is given twice: {first}"), N_("keep one of them"))


def _twice(entries: Iterable[tuple[DraftEntry, str, str | None]], message: str, remedy: str) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for entry, value, key in entries:
        path = entry.at(key) if key else entry.path
        line, _node = entry.file.root.find(path)
        here = f"{entry.file.name}:{line}"
        first = seen.setdefault(value, here) if value else here
        if first != here:
            values = {"value": clipped(value), "first": first}
            yield Fault(entry.file, Violation(path, message, remedy, values))
