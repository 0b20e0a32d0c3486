"""Objects as NetBox's API gives them, with all fields of 3.7 and of 4.3 that matter and many that do not.

The fields are those of the serializers in NetBox's own source (dcim/api, ipam/api, tenancy/api, virtualization/api):
3.x has `device_role`, from 3.6 on beside `role`, `content_type` at contact assignments and `group` at contacts; 4.x has
`object_type`, `groups` and `display_url`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HOST = "https://netbox.example.com"


def nested(kind: str, number: int, name: str, **more: Any) -> dict[str, Any]:
    """An object as others name it."""
    url = f"{HOST}/api/{kind}/{number}/"
    return {"id": number, "url": url, "display": name, "name": name, "slug": slug(name), **more}


def slug(name: str) -> str:
    plain = name.lower().replace("é", "e").replace("–", "-")
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def address(number: int, text: str) -> dict[str, Any]:
    family = {"value": 6, "label": "IPv6"} if ":" in text else {"value": 4, "label": "IPv4"}
    url = f"{HOST}/api/ipam/ip-addresses/{number}/"
    return {"id": number, "url": url, "display": text, "family": family, "address": text, "description": ""}


def common(version: str, kind: str, number: int, name: str) -> dict[str, Any]:
    shown = {} if version.startswith("3") else {"display_url": f"{HOST}/{kind}/{number}/"}
    dates = {"created": "2025-01-01T08:00:00Z", "last_updated": "2026-01-01T08:00:00Z"}
    return {"id": number, "url": f"{HOST}/api/{kind}/{number}/", **shown, "display": name, "name": name, **dates}


def site(version: str, number: int, name: str, **more: Any) -> dict[str, Any]:
    empty = {"status": {"value": "active", "label": "Active"}, "region": None, "group": None, "tenant": None}
    fields: dict[str, Any] = {
        "facility": "",
        "time_zone": None,
        "description": "",
        "tags": [],
        "custom_fields": {},
        "asns": [],
    }
    return {**common(version, "dcim/sites", number, name), "slug": slug(name), **empty, **fields, **more}


def device(version: str, number: int, name: str | None, at: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    role = nested("dcim/device-roles", 4, "Remote support")
    names = {"3.5": ["device_role"], "3.7": ["device_role", "role"]}.get(version, ["role"])
    roles = dict.fromkeys(names, role)
    model = {
        "id": 9,
        "url": f"{HOST}/api/dcim/device-types/9/",
        "display": "B300",
        "manufacturer": nested("dcim/manufacturers", 2, "BeyondTrust"),
        "model": "B300",
        "slug": "b300",
    }
    where = at and nested("dcim/sites", at["id"], at["name"])
    fields = {"device_type": model, **roles, "serial": "S-1", "asset_tag": None, "site": where, "rack": None}
    state = {"status": {"value": "active", "label": "Active"}, "tags": [], "custom_fields": {}, "config_context": {}}
    addresses = {"primary_ip": None, "primary_ip4": None, "primary_ip6": None}
    return {**common(version, "dcim/devices", number, str(name)), "name": name, **fields, **addresses, **state, **more}


def machine(version: str, number: int, name: str, at: dict[str, Any], **more: Any) -> dict[str, Any]:
    found = device(version, number, name, at)
    found["role"] = found.get("role") or found["device_role"]  # so in all versions
    for key in ("device_type", "device_role", "serial", "asset_tag", "rack"):
        found.pop(key, None)
    url = f"{HOST}/api/virtualization/virtual-machines/{number}/"
    return {**found, "url": url, "cluster": None, "vcpus": 4.0, "memory": 8192, "disk": 200, **more}


def contact(version: str, number: int, name: str, email: str, **more: Any) -> dict[str, Any]:
    groups: dict[str, Any] = {"group": None} if version.startswith("3") else {"groups": []}
    fields = {"title": "", "phone": "", "email": email, "address": "", "link": "", "custom_fields": {}, "tags": []}
    return {**common(version, "tenancy/contacts", number, name), **groups, **fields, **more}


def assignment(
    version: str, number: int, kind: str, target: dict[str, Any], who: dict[str, Any], role: str | None
) -> dict[str, Any]:
    made = common(version, "tenancy/contact-assignments", number, who["name"])
    made.pop("name")
    kinds = {"content_type": kind} if version.startswith("3") else {"object_type": kind}
    held = role and nested("tenancy/contact-roles", 7, role)
    named = {"contact": nested("tenancy/contacts", who["id"], who["name"]), "role": held, "priority": None}
    return {**made, **kinds, "object_id": target["id"], "object": target, **named}


def page(*objects: dict[str, Any], count: int | None = None) -> str:
    whole = {"count": len(objects) if count is None else count, "next": None, "previous": None, "results": objects}
    return json.dumps(whole, ensure_ascii=False)


def write_fleet(folder: Path, version: str) -> list[str]:
    """Two sites with a pair and a virtual machine, a switch, people; the names of the files."""
    paris = site(
        version,
        1,
        "Paris – La Défense",
        time_zone="Europe/Paris",
        custom_fields={"bt_name": "support.example.com", "bt_switch": "shared-ip"},
        tenant=nested("tenancy/tenants", 3, "Example SA"),
    )
    lyon = site(version, 2, "Lyon", time_zone="Europe/Paris")
    bare = site(version, 3, "Depot")
    fields = {"bt_base": "6.1.0", "bt_software": "22.2.1"}
    tag = nested("extras/tags", 1, "bt-primary")
    objects = {
        "sites": page(paris, lyon, bare),
        "devices": page(
            device(
                version, 1, "pa-1", paris, primary_ip4=address(1, "192.0.2.21/24"), tags=[tag], custom_fields=fields
            ),
            device(
                version,
                2,
                "pa-2.example.com",
                paris,
                primary_ip4=address(2, "192.0.2.22/24"),
                primary_ip6=address(3, "2001:db8::22/64"),
                tags=[nested("extras/tags", 2, "bt-backup")],
                custom_fields={"bt_base": "6.1.0", "bt_software": None},
            ),
            device(version, 3, "sw-1", paris, role=nested("dcim/device-roles", 5, "Switch")),
            device(version, 4, "pa-9", paris, status={"value": "planned", "label": "Planned"}),
        ),
        "machines": page(machine(version, 1, "ly-1", lyon, primary_ip4=address(4, "192.0.2.11/24"))),
        "addresses": page(
            {**address(1, "192.0.2.21/24"), "role": None, "dns_name": "pa-1.example.com", "assigned_object": None},
            {
                **address(9, "192.0.2.20/24"),
                "role": {"value": "vip", "label": "VIP"},
                "dns_name": "",
                "assigned_object": {
                    **nested("dcim/interfaces", 1, "eth0"),
                    "device": nested("dcim/devices", 1, "pa-1"),
                },
            },
        ),
        "contacts": page(
            claire := contact(version, 1, "Claire Martin", "cm@example.com"),
            anne := contact(version, 2, "Anne Bernard", "ab@example.com"),
            owner := contact(version, 3, "Landlord Ltd", "landlord@example.com"),
        ),
        "assignments": page(
            assignment(version, 1, "dcim.site", paris, claire, "Technician"),
            assignment(version, 2, "dcim.site", paris, claire, "Network team"),
            assignment(version, 3, "tenancy.tenant", nested("tenancy/tenants", 3, "Example SA"), anne, "Approver"),
            assignment(version, 4, "dcim.site", paris, owner, "Landlord"),
        ),
    }
    for name, text in objects.items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return [str(folder / f"{name}.json") for name in objects]


MAPPING = """\
organization: Example SA
languages: [fr, en]
only: {role: remote-support}
sites: {hostname: custom_fields.bt_name, switch: custom_fields.bt_switch}
appliances: {role: tags, base: custom_fields.bt_base, software: custom_fields.bt_software}
values:
  role: {bt-primary: primary, bt-backup: backup}
contact_roles: {network-team: [network], landlord: []}
"""
