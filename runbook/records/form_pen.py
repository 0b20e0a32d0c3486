"""The pen that draws a field's appearance: where it is, in which colour it draws, and what is left to be seen of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import islice, pairwise

from runbook.records.form_fonts import UNKNOWN, Font

SMALLEST = 1.0  # points: nobody reads type of that size
FAINT = 0.1  # of any part of a colour, and of what covers what: nobody sees less
MANY = 500  # pieces of text, and fields of colour, that are laid over one another
THICK = 4.0  # points of a line that may hide what it crosses; the borders of fields have 3 at most
_CLOSE = 0.3  # of the size of type: how far letters may be moved
_BOLD, _HAIR = 0.2, 0.1  # of the size of type, and in points: lines around letters that fill them, or are not seen
_TILT = 0.02  # of a line of letters: how far it may rise; fields are read across, or turned with their page
_SHORT = 0.5  # points of a dash
_LONG, _HALF = 0.9, 0.5  # of the sides of a field: what grounds, lines and the inner edges of borders have at least
_CAPITAL = 0.7  # of the size of type: the height of a capital
_GAP = 6.0  # points; those of dashed borders have 3
_BACK = 500.0  # thousandths of an em: what is moved back so far lies upon what stands there

Colour = tuple[float, ...]  # red, green, blue
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top
PAPER: Colour = (1.0, 1.0, 1.0)
_INK: Colour = (0.0, 0.0, 0.0)
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
FAR = 1e9
_NUMBERS = {
    b"w": "width", b"Tr": "mode", b"Tz": "wide", b"Ts": "rise", b"Tc": "letters", b"Tw": "words"
}  # fmt: skip
_COLOURS = frozenset((b"g", b"rg", b"k", b"sc", b"scn", b"G", b"RG", b"K", b"SC", b"SCN"))
_CLIPS = 4  # modes of letters from this one on cut off what is drawn after them
_MODES = range(8)
_EVERYWHERE: Box = (-FAR, -FAR, FAR, FAR)


@dataclass(frozen=True, slots=True)
class _Hand:
    """What q puts aside and Q brings back."""

    place: Matrix = UNIT
    colour: Colour | None = _INK  # of letters and what is filled; None where it is none that can be told
    line: Colour | None = _INK
    clip: Box = _EVERYWHERE
    solid: float = 1.0
    width: float = 1.0  # of lines
    gaps: float = 0.0  # points between the dashes of lines
    spaces: tuple[bool, bool] = (True, True)  # whether the numbers of colours are known, for letters and for lines
    sure: bool = True  # whether what is drawn is seen as it is drawn: nothing masks, blends or cuts it
    font: Font | None = None
    size: float = 0.0
    mode: float = 0
    wide: float = 100.0  # of letters, in hundredths
    rise: float = 0.0
    letters: float = 0.0  # between letters
    words: float = 0.0  # more at each blank


@dataclass(slots=True)
class _Piece:
    """Letters, where they begin; `along` and `level` are measured along their line and across it."""

    text: str
    at: tuple[float, float]
    size: float
    inside: bool
    along: float = 0.0
    level: float = 0.0
    wide: float = 0.0  # of all letters, where they stand upright, without blanks behind them
    alone: float = 0.0  # the same where nothing moves or stretches them, without blanks
    right: float = FAR  # up to where it is seen
    whole: bool = True  # more than half of its height is seen

    @property
    def end(self) -> float:
        """Where the last letter begins, or nearly so."""
        return self.at[0] + self.wide - self.size / 2


@dataclass(slots=True)
class Pen:
    """Draws on a box. `pieces` is the text that can be seen so far, `marked` where anything else can be.

    `odd`: something is drawn in a way of which it cannot be told what is seen of it; `believed`: letters are drawn
    whose shapes nobody looked at; `sketched`: something is drawn by lines and areas that is no ground and no border;
    `sideways`: letters stand one above the other.
    """

    box: Box = _EVERYWHERE
    unit: float = 1.0  # the points that the box is measured in
    turned: Matrix = UNIT  # how the box is put on the page
    hand: _Hand = field(default_factory=_Hand)
    kept: list[_Hand] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=list)
    grounds: list[tuple[Box, Colour | None]] = field(default_factory=list)
    path: list[Box] = field(default_factory=list)
    corners: list[list[Point]] = field(default_factory=list)  # of each part of the path
    clips: bytes = b""
    marked: list[Box] = field(default_factory=list)
    odd: bool = False
    believed: bool = False
    sketched: bool = False
    sideways: bool = False
    line: Matrix = UNIT
    text_at: Matrix = UNIT
    leading: float = 0.0
    largest: float = 0.0

    @property
    def marks(self) -> bool:
        """Whether anything but text can be seen."""
        return bool(self.marked)

    @property
    def extent(self) -> float:
        """The larger side of the largest thing that can be seen, and is no text."""
        return max((max(right - left, top - bottom) for left, bottom, right, top in self.marked), default=0.0)

    def text(self) -> str:
        """What is seen: nothing where all of it lies outside; what does not fit in whole is still the text."""
        seen = self.pieces if any(piece.inside for piece in self.pieces if piece.text.strip()) else []
        return " ".join("".join(piece.text for piece in seen).split())

    @property
    def halved(self) -> bool:
        """Whether of all letters but the upper or the lower part is seen."""
        seen = [piece for piece in self.pieces if piece.inside and piece.text.strip()]
        return bool(seen) and not any(piece.whole for piece in seen)

    @property
    def cut(self) -> float:
        """How wide the text is of which a part is cut off; 0 where none is."""
        seen = [piece for piece in self.pieces if piece.text.strip()]
        lost = any(not one.inside or one.end > min(self.box[2], one.right) for one in seen)
        return sum(one.alone for one in seen) if lost and any(one.inside for one in seen) else 0.0

    def do(self, operator: bytes, numbers: Sequence[float]) -> None:
        """What an operator that draws no letters does."""
        match operator:
            case b"q":
                self.odd = self.odd or len(self.kept) == MANY
                self.kept += [] if self.odd else [self.hand]
            case b"Q":
                self.hand = self.kept.pop() if self.kept else self.hand
            case b"cm" if len(numbers) == 6:
                self._set(place=_times(matrix_of(numbers), self.hand.place))
            case b"d":
                self._set(gaps=_gaps(numbers[:-1], self.hand.place))
            case b"BT" | b"Tm" | b"TL" | b"Td" | b"TD" | b"T*":
                self._move(operator, numbers)
            case _ if operator in _NUMBERS and numbers:
                self._set(**{_NUMBERS[operator]: numbers[-1]})
            case _ if operator in _COLOURS:
                self._ink(operator, numbers)
            case _:
                self._go(operator, numbers)

    def _ink(self, operator: bytes, numbers: Sequence[float]) -> None:
        """The colour of lines, or that of letters and of what is filled."""
        lines = operator.isupper()
        counted = operator[:1] not in b"sS" or self.hand.spaces[lines]
        self._set(**{"line" if lines else "colour": _colour(numbers) if counted else None})

    def _move(self, operator: bytes, numbers: Sequence[float]) -> None:
        match operator:
            case b"BT":
                self.line = self.text_at = UNIT
            case b"Tm" if len(numbers) == 6:
                self.line = self.text_at = matrix_of(numbers)
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
                x, y, wide, high = numbers
                self.path.append(_spread(numbers, self.hand.place))
                ends = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))
                self.corners.append([_spread((*end, 0.0, 0.0), self.hand.place)[:2] for end in ends])
            case b"m" | b"l" | b"c" | b"v" | b"y" if len(numbers) > 1:
                point = _spread((*numbers[-2:], 0.0, 0.0), self.hand.place)
                if operator == b"m" or not self.path:
                    self.path.append(point)
                    self.corners.append([])
                else:
                    self.path[-1] = _around(self.path[-1], point)
                self.corners[-1] += [point[:2]] if operator in (b"m", b"l") else [(-FAR, -FAR), (FAR, FAR)]
            case b"W" | b"W*":
                self.clips = operator
            case b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"n" | b"sh":
                self._paint(operator)

    def write(self, text: str, ems: float = 0.0, *, new_line: bool = False, moved: Sequence[float] = ()) -> None:
        """Letters, where the pen is, `ems` wide; `moved` are the thousandths of an em by which some are moved back."""
        if new_line:
            self._next(0.0, -self.leading)
        hand = self.hand
        if hand.mode >= _CLIPS:
            self.doubt()
        a, b, c, d, x, y = _times((1.0, 0.0, 0.0, 1.0, 0.0, hand.rise), _times(self.text_at, hand.place))
        across = (abs(a) + abs(b)) * abs(hand.wide) / 100
        size = abs(hand.size) * min(across, abs(c) + abs(d))
        ink = hand.line if hand.mode in (1, 5) else hand.colour
        unseen = hand.mode in (3, 7) or size * self.unit <= SMALLEST or hand.solid < FAINT
        ground = self._ground(x, y)
        if unseen or _alike(ink, ground):
            return
        turned = (a * a + b * b) ** 0.5 or 1.0
        inside = _within(x, y, self.box, size) and _within(x, y, hand.clip, size)
        more = hand.letters * len(text) + hand.words * text.count(" ") - sum(moved) * hand.size / 1000
        ahead = (ems * hand.size + more) * hand.wide / 100
        self.text_at = _ahead(self.text_at, ahead)
        place = (x * a + y * b) / turned, (y * a - x * b) / turned
        whole = abs(b) > abs(a) or _is_whole(y, abs(hand.size * d), _shared(self.box, hand.clip))
        alone, long = (len(one) / max(len(text), 1) for one in (" ".join(text.split()), text.rstrip()))
        alone *= ems * abs(hand.size) * (abs(c) + abs(d))
        piece = _Piece(text, (x, y), size, inside, *place, long * abs(ahead * a), alone, hand.clip[2], whole)
        if inside and text.strip():
            self.odd = self.odd or ink is None or not hand.sure or _is_before(self.pieces, piece)
            self.odd = self.odd or _is_outlined(hand, size, self.unit)
            self.odd = self.odd or (hand.mode == 2 and _alike(hand.line, ground))  # lines over what they surround
            put = _times((a, b, c, d, 0.0, 0.0), self.turned)
            self.odd = self.odd or _is_upended(hand, put)
            self.sideways = self.sideways or (abs(put[0]) < abs(put[1]) and len(text.strip()) > 1)
            self.odd = self.odd or _is_packed(piece, hand, more, moved)
        if len(self.pieces) < MANY:
            self.pieces.append(piece)
            self.largest = max(self.largest, size)
        else:
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

    def space(self, *, counted: bool, lines: bool) -> None:
        """The numbers that follow are of another space of colours, and known where they are `counted` as others are."""
        fill, line = self.hand.spaces
        self._set(spaces=(fill, counted) if lines else (counted, line))
        self._set(**{"line" if lines else "colour": _INK if counted else None})

    def doubt(self) -> None:
        """From now on it cannot be told what is seen of what is drawn."""
        self._set(sure=False)

    def lay(self, colour: Sequence[float]) -> None:
        """A ground of a colour below everything."""
        self.grounds.append((_EVERYWHERE, _colour(colour)))

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
        self.odd = self.odd or len(self.path) > MANY or any(len(corners) > MANY for corners in self.corners)
        if self.clips:
            self._cut()
        elif operator == b"sh":
            self.odd = True  # it may hide what lies below, or not
        elif fills and hand.solid >= 1 - FAINT and len(self.grounds) < MANY:
            self._cover(hand.colour)
        if not self.clips and operator not in (b"n", b"sh") and hand.solid >= FAINT:
            ring = operator in (b"S", b"s") or (operator[-1:] == b"*" and len(self.path) > 1)
            self._mark(fills=fills, lines=operator[:1] in b"SsBb", ring=ring)
            self._cross(self.path[:MANY] if fills and hand.solid >= 1 - FAINT else ())
            self._cross(self._lines() if operator[:1] in b"SsBb" else ())
        self.path, self.corners, self.clips = [], [], b""

    def _cover(self, colour: Colour | None) -> None:
        """What stood there is not seen any more."""
        for covered in (_shared(box, self.hand.clip) for box in self.path[:MANY]):
            self.grounds.append((covered, colour))
            self.pieces = [piece for piece in self.pieces if not _covers(covered, piece)]
            if _alike(colour, PAPER):
                self.marked = [box for box in self.marked if _shared(box, covered) != box]

    def _lines(self) -> Iterator[Box]:
        """The lines of a path; not those that go up, between the letters of a comb."""
        half = self.hand.width / 2
        for corners in self.corners[:MANY]:
            for (x, y), (u, v) in islice(pairwise(corners), MANY):
                if abs(x - u) > half:
                    yield min(x, u), min(y, v) - half, max(x, u), max(y, v) + half

    def _cross(self, boxes: Iterable[Box]) -> None:
        """Letters through which a line or an edge goes are crossed out, or half of them hidden."""
        for box in (_shared(one, self.hand.clip) for one in boxes):
            self.odd = self.odd or any(_crosses(box, piece) for piece in self.pieces if piece.inside)

    def _cut(self) -> None:
        """What is drawn from now on is seen within the path alone."""
        sides = [_side(corners) for corners in self.corners]
        around = reduce(_around, self.path) if self.path else (0.0, 0.0, 0.0, 0.0)
        same = len(sides) == 1 or (self.clips == b"W" and 0 < abs(sum(sides)) == len(sides))
        self._set(sure=self.hand.sure and same and all(sides) and around in self.path)
        self._set(clip=_shared(around, self.hand.clip))

    def _mark(self, *, fills: bool, lines: bool, ring: bool) -> None:
        """What is painted can be seen as far as it lies in the box, and where it is not as the paper."""
        a, b, *_ = self.hand.place
        thick = lines and self.hand.width * (abs(a) + abs(b)) * self.unit > THICK
        self.odd = self.odd or not self.hand.sure or thick or (lines and self.hand.gaps > _GAP)
        if not ((lines and not _alike(self.hand.line, PAPER)) or (fills and not _alike(self.hand.colour, PAPER))):
            return
        is_any = (lines and self.hand.line is None) or (fills and self.hand.colour is None)  # as a pattern of letters
        for box, corners in islice(zip(self.path, self.corners, strict=True), MANY - len(self.marked)):
            left, bottom, right, top = seen = _shared(_shared(box, self.hand.clip), self.box)
            if left <= right and bottom <= top:
                self.marked.append(seen)
                self.sketched = self.sketched or is_any or not _is_frame(corners, seen, self.box, ring=ring)


def _side(corners: Sequence[Point]) -> int:
    """To which side a path turns that goes around a rectangle: 1 or -1; 0 where it goes around anything else."""
    points = [(round(x, 2), round(y, 2)) for x, y in corners]
    across, up, own = {x for x, _ in points}, {y for _, y in points}, list(dict.fromkeys(points))
    around = all(x == u or y == v for (x, y), (u, v) in pairwise(points + points))  # none leads across it
    if not (len(points) <= 5 and len(across) == len(up) == 2 and len(own) == 4 and around):
        return 0
    (a, b), (c, d), (e, f) = own[:3]
    return 1 if (c - a) * (f - d) - (d - b) * (e - c) > 0 else -1


def _is_frame(corners: Sequence[Point], seen: Box, whole: Box, *, ring: bool) -> bool:
    """Whether a path, of which a part is `seen`, is a ground, a border, or a line from edge to edge of the `whole`;
    `ring`: it is a line, or filled but for what lies within another."""
    left, bottom, right, top = whole
    wide, high = (seen[2] - seen[0]) / ((right - left) or 1.0), (seen[3] - seen[1]) / ((top - bottom) or 1.0)
    lines = list(pairwise(corners))
    upright = sum(one[0] == other[0] or one[1] == other[1] for one, other in lines)
    if _side(corners) or upright == len(lines) == 1:
        return max(wide, high) > _LONG or (ring and min(wide, high) > _HALF)
    core = _part(left, right, 0.4), _part(bottom, top, 0.4), _part(left, right, 0.6), _part(bottom, top, 0.6)
    bevelled = min(wide, high) > _HALF and 2 * upright >= len(lines)
    return bevelled and not any(_passes(*line, core) for line in lines)


def _passes(one: Point, other: Point, box: Box) -> bool:
    """Whether a line goes through a box."""
    points = ((_part(one[0], other[0], part / 8), _part(one[1], other[1], part / 8)) for part in range(9))
    return any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in points)


def _part(one: float, other: float, part: float) -> float:
    """Where one is, so far on the way to another."""
    return one + part * (other - one)


def _is_before(pieces: Sequence[_Piece], piece: _Piece) -> bool:
    """Whether letters stand before others that were drawn earlier: they are read in another order than that."""
    last = next((one for one in reversed(pieces) if one.inside and one.text.strip()), None)
    if last is None:
        return False
    up = piece.level - last.level
    return up > _CLOSE * piece.size or (abs(up) <= _CLOSE * piece.size and last.along - piece.along > 0.1 * piece.size)


def _gaps(dashes: Sequence[float], place: Matrix) -> float:
    """How long the gaps of a line are; without end where it is nearly all gaps, or its dashes are too short to see."""
    gaps, large = dashes[1::2] or dashes, abs(place[0]) + abs(place[1])
    lost = sum(gaps) > 5 * sum(dashes[::2]) or max(dashes, default=FAR) * large < _SHORT
    return FAR if lost else max(gaps, default=0.0) * large


def _is_outlined(hand: _Hand, size: float, unit: float) -> bool:
    """Whether lines are drawn around letters that fill them, or leave nothing or but dashes of them; so are modes that
    viewers take for any of the others."""
    wide = hand.width * (abs(hand.place[0]) + abs(hand.place[1]))
    lined = hand.mode in (1, 2, 5, 6) and (hand.gaps > 0 or wide > _BOLD * size)
    return lined or hand.mode not in _MODES or (hand.mode in (1, 5) and wide * unit < _HAIR)


def _is_upended(hand: _Hand, place: Matrix) -> bool:
    """Whether letters are mirrored, lean over, or stand on their heads or aslant."""
    a, b, c, d, *_ = place
    aslant = min(abs(a), abs(b)) > _TILT * max(abs(a), abs(b))
    right, up = (1 if one >= 0 else -1 for one in (hand.size * hand.wide, hand.size))
    area = a * d - b * c
    return aslant or area * right * up < 0 or a * right < -abs(b) or abs(a * c + b * d) > abs(area)


def _is_packed(piece: _Piece, hand: _Hand, more: float, moved: Sequence[float]) -> bool:
    """Whether letters that are set so much wider apart are pushed upon one another."""
    return more < -_CLOSE * abs(hand.size) * len(piece.text) or any(number > _BACK for number in moved)


def _covers(box: Box, piece: _Piece) -> bool:
    x, y = piece.at
    middle = y + 0.25 * piece.size
    return piece.size > 0 and box[0] <= x + 0.25 * piece.size <= box[2] and box[1] <= middle <= box[3]


def _crosses(box: Box, piece: _Piece) -> bool:
    """Whether a box goes through letters at half their height."""
    x, y = piece.at
    left, bottom, right, top = _shared(box, (x, y + 0.2 * piece.size, x + piece.wide, y + 0.45 * piece.size))
    return bottom <= top and right - left > 0.3 * piece.size > 0


def _within(x: float, y: float, box: Box, size: float) -> bool:
    """Whether a letter that begins there shows within a box."""
    return box[0] - size / 2 <= x <= box[2] and box[1] - size <= y <= box[3]


def _is_whole(y: float, high: float, box: Box) -> bool:
    """Whether more than half of the height of letters that stand there shows within a box."""
    return min(box[3], y + _CAPITAL * high) - max(box[1], y) > 0.5 * _CAPITAL * high


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


def matrix_of(numbers: Sequence[float]) -> Matrix:
    """Six numbers as they stand in a PDF. Raises ValueError for more or fewer."""
    a, b, c, d, e, f = map(float, numbers)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _ahead(place: Matrix, along: float) -> Matrix:
    """A place so far along its line."""
    a, b, c, d, e, f = place
    return a, b, c, d, e + along * a, f + along * b


def _colour(amounts: Sequence[float]) -> Colour | None:
    match len(amounts):
        case 1:
            return _within_one((amounts[0],) * 3)
        case 3:
            return _within_one(amounts)
        case 4:
            return tuple((1 - amount) * (1 - black) for *inks, black in [_within_one(amounts)] for amount in inks)
        case _:
            return None


def _within_one(amounts: Sequence[float]) -> Colour:
    """What viewers make of amounts: less than nothing is nothing, and more than all is all."""
    return tuple(min(max(amount, 0.0), 1.0) for amount in amounts)


def _alike(ink: Colour | None, ground: Colour | None) -> bool:
    if ink is None or ground is None:
        return False
    return max(abs(one - other) for one, other in zip(ink, ground, strict=True)) < FAINT
