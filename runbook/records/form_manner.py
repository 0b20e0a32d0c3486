"""In which manner the texts of a page are drawn: as the kit draws them, or moved, stretched, hidden or cut off.

The kit uses few operators in each of its marks. Whatever else stands there changes what is seen of a text, though the
text and its place are as they were.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runbook.model.printed import FREE, Clip, TextManner
from runbook.records.form_shown import is_strange

MOST = 30_000  # operators of a page; the kit's have 5,000
KERNING = 200.0  # thousandths of an em by which the kit moves a letter at most
SOLID = 0.9  # of what covers what
STATES = 100  # of a page that are looked at; the kit's have two
_TOKEN = re.compile(
    rb"\((?:\\.|[^\\()])*\)|<[^<>]*>|/(?P<name>[^\s/<>\[\]()%]*)|(?P<operator>[A-Za-z'\"][A-Za-z0-9*'\"]*)", re.DOTALL
)
_OUTSIDE = frozenset({b"q", b"Q", b"re", b"W", b"n"})
_OWN: Mapping[bytes, frozenset[bytes]] = {
    b"Span": frozenset({b"q", b"Q", b"gs", b"rg", b"BT", b"ET", b"Tm", b"Tf", b"TJ", b"Tj"}),
    b"Figure": frozenset({b"q", b"Q", b"gs", b"cm", b"Do"}),
}
_ELSEWHERE = re.compile(rb"cm|BT|T.|['\"]")  # what has no place among lines and areas
_NUMBER = rb"-?[\d.]+"
_PLACE = re.compile(rb"\s*1 0 0 -1 %(n)b %(n)b\s*" % {b"n": _NUMBER})
_FONT = re.compile(rb"\s*/\w+ [\d.]+\s*")
_BOX = re.compile(rb"(?:^|\s)(%(n)b) (%(n)b) (%(n)b) (%(n)b)\s*$" % {b"n": _NUMBER})
_NOWHERE: Clip = (0.0, 0.0, 0.0, 0.0)
_MOVED = re.compile(rb"(?<=[\s>)\[])%(n)b(?=[\s<(\]])" % {b"n": _NUMBER})


def manners(content: bytes, start: int, thin: Collection[bytes]) -> dict[int, TextManner]:
    """How each text or picture is drawn, by where its operator ends; `start` is where the kit's own marks begin, `thin`
    are the names of states in which something is seen through."""
    found: dict[int, TextManner] = {}
    hand, name, ended = _Hand(), b"", start
    for count, token in enumerate(_TOKEN.finditer(content, start)):
        if (operator := token["operator"]) is None:
            name = token["name"] or name
            continue
        operands, ended = content[ended : token.start()], token.end()
        if operator in (b"BDC", b"BMC", b"EMC"):
            hand.tag = _tag(operands) if operator != b"EMC" else b""
        elif count > MOST or (operator == b"gs" and name in thin) or not _is_own(operator, operands, hand.tag):
            hand.now = hand.now._replace(own=False)
        else:
            hand.do(operator, operands)
        if operator in (b"TJ", b"Tj", b"Do"):
            found[token.end()] = hand.now
    return found


def operators(content: bytes) -> Iterator[bytes]:
    """What is done in a piece of a page, in order."""
    return (token["operator"] for token in _TOKEN.finditer(content) if token["operator"])


@dataclass(slots=True)
class _Hand:
    """What q puts aside and Q brings back, and the areas of the path that is drawn; a line is one of no size."""

    now: TextManner = TextManner(own=True, clip=FREE)  # noqa: RUF009 - never changed
    kept: list[TextManner] = field(default_factory=list)
    areas: list[Clip] = field(default_factory=list)
    tag: bytes = b""

    def do(self, operator: bytes, operands: bytes) -> None:
        """What an operator of the kit's does to the texts behind it."""
        match operator:
            case b"q":
                self.kept.append(self.now)
            case b"Q":
                self.now = self.kept.pop() if self.kept else self.now
            case b"re":
                self.areas.append(_box(operands))
            case b"m" | b"l" | b"c" | b"v" | b"y":
                self.areas.append(_NOWHERE)
            case b"W" | b"W*" if len(self.areas) == 1:
                self.now = self.now._replace(clip=_shared(self.now.clip, self.areas[0]))
            case b"W" | b"W*":  # one area may be cut out of another: no text of the kit's lies in such
                self.now = self.now._replace(own=False)
            case b"n" | b"f" | b"f*" | b"S":
                self.areas = []


def _tag(operands: bytes) -> bytes:
    """`Span` of `/Span <</MCID 0>>`."""
    return (operands.split() or [b"?"])[0].lstrip(b"/").partition(b"<")[0]


def thin_states(resources: Any) -> frozenset[bytes]:
    """The names of a page's states in which what is drawn is seen through, masked or changed; of those too that are not
    looked at."""
    states = (resources or {}).get("/ExtGState") or {}
    return frozenset(
        name[1:].encode("latin-1", "replace")
        for number, (name, state) in enumerate(states.items())
        if number >= STATES or float(state.get("/ca", 1)) < SOLID or is_strange(state)
    )


def _is_own(operator: bytes, operands: bytes, tag: bytes) -> bool:
    """Whether the kit does so in a mark of that tag; b"" is outside of marks."""
    if tag == b"Artifact":
        return not _ELSEWHERE.match(operator)
    if operator not in (_OWN.get(tag, frozenset()) if tag else _OUTSIDE):
        return False
    if operator == b"Tm":
        return _PLACE.fullmatch(operands) is not None
    if operator == b"Tf":
        return _FONT.fullmatch(operands) is not None
    return operator != b"TJ" or all(abs(float(by)) <= KERNING for by in _MOVED.findall(operands))


def _box(operands: bytes) -> Clip:
    found = _BOX.search(operands)
    if found is None:
        return _NOWHERE
    x, y, wide, high = map(float, found.groups())
    return min(x, x + wide), min(y, y + high), max(x, x + wide), max(y, y + high)


def _shared(clip: Clip, box: Clip) -> Clip:
    """What is left of an area within a box."""
    left, top, right, bottom = box
    return max(left, clip[0]), max(top, clip[1]), min(right, clip[2]), min(bottom, clip[3])
