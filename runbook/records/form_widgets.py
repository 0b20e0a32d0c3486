"""The places of a form on its pages: what each shows, what is stored for it, and whether it can be seen at all.

What is seen on the page is what is read; where something else is stored, that is said.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from math import inf
from typing import Any

from runbook.i18n import N_
from runbook.model.finding import Args, ArgumentValue, Message
from runbook.reading.unreadable import Unreadable
from runbook.records.form_alike import is_legible, part_of, same
from runbook.records.form_content import PAINTED
from runbook.records.form_fonts import UNKNOWN, Font
from runbook.records.form_shown import NOTHING, PICTURE, Shown, names_of_pages
from runbook.records.form_sight import Sight, is_all_border, is_beside
from runbook.records.form_undrawn import is_packed, is_plain, is_pushed_off, is_unseen
from runbook.records.pdf_size import stream_bytes

DEPTH = 32  # of a tree of fields
LENGTH = 20_000  # characters of one value
READ = 32 * 2**20  # characters of names and values in a file: a long one may be named by many fields
LOOKS = 1_000_000  # at fields that something may lie over
_LINES, _PASSWORD, _COMB, _RICH = 1 << 12, 1 << 13, 1 << 24, 1 << 25  # flags of fields
_MASKED = "****"
CLIPPED = 80  # characters of a text in a finding
_POINTS, _WIDE = 9.0, 0.632  # the type of the kit's forms, and the width of its characters in em
_LANGUAGE = re.compile("\x1b[^\x1b]{1,5}\x1b")  # an escape sequence that names a language
_TAG = re.compile(r"<[^>]*>")

Remark = tuple[str, Args]  # a finding that does not know yet where it is: its code and arguments


@dataclass(slots=True)
class FormPlace:
    """A place of a field, as it is read: its text is "on" for a ticked box, None for what is no text.

    `said` is what is to be told of it; `beside`: it is hidden, and lies beside what is shown of its page. `kind` is
    that of the field, "" where it has none; `illegible`: which letters its font draws is not known.
    """

    name: str
    text: str | None
    hidden: bool
    said: Remark | None = None
    beside: bool = False
    kind: str = ""
    illegible: bool = False


class Widgets:
    """Reads the places of one form."""

    def __init__(self, pdf: Any) -> None:
        form = pdf.Root.get("/AcroForm") or {}
        self.shown = Shown((form.get("/DR") or {}).get("/Font") or {}, names_of_pages(pdf))
        self._usual = str(form.get("/DA", ""))[:LENGTH]
        self._drawn_anew = form.get("/NeedAppearances") is True
        self._sight = Sight(pdf)
        self._left = READ
        self._looks = LOOKS

    def is_left_out(self, widget: Any) -> bool:
        """Whether a place that can be seen is not printed, or not shown at every size."""
        return self._sight.is_left_out(widget)

    def read(self, widget: Any, sheet: Any, unit: float = 1.0) -> FormPlace:
        """One place on a page, whose visible part `sheet` is, measured in `unit` points. Raises Unreadable."""
        self.shown.unit = unit
        name, value, kind, parent = self._field(widget)
        hidden = self._sight.is_hidden(widget, sheet, unit)
        stored = self._stored(value)
        if stored is None:
            return FormPlace(name, None, hidden, kind=str(kind))
        drawn = widget.get("/AP")
        drawn = None if drawn is None else drawn.get("/N")
        if kind == "/Btn" or (kind is None and drawn is not None and "/AS" in widget):
            place = self._box(name, widget, drawn, None if value is None else stored, parent)
        elif drawn is None:
            place = self._plain(name, widget, stored, kind)
        else:
            place = self._text(name, widget, drawn, stored)
        if hidden:
            place = FormPlace(name, place.text or stored, hidden, beside=is_beside(widget, sheet))
        place.kind = "" if kind is None else str(kind)
        return place

    def paints(self, widget: Any) -> bool:
        """Whether a place shows anything, be it a ground that lies over others."""
        import pikepdf

        look = _look(widget)
        if "/BG" in look or "/CA" in look or _is_all_border(widget):
            return True
        drawn = (widget.get("/AP") or {}).get("/N")
        if isinstance(drawn, pikepdf.Dictionary):  # a stream is none
            drawn = drawn.get(str(widget.get("/AS", "/Off")))
        if not isinstance(drawn, pikepdf.Stream):
            return False
        content = stream_bytes(drawn, LENGTH)
        return content is None or PAINTED.search(content) is not None

    def look(self, count: int) -> None:
        """So many fields are looked at that something may lie over. Raises Unreadable where they are too many."""
        self._looks -= count
        if self._looks < 0:
            raise Unreadable(N_("this PDF has more pages or fields than a record can need"))

    def string(self, value: Any) -> str:
        """A text string, in any of its codings. Raises Unreadable where the file has named too much."""
        text = str(value)
        self._left -= len(text)
        if self._left < 0:
            raise Unreadable(N_("this PDF has more pages or fields than a record can need"))
        return _LANGUAGE.sub("", text) if "\x1b" in text else text

    def _field(self, widget: Any) -> tuple[str, Any, Any, Any]:
        """The full name of a field, its value and kind, which a parent may hold; the parent of what is but a place."""
        names: list[str] = []
        value = kind = rich = own_value = None
        node, parent = widget, None
        for _ in range(DEPTH):
            if node is None:
                break
            own = node.get("/T")
            if own is not None:
                names.append(self.string(own))
            if not names:  # but a place of a field: it is the field's value that is shown
                own_value = node.get("/V") if own_value is None else own_value
            elif value is None:
                value = node.get("/V")
                rich = node.get("/RV") if value is None and rich is None else rich
            if kind is None:
                kind = node.get("/FT")
            above = _parent(node)
            if node is widget and not names:
                parent = above
            node = above
        if value is None or str(value) == "":
            value = value if own_value is None else own_value
        if value is None and rich is not None:
            value = html.unescape(_TAG.sub("", self.string(rich)))
        names.reverse()
        return names[0] if len(names) == 1 else ".".join(names), value, kind, parent

    def _stored(self, value: Any) -> str | None:
        """A value as text; None where it is neither text nor a state."""
        import pikepdf

        if value is None:
            return ""
        if isinstance(value, pikepdf.Name):
            return str(value)[1:]
        if isinstance(value, pikepdf.Stream):
            data = stream_bytes(value, 2 * LENGTH)
            value = None if data is None else pikepdf.String(data)
        text = self.string(value) if isinstance(value, pikepdf.String) else value
        return " ".join(text.split()) if isinstance(text, str) and len(text) <= LENGTH else None

    def _box(self, name: str, widget: Any, drawn: Any, state: str | None, parent: Any) -> FormPlace:
        """A box: ticked where it is shown so."""
        stored = "" if state is None or state.casefold() in ("", "off") else "on"
        text, shown = self._ticked(widget, drawn, stored)
        agrees = text == stored or state is None or (stored and parent is not None and _ticked_elsewhere(parent))
        if agrees and not shown:
            return FormPlace(name, text, hidden=False)
        said = ("DOC015", (("what", name[:CLIPPED]), *_both(clipped(shown) or _tick(text), _tick(stored))))
        return FormPlace(name, text, False, said)

    def _ticked(self, widget: Any, drawn: Any, stored: str) -> tuple[str, str]:
        """Whether a box is shown as ticked; and what it shows, where that is no tick."""
        import pikepdf

        state = widget.get("/AS")
        if state is None and drawn is not None and not self._drawn_anew:
            return "", ""  # viewers draw it in the state that is named, and in no other
        if state is None:
            return stored, ""
        off = state == "/Off"
        if not isinstance(drawn, pikepdf.Dictionary) or (off and "/Off" not in drawn):
            return ("", "") if off else self._sign(widget)
        picture = drawn.get(str(state))
        if not isinstance(picture, pikepdf.Stream):
            return "", ""
        if not off and self._drawn_anew and (sign := self._sign(widget)) != ("on", ""):
            return sign
        shown = self.shown.drawn(picture)
        if off:
            return "on" if shown is None or shown.sketched or shown.text else "", ""
        if shown is None:
            return "on", PICTURE
        box = pikepdf.Rectangle(widget["/Rect"])
        if shown.unseen_on(box.urx - box.llx, box.ury - box.lly) or _same_stream(picture, drawn.get("/Off")):
            return "", ""
        letters = shown.text if sum(map(str.isalnum, shown.text)) > 1 else ""
        return "on" if shown.text or shown.marks else "", letters

    def _sign(self, widget: Any) -> tuple[str, str]:
        """The same, of a box that is ticked and not drawn yet: a viewer draws the sign that it asks for."""
        sign = self.string(_look(widget).get("/CA", "4")).strip()
        seen = sign and not is_unseen(self._manner(widget), _ground(widget))
        return "on" if seen else "", sign if sum(map(str.isalnum, sign)) > 1 else ""

    def _plain(self, name: str, widget: Any, stored: str, kind: Any) -> FormPlace:
        """A text that is not drawn yet: a viewer draws it as the field says, where that has a kind and a text."""
        if not stored:
            return FormPlace(name, stored, hidden=False)
        rich, manner = self._rich(widget), self._manner(widget)
        shown = _MASKED if _has_flag(widget, _PASSWORD) else "" if rich == stored else rich
        font = self.shown.asked_for(manner, (widget.get("/DR") or {}).get("/Font") or {})
        shown = shown or _cut_short(widget, stored) or (font.other(stored) if font else "")
        drawn = kind is not None and _inherited(widget, "/V", None) is not None
        unseen = not shown and (not drawn or _is_all_border(widget) or is_unseen(manner, _ground(widget)))
        if not shown and not unseen and self._is_anyhow(widget, manner, font):
            shown = PICTURE
        if shown or unseen:
            said = ("DOC015", (("what", name[:CLIPPED]), *_both(shown, clipped(stored))))
            return FormPlace(name, stored, False, said)
        return FormPlace(name, stored, hidden=False, illegible=font is not None and font.is_believed(b""))

    def _is_anyhow(self, widget: Any, manner: str, font: Font | None) -> bool:
        """Whether viewers draw a text turned, cut off, upon itself, or each in its own way."""
        left, bottom, right, top = (float(one) for one in widget["/Rect"])
        value, is_turned = str(_inherited(widget, "/V", "")), bool(int(_look(widget).get("/R", 0)))
        cells = int(_inherited(widget, "/MaxLen", 0)) if _has_flag(widget, _COMB) else 0
        is_odd = is_turned or is_packed(value, font, cells, abs(right - left))
        room = inf if _has_flag(widget, _LINES) else abs(right - left) / (_POINTS * _WIDE)
        is_off = is_pushed_off(value, room, aligned=bool(int(_inherited(widget, "/Q", 0))))
        return is_odd or is_off or not is_plain(manner, round(abs(top - bottom)))

    def _rich(self, widget: Any) -> str:
        """The text in several looks that viewers draw in the place of the plain one, where the field asks for it."""
        found = _inherited(widget, "/RV", "") if _has_flag(widget, _RICH) else ""
        return " ".join(html.unescape(_TAG.sub("", self.string(self._stored(found) or ""))).split())

    def _manner(self, widget: Any) -> str:
        """How a viewer is to draw the text of a field."""
        found = _inherited(widget, "/DA", None)
        return self._usual if found is None else self.string(found)

    def _text(self, name: str, widget: Any, drawn: Any, stored: str) -> FormPlace:
        """A text: what is drawn, where that is known to be another."""
        import pikepdf

        if not isinstance(drawn, pikepdf.Stream):  # as of a box: nothing is drawn
            drawn = drawn.get(str(widget.get("/AS", "/Off")))
        found = self.shown.drawn(drawn) if isinstance(drawn, pikepdf.Stream) else NOTHING
        box = pikepdf.Rectangle(widget["/Rect"])
        if found is None or found.is_odd_on(box.urx - box.llx, box.ury - box.lly):
            said = ("DOC015", (("what", name[:CLIPPED]), *_both(PICTURE, clipped(stored))))
            return FormPlace(name, stored, False, said)  # it may show anything
        text, size = found.text, found.size
        if found.unseen_on(box.urx - box.llx, box.ury - box.lly):
            text = ""
        if self._drawn_anew and (anew := self._plain(name, widget, stored, "/Tx")).said:
            return anew
        if text == stored or (PICTURE not in text and same(text, stored)):
            return FormPlace(name, stored, hidden=False, illegible=found.believed or not is_legible(text, stored))
        if stored and text and part_of(text, stored, (box.urx - box.llx) / ((size or _POINTS) * _WIDE)):
            return FormPlace(name, stored, hidden=False)
        if not text and self._drawn_anew:
            return FormPlace(name, stored, hidden=False)
        text = re.sub(f"{UNKNOWN}+", "?", text)[:LENGTH]
        said = ("DOC015", (("what", name[:CLIPPED]), *_both(clipped(text), clipped(stored))))
        return FormPlace(name, text or stored, False, said)  # what is drawn as nothing was not drawn again


def _look(widget: Any) -> Any:
    """What a place says of how it is to look."""
    return widget.get("/MK") or {}


def _ground(widget: Any) -> tuple[float, ...]:
    """The colour below what a viewer draws; none where it is that of the paper."""
    return tuple(float(one) for one in _look(widget).get("/BG", ()))


def _has_flag(widget: Any, flag: int) -> bool:
    """Whether a field has a flag: viewers show stars in the place of each letter of a password, or draw a rich text."""
    return bool(int(_inherited(widget, "/Ff", 0)) & flag)


def _inherited(widget: Any, key: str, usual: Any) -> Any:
    """What a place says of itself, or a field above it."""
    node = widget
    for _ in range(DEPTH):
        if node is None:
            break
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return usual


def _cut_short(widget: Any, stored: str) -> str:
    """What is shown of a text that has more characters than its field takes; "" where it has not."""
    most = int(_inherited(widget, "/MaxLen", LENGTH))
    return (stored[:most] or "…") if len(stored) > most else ""


def _is_all_border(widget: Any) -> bool:
    """Whether the border that a viewer draws leaves no room for a text."""
    return "/BC" in _look(widget) and is_all_border(widget)


def _parent(node: Any) -> Any:
    """The field above, if any. A place of another field is none: programs that copy pages take along numbers, which
    in the copy are those of something else."""
    above = node.get("/Parent")
    return None if above is not None and above.get("/Subtype") == "/Widget" and "/Kids" not in above else above


def clipped(text: str) -> str:
    """The beginning of a text, in one line."""
    text = " ".join(text.split())
    return text if len(text) <= CLIPPED else f"{text[: CLIPPED - 1]}…"


def _same_stream(one: Any, other: Any) -> bool:
    import pikepdf

    content = stream_bytes(one, LENGTH)
    return isinstance(other, pikepdf.Stream) and content is not None and content == stream_bytes(other, LENGTH)


def _both(shown: ArgumentValue, stored: ArgumentValue) -> Args:
    return ("shown", shown), ("stored", stored)


def _tick(text: str) -> Message:
    return Message(N_("ticked")) if text else Message(N_("not ticked"))


def _ticked_elsewhere(parent: Any) -> bool:
    """Whether another place of the same box is ticked: each has a state of its own."""
    kids = parent.get("/Kids", ())
    return any(kid.get("/AS", "/Off") != "/Off" for kid in list(kids)[:100])
