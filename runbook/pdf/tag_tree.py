"""The tags of a page, without those that say nothing: a file has a third of the objects that WeasyPrint would write.

Headings, tables, lists, pictures and fields are tagged as WeasyPrint does it. What is set in bold, what stands in a box
within a line, and each piece of text in them, are content of the element around them. ISO 32000-1 (14.8.4.2) lets no
division or section hold content itself: what holds lines alone is a paragraph, and so is each run of lines between
blocks. A link says where it leads in the words that are read, and is one element with the page that it names. What
stands in the margins of each page is no content, but a header or footer (ISO 14289-1, 7.8).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from runbook.pdf.replaced import put, replaced

_SAY_NOTHING = frozenset({"NonStruct", "Span"})
_CELLS = frozenset({"TD", "TH"})
_GROUPS = frozenset({"/Div", "/Sect"})
_IN_LINES = frozenset({"/Span", "/Link", "/Form"})
_HOLD_CONTENT = frozenset({"P", "Div", "Sect", "H1", "H2", "H3", "H4", "H5", "H6", "Link", *_SAY_NOTHING})
_OBJECT = {"Type": "/OBJR"}
_ELEMENT = {"Type": "/StructElem"}


@contextmanager
def few_tags() -> Iterator[None]:
    """WeasyPrint with such tags, until the block ends."""
    from weasyprint.pdf import tags

    with ExitStack() as stack:
        put(stack, tags, "_build_box_tree", _Tree(tags).of)
        _margins(stack)
        yield


def _margins(stack: ExitStack) -> None:
    """What is drawn in a margin is one artifact, in which nothing is marked."""
    import pydyf
    from weasyprint.draw import draw_stacking_context as original
    from weasyprint.formatting_structure import boxes

    def draw_stacking_context(stream: Any, context: Any) -> None:
        if not isinstance(context.box, boxes.MarginBox) or stream._tags is None:
            original(stream, context)
            return
        side = "/Header" if context.box.at_keyword.startswith("@top") else "/Footer"
        stream.begin_marked_content("Artifact", pydyf.Dictionary({"Type": "/Pagination", "Subtype": side}))
        marks, stream._tags = stream._tags, None
        original(stream, context)
        stream._tags = marks
        stream.end_marked_content()

    replaced(stack, original, draw_stacking_context)


class _Tree:
    """The structure elements of boxes; `library` is WeasyPrint's module, whose own function has tables and the like."""

    def __init__(self, library: Any) -> None:
        self._tag, self._original = library._get_pdf_tag, library._build_box_tree

    def of(self, box: Any, parent: Any, pdf: Any, page: int, numbers: dict[int, Any], notes: Any, marks: Any) -> Any:
        """The elements of a box, and its pieces of content that have none, whose `reference` is their number.

        `numbers` is given the element of each piece, `notes` that of each annotation; `marks` are the pieces of text.
        """
        from weasyprint.formatting_structure import boxes

        box = getattr(box, "_box", box)  # of one that is placed by itself
        if isinstance(box, boxes.MarginBox):
            return
        place = (pdf, page, numbers, notes, marks)
        tag = self._tag(box.element_tag if box.element is not None else None)
        if tag in _CELLS and parent["S"] in ("/TD", "/TH"):
            tag = "NonStruct"  # a block of lines in a cell
        if not self._is_held(box, tag):
            for element in self._original(box, parent, *place):
                _name_language(element, box)
                yield element
        elif (
            tag in _SAY_NOTHING or (tag == "Div" and not self._has_content(box)) or (tag == "Link" and _is_link(parent))
        ):
            yield from self._kids(box, parent, place)
        else:
            element = _element(pdf, page, tag, parent)
            kids = list(self._kids(box, element, place))
            if element["S"] in _GROUPS:
                kids = _with_paragraphs(element, kids, pdf, page, numbers)
            element["K"].extend(kid.reference for kid in kids)
            yield element

    def _is_held(self, box: Any, tag: str) -> bool:
        """Whether the box is one of those that this class knows. The value of a slot has an element of its own, which
        a prefilled page goes by."""
        from weasyprint.formatting_structure import boxes

        if box.element is None or box.element_tag in ("html", "body") or tag not in _HOLD_CONTENT:
            return False
        return not isinstance(box, boxes.ReplacedBox) and "data-slot" not in box.element.attrib

    def _has_content(self, box: Any) -> bool:
        """Whether there is more in a box than blocks that have elements of their own."""
        from weasyprint.formatting_structure import boxes

        return any(isinstance(c, boxes.LineBox) or self._tag(c.element_tag) in _SAY_NOTHING for c in box.children)

    def _kids(self, box: Any, parent: Any, place: tuple[Any, ...]) -> Iterator[Any]:
        """What is directly in the element around: elements, and pieces of content."""
        from weasyprint.formatting_structure import boxes

        pdf, page, numbers, notes, marks = place
        yield from _annotations(box, parent, pdf, page, notes)
        for child in box.children:
            for one in child.children if isinstance(child, boxes.LineBox) else (child,):
                if isinstance(one, boxes.TextBox):
                    number = marks.pop(one)["mcid"]
                    numbers[number] = parent.reference
                    yield SimpleNamespace(reference=number)
                else:
                    yield from self.of(one, parent, *place)


def _with_paragraphs(group: Any, kids: list[Any], pdf: Any, page: int, numbers: dict[int, Any]) -> list[Any]:
    """What a group of blocks holds: none of it content. A group of content alone becomes a paragraph itself."""
    if kids and all(_is_in_lines(kid) for kid in kids):
        group["S"] = "/P"
        return kids
    found: list[Any] = []
    for in_lines, run in groupby(kids, _is_in_lines):
        if not in_lines:
            found += run
            continue
        paragraph = _element(pdf, page, "P", group)
        for kid in run:
            paragraph["K"].append(kid.reference)
            if isinstance(kid, SimpleNamespace):
                numbers[kid.reference] = paragraph.reference
            else:
                kid["P"] = paragraph.reference
        found.append(paragraph)
    return found


def _name_language(element: Any, box: Any) -> None:
    """Where an element is in another language than the page. The page's own stands in the catalogue."""
    import pydyf

    if box.element is not None and box.element_tag != "html" and (language := box.element.get("lang")):
        element["Lang"] = pydyf.String(language)


def _is_link(element: Any) -> bool:
    return bool(element["S"] == "/Link")


def _is_in_lines(kid: Any) -> bool:
    """Whether an element's kid is content, or an element within a line."""
    return isinstance(kid, SimpleNamespace) or kid["S"] in _IN_LINES


def _annotations(box: Any, parent: Any, pdf: Any, page: int, notes: list[tuple[Any, Any]]) -> Iterator[Any]:
    """The link of an element, which says the words that it is on, and its field, which has an element of its own."""
    import pydyf

    if box.link_annotation and (words := " ".join(_words(box))):
        box.link_annotation["Contents"] = pydyf.String(words)

    for annotation, holder in ((box.link_annotation, parent), (box.widget_annotation, None)):
        if not annotation:
            continue
        thing = pydyf.Dictionary({**_OBJECT, "Obj": annotation.reference, "Pg": pdf.page_references[page]})
        if holder is None:
            holder = _element(pdf, page, "Form", parent)
            holder["K"].append(thing)
            yield holder
        else:
            yield SimpleNamespace(reference=thing)
        notes.append((holder.reference, annotation))


def _words(box: Any) -> Iterator[str]:
    """All words of a box; lines, and what is set apart, end a word."""
    for child in getattr(box, "children", ()):
        yield from getattr(child, "text", "").split() or _words(child)


def _element(pdf: Any, page: int, tag: str, parent: Any) -> Any:
    import pydyf

    about = {"S": f"/{tag}", "K": pydyf.Array([]), "Pg": pdf.page_references[page], "P": parent.reference}
    element = pydyf.Dictionary({**_ELEMENT, **about})
    pdf.add_object(element)
    return element
