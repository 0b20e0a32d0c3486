"""What a step asks for is on the pages: where a file comes from, which one is meant, and where a button is."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from runbook.errors import PlanningError
from runbook.model.plan import Slot
from runbook.model.site import Clients
from runbook.planning.looked_up import looked_up
from runbook.procedures.values import LATER
from tests.planning.test_to_the_letter import ALL, plans, said, those
from tests.plans import KINDS, plan_of


def test_nobody_is_told_a_time_that_no_page_has() -> None:
    """A hold point outside the windows has no planned time, and none says by when it is decided."""
    told = [step for plan in plans() for step in plan.steps if step.event == "people.tell-gate"]
    assert {step.window is None for step in told} == {True, False}
    assert not [step.id for step in told if "by when" in said(step)]


def test_the_file_that_is_taken_is_that_of_a_step_that_is_named() -> None:
    """Where the clients are removed, the settings are saved twice; the certificate is exported twice everywhere."""
    saving = {"hw.restore": ("backup.settings",), "cert.import": ("backup.certificates", "cert.export")}
    saved = set()
    for plan in those(lambda plan: plan.kind == "migrate"):
        for number, step in enumerate(plan.steps):
            if step.event in saving:
                before = [one.number for one in plan.steps[:number] if one.event in saving[step.event]]
                assert [slot.value for slot in step.slots if slot.label == "File of step"] == before[-1:]
                saved.add((step.event, len(before)))
    assert saved == {("hw.restore", 1), ("hw.restore", 2), ("cert.import", 2)}


def test_a_file_that_no_step_saves_is_a_fault_of_the_procedures() -> None:
    plan = plans()[0]
    slot = Slot(label="File of step", value=LATER["backup-file.step"], kind="id")
    with pytest.raises(PlanningError, match="no step before it saves one"):
        looked_up((replace(plan.steps[0], slots=(slot,)),), plan.rules, plan.timezone)


def test_the_first_sync_is_waited_for_on_the_backup() -> None:
    """Sync Now is on its page: which appliance that is stands at the step, as it does on the way back."""
    places = set()
    for plan in those(lambda plan: bool({"synchronous", "asynchronous"} & {*plan.options})):
        for step in (step for step in plan.steps if step.event in ("failover.resync", "back.resync")):
            current = next(one for one in plan.passes if one.hop == step.hop)
            backup = current.letters["A" if step.event == "failover.resync" and "asynchronous" in plan.options else "B"]
            assert step.place == backup
            places.add((step.event, backup == current.letters["A"]))
    assert places == {("failover.resync", True), ("failover.resync", False), ("back.resync", False)}


def test_files_of_an_unrestricted_computer_are_carried_over_and_compared() -> None:
    """By hand and in a cluster: the medium is at hand, and what was written down of the files is looked at again."""
    fetched = set()
    for plan in plans():
        found = [i for i, s in enumerate(plan.steps) if "On an unrestricted computer" in s.do]
        for number in found:
            next_one = plan.steps[number + 1]
            assert next_one.appliance == plan.steps[number].appliance
            assert "removable medium" in said(next_one)
            assert "checksums" in said(next_one)
        at_hand = any(need.text == "Removable medium" for need in plan.needs)
        assert bool(found) is at_hand is bool({"manual", "cluster"} & {*plan.options})
        fetched |= {option for option in ("manual", "cluster") if option in plan.options}
    assert fetched == {"manual", "cluster"}


def test_both_of_a_pair_have_their_certificate_exported_in_a_cluster_too() -> None:
    """The one that is upgraded first is no exception. Traffic nodes have the certificate of the masters (X18)."""
    counted = set()
    for plan in plans():
        exported = {step.appliance for step in plan.steps if step.event == "backup.certificates"}
        letters = plan.passes[0].letters
        assert exported == {letters[letter] for letter in ("A", "B", "M", "old") if letter in letters}, plan.path
        counted.add(("cluster" in plan.options, len(exported)))
    assert counted == {(False, 1), (False, 2), (True, 1), (True, 2)}


def test_after_a_no_go_in_a_cluster_replaced_clients_are_not_forgotten() -> None:
    """No chapter leads back from there: the hold point itself says who is offline, and what to do."""
    told = set()
    for plan in those(lambda plan: "cluster" in plan.options):
        pushed = any(step.event == "prep.msi" for step in plan.steps)
        first = next(one.hop for one in plan.passes if one.software)
        for hold in (step for step in plan.steps if step.gate == "hold"):
            offline = "clients replaced by the new MSI stay offline" in said(hold)
            assert offline is (pushed and hold.hop == first), hold.id
            assert "users stay" not in said(hold)
            assert "leave everything as it is" not in said(hold)
            told.add((offline, hold.hop))
    assert told >= {(True, 1), (False, 1), (False, 2)}


LOCKED = Clients(jump_clients=1350, locked_msi_consoles=True)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_new_console_msi_is_downloaded_where_the_step_says_and_may_be_handed_out(kind: tuple[Any, ...]) -> None:
    """It is none of the installers that wait for the end of the pass: those from before the upgrade."""
    for clients in (LOCKED, ALL):
        plan = plan_of(*kind, clients=clients)
        (push,) = (step for step in plan.steps if step.event == "after.msi-consoles")
        assert push.where == "/login > My Account"
        ends = {one.id: one.hostname for one in plan.appliances}[plan.passes[0].primary_end]
        assert [slot.value for slot in push.slots] == [ends]
        told = [said(step) for step in plan.steps if step.event == "switch.confirm"]
        assert all("hand out none from before the upgrade" in words for words in told)
        assert bool(told) is kind[0].startswith("failover")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind[2] == "asynchronous"], ids=str)
def test_whoever_leads_back_from_b_puts_the_old_consoles_back(kind: tuple[Any, ...]) -> None:
    """By a step, or with the old MSI clients; what that takes is kept, and stands among what is at hand."""
    for clients, bases in product((LOCKED, ALL), ((True,), (True, True))):
        plan = plan_of(*kind, clients=clients, bases=bases)
        kept = any(need.text == "Old console MSI" for need in plan.needs)
        assert kept is not clients.extractable_msi
        for phase in (phase for phase in plan.phases if phase.id.startswith("confirm:")):
            back = [step for step in plan.steps if step.phase == phase.way_back]
            events = [step.event for step in back if step.event in ("back.msi", "back.consoles")]
            later = clients.extractable_msi and phase.hop != 1  # no extractable MSI is pushed before later passes
            assert events == ([] if later else ["back.consoles"] if kept else ["back.msi"]), (phase.id, clients)
            call = next(step for step in back if step.event == "back.support")
            assert ("redeploy the old MSI that A offers" in said(call)) is later
            assert {step.event for step in plan.steps if "Keep the old console MSI" in said(step)} == (
                {"after.msi-consoles"} if kept else set()
            )
