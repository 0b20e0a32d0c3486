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
from runbook.verify.answer_words import LISTS, LONGEST_PHRASE, MEANS, NO_HANDS, TAKEN_BACK, ClauseSays, is_answer
from runbook.verify.no_reasons import without_marks

_LONGEST = 100  # characters; what is longer tells a story
_WITH_ASIDES = 2000  # characters of a text with all that is no part of its answer; the page lets nobody write more
CLAUSES = re.compile(r"[.,;:!()\n/–—]+|(?:^|\s)-+(?:\s|$)")
_DOTTED = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")  # o.k., R.A.S.
_TOKEN = re.compile(r"[^\W_]+|[✓✔☑✅√✗✘✕👍👌]")
_PASSED_OVER = re.compile(r"[\s&+'’\ufe0e\ufe0f\U0001f3fb-\U0001f3ff🙂😀😃😄😊😉-]+")
# When, and where more of it stands: no part of the answer.
_CLOCK = r"(?<![\w:.])(?:(?:at|[aà]|le|on)\s+)?(?:(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d|24\s?[:h]\s?00)(?![\w:])"
WHEN = re.compile(_CLOCK)
_AND_WHEN = re.compile(rf"(?<=\(){_CLOCK}[\s,;–-]+|[\s,;–-]+{_CLOCK}(?=\s*\)?$)")  # beside who says so: (CM, 22:05)
_WHERE = re.compile(
    r"\b(?:see|voir|cf\.?)\s+(?:the\s+|le\s+|la\s+)?"
    r"(?:ticket|case|incident|dossier|mail|e-mail|screenshot|capture|photo|file|fichier|note|remark|remarque)s?"
    r"(?:\s+d['’ ]ecran)?(?:\s+(?:no\.?|n°|#)?\s*[\w-]*\d[\w-]*)?"
    r"|\b(?:ticket|case|incident|screenshot|capture|photo|dossier|demande|request|reference|ref)s?\b\.?\s*"
    r"(?:(?:du |de |of )?(?:fournisseur|support|vendor|supplier)\s+)?(?:number\s+|numero\s+)?(?:no\.?|n°|#)?\s*"
    r"[\w-]*\d[\w-]*(?![.,/]\d)(?:\.(?:png|jpe?g|pdf))?"
    r"|(?<!\w)(?:n°|sr)\s*\d{4,}(?![.,/]\d)\b"
)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)$")
_LISTED = re.compile(r"\s*[,;/&+]\s*(?:(?:et|and)\s+)?|\s+(?:et|and)\s+|\s+")
_ALL_OF = re.compile(r"\b(all|tous|toutes)(?: of)?(?: the| les)? [1-9]\d{0,2}\b(?!\s?[/%])")  # all 4 there
_HANDS = 6  # initials behind an answer: who was there
_BEHIND = re.compile(
    r"(?:\s+[-–/]\s*|\s*—\s*|[,;]\s*|\s+(?:et|and|&)\s+|(?<=\w{3}):\s+|\s+(?:par|by|per|visa|de|from|"
    r"(?:sign[ée]e?|signed|d[ée]cision)(?:\s+(?:par|by|de))?)\s+|"
    r"(?:(?<=^yes)|(?<=^oui)|(?<=^ok)|(?<=^no)|(?<=^non)|(?<=^confirmed)|(?<=^validated)|"
    r"(?<=^confirm[ée])|(?<=^valid[ée])|(?<=^v[ée]rifi[ée]))(?:\s*:\s*|\s+))"
    r"([^\W\d_.]{1,5}\.?(?:[^\W\d_]\.?)?)$"
)
# Who says so, before it: `TL: go`, `TL: oui, CM: oui`.
_SAID_BY = re.compile(r"(?:^|(?<=[,;])\s*)([^\W\d_]{2,5})(?:\s*:|\s+[-–]|\s+(?:says|said|dit))\s*(?=\S)")
# Who else was there, from where it was looked at, how long it took and how often it was tried: no part of it either.
_INITIALS = r"[^\W\d_]{1,5}"
_AND, _AND_ONE = (rf"\s*(?:[{signs}]|\bet\b|\band\b)\s*" for signs in (",/&+", "&+"))
_PHONE = (
    r"\s+(?:au|a|par|en|on|by|over|via|as|comme)\s+(?:the\s+|le\s+|la\s+|l['’]\s?|a\s+)?"
    r"(?:telephone|tel|phone|teams|zoom|visio|video|chat|ligne|line|distance|remote|call|appel|place|site|temoin|witness)\b"
    r"\.?|\s+(?:watching|listening|regarde|ecoute|informed|informee?s?|notified|prevenue?s?|au courant)\b"
)
_COMPANY = re.compile(
    r"\b(?:(?:(?:together\s+)?with|avec|en presence de|in (?:the )?presence of|in front of|devant|with the help of)\s+|"
    rf"w/\s*)"
    rf"(?P<with>{_INITIALS}(?:{_AND}{_INITIALS}(?=\s*(?:[,;.)]|$)))*)(?:{_PHONE})?(?!\w)"
    rf"|(?<!\w)(?:(?:par|by|per|de|from)\s+)?(?P<alone>{_INITIALS}(?:{_AND_ONE}{_INITIALS})*)(?:{_PHONE})"
    rf"|\b(?:tel|phone|telephone)\b\.?\s*:?\s*(?P<called>{_INITIALS})(?!\w)"
    rf"|\b(?:par|by|per)\s+(?P<by>{_INITIALS})(?=\s*[,;()])"
)
_COMPUTER = r"(?:pc|poste|ordinateur|portable|computer|laptop|workstation)s?[\s-]?\d{1,5}"
_HOW = re.compile(
    rf"\b(?:(?:from|depuis|sur|on|de)\s+)?{_COMPUTER}(?:{_AND}{_COMPUTER})*\b"
    r"|\b(?:(?:for|pendant|in|en|after|apres)\s+)?[1-9]\d{0,2}\s?(?:min|mins|minutes?|mn|s|ms|sec|secondes?|seconds?)\b\.?"
    r"|\b(?:(?:a|at|on|du|des|de|the|la|le)\s+){0,2}(?:1re|1ere|premiere?|first|1st|2e|2eme|2nde?|deuxieme|seconde?|2nd|3e|"
    r"3eme|troisieme|third|3rd)\s+(?:tentative|essai|fois|coup|try|attempt|time)\b"
    r"|\b(?:par|by|over the|on the|au) (?:telephone|phone|tel|mail|e-mail|sms|teams|zoom|visio)\b"
    r"|\b(?:a distance|sur place|on site|remotely)\b"
)
# The answer for each of two, and how many of them: `A: oui, B: oui`, `yes, 2/2`.
_OF_BOTH = re.compile(
    r"(?:on |sur )?a\s*[:=]?\s*(?P<said>[^\W\d_]+)[\s,;/&+]+(?:(?:and|et)\s+)?(?:on |sur )?b\s*[:=]?\s*(?P=said)"
)
_AS_MANY = re.compile(r"(?<![\w.,/])([1-9]\d{0,5})\s?(?:/|of|out of|sur|de)\s?(?:les )?\1(?![\w/]|[.,]\d)")
# That it was not done, as a form has it: `checked: no`. Of `seen: no` it is the answer.
_DENIED = re.compile(r"([^\W_]+)\s*[:=]\s*(?:no|non|n)(?![^\W_])")
_FOUND = frozenset({"seen", "vu", "vue"})
_APPLIES_NOT = frozenset({"na", "so", "sans objet", "not applicable", "non applicable", "ne s applique pas"})
_PART_OF = re.compile(r"\d\s?(?:/|of|sur|de)\s?\d|\d\s?%")


def answer_of(value: str, staff: Container[str]) -> Literal["yes", "no", "none", "fine", "done", "back"] | None:
    """What a text says where yes or no is asked; None where that cannot be told.

    "none" is that there is nothing of it: no, and no refusal. "done" is fine by what was done or found, "back" that all
    is as it was, which is an answer where that is asked. Initials of
    `staff` behind it are those of a hand ("yes (CM)"); such as could be an answer themselves are none.
    """
    if len(value) > _WITH_ASIDES:
        return None
    plain = _AND_WHEN.sub("", unicodedata.normalize("NFKC", value).casefold().strip().rstrip(".!"))
    for behind in (_IN_BRACKETS, *(_BEHIND,) * _HANDS):
        signed = behind.search(plain)
        if signed and all(_is_hand(one, staff) for one in _LISTED.split(signed[1])):
            plain = plain[: signed.start()]
    plain = _SAID_BY.sub(lambda found: " " if _is_hand(found[1], staff) else found[0], plain)
    plain = _ALL_OF.sub(r"\1", plain)
    plain = without_remarks(without_asides(plain), staff)
    each = _OF_BOTH.fullmatch(plain.strip())
    said = _said(each["said"] if each else _AS_MANY.sub(", both,", plain))
    if said <= {"all", "both"} or any(_is_denied(found[1]) for found in _DENIED.finditer(plain)):
        return None
    if denied := said & {"no", "none"}:
        if not said <= {"no", "none", "fine", "done", "both"}:
            return None
        return "no" if "no" in denied else "none"
    if "back" in said and "yes" not in said:
        return "back"
    return "yes" if "yes" in said else "fine" if said.isdisjoint(("done", "fact")) else "done"


def is_unclear(value: str, staff: Container[str], wanted: str | None) -> bool:
    """Whether a text that is no answer may be one, and is asked about: what is wanted at its beginning, and words
    behind it that nobody knows, but none that takes it back (`oui, écran et son`); or that it does not apply (`n.a.`).
    """
    plain = unicodedata.normalize("NFKC", value[:_WITH_ASIDES]).casefold()
    words = re.findall(r"[^\W_]+", without_marks(plain))
    if " ".join(words) in _APPLIES_NOT or "".join(words) in ("na", "so"):
        return True
    plain = _AS_MANY.sub(",", without_remarks(without_asides(plain), staff))
    first, *more = re.findall(r"[^\W_]+", plain) or [""]
    if wanted == "no" or not more or not (len(first) > 1 and is_answer(first, "yes")):
        return False
    return TAKEN_BACK.isdisjoint((*words[1:], *more)) and not _PART_OF.search(plain)


def asks_for_the_way_back(question: str) -> bool:
    """Whether it asks whether something was restored."""
    return not LISTS["back"].isdisjoint(re.findall(r"[^\W_]+", without_marks(question)))


def without_remarks(plain: str, staff: Container[str]) -> str:
    """Without who else of the plan was there (`avec AB au téléphone`), from where it was looked at, and how it went on
    (`after 3 min`, `second try`)."""

    def gone(found: re.Match[str]) -> str:
        hands = re.findall(r"[^\W\d_]+", found["with"] or found["alone"] or found["called"] or found["by"])
        named = [hand for hand in hands if hand not in ("et", "and")]
        known = all(_is_hand(hand, staff) for hand in named)
        return "," if known else found[0]

    return _HOW.sub(",", _COMPANY.sub(gone, plain))


def _is_hand(text: str, staff: Container[str]) -> bool:
    """Whether these are somebody's initials, and no word that could be an answer."""
    return normal_initials(text) in staff and text not in MEANS and text not in NO_HANDS


def _is_denied(word: str) -> bool:
    return is_answer(word, "fine", "done", "back") and word not in _FOUND


def without_asides(plain: str) -> str:
    """Without accents, and without when it was and where more of it stands."""
    return _WHERE.sub(",", WHEN.sub(",", without_marks(plain)))


def without_places(plain: str) -> str:
    """Without where more of it stands: `31/10/2026, case 0512`."""
    return _WHERE.sub(" ", plain)


def only_approves(value: str) -> bool:
    """Whether a text says that all is well, and nothing else: no answer to what was found, or where something is."""
    said = _said(without_marks(unicodedata.normalize("NFKC", value)).strip())
    return bool(said) and said <= {"yes", "fine", "done", "back", "all", "both"}


@lru_cache(maxsize=10_000)
def _said(plain: str) -> frozenset[ClauseSays]:
    """What the clauses of a text say; nothing where one of them says something else, or two things in one."""
    if len(plain) > _LONGEST:
        return frozenset()
    found: set[ClauseSays] = set()
    for clause in CLAUSES.split(_DOTTED.sub("", plain)):
        said = clause_says(clause)
        if said is None or (said & {"no", "none"} and not said <= {"no", "none", "both"}):
            return frozenset()
        found |= said
    return frozenset(found)


def clause_says(clause: str, beside: Container[str] = ()) -> frozenset[ClauseSays] | None:
    """What a clause says, whatever words stand `beside` that; None where other words are in it."""
    if _PASSED_OVER.sub("", _TOKEN.sub("", clause)):
        return None
    words, found = _TOKEN.findall(clause), set()
    while words:
        for size in range(min(LONGEST_PHRASE, len(words)), 0, -1):
            if (said := MEANS.get(" ".join(words[:size]))) is not None:
                found.add(said)
                del words[:size]
                break
        else:
            if words.pop(0) not in beside:
                return None
    return frozenset(found)
