"""Scripts of a form, and another form behind it."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from runbook.records.form_beside import acts, attached, has_scripts, is_more

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("x"))


@pytest.mark.parametrize(
    ("root", "told"),
    [
        ({}, False),
        ({"OpenAction": SCRIPT}, True),
        ({"OpenAction": Dictionary(S=Name.GoTo)}, False),
        ({"OpenAction": Array([0, Name.Fit])}, False),
        ({"AA": Dictionary(WS=SCRIPT)}, True),
        ({"Names": Dictionary(JavaScript=Dictionary())}, True),
        ({"Names": Dictionary(Dests=Dictionary())}, False),
        ({"AcroForm": Dictionary(Fields=Array(), XFA=String("x"))}, True),
        ({"AcroForm": Dictionary(Fields=Array())}, False),
        ({"AcroForm": Dictionary(Fields=Array(), CO=Array())}, False),
        ({"AcroForm": Dictionary(Fields=Array(), CO=Array([Dictionary(T=String("sum"))]))}, True),
        ({"Outlines": Dictionary(First=Dictionary(A=Dictionary(S=Name.GoTo)))}, False),
        ({"Outlines": Dictionary(First=Dictionary(Next=Dictionary(First=Dictionary(A=SCRIPT))))}, True),
    ],
)
def test_scripts_of_a_file(root: dict[str, Any], told: bool) -> None:
    pdf = pikepdf.new()
    for name, value in root.items():
        pdf.Root[f"/{name}"] = value
    assert has_scripts(pdf) is told


def test_bookmarks_without_end_are_looked_at_for_a_while() -> None:
    pdf = pikepdf.new()
    one = pdf.make_indirect(Dictionary(Title=String("x")))
    one.Next = one.First = one
    pdf.Root.Outlines = Dictionary(First=one)
    assert has_scripts(pdf) is False


@pytest.mark.parametrize(
    ("drawn", "told"),
    [(("N",), False), (("N", "D"), True), (("N", "R"), True), ((), False)],
)
def test_a_text_that_shows_something_else_under_the_pointer(drawn: tuple[str, ...], told: bool) -> None:
    pdf = pikepdf.new()
    pictures = Dictionary()
    for name in drawn:
        pictures[f"/{name}"] = pdf.make_stream(b"")
    assert acts(Dictionary(Subtype=Name.Widget, AP=pictures)) is told


def test_a_box_may_look_otherwise_while_it_is_pressed() -> None:
    states = Dictionary(Yes=pikepdf.new().make_stream(b""))
    assert acts(Dictionary(Subtype=Name.Widget, AP=Dictionary(N=states, D=states))) is False
    assert acts(Dictionary(Subtype=Name.Widget, AP=Dictionary(N=states, R=states))) is True


def test_files_attached_to_the_file_and_to_its_pages() -> None:
    pdf = pikepdf.new()
    for name in ("a", "b"):
        pdf.add_blank_page().obj.AF = Array([Dictionary(UF=String(name))])
    pdf.Root.AF = Array([Dictionary(F=String("c")), None, Dictionary()])
    pdf.pages[0].obj.Annots = Array([Dictionary(), Dictionary(AF=Array([Dictionary(UF=String("d"))]))])
    assert attached(pdf) == ("c", "?", "a", "b", "d")


def test_a_file_that_is_a_table_or_an_archive_as_well() -> None:
    pdf, archive = b"%PDF-1.7 some of it %%EOF\n", b"PK\3\4" + bytes(20) + b"PK\5\6" + bytes(18)
    assert [is_more(content) for content in (pdf, b"\xef\xbb\xbf\r\n" + pdf, pdf + b"trailing")] == [False] * 3
    assert [is_more(content) for content in (b"revision,step\n" + pdf, pdf + archive)] == [True] * 2
    assert is_more(pdf + archive + pdf * 9) is False, "as an attached file"
    remark = b"PK\5\6" + bytes(16) + (len(pdf)).to_bytes(2, "little") + pdf
    assert is_more(pdf + remark) is True
