"""Where in the sheets a path of an inventory is: `sites[0].changes[1].windows[0].start` is a cell of the windows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from runbook.inventory.workbook.columns import SheetKey

LISTS: Mapping[str, SheetKey] = {
    "sites": "sites",
    "appliances": "appliances",
    "staff": "people",
    "changes": "changes",
    "hops": "packages",
    "packages": "packages",
    "windows": "windows",
}
"""Keys whose items are the rows of a sheet."""
_PART = re.compile(r'\.?(?:([A-Za-z0-9_-]+)|"([^"]*)")|\[\d+\]')


class BookPath(NamedTuple):
    """A sheet, and a key within one of its rows, such as `failover.switch`; without a key, rows of it. `given`: there
    was a path at all."""

    sheet: SheetKey
    key: str
    given: bool


def book_path(path: str) -> BookPath:
    """What a path such as `sites[0].appliances[1].ip[0]` means in sheets."""
    sheet: SheetKey = "organisation"
    keys: list[str] = []
    for plain, quoted in _PART.findall(path):
        name = plain or quoted
        if name in LISTS and not keys:
            sheet = LISTS[name]
        elif name:
            keys.append(name)
    return BookPath(sheet, ".".join(keys), bool(path))
