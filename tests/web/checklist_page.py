"""The checklist in a browser as somebody uses it: choosing who they are, signing, saving."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from runbook.i18n import available, load_language
from runbook.model.plan import Plan
from runbook.model.record import Entry
from runbook.reading.plan_json import dump_plan
from runbook.web.browser_checklist import browser_checklist
from runbook.web.html_page import policy
from tests.web.driven_browsers import Browser

READY = "document.documentElement.dataset.ready === 'yes'"
_SIGN = """
const [entry, hurry] = arguments;
const by = (id) => document.getElementById(id);
const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
const set = (id, value) => {
  by(id).value = value;
  by(id).dispatchEvent(new Event("input"));
};
const time = (id, value) => {
  set(`${id}-day`, value.slice(0, 10));
  set(`${id}-time`, value.slice(11, 16));
  if (!by(`${id}-twice-row`).hidden) by(`${id}-twice`).value = value.slice(16);
};
const link = document.querySelector(`[data-step="${entry.step}"]`);
const isBusy = () => typeof page !== "undefined" && page.busy; // drivers of Firefox do not see it
while (isBusy()) await pause(); // it signs nothing while another step is being settled
link.click();
while (!link.hasAttribute("aria-current")) await pause();
if (by("sign").dataset.mode === "signed") by("sign-correct").click();
for (const id of ["value", "choice"]) if (!by(`${id}-row`).hidden) set(id, entry.value);
if (!by("witness-row").hidden) set("witness", entry.witness);
if (!by("seen-row").hidden) time("seen", entry.value);
if (entry.at) time("at", entry.at);
set("note", entry.note);
const kept = document.documentElement.dataset.kept;
by(`sign-${entry.state}`).click();
if (hurry) return null;
for (const end = performance.now() + 50000; performance.now() < end; ) {
  await pause();
  if (by("warning").open) return [...document.querySelectorAll("#warning-list li")].map((one) => one.textContent);
  if (document.documentElement.dataset.kept !== kept) return null;
  if (!by("sign-problem").hidden) return by("sign-problem").textContent;
}
return "nothing happened";
"""


def page_of(plan: Plan, tag: str = "en") -> str:
    """The page of a plan."""
    languages = tuple(load_language(each) for each in available())
    return browser_checklist(plan, next(each for each in languages if each.tag == tag), languages)


def drawn(page: str) -> dict[str, Any]:
    """What the script of a page draws and works with."""
    found = re.search(r'<script type="application/json" id="checklist-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    told = json.loads(found[1])
    return dict(json.loads(unpacked(told["mark"], told["text"])))


def unpacked(mark: str, text: str) -> str:
    """A text that was packed, as it was."""
    whole, *parts = text.split(mark)
    for part in parts:
        place = int(part[:4], 36)
        whole += whole[place : place + int(part[4:6], 36)] + part[6:]
    return whole


_PAGES: dict[tuple[bytes, str], str] = {}  # those that tests had laid somewhere, by plan and language


def page_at(folder: Path, plan: Plan, tag: str = "en") -> str:
    """The address of a page that lies in a folder."""
    key = (dump_plan(plan), tag)
    if key not in _PAGES:
        _PAGES[key] = page_of(plan, tag)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"checklist.{tag}.html"
    file.write_text(_PAGES[key], encoding="utf-8")
    return file.as_uri()


# Whoever sits at keys alone reads it in the title: how often the focus moved, which question is open, in which field
# the focus is, what stands there.
_TELLS = """
let moves = 0;
document.addEventListener("focusin", () => { moves += 1; });
setInterval(() => {
  const at = document.activeElement;
  const asked = document.querySelector("dialog[open]")?.id ?? "";
  const told = `${document.title.split(" @")[0]} @${moves}@${asked}@${at?.id || at?.tagName}=${at?.value ?? ""}`;
  if (document.title !== told && document.documentElement.dataset.ready) document.title = told;
}, 20);
"""


def page_that_tells_keys(folder: Path, plan: Plan) -> str:
    """The same, of a page whose title tells beside what is signed in which field one is, and what stands in it."""
    page = page_of(plan)
    script = page[page.rindex("<script>") + len("<script>") : page.rindex("</script>")]
    styles = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert styles is not None
    before, after = (policy(styles[1], one) for one in (script, script + _TELLS))
    assert before in page
    told = page.replace(before, after).replace(script, script + _TELLS)
    file = folder / "told.html"
    file.write_text(told, encoding="utf-8")
    return file.as_uri()


def opened(browser: Browser, address: str) -> None:
    """Open a page, and wait until it has taken up what was kept."""
    browser.open(address)
    browser.until(READY)


def choose(browser: Browser, initials: str, run: str = "") -> None:
    """Say who one is."""
    browser.run(
        "const by = (id) => document.getElementById(id); if (!by('who').open) by('who-open').click();"
        "by('who-is').value = arguments[0]; by('run').value = arguments[1]; by('who-settle').click();",
        initials,
        run,
    )
    browser.until("!document.getElementById('who').open")
    assert str(text(browser, "who-open")).startswith(initials)


def text(browser: Browser, name: str) -> str:
    """What an element says."""
    return str(browser.run("return document.getElementById(arguments[0]).textContent;", name))


def press(browser: Browser, name: str) -> None:
    """Press a button."""
    browser.run("document.getElementById(arguments[0]).click();", name)


def kept(browser: Browser) -> tuple[int, str]:
    """How many changes the page has, and how well they are kept."""
    number, how = str(browser.run("return document.documentElement.dataset.kept;")).split()
    return int(number), how


def sign(browser: Browser, entry: Entry, *, hurry: bool = False) -> Any:
    """Fill in the form of a step and press its button: the warnings that are shown then, what is said to be missing, or
    None where it is signed. With `hurry` nothing is waited for."""
    fields = {name: getattr(entry, name) for name in ("step", "state", "at", "witness", "value", "note")}
    return browser.run(_SIGN, fields, hurry)


def go_on(browser: Browser, reason: str) -> None:
    """Sign against the warning that is shown."""
    before = kept(browser)
    browser.run("document.getElementById('warning-reason').value = arguments[0];", reason)
    press(browser, "warning-on")
    browser.until(f"document.documentElement.dataset.kept !== '{before[0]} {before[1]}'")


def sign_all(browser: Browser, entries: Iterable[Entry]) -> None:
    """Sign entries, each by whoever signed it; none of them is warned of."""
    who = ""
    for entry in entries:
        if entry.by != who:
            who = entry.by
            choose(browser, who)
        assert sign(browser, entry) is None, entry


def load(browser: Browser, content: str) -> None:
    """Load a file, and wait until it is taken or refused."""
    browser.run(
        "const data = new DataTransfer(); data.items.add(new File([arguments[0]], 'record.json'));"
        "const field = document.getElementById('load'); field.files = data.files;"
        "field.dispatchEvent(new Event('change'));"
        "while (field.value) await new Promise((resolve) => setTimeout(resolve, 5));",
        content,
    )


def saved(browser: Browser) -> dict[str, Any]:
    """The record as the page would save it."""
    for name in ("files-open", "files-text"):
        press(browser, name)
    text = browser.run("return document.getElementById('record-text').value;")
    press(browser, "files-close")
    return dict(json.loads(text))
