"""An inventory read whole, as its author wrote it, and given another form: YAML, a workbook, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from runbook.errors import RunbookError
from runbook.i18n import N_, Language
from runbook.inventory.load import KeepWritten, load_files
from runbook.inventory.wording import OPEN
from runbook.inventory.workbook.columns import SHEETS, value_kind
from runbook.inventory.workbook.sheet_rows import SheetRows, rows_of_inventory
from runbook.model.house import House
from runbook.reading.annotations import fields_of
from runbook.reading.nodes import Plain

_SIGNS = ("=", "+", "-", "@")  # what spreadsheets take for the beginning of a formula


class WrittenInventory(NamedTuple):
    """What stands beside the sites, and each site, as plain data."""

    heading: Mapping[str, Plain]
    sites: Sequence[Mapping[str, Plain]]

    def rows(self) -> SheetRows:
        """The rows of its sheets."""
        return rows_of_inventory(self.heading, self.sites)

    def open_values(self) -> int:
        """How many values nobody has said yet."""
        return _open_in(self.heading) + sum(map(_open_in, self.sites))


def read_written(path: str | Path, house: House | None = None) -> WrittenInventory:
    """The inventory at `path`, a file, a folder of files or "-"; its files are put together.

    Raises InputError with every problem, RunbookError where its files are of several organisations.
    """
    files = load_files(path, KeepWritten(lambda data: data), house=house)
    first = files[0].heading
    languages: Plain = list(first.languages) or OPEN
    sites: list[Mapping[str, Plain]] = []
    for file in files:
        if file.heading.organization != first.organization:
            problem = N_("{file} is of a different organisation from {first}; export them one by one")
            raise RunbookError(problem, file=file.file, first=files[0].file)
        own: Plain = list(file.heading.languages) or OPEN
        told = {} if own == languages else {"languages": own}
        sites += [_in_order({**told, **site}) for site in file.sites if isinstance(site, dict)]
    return WrittenInventory({"schema": 1, "organization": first.organization, "languages": languages}, sites)


def _open_in(value: Plain | Mapping[str, Plain]) -> int:
    if isinstance(value, Mapping):
        return sum(map(_open_in, value.values()))
    return sum(map(_open_in, value)) if isinstance(value, list) else value == OPEN


def _in_order(site: Mapping[str, Plain]) -> Mapping[str, Plain]:
    from runbook.model.site import Site

    keys = [part.key for part in fields_of(Site).values()]
    return {key: site[key] for key in (*keys, *site) if key in site}


def yaml_bytes(inventory: WrittenInventory) -> bytes:
    """As YAML."""
    import yaml

    data = {**inventory.heading, "sites": list(inventory.sites)}
    text: str = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120)
    return text.encode()


def csv_files(rows: SheetRows, language: Language) -> dict[str, bytes]:
    """As CSV, UTF-8 with a mark: the content of each file by its name.

    What spreadsheets would take for a formula has a ' before it, which reading takes away.
    """
    found = {}
    for sheet in SHEETS:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([language.text(column.head) for column in sheet.columns])
        kinds = [(column.key, value_kind(sheet.key, column) == "flag") for column in sheet.columns]
        for cells in rows[sheet.key]:
            values = [language.text(cells[key]) if flag and key in cells else cells.get(key, "") for key, flag in kinds]
            writer.writerow([f"'{one}" if one.lstrip("'").startswith(_SIGNS) else one for one in values])
        found[f"{sheet.key}.csv"] = b"\xef\xbb\xbf" + text.getvalue().encode()
    return found
