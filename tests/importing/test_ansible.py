"""From Ansible: what the real program prints, and what it printed once (samples/, which says how it was made)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.importing.conftest import Run

SAMPLES = Path(__file__).parent / "samples"
SAVED = SAMPLES / "ansible-inventory.json"
PROGRAM = shutil.which("ansible-inventory", path=os.environ.get("ANSIBLE_BIN") or None)


def test_hosts_become_appliances_of_the_sites_that_are_groups(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "made.yaml"
    result = run("import", "ansible", SAVED, "-o", made)
    assert result.exit_code == 0
    text = made.read_text(encoding="utf-8")
    for part in (
        "  - id: lyon\n    name: Lyon – Confluence\n    hostname: assistance.lyon.example.com\n",
        "      - id: ly-1\n        role: standalone\n        form: virtual\n        hostname: ly-1.example.com\n",
        '        ip: 192.0.2.11\n        base: "6.1.0"\n        software: "23.1.1"\n',
        "      - {initials: CM, name: Claire Martin, email: cm@example.com, roles: [technician, network]}\n",
        "      - {initials: AB, name: Alain Bernard, roles: [approver]}\n",  # initials are made of the name
        "    failover: {switch: dns}\n",
        "        model: \"=cmd|' /C calc'!A0\"\n",
    ):
        assert part in text
    assert "VAULT" not in text
    assert "sw1" not in text
    assert "hostvars.sw1: warning: it is not known at which site sw1 is" in result.output


def test_what_is_open_is_exported_to_be_filled_in_and_is_the_same_there_and_back(run: Run, tmp_path: Path) -> None:
    """Even where nothing but names is known: no people, no languages, no organisation."""
    bare = tmp_path / "bare.json"
    hosts = {"site_lyon": {"hosts": ["ly-1"]}, "site_paris": {"hosts": ["pa-1", "pa-2"]}}
    bare.write_text(json.dumps({"_meta": {"hostvars": {}}, **hosts}), encoding="utf-8")
    for source in (bare, SAVED):
        first, back = tmp_path / f"{source.stem}.yaml", tmp_path / f"{source.stem}-back.yaml"
        run("import", "ansible", source, "-o", first)
        text = first.read_text(encoding="utf-8").partition("\nschema:")[2]
        wanted, marks = yaml.safe_load(f"schema:{text}"), text.count('"?"')
        assert marks > 3
        for form in ("sheets.xlsx", "tables"):
            place = tmp_path / f"{source.stem}-{form}"
            told = run("export", first, "--to", "xlsx" if form == "sheets.xlsx" else "csv", "-o", place).output
            assert f"nobody has said yet what they are: {marks};" in told
            run("export", place, "-o", back, "--force")
            assert yaml.safe_load(back.read_text(encoding="utf-8")) == wanted
            checked = run("check", place, "--lang", "en").output
            assert checked.count("nobody has said yet") + checked.count("no row for this on the sheet") == marks


def test_templates_are_not_filled_in_and_are_told(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "made.yaml"
    told = run("import", "ansible", SAVED, "-o", made).output
    assert (
        "hostvars.pa-2.runbook_software: warning: this is a template that Ansible has not filled in: {{ latest }}"
        in told
    )
    assert "{{ lookup('pipe', 'id') }} is not a version" in told
    assert "{{" not in made.read_text(encoding="utf-8")


def test_no_template_becomes_a_site_or_a_name_and_no_address_has_a_mask(run: Run, tmp_path: Path) -> None:
    odd = {
        "a": {"runbook_site": "{{ place }}"},
        "b": {"runbook_site_name": "{{ place }}", "runbook_ip": "192.0.2.9/24", "runbook_shared_ip": "192.0.2.8/32"},
        "c": {"runbook_staff": [{"name": "{{ who }}"}], "runbook_ip": ["192.0.2.7/24", "2001:DB8::7/64"]},
        "d": {"runbook_staff": "[{'name': 'X Y'}]"},
    }
    groups = {"site_lyon": {"hosts": ["b"], "children": ["inner"]}, "inner": {"hosts": ["a", "c", "d"]}}
    (tmp_path / "list.json").write_text(json.dumps({"_meta": {"hostvars": odd}, **groups}))
    made = tmp_path / "made.yaml"
    told = run("import", "ansible", tmp_path / "list.json", "-o", made).output
    written = made.read_text(encoding="utf-8")
    assert ("{{" in written, "/24" in written, written.count("- id: lyon")) == (False, False, 1)
    assert "ip: [192.0.2.7, " in written
    for place in ("a.runbook_site", "b.runbook_site_name", "c.runbook_staff[0].name"):
        assert f"hostvars.{place}: warning: this is a template" in told
    assert "hostvars.d.runbook_staff: warning: this is not a list of people" in told
    assert "nothing to change" in run("import", "ansible", tmp_path / "list.json", "-o", made).output


def test_a_second_run_changes_nothing(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "made.yaml"
    run("import", "ansible", SAVED, "-o", made)
    before = made.read_bytes()
    assert "nothing to change" in run("import", "ansible", SAVED, "-o", made).output
    assert made.read_bytes() == before


def test_what_the_list_itself_leaves_open_is_not_known(run: Run, tmp_path: Path) -> None:
    """`?` is no name: somebody called so was added again by every run."""
    listed, made = tmp_path / "list.json", tmp_path / "made.yaml"
    data = json.loads(SAVED.read_text(encoding="utf-8"))
    variables = data["_meta"]["hostvars"]["ly-1.example.com"]
    variables["runbook_staff"].append({"name": "?", "initials": "?", "email": "?", "roles": ["approver"]})
    variables["runbook_model"] = "?"
    listed.write_text(json.dumps(data), encoding="utf-8")
    told = run("import", "ansible", listed, "-o", made).output
    assert "hostvars.ly-1.example.com.runbook_staff[" in told
    assert "this person has no name" in told
    before = made.read_bytes()
    assert "nothing to change" in run("import", "ansible", listed, "-o", made).output
    assert made.read_bytes() == before


@pytest.mark.skipif(PROGRAM is None, reason="needs ansible-inventory (on PATH, or in the folder ANSIBLE_BIN)")
def test_the_real_program_prints_what_was_saved(run: Run, tmp_path: Path) -> None:
    printed = subprocess.run(
        [str(PROGRAM), "-i", SAMPLES / "hosts.yml", "--list"],
        check=True, capture_output=True, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
    ).stdout  # fmt: skip
    (tmp_path / "now.json").write_bytes(printed)
    made = []
    for source in (SAVED, tmp_path / "now.json"):
        run("import", "ansible", source, "-o", tmp_path / f"{source.stem}.yaml")
        made.append((tmp_path / f"{source.stem}.yaml").read_bytes())
    assert made[0] == made[1]
    assert json.loads(printed)["_meta"]["hostvars"].keys() == json.loads(SAVED.read_text())["_meta"]["hostvars"].keys()


def test_sites_and_values_are_where_the_mapping_says(run: Run, tmp_path: Path) -> None:
    hosts = {
        "a1": {"dc": "Rome", "ver": "24.1.2", "kind": "vm"},
        "a2": {"dc": "Rome", "kind": "vm"},
        "b1": {"dc": "Oslo"},
    }
    listed = {
        "_meta": {"hostvars": hosts},
        "masters": {"hosts": ["a1"]},
        "spares": {"hosts": ["a2"]},
        "bt": {"children": ["masters", "spares"]},
    }
    (tmp_path / "list.json").write_text(json.dumps(listed))
    (tmp_path / "map.yaml").write_text(
        "only: {groups: bt}\ndomain: example.com\ntimezone: Europe/Rome\n"
        "appliances: {site: dc, software: ver, form: kind, role: groups}\n"
        "values: {form: {vm: virtual}, role: {masters: primary, spares: backup}}\n"
    )
    made = tmp_path / "made.yaml"
    told = run("import", "ansible", tmp_path / "list.json", "--map", tmp_path / "map.yaml", "-o", made).output
    text = made.read_text()
    assert "  - id: Rome\n    name: Rome\n" in text
    assert 'timezone: Europe/Rome\n    failover: {switch: "?"}\n' in text
    assert "      - id: a1\n        role: primary\n        form: virtual\n        hostname: a1.example.com\n" in text
    assert "role: backup" in text
    assert "Oslo" not in text
    assert "passed over" in told


def test_hosts_that_do_not_agree_are_told(run: Run, tmp_path: Path) -> None:
    hosts = {
        name: {"runbook_site": "rome", "runbook_timezone": zone} for name, zone in (("a", "Europe/Rome"), ("b", "UTC"))
    }
    (tmp_path / "list.json").write_text(json.dumps({"_meta": {"hostvars": hosts}}))
    told = run("import", "ansible", tmp_path / "list.json", "-o", tmp_path / "made.yaml").output
    assert "hostvars.b.runbook_timezone: warning: hosts of one site do not agree on this: Europe/Rome, UTC" in told


@pytest.mark.parametrize("text", ["{}", "[]", "null", '{"_meta": {"hostvars": []}}', '{"all": {"children": []}}'])
def test_what_is_no_list_is_refused(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "list.json").write_text(text)
    result = run("import", "ansible", tmp_path / "list.json", "-o", tmp_path / "made.yaml")
    assert (result.exit_code, (tmp_path / "made.yaml").exists()) == (2, False)
    assert "list.json: _meta.hostvars: this is not an Ansible list, get it with: ansible-inventory" in result.output


def test_a_list_full_of_odd_things_never_ends_in_a_traceback(run: Run, tmp_path: Path) -> None:
    odd: dict[str, object] = {
        "a": None,
        "b": [],
        "c": {"runbook_site": {"x": 1}, "runbook_staff": "x"},
        "": {"runbook_site": "r"},
    }
    odd["d"] = {
        "runbook_site": 5,
        "runbook_staff": [1, None, {"name": 7, "roles": {}}],
        "runbook_ip": ["1", {}],
        "runbook_base": 6.1,
    }
    listed = {"_meta": {"hostvars": odd}, "g": {"children": ["g"], "hosts": [1, "c"]}, "h": None}
    (tmp_path / "list.json").write_text(json.dumps(listed))
    made = tmp_path / "made.yaml"
    result = run("import", "ansible", tmp_path / "list.json", "-o", made)
    assert result.exit_code == 0, result.output
    assert "base: unknown" in made.read_text()
    assert "runbook_base: warning: 6.1 is read as a number" in result.output


def test_variables_that_no_host_has_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("appliances: {base: bt_bse, software: runbook_software}\nonly: {grups: [x]}\n")
    told = run("import", "ansible", SAVED, "--map", tmp_path / "map.yaml", "-o", tmp_path / "made.yaml").output
    assert "there is no field bt_bse in this list; the mapping names it for appliances.base" in told
    assert "for only.grups, write groups in the mapping if you mean it" in told
    assert told.count("there is no field") == 2
