"""What can be seen of a form: flags, places beside the page, layers that are not shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from runbook.records.form_covers import covered
from runbook.records.form_shown import Shown
from runbook.records.form_sight import Sight, is_beside, rectangle, unit_of

SHEET = pikepdf.Rectangle(0, 0, 600, 800)


@pytest.fixture
def pdf() -> pikepdf.Pdf:
    return pikepdf.new()


def widget(*box: float, **keys: Any) -> Dictionary:
    return Dictionary(Rect=Array(box or (10, 10, 110, 30)), **keys)


@pytest.mark.parametrize(
    ("flags", "hidden"), [(0, False), (4, False), (2, True), (6, True), (32, True), (36, True), (1, True), (5, True)]
)
def test_the_flags_of_a_place(pdf, flags, hidden):
    assert Sight(pdf).is_hidden(widget(F=flags), SHEET) is hidden


def test_a_kind_of_place_that_is_unknown_is_seen_where_it_has_a_picture(pdf):
    assert Sight(pdf).is_hidden(widget(F=1, AP=Dictionary()), SHEET) is False


@pytest.mark.parametrize(
    ("box", "hidden"),
    [
        ((10, 10, 110, 30), False),
        ((-50, 10, 50, 30), False),  # half of it
        ((-51, 10, 49, 30), True),
        ((10, -10, 110, 10), False),
        ((10, -11, 110, 9), True),
        ((550, 10, 650, 30), False),
        ((551, 10, 651, 30), True),
        ((10, 10, 11, 30), False),
        ((10, 10, 10.9, 30), True),
        ((10, 10, 110, 10.9), True),
    ],
)
def test_half_of_a_place_lies_on_the_page(pdf, box, hidden):
    assert Sight(pdf).is_hidden(widget(*box), SHEET) is hidden


@pytest.mark.parametrize(
    ("unit", "points"),
    [
        (None, 1), (2, 2), (0.5, 0.5), (0, 1), (-1, 1), (Name.Two, 1), (Array([2]), 1), ("two", 1),
        (Decimal("1" + "0" * 300), 1e300), (Decimal("1" + "0" * 400), 1),  # more than a number can be
    ],
)  # fmt: skip
def test_the_points_that_a_page_is_measured_in(pdf, unit, points):
    page = pdf.add_blank_page()
    if unit is not None:
        page.obj.UserUnit = unit
    assert unit_of(page) == points


def test_what_is_too_small_to_be_seen_hangs_on_the_unit_of_the_page(pdf):
    """A large sheet in small figures is read; a page that is shown as a dot is not."""
    small, usual = widget(1, 1, 1.9, 1.5), widget()
    assert [Sight(pdf).is_hidden(small, SHEET, unit) for unit in (1, 2, 10)] == [True, False, False]
    assert [Sight(pdf).is_hidden(usual, SHEET, unit) for unit in (1, 0.01)] == [False, True]


def test_type_is_as_small_as_the_unit_of_the_page_makes_it(pdf):
    drawn = pdf.make_stream(b"/Tx BMC BT /F 0.1 Tf 0 0 Td (done) Tj ET EMC", BBox=Array([0, 0, 10, 1]))
    shown = Shown(Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
    seen = []
    for unit in (1.0, 100.0, 1.0):
        shown.unit = unit
        found = shown.drawn(drawn)
        seen.append(found.text if found and not found.unseen_on(10, 1) else "")
    assert seen == ["", "done", ""]


@pytest.mark.parametrize("unit", [1, 2, 50])
def test_a_box_covers_what_lies_under_it_whatever_the_unit_of_the_page(unit):
    field = ("at", "2026-12-05 22:10", rectangle(widget(*(one / unit for one in (100, 100, 250, 120))), unit))
    for box, told in (((90, 90, 200, 130), 1), ((90, 90, 120, 130), 0)):
        over = widget(*(one / unit for one in box), Subtype=Name.Square, IC=Array([1, 1, 1]))
        assert len(covered(over, [field], unit)) == told


def test_a_place_without_a_box_is_not_seen(pdf):
    assert Sight(pdf).is_hidden(Dictionary(), SHEET) is True
    assert is_beside(Dictionary(), SHEET) is False


def test_a_place_whose_layer_hangs_on_how_it_is_used_may_not_be_printed(pdf):
    layer, used = Dictionary(Type=Name.OCG), Dictionary(Type=Name.OCG, Usage=Dictionary())
    sight = Sight(pdf)
    assert [sight.is_left_out(widget(F=flags)) for flags in (0, 2, 4, 6)] == [True, True, False, False]
    assert [sight.is_left_out(widget(F=4, OC=one)) for one in (layer, used)] == [False, True]
    drawn = Dictionary(N=pdf.make_stream(b"0 0 9 9 re f", OC=used))
    assert sight.is_left_out(widget(F=4, AP=drawn)) is True


@pytest.mark.parametrize(
    ("other", "left_out"),
    [({"OFF": True}, True), ({"ON": True, "BaseState": Name.OFF}, False), ({"BaseState": Name.OFF}, True), ({}, False)],
)
def test_a_place_whose_layer_is_off_in_another_view_is_not_always_shown(pdf, other, left_out):
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="layer"))
    config: Any = {key: Array([layer]) if value is True else value for key, value in other.items()}
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(), Configs=Array([Dictionary(**config)]))
    for each in (layer, Dictionary(Type=Name.OCMD, OCGs=layer), Dictionary(Type=Name.OCMD, OCGs=Array([layer]))):
        assert Sight(pdf).is_hidden(widget(F=4, OC=each), SHEET) is False
        assert Sight(pdf).is_left_out(widget(F=4, OC=each)) is left_out


def test_a_place_that_hides_when_it_is_pointed_at_is_not_always_shown(pdf):
    assert Sight(pdf).is_left_out(widget(F=4 + 256)) is True


@pytest.mark.parametrize(
    ("rule", "off", "hidden"),
    [
        (None, (0, 0), False), (None, (1, 0), False), (None, (1, 1), True),
        ("/AnyOn", (1, 0), False), ("/AnyOn", (1, 1), True),
        ("/AllOn", (0, 0), False), ("/AllOn", (1, 0), True), ("/AllOn", (1, 1), True),
        ("/AnyOff", (0, 0), True), ("/AnyOff", (1, 0), False), ("/AnyOff", (1, 1), False),
        ("/AllOff", (0, 0), True), ("/AllOff", (1, 0), True), ("/AllOff", (1, 1), False),
    ],
)  # fmt: skip
def test_a_layer_made_of_several(pdf, rule, off, hidden):
    layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=f"layer {i}")) for i in range(3)]
    hiding = [layer for layer, is_off in zip(layers, (*off, 1), strict=True) if is_off]
    pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=Dictionary(OFF=Array(hiding)))
    made = Dictionary(Type=Name.OCMD, OCGs=Array(layers[:2]))
    if rule:
        made.P = Name(rule)
    assert Sight(pdf).is_hidden(widget(OC=made), SHEET) is hidden
    assert Sight(pdf).is_hidden(widget(OC=layers[2]), SHEET) is True
    made.VE = Array([Name.Not, layers[0]])
    assert Sight(pdf).is_hidden(widget(OC=made), SHEET) is True


@pytest.mark.parametrize(
    ("rule", "hidden"), [("/AnyOn", False), ("/AllOn", False), ("/AnyOff", True), ("/AllOff", True)]
)
def test_what_is_shown_where_a_layer_is_off_is_hidden_where_all_are_on(pdf, rule, hidden):
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="layer"))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary())
    made = Dictionary(Type=Name.OCMD, OCGs=layer, P=Name(rule))
    assert Sight(pdf).is_hidden(widget(OC=made), SHEET) is hidden
    assert Sight(pikepdf.new()).is_hidden(widget(OC=made), SHEET) is False, "a file without layers"


def test_layers_that_are_off_but_for_some(pdf):
    layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=f"layer {i}")) for i in range(2)]
    shown = Dictionary(BaseState=Name.OFF, ON=Array(layers[:1]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=shown)
    sight = Sight(pdf)
    assert [sight.is_hidden(widget(OC=layer), SHEET) for layer in layers] == [False, True]


@pytest.mark.parametrize(
    ("state", "event", "off", "hidden"),
    [("OFF", "View", 0, True), ("ON", "View", 0, False), ("OFF", "Print", 0, False), ("ON", "View", 1, False)],
)
def test_a_layer_that_viewers_turn_off_or_on_by_themselves(pdf, state, event, off, hidden):
    usage = Dictionary(View=Dictionary(ViewState=Name(f"/{state}")))
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="layer", Usage=usage))
    use = Dictionary(Event=Name(f"/{event}"), Category=Array([Name.View]), OCGs=Array([layer]))
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(AS=Array([use]), OFF=Array([layer] if off else []))
    )
    assert Sight(pdf).is_hidden(widget(OC=layer), SHEET) is hidden


@pytest.mark.parametrize("states", [False, True])
def test_a_picture_on_a_layer_that_is_off_is_not_seen(pdf, states):
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="layer"))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    picture = pdf.make_stream(b"0 0 9 9 re f", OC=layer)
    drawn = Dictionary(N=Dictionary(on=picture, Off=pdf.make_stream(b"")) if states else picture)
    assert Sight(pdf).is_hidden(widget(AP=drawn, AS=Name.on), SHEET) is True
    assert Sight(pdf).is_hidden(widget(AP=drawn, AS=Name.Off), SHEET) is not states
