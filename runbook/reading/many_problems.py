"""The problems of a file as they are handed on: by line, each once, and no more than anybody mends."""

from __future__ import annotations

from collections.abc import Iterable

from runbook.errors import Problem
from runbook.i18n import N_

MAX_PROBLEMS = 1000  # nobody mends more at once; a file that is something else altogether would have a million

THERE_ARE_MORE = N_("there are more problems from here on")


class EnoughProblemsError(Exception):
    """Raised where more than MAX_PROBLEMS were found: whoever reads need not read on."""


def in_order(problems: Iterable[Problem], limit: int = MAX_PROBLEMS) -> tuple[Problem, ...]:
    """Each of `problems` once, by line; where there are more than `limit`, the first of them and a word on the others.

    They are of one file.
    """
    found = sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)
    if len(found) <= limit:
        return tuple(found)
    remedy = N_("correct those above first")
    return (*found[:limit], Problem.of(found[limit].file, found[limit].line, "", THERE_ARE_MORE, remedy))
