"""What an auditor sees on the pages of a form is what is read; whatever differs from it is said."""

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from msgspec.structs import replace

from runbook.model.form import field_name
from runbook.model.record import Entry, Record
from runbook.records.form_layout import MANY
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from runbook.verify.verdict import verify_record
from tests import plans
from tests.pages import checklist_pdf
from tests.records.filling import by_pdfium, by_pypdf, edited, form_values, joined_by_pypdf, joined_by_qpdf, place_of
from tests.records.test_forms import AT, DONE, ENTRIES, PLAN, STEP, blank, filled, only, read

pytestmark = pytest.mark.sampled(6)

INDEXED = index_plan(PLAN)
LATER = max(window.end for window in PLAN.windows) + timedelta(days=30)


def faults(part):
    return [(fault.code, dict(fault.args)) for fault in part.faults]


def verdicts(content, tmp_path):
    """For each record in the file: run, verdict, codes."""
    found = []
    for part in read(content, tmp_path):
        result = verify_record(INDEXED, Record(revision=part.revision, run=part.run, parts=(part,)), LATER)
        found.append((part.run, result.verdict, sorted(finding.code for finding in result.findings)))
    return found


def twice(pdf, name, text, **keys):
    """A second place of a field, with a text of its own."""
    place = pdf.make_indirect(pikepdf.Dictionary(place_of(pdf, name)))
    if "/AP" in place:
        del place.AP
    place.V = pikepdf.String(text)
    for key, value in keys.items():
        place[f"/{key}"] = value
    pdf.pages[0].obj.Annots.append(place)
    pdf.Root.AcroForm.Fields.append(place)
    return place


@pytest.mark.parametrize("fill", [by_pypdf, by_pdfium])
def test_a_faultless_form_passes(fill, tmp_path):
    assert verdicts(filled(fill=fill), tmp_path) == [("2", "pass", [])]


HIDING: dict[str, dict[str, Any]] = {
    "hidden": {"F": 2},
    "no view": {"F": 4 | 32},
    "invisible": {"F": 1},
    "without size": {"Rect": pikepdf.Array([100, 100, 100, 100])},
    "off the page": {"Rect": pikepdf.Array([2000, 100, 2100, 120])},
    "below the page": {"Rect": pikepdf.Array([100, -30, 200, -10])},
}


@pytest.mark.long
@pytest.mark.parametrize("how", HIDING)
def test_what_is_hidden_is_named_and_not_read(how, tmp_path):
    """A step that was left blank on the page is not done by what nobody sees: something is there, and no more."""
    there = [entry for entry in ENTRIES if entry.step != STEP and not entry.blank]

    def hide(pdf):
        twice(pdf, AT, "2026-10-20 10:00", **HIDING[how])

    (part,) = read(edited(filled(there), hide), tmp_path)
    assert faults(part) == [("DOC014", {"what": f"{AT} “2026-10-20 10:00”"})]
    written = [entry for entry in part.entries if not entry.blank]
    assert (written.count(Entry(step=STEP, at="?")), [one for one in written if one.step != STEP]) == (1, there)


def test_a_layer_that_is_off_hides(tmp_path):
    def hide(pdf):
        off, on = (pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=name)) for name in "ab")
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array([off, on]), D=pikepdf.Dictionary(OFF=pikepdf.Array([off]))
        )
        both = pikepdf.Dictionary(Type=pikepdf.Name.OCMD, OCGs=pikepdf.Array([off, on]), P=pikepdf.Name.AllOn)
        twice(pdf, AT, "first", OC=off)
        twice(pdf, AT, "second", OC=pdf.make_indirect(both))

    (part,) = read(edited(filled(), hide), tmp_path)
    ((code, said),) = faults(part)
    assert (code, dict(said["what"].args)["which"]) == ("DOC014", f"{AT} “first”, {AT} “second”")
    assert tuple(part.entries) == ENTRIES


@pytest.mark.long
def test_what_was_cut_off_the_page_is_hidden(tmp_path):
    def cut(pdf):
        for page in pdf.pages:
            page.obj.CropBox = pikepdf.Array([0, 0, 600, 595])  # without the column of notes

    noted = [replace(entry, note="seen") for entry in ENTRIES]
    (part,) = read(edited(filled(noted), cut), tmp_path)
    ((code, said),) = faults(part)
    values = dict(said["what"].args)
    assert (code, values["count"] >= len(noted), values["pages"]) == ("DOC014", True, "1, 2, 3")
    assert "“seen”" in values["which"]
    assert {entry.note for entry in part.entries if not entry.blank} == {"?"}


@pytest.mark.parametrize("box", ["/CropBox", "/MediaBox"])
def test_a_page_that_was_cropped_is_one_cause(box, tmp_path):
    """Whatever is cut off with a part of the pages is told once, with what to do; half a page is another page's."""

    def cut(pdf):
        for page in pdf.pages[:2]:  # of the last one nothing would be left
            left, bottom, right, top = map(float, page.mediabox)
            page.obj[box] = pikepdf.Array([left, bottom, right, bottom + (top - bottom) * 0.7])

    (part,) = read(edited(filled(), cut), tmp_path)
    (found,) = part.faults
    assert (found.code, "cropped" in found.remedy.text) == ("DOC014", True)
    assert dict(dict(found.args)["what"].args)["count"] > 20


def test_a_page_on_which_every_field_is_hidden_is_told(tmp_path):
    """What nobody sees on it is named, with its steps: that the page is empty has no other cause."""

    def hide(pdf):
        for widget in pdf.pages[1].obj.Annots:
            widget.F = 2

    ((_, verdict, codes),) = verdicts(edited(filled(), hide), tmp_path)
    assert (verdict, codes) == ("undetermined", ["DOC014"])


@pytest.mark.parametrize("order", [1, -1])
def test_a_field_that_one_of_two_copies_hides_is_one_cause(order, tmp_path):
    hiding = edited(filled(), lambda pdf: place_of(pdf, AT).update({"/F": 2}))
    ((_, verdict, codes),) = verdicts(joined_by_pypdf(*(filled(), hiding)[::order]), tmp_path)
    assert (verdict, codes) == ("undetermined", ["DOC014"])


@pytest.mark.parametrize("column", ["done", "at", "by", "witness", "go", "value", "note"])
def test_a_field_that_is_hidden_is_one_cause(column, tmp_path):
    """Its step is done, signed or witnessed by something that nobody sees: nobody is accused of that."""
    noted = [replace(entry, note="" if entry.blank else entry.note or "seen") for entry in ENTRIES]
    values = form_values(PLAN, noted, "2")
    name, number = next(
        (name, number)
        for number, step in enumerate(PLAN.steps, 1)
        if number > 3 and values.get(name := field_name(number, column, step.id), "Off") not in ("", "Off")
    )
    step = PLAN.steps[number - 1].id

    def hide(pdf):
        place_of(pdf, name).F = 2

    content = edited(filled(noted), hide)
    assert [fault.steps for part in read(content, tmp_path) for fault in part.faults] == [(step,)]
    assert [(verdict, codes) for _, verdict, codes in verdicts(content, tmp_path)] == [("undetermined", ["DOC014"])]


def test_boxes_that_a_program_ticked_and_did_not_draw_are_one_cause(tmp_path):
    """It names the first of them, and the steps of all."""
    ticked: list[str] = []

    def undraw(pdf):
        for widget in (one for page in pdf.pages for one in page.obj.Annots if one.get("/AS") == "/Yes"):
            widget.AS = pikepdf.Name.Off
            ticked.append(str(widget.T))

    (part,) = read(edited(filled(), undraw), tmp_path)
    ((code, args),) = faults(part)
    assert (code, args["what"]) == ("DOC015", ", ".join(ticked[:MANY]) + f", + {len(ticked) - MANY}")
    assert len(part.faults[0].steps) > MANY


def test_hidden_and_cut_off_are_two_causes(tmp_path):
    def both(pdf):
        twice(pdf, AT, "first", F=2)
        twice(pdf, AT, "second", Rect=pikepdf.Array([2000, 100, 2100, 120]))

    (part,) = read(edited(filled(), both), tmp_path)
    assert [code for code, _ in faults(part)] == ["DOC014"] * 2


def test_a_blank_field_that_is_hidden_is_nothing_to_speak_of(tmp_path):
    assert only(edited(filled(), lambda pdf: twice(pdf, AT, "", F=2)), tmp_path).entries == ENTRIES


def test_two_places_that_differ_are_a_contradiction(tmp_path):
    content = edited(filled(), lambda pdf: twice(pdf, AT, "2026-11-20 10:00"))
    assert verdicts(content, tmp_path) == [("2", "fail", ["DOC005"])]


@pytest.mark.long
@pytest.mark.parametrize("order", [1, -1])
def test_two_copies_that_differ_are_a_contradiction(order, tmp_path):
    changed = filled([replace(ENTRIES[3], at="2026-11-20 10:00"), *ENTRIES[4:]])
    ((_, verdict, codes),) = verdicts(joined_by_pypdf(*(filled(), changed)[::order]), tmp_path)
    assert (verdict, codes.count("DOC005")) == ("fail", 1)


@pytest.mark.parametrize("fill", [by_pypdf, by_pdfium])
@pytest.mark.parametrize("name", [AT, "0000-run"])
def test_a_text_that_is_drawn_otherwise_is_read_as_it_is_drawn(fill, name, tmp_path):
    values = form_values(PLAN, ENTRIES, "2")
    drawn = values[name]

    def store(pdf):
        place = place_of(pdf, name)
        (place if "/T" in place else place.Parent).V = pikepdf.String("2026-10-01 08:00")

    (part,) = read(edited(filled(fill=fill), store), tmp_path)
    found = {fault["shown"]: fault["stored"] for code, fault in faults(part) if code == "DOC015"}
    assert found == {drawn: "2026-10-01 08:00"}
    assert (part.run, tuple(part.entries)) == ("2", ENTRIES)


def test_a_text_in_the_font_of_another_viewer(tmp_path):
    """Glyphs of two bytes, told by the font's map to characters; without it, a note says so."""
    font = b"2 beginbfrange <0013> <001c> <0030> endbfrange 2 beginbfchar <0003> <0020> <0010> <002d> endbfchar"
    codes = {**{str(i): 0x13 + i for i in range(10)}, " ": 3, "-": 0x10, ":": 0x77}
    drawn = "".join(f"{codes[c]:04x}" for c in "2026-10-20 11:11")
    for mapped, shown in ((True, "2026-10-20 11?11"), (False, None)):

        def store(pdf, mapped=mapped):
            place = place_of(pdf, AT)
            face = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=pikepdf.Name.X)
            if mapped:
                face.ToUnicode = pdf.make_stream(font)
            look = pdf.make_stream(f"/Tx BMC BT /F 9 Tf <{drawn}> Tj ET EMC".encode())
            look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(face)))
            place.AP = pikepdf.Dictionary(N=look)
            place.V = pikepdf.String("2026-10-20 10:10")

        (part,) = read(edited(blank(), store), tmp_path)
        assert part.entries[0].at == (shown or "2026-10-20 10:10")
        assert [code for code, _ in faults(part)] == (["DOC015"] if shown else ["DOC016"])


@pytest.mark.sampled(12)
@pytest.mark.parametrize(
    ("drawn", "shown"),
    [
        ("BT 1 g /KitForm 9 Tf (2026-10-20 10:10) Tj ET", ""),
        ("BT /KitForm 9 Tf 1 1 1 rg (2026-10-20 10:10) Tj ET", ""),
        ("q 0 0 0 0 k Q BT /KitForm 9 Tf 0 0 0 0 k (2026-10-20 10:10) Tj ET", ""),
        ("q 1 g 0 0 99 9 re f Q BT /KitForm 9 Tf (2026-10-20 10:10) Tj ET", None),
        ("1 1 1 rg 0 0 99 9 re f BT 0 g /KitForm 9 Tf (2026-10-20 10:10) Tj ET", None),
        ("BT /KitForm 9 Tf 0.97 g (2026-10-20 10:10) Tj ET", ""),
        ("BT /KitForm 0.5 Tf (2026-10-20 10:10) Tj ET", ""),
        ("BT /KitForm 9 Tf 0.01 0 0 0.01 2 5 Tm (2026-10-20 10:10) Tj ET", ""),
        ("0.01 0 0 0.01 0 0 cm BT /KitForm 9 Tf (2026-10-20 10:10) Tj ET", ""),
        ("BT 3 Tr /KitForm 9 Tf (2026-10-20 10:10) Tj ET", ""),
        ("BT 7 Tr /KitForm 9 Tf (2026-10-20 10:10) Tj ET", ""),
        ("BT /KitForm 9 Tf 2 300 Td (2026-10-20 10:10) Tj ET", ""),
        ("0 g 0 0 99 20 re f BT /KitForm 9 Tf (2026-10-20 10:10) Tj ET", ""),
        ("BT /KitForm 9 Tf 2 5 Td (2026-10-20 10:10) Tj ET 1 g 0 0 99 20 re f", ""),
        ("BT /KitForm 9 Tf 2 5 Td (2026-10-20 10:10) Tj ET 1 g 0 0 m 99 0 l 99 20 l 0 20 l h f", ""),
        ("BT /KitForm 9 Tf 2 5 Td (2026-10-20 10:10) Tj ET 1 g 0 0 99 20 re f BT 0 g 2 5 Td (11:11) Tj ET", "11:11"),
        ("q 90 0 5 5 re W n BT /KitForm 9 Tf 2 5 Td (2026-10-20 10:10) Tj ET Q", ""),
        ("/Faint gs BT /KitForm 9 Tf 2 5 Td (2026-10-20 10:10) Tj ET", ""),
        ("BT /KitForm 9 Tf 2 5 Td (2026-10-20 10:10) Tj ET 0 G 0 0 99 20 re S", None),
        ("BT /KitForm 9 Tf 2 5 Td (2026-10-20 10:10) Tj ET BI /W 1 /H 1 ID x EI", "2026-10-20 10:10▮"),
        ("/Other Do", "2026-10-20 11:11"),
        ("/Nothing Do", ""),
        ("/Image Do", "▮"),
        ("BT /Unknown 9 Tf (2026-10-20 11:11) Tj ET", "2026-10-20 11:11"),
    ],
)
def test_what_is_drawn_white_or_by_another_drawing_is_looked_at(drawn, shown, tmp_path):
    def store(pdf):
        place = place_of(pdf, AT)
        other = pdf.make_stream(b"BT /KitForm 9 Tf (2026-10-20 11:11) Tj ET", Subtype=pikepdf.Name.Form)
        image = pdf.make_stream(b"\0", Subtype=pikepdf.Name.Image, Width=1, Height=1)
        pdf.Root.AcroForm.NeedAppearances = False  # nobody draws it anew
        look = pdf.make_stream(drawn.encode())
        look.BBox = pikepdf.Array([0, 0, 99, 20])
        look.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Other=other, Image=image),
            ExtGState=pikepdf.Dictionary(Faint=pikepdf.Dictionary(ca=0)),
        )
        place.AP = pikepdf.Dictionary(N=look)
        place.V = pikepdf.String("2026-10-20 10:10")

    (part,) = read(edited(blank(), store), tmp_path)
    assert [(code, args["shown"]) for code, args in faults(part)] == ([] if shown is None else [("DOC015", shown)])
    assert part.entries[0].at == (shown or "2026-10-20 10:10")


@pytest.mark.parametrize(
    "more",
    [{"BBox": [0, 0, 9900, 2000]}, {"BBox": [0, 0, 0, 0]}, {"BBox": [0, 0, 99, 20], "Matrix": [0, 0, 0, 0, 0, 0]}],
    ids=["shrunk", "without size", "without a matrix"],
)
def test_what_is_drawn_too_small_to_be_read_is_not_seen(more, tmp_path):
    def store(pdf):
        place = place_of(pdf, AT)
        look = pdf.make_stream(b"BT /KitForm 9 Tf 2 5 Td (2026-10-20 10:10) Tj ET")
        for key, numbers in more.items():
            look[f"/{key}"] = pikepdf.Array(numbers)
        place.AP = pikepdf.Dictionary(N=look)
        place.V = pikepdf.String("2026-10-20 10:10")
        pdf.Root.AcroForm.NeedAppearances = False

    (part,) = read(edited(blank(), store), tmp_path)
    assert [(code, args["shown"]) for code, args in faults(part)] == [("DOC015", "")]


def _as_a_box(pdf, place):
    place.AP = pikepdf.Dictionary(N=pikepdf.Dictionary({"/On": place.AP.N}))


def _on_a_layer(pdf, place):
    place.AP.N = pdf.make_stream(b"/OC /Off BDC BT /KitForm 9 Tf 2 5 Td (2026-10-20 10:10) Tj ET EMC")


def _in_a_font_of_drawings(pdf, place):
    face = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type3))
    place.AP.N.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(KitForm=face))


@pytest.mark.parametrize(("edit", "shown"), [(_as_a_box, ""), (_on_a_layer, "▮"), (_in_a_font_of_drawings, "▮")])
def test_other_ways_to_show_something_else_are_told(edit, shown, tmp_path):
    (part,) = read(edited(filled(), lambda pdf: edit(pdf, place_of(pdf, AT))), tmp_path)
    assert [(code, args["shown"]) for code, args in faults(part)] == [("DOC015", shown)]


def _opens(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x"))


def _formats(pdf):
    place_of(pdf, AT).AA = pikepdf.Dictionary(F=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x")))


def _lies_behind(pdf):
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")


def _computes(pdf):
    place = place_of(pdf, AT)
    place.AA = pikepdf.Dictionary(C=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x")))
    pdf.Root.AcroForm.CO = pikepdf.Array([place])


def _acts_when_its_page_opens(pdf):
    pdf.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x")))


def _hides_another_when_ticked(pdf):
    place_of(pdf, DONE).A = pikepdf.Dictionary(S=pikepdf.Name.Hide, T=pikepdf.String(AT))


@pytest.mark.sampled(8)
@pytest.mark.parametrize(
    "edit", [_opens, _formats, _lies_behind, _computes, _acts_when_its_page_opens, _hides_another_when_ticked]
)
def test_scripts_are_told(edit, tmp_path):
    (part,) = read(edited(filled(), edit), tmp_path)
    assert ([code for code, _ in faults(part)], tuple(part.entries)) == (["DOC016"], ENTRIES)


def _file(pdf):
    content = pikepdf.Dictionary(F=pdf.make_stream(b"step,state", Type=pikepdf.Name.EmbeddedFile))
    return pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="night.csv", UF="night.csv", EF=content))


def _attaches(pdf):
    names = pikepdf.Array([pikepdf.String("night.csv"), _file(pdf)])
    pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=names))


def _is_of_a_file(pdf):
    pdf.Root.AF = pikepdf.Array([_file(pdf)])


@pytest.mark.parametrize("edit", [_attaches, _is_of_a_file])
def test_attached_files_are_told_and_not_read(edit, tmp_path):
    (part,) = read(edited(filled(), edit), tmp_path)
    ((code, said),) = faults(part)
    assert (code, dict(said["what"].args)) == ("DOC016", {"files": "night.csv"})
    assert tuple(part.entries) == ENTRIES


@pytest.mark.filterwarnings("ignore::pikepdf.PageCopyWarning")
def test_fields_that_some_programs_do_not_show_are_told(tmp_path):
    """Those of pages that a program copied without what makes them a form."""

    def copied(pdf):
        del pdf.Root.AcroForm

    (part,) = read(edited(filled(), copied), tmp_path)
    ((code, said),) = faults(part)
    assert (code, said["what"].text.partition(":")[0]) == ("DOC016", "fields that the file does not name as a form")
    assert tuple(part.entries) == ENTRIES


def _on_paper_otherwise(usage):
    def edit(pdf):
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="a", Usage=usage))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary())
        place_of(pdf, AT).OC = layer

    return edit


def _not_printed(pdf):
    place_of(pdf, AT).F = 0


@pytest.mark.parametrize(
    "edit",
    [
        _not_printed,
        _on_paper_otherwise(pikepdf.Dictionary(Print=pikepdf.Dictionary(PrintState=pikepdf.Name.OFF))),
        _on_paper_otherwise(pikepdf.Dictionary(Zoom=pikepdf.Dictionary(min=10))),
    ],
)
def test_what_is_on_the_screen_and_not_on_paper_is_read_and_told(edit, tmp_path):
    (part,) = read(edited(filled(), edit), tmp_path)
    ((code, said),) = faults(part)
    assert (code, AT in dict(said["what"].args)["which"]) == ("DOC014", True)
    assert tuple(part.entries) == ENTRIES


def test_a_blank_field_that_is_not_printed_is_nothing_to_speak_of(tmp_path):
    def edit(pdf):
        place_of(pdf, field_name(1, "failed", STEP)).F = 0

    assert only(edited(filled(), edit), tmp_path).entries == ENTRIES


def test_where_the_file_opens_is_nothing_to_speak_of(tmp_path):
    def edit(pdf):
        pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])

    assert only(edited(filled(), edit), tmp_path).entries == ENTRIES


def test_a_box_that_is_not_ticked_and_drawn_as_if_it_were(tmp_path):
    failed = f"0001-failed-{STEP}"

    def edit(pdf):
        place_of(pdf, failed).AP.N.Off = place_of(pdf, DONE).AP.N.Yes

    (part,) = read(edited(filled(), edit), tmp_path)
    assert [(code, args["what"]) for code, args in faults(part)] == [("DOC015", failed)]


@pytest.mark.parametrize("drawn", [b"x", b"A" * 10])
def test_what_is_drawn_in_a_way_that_cannot_be_read_is_told(drawn, tmp_path):
    def store(pdf):
        place = place_of(pdf, AT)
        look = pdf.make_stream(b"BT (2026-10-20 10:10) Tj ET" + drawn * 2**16)
        place.AP = pikepdf.Dictionary(N=look)
        place.V = pikepdf.String("2026-10-20 10:10")

    (part,) = read(edited(blank(), store), tmp_path)
    assert part.entries[0].at == "2026-10-20 10:10"
    assert [(code, args["shown"]) for code, args in faults(part)] == [("DOC015", "▮")]


@pytest.mark.sampled(18)
@pytest.mark.parametrize(
    ("manner", "seen"),
    [
        ("/KitForm 9 Tf 1 g", False),
        ("/KitForm 9 Tf 1 1 1 rg", False),
        ("/KitForm 9 Tf 0 0 0 0 k", False),
        ("/KitForm 0.4 Tf 0 g", False),
        ("/KitForm 9 Tf 0 g 3 Tr", False),
        ("/KitForm 0 Tf 0 g", True),
        ("/KitForm 9 Tf 0 0 1 rg", True),
        ("", True),
    ],
)
@pytest.mark.parametrize("anew", [True, False])
def test_a_field_that_asks_for_white_letters(manner, seen, anew, tmp_path):
    """No appearance, or one that viewers draw anew: it is drawn as the field says."""

    def store(pdf):
        place = place_of(pdf, AT)
        place.V, place.DA = pikepdf.String("2026-10-20 10:10"), pikepdf.String(manner)
        if anew:
            place.AP = pikepdf.Dictionary(N=pdf.make_stream(b"/Tx BMC EMC"))
        pdf.Root.AcroForm.NeedAppearances = anew

    (part,) = read(edited(blank(), store), tmp_path)
    assert [(code, args["shown"]) for code, args in faults(part)] == ([] if seen else [("DOC015", "")])


def test_drawings_within_drawings_without_end_are_not_followed(tmp_path):
    def store(pdf):
        place = place_of(pdf, AT)
        look = pdf.make_indirect(pdf.make_stream(b"/Own Do", Subtype=pikepdf.Name.Form))
        look.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Own=look))
        place.AP = pikepdf.Dictionary(N=look)
        place.V = pikepdf.String("2026-10-20 10:10")

    (part,) = read(edited(blank(), store), tmp_path)
    assert part.entries[0].at == "2026-10-20 10:10"


def drawn_as(drawn, stored):
    def store(pdf):
        place = place_of(pdf, AT)
        place.AP = pikepdf.Dictionary(N=pdf.make_stream(f"BT /KitForm 9 Tf {drawn} ET".encode()))
        place.V = pikepdf.String(stored)

    return edited(blank(), store)


@pytest.mark.parametrize("drawn", ["[(2026-10-20) -50 ( 10:10)] TJ", "(2026-10-20) Tj T* (10:10) '"])
def test_a_text_that_is_drawn_in_pieces_is_the_text(drawn, tmp_path):
    assert only(drawn_as(drawn, "2026-10-20 10:10"), tmp_path).entries[0].at == "2026-10-20 10:10"


def test_a_part_is_the_text_where_the_text_does_not_fit(tmp_path):
    whole = "2026-10-20 10:10, the second time"
    assert only(drawn_as("(2026-10-20 10:10, the) Tj", whole), tmp_path).entries[0].at == whole
    (part,) = read(drawn_as("(2026-10-20 10:1) Tj", "2026-10-20 10:10"), tmp_path)
    assert (part.entries[0].at, [code for code, _ in faults(part)]) == ("2026-10-20 10:1", ["DOC015"])


def test_a_part_of_a_short_text_is_another_text(tmp_path):
    by = f"0001-by-{STEP}"

    def store(pdf):
        place = place_of(pdf, by)
        place.AP = pikepdf.Dictionary(N=pdf.make_stream(b"BT /KitForm 9 Tf (AB) Tj ET"))
        place.V = pikepdf.String("ABC")

    (part,) = read(edited(blank(), store), tmp_path)
    assert (part.entries[0].by, [code for code, _ in faults(part)]) == ("AB", ["DOC015"])


@pytest.mark.parametrize("anew", [True, False])
def test_a_program_that_draws_nothing_says_that_viewers_must(anew, tmp_path):
    """As pypdf, pdf-lib and pdftk leave it; without that word some viewers show an empty field."""

    def store(pdf):
        place = place_of(pdf, AT)
        place.AP = pikepdf.Dictionary(N=pdf.make_stream(b"/Tx BMC EMC"))
        place.V = pikepdf.String("2026-10-20 10:10")
        place_of(pdf, f"0001-by-{STEP}").V = pikepdf.String("AB")  # not drawn at all
        pdf.Root.AcroForm.NeedAppearances = anew

    (part,) = read(edited(blank(), store), tmp_path)
    assert (part.entries[0].at, part.entries[0].by) == ("2026-10-20 10:10", "AB")
    assert [code for code, _ in faults(part)] == ([] if anew else ["DOC015"])


@pytest.mark.parametrize(("shown", "state"), [("/Yes", "done"), ("/Off", "")])
def test_a_box_is_ticked_where_it_is_shown_so(shown, state, tmp_path):
    def store(pdf):
        box = place_of(pdf, DONE)
        box.AS = pikepdf.Name(shown)
        box.V = pikepdf.Name("/Off" if shown == "/Yes" else "/Yes")

    (part,) = read(edited(blank(), store), tmp_path)
    assert part.entries[0].state == state
    assert [(code, args["what"]) for code, args in faults(part)] == [("DOC015", DONE)]


def test_a_tick_that_leaves_no_trace_or_a_trace_that_is_no_tick(tmp_path):
    failed = f"0001-failed-{STEP}"

    def store(pdf):
        box = place_of(pdf, DONE)
        box.AS = box.V = pikepdf.Name("/on")
        box.AP = pikepdf.Dictionary(N=pikepdf.Dictionary({"/on": pdf.make_stream(b"q Q")}))
        box = place_of(pdf, failed)
        mark = pdf.make_stream(b"BT /KitForm 9 Tf (X) Tj ET")
        box.AP = pikepdf.Dictionary(N=pikepdf.Dictionary({"/on": mark, "/Off": mark}))

    (part,) = read(edited(blank(), store), tmp_path)
    assert part.entries[0].state == "failed"
    assert sorted(args["what"] for code, args in faults(part) if code == "DOC015") == [DONE, failed]


@pytest.mark.long
@pytest.mark.parametrize("kind", ["FreeText", "Stamp", "Ink", "Text", "Redact", "Square", "Highlight", "StrikeOut"])
def test_what_is_written_beside_the_fields_is_named(kind, tmp_path):
    def write(pdf):
        for subtype, text in ((kind, "not done!"), ("Link", "x"), ("Popup", "x"), (kind, None)):
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{subtype}"), Rect=[1, 1, 9, 9])
            if text:
                note.Contents = pikepdf.String(text)
            pdf.pages[1].obj.Annots.append(pdf.make_indirect(note))

    content = edited(filled(), write)
    (part,) = read(content, tmp_path)
    assert faults(part) == [("DOC016", {"what": f"{kind} “not done!”, {kind}"})]
    assert part.faults[0].where.endswith("record.pdf:2")
    assert verdicts(content, tmp_path) == [("2", "pass", ["DOC016"])]


OTHER = plans.plan_of("single", "manual")
_PLAYED = {entry.step: entry for entry in play(index_plan(OTHER), 3)}
OTHERS = tuple(_PLAYED.get(step.id, Entry(step=step.id)) for step in OTHER.steps)  # those of ways back are blank


def other(run="1"):
    return by_pypdf(checklist_pdf(OTHER), form_values(OTHER, OTHERS, run))


@pytest.mark.long
@pytest.mark.parametrize("how", ["pypdf", "qpdf"])
def test_a_year_in_one_file(how, tmp_path):
    """Whole checklists, one behind the other, are records of their own: of two runs, and of another plan."""
    forms = (filled(run="1"), filled(run="2"), other())
    joined = joined_by_pypdf(*forms) if how == "pypdf" else joined_by_qpdf(tmp_path, *((f, "1-z") for f in forms))
    parts = read(joined, tmp_path)
    assert [part.key for part in parts] == [(PLAN.revision, "1"), (PLAN.revision, "2"), (OTHER.revision, "1")]
    assert [tuple(part.entries) for part in parts] == [ENTRIES, ENTRIES, OTHERS]
    assert [part.faults for part in parts] == [(), (), ()]


@pytest.mark.long
def test_a_page_of_another_run_does_not_pass(tmp_path):
    joined = joined_by_qpdf(tmp_path, (filled(run="1"), "1"), (filled(run="2"), "2"))
    found = verdicts(joined, tmp_path)
    assert [(run, verdict) for run, verdict, _ in found] == [("1", "fail"), ("2", "fail")]
    assert [[code for code in codes if code.startswith("DOC")] for _, _, codes in found] == [["DOC018"]] * 2
    short = PLAN.revision[:12]
    (told,) = {args["what"] for part in read(joined, tmp_path) for code, args in faults(part) if code == "DOC018"}
    assert told == f"1 ({short} / 1 / paris / CHG0041), 2 ({short} / 2)"


@pytest.mark.long
def test_a_page_of_another_run_behind_a_whole_record_is_told(tmp_path):
    joined = joined_by_qpdf(tmp_path, (filled(run="1"), "1-z"), (filled(run="2"), "2"))
    whole, loose = verdicts(joined, tmp_path)
    assert whole == ("1", "fail", ["DOC018"])
    assert "DOC007" not in loose[2]


@pytest.mark.long
def test_a_page_of_another_revision_does_not_pass(tmp_path):
    joined = joined_by_qpdf(tmp_path, (filled(run="1"), "1"), (other(), "2"))
    parts = read(joined, tmp_path)
    assert [part.revision for part in parts] == [PLAN.revision, OTHER.revision]
    assert all("DOC018" in {fault.code for fault in part.faults} for part in parts)


@pytest.mark.long
def test_pages_of_two_runs_that_are_mixed_are_told(tmp_path):
    joined = joined_by_qpdf(
        tmp_path, (filled(run="1"), "1"), (filled(run="2"), "1"), (filled(run="1"), "2"), (filled(run="2"), "2")
    )
    parts = read(joined, tmp_path)
    assert [part.run for part in parts] == ["1", "2"]
    assert [[fault.code for fault in part.faults] for part in parts] == [["DOC018"]] * 2


def test_a_page_that_says_two_things_of_itself_is_told(tmp_path):
    joined = edited(filled(), lambda pdf: twice(pdf, "0000-site", "lyon"))
    assert [codes for _, _, codes in verdicts(joined, tmp_path)] == [["DOC018"]]


@pytest.mark.long
def test_a_blank_form_of_another_plan_between_is_no_record(tmp_path):
    part = only(joined_by_pypdf(checklist_pdf(OTHER), filled()), tmp_path)
    assert (part.revision, tuple(part.entries)) == (PLAN.revision, ENTRIES)


def test_a_page_by_itself_says_what_it_is_of(tmp_path):
    part = only(joined_by_qpdf(tmp_path, (filled(), "2")), tmp_path)
    assert part.key == (PLAN.revision, "2")
    assert len(pikepdf.open(io.BytesIO(filled())).pages) == 3


def test_a_form_that_somebody_signed_digitally_is_read(tmp_path):
    def sign(pdf):
        place = twice(pdf, AT, "", F=132)
        place.FT, place.T = pikepdf.Name.Sig, pikepdf.String("Signature1")
        place.V = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Sig, Name=pikepdf.String("AB")))

    def say(pdf):
        pdf.Root.AcroForm.SigFlags = 3

    for edit in (sign, say):
        (part,) = read(edited(filled(), edit), tmp_path)
        ((code, said),) = faults(part)
        assert (code, "digital signature" in said["what"].text) == ("DOC016", True)
        assert tuple(part.entries) == ENTRIES


def test_a_field_that_has_lost_its_name_says_what_stands_in_it(tmp_path):
    """As some programs that join files leave one."""

    def unnamed(pdf):
        field = next(one for one in pdf.Root.AcroForm.Fields if "/T" in one and str(one.get("/V", "")) == "CM")
        del field["/T"]

    (part,) = read(edited(filled(), unnamed), tmp_path)
    (what,) = [args["what"] for code, args in faults(part) if code == "DOC011"]
    assert (what.text, dict(what.args)) == ("a field that has lost its name ({texts})", {"texts": "“CM”"})
