"""The catalogues of locales/ hold every message, completely and well; a language is a catalogue and nothing else."""

from __future__ import annotations

import ast
import io
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from runbook import i18n, resources
from runbook.model import plan, procedure
from runbook.procedures import texts
from scripts import messages
from tests import catalogue
from tests.catalogue import template

EXAMPLES = Path(__file__).parent / "examples"
FILES = sorted(resources.locales().glob(messages.CATALOGUES))


def language_of(path: Path) -> str:
    return path.parent.parent.name


every_language = pytest.mark.parametrize("path", FILES, ids=language_of)


@pytest.fixture
def extracted_once(monkeypatch) -> None:
    """The texts of the kit, which take a second to gather, are those that were gathered before."""
    known = template()  # gathered here, where it is the first to ask
    monkeypatch.setattr(messages, "extracted", lambda: deepcopy(known))


@cache
def catalogue_at(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


@cache
def pairs_at(path: Path) -> tuple[tuple[str, str], ...]:
    return tuple(catalogue.pairs(catalogue_at(path)))


@cache
def terms() -> dict[str, str]:
    """Each screen label of the table, and its status."""
    text = (resources.templates() / "procedures" / "terms.yaml").read_text(encoding="utf-8")
    return {term["label"]: term["status"] for term in yaml.safe_load(text)["terms"]}


def test_messages_in_code_are_marked():
    """What stands in N_() or _() is extracted, and what stands in plural()."""
    unmarked = re.compile(r"(?:language|say)\.(?:markdown_)?text\(\s*f?[\"'].*")
    found = [
        (path.name, call)
        for path in Path(i18n.__file__).parent.rglob("*.py")
        for call in unmarked.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == [], "mark texts with N_"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('language.text(N_("Before"))', ["Before"]),
        ('TEXTS = {"a": N_("in " "parts"), "b": _("short")}', ["in parts", "short"]),
        ("""f"{language.text(N_('Rule: {rule}'), rule=rule)}!\"""", ["Rule: {rule}"]),
        ('language.plural("{n} day", "{n} days", n)', [("{n} day", "{n} days")]),
        ('language.plural(\n  N_("{n} day"), N_("{n} days"), n)', [("{n} day", "{n} days")]),
        ('change.text("kind"), N_(message), N_(f"{what} {known}"), re.plural(one, many)', []),
    ],
)
def test_extraction_from_code(source, expected):
    method: Any = messages.code
    found = extract(method, io.BytesIO(source.encode()), messages.KEYWORDS)
    assert [message for _, message, _, _ in found] == expected


def test_there_is_french():
    assert "fr" in [language_of(path) for path in FILES]


@every_language
def test_a_catalogue_is_current(path):
    text = path.read_text(encoding="utf-8")
    assert messages.updated(text, template()) == text, "run `make messages`, then translate what is new"


@every_language
def test_a_catalogue_is_complete(path):
    waiting = messages.waiting(path.read_text(encoding="utf-8"))
    assert [(message.id, message.locations) for message in waiting] == []


@every_language
def test_marks_and_placeholders_are_those_of_the_english(path):
    wrong = [(differing, one, other) for one, other in pairs_at(path) if (differing := marks(one, other))]
    assert wrong == []


def marks(message: str, translation: str) -> list[str]:
    return catalogue.differing_marks(message, translation) if translation else []


def test_french_typography():
    texts = [text for path in FILES if language_of(path) == "fr" for _, text in pairs_at(path)]
    assert [(faults, text) for text in texts if (faults := catalogue.french_faults(text))] == []


def test_french_below_and_above_are_not_parted_on_pages():
    """« ci-dessous » stays whole at the end of a line: a word joiner, which nobody sees, follows its hyphen."""
    pages = ("templates/procedures/", "templates/pages/")
    french = catalogue_at(resources.locales() / "fr" / i18n.CATALOGUE)
    said = [str(m.string) for m in french if m.id and any(place.startswith(pages) for place, _ in m.locations)]
    assert sum("ci-\u2060dessous" in text for text in said) > 20
    assert [text for text in said if re.search(r"(?i)\bci-(?=dess|après|contre|joint)", text)] == []


@every_language
def test_screen_labels_are_translated_as_the_table_says(path):
    language = i18n.load_language(language_of(path))
    wrong = []
    for message, translation in pairs_at(path):
        expected = sorted(language.text(label) for label in catalogue.labels(message) if label in terms())
        found = catalogue.labels(translation)
        if translation and not set(expected) <= set(found):
            wrong.append((expected, found, message))
    assert wrong == []


@every_language
def test_screen_paths_are_translated_part_by_part(path):
    """The same part of the same menu has one name, wherever it is spoken of."""
    language = i18n.load_language(language_of(path))
    names: dict[tuple[str, ...], set[str]] = {}
    for english in screen_paths():
        parts, translated = english.split(" > "), language.text(english).split(" > ")
        assert len(parts) == len(translated), english
        for depth in range(len(parts)):
            names.setdefault(tuple(parts[: depth + 1]), set()).add(" > ".join(translated[: depth + 1]))
    assert {menu: found for menu, found in names.items() if len(found) > 1} == {}


def screen_paths() -> list[str]:
    return [message for message, _ in pairs_at(FILES[0]) if re.match(r"/(?:login|appliance) > [^.]*$", message)]


def test_every_screen_path_and_label_of_the_procedures_is_in_the_table():
    used = set()
    for message in template():
        if any(name.startswith("templates/procedures/") for name, _ in message.locations):
            used |= {label for label in catalogue.labels(str(message.id)) if not label.islower()}  # **not** is stress
    assert used | set(screen_paths()) <= set(terms()), (
        "add it to templates/procedures/terms.yaml, or do not set it bold"
    )


def test_the_text_keys_are_the_text_fields_of_the_model():
    tree = ast.parse(Path(procedure.__file__).read_text(encoding="utf-8"))
    nouns = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    lines = [line for noun in nouns for line in noun.body if isinstance(line, ast.AnnAssign)]
    fields = {
        ast.unparse(line.target) for line in lines if re.search(r"\b(?:Text|Said)\b", ast.unparse(line.annotation))
    }
    assert set(messages.TEXT_KEYS) == set(texts.TEXT_KEYS) == fields
    assert plan.Text is str


def test_a_third_language_is_a_catalogue_and_nothing_else(tmp_path):
    locales = catalogue.pseudo_locales(tmp_path, template())
    assert i18n.available(locales) == ("en", "zz")
    language = i18n.load_language("zz", locales, strict=True)
    for message in template():
        if isinstance(message.id, str) and message.id:
            assert language.text(message.id) == catalogue.pseudo(message.id)
            assert catalogue.differing_marks(message.id, catalogue.pseudo(message.id)) == []


def test_a_language_is_started_with_every_message(tmp_path, capsys, extracted_once):
    assert messages.main(["--new", "pt_BR"], tmp_path) == 0
    text = (tmp_path / "pt_BR" / "LC_MESSAGES" / "runbook.po").read_text(encoding="utf-8")
    assert len(messages.waiting(text)) == len(template())
    assert messages.main(["--check"], tmp_path) == 0
    assert i18n.load_language("pt_BR", tmp_path).name == "português (Brasil)"
    with pytest.raises(SystemExit):
        messages.main(["--new", "pt_BR"], tmp_path)
    with pytest.raises(SystemExit):
        messages.main(["--new", "../xx"], tmp_path)
    assert re.findall("is there already|no language", capsys.readouterr().err) == ["is there already", "no language"]
    assert i18n.available(tmp_path) == ("en", "pt_BR")


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path, capsys, extracted_once):
    path = messages.start("de", tmp_path)
    gone = '\nmsgid "No longer said"\nmsgstr "Nicht mehr gesagt"\n\nmsgid "Before"\nmsgstr "Vorher"\n'
    path.write_text(path.read_text(encoding="utf-8") + gone, encoding="utf-8")
    assert messages.main(["--check"], tmp_path) == 1
    messages.main([], tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "No longer said" not in text
    assert i18n.load_language("de", tmp_path).text("Before") == "Vorher"
    assert "not current" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "Cliquez : ici",
        "Quoi ?",
        "Bon ; oui",
        "Non!",
        "l'eau",
        '"oui"',
        "« a »",
        "24 h",
        "noeud",
        "a  b",
        "x...",
        "le plan de {change}",
    ],
)
def test_bad_french_is_found(text):
    assert catalogue.french_faults(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "« Oui »\u00a0: non\u202f; peut-être\u202f?".replace("« ", "«\u00a0").replace(" »", "\u00a0»"),
        "**Cluster :: État** à 22:10, l’étape 2.3",
        "écrivez `order: synchronous`, ou allez sur https://www.example.com/a?b=c",
        "{file}:{line}, 24\u00a0h",
        "le plan du changement {change}, le {start}, appelez-le {name}",
    ],
)
def test_good_french_is_let_through(text):
    assert catalogue.french_faults(text) == []


@pytest.mark.parametrize(
    ("message", "translation", "differing"),
    [
        ("On A, click **Sync Now**.", "Sur B, cliquez sur **Synchroniser**.", ["appliance letters"]),
        ("Wait 24 hours.", "Attendez 12 heures.", ["numbers"]),
        ("Do **not** restart.", "Ne redémarrez pas.", ["bold"]),
        ("{file} is empty", "{fichier} est vide", ["placeholders"]),
        ("Run `runbook init`.", "Lancez `runbook check`.", ["code"]),
        ("- one\n- two", "- un, deux", ["list items"]),
        ("See beyondtrust.com.", "Voir beyond-trust.com.", ["addresses"]),
        ("Name: ", "Nom", ["line ends"]),
        ("remove order", "retirez `order`", []),
        ("A file of B", "Un fichier de B", []),
    ],
)
def test_marks_that_differ_are_named(message, translation, differing):
    assert catalogue.differing_marks(message, translation) == differing


def test_templates_leave_punctuation_to_the_messages():
    """French sets a space before a colon: a mark that ends a translated text belongs into its message."""
    pages = [page for folder in ("pages", "html") for page in (resources.templates() / folder).rglob("*.*")]
    found = [
        (page.name, mark) for page in pages for mark in re.findall(r'"\) *\}\} ?[:;?!].*', page.read_text("utf-8"))
    ]
    assert found == []


def test_the_texts_of_plans_made_before_are_still_messages():
    """A plan that was printed is verified for years, in every language: locales/earlier.yaml goes on with its texts."""
    plans = [path for path in EXAMPLES.rglob("*.json") if path.read_bytes().lstrip()[:80].count(b'"runbook-plan/')]
    data = {"organization", "site_name"}
    said = {text for path in plans for text in _sentences(json.loads(path.read_text("utf-8")), data)}
    assert len(said) > 500
    assert sorted(text for text in said if text not in template()) == []


def _sentences(node: Any, data: set[str]) -> Iterator[str]:
    """The texts of several words in a JSON document, but for those below the keys `data`."""
    if isinstance(node, str) and re.search(r"[a-z] [A-Za-z]", node):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from () if key in data else _sentences(value, data)
    elif isinstance(node, list):
        for value in node:
            yield from _sentences(value, data)
