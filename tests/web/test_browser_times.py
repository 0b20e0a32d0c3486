"""Times that are typed: of 24 hours in every browser, on the day that is meant; and a clock that was set back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.verify.harness import pair
from tests.web.checklist_page import choose, opened, page_at, press, saved, text
from tests.web.driven_browsers import Chromium, fresh_chromium, missing
from tests.web.test_browser_checklist import night

pytestmark = pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium"))
_ALL = "return arguments[0].map((typed) => clockTime(typed));"
TYPED = {
    "22:10": "22:10", "2210": "22:10", "22h10": "22:10", "22H10": "22:10", "22.10": "22:10", " 9:05 ": "09:05",
    "910": "09:10", "0:00": "00:00", "23:59": "23:59", "２２：１０": "22:10",
    "22h": "22:00", "22 h": "22:00", "à 22 h 10": "22:10", "22h10min": "22:10", "22:10:30": "22:10",
    "22:10 hrs": "22:10", "10:10 PM": "22:10", "10.10 p.m.": "22:10", "10 pm": "22:00", "7:42p": "19:42",
    "12:05 am": "00:05", "12 pm": "12:00",
    "24:00": "", "22:60": "", "22": "", "13:10 pm": "", "1:5": "", "": "", "24h": "", "-2:10": "", "tonight": "",
}  # fmt: skip


def typed(one: Chromium, field: str, words: str) -> None:
    one.run("const at = document.getElementById(arguments[0]); at.closest('details')?.setAttribute('open', '');"
            "at.focus(); at.select();", field)  # fmt: skip
    one.call("Input.insertText", text=words)


def test_a_time_is_typed_as_people_write_it_and_nothing_else_counts(tmp_path: Path) -> None:
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        assert dict(zip(TYPED, one.run(_ALL, list(TYPED)), strict=True)) == TYPED


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("now", "time", "day"),
    [
        (datetime(2026, 10, 24, 22, 5, tzinfo=UTC), "2355", "2026-10-24"),  # 00:05 on the site's clock
        (datetime(2026, 10, 24, 22, 5, tzinfo=UTC), "0:04", "2026-10-25"),
        (datetime(2026, 10, 24, 21, 5, tzinfo=UTC), "23:05", "2026-10-24"),
        (datetime(2026, 10, 25, 1, 15, tzinfo=UTC), "0240", "2026-10-25"),  # 02:15 for the second time
        (datetime(2026, 12, 31, 23, 2, tzinfo=UTC), "23:58", "2026-12-31"),  # 00:02 on New Year's Day
    ],
)
def test_the_day_is_the_last_on_which_it_was_that_time(tmp_path: Path, now: datetime, time: str, day: str) -> None:
    first = night()[0]
    with fresh_chromium() as one:
        one.at_time(now)
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, first.by)
        typed(one, "at-time", time)
        assert one.run("return document.getElementById('at-day').value;") == day
        assert text(one, "at-meant").endswith(one.run("return clockTime(arguments[0]);", time))


def test_the_day_goes_with_the_time_until_somebody_changes_it(tmp_path: Path) -> None:
    """Half of what is typed is a time already, of another day: 2:35 on the way to 23:55."""
    with fresh_chromium() as one:
        one.at_time(datetime(2026, 10, 25, 11, 0, tzinfo=UTC))
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, night()[0].by)
        day = "return document.getElementById('at-day').value;"
        for words, proposed in (("235", "2026-10-25"), ("2355", "2026-10-24"), ("", ""), ("1159", "2026-10-25")):
            typed(one, "at-time", words)
            if not words:
                one.key("Delete", 46)
            assert one.run(day) == proposed, words
        one.run("document.getElementById('at-day').value = '2026-10-23';")
        typed(one, "at-time", "2359")
        assert one.run(day) == "2026-10-23"


def test_what_is_no_time_is_not_signed_as_now(tmp_path: Path) -> None:
    first = night()[0]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, first.by)
        one.run(f"document.querySelector(`[data-step='{first.step}']`).click();")
        typed(one, "at-time", "25:10")
        press(one, "sign-done")
        one.until("!document.getElementById('sign-problem').hidden")
        assert "22:10" in text(one, "sign-problem")
        assert one.run("return document.activeElement.id;") == "at-time"
        assert saved(one)["entries"] == []


def test_the_fields_of_a_time_know_no_morning_and_evening(tmp_path: Path) -> None:
    """No field whose look is the browser's, which shows AM and PM in some languages."""
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        assert one.run("return document.querySelectorAll('[type=datetime-local], [type=time]').length;") == 0


_BACK = "const now = Date.now.bind(Date); globalThis.rightNow = Date.now; Date.now = () => now() - 3600000;"
_TOLD = "document.getElementById('clock-set-back').checkVisibility()"


@pytest.mark.long
@pytest.mark.parametrize("looked_at", [False, True])
def test_a_clock_set_back_is_told_until_it_is_right_or_was_looked_at(tmp_path: Path, looked_at: bool) -> None:
    first = night()[0]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, pair().plan))
        choose(one, first.by)
        one.run(_BACK)
        one.until(_TOLD)
        if looked_at:
            press(one, "clock-looked-at")
            one.run("everySecond(); everySecond();")
            assert not one.run(f"return {_TOLD};")
            one.run(_BACK)
            one.until(_TOLD)
        else:
            one.run("Date.now = rightNow;")
            one.until(f"!{_TOLD}")
        lines = [line["seconds"] for line in saved(one)["log"] if line["what"] == "clock"]
        assert lines == ([-3600, -3600] if looked_at else [-3600, 3600])
