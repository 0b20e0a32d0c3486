"""Single places of a form, as programs write them: what each shows, and what is stored."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from runbook.reading.unreadable import Unreadable
from runbook.records import form_widgets
from runbook.records.form_alike import is_legible, same
from runbook.records.form_fonts import UNKNOWN
from runbook.records.form_shown import Shown
from runbook.records.form_widgets import FormPlace, Widgets

SHEET = pikepdf.Rectangle(0, 0, 600, 800)


@pytest.fixture
def pdf() -> pikepdf.Pdf:
    made = pikepdf.new()
    made.Root.AcroForm = Dictionary(Fields=Array())
    return made


def place(pdf: pikepdf.Pdf, **keys: Any) -> FormPlace:
    widget = Dictionary(T=String("a"), Rect=Array([10, 10, 110, 30]), **keys)
    return Widgets(pdf).read(widget, SHEET)


def picture(pdf: pikepdf.Pdf, content: bytes, **fonts: Any) -> Any:
    stream = pdf.make_stream(content)
    stream.Resources = Dictionary(Font=Dictionary(**fonts)) if fonts else Dictionary()
    return stream


def test_a_form_that_offers_no_fonts_is_read(pdf):
    drawn = Dictionary(N=picture(pdf, b"BT /F1 9 Tf (other) Tj ET"))
    read = place(pdf, FT=Name.Tx, V=String("text"), AP=drawn)
    assert read.text == "other"
    assert read.said is not None
    assert read.said[0] == "DOC015"


def test_a_box_whose_kind_nobody_wrote_is_read_by_its_state(pdf):
    drawn = Dictionary(N=Dictionary(Yes=picture(pdf, b"1 0 m 2 2 l S")))
    assert place(pdf, AP=drawn, AS=Name.Yes, V=Name.Yes).text == "on"
    assert place(pdf, AP=drawn, AS=Name.Off).text == ""
    assert place(pdf, V=String("Yes")).text == "Yes"  # without a picture it is a text


def test_what_viewers_draw_nothing_of_is_told(pdf):
    """A text that is not drawn yet, of a field that is of no kind or has but a rich one; a box that names no state."""
    drawn = Dictionary(N=Dictionary(Yes=picture(pdf, b"1 0 m 2 2 l S")))
    assert place(pdf, FT=Name.Tx, V=String("text")).said is None
    for keys in ({"V": String("text")}, {"FT": Name.Tx, "RV": String("<p>text</p>")}):
        told = place(pdf, **keys)
        assert told.said is not None
        assert (told.text, dict(told.said[1])["shown"]) == ("text", "")
    box = place(pdf, FT=Name.Btn, AP=drawn, V=Name.Yes)
    assert (box.text, box.said and box.said[0]) == ("", "DOC015")
    pdf.Root.AcroForm = Dictionary(NeedAppearances=True)
    anew = place(pdf, FT=Name.Btn, AP=drawn, V=Name.Yes)
    assert (anew.text, anew.said) == ("on", None)
    assert place(pdf, FT=Name.Btn, V=Name.Yes).text == "on"


def test_a_value_is_text_of_so_many_letters_and_no_more(pdf):
    whole = "x" * form_widgets.LENGTH
    for value in (String(whole), pdf.make_stream(whole.encode())):
        assert place(pdf, FT=Name.Tx, V=value).text == whole
    for value in (String(whole + "x"), pdf.make_stream(whole.encode() + b"x"), 5, Array([String("x")])):
        assert place(pdf, FT=Name.Tx, V=value).text is None


def test_a_box_that_stores_nothing_is_as_it_is_shown(pdf):
    drawn = Dictionary(N=Dictionary(Yes=picture(pdf, b"1 0 m 2 2 l S")))
    for keys in ({"FT": Name.Btn}, {}):
        ticked = place(pdf, AP=drawn, AS=Name.Yes, **keys)
        assert (ticked.text, ticked.said) == ("on", None)
        blank = place(pdf, AP=drawn, AS=Name.Off, V=Name.Yes, **keys)
        assert (blank.text, blank.said and blank.said[0]) == ("", "DOC015")


@pytest.mark.parametrize(("places", "told"), [(1, False), (99, False), (100, True)])
def test_of_a_box_with_many_places_another_may_be_the_one_that_is_ticked(pdf, places, told):
    drawn = Dictionary(N=Dictionary(Yes=picture(pdf, b"1 0 m 2 2 l S")))
    blank: dict[str, Any] = {"AP": drawn, "AS": Name.Off, "Rect": Array([10, 10, 30, 30])}
    parent = pdf.make_indirect(Dictionary(T=String("a"), FT=Name.Btn, V=Name.Yes))
    parent.Kids = Array([*(Dictionary(AS=Name.Off) for _ in range(places)), Dictionary(AS=Name.Yes)])
    read = Widgets(pdf).read(Dictionary(Parent=parent, **blank), SHEET)
    assert (read.text, read.said is not None) == ("", told)


def test_a_text_that_a_field_asks_to_write_in_white_stands_in_no_hidden_place(pdf):
    for manner, told in (("/F 9 Tf 1 g", True), ("/F 9 Tf 0 g", False)):
        read = place(pdf, FT=Name.Tx, V=String("text"), DA=String(manner))
        assert (read.text, read.hidden, read.said is not None) == ("text", False, told)


@pytest.mark.parametrize(("shown", "whole"), [("2026-12-05", True), ("2026-12-0", False)])
@pytest.mark.parametrize("left", [10, 450])
def test_what_fills_most_of_its_place_is_the_text(pdf, shown, whole, left):
    drawn = Dictionary(N=picture(pdf, b"BT /F1 10 Tf (%s) Tj ET" % shown.encode()))
    widget = Dictionary(
        T=String("a"), FT=Name.Tx, V=String("2026-12-05 22:10"), AP=drawn, Rect=Array([left, 10, left + 100, 30])
    )
    assert (Widgets(pdf).read(widget, SHEET).said is None) is whole


def test_a_place_shows_something_where_anything_is_painted_there(pdf):
    paints = Widgets(pdf).paints
    assert not paints(Dictionary())
    assert paints(Dictionary(MK=Dictionary(BG=Array([1]))))
    assert paints(Dictionary(MK=Dictionary(CA=String("x"))))
    assert paints(Dictionary(AP=Dictionary(N=picture(pdf, b"0 0 9 9 re f"))))
    assert not paints(Dictionary(AP=Dictionary(N=picture(pdf, b"/Tx BMC EMC"))))
    box = Dictionary(N=Dictionary(Yes=picture(pdf, b"0 0 9 9 re f"), Off=picture(pdf, b"q Q")))
    assert paints(Dictionary(AP=box, AS=Name.Yes))
    assert not paints(Dictionary(AP=box, AS=Name.Off))
    assert not paints(Dictionary(AP=box))


def test_a_file_names_and_holds_so_much_and_no_more(pdf, monkeypatch):
    monkeypatch.setattr(form_widgets, "READ", 5)
    assert Widgets(pdf).string("12345") == "12345"
    with pytest.raises(Unreadable):
        Widgets(pdf).string("123456")


def test_the_size_of_the_type_is_that_of_the_last_font_named(pdf):
    drawn = Shown(Dictionary()).drawn(picture(pdf, b"BT /F1 9.5 Tf (text) Tj ET"))
    assert drawn is not None
    assert (drawn.text, drawn.size) == ("text", 9.5)


def test_fonts_that_stand_in_the_appearance_itself_are_kept_apart(pdf):
    def font(sign: bytes) -> Any:
        stream = pdf.make_stream(b"1 beginbfchar <41> <%s> endbfchar" % sign)
        own = Dictionary(Flags=4, FontFile=pdf.make_stream(b""))
        return Dictionary(Subtype=Name.Type1, BaseFont=Name.Helvetica, ToUnicode=stream, FontDescriptor=own)

    shown = picture(pdf, b"BT /F1 9 Tf (A) Tj /F2 9 Tf (A) Tj ET", F1=font(b"0058"), F2=font(b"0059"))
    drawn = Shown(Dictionary()).drawn(shown)
    assert drawn is not None
    assert (drawn.text, drawn.size) == ("XY", 9.0)


@pytest.mark.parametrize(
    ("shown", "stored", "alike"),
    [
        ("CM", "CM", True),
        ("CM", "CK", False),
        ("22:05", "22 : 05", True),
        ("-\u00ad5", "-5", False),  # seen as a hyphen
        ("co\u00adop", "co\u00adop", True),
        ("coop", "co\u00adop", True),
        ("Ji", "Ji\u0159\u00ed", True),  # its font lacks two of the letters
        ("Jo", "Ji\u0159\u00ed", False),
        ("\u010dM", "\u010cM", True),
        ("caf", "café", False),  # every font has that one
        ("finish", "\ufb01nish", True),
        ("nish", "\ufb01nish", True),  # left out
        ("?nish", "\ufb01nish", True),
        ("vanish", "\ufb01nish", False),
        ("O? l??t? ?", "Où l’été …", True),  # qpdf, where a form lacks the font that a field names
        ("22?10", "22:10", False),
        ("??:10", "\uff12\uff12:10", False),
        ("nish", "finish", False),
        (f"a{UNKNOWN}c", "abc", True),
        (f"a{UNKNOWN}c", "abd", False),
    ],
)
def test_a_drawing_is_alike_as_well_as_it_can_be_read(shown, stored, alike):
    assert same(shown, stored) is alike


@pytest.mark.parametrize(
    ("shown", "stored", "legible"),
    [
        ("Ji", "Ji\u0159\u00ed", True),
        (f"a{UNKNOWN}c", "aéc", True),
        (f"a{UNKNOWN}c", "abc", False),
        (f"22:1{UNKNOWN}", "22:10", False),
    ],
)
def test_a_text_is_legible_where_all_its_plain_letters_and_figures_are(shown, stored, legible):
    assert is_legible(shown, stored) is legible
