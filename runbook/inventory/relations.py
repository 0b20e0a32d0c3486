"""What a JSON Schema can say of several values of an inventory together; `runbook.inventory.checks` says it to people.

Nothing here refuses what the checks accept. A key with the value null counts as left out, as for them. Counts of roles
stand under a condition that needs one of them: editors that know no counts refuse nothing wrongly.
"""

from __future__ import annotations

from runbook.model.site import CLOSED, PACKAGE_KINDS, Appliance, Change, Failover, Hop, NewAppliance, Package, Site
from runbook.reading.json_schema import Relations, Schema


def _given(*keys: str) -> Schema:
    return {"required": list(keys), "properties": {key: {"not": {"type": "null"}} for key in keys}}


def _absent(*keys: str) -> Schema:
    return {"properties": {key: {"type": "null"} for key in keys}}


def _where(key: str, *values: str) -> Schema:
    return {"required": [key], "properties": {key: {"enum": list(values)}}}


def _has(role: str, **counts: int) -> Schema:
    """A site with an appliance of that role; `minContains`, `maxContains`: how many."""
    return {"required": ["appliances"], "properties": {"appliances": {"contains": _where("role", role), **counts}}}


def _appliances(bounds: Schema) -> Schema:
    return {"properties": {"appliances": bounds}}


def _changes(*each: Schema) -> Schema:
    """What holds for all changes but those of the past, of whose site nothing is known."""
    return {"properties": {"changes": {"items": {"if": _CLOSED, "else": {"allOf": list(each)}}}}}


def _one_at_most(kind: str) -> Schema:
    """Of the packages of a hop, one of a kind at most."""
    having: Schema = {"required": ["packages"], "properties": {"packages": {"contains": _given(kind)}}}
    return {"if": having, "then": {"properties": {"packages": {"contains": _given(kind), "maxContains": 1}}}}


_CLOSED = _where("state", *sorted(CLOSED))
_WITH_SOFTWARE: Schema = {
    "anyOf": [
        _given("software"),
        {"required": ["packages"], "properties": {"packages": {"contains": _given("software")}}},
    ]
}
_NO_SNAPSHOT: Schema = {"properties": {"snapshot": {"const": False}}}
_PHYSICAL_ALONE: Schema = {
    "required": ["appliances"],
    "properties": {"appliances": {"contains": {"allOf": [_where("role", "standalone"), _where("form", "physical")]}}},
}
_BEGUN_ONCE: Schema = {"contains": {"not": _given("for")}, "maxContains": 1}  # other windows go on with that one's work
_UPGRADES = {"properties": {"kind": {"const": "upgrade"}}}
_PAIR = {"allOf": [_has("backup"), {"not": _has("traffic")}]}
_TECHNICIAN = {"required": ["roles"], "properties": {"roles": {"contains": {"const": "technician"}}}}

_ONE_OF_EACH: Schema = {
    "properties": {
        "ip": {
            "if": {"type": "array"},
            "then": {
                "minItems": 2,
                "maxItems": 2,
                "contains": {"type": "string", "pattern": ":", "patternErrorMessage": "write an IPv6 address"},
                "minContains": 1,
                "maxContains": 1,
            },
        }
    }
}

RELATIONS: Relations = {
    Appliance: (_ONE_OF_EACH,),
    NewAppliance: (_ONE_OF_EACH,),
    Failover: (
        {"if": _where("switch", "shared-ip"), "then": _given("shared_ip")},
        {"if": _where("switch", "dns", "nat"), "then": _absent("shared_ip")},
        {"if": _where("state", "apart"), "then": _given("serving"), "else": _absent("serving")},
    ),
    Package: (
        {"oneOf": [_given(kind) for kind in PACKAGE_KINDS]},
        {"if": _given("file"), "then": _given("patch")},
        {"if": _given("sha256"), "then": _given("patch", "file")},
    ),
    Hop: (
        {
            "if": _given("packages"),
            "then": {"allOf": [_absent("base", "software"), {"properties": {"packages": {"minItems": 1}}}]},
            "else": {"anyOf": [_given("base"), _given("software")]},
        },
        _one_at_most("base"),
        _one_at_most("software"),
    ),
    Change: (
        {"if": _where("kind", "migrate"), "then": {"allOf": [_given("method", "from", "to"), _absent("order")]}},
        {
            "if": _where("kind", "migrate"),
            "then": {"properties": {"hops": {"maxItems": 1}, "windows": _BEGUN_ONCE}},
        },
        {"if": _where("kind", "migrate"), "then": {"properties": {"hops": {"items": _WITH_SOFTWARE}}}},
        {"if": _where("kind", "upgrade"), "then": _absent("from", "to")},
        {
            "if": _where("kind", "upgrade", "migrate"),
            "then": {"allOf": [{"required": ["hops"]}, _absent("path")]},
        },
        {"if": _where("kind", "other"), "then": {"allOf": [_given("path"), _absent("hops", "method", "order")]}},
        {"if": _where("kind", "migrate"), "then": _NO_SNAPSHOT},
    ),
    Site: (
        {"if": _has("backup"), "then": _given("failover"), "else": _absent("failover")},
        {"if": _has("standalone"), "then": _appliances({"maxItems": 1}), "else": _has("primary")},
        {"if": _has("standalone"), "then": _changes(_given("method"), _absent("order"))},
        {"if": _has("primary"), "then": _appliances({"minItems": 2})},
        {"if": {"anyOf": [_has("primary"), _PHYSICAL_ALONE]}, "then": _changes(_NO_SNAPSHOT)},
        {"if": _has("primary"), "then": _has("primary", maxContains=1)},
        {"if": _has("backup"), "then": _has("backup", maxContains=1)},
        {"if": _has("traffic"), "then": _has("traffic", minContains=2)},
        {"if": _has("traffic"), "then": _changes(_UPGRADES, _absent("method", "order"))},
        {"if": _PAIR, "then": _changes(_UPGRADES, _given("method", "order"))},
        {"properties": {"staff": {"contains": _TECHNICIAN}}},
    ),
}
