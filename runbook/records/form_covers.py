"""What lies over the fields of a form: boxes, strokes and stamps, under which nobody sees what was filled in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from runbook.i18n import N_
from runbook.model.finding import Args, Message
from runbook.model.printed import Middle
from runbook.records.form_sight import border_of, is_all_border, rectangle
from runbook.records.form_widgets import clipped
from runbook.records.pdf_size import stream_bytes

_FILLED = frozenset({"/Square", "/Circle", "/Polygon", "/FreeText", "/Stamp", "/Widget"})
_FILLED |= {"/Watermark", "/FileAttachment", "/Caret", "/Text", "/Screen"}  # all of these where they have a ground
_LINED = frozenset({"/Link", "/Square", "/Circle", "/Polygon", "/FreeText", "/Widget"})  # have a line around
_ALWAYS = frozenset({"/Redact", "/StrikeOut"})
_FILLS = re.compile(rb"(?<![^\s])(?:f\*?|F|[Bb]\*?|sh|Do)(?![^\s])")
_OFF = 2 | 32  # flags of what is not shown
_COVERED = 0.7  # of what is written
_LETTER = 5  # points of width
_LONGEST = 20_000  # bytes of a picture

CoveredField = tuple[str, str, Any]  # name, text and rectangle of a field that is filled in


class LaidField(NamedTuple):
    """A field that can be seen, where it is, and how many that are filled in lie below it."""

    widget: Any
    place: Middle
    below: int


def covered_by_fields(laid: Iterable[LaidField], fields: list[CoveredField], unit: float) -> Iterator[Args]:
    """The same for the fields that lie under other fields of the form, whose ground is as large as they are."""
    levels = sorted(
        ((box.lly + box.ury) / 2, (box.llx + box.urx) / 2, number) for number, (_, _, box) in enumerate(fields)
    )
    for widget, (across, up, high, wide), below in laid:
        lowest, highest = unit * (up - high / 2), unit * (up + high / 2)
        for _, middle, number in levels[bisect_left(levels, (lowest,)) : bisect_left(levels, (highest,))]:
            if number < below and abs(middle - unit * across) < unit * wide / 2:
                yield from covered(widget, [fields[number]], unit)


def covered(over: Any, fields: list[CoveredField], unit: float = 1.0) -> list[Args]:
    """Of the fields that lie under an annotation, those that it hides: arguments of DOC015. The page is measured in
    `unit` points."""
    kind = str(over.get("/Subtype", ""))
    if not fields or over.get("/F", 0) & _OFF or "/Rect" not in over:
        return []
    hides, strikes = _hides(over, kind), kind == "/Link" and border_of(over) > 0
    if not hides and not strikes:
        return []
    box = _reach(over, kind, unit)
    shown = Message(N_("something that covers it: {kind}"), (("kind", kind[1:40]),))
    return [
        (("what", name[:200]), ("shown", shown), ("stored", clipped(text)))
        for name, text, place in fields
        if (hides and _share(box, place, text) >= _COVERED) or (strikes and _goes_through(over, place, text, unit))
    ]


def _goes_through(over: Any, place: Any, text: str, unit: float) -> bool:
    """Whether the line around a link goes through a text."""
    import pikepdf

    box, high = rectangle(over, unit), place.ury - place.lly
    core = pikepdf.Rectangle(place.llx, place.lly + 0.2 * high, place.urx, place.ury - 0.2 * high)
    lines = (pikepdf.Rectangle(box.llx, level, box.urx, level + high) for level in (box.lly, box.ury))
    return any(core.lly < line.lly < core.ury and _share(line, core, text) > 0 for line in lines)


def _reach(over: Any, kind: str, unit: float) -> Any:
    """How far it reaches: the line around a link lies half outside it."""
    import pikepdf

    box, half = rectangle(over, unit), unit * border_of(over) / 2 if kind == "/Link" else 0.0
    return pikepdf.Rectangle(box.llx - half, box.lly - half, box.urx + half, box.ury + half)


def _hides(over: Any, kind: str) -> bool:
    """Whether nothing, or but a crossed-out text, is seen through it."""
    if kind in _ALWAYS or over.get("/Open") is True or _is_all_line(over, kind):
        return True
    if kind not in _FILLED:
        return False
    if "/IC" in over or (kind == "/FreeText" and "/C" in over) or "/BG" in (over.get("/MK") or {}):
        return True
    return _fills((over.get("/AP") or {}).get("/N"))


def _is_all_line(over: Any, kind: str) -> bool:
    """Whether the line that a viewer draws around it fills it."""
    is_drawn = kind in _LINED and "/AP" not in over and (kind != "/Widget" or "/BC" in (over.get("/MK") or {}))
    return is_drawn and is_all_border(over)


def _fills(picture: Any) -> bool:
    import pikepdf

    if not isinstance(picture, pikepdf.Stream):
        return False
    content = stream_bytes(picture, _LONGEST)
    return content is None or _FILLS.search(content) is not None


def _share(box: Any, place: Any, text: str) -> float:
    """How much of the text in a field lies under the box."""
    right = min(place.urx, place.llx + _LETTER * (len(text) + 1))
    wide = min(box.urx, right) - max(box.llx, place.llx)
    high = min(box.ury, place.ury) - max(box.lly, place.lly)
    area = (right - place.llx) * (place.ury - place.lly)
    return wide * high / area if min(wide, high, area) > 0 else 0.0
