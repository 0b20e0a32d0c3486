"""What is printed on a page of a filled-in form: the kit's own texts, where they stand and how large they are."""

from __future__ import annotations

from typing import NamedTuple


class PrintedText(NamedTuple):
    """A text of a page, and where its first letter stands; in the page's own units."""

    text: str
    x: float
    y: float
    size: float


class PrintedPage(NamedTuple):
    """The texts of a page in the order of drawing. `steps` are the ids of the steps that have fields on it; `paper` is
    its width and height, in points."""

    number: int
    steps: frozenset[str]
    texts: tuple[PrintedText, ...]
    paper: tuple[float, float] = (0.0, 0.0)
