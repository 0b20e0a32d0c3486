"""Where in a YAML text each value stands: so that one of them can be written anew, and the rest stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

import yaml


class TextPlace:
    """A value: its characters in the text, from `start` to before `end`, and its parts.

    `kind` is scalar, list, group or alias; `flow` says that brackets are around a list or group; `column` is that of a
    list's dashes or of a group's keys. `block` is a text that goes on over lines of its own, after | or >.
    """

    __slots__ = ("block", "column", "end", "entries", "flow", "kind", "start")

    def __init__(self, kind: str, event: yaml.Event) -> None:
        assert event.start_mark is not None
        assert event.end_mark is not None
        self.kind = kind
        self.start: int = event.start_mark.index
        self.end: int = event.end_mark.index
        self.column: int = event.start_mark.column
        self.flow = bool(getattr(event, "flow_style", False))
        self.block = getattr(event, "style", None) in ("|", ">")
        self.entries: dict[str | int, TextPlace] = {}

    def find(self, path: tuple[str | int, ...]) -> TextPlace | None:
        """The value at `path` within this one."""
        found: TextPlace | None = self
        for key in path:
            found = found.entries.get(key) if found is not None else None
        return found


def places(text: str) -> TextPlace:
    """The places of the one document of `text`, which `compose` of `runbook.reading.yaml_text` has read already."""
    events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
    first = next(event for event in events if isinstance(event, yaml.NodeEvent))
    return _place(first, events)


def _place(event: yaml.Event, events: Iterator[yaml.Event]) -> TextPlace:
    if isinstance(event, yaml.MappingStartEvent):
        return _group(event, events)
    if isinstance(event, yaml.SequenceStartEvent):
        return _list(event, events)
    return TextPlace("alias" if isinstance(event, yaml.AliasEvent) else "scalar", event)


def _list(start: yaml.Event, events: Iterator[yaml.Event]) -> TextPlace:
    whole = TextPlace("list", start)
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return _ended(whole, event)
        whole.entries[len(whole.entries)] = _place(event, events)
    raise AssertionError("the events of a list end with it")


def _group(start: yaml.Event, events: Iterator[yaml.Event]) -> TextPlace:
    whole = TextPlace("group", start)
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return _ended(whole, event)
        if not whole.entries and event.start_mark is not None:
            whole.column = event.start_mark.column  # an anchor may stand before the first key
        key = _place(event, events)
        name = event.value if isinstance(event, yaml.ScalarEvent) else f"\0{key.start}"
        whole.entries[name] = _place(next(events), events)
    raise AssertionError("the events of a group end with it")


def _ended(whole: TextPlace, event: yaml.Event) -> TextPlace:
    """Of what stands without brackets, libyaml says the end where the next begins: it ends with its last part."""
    assert event.end_mark is not None
    if whole.flow:
        whole.end = event.end_mark.index
    elif whole.entries:
        whole.end = next(reversed(whole.entries.values())).end
    return whole
