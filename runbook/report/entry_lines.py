"""At which lines of a JSON file do the entries of its records stand? Asked where a finding is shown in its place."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from runbook.model.record import RecordSource

LARGEST = 4 * 2**20  # bytes; a list of twenty records has as many
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],\n]', re.DOTALL)


def entry_lines(file: RecordSource) -> dict[str, int]:
    """The first line of each entry by its place, such as `entries[3]` or `[0].entries[3]`.

    Nothing where the file is large, or is no longer the one that was read.
    """
    try:
        path = Path(file.name)
        content = path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else b""
    except (OSError, ValueError):
        return {}
    return lines_in(content) if sha256(content).hexdigest() == file.sha256 else {}


def lines_in(content: bytes) -> dict[str, int]:
    """The same, of the content of a file that is JSON."""
    found: dict[str, int] = {}
    path: list[tuple[bytes, int]] = []  # what is open: a bracket, and the number of the element in it
    line, key, text = 1, b"", b""  # `key` of the array that is open, `text` the last string
    for token in _TOKEN.finditer(content):
        sign = token[0]
        if sign == b"\n":
            line += 1
        elif sign in b"{[":
            if sign == b"{" and (place := _place(path, key)):
                found.setdefault(place, line)
            if sign == b"[" and 0 < len(path) <= 2 and path[-1][0] == b"{":
                key = text
            path.append((sign, 0))
        elif sign in b"}]":
            path = path[:-1]
        elif sign == b",":
            if path:
                path[-1] = (path[-1][0], path[-1][1] + 1)
        else:
            line += sign.count(b"\n")
            text = sign[1:-1]
    return found


def _place(path: list[tuple[bytes, int]], key: bytes) -> str:
    """The place of an object that begins within `path`, where it is an entry of a record; "" else."""
    brackets = b"".join(bracket for bracket, _ in path)
    if brackets == b"{[" and key == b"entries":
        return f"entries[{path[1][1]}]"
    if brackets == b"[{[" and key == b"entries":
        return f"[{path[0][1]}].entries[{path[2][1]}]"
    return ""
