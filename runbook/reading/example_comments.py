"""The comments of an example that is written for somebody who begins: messages; what they stand in is for all alike."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from runbook.i18n import SOURCE, Language

_LINE = re.compile(r"(?P<before>.*\S {2,}# | *# (?:- )?)(?P<said>\S.*)")  # a comment, and what stands before it
_KEY = re.compile(r"(?:- |[\w-]+: )?[\[{]")  # what may be taken in as it is
WIDTH = 120  # letters of a line
_FULL = 100  # letters of a line from which on a comment goes on in the next


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleComment:
    """A comment of an example: its first line, from 0, how many it takes, what stands before it, and its text."""

    line: int
    lines: int
    before: str
    said: str


def example_comments(text: str) -> Iterator[ExampleComment]:
    """The comments of an example that are texts for people."""
    lines, taken = text.splitlines(), 0
    for number, line in enumerate(lines):
        if number < taken or (begun := _comment(line)) is None:
            continue
        (before, part), taken = begun, number + 1
        said, margin = [part], before.removesuffix("- ")
        while not margin.strip("# ") and len(lines[taken - 1]) > _FULL and (more := _comment(lines[taken])):
            if more[0] != margin:
                break
            said.append(more[1])
            taken += 1
        yield ExampleComment(line=number, lines=taken - number, before=before, said=" ".join(said))


def _comment(line: str) -> tuple[str, str] | None:
    """What stands before the text of a comment, and this; None where there is none."""
    found = _LINE.fullmatch(line)
    return None if found is None or _KEY.match(found["said"]) else (found["before"], found["said"])


def told(text: str, language: Language) -> str:
    """An example with its comments in a language."""
    if language.tag == SOURCE:
        return text
    lines: list[list[str]] = [[line] for line in text.splitlines()]
    for remark in example_comments(text):
        said, before = language.text(remark.said), remark.before
        whole = not before.strip("# -")
        margin = before.replace("-", " ")
        parts = textwrap.wrap(said, WIDTH - len(before), break_long_words=False, break_on_hyphens=False)
        lines[remark.line] = [f"{margin if at else before}{each}" for at, each in enumerate(parts if whole else [said])]
        lines[remark.line + 1 : remark.line + remark.lines] = [[]] * (remark.lines - 1)
    return "".join(f"{line}\n" for each in lines for line in each)
