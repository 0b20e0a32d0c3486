"""Slips of a tired hand: what is typed and not signed yet, a button that is pressed twice, what nobody was told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from runbook.model.record import Entry
from runbook.records.from_json import part_of
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.checklist.engine import record_of
from tests.house.folders import EXAMPLE, of, plan_with
from tests.verify.harness import pair
from tests.web.checklist_page import choose, load, opened, page_at, press, saved, sign, text
from tests.web.driven_browsers import Chromium, fresh_chromium, missing
from tests.web.test_browser_checklist import night

pytestmark = pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium"))


def typed(one: Chromium, field: str, words: str) -> None:
    """Type into a field."""
    one.run("document.getElementById(arguments[0]).focus();", field)
    one.call("Input.insertText", text=words)


def field(one: Chromium, name: str) -> str:
    """What stands in a field."""
    return str(one.run("return document.getElementById(arguments[0]).value;", name))


def shown(one: Chromium) -> str:
    """The step that is shown."""
    return str(one.run("return page.current;"))


def show(one: Chromium, step: str) -> None:
    """Show a step by the list."""
    one.run('document.querySelector(`[data-step="${arguments[0]}"]`).click();', step)
    one.until("page.current === arguments[0]", step)


def plain_steps() -> list[str]:
    """Steps in a row that ask for nothing but to be signed."""
    steps = pair().plan.steps
    return next(
        [each.id for each in steps[at : at + 2]]
        for at in range(len(steps))
        if not any(each.evidence or each.witness for each in steps[at : at + 2])
    )


def test_what_is_typed_is_there_once_one_says_who_one_is(tmp_path: Path) -> None:
    """The page asks at the first signature, and signs with the note that stood there."""
    first = plain_steps()[0]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        press(one, "who-cancel")
        show(one, first)
        typed(one, "note", "as agreed by telephone")
        press(one, "sign-failed")
        one.until("document.getElementById('who').open")
        choose(one, night()[0].by)
        one.until("page.changes.some((one) => one.entry) || document.getElementById('warning').open")
        if one.run("return document.getElementById('warning').open;"):
            one.run("document.getElementById('warning-reason').value = 'tried';")
            press(one, "warning-on")
            one.until("page.changes.some((one) => one.entry)")
        (entry,) = saved(one)["entries"]
        assert entry["note"].startswith("as agreed by telephone")


def test_what_is_typed_outlasts_another_step_another_person_and_a_reload(tmp_path: Path) -> None:
    first, second = plain_steps()
    address = page_at(tmp_path, pair().plan)
    with fresh_chromium() as one:
        opened(one, address)
        choose(one, night()[0].by)
        show(one, first)
        typed(one, "note", "half a sent")
        show(one, second)
        assert field(one, "note") == ""
        show(one, first)
        choose(one, night()[0].by)
        assert field(one, "note") == "half a sent"
        opened(one, address)
        show(one, first)
        assert field(one, "note") == "half a sent"
        typed(one, "note", "ence")
        press(one, "sign-done")
        one.until("document.getElementById('warning').open || page.changes.some((one) => one.entry)")
        if one.run("return document.getElementById('warning').open;"):
            one.run("document.getElementById('warning-reason').value = 'tried';")
            press(one, "warning-on")
        one.until("page.changes.some((one) => one.entry)")
        one.until("sessionStorage.length === 0")
        assert saved(one)["entries"][0]["note"].startswith("half a sentence")


def test_a_correction_that_was_begun_can_be_left(tmp_path: Path) -> None:
    first = night()[0]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, first.by)
        assert sign(one, first) is None
        show(one, first.step)
        press(one, "sign-correct")
        typed(one, "note", "no, it was right")
        press(one, "sign-leave")
        assert one.run("return document.getElementById('sign').dataset.mode;") == "signed"
        show(one, night()[1].step)
        show(one, first.step)
        assert one.run("return document.getElementById('sign').dataset.mode;") == "signed"
        assert len(saved(one)["entries"]) == 1


def click(one: Chromium, name: str, times: int) -> None:
    """Press the mouse where a button is, several times on one spot."""
    spot: Any = one.run(
        "const place = document.getElementById(arguments[0]); place.scrollIntoView({block: 'center'});"
        "const box = place.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2];",
        name,
    )
    for time in range(times):
        for kind in ("mousePressed", "mouseReleased"):
            one.call("Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1], button="left", clickCount=time + 1)
        one.until("!page.busy")


@pytest.mark.long
def test_a_button_that_is_pressed_twice_signs_one_step(tmp_path: Path) -> None:
    """Of two steps that look the same, so that the button of the second comes under the finger."""
    first, second = plain_steps()
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, night()[0].by)
        one.run(
            "wrongWith = () => []; nextOpen = (id) => id === arguments[0] ? arguments[1] : undefined;"
            "for (const one of document.querySelectorAll('.step > *:not(h2, form)')) one.hidden = true;",
            first,
            second,
        )
        show(one, first)
        one.run("await new Promise((go) => setTimeout(go, 600));")
        one.run("const now = performance.now(); performance.now = () => now;")  # however slow the machine is
        click(one, "sign-done", 2)
        one.run("delete performance.now;")
        assert [each["step"] for each in saved(one)["entries"]] == [first]
        assert shown(one) == second
        one.run("await new Promise((go) => setTimeout(go, 600));")
        click(one, "sign-done", 1)
        one.until("page.changes.filter((one) => one.entry).length === 2")


def test_what_was_done_is_shown_where_one_looks(tmp_path: Path) -> None:
    """In the dialog, while that hides the page; on the page else."""
    first = night()[0]
    visible = (
        "document.getElementById(arguments[0]).checkVisibility() && document.getElementById(arguments[0]).textContent"
    )
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, first.by)
        assert sign(one, first) is None
        one.until(visible, "said")
        assert first.by in text(one, "said")
        press(one, "files-open")
        one.run(
            "await loadFile(new File([JSON.stringify(currentRecord())], 'record.json'));",
        )
        one.until(visible, "files-said")
        assert "0" in text(one, "files-said")


@pytest.mark.long
def test_what_keys_reach_on_a_phone_is_not_below_the_bar(tmp_path: Path) -> None:
    with fresh_chromium() as one:
        one.sized(390, 780)
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, night()[0].by)
        for _press in range(40):
            one.key("Tab", 9)
            assert one.run(
                "const at = document.activeElement, bar = document.querySelector('.turn');"
                "return at === document.body || bar.contains(at)"
                " || at.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top + 1;"
            ), one.run("return document.activeElement.outerHTML;")


def test_half_a_sign_spoils_no_record(tmp_path: Path) -> None:
    """A text that is cut within a sign of two halves, and a half that is typed."""
    first, second = night()[:2]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, first.by)
        assert sign(one, replace(first, note="done \ud83d")) is None
        foreign = {**saved(one), "log": [], "entries": [asdict(second) | {"note": "x" * 1999 + "\U0001f600"}]}
        one.run("await loadFile(new File([arguments[0]], 'record.json'));", json.dumps(foreign))
        record = saved(one)
        assert sorted(each["note"] for each in record["entries"])[0] == "done"
        read = part_of(json.dumps(record).encode(), "record.json")
        assert sorted(len(each.note) for each in read.entries) == [4, 1999]


def test_what_another_window_signs_while_a_warning_is_read_is_not_signed_over(tmp_path: Path) -> None:
    entries = night()
    late = entries[3]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, late.by)
        assert sign(one, replace(late, at="2020-01-01 10:00:00+01:00"))
        foreign = {"id": "another-window", "device": "", "clock": "", "zone": "", "by": "NK", "what": "entry"}
        key = f"runbook-checklist {pair().plan.revision} "
        kept = json.dumps([{**foreign, "entry": asdict(late)}])
        one.run("localStorage.setItem(arguments[0], arguments[1]);", key, kept)
        one.run("document.getElementById('warning-reason').value = 'all the same';")
        press(one, "warning-on")
        one.until("!document.getElementById('sign-problem').hidden")
        assert saved(one)["entries"] == [asdict(late)]


def test_a_long_note_neither_widens_the_page_nor_fills_it(tmp_path: Path) -> None:
    first = night()[0]
    with fresh_chromium() as one:
        one.sized(390, 780)
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, first.by)
        assert sign(one, replace(first, note="שלום \U0001f600 " + "W" * 900)) is None
        one.until("document.getElementById('said').textContent")
        assert one.run("return document.getElementById('said').getBoundingClientRect().height;") < 200
        show(one, first.step)
        for name in ("sign-correct", "note"):
            press(one, name)
            assert one.run("return document.documentElement.scrollWidth;") <= 390


def test_a_file_puts_no_second_name_to_initials_of_the_plan(tmp_path: Path) -> None:
    plan = pair().plan
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, plan))
        person = {"initials": plan.staff[0].initials.lower(), "name": "Somebody Else", "roles": ["technician"]}
        foreign = {**saved(one), "people": [person]}
        press(one, "files-open")
        one.run("await loadFile(new File([arguments[0]], 'record.json'));", json.dumps(foreign))
        assert one.run("return peopleOf(page.changes).length;") == 1
        assert one.run("return allPeople().length;") == len(plan.staff)
        one.until("document.getElementById('files-said').textContent")
        one.run("await loadFile(new File(['{}'], 'record.json'));")
        assert text(one, "load-problem")
        assert not text(one, "files-said")


def test_a_step_that_may_not_be_done_yet_names_what_comes_before(tmp_path: Path) -> None:
    plan = pair().plan
    numbers = {step.id: step.number for step in plan.steps}
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, plan))
        choose(one, night()[0].by)
        show(one, "failover-break:h1")
        assert f"{numbers['failover-sync:h1']} " in text(one, "wait")
        assert not one.run("return document.getElementById('wait').hidden;")
        show(one, plan.steps[0].id)
        assert one.run("return document.getElementById('wait').hidden;")


def test_erasing_asks_for_the_file_that_a_browser_may_not_have_kept(tmp_path: Path) -> None:
    """Whoever presses Cancel where the browser asks for a place has no file, and no page is told."""
    first, address = night()[0], page_at(tmp_path, pair().plan)
    with fresh_chromium() as one:
        opened(one, address)
        choose(one, first.by)
        assert sign(one, first) is None
        one.run("page.saved = new Set(page.changes.map((one) => one.id));")
        press(one, "files-open")
        one.run("globalThis.confirm = (words) => { globalThis.asked = words; return false; };")
        press(one, "erase")
        one.until("globalThis.asked")
        assert "record." in str(one.run("return globalThis.asked;"))
        press(one, "files-close")
        assert [each["step"] for each in saved(one)["entries"]] == [first.step]


def test_whom_to_call_and_what_to_do_stand_on_the_screen(tmp_path: Path) -> None:
    """A step that failed shows what to do; telephones of the escalation are one press away, not on paper alone."""
    plan = plan_with(of(EXAMPLE), "lyon")
    troubled = next(step for step in plan.steps if step.recoveries)
    with fresh_chromium() as one:
        one.sized(390, 780)
        opened(one, page_at(tmp_path, plan))
        choose(one, plan.staff[0].initials)
        one.run("wrongWith = () => [];")
        assert sign(one, Entry(step=troubled.id, state="failed", note="no answer")) is None
        assert shown(one) == troubled.id
        opening = "document.querySelector('.step.current details[open] .act')"
        one.until(f"{opening}?.checkVisibility()")
        assert not one.run("return document.querySelector('#sign details').open;")
        press(one, "sign-done")
        one.until("!document.getElementById('sign-problem').hidden")
        assert "failed before" in text(one, "sign-problem")
        one.run("document.querySelector('#list a[href=\"#calls\"]').click();")
        one.until("location.hash === '#calls'")
        assert one.run("return document.getElementById('calls').getBoundingClientRect().top < innerHeight;")
        assert "+33 6" in str(one.run("return document.getElementById('calls').nextElementSibling.innerText;"))


def test_another_run_is_named_and_knows_who_stands_in(tmp_path: Path) -> None:
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        press(one, "who-cancel")
        one.run(
            "const by = (id) => document.getElementById(id); by('who-open').click(); by('who-is').value = '+';"
            "by('new-initials').value = 'DS'; by('new-name').value = 'D. Sub';"
            "document.querySelector('#substitute [value=technician]').checked = true; by('who-settle').click();"
        )
        one.until("!document.getElementById('who').open")
        choose(one, "DS", run="2")
        assert text(one, "who-open") == "DS · D. Sub · run 2"
        record = saved(one)
        assert (record["run"], [each["initials"] for each in record["people"]]) == ("2", ["DS"])


def test_the_first_run_is_that_of_whoever_names_none(tmp_path: Path) -> None:
    """One leaves the field empty, another writes the 1 that it shows: their files are one record, and each loads."""
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, night()[0].by, run="1")
        assert sign(one, night()[0]) is None
        record = saved(one)
        assert record["run"] == ""
        load(one, json.dumps({**record, "run": "1", "log": []}))
        assert (text(one, "load-problem"), saved(one)["run"]) == ("", "")
        assert saved(one)["entries"][0]["step"] == night()[0].step
        assert field(one, "new-initials") == field(one, "new-name") == ""


def test_a_name_in_the_place_of_initials_is_told_what_to_write(tmp_path: Path) -> None:
    """And somebody of the plan is told to choose their own line."""
    plan = pair().plan
    known = plan.staff[0]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, plan))
        one.run(
            "const who = document.getElementById('who-is'); who.value = '+'; who.dispatchEvent(new Event('change'));"
            "document.querySelector('#substitute [value=technician]').checked = true;"
        )
        named = {
            ("Zoe Blanchard", "Zoe Blanchard"): "1 to 6 letters",
            ("XY", " ".join(reversed(known.name.upper().split()))): f"{known.name} is in the plan, as {known.initials}",
            (known.initials, "D. Other"): "Somebody else",
            ("A/B", "Zoe Blanchard"): "Several people",
            (f"{known.initials} {plan.staff[1].initials}", "Zoe Blanchard"): "Several people",
            ("ZB", "Zoe Blanchard et Paul Roux"): "Several people",
            ("Z. B.", "BLANCHARD, Zoe"): "",
        }
        for (initials, name), told in named.items():
            one.run("for (const id of ['new-initials', 'new-name']) document.getElementById(id).value = '';")
            typed(one, "new-initials", initials)
            typed(one, "new-name", name)
            press(one, "who-settle")
            one.until("document.getElementById('who').open === arguments[0]", bool(told))
            assert told in text(one, "who-problem")
        assert [each["initials"] for each in saved(one)["people"]] == ["Z. B."]


def test_a_decision_that_is_left_empty_is_not_proposed(tmp_path: Path) -> None:
    """It is for those who are late: the page leads past it, and it can be chosen."""
    plan = plan_with(None, "lyon")
    ids = [step.id for step in plan.steps]
    late = next(step for step in plan.steps if step.gate == "decision")
    before, after = ids[ids.index(late.id) - 1], ids[ids.index(late.id) + 1]
    with fresh_chromium() as one:
        one.at_time(datetime(2026, 12, 3, 21, 0, tzinfo=UTC))
        opened(one, page_at(tmp_path, plan))
        choose(one, plan.staff[0].initials)
        assert one.run("return nextOpen(arguments[0]);", before) == after
        show(one, late.id)


def test_what_may_be_left_out_is_not_proposed_once_it_is_too_late_for_it(tmp_path: Path) -> None:
    """Behind the last signature the page stays there, and says that all is signed."""
    indexed = index_plan(plan_with(None, "nantes"))
    left = {step.id for index, step in enumerate(indexed.steps) if not step.required and indexed.edges.get(index)}
    entries = [entry for entry in play(indexed, 0) if entry.step not in left]
    assert left
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, indexed.plan))
        choose(one, "CM")
        assert one.run("return nextOpen('');"), "nothing is signed yet"
        load(one, json.dumps(record_of(indexed.plan, entries)))
        assert one.run("return nextOpen('') ?? '';") == ""
        show(one, sorted(left)[0])


def test_keys_go_on_at_the_step_once_one_said_who_one_is(tmp_path: Path) -> None:
    """The page asks by itself, so that no button is there to go back to."""
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        one.until("document.getElementById('who').open")
        one.run("document.getElementById('who-is').value = arguments[0];", night()[0].by)
        one.run("document.getElementById('who-settle').focus();")
        one.key("Enter", 13, "\r")
        one.until("!document.getElementById('who').open")
        one.until("document.activeElement.matches('.step.current h2')")


def test_what_was_pressed_is_signed_and_not_what_is_shown_by_then(tmp_path: Path) -> None:
    """A slow disk: somebody is on the next step before the page has looked at what it keeps."""
    pressed, shown_then = plain_steps()
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, night()[0].by)
        one.run(
            "wrongWith = () => []; const look = takeUpKept;"
            "takeUpKept = async (...given) => { await new Promise((go) => { globalThis.looked = go; });"
            " return look(...given); };"
        )
        show(one, pressed)
        typed(one, "note", "of this step")
        press(one, "sign-done")
        show(one, shown_then)
        typed(one, "note", "of the next one")
        one.run("looked();")
        one.until("page.changes.some((one) => one.entry)")
        (entry,) = one.run("return entriesOf(page.changes);")
        assert (entry["step"], entry["note"]) == (pressed, "of this step")
        show(one, shown_then)
        assert field(one, "note") == "of the next one"


def test_a_time_that_the_clock_shows_twice_is_asked_about_where_both_are_past(tmp_path: Path) -> None:
    """Nobody is signed for with one of the two because it stands first."""
    first = plain_steps()[0]
    with fresh_chromium() as one:
        one.at_time(datetime(2026, 10, 25, 2, 10, tzinfo=UTC))  # 03:10 on the site's clock
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, night()[0].by)
        one.run("wrongWith = () => [];")
        show(one, first)
        one.run("document.querySelector('#sign details').open = true;")
        typed(one, "at-time", "0230")
        one.run("document.querySelector('#sign details').open = false;")
        press(one, "sign-done")
        one.until("!document.getElementById('sign-problem').hidden")
        assert one.run("return document.activeElement.id;") == "at-twice"
        one.run("document.getElementById('at-twice').value = '+01:00';")
        press(one, "sign-done")
        one.until("page.changes.some((one) => one.entry)")
        assert saved(one)["entries"][0]["at"] == "2026-10-25 02:30+01:00"
        for now, meant in (("2026-10-25T00:45:00Z", "+02:00"), ("2026-10-25T01:45:00Z", "")):
            one.run(
                "Date.now = () => Date.parse(arguments[0]); fieldOf('at-day').value = '2026-10-25';"
                "fieldOf('at-time').value = '0230'; showMeant('at');",
                now,
            )
            assert field(one, "at-twice") == meant, now


def test_an_address_with_odd_signs_opens_the_page(tmp_path: Path) -> None:
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan) + "#%")
        assert shown(one) == pair().plan.steps[0].id


def test_initials_that_verify_cannot_read_are_refused(tmp_path: Path) -> None:
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        assert one.run(
            "document.getElementById('new-initials').value = 'N?'; document.getElementById('new-name').value = 'N. Xu';"
            "return substituteProblem();"
        ).startswith("Write initials")


def test_a_wait_is_read_aloud_once_and_not_each_minute(tmp_path: Path) -> None:
    first, second = plain_steps()
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, night()[0].by)
        one.run(
            "const told = engineNext, over = Date.now() + 7200000; globalThis.minutes = 0;"
            "const now = Date.now; Date.now = () => now() + minutes * 60000;"
            "engineNext = () => ({...told(), waits: [...STEPS.keys()].map((step) => ({step, until: over}))});"
        )
        heard = []
        for step, minutes in ((first, 0), (first, 1), (second, 1), (second, 2), (first, 2)):
            show(one, step)
            one.run("globalThis.minutes = arguments[0]; showWait();", minutes)
            assert text(one, "wait")
            heard.append(one.run("return document.getElementById('wait').ariaLive;"))
        assert heard == ["polite", "off", "polite", "off", "polite"]


def test_what_a_browser_did_not_erase_is_not_called_erased(tmp_path: Path) -> None:
    """A disk that is full refuses that too."""
    first = night()[0]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, first.by)
        assert sign(one, first) is None
        one.run("page.saved = new Set(page.changes.map((one) => one.id)); eraseChanges = async () => undefined;")
        press(one, "files-open")
        press(one, "erase")
        one.until("document.getElementById('files-said').textContent")
        assert "did not erase" in text(one, "files-said")
        assert [each["step"] for each in saved(one)["entries"]] == [first.step]
