"""Windows that end after the day by whose end their change has to be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from runbook.i18n import N_
from runbook.model.site import Change
from runbook.reading.partial import Violation


def after_deadline(change: Change, index: int) -> Iterator[Violation]:
    """Each such window of a change, which is the one of that index at its site."""
    if change.deadline is None:
        return
    over = datetime.combine(change.deadline + timedelta(days=1), time())
    for j, window in enumerate(change.windows):
        if window.end > over and not window.done:
            message = N_("this window ends after the deadline of {change}, {deadline}")
            remedy = N_("move the window, or have the deadline moved by whoever set it")
            values = {"change": change.id, "deadline": change.deadline.isoformat()}
            yield Violation(("changes", index, "windows", j, "end"), message, remedy, values)
