"""A filled-in record as it was read: text in every field, nothing believed yet.

`Entry` is a msgspec struct and no dataclass: the JSON reader fills thousands of records a second straight into it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from runbook.model.finding import Finding
from runbook.model.printed import PrintedPage

FORMAT = "runbook-record/1"
UNREADABLE = "?"  # what is written where a time, a value or initials cannot be read
RECORD_SHEET = "record"  # what the sheet of a record.xlsx is called
State = Literal[
    "",  # not filled in
    "done",  # carried out and signed
    "na",  # does not apply, with the reason in `note`
    "skipped",  # left out, with the reason in `note`
    "failed",  # tried, without success; the reason in `note`
]
WRITTEN_STATES: tuple[State, ...] = ("done", "na", "skipped", "failed")  # those that somebody can choose
STATES: tuple[State, ...] = ("", *WRITTEN_STATES)


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of a record: what was written down for one step. All fields are text as it was read, without blanks."""

    step: str
    state: str = ""
    at: str = ""
    by: str = ""
    witness: str = ""
    value: str = ""
    note: str = ""

    @property
    def blank(self) -> bool:
        """Nothing was filled in."""
        return not (self.state or self.at or self.by or self.witness or self.value or self.note)


ENTRY_FIELDS: tuple[str, ...] = Entry.__struct_fields__
WRITTEN_FIELDS = ENTRY_FIELDS[1:]  # what is written down for a step
# The columns of a record as a table; number and title are for people, and not read.
TABLE_COLUMNS = ("revision", "run", "step", "number", "title", *WRITTEN_FIELDS)
# Columns of blank records that help whoever fills them in, and are not read either; any of them may be missing.
SHOWN_COLUMNS = ("appliance", "value asked", "witness due", "roles")


_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_AROUND = re.compile(r"\s*([:-])\s*")


def plain_id(step: str) -> str:
    """An identifier as a program may have changed it, with plain hyphens, and no blanks around them and colons."""
    if step.isascii() and " " not in step:
        return step
    return _AROUND.sub(r"\1", step.translate(_HYPHENS)).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPerson:
    """Somebody who was not in the plan and signed: a substitute, as the record names them. All text, as it was read."""

    initials: str
    name: str
    roles: tuple[str, ...]
    place: str = ""  # where in the file it stands: "14" for a row


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """What the checklist in a browser noted of one change: when, by the clock of which device.

    `clock` is aware; None where it is not told. `entry` is the place of the entry that was made; `codes` are what the
    page warned of before it was signed all the same, `reason` is why. `seconds`: by how much the clock was put forward,
    or back where it is below nought. `id` names the line, `by` are the initials of whoever held the device.
    """

    clock: datetime | None
    device: str = ""
    zone: str = ""
    entry: int | None = None
    codes: tuple[str, ...] = ()
    reason: str = ""
    seconds: int = 0
    place: str = ""
    id: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPart:
    """What one file holds of one record: several parts of the same revision and run make a record.

    `places` says for each entry where it stands in the file ("14" for a row); empty for JSON, where it is the index.
    `faults` are the findings of the reader (DOC): what could not be read, or is not as it seems.
    """

    file: str
    revision: str
    site: str
    change: str
    run: str
    entries: Sequence[Entry]
    places: Sequence[str] = ()
    faults: tuple[Finding, ...] = ()
    people: tuple[RecordPerson, ...] = ()
    numbers: Sequence[str] = ()  # of a table: the step number that is shown beside each entry
    log: tuple[LogLine, ...] = ()  # of the checklist in a browser
    printed: tuple[PrintedPage, ...] = ()  # of a form: what the kit printed on its pages, as it stands there

    @property
    def key(self) -> tuple[str, str]:
        """What tells records apart: revision and run."""
        return self.revision, self.run

    def place(self, index: int) -> str:
        """Where entry `index` stands: `record.csv:14`, `record.json:entries[3]`."""
        place = self.places[index] if self.places else f"entries[{index}]"
        return f"{self.file}:{place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSource:
    """A file that a record was read from: its name, and the hash of the bytes that were read ("": not asked for)."""

    name: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All parts of one record, in the order in which the files were named. `files` are the files of the parts."""

    revision: str
    run: str
    parts: tuple[RecordPart, ...]
    files: tuple[RecordSource, ...] = ()

    @property
    def site(self) -> str:
        """The site as the record names it; "" where it does not."""
        return next((part.site for part in self.parts if part.site), "")

    @property
    def change(self) -> str:
        """The change as the record names it; "" where it does not."""
        return next((part.change for part in self.parts if part.change), "")
