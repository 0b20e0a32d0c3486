"""The checklist in a browser beside its signing: the browser's Back, the page on paper, the page without its script."""

from __future__ import annotations

import base64
import re
import subprocess
from pathlib import Path

import pytest

from tests.verify.harness import pair
from tests.web.checklist_page import opened, page_at, press
from tests.web.driven_browsers import Chromium, fresh_chromium, missing, program
from tests.web.test_browser_slips import show, shown

pytestmark = pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium"))
NEEDS = {"en": "Without it, use the checklist on paper.", "fr": "Sans lui, utilisez la liste de contrôle sur papier."}
_SEEN = """
const seen = (one) => one.checkVisibility({visibilityProperty: true});
return [document.body.innerText, [...document.querySelectorAll("button, input, select")].filter(seen).length];
"""


def printed(one: Chromium, folder: Path) -> str:
    """What stands on the page's paper, its white space as one blank each."""
    file = folder / "page.pdf"
    file.write_bytes(base64.b64decode(one.call("Page.printToPDF", preferCSSPageSize=True)["data"]))
    run = subprocess.run([program("pdftotext"), file, "-"], capture_output=True, text=True, check=True, timeout=60)
    return re.sub(r"\s+", " ", run.stdout)


def test_back_leads_to_the_step_that_was_shown_before(tmp_path: Path) -> None:
    first, second, third, other = (step.id for step in (*pair().plan.steps[:3], pair().plan.steps[20]))
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        press(one, "who-cancel")
        press(one, "next")
        press(one, "next")
        show(one, other)
        before = [other]
        for step in (third, second, first):
            one.run("history.back();")
            one.until("page.current === arguments[0]", step)
            before.append(shown(one))
        one.run("history.forward();")
        one.until("page.current === arguments[0]", second)
    assert before == [other, third, second, first]


@pytest.mark.long
def test_all_steps_are_printed_and_nothing_lies_over_them(tmp_path: Path) -> None:
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        assert one.run("return document.getElementById('who').open;")
        paper = printed(one, tmp_path)
        titles = one.run("return [...document.querySelectorAll('.step h2')].map((each) => each.innerText);")
    assert len(titles) == len(pair().plan.steps)
    assert [title for title in titles if re.sub(r"\s+", " ", title) not in paper] == []
    assert "Who are you?" not in paper
    assert NEEDS["en"] not in paper


@pytest.mark.sampled(2)
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_without_its_script_it_says_what_to_do(tmp_path: Path, tag: str) -> None:
    """On the screen, where nothing is left that only a script moves, and on paper."""
    with fresh_chromium() as one:
        one.call("Emulation.setScriptExecutionDisabled", value=True)
        one.open(page_at(tmp_path, pair().plan, tag))
        text, fields = one.run(_SEEN)
        paper = printed(one, tmp_path)
        (tmp_path / "seen.png").write_bytes(one.picture())
        one.call("Emulation.setScriptExecutionDisabled", value=False)
    assert NEEDS[tag] in text
    assert NEEDS[tag] in paper
    assert fields == 0


@pytest.mark.long
def test_a_script_that_does_not_start_is_told_too(tmp_path: Path) -> None:
    """A browser that is too old, or a page that somebody changed, so that its policy stops the script."""
    address = page_at(tmp_path, pair().plan)
    (file,) = tmp_path.glob("*.html")
    file.write_text(file.read_text("utf-8").replace("async function startPage", "async  function startPage"), "utf-8")
    with fresh_chromium() as one:
        one.open(address)
        assert NEEDS["en"] not in one.run(_SEEN)[0], "not before a slow device had its time"
        one.until("document.getElementById('not-started').checkVisibility({visibilityProperty: true})")
        text, fields = one.run(_SEEN)
    assert NEEDS["en"] in text
    assert fields == 0
