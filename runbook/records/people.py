"""People in records who are not in the plan: substitutes, with their initials, names and roles."""

from __future__ import annotations

import re
from functools import cache

from runbook.i18n import N_, available, load_language
from runbook.model.record import RecordPerson

PERSON = "person"  # what a row of a table has in place of a step
_BETWEEN = re.compile(r"[,;/|+&\n]|\s(?:and|et)\s")
_ROLES = {
    "technician": N_("technician"),
    "network": N_("network administrator"),
    "desktop": N_("desktop administrator"),
    "representative": N_("representative"),
    "witness": N_("witness"),
    "approver": N_("approver"),
    "manager": N_("change manager"),
}
_OTHERS = {"technicienne": "technician", "approbatrice": "approver", "gestionnaire": "manager"}


def person_of(initials: str, name: str, roles: str, place: str) -> RecordPerson:
    """Somebody as a row of a table names them."""
    return RecordPerson(initials=initials, name=name, roles=roles_in(roles), place=place)


def roles_in(text: str) -> tuple[str, ...]:
    """Roles as they were typed, separated by commas or blanks; those that the kit knows by its own names for them."""
    found: list[str] = []
    for piece in filter(None, (" ".join(piece.split()) for piece in _BETWEEN.split(text))):
        whole = role(piece)
        found += [whole] if whole in _ROLES else map(role, piece.split())
    return tuple(dict.fromkeys(found))


def role(text: str) -> str:
    """A role by the kit's name for it; as it was typed, where the kit knows none."""
    return _words().get(text.casefold(), text)


@cache
def _words() -> dict[str, str]:
    """What roles are called on the pages, in every language."""
    words = {**_OTHERS, **{name: name for name in _ROLES}}
    for tag in available():
        language = load_language(tag)
        words |= {language.text(name).casefold(): name for name in ("network", "desktop")}
        words |= {language.text(message).casefold(): name for name, message in _ROLES.items()}
    return words
