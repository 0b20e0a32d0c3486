"""docs/import.md: its mapping is one that is read, and does what the page says; its table is that of the model."""

from __future__ import annotations

import json
import re
from pathlib import Path

from runbook.importing.mapping_page import rows
from tests.importing.conftest import Run
from tests.importing.netbox_sample import device, nested, site

PAGE = (Path(__file__).parent.parent.parent / "docs" / "import.md").read_text(encoding="utf-8")


def test_the_example_is_imported(run: Run, tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "mapping.yaml").write_text(example, encoding="utf-8")
    where = site("4.3", 1, "Paris", custom_fields={"support_name": "support.example.com", "failover": "nat"})
    tags = {name: [nested("extras/tags", 1, name)] for name in ("bt-primary", "bt-backup")}
    role = nested("dcim/device-roles", 1, "Remote support")
    things = [
        where,
        device("4.3", 1, "pa-1", where, role=role, tags=tags["bt-primary"], custom_fields={"bt_base": "6.1.0"}),
        device("4.3", 2, "pa-2", where, role=role, tags=tags["bt-backup"], custom_fields={"bt_role": "backup"}),
    ]
    (tmp_path / "netbox.json").write_text(json.dumps(things))
    result = run(
        "import", "netbox", tmp_path / "netbox.json", "--map", tmp_path / "mapping.yaml", "-o", tmp_path / "i.yaml"
    )
    assert result.exit_code == 0
    text = (tmp_path / "i.yaml").read_text()
    for part in (
        "languages: [fr, en]\n",
        "failover: {switch: nat}",
        "role: primary",
        "role: backup",
        "extra: {serial: S-1}",
    ):
        assert part in text


def test_the_table_has_every_key_of_the_model() -> None:
    assert "\n".join(rows()) in PAGE
