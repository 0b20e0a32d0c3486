"""Plain data in which every value knows its line, as it is read from a file, and paths to such values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from runbook.i18n import shown

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
KeyPath = tuple[str | int, ...]
NodeKind = Literal[
    "text",
    "number",  # what YAML reads as a number, such as 6.10 or 12:30
    "flag",  # what YAML reads as true or false, such as NO
    "empty",
    "list",
    "group",  # keys with values
    "broken",  # could not be read: a problem says so already
]
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_NOT_A_NUMBER = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value of a file: `text` is what is written, `entries` the line and the value of each key or item."""

    kind: NodeKind
    line: int
    text: str = ""
    entries: dict[str | int, tuple[int, Node]] = field(default_factory=dict)
    size: int = 1

    def plain(self) -> Plain:
        """The value as plain data. A number in any but the plainest notation is NaN, which nothing accepts."""
        if self.kind == "text":
            return self.text
        if self.kind == "group":
            return {str(key): node.plain() for key, (_line, node) in self.entries.items()}
        if self.kind == "list":
            return [node.plain() for _line, node in self.entries.values()]
        if self.kind == "flag":
            return _FLAGS[self.text.lower()]
        if self.kind == "number":
            return int(self.text) if _WHOLE.fullmatch(self.text) else _NOT_A_NUMBER
        return None

    def find(self, path: KeyPath) -> tuple[int, Node | None]:
        """The line and the value at `path`; where it is missing, the line of what it is missing from, and None."""
        line, node = self.line, self
        for key in path:
            if key not in node.entries:
                return line, None
            line, node = node.entries[key]
        return line, node


TAKEN = Node(kind="empty", line=0)  # in the place of an item that was handed on as it was read


def path_text(path: KeyPath) -> str:
    """`sites[0].changes[1].windows`; safe to print, whatever the keys are."""
    parts = (f"[{key}]" if isinstance(key, int) else f".{_printable(key)}" for key in path)
    return "".join(parts).removeprefix(".")


def _printable(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", key) else f'"{shown(clipped(key, 40))}"'


def clipped(text: str, length: int = 60) -> str:
    """A value as it is shown in a message: at most so many characters of it."""
    return text if len(text) <= length else text[: length - 1] + "…"
