"""A record that is erased in one window stays erased: another window on it writes nothing back by itself, loses nothing
that is in it, and says so."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.verify.harness import pair
from tests.web.checklist_page import choose, go_on, opened, page_at, press, saved, sign
from tests.web.driven_browsers import PATIENCE, Browser, Chromium, Firefox, browser, missing
from tests.web.test_browser_checklist import night

NIGHT = night()
_TOLD = "document.getElementById('erased-elsewhere').checkVisibility()"
_LINES = "return currentRecord().log.length;"


class Windows:
    """Windows of one browser, of which one is driven at a time."""

    def __init__(self, one: Browser) -> None:
        self._one = one
        self._names = [one._session if isinstance(one, Chromium) else self._called("WebDriver:GetWindowHandle")]

    def _called(self, command: str, **words: Any) -> Any:
        assert isinstance(self._one, Firefox)
        answer = self._one.call(command, **words)
        return answer.get("handle", answer.get("value"))

    def add(self) -> None:
        if isinstance(self._one, Chromium):
            self._one._session = ""
            target = self._one.call("Target.createTarget", url="about:blank")["targetId"]
            self._names.append(self._one.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        else:
            self._names.append(self._called("WebDriver:NewWindow", type="tab"))
        self.show(-1)
        if isinstance(self._one, Chromium):
            self._one.call("Page.enable")

    def show(self, number: int) -> None:
        if isinstance(self._one, Chromium):
            self._one._session = self._names[number]
        else:
            self._called("WebDriver:SwitchToWindow", handle=self._names[number])


def steps_of(record: dict[str, Any]) -> list[str]:
    return [each["step"] for each in record["entries"]]


def stored(one: Browser) -> int:
    """How many changes of the record the browser keeps."""
    return int(
        one.run(
            "const kept = await keptChanges(await openDatabase(), arguments[0], new Set(arguments[1]));"
            "return kept.get('')?.length ?? 0;",
            pair().plan.revision,
            [step.id for step in pair().plan.steps],
        )
    )


def erase(one: Browser) -> None:
    press(one, "save")
    one.until("!isUnsaved()")
    press(one, "files-open")
    one.run("setTimeout(() => document.getElementById('erase').click(), 50);")
    end = time.monotonic() + PATIENCE
    while isinstance(one, Firefox) and time.monotonic() < end:  # Chromium answers the question by itself
        with suppress(RuntimeError):
            one.call("WebDriver:AcceptAlert")
            break
        time.sleep(0.05)
    one.until("!document.getElementById('files').open")


@pytest.mark.long
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_what_was_erased_elsewhere_is_not_written_back(tmp_path: Path, name: str) -> None:
    if missing(name):
        pytest.skip(missing(name))
    address = page_at(tmp_path, pair().plan)
    first, second = NIGHT[:2]
    with browser(name, tmp_path / "profile") as one:
        windows = Windows(one)
        opened(one, address)
        choose(one, first.by)
        assert sign(one, first) is None
        windows.add()
        opened(one, address)
        one.run(f"document.querySelector(`[data-step='{second.step}']`).click();")
        one.run(
            "const note = document.getElementById('note'); note.value = 'half a sentence';"
            "note.dispatchEvent(new Event('input', {bubbles: true}));"
        )
        windows.show(0)
        erase(one)
        assert stored(one) == 0
        windows.show(1)
        one.until(_TOLD)
        one.run("await write({ what: 'clock', seconds: 60 });")
        assert stored(one) == 0, "written by itself"
        press(one, "sign-done")
        one.until("document.getElementById('sign-problem').textContent.startsWith('Nothing was signed')")
        assert steps_of(saved(one)) == [first.step]
        assert one.run("return document.getElementById('note').value;") == "half a sentence"
        windows.show(0)
        lines = one.run(_LINES)
        one.run("await takeUpKept();")
        assert one.run(_LINES) == lines, "nor taken up again"
        choose(one, first.by)  # a new record begins in the window that erased the old one
        windows.show(1)
        one.run("await takeUpKept();")
        assert one.run(f"return {_TOLD};")
        assert steps_of(saved(one)) == [first.step]
        press(one, "keep-again")
        one.until(f"!{_TOLD}")
        if sign(one, second) is not None:
            go_on(one, "a try")
        opened(one, address)
        assert steps_of(saved(one)) == [first.step, second.step]


@pytest.mark.long
@pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium"))
def test_what_another_window_signed_meanwhile_is_not_erased_unsaved(tmp_path: Path) -> None:
    """Where no window tells the other, as without the simple storage, it is looked at before anything is erased."""
    refused = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    address = page_at(tmp_path, pair().plan)
    with browser("chromium", tmp_path / "profile") as one:
        assert isinstance(one, Chromium)
        windows = Windows(one)
        one.call("Page.addScriptToEvaluateOnNewDocument", source=refused)
        opened(one, address)
        choose(one, NIGHT[0].by)
        assert sign(one, NIGHT[0]) is None
        press(one, "save")
        one.until("!isUnsaved()")
        press(one, "files-open")
        windows.add()
        one.call("Page.addScriptToEvaluateOnNewDocument", source=refused)
        opened(one, address)
        choose(one, NIGHT[1].by)
        assert sign(one, NIGHT[1]) is None
        windows.show(0)
        one.run("await erase();")
        assert one.run("return document.getElementById('files').open;")
        assert stored(one) > 0
        assert steps_of(saved(one)) == [NIGHT[0].step, NIGHT[1].step]
