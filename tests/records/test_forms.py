"""Filled-in forms as people send them: joined, renamed, signed, saved by whatever program."""

import io
import warnings
import zlib
from functools import cache

import pikepdf
import pytest
from msgspec.structs import replace

from runbook.errors import InputError
from runbook.model.form import field_name
from runbook.model.record import Entry
from runbook.records import from_pdf
from runbook.records.record_file import RecordFile, read_parts
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests import plans
from tests.pages import checklist_pdf
from tests.records.filling import (
    by_pdfium,
    by_pypdf,
    edited,
    form_values,
    joined_by_pypdf,
    joined_by_qpdf,
    place_of,
)

pytestmark = pytest.mark.sampled(6)

PLAN = plans.plan_of("single", "automatic")
PLAYED = {entry.step: entry for entry in play(index_plan(PLAN), 3)}
ENTRIES = tuple(PLAYED.get(step.id, Entry(step=step.id)) for step in PLAN.steps)  # those of ways back are blank
STEP = PLAN.steps[0].id
AT = field_name(1, "at", STEP)
DONE = field_name(1, "done", STEP)


@cache
def blank() -> bytes:
    return checklist_pdf(PLAN)


@cache
def _filled(run, fill):
    return fill(blank(), form_values(PLAN, ENTRIES, run))


def filled(entries=ENTRIES, run="2", fill=by_pypdf):
    return _filled(run, fill) if entries is ENTRIES else fill(blank(), form_values(PLAN, entries, run))


def read(content, tmp_path):
    path = tmp_path / "record.pdf"
    path.write_bytes(content)
    return list(read_parts(RecordFile(path)))


def only(content, tmp_path):
    (part,) = read(content, tmp_path)
    assert part.faults == ()
    return part


def joined(how, tmp_path, *forms):
    return joined_by_pypdf(*forms) if how == "pypdf" else joined_by_qpdf(tmp_path, *((form, "1-z") for form in forms))


def written(part):
    """The entries that something is written in, those of one step as one."""
    found: dict[str, dict[str, str]] = {}
    for entry in part.entries:
        if not entry.blank:
            known = found.setdefault(entry.step, {})
            for column in ("state", "at", "by", "witness", "value", "note"):
                known[column] = known.get(column) or getattr(entry, column)
    return found


ALL = {
    e.step: {c: getattr(e, c) for c in ("state", "at", "by", "witness", "value", "note")}
    for e in ENTRIES
    if not e.blank
}


@pytest.mark.long
@pytest.mark.parametrize("fill", [by_pypdf, by_pdfium])
@pytest.mark.parametrize("how", ["pypdf", "qpdf"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 0, 0)])
def test_a_blank_copy_hides_nothing_of_the_filled_one(order, how, fill, tmp_path):
    copies = (blank(), filled(fill=fill))
    part = only(joined(how, tmp_path, *(copies[i] for i in order)), tmp_path)
    assert (part.revision, part.run) == (PLAN.revision, "2")
    assert tuple(part.entries) == ENTRIES


@pytest.mark.long
@pytest.mark.parametrize("how", ["pypdf", "qpdf"])
@pytest.mark.parametrize("runs", [("2", "2"), ("2", ""), ("", "2")])
def test_two_who_filled_in_half_of_the_fields_each(runs, how, tmp_path):
    first = filled([replace(e, by="", witness="", value="") for e in ENTRIES], run=runs[0])
    second = filled([replace(e, state="", at="", note="") for e in ENTRIES], run=runs[1])
    part = only(joined(how, tmp_path, first, second), tmp_path)
    assert part.run == "2"
    assert written(part) == ALL


@pytest.mark.long
def test_pages_of_two_halves(tmp_path):
    half = len(ENTRIES) // 2
    first, second = filled(ENTRIES[:half]), filled(ENTRIES[half:], run="")
    pages = len(pikepdf.open(io.BytesIO(blank())).pages)
    assert pages == 3
    for join in ([(first, "1-3"), (second, "1-3")], [(first, "1"), (second, "1-3"), (first, "2-3")]):
        part = only(joined_by_qpdf(tmp_path, *join), tmp_path)
        assert part.run == "2"
        assert written(part) == ALL


@pytest.mark.long
@pytest.mark.parametrize(
    "new",
    [
        "{}+1",
        "{} [383]",
        "{}_2",
        "{}#0",
        "12_{}",
        "12-{}",
        "form 1_{}",
        "{} copy",
        "{}(3)",
        "{}-copy",
        "{}_Copy2",
        "{}~2",
        "(12) {}",
        "page 2 – {}",
        "12_3_{}",
        "copie de {}",
    ],
)
def test_names_that_a_joining_program_changed(new, tmp_path):
    def rename(pdf):
        for field in pdf.Root.AcroForm.Fields:
            field.T = pikepdf.String(new.format(field.T))

    part = only(edited(filled(), rename), tmp_path)
    assert (part.revision, part.run, tuple(part.entries)) == (PLAN.revision, "2", ENTRIES)


def test_names_in_capitals(tmp_path):
    """As a program writes them that knows no small letters; the plan knows which step is meant."""

    def rename(pdf):
        for field in pdf.Root.AcroForm.Fields:
            field.T = pikepdf.String(str(field.T).upper())

    part = only(edited(filled(), rename), tmp_path)
    assert (part.revision, part.run) == (PLAN.revision, "2")
    assert [replace(entry, step=entry.step.lower()) for entry in part.entries] == list(ENTRIES)


@pytest.mark.parametrize("parent", ["doc2", "topmostSubform[0]", "12"])
def test_names_below_a_name_of_their_file(parent, tmp_path):
    def put_below(pdf):
        whole = pdf.make_indirect(pikepdf.Dictionary(T=parent, Kids=pdf.Root.AcroForm.Fields))
        for field in pdf.Root.AcroForm.Fields:
            field.Parent = whole
        pdf.Root.AcroForm.Fields = pikepdf.Array([whole])

    part = only(edited(filled(), put_below), tmp_path)
    assert (part.revision, part.run, tuple(part.entries)) == (PLAN.revision, "2", ENTRIES)


def test_names_with_a_number_as_their_child(tmp_path):
    def put_above(pdf):
        for field in list(pdf.Root.AcroForm.Fields):
            if "/Kids" not in field:
                field.Parent = pdf.make_indirect(pikepdf.Dictionary(T=field.T, Kids=pikepdf.Array([field])))
                field.T = pikepdf.String("0")

    assert tuple(only(edited(filled(), put_above), tmp_path).entries) == ENTRIES


def test_an_appliance_whose_name_ends_in_a_number_keeps_it(tmp_path):
    """`rs_2` is an appliance, `rs_2_2` and `rs_2_3` are fields of it that a program told apart."""
    names = {"0001-at-check:rs_2": "22:10", "0002-at-check:rs": "22:20"}
    twice = {"0003-at-check:rs_2_2": "22:30", "0003-by-check:rs_2_3": "AB", "0003-note-check:rs_2": "x"}

    def rename(pdf):
        places = [p for page in pdf.pages for p in page.obj.Annots if p.get("/FT") == "/Tx" and "/T" in p]
        for place, (name, text) in zip(places[4:], (names | twice).items(), strict=False):
            place.T, place.V = pikepdf.String(name), pikepdf.String(text)

    part = read(edited(blank(), rename), tmp_path)[0]
    assert {(e.step, e.at, e.by, e.note) for e in part.entries if not e.blank} == {
        ("check:rs", "22:20", "", ""),
        ("check:rs_2", "22:10", "", ""),
        ("check:rs_2", "22:30", "", ""),
        ("check:rs_2", "", "AB", ""),
        ("check:rs_2", "", "", "x"),
    }


def test_a_field_that_is_not_the_kits_is_named_and_not_read(tmp_path):
    def add(pdf):
        for name in ("date_of_birth", "2024-by", "0012-at-x.part.of-another"):
            place = pdf.make_indirect(pikepdf.Dictionary(place_of(pdf, AT)))
            place.T, place.V = pikepdf.String(name), pikepdf.String("foreign")
            pdf.pages[0].obj.Annots.append(place)
            pdf.Root.AcroForm.Fields.append(place)

    (part,) = read(edited(filled(), add), tmp_path)
    assert [fault.code for fault in part.faults] == ["DOC011"] * 3
    assert tuple(part.entries) == ENTRIES


def test_a_form_printed_when_boxes_were_ticked_by_on(tmp_path):
    def rename(pdf):
        for page in pdf.pages:
            for box in page.obj.Annots:
                if box.get("/FT") == "/Btn":
                    box.AP.N = pikepdf.Dictionary({"/on": box.AP.N["/Yes"]})
                    if box.V == "/Yes":
                        box.V = box.AS = pikepdf.Name("/on")

    part = only(edited(filled(), rename), tmp_path)
    assert written(part) == ALL


def test_ticks_in_whatever_form(tmp_path):
    def tick(pdf):
        for number, step in enumerate(PLAN.steps, 1):
            box = place_of(pdf, field_name(number, "done", step.id))
            picture = box.AP.N["/Yes"]
            match number % 4:
                case 0:  # shown alone
                    box.AS = pikepdf.Name("/Yes")
                    del box.V
                case 1:
                    box.AP.N = pikepdf.Dictionary({"/Yes": picture})
                    box.AS, box.V = pikepdf.Name("/Yes"), pikepdf.String("Yes")
                case 2:
                    box.AP.N = pikepdf.Dictionary({"/0": picture})
                    box.AS = box.V = pikepdf.Name("/0")
                case 3:
                    del box.AS
                    box.V = pikepdf.Name("/Ja")
            other = place_of(pdf, field_name(number, "failed", step.id))
            other.V = pikepdf.String("Off")

    part = only(edited(blank(), tick), tmp_path)
    assert [entry.state for entry in part.entries] == ["done"] * len(PLAN.steps)


@pytest.mark.parametrize(
    "value",
    [
        b"\xfe\xff" + "\x1bfr\x1bœil – 日".encode("utf-16-be"),
        b"\xfe\xff\x00\x1bfrFR\x00\x1b" + "œil – 日".encode("utf-16-be"),
        b"\xff\xfe" + "œil – 日".encode("utf-16-le"),
        b"\xef\xbb\xbf" + "œil – 日".encode(),
    ],
)
def test_texts_in_whatever_coding(value, tmp_path):
    def write(pdf):
        place_of(pdf, AT).V = pikepdf.String(value)

    assert only(edited(blank(), write), tmp_path).entries[0].at == "œil – 日"


def test_a_text_in_the_coding_of_pdf_in_a_stream_or_rich(tmp_path):
    def write(pdf):
        place_of(pdf, AT).V = pikepdf.String(b"\x9cil \x85")
        place_of(pdf, field_name(1, "note", STEP)).V = pdf.make_stream(b"long " * 1000)
        place = place_of(pdf, field_name(2, "note", PLAN.steps[1].id))
        del place.V
        place.RV = pikepdf.String("<?xml version='1.0'?><body><p>no &amp; <b>yes</b></p></body>")

    (part,) = read(edited(blank(), write), tmp_path)
    assert [fault.code for fault in part.faults] == ["DOC015"]  # of the last, of which most viewers show nothing
    assert part.entries[0].at == "œil –"
    assert part.entries[0].note == ("long " * 1000).strip()
    assert part.entries[1].note == "no & yes"


@pytest.mark.parametrize("strength", [2, 3, 4, 6])
def test_a_password_that_only_changing_it_takes_is_no_hindrance(strength, tmp_path):
    locked = pikepdf.Encryption(user="", owner="secret", R=strength, aes=strength > 3, metadata=strength > 3)
    part = only(edited(filled(), lambda _: None, encryption=locked), tmp_path)
    assert (part.run, tuple(part.entries)) == ("2", ENTRIES)


@pytest.mark.long
def test_an_encrypted_file_is_no_way_around_the_limits(tmp_path):
    def swell(pdf):
        pdf.Root.Swollen = pikepdf.Array([pdf.make_stream(b"0" * 2**24) for _ in range(8)])

    locked = pikepdf.Encryption(user="", owner="secret")
    with pytest.raises(InputError) as caught:
        read(edited(filled(), swell, encryption=locked, compress_streams=True), tmp_path)
    assert caught.value.problems[0].message.startswith("this PDF unpacks to more")


@pytest.mark.long
def test_a_hidden_object_stream_of_an_encrypted_file_is_no_way_either(tmp_path):
    def swell(pdf):
        pdf.Root.Swollen = pdf.make_indirect(pikepdf.Array([pikepdf.String("0" * 2**15) for _ in range(2**12)]))

    locked = pikepdf.Encryption(user="", owner="secret")
    big = edited(filled(), swell, encryption=locked, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pytest.raises(InputError):
        read(big, tmp_path)


def write_on(page):
    """An edit that writes beside the fields of a page."""

    def edit(pdf):
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[100, 400, 200, 420], Contents="22:10 AB",
            DA="/Helv 10 Tf 0 g",
        )  # fmt: skip
        pdf.pages[page].obj.Annots.append(pdf.make_indirect(note))

    return edit


def test_a_form_that_was_written_on_says_where_to_write(tmp_path):
    with pytest.raises(InputError) as caught:
        read(edited(blank(), write_on(0)), tmp_path)
    (problem,) = caught.value.problems
    assert problem.message == "somebody wrote on this form outside its fields"
    assert problem.remedy == "type that into them, or into record.csv or record.xlsx"


def test_a_form_that_was_flattened_with_its_fields_left_empty_says_so(tmp_path):
    """As pikepdf flattens: what was filled in is painted, and the fields that were empty stay."""

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is left of the fields is not what counts
        flattened = edited(filled(), lambda pdf: pdf.flatten_annotations())
    with pytest.raises(InputError) as caught:
        read(flattened, tmp_path)
    assert "it was flattened" in caught.value.problems[0].message


@pytest.mark.long
def test_a_form_with_one_page_filled_in_is_read_though_it_was_written_on(tmp_path):
    found = read(edited(filled(ENTRIES[:1]), write_on(-1)), tmp_path)
    assert [fault.code for part in found for fault in part.faults] == ["DOC016"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("packing", "keyword"),
    [
        (b"/FlateDecode", b"stream\n"),
        (b"/FlateDecode", b"stream \n"),
        (b"/FlateDecode", b"stream\r"),
        (b"[/FlateDecode /FlateDecode] /Pad (" + b"x" * 2000 + b")", b"stream\n"),
    ],
)
def test_objects_that_unpack_to_too_much_are_refused_however_they_begin(packing, keyword, tmp_path):
    objects = b"1 0 2 33  << /Type /Catalog /Pages 2 0 R >><< /Type /Pages /Kids [] /Count 0 >>" + b" " * (100 * 2**20)
    data = zlib.compress(objects, 9)
    data = zlib.compress(data, 9) if packing.startswith(b"[") else data
    head = b"%PDF-1.7\n"
    body = head + b"3 0 obj\n<< /Type /ObjStm /N 2 /First 10 /Length %d /Filter %s >>\n" % (len(data), packing)
    body += keyword + data + b"\nendstream\nendobj\n"
    rows = bytes(6) + b"\2\0\0\0\3\0" + b"\2\0\0\0\3\1"
    rows += b"\1" + len(head).to_bytes(4, "big") + b"\0\1" + len(body).to_bytes(4, "big") + b"\0"
    table = b"4 0 obj\n<< /Type /XRef /Size 5 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n" % len(rows)
    tail = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)
    with pytest.raises(InputError) as caught:
        read(body + table + rows + tail, tmp_path)
    assert caught.value.problems[0].message.startswith(("this PDF unpacks to more", "this PDF is damaged"))


def test_pages_copied_by_pdfium_lie_in_no_wrong_row():
    """The copy has lost the fields that stand on several pages; the rows are as they were."""
    import pypdfium2

    source, copy = pypdfium2.PdfDocument(filled()), pypdfium2.PdfDocument.new()
    copy.import_pages(source)
    made = io.BytesIO()
    copy.save(made)
    faults = [fault.code for part in from_pdf.parts_of(made.getvalue(), "f") for fault in part.faults]
    assert faults
    assert set(faults) == {"DOC011", "DOC016"}  # the second: the copy does not say that it is a form


def lost(pdf):
    """The fields that stand on each page as places of one have no name any more."""
    for page in pdf.pages:
        for place in page.obj.Annots:
            if "/Parent" in place and "/T" in place.Parent:
                del place.Parent["/T"]


def test_run_and_revision_that_lost_their_names_are_read_where_they_stand(tmp_path):
    """As pdfunite leaves them, of all files but the first; a page of another run stays one."""
    part = only(joined_by_qpdf(tmp_path, (blank(), "1-z"), (edited(filled(), lost), "1-z")), tmp_path)
    assert (part.revision, part.run, tuple(part.entries)) == (PLAN.revision, "2", ENTRIES)
    other = edited(filled(run="9"), lost)
    for pages in ([(filled(), "1-2"), (other, "3")], [(other, "1-2"), (filled(), "3")]):
        parts = read(joined_by_qpdf(tmp_path, *pages), tmp_path)
        assert {part.run for part in parts} == {"2", "9"}
        assert all("DOC018" in {fault.code for fault in part.faults} for part in parts)


def bare(pdf):
    """The fields are off all pages but the first, as pdfunite takes them off a file that is not filled in."""
    for page in list(pdf.pages)[1:]:
        page.obj.Annots = pikepdf.Array()


@pytest.mark.parametrize("first", [True, False], ids=["blank copy first", "blank copy last"])
def test_a_copy_that_lost_its_fields_is_called_one(first, tmp_path):
    copy, whole = (edited(blank(), bare), "1-z"), (filled(), "1-z")
    (part,) = read(joined_by_qpdf(tmp_path, *((copy, whole) if first else (whole, copy))), tmp_path)
    assert (part.run, tuple(part.entries)) == ("2", ENTRIES)
    ((told, remedy),) = [(dict(fault.args)["what"], fault.remedy.text) for fault in part.faults]
    assert told.text == "page {pages}: a copy of a page that is there with its fields, which lost its own"
    assert dict(told.args)["pages"] == ("2, 3" if first else "5, 6")
    assert "before they were joined" in remedy


def test_a_page_that_was_flattened_is_no_copy_of_one_with_fields(tmp_path):
    """What was filled in is painted on it: it may say something else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        flattened = edited(edited(filled(), lambda pdf: pdf.flatten_annotations()), bare)
    pages = joined_by_qpdf(tmp_path, (filled(), "1-z"), (flattened, "2"))
    (part,) = read(pages, tmp_path)
    assert "page {pages}: it has none of the fields" in {dict(fault.args)["what"].text for fault in part.faults}


def test_where_all_have_lost_their_names_that_is_told_once(tmp_path):
    (part,) = read(edited(filled(), lost), tmp_path)
    assert (part.revision, part.run, tuple(part.entries)) == (PLAN.revision, "", ENTRIES)
    assert [(fault.code, dict(fault.args)["what"].text) for fault in part.faults] == [
        ("DOC011", "fields that have lost their names ({texts})")
    ]


@pytest.mark.parametrize("begins", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"\x00\x00\x00\x18ftypheic", b"GIF89a"])
def test_a_picture_says_that_it_is_one(begins, tmp_path):
    with pytest.raises(InputError) as refused:
        read(begins + bytes(range(256)), tmp_path)
    assert "this is a picture" in refused.value.problems[0].message


@pytest.mark.parametrize("begins", [b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh9", b"\xfd7zXZ\x00"])
def test_an_archive_says_that_it_is_one(begins, tmp_path):
    with pytest.raises(InputError) as refused:
        read(begins + bytes(range(256)), tmp_path)
    assert "this is an archive" in refused.value.problems[0].message


@pytest.mark.parametrize(
    "begins",
    [b"<!DOCTYPE html>", b"<html>", b"\xef\xbb\xbf<HTML lang='fr'>", b"\n<?xml version='1.0'?>\n<office:document>"],
)
def test_a_web_page_says_that_it_is_one(begins, tmp_path):
    with pytest.raises(InputError) as refused:
        read(begins + b"\n<table><tr><td>step</td></tr></table>", tmp_path)
    assert "this is a web page or XML" in refused.value.problems[0].message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("head", ['<html xmlns:x="urn:excel"><head>', "<meta charset=utf-8>", "<!-- saved -->", ""])
def test_a_table_in_a_web_page_is_told_as_one_however_it_is_written(encoding, head, tmp_path):
    text = f"\n{head}<table><tr><td>step<td>state</tr><tr><td>prep-strategy<td>fait à 22h</tr></table>"
    with pytest.raises(InputError) as refused:
        read(text.encode(encoding), tmp_path)
    assert "this is a web page or XML" in refused.value.problems[0].message


def test_a_form_that_was_printed_says_what_to_give(tmp_path):
    def print_it(pdf):
        for page in pdf.pages:
            del page.obj["/Annots"]

    with pytest.raises(InputError) as refused:
        read(edited(filled(), print_it), tmp_path)
    assert "give the file that was saved before" in refused.value.problems[0].remedy
