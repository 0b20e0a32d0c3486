"""Sources in brief: the ids, and the first places of the guide."""

from runbook.i18n import load_language
from runbook.report.source_text import brief_sources

GUIDE = {"P1": "47, 77", "P2": "77, 90-92, 101", "W1": "https://example.com/a", "L1": "12"}


def brief(*sources, language="en"):
    return brief_sources(sources, load_language(language), GUIDE)


def test_the_ids_and_the_first_three_places_each_once():
    assert brief("P1", "P2") == "P1, P2, guide, lines 47, 77, 90-92 …"
    assert brief("P1") == "P1, guide, lines 47, 77"
    assert brief("L1") == "L1, guide, line 12"


def test_what_is_no_line_of_the_guide():
    assert brief("X1", "X2") == "X1, X2"
    assert brief("W1") == "W1, see https://example.com/a"
    assert brief("W1", "L1") == "W1, L1, guide, line 12"
    assert brief() == ""


def test_in_french():
    assert brief("P1", "P2", language="fr").endswith("47, 77, 90-92 …")
