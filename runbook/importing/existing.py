"""The inventory that is there already, as its author wrote it: what is wrong with it stays, and is `check`'s to say.

Only what cannot be read as YAML, or is no inventory at all, is refused.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.inventory.files import files_of, source_of
from runbook.inventory.wording import ADVICE
from runbook.reading.input_file import InputFile
from runbook.reading.nodes import Node, Plain
from runbook.reading.text_file import content_of, parse_content
from runbook.reading.yaml_text import compose


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingFile:
    """A file of the inventory: its text without a byte order mark, and its sites as plain data, with their lines."""

    path: Path
    text: str
    mark: bool
    sites: list[Plain]
    lines: list[int]
    heading: dict[str, Plain]

    def content(self, text: str) -> bytes:
        """A text as the bytes of this file."""
        return (codecs.BOM_UTF8 if self.mark else b"") + text.encode("utf-8")


def existing_files(path: Path) -> tuple[ExistingFile, ...]:
    """The files of the inventory at `path`; none where nothing is there. Raises InputError with the problems of all."""
    if not path.exists() and not path.is_symlink():
        return ()
    files, problems = _files(path)
    read: list[ExistingFile] = []
    for file in files:
        try:
            read.append(_read(Path(file)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    return tuple(read)


def _files(path: Path) -> tuple[list[str | Path], list[Problem]]:
    if path.is_dir() and not any(path.iterdir()):
        return [], []
    files, problems = files_of(path)
    return list(files), list(problems)


def _read(path: Path) -> ExistingFile:
    if source_of(path).sheets:
        message = N_("this is a workbook: what is imported goes into an inventory in YAML")
        raise InputError.of(str(path), None, "", message, N_("write it as YAML first: runbook export"))
    content = content_of(InputFile(path), ADVICE)
    text = parse_content(content, str(path), lambda text: text)
    sites: list[Plain] = []
    lines: list[int] = []

    def take(_index: int, line: int, node: Node) -> None:
        sites.append(node.plain())
        lines.append(line)

    root, problems = compose(text, str(path), ("sites",), take, ADVICE)
    found = [*problems, *_no_inventory(root, str(path), sites)]
    if found:
        raise InputError(tuple(found))
    plain = root.plain()
    heading = plain if isinstance(plain, dict) else {}
    mark = content.startswith(codecs.BOM_UTF8)
    return ExistingFile(path=path, text=text, mark=mark, sites=sites, lines=lines, heading=heading)


def _no_inventory(root: Node, file: str, sites: list[Plain]) -> Iterator[Problem]:
    line, listed = root.find(("sites",))
    if root.kind != "group" or listed is None or listed.kind != "list" or len(listed.entries) != len(sites):
        message, remedy = N_("this is not an inventory: it has no list of sites"), N_("name another file")
        yield Problem.of(file, line, "", message, remedy)
