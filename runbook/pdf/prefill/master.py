"""A master: the finished pages of one shape, cut where values stand, ready to be joined again with a site's own.

Plain bytes, numbers and tuples, so that it can be kept and sent. `runbook.pdf.prefill.make_master` makes it,
`runbook.pdf.prefill.fill_in` fills it in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runbook.document.slots import Scale
from runbook.pdf.prefill.marks import ShownAs


class Coding(StrEnum):
    """How a text stands in an object that is not a page."""

    PLAIN = "plain"  # as it is
    UTF_16 = "utf-16"  # as hexadecimal digits
    POINTS = "points"  # not itself, but the size of type that it fits its slot in


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotTemplate:
    """A text that slots of one width show: `parts` are pieces of text and numbers of shown values.

    `normal_only`: the pages have a style of their own for it, which knows the normal size alone.
    """

    parts: tuple[str | int, ...]
    columns: int
    scale: Scale
    normal_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where on a page a slot stands, and the number of its template. `normal`, `small`, `first` and `second` open a
    line: all up to its glyphs.

    A second line is a piece of marked content of its own: `element` is the number of the structure element that holds
    it then, `before` and `after` are that element around the reference to it. In a margin, where nothing is marked, the
    number is 0.
    """

    template: int
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

    `sums` are both halves of the Adler-32 sum of each, begun with 0, and its length, not deflated; `marks` is how many
    pieces of marked content the page has; `parents` the references to their elements.
    """

    number: int
    page: int
    packed: tuple[bytes, ...]
    sums: tuple[tuple[int, int, int], ...]
    spots: tuple[Spot, ...]
    marks: int
    parents: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectText:
    """A text in objects: pieces of text and numbers of shown values; of a type size, the template of its slot."""

    coding: Coding
    parts: tuple[str | int, ...] = ()
    template: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectTemplate:
    """An object that holds values: `pieces[i]` stands before the text `texts[i]`, the last one behind all.

    Where it is a stream, that is its data, and `head` the beginning of its dictionary.
    """

    number: int
    pieces: tuple[bytes, ...]
    texts: tuple[int, ...]
    head: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePicture:
    """The picture of a page's code: its side in modules, its rows for no revision."""

    number: int
    side: int
    rows: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """The first part of each file: all that stays, with empty objects for what does not. A complete PDF."""

    data: bytes
    table: int  # where its cross-reference stands
    size: int  # numbers of objects in use, and one
    root: int
    info: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentTree:
    """The object that says which element a piece of marked content belongs to, around the rows of pages."""

    number: int
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """All of it. `shown` are the values that it shows: how, and which of the plan's, or which row of warnings."""

    name: str
    language: str
    shown: tuple[tuple[ShownAs, int], ...]
    templates: tuple[SlotTemplate, ...]
    texts: tuple[ObjectText, ...]
    sheets: tuple[Sheet, ...]
    objects: tuple[ObjectTemplate, ...]
    codes: tuple[CodePicture, ...]
    glyphs: dict[str, str]
    file: StaticFile
    tree: ParentTree
