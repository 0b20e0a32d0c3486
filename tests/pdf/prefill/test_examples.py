"""The documents of examples/inventory.yaml are filled in, each from a master."""

from __future__ import annotations

from pathlib import Path

import pytest

from runbook.cache import Cache, usual_place
from runbook.inventory.load import load_inventory
from runbook.model.plan import Plan
from runbook.pdf.pages import PrintedKind
from runbook.pdf.prefill.prefiller import Prefiller
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.pages import glossary, language
from tests.pdf.prefill.alike import differences
from tests.pdf.prefill.test_prefiller import in_full

EXAMPLES = load_inventory(Path(__file__).resolve().parents[3] / "examples" / "inventory.yaml")
SITES = [site.id for site in EXAMPLES.sites]
KINDS: tuple[PrintedKind, ...] = ("runbook", "checklist", "checklist-archive")


def plan_of(site: str) -> Plan:
    found = next(each for each in EXAMPLES.sites if each.id == site)
    return make_plan(EXAMPLES, found, found.changes[0], load_procedures())


class Fits(Exception):
    """The values of a plan fit their slots: what is left is to set the pages."""


@pytest.mark.sampled(2)  # each site in one language
@pytest.mark.parametrize("tag", ["en", "fr"])
@pytest.mark.parametrize("site", SITES)
def test_the_values_of_each_example_fit_their_slots(site, tag, monkeypatch):
    """As far as it goes before anything is set, of each kind of document; test_every_path.py sets some of each kind."""
    prefiller, plan = Prefiller(glossary()), plan_of(site)
    prefiller._face_of(language(tag))

    def fits(*_: object, **__: object) -> bytes:
        raise Fits

    monkeypatch.setattr("runbook.pdf.weasyprint.render_pdf", fits)
    for kind in KINDS:
        with pytest.raises(Fits):
            prefiller.filled_in(kind, plan, language(tag), "A4")


@pytest.mark.long
@pytest.mark.parametrize("site", ["geneva", "nantes"])
def test_who_may_sign_in_three_lines_is_in_the_master(site):
    """One with a person of four roles, one with steps that three roles may sign: in French, they take a line more."""
    plan = plan_of(site)
    filled = Prefiller(glossary(), Cache(folder=usual_place())).filled_in("runbook", plan, language("fr"), "A4")
    assert filled is not None
    assert differences(filled, in_full("runbook", plan, "fr")) == []
