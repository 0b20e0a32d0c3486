"""The frame of pages for browsers: what its policy allows is what stands in it, and no value gets out of its place."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest

from runbook.i18n import load_language
from runbook.resources import templates
from runbook.web.html_page import data_block, html_body, html_page, is_own_page

HOSTILE = ("</script><script>alert(1)</script>", "<!--<script>", "\"'&<>", "\u2028\u2029", "\u202egnp.exe", "=cmd()")


def inside(page: str, element: str) -> str:
    found = re.search(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
    assert found
    return found[1]


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() -> None:
    page = html_page("Title", "<main></main>", "p { margin: 0 }", "let a = 1;", "fr")
    asked = [
        f"'sha256-{b64encode(sha256(inside(page, name).encode()).digest()).decode()}'" for name in ("style", "script")
    ]
    (told,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    expected = "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'"
    assert told == expected.format(*asked)
    assert '<html lang="fr" dir="ltr">' in page
    assert not re.search(r'(?:src|href)="(?!#)|url\(|@import', page)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_title_is_text(value: str) -> None:
    page = html_page(value, "", "", "", "en")
    assert unescape(inside(page, "title")) == value
    assert page.count("<script") == 1


@pytest.mark.parametrize("value", HOSTILE)
def test_data_stay_data(value: str) -> None:
    block = str(data_block("rows", {"name": value}))
    found = re.fullmatch(r'<script type="application/json" id="rows">(.*)</script>', block)
    assert found
    assert not set(found[1]) & set("<>&\u2028\u2029")
    assert json.loads(found[1]) == {"name": value}


@pytest.mark.parametrize("text", ["</script>", "</STYLE >", "<!-- a"])
def test_a_script_or_style_that_would_end_too_early_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ends it"):
        html_page("", "", "", text, "en")
    with pytest.raises(ValueError, match="ends it"):
        html_page("", "", text, "", "en")


def test_no_template_has_what_the_policy_forbids() -> None:
    found = [
        (file.name, forbidden)
        for file in sorted((templates() / "html").glob("*.j2"))
        for forbidden in re.findall(r"\s(?:style|on[a-z]+)=\"|<link|<img|@import|javascript:", file.read_text("utf-8"))
    ]
    assert found == []


def test_values_of_a_template_are_escaped() -> None:
    language = load_language("en")
    body = html_body("page.html.j2", language, title=HOSTILE[0], body="", style="", script="", policy="", lang="en",
                     direction="ltr")  # fmt: skip
    assert HOSTILE[0] not in body


def test_a_page_that_nobody_changed_is_known() -> None:
    page = html_page("Title", "<p>1</p>", "", "", "en").encode()
    assert is_own_page(page)
    assert not is_own_page(page.replace(b"<p>1</p>", b"<p>2</p>"))
    assert not is_own_page(b"<html></html>")


def test_no_style_waits_for_an_element_to_be_filled() -> None:
    """WebKitGTK does not look at `:has(… :empty)` again once the element is filled: the steps of a page that was opened
    again stayed hidden."""
    styles = sorted((templates() / "html").rglob("*.css"))
    assert styles
    for style in styles:
        assert not re.search(r":has\([^{]*:empty", style.read_text("utf-8")), style.name
