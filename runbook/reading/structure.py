"""Plain data -> frozen dataclasses, as their annotations say; every value that does not fit is named, all at once.

Made for this because `check` has to answer at once: importing a validation library takes longer than all of its work.
It knows what the models use: texts, whole numbers, yes/no, instants, days, closed choices, tuples, dictionaries,
dataclasses, `X | None`, and a choice between plain types. Numbers are never read from texts, nor texts from numbers.
"""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple, TypeVar

from runbook.model.limits import Closed, Limits, WrongFormError
from runbook.model.site import local_date
from runbook.reading.annotations import alternatives, fields_of, limits_of, may_be_none
from runbook.reading.nodes import KeyPath

T = TypeVar("T")
WrongKind = Literal[
    "missing",  # a key that has to be there
    "unknown",  # a key that nothing is known of
    "name",  # a key that is a name, of another form
    "text",  # no text where one is wanted
    "pattern",  # a text of another form
    "short_text",
    "long_text",
    "number",  # no whole number
    "low",
    "high",
    "flag",  # neither true nor false
    "list",
    "short_list",
    "long_list",
    "group",  # no keys with values
    "choice",  # none of the closed choice
    "time",  # no text where a time is wanted
    "time_form",  # a text that is no time
    "no_such_time",  # the 30th of February
    "date",  # no text where a date is wanted
    "date_form",  # a text that is no date
    "no_such_date",
]


_TYPES = frozenset({"text", "number", "flag", "list", "group", "time", "date"})  # kinds of a value of another type


class Wrong(NamedTuple):
    """A value that does not fit: where, in which way, and the limit that it does not keep to."""

    path: KeyPath
    kind: str
    limit: int | None = None


Read = Callable[[Any, KeyPath, list[Wrong]], Any]
"""Makes the value of plain data at a path; where it does not fit, adds to the list and returns None."""


def convert(noun: type[T], data: object, path: KeyPath = ()) -> tuple[T | None, list[Wrong]]:
    """The `noun` that `data` is, or None and everything that is wrong with its shape; `path` is where it stands."""
    wrong: list[Wrong] = []
    value = _reader(typing.cast("Any", noun))(data, path, wrong)
    return (None, wrong) if wrong else (value, [])


@lru_cache(maxsize=512)
def _reader(annotation: Any) -> Read:
    """What reads values of `annotation`."""
    bare, limits = limits_of(annotation)
    read = _reader_of(bare, limits)
    if not may_be_none(annotation):
        return read
    return lambda value, path, wrong: None if value is None else read(value, path, wrong)


def _reader_of(bare: Any, limits: Limits) -> Read:
    origin, args = typing.get_origin(bare), typing.get_args(bare)
    if origin is Literal:
        return _choice(args)
    if origin is tuple:
        return _list(_reader(args[0]), limits)
    if origin is dict:
        return _mapping(limits_of(args[0])[1], _reader(args[1]))
    if len(kinds := alternatives(bare)) > 1:
        return _either([_reader(kind) for kind in kinds])
    if dataclasses.is_dataclass(bare):
        return _group(bare)
    makers: dict[Any, Callable[[Limits], Read]] = {
        str: _text,
        int: _number,
        bool: _flag,
        datetime: partial(_read_as, "time", _instant),
        date: partial(_read_as, "date", local_date),
    }
    return makers[bare](limits)


def _text(limits: Limits) -> Read:
    low, high = limits.min_length or 0, limits.max_length
    found = _pattern(limits)

    def read(value: Any, path: KeyPath, wrong: list[Wrong]) -> str | None:
        if not isinstance(value, str):
            wrong.append(Wrong(path, "text"))
        elif high is not None and len(value) > high:
            wrong.append(Wrong(path, "long_text", high))
        elif len(value) < low:
            wrong.append(Wrong(path, "short_text", low))
        elif found(value) is None:
            wrong.append(Wrong(path, "pattern"))
        else:
            return value
        return None

    return read


def _pattern(limits: Limits) -> Callable[[str], re.Match[str] | None]:
    return re.compile(re.sub(r"\$$", r"\\Z", limits.pattern or "")).search


def _number(limits: Limits) -> Read:
    def read(value: Any, path: KeyPath, wrong: list[Wrong]) -> int | None:
        if not isinstance(value, int) or isinstance(value, bool):
            wrong.append(Wrong(path, "number"))
        elif limits.low is not None and value < limits.low:
            wrong.append(Wrong(path, "low", limits.low))
        elif limits.high is not None and value > limits.high:
            wrong.append(Wrong(path, "high", limits.high))
        else:
            return value
        return None

    return read


def _flag(_limits: Limits) -> Read:
    def read(value: Any, path: KeyPath, wrong: list[Wrong]) -> bool | None:
        if isinstance(value, bool):
            return value
        wrong.append(Wrong(path, "flag"))
        return None

    return read


def _read_as(kind: str, usual: Callable[[str], Any], limits: Limits) -> Read:
    make = limits.read or usual

    def read(value: Any, path: KeyPath, wrong: list[Wrong]) -> Any:
        if not isinstance(value, str):
            wrong.append(Wrong(path, kind))
            return None
        try:
            return make(value)
        except WrongFormError as error:
            wrong.append(Wrong(path, error.kind))
            return None

    return read


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise WrongFormError("time_form") from None


def _choice(known: tuple[Any, ...]) -> Read:
    kinds = {type(choice) for choice in known}

    def read(value: Any, path: KeyPath, wrong: list[Wrong]) -> Any:
        if type(value) in kinds and value in known:  # by type too: for Python, true is 1
            return value
        wrong.append(Wrong(path, "choice"))
        return None

    return read


def _either(readers: list[Read]) -> Read:
    def read(value: Any, path: KeyPath, wrong: list[Wrong]) -> Any:
        tries: list[list[Wrong]] = []
        for reader in readers:
            tried: list[Wrong] = []
            found = reader(value, path, tried)
            if not tried:
                return found
            tries.append(tried)
        of_its_type = [tried for tried in tries if not any(one.path == path and one.kind in _TYPES for one in tried)]
        wrong += [*tries, *of_its_type][-1]
        return None

    return read


def _list(item: Read, limits: Limits) -> Read:
    low, high = limits.min_length or 0, limits.max_length

    def read(value: Any, path: KeyPath, wrong: list[Wrong]) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            wrong.append(Wrong(path, "list"))
            return ()
        if len(value) < low:
            wrong.append(Wrong(path, "short_list", low))
        if high is not None and len(value) > high:
            wrong.append(Wrong(path, "long_list", high))
            return ()
        return tuple([item(one, (*path, index), wrong) for index, one in enumerate(value)])

    return read


def _mapping(names: Limits, item: Read) -> Read:
    found = _pattern(names)

    def read(value: Any, path: KeyPath, wrong: list[Wrong]) -> dict[str, Any]:
        if not isinstance(value, dict):
            wrong.append(Wrong(path, "group"))
            return {}
        if names.pattern:
            wrong += [Wrong((*path, key), "name") for key in value if found(key) is None]
        return {key: item(one, (*path, key), wrong) for key, one in value.items()}

    return read


def _group(noun: Any) -> Read:
    fields = fields_of(noun)
    parts = [(name, part.key, part.optional, part.annotation) for name, part in fields.items()]
    readers: dict[str, Read] = {}  # made when they are wanted first: most of a large noun is left out
    known = {part.key for part in fields.values()}
    closed = issubclass(noun, Closed)

    def read(value: Any, path: KeyPath, wrong: list[Wrong]) -> Any:
        if not isinstance(value, dict):
            wrong.append(Wrong(path, "group"))
            return None
        before = len(wrong)
        values: dict[str, Any] = {}
        for name, key, optional, annotation in parts:
            if key in value:
                reader = readers.get(name)
                if reader is None:
                    reader = readers[name] = _reader(annotation)
                values[name] = reader(value[key], (*path, key), wrong)
            elif not optional:
                wrong.append(Wrong((*path, key), "missing"))
        if closed:
            wrong += [Wrong((*path, key), "unknown") for key in value if key not in known]
        return noun(**values) if len(wrong) == before else None

    return read
