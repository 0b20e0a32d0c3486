"""Sites as plain data -> the rows of all sheets: each value in the cell of its column, and what has none in `more`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from runbook.inventory.workbook.cells import cell_text, is_plain
from runbook.inventory.workbook.columns import CHANGE, HOP, MORE, PACKAGE, SHEETS, SITE, SheetKey, sheet_of
from runbook.reading.nodes import Plain

Cells = dict[str, str]
"""The cells of a row by the keys of their columns."""
SheetRows = dict[SheetKey, list[Cells]]
_LISTS = {
    "organisation": frozenset({"schema", "sites"}),
    "sites": frozenset({"appliances", "staff", "changes"}),
    "changes": frozenset({"hops", "windows"}),
}


def rows_of_inventory(heading: Mapping[str, Plain], sites: Iterable[Mapping[str, Plain]]) -> SheetRows:
    """The rows of every sheet, for an inventory that was checked."""
    rows: SheetRows = {sheet.key: [] for sheet in SHEETS}
    rows["organisation"].append(row_of("organisation", heading))
    for site in sites:
        rows["sites"].append(row_of("sites", site))
        link = {SITE: str(site["id"])}
        rows["appliances"] += [row_of("appliances", one, link) for one in _groups(site, "appliances")]
        rows["people"] += [row_of("people", one, link) for one in _people(site)]
        for change in _groups(site, "changes"):
            rows["changes"].append(row_of("changes", change, link))
            deep = link | {CHANGE: str(change["id"])}
            rows["packages"] += _packages(change, deep)
            rows["windows"] += [row_of("windows", one, deep) for one in _groups(change, "windows")]
    return rows


def _groups(group: Mapping[str, Plain], key: str) -> list[dict[str, Plain]]:
    listed = group.get(key)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _people(site: Mapping[str, Plain]) -> Iterator[dict[str, Plain]]:
    """The people of a site; of those whom the house names, the initials."""
    staff = site.get("staff")
    for one in staff if isinstance(staff, list) else ():
        yield one if isinstance(one, dict) else {"initials": one}


def _packages(change: Mapping[str, Plain], link: Cells) -> Iterator[Cells]:
    for number, hop in enumerate(_groups(change, "hops"), 1):
        here = link | {HOP: str(number)}
        packages = _groups(hop, "packages")
        for place, package in enumerate(packages, 1):
            yield row_of("packages", package, here | {PACKAGE: str(place)})
        if not packages:
            yield row_of("packages", hop, here)


def row_of(key: SheetKey, data: Mapping[str, Plain], link: Cells | None = None) -> Cells:
    """One row; `link` are the cells that say what it belongs to."""
    cells: Cells = dict(link or {})
    left: dict[str, Any] = deepcopy({name: value for name, value in data.items() if name not in _LISTS.get(key, ())})
    for column in sheet_of(key).columns:
        if column.link or column.key == MORE:
            continue
        *above, last = column.key.split(".")
        group: Any = left
        for name in above:
            group = group.get(name) if isinstance(group, dict) else None
        if isinstance(group, dict) and (text := cell_text(key, column, group.get(last))) is not None:
            cells[column.key] = text
            del group[last]
    if more := _without_blanks(left):
        cells[MORE] = flow_yaml(more)
    return cells


def _without_blanks(data: dict[str, Any]) -> dict[str, Any]:
    """Without keys that say nothing: those left out mean the same."""
    kept = {key: _without_blanks(value) if isinstance(value, dict) else value for key, value in data.items()}
    return {key: value for key, value in kept.items() if value is not None and value not in ({}, [])}


def flow_yaml(data: dict[str, Any]) -> str:
    """Keys with their values on one line of YAML, which a cell gives back as it is."""
    import yaml

    text = ""
    for unicode in (True, False):
        text = yaml.dump(
            data, Dumper=yaml.CSafeDumper, default_flow_style=True, allow_unicode=unicode, width=2**30, sort_keys=False
        ).strip()
        if is_plain(text):
            break
    return text
