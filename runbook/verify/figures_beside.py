"""A version or a number with what people write beside it: `6.1.0 → 6.2.0`, `6.2.0 (CM)`, `238 of 240`, `~240`.

What says that it is so, when it was, where more of it stands, and what it was before are no part of it. With other
words beside it (`6.2.0 failed`, `not 6.2.0`) it is none. The page reads the same (`engine_figures.js`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from runbook.model.initials import normal_initials
from runbook.verify.answer_words import APPROVING, NO_HANDS, is_answer
from runbook.verify.counted import counted
from runbook.verify.no_reasons import without_marks
from runbook.verify.yes_or_no import answer_of, without_asides, without_remarks

_LONGEST = 100  # characters; what is longer tells a story
_OWN = r"v?\d+(?:[.,]\d+)*"
# Neither `6.2.x`, which is any of them, nor `> 6.2.0`, which is none of them.
_FIGURE = re.compile(rf"(?!\W*>)(?P<before>\D*?)(?P<own>{_OWN})(?!\.?[xy]\b)\.?(?P<after>\D*)", re.ASCII)
_EDGES = " \t:,;=–—-()[].!"
_CLAUSES = re.compile(r"[,;:=>()\[\]/–—]|(?:^|\s)-+(?:\s|$)")
_DAY = re.compile(r"\b(?:le|on|du)\s+\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\(\d{1,2}/\d{1,2}(?:/\d{2,4})?[\s,]*\)")
# What it was before: `6.1.0 → 6.2.0`, `from 6.1.0 to 6.2.0`, `6.2.0 (was 6.1.0)`, `6.2.0, 6.1.0 avant`.
_EARLIER = r"was|were|avant|before|previously|formerly|ex|etait|auparavant|precedemment|anciennement"
_CHANGED = re.compile(
    rf"(?:\b(?:passage )?(?:from|de|depuis|{_EARLIER})\s*:?\s*)?(?<![\w.,]){_OWN}"
    r"(?:\s*(?:-+>|=+>|[>→⇒➜➔])\s*|[\s,;]+(?:to|a|en|vers|puis|then|now|maintenant)\s*:?\s*)"
    rf"(?={_OWN})"
    rf"|\b(?:{_EARLIER})\s*:?\s*{_OWN}[\s,;]+(?:after|apres)\s*:?\s*(?={_OWN})"  # `6.1.0 after 6.2.0` is the former
)
_WAS = re.compile(
    r"[\s,;:(–-]+(?:(?:(?:upgraded|updated|mise? a jour|passee?|passage)\s+)?(?:from|depuis|de)|instead of|au lieu de|"
    rf"{_EARLIER})\s*:?\s*{_OWN}(?![\w.]*\w)\s*\)?|[\s,;(–-]+{_OWN}\s+(?:{_EARLIER})\b\s*\)?"
)
# The same of both: `6.2.0 / 6.2.0`, `A: 6.2.0, B: 6.2.0`.
_TWICE = re.compile(
    rf"(?:\b(?:on |sur )?a\s*[:=]?\s*)?(?<![\w.,])({_OWN})[\s,;/&+]+(?:(?:and|et)\s+)?"
    r"(?:(?:on |sur )?b\s*[:=]?\s*)?\1(?![\w.,])"
)
_BUILD = re.compile(r"[\s,]*\(?\b(?:build|rev\.?)\s*[:#]?\s*\d+\b\)?")
_ABOUT = re.compile(
    r"[~≈∼]|\b(?:env(?:iron)?|about|circa|ca|approx(?:imately|imativement)?|around|roughly|some|almost|nearly|presque|"
    r"pres de|a peu pres|plus ou moins|more or less|plus de|au moins|more than|over|"
    r"at least|or so)\b\.?|(?<=\d)\s?\+|^[>≥]"
)
_OF = re.compile(
    r"(?<![\d.,/])(\d{1,9})\s?(?:/|out of|of|sur|de|parmi)\s?(?:the |les |all |tous les )?(\d{1,9})(?![\d.,/]\d|\d)"
)
# Who is missing of those that were counted: `238 (2 offline: PC17, SRV2)`.
_MISSING = re.compile(
    r"[\s,;:(–-]+(?:and |et |dont |of which )?\d*\s*(?:are |sont |is |est |still |encore |toujours )*"
    r"(?:offline|off line|off|hors ligne|deconnecte|disconnected|missing|manquant|absent|eteint|switched off)\b.*"
    r"|[\s,;:(–-]+(?:offline|off line|hors ligne|manquants?)\s*:.*"
)
# How many that is of a hundred: `510 (99 %)`. And 1,024 with its thousands apart; 12,000 may be 12.
_PERCENT = re.compile(r"(?<=\d)(?:[\s,–-]+|\s*\()\d{1,3}(?:[.,]\d+)?\s?%\)?")
_THOUSANDS = re.compile(r"(?<![\w.,'’])(\d{1,3})[.,'’](?!000)(?=\d{3}(?![\d.,'’]))")
# What stands beside a version or a number, and says what it is and where it was seen.
_BESIDE_WORDS = (
    "base version versions software logiciel beyondtrust shown displayed affiche affichee les online ligne "
    "connected connectes connecte clients client jump total now maintenant currently actuellement en place in to is "
    "est the la le l it c rs remote support after apres updated upgraded passe "
    "passee console consoles rep representative sur on de page login status statut etat appliance screen ecran "
    "constate constatee notions dans poste postes pc pcs computer computers reste restent il"
)
_BESIDE = frozenset(_BESIDE_WORDS.split())
_UP_TO_DATE = re.compile(
    r"\b(?:mise? a jour|up to date|au total)\b"
    r"|\b(?:reboots?|restarts?|redemarrages?)\s+(?:included|compris|inclus)\b"
    r"|\b(?:including|y compris)\s+(?:(?:the|a|le|un|deux|two)\s+)?(?:reboots?|restarts?|redemarrages?)\b"
    r"|\b(?:after|apres)\s+(?:(?:the|a|le|un|deux|two)\s+)?(?:reboots?|restarts?|redemarrages?)\b"  # not: to restart
)
_COUNTED_WORDS = (  # what is counted, and that there will be more
    "device devices machine machines host hosts hote hotes endpoint endpoints agent agents so far back up green vert "
    "verts revenu revenus deja already jc"
)
_COUNTED = frozenset(_COUNTED_WORDS.split())
_NOBODY = frozenset(("vide", "empty", "table", "nobody", "personne"))  # beside a zero


def version_in(value: str, staff: Container[str]) -> str:
    """A version without what stands beside it: `6.2.0` of `oui, 6.2.0 (CM)` and `6.1.0 → 6.2.0`; else the text."""
    if len(value) > _LONGEST or not _with_words(value):
        return value
    text = _BUILD.sub(" ", _DAY.sub(",", without_remarks(without_asides(_plain(value)), staff)))
    return _alone(_TWICE.sub(r"\1", _WAS.sub(" ", _CHANGED.sub("", text))), staff) or value


def count_in(value: str, staff: Container[str], *, exact: bool) -> str:
    """A number without what stands beside it: 240 of `240/240` and `240 online (CM)`, 0 of `0/12`; else the text.

    Where it need not be `exact`, `~240` is one too, and so is the part of them that was counted: `238 of 240`,
    `238 (2 offline)`.
    """
    if len(value) > _LONGEST:
        return value
    plain = counted(_THOUSANDS.sub(r"\1", _plain(value)))
    text = _of_all(plain, exact=exact)
    text = _DAY.sub(",", without_asides(text if exact else _PERCENT.sub("", _MISSING.sub("", _ABOUT.sub(" ", text)))))
    found = _alone(text, staff, _COUNTED)
    return found or (value if text == _plain(value) else text.strip())


def is_approximate(value: str) -> bool:
    """Whether a number is one of which somebody was not sure: `~240`, `env. 240`."""
    return len(value) <= _LONGEST and _ABOUT.search(_plain(value)) is not None


def _plain(value: str) -> str:
    return without_marks(unicodedata.normalize("NFKC", value)).strip()


def _with_words(value: str) -> bool:
    """Whether more than a figure stands there."""
    found = _FIGURE.fullmatch(_plain(value))
    return found is None or bool((found["before"] + found["after"]).strip(_EDGES))


def _alone(text: str, staff: Container[str], more: frozenset[str] = frozenset()) -> str | None:
    """The one figure of a text in which all the rest approves of it; `more` are words that do, of such a figure."""
    found = _FIGURE.fullmatch(text)
    if found is None:
        return None
    beside = (found["before"], found["after"])
    words = more | _NOBODY if not found["own"].strip("0") else more
    return found["own"] if all(_approves(text, staff, words) for text in beside) else None


def _of_all(text: str, *, exact: bool) -> str:
    """A count without what it is all of, or none, or, where it need not be exact, a part."""
    found = _OF.search(text)
    if not found or not (int(found[1]) in (0, int(found[2])) or (not exact and int(found[1]) < int(found[2]))):
        return text
    return f"{text[: found.start()]}{found[1]}{text[found.end() :]}"


def _approves(text: str, staff: Container[str], more: Container[str]) -> bool:
    """Whether each clause is somebody's hand, or says that it is so, or where it was seen."""
    clauses = _CLAUSES.split(_UP_TO_DATE.sub(" ", text))
    return all(_says_so(clause.strip(_EDGES), staff, more) for clause in clauses)


def _says_so(clause: str, staff: Container[str], more: Container[str]) -> bool:
    if not clause or _is_hand(clause, staff):
        return True
    words = clause.split()
    if all(word in _BESIDE or word in APPROVING or word in more or _is_hand(word, staff) for word in words):
        return True
    return is_answer(clause, "all", "both") or answer_of(clause, staff) in ("yes", "fine", "done")


def _is_hand(text: str, staff: Container[str]) -> bool:
    return normal_initials(text) in staff and text not in NO_HANDS and not is_answer(text)
