"""Records as JSON: one to a file, a list of them, or one to a line."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

import msgspec

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.record import ENTRY_FIELDS, FORMAT, Entry, RecordPart, RecordPerson
from runbook.reading.input_file import bounded
from runbook.reading.json_errors import holds_more, no_json
from runbook.reading.spreadsheet.words import Aside
from runbook.reading.unreadable import SomethingElse, Unreadable
from runbook.reading.wide_text import wide_encoding
from runbook.records.asides import listed
from runbook.records.json_in_text import json_in_text
from runbook.records.json_keys import keys_twice, odd_keys, other_keys
from runbook.records.kit_lines import kit_line
from runbook.records.people import people_in
from runbook.records.record_log import log_of
from runbook.records.table_text import state_text

VALUES = 1_800_000  # in a file that is no record a line; a step has 7, in an object
ENTRIES = 100_000  # as many as a table may have rows
BROKEN = 500  # lines that are no records; nobody mends more
LINE = 8 * 2**20  # bytes; a record of a thousand steps takes 200 kB
_TEXTS = ("revision", "site", "change", "run")


class _Person(msgspec.Struct, kw_only=True, gc=False):
    """Somebody who is not in the plan."""

    initials: str
    name: str
    roles: list[str]


class _Document(msgspec.Struct, kw_only=True, gc=False):
    """A record as the contract writes it: the quick way in, for what is exactly so."""

    format: str
    revision: str
    site: str = ""
    change: str = ""
    run: str = ""
    entries: list[Entry]
    people: list[_Person] | msgspec.UnsetType = msgspec.UNSET
    written: Any = ""
    log: list[Any] | msgspec.UnsetType = msgspec.UNSET


class _WholeEntry(Entry, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """An entry in which every field stands."""

    step: str
    state: str
    at: str
    by: str
    witness: str
    value: str
    note: str


class _WholeDocument(msgspec.Struct, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A record in which every key stands, and no other."""

    format: str
    revision: str
    site: str
    change: str
    run: str
    entries: list[_WholeEntry]


# The quotation marks of such a record: two for each key and each text. One key more, and there are more of them.
_HEAD_MARKS, _ENTRY_MARKS = 22, 28


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
_decode_whole = msgspec.json.Decoder(_WholeDocument).decode
_decode_any = msgspec.json.Decoder().decode
_NO_JSON = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)  # what a decoder raises


def stream_parts(stream: BinaryIO, file: str) -> Iterator[RecordPart]:
    """The records of a file. Where its first line is a whole record, every line is one; memory holds one at a time.

    So lines of records have no limit together. Raises Unreadable, TooLargeError.
    """
    if wide_encoding(stream.read(4)):
        stream.seek(0)
        stream = io.BytesIO(plain_text(bounded(stream)))
    stream.seek(0)
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
    broken = 0
    for number, line in enumerate(chain((first, second), lines), 1):
        if line.strip():
            part = _lone(line, file, number)
            broken += any(fault.code == "DOC009" for fault in part.faults)
            if broken > BROKEN:
                raise Unreadable(N_("more than {limit} lines of this file are not records"), limit=str(BROKEN))
            yield part


def stream_keys(stream: BinaryIO, file: str) -> Iterator[tuple[str, str]]:
    """Revision and run of each record in a file, as `stream_parts` yields them. Raises Unreadable, TooLargeError."""
    lines = _lines(stream)
    first = next(lines, b"")
    second = next(lines, None)
    if wide_encoding(first) or second is None or not _whole(first):
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
    except _NO_JSON:
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
        return kit_line(line, f"{file}:{number}") or part_of(line, f"{file}:{number}")
    except Unreadable:
        return _broken(file, number)


def _broken(file: str, number: int) -> RecordPart:
    reason = Message(N_("this line is not a record"))
    fault = Finding(code="DOC009", args=(("reason", reason),), where=f"{file}:{number}")
    return RecordPart(file=file, revision="", site="", change="", run="", entries=(), faults=(fault,))


def _as_the_kit_writes(content: bytes, file: str) -> RecordPart | None:
    """The record, where each key stands exactly once and no other does; None where that is not plain to see."""
    try:
        found = _decode_whole(content)
    except _NO_JSON:
        return None
    marks = _HEAD_MARKS + _ENTRY_MARKS * len(found.entries)
    if found.format != FORMAT or b"\\" in content or content.count(b'"') != marks:
        return None
    return RecordPart(
        file=file, revision=found.revision, site=found.site, change=found.change, run=found.run, entries=found.entries
    )


def part_of(content: bytes, file: str) -> RecordPart:
    """The one record in `content`. Raises Unreadable."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if part := _as_the_kit_writes(content, file):
        return part
    if holds_more(content, VALUES):
        raise Unreadable(N_("this file holds more than a record can need"))
    try:
        found = _decode(content)
    except _NO_JSON:
        parts = tuple(parts_of(content, file))
        if len(parts) != 1:
            raise Unreadable(N_("this is not a record")) from None
        return parts[0]
    _check_format(found.format)
    people = found.people or ()
    if any(not person.initials.strip() for person in people):
        return next(parts_of(content, file))
    faults = [*odd_keys(content, found, file)]
    log = log_of(found.log, found.written, file, "", faults)
    return RecordPart(
        file=file,
        revision=found.revision,
        site=found.site,
        change=found.change,
        run=found.run,
        entries=found.entries,
        faults=tuple(faults),
        people=tuple(
            each
            for number, one in enumerate(people)
            for each in people_in(one.initials, one.name, ", ".join(one.roles), f"people[{number}]")
        ),
        log=log,
    )


def _pasted(content: bytes, error: Exception) -> tuple[bytes, Any, tuple[Aside, ...]]:
    """The records that stand in a text, what they are, and the lines around. Raises Unreadable where there are none:
    for what was wrong (`error`) with all of `content`."""
    pasted = json_in_text(content)
    try:
        if pasted is not None:
            return pasted[0], _decode_any(pasted[0]), pasted[1]
    except _NO_JSON:  # NaN, half a letter: other programs take them
        pass
    message, values = no_json(error, content)
    raise Unreadable(message, **values) from None


def parts_of(content: bytes, file: str) -> Iterator[RecordPart]:
    """The records in `content`, with a finding for each entry that is not as it should be."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if (part := _as_the_kit_writes(content, file)) and len(part.entries) <= ENTRIES:
        yield part
        return
    if holds_more(content, VALUES):
        raise Unreadable(N_("this file holds more than a record can need"))
    beside: tuple[Finding, ...] = ()
    try:
        found = _decode_any(content)
    except _NO_JSON as error:
        content, found, around = _pasted(content, error)
        beside = (listed("DOC016", around, file),) if around else ()
    if found == []:
        raise SomethingElse(N_("this is not a record: the list is empty"))
    twice = (*beside, *keys_twice(content, found, file))
    for number, record in enumerate(found if isinstance(found, list) else [found]):
        place = f"[{number}]." if isinstance(found, list) else ""
        if not isinstance(record, dict) or not isinstance(record.get("entries"), list):
            raise SomethingElse(
                N_("this is not a record: it has no list of entries"), N_("name the record that was filled in")
            )
        if len(record["entries"]) > ENTRIES:
            raise Unreadable(N_("this record has more than {limit} entries"), limit=str(ENTRIES))
        yield _lenient(record, file, place, twice)
        twice = ()


def plain_text(content: bytes) -> bytes:
    """UTF-16 and UTF-32, as some shells write what they are told to put into a file, as UTF-8. Raises Unreadable."""
    encoding = wide_encoding(content)
    try:
        return content.decode(encoding).encode() if encoding else content
    except UnicodeError:
        raise Unreadable(N_("this is not text: it is neither UTF-8 nor Windows-1252")) from None


def _check_format(name: object) -> None:
    if name is None:
        raise SomethingElse(N_("the key “format” is missing: write {known} there, beside the entries"), known=FORMAT)
    if name != FORMAT:
        raise SomethingElse(N_("the format is {found}, not {known}"), found=str(name), known=FORMAT)


def _lenient(record: Mapping[str, Any], file: str, place: str, twice: tuple[Finding, ...]) -> RecordPart:
    """A record whose entries are looked at one by one: numbers are taken as text, what is no entry is a finding."""
    _check_format(record.get("format"))
    entries: list[Entry] = []
    places: list[str] = []
    faults: list[Finding] = [*twice, *other_keys(record, file, place)]
    people = tuple(_people(record.get("people"), file, place, faults))
    log = log_of(record.get("log", msgspec.UNSET), record.get("written"), file, place, faults)
    for number, raw in enumerate(record["entries"]):
        where = f"{place}entries[{number}]"
        fields = {name: _text(raw.get(name)) for name in ENTRY_FIELDS} if isinstance(raw, dict) else {}
        bad = [name for name, text in fields.items() if text is None]
        if not fields or bad:
            reason = Message(
                N_("it is not an entry, or one of its fields is not text: {fields}"), (("fields", ", ".join(bad)),)
            )
            faults.append(Finding(code="DOC010", args=(("reason", reason),), where=f"{file}:{where}"))
        if fields:
            if isinstance(raw.get("state"), bool):  # a box that was ticked, or was not
                fields["state"] = state_text(str(raw["state"]))
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
        people=people,
        log=log,
    )


def _people(found: object, file: str, place: str, faults: list[Finding]) -> Iterator[RecordPerson]:
    """Those whom a record names; a finding for each that is not named as it should be."""
    if not isinstance(found, list | None):
        found = [found]
    for number, raw in enumerate(found or ()):
        where = f"{place}people[{number}]"
        group = raw if isinstance(raw, dict) else {}
        initials, name, roles = _text(group.get("initials")), _text(group.get("name")), group.get("roles")
        texts = [_text(one) for one in roles] if isinstance(roles, list) else [None]
        if not (initials and initials.strip()) or name is None or None in texts:
            reason = Message(N_("it names nobody: a person has initials, a name and a list of roles"))
            faults.append(Finding(code="DOC010", args=(("reason", reason),), where=f"{file}:{where}"))
        else:
            yield from people_in(initials, name, ", ".join(filter(None, texts)), where)


def _text(value: object) -> str | None:
    """A plain value as text; None where it is a list or an object."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else None
