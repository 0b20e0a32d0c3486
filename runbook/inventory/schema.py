"""The JSON Schema of an inventory, made from the model: `python -m runbook.inventory.schema` writes it anew.

Editors use it to complete and to check keys while an inventory is typed. It refuses nothing that `runbook check`
accepts; of what relates several values it knows what `runbook.inventory.relations` says, and leaves the rest to the
checks.
"""

from __future__ import annotations

import sys
from pathlib import Path

from runbook.inventory.relations import RELATIONS
from runbook.model.site import Inventory
from runbook.reading.json_schema import DIALECT, SchemaMaker, json_text

PLACE = Path("docs", "inventory.schema.json")


def schema_text() -> str:
    """The schema as JSON, indented, the same for the same model."""
    maker = SchemaMaker(RELATIONS)
    root = maker.noun(Inventory)
    root["required"].remove("languages")  # the house may name them
    staff = maker.nouns["Site"]["properties"]["staff"]
    initials = {"type": "string", "description": "initials of somebody whom the house names"}
    staff["items"] = {"anyOf": [staff["items"], initials]}
    head = {"$schema": DIALECT, "$defs": {name: maker.nouns[name] for name in sorted(maker.nouns)}}
    return json_text(head | root | {"title": "Runbook Kit inventory"})


def main() -> None:
    """Write the schema to the place that is named, or into the checkout that this is run in."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    place.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
