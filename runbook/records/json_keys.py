"""Keys of JSON that stand in one object twice: one reader takes the first value, another the last."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from runbook.i18n import N_
from runbook.model.finding import Args, Finding, Message

DEPTH = 4  # list of records, record, entries, entry


class _Group(dict[str, Any]):
    """An object of JSON, and the keys that stand in it more than once with different values: the first, the last."""

    twice: tuple[tuple[str, Any, Any], ...] = ()


def _group(pairs: list[tuple[str, Any]]) -> _Group:
    group = _Group(pairs)
    if len(group) < len(pairs):
        first = dict(reversed(pairs))
        group.twice = tuple((key, first[key], value) for key, value in group.items() if first[key] != value)
    return group


def keys_twice(content: bytes, read: object, file: str) -> tuple[Finding, ...]:
    """A finding for each key of a record, an entry or a person that stands there twice: one reader takes the first,
    another the last.

    `read` is what was read from `content`. What is written as the kit writes it has none, and is not looked at.
    """
    if msgspec.json.format(content, indent=-1) == msgspec.json.encode(read):
        return ()
    try:
        found = json.loads(content, object_pairs_hook=_group)
    except (ValueError, RecursionError):
        return ()
    return tuple(_differences(found, file, "", 0))


def _differences(found: object, file: str, place: str, depth: int) -> Iterator[Finding]:
    if isinstance(found, _Group):
        for key, first, last in found.twice:
            what = Message(N_("The key “{key}”, which stands there twice,"), (("key", key[:80]),))
            args: Args = (("what", what), ("shown", str(first)[:80]), ("stored", str(last)[:80]))
            yield Finding(code="DOC015", args=args, where=f"{file}:{place}" if place else file)
    if depth == DEPTH:
        return
    if isinstance(found, list):
        for number, value in enumerate(found):
            yield from _differences(value, file, f"{place}[{number}]", depth + 1)
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from _differences(value, file, f"{place}.{key}".lstrip("."), depth + 1)
