"""What the kit raises when it cannot go on. Imports nothing of the kit."""

from __future__ import annotations

from dataclasses import dataclass


class RunbookError(Exception):
    """Base of all errors that are shown to the user as one message, without a traceback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with an input.

    `message` and `remedy` are English message templates (msgids); `args` holds their values. The text is made at the
    edge, in the user's language.
    """

    file: str
    line: int | None
    path: str  # dotted, "sites[0].changes[1].windows[0].start"; "" for the whole file
    message: str
    remedy: str
    args: tuple[tuple[str, str], ...] = ()


class InputError(RunbookError):
    """An input that cannot be worked with; holds every problem found. Exit status 2."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{p.file}:{p.line or 1}: {p.path}: {p.message}" for p in problems))


class PlanningError(RunbookError):
    """The procedures and a change do not make a plan (a cycle, a rule without its steps): a fault of the procedures."""


class MachineError(RunbookError):
    """The machine lacks something (a library, a right, room on the disk); the message says what mends it. Exit status 2."""
