"""The page where it is not expected: in folders with odd names, and in browsers that keep little or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from tests.verify.harness import pair
from tests.web.checklist_page import choose, kept, opened, page_at, saved, sign
from tests.web.driven_browsers import NAMES, Firefox, browser, missing
from tests.web.test_browser_checklist import night, steps_of, verdict

FIRST = night()[0]


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_folder_may_be_called_anything(tmp_path: Path, name: str) -> None:
    """Blanks, umlauts, and what addresses are written with."""
    if missing(name):
        pytest.skip(missing(name))
    address = page_at(tmp_path / "Änderung 100% #41 (für; Zürich) é?%20", pair().plan)
    with browser(name, tmp_path / "profile") as one:
        opened(one, address)
        choose(one, FIRST.by)
        assert sign(one, FIRST) is None
        opened(one, address)
        assert steps_of(saved(one)) == [FIRST.step]
        one.run("document.getElementById('next').click();")
        assert str(one.run("return location.hash;")).startswith("#step-")


class Forgetful(Firefox):
    """With storage switched off, as some organisations do."""

    _SETTINGS: ClassVar = {**Firefox._SETTINGS, "dom.storage.enabled": False}


class Private(Firefox):
    """All its windows are private."""

    _SETTINGS: ClassVar = {**Firefox._SETTINGS, "browser.privatebrowsing.autostart": True}


class Blocked(Firefox):
    """All cookies and the storage of pages are blocked."""

    _SETTINGS: ClassVar = {**Firefox._SETTINGS, "network.cookie.cookieBehavior": 2}


@pytest.mark.long
@pytest.mark.skipif(bool(missing("firefox")), reason=missing("firefox"))
@pytest.mark.parametrize("kind", [Forgetful, Private, Blocked])
def test_a_firefox_that_keeps_little_says_so_and_signs(tmp_path: Path, kind: type[Firefox]) -> None:
    """What it says of keeping is true after a reload; the record is whole in the file."""
    address = page_at(tmp_path, pair().plan)
    one = kind(tmp_path / "profile")
    try:
        opened(one, address)
        choose(one, FIRST.by)
        assert sign(one, FIRST) is None
        record, how = saved(one), kept(one)[1]
        assert one.run("return document.getElementById('not-kept').hidden;") == (how != "nowhere")
        opened(one, address)
        again = steps_of(saved(one))
    finally:
        one.kill()
    assert steps_of(record) == [FIRST.step]
    assert verdict(tmp_path, record)[1] == {"DOC007", "STA001"}, "no more than that all else is still to be signed"
    assert again == ([] if how == "nowhere" else [FIRST.step])
