"""The cover of the runbook, by itself: however long the values of a plan are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from runbook.model.plan import Plan
from runbook.pdf.weasyprint import render_pdf
from tests import plans
from tests.pages import page_texts, runbook_page, squeezed
from tests.pdf.placed import on_level_lines


def cover(plan: Plan, tag: str = "en") -> bytes:
    page = runbook_page(plan, tag, "Letter")
    first = re.sub('<a class="page-of".*?</a>', "", page[: page.index("</section>", page.index('class="cover'))])
    return render_pdf(f"{first}</section></body></html>", {}, style="runbook")


@pytest.mark.parametrize("lines", range(0, 60, 4))
def test_the_heading_of_the_passes_stands_above_their_table(lines):
    """However much stands before it: a sentence of what A and B mean is between them."""
    plan = plans.plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True, True))
    texts = [squeezed(text) for text in page_texts(cover(replace(plan, reason="w" * (72 * lines))))]
    heading, table = (
        [n for n, text in enumerate(texts) if words in text] for words in ("Passesandappliances", "Primaryatstart")
    )
    assert heading == table[:1]


def test_no_name_of_a_host_stands_on_its_rule():
    plan = plans.plan_of("standalone", "automatic")
    host = f"support.{'.'.join(['gjpqy-gjpqy-gjpqy-gjpqy-gjpqy-gjpqy-gjpqy'] * 4)}"
    assert on_level_lines(cover(replace(plan, hostname=host))) == []
