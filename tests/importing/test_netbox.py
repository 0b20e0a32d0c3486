"""From NetBox: pages of its API as 3.7 and 4.3 give them, and the tables that it exports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from runbook.inventory.load import load_inventory
from tests.importing.conftest import Run
from tests.importing.netbox_sample import HOST, MAPPING, device, page, site, write_fleet
from tests.locked import LOCKED


@pytest.fixture(params=["3.7", "4.3"])
def fleet(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    (tmp_path / "map.yaml").write_text(MAPPING)
    return write_fleet(tmp_path, request.param)


def test_a_fleet_becomes_sites_with_their_appliances_and_people(run: Run, fleet: list[str], tmp_path: Path) -> None:
    made = tmp_path / "made.yaml"
    result = run("import", "netbox", *fleet, "--map", tmp_path / "map.yaml", "-o", made)
    assert result.exit_code == 0
    assert "added: site paris-la-defense, appliances: 2" in result.output
    text = made.read_text(encoding="utf-8")
    for part in (
        "    failover: {switch: shared-ip, shared_ip: 192.0.2.20}\n",
        '        ip: [192.0.2.22, "2001:db8::22"]\n',
        "        hostname: pa-1.example.com\n",  # what the name server calls its address
        "      - {initials: CM, name: Claire Martin, email: cm@example.com, roles: [technician, network]}\n",
        "      - {initials: AB, name: Anne Bernard, email: ab@example.com, roles: [approver]}\n",  # of the tenant
        "      - id: ly-1\n        role: standalone\n        form: virtual\n",
    ):
        assert part in text
    assert "sw-1" not in text  # no appliance by the mapping
    assert "Landlord" not in text  # signs nothing by the mapping
    assert "pa-9 is left out: its status is planned" in result.output


def test_what_it_does_not_know_is_named_by_check_with_its_line(run: Run, fleet: list[str], tmp_path: Path) -> None:
    made = tmp_path / "made.yaml"
    told = run("import", "netbox", *fleet, "--map", tmp_path / "map.yaml", "-o", made).output
    lines = made.read_text(encoding="utf-8").splitlines()
    hostname, staff = lines.index('    hostname: "?"') + 1, lines.index('    staff: "?"') + 1
    checked = run("check", made)
    assert checked.exit_code == 2
    assert f"{made}:{hostname}: sites[1].hostname: nobody has said yet what this is, write a name" in checked.output
    assert f"{made}:{staff}: sites[1].staff: nobody has said yet what this is, write a list" in checked.output
    assert "Not known yet, and written as ? or unknown: 5" in told
    text = made.read_text(encoding="utf-8").replace('hostname: "?"', "hostname: lyon.example.com")
    made.write_text(
        text.replace('staff: "?"', "staff: [{initials: X, name: X, roles: [technician]}]"), encoding="utf-8"
    )
    warned = run("check", made)
    assert (warned.exit_code, warned.output.count("it is not known which")) == (0, 3)


def test_a_second_run_changes_nothing(run: Run, fleet: list[str], tmp_path: Path) -> None:
    made = tmp_path / "made.yaml"
    words = ("import", "netbox", *fleet, "--map", tmp_path / "map.yaml", "-o", made)
    run(*words)
    before, moment = made.read_bytes(), made.stat().st_mtime_ns
    assert "nothing to change" in run(*words).output
    assert (made.read_bytes(), made.stat().st_mtime_ns) == (before, moment)
    assert not list(tmp_path.glob("*.bak"))


def test_all_versions_and_any_order_of_files_make_the_same(run: Run, tmp_path: Path) -> None:
    """Whichever of its two names the mapping has for the role of a device."""
    made = []
    for version, turn, name in (("3.5", 1, "role"), ("3.7", 1, "role"), ("4.3", -1, "role"), ("4.3", 1, "device_role")):
        folder = tmp_path / f"{version}-{name}"
        folder.mkdir()
        (folder / "map.yaml").write_text(MAPPING.replace("{role: remote-support}", f"{{{name}: remote-support}}"))
        files = write_fleet(folder, version)[::turn]
        run("import", "netbox", *files, "--map", folder / "map.yaml", "-o", folder / "made.yaml")
        made.append((folder / "made.yaml").read_bytes())
    assert len({*made}) == 1


def test_where_nothing_is_chosen_it_is_not_said_of_a_new_file_that_nothing_changes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("only: {role: printer}\n")
    made = tmp_path / "made.yaml"
    told = run("import", "netbox", *write_fleet(tmp_path, "4.3"), "--map", tmp_path / "map.yaml", "-o", made).output
    assert f"{made}: not written; nothing was found that would go into it." in told
    assert not made.exists()


def test_a_bare_list_and_one_object_are_read_as_well(run: Run, tmp_path: Path) -> None:
    lyon = site("4.3", 2, "Lyon")
    (tmp_path / "list.json").write_text(json.dumps([device("4.3", 1, "ly-1", lyon)]))
    (tmp_path / "one.json").write_text(json.dumps({**lyon, "time_zone": "Europe/Paris"}))
    made = tmp_path / "made.yaml"
    run("import", "netbox", tmp_path / "list.json", tmp_path / "one.json", "-o", made)
    assert "    timezone: Europe/Paris\n    appliances:\n      - id: ly-1\n" in made.read_text()


def test_tables_as_netbox_exports_them(run: Run, tmp_path: Path) -> None:
    """The heads are those that NetBox shows above its lists."""
    (tmp_path / "devices.csv").write_text(
        "Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address,BT base,BT software,Tags\n"
        'pa-1.example.com,Active,,"Paris, La Défense",,,Remote support,BT,B300,192.0.2.21/24,6.1.0,22.2.1,"a,b"\n'
        "sw-1,Active,,Lyon,,,Switch,Cisco,C9300,192.0.2.1/24,,,\n",
        encoding="utf-8-sig",
    )
    (tmp_path / "sites.csv").write_text(
        'Name,Slug,Status,Facility,Region,Time zone\n"Paris, La Défense",par01,Active,,,Europe/Paris\n',
        encoding="utf-8",
    )
    (tmp_path / "contacts.csv").write_text("Name,Title,Phone,Email\nClaire Martin,,,cm@example.com\n")
    (tmp_path / "assignments.csv").write_text(
        'Object Type,Object,Contact,Role,Priority\nDCIM | site,"Paris, La Défense",Claire Martin,Technician,Primary\n',
        encoding="utf-8",
    )
    (tmp_path / "map.yaml").write_text(
        "only: {role: Remote support}\nappliances: {base: custom_fields.bt_base, software: custom_fields.bt_software}\n"
    )
    made = tmp_path / "made.yaml"
    result = run("import", "netbox", *sorted(tmp_path.glob("*.csv")), "--map", tmp_path / "map.yaml", "-o", made)
    assert result.exit_code == 0, result.output
    text = made.read_text(encoding="utf-8")
    assert '  - id: par01\n    name: "Paris, La Défense"\n' in text
    assert "    timezone: Europe/Paris\n" in text
    assert '        ip: 192.0.2.21\n        base: "6.1.0"\n        software: "22.2.1"\n' in text
    assert "      - {initials: CM, name: Claire Martin, email: cm@example.com, roles: [technician]}\n" in text
    assert "sw-1" not in text


def test_heads_in_another_language_are_named_in_the_mapping(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "devices.csv"
    table.write_text("Nom;Statut;Site;Type\nly-1;Active;Lyon;B300\n")
    refused = run("import", "netbox", table, "-o", tmp_path / "made.yaml")
    assert (refused.exit_code, f"{table}:1: these are not the headings of any NetBox table" in refused.output) == (
        2,
        True,
    )
    (tmp_path / "map.yaml").write_text("columns: {Nom: name, Statut: status}\n")
    run("import", "netbox", table, "--map", tmp_path / "map.yaml", "-o", tmp_path / "made.yaml")
    assert "- id: ly-1\n" in (tmp_path / "made.yaml").read_text()


def test_pages_that_are_missing_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "devices.json").write_text(page(device("4.3", 1, "ly-1", site("4.3", 2, "Lyon")), count=230))
    told = run("import", "netbox", tmp_path / "devices.json", "-o", tmp_path / "made.yaml").output
    assert "devices.json: count: warning: this is a part of a list: 1 of 230 are there" in told


def test_what_is_no_list_is_refused_at_once_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    bad = {
        "denied.json": '{"detail": "Authentication credentials were not provided."}',
        "broken.json": '{"results": [',
        "other.json": '{"swagger": "2.0"}',
        "deep.json": '{"results": ' + "[" * 100_000,
    }
    for name, text in bad.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "map.yaml").write_text("onyl: {tag: bt}\nappliances: {base: 6}\n")
    files = [tmp_path / name for name in bad]
    result = run(
        "import", "netbox", *files, tmp_path / "gone.json", "--map", tmp_path / "map.yaml", "-o", tmp_path / "n.yaml"
    )
    assert result.exit_code == 2
    for part in (
        "denied.json: detail: NetBox gave no list, but said: Authentication credentials were not provided.",
        "broken.json: this is not JSON: it is cut off in line 1",
        "other.json: this is not a NetBox list",
        "deep.json: this JSON cannot be read",
        "gone.json: there is no such file",
        "map.yaml:1: onyl: there is no key onyl here, write only if you mean it",
        "map.yaml:2: appliances.base: ",
    ):
        assert part in result.output
    assert not (tmp_path / "n.yaml").exists()


HOSTILE = (
    "!!python/object/apply:os.system [id]", "{{ 7*7 }}", "=cmd|' /C calc'!A0", "a\nb: c\n- d", "\x00\x1b[31mred", "*x",
    "# a", "'; DROP TABLE", "\u202eevil", "x" * 2100, "\ud83d\ude00 – é",
)  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_stay_text_or_are_left_out(run: Run, tmp_path: Path, value: str) -> None:
    where = {**site("4.3", 2, "Lyon"), "name": value, "time_zone": value}
    thing = device(
        "4.3", 1, value, where, custom_fields={f"runbook_{key}": value for key in ("role", "base", "region", "form")}
    )
    (tmp_path / "devices.json").write_text(json.dumps([thing, where]))
    made = tmp_path / "made.yaml"
    result = run("import", "netbox", tmp_path / "devices.json", "-o", made)
    assert result.exit_code == 0, result.output
    text = made.read_text(encoding="utf-8")
    assert "- id: lyon\n" in text
    assert 'timezone: "?"' in text
    assert "base: unknown" in text
    checked = run("check", made)
    assert "sites[0].timezone: nobody has said yet" in checked.output
    assert "cannot be read as YAML" not in checked.output


@pytest.mark.long
def test_a_host_of_values_and_rows_is_bounded(run: Run, tmp_path: Path) -> None:
    (tmp_path / "many.json").write_text("[" + "{}," * 900_000 + "{}]")
    (tmp_path / "rows.csv").write_text("Name,Site,Type\n" + "a,b,c\n" * 200_002)
    result = run("import", "netbox", tmp_path / "many.json", tmp_path / "rows.csv", "-o", tmp_path / "made.yaml")
    assert (result.exit_code, (tmp_path / "made.yaml").exists()) == (2, False)
    assert "many.json: this file holds too many values" in result.output
    assert "rows.csv:200002: this table has more than 200000 rows" in result.output
    (tmp_path / "blank.csv").write_text("Name,Site,Type\n" + "\n" * 2**24)
    (tmp_path / "wide.csv").write_text("," * 2**24)
    result = run("import", "netbox", tmp_path / "blank.csv", tmp_path / "wide.csv", "-o", tmp_path / "made.yaml")
    assert (result.exit_code, (tmp_path / "made.yaml").exists()) == (2, False)
    assert "blank.csv:200002: this table has more than 200000 rows" in result.output
    assert "wide.csv:1: a line of this file is too long for a table" in result.output


def test_devices_without_a_name_or_site_are_told_with_their_place(run: Run, tmp_path: Path) -> None:
    lyon = site("4.3", 2, "Lyon")
    things = [device("4.3", 1, None, lyon), device("4.3", 2, "ly-2", None), device("4.3", 3, "ly-1", lyon)]
    things.append(device("4.3", 4, "LY-1.other.example.com", lyon))
    (tmp_path / "devices.json").write_text(page(*things))
    told = run("import", "netbox", tmp_path / "devices.json", "-o", tmp_path / "made.yaml").output
    for part in (
        "devices.json: results[0]: warning: this has no name",
        "devices.json: results[1].site: warning: ly-2 is at no site",
        "devices.json: results[3].name: warning: lyon already has an appliance LY-1: this one is left out",
    ):
        assert part in told
    assert HOST not in told
    assert load_refused(tmp_path / "made.yaml")


def load_refused(path: Path) -> bool:
    """Whether the kit makes no pages of an inventory with open places."""
    from runbook.errors import InputError

    with pytest.raises(InputError):
        load_inventory(path)
    return True


@pytest.mark.parametrize("name", LOCKED)
def test_a_workbook_is_no_list_of_netbox_s_with_a_password_or_without(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(LOCKED[name])
    told = run("import", "netbox", tmp_path / name, "-o", tmp_path / "made.yaml")
    assert (told.exit_code, "save its sheet as CSV" in told.output) == (2, True)


def paged(*objects: dict[str, Any], count: int | None, before: bool = False, after: bool = False) -> str:
    """A page of a list as the API gives it; from 4.6 on, one that is gone through by a cursor has no count."""
    address = f"{HOST}/api/dcim/devices/?limit=2&offset=2"
    whole = {"next": address if after else None, "previous": address if before else None, "results": objects}
    return json.dumps(whole if count is None else {"count": count, **whole})


@pytest.mark.parametrize("version", ["3.7", "4.3"])
@pytest.mark.parametrize("count", [3, None])
def test_a_list_in_several_pages_is_whole_with_all_of_them_alone(
    run: Run, tmp_path: Path, version: str, count: int | None
) -> None:
    lyon = site(version, 2, "Lyon", custom_fields={"runbook_hostname": "support.example.com"})
    ones = [device(version, number, f"ly-{number}", lyon) for number in (1, 2, 3)]
    pages = [
        paged(ones[0], count=count, after=True),
        paged(ones[1], count=count, before=True, after=True),
        paged(ones[2], count=count, before=True),
    ]
    files = [tmp_path / f"devices-{number}.json" for number in range(3)]
    for file, text in zip(files, pages, strict=True):
        file.write_text(text)
    whole = run("import", "netbox", *files, "-o", tmp_path / "whole.yaml")
    assert "this is a part of a list" not in whole.output
    assert "appliances: 3" in whole.output
    for left in range(3):
        some = [file for number, file in enumerate(files) if number != left]
        told = run("import", "netbox", *some, "-o", tmp_path / f"without-{left}.yaml").output
        assert told.count("warning: this is a part of a list: ") == (1 if count or left != 1 else 0), told


def test_a_first_page_without_objects_is_told_as_well(run: Run, tmp_path: Path) -> None:
    lyon = site("4.3", 2, "Lyon")
    (tmp_path / "devices.json").write_text(page(device("4.3", 1, "ly-1", lyon)))
    (tmp_path / "machines.json").write_text(
        paged(count=7, after=True).replace("dcim/devices", "virtualization/virtual-machines")
    )
    told = run("import", "netbox", tmp_path / "devices.json", tmp_path / "machines.json", "-o", tmp_path / "m.yaml")
    assert "machines.json: count: warning: this is a part of a list: 0 of 7 are there" in told.output


def test_fields_that_nothing_in_the_files_has_are_told_once(run: Run, tmp_path: Path) -> None:
    lyon = site("4.3", 2, "Lyon", custom_fields={"support_name": None})
    fields = {"bt_role": "primary", "bt_base": None}
    things = [device("4.3", number, f"ly-{number}", lyon, custom_fields=fields) for number in (1, 2)]
    (tmp_path / "devices.json").write_text(page(*things))
    (tmp_path / "sites.json").write_text(page(lyon))
    (tmp_path / "map.yaml").write_text(
        "sites: {hostname: custom_fields.support_name}\n"
        "appliances:\n"
        "  role: [custom_fields.gone, custom_fields.bt_role]\n"
        "  base: custom_fields.bt_base\n"
        "  software: custom_fields.bt_softwear\n"
        "  ip: primary_ip4.address\n"
        "  region: custom_fields.bt_rol\n"
        "  extra: {serial: serialnumber}\n"
    )
    files = tmp_path / "devices.json", tmp_path / "sites.json"
    told = run("import", "netbox", *files, "--map", tmp_path / "map.yaml", "-o", tmp_path / "m.yaml").output
    lines = [line.partition(" warning: ")[2] for line in told.splitlines() if "there is no field" in line]
    assert lines == [
        "there is no field custom_fields.bt_softwear in this list; the mapping names it for appliances.software, "
        "correct the mapping, or get that field, too",
        "there is no field custom_fields.bt_rol in this list; the mapping names it for appliances.region, "
        "write custom_fields.bt_role in the mapping if you mean it; otherwise get that field, too",
        "there is no field serialnumber in this list; the mapping names it for appliances.extra.serial, "
        "write serial in the mapping if you mean it; otherwise get that field, too",
    ]


def test_columns_that_a_table_lacks_and_values_that_fit_nowhere_are_told(run: Run, tmp_path: Path) -> None:
    """The heads are those of NetBox's “All data” of devices, and of virtual machines; some are left out."""
    (tmp_path / "devices.csv").write_text(
        "Name,Status,Tenant,Site,Role,Manufacturer,Type,Serial number,IP Address,IPv4 Address,IPv6 Address,BT role,"
        "BT base,Contacts,Tags,Created,Last updated,ID\n"
        "pa-1,Active,,Paris,Remote support,BT,B300,S-1,192.0.2.21/24,192.0.2.21/24,,chief,six,,,,,1\n",
        encoding="utf-8-sig",
    )
    (tmp_path / "machines.csv").write_text(
        "Name,Status,Site,Cluster,Role,Tenant,VCPUs,Memory (MB),Disk,IP Address,BT role,BT base\n"
        "pa-2,Active,Paris,esx,Remote support,,4.00,8192,200,192.0.2.22/24,backup,24.1\n"
    )
    (tmp_path / "map.yaml").write_text(
        "appliances: {role: custom_fields.bt_role, base: custom_fields.bt_base, software: custom_fields.bt_software}\n"
        "only: {rolle: Remote support, role: Remote support}\n"
        "columns: {Nom: name}\n"
    )
    files, made = (tmp_path / "devices.csv", tmp_path / "machines.csv"), tmp_path / "made.yaml"
    told = run("import", "netbox", *files, "--map", tmp_path / "map.yaml", "-o", made).output
    assert "for only.rolle, write role in the mapping if you mean it" in told
    assert "devices.csv:1: warning: no table has a column Nom, which the mapping names" in told
    assert "there is no field custom_fields.bt_software in this list; the mapping names it for appliances.soft" in told
    (tmp_path / "map.yaml").write_text((tmp_path / "map.yaml").read_text().replace("rolle: Remote support, ", ""))
    told = run("import", "netbox", *files, "--map", tmp_path / "map.yaml", "-o", made).output
    assert "devices.csv:2: custom_fields.bt_role: warning: chief is not one of: standalone / primary" in told
    assert "devices.csv:2: custom_fields.bt_base: warning: six is not a version" in told
    text = made.read_text(encoding="utf-8")
    assert "      - id: pa-2\n        role: backup\n        form: virtual\n" in text
    assert '        ip: 192.0.2.22\n        base: "24.1"\n' in text


def test_numbers_of_a_decimal_field_are_told_with_what_to_do_in_netbox(run: Run, tmp_path: Path) -> None:
    paris = site("4.3", 1, "Paris")
    fields = {"runbook_role": "standalone", "runbook_base": 6.1, "runbook_software": "24.1 beta", "runbook_model": True}
    (tmp_path / "devices.json").write_text(page(device("4.3", 1, "pa-1", paris, custom_fields=fields)))
    told = run("import", "netbox", tmp_path / "devices.json", "-o", tmp_path / "made.yaml").output
    assert (
        "custom_fields.runbook_base: warning: 6.1 is read as a number, make it a text there (in YAML, in quotes): "
        "as a number, 6.10 is 6.1\n"
    ) in told
    assert (
        "24.1 beta is not a version: only digits and dots say which of two is newer, write digits and dots there"
        in told
    )


def test_names_of_which_none_is_a_role_are_told_where_one_is_needed(run: Run, tmp_path: Path) -> None:
    paris = site("4.3", 1, "Paris")
    tags = [{"name": "blue", "slug": "blue"}, {"name": "old", "slug": "old"}]
    devices = [device("4.3", number, f"pa-{number}", paris, tags=tags) for number in (1, 2)]
    devices[1]["tags"] = [*tags, {"name": "Backup", "slug": "backup"}]
    file, mapping, made = tmp_path / "devices.json", tmp_path / "map.yaml", tmp_path / "made.yaml"
    mapping.write_text("appliances: {role: [custom_fields.role, tags], form: tags}\n")
    file.write_text(page(*devices))
    told = run("import", "netbox", file, "--map", mapping, "-o", made).output
    assert (
        "results[0].tags: warning: none of these is one of standalone / primary / backup / traffic: blue, old, "
        "say under values in the mapping what one of them means\n"
    ) in told
    assert told.count("none of these") == 1  # what the list itself says of the form will do
    text = made.read_text(encoding="utf-8")
    assert (text.count('role: "?"'), text.count("role: backup"), text.count("form: physical")) == (1, 1, 2)
    file.write_text(page(devices[0]))
    told = run("import", "netbox", file, "--map", mapping, "-o", tmp_path / "alone.yaml").output
    assert "none of these" not in told  # it is standalone
