"""The kit's own procedures: nothing is wrong with them, and nothing of the vendor's guide is lost."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from runbook.model.procedure import NoteData
from runbook.procedures.checks.sources import cited
from runbook.procedures.load import load_procedures, own_folder, read_procedures
from runbook.procedures.sources import own_sources

ROOT = Path(__file__).resolve().parents[2]
PROCEDURES = load_procedures()
FAMILIES = {"P": 18, "C": 18, "SA": 3, "SM": 7, "F": 13, "FS": 3, "FA": 12, "AF": 19, "AN": 7, "HW": 13}
FAMILIES |= {"N": 14, "R": 12, "E": 12, "X": 28}


def traceability() -> ModuleType:
    spec = importlib.util.spec_from_file_location("traceability", ROOT / "scripts" / "traceability.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.long
def test_every_fact_of_the_catalogue_is_carried() -> None:
    draft, problems = read_procedures(own_folder())
    assert problems == ()
    assert PROCEDURES.catalogue.keys() <= cited(draft)
    assert {name for name, carriers in traceability().carriers(PROCEDURES).items() if carriers} == cited(draft) - {""}


def test_the_catalogue_is_whole() -> None:
    for family, count in FAMILIES.items():
        ids = [i for i in PROCEDURES.catalogue if re.fullmatch(rf"{family}\d+", i)]
        assert len(ids) == count, family


def test_every_contradiction_is_settled_in_the_order_of_the_catalogue() -> None:
    assert list(PROCEDURES.decisions) == [i for i in PROCEDURES.catalogue if i.startswith("X")]


def test_the_traceability_page_is_current() -> None:
    page = ROOT / "docs" / "traceability.md"
    assert page.read_text(encoding="utf-8") == traceability().page(PROCEDURES)


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


def test_a_text_that_is_written_down_can_be_none_only_where_nothing_is_possible() -> None:
    asked = {name: step.evidence for name, step in PROCEDURES.steps.items() if step.evidence}
    free = {n for n, e in asked.items() if e.type == "text" and e.equals is None and not (e.figures or e.never_none)}
    # Found by oneself; levels alike; and whom a name is checked of by itself.
    assert free == {"prep-package-order", "hw-same-level", "release-spoken"}
