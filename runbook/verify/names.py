"""Names where initials belong: who of the plan, or of those whom the record names, is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from runbook.model.initials import normal_initials
from runbook.model.record import UNREADABLE, Entry, Record
from runbook.records.people import plain_words
from runbook.verify.answer_words import TAKEN_BACK
from runbook.verify.full_names import is_full_name
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.shared_box import one_by_one
from runbook.verify.words_beside_names import BEHIND

LONGEST = 80  # what is longer is no name
MANY = 500  # different names; a record with more is no record of people
_ADDRESSED = "m mr mrs ms miss mme mlle monsieur madame mademoiselle dr prof professeur ing herr frau"
_TITLES = frozenset(_ADDRESSED.split())
_TITLE = re.compile(rf"(?:{'|'.join(sorted(_TITLES))})(?:\.\s*|\s+)(?=\w)", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?:signed|seen|done|fait(?:e)?|ex[ée]cut[ée]e?|v[ée]rifi[ée]e?|checked|sign[ée]e?|visa|vue?|signature|sig|"
    r"init(?:ials|iales)?|ok|yes|oui|watched|witnessed|contr[ôo]l[ée]e?|controlled)\b(?: (?:by|par|de))? *[.:]? *|"
    r"(?:tech(?:nician|nicien(?:ne)?)?|intervenante?|t[ée]moin|witness|appro(?:ver|bateur|batrice)) *: *|"
    r"(?:by|par|tech|[✓✔☑✅]|\[[xX]\]) +|"
    r"(?:\d{1,2}/\d{1,2}(?:/\d{2,4})? +|\d{1,2}\s?[:hH.]\s?\d{2} +)(?=[^\W\d_])",
    re.IGNORECASE,
)
# What stands behind initials or a name and is nobody's: when it was signed, that it was, as what, and where.
_WHEN = re.compile(
    r"(?:[\s,;/–-]+|\()(?:(?:le|on|à|a|at|@)\s*)?"
    r"(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d|\d{1,2}\s?[:hH.]\s?\d{2})\)?$"
)
# For somebody who did not sign: `TL pour CM`, `TL (p.o. CM)`. TL signed.
_FOR = re.compile(
    r"(?<=\w)\.?[\s,;(–-]+(?P<word>pour|for|on behalf of|in place of|à la place de|au nom de|p\.?\s?/?\s?[op]\.?|"
    r"i\.\s?[av]\.)(?:[\s:]+(?:the |le |la |l['’])?[^\W\d_][\w.'’ -]{0,40})?\)?$",
    re.IGNORECASE,
)
# What follows such a word, and is nobody: `CM, for the record`, `CM pour accord`.
_FOR_NOBODY = re.compile(
    r"(?:pour|for)[\s:]+(?:the |le |la |l['’])?(?:records?|archives?|info(?:rmation)?|m[ée]moire|accord|approval|"
    r"validation|visa|signature|confirmation|v[ée]rification|ok|go|dossier|file)\)?",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)$")
_LAST_WORD = re.compile(r"[\s,;–-]+([^\W\d_]+\.?)$")
# As what somebody signed, beside initials, in any order: `TECH/CM`, `CM – 1st technician`, `(resp. réseau) CM`.
_ROLES = (
    "tech technician technicien technicienne intervenant intervenante witness temoin approver approbateur approbatrice "
    "network reseau desktop poste postes representative assistance support manager responsable resp chef lead admin "
    "operator operateur operatrice engineer ingenieur ingenieure res rep tem app net"
)
_ROLE = frozenset(_ROLES.split())
_OF_A_ROLE = re.compile(
    r"de|du|d|l|la|le|of|the|as|comme|en|tant|que|qualite|travail|site|\d(?:st|nd|rd|th|er|re|ere|e|eme|nde?)?"
)
_SOMEBODY_ELSE = frozenset(("of", "de", "du", "d"))  # before initials: `manager of CM` is not CM
_BETWEEN = re.compile(r"[\s,;:/()\[\]=’'–—-]+")
_NOBODY = re.compile(r"s\.\s?o\.?|n\.\s?a\.?|na", re.IGNORECASE)  # unless somebody has these initials
_EDGES = " ,;:/–—-"
_ADDRESS = re.compile(r"<?(?P<own>[^\s@<>]+)@[^\s@<>]+>?")
_NAME_AND_ADDRESS = re.compile(r"(?P<name>[^@<>]+?) *<(?P<address>[^\s@<>]+@[^\s@<>]+)>")
# What is no first name beside initials, though it begins with its letter: `AB Absent`.
_NO_NAMES = TAKEN_BACK | {"away", "annule", "annulee", "cancelled", "canceled", "called", "conteste", "contestee"}
_LETTERS = re.compile(r"[^\W\d_]+")
_PIECES = re.compile(r"[()\[\];:/|+]|\s[-–—]\s")


def initials_for_names(indexed: IndexedPlan, record: Record) -> Callable[[Entry], Entry]:
    """A function that puts somebody's initials in the place of their name, where it is the name of one person only.

    So `Claire Martin`, `MARTIN Claire`, `Claire Martin (CM)` and her address are CM, as are `Mr CM`, `CM (sig.)` and
    `CM 05/12 22h14`. A surname alone, a name that two people may bear, and a name beside the initials of somebody else
    stay as they are. `Claire Martin et T. Leroy` is `CM / TL`.
    """
    people = {person.initials: person.name for person in indexed.plan.staff}
    addresses = {person.email.casefold(): person.initials for person in indexed.plan.staff if person.email}
    for part in record.parts:
        for one in part.people:
            people.setdefault(one.initials, one.name)
    known = frozenset(map(normal_initials, people))
    found: dict[str, str] = {}

    def initials(text: str) -> str:
        if not text or normal_initials(text) in known or len(text) > LONGEST or UNREADABLE in text:
            return text
        if _NOBODY.fullmatch(text):
            return ""
        if text not in found:
            if len(found) == MANY:
                return text
            one = person(text)
            found[text] = one if normal_initials(one) in known else one_by_one(text, person, known)
        return found[text]

    def person(text: str) -> str:
        each = (
            bare if normal_initials(bare) in known else _person(bare, people, addresses) for bare in _barer(text, known)
        )
        found = next((one.strip(_EDGES) for one in each if normal_initials(one) in known), None)
        return found or _without_role(text, known) or text

    def named(entry: Entry) -> Entry:
        by, witness = initials(entry.by), initials(entry.witness)
        return entry if (by, witness) == (entry.by, entry.witness) else replace(entry, by=by, witness=witness)

    return named


def _barer(text: str, known: Container[str]) -> Iterator[str]:
    """A text, and the same without one thing after the other that names nobody."""
    while text:
        yield text
        bare = text.strip(_EDGES)
        for before in (_TITLE, _SIGNED):
            if bare == text and (found := before.match(bare)) and normal_initials(found[0]) not in known:
                bare = bare[found.end() :]
        for behind in (_WHEN, _FOR, _IN_BRACKETS, _LAST_WORD):
            if bare == text and (found := behind.search(bare)) and _is_nobody(behind, found, known):
                bare = bare[: found.start()]
        text = "" if bare == text else bare


def _without_role(text: str, known: Container[str]) -> str:
    """The initials in a text of which everything else says as what somebody signed; "" where there is more in it."""
    pieces = [piece for piece in _BETWEEN.split(text) if piece.strip(".")]
    own = [piece for piece in pieces if normal_initials(piece) in known]
    if any(one.casefold() in _SOMEBODY_ELSE and then in own for one, then in pairwise(pieces)):
        return ""
    others = [word for piece in pieces if piece not in own for word in plain_words(piece)]
    is_role = any(word in _ROLE for word in others)
    rest = all(word in _ROLE or _OF_A_ROLE.fullmatch(word) for word in others)
    return own[0] if is_role and rest and len({*map(normal_initials, own)}) == 1 else ""


def signs_for(text: str, known: Container[str]) -> bool:
    """Whether somebody signed, and says for whom: `TL pour CM`. (Not `pour CM`, which does not say who signed, and not
    `TL for OK`, unless OK is one of the `known`.)"""
    bare = _WHEN.sub("", text.strip(_EDGES)).strip(_EDGES) if len(text) <= LONGEST else ""
    found = _FOR.search(bare)
    if found is None or normal_initials(found["word"]) in known:
        return False
    whom = normal_initials(bare[found.end("word") :])
    return whom in known or not _FOR_NOBODY.fullmatch(bare[found.start("word") :])


def _is_nobody(behind: re.Pattern[str], found: re.Match[str], known: Container[str]) -> bool:
    """Whether what was found behind a name is no part of who signed."""
    if behind is _FOR:
        return normal_initials(found["word"]) not in known
    return behind is _WHEN or _is_behind(found[1], known)


def _is_behind(text: str, known: Container[str]) -> bool:
    """Whether what stands behind a name names nobody."""
    words = plain_words(text)
    return normal_initials(text) not in known and all(word in BEHIND for word in words)


def _person(text: str, people: Mapping[str, str], addresses: Mapping[str, str]) -> str:
    """The initials of the one person whom a name, an address or both name; else the text."""
    if both := _NAME_AND_ADDRESS.fullmatch(text.strip()):
        meant = {_person(one, people, addresses) for one in both.groups()}
    elif (address := _ADDRESS.fullmatch(text.strip())) and (own := addresses.get(text.strip(" <>").casefold())):
        meant = {own}
    else:
        name = address["own"] if address else text
        meant = {one for one, known in people.items() if _is(name, one, known)}
    return meant.pop() if len(meant) == 1 else text


def _is(text: str, initials: str, name: str) -> bool:
    """Whether a text names this person: by the name in full, with their initials or without, or a part beside them."""
    own = normal_initials(initials)
    words = [word for word in plain_words(text) if normal_initials(word) != own]
    pieces = [piece for piece in _PIECES.split(text) if normal_initials(piece) != own]
    apart = plain_words(" ".join(pieces))
    if any(is_full_name(one, name) for one in (words, apart, untitled(words), untitled(apart))):
        return True
    beside: list[Sequence[str]] = [words] if len(words) < len(plain_words(text)) else []
    beside += [apart] if len(pieces) < len(_PIECES.split(text)) else []
    return any(_is_part(one, name, _no_names(text)) for one in beside)


def _no_names(text: str) -> Container[str]:
    """The words of a text that no letter of a name stands for: those with a small letter, unless all of it is."""
    small = () if text.islower() else (one for one in _LETTERS.findall(text) if one[0].islower())
    return _NO_NAMES.union(*map(plain_words, small))


def _is_part(words: Sequence[str], name: str, no_names: Container[str]) -> bool:
    """Whether each of the words is one of the name: `Claire` or `Martin` beside her initials."""
    left = list(plain_words(name))
    for word in words:
        letters = word not in no_names
        match = next((one for one in left if one == word or (letters and _is_letter_of(one, word))), None)
        if match is None:
            return False
        left.remove(match)
    return bool(words)


def _is_letter_of(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]


def untitled(words: Sequence[str]) -> Sequence[str]:
    """Without “Mr” or “Mme” in front of a name in full."""
    return words[1:] if len(words) > 1 and words[0] in _TITLES else words
