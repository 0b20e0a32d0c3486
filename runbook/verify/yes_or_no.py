"""What an answer says: yes, no, or that all is as it must be ("tout est ok"), which is an answer where yes is expected.

Every clause has to say so, and nothing else: `ok`, `oui, vérifié`, `yes, see ticket 4711`; `yes but not all` is none.
The page reads the same (`engine_answers.js`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from typing import Literal

from runbook.model.initials import normal_initials
from runbook.verify.no_reasons import without_marks

ClauseSays = Literal["yes", "no", "fine", "done", "fact", "all"]
_LONGEST = 100  # characters; what is longer tells a story
# Each line in its normal form: small letters, no marks, one blank between words.
_WORDS: dict[ClauseSays, str] = {
    "yes": """
yes; y; oui; o; true; vrai; 1; yep; yeah; yup; ouais; affirmative; affirmatif; yes it is; yes it does; yes they are
""",
    "no": """
no; n; non; false; faux; 0; none; aucun; aucune; ✗; ✘; ✕; nothing; rien; none shown; none seen; no warning; no
warnings; no warnings shown; no alert; no alerts; aucun avertissement; aucune alerte; pas d avertissement; pas d
avertissements; pas d alerte; not at all; pas du tout; off; disabled; not enabled; desactive; desactivee; non
active; non activee
""",
    "fine": """
ok; okay; x; v; ✓; ✔; ☑; ✅; √; 👍; 👌; vu; vue; seen; confirmed; confirme; confirmee; conforme; conformes; verified;
verifie; verifiee; verifies; verifiees; checked; controle; controlee; tout est ok; tout est bon; tout est en ordre;
tout est conforme; tout va bien; tout bon; tout fonctionne; tout marche; c est ok; c est bon; c est conforme; c est
correct; ok pour moi; ok for me; bon pour moi; ras; r a s; rien a signaler; nothing to report; all good; all fine;
all is ok; all is well; all is good; all is fine; everything ok; everything is ok; everything is fine; everything is
good; all works; everything works; no problem; no problems; no issue; no issues; without problems; aucun probleme;
pas de probleme; sans probleme; correct; correcte; exact; parfait; perfect; fine; good; bon; bonne; bien; tres bien;
nickel; impeccable; en ordre; in order; passed; pass; success; successful; succes; reussi; reussie; valide; validee;
o k; test ok; tests ok; test reussi; tests reussis
""",
    "done": """
done; installed; installe; installee; fait; faite; fini; finie; termine; terminee; finished; completed; effectue;
effectuee; realise; realisee; all done; tout est fait; c est fait; restored; restaure; restauree; restaures;
restaurees; retabli; retablie; retablis; retablies
""",
    "fact": """
it works; works; working; works fine; it works fine; ca marche; ca fonctionne; marche; fonctionne; la session
fonctionne; session works; session ok; session fonctionne; la session marche; identique; identiques; identical;
equal; egal; egale; egaux; egales; the same; same; keys equal; keys ok; cles egales; cles identiques; les memes; all
there; all present; everybody is there; everybody there; everyone is there; everyone there; tous la; tous presents;
toutes presentes; tout le monde est la; on; enabled; active; activee
""",
    "all": """
all; everything; both; tout; tous; toutes; les deux; sur les deux; on both; a and b; on a and b; a et b; sur a et b
""",
}
LISTS: dict[ClauseSays, frozenset[str]] = {
    said: frozenset(one.strip() for one in " ".join(words.split()).split(";")) for said, words in _WORDS.items()
}
_MEANS: dict[str, ClauseSays] = {word: said for said, words in LISTS.items() for word in words}
APPROVING = frozenset(  # single words that say that it is so
    word for said in ("yes", "fine", "done", "fact", "all") for word in LISTS[said] if word.isalnum()
)
_LONGEST_PHRASE = max(phrase.count(" ") + 1 for phrase in _MEANS)
_CLAUSES = re.compile(r"[.,;:!()\n/–—]+|(?:^|\s)-+(?:\s|$)")
_DOTTED = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")  # o.k., R.A.S.
_TOKEN = re.compile(r"[^\W_]+|[✓✔☑✅√✗✘✕👍👌]")
_PASSED_OVER = re.compile(r"[\s'’\ufe0e\ufe0f\U0001f3fb-\U0001f3ff🙂😀😃😄😊😉-]+")
# When, and where more of it stands: no part of the answer.
_WHEN = re.compile(r"(?<![\w:.])(?:(?:at|a|le|on)\s+)?[012]?\d\s?[:h]\s?[0-5]\d(?![\w:])")
_WHERE = re.compile(
    r"\b(?:see|voir|cf\.?)\s+(?:the\s+|le\s+|la\s+)?"
    r"(?:ticket|case|incident|dossier|mail|e-mail|screenshot|capture|file|fichier|note|remark|remarque)s?"
    r"(?:\s+(?:no\.?|n°|#)?\s*[\w-]*\d[\w-]*)?"
)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)$")
_BEHIND = re.compile(r"(?:\s+[-–/]\s*|[,;]\s*|\s+(?:par|by|visa)\s+)([^\W\d_.]{1,5}\.?(?:[^\W\d_]\.?)?)$")
_FIGURE = re.compile(r"(?P<before>\D*?)(?P<own>[vV]?\d+(?:[.,]\d+)*)\.?(?P<after>\D*)")
_OF = re.compile(
    r"(?<![\d.,])(\d{1,9})\s?(?:/|out of|of|sur|de|parmi)\s?(?:the |les |all |tous les )?(\d{1,9})(?![\d.,]\d|\d)"
)
# What stands beside a version or a number, and says what it is.
_OF_FIGURES = frozenset(
    {"base", "version", "software", "logiciel", "beyondtrust", "shown", "displayed", "affiche", "affichee", "les"}
    | {"online", "en ligne", "connected", "connectes", "clients", "jump clients"}
)
_EDGES = " \t:,;–—-()[]."
# What could be initials, and says something else.
_NO_HANDS = frozenset({"ko", "na", "nok", "not", "nc", "nr"})


def answer_of(value: str, staff: Container[str]) -> Literal["yes", "no", "fine", "done"] | None:
    """What a text says where yes or no is asked; None where that cannot be told.

    "done" is fine by what was done or found. Initials of `staff` behind it are those of a hand ("yes (CM)"); such as
    could be an answer themselves are none.
    """
    plain = unicodedata.normalize("NFKC", value).casefold().strip().rstrip(".!")
    for behind in (_IN_BRACKETS, _BEHIND):
        signed = behind.search(plain)
        if signed and normal_initials(signed[1]) in staff and signed[1] not in _MEANS and signed[1] not in _NO_HANDS:
            plain = plain[: signed.start()]
    said = _said(without_asides(plain))
    if not said or ("all" in said and len(said) == 1):
        return None
    if "no" in said:
        return "no" if said <= {"no", "fine", "done"} else None
    return "yes" if "yes" in said else "fine" if said.isdisjoint(("done", "fact")) else "done"


def without_asides(plain: str) -> str:
    """Without accents, and without when it was and where more of it stands."""
    return _WHERE.sub(",", _WHEN.sub(",", without_marks(plain)))


def only_approves(value: str) -> bool:
    """Whether a text says that all is well, and nothing else: no answer to what was found, or where something is."""
    said = _said(without_marks(unicodedata.normalize("NFKC", value)).strip())
    return bool(said) and said <= {"yes", "fine", "done", "all"}


def figure_in(value: str, staff: Container[str]) -> str:
    """A version or a number without what approves of it: `6.2.0` of `oui, 6.2.0 (CM)`; else the text as it is."""
    found = _FIGURE.fullmatch(unicodedata.normalize("NFKC", value).strip())
    beside = [text for text in (found["before"], found["after"]) if text.strip(_EDGES)] if found else []
    if not found or not beside:
        return value
    return found["own"] if all(_approves(text.strip(_EDGES), staff) for text in beside) else value


def of_all(value: str) -> str:
    """A count without what it is all of, or none: 240 of `240/240`, 3 of `3 sur 3`, 0 of `0/12`; else the text."""
    found = _OF.search(unicodedata.normalize("NFKC", value).casefold())
    if not found or int(found[1]) not in (0, int(found[2])):
        return value
    return f"{found.string[: found.start()]}{found[1]}{found.string[found.end() :]}"


def _approves(text: str, staff: Container[str]) -> bool:
    """Somebody's hand, or a word that says that it is so."""
    plain = text.casefold()
    hand = normal_initials(text) in staff and plain not in _MEANS and plain not in _NO_HANDS
    if hand or plain in LISTS["all"] or without_marks(plain) in _OF_FIGURES or not without_asides(plain).strip(_EDGES):
        return True
    return answer_of(text, staff) in ("yes", "fine", "done")


@lru_cache(maxsize=10_000)
def _said(plain: str) -> frozenset[ClauseSays]:
    """What the clauses of a text say; nothing where one of them says something else, or two things in one."""
    if len(plain) > _LONGEST:
        return frozenset()
    found: set[ClauseSays] = set()
    for clause in _CLAUSES.split(_DOTTED.sub("", plain)):
        said = _clause(clause)
        if said is None or {"yes", "no"} <= said or ("no" in said and len(said) > 1):
            return frozenset()
        found |= said
    return frozenset(found)


def _clause(clause: str) -> frozenset[ClauseSays] | None:
    if _PASSED_OVER.sub("", _TOKEN.sub("", clause)):
        return None
    words, found = _TOKEN.findall(clause), set()
    while words:
        for size in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
            if (said := _MEANS.get(" ".join(words[:size]))) is not None:
                found.add(said)
                del words[:size]
                break
        else:
            return None
    return frozenset(found)
