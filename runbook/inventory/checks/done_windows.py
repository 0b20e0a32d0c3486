"""Windows of a change that is under way: those that are done come first, and one that goes on names where it began."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runbook.i18n import N_
from runbook.inventory.checks.past import is_closed
from runbook.reading.partial import PartialGroup, Violation


def begun_count(change: PartialGroup) -> int | None:
    """How many windows begin some work: those that do not go on with that of another."""
    count = change.count("windows")
    return None if count is None else count - sum(window.given("for") for window in change.parts("windows"))


def all_done(change: PartialGroup) -> bool:
    """Whether every window that is given is done."""
    windows = change.parts("windows")
    return bool(windows) and len(windows) == change.count("windows") and all(one.says("done") for one in windows)


def check_carried_on(change: PartialGroup, *, short: bool) -> Iterator[Violation]:
    """The keys `done` and `for` of the windows of one change; `short`: their number is wrong, as is told already."""
    windows = change.parts("windows")
    undone: int | None = None  # the first window that is not done
    for number, window in enumerate(windows, 1):
        yield from _check_continued(window, number, windows)
        if not is_closed(change):
            yield from _check_in_order(window, number, windows)
        if not window.says("done"):
            undone = undone or number
        elif undone is not None:
            message = N_("this window is done, but window {number} before it is not")
            remedy = N_("write done: true for that one as well, or put windows in the order in which they were used")
            yield Violation(window.at("done"), message, remedy, {"number": str(undone)})
    if all_done(change) and not short and not is_closed(change):
        message = N_("all windows of this change are done")
        remedy = N_(
            "write state: done; or, where work is left, one more window, with for: and the number of the last one"
        )
        yield Violation(change.at("windows"), message, remedy)


def _check_continued(window: PartialGroup, number: int, windows: Sequence[PartialGroup]) -> Iterator[Violation]:
    """That what is continued is an earlier window, and the one in which the work began."""
    began = window.number("for")
    if began is None:
        return
    if not 1 <= began < number:
        message = N_("window {number} cannot go on with the work of window {began}")
        remedy = N_("write the number, from 1, of an earlier window of this change; or remove for:")
        yield Violation(window.at("for"), message, remedy, {"number": str(number), "began": str(began)})
    elif (first := windows[began - 1].number("for")) is not None:
        message = N_("window {began} goes on itself with the work of window {first}")
        values = {"began": str(began), "first": str(first)}
        yield Violation(window.at("for"), message, N_("write for: {first}, where that work began"), values)


def _check_in_order(window: PartialGroup, number: int, windows: Sequence[PartialGroup]) -> Iterator[Violation]:
    """That no other work has begun before a window that goes on with an earlier one's."""
    began, last = window.number("for"), _last_begun(windows[: number - 1])
    if began is None or not 1 <= began < last or windows[began - 1].given("for"):
        return
    message = N_("this window goes on with the work of window {began}, and that of window {last} begins before it")
    remedy = N_("put it before window {last}; or write for: {last}, if the work of that one is not complete")
    yield Violation(window.at("for"), message, remedy, {"began": str(began), "last": str(last)})


def _last_begun(windows: Sequence[PartialGroup]) -> int:
    """The number of the last of some windows in which work begins."""
    return max((number for number, window in enumerate(windows, 1) if not window.given("for")), default=0)
