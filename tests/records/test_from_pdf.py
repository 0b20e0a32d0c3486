"""Forms of a few fields, made by hand: which page is told of what, and what is not read."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from runbook.model.finding import Message
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


def changed(content: bytes, change: Callable[[pikepdf.Pdf, Any], object]) -> bytes:
    """With the last field of the first page changed."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf, pdf.pages[0].obj.Annots[-1])
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


def test_a_script_of_a_field_or_of_the_one_above_it_is_told() -> None:
    script, fields = Dictionary(S=Name.JavaScript, JS=String("x")), HEADS | {"0001-at-check": "22:10"}

    def by_itself(pdf: pikepdf.Pdf, place: Any) -> None:
        place.A = script

    def above(pdf: pikepdf.Pdf, place: Any) -> None:
        place.Parent = pdf.make_indirect(Dictionary(Kids=Array([place]), AA=Dictionary(K=script)))

    for change, told in ((by_itself, True), (above, True), (lambda pdf, place: None, False)):
        (part,) = parts_of(changed(form(fields), change), "f")
        said = [getattr(dict(fault.args)["what"], "text", "") for fault in part.faults]
        assert any(text.startswith("a script") for text in said) is told


def test_a_value_that_is_no_text_is_told_with_its_field() -> None:
    def to_number(pdf: pikepdf.Pdf, place: Any) -> None:
        place.V = 5

    (part,) = parts_of(changed(form(HEADS | {"0001-by-check": "CM", "0001-at-check": "22:10"}), to_number), "f")
    (fault,) = (one for one in part.faults if one.code == "DOC010")
    reason = dict(fault.args)["reason"]
    assert isinstance(reason, Message)
    assert dict(reason.args) == {"what": "0001-at-check"}
    assert [(entry.by, entry.at) for entry in part.entries] == [("CM", "")]


@pytest.mark.parametrize(
    ("count", "also", "steps"),
    [
        ("", {}, ["check:rs_2"]),  # an appliance
        ("_2", {}, ["check:rs_2"]),  # and a field of it that a program told apart
        ("_2", {"0002-at-wait": "22:20"}, ["check:rs_2_2", "wait"]),  # that has none
    ],
)
def test_a_count_that_every_name_has_is_no_part_of_any(count: str, also: dict[str, str], steps: list[str]) -> None:
    fields = {f"{name}{count}": text for name, text in (HEADS | {"0001-at-check:rs_2": "22:10"}).items()}
    (part,) = parts_of(form(fields | also), "f")
    assert (part.key, [entry.step for entry in part.entries]) == ((REVISION, "1"), steps)


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
