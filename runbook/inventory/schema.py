"""The JSON Schema of an inventory, made from the model: `python -m runbook.inventory.schema` writes it anew.

Editors use it to complete and to check keys while an inventory is typed. It refuses nothing that `runbook check`
accepts; of what relates several values it knows what `runbook.inventory.relations` says, and leaves the rest to the
checks.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import sys
import typing
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from runbook.inventory.relations import RELATIONS, Schema
from runbook.model.limits import Limits
from runbook.model.site import Inventory
from runbook.reading.annotations import fields_of, limits_of, may_be_none

PLACE = Path("docs", "inventory.schema.json")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {str: "string", datetime: "string", int: "integer", bool: "boolean"}
_OF_TEXTS = ("minLength", "maxLength")
_OF_LISTS = ("minItems", "maxItems")


def schema_text() -> str:
    """The schema as JSON, indented, the same for the same model."""
    nouns: dict[str, Schema] = {}
    root = _noun(Inventory, nouns)
    head = {"$schema": DIALECT, "$defs": {name: nouns[name] for name in sorted(nouns)}}
    return json.dumps(head | root | {"title": "Runbook Kit inventory"}, indent=2) + "\n"


def _noun(noun: Any, nouns: dict[str, Schema]) -> Schema:
    """The schema of a dataclass; those that it speaks of are added to `nouns`."""
    fields = fields_of(noun).items()
    defaults = {part.name: part.default for part in dataclasses.fields(noun)}
    properties = {}
    for name, part in fields:
        found = _value(part.annotation, nouns)
        default = defaults[name]
        properties[part.key] = found | ({} if default is dataclasses.MISSING else {"default": _plain(default)})
    return {
        "title": noun.__name__,
        "description": inspect.getdoc(noun),
        "type": "object",
        "properties": properties,
        "required": [part.key for _name, part in fields if not part.optional],
        "additionalProperties": False,
    } | ({"allOf": list(relations)} if (relations := RELATIONS.get(noun)) else {})


def _value(annotation: Any, nouns: dict[str, Schema]) -> Schema:
    """The schema of a field's values."""
    bare, limits = limits_of(annotation)
    found = _bare(bare, limits, nouns)
    described = {"description": limits.description} if limits.description else {}
    if not may_be_none(annotation):
        return found | described
    return {"anyOf": [found, {"type": "null"}]} | described


def _bare(bare: Any, limits: Limits, nouns: dict[str, Schema]) -> Schema:
    origin, args = typing.get_origin(bare), typing.get_args(bare)
    if dataclasses.is_dataclass(bare):
        name = typing.cast("Callable[..., Any]", bare).__name__
        if name not in nouns:
            nouns[name] = {}  # its place: nouns may speak of each other
            nouns[name] = _noun(bare, nouns)
        return {"$ref": f"#/$defs/{name}"}
    if origin is Literal:
        return {"const": args[0]} if len(args) == 1 else {"enum": list(args)}
    if origin is tuple:
        items = {"type": "array", "items": _value(args[0], nouns)} | _lengths(limits, _OF_LISTS)
        return items | _given({"uniqueItems": limits.unique})
    bounds = {"pattern": limits.pattern or limits.sketch, "minimum": limits.low, "maximum": limits.high}
    return {"type": _TYPES[bare]} | _given(bounds) | _lengths(limits, _OF_TEXTS)


def _lengths(limits: Limits, names: tuple[str, str]) -> Schema:
    return _given(dict(zip(names, (limits.min_length, limits.max_length), strict=True)))


def _given(bounds: Schema) -> Schema:
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _plain(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else default


def main() -> None:
    """Write the schema to the place that is named, or into the checkout that this is run in."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    place.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
