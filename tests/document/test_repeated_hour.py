"""In the night in which the clock is put back, a time that it shows twice says which one it is, wherever it stands."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from typing import Any

import icalendar
import pypdf
import pytest
from click.testing import CliRunner

from runbook.cli import runbook as command
from runbook.cli.plan_text import outline
from runbook.document.approval import approval
from runbook.document.checklist import checklist
from runbook.document.runbook import runbook
from runbook.i18n import Language, available, load_language, with_words
from runbook.model.frozen_zone import repeated_hours
from runbook.model.plan import Plan
from runbook.model.site import Inventory, Window
from runbook.pdf import html
from runbook.pdf.prefill.prefiller import Prefiller
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.web.browser_checklist import browser_checklist
from tests.plans import CLIENTS, KINDS, change_of, site_of

ROOT = Path(__file__).resolve().parents[2]
# A time of the hour from 2 to 3, in one of its two ways of being written; `which` is missing where it is not said.
IN_THE_HOUR = re.compile(r"(?<![\d:+-])02:\d\d(?!\d)(?P<which>\s+\((?:UTC)?\+0[12]:00\))?")
NIGHT = datetime(2026, 10, 24, 22)
QUIET = datetime(2026, 10, 27, 10)  # windows in which no time of that hour is planned


def unsaid(text: str) -> list[str]:
    """The times of the hour that do not say which one they are; there is one at least that does."""
    found = list(IN_THE_HOUR.finditer(text))
    assert any(one["which"] for one in found)
    return [text[max(0, one.start() - 80) : one.end() + 20] for one in found if not one["which"]]


@cache
def night_of(kind: tuple[str, Any, Any, Any]) -> Plan:
    """The plan of a change whose first window lies over the hour, long enough for all that it holds."""
    site = replace(site_of(kind[0], kind[3]), clients=CLIENTS[0])
    change = change_of(*kind[:3])
    starts = [NIGHT, *(QUIET + timedelta(days=3 * n) for n in range(len(change.windows) - 1))]
    windows = tuple(Window(start=start, end=start + timedelta(hours=6)) for start in starts)
    site = replace(site, changes=(replace(change, windows=windows),))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr", "en"), sites=(site,))
    return make_plan(inventory, site, site.changes[0], load_procedures())


def spoken(plan: Plan, tag: str) -> Language:
    return with_words(load_language(tag), plan.words, repeated_hours(plan))


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(filter(None, kind)))
def test_every_page_says_which_time_is_meant(kind) -> None:
    plan, tag = night_of(kind), ("en", "fr")[KINDS.index(kind) % 2]
    language, glossary = spoken(plan, tag), tuple(load_language(one) for one in available())
    page = browser_checklist(plan, language, glossary).partition('id="checklist-data"')[0]
    shown = {
        "runbook": html.runbook_html(runbook(plan, language, glossary), language),
        "checklist": html.checklist_html(checklist(plan, language), language) + "02:00 (+01:00)",
        "approval": html.approval_html(approval(plan, language), language),
        "browser page": page + "02:00 (+01:00)",
        "outline": outline(plan, language),
    }
    assert {name: found for name, text in shown.items() if (found := unsaid(text))} == {}


def test_a_way_back_that_has_to_be_begun_in_that_hour_says_in_which() -> None:
    kind = ("failover", "automatic", "asynchronous", "dns")
    plan = night_of(kind)
    assert plan.windows[0].end.isoformat() == "2026-10-25T04:00:00+01:00"
    heads = [
        field.value.text
        for page in checklist(plan, spoken(plan, "fr")).pages
        for group in page.groups
        for field in group.back
        if field.value.name == "head.back"
    ]
    times = {phase.back_until for phase in plan.phases if phase.back_until and phase.window == 1}
    assert times
    assert {f"{time:%H:%M} (+01:00)" for time in times if time.hour == 2} & {*heads}


def test_a_plan_with_such_a_time_is_set_in_full() -> None:
    """Masters have slots for times without an offset."""
    plan = night_of(("failover", "automatic", "asynchronous", "dns"))
    prefiller = Prefiller(tuple(load_language(one) for one in available()))
    assert prefiller.name("checklist", plan, spoken(plan, "fr"), "A4") is None
    elsewhere = replace(plan, offsets=plan.offsets[:1])  # the same times, in a zone that knows no such hour
    assert prefiller.name("checklist", elsewhere, spoken(elsewhere, "fr"), "A4")


@pytest.mark.long
def test_from_the_inventory_to_the_pack(tmp_path: Path) -> None:
    tag = "fr"
    text = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
    old = "start: 2026-12-03 21:00, end: 2026-12-04 03:00"
    assert old in text
    start, end = NIGHT + timedelta(hours=3), NIGHT + timedelta(hours=9)
    text = text.replace(old, f"start: {start:%Y-%m-%d %H:%M}, end: {end:%Y-%m-%d %H:%M}")
    (tmp_path / "inventory.yaml").write_text(text, encoding="utf-8")
    told = CliRunner().invoke(
        command,
        [
            "pack",
            "--late",
            str(tmp_path / "inventory.yaml"),
            "--site",
            "lyon",
            "--lang",
            tag,
            "--out",
            str(tmp_path / "out"),
        ],
    )
    assert told.exit_code == 0, told.output
    [folder] = (tmp_path / "out" / "lyon").glob("CHG*")
    shown = {
        path.name: "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        for path in folder.glob("*.pdf")
    }
    assert len(shown) == 3
    mail = message_from_bytes((folder / f"pack.{tag}.eml").read_bytes(), policy=policy.default)
    for form in ("plain", "html"):
        body = mail.get_body((form,))
        assert body
        shown[form] = body.get_content()
    calendar = icalendar.Calendar.from_ical((folder / "windows.ics").read_bytes())
    shown["calendar"] = "\n".join(str(one.get("DESCRIPTION", "")) for one in calendar.walk("VEVENT"))
    assert {name: found for name, text in shown.items() if (found := unsaid(text))} == {}


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_page_in_the_browser_says_it_of_the_times_that_it_reckons() -> None:
    """Of an instant, and of what stands in the record: with its offset, without one, and in a quiet hour."""
    script = (ROOT / "templates" / "html" / "checklist" / "page_times.js").read_text(encoding="utf-8")
    asked = """
const TEXTS = { weekdays: ["Sun"], dayTime: "{weekday} {time}" };
const offsets = [["2026-03-29T01:00Z", 7200], ["2026-10-25T01:00Z", 3600]]
  .map(([since, seconds]) => ({ since: Date.parse(since), seconds }));
const now = Date.parse("2026-10-25T00:10Z");
console.log(JSON.stringify([
  ...["2026-10-25T00:20Z", "2026-10-25T01:20Z", "2026-10-25T02:20Z"]
    .map((at) => shownTime(offsets, Date.parse(at), now)),
  ...["2026-10-25 02:20:31+02:00", "2026-10-25 02:20+01:00", "2026-10-25 02:20", "2026-10-25 03:20"]
    .map((at) => shownEntryTime(at, offsets, now)),
]));
"""
    told = subprocess.run(["node", "-"], input=script + asked, capture_output=True, text=True, check=True)
    first, second = "02:20 (+02:00)", "02:20 (+01:00)"
    assert json.loads(told.stdout) == [first, second, "03:20", first, second, "2026-10-25 02:20", "03:20"]
