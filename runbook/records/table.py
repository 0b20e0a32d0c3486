"""Rows of cells, as a CSV file or a spreadsheet holds them, into parts of records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from runbook.i18n import N_
from runbook.model.finding import Args, Finding, Message
from runbook.model.record import (
    ENTRY_FIELDS,
    SHOWN_COLUMNS,
    UNREADABLE,
    WRITTEN_FIELDS,
    Entry,
    RecordPart,
    RecordPerson,
)
from runbook.reading.spreadsheet.csv_table import ABOVE
from runbook.reading.spreadsheet.table_row import TableRow, column_name
from runbook.reading.spreadsheet.words import Aside, in_words
from runbook.reading.unreadable import SomethingElse, Unreadable
from runbook.records.asides import Asides, another_state
from runbook.records.people import PERSONS, people_in
from runbook.records.table_line import Line, completed
from runbook.records.table_text import (
    DITTO_COLUMNS,
    asks_whether_done,
    day_and_time,
    is_ditto,
    is_header,
    is_lost,
    is_note_ditto,
    is_of_columns,
    is_ruled,
    joined,
    key_text,
    layout,
    looks_like_a_step,
    misread,
    not_done,
    plain,
    repaired,
    revision_named,
    rows_within,
    says_another_state,
    state_text,
    under_ditto,
    value_text,
)

ROWS = 100_000
_READ = {"state": state_text, "value": value_text, "revision": key_text, "run": key_text}  # what a program made of it
NOT_READ = ("number", "title", *SHOWN_COLUMNS)
_HEADING = N_(
    "The table has no column with the heading: {missing}. If this is one of them, give it that heading and verify "
    "again. If not, check that it holds nothing that matters."
)
NO_HEADER = N_(
    "name the record that was filled in; a table has to have the headings of the record.csv or record.xlsx that was "
    "rendered"
)


class Table:
    """Takes the rows of one table; then hands out what they are: parts, and findings of the whole table.

    `sheet` goes before the numbers of rows, where a file has several tables. What is written in `hidden_columns` is not
    read; that they say which record and step it is of is no secret, and is.
    """

    def __init__(self, file: str, sheet: str = "", hidden_columns: Collection[int] = ()) -> None:
        self.file, self.hidden_columns = file, hidden_columns
        self.prefix = f"{sheet}!" if sheet else ""
        self.columns: dict[str, int] = {}
        self.again: dict[int, str] = {}
        self.others: dict[int, str] = {}
        self.day = -1  # the column of the day, where times have one of their own
        self.width = 0
        self.yes_or_no = False  # the column of states asks whether a step was done
        self.misread = False
        self.section = 0
        self.revision = ""
        self.above: dict[str, str] = {}
        self.lines: list[Line] = []
        self.people: list[tuple[str, str, RecordPerson]] = []
        self.asides = Asides(file)

    def take(self, row: TableRow) -> None:
        """Read one row more."""
        if is_ruled(row.cells):
            return
        if is_header(row.cells, again=bool(self.columns)):
            self._begin(row)
            return
        if named := revision_named(row.cells):  # of the rows below that name none
            self.revision, self.above = named, {}
        if named or not self.columns:
            self._is_beside(row)
            return
        fields = self._fields(row)
        entry = _entry(fields)
        if row.hidden:
            if not entry.blank:
                self._is_gone(row, entry)
            return
        if is_of_columns(fields, is_first=not self.above):
            self._is_beside(row)
            return
        self._look_beyond(row)
        self._look_again(row, fields)
        if entry.step and looks_like_a_step(entry, fields.get("revision", "")):
            self._step(row, fields, entry)
        elif is_lost(fields):
            self.asides.fault(self._place(row), N_("it names no step: {what}"), in_words(row.cells))
        else:
            self._is_beside(row)

    def _place(self, row: TableRow) -> str:
        return f"{self.prefix}{row.number}"

    def _cell(self, row: TableRow, column: int) -> str:
        return f"{self.prefix}{column_name(column)}{row.number}"

    def _where(self, row: TableRow, column: int) -> str:
        return f"{self.file}:{self._cell(row, column)}"

    def _begin(self, row: TableRow) -> None:
        """A header, the first or one that was repeated: what follows is laid out so."""
        first = not self.columns
        self.columns, others, again = layout(row.cells)
        apart, self.day = day_and_time(row.cells, self.columns), -1
        if apart:
            self.day, self.columns["at"] = apart
            others = [name for name in others if name not in {row.cells[at] for at in apart if at >= 0}]
        self.yes_or_no = asks_whether_done(row.cells[self.columns["state"]]) if "state" in self.columns else False
        self.others = {column: name for column, name in enumerate(row.cells) if name in others}
        self.again = {column: name for name, column in again if name not in NOT_READ}
        self.width = max(column for column, name in enumerate(row.cells) if name.strip()) + 1
        self.section += 1
        self.above = {}
        self.misread = self.misread or misread(row.cells)
        where = f"{self.file}:{self._place(row)}"
        if first:
            remedy = _heading_remedy(self.columns)
            self.asides.faults += [
                Finding(code="DOC011", args=(("what", other),), where=where, remedy=remedy) for other in others
            ]

    def _fields(self, row: TableRow) -> dict[str, str]:
        """The texts of a row by the names of its columns; what nobody sees aside."""
        cells = row.cells
        width = len(cells)
        fields = {name: cells[column].strip() for name, column in self.columns.items() if column < width}
        fields.setdefault("step", "")
        if self.day >= 0 and self.day not in self.hidden_columns:
            time = fields.get("at", "")
            fields["at"] = joined(self._day(row) or (row.over.get(self.day, "") if time else ""), time)
        if row.over and fields["step"]:
            merged = {name: row.over.get(self.columns.get(name, -1), "") for name in DITTO_COLUMNS}
            fields |= {name: text for name, text in merged.items() if text and not fields.get(name)}
        if self.hidden_columns and not row.hidden:
            self._hide(row, fields)
        if not all(map(str.isascii, cells)):
            for name, text in fields.items():
                text = repaired(text) if self.misread else text
                fields[name] = text if name == "note" else plain(text)
        if row.unseen:
            self._cross_out(row, fields)
        if not row.hidden:
            columns = {*self.columns.values(), self.day}
            self.asides.formulas += [(self._cell(row, column), "") for column in row.formulas if column in columns]
        return fields | self._meant(fields)

    def _meant(self, fields: Mapping[str, str]) -> dict[str, str]:
        """What stands in the columns in which programs and people write in a manner of their own."""
        meant = {name: read(fields[name]) for name, read in _READ.items() if fields.get(name)}
        if self.yes_or_no and (state := not_done(fields)) is not None:
            meant["state"] = state
        return meant

    def _day(self, row: TableRow) -> str:
        """What stands in the column of the day, where there is one."""
        return row.cells[self.day].strip() if 0 <= self.day < len(row.cells) else ""

    def _hide(self, row: TableRow, fields: dict[str, str]) -> None:
        """What is written in hidden columns is named, and not read: it is there, and nobody can tell what it is."""
        hidden = [(name, column) for name in WRITTEN_FIELDS if (column := self.columns.get(name, -1)) >= 0]
        hidden += [("at", self.day)] if self.day >= 0 else []
        for name, column in hidden:
            text = row.cells[column].strip() if column < len(row.cells) else ""
            if column in self.hidden_columns and text:
                self.asides.unseen.append((self._cell(row, column), text))
                self.asides.gone.append(fields["step"])
                fields[name] = UNREADABLE

    def _cross_out(self, row: TableRow, fields: dict[str, str]) -> None:
        """Where the step is crossed out, the row does not count; else what stands in single cells does not. Where a
        cell says nothing else, nobody can tell what it does say."""
        gone = {name: row.unseen[column] for name, column in self.columns.items() if column in row.unseen}
        if not fields["step"] and "step" in gone:
            entry = _entry({name: f"{fields.get(name, '')} {gone.get(name, '')}".strip() for name in ENTRY_FIELDS})
            if not entry.blank and not row.hidden:
                self._is_gone(row, entry)
            fields.update(dict.fromkeys(fields, ""))
        elif not row.hidden:
            cells = [(name, self.columns[name]) for name in gone if name in WRITTEN_FIELDS]
            cells += [("at", self.day)] if self.day in row.unseen else []
            self.asides.unseen += [(self._cell(row, column), row.unseen[column]) for _, column in cells]
            if whole := [name for name, column in cells if not "".join(row.cells[column : column + 1]).strip()]:
                self.asides.gone.append(fields["step"])
                fields |= dict.fromkeys(whole, UNREADABLE)

    def _is_gone(self, row: TableRow, entry: Entry) -> None:
        """A row that is hidden or crossed out as a whole."""
        self.asides.unseen.append((self._place(row), _words(entry)))
        self.asides.gone.append(entry.step.strip())

    def _look_beyond(self, row: TableRow) -> None:
        """Text beyond the header's last column: the row is out of step with it, unless an empty cell is between."""
        if len(row.cells) <= self.width or len(row.cells) <= len(self.columns):
            return
        if more := [cell[:200].strip() for cell in row.cells[self.width :] if cell.strip()]:
            if row.cells[self.width].strip():
                self.asides.fault(self._place(row), N_("it has more cells than the header: {what}"), "; ".join(more))
            else:
                self.asides.beside.append((self._place(row), in_words(more)))
                for column in range(self.width, len(row.cells)):
                    self.others.setdefault(column, column_name(column))

    def _look_again(self, row: TableRow, fields: Mapping[str, str]) -> None:
        """A column that the header names twice, with other texts, or that is no record's, or has no name, and shows
        another state.

        It is told of the first row that shows it.
        """
        for column, name in tuple(self.again.items()):
            text = row.cells[column].strip() if column < len(row.cells) else ""
            if text and column not in self.hidden_columns and text != fields.get(name, ""):
                what = Message(N_("The column “{column}”, which is there twice,"), (("column", name),))
                args: Args = (("what", what), ("shown", fields.get(name, "")[:80]), ("stored", text[:80]))
                self.asides.faults.append(Finding(code="DOC015", args=args, where=self._where(row, column)))
                del self.again[column]
        for column, name in self.others.items():
            text = row.cells[column].strip() if name and column < len(row.cells) else ""
            if column not in self.hidden_columns and says_another_state(text, fields.get("state", ""), name):
                self.asides.faults.append(another_state(name, text, fields["state"], self._where(row, column)))
                self.others[column] = ""

    def _step(self, row: TableRow, fields: dict[str, str], entry: Entry) -> None:
        """A row of a record; or of a person, where it says so in place of the step."""
        if is_note_ditto(note := fields.get("note", "")):
            fields["note"] = note = self.above.get("note", "") or note  # of the very row above alone
            entry = _entry(fields)
        self.above["note"] = note
        for name in DITTO_COLUMNS:
            if text := fields.get(name, ""):
                if is_ditto(text):
                    fields[name] = self.above.get(name, text)
                    entry = _entry(fields)
                elif name == "at" and (full := under_ditto(text, self.above.get(name, ""))) != text:
                    fields[name] = self.above[name] = full
                    entry = _entry(fields)
                else:
                    self.above[name] = text
        self.revision = fields.get("revision") or self.revision
        if (swallowed := rows_within(fields, self.revision)) and not entry.blank:
            self.asides.fault(self._place(row), N_("a cell of it holds other rows of the record: {what}"), swallowed)
        run = fields.get("run", "")
        if entry.step.casefold() in PERSONS:
            self._person(row, run, entry)
        else:
            number = [] if self.columns.get("number") in self.hidden_columns else fields.get("number", "").split()
            self.lines.append(Line(self.section, self.revision, run, entry, self._place(row), "".join(number[-1:])))

    def _person(self, row: TableRow, run: str, entry: Entry) -> None:
        """Somebody who is not in the plan; a row that was left blank is none."""
        if entry.by:
            named = people_in(entry.by, entry.value, entry.note, self._place(row))
            self.people += [(self.revision, run, each) for each in named]
        elif any(map(str.isalnum, entry.value + entry.note)):
            what = in_words((entry.value, entry.note))
            self.asides.fault(self._place(row), N_("this person has no initials: {what}"), what)

    def _is_beside(self, row: TableRow) -> None:
        if not row.hidden and (text := in_words(row.cells)):
            self.asides.beside.append((self._place(row), text))

    def held(self) -> list[Aside]:
        """What somebody wrote into the rows."""
        lines = [(line.place, _words(line.entry)) for line in self.lines if not line.entry.blank]
        return lines + [(one.place, f"{one.initials} {one.name}") for _, _, one in self.people] + self.asides.unseen

    def parts(self, more: Sequence[Finding] = ()) -> Iterator[RecordPart]:
        """One part for each revision and run, the first with all findings and `more`. Raises Unreadable where there is
        no column of steps, or neither a step nor a person."""
        if not self.columns:
            raise SomethingElse(N_("this table has no header with the column “step”"), NO_HEADER)
        if not self.lines and not self.people and not self.asides.unseen:
            raise Unreadable(N_("this table has a header and no steps"))
        grouped: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in completed(self.lines):
            grouped[line.revision, line.run].append(line)
        filled = {revision for (revision, _), found in grouped.items() if any(not line.entry.blank for line in found)}
        for revision in filled & {revision for revision, run in grouped if not run}:  # a blank copy beside it
            if all(line.entry.blank for line in grouped[revision, ""]):
                del grouped[revision, ""]
        if not grouped:  # nothing but people, beside a form that has no rows for them; or all is hidden
            grouped |= {(revision, run): [] for revision, run, _ in self.people} or {(self.revision, ""): []}
        faults = (*self.asides.findings(), *more)
        for key, found in grouped.items():
            yield RecordPart(
                file=self.file,
                revision=key[0],
                site="",
                change="",
                run=key[1],
                entries=tuple(line.entry for line in found),
                places=tuple(line.place for line in found),
                numbers=tuple(line.number for line in found) if "number" in self.columns else (),
                faults=faults,
                people=tuple(person for *named, person in self.people if _is_of(tuple(named), key, grouped)),
            )
            faults = ()


def _is_of(named: tuple[str, ...], key: tuple[str, str], known: Collection[tuple[str, str]]) -> bool:
    """Whether somebody is named for the record `key`: for its run, or for its revision and no run that there is."""
    return named == key if named in known else named[0] in ("", key[0])


def _entry(fields: Mapping[str, str]) -> Entry:
    return Entry(**{name: fields[name] for name in ENTRY_FIELDS if name in fields})


def _words(entry: Entry) -> str:
    return in_words(getattr(entry, name) for name in ENTRY_FIELDS)


def parts_of_rows(rows: Iterator[TableRow], file: str, limit: int = ROWS) -> Iterator[RecordPart]:
    """The parts in a table. Columns may stand in any order, lines of text above the header and below the rows.

    Raises Unreadable where there is no column of steps, no step, or more than `limit` rows.
    """
    table = Table(file)
    fill(table, rows, limit)
    yield from table.parts()


def fill(table: Table, rows: Iterator[TableRow], limit: int) -> None:
    """Hand the rows to a table. Raises Unreadable where there are more than `limit`."""
    for count, row in enumerate(rows, 1):
        if count > limit:
            raise Unreadable(N_("this table has more than {limit} rows"), limit=str(limit))
        if not table.columns and count > ABOVE:
            return
        if any(row.cells) or row.unseen:
            table.take(row)


def _heading_remedy(columns: Collection[str]) -> Message | None:
    """What to do about a heading that is none of the record's, where the table lacks one of them."""
    missing = ", ".join(name for name in WRITTEN_FIELDS if name not in columns)
    return Message(_HEADING, (("missing", missing),)) if missing else None
