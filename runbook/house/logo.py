"""A logo: an SVG or PNG that draws and does nothing else, small enough for a page."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.parsers import expat

from runbook.errors import InputError
from runbook.house.house_folder import read_inside
from runbook.house.png import MAX_PIXELS, PNG, fault_of_png
from runbook.i18n import N_

MAX_BYTES = 100_000
MAX_ELEMENTS = 2000
MAX_DEPTH = 40  # elements in each other: what draws goes down once for each
# What may stand in an SVG: shapes, text and colours. No script, animation, style sheet, picture or foreign content.
_DRAWS = frozenset({"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
                    "defs", "linearGradient", "radialGradient", "stop", "clipPath", "title", "desc"})  # fmt: skip
MAX_NUMBER = 10_000  # a picture whose numbers are larger is drawn for hours, or not at all
_NUMBER = re.compile(r"(?<![\w#])[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?", re.IGNORECASE)
_NO_NUMBER = re.compile(r"(?<![\w-])[+-]?(?:nan|inf(?:inity)?)(?![\w-])", re.IGNORECASE)
_WORDS = frozenset({"id", "class", "xmlns", "version", "lang", "space", "font-family"})  # attributes without numbers
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
        remedy = N_("save it as a plain SVG or PNG, without scripts, links or pictures in it")
        raise InputError.of(str(file), None, "", refusal.message, remedy, **refusal.values) from None
    return f"data:{kind};base64,{base64.b64encode(raw).decode()}"


def _kind(raw: bytes) -> str:
    if raw.startswith(PNG):
        if fault := fault_of_png(raw):
            raise _RefusedError(fault, limit=str(MAX_PIXELS))
        return "image/png"
    _check_svg(raw)
    return "image/svg+xml"


def _check_number(key: str, value: str) -> None:
    """Numbers that are some, and can be drawn with; a box to see that has a size."""
    if key in _WORDS or key.startswith("xmlns"):
        return
    numbers = [float(number) for number in _NUMBER.findall(value)]
    wrong = _NO_NUMBER.search(value) is not None or any(abs(number) > MAX_NUMBER for number in numbers)
    if key == "viewbox":
        parts = value.replace(",", " ").split()
        whole = len(parts) == 4 and all(_NUMBER.fullmatch(part) for part in parts)
        wrong |= not whole or min(float(part) for part in parts[2:]) <= 0
    if key in ("x1", "x2", "y1", "y2", "r") and any(0 < abs(number) < 1 / MAX_NUMBER for number in numbers):
        wrong = True
    if wrong or (key == "spreadmethod" and value.strip() != "pad"):
        raise _RefusedError(N_("{value} cannot be drawn in a logo"), value=f'{key}="{value[:40]}"')


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
            raise _RefusedError(N_("elements in a logo can be nested at most {limit} deep"), limit=str(MAX_DEPTH))
        if len(seen) > MAX_ELEMENTS:
            raise _RefusedError(N_("a logo has at most {limit} elements"), limit=str(MAX_ELEMENTS))
        if plain not in _DRAWS or (len(seen) == 1) != (plain == "svg"):
            raise _RefusedError(N_("{value} cannot be used in a logo"), value=f"<{plain[:40]}>")
        for key, value in attributes.items():
            own = key.rpartition(":")[2].lower()
            leads = own in ("href", "src") and not value.strip().startswith("#")
            leads |= "clipPath" in within and "clip-path" in (own + value).lower()  # it may cut itself without an end
            if own.startswith("on") or leads or _ELSEWHERE.search(value) or "&" in value:
                raise _RefusedError(N_("{value} cannot be used in a logo"), value=f"{key[:40]}=")
            _check_number(own, value)

    def refused(*_given: object) -> None:
        raise _RefusedError(N_("{value} cannot be used in a logo"), value="<!DOCTYPE>, <?…?>")

    parser.StartElementHandler = element
    parser.EndElementHandler = lambda _name: within.pop()
    parser.StartDoctypeDeclHandler = refused
    parser.EntityDeclHandler = refused
    parser.ProcessingInstructionHandler = refused
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, LookupError, ValueError):  # the two: an encoding that there is not, or not here
        raise _RefusedError(N_("this is neither a PNG nor an SVG that can be read")) from None
