"""By when a way back is begun: in a window of a day or longer, heads of pages and rows name the day beside the time."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from runbook.document.bars import drawing
from runbook.document.checklist import checklist
from runbook.document.glyphs import text_mm
from runbook.document.runbook import runbook
from runbook.i18n import available, load_language
from runbook.inventory.load import load_inventory
from runbook.pdf import html
from runbook.pdf.prefill.prefiller import Prefiller
from runbook.pdf.weasyprint import render_pdf
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.pdf.placed import MM, faults

ROOT = Path(__file__).resolve().parents[2]
FOOT = 12.2 * MM
TIME_POINTS = 2.83 * MM  # of a clock time, as templates/pages/approval.html sets it
GLOSSARY = tuple(load_language(tag) for tag in available())
SHORT = re.compile(r'(?:Way back until|Retour jusqu’à)</b> <span class="slot[^>]*>(?P<time>[^<]*)<')
LETTERED = re.compile(
    r'<div class="head"><div class="on"><span class="course">.*?</div>\n<div class="on">.*?</div></div>', re.DOTALL
)


def plan_of(hours, begins=None, passes=2, ids=None):
    """A pair in so many passes, the first of its windows so long by the clock; `begins`: all of them as much later;
    `ids` of its appliances."""
    inventory = load_inventory(ROOT / "examples" / "inventory.yaml")
    site = next(one for one in inventory.sites if one.id == "paris")
    first, *others = site.changes[0].windows
    windows = (replace(first, end=first.start + timedelta(hours=hours)), *others)
    later = begins - first.start if begins else timedelta()
    windows = tuple(replace(one, start=one.start + later, end=one.end + later) for one in windows)
    change = replace(site.changes[0], windows=windows[: 2 * passes], hops=site.changes[0].hops[:passes])
    named = [replace(one, id=id_) for one, id_ in zip(site.appliances, ids, strict=True)] if ids else site.appliances
    site = replace(site, changes=(change,), appliances=tuple(named))
    return make_plan(replace(inventory, sites=(site,)), site, change, load_procedures())


def heads(plan, language):
    """The times in short, by their phases: at the heads of the checklist and of the runbook, and in rows."""
    pages = [group for page in checklist(plan, language).pages for group in page.groups]
    found = [field.value.text for group in pages for field in group.back if field.value.name == "head.back"]
    found += [
        row.package.text for group in pages for row in group.rows if row.package and row.package.name == "row.back"
    ]
    text = html.runbook_html(runbook(plan, language, GLOSSARY), language)
    return found + [one["time"].replace("&#160;", " ") for one in SHORT.finditer(text)]


@pytest.mark.parametrize("tag", ["en", "fr"])
@pytest.mark.parametrize("passes", [1, 2])
def test_the_clock_times_of_a_drawing_stand_apart_where_a_day_begins(tag, passes) -> None:
    language = load_language(tag)
    for hours in (6, 7, 14, 26, 40, 62):
        bars = drawing(plan_of(hours, passes=passes), language).bars
        assert any(" " in text for bar in bars for _, text in bar.ticks), "a day begins"
        met = [
            (text, after)
            for bar in bars
            for (x, text), (beside, after) in pairwise(bar.ticks)
            if beside - x <= (text_mm(text, TIME_POINTS) + text_mm(after, TIME_POINTS)) / 2
        ]
        assert met == [], hours


@pytest.mark.sampled(6)
@pytest.mark.parametrize("tag", ["en", "fr"])
@pytest.mark.parametrize(("hours", "named"), [(23, False), (24, True), (47, True)])
def test_a_time_in_a_window_of_a_day_or_longer_has_its_weekday(tag, hours, named) -> None:
    plan, language = plan_of(hours), load_language(tag)
    times = {phase.back_until: phase.window for phase in plan.phases if phase.back_until}
    assert set(times.values()) > {1}
    half_an_hour_before = {time - timedelta(minutes=30): window for time, window in times.items()}
    wanted = {
        f"{language.weekday(time)} {language.time(time)}" if named and window == 1 else language.time(time)
        for time, window in (times | half_an_hour_before).items()
    }
    shown = heads(plan, language)
    assert {text for text in shown if text} == wanted
    assert len(shown) > 2 * len(times), "in the runbook, the checklist, and rows of decisions"


@pytest.mark.parametrize("tag", ["en", "fr"])
@pytest.mark.parametrize(("hours", "letters"), [(24, 4), (24, 31), (6, 40)])
def test_the_head_of_a_page_has_two_lines(tag, hours, letters) -> None:
    """Beside the letters and who serves, with the day, and with ids of any length: a third line would push the first
    one, phase and window, off the page."""
    language = load_language(tag)
    plan = plan_of(hours, ids=[f"{'Remote-Support-Appliance-of-the-Site-of-Paris'[: letters - 1]}{n}" for n in (1, 2)])
    text = html.runbook_html(runbook(plan, language, GLOSSARY), language)
    found = [
        head
        for head in dict.fromkeys(LETTERED.findall(text))
        if re.search(r"head\.(back|before)", head) and "head.serves" in head
    ]
    assert found
    pages = (f'<section style="break-after: page">{head}<p>below</p></section>' for head in found)
    page = f'<html lang="{tag}"><title>.</title><body class="runbook A4">{"".join(pages)}</body>'
    assert faults(render_pdf(page, {}, style="runbook"), FOOT, (), captions=False) == []


def test_a_plan_with_such_a_window_is_set_in_full() -> None:
    prefiller, language = Prefiller(GLOSSARY), GLOSSARY[0]
    assert prefiller.name("checklist", plan_of(23), language, "A4")
    assert prefiller.name("checklist", plan_of(24), language, "A4") is None


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_a_night_in_which_the_clock_is_put_forward_is_a_day_by_the_clock(tag) -> None:
    plan, language = plan_of(24, datetime(2027, 3, 27, 6)), load_language(tag)
    window = plan.windows[0]
    assert window.end - window.start == timedelta(hours=23)
    until = next(phase.back_until for phase in plan.phases if phase.back_until)
    shown = [text for text in heads(plan, language) if language.time(until) in text]
    assert set(shown) == {f"{language.weekday(until)} {language.time(until)}"}
    assert Prefiller(GLOSSARY).name("checklist", plan, language, "A4") is None
