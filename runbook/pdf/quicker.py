"""A few functions of WeasyPrint that are called hundreds of thousands of times for a runbook, with the same results in
less time: what follows from a style alone, or from a style and a width, is worked out once.

They are put in place while pages are set, and in the versions of WeasyPrint that they were compared with; with any
other, its own are used, and pages take longer.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

from runbook.pdf.library_names import look_by_file_name

look_by_file_name()
VERSIONS = frozenset({"70.0"})
_SIDES = ("top", "right", "bottom", "left")
_IN_PERCENT = (
    *(f"{what}_{side}" for what in ("margin", "padding") for side in _SIDES),
    *(f"{what}{axis}" for what in ("", "min_", "max_") for axis in ("width", "height")),
)  # fmt: skip
_EMPTY = re.compile(r"<(meta|img|br|input)\b([^<>]*?) ?/?>")  # elements that HTML does not close
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" '  # what HTML knows without being told
_NOTES = re.compile(r"^::(?:footnote|note)-[^}]*}", re.MULTILINE)
_USED = (*_IN_PERCENT, *(f"border_{side}_width" for side in _SIDES))


@contextmanager
def quicker() -> Iterator[None]:
    """WeasyPrint with these functions, until the block ends."""
    import weasyprint

    with ExitStack() as stack:
        if weasyprint.__version__ in VERSIONS:
            for change in _CHANGES:
                change(stack)
        yield


def _replaced(stack: ExitStack, original: Any, new: Any) -> None:
    """Put `new` in the place of a function, in every module of WeasyPrint that has imported it."""
    name = original.__name__
    for module in [m for n, m in sys.modules.items() if n.partition(".")[0] == "weasyprint"]:
        if getattr(module, name, None) is original:
            stack.enter_context(patch.object(module, name, new))


def _parser(stack: ExitStack) -> None:
    """The kit's pages are well-formed: what reads XML, in C, reads them. All else is left to WeasyPrint's parser."""
    import weasyprint

    original = weasyprint.tinyhtml5

    def parse(file: Any, **options: Any) -> Any:
        text = file.read()
        try:
            root = ElementTree.fromstring(_EMPTY.sub(r"<\1\2/>", text).replace("<svg ", _SVG))
        except (ElementTree.ParseError, TypeError):
            root = None
        if root is None or [child.tag for child in root] != ["head", "body"]:
            return original.parse(text, **options)
        return root

    stack.enter_context(patch.object(weasyprint, "tinyhtml5", SimpleNamespace(parse=parse)))


def _own_styles(stack: ExitStack) -> None:
    """WeasyPrint's own style sheet has six pseudo-elements for each element; the kit's pages have markers, of lists."""
    import weasyprint

    stack.enter_context(patch.object(weasyprint, "UA_STYLESHEET", _sheet_without_notes()))


@cache
def _sheet_without_notes() -> Any:
    from weasyprint import CSS
    from weasyprint.css.counters import CounterStyle
    from weasyprint.html import UA

    return CSS(string=_NOTES.sub("", UA).replace("\n::marker", "\nli::marker"), counter_style=CounterStyle())


def _used_sizes(stack: ExitStack) -> None:
    """Sizes of which none is in percent are the same wherever a box stands."""
    from weasyprint.formatting_structure.boxes import PageBox
    from weasyprint.layout.percent import resolve_percentages as original

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        known = box.style.__dict__.get("kit_sizes")
        if known:
            box.__dict__.update(known)
            return
        original(box, containing_block)
        if known is None:
            style = box.style
            fixed = all(style[name] == "auto" or getattr(style[name], "unit", None) == "px" for name in _IN_PERCENT)
            fixed = fixed and style["border_collapse"] != "collapse" and not isinstance(box, PageBox)
            style.kit_sizes = {name: getattr(box, name) for name in _USED} if fixed else {}

    _replaced(stack, original, resolve_percentages)


def _styles(stack: ExitStack) -> None:
    """Most properties of most elements are inherited, or initial."""
    from weasyprint.css import ComputedStyle
    from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
    from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

    of_their_own = {"position", "float", "display", "page"} | INITIAL_NOT_COMPUTED
    plain = {n for n in INITIAL_VALUES if n not in of_their_own and not n.startswith("text_decoration_")}
    logical = {n: f(block="ttb", inline="ltr") for n, f in PHYSICAL_FUNCTIONS.items() if n in plain}
    inherited, initial = plain & INHERITED, INITIAL_VALUES
    original = ComputedStyle.__missing__

    def missing(self: Any, key: str) -> Any:
        if key not in plain or key in self.cascaded or self.parent_style is None:
            return original(self, key)
        if key in logical and (logical[key] in self.cascaded or self["direction"] != "ltr"):
            return original(self, key)
        value = self[key] = self.parent_style[key] if key in inherited else initial[key]
        return value

    stack.enter_context(patch.object(ComputedStyle, "__missing__", missing))


def _flow(stack: ExitStack) -> None:
    """Whether a box is in the flow, and whether it floats, is said by its style."""
    from weasyprint.formatting_structure.boxes import Box

    def of_style(name: str) -> Any:
        original, attribute = getattr(Box, name), f"kit_{name}"

        def method(self: Any) -> Any:
            known = self.style.__dict__
            if attribute not in known:
                known[attribute] = original(self)
            return known[attribute]

        return method

    for name in ("is_in_normal_flow", "is_floated"):
        stack.enter_context(patch.object(Box, name, of_style(name)))


def _page_names(stack: ExitStack) -> None:
    """Where all pages of a document have one name, no box needs to be asked what its children's are called."""
    from weasyprint import document
    from weasyprint.formatting_structure.boxes import ParentBox

    build, original = document.build_formatting_structure, ParentBox.page_values
    only: list[str] = []

    def built(*words: Any) -> Any:
        root = build(*words)
        names = {box.style["page"] for box in root.descendants() if box is not root}
        only[:] = names if len(names) == 1 else ()
        return root

    def page_values(self: Any) -> Any:
        return (only[0], only[0]) if only else original(self)

    stack.enter_context(patch.object(document, "build_formatting_structure", built))
    stack.enter_context(patch.object(ParentBox, "page_values", page_values))


def _struts(stack: ExitStack) -> None:
    """How high an empty line is."""
    from weasyprint.text.line_break import strut as original

    def strut(style: Any) -> Any:
        known = style.__dict__.get("kit_strut")
        if known is None:
            known = style.kit_strut = original(style)
        return known

    _replaced(stack, original, strut)


def _fonts(stack: ExitStack) -> None:
    """Pango's description of a font, which it copies."""
    from weasyprint.text.fonts import get_font_description as original

    known: dict[Any, Any] = {}
    properties = ("font_style", "font_stretch", "font_weight", "font_size", "font_variant_caps")

    def get_font_description(style: Any) -> Any:
        if style["font_variation_settings"] != "normal":
            return original(style)
        key = (tuple(style["font_family"]), *[style[p] for p in properties])
        described = known.get(key)
        if described is None:
            described = known[key] = original(style)
        return described

    _replaced(stack, original, get_font_description)


def _texts(stack: ExitStack) -> None:
    """A line of text that was shaped to be measured is drawn as it is, and not shaped a second time."""
    from weasyprint.text.line_break import Layout

    original = Layout.reactivate

    def reactivate(self: Any, style: Any) -> None:
        if self.justification_spacing or not hasattr(self, "layout"):
            original(self, style)

    stack.enter_context(patch.object(Layout, "deactivate", lambda _self: None))
    stack.enter_context(patch.object(Layout, "reactivate", reactivate))


def _broken(stack: ExitStack) -> None:
    """The same text in the same room breaks at the same place: widths, pages and columns are tried more than once."""
    from weasyprint.text.line_break import split_first_line as original

    def split_first_line(text: str, style: Any, context: Any, *room: Any, **more: Any) -> Any:
        known = style.__dict__.setdefault("kit_lines", {})
        key = (text, *room, *more.items())
        if key not in known:
            known[key] = original(text, style, context, *room, **more)
        return known[key]

    _replaced(stack, original, split_first_line)


def _pieces_in_columns(stack: ExitStack) -> None:
    """A piece in columns that is laid out again in the same room is the same: columns are balanced in several tries."""
    from weasyprint.formatting_structure.boxes import Box
    from weasyprint.layout import inline

    original = inline.inline_block_box_layout

    def inline_block_box_layout(context: Any, box: Any, x: float, skip: Any, around: Any, *positioned: Any) -> Any:
        room = (x, skip, around.width, around.height)
        known_room, known = box.__dict__.get("kit_laid_out", (None, None))
        if context.in_column and room == known_room:
            return known.deepcopy()
        laid_out = original(context, box, x, skip, around, *positioned)
        if context.in_column and all(isinstance(part, Box) for part in laid_out.descendants()):
            box.kit_laid_out = (room, laid_out.deepcopy())
        return laid_out

    stack.enter_context(patch.object(inline, "inline_block_box_layout", inline_block_box_layout))


def _without_floats(stack: ExitStack) -> None:
    """Where nothing floats, a line has all the width that there is."""
    from weasyprint.layout.float import avoid_collisions as original

    def avoid_collisions(context: Any, box: Any, around: Any, outer: bool = True) -> Any:
        if outer or context.excluded_shapes or around.style["direction"] != "ltr":
            return original(context, box, around, outer)
        left = around.content_box_x()
        right = left + around.width - box.margin_right
        left += box.margin_left
        return left - box.margin_left, box.border_box_y() - box.margin_top, right - left

    _replaced(stack, original, avoid_collisions)


def _written(stack: ExitStack) -> None:
    """How numbers and texts are written in a PDF; and the references of its pages, which each piece of content asks."""
    import pydyf

    as_bytes, references = pydyf._to_bytes, pydyf.PDF.page_references.fget
    quick = {bytes: lambda item: item, str: lambda item: item.encode("ascii"), int: b"%d".__mod__}

    def to_bytes(item: Any) -> Any:
        return quick.get(type(item), as_bytes)(item)

    def page_references(self: Any) -> Any:
        count, known = self.__dict__.get("kit_references", (0, ()))
        if count != len(self.pages["Kids"]):
            known = references(self)
            self.kit_references = len(self.pages["Kids"]), known
        return known

    stack.enter_context(patch.object(pydyf, "_to_bytes", to_bytes))
    stack.enter_context(patch.object(pydyf.PDF, "page_references", property(page_references)))


_CHANGES = (
    *(_parser, _own_styles, _used_sizes, _styles, _flow, _page_names, _struts),
    *(_fonts, _texts, _broken, _pieces_in_columns, _without_floats, _written),
)  # fmt: skip
