"""Forms of a few fields, made by hand: which page is told of what, and what is not read."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from runbook.records.from_pdf import parts_of

REVISION = "a" * 64


def form(*pages: dict[str, str], **root: Any) -> bytes:
    """Pages with fields, by their names, one above the other."""
    pdf = pikepdf.new()
    pdf.Root.AcroForm = Dictionary(Fields=Array())
    for fields in pages:
        page = pdf.add_blank_page()
        page.obj.Annots = Array()
        for number, (name, text) in enumerate(fields.items()):
            place = Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String(name), V=String(text))
            place.Rect = Array([10, 700 - 30 * number, 110, 720 - 30 * number])
            page.obj.Annots.append(pdf.make_indirect(place))
            pdf.Root.AcroForm.Fields.append(page.obj.Annots[-1])
    for name, value in root.items():
        pdf.Root[f"/{name}"] = value
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


HEADS = {"0000-revision": REVISION, "0000-run": "1"}


def test_a_script_is_told_of_on_the_first_page_of_the_checklist() -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("x"))
    (part,) = parts_of(form({}, HEADS, {"0001-at-check": "22:10"}, OpenAction=script), "f")
    assert (part.key, [entry.at for entry in part.entries]) == ((REVISION, "1"), ["22:10"])
    said = [(getattr(dict(fault.args)["what"], "text", ""), fault.where) for fault in part.faults]
    assert [where for text, where in said if text.startswith("a script")] == ["f:2"]


def test_a_place_of_another_field_is_no_field_above() -> None:
    """Pages copied by pdfium keep numbers of fields above that are something else's in the copy."""
    with pikepdf.open(io.BytesIO(form(HEADS | {"0001-at-check": "22:10", "0002-at-wait": "22:20"}))) as pdf:
        places = list(pdf.pages[0].obj.Annots)
        lost = pdf.make_indirect(Dictionary(Subtype=Name.Widget, Parent=places[2], Rect=Array([300, 20, 400, 40])))
        pdf.pages[0].obj.Annots.append(lost)
        made = io.BytesIO()
        pdf.save(made)
    (part,) = parts_of(made.getvalue(), "f")
    assert [entry.at for entry in part.entries] == ["22:10", "22:20"]
    assert "DOC015" not in {fault.code for fault in part.faults}
