"""Planned against actual, as a drawing: for each window its steps from top to bottom, time from left to right.

All measures are millimetres on the paper. Legible in black and white: planned is an outline, actual a filled mark, and
a step that a finding is about bears a cross.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from runbook.i18n import N_, Language
from runbook.model.frozen_zone import zone_of
from runbook.model.plan import Plan, PlanStep

WIDTH, HEIGHT, GAP = 180.0, 238.0, 4.0  # of the whole drawing; between columns
LOWEST = 60.0  # a drawing of several columns, at least
HEAD = 9.0  # a panel's title and clock times
TALLEST, LEAST = 4.4, 3.4  # of a row
LETTERS = 2.83  # 8 points
LABEL, TIMES, EDGE = 10.0, 22.0, 2.0  # what stands left of the lines, and right of them; the mark at their end
TICK = 9.0  # from one clock time to the next, at least
MARGIN = 30 * 60  # seconds shown before a window opens and after it closes
COLUMNS, WIDEST = 3, 2  # at most; where steps fill several pages


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step. `x`, `width`: when it is planned, where the panel shows that; `at`: when it was signed.

    `edge`: that is beyond what the panel shows, before it (-1) or after it (1).
    """

    number: str
    y: float
    x: float | None
    width: float
    at: float | None
    edge: int
    bad: bool
    times: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A window, or what lies outside the windows. Places are relative to the panel's own corner."""

    title: str
    left: float
    top: float
    width: float
    height: float
    size: float  # of the letters, mm
    opens: float | None
    closes: float | None
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[StepRow, ...]

    @property
    def bottom(self) -> float:
        """Where the panel ends on the drawing."""
        return round(self.top + self.height + 1, 2)


def panels(
    plan: Plan, times: Mapping[str, int], bad: Collection[str], language: Language
) -> tuple[tuple[Panel, ...], ...]:
    """The panels of all windows that have steps, in as few columns as the height allows; a drawing a page."""
    numbers = sorted({step.window for step in plan.steps if step.window is not None})
    groups = [(number, [step for step in plan.steps if step.window == number]) for number in numbers]
    columns, row = _layout([len(group) for _, group in groups])
    room = _room([len(group) for _, group in groups], columns, row)
    fit = int((room - HEAD) / row)  # rows of the tallest panel
    pieces = [(number, group[at : at + fit]) for number, group in groups for at in range(0, len(group), fit)]
    width = (WIDTH - GAP * (columns - 1)) / columns
    drawings: list[list[Panel]] = [[]]
    column, top = 0, 0.0
    for number, group in pieces:
        height = HEAD + row * len(group) + GAP
        if top and top + height > room + GAP:
            column, top = column + 1, 0.0
        if column == columns:
            column = 0
            drawings.append([])
        place = (column * (width + GAP), top, width, row)
        drawings[-1].append(_panel(plan, number, group, times, bad, language, place))
        top += height
    return tuple(tuple(drawing) for drawing in drawings if drawing)


def _layout(counts: list[int]) -> tuple[int, float]:
    """Columns, and the height of a row: the fewest columns in which rows stay legible, on one page where they do."""
    for columns in range(1, COLUMNS + 1):
        row = TALLEST
        while row >= LEAST:
            if _columns_needed(counts, row) <= columns:
                return columns, row
            row -= 0.2
    return WIDEST, TALLEST


def _room(counts: list[int], columns: int, row: float) -> float:
    """The least height in which the columns hold all of it, so that they are alike; the whole page where none does."""
    heights = (LOWEST + step * GAP for step in range(int((HEIGHT - LOWEST) / GAP) + 1))
    return next((height for height in heights if _columns_needed(counts, row, height) <= columns), HEIGHT)


def _columns_needed(counts: list[int], row: float, room: float = HEIGHT) -> int:
    column, top = 1, 0.0
    for count in counts:
        height = HEAD + row * count + GAP
        if top and top + height > room + GAP:
            column, top = column + 1, 0.0
        top += height
        if height > room + GAP:
            return COLUMNS + 1
    return column


def _panel(
    plan: Plan,
    number: int,
    steps: list[PlanStep],
    times: Mapping[str, int],
    bad: Collection[str],
    language: Language,
    place: tuple[float, float, float, float],
) -> Panel:
    left, top, width, row = place
    window = plan.windows[number - 1]
    start, end = window.start.timestamp() - MARGIN, window.end.timestamp() + MARGIN
    lines = width - LABEL - TIMES - EDGE

    def x(seconds: float) -> float:
        return round(LABEL + (min(max(seconds, start), end) - start) / (end - start) * lines, 2)

    rows = []
    for place_, step in enumerate(steps):
        planned = step.planned_start.timestamp() if step.planned_start else None
        drawn = planned if planned is not None and start <= planned <= end else None
        signed = times.get(step.id)
        rows.append(
            StepRow(
                number=step.number,
                y=round(HEAD + row * place_, 2),
                x=None if drawn is None else x(drawn),
                width=0.0 if drawn is None else round(x(drawn + 60 * step.duration.high) - x(drawn), 2),
                at=None if signed is None else x(signed),
                edge=0 if signed is None else (signed > end) - (signed < start),
                bad=step.id in bad,
                times=_times(plan, planned, signed, language),
            )
        )
    return Panel(
        title=language.text(N_("Window {n}, {date}"), n=number, date=language.date(window.start)),
        left=round(left, 2),
        top=round(top, 2),
        width=round(width, 2),
        height=round(HEAD + row * len(steps), 2),
        size=LETTERS,
        opens=x(window.start.timestamp()),
        closes=x(window.end.timestamp()),
        ticks=tuple(_ticks(plan, (start, end), int(lines / TICK), x, language)),
        rows=tuple(rows),
    )


def _ticks(
    plan: Plan, ends: tuple[float, float], most: int, x: Callable[[float], float], language: Language
) -> list[tuple[float, str]]:
    """Full hours, at most six of them, and no more than have room."""
    start, end = ends
    hours = list(range(int(start // 3600) + 1, int(end // 3600) + 1))
    step = max(1, -(-len(hours) // min(6, most)))
    return [(x(hour * 3600), _clock(plan, hour * 3600, language)) for hour in hours[::step]]


def _times(plan: Plan, planned: float | None, signed: int | None, language: Language) -> str:
    """`22:10 → 22:14`: planned, and signed."""
    return " → ".join("–" if moment is None else _clock(plan, moment, language) for moment in (planned, signed))


def _clock(plan: Plan, seconds: float, language: Language) -> str:
    """What the site's clock showed; a dash on the first and last day of all, which reach beyond the calendar. There is
    no room for offsets: which of two equal times it is, its place in the drawing says."""
    try:
        return language.time(datetime.fromtimestamp(seconds, tz=UTC).astimezone(zone_of(plan)).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return "–"
