"""What the form of a checklist needs beyond what WeasyPrint writes: read-only fields, and a font that every reader can
type with.

WeasyPrint names the page's own font in each text field, by glyph numbers: a program that fills in the form cannot write
with it. The same embedded font file is offered here a second time, by character codes.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

READ_ONLY = 1
FONT = "KitForm"
POINTS = 9
ADVANCE = 632  # thousandths of an em, of every glyph of the monospaced face
FIRST, LAST = 32, 255
FAMILY = b"Atkinson-Hyperlegible-Mono"


def finish_form(document: Any, pdf: Any, locked: Collection[str] = ()) -> None:
    """Change a WeasyPrint document's form before it is written: `pdf` is its pydyf.PDF."""
    import pydyf

    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    font = _font(pdf)
    form["DR"] = pydyf.Dictionary({"Font": pydyf.Dictionary({FONT: font.reference})})
    appearance = pydyf.String(f"/{FONT} {POINTS} Tf 0 g")
    form["DA"] = appearance
    names = {pydyf.String(name).data for name in locked}
    for field in pdf.objects:
        if isinstance(field, pydyf.Dictionary) and field.get("FT") == "/Tx":
            field["DA"] = appearance
            if field["T"].data in names:
                field["Ff"] = READ_ONLY
        if isinstance(field, pydyf.Dictionary) and field.get("FT") == "/Btn":
            field["MK"]["CA"] = pydyf.String("4")  # a check mark, for readers that draw their own


def _font(pdf: Any) -> Any:
    """The form's font, added to the document."""
    import pydyf

    found = [o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("Type") == "/FontDescriptor"]
    own = next(d for d in found if _family(d) == FAMILY)
    descriptor = pydyf.Dictionary({**own, "Flags": 33})  # fixed pitch, Latin characters
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
