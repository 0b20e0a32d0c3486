"""An appliance as people name it: by its id, its host name, or the letter that pages call it by."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from runbook.model.plan import Plan

_NAME = re.compile(r"\w(?:[\w.-]*\w)?")
_SAYS = frozenset({"is", "est", "primary", "primaire", "appliance"})  # "B is primary" names B


def named_appliance(plan: Plan, hop: int | None, text: str) -> str | None:
    """The id of the one appliance that a text names, alone or with its others: `B`, `rs-b.example.com`, `B (rs-b)`.

    None where it names none, or several, or says something else. Letters are those of the pass.
    """
    known = names_of(plan, hop)
    words = _NAME.findall(unicodedata.normalize("NFKC", text).casefold())
    found = {known.get(word) for word in words if word in known or word not in _SAYS}
    return found.pop() if len(found) == 1 else None


def full_hostname(plan: Plan, text: str) -> str | None:
    """The host name of the one appliance whose host name, without its domain, a text is; None where it is of none."""
    name = unicodedata.normalize("NFKC", text).casefold().strip()
    found = [one.hostname for one in plan.appliances if one.hostname.casefold().partition(".")[0] == name]
    return found[0] if len(found) == 1 else None


def names_of(plan: Plan, hop: int | None) -> dict[str, str]:
    """Every name and what it names; an id goes before a host name, and both before a letter."""
    letters = next((one.letters for one in plan.passes if one.hop == hop), {})
    names = {letter.casefold(): appliance for letter, appliance in letters.items()}
    short = Counter(appliance.hostname.casefold().partition(".")[0] for appliance in plan.appliances)
    for appliance in plan.appliances:
        hostname = appliance.hostname.casefold()
        first = hostname.partition(".")[0]
        names |= {hostname: appliance.id} | ({first: appliance.id} if short[first] == 1 else {})
    return names | {appliance.id.casefold(): appliance.id for appliance in plan.appliances}
