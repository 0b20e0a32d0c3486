"""Pages in a made-up language: whatever is not between ⟦ and ⟧, and is no value of the site, escaped the catalogues."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from runbook.document.approval import approval
from runbook.document.checklist import checklist
from runbook.document.runbook import runbook
from runbook.i18n import Language, load_language
from runbook.pdf.html import approval_html, checklist_html, runbook_html
from runbook.report.finding_text import message_text
from runbook.report.text import plain, text_of
from runbook.simulate.mistakes import plant
from runbook.simulate.play import play
from runbook.verify.session import Verified
from tests import catalogue
from tests.plans import plan_of
from tests.verify.harness import check, pair

# What is the same in every language: names of products and of this language, letters of appliances, the sign of a note,
# ids of the reference catalogue, addresses, figures.
COMMON = re.compile(r"https?://\S+|\b(?:Base|BeyondTrust|zz|i|[ABM]|[A-Z]{1,2}\d{1,3}|\d+)\b|[\W_]+")

# Dates and durations, which CLDR writes and no catalogue does.
FORMATTED = re.compile(r"\w{3}, \d{1,2} \w{3} \d{4}( \d\d:\d\d)?|\w{3} \d\d:\d\d|\d+[ \u00a0](?:days?|hrs?|h|mins?)\b")
# What a line of a report holds beside sentences: site and change, places in files, codes.
KNOWN = re.compile(r"paris|CHG0041|record\.json|entries\[\d+\]|[A-Z]{3}\d{3}|" + COMMON.pattern)
VOID = ("br", "hr", "img", "input", "link", "meta")

PLANS = [
    pytest.param(("failover", "manual", "asynchronous", "shared-ip"), id="pair"),
    pytest.param(("atlas-failover", None, None, "dns"), id="cluster"),
    pytest.param(("migrate-physical-virtual", "automatic", None, None), id="migration"),
]


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Language:
    locales = catalogue.pseudo_locales(tmp_path_factory.mktemp("locales"), catalogue.template())
    return load_language("zz", locales, strict=True)


@pytest.mark.long
@pytest.mark.parametrize("kind", PLANS)
def test_pages_hold_no_text_but_the_catalogues(kind, language):
    plan = plan_of(*kind)
    pages = runbook_html(runbook(plan, language, (language,)), language)
    form = checklist_html(checklist(plan, language), language)
    assert [text for page in (pages, form) for text in untranslated(page)] == []
    assert "⟦⟦" not in pages + form, "a text is translated twice"


@pytest.mark.long
def test_an_approval_page_holds_no_text_but_the_catalogues(language):
    plan = plan_of("failover", "manual", "asynchronous", "shared-ip")
    page = approval_html(approval(plan, language), language)
    assert [text for text in untranslated(page) if FORMATTED.sub("", COMMON.sub("", FORMATTED.sub("", text)))] == []


@pytest.mark.long
def test_findings_hold_no_text_but_the_catalogues(language):
    indexed = pair()
    kinds = set()
    for seed in range(3):
        entries, mistakes = plant(indexed, play(indexed, seed), seed, 8)
        kinds |= {mistake.kind for mistake in mistakes}
        result = check(indexed, *entries)
        lines = list(text_of([Verified(result, indexed)], language, {}, plain))
        assert [line for line in lines if KNOWN.sub("", outside(line))] == []
        assert [mistake for mistake in mistakes if not message_text(mistake.message, indexed.plan, language)] == []
    assert len(kinds) > 8


def outside(line: str) -> str:
    """What stands outside ⟦ ⟧."""
    depth, found = 0, ""
    for letter in line:
        depth += (letter == "⟦") - (letter == "⟧")
        found += letter if depth == 0 and letter != "⟧" else ""
    return found


def untranslated(page: str) -> list[str]:
    """Texts outside the slots and outside ⟦ ⟧ that hold more than what is COMMON."""
    reader = Reader()
    reader.feed(page.replace("<wbr/>", ""))  # within addresses
    return [text for text in reader.outside if COMMON.sub("", text)]


class Reader(HTMLParser):
    """Collects what stands outside ⟦ ⟧, slots and styles: texts, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.outside = [""]
        self.depth = 0  # of ⟦
        self.slots: list[str] = []  # the elements open inside a slot or a style, from it on

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outside += [re.sub("⟦[^⟧]*⟧", "", v or "") for name, v in attrs if name in ("title", "alt", "aria-label")]
        if tag not in VOID and (self.slots or tag == "style" or "data-slot" in dict(attrs)):
            self.slots.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.slots and tag not in VOID:
            self.slots.pop()

    def handle_data(self, data: str) -> None:
        for letter in data:
            self.depth += (letter == "⟦") - (letter == "⟧")
            if not self.depth and not self.slots and letter != "⟧":
                self.outside[-1] += letter
        self.outside.append("")
