"""What to do about what an inventory may not say: the remedy leads to what is meant, not to a word that is alike."""

from __future__ import annotations

import pytest
import yaml

from runbook.cli.error_output import error_text
from runbook.errors import InputError
from runbook.i18n import load_language
from runbook.inventory.load import load_inventory
from tests.cli.test_half_done import FIRST, MOVED, PAIR

DONE = f"{FIRST}, done: true"
THIRD = "start: 2026-12-19 21:00, end: 2026-12-20 07:00"


def refused(folder, text: str, language: str = "en") -> list[str]:
    """What is wrong with an inventory, a line each; nothing where it is in order."""
    file = folder / "inventory.yaml"
    file.write_text(text, encoding="utf-8")
    assert yaml.safe_load(text)
    try:
        load_inventory(file)
    except InputError as error:
        return error_text(error, load_language(language)).splitlines()
    return []


def pair(*windows: str, state: str = "") -> str:
    text = PAIR.replace("WINDOWS", ", ".join(f"{{{one}}}" for one in windows))
    return text.replace("STATE", f"state: {state}," if state else "")


@pytest.mark.parametrize("state", ["postponed", "moved", "delayed", "in-progress", "started", "open", "closed",
                                   "finished", "reporté", "begun"])  # fmt: skip
def test_a_state_that_is_none_leads_to_the_windows(tmp_path, state):
    (line,) = refused(tmp_path, pair(DONE, MOVED, state=state))
    assert "if you mean it" not in line
    assert "stays planned or approved: move its windows, and write done: true" in line
    (line,) = refused(tmp_path, pair(DONE, MOVED, state=state), "fr")
    assert "déplacez ses fenêtres" in line


@pytest.mark.parametrize(
    ("typed", "meant"), [("canceled", "cancelled"), ("aproved", "approved"), ("stoped", "stopped")]
)
def test_a_state_that_is_mistyped_is_named(tmp_path, typed, meant):
    (line,) = refused(tmp_path, pair(DONE, MOVED, state=typed))
    assert f"write {meant} if you mean it" in line


def test_what_remains_without_a_date_is_told_once_with_the_way(tmp_path):
    (line,) = refused(tmp_path, pair(DONE))
    assert "all windows given are done (1), and 2 are needed" in line
    assert "keep a window for what remains on the date that is expected" in line
    (line,) = refused(tmp_path, pair(DONE, f"{MOVED}, done: true"))
    assert "all windows of this change are done, write state: done" in line
    (line,) = refused(tmp_path, pair(FIRST))
    assert "windows needed: 2, windows given: 1" in line


def test_a_window_too_many_may_go_on_with_an_earlier_one(tmp_path):
    (line,) = refused(tmp_path, pair(FIRST, MOVED, THIRD))
    assert "windows given: 3" in line
    assert "add for: to it, with the number of that one" in line
    assert refused(tmp_path, pair(FIRST, MOVED, f"{THIRD}, for: 2")) == []


def test_versions_are_left_as_they_were_while_a_change_is_under_way(tmp_path):
    def after_the_first(text: str) -> str:
        backup = text.index("id: li-2")
        return text[:backup] + text[backup:].replace('"6.1.0"', '"6.2.0"', 1).replace('"23.1.1"', '"24.1.2"', 1)

    lines = refused(tmp_path, after_the_first(pair(DONE, MOVED)))
    assert [("leave base and software as they were before it" in line, "state: apart" in line) for line in lines] == [
        (True, False)
    ] * 2
    lines = refused(tmp_path, after_the_first(pair(FIRST, MOVED)))
    assert ["write state: apart" in line for line in lines] == [True] * 2
    both = pair(DONE, MOVED).replace('"6.1.0"', '"6.2.0"').replace('"23.1.1"', '"24.1.2"')
    assert ["leave base and software as they were" in line for line in refused(tmp_path, both)] == [True] * 2
    assert ["remove " in line for line in refused(tmp_path, both.replace(", done: true", ""))] == [True] * 2


def test_two_addresses_are_a_list_and_a_patch_is_one_of_the_packages(tmp_path):
    (line,) = refused(tmp_path, pair(FIRST, MOVED).replace("192.0.2.21", '"192.0.2.21, 2001:db8::11"'))
    assert 'as a list, [192.0.2.11, "2001:db8::11"]' in line
    for kind in ("patch", "licence"):
        text = pair(FIRST, MOVED).replace('{base: "6.2.0", software: "24.1.2"}', f"{{{kind}: BT26-02-RS}}")
        (line,) = refused(tmp_path, text)
        assert f"there is no key {kind} here, write a list under packages: in the hop, with - {kind}:" in line
