"""Pages of a site of which little is known, with two addresses an appliance and a snapshot: as a reader finds them."""

from __future__ import annotations

import re
from functools import cache

import pytest

from runbook.document.approval import approval
from runbook.model.plan import Plan
from runbook.model.site import UNKNOWN
from runbook.pdf import html
from runbook.pdf.prefill.prefiller import Prefiller
from tests.pages import checklist_pdf, form_of, glossary, language, page_texts, runbook_pdf, squeezed
from tests.pdf.placed import MM, faults
from tests.pdf.prefill.alike import differences
from tests.pdf.test_nothing_overlaps import FOOT_MM
from tests.plans import plan_of

LOOK = {"en": "Look up the current versions", "fr": "Relevez les versions actuelles"}
TAKE = {"en": "Take a snapshot", "fr": "Prenez un instantané"}
BACK = {
    "en": "ask Support whether the appliance can return to it",
    "fr": "demandez à l’assistance technique si le serveur peut y revenir",
}
LINE = "_" * 9  # of a drawing, the shortest


@cache
def plan() -> Plan:
    return plan_of("single", "manual", base=UNKNOWN, software=UNKNOWN, both_kinds=True, snapshot=True, major=None)


@pytest.mark.long
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_a_reader_finds_lines_both_addresses_and_the_snapshot(tag: str) -> None:
    data = runbook_pdf(plan(), tag)
    texts = page_texts(data)
    whole = squeezed(" ".join(texts))
    for wanted in (LOOK[tag], TAKE[tag], BACK[tag], "192.0.2.11", "2001:db8:85a3:8d3:1319:8a2e:370:11"):
        assert squeezed(wanted) in whole, wanted
    (step,) = (s for s in plan().steps if s.event == "status.before")
    (page,) = (text for text in texts if re.search(rf"(?m)^{re.escape(step.number)}\b", text))
    assert len(re.findall("_{9,}", page)) == 2  # Base and software, to be written down
    assert re.search(rf"(?<!_){LINE}(?!_)", " ".join(texts))
    assert UNKNOWN not in whole
    tongue = language(tag)
    foot = (plan().revision[:12], "paris", "CHG0041", *map(tongue.text, ("revision", "page", "of")), tongue.name)
    assert faults(data, FOOT_MM["runbook", "A4"] * MM, foot, captions=True) == []


@pytest.mark.long
def test_the_form_has_a_field_for_what_is_looked_up() -> None:
    names = [name for name in form_of(checklist_pdf(plan(), "fr")).get_fields() if "prep-versions:rs-a" in name]
    assert any("-value-" in name for name in names), names


@pytest.mark.parametrize(("tag", "word"), [("en", "unknown"), ("fr", "inconnue")])
def test_the_request_says_that_they_are_unknown(tag: str, word: str) -> None:
    page = html.approval_html(approval(plan(), language(tag)), language(tag))
    assert len(re.findall(rf'data-slot="change.(?:base|software)">{word}<', page)) == 2


@pytest.mark.long
def test_filled_in_it_is_as_it_is_set() -> None:
    filled = Prefiller(glossary()).filled_in("checklist", plan(), language("fr"), "A4")
    assert filled is not None
    assert differences(filled, checklist_pdf(plan(), "fr")) == []
