"""How wide the letters of a font are said to be: what follows a letter is drawn so far behind it.

A letter without a width lies under the next one, letters with less than none are read from right to left, and a very
wide one pushes the next out of its field.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

_LEAST, _MOST = 100.0, 1300.0  # thousandths of an em: less than a thin i, and more than a broad W
USUAL = 400.0  # of a font that does not say it: letters are rarely narrower, taken together
_MANY = 2**16  # numbers of a font


class Widths:
    """The widths of one font by its codes."""

    def __init__(self, font: Any) -> None:
        inner = next(iter(font.get("/DescendantFonts") or ()), None)
        if inner is not None:
            found, self._usual = _by_code(list(inner.get("/W") or ())[:_MANY]), float(inner.get("/DW", 1000))
        else:
            found = _from(int(font.get("/FirstChar", 0)), font.get("/Widths") or ())
            self._usual = float((font.get("/FontDescriptor") or {}).get("/MissingWidth", 0)) or USUAL
        self._known = dict(islice(found, _MANY))

    def of(self, code: int) -> float:
        """The width of a letter, in thousandths of an em."""
        return self._known.get(code, self._usual)

    def is_odd(self, code: int) -> bool:
        """Whether no letter or figure is so narrow, or so wide."""
        return not _LEAST <= self.of(code) <= _MOST


def _by_code(listed: list[Any]) -> Iterator[tuple[int, float]]:
    """A code and the widths from it on, or two codes and the width of all from one to the other."""
    import pikepdf

    place = 0
    while place + 1 < len(listed):
        begin, then = int(listed[place]), listed[place + 1]
        if isinstance(then, pikepdf.Array):
            yield from _from(begin, then)
            place += 2
        else:
            codes = range(begin, int(then) + 1)
            yield from ((code, float(width)) for width in listed[place + 2 : place + 3] for code in codes)
            place += 3


def _from(begin: int, widths: Any) -> Iterator[tuple[int, float]]:
    return enumerate(map(float, islice(widths, _MANY)), begin)
