"""Several approvals of one change are told apart wherever their steps are named, and no other step is numbered."""

import pytest

from runbook.document.checklist import checklist
from runbook.document.runbook import runbook
from runbook.i18n import available, load_language
from runbook.model.plan import Plan
from runbook.pdf.html import runbook_html
from runbook.records.blank_rows import rows
from runbook.web.browser_plan import browser_plan
from tests.verify.make_night_examples import night

TITLES = {
    "en": ["Release the change (1 of 2)", "Release the change (2 of 2, another person)"],
    "fr": ["Autorisez le changement (1 sur 2)", "Autorisez le changement (2 sur 2, une autre personne)"],
}


def titles(plan: Plan, tag: str) -> dict[str, list[str]]:
    """The titles of the steps of release, by where they are named."""
    language = load_language(tag)
    languages = tuple(load_language(each) for each in available())
    gates = {step.number: step.id for step in plan.steps if step.gate == "release"}
    steps = [step for phase in runbook(plan, language, languages).phases for step in phase.steps]
    listed = [row for page in checklist(plan, language).pages for group in page.groups for row in group.rows]
    return {
        "pages": [step.title for step in steps if step.number in gates],
        "checklist": [row.title for row in listed if row.number in gates],
        "table": [row[4] for row in rows(plan, language) if row[2] in gates.values()],
        "browser": [step["title"] for step in browser_plan(plan, language)["steps"] if step["number"] in gates],
    }


@pytest.mark.parametrize("tag", sorted(TITLES))
def test_two_releases_are_told_apart(tag) -> None:
    found = titles(night("apart").plan, tag)
    assert found == dict.fromkeys(found, TITLES[tag])


@pytest.mark.parametrize("tag", sorted(TITLES))
def test_the_only_release_has_no_number(tag) -> None:
    found = titles(night("pair").plan, tag)
    assert all(len(each) == 1 and "(" not in each[0] for each in found.values()), found


@pytest.mark.parametrize(
    ("name", "said"), [("apart", "<b>Second approver</b>"), ("pair", "<b>Second approver, if any</b>")]
)
def test_the_cover_has_a_second_approver_where_two_are_asked_for(name, said) -> None:
    language = load_language("en")
    languages = tuple(load_language(each) for each in available())
    assert said in runbook_html(runbook(night(name).plan, language, languages), language)
