"""What a site's values can do to a page: nothing. They are shown as text."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from runbook.document.visible_text import visible
from runbook.model.plan import PlanWarning, Slot
from runbook.model.site import Person
from runbook.pdf import html
from runbook.pdf.weasyprint import render_pdf
from tests.document.sample import plan
from tests.pages import checklist_page, checklist_pdf, page_texts, runbook_page, runbook_pdf, squeezed

pytestmark = pytest.mark.sampled(4)

HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=y></span></div><h1>x</h1>",
    "template": "{{ 7 * 7 }}{% for x in y %}{{ doc }}{# #}${7*7}#{7*7}",
    "style": "</style><style>*{display:none}</style>;background:url(file:///etc/passwd)",
    "markdown": "**bold** [link](https://example.com) ![i](x) `code` # head\\n- list <https://example.com>",
    "address": "file:///etc/passwd https://192.0.2.1/x data:text/html,<b>x",
    "turned": "abc\u202edef\u2066ghi\u2069\u200f",
    "control": "a\x00b\x1bc\nd\r\ne\tf\x7f\u2028g",
    "quotes": "\"'><&amp;&lt;&#65; --> ]]> \\0a",
    "formula": "=cmd|' /C calc'!A0",
    "placeholder": "{number} {0} %s %(x)s {low!r:>99}",
    "long": "W" * 10_000,
    "script": "שלום עולם العربية Ωμέγα Привет 漢字 \U0001f680 e\u0301\u0301\u0301",
    "empty": " \u00a0\u3000",
}


def hostile(text: str):
    """The sample plan with `text` wherever an inventory may have free text."""
    made = plan()
    first, *others = made.steps
    return replace(
        made,
        organization=text,
        site_name=text,
        staff=(Person(initials="CM", name=text, email=text, roles=("technician",)), *made.staff),
        appliances=tuple(replace(a, region=text, model=text) for a in made.appliances),
        steps=(replace(first, slots=(Slot(label="Region", value=text, kind="text"),)), *others),
        warnings=(PlanWarning(code="x", text="Value {value}.", args={"value": text}),),
    )


class Reader(HTMLParser):
    """The texts of the slots, and the elements with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.slots: list[tuple[str, str]] = []
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.open: str | None = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, tuple(sorted(found))))
        if "slot" in (found.get("class") or "").split():
            self.open = found["data-slot"]
            self.slots.append((self.open or "", ""))

    def handle_endtag(self, tag):
        if tag == "span":
            self.open = None

    def handle_data(self, data):
        if self.open is not None:
            name, text = self.slots.pop()
            self.slots.append((name, text + data))


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_value_is_text_in_its_slot(kind):
    text = HOSTILE[kind]
    found = read(runbook_page(hostile(text), "fr"))
    shown = {name: squeezed(value) for name, value in found.slots}
    for name in ("site.name", "organization", "value.text"):
        assert shown[name] == squeezed(visible(text))
    assert squeezed(visible(text)) in [squeezed(value) for name, value in found.slots if name == "person.name"]


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("page", [runbook_page, checklist_page])
def test_a_value_makes_no_element_and_no_attribute(kind, page):
    assert read(page(hostile(HOSTILE[kind]))).tags == read(page(hostile("x" * len(HOSTILE[kind])))).tags


@pytest.mark.long
@pytest.mark.parametrize("kind", ["markup", "style", "address", "control", "long", "script"])
def test_a_value_is_set_whole_and_asks_for_nothing(kind):
    """Set for real: nothing is refused, for nothing is asked; and nothing is cut, however long it is."""
    made = hostile(HOSTILE[kind])
    texts = [squeezed(text) for text in page_texts(runbook_pdf(made))]
    foot = squeezed("paris CHG0041 revision")
    whole = "".join(text.partition(foot)[0] if text.startswith(foot) else text for text in texts)
    assert checklist_pdf(made)
    if HOSTILE[kind].isascii() and HOSTILE[kind].isprintable():
        counted = whole.count(squeezed(HOSTILE[kind])) if kind != "long" else whole.count("W") // 10_000
        assert counted >= 5, "name, organisation, person, slot, warning"


@pytest.mark.long
@settings(max_examples=30)
@given(st.text(min_size=1, max_size=60))
def test_any_value_is_text(text):
    assert (
        read(runbook_page(hostile(text))).tags == read(runbook_page(hostile("x"))).tags
        or visible(text) != text
        or len(text) > 10
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Click **Sync Now**.", "<p>Click <strong>Sync Now</strong>.</p>\n"),
        ("a\n\n- b\n- c", "<p>a</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n"),
        ("`x`", "<p><code>x</code></p>\n"),
        ("[a](https://example.com)", "<p>[a](https://example.com)</p>\n"),
        ("![a](b)", "<p>![a](b)</p>\n"),
        ("https://example.com <https://example.com>", "<p>https://example.com &lt;https://example.com&gt;</p>\n"),
        ("<b>x</b> &amp;", "<p>&lt;b&gt;x&lt;/b&gt; &amp;amp;</p>\n"),
        ("# not a head", "<p># not a head</p>\n"),
    ],
)
def test_a_procedures_markdown_makes_no_html_links_or_images(text, shown):
    assert html.markdown(text) == shown


def test_the_name_of_an_interface_is_not_broken_after_its_slash():
    """WeasyPrint would: `/` at the end of a line, and `login` on the next."""
    whole = '<span class="interface">/login</span>'
    said = f"Open {whole}, <strong>{whole}&#160;&gt; Jump</strong>."
    assert html.markdown_inline("Open /login, **/login > Jump**.") == said
    for other in ("https://example.com/login", "a/login", "/logins"):
        assert html.markdown_inline(other) == other
    lines = "".join(f'<p style="width:{mm}mm">{html.markdown_inline("see /login")}</p>' for mm in range(10, 30))
    page = f"<html lang='en'><title>x</title><body>{lines}</body></html>"
    shown = "".join(page_texts(render_pdf(page, {}, style="runbook")))
    assert shown.count("/login") == 20


def test_no_line_begins_within_a_way_through_the_screens_with_its_sign():
    way = html.markdown_inline("on **/appliance > Status > Basics**")
    lines = "".join(f'<p style="width:{mm}mm">{way}</p>' for mm in range(20, 60))
    page = f"<html lang='en'><title>x</title><body>{lines}</body></html>"
    shown = "\n".join(page_texts(render_pdf(page, {}, style="runbook")))
    assert shown.count("Basics") == 40
    assert [line for line in shown.splitlines() if line.lstrip().startswith(">")] == []


def test_an_undefined_name_is_an_error():
    with pytest.raises(UndefinedError):
        html._environment().from_string("{{ nothing }}").render()
    with pytest.raises(UndefinedError):
        html._environment().from_string("{{ doc.nothing }}").render(doc=plan())


def test_templates_are_the_kits_own():
    from jinja2 import TemplateNotFound

    for name in ("../styles/base.css", "/etc/passwd", "../../pyproject.toml"):
        with pytest.raises(TemplateNotFound):
            html._environment().get_template(name)
