"""Whether all that is wrong with a record is that pages have not come back: paper does so the morning after."""

from __future__ import annotations

from datetime import datetime

from runbook.verify.codes import CODES
from runbook.verify.record_under_check import RecordUnderCheck, parts_with_plans
from runbook.verify.session import Verified

AGAIN, ELSEWHERE = "STA015", "DOC019"  # to be signed again on later pages; files of earlier pages are missing
LATER = frozenset({"STA001", "DOC007"})  # steps that nobody has signed, one or many


def night_awaited(verified: Verified, now: datetime) -> datetime | None:
    """When the night ends of which the pages are missing, and nothing else is wrong; None where that is not so.

    What is missing comes after the last window in which something was signed, and another one has opened by `now`
    (aware); or all the pages of an earlier plan are missing. What has to be signed again on the pages of a later plan
    is no fault before any of these is there.
    """
    result, case = verified.result, verified.case()
    deciding = [one for one in result.findings if CODES[one.code].severity != "note"]
    wrong = {one.code for one in deciding} | {code for code, _ in result.more if CODES[code].severity != "note"}
    if case is None or not wrong or not wrong <= {*LATER, AGAIN, ELSEWHERE}:
        return None
    windows, steps, places = case.indexed.plan.windows, case.indexed.steps, case.indexed.index
    if wrong == {ELSEWHERE}:
        return windows[0].end
    signed = max((steps[index].window or 0 for index in case.lines), default=0)
    if not case.lines or signed == len(windows) or now < windows[signed].start:
        return None
    missing = [places.get(step, 0) for one in deciding if one.code in LATER for step in one.steps]
    of_earlier = any(place < max(case.lines) or (steps[place].window or len(windows)) <= signed for place in missing)
    return None if of_earlier or (AGAIN in wrong and _has_later_pages(case)) else windows[signed].end


def _has_later_pages(case: RecordUnderCheck) -> bool:
    """Whether something was signed on the pages of the latest plan."""
    latest = case.indexed.plan.revision
    return any(
        plan.plan.revision == latest and not all(entry.blank for entry in part.entries)
        for part, plan in parts_with_plans(case.indexed, case.record, case.plans)
    )
