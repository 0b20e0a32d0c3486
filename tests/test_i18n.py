"""The reader's language: messages, values in them, and the forms of dates, times, durations, numbers and lists."""

from __future__ import annotations

import datetime
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from runbook.errors import MachineError
from runbook.i18n import Language, available, choose_language, load_language, shown
from scripts.messages import new_catalogue
from tests.measure import slowness

ENGLISH = load_language("en")
FRENCH = load_language("fr")
NIGHT = datetime.datetime(2026, 12, 5, 22, 5, tzinfo=ZoneInfo("Europe/Paris"))
NB = "\u00a0"
NARROW = "\u202f"


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """A folder of one language, with what a catalogue may hold."""
    return catalogue(
        tmp_path,
        "fr",
        """
msgid "Stop {name}."
msgstr "Arrêtez {name}."

msgid "{n} step"
msgid_plural "{n} steps"
msgstr[0] "{n} étape"
msgstr[1] "{n} étapes"

#, fuzzy
msgid "Doubtful"
msgstr "Douteux"

msgid "Empty"
msgstr ""
""",
    )


def catalogue(folder: Path, tag: str, messages: str) -> Path:
    path = folder / tag / "LC_MESSAGES" / "runbook.po"
    path.parent.mkdir(parents=True)
    path.write_text(new_catalogue(tag) + messages, encoding="utf-8")
    return folder


def test_text_is_translated_and_filled_in(locales):
    french = load_language("fr", locales)
    assert french.text("Stop {name}.", name="rs-a") == "Arrêtez rs-a."
    assert french.text("Stop {name}.") == "Arrêtez {name}."
    assert french.markdown_text("Stop {name}.") == "Arrêtez {name}."
    assert ENGLISH.text("Stop {name}.", name="rs-a") == "Stop rs-a."


def test_plural_forms_are_those_of_the_language(locales):
    french = load_language("fr", locales)
    assert [french.plural("{n} step", "{n} steps", n) for n in (0, 1, 2)] == ["0 étape", "1 étape", "2 étapes"]
    assert [ENGLISH.plural("{n} step", "{n} steps", n) for n in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]
    assert french.plural("{n} step", "{n} steps", 1200) == f"1{NARROW}200 étapes"


@pytest.mark.parametrize("message", ["Doubtful", "Empty", "Unknown"])
def test_untranslated_is_english_for_users_and_an_error_for_tests(locales, message):
    assert load_language("fr", locales).text(message) == message
    with pytest.raises(KeyError, match=message):
        load_language("fr", locales, strict=True).text(message)


def test_untranslated_plural_is_english(locales):
    assert load_language("fr", locales).plural("{n} page", "{n} pages", 2) == "2 pages"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{name}", "{name}"),
        ("%(name)s", "%(name)s"),
        ("a\nb\tc", r"a\nb\tc"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("user\u202egnp.exe", r"user\u202egnp.exe"),
        ("out\u2069side", r"out\u2069side"),
        ("שלום", "\u2068שלום\u2069"),
        ("Ångström – été", "Ångström – été"),
        (1200, "1200"),
    ],
)
def test_a_value_cannot_change_the_text_around_it(value, expected):
    assert shown(value) == expected
    assert ENGLISH.text("Stop {name}.", name=value) == f"Stop {expected}."


def test_formats_of_english():
    assert ENGLISH.date(NIGHT.date()) == "Sat, 5 Dec 2026"
    assert ENGLISH.time(NIGHT) == "22:05"
    assert ENGLISH.time(datetime.time(8, 30)) == "08:30"
    assert ENGLISH.datetime(NIGHT) == "Sat, 5 Dec 2026 22:05"
    assert ENGLISH.minutes(90) == "1 h 30 min"
    assert ENGLISH.number(12345) == "12,345"
    assert ENGLISH.list(["A", "B", "C"]) == "A, B and C"
    assert (ENGLISH.name, ENGLISH.direction) == ("English", "ltr")


def test_formats_of_french():
    assert FRENCH.date(NIGHT.date()) == "sam. 5 déc. 2026"
    assert FRENCH.time(NIGHT) == "22:05"
    assert FRENCH.datetime(NIGHT) == "sam. 5 déc. 2026 22:05"
    assert [FRENCH.minutes(n) for n in (0, 15, 90, 1440)] == [
        f"0{NB}min",
        f"15{NB}min",
        f"1{NARROW}h 30{NB}min",
        f"24{NARROW}h",
    ]
    assert FRENCH.number(12345) == f"12{NARROW}345"
    assert FRENCH.list(["A", "B", "C"]) == "A, B et C"
    assert (FRENCH.name, FRENCH.direction) == ("français", "ltr")


def test_an_aware_time_is_shown_in_its_own_zone():
    assert FRENCH.time(NIGHT.astimezone(ZoneInfo("America/New_York"))) == "16:05"


@pytest.mark.parametrize(
    ("asked", "environ", "expected"),
    [
        (None, {}, "en"),
        (None, {"LANG": "fr_FR.UTF-8"}, "fr"),
        (None, {"LANG": "fr_CA.UTF-8@euro"}, "fr"),
        (None, {"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "C"}, "en"),
        (None, {"LANG": "C", "LC_MESSAGES": "fr_FR", "LC_ALL": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "C", "LC_MESSAGES": "fr_FR", "LC_ALL": ""}, "fr"),
        (None, {"LANG": "ja_JP.UTF-8"}, "en"),
        ("fr", {"LC_ALL": "C"}, "fr"),
        ("xx", {}, "xx"),
    ],
)
def test_the_language_of_messages(locales, asked, environ, expected):
    assert choose_language(asked, environ, locales) == expected


def test_a_language_is_a_folder_with_a_catalogue(locales):
    (locales / "de").mkdir()
    assert available(locales) == ("en", "fr")
    with pytest.raises(MachineError, match="de: there is no such language; there are en, fr"):
        load_language("de", locales)


@pytest.mark.parametrize("tag", ["../fr", "fr/../fr", "", "FR"])
def test_a_tag_is_not_a_path(locales, tag):
    with pytest.raises(MachineError):
        load_language(tag, locales)


@pytest.mark.parametrize("text", ["what is this", "\x00", 'msgid "a"\nmsgid "b"'])
def test_a_broken_catalogue_is_an_error_with_its_file(tmp_path, text):
    with pytest.raises(MachineError, match=r"runbook\.po: this catalogue cannot be read"):
        load_language("fr", catalogue(tmp_path, "fr", text))


def test_a_language_that_cldr_does_not_know_has_the_formats_of_english():
    unknown = Language(tag="zz")
    assert unknown.datetime(NIGHT) == ENGLISH.datetime(NIGHT)
    assert (unknown.name, unknown.direction) == ("zz", "ltr")


def test_loading_is_quick():
    samples = []
    for _ in range(3):
        start = time.process_time()
        load_language("fr")
        samples.append(time.process_time() - start)
    assert min(samples) < 0.1 * slowness()
