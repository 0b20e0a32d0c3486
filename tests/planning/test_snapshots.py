"""The snapshot of a virtual standalone appliance: taken before anything is installed, removed once that is proved."""

from __future__ import annotations

from itertools import product

import pytest

from runbook.i18n import load_language
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.plans import ONE_HOP, paths, plan_of
from tests.verify.harness import check


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("method", "letters"), [*product(("automatic", "manual"), ("bs", *ONE_HOP))])
def test_it_is_the_last_thing_before_the_packages_and_after_the_proof(method: str, letters: str) -> None:
    plan = plan_of("single", method, hops=(letters, "s"), snapshot=True)
    for hop in (1, 2):
        names = [step.id.partition(":")[0] for step in plan.steps if step.window == hop]
        installed = [step.number for step in plan.steps if step.window == hop and step.installs]
        assert installed
        taken, removed = names.index("snapshot-take"), names.index("snapshot-remove")
        firsts = [i for i, name in enumerate(names) if name.startswith("update-") and name != "update-check"]
        assert taken < min(firsts)
        assert removed > max(firsts)
        assert taken > names.index("backup-settings")
        assert removed > names.index("verify-session")


def test_no_other_change_has_one() -> None:
    assert [step.id for plan in paths() for step in plan.steps if "snapshot" in step.id] == []


def test_its_steps_are_marked_as_the_kits_with_the_page_of_another_procedure() -> None:
    plan = plan_of("single", "manual", snapshot=True)
    steps = [step for step in plan.steps if step.id.startswith("snapshot-")]
    assert [(step.kit, step.sources) for step in steps] == [(True, ("B35",)), (True, ("B35",))]
    assert all(note.kit and "B35" in note.sources for step in steps for note in step.notes)
    assert plan.sources["B35"] == "https://docs.beyondtrust.com/rs/docs/upgrade-a-cluster-in-stages"


def test_the_way_back_names_it_as_a_question_for_support() -> None:
    plan = plan_of("single", "manual", snapshot=True)
    said = {phase.id: phase.back_also for phase in plan.phases}
    assert said["save:h1"] == ("If the snapshot has been taken, remove it.",)
    assert "ask Support whether the appliance can return to it" in said["upgrade:h1"][0]
    others = [text for name, texts in said.items() if name not in ("save:h1", "upgrade:h1") for text in texts]
    assert not [text for text in others if "snapshot" in text]
    assert "demandez à l’assistance technique" in load_language("fr").text(said["upgrade:h1"][0])
    without = [text for phase in plan_of("single", "manual").phases for text in phase.back_also]
    assert not [text for text in without if "snapshot" in text]


def test_one_who_forgets_to_remove_it_fails_and_one_who_does_it_too_early_too() -> None:
    indexed = index_plan(plan_of("single", "manual", snapshot=True))
    entries = play(indexed, 3)
    assert check(indexed, *entries).verdict == "pass"
    kept = [e for e in entries if not e.step.startswith("snapshot-remove")]
    assert check(indexed, *kept).verdict == "fail"
