"""A YAML text with some values written anew or added: all else of it stays, character for character."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from runbook.importing.yaml_places import TextPlace, places
from runbook.importing.yaml_text_of import flow_text, item_lines, key_lines, scalar_text
from runbook.reading.nodes import KeyPath, Plain


class NoPlaceError(Exception):
    """A value that cannot be written where it has to stand, such as behind an alias; `path` says where."""

    def __init__(self, path: KeyPath) -> None:
        self.path = path
        super().__init__(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Put `value` at `path`, in the place of what is there; or, with `append`, at the end of the list there."""

    path: KeyPath
    value: Plain
    append: bool = False


def edited(text: str, edits: Iterable[Edit]) -> str:
    """`text` with `edits` made, in their order. Raises NoPlaceError.

    Two of them never touch the same value; the group that a new key stands in is there.
    """
    writer = _Writer(text, places(text))
    for edit in edits:
        (writer.append if edit.append else writer.put)(edit)
    return writer.text()


def applied(data: Plain, edits: Iterable[Edit]) -> Plain:
    """Plain data with the same edits made: what the edited text has to read as. It is changed in its place."""
    for edit in edits:
        *way, last = edit.path
        holder: Any = data
        for key in way:
            holder = holder[key]
        if edit.append and isinstance(holder[last], list):
            holder[last].append(edit.value)
        else:
            holder[last] = [edit.value] if edit.append else edit.value
    return data


class _Writer:
    """Collects what is to be replaced in `source`; nothing overlaps."""

    def __init__(self, source: str, root: TextPlace) -> None:
        self._source = source
        self._root = root
        self._newline = "\r\n" if "\r\n" in source else "\n"
        self._parts: list[tuple[int, int, str]] = []
        self._begun: dict[KeyPath, int] = {}  # lists that are made of what was none: where their items go

    def text(self) -> str:
        """The new text."""
        pieces, at = [], 0
        for start, end, new in sorted(self._parts, key=lambda part: part[:2]):
            pieces += [self._source[at:start], new]
            at = end
        return "".join([*pieces, self._source[at:]])

    def put(self, edit: Edit) -> None:
        """Replace a value, or add a key behind the last of its group."""
        holder = self._root.find(edit.path[:-1])
        key = edit.path[-1]
        if holder is None or holder.kind != "group":
            raise NoPlaceError(edit.path)
        old = holder.entries.get(key)
        if old is not None:
            self._replace(old, edit)
        elif holder.flow:
            new = f"{scalar_text(str(key))}: {flow_text(edit.value)}"
            self._into_brackets(holder, new)
        else:
            self._lines(holder.end, key_lines(str(key), edit.value, holder.column))

    def append(self, edit: Edit) -> None:
        """Add an item behind the last of its list; what is no list yet, or an empty one, becomes one."""
        holder, listed = self._root.find(edit.path[:-1]), self._root.find(edit.path)
        if holder is None or listed is None or listed.kind == "alias":
            raise NoPlaceError(edit.path)
        if listed.kind == "list" and listed.entries and not listed.flow:
            self._lines(self._behind_remarks(listed), item_lines(edit.value, listed.column))
        elif listed.kind == "list" and (listed.entries or holder.flow):
            self._into_brackets(listed, flow_text(edit.value))
        elif holder.flow:
            raise NoPlaceError(edit.path)
        else:
            self._begin_list(holder, listed, edit)

    def _replace(self, old: TextPlace, edit: Edit) -> None:
        if old.kind == "alias" or (old.kind != "scalar" and not old.flow):
            raise NoPlaceError(edit.path)
        new = flow_text(edit.value)
        if old.start == old.end:  # a key without a value
            new = " " + new
        self._parts.append((old.start, old.end, new + self._newline * old.block))

    def _into_brackets(self, holder: TextPlace, new: str) -> None:
        last = next(reversed(holder.entries.values()), None)
        at = last.end if last else holder.start + 1
        self._parts.append((at, at, f", {new}" if last else new))

    def _begin_list(self, holder: TextPlace, old: TextPlace, edit: Edit) -> None:
        """Write a list with a line an item in the place of one value; what stands behind it on its line stays."""
        if edit.path not in self._begun:
            start = old.start
            while self._source[start - 1] == " ":
                start -= 1
            self._parts.append((start, old.end, ""))
            self._begun[edit.path] = old.end
        self._lines(self._begun[edit.path], item_lines(edit.value, holder.column + 2))

    def _lines(self, end: int, lines: list[str]) -> None:
        """Add lines below the one in which something ends at `end`."""
        at = end
        if not (at and self._source[at - 1] in "\r\n"):
            at = self._source.find("\n", end) + 1
        new = self._newline.join([*lines, ""])
        if not at:  # the last line has no end
            at, new = len(self._source), self._newline + self._newline.join(lines)
        self._parts.append((at, at, new))

    def _behind_remarks(self, listed: TextPlace) -> int:
        """Where the last item of a list ends, with the remarks below it that are indented as its own keys are."""
        end = listed.end
        while True:
            start = end if end and self._source[end - 1] in "\r\n" else self._source.find("\n", end) + 1
            if not start:
                return end
            stop = self._source.find("\n", start)
            line = self._source[start : stop if stop >= 0 else len(self._source)]
            column = len(line) - len(line.lstrip(" "))
            if not line.lstrip(" ").startswith("#") or column <= listed.column:
                return end
            end = start + len(line.rstrip("\r"))
