"""The JSON Schema of a house, made from the model: `python -m runbook.house.house_schema` writes it anew.

Each kind of file is a definition of its own: `docs/house.schema.json#/$defs/house`, `steps`, `rules`, `paths`. It
refuses nothing that `runbook procedures check --house` accepts, and leaves to the checks what relates several values.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from runbook.model.house import HouseFile, HousePath, HouseRule, HouseStep
from runbook.model.procedure import PlainName, RuleName
from runbook.reading.json_schema import DIALECT, SchemaMaker, json_text

PLACE = Path("docs", "house.schema.json")
_FILES: dict[str, Any] = {
    "house": HouseFile,
    "steps": dict[PlainName, HouseStep],
    "rules": dict[RuleName, HouseRule],
    "paths": HousePath,
}


def schema_text() -> str:
    """The schema as JSON, indented, the same for the same model."""
    maker = SchemaMaker()
    files = {part: maker.value(noun) for part, noun in _FILES.items()}
    nouns = {name: maker.nouns[name] for name in sorted(maker.nouns)}
    head = {"$schema": DIALECT, "title": "Runbook Kit house"}
    return json_text(head | {"anyOf": [{"$ref": f"#/$defs/{part}"} for part in _FILES], "$defs": files | nouns})


def main() -> None:
    """Write the schema to the place that is named, or into the checkout that this is run in."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    place.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
