"""The example inventory, written for somebody who begins: its comments are messages, its data is the same for all."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from runbook import resources
from runbook.atomic_write import make_folder
from runbook.errors import MachineError, naming
from runbook.i18n import N_, Language
from runbook.part_file import part_file, take_away_left
from runbook.reading.example_comments import told

NAME = "inventory.yaml"
AHEAD = timedelta(days=7)  # what lies between writing the example and its first window, at the least
_DATE = re.compile(r"\b(start|end): (\d{4}-\d{2}-\d{2})(?= \d{2}:\d{2})")  # of windows and freezes
_WEEK = timedelta(weeks=1)


def example_on(today: date, language: Language | None = None) -> bytes:
    """The commented example as somebody finds it who begins today: whole weeks later where its windows are near, or
    past. What is tried with it can be sent, and is not warned of as past. Its comments are in `language`.
    """
    text = (resources.templates() / NAME).read_bytes().decode("utf-8")
    if language is not None:
        text = told(text, language)
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
