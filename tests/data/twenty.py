"""Makes twenty.yaml, one site for each procedure path: `python tests/data/twenty.py` writes it anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import yaml

PLACE = Path(__file__).with_name("twenty.yaml")
FIRST_NIGHT = datetime(2026, 12, 5, 20, 0)
SOFTWARE = ("23.2.3", "24.1.2", "24.3.4")
BASE = ("6.2.0", None, "7.0.1")
ZONES = ("Europe/Paris", "America/Toronto", "Asia/Tokyo", "Africa/Casablanca", "Pacific/Noumea")
CITIES = (
    *("Albi", "Brest", "Colmar", "Dijon", "Évry", "Foix", "Gap", "Hyères", "Istres", "Joigny"),
    *("Kaysersberg", "Lille", "Metz", "Nîmes", "Orange", "Pau", "Quimper", "Rodez", "Sète", "Tours"),
)
SWITCHES = ("shared-ip", "dns", "nat")
METHODS = ("automatic", "manual")
FORMS = (("physical", "physical"), ("physical", "virtual"), ("virtual", "physical"))

Data = dict[str, Any]


def appliance(number: int, index: int, role: str, form: str, **more: str) -> Data:
    """One appliance of site `number`, with addresses of its own."""
    name = f"s{number:02}-{index}"
    return {
        "id": name,
        "role": role,
        "form": form,
        "hostname": f"{name}.example.com",
        "ip": f"203.0.113.{number * 10 + index}",
        "base": "6.1.0",
        "software": "22.2.1",
        **more,
    }


def shapes() -> list[tuple[list[tuple[str, str, str]], str | None, Data]]:
    """Roles, forms and regions; the switch; what the change says: one for each path."""
    alone = [("standalone", "physical", "")]
    pair = [("primary", "physical", ""), ("backup", "virtual", "")]
    nodes = [("traffic", "virtual", "east"), ("traffic", "physical", "west")] * 2
    found: list[tuple[list[tuple[str, str, str]], str | None, Data]] = []
    found += [(alone, None, {"kind": "upgrade", "method": method}) for method in METHODS]
    found += [(pair, "dns", {"kind": "upgrade", "method": method, "order": "synchronous"}) for method in METHODS]
    found += [
        (pair, switch, {"kind": "upgrade", "method": method, "order": "asynchronous"})
        for method, switch in product(METHODS, SWITCHES)
    ]
    found += [([*pair, *nodes], switch, {"kind": "upgrade"}) for switch in SWITCHES]
    found += [([pair[0], *nodes[:3]], None, {"kind": "upgrade"})]
    found += [
        ([("standalone", old, "")], None, {"kind": "migrate", "method": method, "form": new})
        for (old, new), method in product(FORMS, METHODS)
    ]
    return found


def windows(change: Data, site: int, appliances: int) -> list[Data]:
    """As many as the hops need, three nights apart; a cluster's are long."""
    pair = "order" in change
    hours = 8 if appliances < 3 else 2 + 3 * appliances
    starts = [FIRST_NIGHT + timedelta(days=site % 7 + 3 * n) for n in range(len(change["hops"]) * (1 + pair))]
    return [
        {"start": f"{start:%Y-%m-%d %H:%M}", "end": f"{start + timedelta(hours=hours):%Y-%m-%d %H:%M}"}
        for start in starts
    ]


def site(number: int, roles: list[tuple[str, str, str]], switch: str | None, change: Data) -> Data:
    """Site `number`, with its one change."""
    city = CITIES[number]
    change = dict(change, id=f"CHG{100 + number:04}", major=number % 3 != 0)
    form = change.pop("form", None)
    hops = 1 if form else number % 3 + 1
    change["client_wait"] = "remove-clients" if number % 4 == 3 else "24h"
    change["hops"] = [
        {key: value for key, value in (("base", BASE[hop]), ("software", SOFTWARE[hop])) if value}
        for hop in range(hops)
    ]
    change["windows"] = windows(change, number, len(roles))
    if form:
        new = appliance(number, 9, "", form)
        change |= {"from": f"s{number:02}-1", "to": {key: new[key] for key in ("id", "form", "hostname", "ip")}}
    failover = {"switch": switch} | ({"shared_ip": f"203.0.113.{number * 10 + 8}"} if switch == "shared-ip" else {})
    return {
        "id": f"site-{number:02}",
        "name": city,
        "hostname": f"help{number:02}.example.com",
        "timezone": ZONES[number % len(ZONES)],
        **({"failover": failover} if switch else {}),
        "appliances": [
            appliance(number, index, role, built, **({"region": region} if region else {}))
            for index, (role, built, region) in enumerate(roles, 1)
        ],
        "clients": {
            "jump_clients": number * 150,
            "extractable_msi": number % 2 == 0,
            "locked_msi_consoles": number % 3 == 0,
            "integration_clients": ("none", "by-ip", "by-hostname")[number % 3],
        },
        "staff": [
            {"initials": "CM", "name": "C. Martin", "email": "cm@example.com", "roles": ["technician", "network"]},
            {"initials": "NK", "name": "N. Keller", "roles": ["technician", "desktop", "representative"]},
            {"initials": "TL", "name": "T. Leroy", "email": "tl@example.com", "roles": ["witness", "approver"]},
        ],
        "changes": [change],
    }


def text() -> str:
    """The inventory as YAML."""
    sites = [site(number, *shape) for number, shape in enumerate(shapes())]
    data = {"schema": 1, "organization": "Example SA", "languages": ["fr", "en"], "sites": sites}
    head = "# Written by twenty.py: one site for each procedure path.\n"
    return head + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=118)


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
