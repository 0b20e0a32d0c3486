"""People in records who are not in the plan: substitutes, with their initials, names and roles."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from runbook.i18n import N_, Language, available, load_language, shown
from runbook.model.initials import normal_initials
from runbook.model.plan import OWN_ROLE
from runbook.model.record import RecordPerson

PERSON = "person"  # what a row of a table has in place of a step
PERSONS = frozenset({PERSON, "personne"})  # and what people write there, in small letters
MOST = 6  # people in one place
LONGEST = 200  # characters of their initials, or of their names
LONGEST_INITIALS = 5
_IN_ONE_BOX = re.compile(r"\s*[/\\,;&+|\n]\s*|\s+(?:et|and|ou|or)\s+", re.IGNORECASE)
_NAMES_APART = re.compile(r"\s*[/\\;&+|\n]\s*|\s+(?:et|and|ou|or)\s+", re.IGNORECASE)  # `Kern, N.` is one
_BETWEEN = re.compile(r"[,;|+&\n]|(?<!\d)/|/(?!\d)|\s(?:and|et)\s")  # 5/11 is a day
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
    "representant": "representative",
    "representante": "representative",
    "approbatrice": "approver",
    "gestionnaire": "manager",
    "tech": "technician",
    "network admin": "network",
    "desktop admin": "desktop",
    "admin reseau": "network",
    "reseaux": "network",
}


def people_in(initials: str, name: str, roles: str, place: str) -> tuple[RecordPerson, ...]:
    """Somebody as a row of a table or a list names them; of several in one place (`NK/TL`), each by themselves."""
    each = _several(initials) if max(len(initials), len(name)) <= LONGEST else (initials,)
    names = _name_of_each(name, each) if len(each) > 1 else (name,)
    return tuple(
        RecordPerson(initials=one, name=own, roles=roles_in(roles), place=place)
        for one, own in zip(each, names, strict=True)
    )


def _several(initials: str) -> tuple[str, ...]:
    """The initials of each, where nothing but those of several people stands there."""
    parts = [part for part in _IN_ONE_BOX.split(initials.strip()) if part]
    apart = 1 < len(parts) <= MOST and all(1 < len(normal_initials(part)) <= LONGEST_INITIALS for part in parts)
    return tuple(parts) if apart else (initials,)


def _name_of_each(name: str, each: tuple[str, ...]) -> tuple[str, ...]:
    """The names of several people: by their letters, else in the order of their initials; "" for whom there is none."""
    found = [[part for part in mark.split(name.strip()) if part] for mark in (_NAMES_APART, _IN_ONE_BOX)]
    names = next((parts for parts in found if len(parts) == len(each)), None)
    by_letters = tuple([one for one in names or (name,) if _begins(one, initials)] for initials in each)
    own = tuple(one[0] if len(one) == 1 else "" for one in by_letters)
    if names is None:
        return own if sum(map(bool, own)) == 1 else ("",) * len(each)
    return own if sorted(own) == sorted(names) else tuple(names)


def _begins(name: str, initials: str) -> bool:
    """Whether the words of a name begin with these letters, in any order."""
    return sorted(word[0] for word in plain_words(name)) == sorted(normal_initials(initials))


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
