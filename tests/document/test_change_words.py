"""Ticket, reason and deadline of a change: on first pages and in every foot where there are any, and else nowhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from runbook.document.approval import approval
from runbook.document.checklist import checklist
from runbook.document.difference_text import difference_rows
from runbook.document.differences import differences
from runbook.document.letter import letter
from runbook.i18n import load_language
from runbook.model.plan import Plan
from runbook.model.site import Inventory
from runbook.pack.calendar import entries
from runbook.pdf import html
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.reading.plan_json import dump_plan, read_plan
from tests.pages import glossary, language, runbook_of
from tests.plans import change_of, site_of

SAID = {"ticket": "CHG0041234/1", "reason": "CVE-2026-12345,\n  CVE-2026-12346", "deadline": date(2026, 12, 20)}
WHY = "CVE-2026-12345, CVE-2026-12346"


def planned(**said: Any) -> Plan:
    """The plan of a pair."""
    change = replace(change_of("failover", "automatic", "asynchronous"), **said)
    site = replace(site_of("failover", "dns"), changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr", "en"), sites=(site,))
    return make_plan(inventory, site, change, load_procedures())


def pages(plan: Plan, tag: str) -> dict[str, str]:
    """The HTML of the pages of a plan."""
    from runbook.pdf.pages import document_of, html_of

    spoken = language(tag)
    printed: Any = {kind: document_of(kind, plan, spoken, glossary(), "A4")[0] for kind in ("runbook", "checklist")}
    shown = {kind: html_of(document, spoken) for kind, document in printed.items()}
    return shown | {"approval": html.approval_html(approval(plan, spoken), spoken)}


def slots(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, text in re.findall(r'data-slot="([\w.]+)">([^<]*)<', page):
        found.setdefault(name, []).append(" ".join(text.split()))
    return found


@pytest.mark.parametrize(
    ("tag", "label", "day"),
    [("en", "Customer’s ticket", "Sun, 20 Dec 2026"), ("fr", "Ticket du client", "dim. 20 déc. 2026")],
)
def test_they_stand_on_the_pages(tag, label, day):
    shown = pages(planned(**SAID), tag)
    assert [label in page for page in shown.values()] == [True] * 3
    runbook, request = slots(shown["runbook"]), slots(shown["approval"])
    assert (runbook["change.ticket"], runbook["change.reason"]) == (["CHG0041234/1"], [WHY])
    assert request["change.reason"] == [WHY]
    assert runbook["change.deadline"][0].replace("\u00a0", " ") == day
    assert {"CHG0041234/1", runbook["change.deadline"][0]} <= set(request["fact"])
    sheets = shown["checklist"].count('class="sheet"')
    assert slots(shown["checklist"])["foot.ticket"] == ["CHG0041234/1"] * sheets
    assert slots(shown["checklist"])["change.ticket"] == ["CHG0041234/1"] * sheets
    assert (runbook["foot.ticket"], request["foot.ticket"]) == (["CHG0041234/1"], ["CHG0041234/1"])


def test_without_them_nothing_speaks_of_them():
    made = pages(planned(), "en")
    assert made
    for page in made.values():
        assert not re.search(r"ticket|change\.reason|change\.deadline|class=.because", page)


@pytest.mark.parametrize("key", SAID)
def test_what_is_printed_is_in_the_revision_and_comes_back(key):
    plan = planned(**{key: SAID[key]})
    assert plan.revision != planned().revision
    assert read_plan(dump_plan(plan), "plan.json") == plan
    (row,) = difference_rows(differences(planned(), plan), load_language("en"))
    assert row[0] in ("Customer’s ticket", "Reason", "To be done by")


def test_a_plan_that_was_made_before_them_has_none_and_its_revision_holds():
    import json

    from runbook.model.revision import revision_of_content

    told = json.loads(dump_plan(planned()))
    for key in ("ticket", "reason", "deadline"):
        del told[key]
    told["revision"] = revision_of_content(told)
    plan = read_plan(json.dumps(told).encode(), "plan.json")
    assert (plan.ticket, plan.reason, plan.deadline) == ("", "", None)


@pytest.mark.parametrize("cancelled", [False, True])
def test_they_stand_in_mails_and_calendars(cancelled):
    plan, spoken = planned(**SAID), load_language("en")
    made = letter(plan, spoken, (), cancelled=cancelled)
    assert f"{plan.change} (CHG0041234/1)" in made.subject
    assert {"CHG0041234/1", WHY} <= {value for _, value in made.facts}
    for entry in entries(plan, spoken):
        assert entry.summary.startswith(f"{plan.change} (CHG0041234/1) ")
        assert "Customer’s ticket: CHG0041234/1" in entry.description
    assert "(" not in letter(planned(), spoken, ()).subject


@pytest.mark.parametrize("ticket", ["W" * 32, "1234-5678-1234-5678-1234-5678-99"])
def test_the_longest_ticket_fits_its_slots(ticket):
    plan = planned(ticket=ticket, reason="W" * 190)
    form = checklist(plan, language("fr"))
    made = runbook_of(plan, "fr")
    shown = [labelled.value for labelled in (form.ticket, made.reason) if labelled]
    shown += [form.foot.ticket] if form.foot.ticket else []
    assert [one.size == "grown" for one in shown] == [False] * 3
