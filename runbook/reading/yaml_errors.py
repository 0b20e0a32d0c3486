"""What libyaml says of bad syntax, in plain words."""

from __future__ import annotations

import yaml

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.reading.line_numbers import LineNumbers

_COMPARE = N_("compare its indentation, quotes, brackets and colons with those of the lines above")

# A part of libyaml's message -> what is wrong, what to do.
_MEANINGS = (
    (
        "mapping values are not allowed",
        N_("there is a colon where none is expected"),
        N_("put a text that holds a colon in quotes, or correct the indentation"),
    ),
    (
        "cannot start any token",
        N_("a text cannot begin with this character without quotes"),
        N_("put the text in quotes"),
    ),
    (
        "found a tab character",
        N_("there is a tab where spaces are needed"),
        N_("indent with spaces"),
    ),
    (
        "unexpected end of stream",
        N_("a quotation mark that opens here is never closed"),
        N_("close it"),
    ),
    (
        "did not find expected ',' or ']'",
        N_("a list that opens with [ in line {opened} is not closed, or a comma is missing in it"),
        N_("close it with ], and put a comma between its items"),
    ),
    (
        "did not find expected ',' or '}'",
        N_("a group that opens with {brace} in line {opened} is not closed, or a comma is missing in it"),
        N_("close it, and put a comma between its keys"),
    ),
    (
        "expected '-' indicator",
        N_("this line is among the items of a list but does not begin with -"),
        N_("begin it with -, or correct its indentation"),
    ),
    (
        "block sequence entries are not allowed",
        N_("an item of a list (-) cannot begin here"),
        N_("begin the list on a line of its own"),
    ),
    (
        "could not find expected ':'",
        N_("a key without its colon"),
        N_("write a colon and a space after the key"),
    ),
    (
        "did not find expected node content",
        N_("a value is missing here, or there is an extra bracket"),
        _COMPARE,
    ),
    (
        "undefined tag handle",
        N_("a text cannot begin with this character without quotes"),
        N_("put the text in quotes"),
    ),
    (
        "did not find expected key",
        N_("this line does not fit the keys around it"),
        _COMPARE,
    ),
    (
        "unknown escape character",
        N_("a backslash in double quotes begins an unknown escape"),
        N_("write \\\\ for a backslash, or use single quotes"),
    ),
    (
        "invalid Unicode character escape",
        N_("a backslash in double quotes names a character that does not exist"),
        N_("write the character itself"),
    ),
)
_TAB = (N_("there is a tab where spaces are needed"), N_("indent with spaces"))
_OTHER = (N_("this cannot be read as YAML"), _COMPARE)


def is_tab(problem: Problem) -> bool:
    """Whether the problem is a tab where spaces are needed."""
    return (problem.message, problem.remedy) == _TAB


def syntax_problem(error: yaml.YAMLError, file: str, lines: LineNumbers) -> Problem:
    """The problem that `error` is, with the line where the author has to look; `lines` are those of the text."""
    reason = str(getattr(error, "problem", None) or "")
    # What is never closed is reported where it opens; everything else where reading stopped.
    names = ("context_mark", "problem_mark") if "end of stream" in reason else ("problem_mark", "context_mark")
    mark = next((found for name in names if (found := getattr(error, name, None)) is not None), None)
    line = lines.of(mark.line) if mark is not None else 1
    if "cannot start any token" in reason and "\t" in lines.written(line)[: (mark.column if mark else 0) + 1]:
        message, remedy = _TAB
    else:
        message, remedy = next(((what, todo) for part, what, todo in _MEANINGS if part in reason), _OTHER)
    line = max(1, min(line, lines.last))
    opening = getattr(error, "context_mark", None)
    opened = lines.of(opening.line) if opening is not None else line
    return Problem.of(file, line, "", message, remedy, brace="{", opened=str(opened))
