"""What a note says, as far as a rule can ask: is it a reason, and does it name a case of the vendor's Support?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from runbook.model.plan import Plan
from runbook.verify.no_reasons import says_nothing
from runbook.verify.times import UNREADABLE

Reason = Literal["given", "unreadable", "none"]

# Dates, times, versions and addresses have digits, and are no number of a case.
_OTHER_DIGITS = re.compile(
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[T ]\d{1,2}[:hH]\d{2}(?::\d{2})?)?\b"
    r"|\b\d{1,2}\s?[:hH]\s?\d{2}(?:[:m]\d{2})?\b"
    r"|\bv?\d+(?:\.\d+)+\b"
)
# Nor are a year, a time without its colon, and what bears a unit, where nothing announces them as a number.
_OTHER_NUMBERS = re.compile(
    r"(?<![\w-])(?:(?:19|20|21)\d{2}|[01]\d[0-5]\d|2[0-3][0-5]\d)(?![\w-])"
    r"|\b\d+\s?(?:s|sec\w*|min\w*|h|heures?|hours?|[KMG][Bo]|%)(?!\w)",
    re.IGNORECASE,
)
# Four digits at least, behind letters or not: CS0012345, 12345, 001-234-567, 12 345 678.
_NUMBER = r"\b[^\W\d_]{0,6}[-_]?(?:\d{4,}|\d{2,}(?:-\d{2,})+|\d{2,3}(?: \d{3})+)\b"
_CASE = re.compile(_NUMBER)
_ANNOUNCED = re.compile(
    rf"(?:\b(?:case|cas|ticket|dossier|incident|number|numéro|num|no|nr|réf|ref)\b|n°|nº|#)[\s.:#]*{_NUMBER}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAY_NOTHING = frozenset(
    (
        *("case", "cas", "ticket", "dossier", "incident", "number", "numéro", "num", "no", "nr", "ref", "réf"),
        *("ok", "okay", "now", "then", "done", "fine", "good", "works", "working", "again", "all", "it"),
        *("fait", "faite", "bon", "bien", "tout", "va", "maintenant", "puis", "ensuite", "marche", "fonctionne"),
    )
)
WORDS_DONE = 2


def reason_in(note: str) -> Reason:
    """Whether a note gives a reason: words are one; a question mark alone says that it cannot be read.

    What repeats the state, says that there is nothing to say or that it will be said later is none.
    """
    if any(letter.isalnum() for letter in note) and not says_nothing(note):
        return "given"
    return "unreadable" if UNREADABLE in note else "none"


def tells_support_case(notes: Iterable[str], plan: Plan) -> bool:
    """Whether the notes hold the number of a case together with words that can say what was done."""
    text = _OTHER_DIGITS.sub(" ", _without_names(" ; ".join(notes), plan))
    if not _ANNOUNCED.search(text) and not _CASE.search(_OTHER_NUMBERS.sub(" ", text)):
        return False
    words = [word for word in _WORD.findall(_CASE.sub(" ", text)) if word.casefold() not in _SAY_NOTHING]
    return len(words) >= WORDS_DONE


def _without_names(text: str, plan: Plan) -> str:
    """Without the names of the change and its appliances, which have digits of their own."""
    names = {plan.change, plan.ticket, plan.site}
    for appliance in plan.appliances:
        names |= {appliance.id, appliance.hostname, appliance.model, *appliance.ip.split(", ")}
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return text
