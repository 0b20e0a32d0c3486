"""Are the pictures on a page those that the kit drew there? What is seen of them is compared, not how it is packed."""

from __future__ import annotations

from runbook.model.printed import PixelRows, PrintedPicture

NEAR = 1.0  # in the page's units: programs round what they write
UNLIKE = 0.02  # of the pixels; those that a program packs anew with losses may differ
ANEW = 0.1  # the same, where it has drawn the picture in another size


def pictures_apart(pictures: tuple[PrintedPicture, ...], others: tuple[PrintedPicture, ...]) -> int:
    """How many pictures of two pages, in the order of drawing, are not the same."""
    unlike = sum(not _same(one, other) for one, other in zip(pictures, others, strict=False))
    return unlike + abs(len(pictures) - len(others))


def _same(one: PrintedPicture, other: PrintedPicture) -> bool:
    far = max(abs(a - b) for a, b in zip((*one[1:5], *one.manner.clip), (*other[1:5], *other.manner.clip), strict=True))
    return far < NEAR and one.manner.own == other.manner.own and _seen_alike(one.drawing, other.drawing)


def _seen_alike(one: PixelRows | None, other: PixelRows | None) -> bool:
    if one is None or other is None:
        return one is other
    if (one.wide, one.high) == (other.wide, other.high):
        return _apart(one.dark, other.dark) <= UNLIKE
    return _apart(_at(one, other.wide, other.high), other.dark) <= ANEW


def _apart(one: bytes, other: bytes) -> float:
    return sum(a != b for a, b in zip(one, other, strict=True)) / len(other)


def _at(drawing: PixelRows, wide: int, high: int) -> bytes:
    """The picture in another size: of each pixel, what is in its middle."""
    rows = [(2 * y + 1) * drawing.high // (2 * high) * drawing.wide for y in range(high)]
    columns = [(2 * x + 1) * drawing.wide // (2 * wide) for x in range(wide)]
    return bytes(drawing.dark[row + column] for row in rows for column in columns)
