"""The keys of a mapping, from the model, as docs/import.md has them: `python -m runbook.importing.mapping_page`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from runbook.model.mapping import ImportMapping
from runbook.reading.annotations import fields_of, limits_of


def rows(noun: Any = ImportMapping, above: str = "") -> Iterator[str]:
    """A line a key, those of a group behind it."""
    for part in fields_of(noun).values():
        kind, limits = limits_of(part.annotation)
        if is_dataclass(kind):
            yield from rows(kind, f"{above}{part.key}.")
        else:
            yield f"| `{above}{part.key}` | {limits.description} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join([*rows(), ""]))
