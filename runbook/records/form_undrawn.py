"""What a viewer makes of a field that no program has drawn yet: it draws the text as the field asks.

Manners are such as `/KitForm 9 Tf 0 g`. Viewers take up or leave what else they ask for, and differ in that.
"""

from __future__ import annotations

from functools import lru_cache

from runbook.records.form_fonts import Font
from runbook.records.form_pen import Pen
from runbook.records.form_tokens import numbers, steps

_LONGEST = 2**16  # characters of a manner
_SIZE = 9.0  # of letters where a field leaves it to the viewer
_PLAIN = frozenset((b"Tf", b"g", b"rg", b"k", b"G", b"RG", b"K"))  # font, size and colours
_TALL = 1.5  # times the height of a field: type of which but a part is seen
_LEAD = 10  # blanks before a text, which push it towards the end of its field
_NARROW = 0.3  # of the size of type: letters in boxes of that width lie on one another


@lru_cache(maxsize=1000)
def is_unseen(manner: str, ground: tuple[float, ...] = ()) -> bool:
    """Whether nobody sees what is drawn in a manner; 0 is any size. The field may have a `ground` of a colour."""
    pen, size = Pen(), _SIZE
    if ground:
        pen.lay(ground)
    for operator, last in steps(manner.encode("latin-1", "replace")[:_LONGEST]):
        if not operator:
            return True
        found = numbers(last)
        if operator == b"Tf":
            size = found[-1] or _SIZE
        pen.do(operator, found)
    pen.choose(None, size)
    pen.write("x")
    return not pen.pieces


@lru_cache(maxsize=1000)
def is_plain(manner: str, high: float) -> bool:
    """Whether a manner asks for a font, a size that a field of that height has room for, and colours alone."""
    for operator, last in steps(manner.encode("latin-1", "replace")[:_LONGEST]):
        if operator not in _PLAIN or (operator == b"Tf" and not 0 <= numbers(last)[-1] <= _TALL * high):
            return False
    return True


def is_pushed_off(text: str, room: float, *, aligned: bool) -> bool:
    """Whether blanks push a text out of its field: before it or in it, where its only line has `room` for so many
    letters, or behind one that is `aligned` elsewhere than left."""
    lead = len(text) - len(text.strip() if aligned else text.lstrip())
    return lead > _LEAD or len(" ".join(text.split())) <= room < len(text.rstrip())


def is_packed(text: str, font: Font | None, cells: int, wide: float) -> bool:
    """Whether letters lie on one another: in so many boxes that they have no width, or by what their font says of them.
    A font of pictures may show anything."""
    if cells and wide / cells < _NARROW * _SIZE:
        return True
    codes = text.encode("cp1252", "replace")
    return font is not None and (font.is_drawn or (font.bytes == 1 and font.is_pushed(codes)))
