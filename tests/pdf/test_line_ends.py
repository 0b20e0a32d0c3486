"""Lines that end before bold type, in boxes of widths by tenths of a millimetre."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from runbook.pdf.weasyprint import render_pdf
from tests.pages import opened

TEXT = "Nine words are set here, the last before <strong>what stands out</strong> and goes on."
BOX = '<div style="width: {:.1f}mm; margin-bottom: 20mm">{}</div>'


@pytest.mark.parametrize("text", [TEXT, f'<p style="display: inline">{TEXT}</p>', TEXT.replace("strong", "em")])
def test_no_word_is_left_alone_where_a_space_alone_does_not_fit(text: str) -> None:
    """A wider box never has fewer letters in its first line."""
    boxes = (BOX.format(60 + tenths / 10, text) for tenths in range(200))
    page = f'<html lang="en"><title>.</title><body class="runbook A4">{"".join(boxes)}</body>'
    lines = [line for leaf in opened(render_pdf(page, {}, style="runbook")) for line in lines_of(leaf)]
    first = [len(line) for line in lines if line.startswith("Nine")]
    assert len(first) == 200
    assert all(one <= other for one, other in pairwise(first))
    assert first[-1] > first[0] > 20


def lines_of(leaf: Any) -> list[str]:
    return str(leaf.get_textpage().get_text_range()).splitlines()
