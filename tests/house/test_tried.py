"""Houses on every path of the kit: an empty one, the example, and what keeps a change from its plan."""

import json
from dataclasses import replace
from itertools import islice

import jsonschema
import pytest
import yaml

from runbook.document.impact import outages
from runbook.errors import InputError, PlanningError
from runbook.house import house_schema
from runbook.i18n import load_language
from runbook.model.control import is_control
from runbook.model.procedure import PathData
from runbook.planning.house_trial import try_house
from runbook.planning.invented import inventories
from runbook.planning.pipeline import unfrozen_plan
from runbook.procedures.load import load_procedures
from tests.house.folders import EXAMPLE, FILE, ROOT, STEP, example, of, plan_with, written

SCHEMA = json.loads(house_schema.schema_text())


@pytest.mark.long
def test_an_empty_house_changes_no_step_and_no_rule(tmp_path) -> None:
    (tmp_path / "house.yaml").write_text(FILE, encoding="utf-8")
    house, cautions = try_house(tmp_path, load_procedures())
    assert (house.steps, cautions) == ({}, ())
    with_it, without = plan_with(of(tmp_path), "paris"), plan_with(None, "paris")
    assert (with_it.steps, with_it.rules, with_it.phases) == (without.steps, without.rules, without.phases)


@pytest.mark.long
def test_the_example_stands_on_every_path() -> None:
    house, cautions = try_house(EXAMPLE, load_procedures())
    assert len(house.steps) == 5
    assert cautions == ()


@pytest.mark.long
def test_the_example_stands_on_paths_of_each_kind() -> None:
    """On the others with LONG=1: trying all of them takes ten seconds."""
    kit = load_procedures()
    few = [path for path in kit.paths if path.name.partition("-")[0] in ("single", "atlas")]
    assert 1 < len(few) < len(kit.paths)
    house, cautions = try_house(EXAMPLE, replace(kit, paths=tuple(few)))
    assert (len(house.steps), cautions) == (5, ())


@pytest.mark.long
@pytest.mark.parametrize("path", load_procedures().paths, ids=lambda path: path.name)
def test_the_example_stands_on_many_sites_of_every_path(path: PathData) -> None:
    """Not only on those few that `procedures check` takes. A cluster without a pair has no more: of its groups of
    facts, few are what a whole site has, and no two of them are alike."""
    kit, house = load_procedures(), of(EXAMPLE)
    tried = tuple(islice(inventories(frozenset(path.when)), 60))
    assert len(tried) == (36 if path.name == "atlas-no-failover" else 60)
    for inventory in tried:
        (site,) = (replace(one, extra={"monitored": True}) for one in inventory.sites)
        plan = unfrozen_plan(replace(inventory, sites=(site,)), site, site.changes[0], kit, house=house)
        worked = {step.window for step in plan.steps if step.window and not step.house and not is_control(step)}
        for event in ("house.noc-called", "house.monitoring-off", "house.monitoring-on", "house.ticket-updated"):
            assert {step.window for step in plan.steps if step.event == event} >= worked, (event, site)


@pytest.mark.long
@pytest.mark.parametrize("paths", ["", "single-manual", "failover-synchronous"])
def test_a_step_is_tried_on_every_path_that_it_stands_on(paths: str, tmp_path) -> None:
    """Also on one that is filled in: the first of its sites take another, on which the step does not stand."""
    place = f"{{after: update.base, paths: [{paths}]}}"
    kit = load_procedures()
    house = written(tmp_path, steps=STEP.replace("{before: window, each: window}", place))
    with pytest.raises(InputError, match="between the Base update and its package") as caught:
        try_house(house, kit)
    (problem,) = caught.value.problems
    told = dict(problem.args)
    named = {"": [], "single-manual": ["single-{method}"], "failover-synchronous": ["failover-synchronous-{method}"]}
    assert told["paths"].split(", ") == (named[paths] or [path.name for path in kit.paths])
    assert told["place"] == "after: packages"


def test_the_nearest_place_is_the_nearest(tmp_path) -> None:
    """On one path, and for each appliance: nothing stands between two packages, and before them it may."""
    few = replace(load_procedures(), paths=tuple(p for p in load_procedures().paths if p.name == "single-{method}"))
    steps = STEP.replace("{before: window, each: window}", "{before: update.software, each: appliance}")
    with pytest.raises(InputError) as caught:
        try_house(written(tmp_path, steps=steps), few)
    (problem,) = caught.value.problems
    assert dict(problem.args)["place"] == "before: packages"
    try_house(written(tmp_path, steps=steps.replace("update.software", "packages")), few)


def test_pages_that_a_step_names_are_in_the_plan(tmp_path) -> None:
    link = "  links: [{title: {en: Our handbook, fr: Notre manuel}, url: 'https://example.com/handbook'}]\n"
    plan = plan_with(of(written(tmp_path / "h", steps=STEP + link)))
    (found,) = (one for one in plan.links if one.id.startswith("house-"))
    assert (found.title, found.url) == ("Our handbook", "https://example.com/handbook")


def test_the_schema_is_current() -> None:
    assert (ROOT / house_schema.PLACE).read_text(encoding="utf-8") == house_schema.schema_text()


@pytest.mark.parametrize("file", sorted(file.relative_to(EXAMPLE) for file in EXAMPLE.rglob("*.yaml")))
def test_the_schema_accepts_the_example(file) -> None:
    part = file.parts[0] if len(file.parts) > 1 else "house"
    data = yaml.load((EXAMPLE / file).read_text(encoding="utf-8"), yaml.BaseLoader)
    typed = json.loads(json.dumps(data), object_hook=_typed)
    schema = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": SCHEMA["$defs"]})
    assert [error.message for error in schema.iter_errors(typed)] == []


def _typed(group: dict[str, object]) -> dict[str, object]:
    """Numbers and yes/no as they are meant; a date stays a text."""
    plain = {"true": True, "false": False}
    kept = ("phone", "equals", "contract", "case")
    return {
        key: plain.get(value, int(value) if value.isdigit() and key not in kept else value)
        if isinstance(value, str)
        else value
        for key, value in group.items()
    }


def test_a_circle_names_the_rule_of_the_house_once_with_its_paths(tmp_path) -> None:
    rules = "R1: {first: [packages], then: [house.off], text: {en: Packages first., fr: Paquets d’abord.}}\n"
    with pytest.raises(InputError) as raised:
        try_house(written(tmp_path / "h", rules=rules), load_procedures())
    (problem,) = raised.value.problems
    assert (problem.file.endswith("rules/ours.yaml"), problem.line, problem.path) == (True, 1, "R1")
    paths = dict(problem.args)["paths"].split(", ")
    assert len(paths) == len(load_procedures().paths)
    circle = ("update-base:rs-1:h1", "house-off:h1:w1", "status-before:rs-1:h1", "update-base:rs-1:h1")
    assert dict(problem.args)["steps"] == " -> ".join(circle), "of the first of them"


@pytest.mark.long
def test_a_rule_of_each_window_that_lacks_an_end_in_some_is_told(tmp_path) -> None:
    """On two of the kit's paths: all of them take seconds, and one of several windows and one of one are enough."""
    tried = ("single-{method}", "failover-synchronous-{method}")
    kit = load_procedures()
    few = replace(kit, paths=tuple(path for path in kit.paths if path.name in tried))
    assert len(few.paths) == len(tried)
    rules = "R1: {first: [house.off], then: [packages], same_window: true, text: {en: Off first., fr: Coupé.}}\n"
    _house, told = try_house(written(tmp_path / "each", rules=rules), few)
    assert told == ()
    once = STEP.replace("each: window", "each: once")
    _house, told = try_house(written(tmp_path / "once", steps=once, rules=rules), few)
    (caution,) = told
    assert (caution.line, caution.path) == (1, "R1.same_window")
    assert "failover-synchronous-{method}" in dict(caution.args)["paths"].split(", ")


def test_braces_in_what_a_plan_fails_by_are_text() -> None:
    error = PlanningError("R1: no value is called '{nonsense} {'")
    assert load_language("fr").text(error.template, path="single") == "R1: no value is called '{nonsense} {'"
    assert PlanningError("{rule} fails", rule="R1").template == "{rule} fails"


@pytest.mark.long
def test_other_values_of_own_keys_are_tried(tmp_path) -> None:
    steps = STEP.replace("off:", "after:").replace("{before: window, each: window}", "{after: house.off}")
    steps = STEP + steps
    rules = "R1: {first: [house.after], then: [house.off], text: {en: x}}\n"
    file = FILE + "extra: {seen: {of: site, type: yes-no}, tier: {of: site, type: choice, choices: [gold, tin]}}\n"
    for number, condition in enumerate(("unless: [extra.seen]", "when: [extra.tier=tin]", "unless: [extra.tier]")):
        house = written(tmp_path / str(number), file, f"{steps}  {condition}\n", rules)
        with pytest.raises(InputError):
            try_house(house, load_procedures())


@pytest.mark.parametrize("more", ["", "  hold: true\n"])
@pytest.mark.parametrize("place", ["after: update.base", "before: update.software"])
def test_nothing_of_a_house_stands_between_a_base_update_and_its_package(more: str, place: str, tmp_path) -> None:
    """Not in a cluster either, whose nodes may be upgraded at one time."""
    (site,) = (one for one in example().sites if one.topology == "atlas-failover")
    steps = STEP.replace("{before: window, each: window}", f"{{{place}, each: appliance}}") + more
    with pytest.raises(PlanningError, match="between the Base update and its package"):
        plan_with(of(written(tmp_path, steps=steps)), site.id)


OUTAGE = STEP.replace("place: {before: window, each: window}", "place: {%s, each: pass}")


@pytest.mark.parametrize(
    ("place", "longer"),
    [
        ("after: switch.shared-ip-off", True),
        ("before: switch.shared-ip-on", True),
        ("before: switch.shared-ip-off", False),
        ("after: switch.shared-ip-on", False),
    ],
)
def test_a_step_between_two_of_a_move_makes_the_outage_longer_and_that_is_said(place, longer, tmp_path) -> None:
    plan = plan_with(of(written(tmp_path, steps=OUTAGE % place)), "paris")
    lasts = [found.high for found in outages(plan)]
    usual = [found.high for found in outages(plan_with(None, "paris"))]
    own = [step.number for step in plan.steps if step.house]
    assert lasts == [minutes + 5 * longer for minutes in usual]
    told = [dict(one.args) for one in plan.warnings if one.code == "PLN016"]
    assert told == ([{"steps": number, "length": "PT5M"} for number in own] if longer else [])


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("place", "longer"), [("after: switch.shared-ip-off", True), ("after: switch.nat", False)])
def test_where_a_step_makes_an_outage_longer_is_told_of_the_house(place, longer, tmp_path) -> None:
    kit = load_procedures()
    few = [path for path in kit.paths if path.name.startswith("failover-asynchronous")]
    _house, cautions = try_house(written(tmp_path, steps=OUTAGE % place), replace(kit, paths=tuple(few)))
    told = [(one.line, dict(one.args)["paths"]) for one in cautions if "nobody can work" in one.message]
    assert told == ([(5, few[0].name)] if longer else [])
