"""Pages of a plan with a house: the same whether they are filled in or set in full, in each language."""

import io
import re

import pypdf
import pytest

from runbook.build.documents import in_full, printed
from runbook.records.blank import record_csv
from tests.house.folders import EXAMPLE, of, plan_with
from tests.pages import language


def _text(data: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


@pytest.mark.long
@pytest.mark.parametrize("kind", ["checklist", pytest.param("runbook", marks=pytest.mark.long)])
def test_filled_in_or_set_in_full_the_pages_say_the_same(kind) -> None:
    plan = plan_with(of(EXAMPLE), "lyon")
    data, filled = printed(kind, plan, "fr", "A4")
    assert filled
    told = _text(data)
    assert "Appelez la supervision" in told
    assert "Mettez le ticket à jour" in told
    assert sorted(told.replace(" ", "")) == sorted(_text(in_full(kind, plan, "fr", "A4")).replace(" ", ""))


def test_the_record_names_the_steps_in_its_language() -> None:
    plan = plan_with(of(EXAMPLE), "lyon")
    assert "Update the ticket" in record_csv(plan, language("en")).decode("utf-8-sig")
