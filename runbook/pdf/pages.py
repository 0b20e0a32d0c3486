"""A plan as one of its printed documents: the document, its HTML, and how WeasyPrint is to set it."""

from __future__ import annotations

from typing import Any, Literal

from runbook.document.checklist import checklist, locked_fields
from runbook.document.parts import Checklist, Paper, Runbook
from runbook.document.runbook import runbook
from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.pdf import html

PrintedKind = Literal["runbook", "checklist", "checklist-archive"]  # the last is no form: its fields are shown as text


def document_of(
    kind: PrintedKind, plan: Plan, language: Language, glossary: tuple[Language, ...], paper: Paper
) -> tuple[Runbook | Checklist, dict[str, float]]:
    """The document, and its locked fields with their type sizes. `glossary` are the languages of screen labels."""
    if kind == "runbook":
        return runbook(plan, language, glossary, paper), {}
    form = checklist(plan, language, paper, fillable=kind == "checklist")
    return form, locked_fields(form)


def html_of(document: Runbook | Checklist, language: Language) -> str:
    """Its pages."""
    if isinstance(document, Checklist):
        return html.checklist_html(document, language)
    return html.runbook_html(document, language)


def options_of(kind: PrintedKind) -> dict[str, Any]:
    """What `render_pdf` is told of it: the style, and whether it is a form."""
    return {"style": kind.partition("-")[0], "forms": kind == "checklist"}
