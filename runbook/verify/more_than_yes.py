"""What follows a plain yes or no, and takes nothing back: `oui, session ouverte avec le poste de test`, `yes, confirmed
by the users`, `yes, Rosa by phone`, `non, elle ne répond plus`. The page reads the same (`engine_more.js`).

Each clause is of known words, by their part in it: what was tried, with whom and on what, and that it was so. Names of
the plan's people are passed over: a roll call invites them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from functools import lru_cache

from runbook.model.initials import normal_initials
from runbook.model.site import Person
from runbook.verify.answer_words import NO_HANDS, TAKEN_BACK, is_answer
from runbook.verify.no_reasons import without_marks
from runbook.verify.words_beside import HARMLESS, speaks_against
from runbook.verify.yes_or_no import CLAUSES, clause_says, without_asides, without_remarks

LONGEST = 100  # characters; what is longer tells a story
# Words that join others; not `un` and `one`, which may be one of several.
_JOINING = """
a au aux avec chez dans pendant pour via ont ete qui which has have been during for of with
"""
# What was looked at, on what, and who looked.
_THINGS = """
session sessions laptop tests essai usager usagers utilisateur utilisateurs user users client clients ecran son
image video screen sound picture connexion connection telephone technicien technicienne technician collegue
colleague support site cle cles key keys appel call cote cotes side message
"""
# That it was so.
_SO = """
ouverte ouvert etablie etabli lancee lance demarree accepte acceptee joignable connecte connectee connectes visible
present presente presents presentes accessible confirmes confirmees repondent fonctionnent opened open established
started launched accepted connected reachable worked passe passee aboutie abouti
"""
NEUTRAL = HARMLESS.union(f"{_JOINING} {_THINGS} {_SO}".split())
# That it is no more, behind a no: `elle ne répond plus`, `it does not answer any more`.
_SHOWN = "(?:active?|activee?|cochee?|visible|presente?|la|joignable|accessible)"
_GONE = re.compile(
    rf"(?:(?:elles?|ils?|on|ca|la page) )?(?:ne |n )?(?:y )?"
    rf"(?:repond|apparait|s affiche|existe|est|sont)"
    rf" (?:plus|pas)(?: {_SHOWN})?"
    rf"|(?:plus|pas) (?:de |d )?(?:reponse|avertissements?|alerte|{_SHOWN})"
    rf"|(?:(?:it|they|the page) )?(?:(?:does not|doesn t|do not|don t|no longer)"
    rf" (?:answers?|reply|replies|responds?|appears?|shows?|exists?)"
    rf"|(?:is |are )?(?:not|no longer) (?:active|enabled|ticked|there|shown|visible|reachable))"
    rf"(?: (?:any ?more|at all))?"
)
_FIRST = re.compile(r"([^\W_]{2,})(?![^\W_])[\s,;:.–—(-]*(.*)", re.DOTALL)
_NUMBER = re.compile(r"\d{3,}")  # of a session; `1 of 2` is a part
_WORD = re.compile(r"[^\W_]+")


def plain_part(value: str, staff: Mapping[str, Person]) -> str:
    """The plain yes or no at the beginning of a text, where all that follows it changes nothing; else the text."""
    plain = without_marks(unicodedata.normalize("NFKC", value)).strip()
    found = _FIRST.fullmatch(plain) if len(plain) <= LONGEST and not speaks_against(value) else None
    said = next((kind for kind in ("yes", "no") if found and is_answer(found[1], kind)), None)
    if found is None or said is None:
        return value
    others = _names(tuple(person.name for person in staff.values())).sub(" ", found[2])
    rest = without_remarks(without_asides(others), staff)
    alike = _goes_with_no if said == "no" else _goes_with_yes
    return found[1] if all(alike(clause, staff) for clause in CLAUSES.split(rest)) else value


@lru_cache(maxsize=100)
def _names(people: tuple[str, ...]) -> re.Pattern[str]:
    """The names of people, whole or in part: `Rosa Mendez`, `Rosa`, `R. Mendez`; no word that could be an answer."""
    names = []
    for name in people:
        words = _WORD.findall(without_marks(unicodedata.normalize("NFKC", name)))
        parts = [word for word in words if len(word) > 1 and _is_only_a_name(word)]
        if parts:
            letters = "".join(sorted({word[0] for word in words}))
            names.append(rf"(?:[{letters}]\.?[\s-]+)?(?:{'|'.join(parts)})")
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(names)})(?![^\W_])" if names else "(?!)")


def _is_only_a_name(word: str) -> bool:
    return not is_answer(word) and word not in NO_HANDS and word not in TAKEN_BACK


def _goes_with_yes(clause: str, staff: Container[str]) -> bool:
    words = [word for word in _WORD.findall(clause) if not _is_hand(word, staff) and not _NUMBER.fullmatch(word)]
    said = clause_says(" ".join(words), NEUTRAL)
    return said is not None and said.isdisjoint(("no", "none", "back"))


def _goes_with_no(clause: str, staff: Container[str]) -> bool:
    words = " ".join(_WORD.findall(clause))
    return not words or _GONE.fullmatch(words) is not None


def _is_hand(word: str, staff: Container[str]) -> bool:
    return normal_initials(word) in staff and word not in NO_HANDS and not is_answer(word)
