"""A column of dates with the year first, in two figures, is one habit, and told once."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec.structs import replace

from runbook.model.record import Entry
from tests.verify.harness import check, codes, faultless, pair

YEAR_FIRST = "%y-%m-%d %H:%M"


def written(form: str, seed: int = 3, *, only: int | None = None) -> dict[str, Entry]:
    """The entries of a faultless record, with their times, and the dates that are evidence, so written."""
    entries = faultless(pair(), seed)
    dates = {step.id for step in pair().steps if step.evidence and step.evidence.type in ("date", "datetime")}
    for step, entry in list(entries.items())[:only]:
        at = datetime.fromisoformat(entry.at).strftime(form) if len(entry.at) == 16 else entry.at
        value = entry.value[2:] if step in dates and form == YEAR_FIRST else entry.value
        entries[step] = replace(entry, at=at, value=value)
    return entries


@pytest.mark.parametrize("form", [YEAR_FIRST, "%y/%m/%d, %Hh%M", "%y.%m.%d %H:%M"])
def test_a_file_of_them_is_told_once(form) -> None:
    result = check(pair(), *written(form).values())
    assert (result.verdict, codes(result)) == ("fail", ["TIM012"])
    assert len(result.findings[0].steps) > 60


@pytest.mark.parametrize("form", ["%d-%m-%y %H:%M", "%d/%m/%y %Hh%M", "%d.%m.%y %H:%M"])
def test_the_year_last_is_as_ever(form) -> None:
    assert check(pair(), *written(form).values()).verdict == "pass"


def test_one_of_them_is_a_slip_of_its_own() -> None:
    assert "TIM012" not in codes(check(pair(), *written(YEAR_FIRST, only=1).values()))
