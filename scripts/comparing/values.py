"""What is not the same in two texts, or in two pieces of plain data, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

AROUND = 30  # characters that are shown before and after the first one that differs


def text_differences(before: str, after: str) -> list[str]:
    """The first line that differs, and how many lines there are where that differs, too."""
    if before == after:
        return []
    left, right = before.splitlines(), after.splitlines()
    for n, (one, other) in enumerate(zip(left, right, strict=False), 1):
        if one != other:
            return [f"line {n}: {first_apart(one, other)}"]
    if len(left) != len(right):
        more = (left if len(left) > len(right) else right)[min(len(left), len(right))]
        return [f"{len(left)} and {len(right)} lines; the first of the others: {more[: 2 * AROUND]!r}"]
    return ["the ends of lines"]


def first_apart(before: str, after: str) -> str:
    """Both texts around the first character that differs."""
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    start = max(0, at - AROUND)
    return f"{before[start : at + AROUND]!r} and {after[start : at + AROUND]!r}"


def bytes_differences(before: bytes, after: bytes) -> list[str]:
    """As of texts, where both are UTF-8; else whether they differ, and their sizes."""
    if before == after:
        return []
    try:
        return text_differences(before.decode(), after.decode())
    except UnicodeDecodeError:
        return [f"{len(before)} and {len(after)} bytes"]


def json_differences(before: bytes, after: bytes, root: str, added: frozenset[str] = frozenset()) -> list[str]:
    """Two JSON texts as data, named `root`; keys that `added` names may be there after alone."""
    try:
        left, right = json.loads(before), json.loads(after)
    except ValueError:
        return bytes_differences(before, after)
    return list(data_differences(left, right, root, root, added))


def data_differences(before: Any, after: Any, place: str, path: str, added: frozenset[str]) -> Iterator[str]:
    """Each place where data differ. `path` is `place` without the positions in lists: so `added` names keys."""
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _in_mapping(before, after, place, path, added)
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield f"{place}: {len(before)} and {len(after)} items"
        for n, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from data_differences(one, other, f"{place}[{n}]", path, added)
    elif type(before) is not type(after):
        yield f"{place}: {_shown(before)} and {_shown(after)}"
    elif before != after:
        yield f"{place}: {first_apart(str(before), str(after))}"


def _in_mapping(
    before: dict[str, Any], after: dict[str, Any], place: str, path: str, added: frozenset[str]
) -> Iterator[str]:
    for key in sorted(before.keys() | after.keys()):
        here, there = f"{place}.{key}", f"{path}.{key}"
        if key not in after:
            yield f"{here}: before alone"
        elif key in before:
            yield from data_differences(before[key], after[key], here, there, added)
        elif there not in added:
            yield f"{here}: after alone"


def _shown(value: Any) -> str:
    return repr(value)[: 2 * AROUND]
