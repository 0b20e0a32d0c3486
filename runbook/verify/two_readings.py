"""Times in the hour that comes twice: which of their two readings can be true."""

from __future__ import annotations

from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import Moment, at_reading
from runbook.verify.watches import allowed_early


def narrowed(case: RecordUnderCheck) -> dict[int, Moment]:
    """Of the two readings of a time in the repeated hour, leave out what no rule allows.

    Relations of this kind are closed under taking the earlier, and under taking the later, of two solutions: so what is
    left after narrowing from both sides can be true, or the relation is broken whatever the reading.
    """
    moments = dict(case.moments)
    open_ends = {index for index, moment in moments.items() if moment.ambiguous}
    pairs = [
        (first, then, wait - allowed_early(case, first, then))
        for first, later in case.later.items()
        for then, wait in later.items()
        if first in moments and then in moments and (first in open_ends or then in open_ends)
    ]
    changed = True
    while changed:
        changed = False
        for first, then, wait in pairs:
            a, b = moments[first], moments[then]
            if b.ambiguous and b.readings[0] + 59 < a.early + wait <= b.late:
                moments[then], changed = at_reading(b, b.readings[1], case.indexed.zone), True
            elif a.ambiguous and a.readings[1] + wait > b.late >= a.early + wait:
                moments[first], changed = at_reading(a, a.readings[0], case.indexed.zone), True
    return moments
