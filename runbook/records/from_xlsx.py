"""Records as spreadsheets, XLSX or ODS, as Excel, LibreOffice and others save them: texts, or real dates and numbers.

What is read is what somebody sees who opens the file: what is hidden or crossed out is named, and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from runbook.i18n import N_
from runbook.library_errors import library_reason
from runbook.model.finding import Finding, Message
from runbook.model.record import WRITTEN_FIELDS, RecordPart
from runbook.reading.spreadsheet.opened import DAMAGE, sheets_in
from runbook.reading.spreadsheet.sheet import ROWS, SeenSheet
from runbook.reading.spreadsheet.words import Aside, clipped, in_words
from runbook.reading.unreadable import SomethingElse, Unreadable
from runbook.records.asides import listed
from runbook.records.column_heads import answers_by_word, go_by_word, states_by_word
from runbook.records.table import NO_HEADER, Table, fill

SENTENCE = 3  # words
LIST = 2  # words that can be chosen from
PHRASE = 2  # words of the name of a sheet that is blank: one is a label
_WORD = re.compile(r"[^\W\d_]+")
_BY_PROGRAMS = re.compile(
    r"(?:cop(?:y|ie) (?:of|de) )?(?:sheet|feuille?|feuil|tabelle|hoja|foglio)[\W\d_]*(?:(?:copy|copie)[\W\d_]*)?",
    re.IGNORECASE,
)
# In the name of the sheet that was read: words that take it back.
_TAKEN_BACK = re.compile(
    r"(?<![^\W_])(?:not|non|pas|never|jamais|draft|brouillon|void|null?e?|annul[ée]e?s?|abandonn[ée]e?s?|cancell?ed|"
    r"faux|fausse|wrong|false|fake|old|ancien(?:ne)?|obsol[èe]te|invalide?|failed|[ée]chec|[ée]chou[ée]e?|redo|refaire|"
    r"todo|rejet[ée]e?|refus[ée]e?|rejected|refused|aborted)(?![^\W_])",
    re.IGNORECASE,
)
_OF_THE_KIT = re.compile(r"\S+ · \S+ · \S+\s[0-9a-f]{12}\W*")  # below the pages of the kit


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
            raise Unreadable(N_("the sheet with the record is hidden"), N_("show it and save the file again"))
        raise SomethingElse(N_("no sheet of this spreadsheet has the header of a record"), NO_HEADER)
    if len(tables) > 1:
        tables = [(sheet, _table(sheet, file, sheet.name)) for sheet, _ in tables]
    read = [sheet for sheet, _ in tables]
    more = [*_hidden(sheets, file), *_beside(sheets, read, file), *_not_printed(tables, file)]
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


def _no_choices(sheet: SeenSheet) -> list[str]:
    """The cells of a sheet, without a list of states or answers."""
    cells = [cell for row in sheet.rows for cell in row.cells]
    known = {*states_by_word(), *answers_by_word(), *go_by_word()}
    choices = {cell for cell in cells if cell.casefold() in known}
    return cells if len(choices) < LIST else [cell for cell in cells if cell not in choices]


def _not_printed(tables: list[tuple[SeenSheet, Table]], file: str) -> Iterator[Finding]:
    """One finding for what is filled in outside the areas that are printed; not for a step that is printed elsewhere,
    such as one that was corrected below them."""
    for sheet, table in tables if any(sheet.printed for sheet, _ in tables) else ():
        columns = [column for name, column in table.columns.items() if name in WRITTEN_FIELDS]
        cells = {row.number: row.cells for row in sheet.rows}
        left_out: dict[str, str] = {}
        printed: set[str] = set()
        for line in table.lines:
            number = int(line.place.rpartition("!")[2])
            filled = [one for one in columns if one < len(cells[number]) and cells[number][one].strip()]
            if not sheet.printed or all(any(area.holds(one, number) for area in sheet.printed) for one in filled):
                printed.add(line.entry.step)
            else:
                left_out[line.place] = line.entry.step
        if which := [(place, step) for place, step in left_out.items() if step not in printed]:
            places = clipped(", ".join(f"{place} ({step})" for place, step in which))
            what = Message(N_("{which}: shown, and left out in print"), (("which", places),))
            yield Finding(code="DOC014", args=(("what", what),), where=f"{file}:{which[0][0]}")


def _beside(sheets: list[SeenSheet], read: list[SeenSheet], file: str) -> Iterator[Finding]:
    """One finding for what stands on cells, over them, and on the sheets that hold no record; and for a name that takes
    the record on a sheet back.

    Of hidden ones that other cells choose from, a sentence: the lists themselves are nobody's.
    """
    found: list[Aside] = []
    seen = [sheet for sheet in sheets if not sheet.hidden]
    for sheet in sheets:
        if sheet.hidden:
            least = SENTENCE if sheet.offers else 1
            said = [cell for cell in _no_choices(sheet) if len(cell.split()) >= least and any(map(str.isalpha, cell))]
            if said and not _table(sheet, file, "").columns:
                found.append((sheet.name, in_words(said)))
            continue
        several = f"{sheet.name}!" if len(seen) > 1 else ""
        found += [(f"{several}{place}" if place else sheet.name, said) for place, said in sheet.beside]
        found += [(sheet.name, said) for said in sheet.margins if not _OF_THE_KIT.fullmatch(said)]
        if any(sheet is other for other in read):
            found += [(sheet.name, "")] if _TAKEN_BACK.search(sheet.name) else []
        else:
            words = in_words(cell for row in sheet.rows[:20] if not row.hidden for cell in row.cells)
            named = len(_WORD.findall(sheet.name)) >= PHRASE and not _BY_PROGRAMS.fullmatch(sheet.name)
            if sheet.rows or (named and not (sheet.beside or sheet.margins)):
                found.append((sheet.name, words))
    if found:
        yield listed("DOC016", found, file)
