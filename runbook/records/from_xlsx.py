"""Records as spreadsheets, XLSX or ODS, as Excel, LibreOffice and others save them: texts, or real dates and numbers.

What is read is what somebody sees who opens the file: what is hidden or crossed out is named, and not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from runbook.i18n import N_
from runbook.library_errors import library_reason
from runbook.model.finding import Finding
from runbook.model.record import RecordPart
from runbook.reading.spreadsheet.opened import DAMAGE, sheets_in
from runbook.reading.spreadsheet.sheet import ROWS, SeenSheet
from runbook.reading.spreadsheet.words import Aside, in_words
from runbook.reading.unreadable import SomethingElse, Unreadable
from runbook.records.asides import listed
from runbook.records.table import Table, fill

SENTENCE = 3  # words


def parts_of(content: bytes, file: str) -> Iterator[RecordPart]:
    """The parts of records in all sheets that somebody sees and that have the header of one. Raises Unreadable."""
    try:
        sheets = list(sheets_in(content))
    except DAMAGE as error:
        raise Unreadable(N_("this spreadsheet is damaged: {reason}"), reason=library_reason(error)) from None
    seen = [sheet for sheet in sheets if not sheet.hidden]
    tables = [(sheet, table) for sheet in seen if (table := _table(sheet, file, "")).columns]
    if not tables:
        if any(_table(sheet, file, "").columns for sheet in sheets if sheet.hidden):
            raise Unreadable(N_("the sheet with the record is hidden; show it and save the file again"))
        raise SomethingElse(N_("no sheet of this spreadsheet has the header of a record"))
    if len(tables) > 1:
        tables = [(sheet, _table(sheet, file, sheet.name)) for sheet, _ in tables]
    more = [*_hidden(sheets, file), *_beside(sheets, [sheet for sheet, _ in tables], file)]
    filled = [table for _, table in tables if _is_filled_in(table)]
    for table in filled or [tables[0][1]]:
        yield from table.parts(more)
        more = []


def _table(sheet: SeenSheet, file: str, name: str) -> Table:
    table = Table(file, name, sheet.hidden_columns)
    fill(table, iter(sheet.rows), ROWS)
    return table


def _is_filled_in(table: Table) -> bool:
    return bool(table.held())


def _hidden(sheets: list[SeenSheet], file: str) -> Iterator[Finding]:
    """A finding for each hidden sheet on which a record is filled in; lists for other cells are nobody's."""
    for sheet in sheets:
        if sheet.hidden:
            table = _table(replace(sheet, hidden_columns=frozenset()), file, sheet.name)
            if table.columns and (held := table.held()):
                yield listed("DOC014", held, file)


def _beside(sheets: list[SeenSheet], read: list[SeenSheet], file: str) -> Iterator[Finding]:
    """One finding for what stands on cells, over them, and on the sheets that hold no record.

    Of hidden ones, those with a sentence on them: lists for other cells are nobody's.
    """
    found: list[Aside] = []
    seen = [sheet for sheet in sheets if not sheet.hidden]
    for sheet in sheets:
        if sheet.hidden:
            said = [cell for row in sheet.rows for cell in row.cells if len(cell.split()) >= SENTENCE]
            if said and not _table(sheet, file, "").columns:
                found.append((sheet.name, in_words(said)))
            continue
        several = f"{sheet.name}!" if len(seen) > 1 else ""
        found += [(f"{several}{place}" if place else sheet.name, said) for place, said in sheet.beside]
        if not any(sheet is other for other in read) and sheet.rows:
            words = (cell for row in sheet.rows[:20] if not row.hidden for cell in row.cells)
            found.append((sheet.name, in_words(words)))
    if found:
        yield listed("DOC016", found, file)
