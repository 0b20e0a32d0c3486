"""What the kit raises when it cannot go on. Imports nothing of the kit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path


class RunbookError(Exception):
    """Base of all errors that are shown to the user as one message, without a traceback.

    `message` is an English message template (a msgid) and `values` fill its `{name}` placeholders: the text is made at
    the edge, by `Language.text(error.message, **error.values)`. As a string the error is in English.
    """

    def __init__(self, message: str, /, **values: str) -> None:
        self.message = message
        self.values = values
        super().__init__(message.format_map(values) if values else message)

    @property
    def template(self) -> str:
        """The message as one that values can be filled into; where it has none of its own, its braces are text."""
        return self.message if self.values else self.message.replace("{", "{{").replace("}", "}}")

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """An error comes out of another process as it went in: template and values, not their text."""
        return partial(type(self), self.message, **self.values), ()


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

    @classmethod
    def of(cls, file: str, line: int | None, path: str, message: str, remedy: str, /, **values: str) -> Problem:
        """The problem whose message and remedy are filled by `values`; the same values in any order make the same."""
        args = tuple(sorted(values.items()))
        return cls(file=file, line=line, path=path, message=message, remedy=remedy, args=args)


class InputError(RunbookError):
    """An input that cannot be worked with; holds every problem found. Exit status 2."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{p.file}:{p.line or 1}: {p.path}: {p.message}" for p in problems))

    @classmethod
    def of(cls, file: str, line: int | None, path: str, message: str, remedy: str, /, **values: str) -> InputError:
        """An error with one problem, as `Problem.of` makes it."""
        return cls((Problem.of(file, line, path, message, remedy, **values),))

    @property
    def template(self) -> str:
        """The message as one that values can be filled into; where it has none of its own, its braces are text."""
        return self.message if self.values else self.message.replace("{", "{{").replace("}", "}}")

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """The same, with its problems."""
        return type(self), (self.problems,)


class PlanningError(RunbookError):
    """The procedures and a change do not make a plan (a cycle, a rule without its steps): a fault of the procedures."""


class LackingError(PlanningError):
    """A line of a path asks for what this site or change does not have: an appliance, a value, or any step."""


class MachineError(RunbookError):
    """The machine lacks something (a library, a right, disk space); the message says what mends it. Exit status 2."""


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let an OSError name `path`, which the user knows: not the file beside it that is being written, nor nothing."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
