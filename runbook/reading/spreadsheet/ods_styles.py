"""How the cells of an ODS file look, as far as it decides whether somebody sees what is in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from runbook.reading.spreadsheet.packed import attributes, local
from runbook.reading.spreadsheet.sign_fonts import sign_font
from runbook.reading.spreadsheet.xlsx_styles import SMALLEST, alike

FLAT = 0.02  # of any measure but pixels, inches the largest: nobody reads what is flatter
DEPTH = 20  # of styles that are made from others
_MEASURE = re.compile(r"(\d*\.?\d+)(?:pt|cm|mm|in|px|pc)", re.ASCII)


@dataclass(slots=True)
class Styles:
    """The styles of a file by their family and name: what each is made from, and its own properties."""

    known: dict[tuple[str, str], tuple[str, dict[str, str]]] = field(default_factory=dict)
    judged: dict[tuple[str, str], bool] = field(default_factory=dict)
    mapped: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # the styles that a condition puts in place
    faces: dict[str, str] = field(default_factory=dict)  # what a font is called, by the name that styles have for it
    fonts: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def name_font(self, element: Element) -> None:
        """Take in what a font is called."""
        found = attributes(element)
        self.faces[found.get("name", "")] = found.get("font-family", "").strip("'\"")

    def signs(self, family: str, name: str) -> str | None:
        """The name of the font, where it draws signs; "" of any other; None where the style says nothing of it."""
        if (family, name) not in self.fonts:
            found = self.of(family, name)
            font = found.get("font-name") or found.get("font-family", "").strip("'\"")
            self.fonts[family, name] = sign_font(self.faces.get(font) or font) if font else None
        return self.fonts[family, name]

    def add(self, element: Element) -> None:
        """Take in a style."""
        found = attributes(element)
        own: dict[str, str] = {}
        for properties in element:
            if local(properties.tag).endswith("-properties"):
                own |= attributes(properties)
            elif local(properties.tag) == "map":
                key = found.get("family", ""), found.get("name", "")
                self.mapped.setdefault(key, []).append(attributes(properties).get("apply-style-name", ""))
        self.known[found.get("family", ""), found.get("name", "")] = found.get("parent-style-name", ""), own
        if "display-name" in found:  # by which the conditions of formats name it
            self.known.setdefault((found.get("family", ""), found["display-name"]), (found["name"], {}))

    def of(self, family: str, name: str) -> dict[str, str]:
        """All properties of a style."""
        all_of_it: dict[str, str] = {}
        for _ in range(DEPTH):
            name, own = self.known.get((family, name), ("", {}))
            all_of_it = own | all_of_it
            if not name:
                break
        return all_of_it

    def hides(self, family: str, name: str) -> bool:
        """Whether a table of this style is not shown, or a row or column is of next to no height or width."""
        found = self.of(family, name)
        size = found.get("row-height", "") if family == "table-row" else found.get("column-width", "")
        return found.get("display") == "false" or ((measured := _measure(size)) is not None and measured < FLAT)

    def maybe_unseen(self, family: str, name: str) -> bool:
        """Whether a condition may put a style in place in which nobody sees text."""
        others = self.mapped.get((family, name))
        return others is not None and any(self.unseen(family, other) for other in others[:DEPTH])

    def unseen(self, family: str, name: str) -> bool:
        """Whether text in this style is crossed out, or nobody can see it on its ground."""
        if (family, name) not in self.judged:
            self.judged[family, name] = _is_unseen(self.of(family, name))
        return self.judged[family, name]


def _is_unseen(found: dict[str, str]) -> bool:
    crossed_out = any(found.get(f"text-line-through-{key}", "none") != "none" for key in ("style", "type"))
    size = _measure(found.get("font-size", ""))
    return crossed_out or (size is not None and size <= SMALLEST) or found.get("display") == "none" or _same(found)


def _same(found: dict[str, str]) -> bool:
    """Whether the letters have the colour of their ground."""
    if found.get("use-window-font-color") == "true":
        return False
    ground = found.get("background-color", "transparent").lower()
    return alike(found.get("color", "#000000").lower()[1:], ("#ffffff" if ground == "transparent" else ground)[1:])


def _measure(text: str) -> float | None:
    found = _MEASURE.fullmatch(text)
    return float(found[1]) if found else None
