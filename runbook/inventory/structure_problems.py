"""What is wrong with the shape of an inventory, in our own words, with the line and what to do."""

from __future__ import annotations

import dataclasses
import difflib
import typing
from collections.abc import Iterable
from typing import Any

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.inventory import wording
from runbook.model.site import Inventory
from runbook.reading.structure import Wrong, fields_of, limits_of
from runbook.reading.yaml_text import Node, Path, path_text

Wording = tuple[str, str, dict[str, str]]  # what is wrong, what to do, the values of both
_SHOWN = 60
_OF_TEXTS = frozenset({"text", "pattern", "short_text", "time", "time_form", "no_such_time"})


def shape_problems(wrongs: Iterable[Wrong], root: Node, file: str) -> list[Problem]:
    """Each of `wrongs` in words, but for those that only follow from another problem."""
    wrongs = list(wrongs)
    misspelt = {_meant(wrong.path) for wrong in wrongs if wrong.kind == "unknown"}
    problems = []
    for wrong in wrongs:
        path = wrong.path
        line, node = root.find(path)
        if (node is not None and node.kind == "broken") or (wrong.kind == "missing" and path in misspelt):
            continue
        message, remedy, values = _words(wrong, path, node)
        problems.append(Problem.of(file, line, path_text(path), message, remedy, **values))
    return problems


def _meant(path: Path) -> Path:
    """Where the unknown key at `path` would stand under its right name."""
    return (*path[:-1], nearest(str(path[-1]), fields_at(path[:-1])) or "")


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """The one of `known` that `word` may have been meant to be; `alike`, from 0 to 1, is how much it has to be."""
    by_form = {_form(name): name for name in known}
    found = difflib.get_close_matches(_form(word[:100]), by_form, n=1, cutoff=alike)
    return by_form[found[0]] if found else None


def clipped(value: str) -> str:
    """A value as it is shown in a message."""
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"


def _form(name: str) -> str:
    return name.lower().replace("_", "-")


def _words(wrong: Wrong, path: Path, node: Node | None) -> Wording:
    kind = wrong.kind
    if kind == "unknown":
        return _unknown_key(path)
    if kind == "missing":
        return N_("the key {key} is missing"), _advice(path), {"key": str(path[-1])}
    if node is not None and node.kind == "empty":
        return N_("this is empty"), N_("write a value, or take the line out if the key is optional"), {}
    value = clipped(node.text) if node is not None else ""
    if kind == "choice":
        return _choice(value, path)
    if kind in _OF_TEXTS:
        return _text(kind, value, path, node)
    return _other(wrong, value)


def _other(wrong: Wrong, value: str) -> Wording:
    """Wrong types and bounds, but for texts."""
    kind, path, limit = wrong.kind, wrong.path, str(wrong.limit)
    if kind == "number":
        return N_("{value} is not a whole number"), wording.WHOLE_NUMBER, {"value": value}
    if kind == "flag":
        return N_("{value} is neither true nor false"), wording.YES_NO, {"value": value}
    if kind in ("list", "short_list"):
        items = N_("this list is empty") if kind == "short_list" else N_("this is not a list")
        return items, wording.LIST if kind == "list" else N_("write at least one item"), {}
    if kind == "long_list":
        return N_("this list has more than {limit} items"), N_("split it into several changes"), {"limit": limit}
    if kind == "group":
        return N_("this has no keys"), wording.GROUP, {}
    if kind in ("low", "high"):
        low = N_("{value} is less than {limit}")
        high = N_("{value} is more than {limit}")
        return low if kind == "low" else high, wording.WHOLE_NUMBER, {"value": value, "limit": limit}
    return _form_words(value, path)


def _text(kind: str, value: str, path: Path, node: Node | None) -> Wording:
    """A value that should have been a text, or a text of another form."""
    written = node.kind if node is not None else "empty"
    if written in ("list", "group"):
        message = N_("this is a list, not one value") if written == "list" else N_("this has keys of its own")
        return message, N_("write one value"), {}
    if path[-1] in ("start", "end"):
        return _time(kind, value, written == "number")
    if kind == "text" and written in ("number", "flag") and _quotes_mend(value, path):
        number = N_("{value} is read as a number")
        flag = N_("{value} is read as true or false")
        return number if written == "number" else flag, N_('put it in quotes: "{value}"'), {"value": value}
    if not value.strip():
        return N_("this text is blank"), wording.TEXT, {}
    return _form_words(value, path)


def _quotes_mend(value: str, path: Path) -> bool:
    name = next((key for key in reversed(path) if isinstance(key, str)), "")
    return name in wording.QUOTED_WILL_DO or (name in ("base", "software") and "." in value)


def _time(kind: str, value: str, number: bool) -> Wording:
    if number:
        message = N_("{value} is read as a number, not as a time")
        return message, N_("write date and time, such as 2026-12-05 22:00"), {"value": value}
    if kind == "no_such_time":
        message = N_("there is no date and time {value}")
        return message, N_("check it against a calendar; hours go from 00 to 23"), {"value": value}
    return _form_words(value, path=("start",))


def _form_words(value: str, path: Path) -> Wording:
    name = next((key for key in reversed(path) if isinstance(key, str)), "")
    message, remedy = wording.FORMS.get(name, wording.OTHER_FORM)
    return message, remedy, {"value": value}


def _choice(value: str, path: Path) -> Wording:
    known = choices(path)
    if value in known:
        return N_("{value} is a text here, not a number"), N_("take the quotes away"), {"value": value}
    values = {"value": value, "known": ", ".join(known)}
    close = nearest(value, known)
    if close is None:
        return N_("{value} is none of: {known}"), N_("write one of them"), values
    return N_("{value} is none of: {known}"), N_("write {nearest} if you mean it"), values | {"nearest": close}


def _unknown_key(path: Path) -> Wording:
    key = str(path[-1])
    known = tuple(fields_at(path[:-1]))
    close = nearest(key, known)
    if close is None:
        values = {"key": clipped(key), "known": ", ".join(known)}
        return N_("there is no key {key} here"), N_("take it out, or use one of: {known}"), values
    values = {"key": clipped(key), "nearest": close}
    return N_("there is no key {key} here"), N_("write {nearest} if you mean it, or take it out"), values


def _advice(path: Path) -> str:
    """What to do about a missing key."""
    form = wording.FORMS.get(str(path[-1]))
    return form[1] if form else N_("add it; `runbook init` writes an example that has it")


def choices(path: Path) -> tuple[str, ...]:
    """What the closed choice at `path` allows."""
    return tuple(str(value) for value in typing.get_args(limits_of(_type_at(path))[0]))


def fields_at(path: Path) -> dict[str, Any]:
    """The keys that the group at `path` may have, as they are written, each with its type."""
    noun, _limits = limits_of(_type_at(path))
    if not dataclasses.is_dataclass(noun):
        return {}
    return {part.key: part.annotation for part in fields_of(noun).values()}


def _type_at(path: Path) -> Any:
    found: Any = Inventory
    for depth, key in enumerate(path):
        if isinstance(key, int):
            found = typing.get_args(limits_of(found)[0])[0]
        else:
            found = fields_at(path[:depth])[key]
    return found
