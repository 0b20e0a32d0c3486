"""Every line of the vendor's guide that the kit cites stands in a section that is named."""

import re

from runbook.i18n import load_language
from runbook.procedures.catalogue import guide_lines
from runbook.procedures.guide_sections import SECTIONS, section_titles
from runbook.report.source_text import sources_text

PLACES = {source: lines for source, lines in guide_lines().items() if "://" not in lines}


def test_sections_stand_in_the_order_of_the_guide() -> None:
    starts = [line for line, _ in SECTIONS]
    assert starts == sorted(set(starts))


def test_every_line_that_is_cited_stands_in_a_section() -> None:
    """All but the guide as a whole: that has no title of its own."""
    assert [source for source, lines in PLACES.items() if not section_titles(lines)] == ["X28"]
    assert PLACES["X28"].startswith("1-")


def test_each_stretch_of_lines_is_named_by_the_heading_above_it() -> None:
    assert section_titles("305, 477") == ("Restoring a failover relationship",)
    assert section_titles("278, 410") == ("Verification and test",)
    assert section_titles("236") == ("Updating appliance A",)  # the heading itself
    assert section_titles("235") == ("Backup and synchronisation",)
    assert section_titles("43, 192, 319") == ("Preparing the upgrade", "Backup and synchronisation")
    assert section_titles("1-685") == ()


def test_the_source_of_a_rule_names_lines_and_section_in_both_languages() -> None:
    english, french = (sources_text(("F10", "F11"), load_language(tag), guide_lines()) for tag in ("en", "fr"))
    assert english == "F10, F11, guide, lines 305, 477 (Restoring a failover relationship)"
    assert french == "F10, F11, guide, lignes 305, 477 (Restauration d’une relation de reprise en séquence)"
    assert sources_text(("C12",), load_language("en"), guide_lines()) == "C12, guide, line 82 (Client upgrades)"
    assert sources_text(("C12",), load_language("fr"), guide_lines()) == "C12, guide, ligne 82 (Mises à niveau client)"


def test_a_page_of_the_vendors_is_named_by_its_address_and_never_by_lines() -> None:
    pages = {source: lines for source, lines in guide_lines().items() if "://" in lines}
    assert sources_text(("B04",), load_language("en"), guide_lines()) == f"B04, see {pages['B04']}"
    for tag in ("en", "fr"):
        told = sources_text(tuple(guide_lines()), load_language(tag), guide_lines())
        assert re.findall(r"lin?e?g?n?e?s http", told) == []
        assert all(address in told for address in pages.values())
