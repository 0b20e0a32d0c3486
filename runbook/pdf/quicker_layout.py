"""How WeasyPrint lays lines and boxes out, in less time: what is alike is laid out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import count
from typing import Any

from runbook.pdf.replaced import put, replaced

_OF_TEXT = (
    *("direction", "lang", "white_space", "letter_spacing", "word_spacing", "word_break", "overflow_wrap", "tab_size"),
    *("hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "text_decoration_line"),
    *("font_family", "font_size", "font_style", "font_stretch", "font_weight", "font_kerning", "line_height"),
    *("font_language_override", "font_feature_settings", "font_variation_settings"),
    *(f"font_variant_{what}" for what in ("alternates", "caps", "east_asian", "ligatures", "numeric", "position")),
)  # fmt: skip
_WITHOUT_MEANING = frozenset({"div", "span", "p", "b", "i", "strong", "em", "code"})  # elements that are tagged alike
_SIDES = ("top", "right", "bottom", "left")
_IN_PERCENT = (
    *(f"{what}_{side}" for what in ("margin", "padding") for side in _SIDES),
    *(f"{what}{axis}" for what in ("", "min_", "max_") for axis in ("width", "height")),
)  # fmt: skip
_USED = (*_IN_PERCENT, *(f"border_{side}_width" for side in _SIDES))


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

    put(stack, document, "build_formatting_structure", built)
    put(stack, ParentBox, "page_values", page_values)


def _descendants(stack: ExitStack) -> None:
    """All boxes in a box are met one after the other, and not each passed through all that it stands in."""
    from weasyprint.formatting_structure.boxes import Box

    def descendants(self: Any, placeholders: bool = False) -> Iterator[Any]:
        waiting = [self]
        while waiting:
            box = waiting.pop()
            if isinstance(box, Box):
                yield box
                waiting += reversed(box.children)
            elif placeholders:
                waiting.append(box._box)
            else:
                yield box

    put(stack, Box, "descendants", descendants)


def _kept_by_style(
    stack: ExitStack, original: Any, kept: str, names: Sequence[str], fixed: Callable[[Any], bool]
) -> None:
    """What a function works out from the style and the surroundings of a box into attributes of it, `names`: of boxes
    that are `fixed`, which no surroundings change, it is noted with their style, as `kept`."""

    def resolve(box: Any, containing_block: Any) -> None:
        known = box.style.__dict__.get(kept)
        if known:
            box.__dict__.update(known)
            return
        original(box, containing_block)
        if known is None:
            setattr(box.style, kept, {name: getattr(box, name) for name in names} if fixed(box) else {})

    replaced(stack, original, resolve)


def _without_percent(style: Any, names: Iterable[str]) -> bool:
    return all(style[name] == "auto" or getattr(style[name], "unit", None) == "px" for name in names)


def _used_sizes(stack: ExitStack) -> None:
    """Sizes of which none is in percent are the same wherever a box stands."""
    from weasyprint.formatting_structure.boxes import PageBox
    from weasyprint.layout.percent import resolve_percentages

    def fixed(box: Any) -> bool:
        style = box.style
        alone = style["border_collapse"] != "collapse" and not isinstance(box, PageBox)
        return alone and _without_percent(style, _IN_PERCENT)

    _kept_by_style(stack, resolve_percentages, "kit_sizes", _USED, fixed)


def _positions(stack: ExitStack) -> None:
    """Where a box is placed, if none of it is in percent."""
    from weasyprint.layout.percent import resolve_position_percentages

    _kept_by_style(
        stack, resolve_position_percentages, "kit_position", _SIDES, lambda box: _without_percent(box.style, _SIDES)
    )


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


def _texts(stack: ExitStack) -> None:
    """A line of text that was shaped to be measured is drawn as it is, and not shaped a second time."""
    from weasyprint.text.line_break import Layout

    original = Layout.reactivate

    def reactivate(self: Any, style: Any) -> None:
        if self.justification_spacing or not hasattr(self, "layout"):
            original(self, style)

    put(stack, Layout, "deactivate", lambda _self: None)
    put(stack, Layout, "reactivate", reactivate)


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

    replaced(stack, original, split_first_line)


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

    put(stack, inline, "inline_block_box_layout", inline_block_box_layout)


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

    replaced(stack, original, avoid_collisions)


def _fitted(stack: ExitStack) -> None:
    """What is not wider without a break than the room that there is: its narrowest width does not matter."""
    from weasyprint.layout.preferred import max_content_width
    from weasyprint.layout.preferred import shrink_to_fit as original

    def shrink_to_fit(context: Any, box: Any, available: float) -> Any:
        widest = max_content_width(context, box, outer=False)
        return widest if widest <= available else original(context, box, available)

    replaced(stack, original, shrink_to_fit)


def _below_floats(stack: ExitStack) -> None:
    """How wide the first word of a line is matters beside what floats, and not below it."""
    from weasyprint.layout import inline

    original = inline.inline_min_content_width

    def inline_min_content_width(context: Any, box: Any, *words: Any, first_line: bool = False, **more: Any) -> Any:
        if first_line and all(s.position_y + s.margin_height() <= box.position_y for s in context.excluded_shapes):
            return 0
        return original(context, box, *words, first_line=first_line, **more)

    put(stack, inline, "inline_min_content_width", inline_min_content_width)


CHANGES = (
    _page_names,
    _descendants,
    _used_sizes,
    _positions,
    _flow,
    _struts,
    _fonts,
    _texts,
    _broken,
    _pieces,
    _without_floats,
    _fitted,
    _below_floats,
)
