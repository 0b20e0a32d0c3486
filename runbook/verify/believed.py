"""A record without the times that show by themselves that they are not when steps were signed."""

from __future__ import annotations

from runbook.verify.exchanged_dates import without_exchanged
from runbook.verify.filled_down import without_filled_down
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.year_first_dates import without_year_first


def believed(case: RecordUnderCheck) -> RecordUnderCheck:
    """The record without one time that was filled down its column, and without dates whose day and month changed
    places, or of which the year comes first."""
    return without_exchanged(without_year_first(without_filled_down(case)))
