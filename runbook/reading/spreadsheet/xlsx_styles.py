"""How the cells of an XLSX file look, as far as it decides whether somebody sees what is in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from runbook.reading.spreadsheet.packed import TOO_MUCH, attributes, child, local, walk
from runbook.reading.spreadsheet.sheet import hides_noughts, hides_numbers, hides_texts
from runbook.reading.spreadsheet.sign_fonts import sign_font
from runbook.reading.unreadable import Unreadable

SMALLEST = 2.0  # points: nobody reads a font of that size
# Built-in formats that show days or times; those of 27 to 58 are East Asian ones.
_DATES = dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd")
_TIMES = dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), "h:mm:ss")
BUILT_IN = {**_DATES, **_TIMES, 22: "yyyy-mm-dd h:mm"}
FAR = 100  # steps to the right: nobody sees what is written there
NEAR = 36  # of 256 shades of a part of a colour
LONGEST = 1000  # characters of a number format; Excel takes 255
_RGB = re.compile(r"[0-9A-Fa-f]{6}")
_WHITE = re.compile(r"\[(?:white|blanc|weiss|weiß|colou?r ?2|couleur ?2)\]", re.IGNORECASE)
# Colours by their old numbers and by the usual theme; what is not known is no colour.
_INDEXED = {"0": "000000", "1": "FFFFFF", "8": "000000", "9": "FFFFFF", "64": "000000", "65": "FFFFFF"}
_THEME = {"0": "FFFFFF", "1": "000000"}


@dataclass(frozen=True, slots=True)
class Look:
    """Of a cell: its number format; whether nobody sees what stands there, or it is crossed out, and whether its format
    shows something else in place of a number or a text."""

    code: str = "General"
    unseen: bool = False
    no_number: bool = False
    no_nought: bool = False
    no_text: bool = False
    ground: str = "FFFFFF"
    signs: str = ""  # the font, where it draws signs in the place of letters


@dataclass(frozen=True, slots=True)
class _Font:
    crossed_out: bool = False
    tiny: bool = False
    colour: str = "000000"
    signs: str = ""

    def unseen_on(self, ground: str) -> bool:
        return self.crossed_out or self.tiny or alike(self.colour, ground)


def read_looks(content: bytes) -> tuple[Look, ...]:
    """The looks of a workbook's styles, in the order in which cells name them."""
    codes = dict(BUILT_IN)
    fonts: list[_Font] = []
    grounds: list[str] = []
    looks: list[Look] = []
    for name, element in walk(content, {"numFmts", "fonts", "fills", "cellXfs"}):
        if name == "numFmts":
            codes |= {_number(one, "numFmtId"): _code(one) for one in element}
        elif name == "fonts":
            fonts = [_font(one) for one in element]
        elif name == "fills":
            grounds = [_ground(one) for one in element]
        else:
            looks = [_look(one, codes, fonts, grounds) for one in element]
    return tuple(looks)


def _look(element: Element, codes: dict[int, str], fonts: list[_Font], grounds: list[str]) -> Look:
    code = codes.get(_number(element, "numFmtId"), "General")
    font, fill = _number(element, "fontId"), _number(element, "fillId")
    ground = grounds[fill] if fill < len(grounds) else "FFFFFF"
    unseen = font < len(fonts) and fonts[font].unseen_on(ground)
    unseen = unseen or (ground == "FFFFFF" and _WHITE.search(code) is not None)
    place = child(element, "alignment")
    unseen = unseen or (place is not None and _number(place, "indent") >= FAR)
    signs = fonts[font].signs if font < len(fonts) else ""
    return Look(code, unseen, hides_numbers(code), hides_noughts(code), hides_texts(code), ground, signs)


def hiding_formats(content: bytes) -> frozenset[int]:
    """The numbers of the formats that hide what they are given to where some condition holds."""
    found: set[int] = set()
    for _, element in walk(content, {"dxfs"}):
        found |= {number for number, one in enumerate(element) if _hides(one)}
    return frozenset(found)


def hides_by_rule(rule: Element) -> bool:
    """Whether a condition puts a sign or a bar in the place of what stands in its cells, or has a format of its own
    that hides it."""
    for part in rule:
        name = local(part.tag)
        if name in ("iconSet", "dataBar") and attributes(part).get("showValue", "1") in ("0", "false", "off"):
            return True
        if name == "dxf" and _hides(part):
            return True
    return False


def _hides(different: Element) -> bool:
    font, fill, number = (child(different, name) for name in ("font", "fill", "numFmt"))
    code = "General" if number is None else _code(number) or "General"
    if hides_numbers(code) or hides_texts(code) or _WHITE.search(code):
        return True
    ground = "FFFFFF"
    pattern = None if fill is None else child(fill, "patternFill")
    if pattern is not None:  # here the colour of a plain ground is that behind a pattern
        ground = _colour(child(pattern, "bgColor"), _colour(child(pattern, "fgColor"), "FFFFFF"))
    return (_Font() if font is None else _font(font)).unseen_on(ground)


def _font(element: Element) -> _Font:
    colour = _colour(child(element, "color"), "000000")
    return _Font(is_crossed_out(element), is_tiny(element), colour, signs_of(element))


def signs_of(font: Element) -> str:
    """The name of a font, or of that of a run of text, where it draws signs; "" of any other."""
    names = (child(font, name) for name in ("name", "rFont"))
    return next((sign_font(attributes(one).get("val", "")) for one in names if one is not None), "")


def is_crossed_out(font: Element) -> bool:
    """Whether the text of a font, or of a run of text, is struck through."""
    strike = child(font, "strike")
    return strike is not None and attributes(strike).get("val", "1") not in ("0", "false", "off")


def is_tiny(font: Element) -> bool:
    """Whether a font is too small to be seen."""
    size = child(font, "sz")
    return size is not None and float(attributes(size).get("val", "11")) <= SMALLEST


def alike(colour: str, ground: str) -> bool:
    """Whether nobody can tell two colours, RRGGBB, from one another."""
    if not (_RGB.fullmatch(colour) and _RGB.fullmatch(ground)):
        return colour == ground
    parts = zip(bytes.fromhex(colour), bytes.fromhex(ground), strict=True)
    return max(abs(one - other) for one, other in parts) < NEAR


def colour_of(font: Element) -> str | None:
    """The colour of a run of text; None where it has none of its own."""
    found = child(font, "color")
    return None if found is None else _colour(found, "000000")


def _ground(fill: Element) -> str:
    """The colour of a cell's ground: white where it is not filled, "" where it has several."""
    pattern, gradient = child(fill, "patternFill"), child(fill, "gradientFill")
    if gradient is not None:
        return _only([_colour(child(stop, "color"), "") for stop in gradient])
    if pattern is None or pattern.get("patternType", "none") == "none":
        return "FFFFFF"
    front = _colour(child(pattern, "fgColor"), "")
    if pattern.get("patternType") == "solid":
        return front
    return _only([front, _colour(child(pattern, "bgColor"), "FFFFFF")])


def _only(colours: list[str]) -> str:
    """The colour that all of these are; "" where they differ."""
    return colours[0] if colours and all(alike(one, colours[0]) for one in colours) else ""


def _colour(element: Element | None, otherwise: str) -> str:
    """A colour as RRGGBB; what names another theme's is told apart by its name."""
    if element is None:
        return otherwise
    found = attributes(element)
    shade = found.get("tint", "")
    if "rgb" in found:
        return _shaded(found["rgb"][-6:].upper(), shade)
    if "indexed" in found:
        return _shaded(_INDEXED.get(found["indexed"], f"indexed {found['indexed']}"), shade)
    if "theme" in found:
        return _shaded(_THEME.get(found["theme"], f"theme {found['theme']}"), shade)
    return otherwise


def _shaded(colour: str, shade: str) -> str:
    """A colour made lighter (up to 1, white) or darker (down to -1, black)."""
    if not shade or not _RGB.fullmatch(colour):
        return colour + shade
    share = min(max(float(shade), -1.0), 1.0)
    parts = (part + (255 - part) * share if share > 0 else part * (1 + share) for part in bytes.fromhex(colour))
    return "".join(f"{round(part):02X}" for part in parts)


def _code(element: Element) -> str:
    """A number format. Raises Unreadable for one that no program writes."""
    code = element.get("formatCode", "")
    if len(code) > LONGEST:
        raise Unreadable(TOO_MUCH)
    return code


def _number(element: Element, name: str) -> int:
    return int(element.get(name, "0"))
