"""Go and no-go in words of one's own: `go - 22:10 - CM`, `feu vert`; and what is on a condition, and neither.

The page reads the same (`engine_decisions.js`).
"""

from __future__ import annotations

import re

# As an answer in words: `Go (CM)`, `no-go, 22h41`, `oui, go`; to go on with something is none.
_GO_AHEAD = re.compile(
    r"(?<![\w-])(?P<no>no[-‐‑‒–—\s]?)?go(?=\s(?!\s*on\b)|[.,;:!()/+✓✔✅👍–-]|$)",
    re.IGNORECASE,
)
# The same in other words, as they are said on the telephone.
_LEAVE = re.compile(
    r"(?<![\w-])(?:(?:let\s?['’]?\s?s\s+)?go[\s-]ahead(?:\s+(?:given|granted))?|let\s?['’]?\s?s\s+go|"
    r"(?:allez|vas)[\s-]y|c\s?['’ ]\s?est\s+parti|on\s+y\s+va|(?:(?:on|we|to|pour)\s+)?(?:continue|continuer|proceed)|"
    r"(?:feu\s+vert|green\s+light)(?:\s+(?:given|granted|donn[ée]|accord[ée]))?|"
    r"d\s?['’ ]\s?accord|accord(?:[ée]e?)?|approved|approuv[ée]e?|autoris[ée]e?)(?![\w-])",
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
_AT = r"(?:(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d|24\s?[:h]\s?00)(?![\w:])"
_WHEN_SAID = re.compile(
    r"(?<![\w:./])(?:(?:le|on|at|à|a|@)\s+)?(?:(?:\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2}))(?![\w/.])"
    rf"(?:,?\s*(?:(?:à|a|at)\s+)?{_AT})?|(?:\d{{1,2}}[/.]\d{{1,2}}\.?,?\s+(?:(?:à|a|at)\s+)?)?{_AT})",
    re.IGNORECASE,
)
# What may stand beside it, and changes nothing either.
_BESIDE = re.compile(
    r"^\s*d[ée]cision\s*[:=–-]\s*|(?<!\w)(?:sans r[ée]serves?|without (?:any )?reservations?)(?!\w)"
    r"|(?<!\w)(?:(?:no|sans|aucune?) (?:remarks?|comments?|objections?|remarques?|commentaires?)|"
    r"(?:all|everybody|everyone|both) agree[ds]?)(?!\w)"
    r"|(?<=\bgo)\s+(?:given|donn[ée]e?|d[ée]cid[ée]e?|decided)(?!\w)",
    re.IGNORECASE,
)
_OPENS = re.compile(r"\s*\([\s,;–-]*")
_ENDS = " ,;/–-"


def as_answer(value: str) -> str:
    """Go and no-go in a text as yes and no, without when it was said."""
    if _NO_NO_GO.search(value):
        return value
    said = _BESIDE.sub(",", _WHEN_SAID.sub(",", value)).strip(_ENDS)
    said = _OPENS.sub(", ", said).replace(")", " ").strip(_ENDS)
    return _GO_AHEAD.sub(lambda found: "no" if found["no"] else "yes", _LEAVE.sub("yes", said))


def is_to_come(value: str) -> bool:
    """Whether a go is none yet, or half of one: `go in 10 min`, `go 50/50`."""
    return _NOT_YET.search(value) is not None


def is_both(value: str) -> bool:
    """Whether go and no-go stand there, and nothing else: both boxes are ticked, or the print was left as it is."""
    return _BOTH.fullmatch(value.strip()) is not None
