"""Plain data -> model objects by pydantic; each of its errors in our own words, with the line."""

from __future__ import annotations

import dataclasses
import difflib
import types
import typing
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.model.site import Inventory

from . import wording
from .yamltext import Node, Path, Plain, path_text

Words = tuple[str, str, dict[str, str]]  # what is wrong, what to do, the values of both
_SHOWN = 60
_UNKNOWN = "unexpected_keyword_argument"
_OF_TEXTS = frozenset(
    {"string_type", "string_pattern_mismatch", "string_too_short", "datetime_type", "local_time", "no_such_time"}
)


@lru_cache(maxsize=1)
def adapter() -> TypeAdapter[Inventory]:
    """Pydantic's validator of an inventory; building it takes some 20 ms."""
    return TypeAdapter(Inventory)


def validate(data: Plain) -> tuple[Inventory | None, list[ErrorDetails]]:
    """The inventory that `data` is, or None and everything that is wrong with its shape."""
    try:
        return adapter().validate_python(data), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def shape_problems(errors: Iterable[ErrorDetails], root: Node, file: str) -> list[Problem]:
    """Each of `errors` in words, but for those that only follow from another problem."""
    errors = list(errors)
    misspelt = {_meant(error["loc"]) for error in errors if error["type"] == _UNKNOWN}
    problems = []
    for error in errors:
        path: Path = error["loc"]
        line, node = root.find(path)
        if _follows(error, node) or (error["type"] == "missing" and path in misspelt):
            continue
        message, remedy, values = _words(error, path, node)
        args = tuple(sorted(values.items()))
        problems.append(Problem(file=file, line=line, path=path_text(path), message=message, remedy=remedy, args=args))
    return problems


def _follows(error: ErrorDetails, node: Node | None) -> bool:
    """Whether the cause is told elsewhere: unreadable YAML, or a list whose items are all wrong."""
    return node is not None and (node.kind == "broken" or (error["type"] == "too_short" and bool(node.entries)))


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


def _words(error: ErrorDetails, path: Path, node: Node | None) -> Words:
    kind = error["type"]
    context = error.get("ctx", {})
    if kind == _UNKNOWN:
        return _unknown_key(path)
    if kind == "missing":
        return N_("the key {key} is missing"), _advice(path), {"key": str(path[-1])}
    if node is not None and node.kind == "empty":
        return N_("this is empty"), N_("write a value, or take the line out if the key is optional"), {}
    value = clipped(node.text) if node is not None else ""
    if kind == "literal_error":
        return _choice(value, path)
    if kind in _OF_TEXTS:
        return _text(kind, value, path, node)
    return _other(kind, value, path, context)


def _other(kind: str, value: str, path: Path, context: dict[str, Any]) -> Words:
    """Wrong types and bounds, but for texts."""
    if kind == "int_type":
        return N_("{value} is not a whole number"), wording.WHOLE_NUMBER, {"value": value}
    if kind == "bool_type":
        return N_("{value} is neither true nor false"), wording.YES_NO, {"value": value}
    if kind in ("tuple_type", "too_short"):
        items = N_("this list is empty") if kind == "too_short" else N_("this is not a list")
        return items, wording.LIST if kind == "tuple_type" else N_("write at least one item"), {}
    if kind == "too_long":
        limit = str(context.get("max_length", ""))
        return N_("this list has more than {limit} items"), N_("split it into several changes"), {"limit": limit}
    if kind == "dataclass_type":
        return N_("this has no keys"), wording.GROUP, {}
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = str(context.get("ge", context.get("le", "")))
        low = N_("{value} is less than {limit}")
        high = N_("{value} is more than {limit}")
        message = low if kind == "greater_than_equal" else high
        return message, wording.WHOLE_NUMBER, {"value": value, "limit": limit}
    return _form_words(value, path)


def _text(kind: str, value: str, path: Path, node: Node | None) -> Words:
    """A value that should have been a text, or a text of another form."""
    written = node.kind if node is not None else "empty"
    if written in ("list", "group"):
        message = N_("this is a list, not one value") if written == "list" else N_("this has keys of its own")
        return message, N_("write one value"), {}
    if path[-1] in ("start", "end"):
        return _time(kind, value, written == "number")
    if kind == "string_type" and written in ("number", "flag") and _quotes_mend(value, path):
        number = N_("{value} is read as a number")
        flag = N_("{value} is read as true or false")
        return number if written == "number" else flag, N_('put it in quotes: "{value}"'), {"value": value}
    if not value.strip():
        return N_("this text is blank"), wording.TEXT, {}
    return _form_words(value, path)


def _quotes_mend(value: str, path: Path) -> bool:
    name = next((key for key in reversed(path) if isinstance(key, str)), "")
    return name in wording.QUOTED_WILL_DO or (name in ("base", "software") and "." in value)


def _time(kind: str, value: str, number: bool) -> Words:
    if number:
        message = N_("{value} is read as a number, not as a time")
        return message, N_("write date and time, such as 2026-12-05 22:00"), {"value": value}
    if kind == "no_such_time":
        message = N_("there is no date and time {value}")
        return message, N_("check it against a calendar; hours go from 00 to 23"), {"value": value}
    return _form_words(value, path=("start",))


def _form_words(value: str, path: Path) -> Words:
    name = next((key for key in reversed(path) if isinstance(key, str)), "")
    message, remedy = wording.FORMS.get(name, wording.OTHER_FORM)
    return message, remedy, {"value": value}


def _choice(value: str, path: Path) -> Words:
    known = choices(path)
    if value in known:
        return N_("{value} is a text here, not a number"), N_("take the quotes away"), {"value": value}
    values = {"value": value, "known": ", ".join(known)}
    close = nearest(value, known)
    if close is None:
        return N_("{value} is none of: {known}"), N_("write one of them"), values
    return N_("{value} is none of: {known}"), N_("write {nearest} if you mean it"), values | {"nearest": close}


def _unknown_key(path: Path) -> Words:
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
    return tuple(str(value) for value in typing.get_args(_bare(_type_at(path))))


def fields_at(path: Path) -> dict[str, Any]:
    """The keys that the group at `path` may have, as they are written, each with its type."""
    noun = _bare(_type_at(path))
    if not dataclasses.is_dataclass(noun):
        return {}
    return _fields_of(typing.cast("Hashable", noun))


@lru_cache(maxsize=32)
def _fields_of(noun: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(noun, include_extras=True)
    return {_alias(hints[part.name]) or part.name: hints[part.name] for part in dataclasses.fields(noun)}


def _type_at(path: Path) -> Any:
    found: Any = Inventory
    for depth, key in enumerate(path):
        found = typing.get_args(_bare(found))[0] if isinstance(key, int) else fields_at(path[:depth])[key]
    return found


def _bare(annotation: Any) -> Any:
    """`annotation` without its metadata and without None."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (types.UnionType, typing.Union):
            annotation = next(part for part in typing.get_args(annotation) if part is not type(None))
        else:
            return annotation


def _alias(annotation: Any) -> str | None:
    metadata: Sequence[Any] = getattr(annotation, "__metadata__", ())
    return next((part.alias for part in metadata if getattr(part, "alias", None)), None)
