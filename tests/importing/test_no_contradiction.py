"""What an import leaves is never refused for a reason that the import itself gave; and done twice, it is done once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.importing.conftest import Run
from tests.importing.netbox_sample import address, assignment, contact, device, site

VERSION = "4.3"
HEAD = "schema: 1\norganization: Example SA\nlanguages: [en]\nsites:\n"
APPLIANCE = """\
      - id: {id}
        role: {role}
        form: physical
        hostname: {id}.example.com
        ip: {ip}
        base: "6.1.0"
        software: "22.2.1"
"""
STAFF = "    staff: [{initials: CM, name: Claire Martin, roles: [technician, witness]}]\n"


def pair(failover: str) -> str:
    members = [("pa-1", "primary", "192.0.2.21"), ("pa-2", "backup", "192.0.2.22")]
    listed = "".join(APPLIANCE.format(id=name, role=role, ip=ip) for name, role, ip in members)
    place = "  - id: paris\n    name: Paris\n    hostname: support.example.com\n    timezone: Europe/Paris\n"
    return f"{HEAD}{place}    failover: {failover}\n    appliances:\n{listed}{STAFF}"


def hosts(folder: Path, **variables: Any) -> Path:
    """Both of the pair, as Ansible lists them; `variables` are those of the site."""
    own = {"runbook_site": "paris", **variables}
    both = {
        f"pa-{n}.example.com": {**own, "ansible_host": f"192.0.2.2{n}", "runbook_role": role}
        for n, role in ((1, "primary"), (2, "backup"))
    }
    path = folder / "hosts.json"
    path.write_text(json.dumps({"_meta": {"hostvars": both}, "all": {"hosts": list(both)}}))
    return path


def told_by_check(run: Run, inventory: Path) -> str:
    return run("check", inventory).output


@pytest.mark.parametrize(
    ("failover", "said", "after"),
    [
        ("{switch: shared-ip, shared_ip: 192.0.2.20}", {"runbook_switch": "dns"}, "no problem"),
        ("{switch: dns}", {"runbook_shared_ip": "192.0.2.20"}, "no problem"),
        ("{switch: dns}", {"runbook_switch": "shared-ip", "runbook_shared_ip": "192.0.2.20"}, "no problem"),
        ("{switch: dns}", {"runbook_switch": "shared-ip"}, "shared_ip: nobody has said yet what this is"),
        ("{switch: nat}", {"runbook_switch": "dns", "runbook_shared_ip": "192.0.2.20"}, "no problem"),
    ],
)
def test_how_users_are_moved_is_never_said_in_two_ways(run: Run, tmp_path: Path, failover, said, after) -> None:
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(pair(failover))
    first = run("import", "ansible", hosts(tmp_path, **said), "-o", inventory).output
    checked = told_by_check(run, inventory)
    assert after in checked.replace("warnings:", "no problem"), checked
    again = run("import", "ansible", hosts(tmp_path, **said), "-o", inventory).output
    assert "nothing to change" in again
    assert ("has a shared IP, and a switch by dns has none" in first) == ("shared_ip:" in failover)


def test_a_standalone_appliance_that_gets_company_is_open(run: Run, tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.yaml"
    place = "  - id: lyon\n    name: Lyon\n    hostname: support.example.com\n    timezone: Europe/Paris\n"
    own = APPLIANCE.format(id="ly-1", role="standalone", ip="192.0.2.11")
    inventory.write_text(f"{HEAD}{place}    appliances:\n{own}{STAFF}")
    lyon = site(VERSION, 1, "Lyon")
    things = [lyon, *(device(VERSION, n, f"ly-{n}.example.com", lyon) for n in (1, 2))]
    path = tmp_path / "netbox.json"
    path.write_text(json.dumps(things))
    told = run("import", "netbox", path, "-o", inventory).output
    assert 'changed: lyon: ly-1: role: standalone, now "?"' in told
    checked = told_by_check(run, inventory)
    assert checked.count("role: nobody has said yet what this is") == 2
    assert "is alone" not in checked
    assert "nothing to change" in run("import", "netbox", path, "-o", inventory).output


def test_initials_that_are_made_are_told_and_are_nobodys(run: Run, tmp_path: Path) -> None:
    rome = site(VERSION, 1, "Rome", time_zone="Europe/Rome")
    made = contact(VERSION, 1, "Claire Martin", "claire@example.com")
    given = contact(VERSION, 2, "Carl Meyer", "carl@example.com")
    given["custom_fields"] = {"runbook_initials": "CM"}
    at = [assignment(VERSION, n, "dcim.site", rome, who, "Technician") for n, who in ((1, made), (2, given))]
    things = [rome, device(VERSION, 1, "ro-1.example.com", rome, primary_ip4=address(1, "192.0.2.91/24"))]
    path, inventory = tmp_path / "netbox.json", tmp_path / "inventory.yaml"
    path.write_text(json.dumps([*things, made, given, *at]))
    told = run("import", "netbox", path, "-o", inventory).output
    assert "initials made from names at site rome: [CM2]" in told
    assert "those of somebody else" not in told_by_check(run, inventory)
    assert "nothing to change" in run("import", "netbox", path, "-o", inventory).output


BY_HAND: dict[str, Callable[[str], bytes]] = {
    "another order of keys": lambda text: (
        text.replace("    name: Rome\n", "").replace("  - id: rome\n", "  - name: Rome\n    id: rome\n").encode()
    ),
    "remarks": lambda text: text.replace("sites:\n", "# by hand\nsites:  # all of them\n").encode(),
    "Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "a mark at the beginning": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "anchors": lambda text: text.replace("form: physical", "form: &form physical").encode(),
    "tabs behind values": lambda text: text.replace("form: physical", "form: physical\t# a rack").encode(),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_second_run_after_an_edit_by_hand_changes_nothing(run: Run, tmp_path: Path, name: str) -> None:
    rome = site(VERSION, 1, "Rome", time_zone="Europe/Rome")
    path, inventory = tmp_path / "netbox.json", tmp_path / "inventory.yaml"
    path.write_text(json.dumps([rome, device(VERSION, 1, "ro-1.example.com", rome)]))
    run("import", "netbox", path, "-o", inventory)
    text = inventory.read_text(encoding="utf-8")
    edited = BY_HAND[name](text)
    assert edited != text.encode()
    inventory.write_bytes(edited)
    told = run("import", "netbox", path, "-o", inventory).output
    assert "nothing to change" in told, told
    assert inventory.read_bytes() == edited


def test_a_site_that_was_moved_to_another_file_is_found_there(run: Run, tmp_path: Path) -> None:
    rome, nice = site(VERSION, 1, "Rome", time_zone="Europe/Rome"), site(VERSION, 2, "Nice", time_zone="Europe/Paris")
    path, folder = tmp_path / "netbox.json", tmp_path / "inventory"
    path.write_text(
        json.dumps(
            [rome, nice, device(VERSION, 1, "ro-1.example.com", rome), device(VERSION, 2, "ni-1.example.com", nice)]
        )
    )
    folder.mkdir()
    (folder / "own.yaml").write_text(pair("{switch: dns}"))
    run("import", "netbox", path, "-o", folder)
    text = (folder / "netbox.yaml").read_text(encoding="utf-8")
    head, _, listed = text.partition("sites:\n")
    first, mark, second = listed.rpartition("\n  - id: ")
    (folder / "netbox.yaml").write_text(f"{head}sites:\n{first}\n", encoding="utf-8")
    (folder / "own.yaml").write_text(pair("{switch: dns}") + mark[1:] + second, encoding="utf-8")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert "nothing to change" in run("import", "netbox", path, "-o", folder).output
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_all_that_is_wrong_with_a_mapping_is_said_at_once_with_its_line(run: Run, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("organisation: X\nsites:\n  hostnam: a\nkeep: name\n")
    path = tmp_path / "netbox.json"
    path.write_text("[]")
    done = run("import", "netbox", path, "--map", mapping, "-o", tmp_path / "inventory.yaml")
    assert done.exit_code != 0
    for line in (1, 3, 4):
        assert f"mapping.yaml:{line}: " in done.output, done.output
    assert not (tmp_path / "inventory.yaml").exists()


def test_a_workbook_is_told_as_one(run: Run, tmp_path: Path) -> None:
    """Not by the control characters of its first lines: once, with what to do."""
    from openpyxl import Workbook

    book = tmp_path / "sites.xlsx"
    Workbook().save(book)
    result = run("import", "netbox", book, "-o", tmp_path / "made.yaml")
    assert result.exit_code == 2
    assert result.output.count("this is a workbook; NetBox and Ansible give JSON or CSV") == 1
    assert "docs/workbook.md" in result.output
    assert not (tmp_path / "made.yaml").exists()
