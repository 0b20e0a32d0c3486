"""Whether a place of a form can be seen on its page."""

from __future__ import annotations

from math import inf
from typing import Any

from runbook.model.printed import Middle

_INVISIBLE, _HIDDEN, _PRINTED, _NO_VIEW, _TOGGLES = 1, 2, 4, 32, 256  # flags of a place
_SEEN = 0.5  # of its width and height that must lie on the page


class Sight:
    """What is shown of one file when it is opened."""

    def __init__(self, pdf: Any) -> None:
        layers = pdf.Root.get("/OCProperties")
        self._is_layered = layers is not None
        self._off = _groups_off(layers)
        self._off_otherwise = _groups_off_otherwise(layers)

    def is_hidden(self, widget: Any, sheet: Any, unit: float = 1.0) -> bool:
        """Whether a place cannot be seen on a page whose visible part is `sheet`, measured in `unit` points."""
        import pikepdf

        flags = widget.get("/F", 0)
        if flags != 4 and (flags & (_HIDDEN | _NO_VIEW) or (flags & _INVISIBLE and "/AP" not in widget)):
            return True
        if "/Rect" not in widget:
            return True
        box = pikepdf.Rectangle(widget["/Rect"])
        if unit * min(box.urx - box.llx, box.ury - box.lly) < 1 or is_beside(widget, sheet):
            return True
        return self._is_layered and any(self._is_off(one["/OC"]) for one in (widget, _picture(widget)) if "/OC" in one)

    def is_left_out(self, widget: Any) -> bool:
        """Whether a place that can be seen is not printed, or not always shown: its layers may say so, too."""
        flags = widget.get("/F", 0)
        layers = (each for one in (widget, _picture(widget)) if "/OC" in one for each in _single(one["/OC"]))
        at_times = any("/Usage" in layer or layer.objgen in self._off_otherwise for layer in layers)
        return not flags & _PRINTED or bool(flags & _TOGGLES) or at_times

    def _is_off(self, layer: Any) -> bool:
        """Whether a layer, or one made of several, is not shown."""
        if layer.get("/Type") != "/OCMD":
            return layer.objgen in self._off
        if "/VE" in layer:
            return True  # a formula, which no viewer writes into a form
        off = [group.objgen in self._off for group in _single(layer)]
        rule = str(layer.get("/P", "/AnyOn"))
        return {"/AllOn": any(off), "/AnyOff": not any(off), "/AllOff": not all(off)}.get(rule, bool(off) and all(off))


def _picture(widget: Any) -> Any:
    """What a place is drawn with in its state; nothing where it is not drawn."""
    import pikepdf

    drawn = (widget.get("/AP") or {}).get("/N")
    if isinstance(drawn, pikepdf.Dictionary):  # a stream is none
        drawn = drawn.get(str(widget.get("/AS", "/Off")))
    return drawn if isinstance(drawn, pikepdf.Stream) else {}


def is_beside(widget: Any, sheet: Any) -> bool:
    """Whether a place lies outside `sheet`, what is shown of its page, or for the most part of it."""
    import pikepdf

    if "/Rect" not in widget:
        return False
    box = pikepdf.Rectangle(widget["/Rect"])
    seen_wide = min(box.urx, sheet.urx) - max(box.llx, sheet.llx)
    seen_high = min(box.ury, sheet.ury) - max(box.lly, sheet.lly)
    return bool(seen_wide < _SEEN * (box.urx - box.llx) or seen_high < _SEEN * (box.ury - box.lly))


def middle(widget: Any) -> Middle:
    """Where the middle of a place is, from the left and from below, and its height and width."""
    left, bottom, right, top = (float(one) for one in widget["/Rect"])
    return (left + right) / 2, (bottom + top) / 2, abs(top - bottom), abs(right - left)


def border_of(annotation: Any) -> float:
    """How wide the line around it is that a viewer draws."""
    style, plain = annotation.get("/BS"), annotation.get("/Border")
    width = style.get("/W", 1) if style is not None else plain[2] if plain is not None and len(plain) > 2 else 1
    return float(width)


def is_all_border(annotation: Any) -> bool:
    """Whether that line leaves nothing of what it goes around."""
    if "/Rect" not in annotation:
        return False
    left, bottom, right, top = (float(one) for one in annotation["/Rect"])
    return min(abs(right - left), abs(top - bottom)) <= 2 * border_of(annotation)


def rectangle(widget: Any, unit: float) -> Any:
    """Where a place is on its page, in points."""
    import pikepdf

    return pikepdf.Rectangle(*(unit * float(one) for one in widget["/Rect"]))


def unit_of(page: Any) -> float:
    """The points that a page is measured in: nearly always one; other programs make large sheets of it."""
    found = page.obj.get("/UserUnit", 1)
    try:
        unit = float(found)
    except (TypeError, ValueError):
        return 1.0
    return unit if 0 < unit < inf else 1.0


def size_of(page: Any) -> tuple[float, float]:
    """The width and height of a page's paper, as its drawing is measured: so checklists are compared with it."""
    import pikepdf

    whole = pikepdf.Rectangle(page.mediabox)
    return float(whole.width), float(whole.height)


def visible_part(page: Any) -> Any:
    """What a viewer shows of a page."""
    import pikepdf

    whole, cut = pikepdf.Rectangle(page.mediabox), pikepdf.Rectangle(page.cropbox)
    left, bottom = max(whole.llx, cut.llx), max(whole.lly, cut.lly)
    return pikepdf.Rectangle(left, bottom, max(left, min(whole.urx, cut.urx)), max(bottom, min(whole.ury, cut.ury)))


def _single(layer: Any) -> list[Any]:
    """A layer, or those that it is made of."""
    import pikepdf

    groups = layer if layer.get("/Type") != "/OCMD" else layer.get("/OCGs", ())
    return list(groups)[:100] if isinstance(groups, pikepdf.Array) else [groups] if groups else []


def _groups_off_otherwise(layers: Any) -> frozenset[tuple[int, int]]:
    """The layers that are not shown in another of the ways that the file offers to look at it."""
    others = list((layers or {}).get("/Configs", ()))[:100]
    return frozenset(group for shown in others for group in _off_in(shown, layers))


def _groups_off(layers: Any) -> frozenset[tuple[int, int]]:
    """The layers that are not shown when the file is opened."""
    if layers is None:
        return frozenset()
    shown = layers.get("/D", {})
    off = _off_in(shown, layers)
    for use in shown.get("/AS", ()):  # what a viewer does by itself when it shows the file
        if use.get("/Event") == "/View" and "/View" in map(str, use.get("/Category", ())):
            for group in use.get("/OCGs", ()):
                state = group.get("/Usage", {}).get("/View", {}).get("/ViewState")
                off = off | {group.objgen} if state == "/OFF" else off - {group.objgen} if state == "/ON" else off
    return frozenset(off)


def _off_in(shown: Any, layers: Any) -> set[tuple[int, int]]:
    """The layers that one way to look at the file turns off."""
    off = {group.objgen for group in shown.get("/OFF", ())}
    if shown.get("/BaseState") == "/OFF":
        off |= {group.objgen for group in layers.get("/OCGs", ())} - {group.objgen for group in shown.get("/ON", ())}
    return off
