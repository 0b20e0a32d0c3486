"""What the house beside an inventory, or one that is named, has in force of what `runbook config` shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runbook.errors import InputError

_OF_HOUSE = ("languages", "paper")  # settings that a house has its own word for


def by_house(inventory: str, named: Path | None, settings: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The settings that a house decides, anew: where it lies, and what house.yaml says where nothing else does.

    Of languages that is what holds where the inventory names none: `usual`. A house that is wrong says nothing here:
    `check` does.
    """
    from runbook.house.house_folder import house_beside

    folder = named if named is not None else house_beside(inventory)
    if folder is None:
        return {}
    found: dict[str, Any] = {} if named is not None else {"house": {"value": str(folder), "source": "beside"}}
    return found | _said(folder, settings)


def _said(folder: Path, settings: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    from runbook.house.house_load import read_house
    from runbook.procedures.load import load_procedures

    try:
        _house, draft = read_house(folder, load_procedures())
    except InputError:
        return {}
    entry = draft.file
    if entry is None:
        return {}
    found = {}
    for key in _OF_HOUSE:
        value = getattr(entry.noun, key)
        if value is not None and settings[key]["source"] == "default":
            line, _node = entry.file.root.find((key,))
            said = {"value": value} if key == "paper" else {"value": None, "usual": list(value)}
            found[key] = said | {"source": "house", "file": entry.file.name, "line": line}
    return found
