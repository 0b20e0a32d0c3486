"""All files of a verification, as records: parts of one revision and run belong together, wherever they lie.

The files are read twice: to count the parts of each record, then to hand over each record as soon as it is whole. So
memory stays flat over any number of records. (Tables and forms, which are dear to read, are kept while they are few.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.model.record import Record, RecordPart
from runbook.records.record_file import RecordFile, read_keys, read_parts

HELD = 50_000  # entries of tables and forms that are kept between the two readings

RecordKey = tuple[str, str]


def read_records(
    files: Iterable[str | Path], problems: list[Problem], whole: Callable[[str], str] = str
) -> Iterator[Record]:
    """The records in the files, each once, in the order in which they become whole.

    `whole` gives the revision that is meant by one as it was typed: parts of the same one and run are one record.
    Problems of files that cannot be read are added to `problems` before the first record comes; the others go on.
    """
    counts: Counter[RecordKey] = Counter()
    readable: list[RecordFile] = []
    room = HELD
    for path in dict.fromkeys(map(str, files)):
        file = RecordFile(path)
        try:
            found = Counter((whole(revision), run) for revision, run in read_keys(file, room))
        except InputError as error:
            problems.extend(error.problems)
            continue
        room -= sum(len(part.entries) for part in file.kept)
        counts.update(found)
        readable.append(file)
    return _joined((part for file in readable for part in read_parts(file)), counts, whole)


def _joined(parts: Iterator[RecordPart], counts: Counter[RecordKey], whole: Callable[[str], str]) -> Iterator[Record]:
    """Records as soon as all their parts have been seen; what names no revision is a record by itself."""
    waiting: dict[RecordKey, list[RecordPart]] = {}
    for part in parts:
        key = revision, run = whole(part.revision), part.run
        if counts[key] == 1 or not revision:
            yield Record(revision=revision, run=run, parts=(part,))
            continue
        waiting.setdefault(key, []).append(part)
        if len(waiting[key]) == counts[key]:
            yield Record(revision=revision, run=run, parts=tuple(waiting.pop(key)))
    for key, left in waiting.items():  # a file that changed between the two readings
        yield Record(revision=key[0], run=key[1], parts=tuple(left))
