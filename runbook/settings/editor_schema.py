"""The JSON Schema of `runbook.toml`, made from the model: `python -m runbook.settings.editor_schema` writes it anew.

Editors that know TOML (taplo, Even Better TOML) complete and check the file by it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from runbook.model.settings import Settings
from runbook.reading.json_schema import DIALECT, SchemaMaker, json_text

PLACE = Path("docs", "runbook.schema.json")


def schema_text() -> str:
    """The schema as JSON, indented, the same for the same model."""
    return json_text({"$schema": DIALECT} | SchemaMaker().noun(Settings) | {"title": "Runbook Kit settings"})


def main() -> None:
    """Write the schema to the place that is named, or into the checkout that this is run in."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    place.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
