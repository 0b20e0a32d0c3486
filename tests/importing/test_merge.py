"""Into an inventory that is there: only what the other list knows better is another than before, and the rest stays."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import pytest

from runbook.inventory.load import load_inventory
from tests.importing.conftest import Run
from tests.importing.netbox_sample import address, assignment, contact, device, page, site

VERSION = "4.3"


def lines_of(before: str, after: str) -> list[str]:
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def fleet(folder: Path, *objects: dict[str, Any]) -> Path:
    path = folder / "netbox.json"
    path.write_text(json.dumps(objects))
    return path


def lyon(**fields: Any) -> list[dict[str, Any]]:
    where = {**site(VERSION, 1, "Lyon", time_zone="Europe/Paris"), "name": "Lyon – Confluence"}
    return [where, device(VERSION, 1, "LY-1.example.com", where, primary_ip4=address(1, "192.0.2.11/24"), **fields)]


def test_what_is_known_already_changes_nothing(run: Run, inventory: Path, tmp_path: Path) -> None:
    before = inventory.read_bytes()
    told = run("import", "netbox", fleet(tmp_path, *lyon()), "-o", inventory).output
    assert f"{inventory}: nothing to change." in told
    assert "not in the list, and left as it is: site paris" in told
    assert (inventory.read_bytes(), list(tmp_path.glob("*.bak"))) == (before, [])


def test_one_version_is_another_and_no_other_line(run: Run, inventory: Path, tmp_path: Path) -> None:
    before = inventory.read_text(encoding="utf-8")
    things = lyon(custom_fields={"runbook_software": "23.2.1", "runbook_base": "6.1"})  # 6.1 is 6.1.0
    told = run("import", "netbox", fleet(tmp_path, *things), "-o", inventory).output
    assert 'changed: lyon: ly-1: software: "23.1.1", now "23.2.1"' in told
    after = inventory.read_text(encoding="utf-8")
    assert lines_of(before, after) == ['-        software: "23.1.1"', '+        software: "23.2.1"']
    (kept,) = tmp_path.glob("inventory.yaml.*.bak")
    assert kept.read_text(encoding="utf-8") == before
    assert str(kept) in told
    again = run("import", "netbox", fleet(tmp_path, *things), "-o", inventory).output
    assert "nothing to change" in again
    assert load_inventory(inventory).sites[0].changes == load_inventory(kept).sites[0].changes


def test_a_traffic_node_people_and_a_site_are_added_where_they_belong(
    run: Run, inventory: Path, tmp_path: Path
) -> None:
    montreal, rome = site(VERSION, 2, "Montreal"), site(VERSION, 3, "Rome", time_zone="Europe/Rome")
    montreal["slug"] = "montreal"
    fields = {"runbook_role": "traffic", "runbook_region": "west"}
    node = device(VERSION, 5, "mo-n5", montreal, primary_ip4=address(2, "203.0.113.33/24"), custom_fields=fields)
    new = device(VERSION, 6, "ro-1.example.com", rome, primary_ip4=address(3, "192.0.2.91/24"))
    paul = contact(VERSION, 1, "Guy Tremblay", "gt@example.com")
    mary = contact(VERSION, 2, "Mary Gagnon", "mary@example.com")
    at = [assignment(VERSION, n, "dcim.site", montreal, who, "Witness") for n, who in ((1, paul), (2, mary))]
    before = inventory.read_text(encoding="utf-8")
    (tmp_path / "map.yaml").write_text("keep: [name]\n")
    words = (fleet(tmp_path, montreal, rome, node, new, paul, mary, *at), "--map", tmp_path / "map.yaml")
    told = run("import", "netbox", *words, "-o", inventory).output
    added = lines_of(before, inventory.read_text(encoding="utf-8"))
    assert [line for line in added if line.startswith("-")] == [
        "-      - {initials: GT, name: G. Tremblay, email: gt@example.com, roles: [technician, network]}"
    ]
    assert (
        "+      - {initials: GT, name: G. Tremblay, email: gt@example.com, roles: [technician, network, witness]}"
        in added
    )
    assert (
        "+      - {initials: MG2, name: Mary Gagnon, email: mary@example.com, roles: [witness]}" in added
    )  # MG is taken
    assert added.index("+      - id: mo-n5") < added.index("+  - id: rome")
    assert "added: Mary Gagnon to the people of site montreal" in told
    assert "montreal: GT: roles: witness" in told


def test_what_was_open_is_filled_in_and_what_somebody_wrote_stays(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "inventory.yaml"
    run("import", "netbox", fleet(tmp_path, *lyon()), "-o", made)
    text = made.read_text(encoding="utf-8").replace('organization: "?"', "organization: Mine  # ours")
    made.write_text(text.replace('    hostname: "?"', "    hostname: mine.example.com"), encoding="utf-8")
    where, thing = lyon(custom_fields={"runbook_base": "6.1.0"})
    claire = contact(VERSION, 1, "Claire Martin", "cm@example.com")
    held = assignment(VERSION, 1, "dcim.device", thing, claire, "Technician")
    told = run("import", "netbox", fleet(tmp_path, where, thing, claire, held), "-o", made).output
    after = made.read_text(encoding="utf-8")
    for part in (
        "organization: Mine  # ours\n",
        "    hostname: mine.example.com\n",
        '        base: "6.1.0"\n        software: unknown\n',
        "    staff:\n      - {initials: CM, name: Claire Martin, email: cm@example.com, roles: [technician]}\n",
    ):
        assert part in after
    assert 'filled in: lyon: LY-1: base: "6.1.0"' in told


def test_a_folder_takes_new_sites_in_a_file_of_their_own(run: Run, inventory: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fleet"
    folder.mkdir()
    inventory.rename(folder / "old.yaml")
    rome = site(VERSION, 3, "Rome", time_zone="Europe/Rome")
    things = [*lyon(custom_fields={"runbook_software": "23.2.1"}), device(VERSION, 6, "ro-1", rome)]
    for _time in (1, 2):
        run("import", "netbox", fleet(tmp_path, *things), "-o", folder)
    assert 'software: "23.2.1"' in (folder / "old.yaml").read_text(encoding="utf-8")
    assert (
        "organization: Example SA\nlanguages: [fr, en]\n\nsites:\n  - id: rome\n"
        in (folder / "netbox.yaml").read_text()
    )
    assert len(list(folder.glob("*.bak"))) == 1


def test_an_inventory_is_never_overwritten_without_its_name(
    run: Run, inventory: Path, tmp_path: Path, monkeypatch
) -> None:
    before = inventory.read_bytes()
    monkeypatch.chdir(tmp_path)
    result = run("import", "netbox", fleet(tmp_path, *lyon()))
    assert (result.exit_code, inventory.read_bytes()) == (2, before)
    assert "inventory.yaml already exists; to fill it in, name it: -o inventory.yaml" in result.output
    refused = run("import", "netbox", "inventory.yaml", "-o", "inventory.yaml")
    assert (refused.exit_code, inventory.read_bytes()) == (2, before)


def test_a_dry_run_says_the_same_and_writes_nothing(run: Run, inventory: Path, tmp_path: Path) -> None:
    before = inventory.read_bytes()
    things = lyon(custom_fields={"runbook_software": "23.2.1"})
    told = run("import", "netbox", fleet(tmp_path, *things), "-o", inventory, "--dry-run").output
    assert 'software: "23.1.1", now "23.2.1"' in told
    assert "would be written" in told
    assert (inventory.read_bytes(), list(tmp_path.glob("*.bak"))) == (before, [])


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("sites: &a\n  - *a\n", 2, "*a repeats &a"),
        ("schema: 1\nsites:\n  - &l {id: lyon, name: L}\n  - *l\n", 4, "cannot be changed"),
        ("a: b\n", 1, "no list of sites"),
        ("sites:\n  - {id: lyon\n", 2, "is not closed"),
    ],
)
def test_an_inventory_that_cannot_be_changed_is_refused_with_its_line(
    run: Run, tmp_path: Path, text: str, line: int, said: str
) -> None:
    made = tmp_path / "inventory.yaml"
    made.write_text(text)
    result = run("import", "netbox", fleet(tmp_path, *lyon()), "-o", made)
    assert (result.exit_code, made.read_text()) == (2, text)
    assert f"{made}:{line}: " in result.output
    assert said in result.output


def test_a_workbook_is_refused_with_the_way_out(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "fleet.xlsx"
    made.write_bytes(b"PK\x03\x04rest")
    result = run("import", "netbox", fleet(tmp_path, *lyon()), "-o", made)
    assert (result.exit_code, "this is a workbook" in result.output) == (2, True)
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    (sheets / "sites.csv").write_text("Site,Name\nlyon,Lyon\n")
    result = run("import", "netbox", fleet(tmp_path, *lyon()), "-o", sheets)
    assert (result.exit_code, "runbook export" in result.output) == (2, True)
    assert [file.name for file in sheets.iterdir()] == ["sites.csv"]


def test_one_of_two_addresses_is_another_and_the_other_stays(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "inventory.yaml"
    appliance = '{id: ly-1, hostname: ly-1.example.com, ip: [192.0.2.99, "2001:db8::11"]}'
    made.write_text(f"schema: 1\nsites:\n  - id: lyon\n    appliances:\n      - {appliance}  # both\n")
    assert run("import", "netbox", fleet(tmp_path, *lyon()), "-o", made).exit_code == 0
    moved = appliance[:-1].replace("192.0.2.99", "192.0.2.11")
    assert f"      - {moved}, model: B300, form: physical}}  # both\n" in made.read_text()


def test_how_users_are_moved_is_told_where_nobody_is_the_backup(run: Run, tmp_path: Path) -> None:
    where, thing = lyon()
    where["custom_fields"] = {"runbook_switch": "dns"}
    told = run("import", "netbox", fleet(tmp_path, where, thing), "-o", tmp_path / "made.yaml").output
    assert "results" not in told
    assert "[0].custom_fields.runbook_switch: warning: no appliance of lyon is known to be the backup" in told


def test_an_inventory_is_not_printed(run: Run, tmp_path: Path) -> None:
    result = run("import", "netbox", fleet(tmp_path, *lyon()), "-o", "-")
    assert (result.exit_code, "name a file after -o" in result.output) == (2, True)


def test_people_of_a_house_are_not_added_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "house.yaml").write_text(
        "schema: 1\nname: Example SA\npeople:\n"
        "  CM: {name: Claire Martin, email: cm@example.com, roles: [technician]}  # ours\n"
    )
    made = tmp_path / "inventory.yaml"
    made.write_text("schema: 1\nsites:\n  - id: lyon\n    appliances: []\n    staff: [CM]\n")
    where, thing = lyon()
    claire = contact(VERSION, 1, "Claire Martin", "cm@example.com")
    held = assignment(VERSION, 1, "dcim.site", where, claire, "Technician")
    result = run("import", "netbox", fleet(tmp_path, where, thing, claire, held), "-o", made)
    assert result.exit_code == 0, result.output
    assert "    staff: [CM]\n" in made.read_text()


@pytest.mark.long
def test_a_list_of_five_thousand_sites_is_taken_in_time(run: Run, tmp_path: Path) -> None:
    """A tenth of it here, and a tenth of what it may take on a busy machine."""
    objects = []
    for number in range(500):
        where = site(VERSION, number + 1, f"Site {number}", time_zone="Europe/Paris")
        objects += [where, device(VERSION, number + 1, f"s{number}-1", where)]
    (tmp_path / "netbox.json").write_text(page(*objects))
    made = tmp_path / "made.yaml"
    assert "New sites: 500" in run("import", "netbox", tmp_path / "netbox.json", "-o", made).output
    assert "nothing to change" in run("import", "netbox", tmp_path / "netbox.json", "-o", made).output
