"""In which windows the work of a window goes on, and which of them lie behind."""

from __future__ import annotations

from collections.abc import Sequence

from runbook.model.plan import PlanWindow


def window_chain(windows: Sequence[PlanWindow], number: int) -> tuple[int, ...]:
    """The numbers (from 1) of the windows in which what is planned in the window `number` may be signed: itself first,
    then those that continue it, in the order of time."""
    return (number, *(later for later, window in enumerate(windows, 1) if window.continues == number))
