"""The calendar in real browsers: under its own policy, fetching nothing, it is searched, ordered and used by keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from tests.web.browsers import BROWSERS, looked_at
from tests.windows.hostile import HOSTILE_NAME, hostile_inventory

STEPS = Path(__file__).parent / "calendar_steps.mjs"
TITLES = {"en": "Night of Thu, 3 Dec 2026", "fr": "Nuit du jeu. 3 déc. 2026"}
PRINTED = {"fields": 0, "rows": 2, "wider": 0}
BY_SITE = {"en": "by site", "fr": "par site"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The calendar in each language."""
    folder = tmp_path_factory.mktemp("calendar")
    inventory = str(hostile_inventory(folder))
    made = {tag: folder / f"calendar.{tag}.html" for tag in TITLES}
    for tag, file in made.items():
        assert CliRunner().invoke(runbook, ["calendar", inventory, "-o", str(file), "--lang", tag]).exit_code == 0
    return made


@pytest.mark.long
@pytest.mark.parametrize("browser", BROWSERS)
def test_the_calendar_is_used_in_a_browser(browser: str, pages: dict[str, Path], tmp_path: Path) -> None:
    seen = looked_at(pages, browser, STEPS, tmp_path)
    assert seen.keys() == pages.keys()
    for language, told in seen.items():
        assert told["trouble"] == []
        # axe-core brings a font of its own, as data; the page may not.
        assert [each for each in told["requests"] if not each.startswith(("file:", "data:font/"))] == []
        assert {name: found for name, found in told["violations"].items() if found} == {}
        assert len(told["violations"]) == 7
        assert {name: pixels for name, pixels in told["wider"].items() if pixels > 0} == {}
        assert browser != "chrome" or "printed" in told
        seen_in_each_order(told, language)


def seen_in_each_order(told: dict[str, Any], language: str) -> None:
    nights, sites, people = told["night"], told["site"], told["person"]
    assert nights["titles"][0] == TITLES[language]
    assert sorted(sites["rows"]) == sorted(nights["rows"])
    assert f"{HOSTILE_NAME} (evil)" in sites["titles"]
    assert set(people["rows"]) == set(nights["rows"])
    assert len(people["rows"]) > len(nights["rows"])
    assert "C. Martin (CM)" in people["titles"]
    assert told["searched"]["rows"] == ["w-geneva-CHG0042-1", "w-geneva-CHG0042-2"]
    assert told["searched"]["count"].startswith("2 ")
    assert told["conflicting"] == ["w-lyon-CHG0040-1", "w-evil-CHG0666-1"]
    assert told["keys"][2] == BY_SITE[language]
    assert told["by_keys"] != nights["titles"]
    assert told["followed"] == ["true", "#night-2026-12-03"]
    assert told.get("printed", PRINTED) == PRINTED
