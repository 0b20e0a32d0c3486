"""What is drawn on the pages of a form themselves: what was painted on them is told, however it was saved."""

import io
import subprocess
from pathlib import Path

import pikepdf
import pymupdf
import pypdf
import pytest

from runbook.inventory.load import load_inventory
from runbook.model.form import field_name
from runbook.pdf.prefill.prefiller import Prefiller
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.pages import glossary, language
from tests.records.filling import by_pdfium, edited, place_of
from tests.records.test_forms import AT, ENTRIES, PLAN, blank, filled, read
from tests.records.test_forms_seen import faults

pytestmark = pytest.mark.sampled(4)


def told(content, tmp_path):
    """Code and kind of text of each fault of the only record."""
    (part,) = read(content, tmp_path)
    assert tuple(part.entries) == ENTRIES
    return [(code, str(getattr(args["what"], "text", args["what"]))) for code, args in faults(part)]


def saved(pdf, **how):
    made = io.BytesIO()
    pdf.save(made, **how)
    return made.getvalue()


def by_qpdf(tmp_path, *words):
    (tmp_path / "form.pdf").write_bytes(filled())
    subprocess.run(["qpdf", "form.pdf", *words, "made.pdf"], check=True, cwd=tmp_path)
    return (tmp_path / "made.pdf").read_bytes()


def by_mupdf(edit, **how):
    with pymupdf.open(stream=filled(), filetype="pdf") as pdf:
        edit(pdf)
        return saved(pdf, **how)


def stamp():
    with pymupdf.open() as pdf:
        pdf.new_page(width=842, height=595).insert_text((100, 100), "NOT DONE")
        return saved(pdf)


SAVINGS = {
    "linearized": lambda folder: by_qpdf(folder, "--linearize"),
    "object streams": lambda folder: by_qpdf(folder, "--object-streams=generate", "--recompress-flate"),
    "unpacked": lambda folder: by_qpdf(folder, "--qdf"),
    "tidied": lambda folder: by_qpdf(folder, "--normalize-content=y", "--coalesce-contents"),
    "pikepdf": lambda folder: edited(filled(), lambda pdf: [page.rotate(90, relative=True) for page in pdf.pages]),
    "pypdf": lambda folder: _by_pypdf(lambda writer: [page.compress_content_streams() for page in writer.pages]),
    "mupdf": lambda folder: by_mupdf(lambda pdf: None, garbage=4, deflate=True),
    "pdfium": lambda folder: filled(fill=by_pdfium),
    "in pieces": lambda folder: edited(filled(), _in_pieces),
}


def _by_pypdf(edit):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(filled()))
    edit(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _in_pieces(pdf):
    for page in pdf.pages:
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ")


@pytest.mark.sampled(12)
@pytest.mark.parametrize("how", SAVINGS)
def test_a_form_that_was_saved_again_is_as_it_was(how, tmp_path):
    assert told(SAVINGS[how](tmp_path), tmp_path) == []


def _add(content, prepend=False):
    return lambda folder: edited(filled(), lambda pdf: pdf.pages[0].contents_add(content, prepend=prepend))


def _within(place, content):
    def change(pdf):
        own = pdf.pages[0].obj.Contents.read_bytes()
        cut = own.rindex(place)
        pdf.pages[0].obj.Contents = pdf.make_stream(own[:cut] + content + own[cut:])

    return lambda folder: edited(filled(), change)


def _whiten(pdf):
    own = pdf.pages[0].obj.Contents.read_bytes()
    pdf.pages[0].obj.Contents = pdf.make_stream(own.replace(b"0 0 0 rg\nBT", b"1 1 1 rg\nBT"))


def _overlay(kind):
    def make(folder):
        (folder / "stamp.pdf").write_bytes(stamp())
        return by_qpdf(folder, kind, "stamp.pdf", "--")

    return make


def _merge(over):
    page = pypdf.PdfReader(io.BytesIO(stamp())).pages[0]
    return lambda folder: _by_pypdf(lambda writer: writer.pages[0].merge_page(page, over=over))


SPAN, BOX = b"/Span\n<</MCID", pymupdf.Rect(50, 150, 350, 200)
ADDED, COVERED, ANEW = "something painted", "painted over or white", "drew anew"
PAINTED = {
    "a text": (ADDED, lambda folder: by_mupdf(lambda pdf: pdf[0].insert_text((300, 200), "not done"))),
    "a box": (ADDED, lambda folder: by_mupdf(lambda pdf: pdf[0].draw_rect(BOX, color=(1, 1, 1), fill=(1, 1, 1)))),
    "a stamp by pypdf": (ADDED, _merge(True)),
    "below all else": (ANEW, _merge(False)),
    "a stamp by qpdf": (ANEW, _overlay("--overlay")),
    "a ground by qpdf": (ANEW, _overlay("--underlay")),
    "rewritten": (ANEW, lambda folder: by_mupdf(lambda pdf: pdf[0].insert_text((9, 9), "no"), clean=True)),
    "at the end": (ADDED, _add(b"BT /F 9 Tf 300 300 Td (no)Tj ET")),
    "cut away": (ANEW, _add(b"0 0 100 100 re W n\n", prepend=True)),
    "made small": (ANEW, _add(b".1 0 0 .1 0 0 cm\n", prepend=True)),
    "a box as of the kit": (COVERED, _within(SPAN, b"/Artifact\nBMC\nq\n1 1 1 rg\n30 120 600 200 re\nf\nQ\nEMC\n")),
    "an area as of the kit": (
        COVERED,
        _within(SPAN, b"/Artifact\nBMC\n1 1 1 rg\n30 120 m\n600 120 l\n600 300 l\n30 300 l\nh\nf\nEMC\n"),
    ),
    "a text in a line's place": (ADDED, _within(SPAN, b"/Artifact\nBMC\nBT\n1 0 0 -1 9 9 Tm\n(no) Tj\nET\nEMC\n")),
    "a text counted twice": (ADDED, _within(SPAN, b"/Span\n<</MCID 3>>\nBDC\nBT\n(no) Tj\nET\nEMC\n")),
    "another mark": (ADDED, _within(SPAN, b"/OC /Off BDC\nBT\n(no) Tj\nET\nEMC\n")),
    "made white": (COVERED, lambda folder: edited(filled(), _whiten)),
}


def test_a_name_on_two_lines_was_not_painted_by_anybody(tmp_path):
    """Its second line is numbered behind all else on its page, where pages are filled in."""
    text = Path("examples/inventory.yaml").read_text("utf-8")
    (tmp_path / "inventory.yaml").write_text(text.replace("pa-2.example.com", "pa-2.vaudreuil.example.com"), "utf-8")
    sites = load_inventory(tmp_path / "inventory.yaml")
    paris = next(site for site in sites.sites if site.id == "paris")
    plan = make_plan(sites, paris, paris.changes[0], load_procedures())
    form = Prefiller(glossary()).filled_in("checklist", plan, language("en"), "A4")
    with pymupdf.open(stream=form, filetype="pdf") as pdf:
        assert any("pa-2.vaudreuil.\nexample.com" in page.get_text() for page in pdf)
    (part,) = read(form, tmp_path)
    assert (part.faults, any(not one.blank for one in part.entries)) == ((), False)


@pytest.mark.sampled(16)
@pytest.mark.parametrize("how", PAINTED)
def test_what_is_painted_on_a_page_is_told_once(how, tmp_path):
    kind, make = PAINTED[how]
    ((code, text),) = told(make(tmp_path), tmp_path)
    assert (code, kind in text) == ("DOC016", True)


def test_the_text_that_was_painted_is_told_with_its_page(tmp_path):
    (part,) = read(by_mupdf(lambda pdf: pdf[1].insert_text((300, 200), "step 20 was not done")), tmp_path)
    ((_, args),) = faults(part)
    assert dict(args["what"].args) == {"pages": "2", "text": "step 20 was not done"}
    assert part.faults[0].where.endswith("record.pdf:2")


@pytest.mark.long
def test_a_page_without_fields_is_told_where_something_is_on_it(tmp_path):
    def more(pdf):
        pdf.insert_pdf(pymupdf.open(stream=stamp(), filetype="pdf"))

    assert told(by_mupdf(more), tmp_path) == [("DOC016", "page {pages}: it has none of the fields")]
    assert told(by_mupdf(lambda pdf: pdf.new_page()), tmp_path) == []


@pytest.mark.parametrize("streams", [2000, 1])
def test_a_page_that_draws_without_end_is_not_read_to_its_end(streams, tmp_path):
    def change(pdf):
        one = pdf.make_stream(b"0 0 m 1 1 l " * (2**17 // streams + 1))
        pdf.pages[0].obj.Contents = pikepdf.Array([one] * streams)

    ((code, text),) = told(edited(filled(), change), tmp_path)
    assert (code, ANEW in text) == ("DOC016", True)


def _swap(one, other):
    def change(pdf):
        first, second = place_of(pdf, one), place_of(pdf, other)
        first.Rect, second.Rect = second.Rect, first.Rect

    return change


STEPS = [step.id for step in PLAN.steps]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AT, field_name(3, "at", STEPS[2])),
        (field_name(2, "by", STEPS[1]), field_name(2, "at", STEPS[1])),
        (field_name(2, "value", STEPS[1]), field_name(3, "value", STEPS[2])),
        (field_name(2, "done", STEPS[1]), field_name(2, "failed", STEPS[1])),
    ],
)
def test_a_field_in_the_place_of_another_is_told(one, other, tmp_path):
    ((code, text),) = told(edited(filled(), _swap(one, other)), tmp_path)
    assert (code, {one, other} <= set(text.split(", "))) == ("DOC015", True)


def test_rows_in_the_place_of_others_are_told(tmp_path):
    def change(pdf):
        for column in ("done", "failed", "at", "by", "note", "value"):
            _swap(field_name(2, column, STEPS[1]), field_name(3, column, STEPS[2]))(pdf)

    assert [code for code, _ in told(edited(filled(), change), tmp_path)] == ["DOC015"]


def test_fields_in_a_wrong_place_that_nobody_filled_in_are_nothing_to_speak_of(tmp_path):
    (part,) = read(edited(blank(), _swap(AT, field_name(3, "at", STEPS[2]))), tmp_path)
    assert part.faults == ()


@pytest.mark.parametrize("kind", ["Link", "Popup", "PrinterMark", "Widget"])
def test_whatever_lies_on_a_page_and_is_drawn_is_told(kind, tmp_path):
    def change(pdf):
        left, bottom, _, top = map(float, place_of(pdf, field_name(3, "done", STEPS[2])).Rect)
        look = pdf.make_stream(b"1 g 0 0 99 20 re f", BBox=[0, 0, 99, 20])
        box = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name(f"/{kind}"),
            Rect=[left - 200, bottom, left - 2, top],  # over the title of a step, and none of the fields
            AP=pikepdf.Dictionary(N=look),
        )
        box = pdf.make_indirect(box)
        if kind == "Widget":
            box.FT, box.T = pikepdf.Name.Btn, pikepdf.String("button")
            pdf.Root.AcroForm.Fields.append(box)
        pdf.pages[0].obj.Annots.append(box)

    ((code, text),) = told(edited(filled(), change), tmp_path)
    assert (code, text) == (("DOC011", "button") if kind == "Widget" else ("DOC016", kind))
