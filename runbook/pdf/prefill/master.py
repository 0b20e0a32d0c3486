"""A master: the finished pages of one shape, cut where values stand, ready to be joined again with a site's own.

Plain bytes, numbers and tuples, so that it can be kept and sent. `runbook.pdf.prefill.extract_slots` makes it,
`runbook.pdf.prefill.fill_in` prints from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from runbook.document.slots import Scale
from runbook.pdf.prefill.marks import ShownAs

# How a value stands in an object that is not a page: as it is, in UTF-16 as hexadecimal digits, as its type size.
Coding = Literal["plain", "wide", "points"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A text that slots of one width show: `parts` are pieces of text and numbers of atoms.

    `normal_only`: the pages have a style of their own for it, which knows the normal size alone.
    """

    parts: tuple[str | int, ...]
    columns: int
    scale: Scale
    normal_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where on a page a need is met. `normal`, `small`, `first` and `second` open a line: all up to its glyphs.

    A second line is a piece of marked content of its own: `element` is the number of the structure element that holds
    it then, `before` and `after` are that element around the reference to it.
    """

    need: int
    normal: bytes
    small: bytes
    first: bytes
    second: bytes
    element: int
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page: `packed[i]` stands before `spots[i]`, deflated, the last one behind all.

    `sums` are the Adler-32 sum and the length of each, not deflated; `marks` is how many pieces of marked content the
    page has; `parents` the references to their elements.
    """

    number: int
    page: int
    packed: tuple[bytes, ...]
    sums: tuple[tuple[int, int], ...]
    spots: tuple[Spot, ...]
    marks: int
    parents: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An object that holds values: `still[i]` stands before the text `values[i]`, the last one behind all.

    Where it is a stream, that is its data, and `head` the beginning of its dictionary.
    """

    number: int
    still: tuple[bytes, ...]
    values: tuple[int, ...]
    head: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The picture of a page's code: its side in modules, its rows for no revision."""

    number: int
    side: int
    rows: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """All of it. `texts` are what `Part.values` count: an atom or (for `points`) a need, and its coding."""

    name: str
    language: str
    atoms: tuple[tuple[ShownAs, int], ...]
    needs: tuple[Need, ...]
    texts: tuple[tuple[Coding, tuple[str | int, ...], int], ...]
    sheets: tuple[Sheet, ...]
    parts: tuple[Part, ...]
    codes: tuple[Code, ...]
    glyphs: dict[str, str]
    still: bytes  # the file up to where the values begin
    table: int  # where its cross-reference stands
    size: int  # numbers of objects in use, and one
    root: int
    info: int
    tree: int  # the object that holds the parent tree
    tree_before: bytes
    tree_after: bytes
