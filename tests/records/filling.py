"""Fills in the kit's PDF form as people's programs do: by pypdf, and by mouse and keyboard in Chromium's PDF engine."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from runbook.model.form import DECISIONS, field_name, head_name
from runbook.model.plan import Plan
from runbook.model.record import Entry

CLICKS = ("done", "na", "skipped", "failed")


def form_values(plan: Plan, entries: Iterable[Entry], run: str) -> dict[str, str]:
    """The fields that say what a record says, by their names."""
    found = {head_name("run"): run}
    numbers = {step.id: number for number, step in enumerate(plan.steps, 1)}
    decided = {step.id for step in plan.steps if step.evidence and step.evidence.type == "go-no-go"}
    boxes = {said: column for column, said in DECISIONS.items()}
    for entry in entries:
        if entry.state:
            found[field_name(numbers[entry.step], entry.state, entry.step)] = "on"  # type: ignore[arg-type]
        for column in ("at", "by", "witness", "value", "note"):
            text = getattr(entry, column)
            if column == "value" and entry.step in decided and text in boxes:
                found[field_name(numbers[entry.step], boxes[text], entry.step)] = "on"
            elif text:
                found[field_name(numbers[entry.step], column, entry.step)] = text
    return found


def by_pypdf(form: bytes, values: Mapping[str, str]) -> bytes:
    """`values` by full field name; "on" ticks a box."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(form)))
    filled = {name: "/Yes" if value == "on" else value for name, value in values.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, filled, auto_regenerate=False)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def by_pdfium(form: bytes, values: Mapping[str, str]) -> bytes:
    """The same with PDFium, which Chromium shows PDFs with: the mouse clicks into each field, the keyboard types."""
    import ctypes

    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    places = _places(form)
    document = pdfium.PdfDocument(form)
    document.init_forms()
    assert document.formenv is not None
    env = document.formenv.raw
    for number in range(len(document)):
        page = document[number]  # the form environment hears of the page when it is loaded
        for name, (on_page, x, y) in places.items():
            if on_page != number or name not in values:
                continue
            raw.FORM_OnMouseMove(env, page.raw, 0, x, y)
            raw.FORM_OnLButtonDown(env, page.raw, 0, x, y)
            raw.FORM_OnLButtonUp(env, page.raw, 0, x, y)
            if values[name] != "on":
                text = (values[name] + "\0").encode("utf-16-le")
                buffer = ctypes.create_string_buffer(text)
                raw.FORM_SelectAllText(env, page.raw)
                raw.FORM_ReplaceSelection(env, page.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
            raw.FORM_ForceToKillFocus(env)
        page.close()
    made = io.BytesIO()
    document.save(made)
    document.close()
    return made.getvalue()


def _places(form: bytes) -> dict[str, tuple[int, float, float]]:
    """Page and middle of each field, where it is shown first."""
    import pikepdf

    found: dict[str, tuple[int, float, float]] = {}
    with pikepdf.open(io.BytesIO(form)) as pdf:
        for number, page in enumerate(pdf.pages):
            for widget in page.obj.get("/Annots", ()):
                if widget.get("/Subtype") == "/Widget":
                    left, bottom, right, top = (float(value) for value in widget["/Rect"])
                    name = str(widget["/T"] if "/T" in widget else widget["/Parent"]["/T"])
                    found.setdefault(name, (number, (left + right) / 2, (bottom + top) / 2))
    return found


def joined_by_pypdf(*forms: bytes) -> bytes:
    """All pages of several forms, one behind the other."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for form in forms:
        writer.append(PdfReader(io.BytesIO(form)))
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def joined_by_qpdf(folder: Path, *forms: tuple[bytes, str]) -> bytes:
    """Pages of several forms ("1-2,z"), as `qpdf --pages` joins them: it renames fields of one name."""
    pages: list[str] = []
    for number, (form, numbers) in enumerate(forms):
        (folder / f"part-{number}.pdf").write_bytes(form)
        pages += [str(folder / f"part-{number}.pdf"), numbers]
    subprocess.run(["qpdf", "--empty", "--pages", *pages, "--", str(folder / "joined.pdf")], check=True)
    return (folder / "joined.pdf").read_bytes()


def edited(form: bytes, edit: Callable[[Any], object], **saving: Any) -> bytes:
    """A form that was changed in another way than filling it in: `edit` is given the open pikepdf.Pdf."""
    import pikepdf

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(form)) as pdf:
        edit(pdf)
        pdf.save(made, **saving)
    return made.getvalue()


def place_of(pdf: Any, name: str) -> Any:
    """The first place on the pages of the field of that name."""
    for page in pdf.pages:
        for place in page.obj.get("/Annots", ()):
            if str(place.get("/T", place.get("/Parent", {}).get("/T", ""))) == name:
                return place
    raise LookupError(name)
