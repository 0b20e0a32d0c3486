"""Rows of cells, as a CSV file or a spreadsheet holds them, into parts of records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.record import ENTRY_FIELDS, TABLE_COLUMNS, Entry, RecordPart
from runbook.records.unreadable import Unreadable

ROWS = 100_000
WIDTH = 64  # columns of a table that are read

TableRow = tuple[int, Sequence[str]]  # its number in the file, its cells


def known_columns(cells: Iterable[str]) -> int:
    """How many cells of a header name a column of a record."""
    return len({cell.strip().casefold() for cell in cells} & {*TABLE_COLUMNS})


def parts_of_rows(rows: Iterator[TableRow], file: str, limit: int = ROWS) -> Iterator[RecordPart]:
    """The parts in a table whose first row that is not blank is the header; one for each revision and run.

    Columns may stand in any order. Raises Unreadable where there is no column of steps, or more than `limit` rows.
    """
    header, faults = _header(rows, file)
    revision = ""
    grouped: defaultdict[tuple[str, str], list[tuple[Entry, str]]] = defaultdict(list)
    pending: list[tuple[str, Entry, str]] = []
    count = 0
    for number, cells in rows:
        count += 1
        if count > limit:
            raise Unreadable(N_("this table has more than {limit} rows"), limit=str(limit))
        fields = {name: cells[column].strip() for name, column in header.items() if column < len(cells)}
        more = [cell.strip() for cell in cells[max(header.values()) + 1 :] if cell.strip()]
        if more and len(cells) > len(header):
            faults.append(_fault(file, number, N_("it has more cells than the header: {what}"), "; ".join(more)))
        entry = Entry(**{name: fields.get(name, "") for name in ENTRY_FIELDS})
        if not entry.step:
            if not entry.blank:
                faults.append(_fault(file, number, N_("it names no step: {what}"), " ".join(filter(None, cells))))
            continue
        revision = fields.get("revision") or revision
        if revision:
            grouped[revision, fields.get("run", "")].append((entry, str(number)))
        else:
            pending.append((fields.get("run", ""), entry, str(number)))
    for run, entry, place in pending:  # rows above the first that names the revision
        first = next(iter(grouped), ("", ""))[0]
        grouped[first, run].append((entry, place))
    if not grouped:
        raise Unreadable(N_("this table has a header and no steps"))
    yield from _parts(grouped, file, tuple(faults))


def _header(rows: Iterator[TableRow], file: str) -> tuple[dict[str, int], list[Finding]]:
    """Column by name, and a note for each column that is not read."""
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        names = [cell.strip().casefold() for cell in cells]
        header: dict[str, int] = {}
        faults: list[Finding] = []
        for column, name in enumerate(names):
            if name in TABLE_COLUMNS and name not in header:
                header[name] = column
            elif name:
                faults.append(Finding(code="DOC011", args=(("what", cells[column]),), where=f"{file}:{number}"))
        if "step" not in header:
            break
        return header, faults
    raise Unreadable(N_("this table has no header with the column “step”"))


def _parts(
    grouped: dict[tuple[str, str], list[tuple[Entry, str]]], file: str, faults: tuple[Finding, ...]
) -> Iterator[RecordPart]:
    for (revision, run), found in grouped.items():
        entries = tuple(entry for entry, _ in found)
        places = tuple(place for _, place in found)
        yield RecordPart(
            file=file, revision=revision, site="", change="", run=run, entries=entries, places=places, faults=faults
        )
        faults = ()


def _fault(file: str, number: int, message: str, what: str) -> Finding:
    reason = Message(message, (("what", what[:200]),))
    return Finding(code="DOC010", args=(("reason", reason),), where=f"{file}:{number}")
