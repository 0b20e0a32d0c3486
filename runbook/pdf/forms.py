"""What the form of a checklist needs beyond what WeasyPrint writes: read-only fields, one field where pages show the
same, states of boxes that every reader knows, and a font that every reader can type with.

WeasyPrint names the page's own font in each text field, by glyph numbers: a program that fills in the form cannot write
with it. The same embedded font file is offered here a second time, by character codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

READ_ONLY, LINES = 1, 1 << 12  # flags of a field
TICKED, EMPTY = "Yes", "Off"  # the states of a box
FONT = "KitForm"
POINTS = 9
FITTING = 0  # in boxes of several lines: as large as fits
ADVANCE = 632  # thousandths of an em, of every glyph of the monospaced face
DEPTH, HEIGHT = -120, 990  # by which some programs set lines, close and below the edge
FIRST, LAST = 32, 255
FAMILY = b"Atkinson-Hyperlegible-Mono"
_OF_THE_FIELD = ("FT", "T", "TU", "V", "DA", "Ff")  # and not of a place where it is shown


def finish_form(document: Any, pdf: Any, locked: Mapping[str, float]) -> None:
    """Change a WeasyPrint document's form before it is written: `pdf` is its pydyf.PDF."""
    import pydyf

    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    font = _font(pdf)
    form["DR"] = pydyf.Dictionary({"Font": pydyf.Dictionary({FONT: font.reference})})
    form["DA"] = _appearance(POINTS)
    sizes = {pydyf.String(name).data: points for name, points in locked.items()}
    places = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("Subtype") == "/Widget"}
    for field in places.values():
        left, top, right, bottom = field["Rect"]
        field["Rect"] = pydyf.Array((left, bottom, right, top))  # as pages are written: from below
        if field["FT"] == "/Tx":
            points = sizes.get(field["T"].data)
            field["DA"] = _appearance(points or (FITTING if field.get("Ff") == LINES else POINTS))
            if points:
                field["Ff"] = READ_ONLY
    _order(pdf, places)
    _boxes(pdf)
    _join(pdf, form)


def _order(pdf: Any, places: Mapping[bytes, Any]) -> None:
    """Put what nobody fills in behind the rest of its page: the Tab key goes that way in some programs."""
    import pydyf

    for page in pdf.objects:
        if isinstance(page, pydyf.Dictionary) and page.get("Type") == "/Page" and "Annots" in page:
            page["Annots"].sort(key=lambda one: places.get(one, {}).get("Ff") == READ_ONLY)


def _boxes(pdf: Any) -> None:
    """Give the boxes, which are all of one size, the states that programs know, and an appearance for each."""
    import pydyf

    boxes = [o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("FT") == "/Btn"]
    if not boxes:
        return
    left, bottom, right, top = boxes[0]["Rect"]
    sheet = {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array((0, 0, right - left, top - bottom))}
    empty = pydyf.Stream([], sheet)
    pdf.add_object(empty)
    for box in boxes:
        ticked = box["AP"]["N"]["on"]
        box["AP"]["N"] = pydyf.Dictionary({TICKED: ticked, EMPTY: empty.reference})
        box["MK"]["CA"] = pydyf.String("4")  # a check mark, for readers that draw their own


def _join(pdf: Any, form: Any) -> None:
    """Make one field of those of one name: what is typed on one page stands on all of them."""
    import pydyf

    places: dict[bytes, list[Any]] = {}
    for field in pdf.objects:
        if isinstance(field, pydyf.Dictionary) and field.get("Subtype") == "/Widget":
            places.setdefault(field["T"].data, []).append(field)
    for several in places.values():
        if len(several) == 1:
            continue
        whole = pydyf.Dictionary({key: several[0][key] for key in _OF_THE_FIELD if key in several[0]})
        pdf.add_object(whole)
        whole["Kids"] = pydyf.Array([one.reference for one in several])
        form["Fields"][form["Fields"].index(several[0].reference)] = whole.reference
        for one in several:
            for key in _OF_THE_FIELD:
                one.pop(key, None)
            one["Parent"] = whole.reference
        for one in several[1:]:
            form["Fields"].remove(one.reference)


def _appearance(points: float) -> Any:
    import pydyf

    return pydyf.String(f"/{FONT} {points:g} Tf 0 g")


def _font(pdf: Any) -> Any:
    """The form's font, added to the document."""
    import pydyf

    descriptors = [o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("Type") == "/FontDescriptor"]
    own = next(d for d in descriptors if _family(d) == FAMILY)
    box = pydyf.Array((0, DEPTH, ADVANCE, HEIGHT))
    descriptor = pydyf.Dictionary({**own, "Flags": 33, "FontBBox": box})  # fixed pitch, Latin characters
    pdf.add_object(descriptor)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/TrueType",
            "BaseFont": own["FontName"],
            "Encoding": "/WinAnsiEncoding",
            "FirstChar": FIRST,
            "LastChar": LAST,
            "Widths": pydyf.Array([ADVANCE] * (LAST - FIRST + 1)),
            "FontDescriptor": descriptor.reference,
        }
    )
    pdf.add_object(font)
    return font


def _family(descriptor: Any) -> bytes:
    """`/ABCDEF+Family-Name` without its mark."""
    name = descriptor["FontName"]
    return (name if isinstance(name, bytes) else str(name).encode()).rpartition(b"+")[2]
