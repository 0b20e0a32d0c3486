"""How WeasyPrint draws and writes what is laid out, in less time: what shows nothing is passed over."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

from runbook.pdf.replaced import put, replaced

_LENGTH = re.compile(r"\[[0-9]+\]")
_BREAKS = re.compile("[\x00-\x1f\x85\u2028\u2029]")
_GLYPH = struct.Struct("=Iiii4x")  # of Pango: its number, width and offsets
_PANGO = 14802  # from this version on, a font knows its size
_SMALLEST = 1e-6


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

    replaced(stack, original, layout_box_backgrounds)


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

    replaced(stack, border, draw_border)
    replaced(stack, outline, draw_outline)


class _Ended:
    """What ends with a block: `end` is called then."""

    __slots__ = ("_end",)

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_about: object) -> None:
        self._end()


def _blocks(stack: ExitStack) -> None:
    """What is drawn is drawn in blocks, of states, of content and of decoration: each is begun and ended."""
    from weasyprint.pdf.stream import Stream

    def stacked(self: Any) -> _Ended:
        self.push_state()
        return _Ended(self.pop_state)

    def begun(self: Any, *words: bytes) -> _Ended:
        if self._tags is None:
            return _Ended(lambda: None)
        self.stream.extend(words)
        return _Ended(self.end_marked_content)

    def marked(self: Any, box: Any, tag: str) -> _Ended:
        number = len(self._tags or ())
        if self._tags is not None:
            self._tags[box] = {"tag": tag, "mcid": number}
        return begun(self, b"/" + tag.encode(), b"<</MCID %d>>" % number, b"BDC")

    def artifact(self: Any) -> _Ended:
        return begun(self, b"/Artifact", b"BMC")

    for function in (stacked, marked, artifact):
        put(stack, Stream, function.__name__, function)


def _colours(stack: ExitStack) -> None:
    """Colours are red, green and blue already, and told apart by these rather than by their descriptions."""
    from weasyprint.css import tinycss2
    from weasyprint.pdf.stream import Stream

    original = Stream.set_color

    def set_color(self: Any, color: Any, stroke: bool = False) -> None:
        if color.space != "srgb":
            original(self, color, stroke)
            return
        self.set_alpha(color.alpha, stroke)
        current, key = "_current_color_stroke" if stroke else "_current_color", ("srgb", *color.coordinates)
        if getattr(self, current) != key:
            setattr(self, current, key)
            self.set_color_rgb(*[channel or 0.0 for channel in color.coordinates], stroke)

    put(stack, Stream, "set_color", set_color)
    put(stack, tinycss2.color4.Color, "__hash__", lambda self: hash((self.space, self.coordinates, self.alpha)))


class _Known:
    """Writes a line of text all of whose glyphs were met before in their font: each is written as it was then."""

    def __init__(self) -> None:
        from weasyprint.text.ffi import FROM_UNITS, ffi, pango

        self._ffi, self._units = ffi, 1000 * FROM_UNITS
        self._is_known = pango.pango_version() >= _PANGO and ffi.sizeof("PangoGlyphInfo") == _GLYPH.size

    def write(self, stream: Any, box: Any, matrix: Any) -> bool:
        """Write the line of a box, unless it has several runs, breaks, or what is no plain glyph that was met before;
        nothing is written then."""
        if not self._is_known or not box.text.strip() or _BREAKS.search(box.text) or box.style["font_size"] < _SMALLEST:
            return False
        line, _rest = box.pango_layout.get_first_line()
        run = line.runs[0]
        if run == self._ffi.NULL or run.next != self._ffi.NULL:
            return False
        item = run.data
        font, size = stream.add_font(item.item.analysis.font)
        if font.bitmap or font.svg or font.png or font.colr:
            return False
        known = font.__dict__.setdefault("kit_glyphs", {}).setdefault(size, {})
        glyphs = self._ffi.buffer(item.glyphs.glyphs, item.glyphs.num_glyphs * _GLYPH.size)
        words = [known.get(glyph) or self._meet(font, size, known, glyph) for glyph in _GLYPH.iter_unpack(glyphs)]
        if not all(words):
            return False
        stream.set_text_matrix(*matrix.values)
        stream.set_font_size(font.hash, size)
        shown = "<" + "".join(words)
        stream.show_text(shown[:-1] if shown.endswith("<") else shown + ">")
        return True

    def _meet(self, font: Any, size: float, known: dict[Any, str], glyph: tuple[int, int, int, int]) -> str:
        """A glyph as it is written in its font, with what moves it and what stands behind it; "" where it is new."""
        number, width, x, y = glyph
        if y or number not in font.to_unicode or number not in font.widths:
            return ""
        offset = x / size
        behind = font.widths[number] + offset - width * self._units / size
        moved = f">{-offset}<" if offset else ""
        known[glyph] = f"{moved}{number:04x}" + (f">{int(behind)}<" if behind else "")
        return known[glyph]


def _drawn_texts(stack: ExitStack) -> None:
    """A line of text of one run that was drawn is drawn again, elsewhere, by what was written then."""
    from weasyprint.draw.text import draw_first_line as original

    write = _Known().write

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
        emojis = () if write(stream, box, matrix) else original(stream, box, overflow, ellipsis, matrix)
        written = stream.stream[start:]
        if not emojis and len(written) == (3 if written[1:] and written[1].endswith(b"Tf") else 2):
            laid_out["kit_drawn"] = stream._fonts, stream._current_font, written[-1]
        return emojis

    replaced(stack, original, draw_first_line)


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

    put(stack, pydyf, "_to_bytes", to_bytes)
    put(stack, pydyf.PDF, "page_references", property(page_references))


def _subsets(stack: ExitStack) -> None:
    """What a font is cut to is handed over in arrays, whose types a parser of C reads: of one, without a length."""
    from weasyprint.pdf import fonts

    def new(kind: str, *initial: Any) -> Any:
        return ffi.new(_LENGTH.sub("[]", kind) if initial else kind, *initial)

    ffi = fonts.ffi
    put(stack, fonts, "ffi", SimpleNamespace(new=new, gc=ffi.gc, string=ffi.string, NULL=ffi.NULL))


CHANGES = (_backgrounds, _borders, _blocks, _colours, _drawn_texts, _written, _subsets)
