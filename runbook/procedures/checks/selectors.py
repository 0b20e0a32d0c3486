"""Events: rules, nights and evidence name them, or steps that have none, and the letter of an appliance behind them."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.model.procedure import PACKAGES, SELECTED
from runbook.procedures.checks.references import UNKNOWN, unknown
from runbook.procedures.conditions import HALVES, LETTERS
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.reading.nodes import KeyPath, clipped
from runbook.reading.partial import Violation

LETTERS_OF_RULES = (*LETTERS, "node", *HALVES)  # what may stand behind the @


def called_names(draft: Draft) -> frozenset[str]:
    """What rules may call the steps: their events, or their names where they have none."""
    return frozenset(str(entry.group.data.get("event") or entry.name) for entry in draft.entries("steps"))


def parts_of(selector: str) -> tuple[str, str]:
    """The name and the letter of `update.base @ A`; no letter is ""."""
    name, _at, letter = (part.strip() for part in selector.partition("@"))
    return name, letter


def selectors(draft: Draft, *parts: str) -> Iterator[tuple[DraftEntry, str, KeyPath, str]]:
    """Every selector of every rule, or night, with its key and path."""
    for entry in draft.entries(*parts):
        for key in ("first", "then", "steps"):
            yield from ((entry, key, path, selector) for path, selector in entry.group.texts(key))


def check_selectors(draft: Draft) -> Iterator[Fault]:
    """What rules and nights name is known."""
    called = called_names(draft) | SELECTED
    for entry, _key, path, selector in selectors(draft, "rules", "nights"):
        name, letter = parts_of(selector)
        if "steps" not in draft.unread and (found := unknown("event", name, called)):
            yield Fault(entry.file, Violation(path, *found))
        if "@" in selector and letter not in LETTERS_OF_RULES:
            message, remedy = UNKNOWN["appliance"]
            values = {"name": clipped(letter), "known": ", ".join(LETTERS_OF_RULES)}
            yield Fault(entry.file, Violation(path, message, remedy, values))


def check_evidence_names(draft: Draft) -> Iterator[Fault]:
    """What evidence is to be later than is known."""
    called = called_names(draft) | {PACKAGES}
    for entry in draft.entries("steps") if "steps" not in draft.unread else ():
        evidence = entry.group.part("evidence")
        if evidence is None:
            continue
        after = evidence.text("after")
        names = [(evidence.at("after"), after)] if after is not None else []
        for path, name in [*names, *evidence.texts("later")]:
            if found := unknown("event", name, called | {PACKAGES}):
                yield Fault(entry.file, Violation(path, *found))
