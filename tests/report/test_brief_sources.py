"""Sources in brief: the ids, and the first places of the guide."""

from runbook.i18n import load_language
from runbook.report.source_text import brief_sources, sources_text

GUIDE = {"P1": "47, 77", "P2": "77, 90-92, 101", "W1": "https://example.com/a", "L1": "12", "K1": "1-685"}


def brief(*sources, language="en"):
    return brief_sources(sources, load_language(language), GUIDE)


def test_the_ids_and_the_first_three_places_each_once():
    assert brief("P1", "P2") == "P1, P2, guide, lines 47, 77, 90-92 … (Preparing the upgrade; Client upgrades)"
    assert brief("P1") == "P1, guide, lines 47, 77 (Preparing the upgrade; Client upgrades)"
    assert brief("L1") == "L1, guide, line 12"


def test_what_is_no_line_of_the_guide():
    assert brief("X1", "X2") == "X1, X2"
    assert brief("W1") == "W1, see https://example.com/a"
    assert brief("W1", "L1") == "W1, L1, guide, line 12"
    assert brief() == ""


def test_in_french():
    titles = "(Préparation de la mise à jour\u202f; Mises à niveau client)"
    assert brief("P1", "P2", language="fr") == f"P1, P2, guide, lignes 47, 77, 90-92 … {titles}"


def test_a_rule_of_the_kits_own_says_so_and_names_no_lines_of_the_whole_guide():
    english, french = load_language("en"), load_language("fr")
    assert brief("K1") == sources_text(["K1"], english, GUIDE, kits=True) == "K1, the kit’s own rule"
    assert brief("K1", "L1") == "K1, the kit’s own rule; L1, guide, line 12"
    assert brief_sources(["L1"], english, GUIDE, kits=True) == "the kit’s own rule; L1, guide, line 12"
    assert sources_text(["K1"], french, GUIDE) == "K1, règle propre au kit"
    assert brief_sources((), english, GUIDE, kits=True) == "the kit’s own rule"
