"""YAML text as plain data in which every value knows its line.

The traps of YAML are met here: repeated keys, aliases that multiply, merge keys, tags that make objects, values that
YAML reads as something else than what is written. Nothing is ever constructed but text, whole numbers and yes/no.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

import yaml

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.reading.advice import ANY_FILE, Advice
from runbook.reading.line_numbers import LineNumbers
from runbook.reading.many_problems import MAX_PROBLEMS, EnoughProblemsError
from runbook.reading.nodes import TAKEN, KeyPath, Node, NodeKind, clipped, path_text
from runbook.reading.yaml_errors import syntax_problem
from runbook.reading.yaml_tabs import without_tabs

MAX_DEPTH = 24  # an inventory is 8 deep
MAX_SIZE = 4_000_000  # values in a file; a site is about 200
MAX_HELD = 250_000  # values held at once: of one site, or beside the sites; a cluster of 10,000 nodes has 170,000
MAX_ALIASED = 100_000  # values that aliases repeat, in all
MAX_PLAIN = 1000  # characters of a number, a date or another word of YAML; what is longer is a text
MAX_DIRECTIVES = 24  # lines that begin with %; libyaml compares each with all before it

# What is wrong with a text in braces that has a comma, where what follows that is taken for a key; what to do.
CUT_OFF = (
    N_("{text} is taken for a key without a value: the comma before it ended a text"),
    N_("put the whole text in quotes"),
)
_KINDS: dict[str, NodeKind] = {"int": "number", "float": "number", "bool": "flag", "null": "empty"}
_PREFIX = "tag:yaml.org,2002:"
_DIRECTIVE = re.compile("^\ufeff?%", re.MULTILINE)


def compose(
    text: str,
    file: str,
    stream: KeyPath | None = None,
    take: Callable[[int, int, Node], None] = lambda *_: None,
    advice: Advice = ANY_FILE,
) -> tuple[Node, tuple[Problem, ...]]:
    """The one document of `text`, and what is wrong with it as YAML where the rest can be read all the same.

    The items of the list at the path `stream` are not kept: each is handed to `take` as it is read, with its index and
    its line, and TAKEN stands in its place. So a file of thousands of sites is never held as a whole. Reading ends
    where `take` raises EnoughProblemsError: a broken value is returned then.
    Raises InputError where reading has to stop: the problem that stops it, after those found before.
    """
    _refuse_many_directives(text, file)
    text, tabs = without_tabs(text, file)
    lines = LineNumbers(text)
    composer = _Composer(text, file, lines, stream, take, advice)
    composer.problems += tabs
    try:
        root = composer.document()
    except EnoughProblemsError:
        root = Node(kind="broken", line=1)
    except yaml.YAMLError as error:
        raise InputError((*composer.problems, syntax_problem(error, file, lines))) from None
    return root, tuple(composer.problems)


def _refuse_many_directives(text: str, file: str) -> None:
    """Raises InputError. Whatever stands where, so many lines that begin with % are in no inventory."""
    if (found := next(islice(_DIRECTIVE.finditer(text), MAX_DIRECTIVES, None), None)) is not None:
        line = LineNumbers(text[: found.start()] + "%").last
        message, remedy = N_("more than {limit} lines begin with %"), N_("remove them; a file needs none of them")
        raise InputError.of(file, line, "", message, remedy, limit=str(MAX_DIRECTIVES))


class _StopError(Exception):
    """Reading cannot go on; the problem is among the composer's."""


class _Composer:
    """Builds the nodes of one text from libyaml's events; `problems` grows while it reads."""

    def __init__(
        self,
        text: str,
        file: str,
        lines: LineNumbers,
        stream: KeyPath | None,
        take: Callable[[int, int, Node], None],
        advice: Advice,
    ) -> None:
        self.problems: list[Problem] = []
        self._advice = advice
        self._stream = stream
        self._take = take
        self._file = file
        self._events: Iterator[yaml.Event] = iter(yaml.CSafeLoader(text).get_event, None)
        self._anchors: dict[str, Node] = {}
        self._lines = lines
        self._size = 0
        self._held = 0
        self._aliased = 0
        self._anchored = 0  # values that have a name, and stay for it

    def document(self) -> Node:
        """The root. Raises InputError for an empty file and for what makes reading stop, YAMLError for bad syntax."""
        root = Node(kind="empty", line=1)
        documents = 0
        try:
            for event in self._events:
                documents += isinstance(event, yaml.DocumentStartEvent)
                if isinstance(event, yaml.DocumentStartEvent) and (root.kind != "empty" or documents > MAX_DEPTH):
                    message = N_("a second document begins here (---)")
                    self._stop(self._line(event), (), message, N_("keep one document in a file"))
                elif isinstance(event, yaml.NodeEvent):
                    root = self._node(event, (), 0)
        except _StopError:
            raise InputError(tuple(self.problems)) from None
        if root.kind == "empty":
            self._report(1, (), N_("this file is empty"), self._advice.empty)
            raise InputError(tuple(self.problems))
        return root

    def _node(self, event: yaml.Event, path: KeyPath, depth: int) -> Node:
        """The value that begins with `event`, to its end."""
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        self._grow(event, path, depth)
        if getattr(event, "tag", None) is not None:
            self._refuse_tag(event, path)
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            node = self._mapping(event, path, depth)
        else:
            assert isinstance(event, yaml.SequenceStartEvent)
            node = self._sequence(event, path, depth)
        if event.anchor is not None:
            self._name(event.anchor, node)
        return node

    def _name(self, anchor: str, node: Node) -> None:
        self._anchors[anchor] = node
        self._anchored += node.size

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        text = str(event.value)
        kind: NodeKind = "text"
        if event.implicit[0] and event.tag is None and len(text) <= MAX_PLAIN:
            kind = _KINDS.get(_resolved(text), "text")
        return Node(kind=kind, line=self._line(event), text=text, size=1 + len(text) // 64)

    def _sequence(self, start: yaml.Event, path: KeyPath, depth: int) -> Node:
        entries: dict[str | int, tuple[int, Node]] = {}
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            index, line = len(entries), self._line(event)
            held, anchored = self._held, self._anchored
            node = self._node(event, (*path, index), depth + 1)
            if path == self._stream:
                self._take(index, line, node)
                node = TAKEN
                self._held = held + self._anchored - anchored
            entries[index] = (line, node)
        return Node(kind="list", line=self._line(start), entries=entries, size=_size(entries))

    def _mapping(self, start: yaml.MappingStartEvent, path: KeyPath, depth: int) -> Node:
        entries: dict[str | int, tuple[int, Node]] = {}
        inherited: dict[str | int, tuple[int, Node]] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = self._line(event)
            key = self._key(event, path, depth)
            here = path if key is None else (*path, key)
            value = next(self._events)
            node = self._node(value, here, depth + 1)
            if key and start.flow_style and _is_cut_off(key, value):
                self._report(line, path, *CUT_OFF, text=clipped(key))
            elif key == "<<" and isinstance(event, yaml.ScalarEvent) and event.implicit[0]:  # not in quotes
                self._report(line, path, N_("<< takes over the keys of another place"), N_("write the keys out here"))
                inherited |= node.entries if node.kind == "group" else {}
            elif key in entries:
                message = N_("the key {key} is given twice; the first is in line {first}")
                first = str(entries[key][0])
                self._report(line, here, message, N_("keep one of them"), key=clipped(str(key)), first=first)
            elif key is not None:
                entries[key] = (line, node)
        return Node(kind="group", line=self._line(start), entries=inherited | entries, size=_size(entries))

    def _key(self, event: yaml.Event, path: KeyPath, depth: int) -> str | None:
        """The text of a key; None, and a problem, for a key that is a list or a group."""
        if isinstance(event, yaml.ScalarEvent):
            self._grow(event, path, depth)
            if event.tag is not None:
                self._refuse_tag(event, path)
            if event.anchor is not None:
                self._name(event.anchor, self._scalar(event))
            return str(event.value)
        line = self._line(event)
        self._node(event, path, depth + 1)
        message = N_("there is a list, a group or an alias where a key is needed")
        self._report(line, path, message, N_("write a plain key; put a text that begins with a bracket or * in quotes"))
        return None

    def _alias(self, event: yaml.AliasEvent, path: KeyPath) -> Node:
        node = self._anchors.get(str(event.anchor))
        if node is None:
            message = N_("*{name} repeats &{name}, which is not defined before it")
            remedy = N_("write the value out; put a text that begins with * in quotes")
            self._report(self._line(event), path, message, remedy, name=clipped(str(event.anchor)))
            return Node(kind="broken", line=self._line(event))
        self._aliased += node.size
        if self._aliased > MAX_ALIASED:
            message = N_("aliases (*) repeat more than {limit} values")
            self._stop(self._line(event), path, message, N_("write the values out"), limit=str(MAX_ALIASED))
        return node

    def _grow(self, event: yaml.Event, path: KeyPath, depth: int) -> None:
        """Count a value. Raises _StopError where there are too many, or they are too deep."""
        self._size += 1
        self._held += 1
        if self._size > MAX_SIZE or self._held > MAX_HELD or depth > MAX_DEPTH:
            self._stop_here(event, path, depth)

    def _stop_here(self, event: yaml.Event, path: KeyPath, depth: int) -> None:
        if self._size > MAX_SIZE:
            message = N_("this file holds more than {limit} values")
            self._stop(self._line(event), path, message, self._advice.split, limit=str(MAX_SIZE))
        if self._held > MAX_HELD:
            message = N_("more than {limit} values are in one place")
            self._stop(self._line(event), path, message, self._advice.compare, limit=str(MAX_HELD))
        if depth > MAX_DEPTH:
            message = N_("brackets or indentation are more than {limit} levels deep")
            self._stop(self._line(event), path[:8], message, self._advice.compare, limit=str(MAX_DEPTH))

    def _refuse_tag(self, event: yaml.Event, path: KeyPath) -> None:
        tag = getattr(event, "tag", None)
        if tag not in ("!", f"{_PREFIX}str"):
            message = N_("the tag {tag} asks for something other than text, lists and keys")
            remedy = N_("remove the tag; put a text that begins with ! in quotes")
            self._report(self._line(event), path, message, remedy, tag=clipped(str(tag).replace(_PREFIX, "!!")))

    def _stop(self, line: int, path: KeyPath, message: str, remedy: str, **values: str) -> None:
        self._report(line, path, message, remedy, **values)
        raise _StopError

    def _report(self, line: int, path: KeyPath, message: str, remedy: str, **values: str) -> None:
        self.problems.append(Problem.of(self._file, line, path_text(path), message, remedy, **values))
        if len(self.problems) > MAX_PROBLEMS:
            raise _StopError

    def _line(self, event: yaml.Event) -> int:
        assert event.start_mark is not None
        return self._lines.of(event.start_mark.line)


_resolver: Any = yaml.resolver.Resolver()


@lru_cache(maxsize=4096)
def _resolved(text: str) -> str:
    """The YAML type of an unquoted text: "int", "bool", "str" …"""
    return str(_resolver.resolve(yaml.ScalarNode, text, (True, False))).removeprefix(_PREFIX)


def _is_cut_off(key: str, value: yaml.Event) -> bool:
    """Whether what YAML reads as a key in braces is the rest of a text with a comma: it has a space, and no value."""
    nothing = isinstance(value, yaml.ScalarEvent) and not value.value and value.implicit[0] and value.tag is None
    return nothing and " " in key


def _size(entries: dict[str | int, tuple[int, Node]]) -> int:
    return 1 + sum(node.size for _line, node in entries.values())
