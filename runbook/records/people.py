"""People in records who are not in the plan: substitutes, with their initials, names and roles."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from runbook.i18n import N_, Language, available, load_language, shown
from runbook.model.plan import OWN_ROLE
from runbook.model.record import RecordPerson

PERSON = "person"  # what a row of a table has in place of a step
_BETWEEN = re.compile(r"[,;/|+&\n]|\s(?:and|et)\s")
ROLES = {
    "technician": N_("technician"),
    "network": N_("network"),
    "desktop": N_("desktop"),
    "representative": N_("representative"),
    "witness": N_("witness"),
    "approver": N_("approver"),
    "manager": N_("change manager"),
}
# Words for a role that no page has.
_OTHERS = {
    "network administrator": "network",
    "desktop administrator": "desktop",
    "administrateur reseau": "network",
    "administrateur des postes de travail": "desktop",
    "technicien": "technician",
    "technicienne": "technician",
    "intervenante": "technician",
    "administratrice reseau": "network",
    "administratrice des postes de travail": "desktop",
    "technicienne d assistance": "representative",
    "approbatrice": "approver",
    "gestionnaire": "manager",
    "tech": "technician",
    "network admin": "network",
    "desktop admin": "desktop",
    "admin reseau": "network",
    "reseaux": "network",
}


def person_of(initials: str, name: str, roles: str, place: str) -> RecordPerson:
    """Somebody as a row of a table names them."""
    return RecordPerson(initials=initials, name=name, roles=roles_in(roles), place=place)


def roles_in(text: str) -> tuple[str, ...]:
    """Roles as they were typed, separated by commas or blanks: by the kit's names for them, else as they stand."""
    found: list[str] = []
    for piece in filter(None, (" ".join(piece.split()) for piece in _BETWEEN.split(text))):
        whole, apart = _role(piece), [_role(word) for word in piece.split()]
        found += apart if whole not in ROLES and any(one in ROLES for one in apart) else [whole]
    return tuple(dict.fromkeys(found))


def role_text(role: str, language: Language) -> str:
    """What a role is called: the kit's names, those of a house whose words the language has, else as it is written."""
    known = ROLES.get(role) or (OWN_ROLE + role if OWN_ROLE + role in language.messages else None)
    return shown(language.text(known) if known else role)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text without marks, case and signs, as names and roles are compared."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return tuple(kept.split())


def _role(text: str) -> str:
    """One role, or several people's: `techniciens`."""
    words = plain_words(text)
    one = " ".join(word.removesuffix("s") for word in words)
    return _names().get(" ".join(words)) or _names().get(one, text)


@cache
def _names() -> dict[str, str]:
    """The kit's name for a role, by what it is called on the pages, in every language."""
    names = {**_OTHERS, **{role: role for role in ROLES}}
    for tag in available():
        language = load_language(tag)
        names |= {" ".join(plain_words(language.text(message))): role for role, message in ROLES.items()}
    return names
