"""Where it stands what keeps an invented site from its plan; and which sites a house is tried on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runbook.errors import InputError, PlanningError
from runbook.house.house_load import read_house
from runbook.model.procedure import RuleData
from runbook.planning import trial
from runbook.planning.house_trial import _is_changed, _other_values, planning_problem, try_house
from runbook.planning.invented import _inventory
from runbook.planning.trial_cautions import TrialCautions
from runbook.procedures.facts import facts_of
from runbook.procedures.load import load_procedures, own_folder, read_procedures
from tests.house.folders import FILE, STEP, of, plan_with, written

KIT = load_procedures()
PATHS = {path.name: path for path in KIT.paths}
SINGLE, PAIR = "single-{method}", "failover-synchronous-{method}"


def test_a_path_that_makes_no_plan_is_told_at_its_chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings are saved before a package, so no order can have it the other way round."""
    draft, problems = read_procedures(own_folder())
    assert problems == ()
    contrary = RuleData(
        kind="order", first=("update.software",), then=("backup.settings",), text="So it is here.", sources=("P01",)
    )
    broken = replace(KIT, paths=(PATHS[SINGLE],), rules=KIT.rules | {"OWN1": contrary})
    monkeypatch.setattr(trial, "procedures_of", lambda _draft: broken)
    (problem,) = trial._unplanned(draft)
    assert problem.line is not None
    told = Path(problem.file).read_text(encoding="utf-8").splitlines()
    assert (Path(problem.file).name, told[problem.line - 1]) == ("single.yaml", "phases:")
    assert "update-software:rs-1:h1 -> backup-settings:rs-1:h1" in problem.message.format_map(dict(problem.args))


@pytest.mark.parametrize(
    ("place", "path", "changed"),
    [
        ("{after: update.base}", SINGLE, True),
        ("{after: update.base, paths: [single]}", SINGLE, True),
        ("{after: update.base, paths: [single-manual]}", SINGLE, True),
        ("{after: update.base, paths: [failover-synchronous, single]}", SINGLE, True),
        ("{after: update.base, paths: [failover-synchronous]}", SINGLE, False),
        ("{before: failover.break}", SINGLE, False),
        ("{before: failover.break}", PAIR, True),
        ("{before: failover.break, paths: [failover-synchronous]}", PAIR, True),
        ("{before: failover.break, paths: [failover-asynchronous]}", PAIR, False),
    ],
)
def test_a_step_changes_the_plans_of_paths_that_have_its_place(
    place: str, path: str, changed: bool, tmp_path: Path
) -> None:
    house = of(written(tmp_path, steps=STEP.replace("{before: window, each: window}", place)))
    assert _is_changed(PATHS[path], KIT, house) is changed


def test_a_house_without_steps_changes_no_path_and_one_with_other_lengths_all(tmp_path: Path) -> None:
    for more, changed in (("", False), ("durations: {verify.session: {low: 90, high: 99}}\n", True)):
        (tmp_path / "house.yaml").write_text(FILE + more, encoding="utf-8")
        house = of(tmp_path)
        assert {_is_changed(path, KIT, house) for path in KIT.paths} == {changed}


def test_a_path_that_no_site_has_the_appliances_for_is_told_by_the_first_kind_of_site(tmp_path: Path) -> None:
    """A standalone appliance is A, and lacks the old one of the second line; a cluster with one master lacks A too."""
    step = "".join(line for line in STEP.splitlines(keepends=True) if "place:" not in line)
    steps = step + step.replace("off:", "on:")
    path = (
        "name: own\ntitle: {en: C}\nreasons: [{en: C}]\nphases:\n  - id: a\n    title: {en: A}\n    window: true\n"
        "    back: {en: B}\n    steps:\n      - {step: house.off, at: A}\n      - {step: house.on, at: old}\n"
    )
    with pytest.raises(InputError) as caught:
        try_house(written(tmp_path, FILE, steps, paths=path), replace(KIT, paths=(PATHS[SINGLE],)))
    (problem,) = caught.value.problems
    assert (problem.line, problem.path) == (11, "phases[0].steps[1].at")
    assert dict(problem.args)["appliance"] == "old"


SAME = "R1: {first: [house.off], then: [packages], same_window: true, text: {en: x}}\n"
ANY = "R2: {first: [house.off], then: [packages], text: {en: x}}\n"


@pytest.mark.parametrize(
    ("each", "rules", "site", "found"),
    [
        ("once", SAME, "paris", ["R1"]),  # the step is done before the first of four windows with packages
        ("window", SAME, "paris", []),
        ("once", SAME, "lyon", []),  # it has one window
        ("once", ANY, "paris", []),
        ("once", SAME + ANY, "paris", ["R1"]),
    ],
)
def test_a_rule_of_each_window_lacks_its_first_end_where_a_window_has_the_second_alone(
    each: str, rules: str, site: str, found: list[str], tmp_path: Path
) -> None:
    folder = written(tmp_path, FILE, STEP.replace("each: window", f"each: {each}"), rules)
    draft = read_house(folder, KIT)[1]
    cautions = TrialCautions(draft, KIT)
    for path in ("p", "q"):
        cautions.look(path, [plan_with(of(folder), site)])
    told = [(one.line, one.path, dict(one.args)) for one in cautions.problems()]
    assert told == [(1, f"{name}.same_window", {"paths": "p, q"}) for name in found]


EXTRA = """\
extra:
  seen: {of: site, type: yes-no}
  tier: {of: site, type: choice, choices: [gold, tin, iron], required: true}
  rack: {of: site, type: text}
  floor: {of: site, type: number}
"""
USUAL: dict[str, object] = {"seen": True, "tier": "gold", "rack": "x", "floor": 1}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("", []),
        ("when: [extra.seen]", [{"tier": "gold", "rack": "x", "floor": 1}, USUAL | {"seen": False}]),
        ("unless: [extra.rack]", [{"seen": True, "tier": "gold", "floor": 1}]),
        ("when: [extra.tier=tin]", [USUAL | {"tier": "tin"}, USUAL | {"tier": "iron"}]),
    ],
)
def test_a_house_is_tried_with_other_values_of_the_keys_that_its_conditions_name(
    condition: str, found: list[dict[str, object]], tmp_path: Path
) -> None:
    house = of(written(tmp_path, FILE + EXTRA, f"{STEP}  {condition}\n" if condition else STEP)).house
    assert list(_other_values(house)) == found


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (PlanningError("x {path}", path="own"), ("paths/ours.yaml", 4)),
        (PlanningError("x {rule}", rule="house-R2:h1"), ("rules/ours.yaml", 2)),
        (PlanningError("x {rule}", rule="house-R1"), ("rules/ours.yaml", 1)),
        (PlanningError("x {rule}", rule="house.place-on:h1"), ("steps/ours.yaml", 10)),
        (PlanningError("x {steps}", steps="update-base:rs-1:h1, house-off:h1"), ("steps/ours.yaml", 5)),
        (PlanningError("x {path} {rule}", path="other", rule="F05"), ("house.yaml", 1)),
    ],
    ids=["a path", "the second rule", "the first rule", "a place", "a step", "nothing of the house"],
)
def test_what_keeps_a_change_from_its_plan_is_told_with_the_line_of_the_house(
    error: PlanningError, place: tuple[str, int], tmp_path: Path
) -> None:
    path = (
        "name: own\ntitle: {en: C}\nreasons: [{en: C}]\nphases:\n  - id: a\n    title: {en: A}\n    window: true\n"
        "    back: {en: B}\n    steps:\n      - {step: house.off}\n"
    )
    folder = written(tmp_path, FILE, STEP + STEP.replace("off:", "on:"), SAME + ANY, path)
    problem = planning_problem(read_house(folder, KIT)[1], error, "lyon/CHG0040")
    assert (Path(problem.file).relative_to(folder).as_posix(), problem.line, problem.path) == (*place, "lyon/CHG0040")


@pytest.mark.parametrize(
    ("fact", "urgency", "msi"), [("expedited", "expedited", False), ("extractable-msi", "normal", True)]
)
def test_an_invented_site_is_in_no_hurry_and_has_no_installers_but_where_that_is_asked(
    fact: str, urgency: str, msi: bool
) -> None:
    kind = frozenset({"single", "automatic"})
    for given, expected in ((kind, ("normal", False)), (kind | {fact}, (urgency, msi))):
        (site,) = _inventory(given, ("bs",)).sites
        (change,) = site.changes
        found: tuple[Any, Any] = (change.urgency, site.clients.extractable_msi)
        assert found == expected
        assert (fact in facts_of(site, change)) is (fact in given)
