"""The tags of a page, without those that say nothing: a file has a third of the objects that WeasyPrint would write.

Blocks, headings, tables, lists, links, pictures and fields are tagged as WeasyPrint does it. What is set in bold, what
stands in a box within a line, and each piece of text in them, are content of the element around them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

_SAY_NOTHING = frozenset({"NonStruct", "Span"})
_HOLD_CONTENT = frozenset({"P", "Div", "Sect", "H1", "H2", "H3", "H4", "H5", "H6", "Link", *_SAY_NOTHING})
_OBJECT = {"Type": "/OBJR"}
_ELEMENT = {"Type": "/StructElem"}


def few_tags() -> AbstractContextManager[Any]:
    """WeasyPrint with such tags, until the block ends."""
    from weasyprint.pdf import tags

    return patch.object(tags, "_build_box_tree", _Tree(tags).of)


class _Tree:
    """The structure elements of boxes; `library` is WeasyPrint's module, whose own function has tables and the like."""

    def __init__(self, library: Any) -> None:
        self._tag, self._original = library._get_pdf_tag, library._build_box_tree

    def of(self, box: Any, parent: Any, pdf: Any, page: int, numbers: dict[int, Any], notes: Any, marks: Any) -> Any:
        """The elements of a box, and its pieces of content that have none, whose `reference` is their number.

        `numbers` is given the element of each piece, `notes` that of each annotation; `marks` are the pieces of text.
        """
        box = getattr(box, "_box", box)  # of one that is placed by itself
        place = (pdf, page, numbers, notes, marks)
        tag = self._tag(box.element_tag if box.element is not None else None)
        if not self._is_held(box, tag):
            yield from self._original(box, parent, *place)
        elif tag in _SAY_NOTHING or (tag == "Div" and not self._has_content(box)):
            yield from self._kids(box, parent, place)
        else:
            element = _element(pdf, page, tag, parent)
            element["K"].extend(kid.reference for kid in self._kids(box, element, place))
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


def _annotations(box: Any, parent: Any, pdf: Any, page: int, notes: list[tuple[Any, Any]]) -> Iterator[Any]:
    """The link of an element, and its field, which has an element of its own."""
    import pydyf

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


def _element(pdf: Any, page: int, tag: str, parent: Any) -> Any:
    import pydyf

    about = {"S": f"/{tag}", "K": pydyf.Array([]), "Pg": pdf.page_references[page], "P": parent.reference}
    element = pydyf.Dictionary({**_ELEMENT, **about})
    pdf.add_object(element)
    return element
