"""The checklist in real browsers: a night is signed and verified, mistakes are stopped, nothing is lost."""

import json
import os
import re
import shutil
import time
from dataclasses import replace as moved
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from runbook.model.frozen_zone import zone_of
from runbook.model.record import Entry
from runbook.model.remaining import remaining
from runbook.reading.plan_json import dump_plan, load_plan
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from runbook.verify.times import Moment, read_moment
from tests.house.folders import EXAMPLE, of, plan_with
from tests.verify.harness import SAMPLES, faultless, indexed_plan_of, pair, paused
from tests.web.browsers import MODULES
from tests.web.checklist_page import (
    choose,
    drawn,
    go_on,
    kept,
    load,
    opened,
    page_at,
    page_of,
    page_that_tells_keys,
    press,
    saved,
    sign,
    sign_all,
    text,
)
from tests.web.driven_browsers import NAMES, Chromium, browser, chromium, fresh_chromium, missing
from tests.web.driven_webkit import webkit_by_keys

NOW = datetime(2027, 6, 1, tzinfo=UTC)
BEFORE = datetime(2026, 10, 1, tzinfo=UTC)  # nothing of the night is due
LONG = bool(os.environ.get("LONG"))
HELD = 0.0  # seconds between a signature and the end of WebKitGTK
in_each = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.skipif(bool(missing(name)), reason=missing(name))) for name in NAMES]
)
in_chromium = pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium"))


def verdict(tmp_path: Path, *records: dict[str, Any]) -> tuple[str, set[str]]:
    """The verdict on records as `verify` gives it, and the codes of what it found; times are typed here (TIM015)."""
    files = []
    for number, record in enumerate(records):
        files.append(tmp_path / f"record-{number}.json")
        files[-1].write_text(json.dumps(record), encoding="utf-8")
    (one,) = verify_files(files, PlanStore([str(SAMPLES / "plan.json")]), NOW)
    return one.result.verdict, {finding.code for finding in one.result.findings} - {"TIM015"}


CLOSED_AFTER = 5  # entries of the night


def night() -> list[Entry]:
    return sorted(faultless(pair(), 3).values(), key=lambda each: each.at)


@pytest.mark.sampled(len(NAMES))  # whole in the first, but for LONG=1; the test below has the others
@in_each
def test_a_night_is_signed_in_a_browser_and_passes(tmp_path, name) -> None:
    record = signed_in(name, tmp_path, night())
    assert all(line["clock"] and line["device"] for line in record["log"])
    assert verdict(tmp_path, record) == ("pass", set())


in_the_others = pytest.mark.parametrize("name", in_each.args[1][1:])


@in_the_others
def test_a_tab_closed_within_the_night_comes_back_as_it_was(tmp_path, name) -> None:
    record = signed_in(name, tmp_path, night()[: CLOSED_AFTER + 3])
    (tmp_path / "record.json").write_text(json.dumps(record), encoding="utf-8")
    (one,) = verify_files([tmp_path / "record.json"], PlanStore([str(SAMPLES / "plan.json")]), NOW, so_far=BEFORE)
    assert {finding.code for finding in one.result.findings} == {"TIM015"}


def signed_in(name: str, tmp_path: Path, entries: list[Entry]) -> dict[str, Any]:
    """The record of these entries, signed in that browser, whose tab is closed and opened again in between."""
    with browser(name, tmp_path / "profile") as one:
        address = page_at(tmp_path, pair().plan)
        opened(one, address)
        who = ""
        for number, entry in enumerate(entries):
            if number == CLOSED_AFTER:
                one.open("about:blank")
                if isinstance(one, Chromium):
                    assert one.asked == ["beforeunload"]
                opened(one, address)
                assert steps_of(saved(one)) == [each.step for each in entries[:number]]
                assert text(one, "who-open").startswith(who)
                assert not one.run("return document.getElementById('who').open;")
                assert one.run("return document.querySelector('.step.current').getBoundingClientRect().height;") > 0
            if entry.by != who:
                who = entry.by
                choose(one, who)
            assert sign(one, entry) is None, entry
        record = saved(one)
    assert [each["step"] for each in record["entries"]] == [each.step for each in entries]
    return record


@pytest.mark.long
@in_chromium
@pytest.mark.parametrize(
    "kind",
    [
        ("failover", "automatic", "asynchronous", "dns"),
        *([("single", "manual", None, None), ("atlas-failover", None, None, "nat")] if LONG else ()),
    ],
)
def test_a_change_of_today_is_signed_too(tmp_path, kind) -> None:
    """Its release, its hold points by their choice of go; ways back stay open."""
    indexed = indexed_plan_of(*kind)
    entries = sorted(play(indexed, 3), key=lambda each: each.at)
    (tmp_path / "plan.json").write_bytes(dump_plan(indexed.plan))
    with fresh_chromium() as one:
        one.at_time(NOW - timedelta(days=1))  # what is n/a has no time of its own: the page writes what its clock shows
        opened(one, page_at(tmp_path, indexed.plan))
        sign_all(one, [entry for entry in entries if not entry.blank])
        record = saved(one)
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    (told,) = verify_files([file], PlanStore([str(tmp_path / "plan.json")]), NOW)
    assert (told.result.verdict, {one.code for one in told.result.findings}) == ("pass", {"TIM015"}), (
        "all times are typed"
    )


@pytest.mark.long
@in_chromium
def test_a_mistake_is_stopped_and_told_where_one_goes_on(tmp_path) -> None:
    entries = {each.step: each for each in night()}
    late = entries["failover-break:h1"]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, late.by)
        before = kept(one)
        warnings = sign(one, late)
        assert any("2.4" in text and "2.5" in text for text in warnings)
        assert one.run("return document.activeElement.id;") == "warning-stop"
        press(one, "warning-on")  # without a reason
        assert text(one, "warning-problem")
        press(one, "warning-stop")
        assert kept(one) == before
        assert saved(one)["entries"] == []
        sign(one, late)
        go_on(one, "agreed with the change manager")
        record = saved(one)
    (entry,) = record["entries"]
    (line,) = (line for line in record["log"] if line["what"] == "entry")
    assert entry["note"] == line["reason"] == "agreed with the change manager"
    assert "ORD001" in line["codes"]
    assert "DOC024" in verdict(tmp_path, record)[1]


MISTAKES = {
    "SGN004": ("failover-break:h1", {"witness": ""}),
    "EVD003": ("update-software:rs-b:h1", {"value": "23.9.9"}),
    "EVD001": ("failover-sync:h1", {"value": ""}),
    "WIN001": ("status-before:rs-a:h1", {"at": "2026-10-24 21:55"}),
    "WIN002": ("failover-break:h1", {"at": "2026-10-25 12:35"}),
    "STA005": ("status-after:rs-b:h1", {"state": "skipped", "note": "was fine before"}),
}


@in_chromium
def test_each_kind_of_mistake_is_stopped(tmp_path) -> None:
    """Each where the night has come to it, by a file with all that was signed before; what is right goes through."""
    entries, plan = night(), pair().plan
    numbers = {entry.step: number for number, entry in enumerate(entries[:26])}
    told: dict[str, list[str]] = {}
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, plan))
        mistakes = [(numbers[step], code, fields) for code, (step, fields) in MISTAKES.items() if step in numbers]
        for number, code, fields in sorted(mistakes, key=lambda each: each[0]):
            entry = entries[number]
            load(one, json_bytes(plan, "", entries[:number]).decode())
            choose(one, entry.by)
            assert isinstance(sign(one, replace(entry, **fields)), list), code
            told[code] = one.run(
                "return [...document.querySelectorAll('#warning-list li')].map((e) => e.dataset.code);"
            )
            press(one, "warning-stop")
        assert sign(one, entry) is None
        load(one, json_bytes(plan, "", entries[:26]).decode())
        choose(one, "AB")  # may not sign this one
        wrong = next(each for each in entries[26:] if each.by != "AB" and each.step.startswith("update-base"))
        sign(one, wrong)
        told["SGN003"] = one.run(
            "return [...document.querySelectorAll('#warning-list li')].map((e) => e.dataset.code);"
        )
    assert {code for code, codes in told.items() if code in codes} >= {*MISTAKES, "SGN003"} - {"STA005"}


@pytest.mark.long
@in_chromium
def test_corrections_and_tries_are_entries_of_their_own(tmp_path) -> None:
    entries = night()
    first, second = entries[0], entries[1]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, first.by)
        assert sign(one, first) is None
        assert "why it changes" in sign(one, replace(first, at="2026-10-16 18:00"))
        assert sign(one, replace(first, at="2026-10-16 18:00", note="the wrong line of the log")) is None
        choose(one, second.by)
        assert "reason" in sign(one, replace(second, state="failed", note=""))
        assert sign(one, replace(second, state="failed", note="the page did not open", value="", witness="")) is None
        assert sign(one, replace(second, note="opened after the proxy was restarted")) is None
        record = saved(one)
    assert [each["state"] for each in record["entries"]] == ["done", "done", "failed", "done"]
    assert {"DOC006", "STA009"} <= verdict(tmp_path, record)[1]


@in_chromium
def test_a_witness_signs_later_and_a_substitute_by_name(tmp_path) -> None:
    entries = night()
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        one.run(
            "const by = (id) => document.getElementById(id); by('who-is').value = '+';"
            "by('who-is').dispatchEvent(new Event('change')); by('new-initials').value = 'ZB';"
            "by('new-name').value = 'Z. <b>Blanc</b>'; by('who-settle').click();"
        )
        assert text(one, "who-problem")
        one.run(
            "document.querySelector('#substitute input[value=technician]').click();"
            "document.getElementById('who-settle').click();"
        )
        one.until("!document.getElementById('who').open")
        assert text(one, "who-open") == "ZB · Z. <b>Blanc</b>"
        by_technician = next(each for each in entries if each.by in ("CM", "TL"))
        sign(one, by_technician)
        record = saved(one)
    assert record["people"] == [{"initials": "ZB", "name": "Z. <b>Blanc</b>", "roles": ["technician"]}]


def steps_of(record: dict[str, Any]) -> list[str]:
    return [each["step"] for each in record["entries"]]


STARTS = 200 if LONG else 2  # each begins with what there is after the kill before


@pytest.mark.long
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_whatever_is_killed_all_is_there_again(tmp_path, name) -> None:
    if missing(name):
        pytest.skip(missing(name))
    entries = night()
    address = page_at(tmp_path, pair().plan)
    signed: list[str] = []
    for number in range(STARTS):
        with browser(name, tmp_path / "profile") as one:  # ends by kill -9 of all its processes
            opened(one, address)
            assert steps_of(saved(one)) == signed
            entry = entries[number % len(entries)]
            if number >= len(entries):
                entry = replace(entry, note=f"looked at again, {number}")
            choose(one, entry.by)
            if sign(one, entry) is not None:
                go_on(one, "a try")
            assert kept(one)[1] == "disk"
            signed.append(entry.step)


@pytest.mark.long
@in_chromium
def test_killed_while_it_writes_it_has_the_entry_or_has_it_not_and_all_before(tmp_path) -> None:
    entries, address = night(), page_at(tmp_path, pair().plan)
    signed: list[str] = []
    for entry in entries[: 70 if LONG else 3]:
        with chromium(tmp_path / "profile") as one:
            opened(one, address)
            there = steps_of(saved(one))
            assert there in (signed, signed[:-1])
            signed = there
            choose(one, entry.by)
            sign(one, entry, hurry=True)
            signed = [*signed, entry.step]


@pytest.mark.long
def test_webkit_has_each_signed_step_after_it_was_killed(tmp_path) -> None:
    """Started as people start it and told keys: a step is signed, against its warnings where it has some, all its
    processes end by kill -9, it is opened again: the title counts what is signed."""
    if lacking := missing("webkit") or ("" if shutil.which("xdotool") else "xdotool is not installed"):
        pytest.skip(lacking)
    steps = pair().plan.steps[: 9 if LONG else 2]
    assert all(step.required for step in steps)
    address, profile = page_that_tells_keys(tmp_path, pair().plan), tmp_path / "profile"
    for number in range(len(steps)):
        with webkit_by_keys(profile, address, "CHG0041") as hand:
            hand.until(f"^{number}/.* @", "signed before it was killed")
            if number == 0:
                hand.until("@who-is=$", "asked who one is")
            if "@who@" in hand.title():  # again too: WebKitGTK writes the device's name down a second later
                hand.tab_to("who-is")
                hand.press("Down")
                hand.until("@who-is=.", "somebody is chosen")
                hand.tab_to("who-settle")
                hand.press("Return")
                hand.until("@title-", "led on to the step")
            hand.tab_to("sign-done")
            hand.press("Return")
            signed = f"^{number + 1}/"
            hand.until(f"@warning-stop|{signed}", "signed, or warned")
            if "@warning-stop" in hand.title():
                hand.press("shift+Tab")
                hand.until("@warning-reason", "asked why")
                hand.write("a try")
                hand.until("@warning-reason=a try$", "the reason is written")
                hand.tab_to("warning-on")
                hand.press("Return")
            hand.until(signed, "signed")
            time.sleep(HELD)
    with webkit_by_keys(profile, address, "CHG0041") as hand:
        hand.until(f"^{len(steps)}/", "signed before it was killed last")


@pytest.mark.long
@in_chromium
def test_a_saved_file_is_taken_up_elsewhere_and_two_files_join(tmp_path) -> None:
    plan, entries = pair().plan, night()
    before, half = (0, len(entries) // 2) if LONG else (len(entries) - 8, len(entries) - 4)
    records = [json_bytes(plan, "", entries[:before]).decode()]
    for number, part in enumerate((entries[before:half], entries[half:])):
        with fresh_chromium() as one:
            opened(one, page_at(tmp_path, plan))
            load(one, records[-1])
            sign_all(one, part)
            if not number:
                file = download(one, tmp_path / "downloads")
                assert not one.run("return document.querySelector('#save.due') !== null;")
                records.append(file.read_text("utf-8"))
            record = saved(one)
    assert steps_of(record) == [each.step for each in entries]
    assert len({line["device"] for line in record["log"]} - {""}) == 2
    typed = {"DOC026"} if before else set()  # what was loaded first, and has no log
    assert verdict(tmp_path, record) == ("pass", typed)
    log = [line | {"entry": line["entry"] - half} for line in record["log"] if line.get("entry", -1) >= half]
    mine = record | {"entries": record["entries"][half:], "log": log}
    assert verdict(tmp_path, json.loads(records[1]), mine) == ("pass", typed)


def download(one: Chromium, folder: Path) -> Path:
    folder.mkdir()
    one.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    press(one, "save")
    for _ in range(200):
        found = [path for path in folder.iterdir() if path.suffix == ".json"]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError("nothing was saved")


FOREIGN = [
    "", "no json", "[]", "{}", '{"format": "runbook-record/1"}', '{"format": "runbook-record/2", "entries": []}',
    '{"format": "runbook-record/1", "revision": "0", "entries": []}', '{"format":' + "[" * 5000,
]  # fmt: skip


@in_chromium
def test_a_foreign_file_is_refused_and_spoilt_storage_hurts_nobody(tmp_path) -> None:
    plan, first = pair().plan, night()[0]
    address = page_at(tmp_path, plan)
    odd = {
        "format": "runbook-record/1", "revision": plan.revision, "run": "", "people": [7, {"initials": []}],
        "entries": [5, {"step": "nowhere", "state": "done"}, {"step": first.step, "state": "done", "by": "<img src=x>",
                    "note": "</script><script>document.title='x'</script>", "at": {"a": 1}},
                    {"step": first.step, "state": "mad"}],
        "log": [None, 3, {"what": "entry", "entry": 99999, "id": "12345678"},
                {"what": "clock", "seconds": "x", "id": "abcdefgh"}],
    }  # fmt: skip
    with fresh_chromium() as one:
        opened(one, address)
        choose(one, first.by)
        for content in FOREIGN:
            load(one, content)
            assert text(one, "load-problem"), content
        assert saved(one)["entries"] == []
        load(one, json.dumps(odd))
        assert [each["note"] for each in saved(one)["entries"]] == ["</script><script>document.title='x'</script>"]
        assert "<img src=x>" in text(one, "signed-line") + one.run(
            "return document.querySelector('.entries:not([hidden])').textContent;"
        )
        one.run(
            "for (const key of Object.keys(localStorage)) localStorage.setItem(key, arguments[0]);"
            "const other = 'runbook-checklist ' + PLAN.revision + ' other';"
            'localStorage.setItem(other, \'[{"what": "entry"}, 5, [[]]]\');',
            "[" * 3000,
        )
        one.open("about:blank")
        opened(one, address)
        assert one.run("return document.title;").endswith("Checklist paris CHG0041")
        assert len(saved(one)["entries"]) == 1  # the database had it


@in_chromium
def test_erasing_waits_for_a_saved_file_and_leaves_nothing(tmp_path) -> None:
    first, address = night()[0], page_at(tmp_path, pair().plan)
    with fresh_chromium() as one:
        opened(one, address)
        choose(one, first.by)
        assert sign(one, first) is None
        press(one, "files-open")
        assert one.run("return document.getElementById('erase').disabled;")
        press(one, "files-close")
        download(one, tmp_path / "downloads")
        press(one, "files-open")
        press(one, "erase")
        one.until("!document.getElementById('files').open")
        one.open("about:blank")
        opened(one, address)
        assert saved(one)["entries"] == []


@pytest.mark.long
@in_chromium
def test_a_clock_that_is_set_back_is_seen_and_told(tmp_path) -> None:
    first, second = night()[:2]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, first.by)
        assert sign(one, first) is None
        one.run("const now = Date.now.bind(Date); Date.now = () => now() - 3600000;")
        one.until("!document.getElementById('clock-set-back').hidden")
        choose(one, second.by)
        assert sign(one, second) is None
        record = saved(one)
    assert [line["seconds"] for line in record["log"] if line["what"] == "clock"] == [-3600]
    assert "TIM014" in verdict(tmp_path, record)[1]


@pytest.mark.long
@in_chromium
def test_nothing_is_fetched_and_no_other_script_runs(tmp_path) -> None:
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        blocked = one.run(
            "const seen = []; addEventListener('securitypolicyviolation', (e) => seen.push(e.effectiveDirective));"
            "await fetch('http://127.0.0.1:9/').catch(() => 0);"
            "const image = new Image(); image.src = 'http://127.0.0.1:9/x.png'; document.body.append(image);"
            "const script = document.createElement('script'); script.textContent = 'document.title = 5';"
            "document.body.append(script);"
            "for (const end = Date.now() + 30000; new Set(seen).size < 3 && Date.now() < end; )"
            " await new Promise((resolve) => setTimeout(resolve, 5));"
            "return seen;"
        )
        assert {"connect-src", "img-src", "script-src-elem"} <= set(blocked)
        assert one.run("return document.title;") != "5"
    page = page_of(pair().plan)
    assert not re.search(r"(?:src|url\()=?[\"']?(?:https?:|//)", page)


@in_chromium
def test_text_at_twice_its_size_is_all_there(tmp_path) -> None:
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan, "fr"))
        press(one, "who-cancel")
        for width in (320, 390, 768, 1280):
            one.sized(width, 800)
            one.run("document.documentElement.style.fontSize = arguments[0];", "200%" if width > 390 else "100%")
            for number in ("1.1", "2.5", "3.4"):
                one.run("location.hash = `#step-${arguments[0]}`;", number)
                assert one.run("return document.documentElement.scrollWidth;") <= width, (width, number)


_CUT = """
const found = [];
const width = document.documentElement.clientWidth;
const look = (root) => {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const [range, place] = [document.createRange(), texts.currentNode.parentElement];
    range.selectNodeContents(texts.currentNode);
    if (!place.checkVisibility() || place.closest(".unseen")) continue;
    if ([...range.getClientRects()].some((one) => one.right > width + 1)) found.push([root.id, texts.currentNode.data]);
  }
  for (const link of root.querySelectorAll("a:not(.skip), button, summary")) {
    const { height } = link.getBoundingClientRect();
    if (link.checkVisibility() && height < 24) found.push([root.id, link.textContent, height]);
  }
};
for (const one of document.querySelectorAll("details")) one.open = true;
for (const id of STEPS.keys()) {
  showStep(id, false);
  look(articleOf(id));
}
look(document.body);
return found;
"""


@in_chromium
def test_on_a_phone_no_text_is_cut_and_a_finger_finds_each_link(tmp_path) -> None:
    """Also where somebody has texts shown at twice their size, and words are long."""
    plan = plan_with(of(EXAMPLE), "lyon")
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, plan, "fr"))
        press(one, "who-cancel")
        one.sized(360, 780)
        for size in ("100%", "200%"):
            one.run("document.documentElement.style.fontSize = arguments[0];", size)
            assert one.run(_CUT) == [], size


AXE = MODULES / "axe-core" / "axe.min.js"
# What is shown, and which part of the page that changes: the whole of it is looked at once.
VIEWS = {
    "open": ("document", "location.hash = '#step-3.4'; await shown('3.4');"),
    "signed": ("'.step.current'", "location.hash = '#step-1.1'; await shown('1.1');"),
    "time": (
        "'#sign'",
        "location.hash = '#step-2.4'; await shown('2.4');"
        "document.querySelector('#sign details').open = true; document.getElementById('at-time').value = '2155';"
        "document.getElementById('at-time').dispatchEvent(new Event('input'));",
    ),
    "notices": (
        "'#notices'",
        "for (const id of ['clock-set-back', 'erased-elsewhere', 'save-now', 'not-kept'])"
        " document.getElementById(id).hidden = false;"
        "for (const id of ['clock-set-back-text', 'save-now-text']) document.getElementById(id).textContent = 'Look.';",
    ),
    "who": ("'#who'", "document.getElementById('who-open').click(); await until(() => byId('who').open);"),
    "files": ("'#files'", "document.getElementById('files-open').click(); await until(() => byId('files').open);"),
    "warning": (
        "'#warning'",
        "location.hash = '#step-6.2'; await shown('6.2');"
        "document.getElementById('sign-done').click(); await until(() => byId('warning').open);",
    ),
}
_UNTIL = (
    "const until = async (so) => { while (!so()) await new Promise((go) => setTimeout(go, 5)); };"
    "const shown = (number) => until(() => STEPS.get(page.current).number === number);"
    "for (const each of document.querySelectorAll('dialog[open]')) each.close();"
    "await until(() => !page.busy);"
)
# Beside the whole page those parts are looked at: what stands for all of it is asked there.
_RULES = "{resultTypes: ['violations'], rules: {region: {enabled: false}}}"


@pytest.mark.long
@in_chromium
@pytest.mark.parametrize(("scheme", "tag"), [("light", "en"), ("dark", "fr")])
def test_axe_has_nothing_to_say(tmp_path, scheme, tag) -> None:
    if not AXE.is_file():
        pytest.skip("no axe-core: see `make browsers`")
    first = next(each for each in night() if each.step == pair().plan.steps[0].id)
    found: dict[tuple[str, int, str], list[str]] = {}
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan, tag))
        one.sized(1200, 900, scheme)
        one.run(AXE.read_text("utf-8") + "; window.axe = axe;")
        choose(one, first.by)
        if sign(one, first) is not None:
            go_on(one, "a try")
        for width in (390, 1200):
            one.sized(width, 900, scheme)
            for name, (part, act) in VIEWS.items():
                told = one.run(
                    f"{_UNTIL} {act} const told = await axe.run({part}, {_RULES if part != 'document' else '{}'});"
                    "if (!told.passes.length) return [['nothing was looked at', []]];"
                    "return told.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200))]);"
                )
                found |= {(name, width, rule): nodes for rule, nodes in told}
    assert found == {}


@in_chromium
def test_a_step_is_signed_by_keys_alone(tmp_path) -> None:
    first = pair().plan.steps[0]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        assert one.run("return document.activeElement.id;") == "who-is"
        one.key("ArrowDown", 40)
        until_focus(one, "who-settle")
        one.key("Enter", 13, "\r")
        one.until("!document.getElementById('who').open")
        until_focus(one, "sign-done")
        one.key("Enter", 13, "\r")
        one.until("document.getElementById('warning').open || document.querySelector('.entries:not([hidden])')")
        if one.run("return document.getElementById('warning').open;"):
            assert one.run("return document.activeElement.id;") == "warning-stop"
            one.key("Escape", 27)
            one.until("!document.getElementById('warning').open")
            assert kept(one)[0] == len(saved(one)["log"])
    assert first.number == "1.1"


def until_focus(one: Chromium, name: str) -> None:
    """Press the tabulator until an element has the focus."""
    for _ in range(300):
        one.key("Tab", 9)
        if one.run("return document.activeElement.id;") == name:
            return
    raise AssertionError(f"{name} is not reached by keys")


def test_texts_that_would_end_the_page_are_shown_as_they_stand() -> None:
    plan = pair().plan
    odd = "</script><script>alert(1)</script><!-- \u2028 =cmd()"
    staff = tuple(moved(person, name=odd) for person in plan.staff)
    page = page_of(moved(plan, staff=staff, ticket=odd, site_name=odd))
    assert page.count("<script") == 2
    told = drawn(page)
    for html in (page, told["steps"], told["list"]):
        assert "alert(1)</script>" not in html.replace("&lt;/script&gt;", "")


@pytest.mark.long
@in_chromium
def test_a_wait_is_shown_until_it_is_over(tmp_path) -> None:
    plan = paused().plan
    entries = sorted(faultless(paused(), 3).values(), key=lambda each: each.at)
    waits: list[dict[str, Any]] = []
    now = 0
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, plan))
        for entry in entries:
            choose(one, entry.by)
            if sign(one, entry) is not None:
                go_on(one, "a try")
            moment = read_moment(entry.at, zone_of(plan))
            assert isinstance(moment, Moment)
            now = moment.early + 60
            waits = one.run("return Engine.next(PLAN, currentRecord(), arguments[0]).waits;", now)
            if waits:
                break
        assert waits
        one.run(
            "const now = arguments[0] * 1000; Date.now = () => now;"
            "document.querySelector(`[data-step='${arguments[1]}']`).click();"
            "while (page.current !== arguments[1]) await new Promise((resolve) => setTimeout(resolve, 5));"
            "showWait();",
            now,
            waits[0]["step"],
        )
        assert re.fullmatch(r"Wait: over on .*\d\d:\d\d, in \d+\u00a0(?:h|min|d).*", text(one, "wait"))


PLANS = sorted(path for path in SAMPLES.parent.rglob("plan*/*.json") if path.stem != "plan") + sorted(
    SAMPLES.parent.rglob("plan.json")
)


@pytest.mark.long
@pytest.mark.parametrize("path", PLANS, ids=lambda path: str(path.relative_to(SAMPLES.parent)))
def test_every_plan_has_a_page_with_each_of_its_steps(path) -> None:
    """What is left of it, where it is under way; the same bytes each time."""
    plan = remaining(load_plan(path))
    page = page_of(plan, "fr")
    steps = drawn(page)["steps"]
    assert re.findall(r'<article class="step[^"]*" id="step-([\d.]+)"', steps) == [step.number for step in plan.steps]
    assert page_of(plan, "fr") == page
