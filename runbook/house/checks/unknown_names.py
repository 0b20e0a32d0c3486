"""Names that stand for something elsewhere: what is said of one that nothing has."""

from __future__ import annotations

from collections.abc import Collection

from runbook.i18n import N_
from runbook.reading.nodes import clipped
from runbook.reading.structure_problems import nearest

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
        N_("`runbook procedures show` knows the names of all events and phases"),
    ),
    "event": (N_("no step has the event or the name {name}"), N_("look it up by `runbook procedures show`")),
    "risk": (N_("no risk has the id {name}"), N_("templates/procedures/risks.yaml has the ids of all risks")),
    "path": (N_("there is no path {name}"), N_("`runbook paths` lists the paths")),
    "step": (N_("there is no step {name}"), N_("write it in a file of steps/, as house.NAME, or a step of the kit")),
    "appliance": (N_("no appliance is called {name}"), N_("write A, B, M, pair or all")),
}


def unknown(kind: str, name: str, known: Collection[str]) -> UnknownName | None:
    """What is wrong with a name, what to do, and the values of both; None where it is known."""
    if name in known:
        return None
    message, remedy = _UNKNOWN[kind]
    values = {"name": clipped(name)}
    if close := nearest(name, sorted(known)):
        return message, N_("write {nearest} if you mean it"), values | {"nearest": close}
    return message, remedy, values
