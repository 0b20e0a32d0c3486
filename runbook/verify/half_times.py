"""TIM008: a date without its time, or a time of day that does not come just once in the windows of its step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.verify.planned_windows import PlannedStep, is_of_its_windows, undated_numbers, undated_windows
from runbook.verify.record_lines import file_of
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import Moment, TimeFault, moments_within
from runbook.verify.written_times import time_of

_NEVER = N_(
    "No clock shows this time in {windows}. If the step was signed outside, write the date and time as "
    "2026-12-05 22:10; verify again."
)
_AGAIN = N_(
    "Clocks show this time more than once in {windows}. Write the date and time as 2026-12-05 22:10; verify again."
)
_WINDOW = N_("window {window} ({opens} to {closes})")
_NO_DATE = N_("Only a time is written, no date")
_NO_MONTH = N_("Only a day and a time are written, no month")
_NO_TIME = N_("Only a date is written, no time")
_DAY = 86_400


def half_times(case: RecordUnderCheck, indexes: Iterable[int]) -> Iterator[Finding]:
    """Those of a file together of which the same half is written, and for which the same is to be done."""
    grouped: defaultdict[tuple[str, Message, Message | None], list[int]] = defaultdict(list)
    for index in indexes:
        line, planned = case.lines[index], case.planned(index)
        half = half_of(time_of(*planned, line.entry.at)[0])
        grouped[file_of(line.place), half, _outside(planned, line.entry.at)].append(index)
    for (_, half, remedy), same in grouped.items():
        first = case.lines[same[0]]
        args = (("half", half), ("at", first.entry.at), ("count", len(same)))
        yield Finding(code="TIM008", steps=case.ids(*same), args=args, where=first.place, remedy=remedy)


def half_of(fault: Moment | TimeFault) -> Message:
    """Which half of a time is written, by what is wrong with it."""
    return Message(_NO_TIME if fault == "no-time" else _NO_MONTH if fault == "no-month" else _NO_DATE)


def _outside(planned: PlannedStep, text: str) -> Message | None:
    """Which windows a time of day does not come in, or more than once; None where the text is none, or has none."""
    indexed, index = planned
    if not is_of_its_windows(indexed, index):
        return None
    windows = undated_windows(indexed, index)
    about = ((start - _DAY, end + _DAY) for start, end in windows)
    if not any(_shown(text, bounds, planned) for bounds in about):
        return None
    again = any(_shown(text, bounds, planned) for bounds in windows)
    named = tuple(_window(planned, number) for number in undated_numbers(indexed, index))
    return Message(_AGAIN if again else _NEVER, (("windows", named),))


def _shown(text: str, bounds: tuple[int, int], planned: PlannedStep) -> bool:
    return any(True for _ in moments_within(text, bounds, planned.indexed.zone))


def _window(planned: PlannedStep, number: int) -> Message:
    window, zone = planned.indexed.plan.windows[number - 1], planned.indexed.zone
    opens, closes = window.start.astimezone(zone), window.end.astimezone(zone)
    return Message(_WINDOW, (("window", number), ("opens", opens), ("closes", closes)))
