"""Times and lengths in what the kit says are written as the reader's language writes them."""

from __future__ import annotations

import ast
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from runbook.cli.error_output import error_text
from runbook.document.words import warning_texts
from runbook.errors import InputError
from runbook.i18n import load_language
from runbook.inventory.load import load_inventory
from runbook.model.plan import Plan
from tests.planning.test_all_plans import in_window
from tests.planning.test_waits import spaced
from tests.plans import plan_of
from tests.sources import modules

ROOT = Path(__file__).resolve().parents[2]
FRENCH, ENGLISH = load_language("fr"), load_language("en")
# By ISO 8601, or with a unit that is English alone.
FOREIGN = re.compile(r"\d{4}-\d\d-\d\d|T\d\d:\d\d|PT\d|\d\s?(?:hr|hours?|days?)\b")
SINGLE = ("single", "automatic", None, None)
# Modules that write what a machine reads, what a record holds, or what people are told to write into one.
WRITERS = {
    "cli/sending.py",
    "inventory/checks/windows.py",
    "pack/invitation_mail.py",
    "pack/mail.py",
    "planning/schedule.py",
    "simulate/illegible.py",
    "simulate/play.py",
    "verify/slips.py",
    "verify/time_ranges.py",
    "windows/calendar_table.py",
}


def plans() -> list[Plan]:
    """Plans that together warn of everything that has a time or a length in it."""
    return [
        plan_of("single", "automatic", hours=1),
        spaced(SINGLE, timedelta(hours=9), bases=(True, True)),
        in_window(datetime(2026, 10, 24, 22), 7, "Europe/Paris"),
        in_window(datetime(2026, 3, 28, 22), 7, "Europe/Paris"),
        plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True), wait="remove-clients"),
    ]


def test_warnings_say_times_as_the_language_does() -> None:
    found = [" ".join(text.split()) for plan in plans() for text in warning_texts(plan, FRENCH)]
    assert len(found) >= 4
    assert [text for text in found if FOREIGN.search(text)] == []
    assert [text for text in found if re.search(r"prévu à partir du \w{3}\. \d déc\. 2026 \d\d:\d\d\.", text)]  # PLN006
    assert [text for text in found if "de 03:00 (+02:00) à 02:00 (+01:00)" in text]  # PLN007
    assert [text for text in found if "de 02:00 à 03:00. La fenêtre dure 1 h de moins" in text]
    assert [text for text in found if re.search(r"soit \d+ j \d+ h \d+ min selon le plan", text)]  # PLN009
    assert not [text for plan in plans() for text in warning_texts(plan, ENGLISH) if re.search(r"PT\d|T\d\d:", text)]


@pytest.mark.parametrize("start", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_a_time_that_cannot_be_planned_is_named_as_the_language_does(start: str, tmp_path: Path) -> None:
    text = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
    path = tmp_path / "inventory.yaml"
    path.write_text(text.replace("start: 2026-12-03 21:00", f"start: {start}"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_inventory(path)
    told = error_text(caught.value, FRENCH)
    assert "dim. 2" in told
    assert "2026 02:30" in told
    assert not FOREIGN.search(told.replace(str(path), ""))


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("2026-12-05T22:10+01:00", "sam. 5 déc. 2026 22:10"),
        ("2026-12-05T22:10", "sam. 5 déc. 2026 22:10"),
        ("T02:30", "02:30"),
        ("PT90M", "1 h 30 min"),
        ("PT13975M", "9 j 16 h 55 min"),
        ("2026-13-45T27:90", "2026-13-45T27:90"),
        ("24.1.2", "24.1.2"),
        ("rs-a", "rs-a"),
    ],
)
def test_what_is_kept_as_text_is_written_by_the_language(kept: str, told: str) -> None:
    assert " ".join(FRENCH.stored(kept).split()) == told


@pytest.mark.long
def test_no_message_is_given_a_time_in_a_form_of_its_own() -> None:
    """Outside the modules that write for machines, nobody formats a time but the language."""
    formed = set()
    for file, tree in modules().items():
        for node in ast.walk(tree):
            spec = node.format_spec if isinstance(node, ast.FormattedValue) else None
            if spec is not None and re.search(r"%[YmdHM]", ast.unparse(spec)):
                formed.add(file.removeprefix("runbook/"))
            if isinstance(node, ast.Attribute) and node.attr == "strftime":
                formed.add(file.removeprefix("runbook/"))
    assert formed == WRITERS
