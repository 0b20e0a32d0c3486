"""A played record as a file: the JSON of the contract, or the rows of record.csv."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.model.record import ENTRY_FIELDS, FORMAT, TABLE_COLUMNS, WRITTEN_FIELDS, Entry
from runbook.records.blank import BOM
from runbook.records.blank_rows import rows

RecordPlayed = tuple[Plan, str, Sequence[Entry]]  # the plan, the run, and what was signed


def json_bytes(plan: Plan, run: str, entries: Sequence[Entry], indent: int | None = 1) -> bytes:
    """The record as JSON; with `indent` None on one line, as a line of JSON lines."""
    return json.dumps(_record(plan, run, entries), ensure_ascii=False, indent=indent).encode() + b"\n"


def joined_json(parts: Sequence[RecordPlayed]) -> bytes:
    """The records of one change under several plans as a list."""
    return json.dumps([_record(*part) for part in parts], ensure_ascii=False, indent=1).encode() + b"\n"


def _record(plan: Plan, run: str, entries: Sequence[Entry]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "revision": plan.revision,
        "site": plan.site,
        "change": plan.change,
        "run": run,
        "entries": [{name: getattr(entry, name) for name in ENTRY_FIELDS} for entry in entries],
    }


def csv_bytes(plan: Plan, run: str, entries: Sequence[Entry], language: Language) -> bytes:
    """The blank record.csv of the plan, filled in; entries for a step that is not in it come last."""
    return joined_csv([(plan, run, entries)], language)


def joined_csv(parts: Sequence[RecordPlayed], language: Language) -> bytes:
    """The same of one change under several plans: of all but the last one, the rows that are filled in."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(TABLE_COLUMNS)
    for number, (plan, run, entries) in enumerate(parts, 1):
        left = list(entries)
        for blank in rows(plan, language):
            filled = [entry for entry in left if entry.step == blank[2]]
            for entry in filled or [Entry(step=blank[2])] * (number == len(parts)):
                writer.writerow(_row(blank, run, entry))
            left = [entry for entry in left if entry.step != blank[2]]
        for entry in left:
            writer.writerow(_row((plan.revision, "", entry.step, "", ""), run, entry))
    return (BOM + text.getvalue()).encode()


def _row(blank: tuple[str, ...], run: str, entry: Entry) -> tuple[str, ...]:
    return (blank[0], run, *blank[2:5], *(getattr(entry, name) for name in WRITTEN_FIELDS))
