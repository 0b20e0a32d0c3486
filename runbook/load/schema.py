"""The JSON Schema of an inventory, made from the model: `python -m runbook.load.schema` writes it anew.

Editors use it to complete and to check keys while an inventory is typed. It knows shapes only: what relates several
values is checked by `runbook check`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .shape import adapter

PLACE = Path("docs", "inventory.schema.json")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text() -> str:
    """The schema as JSON, indented, the same for the same model."""
    schema = adapter().json_schema(by_alias=True)
    head = {"$schema": DIALECT, "title": "Runbook Kit inventory"}
    return json.dumps(head | {key: schema[key] for key in sorted(schema) if key != "title"}, indent=2) + "\n"


def main() -> None:
    """Write the schema to the place that is named, or into the checkout that this is run in."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    place.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
