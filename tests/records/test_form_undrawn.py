"""Fields that no program has drawn yet: what viewers make of them hangs on what each asks for."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from runbook.records.form_shown import PICTURE
from runbook.records.form_undrawn import is_plain, is_pushed_off
from runbook.records.form_widgets import FormPlace, Widgets

SHEET = pikepdf.Rectangle(0, 0, 600, 800)
KIT = "/KitForm 9 Tf 0 g"
AT = "2026-10-11 17:14"
HELVETICA: dict[str, Any] = {"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name.Helvetica}


def form(*, anew: bool = False) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.Root.AcroForm = Dictionary(Fields=Array(), DA=String(KIT), NeedAppearances=anew)
    return pdf


def field(pdf: pikepdf.Pdf | None = None, **keys: Any) -> FormPlace:
    usual = {"T": String("a"), "FT": Name.Tx, "V": String(AT), "Rect": Array([10, 10, 110, 30])}
    return Widgets(pdf or form()).read(Dictionary(**{**usual, **keys}), SHEET)


def shown(place: FormPlace) -> Any:
    return dict(place.said[1])["shown"] if place.said else None


@pytest.mark.parametrize(
    ("manner", "plain"),
    [
        (KIT, True),
        ("/KitForm 0 Tf 0 0 .5 rg", True),
        ("0 g", True),
        ("", True),
        ("0 0 0 1 k /F 30 Tf", True),
        ("/F 31 Tf 0 g", False),
        ("/F -9 Tf 0 g", False),
        ("/F 9 Tf 0 g 500 Ts", False),
        ("/F 9 Tf 500 Tc 0 g", False),
        ("1 0 0 1 900 900 Tm /F 9 Tf 0 g", False),
        ("/G gs /F 9 Tf 0 g", False),
        ("/F 9 Tf 0 g /X Do", False),
        ("/F (9) Tf", False),
    ],
)
def test_a_manner_asks_for_a_font_a_size_and_colours_alone(manner: str, plain: bool) -> None:
    assert is_plain(manner, 20) is plain
    assert (field(DA=String(manner)).said is None) is plain


def font(**keys: Any) -> dict[str, Any]:
    return {"DA": String("/F 9 Tf 0 g"), "DR": Dictionary(Font=Dictionary(F=Dictionary(**{**HELVETICA, **keys})))}


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (font(), None),
        (font(FirstChar=32, Widths=Array([600] * 95)), None),
        (font(FirstChar=32, Widths=Array([0] * 95)), PICTURE),
        (font(FirstChar=32, Widths=Array([9000] * 95)), PICTURE),
        (font(Subtype=Name.Type3), "????-??-?? ??:??"),
        ({"V": String(" " + AT)}, None),
        ({"V": String(" " * 2 + AT)}, PICTURE),
        ({"V": String("\n" * 10 + AT), "Ff": 1 << 12}, None),
        ({"V": String("\n" * 11 + AT), "Ff": 1 << 12}, PICTURE),
        ({"V": String("\n" * 60 + AT), "Ff": 1 << 12}, PICTURE),
        ({"V": String(AT + " " * 300)}, None),
        ({"V": String(AT[:-2] + " " * 60 + AT[-2:])}, PICTURE),
        ({"V": String(AT[:-2] + " " * 60 + AT[-2:]), "Ff": 1 << 12}, None),  # goes on in the next line
        ({"V": String("22 " + " " * 9 + "10")}, None),
        ({"V": String(AT + " " * 300), "Q": 2}, PICTURE),
        ({"MK": Dictionary(R=0)}, None),
        ({"MK": Dictionary(R=180)}, PICTURE),
        ({"Ff": 1 << 24, "MaxLen": 16}, None),
        ({"Ff": 1 << 24, "MaxLen": 400}, PICTURE),
    ],
)
def test_what_viewers_draw_beside_the_field_upon_itself_or_turned_is_told(keys: dict[str, Any], told: Any) -> None:
    assert shown(field(**keys)) == told
    assert field(**{**keys, "V": String("")}).said is None


def test_blanks_push_off_the_end_of_a_text_that_has_just_room_without_them() -> None:
    assert [is_pushed_off("at  22:10", room, aligned=False) for room in (7, 8, 9)] == [False, True, False]


def test_a_font_of_pictures_is_told_whatever_it_says_of_its_letters() -> None:
    pdf = form()
    known = pdf.make_stream(b"1 beginbfrange <20> <7e> <0020> endbfrange")
    assert shown(field(pdf, **font(Subtype=Name.Type3, ToUnicode=known))) == PICTURE


def box(*, anew: bool = False, drawn: bool = False, **keys: Any) -> FormPlace:
    pdf = form(anew=anew)
    if drawn:
        keys["AP"] = Dictionary(N=Dictionary(Yes=pdf.make_stream(b"2 5 m 4 2 l 8 8 l S", BBox=Array([0, 0, 10, 10]))))
    return field(pdf, **{"FT": Name.Btn, "V": Name.Yes, "AS": Name.Yes, "Rect": Array([10, 10, 20, 20]), **keys})


@pytest.mark.parametrize(
    ("keys", "text", "told"),
    [
        ({}, "on", False),
        ({"MK": Dictionary(CA=String("8"))}, "on", False),
        ({"MK": Dictionary(CA=String(" "))}, "", True),
        ({"MK": Dictionary(CA=String("NON"))}, "on", True),
        ({"DA": String("/ZaDb 9 Tf 1 g")}, "", True),
        ({"DA": String("/ZaDb 0.5 Tf 0 g")}, "", True),
        ({"MK": Dictionary(BG=Array([0]))}, "", True),
    ],
)
def test_a_ticked_box_that_is_not_drawn_yet_shows_the_sign_that_it_asks_for(
    keys: dict[str, Any], text: str, told: bool
) -> None:
    for place in (box(**keys), box(anew=True, drawn=True, **keys)):
        assert (place.text, place.said is not None) == (text, told)
    assert box(drawn=True, **keys).said is None, "what is drawn is seen"
