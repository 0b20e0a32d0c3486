"""What lies over a field of a form, and whether anybody sees what was filled in there."""

import pikepdf
import pytest

from runbook.reading.unreadable import Unreadable
from runbook.records.form_covers import covered
from runbook.records.from_pdf import parts_of
from tests.records.filling import edited, place_of
from tests.records.test_forms import AT, filled

WHITE, STROKE, LETTERS = b"1 1 1 rg 0 0 500 100 re f", b"0 G 0 5 m 60 5 l S", b"BT /Helv 9 Tf (seen) Tj ET"

BORDER = {"MK": pikepdf.Dictionary(BC=pikepdf.Array([0])), "BS": pikepdf.Dictionary(W=30)}


def over(kind, picture=b"", share=1.0, **keys):
    """Lays an annotation over the field of a time, from its left."""

    def edit(pdf):
        place = place_of(pdf, AT)
        left, bottom, right, top = map(float, place.Rect)
        box = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), F=4, **keys)
        box.Rect = pikepdf.Array([left, bottom, left + share * (right - left), top])
        if picture:
            drawn = pikepdf.Stream(pdf, picture, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
            drawn.BBox = pikepdf.Array([0, 0, 500, 100])
            box.AP = pikepdf.Dictionary(N=pdf.make_indirect(drawn))
        page = next(page for page in pdf.pages if any(one.objgen == place.objgen for one in page.obj.Annots))
        page.obj.Annots.append(pdf.make_indirect(box))
        if kind == "Widget":
            pdf.Root.AcroForm.Fields.append(page.obj.Annots[-1])

    return edit


def told(edit):
    (part,) = parts_of(edited(filled(), edit), "record.pdf")
    return [(fault.code, dict(fault.args)) for fault in part.faults]


@pytest.mark.long
@pytest.mark.parametrize(
    "edit",
    [
        over("Square", IC=pikepdf.Array([1, 1, 1])),
        over("Square", WHITE),
        over("Stamp", WHITE),
        over("FreeText", WHITE + b" " + LETTERS, Contents=pikepdf.String("other")),
        over("Watermark", WHITE),
        over("FileAttachment", WHITE),
        over("Text", WHITE),
        over("Redact"),
        over("StrikeOut", STROKE),
        over("Widget", WHITE, FT=pikepdf.Name.Btn, T=pikepdf.String("a button")),
        over("Widget", FT=pikepdf.Name.Btn, T=pikepdf.String("a button"), **BORDER),
        over("Square", BS=pikepdf.Dictionary(W=30)),
        over("Popup", Open=True),
    ],
)
def test_what_hides_a_field_is_told_with_the_field(edit):
    ((code, args),) = told(edit)
    assert (code, args["what"]) == ("DOC015", AT)
    assert args["shown"].text == "something that covers it: {kind}"


@pytest.mark.sampled(8)
@pytest.mark.parametrize(
    "edit",
    [
        over("Square"),
        over("Square", STROKE),
        over("Highlight", WHITE),
        over("FreeText", LETTERS, Contents=pikepdf.String("seen")),
        over("Ink", STROKE),
        over("Square", WHITE, share=0.1),
        over("Text", Contents=pikepdf.String("seen")),
        over("Link", Border=pikepdf.Array([0, 0, 5])),
    ],
)
def test_what_a_field_is_seen_through_or_beside_is_a_note(edit):
    assert [code for code, _ in told(edit)] == ["DOC016"]


@pytest.mark.parametrize("edit", [over("Link"), over("Link", Border=pikepdf.Array([0, 0, 1])), over("Popup")])
def test_a_link_and_a_remark_that_is_closed_are_nothing_to_speak_of(edit):
    assert told(edit) == []


@pytest.mark.parametrize(
    ("low", "high", "keys", "strikes"),
    [
        (0.5, 0.51, {}, True),
        (0.5, 2, {}, True),
        (-0.1, 0.5, {"BS": pikepdf.Dictionary(W=0.5)}, True),
        (0.5, 0.51, {"Border": pikepdf.Array([0, 0, 0])}, False),
        (0.1, 0.9, {}, False),
        (0.5, 0.51, {"F": 2}, False),
    ],
)
def test_the_line_around_a_link_may_strike_a_text_out(low, high, keys, strikes):
    def edit(pdf):
        over("Link")(pdf)
        link, place = pdf.pages[0].obj.Annots[-1], place_of(pdf, AT)
        for key, value in keys.items():
            link[f"/{key}"] = value
        left, bottom, right, top = map(float, place.Rect)
        link.Rect = pikepdf.Array([left, bottom + low * (top - bottom), right, bottom + high * (top - bottom)])

    assert [code for code, _ in told(edit)] == ["DOC015"] * strikes


def test_the_line_around_a_link_lies_half_outside_it():
    assert AT in [args["what"] for _, args in told(over("Link", Border=pikepdf.Array([0, 0, 30])))]
    for width, hides in ((30, True), (12, False)):
        box = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 12, 100, 13]))
        box.BS = pikepdf.Dictionary(W=width)
        assert len(covered(box, [(AT, "X", pikepdf.Rectangle(0, 0, 100, 10))])) == hides


@pytest.mark.parametrize(("wide", "hides"), [(7, True), (6.9, False)])
def test_seven_tenths_of_a_text_are_hidden_or_it_is_seen(wide, hides):
    box = pikepdf.Dictionary(Subtype=pikepdf.Name.Redact, Rect=pikepdf.Array([0, 0, wide, 10]))
    field = (AT, "X", pikepdf.Rectangle(0, 0, 100, 10))  # its letter, and one more, take 10 points
    assert len(covered(box, [field])) == hides


@pytest.mark.parametrize(("low", "high", "hides"), [(0, 6.9, False), (0, 7, True), (3, 20, True), (3.1, 20, False)])
def test_a_text_is_hidden_by_what_lies_over_so_much_of_its_height(low, high, hides):
    box = pikepdf.Dictionary(Subtype=pikepdf.Name.Redact, Rect=pikepdf.Array([-5, low, 50, high]))
    assert len(covered(box, [(AT, "X", pikepdf.Rectangle(0, 0, 100, 10))])) == hides


def test_a_box_below_a_field_hides_nothing():
    def below(pdf):
        over("Square", WHITE)(pdf)
        for page in pdf.pages:
            page.obj.Annots = pikepdf.Array(sorted(page.obj.Annots, key=lambda one: one.Subtype != "/Square"))

    assert [code for code, _ in told(below)] == ["DOC016"]


def test_letters_that_viewers_show_as_stars_are_told():
    def masked(pdf):
        place = place_of(pdf, AT)
        place.Ff = 1 << 13
        del place.AP

    ((code, args),) = told(masked)
    assert (code, args["what"], args["shown"]) == ("DOC015", AT, "****")


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("rich", "flag", "shown"),
    [("2026-01-01 00:00", 1 << 25, True), ("2026-01-01 00:00", 0, False), ("", 1 << 25, False)],
)
def test_a_rich_text_that_a_viewer_draws_in_place_of_the_plain_one_is_told(rich, flag, shown):
    def written(pdf):
        place = place_of(pdf, AT)
        place.RV = pikepdf.String(f"<?xml version='1.0'?><body><p>{rich or str(place.V)}</p></body>")
        place.Ff = flag
        del place.AP

    assert [(code, args["shown"]) for code, args in told(written)] == ([("DOC015", rich)] if shown else [])


@pytest.mark.long
def test_boxes_without_end_are_refused():
    def many(pdf):
        over("Square", WHITE, share=0.01)(pdf)
        page = next(page for page in pdf.pages if any(one.Subtype == "/Square" for one in page.obj.Annots))
        for place in page.obj.Annots:
            if place.get("/FT") == "/Tx" and "/AP" in place:
                place.V = pikepdf.String("x")
        page.obj.Annots.extend([page.obj.Annots[-1]] * 38_000)

    content = edited(filled(), many)
    with pytest.raises(Unreadable, match="more pages or fields"):
        list(parts_of(content, "record.pdf"))


@pytest.mark.parametrize(("wide", "high"), [(300, 0), (300, 40)])
def test_a_field_of_the_form_whose_ground_lies_over_others_is_told(wide, high):
    """It holds nothing, and its middle stays where it is."""

    def stretched(pdf):
        note = place_of(pdf, AT.replace("-at-", "-note-"))
        left, bottom, right, top = map(float, note.Rect)
        note.Rect = pikepdf.Array([left - wide, bottom - high, right + wide, top + high])
        note.MK = pikepdf.Dictionary(BG=pikepdf.Array([1, 1, 1]))

    found = [args["what"] for code, args in told(stretched) if code == "DOC015"]
    assert AT in found
    assert AT.replace("-at-", "-note-") not in found


def test_a_field_beside_others_hides_none():
    def grounds(pdf):
        for page in pdf.pages:
            for place in page.obj.Annots:
                place.MK = pikepdf.Dictionary(BG=pikepdf.Array([1, 1, 0.8]))

    assert told(grounds) == []
