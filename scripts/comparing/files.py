"""What is not the same in two files or in two folders: by the kind of file, in words."""

from __future__ import annotations

import email
import io
import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

from scripts.comparing.pdfs import page_count, pdf_differences
from scripts.comparing.values import bytes_differences, data_differences, first_apart, json_differences

WORKERS = 2
TOPS = ("made", "said")
NOTE = ".made.json"  # its hashes tell of the kit's code
KINDS = {
    ".pdf": "pages (PDF)",
    ".eml": "mails",
    ".ics": "calendars",
    ".csv": "records (CSV)",
    ".xlsx": "records (XLSX)",
    ".yaml": "inventories",
}


class Compared(NamedTuple):
    """A file of both sides: its name in the folder, its kind, its pages (0 where it has none), what differs."""

    name: str
    kind: str
    pages: int
    differences: list[str]


def folders(before: Path, after: Path, added: frozenset[str]) -> Iterator[Compared]:
    """All files that two trees made, and all that they said."""
    left, right = (_names(folder) for folder in (before, after))
    for name in sorted(left ^ right):
        yield Compared(name, kind_of(name), 0, ["is there before alone" if name in left else "is there after alone"])
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        yield from pool.map(partial(_compared, before, after, added), sorted(left & right), chunksize=4)


def _names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for top in TOPS for path in (folder / top).rglob("*") if path.is_file()}


def kind_of(name: str) -> str:
    """What a file is counted as: what a command said, or a kind of file that was made."""
    top, *rest = Path(name).parts
    if top == "said":
        return f"said by {rest[0]}"
    if name.endswith(NOTE):
        return "notes of what was made"
    if name.endswith("plan.json"):
        return "plans (JSON)"
    return KINDS.get(Path(name).suffix, "records (JSON)" if name.endswith(".json") else "other files")


def _compared(before: Path, after: Path, added: frozenset[str], name: str) -> Compared:
    one, other = (before / name).read_bytes(), (after / name).read_bytes()
    pages = page_count(one) if name.endswith(".pdf") else 0
    return Compared(name, kind_of(name), pages, differences(name, one, other, added))


def differences(name: str, before: bytes, after: bytes, added: frozenset[str] = frozenset()) -> list[str]:
    """What is not the same in two files of the name `name`; nothing where they are alike."""
    if before == after:
        return []
    path = Path(name)
    if path.name == NOTE:
        return [] if _noted(before) == _noted(after) else ["names other files"]
    match path.suffix:
        case ".pdf":
            return pdf_differences(before, after, added)
        case ".eml":
            return list(mail_differences(before, after, added))
        case ".json":
            return json_differences(before, after, root_of(path), added)
        case ".xlsx":
            return table_differences(before, after)
    return bytes_differences(before, after)


def root_of(path: Path) -> str:
    """What JSON is of, as `--added` names it: plan, record, verify, sarif."""
    told = path.parts[path.parts.index("said") + 1] if "said" in path.parts else ""
    if told == "verify" and ".sarif." in path.name:
        return "sarif"
    return told or ("plan" if path.name == "plan.json" else "record")


def _noted(note: bytes) -> list[str]:
    return sorted(json.loads(note)["files"])


def mail_differences(before: bytes, after: bytes, added: frozenset[str] = frozenset()) -> Iterator[str]:
    """Headers and content, part by part."""
    left, right = (list(email.message_from_bytes(mail, policy=SMTP).walk()) for mail in (before, after))
    if len(left) != len(right):
        yield f"{len(left)} and {len(right)} parts"
    for n, (one, other) in enumerate(zip(left, right, strict=False)):
        place = f"part {n} ({one.get_filename() or one.get_content_type()})"
        yield from (f"{place}: {told}" for told in _in_part(one, other, added))


def _in_part(before: Any, after: Any, added: frozenset[str]) -> Iterator[str]:
    headers, others = ([f"{name}: {value}" for name, value in part.items()] for part in (before, after))
    if headers != others:
        yield f"headers: {first_apart(chr(10).join(headers), chr(10).join(others))}"
    if before.is_multipart() or after.is_multipart():
        return
    name = before.get_filename() or ""
    yield from differences(Path(name).name, _content(before), _content(after), added)


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def table_differences(before: bytes, after: bytes) -> list[str]:
    """Cells; where they are alike, the other parts of the workbook."""
    left, right = (_cells(book) for book in (before, after))
    found = list(data_differences(left, right, "cells", "cells", frozenset()))
    if found:
        return found
    parts, others = (_parts(book) for book in (before, after))
    return [f"part {name}" for name in sorted(parts.keys() | others.keys()) if parts.get(name) != others.get(name)]


def _cells(book: bytes) -> dict[str, str]:
    sheets = openpyxl.load_workbook(io.BytesIO(book)).worksheets
    cells = [(f"{sheet.title}!{c.coordinate}", c) for sheet in sheets for row in sheet.iter_rows() for c in row]
    return {place: f"{cell.value!r} as {cell.number_format}" for place, cell in cells}


def _parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}
