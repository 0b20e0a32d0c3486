"""The risks of a plan: those that its rules, prohibitions and recoveries speak of, with what limits each."""

from __future__ import annotations

from typing import Any

import pytest

from runbook.document.approval import approval
from runbook.i18n import load_language
from runbook.model.plan import Plan, Risk
from runbook.model.ways_back import main_rules, main_steps
from runbook.planning.risks import Limiting, risks_of
from runbook.procedures.load import load_procedures
from tests.plans import CLIENTS, KINDS, paths, plan_of

ENGLISH = load_language("en")
RISKS, NEVER = load_procedures().risks, load_procedures().never


def the(plan: Plan, words: str) -> Risk:
    (found,) = (risk for risk in plan.risks if words in risk.text)
    return found


def limiting(plan: Plan) -> Limiting:
    return Limiting(steps=main_steps(plan), rules=main_rules(plan), never=plan.never, recoveries=plan.recoveries)


@pytest.mark.parametrize("plan", paths(), ids=lambda plan: plan.path)
def test_risks_speak_of_what_the_plan_has(plan: Plan) -> None:
    said = {*(r.text for r in plan.rules), *(n.text for n in plan.never), *(data.otherwise for data in RISKS)}
    assert plan.risks
    for risk in plan.risks:
        assert {*risk.limits} <= said
        assert {*risk.recoveries} <= {r.id for r in plan.recoveries}
        assert {*risk.steps} <= {s.number for s in plan.steps}
        assert {*risk.sources} <= plan.sources.keys()
        assert risk.limits or risk.recoveries


@pytest.mark.sampled(24)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(filter(None, kind)))
@pytest.mark.parametrize("wait", ["24h", "remove-clients"])
def test_every_risk_says_where_in_the_runbook_it_is_limited(kind: tuple[Any, ...], wait: str) -> None:
    patterns = (
        ((True,), (False,)) if kind[0].startswith("migrate-") else ((True,), (False,), (True, False), (False, False))
    )
    plans = [(bases, plan_of(*kind, wait=wait, bases=bases, clients=CLIENTS[2])) for bases in patterns]
    assert [row.text for _, plan in plans for row in approval(plan, ENGLISH).risks if not row.where] == []
    for bases, plan in plans:
        between = [risk for risk in plan.risks if "between a Base update and its BeyondTrust package" in risk.text]
        assert bool(between) is (any(bases) and "pair" in plan.options)


def test_a_risk_that_notes_alone_speak_of_names_their_steps() -> None:
    plan = plan_of("atlas-failover", None, None, "dns")
    ids = {s.number: s.id for s in plan.steps}
    wiped = the(plan, "wiped out by the first sync")
    assert [ids[number] for number in wiped.steps] == ["update-base:rs-b:h1", "update-software:rs-b:h1"]


def test_a_risk_that_steps_themselves_speak_of_names_them_and_no_notes() -> None:
    plan = plan_of("single", "automatic")
    ids = {s.number: s.id for s in plan.steps}
    automatic = the(plan, "automatic update fails")
    assert [ids[number] for number in automatic.steps] == [
        "update-check:rs-a:h1", "update-base:rs-a:h1", "update-software:rs-a:h1",
    ]  # fmt: skip


def test_a_risk_that_nothing_speaks_of_is_another_plans() -> None:
    single, pair = plan_of("single", "manual"), plan_of("failover", "manual", "asynchronous", "shared-ip")
    assert not [risk for risk in single.risks if "same address" in risk.text]
    both = the(pair, "same address")
    assert both.limits[-1] == "Never enable the shared IP on A and B at the same time."
    ids = {s.number: s.id for s in pair.steps}
    assert [ids[number] for number in both.steps] == ["switch-shared-ip-off:rs-a:h1", "switch-shared-ip-on:rs-b:h1"]
    assert both.sources == ("FA7", "N9")


def test_where_a_recovery_alone_limits_it_the_words_for_that_are_said() -> None:
    automatic = the(plan_of("single", "automatic"), "automatic update fails")
    assert automatic.limits == ("FAQ 377 is read, then the packages are installed by hand.",)
    assert automatic.recoveries == ("R1",)


def test_a_prohibition_that_goes_with_no_risk_is_one_of_its_own() -> None:
    plan = plan_of("failover", "automatic", "asynchronous", "dns")
    own = risks_of((), limiting(plan), NEVER)
    assert [(risk.text, risk.limits) for risk in own] == [(n.text, (n.text,)) for n in plan.never]
    assert plan.risks == risks_of(RISKS, limiting(plan), NEVER)
