"""Long values on finished pages stay within their columns: many passes, a long id."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2.raw as raw
import pytest

from runbook.document.approval import approval
from runbook.pdf import html
from runbook.pdf.weasyprint import render_pdf
from tests.pages import language, runbook_pdf
from tests.pdf.placed import leaves
from tests.plans import plan_of

MARGIN, THIN = 0.5, 2.0  # points


def _texts_beyond(pdf: bytes, title: str, within: float) -> list[str]:
    """The texts, up to so many points below `title`, that cross an upright line of the table which stands there."""
    for leaf in leaves(pdf):
        heads = [text for text in leaf.texts if text.what.strip() == title]
        if heads:
            high = heads[0].low
            paths = [thing.get_bounds() for thing in leaf.page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])]
            lines = [box for box in paths if box[2] - box[0] < THIN < box[3] - box[1]]
            texts = [text for text in leaf.texts if high - within < text.low and text.high < high]
            assert len(lines) > 2
            assert len(texts) > 5
            return [
                text.what for text in texts for left, low, right, top in lines
                if low < (text.low + text.high) / 2 < top and text.left < left - MARGIN and text.right > right + MARGIN
            ]  # fmt: skip
    raise AssertionError(title)


@pytest.mark.long
def test_versions_of_many_passes_stay_in_their_column():
    plan = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True,) * 4)
    made = approval(plan, language("en"), "Letter")
    assert all(len(row.base) == 5 for row in made.changes)
    pdf = render_pdf(html.approval_html(made, language("en")), {}, style="approval")
    assert _texts_beyond(pdf, "What changes", 120) == []
    assert _texts_beyond(pdf, "The impact in full", 200) == []


def test_licences_and_patches_name_their_pass_where_there_are_several():
    several = approval(plan_of("failover", "manual", "synchronous", "dns", hops=("lb", "p")), language("en"))
    assert [item.label.split(" · ")[0] for item in several.also] == ["Pass 1 of 2", "Pass 2 of 2"]
    alone = approval(plan_of("failover", "manual", "synchronous", "dns", hops=("lb",)), language("en"))
    assert [" · " in item.label for item in alone.also] == [False]


@pytest.mark.long
def test_the_longest_id_stays_in_the_table_of_who_is_who():
    plan = plan_of("single", "automatic")
    long = "y" * 40
    passes = tuple(replace(one, primary_start=long, primary_end=long) for one in plan.passes)
    assert _texts_beyond(runbook_pdf(replace(plan, passes=passes)), "Passes and appliances", 100) == []
