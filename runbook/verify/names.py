"""Names where initials belong: who of the plan, or of those whom the record names, is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from runbook.model.initials import normal_initials
from runbook.model.record import Entry, Record
from runbook.records.people import plain_words
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.shared_box import one_by_one
from runbook.verify.substitutes import same_name
from runbook.verify.times import UNREADABLE

LONGEST = 80  # what is longer is no name
MANY = 500  # different names; a record with more is no record of people
_TITLES = frozenset(("m", "mr", "mrs", "ms", "mme", "mlle", "monsieur", "madame"))
_SIGNED = re.compile(r"(?:signed|seen|signée?|visa|vue?)(?: (?:by|par|de))? *:? *|(?:by|par) +", re.IGNORECASE)
_ADDRESS = re.compile(r"<?(?P<own>[^\s@<>]+)@[^\s@<>]+>?")
_WITH_TIME = re.compile(r"(?P<who>.*?\w.*?)[\s,;/–-]+(?:à |at |@ ?)?(?P<time>\d{1,2}\s?[:hH.]\s?\d{2})")
_NAME_AND_ADDRESS = re.compile(r"(?P<name>[^@<>]+?) *<(?P<address>[^\s@<>]+@[^\s@<>]+)>")
_CLOCK = re.compile(r"\d{1,2}\s?[:hH.]\s?\d{2}(?=(?::00)?(?:Z|[+-]\d\d:?\d\d)?$)")
_PIECES = re.compile(r"[()\[\];:/|+]|\s[-–—]\s")


def initials_for_names(indexed: IndexedPlan, record: Record) -> Callable[[Entry], Entry]:
    """A function that puts somebody's initials in the place of their name, where it is the name of one person only.

    So `Claire Martin`, `MARTIN Claire`, `Claire Martin (CM)` and her address are CM. A surname alone, a name that two
    people may bear, and a name beside the initials of somebody else stay as they are. `Claire Martin et T. Leroy` is
    `CM / TL`.
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
        if text not in found:
            if len(found) == MANY:
                return text
            bare = _SIGNED.sub("", text, count=1) if _SIGNED.match(text) else text
            one = bare if normal_initials(bare) in known else person(bare)
            found[text] = one if normal_initials(one) in known else one_by_one(text, person, known)
        return found[text]

    def person(text: str) -> str:
        return _person(text, people, addresses)

    def named(entry: Entry) -> Entry:
        by, witness = initials(_untimed(entry.by, entry.at)), initials(_untimed(entry.witness, entry.at))
        return entry if (by, witness) == (entry.by, entry.witness) else replace(entry, by=by, witness=witness)

    return named


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


def _untimed(text: str, at: str) -> str:
    """Without the time behind initials or a name, where it is the very one of the entry: `CM 22:10`."""
    signed = _WITH_TIME.fullmatch(text) if text and len(text) <= LONGEST else None
    own = _CLOCK.search(at) if signed else None
    if signed is None or own is None or _figures(signed["time"]) != _figures(own[0]):
        return text
    return signed["who"]


def _figures(time: str) -> str:
    """The figures of a time of day: 22h10 and 22:10 are 2210."""
    return "".join(filter(str.isdigit, time)).zfill(4)


def _is(text: str, initials: str, name: str) -> bool:
    """Whether a text names this person: by the name in full, with their initials or without."""
    own = normal_initials(initials)
    words = [word for word in plain_words(text) if normal_initials(word) != own]
    pieces = [piece for piece in _PIECES.split(text) if normal_initials(piece) != own]
    apart = plain_words(" ".join(pieces))
    return any(_full(one, name) for one in (words, apart, _untitled(words), _untitled(apart)))


def _untitled(words: Sequence[str]) -> Sequence[str]:
    """Without “Mr” or “Mme” in front of a name in full."""
    return words[1:] if len(words) > 1 and words[0] in _TITLES else words


def _full(words: Sequence[str], name: str) -> bool:
    """The name in full: as many words, of which some may be letters only, and not a surname alone."""
    return len(words) == len(plain_words(name)) > 0 and same_name(" ".join(words), name)
