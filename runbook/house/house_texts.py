"""Texts of a house: which message stands for them in a plan, and what it is in each language.

A text that is not given in a language is shown in another one, with a mark before it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from runbook.i18n import SOURCE, available, load_language
from runbook.model.house import AnyWords, House
from runbook.model.limits import Closed
from runbook.model.plan import OWN_ROLE
from runbook.reading.nodes import KeyPath

_OWN = "house: "  # what the messages of a house begin with whose text is one of the kit's
# The keys of a house that hold texts for people.
TEXT_KEYS = frozenset({"title", "where", "do", "see", "text", "label", "back", "reasons", "classification", "retention",
                       "hours", "name"})  # fmt: skip
_BY_NAME = (["roles"], ["leave_out"])  # texts by the names of roles and steps


def message_of(words: AnyWords | None) -> str:
    """The message that stands for a text in a plan: its English, or else the language that is given first."""
    if words is None:
        return ""
    text = words if isinstance(words, str) else words[_first(words)]
    return f"{_OWN}{text}" if text in _words_of_the_kit() else text


@cache
def _words_of_the_kit() -> frozenset[str]:
    """The messages that some language translates: a house that says the same says it for itself alone."""
    return frozenset(message for tag in available() for message in load_language(tag).messages)


def _first(words: Mapping[str, str]) -> str:
    return SOURCE if SOURCE in words else next(iter(words))


def in_language(words: Mapping[str, str], tag: str) -> str:
    """The text in a language; marked where it is given in others alone."""
    if tag in words:
        return words[tag]
    other = next((one for one in (tag.split("_")[0], _first(words)) if one in words), "")
    return words[other] if other == tag.split("_")[0] else f"[{other}] {words[other]}"


class HouseText(NamedTuple):
    """A text of a house with its languages, and where it stands in what it was found in."""

    path: KeyPath
    words: dict[str, str]


def texts_in(value: Any, path: KeyPath = ()) -> Iterator[HouseText]:
    """The texts with languages of any part of a house."""
    if isinstance(value, Closed):
        for part in dataclasses.fields(value):  # type: ignore[arg-type]  # all nouns of a house are dataclasses
            yield from texts_in(getattr(value, part.name), (*path, part.name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from texts_in(item, (*path, index))
    elif isinstance(value, dict) and value:
        keys = [key for key in path if isinstance(key, str)]
        texts = all(isinstance(text, str) for text in value.values())
        if texts and (keys[-1] in TEXT_KEYS or keys[-2:-1] in _BY_NAME):
            yield HouseText(path, value)
        else:
            for key, item in value.items():
                yield from texts_in(item, (*path, key))


def _same_in_all(value: Any, path: KeyPath = ()) -> Iterator[str]:
    """The texts of any part of a house that are one for every language."""
    if isinstance(value, Closed):
        for part in dataclasses.fields(value):  # type: ignore[arg-type]  # all nouns of a house are dataclasses
            yield from _same_in_all(getattr(value, part.name), (*path, part.name))
    elif isinstance(value, tuple | dict):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _same_in_all(item, (*path, key))
    elif isinstance(value, str) and (path[-1] in TEXT_KEYS or path[-2:-1] in (("reasons",), ("leave_out",))):
        yield value


def words_of(house: House) -> dict[str, dict[str, str]]:
    """For each language of the kit what the messages of a house say in it, where that is not the message itself."""
    found: dict[str, dict[str, str]] = {tag: {} for tag in available()}
    for one in _same_in_all(house):
        if message_of(one) != one:
            found = {tag: {**own, message_of(one): one} for tag, own in found.items()}
    for text in texts_in(house):
        message = message_of(text.words)
        for tag, own in found.items():
            said = in_language(text.words, tag)
            if said != message:
                own[message] = said
    for name, words in house.file.roles.items():
        for tag, own in found.items():
            own[OWN_ROLE + name] = words if isinstance(words, str) else in_language(words, tag)
    return {tag: own for tag, own in found.items() if own}
