"""The example house, written for somebody who begins."""

from __future__ import annotations

from pathlib import Path

from runbook import resources
from runbook.atomic_write import make_folder
from runbook.errors import MachineError, naming
from runbook.i18n import N_
from runbook.part_file import part_file


def write_example_house(folder: Path) -> Path:
    """Write the commented example to house/ in `folder`, which is made where it is missing, and return its path.

    Raises MachineError where there is something of that name already, and OSError where it cannot be written.
    """
    target = folder / "house"
    if target.exists() or target.is_symlink():
        message = N_("{file} already exists, and was left as it is; name another folder, or move it away")
        raise MachineError(message, file=str(target))
    source = resources.templates() / "house"
    for file in sorted(source.rglob("*")):
        place = target / file.relative_to(source)
        if file.is_dir():
            make_folder(place)
        else:
            make_folder(place.parent)
            with naming(place), part_file(place, file.read_bytes(), lasting=True) as beside:
                beside.replace(place)
    return target
