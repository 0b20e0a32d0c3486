"""A page of a filled-in form, as it was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from runbook.model.finding import Finding
from runbook.model.form import FormField, Head
from runbook.model.printed import PlacedField, PrintedFont, PrintedPage, PrintedPicture, PrintedText
from runbook.records.form_content import PageChange
from runbook.records.form_covers import CoveredField, LaidField
from runbook.records.form_unseen import UnseenField

Copies = list[dict[str, str]]


class NamelessField(NamedTuple):
    """A field that has lost its name: the middle of its place, what it holds, and whether nobody can see it."""

    place: tuple[int, int]
    text: str
    hidden: bool


@dataclass(slots=True)
class FormPage:
    """What a page says: its heads, and each step's columns, once for each time that they stand there."""

    number: int
    heads: dict[Head, list[str]] = field(default_factory=dict)
    steps: dict[tuple[int, str], Copies] = field(default_factory=dict)  # by the step's number, and its id
    faults: list[Finding] = field(default_factory=list)
    placed: list[PlacedField] = field(default_factory=list)  # the fields of steps that can be seen
    filled_in: list[CoveredField] = field(
        default_factory=list
    )  # the fields that hold something, in the order of drawing
    laid: list[LaidField] = field(default_factory=list)  # the fields that may have a ground, in the order of drawing
    unseen: list[UnseenField] = field(default_factory=list)  # fields that hold something, and are not shown
    left_out: list[str] = field(default_factory=list)  # fields that hold something, and are not printed
    illegible: list[str] = field(default_factory=list)  # fields that are drawn in letters of which nothing is known
    head_places: dict[tuple[int, int], Head] = field(default_factory=dict)  # where the fields of the whole record are
    nameless: list[NamelessField] = field(default_factory=list)
    drawing: PageChange | None = None  # how what it draws itself differs from what the kit drew
    texts: tuple[PrintedText, ...] = ()  # that the kit drew, where it draws nothing else
    pictures: tuple[PrintedPicture, ...] = ()  # the same
    fonts: tuple[PrintedFont, ...] = ()  # the same
    lines: tuple[bytes, ...] = ()  # the same, of lines and areas
    paper: tuple[float, float] = (0.0, 0.0)  # width and height, in points
    unit: float = 1.0  # the points that its places are measured in
    signed: bool = False  # a program has put its signature there
    named_plainly: bool = False  # a field has a name without a count behind it

    def put_head(self, head: Head, text: str) -> None:
        """What a field of the whole record holds."""
        claims = self.heads.setdefault(head, [])
        if text and text not in claims:
            claims.append(text)

    def put(self, meant: FormField, text: str) -> None:
        """What a field of a step holds: a second text for the same is of a second copy."""
        copies = self.steps.setdefault((meant.index, meant.step), [])
        for copy in copies:
            if not copy.get(meant.column):
                copy[meant.column] = text
                return
        if text or not copies:
            copies.append({meant.column: text})

    def claim(self, head: Head) -> str:
        """What the page says of itself; "" where it says nothing."""
        return next(iter(self.heads.get(head, ())), "")

    @property
    def filled(self) -> bool:
        """Whether anything is filled in for a step."""
        return any(text for copies in self.steps.values() for copy in copies for text in copy.values())

    @property
    def printed(self) -> PrintedPage:
        """What is printed on it."""
        return PrintedPage(
            self.number,
            frozenset(step for _, step in self.steps),
            self.texts,
            self.paper,
            self.pictures,
            tuple(self.placed),
            self.fonts,
            self.lines,
        )
