"""Words beside what was expected: `192.0.2.11 (ping)`, `https://b1.example.com/login`, `B1.EXAMPLE.COM (B)`.

Only harmless words pass. Another address or host name makes it another value; other words are a question. The page
reads the same (`engine_beside.js`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal

from runbook.model.initials import normal_initials
from runbook.model.plan import Plan
from runbook.verify.address_evidence import addresses_in
from runbook.verify.answer_words import APPROVING
from runbook.verify.appliance_names import names_of
from runbook.verify.clock_names import CLOCKS
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.no_reasons import plain_words
from runbook.verify.yes_or_no import without_asides, without_places

Beside = Literal["same", "asked"]
Address = IPv4Address | IPv6Address
LONGEST = 160  # characters; what is longer tells a story
_BETWEEN = re.compile(r"[\s,;()<>\"'’“”«»=|+&!*→✓✔☑✅√👍👌]+|-+>|--+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://")
_PORT = re.compile(r"\[?([^\[\]:]+|[0-9a-f:.]*:[0-9a-f:.]*(?=\]))\]?:\d{1,5}")
_COMMAS = re.compile(r"(?<![\d.,])(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})(?![\d.,])")  # of a French keypad
_ARTICLE = re.compile(r"(?<![\w.-])[aà](?![\w.-])")  # no letter of an appliance
_DOTTED = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)+")
_FILE = re.compile(r".*\.(?:png|jpe?g|pdf|txt|html?|docx?|xlsx?|msg|eml)")
_STANDS_BY = frozenset({"backup", "secours", "standby"})  # said of the other one: "B primary, A backup"
_CLAUSE = re.compile(r"[,;/]|\b(?:and|et)\b")
_LONGEST_NAME = 16
# Figures that say that it did not answer: `0/4`, `0 sur 2`, `HTTP 503`; and signs that say nothing against it.
_FAILED = re.compile(r"(?<![\w.,:/-])(?:0(?!\s?ms\b)|40[0-9]|50[0-5])(?![\w,:-]|\.\d)")
_SIGNS = frozenset("+<=>|→←⇒➜➔✓✔☑✅√👍👌°©®№🙂😀😃😄😊😉")
_ABBREVIATED = re.compile(r"[^\W_](?:\.[^\W_])+|\d+(?:\.\d+){1,2}")  # p.m., 28.11.2026: no name of a computer
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MORE_WORDS = (
    "ping pings pinged pinging nslookup dig host hosts name address dns ip resolves resolved to gives answer "
    "answers answered reply replies replied from by on both each every pc pcs computer computers two test "
    "the is it now and page status basics login appliance http https id hostname fqdn port shows shown "
    "primary patch ends end here in time ms ttl bytes screenshot capture png jpg answering octets temps "
    "repondu nom adresse resout vers en repond reponse de d du des donne par sur le la les l est maintenant "
    "et chaque deux poste postes ordinateur ordinateurs etat primaire principal affiche affichee finit fin "
    "ici c fichier file modifie modifiee modified edited changed entry entree"
)
HARMLESS = APPROVING | frozenset(_MORE_WORDS.split())

_TIME_WORDS = (
    "last latest sync synced synchro synchronisation synchronised data time date oldest client seen gui console "
    "attached enclosed jointe joint photographie photographiee ecran photo image "
    "a derniere dernier synchronisee donnees heure plus ancien ancienne vue corrected corrige corrigee"
)
_OF_TIMES = frozenset(_TIME_WORDS.split())
_LIMITS = frozenset(("by", "from", "to"))
_STEP = re.compile(
    r"[ ,;]*\(?\b(?:see |voir )?(?:step|[ée]tape) \d+(?:\.\d+)+\)?", re.IGNORECASE
)  # where it was looked up


def time_beside(text: str, staff: Container[str]) -> str:
    """Without the harmless words around its figures: `28/11 22:14` of `last sync 28/11 22:14 (CM)`. A time by, from or
    up to which something was is another one: nothing is left of it."""
    bare = without_places(_STEP.sub("", text).casefold()) if len(text) <= LONGEST else ""
    tokens = (bare if bare != text.casefold() else text).split()
    for end in (0, -1):
        while tokens and not any(map(str.isdecimal, tokens[end])) and _is_beside(tokens[end], staff):
            word = tokens.pop(end)
            if end == 0 and _LIMITS.intersection(plain_words(word)) and tokens and tokens[0][:1].isdecimal():
                return ""
    return " ".join(tokens).strip(" ,;:().")


def hands_beside(text: str, staff: Container[str]) -> frozenset[str]:
    """The initials beside a time that is read without them: of `22:10 (TL)`, TL's."""
    bare = plain_words(time_beside(text, staff))
    beside = (word for word in plain_words(text) if word not in bare and word not in HARMLESS | _OF_TIMES)
    return frozenset(initials for word in beside if (initials := normal_initials(word)) in staff)


def _is_beside(token: str, staff: Container[str]) -> bool:
    name = token.strip("(),.;")
    if name.isupper() and name.casefold() in CLOCKS and normal_initials(name) not in staff:
        return False  # another place's clock, and no word
    harmless = all(word in _OF_TIMES or _harmless(word, staff) for word in plain_words(token))
    return harmless and not speaks_against(token)


def read_beside(indexed: IndexedPlan, hop: int | None, value: str, wanted: str) -> Beside | None:
    """Whether a text is what was wanted with words beside it, which are harmless or have to be asked about; None where
    it is anything else, such as another address, or two where one is wanted."""
    found = None if len(value) > LONGEST else _read_beside(indexed, hop, value, wanted)
    return "asked" if found == "same" and speaks_against(value) else found


def owner_of(plan: Plan, hop: int | None, text: str) -> str | None:
    """The id of the one appliance that a text names by its address, its host name, its id or its letter, whatever
    stands beside it; None where it names none, or several."""
    known = names_of(plan, hop)
    parts = set(_parts(_plain(text[:LONGEST])))
    owners = {known[part] for part in parts if isinstance(part, str) and part in known}
    owners |= {one.id for one in plan.appliances if parts & addresses_in(one.ip)}
    return owners.pop() if len(owners) == 1 else None


def speaks_against(text: str) -> bool:
    """Whether a sign or a figure says that it is not so, whatever stands beside it: `✗`, `≠`, `0/4`."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    signs = (sign for sign in plain if unicodedata.category(sign) in ("So", "Sm"))
    return not _SIGNS.issuperset(signs) or _FAILED.search(plain) is not None


def _read_beside(indexed: IndexedPlan, hop: int | None, value: str, wanted: str) -> Beside | None:
    plan = indexed.plan
    owners = {
        one.id for one in plan.appliances if wanted.casefold() in (one.id.casefold(), one.hostname.casefold(), one.ip)
    }
    if not owners:
        return _text_beside(value, wanted, indexed.staff)
    by_id = wanted in owners
    text = _plain(value)
    if by_id:
        clauses = _CLAUSE.split(text)
        text = ", ".join(one for one in clauses if _STANDS_BY.isdisjoint(plain_words(one)))
    return _named(plan, hop, list(_parts(text)), wanted, owners, indexed.staff)


def _plain(value: str) -> str:
    text = _ARTICLE.sub(" ", unicodedata.normalize("NFKC", value)).casefold()
    return _COMMAS.sub(r"\1.\2.\3.\4", without_asides(text))


def _named(
    plan: Plan, hop: int | None, parts: list[str | Address], wanted: str, owners: set[str], staff: Container[str]
) -> Beside | None:
    known = names_of(plan, hop)
    own = frozenset().union(*(addresses_in(one.ip) for one in plan.appliances if one.id in owners))
    hosts = {one.hostname.casefold(): one.id for one in plan.appliances}
    hosts |= {name.partition(".")[0]: one for name, one in hosts.items() if name.partition(".")[0] in known}
    asks_address, asks_id = bool(addresses_in(wanted)), wanted in owners
    found = odd = False
    for part in parts:
        if not isinstance(part, str):
            if part not in own:
                return None
            found = found or asks_address or asks_id
        elif part in known:
            right = known[part] in owners
            if not right and (asks_id or (part in hosts and not asks_address)):
                return None
            odd = odd or not right
            found = found or asks_id or (part in hosts and not asks_address)
        elif _DOTTED.fullmatch(part) and not _FILE.fullmatch(part) and not _ABBREVIATED.fullmatch(part):
            if part != plan.hostname.casefold() and not asks_address:
                return None
        else:
            odd = odd or not all(_harmless(word, staff) for word in plain_words(part))
    return None if not found else "asked" if odd else "same"


def _parts(text: str) -> Iterator[str | Address]:
    """The addresses in a text, and what stands beside them: names and words. Of an address of the web, its host."""
    for token in filter(None, _BETWEEN.split(text)):
        scheme = _SCHEME.match(token)
        pieces = [re.split("[/?#]", token[scheme.end() :])[0]] if scheme else token.split("/")
        for piece in filter(None, pieces):
            with_port = _PORT.fullmatch(piece.rstrip(".:"))
            yield from _part(with_port[1] if with_port else piece)


def _part(piece: str) -> Iterator[str | Address]:
    name = piece.strip("[]{}.:…–—-·#")
    try:
        address = ip_address(name if "::" not in piece else piece.strip("[]{}."))
    except ValueError:
        yield from filter(None, (part for each in name.split(":") for part in _part(each))) if ":" in name else [name]
    else:
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        yield mapped or address


def _harmless(word: str, staff: Container[str]) -> bool:
    """A word that changes nothing, a figure or the name of a computer, or somebody's initials."""
    named = any(map(str.isdecimal, word)) and len(word) < _LONGEST_NAME
    return word in HARMLESS or named or (normal_initials(word) in staff and word not in ("no", "ko", "nok", "not"))


def _text_beside(value: str, wanted: str, staff: Container[str]) -> Beside | None:
    """The id of a patch, the end of a digest: the same with harmless words, or within its whole SHA-256."""
    right = plain_words(wanted)
    digest = "".join(value.casefold().split())
    if len(wanted) == 8 and _DIGEST.fullmatch(digest) and digest.endswith(wanted.casefold()):
        return "same"
    words = plain_words(_BETWEEN.sub(" ", without_asides(value.casefold())))
    left = [word for word in words if word in right or not (word in HARMLESS or normal_initials(word) in staff)]
    if right and "".join(left) == "".join(right):
        return "same"
    return None
