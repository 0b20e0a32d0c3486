"""The edge of the command line: which language messages are in, and how an error becomes a message and a status."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import zip_longest

import click

from runbook.errors import InputError, Problem, RunbookError
from runbook.i18n import N_, Language, available, choose_language, load_language, shown
from runbook.status import Status

REASONS = {
    errno.EACCES: N_("permission denied"),
    errno.EEXIST: N_("it exists already"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOSPC: N_("no room is left on the disk"),
    errno.ENOTDIR: N_("a part of the path is not a folder"),
    errno.EROFS: N_("the disk is read-only"),
}


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
    """The language of messages: the first `--lang` among `arguments`, else the locale's, else English.

    Looked for before the options are parsed, so that `--help` and usage errors follow it too. A language that does not
    exist is left to the option to refuse.
    """
    pairs = zip_longest(arguments, arguments[1:], fillvalue="")
    asked = (after if word == "--lang" else word[7:] for word, after in pairs if (word + "=").startswith("--lang="))
    known = next((tag for tag in asked if tag in available()), None)
    return load_language(choose_language(known, environ))


def guarded(call: Callable[[], object], language: Language) -> int:
    """Run `call`; show an expected error on stderr; return the exit status. Anything else is a bug, and is raised."""
    try:
        result = call()
    except click.ClickException as error:
        error.show()
        return Status.INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo(language.text(N_("Interrupted.")), err=True)
        return Status.INTERRUPTED
    except ReaderGoneError:
        _drop_output()
        return Status.PIPE
    except (RunbookError, OSError) as error:
        click.echo(trouble_text(error, language), err=True)
        _drop_output()
        return Status.INPUT
    return result if isinstance(result, int) else Status.DONE


def show_whatever_can_be_shown() -> None:
    """Let output never fail for a character that the terminal's encoding lacks: it is shown by its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Where standard output can no longer be written, let what is left in its buffer go nowhere, in silence."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def trouble_text(error: RunbookError | OSError, language: Language) -> str:
    """The message of an expected error of either kind."""
    return _system_text(error, language) if isinstance(error, OSError) else error_text(error, language)


def error_text(error: RunbookError, language: Language) -> str:
    """The message of an error; of an InputError a line a problem: `file:line: path: what is wrong, what to do`."""
    if isinstance(error, InputError):
        return "\n".join(_problem_text(problem, language) for problem in error.problems)
    return language.text(error.message, **error.values)


def _problem_text(problem: Problem, language: Language) -> str:
    values = dict(problem.args)
    sentences = [language.text(text, **values) for text in (problem.message, problem.remedy) if text]
    file = shown(problem.file)
    place = file if problem.line is None else f"{file}:{problem.line}"
    return ": ".join(part for part in (place, shown(problem.path), ", ".join(sentences)) if part)


def _system_text(error: OSError, language: Language) -> str:
    reason = REASONS.get(error.errno or 0)
    text = language.text(reason) if reason else str(error.strerror or error)
    place = f"{shown(str(error.filename))}: " if error.filename else ""
    return f"{place}{text}"
