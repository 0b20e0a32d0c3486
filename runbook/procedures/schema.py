"""The JSON Schema of procedures, made from the model: `python -m runbook.procedures.schema` writes it anew.

Each kind of file is a definition of its own, named as the file is: `docs/procedures.schema.json#/$defs/rules`. Editors
complete and check keys with it. It refuses nothing that `runbook procedures check` accepts, and leaves to the checks
what relates several values or files.
"""

from __future__ import annotations

import sys
from pathlib import Path

from runbook.procedures.facts import FACTS
from runbook.procedures.files import PARTS, root_of
from runbook.procedures.values import VALUES
from runbook.reading.json_schema import DIALECT, Schema, SchemaMaker, json_text

PLACE = Path("docs", "procedures.schema.json")


def schema_text() -> str:
    """The schema as JSON, indented, the same for the same model."""
    maker = SchemaMaker()
    files = {part: maker.value(root_of(part)) for part in PARTS}
    nouns = {name: _with_names(maker.nouns[name]) for name in sorted(maker.nouns)}
    head = {"$schema": DIALECT, "title": "Runbook Kit procedures"}
    return json_text(head | {"anyOf": [{"$ref": f"#/$defs/{part}"} for part in PARTS], "$defs": files | nouns})


def _with_names(noun: Schema) -> Schema:
    """A noun whose conditions and values are those that the kit knows."""
    found: Schema = noun["properties"]
    for key in ("when", "unless"):
        if key in found:
            found[key]["items"] = {"enum": [*FACTS]}
    if noun["title"] == "SlotData":
        found["value"] = {"enum": [*VALUES]} | {"description": found["value"]["description"]}
    return noun


def main() -> None:
    """Write the schema to the place that is named, or into the checkout that this is run in."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    place.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
