"""All files of a folder of procedures as they were read, whether they are right or not: what the checks look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from runbook.errors import InputError, Problem
from runbook.model.procedure import TermData
from runbook.procedures.files import PARTS, FileBytes, root_of
from runbook.procedures.wording import ADVICE, wording_of
from runbook.reading.annotations import limits_of
from runbook.reading.nodes import KeyPath, Node, Plain, path_text
from runbook.reading.partial import PartialGroup, Violation
from runbook.reading.structure import convert
from runbook.reading.structure_problems import shape_problems
from runbook.reading.text_file import parse_content
from runbook.reading.yaml_text import compose

_ROOTS: tuple[KeyPath, ...] = ((), ("terms",))  # where a file is nothing that it should be
_LISTS = ("terms", "risks", "needs")  # whose entries have no keys


class ProcedureFile(NamedTuple):
    """A file: its part, its name for problems, what is in it, and the places whose shape is wrong."""

    part: str
    name: str
    root: Node
    data: Plain
    broken: frozenset[KeyPath]

    def group(self, path: KeyPath, data: dict[str, Plain]) -> PartialGroup:
        """The group of keys that stands at `path`."""
        return PartialGroup(path=path, data=data, broken=self.broken)

    def problem(self, violation: Violation) -> Problem:
        """A violation with its line."""
        path, message, remedy, values = violation
        return Problem.of(self.name, self.root.find(path)[0] or None, path_text(path), message, remedy, **values)

    def folder(self) -> ProcedureFile:
        """The folder that it is in, for what is wrong with no file of it."""
        nothing = Node(kind="empty", line=0)
        return ProcedureFile(self.part, str(Path(self.name).parent), nothing, None, frozenset())


class DraftEntry(NamedTuple):
    """One step, block, path, rule … of a file.

    `name` is its key, or the `name` of a path, the `id` of a risk; "" where it has none. `data` is as it was read,
    `noun` what it is, None where its shape is wrong. `groups` are all groups of keys in it, itself first where it is
    one.
    """

    file: ProcedureFile
    path: KeyPath
    name: str
    data: Plain
    noun: Any
    groups: tuple[PartialGroup, ...]

    @property
    def group(self) -> PartialGroup:
        """Its own keys; none where it has no keys."""
        return self.file.group(self.path, self.data if isinstance(self.data, dict) else {})

    def at(self, *keys: str | int) -> KeyPath:
        """The path of something in it."""
        return (*self.path, *keys)

    @property
    def spot(self) -> str:
        """Its file and line, `rules.yaml:12`."""
        return f"{self.file.name}:{self.file.root.find(self.path)[0]}"


class Fault(NamedTuple):
    """What a check has found in a file."""

    file: ProcedureFile
    violation: Violation

    def problem(self) -> Problem:
        """It with its line."""
        return self.file.problem(self.violation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A folder of procedures: its files, and the entries of each part in their order.

    `unread` are the parts of which a file is missing, cannot be read, or is something else altogether.
    """

    files: tuple[ProcedureFile, ...]
    parts: dict[str, tuple[DraftEntry, ...]]
    unread: frozenset[str]

    def entries(self, *parts: str) -> Iterator[DraftEntry]:
        """The entries of these parts; of all without any."""
        for part in parts or PARTS:
            yield from self.parts[part]

    def names(self, part: str) -> frozenset[str]:
        """The names of a part's entries."""
        return frozenset(entry.name for entry in self.parts[part])

    def whole(self, *parts: str) -> bool:
        """Whether every entry of these parts has its right shape."""
        return self.unread.isdisjoint(parts) and all(
            entry.noun is not None and entry.data is not None for entry in self.entries(*parts)
        )


def read_draft(texts: Iterable[FileBytes]) -> tuple[Draft, tuple[Problem, ...]]:
    """The draft that these files are, and what is wrong with each of them by itself."""
    texts = tuple(texts)
    files, problems, unread = [], list[Problem](), set(PARTS).difference(text.part for text in texts)
    for text in texts:
        try:
            root, found = parse_content(text.raw, text.name, partial(_composed, name=text.name))
        except InputError as error:
            problems += error.problems
            unread.add(text.part)
            continue
        file, wrong = _file(text, root)
        files.append(file)
        problems += (*found, *wrong)
        if not file.broken.isdisjoint(_ROOTS):
            unread.add(text.part)
    parts: dict[str, tuple[DraftEntry, ...]] = {}
    for part in PARTS:
        parts[part] = tuple(entry for file in files if file.part == part for entry in _entries(file))
    return Draft(files=tuple(files), parts=parts, unread=frozenset(unread)), tuple(problems)


def _composed(text: str, name: str) -> tuple[Node, tuple[Problem, ...]]:
    return compose(text, name, advice=ADVICE)


def _file(text: FileBytes, root: Node) -> tuple[ProcedureFile, list[Problem]]:
    data = root.plain()
    noun = root_of(text.part)
    _value, wrongs = convert(noun, data)
    broken = frozenset(wrong.path for wrong in wrongs if wrong.kind not in ("name", "unknown"))
    problems = shape_problems(wrongs, root, text.name, wording_of(text.part, noun))
    return ProcedureFile(text.part, text.name, root, data, broken), problems


def _entries(file: ProcedureFile) -> Iterator[DraftEntry]:
    """The entries of a file; all of a file that is something else altogether is passed over."""
    kind, _limits = limits_of(root_of(file.part))
    if file.part == "paths":
        if isinstance(file.data, dict):
            name = file.data.get("name")
            yield _entry(file, (), name if isinstance(name, str) else "", file.data, kind)
        return
    path: KeyPath = ()
    items: Any = file.data
    if file.part == "terms":
        path, items = ("terms",), file.data.get("terms") if isinstance(file.data, dict) else None
    pairs: Iterable[tuple[str | int, Plain]] = ()
    if isinstance(items, list) and file.part in _LISTS:
        pairs = enumerate(items)
    elif isinstance(items, dict) and file.part not in _LISTS:
        pairs = items.items()
    of_entry = _item_type(file.part)
    for key, data in pairs:
        here = (*path, key)
        name = data.get("id") if file.part == "risks" and isinstance(data, dict) else key
        yield _entry(file, here, name if isinstance(name, str) else "", data, of_entry)


def _entry(file: ProcedureFile, path: KeyPath, name: str, data: Plain, kind: Any) -> DraftEntry:
    return DraftEntry(file, path, name, data, convert(kind, data, path)[0], tuple(_groups(file, path, data)))


def _item_type(part: str) -> Any:
    if part == "terms":
        return TermData
    arguments = limits_of(root_of(part))[0].__args__
    return arguments[0] if part in _LISTS else arguments[1]


def _groups(file: ProcedureFile, path: KeyPath, data: Plain) -> Iterator[PartialGroup]:
    if isinstance(data, dict):
        yield file.group(path, data)
        for key, value in data.items():
            yield from _groups(file, (*path, key), value)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _groups(file, (*path, index), value)
