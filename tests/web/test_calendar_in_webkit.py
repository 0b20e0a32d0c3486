"""The calendar in WebKitGTK: its script runs under its own policy, and no value does."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from tests.web.driven_browsers import missing
from tests.web.driven_webkit import WebKit
from tests.windows.hostile import HOSTILE_NAME, hostile_inventory

ROWS = "return [...document.querySelectorAll('[data-row]:not([hidden])')].map((row) => row.dataset.row)"
TITLES = (
    "return [...document.querySelectorAll('.group:not([hidden]) > h2')].map((h) => h.firstChild.textContent.trim())"
)


@pytest.mark.long
def test_the_calendar_is_used_in_webkit(tmp_path: Path) -> None:
    page = tmp_path / "calendar.html"
    command = ["calendar", str(hostile_inventory(tmp_path)), "-o", str(page), "--lang", "en"]
    assert CliRunner().invoke(runbook, command).exit_code == 0
    if lacking := missing("webkit"):
        pytest.skip(lacking)
    browser = WebKit(tmp_path / "profile")
    try:
        browser.open(page.as_uri())
        assert len(browser.run(ROWS)) == 10
        assert browser.run("return document.querySelectorAll('img, script:not(:last-child)').length") == 0
        assert browser.run(TITLES)[0] == "Night of Thu, 3 Dec 2026"
        browser.click("[data-view=site]")
        assert f"{HOSTILE_NAME} (evil)" in browser.run(TITLES)
        browser.write("[type=search]", "geneve")
        assert browser.run(ROWS) == ["w-geneva-CHG0042-1", "w-geneva-CHG0042-2"]
        assert browser.run("return document.getElementById('count').textContent") == "2 of 10 windows are shown."
        assert browser.violations() == []
    finally:
        browser.kill()
