"""The examples of tests/examples/records that are forms: a page of the checklist, beside the other pages as a table.

python -m tests.verify.make_form_examples
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

from runbook.i18n import Language
from runbook.model.form import FormField, head_name, read_field
from runbook.model.plan import Plan
from runbook.reading.plan_json import load_plan
from runbook.simulate.write import csv_bytes
from tests.pages import checklist_pdf
from tests.records.filling import by_pypdf, edited, form_values, joined_by_qpdf, place_of
from tests.verify.harness import faultless, pair
from tests.verify.make_examples import FOLDER, SEED, put, retyped

PAGE = 6  # that came back as a form
SAVING = {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "recompress_flate": True, "deterministic_id": True}


def main() -> None:
    """Write everything."""
    plan = load_plan(FOLDER / "plan.json")
    filled, blank = page(plan, "1"), page(plan, "")
    locked = {**SAVING, "encryption": pikepdf.Encryption(user="", owner="example"), "deterministic_id": False}
    one(plan, "good", "DOC-a-form-joined-with-its-blank", edited(joined(blank, filled), lambda _: None, **locked))
    one(plan, "good", "TIM-a-form-filled-in-as-its-boxes", page(plan, "1", "%d %m %H %M"))
    for name, edit in BAD.items():
        one(plan, "bad", name, edited(filled, edit, **SAVING))


def one(plan: Plan, folder: str, name: str, form: bytes) -> None:
    """One example: the page, and all others."""
    put(folder, f"{name}/page-{PAGE}.pdf", form)
    put(folder, f"{name}/others.csv", others(plan, "1"))


def others(plan: Plan, run: str) -> bytes:
    """What is filled in on the other pages."""
    entries = tuple(entry for entry in faultless(pair(), SEED).values() if entry.step not in steps())
    return csv_bytes(plan, run, entries, Language(tag="en"))


@cache
def steps() -> frozenset[str]:
    """The steps on the page."""
    with pikepdf.open(io.BytesIO(checklist_pdf(load_plan(FOLDER / "plan.json")))) as pdf:
        names = [read_field(str(place.get("/T", ""))) for place in pdf.pages[PAGE - 1].obj.Annots]
    return frozenset(meant.step for meant in names if isinstance(meant, FormField))


def page(plan: Plan, run: str, times: str = "") -> bytes:
    """The page by itself, filled in where it is of a run; without its tags, which extracting a page loses. `times`: how
    times are written."""
    record = retyped(faultless(pair(), SEED), times) if times else faultless(pair(), SEED)
    entries = [entry for entry in record.values() if run and entry.step in steps()]
    form = edited(checklist_pdf(plan), _only_the_page)
    return edited(by_pypdf(form, form_values(plan, entries, run)), lambda pdf: None, **SAVING)


def _only_the_page(pdf: Any) -> None:
    del pdf.Root.StructTreeRoot, pdf.Root.MarkInfo, pdf.Root.Outlines
    place = pdf.pages[PAGE - 1].obj
    del place.StructParents
    for number in reversed(range(len(pdf.pages))):
        if number != PAGE - 1:
            del pdf.pages[number]
    kept = []
    for widget in place.Annots:
        if "/StructParent" in widget:
            del widget.StructParent
        if "/Parent" in widget:
            widget.Parent.Kids = pikepdf.Array([widget])
            kept.append(widget.Parent)
        else:
            kept.append(widget)
    pdf.Root.AcroForm.Fields = pikepdf.Array(kept)


def joined(*forms: bytes) -> bytes:
    """The forms, one behind the other, as qpdf joins them."""
    with tempfile.TemporaryDirectory() as folder:
        return joined_by_qpdf(Path(folder), *((form, "1-z") for form in forms))


def _text(pdf: Any) -> tuple[Any, str]:
    """The first field of a step that a time is written in, and its name."""
    for place in pdf.pages[0].obj.Annots:
        name = str(place.get("/T", ""))
        if "-at-" in name and str(place.get("/V", "")):
            return place, name
    raise LookupError


def _hidden(pdf: Any) -> None:
    place, _ = _text(pdf)
    other = pdf.make_indirect(pikepdf.Dictionary(place))
    other.V, other.F = pikepdf.String("2026-10-24 22:15"), 2
    pdf.pages[0].obj.Annots.append(other)
    pdf.Root.AcroForm.Fields.append(other)


def _cropped(pdf: Any) -> None:
    """Without its last row."""
    left, _, right, top = map(float, pdf.pages[0].mediabox)
    pdf.pages[0].obj.CropBox = pikepdf.Array([left, 462, right, top])


def _of_two_runs(pdf: Any) -> None:
    place = pdf.make_indirect(pikepdf.Dictionary(place_of(pdf, head_name("run")).Parent))
    del place.Kids
    for key, value in place_of(pdf, head_name("run")).items():
        if key not in ("/Parent", "/AP"):
            place[key] = value
    left, bottom, right, top = map(float, place.Rect)
    place.T, place.V = pikepdf.String("page-2.0000-run"), pikepdf.String("2")
    place.Rect = pikepdf.Array([left + 60, bottom, right + 60, top])
    pdf.pages[0].obj.Annots.append(place)
    pdf.Root.AcroForm.Fields.append(place)


def _drawn_otherwise(pdf: Any) -> None:
    place, _ = _text(pdf)
    place.V = pikepdf.String("2026-10-24 22:15")


def _remark(pdf: Any) -> None:
    run = place_of(pdf, head_name("run")).Rect
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=run, Contents="Repeated on Monday, see ticket 4711"
    )
    pdf.pages[0].obj.Annots.append(pdf.make_indirect(note))


def _painted_over(pdf: Any) -> None:
    pdf.pages[0].contents_add(b"q 1 g 20 400 330 90 re f Q")


def _white(pdf: Any) -> None:
    place, _ = _text(pdf)
    place.DA = pikepdf.String("/KitForm 9 Tf 1 g")
    del place.AP


def _swapped(pdf: Any) -> None:
    one, name = _text(pdf)
    other = next(place for place in pdf.pages[0].obj.Annots if "-at-" in str(place.get("/T", "")) and name != place.T)
    one.Rect, other.Rect = other.Rect, one.Rect


def _reordered(pdf: Any) -> None:
    """The minutes stand before the hour: what is read is 22:15, and what is seen 15:22."""
    place, _ = _text(pdf)
    day, time = str(place.V).split()
    hour, minute = time.split(":")
    pieces = ((2, day), (80, hour), (75, ":"), (64, minute))
    drawn = " ".join(f"1 0 0 1 {x} 6 Tm ({text}) Tj" for x, text in pieces)
    fonts = place.AP.N.Resources
    place.AP.N = pdf.make_stream(
        f"BT /KitForm 9 Tf 0 g {drawn} ET".encode(), Subtype=pikepdf.Name.Form, BBox=place.AP.N.BBox, Resources=fonts
    )


def _masked(pdf: Any) -> None:
    place, _ = _text(pdf)
    look = place.AP.N
    resources = pikepdf.Dictionary(look.Resources)
    resources.ExtGState = pikepdf.Dictionary(Mask=pikepdf.Dictionary(BM=pikepdf.Name.Screen))
    place.AP.N = pdf.make_stream(
        b"/Mask gs " + look.read_bytes(), Subtype=pikepdf.Name.Form, BBox=look.BBox, Resources=resources
    )


def _signed(pdf: Any) -> None:
    """By a program; what was changed after that, it cannot tell."""
    mark = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"), Name="AB")
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Signature1", V=pdf.make_indirect(mark))
    pdf.Root.AcroForm.Fields.append(pdf.make_indirect(field))
    pdf.Root.AcroForm.SigFlags = 3


def _covered(pdf: Any) -> None:
    place, _ = _text(pdf)
    box = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=place.Rect, F=4)
    box.IC = pikepdf.Array([1, 1, 1])
    pdf.pages[0].obj.Annots.append(pdf.make_indirect(box))


def _upended(pdf: Any) -> None:
    """The field is turned by half a turn: `22:10` is seen as `01:22`, on its head."""
    place, _ = _text(pdf)
    left, bottom, right, top = map(float, place.Rect)
    place.AP.N.Matrix = pikepdf.Array([-1, 0, 0, -1, right - left, top - bottom])


def _under_a_link(pdf: Any) -> None:
    place, _ = _text(pdf)
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=place.Rect)
    link.Border = pikepdf.Array([0, 0, 13])
    pdf.pages[0].obj.Annots.append(pdf.make_indirect(link))


BAD: dict[str, Callable[[Any], object]] = {
    "DOC014-a-page-that-was-cropped": _cropped,
    "DOC014-a-second-time-that-nobody-sees": _hidden,
    "DOC015-drawn-otherwise-than-stored": _drawn_otherwise,
    "DOC015-in-the-row-of-another-step": _swapped,
    "DOC015-letters-in-another-order": _reordered,
    "DOC015-letters-that-are-blended-away": _masked,
    "DOC015-letters-on-their-heads": _upended,
    "DOC015-under-a-white-box": _covered,
    "DOC015-under-the-line-around-a-link": _under_a_link,
    "DOC015-white-letters": _white,
    "DOC016-a-remark-on-the-page": _remark,
    "DOC016-painted-over": _painted_over,
    "DOC016-signed-by-a-program": _signed,
    "DOC018-a-page-of-two-runs": _of_two_runs,
}

if __name__ == "__main__":
    main()
