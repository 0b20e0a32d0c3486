"""Fields of a form of another kind, that show another value than they hold, or lie on another page than their row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, String

from runbook.model.form import field_name
from tests.records.filling import edited, place_of
from tests.records.test_forms import AT, DONE, ENTRIES, STEP, blank, filled, read

OTHER = "2026-10-20 22:59"
FAILED = field_name(1, "failed", STEP)
SCRIPT = Dictionary(S=Name.JavaScript, JS=String("x"))
Edit = Callable[[Any], object]


def told(edit: Edit, tmp_path: Any) -> list[tuple[str, str, str]]:
    """Code, what and what is shown of each fault; the entries are as they were filled in."""
    (part,) = read(edited(filled(), edit), tmp_path)
    assert tuple(part.entries) == ENTRIES
    return [
        (fault.code, *(_plain(dict(fault.args).get(name, "")) for name in ("what", "shown"))) for fault in part.faults
    ]


def _plain(value: Any) -> str:
    return str(getattr(value, "text", value))


def _at(pdf: Any, *, drawn: bool = True, **keys: Any) -> Any:
    place = place_of(pdf, AT)
    pdf.Root.AcroForm.NeedAppearances = True
    if not drawn:
        del place.AP
    for key, value in keys.items():
        place[f"/{key}"] = value
    return place


@pytest.mark.parametrize("drawn", [True, False])
@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ({"DA": String("/KitForm 9 Tf 1 g")}, ""),
        ({"MK": Dictionary(BG=Array([0, 0, 0]))}, ""),
        ({"Ff": 1 << 13}, "****"),
        ({"Ff": 1 << 25, "RV": String(f"<p>{OTHER}</p>")}, OTHER),
        ({"MaxLen": 13}, ENTRIES[0].at[:13]),
        ({"MaxLen": 0}, "…"),
        ({"MK": Dictionary(BC=Array([0])), "BS": Dictionary(W=30)}, ""),
    ],
)
def test_what_viewers_draw_anew_is_looked_at_beside_what_is_drawn(
    keys: dict[str, Any], shown: str, drawn: bool, tmp_path: Any
) -> None:
    assert told(lambda pdf: _at(pdf, drawn=drawn, **keys), tmp_path) == [("DOC015", AT, shown)]


@pytest.mark.parametrize(
    "keys",
    [
        {"MaxLen": 16, "Ff": 1 << 24},
        {"MK": Dictionary(BC=Array([0, 0, 1])), "BS": Dictionary(W=3, S=Name.B)},
        {"DA": String("/KitForm 0 Tf 0 0 0.5 rg"), "Q": 1},
        {"RV": String(f"<p>{OTHER}</p>")},
    ],
)
def test_how_honest_fields_look_is_nothing_to_speak_of(keys: dict[str, Any], tmp_path: Any) -> None:
    assert told(lambda pdf: _at(pdf, drawn=False, **keys), tmp_path) == []


def test_a_rich_text_of_the_field_above_is_drawn_in_its_place(tmp_path: Any) -> None:
    def put_below(pdf: Any) -> None:
        place = _at(pdf, drawn=False)
        above = Dictionary(FT=place.FT, T=place["/T"], V=place.V, Ff=1 << 25, RV=String(f"<p>{OTHER}</p>"))
        for key in ("/T", "/FT", "/V"):
            del place[key]
        place.Parent = pdf.make_indirect(above)
        place.Parent.Kids = Array([place])
        pdf.Root.AcroForm.Fields.append(place.Parent)

    assert told(put_below, tmp_path) == [("DOC015", AT, OTHER)]


def test_a_ground_of_another_colour_hides_nothing(tmp_path: Any) -> None:
    assert told(lambda pdf: _at(pdf, drawn=False, MK=Dictionary(BG=Array([0.9, 0.9, 1]))), tmp_path) == []


def _as_a_choice(pdf: Any) -> None:
    _at(pdf, drawn=False, FT=Name.Ch, Opt=Array([Array([place_of(pdf, AT).V, String(OTHER)])]))


def _as_a_text(pdf: Any) -> None:
    box = place_of(pdf, DONE)
    box.FT, box.V = Name.Tx, String("non")
    del box.AP, box.AS


@pytest.mark.parametrize(("edit", "what"), [(_as_a_choice, AT), (_as_a_text, DONE)])
def test_a_field_of_another_kind_is_told_and_not_read(edit: Edit, what: str, tmp_path: Any) -> None:
    (part,) = read(edited(filled(), edit), tmp_path)
    ((code, args),) = [(fault.code, dict(fault.args)) for fault in part.faults]
    assert (code, dict(args["reason"].args)) == ("DOC010", {"what": what})
    assert (part.entries[0].at == "") is (what == AT)
    assert (part.entries[0].state == "") is (what == DONE)


@pytest.mark.parametrize(("above", "read_as"), [(OTHER, OTHER), ("", ENTRIES[0].at)])
def test_the_value_of_a_field_goes_before_that_of_its_place(above: str, read_as: str, tmp_path: Any) -> None:
    def put_below(pdf: Any) -> None:
        place = _at(pdf, drawn=False)
        field = pdf.make_indirect(Dictionary(FT=place.FT, T=place["/T"], V=String(above), Kids=Array([place])))
        del place["/T"], place["/FT"]
        place.Parent = field
        pdf.Root.AcroForm.Fields.append(field)

    (part,) = read(edited(filled(), put_below), tmp_path)
    assert (part.entries[0].at, part.faults) == (read_as, ())


def _tick(content: bytes, **keys: Any) -> Edit:
    def edit(pdf: Any) -> None:
        box = place_of(pdf, DONE)
        look = pdf.make_stream(content, Subtype=Name.Form, BBox=Array([0, 0, 10, 10]))
        for key, value in keys.items():
            look[f"/{key}"] = value
        box.AP.N = Dictionary({"/Yes": look, "/Off": pdf.make_stream(b"0 0 9 9 re S", BBox=Array([0, 0, 10, 10]))})

    return edit


@pytest.mark.parametrize(
    ("edit", "state", "shown"),
    [
        (_tick(b"0 0 m 9 9 l S"), "done", []),
        (_tick(b"0 0 m 9 9 l S", BBox=Array([0, 0, 9999, 9999])), "", ["not ticked"]),
        (_tick(b"50 50 m 59 59 l S"), "", ["not ticked"]),
        (_tick(b"0 0 9 9 re S"), "", ["not ticked"]),  # as where it is not ticked
        (_tick(b"0 0 m 9 9 l 5 0 l h W n 0 0 9 9 re f"), "done", ["▮"]),
        (_tick(b"BT /F 5 Tf 0 2 Td (non) Tj ET"), "done", ["non"]),
        (_tick(b"BT /F 5 Tf 0 2 Td (X) Tj ET"), "done", []),
    ],
)
def test_a_tick_is_one_that_is_seen(edit: Edit, state: str, shown: list[str], tmp_path: Any) -> None:
    (part,) = read(edited(filled(), edit), tmp_path)
    assert part.entries[0].state == state
    assert [_plain(dict(fault.args)["shown"]) for fault in part.faults] == shown


def _presses(pdf: Any) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=SCRIPT)
    pdf.pages[0].obj.Annots.append(pdf.make_indirect(link))


def _opens(pdf: Any) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), Next=SCRIPT)


@pytest.mark.parametrize("edit", [_presses, _opens])
def test_scripts_behind_links_and_places_are_told(edit: Edit, tmp_path: Any) -> None:
    ((code, what, _),) = told(edit, tmp_path)
    assert (code, what[:8]) == ("DOC016", "a script")


def test_a_link_that_leads_somewhere_is_nothing_to_speak_of(tmp_path: Any) -> None:
    def add(pdf: Any) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
        link.A = Dictionary(S=Name.URI, URI=String("https://example.com/"))
        pdf.pages[0].obj.Annots.append(pdf.make_indirect(link))

    assert told(add, tmp_path) == []


def test_a_font_that_does_not_say_which_letters_it_has_is_a_note(tmp_path: Any) -> None:
    def change(pdf: Any) -> None:
        face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
        place_of(pdf, AT).AP.N.Resources = Dictionary(Font=Dictionary(KitForm=pdf.make_indirect(face)))

    ((code, what, _),) = told(change, tmp_path)
    assert (code, what[:9]) == ("DOC016", "how {whic")


def test_a_font_with_letters_of_its_own_is_read(tmp_path: Any) -> None:
    """Its figures are exchanged: what it shows is another time."""

    def change(pdf: Any) -> None:
        names = ("nine", "eight", "seven", "six", "five", "four", "three", "two", "one", "zero")
        coding = Dictionary(Differences=Array([48, *(Name(f"/{name}") for name in names)]))
        face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=coding)
        place_of(pdf, AT).AP.N.Resources = Dictionary(Font=Dictionary(KitForm=pdf.make_indirect(face)))

    (part,) = read(edited(filled(), change), tmp_path)
    turned = ENTRIES[0].at.translate(str.maketrans("0123456789", "9876543210"))
    assert (part.entries[0].at, [fault.code for fault in part.faults]) == (turned, ["DOC015"])


def test_signs_that_are_drawn_are_those_that_are_stored(tmp_path: Any) -> None:
    """A cross is no tick, though neither is a letter."""
    note = field_name(1, "note", STEP)
    for sign, codes in (("✓", []), ("✗", ["DOC015"])):

        def change(pdf: Any, sign: str = sign) -> None:
            place = place_of(pdf, note)
            face = Dictionary(Subtype=Name.Type0, BaseFont=Name.X, ToUnicode=Name("/Identity-H"))
            look = pdf.make_stream(f"BT /F 9 Tf 2 5 Td <{ord(sign):04X}> Tj ET".encode())
            look.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(face)))
            place.V, place.AP = String("✓"), Dictionary(N=look)

        (part,) = read(edited(blank(), change), tmp_path)
        assert ([fault.code for fault in part.faults], part.entries[0].note) == (codes, sign)


@pytest.mark.parametrize("copied", [True, False])
def test_a_field_on_another_page_than_its_row_is_told(copied: bool, tmp_path: Any) -> None:
    def move(pdf: Any) -> None:
        place, pages = place_of(pdf, AT), [page.obj for page in pdf.pages]
        left, bottom, right, top = map(float, place.Rect)
        highest = max(float(one.Rect[3]) for one in pages[1].Annots if "-at-" in str(one.get("/T", "")))
        moved = pdf.make_indirect(Dictionary(place))
        moved.Rect = Array([left, highest + 20, right, highest + 20 + top - bottom])
        pages[1].Annots.append(moved)
        pdf.Root.AcroForm.Fields.append(moved)
        if copied:
            place.V = String("")
            del place.AP
        else:
            pages[0].Annots = Array([one for one in pages[0].Annots if one.objgen != place.objgen])

    (part,) = read(edited(filled(), move), tmp_path)
    found = [dict(fault.args) for fault in part.faults if fault.code == "DOC015"]
    assert len(found) == len(part.faults) > 0
    assert {_plain(args["shown"]) for args in found} == {"in another row or column"}
    assert AT in [args["what"] for args in found]


def test_places_of_which_nothing_is_left_are_no_damage(tmp_path: Any) -> None:
    """As pdf-lib leaves them where it flattens a form."""
    assert told(lambda pdf: pdf.pages[0].obj.Annots.append(None), tmp_path) == []
