"""Names that stand for one thing alone, and texts as they can be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.house.house_texts import HouseText, message_of, texts_in
from runbook.i18n import N_
from runbook.i18n import shown as by_code
from runbook.model.procedure import Procedures
from runbook.procedures.checks.texts import BRACE, LINK
from runbook.procedures.draft import Fault
from runbook.reading.nodes import KeyPath, Node, clipped

# What no text may hold -> what is wrong, what to do.
_FORBIDDEN = (BRACE, (*LINK, N_("write it under links, with its title and url")))
_KEYS = frozenset({"title", "where", "do", "see", "text", "label", "back", "reasons", "classification", "retention",
                   "hours"})  # fmt: skip
_NAMES = frozenset({"name", "phone", "email", "contract", "case", "reason", "url", "choices", "equals"})  # values
MAX_WORD = 30  # letters
_BREAK = re.compile(r"[\s\u00ad\u2010-]+")  # where a line may end
_BY_NAME = ("roles", "leave_out")  # texts by names


def check_names(draft: HouseDraft, _procedures: Procedures) -> Iterator[Fault]:
    """No two steps, rules or paths have one name, in whatever files; small and capital letters are the same."""
    seen: dict[tuple[str, str], HouseEntry] = {}
    for entry in draft.entries:
        first = seen.setdefault((entry.file.part, entry.name.casefold()), entry)
        if first is not entry and entry.file.part != "house":
            line, _node = first.file.root.find(first.path)
            message = N_("the name {name} is given twice; the first is in {first}")
            place = f"{first.file.name}:{line}"
            yield entry.fault((), message, N_("keep one of them"), name=clipped(entry.name), first=place)


def check_texts(draft: HouseDraft, _procedures: Procedures) -> Iterator[Fault]:
    """Every text that is printed, and every language that one is given in."""
    said: dict[str, tuple[dict[str, str], HouseEntry]] = {}
    for entry in draft.entries:
        _line, node = entry.file.root.find(entry.path)
        for path, text in _texts(node, ()) if node else ():
            yield from _form(entry, path, text)
        for path, text in _values(node, ()) if node else ():
            yield from _unseen(entry, path, text)
            if path[-1] == "name":
                yield from _too_long(entry, path, text)
        for found in texts_in(entry.noun) if entry.noun is not None else ():
            yield from _told_apart(entry, found, said)


def _texts(node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """The texts for people in a value, whatever is wrong with its shape."""
    if node.kind == "text" and (any(key in _KEYS for key in path[-2:]) or (len(path) > 1 and path[0] in _BY_NAME)):
        yield path, node.text
    for key, (_line, below) in node.entries.items():
        yield from _texts(below, (*path, key))


def _values(node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """The names, numbers and addresses in a value, which are printed as they are."""
    if node.kind == "text" and any(key in _NAMES for key in path[-2:]):
        yield path, node.text
    for key, (_line, below) in node.entries.items():
        yield from _values(below, (*path, key))


def _form(entry: HouseEntry, path: KeyPath, text: str) -> Iterator[Fault]:
    for pattern, message, remedy in _FORBIDDEN:
        if pattern.search(text):
            yield entry.fault(path, message, remedy)
    yield from _too_long(entry, path, text)
    yield from _unseen(entry, path, text)


def _too_long(entry: HouseEntry, path: KeyPath, text: str) -> Iterator[Fault]:
    """A word that no narrow line of a page holds would be cut off at its end."""
    longest = max(_BREAK.split(text), key=len)
    if len(longest) > MAX_WORD:
        message = N_("the word {value} is longer than {limit} letters, and a line of a page would cut it off")
        remedy = N_("make two of it, or write it with hyphens")
        yield entry.fault(path, message, remedy, value=clipped(longest), limit=str(MAX_WORD))


def _unseen(entry: HouseEntry, path: KeyPath, text: str) -> Iterator[Fault]:
    bare = text.strip()
    hidden = next(filter(_is_hidden, bare), None)
    if hidden is not None:
        message = N_("there is an invisible character in this text (U+{code})")
        remedy = N_("remove it; it comes along where a text is copied")
        yield entry.fault(path, message, remedy, code=f"{ord(hidden):04X}")


def _is_hidden(letter: str) -> bool:
    """Whether nothing is seen where a letter stands, or it turns the text around it; spaces of French are none such."""
    if letter in "\u00a0\u202f":
        return False
    return not letter.isprintable() or by_code(letter) not in (letter, f"\u2068{letter}\u2069")


def _told_apart(
    entry: HouseEntry, found: HouseText, said: dict[str, tuple[dict[str, str], HouseEntry]]
) -> Iterator[Fault]:
    """A text that says two things in another language."""
    words, first = said.setdefault(message_of(found.words), (found.words, entry))
    if words != found.words and {tag for tag in words if words[tag] != found.words.get(tag, words[tag])}:
        message = N_("this text has other translations at {name}, and pages would show one of them for both")
        yield entry.fault(found.path, message, N_("say both in the same words, or differently"), name=first.name)
