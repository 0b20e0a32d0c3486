"""The pen that draws a field's appearance: where it is, in which colour it draws, and what is left to be seen of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from runbook.records.form_fonts import UNKNOWN, Font

SMALLEST = 1.0  # points: nobody reads type of that size
FAINT = 0.1  # of any part of a colour, and of what covers what: nobody sees less
MANY = 500  # pieces of text, and fields of colour, that are laid over one another

Colour = tuple[float, ...]  # red, green, blue
Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top
PAPER: Colour = (1.0, 1.0, 1.0)
_INK: Colour = (0.0, 0.0, 0.0)
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
FAR = 1e9
_EVERYWHERE: Box = (-FAR, -FAR, FAR, FAR)


@dataclass(frozen=True, slots=True)
class _Hand:
    """What q puts aside and Q brings back."""

    place: Matrix = UNIT
    colour: Colour | None = _INK  # of letters and what is filled; None where it is none that can be told
    line: Colour | None = _INK
    clip: Box = _EVERYWHERE
    solid: float = 1.0
    font: Font | None = None
    size: float = 0.0
    mode: float = 0


@dataclass(slots=True)
class _Piece:
    text: str
    at: tuple[float, float]
    size: float
    inside: bool


@dataclass(slots=True)
class Pen:
    """Draws on a box. `pieces` is the text that can be seen so far; `marks`: something else can be seen."""

    box: Box = _EVERYWHERE
    unit: float = 1.0  # the points that the box is measured in
    hand: _Hand = field(default_factory=_Hand)
    kept: list[_Hand] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=list)
    grounds: list[tuple[Box, Colour | None]] = field(default_factory=list)
    path: list[Box] = field(default_factory=list)
    clips: bool = False
    marks: bool = False
    line: Matrix = UNIT
    text_at: Matrix = UNIT
    leading: float = 0.0
    largest: float = 0.0

    def text(self) -> str:
        """What is seen: nothing where all of it lies outside; what does not fit in whole is still the text."""
        seen = self.pieces if any(piece.inside for piece in self.pieces if piece.text.strip()) else []
        return " ".join("".join(piece.text for piece in seen).split())

    def do(self, operator: bytes, numbers: Sequence[float]) -> None:
        """What an operator that draws no letters does."""
        match operator:
            case b"q":
                if len(self.kept) < MANY:
                    self.kept.append(self.hand)
            case b"Q":
                self.hand = self.kept.pop() if self.kept else self.hand
            case b"cm" if len(numbers) == 6:
                self._set(place=_times(_matrix(numbers), self.hand.place))
            case b"g" | b"rg" | b"k" | b"sc" | b"scn":
                self._set(colour=_colour(numbers))
            case b"G" | b"RG" | b"K" | b"SC" | b"SCN":
                self._set(line=_colour(numbers))
            case b"Tr" if numbers:
                self._set(mode=numbers[-1])
            case b"BT" | b"Tm" | b"TL" | b"Td" | b"TD" | b"T*":
                self._move(operator, numbers)
            case _:
                self._go(operator, numbers)

    def _move(self, operator: bytes, numbers: Sequence[float]) -> None:
        match operator:
            case b"BT":
                self.line = self.text_at = UNIT
            case b"Tm" if len(numbers) == 6:
                self.line = self.text_at = _matrix(numbers)
            case b"TL" if numbers:
                self.leading = numbers[-1]
            case b"Td" | b"TD" if len(numbers) == 2:
                if operator == b"TD":
                    self.leading = -numbers[1]
                self._next(*numbers)
            case b"T*":
                self._next(0.0, -self.leading)

    def _go(self, operator: bytes, numbers: Sequence[float]) -> None:
        """Along the edge of a form, and what is done with it. One that is no rectangle is taken for the one around."""
        match operator:
            case b"re" if len(numbers) == 4:
                self.path.append(_spread(numbers, self.hand.place))
            case b"m" | b"l" | b"c" | b"v" | b"y" if len(numbers) > 1:
                point = _spread((*numbers[-2:], 0.0, 0.0), self.hand.place)
                if operator == b"m" or not self.path:
                    self.path.append(point)
                else:
                    self.path[-1] = _around(self.path[-1], point)
            case b"W" | b"W*":
                self.clips = True
            case b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"n" | b"sh":
                self._paint(operator)

    def write(self, text: str, *, new_line: bool = False) -> None:
        """Letters, where the pen is."""
        if new_line:
            self._next(0.0, -self.leading)
        hand = self.hand
        a, b, c, d, x, y = _times(self.text_at, hand.place)
        size = abs(hand.size) * min(abs(a) + abs(b), abs(c) + abs(d))
        ink = hand.line if hand.mode in (1, 5) else hand.colour
        unseen = hand.mode in (3, 7) or size * self.unit <= SMALLEST or hand.solid < FAINT
        unseen = unseen or _alike(ink, self._ground(x, y))
        if not unseen and len(self.pieces) < MANY:
            inside = _within(x, y, self.box, size) and _within(x, y, hand.clip, size)
            self.pieces.append(_Piece(text, (x, y), size, inside))
            self.largest = max(self.largest, size)
        elif not unseen:
            self.pieces[-1].text = UNKNOWN

    def gap(self) -> None:
        """A new line or word."""
        if self.pieces:
            self.pieces[-1].text += " "

    def picture(self, sign: str) -> None:
        """An image, which may show anything."""
        self.pieces.append(_Piece(sign, (0.0, 0.0), 0.0, True))

    def choose(self, font: Font | None, size: float) -> None:
        """Take up another font."""
        self._set(font=font, size=size)

    def thin(self, solid: float) -> None:
        """What is drawn from now on shows what lies below it."""
        self._set(solid=solid)

    def _set(self, **changed: object) -> None:
        self.hand = replace(self.hand, **changed)  # type: ignore[arg-type]

    def _next(self, right: float, up: float) -> None:
        self.line = self.text_at = _times((1.0, 0.0, 0.0, 1.0, right, up), self.line)
        self.gap()

    def _ground(self, x: float, y: float) -> Colour | None:
        """The colour below a place; None where it cannot be told."""
        for box, colour in reversed(self.grounds):
            if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                return colour
        return PAPER

    def _paint(self, operator: bytes) -> None:
        fills, hand = operator[:1] in b"fFBb", self.hand
        if self.clips:
            for box in self.path[:1]:
                self._set(clip=_shared(box, hand.clip))
        elif operator == b"sh":
            self.marks = True
        elif operator != b"n" and hand.solid >= FAINT:
            lines = operator[:1] in b"SsBb" and not _alike(hand.line, PAPER)
            self.marks = self.marks or lines or (fills and not _alike(hand.colour, PAPER))
        if fills and not self.clips and hand.solid >= 1 - FAINT and len(self.grounds) < MANY and len(self.path) == 1:
            covered = _shared(self.path[0], hand.clip)
            self.grounds.append((covered, hand.colour))
            self.pieces = [piece for piece in self.pieces if not _covers(covered, piece)]
        self.path, self.clips = [], False


def _covers(box: Box, piece: _Piece) -> bool:
    x, y = piece.at
    middle = y + 0.25 * piece.size
    return piece.size > 0 and box[0] <= x + 0.25 * piece.size <= box[2] and box[1] <= middle <= box[3]


def _within(x: float, y: float, box: Box, size: float) -> bool:
    """Whether a letter that begins there shows within a box."""
    return box[0] - size / 2 <= x <= box[2] and box[1] - size <= y <= box[3]


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _shared(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _spread(numbers: Sequence[float], place: Matrix) -> Box:
    """A rectangle, as it lies on the page."""
    x, y, wide, high = numbers
    a, b, c, d, e, f = place
    corners = [(a * u + c * v + e, b * u + d * v + f) for u in (x, x + wide) for v in (y, y + high)]
    across, up = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(across), min(up), max(across), max(up)


def _matrix(numbers: Sequence[float]) -> Matrix:
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _colour(amounts: Sequence[float]) -> Colour | None:
    match len(amounts):
        case 1:
            return (amounts[0],) * 3
        case 3:
            return tuple(amounts)
        case 4:
            return tuple((1 - amount) * (1 - amounts[3]) for amount in amounts[:3])
        case _:
            return None


def _alike(ink: Colour | None, ground: Colour | None) -> bool:
    if ink is None or ground is None:
        return False
    return max(abs(one - other) for one, other in zip(ink, ground, strict=True)) < FAINT
