"""Files that a command reads because they lie in a folder that was named: its output replaces none of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from runbook.inventory.files import may_be_inventory
from runbook.reading.folder import files_in

Reads = Callable[[str], bool]


def read_below(output: Path, own: Callable[[bytes], bool], folders: Iterable[tuple[str, Reads]]) -> list[str]:
    """The file at `output`, where it is one that is read in a folder: each is given with the names that are read in it.

    None where there is nothing at `output`, or what is there is the command's own.
    """
    if not output.is_file() or own(output.read_bytes()):
        return []
    status = output.stat()
    for folder, wanted in folders:
        if folder != "-" and Path(folder).is_dir():
            files = files_in(folder, wanted)[0]
            if any(os.path.samestat(status, file.stat()) for file in files if file.is_file()):
                return [str(output)]
    return []


def inventory_below(inventory: str) -> tuple[str, Reads]:
    """An inventory, for `read_below`."""
    return inventory, may_be_inventory


def any_name(_name: str) -> bool:
    """Of folders all of whose files are read."""
    return True
