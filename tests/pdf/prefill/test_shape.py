"""What of a plan is the site's own, and what two plans of one shape have in common."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import islice, pairwise

import pytest

from runbook.model.plan import Slot
from runbook.pdf.pages import document_of, html_of
from runbook.pdf.prefill.make_master import outside_slots
from runbook.pdf.prefill.marks import MARK, REVISION, Unfit, marked, site_values
from runbook.pdf.prefill.shape import TOLD, UNSEEN, shape_of
from tests import plans
from tests.pages import glossary, language
from tests.pdf.prefill.awkward import awkward

KINDS = [pytest.param(kind, id="-".join(str(part) for part in kind if part)) for kind in plans.KINDS]


def bare(kind, plan, tag):
    document, _ = document_of(kind, plan, language(tag), glossary(), "A4")
    return outside_slots(html_of(document, language(tag)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_stands_where_its_value_stood(kind):
    plan = plans.plan_of(*kind)
    model = marked(plan)
    for i, value in enumerate(site_values(model)):
        assert not isinstance(value, str) or value in ("", f"zq{i:04d}zz", REVISION)
    assert len(site_values(model)) == len(site_values(plan))
    assert marked(model) == model


@pytest.mark.parametrize("kind", KINDS)
def test_the_marks_of_a_shape_are_the_same_whoever_it_is_made_of(kind):
    one, other = awkward(kind, 1, 0.3), awkward(kind, 8, 0.3)
    assert shape_of(one) == shape_of(marked(one))
    assert (shape_of(one) == shape_of(other)) == (marked(one) == marked(other))


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_one_shape_are_the_same_but_for_their_slots(kind):
    """Over random sites; whatever is not in a slot decides the shape, or two pages of one shape would differ."""
    found: dict[object, list[object]] = {}
    for seed in range(6):
        plan = awkward(kind, seed, 0.3)
        found.setdefault(shape_of(plan), []).append(plan)
    same = max(found.values(), key=len)
    assert len(same) > 1
    for which, tag in (("runbook", "fr"), ("checklist", "en")):
        for one, other in pairwise(same[:3]):
            assert bare(which, one, tag) == bare(which, other, tag)


@pytest.mark.parametrize("kind", plans.KINDS[::7])
def test_pages_that_are_not_the_same_are_of_another_shape(kind):
    pages: dict[object, str] = {}
    for plan in islice(plans.combinations(kind), 0, None, 9):
        page = bare("checklist", plan, "en") + bare("runbook", plan, "en")
        assert pages.setdefault(shape_of(plan), page) == page
    assert len(pages) > 1


def test_nothing_of_a_site_is_outside_the_slots():
    for kind in plans.KINDS[::5]:
        assert not MARK.search(bare("runbook", marked(plans.plan_of(*kind)), "en"))


def test_every_field_is_told_or_is_part_of_the_shape():
    for kind, names in (*TOLD.items(), *UNSEEN.items()):
        assert names <= {f.name for f in fields(kind)}
    plan = plans.plan_of("single", "automatic")
    step = plan.steps[0]
    for other in (
        replace(plan, steps=(replace(step, do="Something else."), *plan.steps[1:])),
        replace(plan, steps=(replace(step, kit=not step.kit), *plan.steps[1:])),
        replace(plan, options=(*plan.options, "new")),
        replace(plan, sources={**plan.sources, "X": "y"}),
        replace(plan, clients=replace(plan.clients, extractable_msi=True)),
        replace(plan, appliances=(replace(plan.appliances[0], form="virtual"),)),
        replace(plan, staff=plan.staff * 3),
    ):
        assert shape_of(other) != shape_of(plan)


def test_what_is_said_to_be_unseen_is_not_seen():
    plan = plans.plan_of("single", "automatic")
    staff = tuple(replace(person, language="fr") for person in plan.staff)
    other = replace(plan, rules=(), languages=("fr",), staff=staff)
    assert shape_of(other) == shape_of(plan)
    for which in ("runbook", "checklist"):
        assert document_of(which, plan, language("en"), glossary(), "A4") == document_of(
            which, other, language("en"), glossary(), "A4"
        )


def test_a_value_that_is_not_what_its_place_is_for_has_no_master():
    plan = plans.plan_of("single", "automatic")
    step = replace(plan.steps[0], slots=(Slot(label="When", value="tomorrow", kind="datetime"),))
    with pytest.raises(Unfit):
        site_values(replace(plan, steps=(step, *plan.steps[1:])))
    step = replace(plan.steps[0], slots=(Slot(label="How many", value="many", kind="count"),))
    with pytest.raises(Unfit):
        site_values(replace(plan, steps=(step, *plan.steps[1:])))
    with pytest.raises(Unfit):
        shape_of(replace(plan, appliances=(*plan.appliances, *plan.appliances)))
