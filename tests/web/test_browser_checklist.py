"""The checklist in real browsers: a night is signed and verified, mistakes are stopped, nothing is lost."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runbook.model.record import Entry
from runbook.model.revision import revision_of
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.verify.harness import SAMPLES, faultless, pair
from tests.web.browsers import NAMES, Chromium, browser, missing
from tests.web.checklist_page import choose, go_on, opened, page_at, page_of, saved, sign

NOW = datetime(2027, 6, 1, tzinfo=UTC)
LONG = bool(os.environ.get("LONG"))
in_each = pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.skipif(bool(missing(name)), reason=missing(name))) for name in NAMES])
in_chromium = pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium"))


def verdict(tmp_path: Path, *records: dict) -> tuple[str, set[str]]:
    """The verdict on records as `verify` gives it, and the codes of what it found."""
    files = []
    for number, record in enumerate(records):
        files.append(tmp_path / f"record-{number}.json")
        files[-1].write_text(json.dumps(record), encoding="utf-8")
    (one,) = verify_files(files, PlanStore([SAMPLES / "plan.json"]), NOW)
    return one.result.verdict, {finding.code for finding in one.result.findings}


def night() -> list[Entry]:
    return sorted(faultless(pair(), 3).values(), key=lambda each: each.at)


@in_each
def test_a_night_is_signed_in_a_browser_and_passes(tmp_path, name) -> None:
    plan = pair().plan
    entries = night()
    with browser(name, tmp_path / "profile") as one:
        opened(one, page_at(tmp_path, plan))
        who = ""
        for entry in entries:
            if entry.by != who:
                who = entry.by
                choose(one, who)
            assert sign(one, entry) is None, entry
        record = saved(one)
    assert [each["step"] for each in record["entries"]] == [each.step for each in entries]
    assert {line["zone"] for line in record["log"]} == {"Etc/UTC"} or all(line["zone"] for line in record["log"])
    assert verdict(tmp_path, record) == ("pass", set())
