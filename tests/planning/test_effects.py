"""What steps mean for the users is said in the procedures: a plan has it where it holds, and the impact follows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from runbook.document.impact import disruptions, outages
from runbook.errors import PlanningError
from runbook.model.plan import Plan
from runbook.model.procedure import EffectData, EffectUse, Procedures
from runbook.model.revision import revision_of
from runbook.model.site import Inventory
from runbook.planning.effects import with_ways_back
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.reading.plan_json import dump_plan, read_plan
from tests.plans import change_of, paths, plan_of, site_of

PROCEDURES = load_procedures()
UPGRADED, MASTER = "the appliance that serves the users", "the only master"
MOVED, ROLES = "the users are moved", "the master nodes change roles"


def having(plan: Plan, effect: str, hop: int = 1) -> list[str]:
    return [s.id for s in plan.steps if effect in s.effects and s.hop == hop]


def plan_with(procedures: Procedures, topology: str, method: Any = None, order: Any = None, switch: Any = None) -> Plan:
    site, change = site_of(topology, switch), change_of(topology, method, order)
    site = replace(site, changes=(change,))
    return make_plan(
        Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,)), site, change, procedures
    )


def changed(*names: str, **fields: Any) -> Procedures:
    """The procedures with other steps of these names."""
    steps = {name: replace(PROCEDURES.steps[name], **fields) for name in names}
    return replace(PROCEDURES, steps=PROCEDURES.steps | steps)


@pytest.mark.parametrize("plan", paths(), ids=lambda plan: plan.path)
def test_installations_are_those_of_the_two_packages(plan: Plan) -> None:
    for kind in ("base", "software"):
        assert [s.id for s in plan.steps if s.installs == kind] == [
            s.id for s in plan.steps if s.event == f"update.{kind}"
        ]
    assert {name for s in plan.steps for name in s.effects} == {e.id for e in plan.effects}


def test_an_installation_is_an_outage_on_the_appliance_that_serves() -> None:
    synchronous = plan_of("failover", "automatic", "synchronous", "dns")
    assert having(synchronous, "upgraded") == ["update-base:rs-a:h1", "update-software:rs-a:h1"]
    for kind in (("failover", "manual", "asynchronous", "nat"), ("migrate-virtual-physical", "automatic", None, None)):
        assert having(plan_of(*kind), "upgraded") == []
    alone = plan_of("atlas-no-failover", nodes=4)
    assert having(alone, "only-master-upgraded") == ["update-base:rs-a:h1", "update-software:rs-a:h1"]


@pytest.mark.parametrize("base", [True, False])
def test_the_step_that_takes_the_only_master_down_says_so(base: bool) -> None:
    """The outage of the request begins with it: with the Base update, where there is one."""
    plan = plan_of("atlas-no-failover", nodes=4, bases=(base,))
    step = next(step for step in plan.steps if step.id == having(plan, "only-master-upgraded")[0])
    assert any(note.kind == "warning" and note.text.startswith("The site is down from") for note in step.notes)


def test_each_pass_begins_on_its_own_primary() -> None:
    """Were the users still where the first pass took them, A would be upgraded under them in the second."""
    plan = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True))
    assert having(plan, "upgraded", 1) == having(plan, "upgraded", 2) == []
    cluster = plan_of("atlas-failover", switch="nat", bases=(True, False))
    assert having(cluster, "upgraded", 1) == having(cluster, "upgraded", 2) == []
    assert having(cluster, "masters-differ", 1)[0] == "update-base:rs-b:h1"
    assert having(cluster, "masters-differ", 2)[0] == "update-software:rs-a:h2"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (("single", "automatic", None, None), UPGRADED),
        (("failover", "manual", "synchronous", "shared-ip"), UPGRADED),
        (("failover", "manual", "asynchronous", "shared-ip"), MOVED),
        (("migrate-physical-virtual", "manual", None, None), MOVED),
        (("atlas-failover", None, None, "dns"), ROLES),
        (("atlas-no-failover", None, None, None), MASTER),
    ],
)
def test_who_notices_is_what_the_first_effect_of_the_list_says(kind: tuple[Any, ...], words: str) -> None:
    (outage,) = outages(plan_of(*kind))
    assert words in outage.who


def test_another_step_that_moves_the_users_needs_no_code() -> None:
    moving = changed("switch-integration", when=(), effects=(EffectUse(effect="users-moved"),))
    (outage,) = outages(plan_with(moving, "failover", "automatic", "asynchronous", "dns"))
    assert [s.id for s in outage.steps] == ["switch-dns:h1", "switch-dns-propagated:h1", "switch-integration:h1"]


def test_the_users_may_be_moved_after_all_hops() -> None:
    moving = changed("client-limits-back", when=(), effects=(EffectUse(effect="users-moved"),))
    plan = plan_with(moving, "single", "automatic")
    assert [step.id for step in plan.steps if "users-moved" in step.effects] == ["client-limits-back"]


@pytest.mark.parametrize(
    ("lasts", "returns", "closed", "told"),
    [
        ((2, 5), False, None, [3, 4, 5]),
        ((2, 2), False, None, []),
        ((2, 5), False, 4, [3, 4, 5]),
        ((2, 5), True, None, [3, 4, 5]),
        ((2, 5), True, 4, [3]),
        ((2, 5), True, 2, [3, 4, 5]),
    ],
)
def test_the_way_back_has_what_an_effect_adds_from_the_phase_after_its_first_to_its_last(
    lasts: tuple[int, int], returns: bool, closed: int | None, told: list[int]
) -> None:
    plan = plan_of("failover", "automatic", "asynchronous", "dns")
    names = {phase.number: phase.id for phase in plan.phases}
    steps = [replace(plan.steps[0], phase=names[number], effects=("offline",)) for number in lasts]
    if closed is not None:
        steps.append(replace(plan.steps[0], phase=names[closed], no_return=True))
    effect = EffectData(kind="clients-offline", back="They are offline.", returns=returns)
    phases = with_ways_back(plan.phases, tuple(steps), {"offline": effect})
    assert [phase.number for phase in phases if phase.back_also[-1:] == ("They are offline.",)] == told
    assert [phase.number for phase in phases if "They are offline." in phase.back_also] == told


def test_what_comes_after_the_end_of_an_outage_is_another_one() -> None:
    moving = changed("cluster-test", effects=(EffectUse(effect="users-moved"),))
    first, second = outages(plan_with(moving, "atlas-no-failover"))
    assert (first.steps[-1].id, [s.id for s in second.steps]) == ("cluster-sync-first:rs-a:h1", ["cluster-test:h1"])
    assert MASTER in first.who
    assert MOVED in second.who


def test_opening_nodes_ends_no_outage_where_there_is_none() -> None:
    quiet = changed("update-base-distributed", "update-software-distributed", effects=())
    assert outages(plan_with(quiet, "atlas-no-failover")) == ()


def test_an_effect_that_does_not_exist_is_named() -> None:
    wrong = changed("failover-break", effects=(EffectUse(effect="apart"),))
    with pytest.raises(PlanningError, match=r"failover-break:h1: no effect is called 'apart'"):
        plan_with(wrong, "failover", "automatic", "synchronous", "dns")


def test_an_older_plan_file_is_read_and_keeps_its_revision() -> None:
    plan = replace(plan_of("atlas-failover", switch="dns"), format="runbook-plan/1", offsets=())
    plan = replace(plan, rules=tuple(rule for rule in plan.rules if rule.severity == "error"))
    plan = replace(plan, revision=revision_of(plan))
    data = json.loads(dump_plan(plan))
    del data["effects"], data["risks"], data["offsets"], data["texts"], data["labels"], data["pages"]
    del data["date_order"], data["witnesses"], data["tolerances"]
    for rule in data["rules"]:
        del rule["severity"]
    data["rules"] = [rule for rule in data["rules"] if rule["kind"] != "not-later"]
    for phase in data["phases"]:
        del phase["back_also"]
    for step in data["steps"]:
        del step["effects"], step["installs"], step["prepared"]
    older = read_plan(json.dumps(data).encode(), "plan.json")
    assert older.revision == plan.revision
    assert disruptions(older) == ()
    assert read_plan(dump_plan(plan), "plan.json") == plan
