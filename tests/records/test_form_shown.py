"""Drawings in drawings, and on places of another size; the manner that a field asks for."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from runbook.records.form_shown import NOTHING, PICTURE, Drawn, Shown
from runbook.records.form_undrawn import is_unseen

WORDS = b"BT /F 9 Tf (text) Tj ET"


def drawn(content: bytes, more: dict[str, Any] | None = None, **keys: Any) -> Drawn | None:
    """With another drawing of these keys, which `content` may draw as /Other."""
    pdf = pikepdf.new()
    other = pdf.make_stream(WORDS, **keys)
    picture = pdf.make_stream(content, Resources=Dictionary(XObject=Dictionary(Other=other)), **(more or {}))
    return Shown(Dictionary()).drawn(picture)


def test_a_drawing_within_another_is_seen():
    found = drawn(b"/Other Do", Subtype=Name.Form)
    assert (found and found.text) == "text"


def test_an_image_may_show_anything():
    found = drawn(b"/Other Do", Subtype=Name.Image)
    assert (found and found.text) == PICTURE


def test_what_there_is_not_is_not_drawn():
    found = drawn(b"/Nothing Do " + WORDS)
    assert (found and found.text) == "text"
    assert drawn(b" \n") == NOTHING


def test_a_drawing_on_a_layer_cannot_be_read():
    assert drawn(b"/Other Do", Subtype=Name.Form, OC=Dictionary(Type=Name.OCG)) is None
    assert drawn(b"/OC /Layer BDC " + WORDS + b" EMC") is None


@pytest.mark.parametrize(
    ("size", "box", "place", "unseen"),
    [
        (9.0, (100, 20), (100, 20), False),
        (9.0, (900, 20), (100, 20), True),
        (9.0, (890, 20), (100, 20), False),
        (9.0, (100, 180), (100, 20), True),
        (9.0, (100, 178), (100, 20), False),
        (0.5, (1, 1), (100, 20), False),  # drawn in a measure of its own
        (9.0, (0, 20), (100, 20), True),
        (9.0, (100, 0), (100, 20), True),
        (9.0, (-1, -1), (1, 1), False),  # it has no box
        (0.0, (900, 900), (1, 1), False),  # a picture
    ],
)
def test_type_of_a_point_is_not_seen(size, box, place, unseen):
    assert Drawn("text", size, False, *box).unseen_on(*place) is unseen


@pytest.mark.parametrize(
    ("matrix", "unseen"), [([1, 0, 0, 1, 0, 0], False), ([0, 1, -1, 0, 0, 0], False), ([1, 0, 0, 0, 0, 0], True)]
)
def test_what_a_matrix_leaves_nothing_of_is_not_seen(matrix, unseen):
    found = drawn(WORDS, {"BBox": Array([0, 0, 90, 20]), "Matrix": Array(matrix)})
    assert found is not None
    assert found.unseen_on(90, 20) is unseen


@pytest.mark.parametrize(
    ("manner", "unseen"),
    [
        ("/F 9 Tf 0 g", False),
        ("/F 9 Tf 1 g", True),
        ("/F 0 Tf 0 g", False),
        ("/F 1 Tf 0 g", True),
        ("/F 1.1 Tf 0 g", False),
        ("/F 9 Tf 3 Tr", True),
        ("Tf", True),
        ("", False),
    ],
)
def test_the_manner_that_a_field_asks_for(manner, unseen):
    assert is_unseen(manner) is unseen
