"""Documents as HTML. Values are escaped by the templates; Markdown is the procedures' alone, and can make no link."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from runbook.i18n import Language
from runbook.resources import templates

if TYPE_CHECKING:
    from jinja2 import Environment
    from markdown_it import MarkdownIt

    from runbook.document.approval_parts import Approval
    from runbook.document.letter import MailPage
    from runbook.document.parts import Checklist, Runbook

# A blank at the end of a block counts as a part of its last line: WeasyPrint breaks one that fits without it.
_BLANK = re.compile(r"[ \n]+(</(?:td|th|p|li|div|h[1-6])>)")
# WeasyPrint breaks after a slash. The name of an interface stays whole.
_INTERFACE = re.compile(r"(?<![\w/.:<])/(?:login|appliance)\b")
MARKDOWN_RULES = ("list", "emphasis", "backticks", "newline", "escape")


def runbook_html(document: Runbook, language: Language) -> str:
    """The runbook's pages."""
    return _render("runbook.html", document, language)


def checklist_html(document: Checklist, language: Language) -> str:
    """The checklist's pages."""
    return _render("checklist.html", document, language)


def approval_html(document: Approval, language: Language) -> str:
    """The approval document's pages."""
    return _render("approval.html", document, language)


def verification_html(document: object, language: Language) -> str:
    """The verification report's pages; `document` is a runbook.report.pdf_report.Report, a layer above this one."""
    return _render("verification.html", document, language)


def mail_html(document: MailPage, language: Language) -> str:
    """The HTML part of a mail, in the languages of its letters."""
    return _render("mail.html", document, language)


def compile_templates() -> None:
    """All of them, which pages would do the first time."""
    for name in _environment().list_templates(extensions=["html"]):
        _environment().get_template(name)


def _render(name: str, document: object, language: Language) -> str:
    template = _environment().get_template(name)
    return _BLANK.sub(r"\1", template.render(doc=document, _=language.text))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(templates() / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["markdown"] = markdown
    environment.filters["markdown_inline"] = markdown_inline
    environment.filters["interfaces"] = interfaces
    environment.filters["address"] = address
    return environment


@cache
def markdown(text: str) -> str:
    """A procedure's Markdown as HTML: paragraphs, lists, emphasis, code; never HTML, links or images."""
    return _safe(_whole_names(_parser().render(text)))


@cache
def markdown_inline(text: str) -> str:
    """The same for a single paragraph, without the paragraph."""
    return _safe(_whole_names(_parser().renderInline(text)))


def interfaces(text: str) -> str:
    """A plain text as HTML, with the names of interfaces whole."""
    from markupsafe import escape

    return _safe(_whole_names(str(escape(text))))


def address(url: str) -> str:
    """An address as HTML: where it takes several lines it is broken after a dot too, and not within a name."""
    from markupsafe import escape

    return _safe(str(escape(url)).replace(".", ".<wbr/>"))


def _whole_names(html: str) -> str:
    """`/login` and `/appliance` on one line each, and no line that begins with the `>` of a way through the screens."""
    return _INTERFACE.sub(r'<span class="interface">\g<0></span>', html).replace(" &gt; ", "&#160;&gt; ")


def _safe(html: str) -> str:
    from markupsafe import Markup

    return Markup(html)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero", {"html": False, "linkify": False}).enable(list(MARKDOWN_RULES))
