"""A window as a small picture for a mail: a black-and-white bar, the outage solid, what is left hatched."""

from __future__ import annotations

from datetime import datetime

from runbook.document.bitmap import png
from runbook.document.impact import Disruption, WindowSchedule
from runbook.model.plan import PlanWindow

WIDTH, HEIGHT, EDGE = 480, 18, 2  # pixels


def bar(window: PlanWindow, course: WindowSchedule, down: tuple[Disruption, ...]) -> bytes:
    """A PNG of WIDTH x HEIGHT: grey where work is planned, black where the site is down, white where nothing is.

    The bar is the window, or the planned work where that is longer; a mark then shows where the window ends.
    """
    start, end = window.start, max(window.end, course.end)
    length = (end - start).total_seconds() or 1.0

    def x(at: datetime) -> int:
        return round((at - start).total_seconds() / length * (WIDTH - 1))

    work = range(x(course.end) + 1)
    outages = [range(x(s.start), x(s.end) + 1) for s in down]
    closes = x(window.end)
    rows = [[_black(column, row, work, outages, closes) for column in range(WIDTH)] for row in range(HEIGHT)]
    return png(rows)


def _black(x: int, y: int, work: range, outages: list[range], closes: int) -> bool:
    if y < EDGE or y >= HEIGHT - EDGE or x < EDGE or x >= WIDTH - EDGE or abs(x - closes) < EDGE:
        return True
    if any(x in outage for outage in outages):
        return True
    return x in work and x % 4 == 0 and y % 4 == 0
