"""One thing has one name on pages, in requests and in reports."""

from __future__ import annotations

import re
from typing import Any

import pytest

from runbook.document.approval import approval
from runbook.document.front import timeline
from runbook.document.runbook import runbook
from runbook.document.words import STAFF_ROLES
from runbook.i18n import load_language
from runbook.records.people import ROLES, roles_in
from tests.plans import CLIENTS, KINDS, plan_of

FRENCH, ENGLISH = load_language("fr"), load_language("en")
# What is signed on paper and answered is a request; a step is visé.
OF_REQUESTS = {
    "Please answer whether you approve the change, and sign the request.",
    "Please answer whether you approve the change with its outage of up to {length}, and sign the request.",
    "the request, with impact, risks, way back, and the boxes to sign",
    "Your signature is for the plan of this revision and no other:",
    "signature",
    "Signature",
    "{n} more box to sign:",
    "Date, signature",
    # of files and certificates
    "its certificate is self-signed",
    "a digital signature, which was not checked",
    "Open the file in a viewer that checks signatures: it says whether the file was changed after it was signed.",
    "its windows have begun: sheets of it may be printed and signed",
    "it is not as the kit made it: somebody may have signed it",
    "it was put aside: somebody filled it in, signed or edited it",
}


def name(kind: tuple[Any, ...]) -> str:
    return "-".join(filter(None, kind))


def test_roles_are_called_alike_on_pages_and_in_reports() -> None:
    assert ROLES == STAFF_ROLES


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("network, desktop", ("network", "desktop")),
        ("Network administrator and desktop administrator", ("network", "desktop")),
        ("réseau, postes de travail", ("network", "desktop")),
        ("administrateur réseau; administrateur des postes de travail", ("network", "desktop")),
    ],
)
def test_other_names_of_roles_are_read_as_before(typed: str, meant: tuple[str, ...]) -> None:
    assert roles_in(typed) == meant


def test_a_step_has_a_visa_in_french_and_a_request_a_signature() -> None:
    signed = re.compile(r"\bsign(?:é|és|ée|ées|er|ez|ent|ature|atures)\b|\bqui signe\b", re.IGNORECASE)
    found = {message for message, forms in FRENCH.messages.items() if any(signed.search(form) for form in forms)}
    assert found == OF_REQUESTS


@pytest.mark.sampled(8)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_steps_are_named_without_a_capital_inside_a_sentence(kind: tuple[Any, ...]) -> None:
    plan = plan_of(*kind)
    for language, word in ((FRENCH, "Étape"), (ENGLISH, "Step")):
        shown = approval(plan, language)
        assert [row.signs for row in shown.duties if word in row.signs] == []
        assert [row.signs for row in shown.duties if word.lower() in row.signs]
        assert [row.where for row in shown.risks if word.lower() in row.where and not row.where[0].isdigit()] == []
        for row in shown.risks:
            assert not re.match(rf"{word}s [\d.]+(?: ·|$)", row.where), row.where


@pytest.mark.sampled(8)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_what_is_done_outside_a_window_says_which_windows_it_stands_between(kind: tuple[Any, ...]) -> None:
    several = () if kind[0].startswith("migrate-") else (plan_of(*kind, bases=(True, False)),)
    plans = (plan_of(*kind), *several)
    assert {timeline(plan, ENGLISH)[0].title for plan in plans} == {"Before the first window"}
    for plan in plans:
        shown = runbook(plan, ENGLISH, (ENGLISH,))
        assert not [phase.title for phase in shown.phases if phase.title == "Before the window"]
        titles = [entry.title for entry in timeline(plan, ENGLISH)]
        assert "Between two windows" not in titles
        for phase, view in zip(plan.phases, shown.phases, strict=True):
            before = [p.window for p in plan.phases[: phase.number - 1] if p.window]
            after = [p.window for p in plan.phases[phase.number :] if p.window]
            if phase.window is None and before and after:
                between = f"Between windows {before[-1]} and {after[0]}"
                assert view.course.split(" · ")[-1] == between
                assert between in titles


@pytest.mark.sampled(8)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_the_sources_are_those_that_pages_cite(kind: tuple[Any, ...]) -> None:
    plan = plan_of(*kind, clients=CLIENTS[2])
    of_prohibitions = {source for one in plan.never for source in one.sources}
    pages = runbook(plan, ENGLISH, (ENGLISH,))
    found = pages.sources
    assert found
    at_hand = {mark for group in pages.needs for what, _ in group.rows for mark in re.findall(r"\((B\d+)\)", what)}
    assert ("B22" in at_hand) is ("automatic" in kind or kind[0].startswith("migrate"))
    printed = at_hand.union(*(step.sources for step in plan.steps))
    assert [source for source, _, steps in found if not steps and source not in of_prohibitions | printed] == []
    assert printed <= {source for source, _, _ in found}


def test_sources_name_the_steps_that_rest_on_them_and_do_not_show_them() -> None:
    plan = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True), clients=CLIENTS[2])
    troubles = {one.id: one.sources for one in plan.recoveries}
    named = 0
    for source, _, steps in runbook(plan, ENGLISH, (ENGLISH,)).sources:
        for step in plan.steps:
            parts = [*(note.sources for note in step.notes), *(troubles[name] for name in step.recoveries)]
            hidden = any(source in part for part in parts) and source not in step.sources
            assert (step.number in steps.split(", ")) is hidden
            named += hidden
    assert named
