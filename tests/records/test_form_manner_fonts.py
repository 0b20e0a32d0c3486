"""Fields that are not drawn yet: a viewer draws them in the font that they ask for, which may have other letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, String

from tests.records.filling import edited, place_of
from tests.records.test_form_shapes import exchange, saved
from tests.records.test_forms import AT, ENTRIES, filled, read

NAMES = ("nine", "eight", "seven", "six", "five", "four", "three", "two", "one", "zero")
FIGURES = Array([48, *(Name(f"/{name}") for name in NAMES)])


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        ({"BaseFont": Name.Helvetica}, []),
        ({"BaseFont": Name.Helvetica, "Encoding": Dictionary(Differences=FIGURES)}, ["DOC015"]),
        ({"BaseFont": Name.ZapfDingbats}, ["DOC015"]),
    ],
)
@pytest.mark.parametrize("own", [False, True])
def test_the_font_that_a_field_asks_for(tmp_path: Path, keys: dict[str, Any], codes: list[str], own: bool) -> None:
    def change(pdf: Any) -> None:
        place = place_of(pdf, AT)
        face = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, **keys))
        place.DA = String("0 g /Oth#65r 9 Tf")
        if own:
            place.DR = Dictionary(Font=Dictionary(Other=face))
        else:
            pdf.Root.AcroForm.DR.Font.Other = face
        del place["/AP"]

    (part,) = read(edited(filled(), change), tmp_path)
    assert [fault.code for fault in part.faults] == codes
    assert part.entries[0].at == ENTRIES[0].at


def test_the_shapes_of_the_font_of_the_form_itself_are_looked_at(tmp_path: Path) -> None:
    def change(pdf: Any) -> None:
        place = place_of(pdf, AT)
        del place["/AP"]
        pdf.Root.AcroForm.DR.Font.KitForm.FontDescriptor.FontFile2 = pdf.make_stream(saved(exchange))

    (part,) = read(edited(filled(), change), tmp_path)
    assert {fault.code for fault in part.faults} == {"DOC016"}


def test_the_font_of_the_form_is_the_kits(tmp_path: Path) -> None:
    (part,) = read(edited(filled(), lambda pdf: place_of(pdf, AT).__delitem__("/AP")), tmp_path)
    assert part.faults == ()
