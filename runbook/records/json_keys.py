"""Keys of JSON that stand in one object twice, where one reader takes the first value and another the last; and keys
that are not those of a record, which nobody reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from runbook.i18n import N_
from runbook.model.finding import Args, Finding, Message
from runbook.model.initials import normal_initials
from runbook.model.record import ENTRY_FIELDS, SHOWN_COLUMNS, TABLE_COLUMNS
from runbook.records.asides import another_state, listed
from runbook.records.table_text import says_another_state

DEPTH = 4  # list of records, record, entries, entry
_BLANKS = b" \t\r\n"
MANY = 20  # keys that a finding names
_RECORD = frozenset(("format", "revision", "site", "change", "run", "entries", "people", "written", "log"))
_WITHIN = {
    "entries": frozenset((*ENTRY_FIELDS, *TABLE_COLUMNS, *SHOWN_COLUMNS)),
    "people": frozenset(("initials", "name", "roles")),
}


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
    """A finding for each key of a record, an entry or a person that stands there twice.

    `read` is what was read from `content`. What is written as the kit writes it has none, and is not looked at.
    """
    found = _as_written(content, read)
    return () if found is None else tuple(_differences(found, file, "", 0))


def odd_keys(content: bytes, read: object, file: str) -> tuple[Finding, ...]:
    """The same of the one record in `content`, and a finding for the keys that were not read."""
    found = _as_written(content, read)
    return () if found is None else (*_differences(found, file, "", 0), *other_keys(found, file, ""))


def other_keys(record: object, file: str, place: str) -> Iterator[Finding]:
    """One finding for what stands in a record under keys that it does not have, one for each of them that looks like
    another and says something else, and those for other states."""
    others = list(islice(_others(record, place, _RECORD), MANY))
    if asides := [(at, said) for at, said, alike in others if alike is None]:
        yield listed("DOC011", asides, file)
    for at, said, alike in others:
        if alike is not None:
            yield _there_twice(at.rpartition(".")[2], alike, said, f"{file}:{at}")
    entries = record.get("entries") if isinstance(record, dict) else None
    yield from islice(_other_states(entries, file, place), MANY)


def _other_states(entries: object, file: str, place: str) -> Iterator[Finding]:
    """A finding for each entry in which a key that no record has says another state than the one that is read. One that
    looks like the key of the state is told as that."""
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            state = str(entry.get("state", ""))
            alike = {key for key in entry if "state" in entry and normal_initials(key) == "state"}
            others = ((key, str(said)) for key, said in entry.items() if isinstance(said, str | bool))
            for key, said in others:
                if key not in _WITHIN["entries"] | alike and says_another_state(said, state, key):
                    yield another_state(key, said, state, f"{file}:{place}entries[{number}]")


def _others(group: object, place: str, known: frozenset[str]) -> Iterator[tuple[str, str, object]]:
    """Where a key stands that no record has, what it says, and what the key that it looks like says; None where there
    is no such key, or it says the same."""
    if not isinstance(group, dict):
        return
    for key, value in group.items():
        if key not in known:
            alike = group.get(normal_initials(key)) if len(key) < MANY else None
            yield f"{place}{key[:80]}", str(value)[:80], None if value == alike else alike
        elif key in _WITHIN and known is _RECORD and isinstance(value, list):
            for number, one in enumerate(value):
                yield from _others(one, f"{place}{key}[{number}].", _WITHIN[key])


def _as_written(content: bytes, read: object) -> object:
    """What stands in `content`, with keys that stand there twice; None where it is written as the kit writes it."""
    if content.translate(None, _BLANKS) == msgspec.json.encode(read).translate(None, _BLANKS):
        return None  # the same but for blanks: so no key stands there twice or is another
    try:
        return json.loads(content, object_pairs_hook=_group)
    except (ValueError, RecursionError):
        return None


def _there_twice(key: str, first: object, last: object, where: str) -> Finding:
    what = Message(N_("The key “{key}”, which is there twice,"), (("key", key[:80]),))
    args: Args = (("what", what), ("shown", str(first)[:80]), ("stored", str(last)[:80]))
    return Finding(code="DOC015", args=args, where=where)


def _differences(found: object, file: str, place: str, depth: int) -> Iterator[Finding]:
    if isinstance(found, _Group):
        for key, first, last in found.twice:
            yield _there_twice(key, first, last, f"{file}:{place}" if place else file)
    if depth == DEPTH:
        return
    if isinstance(found, list):
        for number, value in enumerate(found):
            yield from _differences(value, file, f"{place}[{number}]", depth + 1)
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from _differences(value, file, f"{place}.{key}".lstrip("."), depth + 1)
