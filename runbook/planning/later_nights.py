"""Nights that go on with the work of another: without steps of their own for the people who come, or without work."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.control import is_control, is_peoples
from runbook.model.plan import PlanStep, PlanWarning, PlanWindow
from runbook.model.warning_codes import IDLE, UNOPENED
from runbook.model.window_chain import night_of, window_chain


def without_roll_call(steps: tuple[PlanStep, ...], windows: tuple[PlanWindow, ...]) -> Iterator[PlanWarning]:
    """A warning for each night that goes on with another, where people have steps at the ends of both together only.

    Nothing of nights that follow one that is done: how far that got is not known, and its pages have these steps; and
    nothing of those that no step is planned in.
    """
    peoples = {step.window for step in steps if is_peoples(step)}
    planned = {night_of(windows, step) for step in steps}
    for number, window in enumerate(windows, 1):
        first = window.continues
        if first is None or first not in peoples or number not in planned:
            continue
        chain = window_chain(windows, first)
        before = chain[chain.index(number) - 1]
        if windows[before - 1].done:
            continue
        text = N_(
            "Window {window} goes on with window {first}, and no step of these pages is for the people between the "
            "two nights. As window {before} ends, hand over, announce the end, and tell everybody that they may leave; "
            "as window {window} opens, call the roll and announce the start. Write down when, and who was there."
        )
        args = {"window": str(number), "first": str(first), "before": str(before)}
        yield PlanWarning(code=UNOPENED, text=text, args=args)


def without_work(steps: tuple[PlanStep, ...], windows: tuple[PlanWindow, ...]) -> Iterator[PlanWarning]:
    """A warning for each night that goes on with another, is not done, and in which nothing is planned but calls."""
    worked_in = {night_of(windows, step) for step in steps if step.planned_start is not None and not is_control(step)}
    for number, window in enumerate(windows, 1):
        if window.continues is None or window.done or number in worked_in:
            continue
        text = N_(
            "No work is planned in window {window}, which goes on with window {first}, and people are invited to it. "
            "Leave it out; or, if it is a reserve, tell them so."
        )
        yield PlanWarning(code=IDLE, text=text, args={"window": str(number), "first": str(window.continues)})
