"""What is printed on a page of a filled-in form: the kit's own texts and pictures, where they stand, how large; and
where its fields are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from runbook.model.form import FormField

Clip = tuple[float, float, float, float]  # left, top, right, bottom of what a text is cut off by
FREE: Clip = (-1e9, -1e9, 1e9, 1e9)


class TextManner(NamedTuple):
    """How a text is drawn: `own` as the kit does it, neither moved nor stretched nor hidden; what is outside of `clip`
    cannot be seen."""

    own: bool
    clip: Clip


class PrintedText(NamedTuple):
    """A text of a page, and where its first letter stands; in the page's own units."""

    text: str
    x: float
    y: float
    size: float
    manner: TextManner = TextManner(own=True, clip=FREE)


class PixelRows(NamedTuple):
    """What is seen of a picture: its pixels row by row, a byte each, which is 255 where it is dark."""

    wide: int
    high: int
    dark: bytes


class PrintedPicture(NamedTuple):
    """A picture of a page, and where it stands, in the page's own units; None where it cannot be read."""

    drawing: PixelRows | None
    x: float
    y: float
    wide: float
    high: float
    manner: TextManner


class PrintedFont(NamedTuple):
    """A font of a page: the characters of its codes, their widths in thousandths of an em, its program, and which of
    its shapes each code has."""

    name: str
    letters: Mapping[int, str]
    widths: Mapping[int, float]
    program: bytes
    shapes: bytes


Middle = tuple[float, float, float, float]  # from the left, from below, and the height and width
PlacedField = tuple[str, FormField, Middle, str]  # the field's name, what it means, where it is, and its text


class PrintedPage(NamedTuple):
    """The texts of a page in the order of drawing. `steps` are the ids of the steps that have fields on it; `paper` is
    its width and height, in points; `fields` are those of its steps; `lines` is how its lines and areas are drawn."""

    number: int
    steps: frozenset[str]
    texts: tuple[PrintedText, ...]
    paper: tuple[float, float] = (0.0, 0.0)
    pictures: tuple[PrintedPicture, ...] = ()
    fields: tuple[PlacedField, ...] = ()
    fonts: tuple[PrintedFont, ...] = ()
    lines: tuple[bytes, ...] = ()
