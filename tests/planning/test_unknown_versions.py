"""Of versions that nobody has looked up: what depends on them is planned on the safer branch, with its condition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from runbook.model.plan import Plan
from runbook.model.site import UNKNOWN, Inventory
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.plans import KINDS, change_of, plan_of, site_of
from tests.verify.harness import check

BLIND = {"base": UNKNOWN, "software": UNKNOWN}


def ids(plan: Plan, *names: str) -> list[str]:
    return [step.id for step in plan.steps if step.id.partition(":")[0] in names]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(filter(None, kind)))
def test_it_is_looked_up_on_every_appliance_before_the_first_window(kind: tuple[Any, ...]) -> None:
    plan = plan_of(*kind, **BLIND)
    old = [a for a in plan.appliances if a.side != "new"]
    assert ids(plan, "prep-versions") == [f"prep-versions:{a.id}" for a in old]
    asked = [step for step in plan.steps if step.id.startswith("prep-versions:")]
    assert all(step.window is None and step.evidence and step.evidence.expect is None for step in asked)
    assert {a.base for a in old} | {a.software for a in old} == {UNKNOWN}
    assert [w.code for w in plan.warnings if w.code == "PLN010"] == ["PLN010"]


def test_one_that_is_known_is_not_looked_up() -> None:
    assert ids(plan_of(*KINDS[0]), "prep-versions") == []
    assert ids(plan_of(*KINDS[0], software=UNKNOWN), "prep-versions") == ["prep-versions:rs-a"]


def test_by_hand_the_key_is_taken_either_way() -> None:
    plan = plan_of("single", "manual", base=UNKNOWN, hops=("bs", "s"))
    assert ids(plan, "prep-key", "prep-key-unknown") == ["prep-key-unknown"]
    first, later = (step for step in plan.steps if step.event == "manual.key")
    assert "If the page has no such link" in first.do
    assert later.do == "Click **Appliance Download Key** and copy the key."  # the Base of the first hop runs by then
    assert ids(plan_of("single", "automatic", base=UNKNOWN), "prep-key-unknown") == []


def test_of_two_appliances_each_is_known_by_itself() -> None:
    site = site_of("failover", "dns")
    a, b = site.appliances
    site = replace(site, appliances=(replace(a, base="3.2.4"), replace(b, base=UNKNOWN)))
    change = change_of("failover", "manual", "asynchronous")
    inventory = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,))
    plan = make_plan(inventory, site, change, load_procedures())
    said = {step.appliance: step.do for step in plan.steps if step.event == "manual.key"}
    assert "If the page has no such link" in said["rs-b"]
    assert said["rs-a"] == "Have ready the download key that Support gave you for this appliance before the window."
    assert ids(plan, "prep-versions") == ["prep-versions:rs-b"]


def test_a_release_that_may_be_a_major_one_waits_for_the_notice_unless_it_turns_out_minor() -> None:
    (step,) = (s for s in plan_of(*KINDS[0], major=None, **BLIND).steps if s.event == "prep.vendor-notice")
    assert step.na_allowed
    assert any("first or the second number" in note.text for note in step.notes)
    (said,) = (s for s in plan_of(*KINDS[0], major=True, **BLIND).steps if s.event == "prep.vendor-notice")
    assert not said.na_allowed


def test_a_migration_from_an_unknown_level_is_planned_as_from_another() -> None:
    plan = plan_of("migrate-physical-virtual", "manual", **BLIND)
    assert {"level-differs", "level-unknown"} <= {*plan.options}
    (levels,) = (s for s in plan.steps if s.id.startswith("hw-same-level:"))
    assert [n.text for n in levels.notes if n.text.startswith("The inventory gives")] == []
    assert [w.text.partition(";")[0] for w in plan.warnings if w.code == "PLN004"] == [
        "It is not known which software the old appliance runs"
    ]


def test_what_is_expected_of_nothing_takes_any_version_and_the_word_unknown_is_none() -> None:
    plan = plan_of("single", "automatic", hops=("b",), **BLIND)
    (console,) = (s for s in plan.steps if s.event == "verify.console")
    assert console.evidence is not None
    assert console.evidence.expect is None
    indexed = index_plan(plan)
    entries = play(indexed, 1)
    assert check(indexed, *entries).verdict == "pass"
    assert UNKNOWN not in {entry.value for entry in entries}


def test_of_patches_no_page_says_that_they_have_to_be_newer() -> None:
    said = {
        hops: [note.text for step in plan_of("single", "automatic", hops=(hops,), **BLIND).steps
               if step.id.startswith("prep-versions:") for note in step.notes]
        for hops in ("p", "b", "sp")
    }  # fmt: skip
    assert ["must be newer" in " ".join(texts) for texts in said.values()] == [False, True, True]


def test_a_rehearsal_writes_down_versions_where_they_are_asked_for() -> None:
    indexed = index_plan(plan_of("single", "automatic", **BLIND))
    (looked_up,) = (entry for entry in play(indexed, 1) if entry.step.startswith("prep-versions:"))
    assert looked_up.value == "Base 6.1.0, BeyondTrust 23.1.1"
