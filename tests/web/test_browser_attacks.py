"""A page that is meant ill, or works on a bad day: files changed by hand, full and refused storage, two windows."""

from __future__ import annotations

import json
from dataclasses import replace as moved
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from runbook.model.plan import Plan
from tests.checklist.engine import record_of
from tests.verify.harness import faultless, pair
from tests.web.checklist_page import choose, kept, load, opened, page_at, press, saved, sign, text
from tests.web.driven_browsers import Browser, Chromium, chromium, missing

pytestmark = pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium"))
REFUSED = "Object.defineProperty(window, '{}', {{ get() {{ throw new DOMException('no', 'SecurityError'); }} }});"
FULL = (
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
    "const add = IDBObjectStore.prototype.add;"
    "IDBObjectStore.prototype.add = function (...given) {"
    " if (globalThis.isFull) { this.transaction.abort(); return; } return add.apply(this, given); };"
)
NIGHT = sorted(faultless(pair(), 3).values(), key=lambda each: each.at)


def before_each_page(one: Chromium, source: str) -> None:
    one.call("Page.addScriptToEvaluateOnNewDocument", source=source)


def signed(one: Browser, number: int) -> None:
    choose(one, NIGHT[number].by)
    assert sign(one, NIGHT[number]) is None


def steps_of(record: dict[str, Any]) -> list[str]:
    return [each["step"] for each in record["entries"]]


class Window:
    """Another window of the same browser on the same page."""

    def __init__(self, one: Chromium) -> None:
        self._one, self._first = one, one._session
        one._session = ""
        target = one.call("Target.createTarget", url="about:blank")["targetId"]
        self._second = one.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        one._session = self._second
        one.call("Page.enable")

    def show(self, first: bool) -> None:
        """Which of the two is driven from now on."""
        self._one._session = self._first if first else self._second


@pytest.mark.long
@pytest.mark.parametrize("mirror", [True, False])
def test_two_windows_lose_no_entry_of_each_other(tmp_path: Path, mirror: bool) -> None:
    """With the simple storage, and without it, where no window tells the other."""
    address = page_at(tmp_path, pair().plan)
    with chromium(tmp_path / "profile") as one:
        if not mirror:
            before_each_page(one, REFUSED.format("localStorage"))
        opened(one, address)
        signed(one, 0)
        both = Window(one)
        if not mirror:
            before_each_page(one, REFUSED.format("localStorage"))
        opened(one, address)
        signed(one, 1)
        both.show(first=True)
        signed(one, 2)
        both.show(first=False)
        link = f"document.querySelector(`[data-step='{NIGHT[2].step}']`).click();"
        one.run(link)
        if not mirror:
            assert "another window" in str(sign(one, NIGHT[2])), "signed meanwhile: not twice"
        one.open("about:blank")
        opened(one, address)
        assert steps_of(saved(one)) == [each.step for each in NIGHT[:3]]


@pytest.mark.long
def test_a_full_disk_is_told_and_what_was_not_kept_is_kept_later(tmp_path: Path) -> None:
    address = page_at(tmp_path, pair().plan)
    with chromium(tmp_path / "profile") as one:
        before_each_page(one, FULL)
        opened(one, address)
        one.run("globalThis.isFull = true;")
        signed(one, 0)
        assert kept(one)[1] == "nowhere"
        assert one.run("return document.getElementById('not-kept').checkVisibility();")
        one.run("globalThis.isFull = false;")
        signed(one, 1)
        assert kept(one)[1] == "disk"
        assert not one.run("return document.getElementById('not-kept').checkVisibility();")
        one.open("about:blank")
        opened(one, address)
        assert steps_of(saved(one)) == [NIGHT[0].step, NIGHT[1].step]


@pytest.mark.long
def test_refused_storage_is_told_and_the_page_works(tmp_path: Path) -> None:
    with chromium(tmp_path / "profile") as one:
        before_each_page(one, REFUSED.format("localStorage") + REFUSED.format("indexedDB"))
        opened(one, page_at(tmp_path, pair().plan))
        assert one.run("return document.getElementById('not-kept').checkVisibility();")
        signed(one, 0)
        assert kept(one)[1] == "nowhere"
        assert steps_of(saved(one)) == [NIGHT[0].step]


@pytest.mark.long
def test_a_foreign_database_of_the_same_name_hurts_nobody(tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("<!doctype html><title>x</title>", encoding="utf-8")
    address = page_at(tmp_path, pair().plan)
    with chromium(tmp_path / "profile") as one:
        one.open(other.as_uri())
        one.run(
            "await new Promise((done) => { const asked = indexedDB.open('runbook-checklist', 1);"
            "asked.onsuccess = () => { asked.result.close(); done(); }; });"
        )
        opened(one, address)
        signed(one, 0)
        assert kept(one)[1] == "browser"
        one.open("about:blank")
        opened(one, address)
        assert steps_of(saved(one)) == [NIGHT[0].step]


@pytest.mark.parametrize("at", ["2026-13-05 22:10", "2026-12-05 22:10+99:99"])
def test_a_time_that_is_none_stands_as_it_is_in_a_file_and_the_page_starts_with_it(tmp_path: Path, at: str) -> None:
    address = page_at(tmp_path, pair().plan)
    entries = [replace(NIGHT[0], at=at, value=at), NIGHT[1]]
    with chromium(tmp_path / "profile") as one:
        opened(one, address)
        one.run(
            "globalThis.done = false; const file = new File([arguments[0]], 'record.json');"
            "void loadFile(file).finally(() => { globalThis.done = true; });",
            json.dumps(record_of(pair().plan, entries)),
        )
        one.until("globalThis.done")
        opened(one, address)
        assert steps_of(saved(one)) == [entry.step for entry in entries]
        assert at in text(one, f"step-{pair().plan.steps[pair().index[NIGHT[0].step]].number}")


@pytest.mark.long
def test_files_that_were_changed_by_hand(tmp_path: Path) -> None:
    """What says something else stands beside what is here; a log that was cut leaves the entries; names of prototypes
    and too many lines do nothing."""
    with chromium(tmp_path / "profile") as one:
        opened(one, page_at(tmp_path, pair().plan))
        signed(one, 0)
        signed(one, 1)
        record = saved(one)
        changed = json.loads(json.dumps(record))
        changed["entries"][0]["note"] = "<b>changed by hand</b>"
        load(one, json.dumps(changed))
        notes = [each["note"] for each in saved(one)["entries"]]
        assert sorted(notes) == ["", "", "<b>changed by hand</b>"]
        load(one, json.dumps(changed))
        assert len(saved(one)["entries"]) == 3, "once"
        load(one, json.dumps({**record, "log": record["log"][:1]}))
        assert {each["step"] for each in saved(one)["entries"]} == {NIGHT[0].step, NIGHT[1].step}
        odd = json.dumps(record).replace('"people": []', '"people": [{"initials": "__proto__", "name": "constructor",'
                                         ' "roles": ["__proto__", "constructor"]}], "__proto__": {"x": 1}')  # fmt: skip
        odd = odd.replace('"value"', '"__proto__": {"state": "failed"}, "value"')
        load(one, odd)
        assert one.run("return ({}).state === undefined && ({}).x === undefined;")
        press(one, "who-open")
        assert "[object" not in text(one, "who-is")
        press(one, "who-cancel")
        count = len(saved(one)["entries"])
        many = [{**record["entries"][0], "note": str(number)} for number in range(6000)]
        load(one, json.dumps({**record, "entries": many, "log": []}))
        assert text(one, "load-problem")
        load(one, json.dumps({**record, "run": "other", "entries": [], "log": []}))
        assert text(one, "load-problem"), "another run, and something here is not saved"
        assert len(saved(one)["entries"]) == count


@pytest.mark.long
def test_another_zone_of_the_device_changes_no_time(tmp_path: Path) -> None:
    with chromium(tmp_path / "profile") as one:
        one.call("Emulation.setTimezoneOverride", timezoneId="Pacific/Auckland")
        opened(one, page_at(tmp_path, pair().plan))
        signed(one, 0)
        record = saved(one)
    assert record["entries"][0]["at"] == NIGHT[0].at
    assert record["log"][-1]["zone"] == "Pacific/Auckland"


@pytest.mark.long
def test_markup_in_names_is_shown_as_it_stands(tmp_path: Path) -> None:
    odd = "<img src=x onerror=document.title=1>\"'&lt;"
    plan: Plan = pair().plan
    staff = tuple(moved(person, name=odd) for person in plan.staff)
    appliances = tuple(moved(one, model=odd, hostname=odd) for one in plan.appliances)
    with chromium(tmp_path / "profile") as one:
        opened(one, page_at(tmp_path, moved(plan, staff=staff, appliances=appliances, site_name=odd, ticket=odd)))
        signed(one, 0)
        assert odd in text(one, "who-open")
        assert one.run("return document.querySelectorAll('img, [onerror], script:not(:last-child)').length;") <= 1
        assert one.run("return document.title;").startswith("1/")


@pytest.mark.long
def test_a_house_of_five_hundred_steps_is_signed_without_waiting(tmp_path: Path) -> None:
    """Six times the steps: a step is shown and signed within a second, and the clock ticks beside it."""
    plan = pair().plan
    more = []
    for turn in range(1 + 500 // len(plan.steps)):
        more += [
            moved(step, id=f"{step.id}-{turn}", number=f"{step.number}.{turn}", required=False) if turn else step
            for step in plan.steps
        ]
    with chromium(tmp_path / "profile") as one:
        opened(one, page_at(tmp_path, moved(plan, steps=tuple(more))))
        assert one.run("return document.querySelectorAll('[data-step]').length;") >= 500
        signed(one, 0)
        took = one.run(
            "const at = performance.now(); document.getElementById('next').click();"
            "lastNext = null; showWait(); const next = performance.now() - at; showStates();"
            "return [next, performance.now() - at];"
        )
        assert max(took) < 1000
