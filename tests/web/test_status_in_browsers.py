"""Where the changes stand, in real browsers: under its own policy, fetching nothing, it is searched, used by keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.estate.test_backed_out import led_back
from tests.estate.test_status import Estate
from tests.web.browsers import BROWSERS, looked_at
from tests.web.driven_browsers import missing
from tests.web.driven_webkit import WebKit
from tests.windows.hostile import HOSTILE_NAME

STEPS = Path(__file__).parent / "status_steps.mjs"
COUNTED = {"en": "1 of 3 changes is shown.", "fr": "1 changement sur 3 est affiché."}
DATA = re.compile(r"[\s\d/:;,.·()×–—-]*")  # what is the same in every language


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page in each language: one change passed, one was led back, one failed, and its site has a hostile name."""
    estate = Estate(tmp_path_factory.mktemp("estate"))
    estate.sites[2]["name"] = HOSTILE_NAME
    estate.render()
    estate.record("paris")
    led_back(estate, "lyon")
    estate.record("nice", left=6)
    (estate.records / "notes.csv").write_text("a,b\n1,2\n", "utf-8")
    made = {tag: estate.place / f"status.{tag}.html" for tag in ("en", "fr")}
    for tag, file in made.items():
        assert estate.status("-o", file, "--lang", tag).returncode == 1
    return made


@pytest.mark.long
@pytest.mark.parametrize("browser", BROWSERS)
def test_the_page_is_used_in_a_browser(browser, pages, tmp_path) -> None:
    seen = looked_at(pages, browser, STEPS, tmp_path)
    assert seen.keys() == pages.keys()
    for language, told in seen.items():
        assert [text for text in told["trouble"] if not re.search("content.security.policy", text, re.IGNORECASE)] == []
        # axe-core brings a font of its own; the picture is tried on purpose
        own = ("file:", "data:font/", "data:image/gif")
        assert [each for each in told["requests"] if not each.startswith(own)] == []
        assert {name: found for name, found in told["violations"].items() if found} == {}
        assert len(told["violations"]) == 3
        assert {name: pixels for name, pixels in told["wider"].items() if pixels > 0} == {}
        assert told["all"] == ["paris / CHG1", "lyon / CHG1", "nice / CHG1"]
        assert told["drawn"] == [True] * 3
        assert told["searched"]["rows"] == told["failed"] == ["nice / CHG1"]
        assert told["searched"]["count"] == COUNTED[language]
        assert told["keys"] == ["#changes", "search"]
        assert told["by_keys"] == ["lyon / CHG1"]
        assert told["foreign"] == [False, False]
        assert browser != "chrome" or told["printed"] == {"fields": 0, "rows": 1, "wider": 0}


@pytest.mark.long
def test_the_page_is_used_in_webkit(pages, tmp_path) -> None:
    if lacking := missing("webkit"):
        pytest.skip(lacking)
    browser = WebKit(tmp_path / "profile")
    try:
        browser.open(pages["en"].as_uri())
        assert browser.run("return document.querySelectorAll('[data-row]:not([hidden])').length") == 3
        assert browser.run("return document.querySelectorAll('img, script:not(:last-child)').length") == 0
        browser.write("[type=search]", "lyon")
        assert browser.run("return document.getElementById('count').textContent") == COUNTED["en"]
        assert browser.violations() == []
    finally:
        browser.kill()


def test_no_english_in_the_french_page(pages) -> None:
    """What stands in both pages is data: ids, names, files, digits."""
    english, french = (_texts(pages[tag]) for tag in ("en", "fr"))
    data = {"paris", "lyon", "nice", "CHG1", "single-automatic", "Site", "Site paris", "Site lyon", HOSTILE_NAME}
    both = {text for text in english & french - data if not DATA.fullmatch(text)}
    assert {text for text in both if not re.fullmatch(r"[0-9a-f]{12}|[A-Z]{3}\d{3}|/\S+|[a-z-]+", text)} == set()
    assert "Changements" in french


def _texts(page: Path) -> set[str]:
    from html import unescape

    body = page.read_text("utf-8").partition("<body>")[2].partition("<script>")[0]
    labels = re.findall(r'(?:aria-label|placeholder|title|data-one|data-many)="([^"]*)"', body)
    return {unescape(text).strip() for text in (*re.split(r"<[^>]*>", body), *labels)} - {""}
