"""The edge of the command line: which language messages are in, and how an error becomes a message and a status."""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import zip_longest
from typing import TYPE_CHECKING

import click

from runbook.cli.exit_status import Status
from runbook.errors import InputError, Problem, RunbookError
from runbook.i18n import N_, Language, choose_language, known_tag, load_language, shown
from runbook.os_errors import in_language, reason_of
from runbook.windows.mark_text import STORED

if TYPE_CHECKING:
    from runbook.named_output import NamedOutput

NO_MEMORY = N_("there is not enough memory to go on; end other programs, or ask for less at a time")
_NO_ROOM = re.compile("failed to map|cannot allocate", re.IGNORECASE)  # what the system says of a library then
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
_NAME_ANOTHER = N_("get the permission that it takes, or name another file or folder")
_REMEDIES = {
    **dict.fromkeys(_NOT_ALLOWED, _NAME_ANOTHER),
    errno.ENOENT: N_("check its name; a folder that is to be written into has to be made first"),
}
QUIET = f"{__name__}.quiet"  # where a context keeps that notes are not wanted


class ReaderGoneError(Exception):
    """Nobody reads the output any more. Click's own answer to that is exit status 1, which is a verdict here."""


@contextmanager
def watching_the_reader() -> Iterator[None]:
    """Raise ReaderGoneError in the place of a broken pipe, before Click sees it."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGoneError from error


def wanted_language(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The language of messages: the first `--lang` among `arguments` that is one, else the locale's, else English.

    Looked for before the options are parsed, so that `--help` and usage errors follow it too. A language that does not
    exist is left to the option to refuse.
    """
    pairs = zip_longest(arguments, arguments[1:], fillvalue="")
    asked = (after if word == "--lang" else word[7:] for word, after in pairs if (word + "=").startswith("--lang="))
    known = next((tag for tag in map(known_tag, asked) if tag is not None), None)
    return load_language(choose_language(known, environ))


def guarded(call: Callable[[], object], language: Language) -> int:
    """Run `call`; show an expected error on stderr; return the exit status. Anything else is a bug, and is raised."""
    try:
        if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:  # as it is until here
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return _status_of(call, language)
    except (click.Abort, KeyboardInterrupt):
        tell(language.text(N_("Interrupted.")))
        return Status.INTERRUPTED


def _status_of(call: Callable[[], object], language: Language) -> int:
    try:
        result = call()
    except click.ClickException as error:
        from runbook.cli.click_messages import show  # it needs this module

        with _heard_or_not():
            show(error, language)
        return Status.INPUT
    except ReaderGoneError:
        _drop_output()
        return Status.PIPE
    except (RunbookError, OSError) as error:
        tell(trouble_text(error, language))
        _drop_output()
        return Status.INPUT
    except (MemoryError, ImportError) as error:
        if isinstance(error, ImportError) and not _NO_ROOM.search(str(error)):
            raise
        tell(language.text(NO_MEMORY))
        _drop_output()
        return Status.INPUT
    return result if isinstance(result, int) else Status.DONE


def show_whatever_can_be_shown() -> None:
    """Let output never fail for a character that the terminal's encoding lacks: it is shown by its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def open_what_is_closed() -> None:
    """Give each standard stream that was closed before the start (`>&-`) a place where nothing is read or written."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115  # open until the end
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)


def tell(text: str) -> None:
    """Show a message on standard error; where that cannot be written to, the exit status has to say it alone."""
    with _heard_or_not():
        click.echo(text, err=True)


def note(text: str) -> None:
    """Show on standard error what need not be known: not with `--quiet`."""
    if not quiet():
        tell(text)


def tell_written(place: NamedOutput, language: Language) -> None:
    """Note that a file which was named for an output is written; of a pipe or a device there is nothing to say."""
    if place.path.is_file():
        note(language.text(N_("{file} is written."), file=str(place.path)))


def quiet() -> bool:
    """Whether the command that is running was called with `--quiet`."""
    ctx = click.get_current_context(silent=True)
    return ctx is not None and bool(ctx.meta.get(QUIET))


@contextmanager
def _heard_or_not() -> Iterator[None]:
    try:
        yield
    except OSError:
        _drop_output()


def _drop_output() -> None:
    """Where output can no longer be written, let what is left in its buffer go nowhere, in silence."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def trouble_text(error: RunbookError | OSError, language: Language) -> str:
    """The message of an expected error of either kind."""
    return _system_text(error, language) if isinstance(error, OSError) else error_text(error, language)


def error_text(error: RunbookError, language: Language) -> str:
    """The message of an error; of an InputError a line a problem: `file:line: path: what is wrong, what to do`."""
    if isinstance(error, InputError):
        return "\n".join(_problem_text(problem, language) for problem in error.problems)
    return language.text(error.message, **_values(error.values, language))


def _values(values: Mapping[str, str], language: Language) -> dict[str, str]:
    """The values of a message: all are data, but a reason may be a message itself, and times are the language's."""
    told: dict[str, Callable[[str], str]] = {
        "reason": lambda reason: in_language(reason, language),
        **dict.fromkeys(STORED, language.stored),
    }
    return {name: told.get(name, str)(value) for name, value in values.items()}


def caution_text(caution: Problem, language: Language) -> str:
    """Something that is allowed, and should not be left so: the line of a problem, said to be a warning."""
    return _problem_text(caution, language, N_("warning: {told}"))


def _problem_text(problem: Problem, language: Language, kind: str = "") -> str:
    values = _values(dict(problem.args), language)
    sentences = [language.text(text, **values) for text in (problem.message, problem.remedy) if text]
    file = shown(problem.file)
    place = file if problem.line is None else f"{file}:{problem.line}"
    told = ", ".join(sentences)
    told = language.text(kind, told=told) if kind else told
    return ": ".join(part for part in (place, shown(problem.path), told) if part)


def _system_text(error: OSError, language: Language) -> str:
    place = f"{shown(str(error.filename))}: " if error.filename else ""
    told = f"{place}{in_language(reason_of(error), language)}"
    remedy = _REMEDIES.get(error.errno or 0)
    return f"{told}, {language.text(remedy)}" if place and remedy else told
