"""A few functions of WeasyPrint that are called hundreds of thousands of times for a runbook, with the same results in
less time: what follows from a style alone, or from a style and a width, is worked out once.

They are put in place while pages are set, and in the versions of WeasyPrint that they were compared with; with any
other, its own are used, and pages take longer.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
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
_OF_TEXT = (
    *("direction", "lang", "white_space", "letter_spacing", "word_spacing", "word_break", "overflow_wrap", "tab_size"),
    *("hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "text_decoration_line"),
    *("font_family", "font_size", "font_style", "font_stretch", "font_weight", "font_kerning", "line_height"),
    *("font_language_override", "font_feature_settings", "font_variation_settings"),
    *(f"font_variant_{what}" for what in ("alternates", "caps", "east_asian", "ligatures", "numeric", "position")),
)  # fmt: skip
_EMPTY = re.compile(r"<(meta|img|br|input)\b([^<>]*?) ?/?>")  # elements that HTML does not close
_WITHOUT_MEANING = frozenset({"div", "span", "p", "b", "i", "strong", "em", "code"})  # elements that are tagged alike
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


@contextmanager
def stored() -> Iterator[None]:
    """Objects of a PDF that is read again at once are written without compressing them, until the block ends."""
    import pydyf

    with patch.object(pydyf, "zlib", SimpleNamespace(compressobj=lambda level: zlib.compressobj(0))):
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

    stack.enter_context(patch.object(wrapper, "query_all", query_all))


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

    stack.enter_context(patch.object(StyleFor, "set_computed_styles", set_computed_styles))


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
            try:
                return self.style.__dict__[attribute]
            except KeyError:
                known = self.style.__dict__[attribute] = original(self)
                return known

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
    """The same text in the same room breaks at the same place: widths, pages and columns are tried more than once, and
    many styles set text alike."""
    from weasyprint.text.line_break import split_first_line as original

    alike: dict[Any, dict[Any, Any]] = {}
    stack.callback(alike.clear)

    def split_first_line(text: str, style: Any, context: Any, *room: Any, **more: Any) -> Any:
        known = style.__dict__.get("kit_lines")
        if known is None:
            known = style.kit_lines = alike.setdefault(repr([style[name] for name in _OF_TEXT]), {})
        key = (text, *room, *more.items())
        if key not in known:
            known[key] = original(text, style, context, *room, **more)
        return known[key]

    _replaced(stack, original, split_first_line)


class _Kinds:
    """Numbers of boxes before they are laid out: those of one number come out alike. Where something else than style
    and content matters later, as with links and inputs, a box is of a kind of its own."""

    def __init__(self) -> None:
        from weasyprint.formatting_structure import boxes

        self._text = boxes.TextBox
        self._plain = frozenset({boxes.InlineBlockBox, boxes.BlockBox, boxes.InlineBox, boxes.LineBox})
        self._numbers: dict[Any, int] = {}
        self._styles = count()

    def of(self, box: Any) -> int:
        """The number of a box and all that is in it."""
        known: dict[str, int] = box.__dict__
        if "kit_kind" not in known:
            known["kit_kind"] = self._numbers.setdefault(self._content(box), len(self._numbers))
        return known["kit_kind"]

    def _content(self, box: Any) -> Any:
        parts: tuple[Any, ...]
        if isinstance(box, self._text):
            parts = box.text, box.leading_collapsible_space, box.trailing_collapsible_space
        elif type(box) in self._plain and box.element.tag in _WITHOUT_MEANING and not box.style["anchor"]:
            parts = tuple(map(self.of, box.children))
        else:
            return object()
        style = box.style.__dict__.setdefault("kit_number", next(self._styles))
        return type(box), style, box.element_tag, parts


def _pieces(stack: ExitStack) -> None:
    """A piece of a line of one kind, at the same place of a line in the same room, is laid out the same: rows of cells
    are alike, and columns are balanced in several tries."""
    from weasyprint.formatting_structure.boxes import Box
    from weasyprint.layout import inline

    original, kinds = inline.inline_block_box_layout, _Kinds()
    laid_out: dict[Any, Any] = {}
    stack.callback(laid_out.clear)

    def inline_block_box_layout(context: Any, box: Any, x: float, skip: Any, around: Any, *positioned: Any) -> Any:
        key = (kinds.of(box), x, skip and repr(skip), around.width, around.height)
        if key in laid_out:
            return laid_out[key].deepcopy()
        new = original(context, box, x, skip, around, *positioned)
        if all(isinstance(part, Box) for part in new.descendants()):
            laid_out[key] = new.deepcopy()
        return new

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


def _backgrounds(stack: ExitStack) -> None:
    """Most boxes have no background and no round corners, as their style says."""
    from weasyprint.draw.color import get_color
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.layout.background import layout_box_backgrounds as original

    radii = [f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")]
    bare = {**dict.fromkeys(radii, (0, 0)), "background": None}
    pictures = ("border_image_source", "mask_border_source")

    def is_bare(style: Any) -> bool:
        return (
            all((0, "px") in style[name] for name in radii)
            and all(style[name][0] == "none" for name in pictures)
            and get_color(style, "background_color").alpha == 0
            and not style["box_shadow"]
            and all(kind == "none" for kind, _value in style["background_image"])
        )

    def layout_box_backgrounds(
        page: Any, box: Any, images: Any, layout_children: bool = True, style: Any = None
    ) -> None:
        known = box.style.__dict__
        if "kit_bare" not in known:
            known["kit_bare"] = is_bare(box.style)
        if not known["kit_bare"] or style is not None or box is page:
            original(page, box, images, layout_children, style)
            return
        (box._box if isinstance(box, AbsolutePlaceholder) else box).__dict__.update(bare)
        if layout_children:
            for child in box.all_children():
                layout_box_backgrounds(page, child, images)

    _replaced(stack, original, layout_box_backgrounds)


def _borders(stack: ExitStack) -> None:
    """Most boxes have no border, and none of the kit's has an outline."""
    from weasyprint.draw.border import draw_border as border
    from weasyprint.draw.border import draw_outline as outline
    from weasyprint.formatting_structure.boxes import Box

    def of_style(style: Any) -> tuple[bool, bool]:
        known: dict[str, tuple[bool, bool]] = style.__dict__
        if "kit_decorated" not in known:
            more = style["column_rule_width"] or style["border_image_source"][0] != "none"
            known["kit_decorated"] = bool(more), bool(style["outline_width"])
        return known["kit_decorated"]

    def draw_border(stream: Any, box: Any) -> None:
        width = box.border_top_width or box.border_right_width or box.border_bottom_width or box.border_left_width
        if width or of_style(box.style)[0]:
            border(stream, box)

    def has_outline(box: Any) -> bool:
        return of_style(box.style)[1] or any(isinstance(child, Box) and has_outline(child) for child in box.children)

    def draw_outline(stream: Any, box: Any) -> None:
        if has_outline(box):
            outline(stream, box)

    _replaced(stack, border, draw_border)
    _replaced(stack, outline, draw_outline)


def _drawn_texts(stack: ExitStack) -> None:
    """A line of text of one run that was drawn is drawn again, elsewhere, by what was written then."""
    from weasyprint.draw.text import draw_first_line as original

    def draw_first_line(stream: Any, box: Any, overflow: str, ellipsis: Any, matrix: Any) -> Any:
        if overflow == "ellipsis" or ellipsis != "none":
            return original(stream, box, overflow, ellipsis, matrix)
        laid_out = box.pango_layout.__dict__
        fonts, font, shown = laid_out.get("kit_drawn", (None, None, None))
        if fonts is stream._fonts:
            stream.set_text_matrix(*matrix.values)
            stream.set_font_size(*font)
            stream.stream.append(shown)
            return ()
        start = len(stream.stream)
        emojis = original(stream, box, overflow, ellipsis, matrix)
        written = stream.stream[start:]
        if not emojis and len(written) == (3 if written[1:] and written[1].endswith(b"Tf") else 2):
            laid_out["kit_drawn"] = stream._fonts, stream._current_font, written[-1]
        return emojis

    _replaced(stack, original, draw_first_line)


def _taken_apart(stack: ExitStack) -> None:
    """Styles and counters that know each other go with their pages: the garbage collector has little to look for."""
    from weasyprint.css import StyleFor
    from weasyprint.css.targets import TargetCollector
    from weasyprint.layout import LayoutContext

    met: list[Any] = []

    def noted(kind: Any) -> Any:
        original = kind.__init__

        def init(self: Any, *words: Any, **more: Any) -> None:
            met.append(self)
            original(self, *words, **more)

        return patch.object(kind, "__init__", init)

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
        stack.enter_context(noted(kind))


def _written(stack: ExitStack) -> None:
    """How numbers and texts are written in a PDF; and the references of its pages, which each piece of content asks."""
    import pydyf

    as_bytes, references = pydyf._to_bytes, pydyf.PDF.page_references.fget

    def of_float(item: float) -> bytes:
        return b"%d" % item if item.is_integer() else (b"%f" % item).rstrip(b"0")

    quick: dict[type, Callable[[Any], bytes]] = {
        bytes: lambda item: item,
        str: lambda item: item.encode("ascii"),
        int: b"%d".__mod__,
        float: of_float,
    }

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
    *(_parser, _found_by_name, _own_styles, _used_sizes, _shared_styles, _styles, _flow, _page_names, _struts),
    *(_fonts, _texts, _broken, _pieces, _without_floats, _backgrounds, _borders, _drawn_texts, _taken_apart, _written),
)  # fmt: skip
