"""The example inventory, written for somebody who begins."""

from __future__ import annotations

from pathlib import Path

from runbook import resources
from runbook.atomic_write import make_folder
from runbook.errors import MachineError, naming
from runbook.i18n import N_
from runbook.part_file import part_file

NAME = "inventory.yaml"


def write_example(folder: Path) -> Path:
    """Write the commented example to `folder`, which is made where it is missing, and return its path.

    Raises MachineError where a file of that name is there already, and OSError where it cannot be written; then
    nothing is left behind. At any stop the file is either missing or whole.
    """
    text = (resources.templates() / NAME).read_bytes()
    make_folder(folder)
    target = folder / NAME
    if target.exists() or target.is_symlink():
        raise _taken(target)
    with naming(target), part_file(target, text, lasting=True) as beside:
        _put(beside, target)
    return target


def _put(source: Path, target: Path) -> None:
    """Give `source` the name `target`, in one go, and never in the place of another file."""
    try:
        target.hardlink_to(source)  # unlike a rename, it never takes another file's place
    except FileExistsError:
        raise _taken(target) from None
    except OSError:  # a disk without hard links
        if target.exists():
            raise _taken(target) from None
        source.replace(target)


def _taken(target: Path) -> MachineError:
    message = N_("{file} is there already, and was left as it is; name another folder, or move it away")
    return MachineError(message, file=str(target))
