"""The procedures as data: nothing of the catalogue is lost, and nothing names what does not exist."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from runbook.errors import PlanningError
from runbook.model.procedure import NoteData
from runbook.planning.paths import path_ids
from runbook.procedures.facts import CHANGE_FACTS, HOP_FACTS, STEP_FACTS
from runbook.procedures.load import load_procedures
from runbook.procedures.sources import own_sources
from runbook.procedures.values import VALUES

ROOT = Path(__file__).resolve().parents[2]
PROCEDURES = load_procedures()
STEPS = PROCEDURES.steps


def traceability() -> ModuleType:
    spec = importlib.util.spec_from_file_location("traceability", ROOT / "scripts" / "traceability.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_fact_of_the_catalogue_is_carried() -> None:
    found = traceability().carriers(PROCEDURES)
    families = re.compile(r"(P|C|SA|SM|F|FS|FA|AF|AN|HW|N|R|E)\d+")
    assert [i for i in PROCEDURES.catalogue if families.fullmatch(i) and not found.get(i)] == []
    assert [i for i in PROCEDURES.catalogue if i.startswith("B") and not found.get(i)] == []
    assert sorted(set(found) - set(PROCEDURES.catalogue)) == []


def test_the_catalogue_is_whole() -> None:
    counts = {"P": 17, "C": 18, "SA": 3, "SM": 7, "F": 13, "FS": 3, "FA": 12, "AF": 19, "AN": 7, "HW": 13}
    counts |= {"N": 14, "R": 12, "E": 12, "X": 28}
    for family, count in counts.items():
        ids = [i for i in PROCEDURES.catalogue if re.fullmatch(rf"{family}\d+", i)]
        assert len(ids) == count, family
    assert [i for i, where in PROCEDURES.catalogue.items() if not where.strip()] == []


def test_every_contradiction_is_settled() -> None:
    assert list(PROCEDURES.decisions) == [i for i in PROCEDURES.catalogue if i.startswith("X")]
    found = traceability().carriers(PROCEDURES)
    assert [i for i in PROCEDURES.decisions if not found.get(i)] == []


def test_the_traceability_page_is_current() -> None:
    page = ROOT / "docs" / "traceability.md"
    assert page.read_text(encoding="utf-8") == traceability().page(PROCEDURES)


def test_conditions_name_facts_that_exist() -> None:
    facts = {*CHANGE_FACTS, *HOP_FACTS, *STEP_FACTS}
    holders: list[Any] = [*STEPS.values(), *PROCEDURES.rules.values(), *PROCEDURES.never.values(), *PROCEDURES.needs]
    holders += [n for s in STEPS.values() for n in (*s.notes, *s.slots, *s.effects)]
    holders += [p for path in PROCEDURES.paths for p in path.phases]
    holders += [u for path in PROCEDURES.paths for p in path.phases for u in p.steps]
    holders += [u for block in PROCEDURES.blocks.values() for u in block]
    assert sorted({f for h in holders for f in (*h.when, *h.unless)} - facts) == []
    assert sorted({s.na for s in STEPS.values() if isinstance(s.na, str)} - facts) == []
    assert sorted({f for path in PROCEDURES.paths for f in path.when} - facts) == []
    alternatives = [alternative for one in PROCEDURES.families.values() for alternative in one]
    assert sorted({f for alternative in alternatives for f in alternative} - facts) == []


def test_families_name_ids_of_the_catalogue() -> None:
    known = {*PROCEDURES.catalogue, *(re.sub(r"\d+$", "", i) for i in PROCEDURES.catalogue)}
    assert sorted(PROCEDURES.families.keys() - known) == []
    assert [
        name for name, alternatives in PROCEDURES.families.items() if not alternatives or not all(alternatives)
    ] == []


@pytest.mark.parametrize(
    ("source", "facts", "own"),
    [
        ("SA1", {"single", "automatic"}, True),
        ("SA1", {"single", "manual"}, False),
        ("F05", {"pair", "synchronous"}, True),
        ("F05", {"cluster", "cluster-pair"}, False),
        ("F10", {"cluster", "cluster-pair"}, True),  # named whole: its family is a pair's alone
        ("FA9", {"pair", "asynchronous", "dns"}, True),
        ("FA9", {"cluster", "cluster-pair", "dns"}, True),
        ("FA9", {"cluster", "cluster-pair", "shared-ip"}, False),  # all facts of an alternative hold
        ("FA3", {"cluster", "cluster-pair", "dns"}, False),
        ("P07", set(), True),
    ],
)
def test_a_fact_is_that_of_the_changes_it_holds_for(source: str, facts: set[str], own: bool) -> None:
    note = NoteData(text="A note.", sources=(source, "P01"))
    assert (source in own_sources(note, PROCEDURES.families, frozenset(facts))) is own


def test_what_would_name_no_origin_keeps_all_of_them() -> None:
    facts = frozenset({"single", "manual"})
    for sources, kit, left in (
        (("SA1",), False, ("SA1",)),
        (("SA1", "X14"), False, ("SA1", "X14")),
        (("SA1", "X14"), True, ("X14",)),
    ):
        assert own_sources(NoteData(text="A note.", sources=sources, kit=kit), PROCEDURES.families, facts) == left


def test_risks_name_ids_of_the_catalogue() -> None:
    assert sorted({i for risk in PROCEDURES.risks for i in risk.ids} - PROCEDURES.catalogue.keys()) == []
    assert len({risk.text for risk in PROCEDURES.risks}) == len(PROCEDURES.risks)


def test_names_in_steps_exist() -> None:
    for name, step in STEPS.items():
        assert set(step.never) <= set(PROCEDURES.never), name
        assert set(step.recover) <= set(PROCEDURES.recoveries), name
        assert set(step.links) <= set(PROCEDURES.links), name
        assert {s.value for s in step.slots} <= set(VALUES), name
    used = {u.step for path in PROCEDURES.paths for p in path.phases for u in p.steps}
    used |= {u.step for block in PROCEDURES.blocks.values() for u in block}
    assert used - {None} == set(STEPS)


def test_effects_are_those_of_the_list() -> None:
    used = {use.effect for step in STEPS.values() for use in step.effects}
    assert used == PROCEDURES.effects.keys()
    for name, effect in PROCEDURES.effects.items():
        assert bool(effect.text) is not effect.ends, f"{name}: who notices is said once an outage begins"
        assert effect.kind == "outage" or not (effect.moves or effect.serving or effect.ends), name


def test_a_step_with_an_effect_is_one_of_a_pass() -> None:
    for name, step in STEPS.items():
        assert not step.effects or step.scope in ("hop", "hop-appliance"), name
        if any(PROCEDURES.effects[use.effect].serving for use in step.effects):
            assert step.scope == "hop-appliance", f"{name}: on which appliance?"
        assert step.installs is None or step.effects, f"{name}: an installation that nobody notices"


def test_rules_name_events_and_steps_that_exist() -> None:
    known = {step.event or name for name, step in STEPS.items()}
    for name, rule in PROCEDURES.rules.items():
        named = {selector.partition("@")[0].strip() for selector in (*rule.first, *rule.then, *rule.steps)}
        assert named <= known, name


def test_the_kits_own_rules_are_marked() -> None:
    """What rests only on our own decisions (X, B) is marked as the kit's."""
    for name, rule in PROCEDURES.rules.items():
        if all(source[0] in "XB" for source in rule.sources):
            assert rule.kit, name
    for name, step in STEPS.items():
        if all(source[0] in "XB" for source in step.sources):
            assert step.kit, name


def test_no_value_of_a_site_stands_in_a_text() -> None:
    for name, step in STEPS.items():
        for text in (step.title, step.where, step.do, step.see, *(n.text for n in step.notes)):
            assert "{" not in text, f"{name}: {text}"


def test_texts_are_short_enough_to_be_read_standing() -> None:
    for name, step in STEPS.items():
        assert len(step.title) <= 48, name
        assert len(step.do) <= 190, name
        assert len(step.see) <= 140, name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the kit's procedures."""
    return Path(shutil.copytree(ROOT / "templates" / "procedures", tmp_path / "procedures"))


def test_unknown_keys_are_errors(folder: Path) -> None:
    with (folder / "steps" / "pair.yaml").open("a") as file:
        file.write("\nnew-step: {scope: hop, title: Wrong, od: it, do: Something., minutes: {low: 1, high: 2}}\n")
    with pytest.raises(PlanningError, match=r"steps\.new-step\.od"):
        load_procedures(folder)


def test_a_path_is_a_file_and_stands_where_it_says(folder: Path) -> None:
    before = [name for name, _ in path_ids(PROCEDURES)]
    phase = "{id: look, title: Look, each: change, steps: [{step: prep-maintenance}], back: Stop.}"
    for name, listed in (("first", 0), ("last", 99)):
        text = f"name: {name}\nlisted: {listed}\ntitle: A way\nwhen: [single]\nreasons: []\nphases:\n  - {phase}\n"
        (folder / "paths" / f"{name}.yaml").write_text(text)
    assert [name for name, _ in path_ids(load_procedures(folder))] == ["first", *before, "last"]
