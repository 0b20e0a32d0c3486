"""The languages of a file of a house, as they are meant: `FR`, `fr-CA` and `fr_CA` are fr where there is no nearer one.

They are looked for by what the model says of each place, so that a step that is called `label` is none of them.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from typing import Any

from runbook.i18n import N_, available, known_tag
from runbook.model.settings import SpokenTag
from runbook.reading.annotations import alternatives, fields_of, limits_of
from runbook.reading.nodes import KeyPath, Node, clipped
from runbook.reading.partial import Violation
from runbook.reading.structure_problems import nearest
from runbook.reading.yaml_text import CUT_OFF

_PATTERN = limits_of(SpokenTag)[1].pattern  # by which a tag is known, whatever else is said of it
NodeEntries = dict[str | int, tuple[int, Node]]


def with_known_languages(root: Node, noun: Any) -> tuple[Node, tuple[Violation, ...]]:
    """The file, which is a `noun`, with the tags that the kit has for its languages; what is wrong with a tag.

    A text in a language that there is not is left out: it is told here, and nothing else has to be.
    """
    wrong: list[Violation] = []
    return _meant(root, noun, (), wrong), tuple(wrong)


def _meant(node: Node, annotation: Any, path: KeyPath, wrong: list[Violation]) -> Node:
    bare, limits = limits_of(annotation)
    if node.kind == "text" and limits.pattern == _PATTERN:
        return replace(node, text=known_tag(node.text) or node.text)
    if node.kind not in ("group", "list"):
        return node
    for kind in alternatives(bare):
        if node.kind == "group" and _is_text(kind):
            return _text(node, path, wrong)
    below = dict(_below(node, bare))
    if not below:
        return node
    entries: NodeEntries = {
        key: (line, _meant(value, below[key], (*path, key), wrong) if key in below else value)
        for key, (line, value) in node.entries.items()
    }
    return replace(node, entries=entries)


def _is_text(kind: Any) -> bool:
    """Whether a type is that of a text with its languages."""
    return typing.get_origin(kind) is dict and typing.get_args(kind)[0] == SpokenTag


def _below(node: Node, bare: Any) -> Iterator[tuple[str | int, Any]]:
    """The types of what stands in a value, by key or index; nothing where its shape is another."""
    origin, args = typing.get_origin(bare), typing.get_args(bare)
    if origin is tuple and node.kind == "list":
        yield from ((index, args[0]) for index in node.entries)
    elif origin is dict and node.kind == "group":
        yield from ((key, args[1]) for key in node.entries)
    elif is_dataclass(bare) and node.kind == "group":
        yield from ((part.key, part.annotation) for part in fields_of(bare).values() if part.key in node.entries)


def _text(node: Node, path: KeyPath, wrong: list[Violation]) -> Node:
    """A text whose languages are those of the kit; broken, and told, where none is."""
    found: NodeEntries = {}
    written: dict[str, str] = {}
    before = len(wrong)
    for key, entry in node.entries.items():
        told = str(key)
        tag = known_tag(told)
        if tag is None and entry[1].kind == "empty":
            wrong.append(Violation((*path, key), *CUT_OFF, {"text": clipped(told)}))
        elif tag is None:
            wrong.append(_unknown((*path, key), told))
        elif tag in found:
            message = N_("{value} is the language {tag} here, as {first} is")
            values = {"value": clipped(told), "tag": tag, "first": written[tag]}
            wrong.append(Violation((*path, key), message, N_("keep one of them"), values))
        else:
            found[tag], written[tag] = entry, told
    if not found and len(wrong) == before:
        wrong.append(Violation(path, N_("this text is in no language"), N_("write a text, or one for each language")))
    return replace(node, entries=found) if found else replace(node, kind="broken")


def _unknown(path: KeyPath, written: str) -> Violation:
    message = N_("there is no language {value}; there are: {known}")
    values = {"value": clipped(written), "known": ", ".join(available())}
    if close := nearest(written, available()):
        return Violation(path, message, N_("write {nearest} if you mean it"), values | {"nearest": close})
    return Violation(path, message, N_("write one of them; docs/languages.md says how to add one"), values)
