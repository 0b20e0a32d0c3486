"""A logo: an SVG or PNG that draws and does nothing else, small enough for a page."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from pathlib import Path
from xml.parsers import expat

from runbook.errors import InputError
from runbook.house.house_folder import read_inside
from runbook.i18n import N_

MAX_BYTES = 100_000
MAX_PIXELS = 2000  # of each side
MAX_ELEMENTS = 2000
MAX_DEPTH = 40  # elements in each other: what draws goes down once for each
_PNG = b"\x89PNG\r\n\x1a\n"
# What may stand in an SVG: shapes, text and colours. No script, animation, style sheet, picture or foreign content.
_DRAWS = frozenset({"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
                    "defs", "linearGradient", "radialGradient", "stop", "clipPath", "title", "desc"})  # fmt: skip
_ELSEWHERE = re.compile(r"url\s*\(\s*['\"]?(?!#)|expression|@import|javascript:", re.IGNORECASE)


class _RefusedError(Exception):
    """Why a logo is none: a message, and its values."""

    def __init__(self, message: str, **values: str) -> None:
        self.message, self.values = message, values
        super().__init__(message)


def read_logo(root: Path, name: str) -> str:
    """The logo in a file of the folder as a data address. Raises InputError."""
    file = root / name
    raw = read_inside(root, file, MAX_BYTES)
    try:
        kind = _kind(raw)
    except _RefusedError as refusal:
        remedy = N_("save it as a plain SVG or PNG, without scripts, links and pictures in it")
        raise InputError.of(str(file), None, "", refusal.message, remedy, **refusal.values) from None
    return f"data:{kind};base64,{base64.b64encode(raw).decode()}"


def _kind(raw: bytes) -> str:
    if raw.startswith(_PNG):
        _check_png(raw)
        return "image/png"
    _check_svg(raw)
    return "image/svg+xml"


def _check_png(raw: bytes) -> None:
    """Whole chunks with right sums, a size that a page can hold, and no more pixels than it says."""
    at, data, size = len(_PNG), bytearray(), (0, 0, 0, 0)
    while at + 12 <= len(raw):
        length, kind = struct.unpack(">I4s", raw[at : at + 8])
        body, total = raw[at + 8 : at + 8 + length], raw[at + 8 + length : at + 12 + length]
        if len(total) < 4 or zlib.crc32(kind + body) != struct.unpack(">I", total)[0]:
            break
        if kind == b"IHDR" and length == 13:
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            size = (width, height, depth, colour)
            if not 0 < width <= MAX_PIXELS or not 0 < height <= MAX_PIXELS:
                raise _RefusedError(N_("a logo has at most {limit} pixels a side"), limit=str(MAX_PIXELS))
        if kind == b"IDAT":
            data += body
        if kind == b"IEND" and size[0] and _whole(bytes(data), size):
            return
        at += 12 + length
    raise _RefusedError(N_("this PNG is damaged"))


def _whole(data: bytes, size: tuple[int, int, int, int]) -> bool:
    """Whether the pixels unpack to no more than a picture of that size has, and are not cut off."""
    width, height, depth, colour = size
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 4)
    limit = (width * samples * depth // 8 + 2) * height * 2
    unpacked = zlib.decompressobj()
    try:
        pixels = unpacked.decompress(data, limit + 1)
    except zlib.error:
        return False
    return unpacked.eof and 0 < len(pixels) <= limit


def _check_svg(raw: bytes) -> None:
    """One svg that holds nothing but what draws, and speaks of nothing outside."""
    parser = expat.ParserCreate()
    seen: list[str] = []
    within: list[str] = []

    def element(name: str, attributes: dict[str, str]) -> None:
        plain = name.rpartition(":")[2]
        seen.append(plain)
        within.append(plain)
        if len(within) > MAX_DEPTH:
            raise _RefusedError(N_("in a logo at most {limit} elements stand in each other"), limit=str(MAX_DEPTH))
        if len(seen) > MAX_ELEMENTS:
            raise _RefusedError(N_("a logo has at most {limit} elements"), limit=str(MAX_ELEMENTS))
        if plain not in _DRAWS or (len(seen) == 1) != (plain == "svg"):
            raise _RefusedError(N_("{value} cannot stand in a logo"), value=f"<{plain[:40]}>")
        for key, value in attributes.items():
            own = key.rpartition(":")[2].lower()
            leads = own in ("href", "src") and not value.strip().startswith("#")
            leads |= "clipPath" in within and "clip-path" in (own + value).lower()  # it may cut itself without an end
            if own.startswith("on") or leads or _ELSEWHERE.search(value) or "&" in value:
                raise _RefusedError(N_("{value} cannot stand in a logo"), value=f"{key[:40]}=")

    def refused(*_given: object) -> None:
        raise _RefusedError(N_("{value} cannot stand in a logo"), value="<!DOCTYPE>, <?…?>")

    parser.StartElementHandler = element
    parser.EndElementHandler = lambda _name: within.pop()
    parser.StartDoctypeDeclHandler = refused
    parser.EntityDeclHandler = refused
    parser.ProcessingInstructionHandler = refused
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, LookupError, ValueError):  # the two: an encoding that there is not, or not here
        raise _RefusedError(N_("this is neither a PNG nor an SVG that can be read")) from None
