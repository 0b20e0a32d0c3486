"""All files of a verification, as records: parts of one revision and run belong together, wherever they lie.

The files are read twice: to count the parts of each record, then to hand over each record as soon as it is whole. So
memory stays flat over any number of records. (Tables and forms, which are dear to read, are kept while they are few.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.model.record import Record, RecordPart, RecordSource
from runbook.records.record_file import RecordFile, read_keys, read_parts

HELD = 100_000  # entries of tables and forms that are kept between the two readings: one table has no more rows

RecordKey = tuple[str, str]
Joined = Mapping[RecordKey, RecordKey]  # records that are parts of another, and which one
_SourcedPart = tuple[RecordPart, tuple[RecordSource, ...]]


def read_records(
    files: Iterable[str | Path],
    problems: list[Problem],
    whole: Callable[[str], str] = str,
    *,
    join: Callable[[Collection[RecordKey]], Joined] | None = None,
    digests: bool = False,
) -> Iterator[Record]:
    """The records in the files, each once, in the order in which they become whole.

    `whole` gives the revision that is meant by one as it was typed: parts of the same one and run are one record. So
    are those of several that `join` puts together.

    Problems of files that cannot be read are added to `problems` before the first record comes; the others go on. With
    `digests` each record has the hashes of its files, taken while they are read.
    """
    counts: Counter[RecordKey] = Counter()
    blank: Counter[str] = Counter()  # by revision
    readable: list[RecordFile] = []
    room = HELD
    for path in dict.fromkeys(map(str, files)):
        file = RecordFile(path, digest=digests)
        try:
            found = Counter((whole(revision), run) for revision, run in read_keys(file, room))
            copies = Counter(whole(part.revision) for part in file.kept if _is_blank(part))
        except InputError as error:
            problems.extend(error.problems)
            continue
        room -= sum(len(part.entries) for part in file.kept)
        counts.update(found)
        blank.update(copies)
        readable.append(file)
    filled = _beside(counts, blank)
    joined = join(counts.keys()) if join else {}
    for key, other in joined.items():
        counts[other] += counts.pop(key)
    found_parts = (
        (replace(part, run=filled.get(whole(part.revision), "")) if file.kept and _is_blank(part) else part, sources)
        for file in readable
        for sources in [(file.source,)]
        for part in read_parts(file)
    )
    return _joined(found_parts, counts, whole, joined)


def _is_blank(part: RecordPart) -> bool:
    """A form or a table without a run, in which no step is filled in; people may be named there."""
    return not part.run and all(entry.blank for entry in part.entries)


def _beside(counts: Counter[RecordKey], blank: Counter[str]) -> dict[str, str]:
    """The run of the record that a blank one of the same revision was given beside, if there is one.

    A copy that stayed blank is no record by itself there; `counts` are those of the parts with it.
    """
    named = {revision: run for revision, run in reversed(counts) if run} if blank else {}
    runs: dict[str, str] = {}
    for revision, copies in blank.items():
        if revision in named and counts[revision, ""] == copies:
            runs[revision] = named[revision]
            counts[revision, named[revision]] += counts.pop((revision, ""))
    return runs


def _joined(
    parts: Iterator[_SourcedPart], counts: Counter[RecordKey], whole: Callable[[str], str], joined: Joined
) -> Iterator[Record]:
    """Records as soon as all their parts have been seen; what names no revision is a record by itself."""
    waiting: dict[RecordKey, list[_SourcedPart]] = {}
    for part, sources in parts:
        revision, run = key = whole(part.revision), part.run
        if joined and key in joined:
            revision, run = key = joined[key]
        if counts[key] == 1 or not revision:
            yield Record(revision=revision, run=run, parts=(part,), files=sources)
            continue
        waiting.setdefault(key, []).append((part, sources))
        if len(waiting[key]) == counts[key]:
            yield _record(key, waiting.pop(key))
    for key, left in waiting.items():  # a file that changed between the two readings
        yield _record(key, left)


def _record(key: RecordKey, parts: list[_SourcedPart]) -> Record:
    sources = dict.fromkeys(source for _, sources in parts for source in sources)
    return Record(revision=key[0], run=key[1], parts=tuple(part for part, _ in parts), files=tuple(sources))
