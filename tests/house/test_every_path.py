"""Three houses on every kind of change: an empty one, a usual one, one that means harm. Plans keep all that is the
kit's, faultless records pass, and pages hold together: what is filled in is what is set.

`LONG=1` takes every kind with each house; else one in thirteen.
"""

import re
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from runbook.house.merged import HouseProcedures
from runbook.i18n import with_words
from runbook.model.plan import Plan
from runbook.pdf.pages import PrintedKind, document_of, html_of
from runbook.pdf.prefill.make_master import outside_slots
from runbook.pdf.prefill.marked_plan import marked
from runbook.pdf.prefill.marks import mark_language
from runbook.pdf.prefill.split_plan import split
from runbook.planning.pipeline import make_plan
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests import plans
from tests.house.folders import EXAMPLE, FILE, of, of_the_kit, written
from tests.pages import glossary, language
from tests.verify.harness import check

pytestmark = pytest.mark.sampled(13)

HARM = "'<script>x</script> & &lt; %s %(x)s <!-- **b** `c` zq0001z'"
HOSTILE_FILE = f"""{FILE}classification: {HARM}
retention: {HARM}
contacts: {{noc: {{name: "<b>&amp;</b>", phone: "+33 (1) 99 00 00 00 00 00 00 00 ext 12345"}}}}
escalation: [{{minutes: 0, call: noc}}, {{minutes: 1440, call: noc}}]
vendor: {{phone: "1", contract: "<i>", case: "%s"}}
people:
  CM: {{name: "<u>%s</u>", phone: "1", roles: [technician], deputy: TL}}
  TL: {{name: "%s", roles: [witness], deputy: CM}}
""".replace(" ext 12345", "x12345")
HOSTILE_STEP = """\
s{number}:
  title: {{fr: "<b> é & co {number}"}}
  do: {harm}
  see: {harm}
  notes: [{{kind: warning, text: {harm}}}]
  call: [noc]
  minutes: {{low: 1, high: 1}}
  na: true
  place: {{{side}: {anchor}, each: {each}}}
"""
PLACES = tuple(product(("before", "after"), ("window", "status.before", "snapshot-take"), ("window", "pass")))


def _hostile(folder: Path) -> Path:
    steps = "".join(
        HOSTILE_STEP.format(number=number, harm=HARM, side=side, anchor=anchor, each=each)
        for number, (side, anchor, each) in enumerate(PLACES)
    )
    return written(folder, HOSTILE_FILE, steps)


@pytest.fixture(scope="session")
def houses(tmp_path_factory) -> dict[str, HouseProcedures]:
    """The three of them."""
    folder = tmp_path_factory.mktemp("houses")
    (folder / "empty").mkdir()
    (folder / "empty" / "house.yaml").write_text(FILE, encoding="utf-8")
    return {"empty": of(folder / "empty"), "usual": of(EXAMPLE), "hostile": of(_hostile(folder / "hostile"))}


CASES = [
    pytest.param(kind, house, id="-".join(str(part) for part in (house, *kind) if part))
    for kind, house in product(plans.KINDS, ("empty", "usual", "hostile"))
]


@pytest.fixture
def planned(monkeypatch, houses) -> Callable[..., tuple[Plan, Plan]]:
    """Makes the plan of a kind of change without a house, and that with one."""

    def both(kind: tuple[str, ...], house: str) -> tuple[Plan, Plan]:
        without = plans.plan_of(*kind)
        with monkeypatch.context() as patch:
            patch.setattr(plans, "make_plan", partial(make_plan, house=houses[house]))
            return without, plans.plan_of.__wrapped__(*kind)  # the other is kept

    return both


@pytest.mark.parametrize(("kind", "house"), CASES)
def test_all_that_is_the_kits_stays(kind, house, planned) -> None:
    without, plan = planned(kind, house)
    assert [step.id for step in plan.steps if not step.house] == [step.id for step in without.steps]
    assert any(step.house for step in plan.steps) == (house != "empty")
    rules = {rule.id: of_the_kit(rule) for rule in plan.rules}
    assert {rule.id: rule for rule in without.rules} == {rule.id: rules.get(rule.id) for rule in without.rules}
    at = {step.id: number for number, step in enumerate(plan.steps)}
    own = [rule for rule in plan.rules if rule.house and rule.kind == "order"]
    late = [rule.id for rule in own if max(at[one] for one in rule.first) > min(at[one] for one in rule.then)]
    assert late == []


@pytest.mark.parametrize(("kind", "house"), CASES)
def test_a_faultless_record_passes(kind, house, planned) -> None:
    _without, plan = planned(kind, house)
    indexed = index_plan(plan)
    result = check(indexed, *play(indexed, 7))
    assert (result.verdict, result.findings) == ("pass", ())


@pytest.mark.sampled(65)
@pytest.mark.parametrize(("kind", "house"), CASES)
def test_pages_hold_together(kind, house, planned) -> None:
    """Nothing of the site or of a telephone is outside the slots, and no text of the house is anything but text."""
    _without, plan = planned(kind, house)
    sample = marked(plan)
    assert split(sample).shape == split(plan).shape
    papers: tuple[tuple[PrintedKind, str], ...] = (("runbook", "fr"), ("checklist", "en"))
    for which, tag in papers:
        spoken = with_words(language(tag), plan.words)
        document, _ = document_of(which, plan, spoken, glossary(), "A4")
        page = html_of(document, spoken)
        document, _ = document_of(which, sample, mark_language(spoken), glossary(), "A4")
        assert outside_slots(html_of(document, mark_language(spoken))) == outside_slots(page)
        assert "<script" not in page
        assert "http://192.0.2.1" not in "".join(re.findall(r'(?:href|src)="([^"]*)"', page))
        assert ("&lt;script&gt;" in page) == (house == "hostile")
