"""Records as JSON: one to a file, a list of them, or one to a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

import msgspec

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.record import ENTRY_FIELDS, FORMAT, Entry, RecordPart
from runbook.reading.input_file import bounded
from runbook.reading.json_errors import no_json
from runbook.records.unreadable import Unreadable

LINE = 8 * 2**20  # bytes; a record of a thousand steps takes 200 kB
_TEXTS = ("revision", "site", "change", "run")


class _Document(msgspec.Struct, kw_only=True, gc=False):
    """A record as the contract writes it: the quick way in, for what is exactly so."""

    format: str
    revision: str
    site: str = ""
    change: str = ""
    run: str = ""
    entries: list[Entry]


class _Head(msgspec.Struct, kw_only=True, gc=False):
    """What tells a record from others."""

    revision: str
    run: str = ""


# The same, where a record begins as the kit writes it: without looking at the rest.
_PLAIN = re.compile(
    rb'\{"format": ?"runbook-record/1", ?"revision": ?"([0-9a-f]{64})", ?"site": ?"[^"\\]*", ?"change": ?"[^"\\]*", ?'
    rb'"run": ?"([^"\\]*)", ?"entries": ?\['
)
_decode_head = msgspec.json.Decoder(_Head).decode
_decode = msgspec.json.Decoder(_Document).decode
_decode_any = msgspec.json.Decoder().decode


def stream_parts(stream: BinaryIO, file: str) -> Iterator[RecordPart]:
    """The records of a file. Where its first line is a whole record, every line is one; memory holds one at a time.

    So lines of records have no limit together. Raises Unreadable, TooLargeError.
    """
    lines = _lines(stream)
    first = next(lines, b"")
    second = next(lines, None)
    if not _whole(first):
        stream.seek(0)
        yield from parts_of(bounded(stream), file)
        return
    if second is None:
        yield part_of(first, file)
        return
    for number, line in enumerate(chain((first, second), lines), 1):
        if line.strip():
            yield _lone(line, file, number)


def stream_keys(stream: BinaryIO, file: str) -> Iterator[tuple[str, str]]:
    """Revision and run of each record in a file, as `stream_parts` yields them. Raises Unreadable, TooLargeError."""
    lines = _lines(stream)
    first = next(lines, b"")
    second = next(lines, None)
    if second is None or not _whole(first):
        stream.seek(0)
        yield from (part.key for part in stream_parts(stream, file))
        return
    for number, line in enumerate(chain((first, second), lines), 1):
        if line.strip():
            yield _key(line, file, number)


def _key(line: bytes, file: str, number: int) -> tuple[str, str]:
    if plain := _PLAIN.match(line):
        return plain[1].decode(), plain[2].decode("utf-8", "replace")
    try:
        head = _decode_head(line)
        return head.revision, head.run
    except msgspec.MsgspecError:
        return _lone(line, file, number).key


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; one that is too long comes in pieces, which are no records."""
    return iter(lambda: stream.readline(LINE), b"")


def _whole(line: bytes) -> bool:
    """The line is a whole record."""
    if not line.strip().endswith(b"}"):
        return False
    try:
        part_of(line, "")
    except Unreadable:
        return False
    return True


def _lone(line: bytes, file: str, number: int) -> RecordPart:
    """The record on one line, or what is said of a line that is none."""
    try:
        return part_of(line, f"{file}:{number}")
    except Unreadable:
        return _broken(file, number)


def _broken(file: str, number: int) -> RecordPart:
    reason = Message(N_("this line is no record"))
    fault = Finding(code="DOC009", args=(("reason", reason),), where=f"{file}:{number}")
    return RecordPart(file=file, revision="", site="", change="", run="", entries=(), faults=(fault,))


def part_of(content: bytes, file: str) -> RecordPart:
    """The one record in `content`. Raises Unreadable."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        found = _decode(content)
    except msgspec.MsgspecError:
        parts = tuple(parts_of(content, file))
        if len(parts) != 1:
            raise Unreadable(N_("this is no record")) from None
        return parts[0]
    _check_format(found.format)
    return RecordPart(
        file=file, revision=found.revision, site=found.site, change=found.change, run=found.run, entries=found.entries
    )


def parts_of(content: bytes, file: str) -> Iterator[RecordPart]:
    """The records in `content`, with a finding for each entry that is not as it should be."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        found = _decode_any(content)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        message, values = no_json(error, content)
        raise Unreadable(message, **values) from None
    for number, record in enumerate(found if isinstance(found, list) else [found]):
        place = f"[{number}]." if isinstance(found, list) else ""
        if not isinstance(record, dict) or not isinstance(record.get("entries"), list):
            raise Unreadable(N_("this is no record: it has no list of entries"))
        yield _lenient(record, file, place)


def _check_format(name: object) -> None:
    if name != FORMAT:
        raise Unreadable(N_("this is of the format {found}, and not {known}"), found=str(name), known=FORMAT)


def _lenient(record: Mapping[str, Any], file: str, place: str) -> RecordPart:
    """A record whose entries are looked at one by one: numbers are taken as text, what is no entry is a finding."""
    _check_format(record.get("format"))
    entries: list[Entry] = []
    places: list[str] = []
    faults: list[Finding] = []
    for number, raw in enumerate(record["entries"]):
        where = f"{place}entries[{number}]"
        fields = {name: _text(raw.get(name)) for name in ENTRY_FIELDS} if isinstance(raw, dict) else {}
        bad = [name for name, text in fields.items() if text is None]
        if not fields or bad:
            reason = Message(N_("it is no entry, or a field of it is no text: {fields}"), (("fields", ", ".join(bad)),))
            faults.append(Finding(code="DOC010", args=(("reason", reason),), where=f"{file}:{where}"))
        if fields:
            entries.append(Entry(**{name: text or "" for name, text in fields.items()}))
            places.append(where)
    revision, site, change, run = (_text(record.get(name)) or "" for name in _TEXTS)
    return RecordPart(
        file=file,
        revision=revision,
        site=site,
        change=change,
        run=run,
        entries=entries,
        places=places,
        faults=tuple(faults),
    )


def _text(value: object) -> str | None:
    """A plain value as text; None where it is a list or an object."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else None
