"""Until when a way back is begun, where it leads back from a window and from the hours behind it."""

import pytest

from runbook.document.approval import _ways
from runbook.document.checklist import checklist
from runbook.document.ways import begun_by
from runbook.i18n import Language, load_language
from tests.verify.test_nights import site_plan

PLAN = site_plan("paris").plan
WAY = next(one for one in PLAN.phases if one.id == "move-back:h1")
CLOSES = next(step for step in PLAN.steps if step.no_return and step.hop == 1)


@pytest.mark.parametrize(
    ("tag", "by", "before", "step"),
    [
        ("en", "Phase {}: begin by", "Phase {}: before", "step"),
        ("fr", "Phase {}\u00a0: commencez avant", "Phase {}\u00a0: avant", "étape"),
    ],
)
def test_each_phase_has_its_own_limit(tag, by, before, step) -> None:
    language = load_language(tag)
    within, outside = (one for one in PLAN.phases if one.id in WAY.back_from)
    first, second = begun_by(PLAN, WAY, language)
    assert (first.label, second.label) == (by.format(within.number), before.format(outside.number))
    assert second.value.text == f"{step} {CLOSES.number}"
    heads = [group for page in checklist(PLAN, language).pages for group in page.groups]
    [head] = {group.back for group in heads if group.title.startswith(f"{WAY.number} ")}
    assert [one.value.text for one in head] == [first.value.text, second.value.text]


def test_the_request_for_approval_says_it_of_each_phase() -> None:
    said = {one.said for row in _ways(PLAN, Language(tag="en")) for one in row.ways}
    assert any(f"begun before step {CLOSES.number}" in one for one in said), said
