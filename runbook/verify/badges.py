"""The name of an appliance before a value or behind it: `B: 6.2.0`, `rs-b = 6.2.0`, `192.0.2.12: 6.2.0`, `yes (B)`.

That of the step's own appliance is no part of the value; that of another one is a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from runbook.model.plan import Evidence, EvidenceType, Plan, PlanStep
from runbook.model.record import Entry
from runbook.verify.address_evidence import addresses_in
from runbook.verify.appliance_names import names_of
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.unknown_steps import step_index

LONGEST = 100  # characters; what is longer tells a story
BADGED: frozenset[EvidenceType] = frozenset(("version", "count", "yes-no", "date", "datetime"))
_NAME = r"(?:[^\W_](?:[\w.-]*[^\W_])?|\[[0-9a-f:.]+\])"  # an address of IPv6 as in one of the web
_PAGE = r"(?:/(?:login|appliance)?/?)?"
_ON = r"(?:(?:sur|on|at|appliance|serveur)\s+(?:https?://)?|https?://)"
# A letter by itself may be a word: `A 6.2.0`, and not `a 6.2.0`.
_BEFORE = re.compile(
    rf"\s*{_ON}?(?P<name>{_NAME}){_PAGE}(?:\s*(?:[:=→]|[-–=]+>|\s[-–])\s*|\s+(?=v?\d))(?P<value>\S.*)", re.DOTALL
)
_BEHIND = re.compile(
    rf"(?P<value>.*\S)(?:\s*\(\s*{_ON}?(?P<one>{_NAME}){_PAGE}\s*\)|[\s,]+{_ON}(?P<two>{_NAME}){_PAGE}"
    rf"|\s*[,–]\s*(?P<three>{_NAME}))\s*",
    re.IGNORECASE | re.DOTALL,
)


def badge_of(plan: Plan, step: PlanStep, value: str) -> tuple[str, str | None]:
    """A value without the name of an appliance beside it, and the id of that one; None where there is none."""
    if step.appliance is None or step.evidence is None or step.evidence.type not in BADGED or len(value) > LONGEST:
        return value, None
    known = names_of(plan, step.hop) | {str(at): one.id for one in plan.appliances for at in addresses_in(one.ip)}
    for found in (_BEFORE.fullmatch(value), _BEHIND.fullmatch(value)):
        if found:
            name = next(text for part, text in found.groupdict().items() if part != "value" and text)
            address = next(iter(addresses_in(name)), None)
            owner = known.get(name.casefold() if address is None else str(address))
            if owner and (len(name) > 1 or name.isupper()):
                return found["value"], owner
    return value, None


def without_badges(
    indexed: IndexedPlan, normal: Callable[[IndexedPlan, Evidence, str], str | None]
) -> Callable[[Entry], Entry]:
    """A function that takes the name of the step's own appliance from the value of an entry; not from one that is
    `normal` as it stands."""

    def bared(entry: Entry) -> Entry:
        if not entry.value or (index := step_index(indexed, entry.step)) is None:
            return entry
        step = indexed.steps[index]
        value, owner = badge_of(indexed.plan, step, entry.value)
        if step.evidence is None or owner is None or owner != step.appliance:
            return entry
        return entry if normal(indexed, step.evidence, entry.value) is not None else replace(entry, value=value)

    return bared
