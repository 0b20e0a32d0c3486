"""Slots: boxes of fixed place and size in which a site's values stand.

A value is set at the slot's own size; one that does not fit is set smaller, then in two lines, and beyond that the slot
grows and the value wraps, within a word where that has no room on a line. It is never cut. Values are set in a
monospaced face, so that whether one fits is known by counting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from runbook.document.visible_text import columns, visible
from runbook.model.site import UNKNOWN

Scale = Literal["std", "big", "plain", "fine"]


class Size(StrEnum):
    """How a value fits its slot; the class of the slot on pages."""

    NORMAL = "normal"
    SMALL = "small"
    TWO_LINES = "two-lines"
    GROWN = "grown"


ADVANCE = 0.632  # em, of every glyph of the monospaced face
LINE_COLUMNS = 16  # of a line to write on
MM_PER_PT = 25.4 / 72
_ADDRESSES = re.compile(r"[0-9A-Fa-f.:]+, [0-9A-Fa-f.:]+")  # two of one appliance stand on a line each
# A monospaced face has one width of spaces: a number in groups would be read as two.
_GROUPS = re.compile(r"(?<=[0-9])\u202f(?=[0-9]{3})")
WORD = 24  # letters of a long one
APART = " \u00a0 "  # between several texts in one slot, each of which begins a line
BREAKS = frozenset(" -./@:_,;")  # after these a value is broken first
# Type size in points for each size; the height in mm holds one line of the first two, or two lines.
POINTS: dict[Scale, dict[Size, float]] = {
    "std": {Size.NORMAL: 11, Size.SMALL: 8.5, Size.TWO_LINES: 8, Size.GROWN: 8},
    "big": {Size.NORMAL: 15, Size.SMALL: 11.5, Size.TWO_LINES: 9.5, Size.GROWN: 9.5},
    "plain": {Size.NORMAL: 9, Size.SMALL: 8, Size.TWO_LINES: 8, Size.GROWN: 8},
    "fine": {Size.NORMAL: 8.5, Size.SMALL: 8, Size.TWO_LINES: 8, Size.GROWN: 8},
}
HEIGHT_MM: dict[Scale, float] = {"std": 5.8, "big": 8.0, "plain": 5.8, "fine": 5.1}
# The widths in use, in columns of the normal size; templates/styles/slots.css is generated from these.
WIDTHS: dict[Scale, tuple[int, ...]] = {
    "std": (4, 6, 8, 9, 10, 11, 12, 14, 16, 18, 20, 22, 23, 24, 26, 28, 30, 32, 34, 36, 40, 44, 48, 52, 60, 64, 70, 72),
    "big": (8, 12, 16, 20, 24, 30, 36, 40, 44, 50),
    "plain": (6, 8, 9, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 40, 64),
    "fine": (4, 5, 6, 7, 10, 12, 16, 18, 20, 24, 30, 40, 64),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value in its slot. `name` is what the slot is for; `columns` and `scale` give its width, `size` how it fits."""

    name: str
    text: str
    columns: int
    size: Size
    scale: Scale = "std"

    @property
    def drawn(self) -> str:
        """What is set: the text, in two lines or more where it takes them; a no-break space where there is none, so
        that every slot holds a piece of text."""
        room = capacity(self.columns, self.size, self.scale)
        if self.size is Size.TWO_LINES:
            return "\n".join(lines(self.text, room))
        if self.size is Size.GROWN:
            return "\n".join(many_lines(self.text, room))
        return self.text or "\u00a0"


def value(name: str, text: str, width: int, scale: Scale = "std") -> Value:
    """`text`, made visible, in a slot `width` columns wide. Raises ValueError for a width that no style knows."""
    if width not in WIDTHS[scale]:
        raise ValueError(f"slot {name}: no style for {width} columns ({scale})")
    shown = _GROUPS.sub("", visible(text)).replace("\u202f", "\u00a0")
    return Value(name=name, text=shown, columns=width, size=_size(shown, width, scale), scale=scale)


def shortened(name: str, text: str, width: int, scale: Scale = "std") -> Value:
    """The same, with a … in the place of its end where it would take more than two lines: for a head whose height is
    fixed, of pages on which the whole text stands elsewhere."""
    shown = value(name, text, width, scale)
    left = shown.text[: 2 * capacity(width, Size.TWO_LINES, scale)]
    while shown.size is Size.GROWN:
        left = left[:-1].rstrip()
        shown = value(name, f"{left}…", width, scale)
    for end in range(len(left), len(left) - WORD, -1) if left != shown.text else ():
        broken = value(name, f"{left[:end].rstrip()}…", width, scale)
        if broken.drawn.partition("\n")[0][-1] in BREAKS:  # no word is cut at the end of the first line
            return broken
    return shown


def version_value(name: str, version: str, width: int, scale: Scale = "std") -> Value:
    """A version in its slot; where it is unknown, a line to write it on."""
    return value(name, "_" * min(width, LINE_COLUMNS) if version == UNKNOWN else version, width, scale)


def lines(text: str, room: int) -> tuple[str, ...]:
    """`text` in one line or two of at most `room` columns: of two texts, each on its own; broken after a mark, or else
    where the line is full."""
    if APART in text:
        return tuple(text.split(APART))
    full = _fitting(text, room)
    if full == len(text):
        return (text,)
    first, comma, second = text.partition(", ")
    if _ADDRESSES.fullmatch(text) and len(first) + 2 <= room and len(second) <= room:
        return first + comma, second
    for at in range(full + (text[full] == " "), 0, -1):  # a blank may hang over the line: none begins with it
        if text[at - 1] in BREAKS and columns(text[at:]) <= room:
            return text[:at], text[at:]
    full += 2 * text.startswith(", ", full)  # hangs over the line by a comma: none begins with it
    return text[:full], text[full:]


def many_lines(text: str, room: int) -> Iterator[str]:
    """`text`, or several, in as many lines as it takes; none stands on a line with the end of another."""
    for part in text.split(APART):
        yield from _many_lines(part, room)


def _many_lines(text: str, room: int) -> Iterator[str]:
    """`text` in as many lines as it takes, each full, or broken after a mark in its last third; before a comma or a
    space, after any mark; and after any space, where the word that follows has room on a line."""
    while text:
        full = max(1, _fitting(text, room))
        least = 0 if text[full : full + 1] in (",", " ") else 2 * full // 3
        cut = next((at for at in range(full, least, -1) if text[at - 1] in BREAKS), full)
        space = text.rfind(" ", 0, full) + 1
        if text[cut - 1] not in BREAKS and space and columns(text[space:].partition(" ")[0]) <= room:
            cut = space
        cut = cut if full < len(text) else full
        cut += text[cut : cut + 1] == " "  # hangs over the line: none begins with it
        yield text[:cut]
        text = text[cut:]


def capacity(width: int, size: Size, scale: Scale = "std") -> int:
    """Columns that fit on one line at `size` in a slot `width` normal columns wide."""
    points = POINTS[scale]
    return int(width * points[Size.NORMAL] / points[size] + 1e-9)


def width_mm(width: int, scale: Scale = "std") -> float:
    """Outer width of a slot."""
    return width * ADVANCE * POINTS[scale][Size.NORMAL] * MM_PER_PT


def css() -> str:
    """The style of slots, as templates/styles/slots.css holds it."""
    lines = ["/* Generated by runbook.document.slots.css(); a test keeps it current. */"]
    for scale, widths in WIDTHS.items():
        of = f".{scale}"
        height = HEIGHT_MM[scale]
        for size, points in POINTS[scale].items():
            line = height / 2 if size in (Size.TWO_LINES, Size.GROWN) else height
            lines.append(f".slot{of}.{size} {{ font-size: {points:g}pt; line-height: {line:g}mm }}")
        lines.append(f".slot{of} {{ height: {height:g}mm }}")
        lines.append(f".slot{of}.{Size.GROWN} {{ display: block; height: auto; min-height: {height:g}mm }}")
        lines += [f".slot{of}.w{w} {{ width: {width_mm(w, scale) + 0.1:.2f}mm }}" for w in widths]
    return "\n".join(lines) + "\n"


def _fitting(text: str, room: int) -> int:
    """How many characters of `text` fit into `room` columns."""
    if text.isascii():
        return min(room, len(text))
    used = 0
    for at, c in enumerate(text):
        used += columns(c)
        if used > room:
            return at
    return len(text)


def _size(text: str, width: int, scale: Scale) -> Size:
    if APART in text:
        parts, room = text.split(APART), capacity(width, Size.TWO_LINES, scale)
        return Size.TWO_LINES if len(parts) == 2 and all(columns(part) <= room for part in parts) else Size.GROWN
    need = columns(text)
    if need <= width:
        return Size.NORMAL
    if need <= capacity(width, Size.SMALL, scale):
        return Size.SMALL
    # A double-width glyph may leave one column empty at the end of the first line.
    if need + 1 <= 2 * capacity(width, Size.TWO_LINES, scale):
        return Size.TWO_LINES
    return Size.GROWN
