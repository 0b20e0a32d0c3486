"""What tests of pages share: setting them, and looking at them as a scanner, a form reader or an eye does."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import zxingcpp

from runbook.document.checklist import checklist, locked_fields
from runbook.document.parts import Checklist, Paper, Runbook
from runbook.document.runbook import runbook
from runbook.i18n import Language, available, load_language
from runbook.model.plan import Plan
from runbook.pdf import html
from runbook.pdf.weasyprint import identity_of, render_pdf

# A slot with its size, which says how the value fits; a title; the attributes that bear ids of steps.
SLOT = re.compile(r'<span class="slot [^"]*" data-slot="([^"]*)">[^<]*</span>')
TITLE = re.compile(r"(<title data-slot=\"title\">)[^<]*")
FIELDS = re.compile(r'(<(?:input|textarea) [^>]*?name=")[^"]*("[^>]*?)(?:value="[^"]*")?( data-slot="[^"]*")?>')
DRAWN = "TESTS_DRAWN"  # the folder of what is drawn, in the environment


@cache
def language(tag: str) -> Language:
    return load_language(tag)


def glossary() -> tuple[Language, ...]:
    return tuple(language(tag) for tag in available())


def runbook_of(plan: Plan, tag: str = "en", paper: Paper = "A4") -> Runbook:
    return runbook(plan, language(tag), glossary(), paper)


def runbook_page(plan: Plan, tag: str = "en", paper: Paper = "A4") -> str:
    return html.runbook_html(runbook_of(plan, tag, paper), language(tag))


def checklist_page(plan: Plan, tag: str = "en", paper: Paper = "A4") -> str:
    return html.checklist_html(checklist(plan, language(tag), paper), language(tag))


def runbook_pdf(plan: Plan, tag: str = "en", paper: Paper = "A4") -> bytes:
    document = runbook_of(plan, tag, paper)
    return drawn_once(html.runbook_html(document, language(tag)), document.images, style="runbook")


def checklist_pdf(plan: Plan, tag: str = "en", paper: Paper = "A4") -> bytes:
    form = checklist(plan, language(tag), paper)
    return form_pdf(form, tag)


def form_pdf(form: Checklist, tag: str) -> bytes:
    page = html.checklist_html(form, language(tag))
    return drawn_once(page, form.images, style="checklist", forms=True, locked=locked_fields(form))


def drawn_once(page: str, images: Mapping[str, bytes], **options: Any) -> bytes:
    """What `render_pdf` makes of the same: drawn once for all tests that run together, whichever process they run in.

    In a test of whether two drawings are the same, the variable of DRAWN has to be away.
    """
    folder = os.environ.get(DRAWN)
    if not folder:
        return render_pdf(page, images, **options)
    file = Path(folder, identity_of(page, images, **options))
    if not file.is_file():
        made = file.with_name(f"{file.name}.{os.getpid()}")
        made.write_bytes(render_pdf(page, images, **options))
        made.replace(file)
    return file.read_bytes()


def blanked(page: str) -> str:
    """A page without what is a site's own."""
    page = SLOT.sub(r"[\1]", page)
    page = TITLE.sub(r"\1", page)
    return FIELDS.sub(r"\1\2>", page)


def form_of(data: bytes) -> Any:
    """A PDF as pypdf reads it."""
    return pypdf.PdfReader(io.BytesIO(data))


def opened(data: bytes) -> Any:
    return pypdfium2.PdfDocument(io.BytesIO(data))


def page_texts(data: bytes) -> list[str]:
    """The text of each page."""
    return [page.get_textpage().get_text_range() for page in opened(data)]


def codes(data: bytes, dpi: int = 150) -> list[list[Any]]:
    """The QR codes that a scanner finds on each page."""
    found = []
    for page in opened(data):
        picture = page.render(scale=dpi / 72).to_pil()
        found.append(list(zxingcpp.read_barcodes(picture)))
    return found


def squeezed(text: str) -> str:
    """Text without the places where lines break; a hyphen there is read as a mark of its own."""
    return re.sub(r"\s", "", text.replace("\ufffe", "-"))
