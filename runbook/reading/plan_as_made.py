"""Plans as the kit wrote them, to the byte: read at once, where all others are looked at value by value."""

from __future__ import annotations

import dataclasses
import typing
from functools import cache
from typing import TYPE_CHECKING, Any

from runbook.model.limits import Closed, Limits
from runbook.model.plan import Plan
from runbook.model.revision import content_of
from runbook.reading.annotations import fields_of, limits_of
from runbook.reading.structure import convert

if TYPE_CHECKING:
    from msgspec.json import Decoder


def plan_bytes(plan: Plan) -> bytes:
    """A plan as UTF-8, indented, keys in the order of the model. The same plan gives the same bytes."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(content_of(plan)), indent=2) + b"\n"


def plan_as_made(content: bytes) -> Plan | None:
    """The plan in `content` where it would be written just so; None for all else, whatever is wrong with it.

    What would be written just so has each value in the type that it has here, every key, and none twice.
    """
    import msgspec

    try:
        plan = _decoder().decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if plan.format == "runbook-plan/1" or plan_bytes(plan) != content:
        return None
    for name in _limited_fields():
        _, wrong = convert(fields_of(Plan)[name].annotation, msgspec.to_builtins(getattr(plan, name)))
        if wrong:
            return None
    return plan


@cache
def _decoder() -> Decoder[Plan]:
    from msgspec.json import Decoder

    return Decoder(Plan)


@cache
def _limited_fields() -> tuple[str, ...]:
    """The fields of a plan below which something has limits of its own, beyond its type."""
    return tuple(name for name, part in fields_of(Plan).items() if _has_limits(part.annotation))


def _has_limits(annotation: Any) -> bool:
    bare, limits = limits_of(annotation)
    if limits != Limits():
        return True
    if dataclasses.is_dataclass(bare):
        closed = isinstance(bare, type) and issubclass(bare, Closed)
        return closed or any(_has_limits(part.annotation) for part in fields_of(bare).values())
    return any(_has_limits(part) for part in typing.get_args(bare) if isinstance(part, type) or typing.get_args(part))
