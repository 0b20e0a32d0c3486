"""Reads a text file that somebody else wrote: bounded, UTF-8, without control characters."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.os_errors import reason_of
from runbook.reading.advice import ANY_FILE, Advice
from runbook.reading.input_file import LIMIT, InputFile, TooLargeError, may_not_be_read
from runbook.reading.many_problems import in_order
from runbook.reading.wide_text import wide_name

T = TypeVar("T")
MAX_STRANGE = 50  # control characters, or lines that are no UTF-8, that are named; nobody mends more by hand
MAX_WIDE = 20 * 2**20  # letters of a text that has one beyond U+FFFF: each of them takes four bytes then
MAX_CONTROLS = 1000  # of them in a text that is read without them

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_COLOUR = re.compile("\x1b\\[[0-9;]*[A-Za-z]")  # what a terminal takes for a colour: of no use without its first sign


def read_text(path: str | Path, advice: Advice = ANY_FILE) -> str:
    """The text of the file at `path`, or of standard input where it is "-"; a byte order mark is left out.

    Raises InputError where it cannot be read, is too large, or is no text.
    """
    return parse_text(path, lambda text: text, advice)


def parse_text(path: str | Path, parse: Callable[[str], T], advice: Advice = ANY_FILE) -> T:
    """What `parse` makes of the text that `read_text` gives.

    A text with control characters is parsed without them: what is wrong with the rest is told in one go. Raises
    InputError with the problems of both.
    """
    file = InputFile(path)
    return parse_content(content_of(file, advice), file.name, parse)


def parse_content(raw: bytes, name: str, parse: Callable[[str], T]) -> T:
    """The same of bytes that were read already; `name` is what problems call their file."""
    text, problems = _decoded(raw, name)
    try:
        parsed = parse(text)
    except InputError as error:
        raise InputError(in_order((*problems, *error.problems))) from None
    if problems:
        raise InputError(problems)
    return parsed


def content_of(file: InputFile, advice: Advice = ANY_FILE) -> bytes:
    """The bytes of a file. Raises InputError where it cannot be read or is too large."""
    try:
        return file.content()
    except TooLargeError:
        message = N_("this file is larger than {limit} MB")
        raise InputError.of(file.name, 1, "", message, advice.split, limit=str(LIMIT // 2**20)) from None
    except IsADirectoryError:
        raise InputError.of(file.name, None, "", N_("this is a folder"), N_("name a file in it")) from None
    except FileNotFoundError:
        raise InputError.of(file.name, None, "", N_("there is no such file"), advice.missing) from None
    except PermissionError:
        raise may_not_be_read(file.name) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        message, remedy = N_("this file cannot be read: {reason}"), N_("check its name and place")
        raise InputError.of(file.name, None, "", message, remedy, reason=reason_of(error)) from None


def _decoded(raw: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """The text without its control characters, and a problem for each that a line holds.

    Raises InputError where it is no UTF-8, or where there are too many of them: what it says cannot be trusted then.
    """
    if wide := wide_name(raw):
        message, remedy = N_("this file is written in {encoding}"), N_("save it as UTF-8")
        raise InputError.of(name, 1, "", message, remedy, encoding=wide)
    try:
        text, utf_8 = raw.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        text, utf_8 = raw.decode("utf-8-sig", "surrogateescape"), False
    if len(text) > MAX_WIDE and sys.getsizeof(text) > 4 * MAX_WIDE:
        message, limit = N_("this file has a character beyond U+FFFF, and is larger than {limit} MB"), MAX_WIDE // 2**20
        raise InputError.of(name, 1, "", message, N_("remove the character, or split the file"), limit=str(limit))
    problems = in_order(islice(_strange(text, name), MAX_STRANGE + 1), MAX_STRANGE)
    if len(problems) > MAX_STRANGE or not utf_8 or _many(text):
        raise InputError(problems)
    return (_NOT_TEXT.sub("", _COLOUR.sub("", text)) if problems else text), problems


def _many(text: str) -> bool:
    """Whether more control characters stand in `text` than a slip of the hand leaves there."""
    return next(islice(_NOT_TEXT.finditer(text), MAX_CONTROLS, None), None) is not None


def _strange(text: str, name: str) -> Iterator[Problem]:
    """What is no text, line by line: the first byte that is no UTF-8, and each kind of control character."""
    at, line = 0, 1
    while found := _NOT_TEXT.search(text, at):
        line += text.count("\n", at, found.start())
        at = text.find("\n", found.start())
        at = len(text) if at < 0 else at
        written = text[found.start() : at]
        codes = [ord(letter) for letter in sorted(set(written), key=written.index) if _NOT_TEXT.match(letter)]
        controls = [code for code in codes if not 0xDC80 <= code <= 0xDCFF]
        if byte := next((code - 0xDC00 for code in codes if code not in controls), None):
            message, remedy = N_("this line is not written in UTF-8 (byte {byte})"), N_("save the file as UTF-8")
            yield Problem.of(name, line, "", message, remedy, byte=f"0x{byte:02x}")
        for code in controls:
            message = N_("there is a control character (U+{code}) in this line")
            remedy = N_("remove it; in double quotes it can be written \\u{code}")
            yield Problem.of(name, line, "", message, remedy, code=f"{code:04X}")
