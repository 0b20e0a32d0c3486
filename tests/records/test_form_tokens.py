"""Drawings in which one program reads this, and another one that: nobody can tell what is seen of them."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from runbook.records.form_fonts import UNKNOWN
from runbook.records.form_shown import Shown
from runbook.records.form_undrawn import is_unseen
from tests.records.test_form_doubt import whole

TIME = "(22:10) Tj"
BEGIN = "BT /F 8 Tf 2 5 Td"
HIDDEN = f"0 0 99 99 re f 0 g 0 Tr 2 5 Td {TIME}"  # what would be seen, were it drawn


def text(content: str, **resources: Any) -> str | None:
    pdf = pikepdf.new()
    picture = pdf.make_stream(content.encode(), Resources=Dictionary(**resources), BBox=Array([0, 0, 90, 20]))
    found = Shown(Dictionary()).drawn(picture)
    return found.text if found else None


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (f"{BEGIN} (23:59) Tj % 1 g {HIDDEN}\n ET", "23:59"),
        (f"{BEGIN} (23%59) Tj % {TIME}\r ({{}}) Tj ET", "23%59{}"),
        (f"{BEGIN} 3 Tr ( ( ( (a) ) 1 g {HIDDEN} ( ( (b) ) ) ) Tj ET", None),
        (f"{BEGIN} 3 Tr <z 1 g {HIDDEN}> Tj ET", None),
        (f"{BEGIN} 3 Tr 0Tr {TIME} ET", None),
        (f"{BEGIN} {TIME} 1 g 0 0 99 99 re-f ET", None),
        (f"/Span <</MCID 0/Lang<6566>>> BDC {BEGIN} {TIME} ET EMC", "22:10"),
        (f"{BEGIN}{TIME.replace(' ', '')}\nET", "22:10"),
        (f"{BEGIN} <32323A3130> Tj ET", "22:10"),
        (f"{BEGIN} <32 32 3a 31 3> Tj ET", "22:10"),
    ],
)
def test_what_is_no_drawing_is_not_taken_for_one(content: str, seen: str | None) -> None:
    assert text(content) == seen


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        (r"22:10", "22:10"),
        (r"22\0721\60", "22:10"),
        (r"22\47210", "22:10"),  # of more than a byte, its end
        (r"\(22:10\)", "(22:10)"),
        ("22:\\\n10", "22:10"),
        ("22:\\\r\n10", "22:10"),
        (r"22:1\061", "22:11"),
        (r"22:10\x", "22:10x"),
        (r"22\n10", UNKNOWN),
    ],
)
def test_characters_that_are_written_otherwise_are_read(written: str, seen: str) -> None:
    assert text(f"{BEGIN} ({written}) Tj ET") == seen


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f"{BEGIN} 0 g {TIME} ET", True), (f"{BEGIN} 0 0 0 1 g {TIME} ET", False),
        (f"{BEGIN} 0 0 0 rg {TIME} ET", True), (f"{BEGIN} 0 1 1 1 rg {TIME} ET", False),
        (f"{BEGIN} 0 0 0 1 k {TIME} ET", True), (f"{BEGIN} (x) 0 0 0 1 k {TIME} ET", False),
        (f"{BEGIN} 1 0 0 1 2 5 Tm {TIME} ET", True), (f"{BEGIN} 9 1 0 0 1 500 500 Tm {TIME} ET", False),
        (f"{BEGIN} 0 0 Td {TIME} ET", True), (f"{BEGIN} 0 500 500 Td {TIME} ET", False),
        (f"1 0 0 1 0 0 cm {BEGIN} {TIME} ET", True), (f"9 1 0 0 1 500 500 cm {BEGIN} {TIME} ET", False),
        (f"{BEGIN} /F 8 Tf {TIME} ET", True), (f"{BEGIN} /G 8 (x) Tf {TIME} ET", False),
        (f"{BEGIN} 0 Tr {TIME} ET", True), (f"{BEGIN} 3 0 Tr {TIME} ET", False),
        (f"{BEGIN} () {TIME} ET", False), (f"{BEGIN} Tj {TIME} ET", False),
        (f"{BEGIN} [(22) -10 (:10)] TJ ET", True), (f"{BEGIN} (22:) (10) TJ ET", False),
        (f"{BEGIN} (22:) [(10)] TJ ET", False), (f"{BEGIN} [(22:10) /F] TJ ET", False),
        (f"{BEGIN} (22:10) ' ET", True), (f"{BEGIN} 0 (22:10) ' ET", False),
        (f'{BEGIN} 0 0 (22:10) " ET', True), (f'{BEGIN} 0 500 (22:10) " ET', False),
    ],
)  # fmt: skip
def test_an_operator_has_what_it_takes_and_no_more(content: str, told: bool) -> None:
    assert whole(content) == ("22:10" if told else None)


@pytest.mark.parametrize(("manner", "unseen"), [("/F 9 Tf 0 g", False), ("/F 9 Tf 0 0 0 1 g", True)])
def test_so_it_is_where_a_field_asks_for_its_manner(manner: str, unseen: bool) -> None:
    assert is_unseen(manner) is unseen


def test_letters_of_names_may_be_written_as_numbers() -> None:
    other = Dictionary(Differences=Array([48, Name.five, Name.six, Name.seven]))
    face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=other)
    assert text(f"BT /#46 8 Tf 2 5 Td {TIME} ET", Font=Dictionary(F=face)) == "77:65"
    assert text(f"/O#43 /x BDC {BEGIN} {TIME} ET EMC") is None


@pytest.mark.parametrize(("box", "seen"), [((0, 0, 90, 20), "22:10"), ((0, 0, 1, 1), ""), ((20, 0, 90, 20), "")])
def test_of_a_drawing_within_another_its_box_is_seen(box: tuple[int, ...], seen: str) -> None:
    pdf = pikepdf.new()
    inner = pdf.make_stream(f"{BEGIN} {TIME} ET".encode(), Subtype=Name.Form, BBox=Array(box))
    assert text("/X Do", XObject=Dictionary(X=inner)) == seen


def test_a_drawing_within_another_has_the_fonts_of_that_one() -> None:
    pdf = pikepdf.new()
    inner = pdf.make_stream(f"{BEGIN} {TIME} ET".encode(), Subtype=Name.Form)
    other = Dictionary(Differences=Array([48, Name.five, Name.six, Name.seven]))
    face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=other)
    assert text("/X Do", XObject=Dictionary(X=inner), Font=Dictionary(F=face)) == "77:65"
