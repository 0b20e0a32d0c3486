"""On which page something of the same document stands: written once all pages are laid out.

`target-counter` of CSS has WeasyPrint lay out every page a second time. Here lines are laid out with noughts in the
place of a page's number: no digit is wider. When the pages are known, each number takes its place, and what follows it
on its line moves up, by less than the width of a letter.

A reference is the `::after` of a link within the document whose content is its `data-page`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_IN_HTML = re.compile(r'( data-page="[^"0-9&]*0+)')
_NUMBER = re.compile("0+")


class TooManyPages(Exception):
    """A page's number has more digits than were kept free for it."""


def with_wider_references(html: str) -> str:
    """`html` with room for one digit more in each reference. Raises ValueError where it has none of them."""
    wider, count = _IN_HTML.subn(r"\g<1>0", html)
    if not count:
        raise ValueError("a reference without its digits")
    return wider


def in_one_pass(layout_document: Callable[..., Any], html: Any, root_box: Any, context: Any) -> list[Any]:
    """The pages of WeasyPrint's `layout_document`, laid out once, with all references written.

    What stands in their margins is laid out last, and knows how many there are. Raises TooManyPages.
    """
    pages = list(layout_document(html, root_box, context, max_loops=1))
    writer = _Writer(context)
    for number, page in enumerate(pages, 1):
        writer.see(number, page)
    writer.write()
    return pages


class _Writer:
    """Sees all pages, then writes."""

    def __init__(self, context: Any) -> None:
        from weasyprint.formatting_structure import boxes

        self._context, self._boxes = context, boxes
        self._numbers: dict[str, int] = {}
        self._lines: list[Any] = []

    def see(self, number: int, page: Any) -> None:
        """Note where anchors stand, and which lines refer to some."""
        for box in _all_in(page):
            if anchor := box.style["anchor"]:
                self._numbers.setdefault(anchor, number)
            if isinstance(box, self._boxes.LineBox) and self._refers(box):
                self._lines.append(box)

    def write(self) -> None:
        """Write the references."""
        for line in self._lines:
            narrower = self._write_in(line)
            if line.style["text_align_all"] == "right":
                line.translate(narrower)

    def _refers(self, box: Any) -> bool:
        """Whether a reference stands in a line, or in an inline box: not in what has lines of its own, as slots do."""
        inline = self._boxes.InlineBox
        return any(self._is_reference(one) or (isinstance(one, inline) and self._refers(one)) for one in box.children)

    def _is_reference(self, box: Any) -> bool:
        return isinstance(box, self._boxes.TextBox) and box.element_tag == "a::after"

    def _write_in(self, box: Any) -> float:
        """Write in a line, or in an inline box. By how much it has become narrower."""
        narrower, children = 0.0, []
        for child in box.children:
            if not child.is_floated():
                child.translate(-narrower)
            if self._is_reference(child):
                written = self._written(child)
                narrower += child.width - written.width
                child = written
            elif isinstance(child, self._boxes.InlineBox):
                narrower += self._write_in(child)
            children.append(child)
        box.children = children
        box.width -= narrower
        return narrower

    def _written(self, box: Any) -> Any:
        from weasyprint.layout.inline import split_text_box

        number = str(self._numbers[box.element.get("href").removeprefix("#")])
        if len(number) > box.text.count("0"):
            raise TooManyPages
        text = _NUMBER.sub(number, box.text, count=1)
        return split_text_box(self._context, box.copy_with_text(text), None, 0)[0]


def _all_in(page: Any) -> Iterator[Any]:
    """All boxes of a page in their order: WeasyPrint's way passes each one through all that it stands in."""
    waiting = [page]
    while waiting:
        box = waiting.pop()
        yield box
        waiting += reversed(box.children)
