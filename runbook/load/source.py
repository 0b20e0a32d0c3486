"""Reads a text file that somebody else wrote: bounded, UTF-8, without control characters."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from runbook.errors import InputError, Problem
from runbook.i18n import N_

MAX_BYTES = 32 * 1024 * 1024  # an inventory of 5,000 sites is half of it
STANDARD_INPUT = "-"
SHOWN_INPUT = "<stdin>"  # what standard input is called in messages

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_UTF_16_OR_32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1024 * 1024
_ENDINGS = (".yaml", ".yml")


def files_of(path: str | Path) -> tuple[str | Path, ...]:
    """The files of an inventory: `path` itself, or, of a folder, all that are called *.yaml or *.yml, by name.

    Files and folders whose name begins with a dot are passed over. Raises InputError for a folder that has none.
    """
    folder = Path(path)
    if str(path) == STANDARD_INPUT or not _is_folder(folder):
        return (path,)
    try:
        found = sorted(_below(folder))
    except OSError as error:
        raise _unreadable(str(path), error) from None
    if not found:
        remedy = N_("name a folder with files called *.yaml, or a file")
        raise refused(str(path), None, N_("there is no inventory in this folder"), remedy)
    return tuple(found)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that cannot be one: reading it says why
        return False


def _below(folder: Path) -> Iterator[Path]:
    """The inventories in a folder and those below it. Raises OSError."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(Path(entry.path))
            elif entry.name.endswith(_ENDINGS) and not entry.is_dir():
                yield Path(entry.path)


def read_text(path: str | Path) -> str:
    """The text of the file at `path`, or of standard input where it is "-"; a byte order mark is left out.

    Raises InputError with a single problem where it cannot be read, is too large, or is no text.
    """
    name = shown_name(path)
    return _decoded(_read(path, name), name)


def shown_name(path: str | Path) -> str:
    """What the file at `path` is called in messages."""
    return SHOWN_INPUT if str(path) == STANDARD_INPUT else str(path)


def _read(path: str | Path, name: str) -> bytes:
    if str(path) == STANDARD_INPUT:
        return _bounded(sys.stdin.buffer, name)
    try:
        file = Path(path)
        if file.is_dir():
            raise refused(name, None, N_("this is a folder"), N_("name a file in it"))
        if file.is_file() and file.stat().st_size > MAX_BYTES:
            raise _too_large(name)
        with file.open("rb") as stream:
            return _bounded(stream, name)
    except FileNotFoundError:
        remedy = N_("check the name; `runbook init` writes an example")
        raise refused(name, None, N_("there is no such file"), remedy) from None
    except PermissionError:
        remedy = N_("ask its owner for the right, or copy it")
        raise refused(name, None, N_("this file may not be read by you"), remedy) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise _unreadable(name, error) from None


def _unreadable(name: str, error: OSError | ValueError) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return refused(name, None, N_("this file cannot be read: {reason}"), N_("check its name and place"), reason=reason)


def _bounded(stream: BinaryIO, name: str) -> bytes:
    """What `stream` holds; no more than the limit is ever held, whatever it is (a device, a pipe)."""
    chunks: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > MAX_BYTES:
            raise _too_large(name)
    return b"".join(chunks)


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith(_UTF_16_OR_32):
        raise refused(name, 1, N_("this file is written in UTF-16"), N_("save it as UTF-8"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = N_("this line is not written in UTF-8 (byte {byte})")
        byte = f"0x{raw[error.start]:02x}"
        raise refused(name, line, message, N_("save the file as UTF-8"), byte=byte) from None
    if found := _NOT_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = N_("a control character (U+{code}) stands in this line")
        remedy = N_("take it out; in double quotes it can be written \\x{code}")
        raise refused(name, line, message, remedy, code=f"{ord(found[0]):04X}")
    return text


def _too_large(name: str) -> InputError:
    limit = str(MAX_BYTES // 1024 // 1024)
    message = N_("this file is larger than {limit} MB")
    return refused(name, 1, message, N_("split it into several inventories"), limit=limit)


def refused(file: str, line: int | None, message: str, remedy: str, **args: str) -> InputError:
    """An InputError with one problem of the whole file."""
    problem = Problem(file=file, line=line, path="", message=message, remedy=remedy, args=tuple(sorted(args.items())))
    return InputError((problem,))
