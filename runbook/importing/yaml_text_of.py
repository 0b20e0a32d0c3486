"""Plain data -> YAML text as an inventory is written: every text reads back as that very text, whatever it holds."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from runbook.reading.nodes import Plain

_PLAIN = re.compile(r"[^\W\d_](?:[\w ./@+()’–-]*[\w./@+()’–-])?")  # nothing that YAML could read as a sign of its own
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.ASCII)
_TEXT = "tag:yaml.org,2002:str"
_FLOW_KEYS = 5  # a group with more of them has a line for each
_FLOW_WIDTH = 150
_resolver: Any = yaml.resolver.Resolver()


def scalar_text(value: Plain) -> str:
    """One value: a text in quotes where it could be read as something else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return json.dumps(value)
    if _IPV4.fullmatch(value) or (_PLAIN.fullmatch(value) and _is_text(value)):
        return value
    return json.dumps(value, ensure_ascii=False)


def _is_text(value: str) -> bool:
    return bool(_resolver.resolve(yaml.ScalarNode, value, (True, False)) == _TEXT)


def flow_text(value: Plain) -> str:
    """A value on one line, in brackets where it has parts."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(key)}: {flow_text(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    return scalar_text(value)


def key_lines(key: str, value: Plain, indent: int) -> list[str]:
    """A key with its value, each line indented by `indent` spaces at the least."""
    margin = " " * indent
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [f"{margin}{scalar_text(key)}:", *(line for item in value for line in item_lines(item, indent + 2))]
    return [f"{margin}{scalar_text(key)}: {flow_text(value)}"]


def item_lines(value: Plain, indent: int) -> list[str]:
    """An item of a list, its dash after `indent` spaces: a small group on one line, a larger one with a line a key."""
    margin = " " * indent
    nested = isinstance(value, dict) and any(_has_groups(part) for part in value.values())
    if not isinstance(value, dict) or not value or (len(value) <= _FLOW_KEYS and not nested):
        line = f"{margin}- {flow_text(value)}"
        if len(line) <= _FLOW_WIDTH or not isinstance(value, dict) or not value:
            return [line]
    lines = [line for key, part in value.items() for line in key_lines(key, part, indent + 2)]
    return [f"{margin}- {lines[0].lstrip()}", *lines[1:]]


def _has_groups(value: Plain) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value))
