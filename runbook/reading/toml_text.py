"""TOML text -> plain data with its lines, and every line of it that is no TOML: Python's own reader stops at the first
and keeps no lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.reading.nodes import KeyPath, Node

MAX_NAMES = 50  # of a key with dots; Python's reader takes time by the square of them, and nothing here has two
LONGEST = 1000  # bits of a whole number that is shown in tens: Python refuses some thousands
MAX_BROKEN = 20  # lines that are no TOML and are told; of a file that is something else altogether, all are

_PLACE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")
_STATEMENT = re.compile(r"\s*(?:\[|[\w\"'.-]+\s*[=:])")
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|'
    r"'''.*?'{3,5}|"
    r'"(?:\\.|[^"\\\n])*"|'
    r"'[^'\n]*'|"
    r"#[^\n]*|"
    r"[\[\]{}=,\n]|"
    r"[^\"'#\[\]{}=,\n]+",
    re.DOTALL,
)


def compose_toml(text: str, file: str) -> tuple[Node, list[Problem]]:
    """What `text` says, without the lines that are no TOML, and a problem for each of these. `file` is its name.

    Values of keys within tables have the line of their table.
    """
    data, kept, problems = _loaded(text.replace("\r\n", "\n"), file)
    lines = dict(_lines(kept))
    entries: dict[str | int, tuple[int, Node]] = {
        key: (line := lines.get((key,), 1), _node(value, line, (key,), lines)) for key, value in data.items()
    }
    return Node(kind="group", line=1, entries=entries), problems


def _loaded(text: str, file: str) -> tuple[dict[str, Any], str, list[Problem]]:
    """The data, the text that it was read from, and the problems of what was left out."""
    problems: list[Problem] = []
    if (deep := _long_key(text)) is not None:
        return {}, "", [_too_deep(file, deep)]
    lines = text.split("\n")
    for _ in range(MAX_BROKEN):
        kept = "\n".join(lines)
        try:
            return tomllib.loads(kept), kept, problems
        except RecursionError:
            return {}, "", [*problems, _too_deep(file, 1)]
        except ValueError as error:
            place = _PLACE.search(str(error))
            at = int(place[1]) if place else len(lines)
            if not problems or _STATEMENT.match(lines[at - 1]):  # what follows a broken line is not told again
                problems.append(_problem(file, at, str(error)))
            if place is None or not lines[at - 1]:
                break
            lines[at - 1] = ""
    return {}, "", problems


def _too_deep(file: str, line: int) -> Problem:
    message, remedy = N_("this TOML cannot be read: its brackets are nested too deeply"), N_("write one value")
    return Problem.of(file, line, "", message, remedy)


def _long_key(text: str) -> int | None:
    """The line of a key of more names than any has, or of a number of as many parts."""
    line, dots = 1, 0
    for token in _TOKEN.findall(text):
        if token in ("\n", "=", ",", "{", "}"):
            dots = 0
        elif token[0] not in "\"'#[]":
            dots += token.count(".")
            if dots > MAX_NAMES:
                return line
        line += token.count("\n")
    return None


def _problem(file: str, line: int, reason: str) -> Problem:
    if reason.startswith("Cannot overwrite"):
        return Problem.of(file, line, "", N_("this key is here twice"), N_("remove one of them"))
    message = N_("this is not TOML")
    if reason.endswith("(at end of document)"):
        message = N_("this is not TOML: something is opened and not closed before its end")
    return Problem.of(file, line, "", message, N_('write key = value, and texts in quotes, such as out = "pages"'))


def _node(value: Any, line: int, path: KeyPath, lines: dict[KeyPath, int]) -> Node:
    if isinstance(value, dict):
        return Node(
            kind="group",
            line=line,
            entries={key: (line, _node(below, line, (*path, key), lines)) for key, below in value.items()},
        )
    if isinstance(value, list):
        places = [lines.get((*path, index), line) for index in range(len(value))]
        items = enumerate(zip(places, value, strict=True))
        return Node(
            kind="list",
            line=line,
            entries={index: (at, _node(item, at, (*path, index), lines)) for index, (at, item) in items},
        )
    if isinstance(value, str):
        return Node(kind="text", line=line, text=value)
    if isinstance(value, bool):
        return Node(kind="flag", line=line, text=str(value).lower())
    long = isinstance(value, int) and value.bit_length() > LONGEST
    return Node(kind="number", line=line, text=hex(value) if long else str(value))


def _lines(text: str) -> Iterator[tuple[KeyPath, int]]:
    """The lines of the keys and tables of valid TOML, and of the items of lists that are values of keys at its top."""
    line, depth, index, below = 1, 0, 0, False
    name, key, begun = "", "", False
    for token in _TOKEN.findall(text):
        if key and depth == 1 and token == ",":
            index, begun = index + 1, False
        elif key and depth and not begun and token.strip() and token[0] not in "#]}":
            yield (key, index), line
            begun = True
        if not key and token == "=":
            key = _first_name(name)
            if not below:
                yield (key,), line
        elif key:
            depth += (token in ("[", "{")) - (token in ("]", "}"))
        elif token != "\n" and not token.startswith("#"):
            name += token
        if token == "\n" and not depth:
            if not key and name.strip():
                below = True
                yield (_first_name(name.strip().strip("[]")),), line
            name, key, index, begun = "", "", 0, False
        line += token.count("\n")


def _first_name(written: str) -> str:
    """`a` of `"a".b`."""
    return next(iter(tomllib.loads(f"{written}=0")))
