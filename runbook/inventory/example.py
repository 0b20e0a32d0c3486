"""The example inventory, written for somebody who begins: its comments are messages, its data is the same for all."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from runbook import resources
from runbook.atomic_write import make_folder
from runbook.errors import MachineError, naming
from runbook.i18n import N_, SOURCE, Language
from runbook.part_file import part_file, take_away_left

NAME = "inventory.yaml"
AHEAD = timedelta(days=7)  # what lies between writing the example and its first window, at the least
_DATE = re.compile(r"\b(start|end): (\d{4}-\d{2}-\d{2})(?= \d{2}:\d{2})")  # of windows and freezes
_WEEK = timedelta(weeks=1)
_LINE = re.compile(r"(?P<before>.*\S {2,}# | *# (?:- )?)(?P<said>\S.*)")  # a comment, and what stands before it
_KEY = re.compile(r"(?:\w+: )?[\[{]")  # what may be taken into the inventory as it is
WIDTH = 120  # letters of a line
_FULL = 100  # letters of a line from which on a comment goes on in the next


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleComment:
    """A comment of the example: its first line, from 0, how many it takes, what stands before it, and its text."""

    line: int
    lines: int
    before: str
    said: str


def remarks(text: str) -> Iterator[ExampleComment]:
    """The comments of the example that are texts for people."""
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


def _told(text: str, language: Language) -> str:
    """The example with its comments in a language."""
    lines: list[list[str]] = [[line] for line in text.splitlines()]
    for remark in remarks(text):
        said, before = language.text(remark.said), remark.before
        whole = not before.strip("# -")
        margin = before.replace("-", " ")
        told = textwrap.wrap(said, WIDTH - len(before), break_long_words=False, break_on_hyphens=False)
        lines[remark.line] = [f"{margin if at else before}{each}" for at, each in enumerate(told if whole else [said])]
        lines[remark.line + 1 : remark.line + remark.lines] = [[]] * (remark.lines - 1)
    return "".join(f"{line}\n" for each in lines for line in each)


def example_on(today: date, language: Language | None = None) -> bytes:
    """The commented example as somebody finds it who begins today: whole weeks later where its windows are near, or
    past. What is tried with it can be sent, and is not warned of as past. Its comments are in `language`.
    """
    text = (resources.templates() / NAME).read_bytes().decode("utf-8")
    if language is not None and language.tag != SOURCE:
        text = _told(text, language)
    first = min(date.fromisoformat(written) for _key, written in _DATE.findall(text))
    weeks = max(0, -((first - today - AHEAD) // _WEEK))
    return _DATE.sub(lambda found: f"{found[1]}: {date.fromisoformat(found[2]) + weeks * _WEEK}", text).encode("utf-8")


def write_new(target: Path, content: bytes) -> Path:
    """Write a file that is not there yet, and the folders above it, and return its path.

    Raises MachineError where a file of that name is there already, and OSError where it cannot be written; then
    nothing is left behind. At any stop the file is either missing or whole.
    """
    make_folder(target.parent)
    take_away_left(target)
    if target.exists() or target.is_symlink():
        raise _taken(target)
    with naming(target), part_file(target, content, lasting=True) as beside:
        _put(beside, target)
    return target


def _put(source: Path, target: Path) -> None:
    """Give `source` the name `target`, in one go, and never in the place of another file."""
    try:
        target.hardlink_to(source)  # unlike a rename, it never takes another file's place
    except FileExistsError:
        raise _taken(target) from None
    except OSError:  # a disk without hard links
        if target.exists():
            raise _taken(target) from None
        source.replace(target)


def _taken(target: Path) -> MachineError:
    message = N_("{file} already exists, and was left as it is; name another folder, or move it away")
    return MachineError(message, file=str(target))
