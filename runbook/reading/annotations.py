"""What the annotations of the models say of their fields: types, limits, the keys of a file."""

from __future__ import annotations

import dataclasses
import types
import typing
from functools import lru_cache
from typing import Any, NamedTuple

from runbook.model.limits import Limits
from runbook.reading.nodes import KeyPath


class Field(NamedTuple):
    """A field of a dataclass: its key in a file, its annotation, and whether it may be left out."""

    key: str
    annotation: Any
    optional: bool


def limits_of(annotation: Any) -> tuple[Any, Limits]:
    """`annotation` without its limits and without None, and the limits; the outer ones count where both say something.

    Of a choice between types the whole is returned.
    """
    found = Limits()
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation, *metadata = typing.get_args(annotation)
            for limits in reversed(metadata):
                found = limits.under(found)
        elif len(kinds := alternatives(annotation)) == 1 and kinds[0] is not annotation:
            annotation = kinds[0]
        else:
            return annotation, found


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """The types that `annotation` is a choice of, without None; itself where it is no choice."""
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        return tuple(part for part in typing.get_args(annotation) if part is not types.NoneType)
    return (annotation,)


def may_be_none(annotation: Any) -> bool:
    """Whether None is a value of `annotation`."""
    if typing.get_origin(annotation) is typing.Annotated:
        return may_be_none(typing.get_args(annotation)[0])
    return types.NoneType in typing.get_args(annotation) and typing.get_origin(annotation) is not tuple


def fields_of(noun: Any) -> dict[str, Field]:
    """The fields of a dataclass by their names in Python."""
    return _fields_of(noun)


@lru_cache(maxsize=128)
def _fields_of(noun: Any) -> dict[str, Field]:
    hints = typing.get_type_hints(noun, include_extras=True)
    found = {}
    for part in dataclasses.fields(noun):
        left_out = part.default is not dataclasses.MISSING or part.default_factory is not dataclasses.MISSING
        key = limits_of(hints[part.name])[1].key or part.name
        found[part.name] = Field(key=key, annotation=hints[part.name], optional=left_out)
    return found


def choices_at(root: Any, path: KeyPath) -> tuple[str, ...]:
    """What the closed choice at `path` below the dataclass `root` allows."""
    kinds = alternatives(limits_of(_type_at(root, path))[0])
    closed = (kind for kind in kinds if typing.get_origin(kind) is typing.Literal)
    return tuple(str(value) for kind in closed for value in typing.get_args(kind))


def keys_at(root: Any, path: KeyPath) -> tuple[str, ...]:
    """The keys that the group at `path` below the dataclass `root` may have, as they are written."""
    return tuple(_types_of(limits_of(_type_at(root, path))[0]))


def _type_at(root: Any, path: KeyPath) -> Any:
    found = root
    for key in path:
        bare, _limits = limits_of(found)
        if isinstance(key, int):
            found = typing.get_args(bare)[0]
        elif typing.get_origin(bare) is dict:
            found = typing.get_args(bare)[1]
        else:
            found = _types_of(bare)[key]
    return found


def _types_of(noun: Any) -> dict[str, Any]:
    """The types of a dataclass's values by their keys."""
    return {part.key: part.annotation for part in fields_of(noun).values()} if dataclasses.is_dataclass(noun) else {}
