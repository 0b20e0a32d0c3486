"""A house adds and tightens: whatever it says, no rule that is the vendor's is taken away, reordered or loosened."""

import pytest

from runbook.house.checks.own_rules import is_leave
from runbook.model.plan import Plan
from runbook.procedures.load import load_procedures
from tests.house import folders
from tests.house.folders import EXAMPLE, FILE, of, of_the_kit, plan_with, told, written

RULES = load_procedures().rules
VENDORS = {name: rule for name, rule in RULES.items() if not rule.kit}


def _loosened(name: str) -> list[str]:
    """Every way to ask less than a rule of the kit does."""
    rule = VENDORS[name]
    ways = [
        "{leave_out: true}",
        "{first: [packages]}",
        "{then: [packages]}",
        "{kind: not-later, minutes: 5}",
        "{hop: any}",
        "{when: [single]}",
        "{unless: [single]}",
        "{same_appliance: true}",
        "{steps: [packages]}",
    ]
    ways += ["{severity: warning}"] if rule.severity == "error" else []
    ways += ["{minutes: 1}"] if rule.kind == "wait" else ["{minutes: 1000000}"]
    return ways


def test_there_are_rules_of_the_vendors() -> None:
    assert len(VENDORS) > 80
    assert {"wait", "order", "adjacent"} <= {rule.kind for rule in VENDORS.values()}


@pytest.mark.sampled(16)
@pytest.mark.parametrize("name", sorted(VENDORS))
def test_no_rule_of_the_vendors_is_loosened(name: str, tmp_path) -> None:
    sources = ", ".join(VENDORS[name].sources)
    ways = _loosened(name)
    assert ways
    for number, way in enumerate(ways):
        found = told(written(tmp_path / str(number), rules=f"{name}: {way}\n"))
        assert any(f"{name} ({sources})" in text and line == 1 for _file, line, text in found), (way, found)


@pytest.mark.parametrize("name", sorted(VENDORS)[::10])
def test_no_rule_of_the_vendors_has_a_double(name: str, tmp_path) -> None:
    double = name.swapcase()
    found = told(
        written(tmp_path / "h", rules=f"{double}: {{first: [packages], then: [house.off], text: {{en: x}}}}\n")
    )
    assert any("only by upper and lower case" in text for _file, _line, text in found)


def test_steps_that_may_be_left_out_are_the_kits_and_release_nothing() -> None:
    kit = load_procedures()
    free = {name: step for name, step in kit.steps.items() if step.house_may_leave_out}
    assert free
    for name, step in free.items():
        assert step.kit
        assert not step.installs
        assert not step.no_return
        assert not step.effects
        assert "approver" not in step.roles
        assert not step.recover
        assert all(note.kit for note in step.notes)  # nothing that the guide says is lost with it
        called = step.event or name
        named = [rule for rule in kit.rules.values() if called in {s.partition("@")[0].strip() for s in
                                                                   (*rule.first, *rule.then, *rule.steps)}]  # fmt: skip
        assert all(rule.kit for rule in named)


def test_a_rule_of_the_vendors_is_tightened(tmp_path) -> None:
    name, minutes = next((name, rule.minutes) for name, rule in VENDORS.items() if rule.kind == "wait" and rule.minutes)
    house = of(written(tmp_path / "h", rules=f"{name}: {{minutes: {minutes + 60}}}\n"))
    assert house.procedures.rules[name].minutes == minutes + 60


def test_a_rule_of_the_kits_own_is_left_out(tmp_path) -> None:
    name = next(name for name, rule in RULES.items() if rule.kit)
    assert name not in of(written(tmp_path / "h", rules=f"{name}: {{leave_out: true}}\n")).procedures.rules


LEAVE = {name: rule for name, rule in RULES.items() if is_leave(rule, load_procedures())}


def test_no_rule_about_leave_or_a_way_back_is_loosened(tmp_path) -> None:
    assert {"G1", "G2", "G3", "G8", "X28a"} <= LEAVE.keys()
    assert LEAVE.keys().isdisjoint({"G4", "G5", "G6", "G7"}), "what people tell each other a house may do without"
    for name in LEAVE:
        for number, way in enumerate(("{leave_out: true}", "{severity: warning}", "{minutes: 5}")):
            found = told(written(tmp_path / f"{name}-{number}", rules=f"{name}: {way}\n"))
            assert [line for _file, line, text in found if f"{name} (" in text] == [1], (name, way, found)


@pytest.mark.parametrize("site", [site.id for site in folders.example().sites])
def test_a_plan_keeps_every_rule_and_every_step_in_its_order(site: str) -> None:
    before, after = plan_with(None, site), plan_with(of(EXAMPLE), site)
    assert _orders(before) <= _orders(after)
    own = [step.id for step in after.steps if not step.house]
    assert own == [step.id for step in before.steps]
    assert {rule.id: rule for rule in before.rules}.items() <= {
        rule.id: of_the_kit(rule) for rule in after.rules
    }.items()


def _orders(plan: Plan) -> set[tuple[str, ...]]:
    return {(rule.kind, *rule.first, "->", *rule.then) for rule in plan.rules if not rule.kit}


def test_what_is_left_out_is_told_in_the_plan(tmp_path) -> None:
    house = of(written(tmp_path / "h", FILE + "leave_out: {compare-builds: {en: Read elsewhere., fr: Lu ailleurs.}}\n"))
    before, after = plan_with(None, "paris"), plan_with(house, "paris")
    gone = {step.id for step in before.steps} - {step.id for step in after.steps}
    assert gone
    assert all(name.startswith("compare-builds") for name in gone)
    assert after.house is not None
    assert [left.reason for left in after.house.left_out] == ["Read elsewhere."]
    assert after.house.words["fr"]["Read elsewhere."] == "Lu ailleurs."
