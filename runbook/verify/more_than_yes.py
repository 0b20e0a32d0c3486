"""What follows a plain yes or no, and takes nothing back: `oui, session ouverte avec le poste de test`, `yes, confirmed
by the users`, `non, elle ne répond plus`. The page reads the same (`engine_more.js`).

Each clause is of known words, by their part in it: what was tried, with whom and on what, and that it was so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from runbook.model.initials import normal_initials
from runbook.verify.no_reasons import without_marks
from runbook.verify.words_beside import speaks_against
from runbook.verify.yes_or_no import CLAUSES, NO_HANDS, clause_says, is_answer, without_asides, without_remarks

LONGEST = 100  # characters; what is longer tells a story
# Words that join others; not `un` and `one`, which may be one of several.
_JOINING = """
a au aux avec chez d dans de des du en est et l la le les par pendant pour sur via ce cet cette nos notre leur leurs
ont ete qui which has have been and at both by during for from in is it its of on our the their to via was were with
"""
# What was looked at, on what, and who looked.
_THINGS = """
session sessions poste postes pc pcs ordinateur ordinateurs portable computer computers laptop test tests essai usager
usagers utilisateur utilisateurs utilisatrice user users client clients ecran son image audio video voix chat clavier
souris screen sound picture voice keyboard mouse login page connexion connection console adresse address nom name
navigateur browser telephone mobile smartphone mac windows linux technicien technicienne technicians technician equipe
team collegue collegues colleague colleagues support helpdesk assistance site agence bureau office service representant
representative customer personne personnes people appliance serveur server cle cles key keys essais
appel appels call calls ping nslookup cote cotes side sides message messages
"""
# That it was so.
_SO = """
ouverte ouvert ouvertes etablie etabli lancee lance lancees demarree accepte acceptee jointe joint joignable connecte
connectee connectes affiche affichee visible present presente presents presentes accessible confirme confirmee confirmes
confirmees repond repondent marche fonctionne fonctionnent
opened open established started launched accepted joined connected shown visible present reachable accessible confirmed
answers answered responds works worked
passe passes passee aboutie abouti
"""
NEUTRAL = frozenset(f"{_JOINING} {_THINGS} {_SO}".split())
# That it is no more, behind a no: `elle ne répond plus`, `it does not answer any more`.
_GONE = re.compile(
    r"(?:(?:elle|il|elles|ils|on|ca|cela|l adresse|la page|le nom|l appliance) )?(?:ne |n )?(?:y )?"
    r"(?:repond(?:ent)?|apparait|apparaissent|s affiche(?:nt)?|existe(?:nt)?|figure(?:nt)?|est|sont|voit|trouve)"
    r" (?:plus|pas)(?: (?:active?|activee?|cochee?|visible|presente?|la|joignable|accessible|attribuee?))?(?: du tout)?"
    r"|(?:plus|pas) (?:de |d )?(?:reponse|avertissements?|alerte|active?|activee?|cochee?|visible|joignable|accessible|"
    r"presente?)(?: du tout)?"
    r"|(?:(?:it|they|the (?:address|page|name|appliance)) )?(?:(?:does not|doesn t|do not|don t|no longer)"
    r" (?:answers?|reply|replies|respond|responds|appear|appears|show|shows|exist|exists)"
    r"|(?:is |are )?(?:not|no longer) (?:active|enabled|ticked|there|shown|visible|reachable|assigned))"
    r"(?: (?:any more|anymore|any longer|at all))?"
)
_FIRST = re.compile(r"([^\W_]{2,})(?![^\W_])[\s,;:.–—(-]*(.*)", re.DOTALL)
_NUMBER = re.compile(r"\d{3,}")  # of a session; `1 of 2` is a part
_WORD = re.compile(r"[^\W_]+")


def plain_part(value: str, staff: Container[str]) -> str:
    """The plain yes or no at the beginning of a text, where all that follows it changes nothing; else the text."""
    plain = without_marks(unicodedata.normalize("NFKC", value)).strip()
    found = _FIRST.fullmatch(plain) if len(plain) <= LONGEST and not speaks_against(value) else None
    said = next((kind for kind in ("yes", "no") if found and is_answer(found[1], kind)), None)
    if found is None or said is None:
        return value
    rest = without_remarks(without_asides(found[2]), staff)
    alike = _goes_with_no if said == "no" else _goes_with_yes
    return found[1] if all(alike(clause, staff) for clause in CLAUSES.split(rest)) else value


def _goes_with_yes(clause: str, staff: Container[str]) -> bool:
    words = [word for word in _WORD.findall(clause) if not _is_hand(word, staff) and not _NUMBER.fullmatch(word)]
    said = clause_says(" ".join(words), NEUTRAL)
    return said is not None and said.isdisjoint(("no", "none", "back"))


def _goes_with_no(clause: str, staff: Container[str]) -> bool:
    words = " ".join(_WORD.findall(clause))
    return not words or _GONE.fullmatch(words) is not None


def _is_hand(word: str, staff: Container[str]) -> bool:
    return normal_initials(word) in staff and word not in NO_HANDS and not is_answer(word)
