"""Dataclasses -> JSON Schema (Draft 2020-12), for editors: what they may hold, as their annotations say."""

from __future__ import annotations

import dataclasses
import inspect
import json
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from runbook.model.limits import Limits
from runbook.reading.annotations import alternatives, fields_of, limits_of, may_be_none

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
Relations = Mapping[Any, tuple[Schema, ...]]
"""What is said of several values of a dataclass together."""
_TYPES = {str: "string", datetime: "string", date: "string", int: "integer", bool: "boolean"}
_OF_TEXTS = ("minLength", "maxLength")
_OF_LISTS = ("minItems", "maxItems")


class SchemaMaker:
    """Makes schemas of types; `nouns` grows: the dataclasses that were spoken of, by name."""

    def __init__(self, relations: Relations | None = None) -> None:
        self.nouns: dict[str, Schema] = {}
        self._relations = relations or {}

    def noun(self, noun: Any) -> Schema:
        """The schema of a dataclass, written out."""
        fields = fields_of(noun).items()
        defaults = {part.name: part.default for part in dataclasses.fields(noun)}
        properties = {}
        for name, part in fields:
            found = self.value(part.annotation)
            default = defaults[name]
            properties[part.key] = found | ({} if default is dataclasses.MISSING else {"default": _plain(default)})
        return {
            "title": noun.__name__,
            "description": inspect.getdoc(noun),
            "type": "object",
            "properties": properties,
            "required": [part.key for _name, part in fields if not part.optional],
            "additionalProperties": False,
        } | ({"allOf": list(relations)} if (relations := self._relations.get(noun)) else {})

    def value(self, annotation: Any) -> Schema:
        """The schema of the values of any type that the models use; a dataclass is referred to."""
        bare, limits = limits_of(annotation)
        found = self._bare(bare, limits)
        described = {"description": limits.description} if limits.description else {}
        if not may_be_none(annotation):
            return found | described
        return {"anyOf": [found, {"type": "null"}]} | described

    def _bare(self, bare: Any, limits: Limits) -> Schema:
        origin, args = typing.get_origin(bare), typing.get_args(bare)
        if dataclasses.is_dataclass(bare):
            return self._referred(bare)
        if origin is Literal:
            return {"const": args[0]} if len(args) == 1 else {"enum": list(args)}
        if origin is tuple:
            items = {"type": "array", "items": self.value(args[0])} | _lengths(limits, _OF_LISTS)
            return items | _given({"uniqueItems": limits.unique})
        if origin is dict:
            names = _pattern(limits_of(args[0])[1])
            group = {"type": "object", "additionalProperties": self.value(args[1])}
            return group | ({"propertyNames": names} if names else {})
        if len(kinds := alternatives(bare)) > 1:
            # Where none fits, editors tell what is wrong with the first: with the single value rather than the list.
            schemas = [self.value(kind) for kind in kinds]
            return {"anyOf": sorted(schemas, key=lambda schema: schema.get("type") == "array")}
        bounds = {"minimum": limits.low, "maximum": limits.high}
        return {"type": _TYPES[bare]} | _pattern(limits) | _given(bounds) | _lengths(limits, _OF_TEXTS)

    def _referred(self, noun: Any) -> Schema:
        name = typing.cast("Callable[..., Any]", noun).__name__
        if name not in self.nouns:
            self.nouns[name] = {}  # its place: nouns may speak of each other
            self.nouns[name] = self.noun(noun)
        return {"$ref": f"#/$defs/{name}"}


def json_text(schema: Schema) -> str:
    """A schema as it is written to a file."""
    return json.dumps(schema, indent=2) + "\n"


def _pattern(limits: Limits) -> Schema:
    """A pattern, and what editors that know `patternErrorMessage` say of a text that it does not fit."""
    pattern = limits.sketch or limits.pattern
    return _given({"pattern": pattern, "patternErrorMessage": limits.form if pattern else None})


def _lengths(limits: Limits, names: tuple[str, str]) -> Schema:
    return _given(dict(zip(names, (limits.min_length, limits.max_length), strict=True)))


def _given(bounds: Schema) -> Schema:
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _plain(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else default
