"""What WeasyPrint works out of style sheets, in less time: once for all elements and boxes that it is the same for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from copy import copy
from functools import cache
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

from runbook.pdf.replaced import put, replaced

_SIDES = ("top", "right", "bottom", "left")
_IN_PERCENT = (
    *(f"{what}_{side}" for what in ("margin", "padding") for side in _SIDES),
    *(f"{what}{axis}" for what in ("", "min_", "max_") for axis in ("width", "height")),
)  # fmt: skip
_EMPTY = re.compile(r"<(meta|img|br|input)\b([^<>]*?) ?/?>")  # elements that HTML does not close
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" '  # what HTML knows without being told
_USED = (*_IN_PERCENT, *(f"border_{side}_width" for side in _SIDES))


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

    put(stack, weasyprint, "tinyhtml5", SimpleNamespace(parse=parse))


def _found_by_name(stack: ExitStack) -> None:
    """What WeasyPrint looks for by name, in all of a page, is a title, a style sheet and the like: its element, without
    the rest of the page being wrapped."""
    import weasyprint

    wrapper = weasyprint.cssselect2.ElementWrapper
    original = wrapper.query_all

    def query_all(self: Any, *selectors: Any) -> Iterator[Any]:
        if not self.in_html_document or not all(str(selector).isalpha() for selector in selectors):
            yield from original(self, *selectors)
            return
        yield from (SimpleNamespace(etree_element=one) for one in self.etree_element.iter() if one.tag in selectors)

    put(stack, wrapper, "query_all", query_all)


def _own_styles(stack: ExitStack) -> None:
    """WeasyPrint's own style sheet has six pseudo-elements for each element; the kit's pages have markers, of lists."""
    import weasyprint

    put(stack, weasyprint, "UA_STYLESHEET", _sheet_without_notes(weasyprint.UA_STYLESHEET))


@cache
def _sheet_without_notes(whole: Any) -> Any:
    sheet, matcher = copy(whole), copy(whole.matcher)
    of_any, of_names = matcher.other_selectors, matcher.lower_local_name_selectors
    markers = [entry for entry in of_any if entry[3] == "marker"]
    matcher.other_selectors = [entry for entry in of_any if entry[3] is None]
    matcher.lower_local_name_selectors = {**of_names, "li": [*of_names["li"], *markers]}
    sheet.matcher = matcher
    return sheet


def _positions(stack: ExitStack) -> None:
    """Where a box is placed, if none of it is in percent."""
    from weasyprint.layout.percent import resolve_position_percentages as original

    def resolve_position_percentages(box: Any, around: Any) -> None:
        known = box.style.__dict__.get("kit_position")
        if known:
            box.__dict__.update(known)
            return
        original(box, around)
        if known is None:
            style = box.style
            fixed = all(style[side] == "auto" or getattr(style[side], "unit", None) == "px" for side in _SIDES)
            style.kit_position = {side: getattr(box, side) for side in _SIDES} if fixed else {}

    replaced(stack, original, resolve_position_percentages)


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

    replaced(stack, original, resolve_percentages)


def _shared_styles(stack: ExitStack) -> None:
    """Elements of the same declarations, below styles that hand down the same, have one style: what is worked out for
    it serves all of them. Those of tables are changed when their boxes are built, and stay their own."""
    from weasyprint.css import StyleFor
    from weasyprint.css.properties import INHERITED

    original = StyleFor.set_computed_styles

    def is_handed_down(name: str) -> bool:
        return name in INHERITED or name == "page" or name.startswith(("text_decoration_", "__"))

    def set_computed_styles(self: Any, element: Any, parent: Any, *words: Any, **more: Any) -> None:
        if not hasattr(element, "tag"):  # that of a page
            original(self, element, parent, *words, **more)
            return
        computed, place = self.get_computed_styles(), (element, more.get("pseudo_type"))
        cascaded = self.get_cascaded_styles().get(place, {})
        above = computed.get((parent, None))
        source = getattr(above, "kit_source", None)
        declared = [(name, id(value), weight) for name, (value, weight) in cascaded.items()]
        asks = any(value == "inherit" and not is_handed_down(name) for name, (value, _weight) in cascaded.items())
        key = (id(above if asks else source), place[1], *declared)
        styles, sources = self.__dict__.setdefault("kit_styles", ({}, {}))
        if key in styles:
            computed[place] = styles[key]
            return
        original(self, element, parent, *words, **more)
        style = computed[place]
        given_on = [one for one in declared if is_handed_down(one[0])]
        style.kit_source = sources.setdefault((id(source), *given_on), style) if given_on or above is None else source
        if "table" not in style["display"]:
            styles[key] = style

    put(stack, StyleFor, "set_computed_styles", set_computed_styles)


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

    put(stack, ComputedStyle, "__missing__", missing)


def _flow(stack: ExitStack) -> None:
    """Whether a box is in the flow, and whether it floats, is said by its style."""
    from weasyprint.formatting_structure.boxes import Box

    def of_style(name: str) -> Any:
        original, attribute = getattr(Box, name), f"kit_{name}"

        def method(self: Any) -> Any:
            try:
                return self.style.__dict__[attribute]
            except KeyError:
                known = self.style.__dict__[attribute] = original(self)
                return known

        return method

    for name in ("is_in_normal_flow", "is_floated"):
        put(stack, Box, name, of_style(name))


def _struts(stack: ExitStack) -> None:
    """How high an empty line is."""
    from weasyprint.text.line_break import strut as original

    def strut(style: Any) -> Any:
        known = style.__dict__.get("kit_strut")
        if known is None:
            known = style.kit_strut = original(style)
        return known

    replaced(stack, original, strut)


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

    replaced(stack, original, get_font_description)


def _taken_apart(stack: ExitStack) -> None:
    """Styles and counters that know each other go with their pages: the garbage collector has little to look for."""
    from weasyprint.css import StyleFor
    from weasyprint.css.targets import TargetCollector
    from weasyprint.layout import LayoutContext

    met: list[Any] = []

    def note(kind: Any) -> None:
        original = kind.__init__

        def init(self: Any, *words: Any, **more: Any) -> None:
            met.append(self)
            original(self, *words, **more)

        put(stack, kind, "__init__", init)

    def take_apart() -> None:
        for one in met:
            for style in one.get_computed_styles().values() if isinstance(one, StyleFor) else ():
                while style is not None:
                    known = style.__dict__
                    style = known.get("anonymous_style")
                    known.clear()
            one.__dict__.clear()

    stack.callback(take_apart)
    for kind in (StyleFor, TargetCollector, LayoutContext):
        note(kind)


CHANGES = (
    _parser,
    _found_by_name,
    _own_styles,
    _used_sizes,
    _positions,
    _shared_styles,
    _styles,
    _flow,
    _struts,
    _fonts,
    _taken_apart,
)
