"""One thing has one word in each language, and texts read as a native writer would put them: words.toml is the list."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from scripts import messages
from tests.catalogue import template

ROOT = Path(__file__).resolve().parents[2]
LISTED = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES.remove(ROOT / "docs" / "reviewed.md")  # it quotes what was replaced
SAMPLES = [ROOT / "templates" / "inventory.yaml", *sorted((ROOT / "templates" / "house").rglob("*.yaml"))]
# What is typed or read as it stands: code, addresses, labels of screens, keys of YAML with lists of keys.
AS_IT_STANDS = re.compile(
    r"`[^`]*`|\{\w+\}|\bhttps?://\S+|\]\([^)\s]*\)|\*\*[^*]+\*\*|\w+: \[[^\]]*\]|\broles: [\w, ]+"
)
LABELS = "templates/procedures/terms.yaml"  # the vendor's own
EARLIER = "locales/earlier.yaml"  # texts of plans that are printed: they stay as they were


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people: its language, where it stands, and what it says."""

    language: str
    place: str
    said: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the list, and what to write in its place."""

    pattern: re.Pattern[str]
    use: str


@cache
def words(language: str) -> tuple[Word, ...]:
    flags = {True: re.RegexFlag(0), False: re.IGNORECASE}
    listed = LISTED.get(language, [])
    return tuple(Word(re.compile(one["word"], flags[one.get("case", False)]), one["use"]) for one in listed)


def faults(text: Text) -> list[str]:
    """`file:line: word: what to write` for each word of the list in a text; labels in bold count for idioms alone."""
    plain = AS_IT_STANDS.sub("`", text.said)
    return [
        f"{text.place}: “{found[0]}”: write {word.use}"
        for word in words(text.language)
        if (found := word.pattern.search(text.said if r"\*\*" in word.pattern.pattern else plain))
    ]


def english() -> Iterator[Text]:
    """Every message, with the line that has it."""
    for message in template():
        places = [f"{file}:{line}" for file, line in message.locations if file != EARLIER]
        forms = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        if places and message.id:
            yield from (Text("en", places[0], form) for form in forms)


def translated() -> Iterator[Text]:
    """Every translation, with the line of its catalogue."""
    for path in sorted((ROOT / "locales").glob(messages.CATALOGUES)):
        language, name = path.parent.parent.name, path.relative_to(ROOT).as_posix()
        for message in read_po(io.StringIO(path.read_text(encoding="utf-8"))):
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if message.id and {file for file, _ in message.locations} - {EARLIER, LABELS}:
                yield from (Text(language, f"{name}:{message.lineno}", form) for form in forms)


def written() -> Iterator[Text]:
    """Every line of the documentation that is no code, and of the samples that are copied."""
    for path in PAGES:
        language, fenced = ("fr" if path.stem.endswith(".fr") else "en"), False
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            fenced ^= line.lstrip().startswith("```")
            if not fenced:
                yield Text(language, f"{path.relative_to(ROOT)}:{number}", line)
    for path in SAMPLES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield Text("en", f"{path.relative_to(ROOT)}:{number}", line)


@pytest.mark.parametrize("texts", [english, translated, written])
def test_no_text_has_a_word_of_the_list(texts) -> None:
    found = [fault for text in texts() for fault in faults(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Mend the line."),
        ("en", "It takes 15 mins."),
        ("en", "A is the standby."),
        ("en", "Install the packages of this pass."),
        ("en", "Under **Available Updates** stand the packages of this hop."),
        ("en", "The implementer signs."),
        ("en", "The page bears its revision."),
        ("en", "The record lies beside the plan."),
        ("en", "Name the folder by --out."),
        ("en", "This is no record."),
        ("fr", "Ne distribuez pas les installeurs."),
        ("fr", "La mise à jour de base d’abord."),
        ("fr", "Entre la mise à jour Base et son paquet."),
        ("fr", "L’autorisation orale de l’étape 1.7."),
        ("fr", "Un enregistrement DNS déplace les utilisateurs."),
        ("fr", "Le changement de rôles déconnecte tout le monde."),
        ("fr", "Les utilisateurs sont basculés sur B."),
        ("fr", "Un serveur isolé est mis à niveau."),
        ("fr", "Ce site seulement ; répétez pour plusieurs."),
        ("fr", "Le technicien vise l’étape."),
        ("fr", "Indiquez le dossier par --out."),
    ],
)
def test_a_word_of_the_list_is_found(language: str, said: str) -> None:
    assert faults(Text(language, "page:1", said))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The role is `technician`; a representative holds the session."),
        ("en", "roles: [technician, network]"),
        ("en", "The Base update takes 15 minutes."),
        ("fr", "Cliquez sur **Installeurs de Jump Client**."),
        ("fr", "La mise à jour de Base d’abord."),
        ("fr", "Le technicien d’assistance ouvre une session."),
        ("fr", "Prenez le support amovible."),
    ],
)
def test_what_is_right_is_let_through(language: str, said: str) -> None:
    assert faults(Text(language, "page:1", said)) == []


def test_each_word_is_looked_for_in_a_language_that_there_is() -> None:
    languages = {"en", *(path.parent.parent.name for path in (ROOT / "locales").glob(messages.CATALOGUES))}
    assert set(LISTED) <= languages
