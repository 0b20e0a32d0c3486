"""One file of a change -> its bytes: from its plan alone, so that it cannot be seen where or when it was made."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from runbook.document.parts import Paper
from runbook.i18n import Language, available, load_language, with_words
from runbook.model.frozen_zone import repeated_hours
from runbook.model.plan import Plan
from runbook.model.remaining import remaining

if TYPE_CHECKING:
    from runbook.pdf.pages import PrintedKind
    from runbook.pdf.prefill.prefiller import Prefiller

DocumentKind = Literal[
    "plan",
    "csv",
    "xlsx",
    "runbook",
    "checklist",
    "approval",
    "runbook-archive",
    "checklist-archive",
    "checklist-page",  # for a browser
    "calendar",  # of an approval pack
    "mail",  # of an approval pack
    "invitation",  # of an approval pack: a mail about one entry of its calendar
]

PRINTED: tuple[DocumentKind, ...] = ("runbook", "checklist")
# The pages of each document of a plan; the archived copy of a checklist is no form.
_PRINTED_KINDS: dict[DocumentKind, PrintedKind] = {
    "runbook": "runbook",
    "checklist": "checklist",
    "runbook-archive": "runbook",
    "checklist-archive": "checklist-archive",
}


def named_files(
    languages: tuple[str, ...], *, archive: bool = False, html: bool = False
) -> tuple[tuple[DocumentKind, str, str], ...]:
    """Kind, language and name of each file of a change. Records speak the first language.

    With `archive`, archived copies of runbook and checklist too; with `html`, checklists for a browser.
    """
    pages: tuple[DocumentKind, ...] = ("checklist-page",) if html else ()
    copies: tuple[DocumentKind, ...] = ("runbook-archive", "checklist-archive") if archive else ()
    return (
        ("plan", languages[0], "plan.json"),
        *((kind, tag, f"{kind.partition('-')[0]}.{tag}.archive.pdf") for tag in languages for kind in copies),
        *((kind, tag, f"{kind}.{tag}.pdf") for tag in languages for kind in PRINTED),
        *((kind, tag, f"checklist.{tag}.html") for tag in languages for kind in pages),
        ("csv", languages[0], "record.csv"),
        ("xlsx", languages[0], "record.xlsx"),
    )


def printed(kind: DocumentKind, plan: Plan, tag: str, paper: Paper) -> tuple[bytes, bool]:
    """The bytes of one file, and whether its values were written into pages set for all sites of its shape."""
    from runbook.reading.plan_json import dump_plan

    language = with_words(_language(tag), plan.words, repeated_hours(plan))
    if kind == "plan":
        return dump_plan(plan), False
    if kind == "csv" or kind == "xlsx":
        from runbook.records.blank import record_csv
        from runbook.records.blank_book import record_xlsx

        return (record_csv if kind == "csv" else record_xlsx)(plan, language), False
    printed_kind = _PRINTED_KINDS.get(kind)
    printed_plan = remaining(plan)
    if kind == "checklist-page":
        from runbook.web.browser_checklist import browser_checklist

        return browser_checklist(printed_plan, language, known_languages()).encode(), False
    filled = _prefiller().filled_in(printed_kind, printed_plan, language, paper) if printed_kind else None
    document = in_full(kind, plan, tag, paper) if filled is None else filled
    if kind == "runbook-archive" or kind == "checklist-archive":
        from runbook.pdf.archive import archived

        document = archived(document, dump_plan(plan))
    return document, filled is not None


def in_full(kind: DocumentKind, plan: Plan, tag: str, paper: Paper) -> bytes:
    """The pages of a document, set by WeasyPrint."""
    from runbook.pdf.weasyprint import render_pdf

    html, images, options = _sheets(kind, plan, with_words(_language(tag), plan.words, repeated_hours(plan)), paper)
    return render_pdf(html, images, **options)


def _sheets(
    kind: DocumentKind, plan: Plan, language: Language, paper: Paper
) -> tuple[str, dict[str, bytes], dict[str, Any]]:
    """What `render_pdf` makes a document of: HTML, images, options."""
    printed_kind = _PRINTED_KINDS.get(kind)
    if printed_kind is None:
        from runbook.document.approval import approval
        from runbook.pdf import html

        request = approval(plan, language, paper)
        return html.approval_html(request, language), request.images, {"style": "approval"}
    from runbook.pdf.pages import document_of, html_of, options_of

    document, locked = document_of(printed_kind, remaining(plan), language, known_languages(), paper)
    return html_of(document, language), document.images, {**options_of(printed_kind), "locked": locked}


@cache
def _language(tag: str) -> Language:
    return load_language(tag)


@cache
def known_languages() -> tuple[Language, ...]:
    """All languages that the kit speaks."""
    return tuple(_language(tag) for tag in available())


@cache
def _prefiller() -> Prefiller:
    from runbook.cache import Cache, usual_place
    from runbook.pdf.prefill.prefiller import Prefiller

    return Prefiller(known_languages(), Cache(folder=usual_place()))
