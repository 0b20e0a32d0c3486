"""Go and no-go in words of one's own: `go - 22:10 - CM`, `feu vert`; and what is on a condition, and neither.

The page reads the same (`engine_decisions.js`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from runbook.records.people import plain_words
from runbook.verify.names import LONGEST
from runbook.verify.no_reasons import without_marks
from runbook.verify.yes_or_no import WHEN

# As an answer in words: `Go (CM)`, `no-go, 22h41`, `oui, go`; to go on with something is none.
_GO_AHEAD = re.compile(
    r"(?<![\w-])(?P<no>no[-‐‑‒–—\s]?)?go(?=\s(?!\s*on\b)|[.,;:!()/+✓✔✅👍—–-]|$)",
    re.IGNORECASE,
)
# The same in other words, as they are said on the telephone.
_LEAVE = re.compile(
    r"(?<![\w-])(?:(?:let\s?['’]?\s?s\s+)?go[\s-]ahead(?:\s+(?:given|granted))?|let\s?['’]?\s?s\s+go|"
    r"(?:allez|vas)[\s-]y|c\s?['’ ]\s?est\s+parti|on\s+y\s+va|"
    r"(?:good|clear|ok)\s+to\s+(?:go|proceed|continue)|(?:bon|ok)\s+pour\s+(?:la\s+suite|continuer|poursuivre)|"
    r"(?:(?:on|we|to|pour)\s+)?(?:continue|continuer|proceed|poursuivre|poursuit)|poursuite|"
    r"(?:feu\s+vert|green\s+light)(?:\s+(?:given|granted|donn[ée]|accord[ée]|g[ée]n[ée]ral))?|"
    r"avis\s+favorable|"
    r"d\s?['’ ]\s?accord|accord(?:[ée]e?|\s+g[ée]n[ée]ral)?|approved|approuv[ée]e?|autoris[ée]e?)(?![\w-])",
    re.IGNORECASE,
)
_NO_NO_GO = re.compile(r"(?<!\w)(?:no|non|not|pas(?: de)?|aucun)\s+no[-‐‑‒–—\s]?go(?!\w)", re.IGNORECASE)
_BOTH = re.compile(r"go\W*(?:ou|or|et|and)?\W*no\W?go|no\W?go\W*(?:ou|or|et|and)\W*go", re.IGNORECASE)
# That it is not one yet: `go in 10 min`, `50/50`.
_NOT_YET = re.compile(
    r"50\s?/\s?50|(?<!\w)(?:in|dans|within|d\s?['’]\s?ici|sous)\s+(?:about\s+|environ\s+)?~?\d+\s?"
    r"(?:s|sec|secondes?|seconds?|mins?|mn|minutes?|h|hours?|heures?)(?!\w)",
    re.IGNORECASE,
)
# When it was said, which changes nothing: `go le 05/12 à 23h10`.
_AT = r"(?:(?:[01]?\d|2[0-3])\s?[:hu]\s?[0-5]\d|24\s?[:hu]\s?00)(?:\s?[ap]\.?\s?m\b\.?)?(?![\w:])"
_WHEN_SAID = re.compile(
    r"(?<![\w:./])(?:(?:le|on|at|à|a|@)\s+)?(?:(?:\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2}))(?![\w/.])"
    rf"(?:,?\s*(?:(?:à|a|at)\s+)?{_AT})?|(?:\d{{1,2}}[/.]\d{{1,2}}\.?,?\s+(?:(?:à|a|at)\s+)?)?{_AT})",
    re.IGNORECASE,
)
# What may stand beside it, and changes nothing either.
_BESIDE = re.compile(
    r"^\s*d[ée]cision\s*[:=–-]\s*|(?<!\w)(?:(?:sans|pas de) r[ée]serves?|without (?:any )?reservations?)(?!\w)"
    r"|(?<!\w)(?:(?:no|sans|aucune?) (?:remarks?|comments?|objections?|remarques?|commentaires?)|"
    r"(?:all|everybody|everyone|both) agree[ds]?)(?!\w)"
    r"|(?<!\w)for the next (?:step|phase|pass)(?!\w)|(?<!\w)pour l\s?['’]\s?[ée]tape suivante(?!\w)"
    r"|(?<!\w)(?:after|following)(?: the)? roll[ -]?call(?!\w)|(?<!\w)apr[èe]s (?:l\s?['’]\s?)?appel(?: nominal)?(?!\w)"
    r"|(?<!\w)(?:roll[ -]?call (?:done|complete|ok)|appel (?:nominal )?(?:fait|termin[ée]|ok))(?!\w)"
    r"|(?<!\w)(?:(?:all|everybody|everyone|tous|toutes|tout le monde|(?:the |l['’]\s?)?(?:users|team|[ée]quipe)|"
    r"(?:les )?utilisateurs)\s+(?:(?:is|are|est|sont)\s+)?(?:informed|told|notified|present|complete|inform[ée]e?s?|"
    r"pr[ée]venue?s?|pr[ée]sente?s?|compl[èe]te))(?!\w)"
    r"|(?<!\w)(?:(?:all|everything|tout)(?: is| est)? (?:green|vert|au vert)|(?:no|aucun(?: point)?|rien de|nothing) "
    r"(?:blockers?|blocking|bloquante?))(?!\w)"
    r"|(?<=\bgo)[\s,;:(–—-]+(?:given|donn[ée]e?|d[ée]cid[ée]e?|decided|re[çc]ue?|received|valid[ée]e?|validated)(?!\w)"
    r"|(?<=\bgo)\s+(?:for|pour)\s+(?:the\s+|la\s+|le\s+|l['’]\s?)?"
    r"(?:upgrade|update|installation|suite|mise [àa] jour|change|changement)(?!\w)",
    re.IGNORECASE,
)
# Whose go it is, where initials say so: `go, décidé par TL`.
_GIVEN_BY = re.compile(
    r"(?<!\w)(?:given|donn[ée]e?|d[ée]cid[ée]e?|decided|valid[ée]e?|validated)\s+(?:par|by)\s+([^\W\d_]{2,5})(?!\w)",
    re.IGNORECASE,
)
# What stands between a decision and somebody's name, and between names.
_APART = re.compile(
    r"([,;:()/–—]|(?:^|\s)-+(?=\s|$)|(?<!\w)(?:par|by|per|de|from|says|said|dit)(?!\w)|(?<=\bgo)\s"
    r"|\s(?=(?:no[- ]?)?go\b|(?:au|on the|over the)\s(?:t[ée]l|phone)))",
    re.IGNORECASE,
)
_SAYS = re.compile("says|said|dit", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_]|[\s.'’-])+")
_OPENS = re.compile(r"\s*\([\s,;–-]*")
_ENDS = " ,;/—–-"


def as_answer(value: str) -> str:
    """Go and no-go in a text as yes and no, without when it was said."""
    if _NO_NO_GO.search(value):
        return value
    said = _BESIDE.sub(",", _without_when(value)).strip(_ENDS)
    said = _OPENS.sub(", ", said).replace(")", " ").strip(_ENDS)
    return _GO_AHEAD.sub(lambda found: "no" if found["no"] else "yes", _LEAVE.sub("yes", said))


def _without_when(value: str) -> str:
    return _WHEN_SAID.sub(",", value)


def times_said(value: str) -> tuple[str, ...]:
    """The times that stand in a decision, with their dates: `22:10`, `le 05/12 à 23h10`; and those that are passed over
    in an answer: `go/22:10`."""
    rest = without_marks(_without_when(value).casefold())
    return tuple(found[0] for one in (_WHEN_SAID.finditer(value), WHEN.finditer(rest)) for found in one)


def without_names(value: str, is_name: Callable[[Sequence[str]], bool]) -> str | None:
    """A decision without the names in full beside it, of the words of which `is_name` says so (`GO – T. Leroy 22h13`);
    None where there is none."""
    pieces = _APART.split(_without_when(value)) if len(value) <= LONGEST else []  # each second one stands between
    names = [*_named(pieces, is_name)]
    for at, end in names:
        pieces[max(at - 1, 0) : end + 1] = [", "] * len(pieces[max(at - 1, 0) : end + 1])
        pieces[end + 1 : end + 2] = [_SAYS.sub(", ", then) for then in pieces[end + 1 : end + 2]]
    return "".join(pieces) if names else None


def _named(pieces: Sequence[str], is_name: Callable[[Sequence[str]], bool]) -> Iterator[tuple[int, int]]:
    """The first and the last piece of each name; what stands between may be a part of it (`P. De Wilde`)."""
    at = 0
    while at < len(pieces):
        whole = {end: "".join(pieces[at : end + 1]) for end in (at + 2, at) if end < len(pieces)}
        ends = (end for end, text in whole.items() if _NAME.fullmatch(text) and is_name(plain_words(text)))
        if (end := next(ends, None)) is not None:
            yield at, end
        at = (at if end is None else end) + 2


def is_to_come(value: str) -> bool:
    """Whether a go is none yet, or half of one: `go in 10 min`, `go 50/50`."""
    return _NOT_YET.search(value) is not None


def given_by(value: str) -> tuple[str, ...]:
    """Who gave a decision, as far as a text says so in a word that may be initials."""
    return tuple(_GIVEN_BY.findall(value))


def is_both(value: str) -> bool:
    """Whether go and no-go stand there, and nothing else: both boxes are ticked, or the print was left as it is."""
    return _BOTH.fullmatch(value.strip()) is not None
