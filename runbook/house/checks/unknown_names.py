"""Names that stand for something elsewhere: what is said of one that nothing has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from runbook.i18n import N_
from runbook.reading.nodes import clipped
from runbook.reading.structure_problems import nearest

EMPTY: Mapping[str, str] = MappingProxyType({})
UnknownName = tuple[str, str, dict[str, str]]
# What a name is the name of -> what is wrong with one that is not known, what to do where none is near.
_UNKNOWN = {
    "condition": (N_("there is no condition {name}"), N_("docs/procedures.md lists all conditions")),
    "value": (N_("there is no value {name}"), N_("docs/procedures.md lists all values")),
    "role": (N_("there is no role {name}"), N_("name it under roles in house.yaml, or write one of the kit's")),
    "call": (N_("nobody is called {name}"), N_("write it under contacts or people in house.yaml")),
    "person": (N_("no person has the initials {name}"), N_("write the person under people in house.yaml")),
    "place": (
        N_("there is no event, phase or step {name}"),
        N_("`runbook procedures show` lists all events and phases"),
    ),
    "event": (
        N_("no step has the event or the name {name}"),
        N_("`runbook procedures show` lists all events and phases"),
    ),
    "risk": (N_("no risk has the id {name}"), N_("`runbook procedures show` lists all risks")),
    "path": (N_("there is no path {name}"), N_("`runbook paths` lists the paths")),
    "step": (
        N_("there is no step {name}"),
        N_("write house.NAME for a step of yours; `runbook procedures show` lists those of the kit"),
    ),
    "appliance": (N_("no appliance is called {name}"), N_("write A, B, M, pair or all")),
}


def unknown(kind: str, name: str, known: Collection[str], events: Mapping[str, str] = EMPTY) -> UnknownName | None:
    """What is wrong with a name, what to do, and the values of both; None where it is known.

    `events`: the event of each step that rules and places know by that, and not by its name.
    """
    if name in known:
        return None
    message, remedy = _UNKNOWN[kind]
    values = {"name": clipped(name)}
    if close := events.get(name) or nearest(name, sorted(known)):
        return message, N_("write {nearest} if you mean it"), values | {"nearest": close}
    return message, remedy, values
