"""How likely and how serious risks are, as a house says: in the plan, on the request, between two plans."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from runbook.document.approval import approval
from runbook.document.difference_text import difference_rows
from runbook.document.differences import differences
from runbook.model.plan import Plan, Risk
from runbook.pdf import html
from runbook.planning.risks import Limiting, risks_of
from runbook.procedures.load import load_procedures
from runbook.reading.plan_json import dump_plan, read_plan
from tests.house.folders import FILE, of, plan_with, written
from tests.pages import language
from tests.plans import plan_of

GRADES = "risks:\n  package-missing: {likelihood: low, weight: medium}\n  settings-lost: {weight: high}\n"


def graded(folder: Path, said: str = GRADES) -> Plan:
    return plan_with(of(written(folder, FILE + said)), "paris")


def the(plan: Plan, name: str) -> Risk:
    (found,) = (risk for risk in plan.risks if risk.id == name)
    return found


def test_the_plan_carries_what_the_house_says_and_nothing_of_other_risks(tmp_path) -> None:
    plan = graded(tmp_path / "house")
    assert read_plan(dump_plan(plan), "plan.json") == plan
    said = {risk.id: (risk.likelihood, risk.weight) for risk in plan.risks if risk.likelihood or risk.weight}
    assert said == {"package-missing": ("low", "medium"), "settings-lost": ("", "high")}
    assert plan.revision != graded(tmp_path / "other", GRADES.replace("high", "low")).revision


def test_the_request_prints_it_in_each_language_and_leaves_the_others_blank(tmp_path) -> None:
    plan = graded(tmp_path / "house")
    for tag, words in (("en", {("low", "medium"), ("", "high")}), ("fr", {("faible", "moyenne"), ("", "forte")})):
        made = approval(plan, language(tag))
        assert {(row.likely, row.grave) for row in made.risks} == words | {("", "")}
        cells = re.findall(r'<td class="grade">(.*?)</td>', html.approval_html(made, language(tag)))
        assert sorted(filter(None, cells)) == sorted(word for pair in words for word in pair if word)
        assert len(cells) == 2 * len(plan.risks)
    assert "where it has not" in approval(plan, language("en")).graded


def test_where_all_is_graded_nobody_is_asked_to_write() -> None:
    plan = plan_of("single", "automatic")
    assert "1 low" in approval(plan, language("en")).graded
    every = replace(plan, risks=tuple(replace(risk, likelihood="low", weight="high") for risk in plan.risks))
    assert "1 low" not in approval(every, language("en")).graded


def test_another_grade_is_told_with_its_risk(tmp_path) -> None:
    before = graded(tmp_path / "before")
    after = graded(tmp_path / "after", GRADES.replace("low", "high").replace("  settings-lost: {weight: high}\n", ""))
    found = differences(before, after)
    assert [row for row in difference_rows(found, language("en")) if row[0].startswith("Risk")] == [
        ("Risk: A package is missing during the window.", "how likely it is: low → high"),
        ("Risk: Settings are lost.", "how serious it is: high → –"),
    ]
    assert "risks" not in found.others
    assert ("Risque\u00a0: Des paramètres sont perdus.", "gravité\u00a0: forte → –") in difference_rows(
        found, language("fr")
    )


def test_risks_of_older_plans_have_no_names_and_differ_in_nothing_by_that() -> None:
    plan = plan_of("single", "automatic")
    older = replace(plan, risks=tuple(replace(risk, id="") for risk in plan.risks))
    assert differences(older, plan).risks == ()
    assert "risks" not in differences(older, plan).others
    assert {(row.likely, row.grave) for row in approval(older, language("en")).risks} == {("", "")}


def test_a_prohibition_that_is_a_risk_of_its_own_has_its_id_of_the_catalogue() -> None:
    plan, never = plan_of("single", "automatic"), load_procedures().never
    limiting = Limiting(steps=plan.steps, rules=plan.rules, never=plan.never, recoveries=plan.recoveries)
    own = risks_of((), limiting, never)
    assert own
    assert [never[risk.id].text for risk in own] == [note.text for note in plan.never]


def test_every_risk_has_a_name_of_its_own() -> None:
    names = [risk.id for risk in load_procedures().risks]
    assert len({*names}) == len(names)
