"""The checklist for a browser: one file in which all the runbook says stands beside what is signed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runbook.document.house_sheet import house_line
from runbook.document.parts import NoteView, PhaseView, Runbook, StepView
from runbook.document.runbook import document_title, runbook
from runbook.document.steps import note
from runbook.document.visible_text import visible
from runbook.document.words import STAFF_ROLES, role_message
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.pdf.html import markdown
from runbook.resources import templates
from runbook.web.browser_plan import browser_plan
from runbook.web.browser_texts import STATE_TEXTS, browser_texts
from runbook.web.html_page import FOLDER, data_block, html_asset, html_body, html_page
from runbook.web.packed_text import packed
from runbook.web.tight_script import tight
from runbook.web.vector_code import VectorCode, vector_code

if TYPE_CHECKING:
    from markupsafe import Markup

PLACE = "checklist"  # of the page's scripts, style and template, below templates/html/
# The scripts that others take something from as soon as they are read; they come first.
_FIRST = ("times", "words", "names", "answers", "plan", "values", "record", "pairs", "seen", "slips", "order")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserStep:
    """A step as the page shows it: by itself, so with all its notes."""

    id: str
    phase: PhaseView
    view: StepView
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserPhase:
    """A phase in the list of steps."""

    view: PhaseView
    steps: tuple[BrowserStep, ...]


def browser_checklist(plan: Plan, language: Language, glossary: tuple[Language, ...]) -> str:
    """The page of `plan`, in the language. The same values give the same bytes."""
    document = runbook(plan, language, glossary)
    phases = tuple(_phases(plan, document, language))
    title = document_title(N_("Checklist"), plan, language)
    roles = sorted({*STAFF_ROLES, *(role for person in plan.staff for role in person.roles)})
    calls = (*document.house.calls, *document.house.escalation) if document.house else ()
    codes = _codes(plan, document)
    drawn = {
        "steps": html_body(
            f"{PLACE}/steps.html.j2",
            language,
            steps=[step for phase in phases for step in phase.steps],
            calls=calls,
            codes=codes,
            markdown=markdown,
        ),
        "list": html_body(f"{PLACE}/list.html.j2", language, phases=phases, markdown=markdown),
        "codes": {name: [code.size, code.modules] for name, code in codes.items()},
        "plan": browser_plan(plan, language),
        "texts": browser_texts(plan, language),
    }
    body = html_body(
        f"{PLACE}/page.html.j2",
        language,
        title=title,
        path=document.path_title,
        revision=plan.revision[:12],
        ticket=visible(plan.ticket),
        house_line=house_line(plan, language),
        recoveries=document.recoveries,
        never=document.never,
        support=document.house.support if document.house else (),
        calls=calls,
        roles=[(role, language.text(role_message(role))) for role in roles],
        states={state: language.text(text) for state, text in STATE_TEXTS.items()},
        markdown=markdown,
        data=_data(drawn),
    )
    style = html_asset(f"{PLACE}/page.css")
    return html_page(title, str(body), style, scripts(), document.language, document.direction)


def _data(drawn: dict[str, Any]) -> Markup:
    """What the script draws and works with, each text of it once."""
    whole = packed(json.dumps(drawn, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    return data_block("checklist-data", {"mark": whole.mark, "text": whole.text})


def scripts() -> str:
    """The scripts of the page as one: the engine first, what other files need before these."""
    names = sorted(file.name for file in (templates() / FOLDER / PLACE).glob("*.js"))
    ordered = dict.fromkeys((*(f"engine_{name}.js" for name in _FIRST), *names))
    return "".join(tight(html_asset(f"{PLACE}/{name}")) for name in ordered)


def _phases(plan: Plan, document: Runbook, language: Language) -> Iterator[BrowserPhase]:
    steps = {step.number: step for step in plan.steps}
    for phase in document.phases:
        yield BrowserPhase(
            view=phase,
            steps=tuple(
                BrowserStep(
                    id=steps[view.number].id,
                    phase=phase,
                    view=view,
                    notes=tuple(note(one, language) for one in steps[view.number].notes if one.kind == "note"),
                )
                for view in phase.steps
            ),
        )


def _codes(plan: Plan, document: Runbook) -> dict[str, VectorCode]:
    """The codes of the vendor's pages, by the keys that views of links name."""
    return {view.image: vector_code(link.url) for view, link in zip(document.links, plan.links, strict=True)}
