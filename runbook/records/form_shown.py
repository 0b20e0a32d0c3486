"""What a text field of a PDF shows: the text that its appearance draws, as far as it can be read.

A viewer that fills in a form stores a text, and beside it how it is drawn. The two can differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from runbook.records.form_faces import Faces
from runbook.records.form_fonts import UNKNOWN, Font
from runbook.records.form_pen import FAR, SMALLEST, UNIT, Box, Pen, matrix_of
from runbook.records.form_shapes import FontShapes
from runbook.records.form_tokens import SHOWS, named_by, named_letters, numbers, steps, string
from runbook.records.form_widths import USUAL
from runbook.records.pdf_size import stream_bytes

LONGEST = 2**16  # bytes of an appearance, unpacked
DEPTH = 4  # of drawings within drawings
WORK = 4 * LONGEST  # bytes of all that one appearance draws
PICTURE = "▮"  # stands for an image, which may show anything
_OVER = frozenset({"/Normal", "/Compatible", "/Multiply", "/Darken"})  # with which letters are seen on paper
_STATES = frozenset(  # what a state may have: others change what is drawn in ways of their own
    ("/Type", "/ca", "/CA", "/BM", "/SMask", "/AIS", "/SA", "/OP", "/op", "/OPM", "/LW", "/SM", "/TK", "/AAPL:AA")
)
_DEFAULTS = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")  # stand for what is asked for
_NAMED = {b"Tf": "/Font", b"Do": "/XObject", b"gs": "/ExtGState"}
_COUNTED = frozenset({"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/CalGray", "/CalRGB", "/ICCBased"})
_FONT = re.compile(r"/([^\s/<>\[\]()%]+)\s+[-+.\d]+\s+Tf(?!\S)")
_PLAIN = re.compile(rb"[ -~]*")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is seen of an appearance: its text, the size of its type, whether it has anything but text, on what width
    and height it is drawn (-1 where that is not said), measured in `unit` points, how large that other thing is, and
    how wide a text is of which a part is cut off. `believed`: the shapes of its letters are not known; `sketched`: its
    lines and areas are more than a ground and a border, and may be letters; `sideways`: letters stand one above the
    other.
    """

    text: str
    size: float
    marks: bool
    wide: float = 0.0
    high: float = 0.0
    unit: float = 1.0
    extent: float = 0.0
    cut: float = 0.0
    believed: bool = False
    sketched: bool = False
    sideways: bool = False

    def is_odd_on(self, wide: float, high: float) -> bool:
        """Whether it may show anything on a place of that size, or a part of a text is cut off that has room there."""
        room = min(wide / self.wide, high / self.high) if min(self.wide, self.high) > 0 else 0.0
        return self.sketched or (self.sideways and wide > high) or 0 < self.cut * room <= wide

    def unseen_on(self, wide: float, high: float) -> bool:
        """Whether nobody can read it on a place of that size, to which it is stretched."""
        largest = self.size if self.text else self.extent
        if not largest or self.wide < 0:
            return False
        if min(self.wide, self.high) <= 0:
            return True
        return self.unit * largest * min(wide / self.wide, high / self.high) <= SMALLEST


NOTHING = Drawn("", 0.0, marks=False)


class Shown:
    """Reads appearances; fonts and appearances that several fields share are read once.

    `fonts` are those of the whole form, by name. What a drawing names and does not have is taken from there, as
    programs mean it; but viewers take it from the page, where that has something `of_pages` by that name.
    """

    def __init__(self, fonts: Any, of_pages: frozenset[str] = frozenset()) -> None:
        self._offered = fonts
        self._of_pages = of_pages
        self._fonts: dict[tuple[int, int], Font] = {}
        self._faces = Faces()
        self._shapes = FontShapes()
        self._drawn: dict[tuple[tuple[int, int], float], Drawn | None] = {}
        self.unit = 1.0  # the points that the page is measured in

    def drawn(self, appearance: Any) -> Drawn | None:
        """What an appearance draws; None where that cannot be read."""
        key = appearance.objgen, self.unit
        if appearance.objgen == (0, 0):
            return self._read(appearance)
        if key not in self._drawn:
            self._drawn[key] = self._read(appearance)
        return self._drawn[key]

    def written_on(self, content: bytes, resources: Any) -> Drawn | None:
        """What a piece of a page's own drawing shows."""
        pen = Pen()
        whole = self._draw(pen, content, resources, _Work(WORK), 0)
        return Drawn(pen.text(), pen.largest, pen.marks) if whole else None

    def asked_for(self, manner: str, offered: Any) -> Font | None:
        """The font that a field asks for: `offered` are fonts of its own."""
        named = _FONT.search(manner)
        return self._font(named_letters(named[1].encode("latin-1", "replace")), offered) if named else None

    def _read(self, appearance: Any) -> Drawn | None:
        content = stream_bytes(appearance, LONGEST)
        if content is None:
            return None
        if not content.strip():
            return NOTHING
        left, bottom, right, top = box = _box(appearance)
        matrix = appearance.get("/Matrix")
        pen = Pen(box, self.unit, UNIT if matrix is None else matrix_of(matrix))
        whole = self._draw(pen, content, appearance.get("/Resources"), _Work(WORK), 0)
        across, up = _stretched(matrix, right - left, top - bottom)
        if not whole or pen.odd or pen.halved:
            return None
        size = pen.largest, pen.marks, across, up, self.unit, pen.extent, pen.cut
        return Drawn(pen.text(), *size, pen.believed, pen.sketched, pen.sideways)

    def _draw(self, pen: Pen, content: bytes, resources: Any, work: _Work, depth: int) -> bool:
        """Draw it all; False where that is too much, or cannot be read."""
        work.left -= len(content)
        if work.left < 0:
            return False
        offered = resources or {}
        if has_own_colours(offered):
            pen.doubt()
        for operator, last in steps(content):
            if not operator or self._is_elsewhere(operator, last, offered):
                return False
            if operator in SHOWS:
                self._write(pen, operator, last)
            elif operator == b"Tf":
                pen.choose(self._font(named_by(last[:1]), offered.get("/Font") or {}), float(last[1]["number"]))
            elif operator == b"Do":
                if not self._within(pen, _named(last, offered, "/XObject"), offered, work, depth):
                    return False
            elif operator == b"BI":
                pen.picture(PICTURE)
                return True  # the bytes of an image look like anything
            else:
                _prepare(pen, operator, last, offered)
                pen.do(operator, numbers(last))
        return True

    def _is_elsewhere(self, operator: bytes, last: list[Any], offered: Any) -> bool:
        """Whether an operator begins a layer, which may not be shown, or names what a page has, and its drawing not."""
        name = named_by(last[:1])
        if operator == b"BDC" and name == "OC":
            return True
        kind = _NAMED.get(operator)
        return kind is not None and f"/{name}" in self._of_pages and f"/{name}" not in (offered.get(kind) or {})

    def _write(self, pen: Pen, operator: bytes, last: list[Any]) -> None:
        strings = [string(one) for one in last if one["text"] is not None or one["hex"] is not None]
        font = pen.hand.font
        moved = numbers(last) if operator == b"TJ" else []
        if operator == b'"':
            pen.do(b"Tw", numbers(last[:1]))
            pen.do(b"Tc", numbers(last[1:2]))
        ems = sum(font.ems(one) if font else len(one) * USUAL / 1000 for one in strings)
        pen.believed = pen.believed or (font is not None and any(map(font.is_believed, strings)))
        pen.write("".join(_letters(font, one) for one in strings), ems, new_line=operator in b"'\"", moved=moved)

    def _within(self, pen: Pen, drawing: Any, offered: Any, work: _Work, depth: int) -> bool:
        """A drawing in a drawing, of which is seen what lies in its box; it has what that one has, if nothing else."""
        import pikepdf

        if drawing is None:
            return True  # nothing is drawn
        if not isinstance(drawing, pikepdf.Stream) or drawing.get("/Subtype") != "/Form":
            pen.picture(PICTURE)
            return True
        content = stream_bytes(drawing, LONGEST) if depth < DEPTH else None
        if content is None or "/OC" in drawing:
            return False
        pen.do(b"q", ())
        pen.do(b"cm", [float(one) for one in drawing.get("/Matrix", UNIT)])
        if "/BBox" in drawing:
            left, bottom, right, top = _box(drawing)
            pen.do(b"re", (left, bottom, right - left, top - bottom))
            pen.do(b"W", ())
            pen.do(b"n", ())
        whole = self._draw(pen, content, drawing.get("/Resources", offered), work, depth + 1)
        pen.do(b"Q", ())
        return whole

    def _font(self, name: str, offered: Any) -> Font | None:
        font = offered.get(f"/{name}")
        font = self._offered.get(f"/{name}") if font is None else font
        if font is None:
            return None
        key = font.objgen
        if key != (0, 0) and key in self._fonts:
            return self._fonts[key]
        self._fonts[key] = Font(font, self._faces.letters(font), are_kits=self._shapes.are_kits(font))
        return self._fonts[key]


def names_of_pages(pdf: Any) -> frozenset[str]:
    """The names by which pages have fonts, pictures and states."""
    each = [page.resources for page in pdf.pages]
    found = {(one.objgen, number * (one.objgen == (0, 0))): one for number, one in enumerate(each)}
    kinds = (resources.get(kind) or {} for resources in found.values() for kind in _NAMED.values())
    return frozenset(name for kind in kinds for name in list(kind.keys()))


@dataclass(slots=True)
class _Work:
    """How much may still be drawn: drawings may draw one another without end."""

    left: int


def _box(appearance: Any) -> Box:
    if "/BBox" not in appearance:
        return Pen().box
    a, b, c, d = (float(one) for one in appearance["/BBox"])
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _stretched(matrix: Any, wide: float, high: float) -> tuple[float, float]:
    """Width and height; none where the matrix of an appearance leaves nothing of it, less where it has no box."""
    if wide > FAR:
        return -1.0, -1.0
    if matrix is None:
        return wide, high
    a, b, c, d = (float(one) for one in list(matrix)[:4])
    return (wide, high) if abs(a * d - b * c) > 1e-9 else (0.0, 0.0)


def _named(last: list[Any], offered: Any, kind: str) -> Any:
    """What an operator names of the resources of one kind."""
    return (offered.get(kind) or {}).get(f"/{named_by(last)}")


def _prepare(pen: Pen, operator: bytes, last: list[Any], offered: Any) -> None:
    """What an operator does that names something."""
    if operator == b"gs":
        _take_up(pen, _named(last, offered, "/ExtGState"))
    elif operator in (b"cs", b"CS"):
        pen.space(counted=_is_counted(last, offered), lines=operator == b"CS")


def _take_up(pen: Pen, state: Any) -> None:
    """A state by its name: what is drawn may show what lies below it, be masked, or change with it."""
    if state is None:
        return
    solid = [float(state[key]) for key in ("/ca", "/CA") if key in state]
    if solid:
        pen.thin(min(solid))
    if is_strange(state):
        pen.doubt()


def is_strange(state: Any) -> bool:
    """Whether a state masks or blends what is drawn, or does more to it than is known."""
    import pikepdf

    mode = state.get("/BM", "/Normal")
    modes = list(mode)[:1] if isinstance(mode, pikepdf.Array) else [mode]
    known = {*state.keys()} <= _STATES and state.get("/SMask", "/None") == "/None"
    return not known or not {str(one) for one in modes} <= _OVER


def has_own_colours(resources: Any) -> bool:
    """Whether the usual colours stand for others there."""
    spaces = (resources or {}).get("/ColorSpace") or {}
    return any(name in spaces for name in _DEFAULTS)


def _is_counted(last: list[Any], offered: Any) -> bool:
    """Whether the numbers of a space of colours are those of grey, or of red, green and blue, or of inks."""
    import pikepdf

    name = f"/{named_by(last)}"
    space = (offered.get("/ColorSpace") or {}).get(name, name)
    kind = space[0] if isinstance(space, pikepdf.Array) and len(space) else space
    return str(kind) in _COUNTED


def _letters(font: Font | None, shown: bytes) -> str:
    if font is not None and (font.is_drawn or font.is_pushed(shown)):
        return PICTURE  # its letters are drawings, of whatever, or lie on one another
    if font is None:  # one that the form does not have: another stands in for it
        return shown.decode("ascii") if _PLAIN.fullmatch(shown) else UNKNOWN
    return font.text(shown)
