"""Scripts of a form, and another form behind it."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from runbook.records.form_beside import has_scripts

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
    ],
)
def test_scripts_of_a_file(root: dict[str, Any], told: bool) -> None:
    pdf = pikepdf.new()
    for name, value in root.items():
        pdf.Root[f"/{name}"] = value
    assert has_scripts(pdf) is told
