"""Tabs where YAML wants spaces: each is a problem, and what stands behind it is read all the same.

How far such a line is meant to be indented is known where just one indentation that the file uses fits both the tab,
at one of the widths that editors give it, and the lines around.
"""

from __future__ import annotations

import re

import yaml

from runbook.errors import Problem
from runbook.reading.line_numbers import LineNumbers
from runbook.reading.yaml_errors import is_tab, syntax_problem

MOST = 20  # lines of a file; each is tried with a few indentations
LARGEST = 500_000  # characters; a longer text takes too long to be read again and again
WIDTHS = (1, 2, 3, 4, 8)

_INDENTED = re.compile(r"^ *\t", re.MULTILINE)
_ENDS = re.compile("(\r\n|[\n\r])")
_ODD_ENDS = re.compile("[\x85\u2028\u2029]")  # lines for libyaml, and for nobody else


def without_tabs(text: str, file: str) -> tuple[str, tuple[Problem, ...]]:
    """The text, spaces in place of the tabs that indent its lines where YAML forbids that, and a problem for each.

    A tab stays where it is allowed, and from the first one on of which it is not known how far it was meant to indent:
    there, reading stops.
    """
    if len(text) > LARGEST or not _INDENTED.search(text) or _ODD_ENDS.search(text):
        return text, ()
    problems: list[Problem] = []
    while len(problems) < MOST:
        stop = _stop(text, file)
        if stop is None or not is_tab(stop):
            break
        mended = _mended(text, file, stop.line or 1)
        if mended is None:
            break
        problems.append(stop)
        text = mended
    return text, tuple(problems)


def _stop(text: str, file: str) -> Problem | None:
    """What reading stops at; None where it does not."""
    try:
        for _event in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    except yaml.YAMLError as error:
        return syntax_problem(error, file, LineNumbers(text))
    return None


def _mended(text: str, file: str, line: int) -> str | None:
    """The text, this line indented with spaces; None where more than one indentation would do, or none."""
    parts = _ENDS.split(text)
    place = 2 * (line - 1)
    content = parts[place].lstrip(" \t")
    before = parts[place][: len(parts[place]) - len(content)]
    known = {
        column
        for each in parts[::2]
        if "\t" not in each[: len(each) - len(each.lstrip())]
        for column in (len(each) - len(each.lstrip(" ")), len(each) - len(each.lstrip(" -")))
    }
    found = []
    for width in sorted({len(before.expandtabs(width)) for width in WIDTHS} & known):
        parts[place] = " " * width + content
        mended = "".join(parts)
        stop = _stop(mended, file)
        if stop is None or (stop.line or 1) > line:
            found.append(mended)
    return found[0] if len(found) == 1 else None
