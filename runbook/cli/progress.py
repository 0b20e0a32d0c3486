"""How far a long command is: on a terminal a line that changes, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from types import TracebackType

import click

from runbook.cli.error_output import quiet
from runbook.cli.terminal import moves
from runbook.i18n import N_, Language

FIRST = 1.0  # seconds without a word, at the most
EVERY = 10.0  # seconds between two lines, where they stay
TICK = 1.0  # seconds between two changes of the line on a terminal
_CLEAR = "\r\033[K"


class Progress:
    """Said on standard error from the second second on, until the block ends; not with `--quiet`."""

    def __init__(self, language: Language, first: str) -> None:
        """`first` is what is said as long as nothing is counted, such as `reading inventory.yaml`."""
        self._language = language
        self._so_far: Callable[[], str] = lambda: first
        self._terminal = moves(sys.stderr)
        self._shown = False  # a line that has to be cleared
        self._begun = time.monotonic()
        self._ended, self._lock = Event(), Lock()

    def __enter__(self) -> Progress:
        if not quiet():
            Thread(target=self._tell, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        with self._lock:
            self._clear()

    def at(self, so_far: Callable[[], str]) -> None:
        """It has come so far, in words that are made whenever they are shown."""
        self._so_far = so_far

    def clear(self) -> None:
        """Make room for what somebody else says."""
        with self._lock:
            self._clear()

    def say(self, text: str) -> None:
        """A message of its own, which stays."""
        with self._lock:
            self._clear()
            click.echo(text, err=True)

    def _tell(self) -> None:
        pause = FIRST
        while not self._ended.wait(pause):
            pause = TICK if self._terminal else EVERY
            seconds = self._language.number(int(time.monotonic() - self._begun))
            line = self._language.text(N_("{progress} ({seconds} s)"), progress=self._so_far(), seconds=seconds)
            with self._lock:
                if self._ended.is_set():
                    return
                click.echo(f"{_CLEAR}{line}" if self._terminal else line, nl=not self._terminal, err=True)
                self._shown = self._terminal

    def _clear(self) -> None:
        if self._shown:
            click.echo(_CLEAR, nl=False, err=True)
            self._shown = False
