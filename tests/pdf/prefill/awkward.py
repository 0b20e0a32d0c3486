"""Plans of every kind whose values do not fit easily: long, short, accented, empty, many."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from runbook.model.plan import Plan
from runbook.model.site import Appliance, Change, Clients, Hop, Inventory, NewAppliance, Person
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests import plans

ROLES: tuple[Any, ...] = ("technician", "network", "desktop", "representative", "witness", "approver", "manager")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
WRITTEN = LETTERS + LETTERS.upper() + "ÉÀÇŒéèêëàâçœùûüÿñßøåłžšđİışăA AA--–’‘“”…€&<>\"'()[]{}|\\/;:,.?!#%*+=~^_`@°§×  "


def awkward(kind: tuple[str, Any, Any, Any], seed: int, reach: float = 1.0, **options: Any) -> Plan:
    """A plan of one of `plans.KINDS`, the same for the same seed. `reach`: how long its values are, as a share of what
    slots hold at the very most."""
    chance = random.Random(seed)
    topology, method, order, switch = kind
    site = plans.site_of(topology, switch, options.pop("nodes", 3))
    change = plans.change_of(topology, method, order, **options)
    names = {a.id: _word(chance, int(25 * reach)) for a in site.appliances}
    long = Hop(base="6.123456.1234" if reach > 0.9 else "6.4", software="1234.23.1")
    change = replace(
        change, id=_word(chance, int(34 * reach)), hops=tuple(_hop(h, long) for h in change.hops),
        source=names.get(change.source or "", change.source), target=_target(change, chance, reach),
        **_said(seed, reach),
    )  # fmt: skip
    site = replace(
        site, id=_word(chance, int(34 * reach)), name=_text(chance, int(60 * reach)),
        hostname=_host(chance, int(53 * reach)),
        timezone="America/Argentina/ComodRivadavia" if chance.random() < 0.5 else "Asia/Tokyo", changes=(change,),
        appliances=tuple(_appliance(a, names[a.id], i, chance, reach) for i, a in enumerate(site.appliances)),
        clients=Clients(jump_clients=chance.choice((0, 7, 1200, 1_234_567))),
        staff=(_person(chance, reach, ("technician", "network", "witness")), *_staff(chance, reach)),
    )  # fmt: skip
    organization = _text(chance, int(60 * reach))
    inventory = Inventory(schema=1, organization=organization, languages=("fr", "en"), sites=(site,))
    return make_plan(inventory, site, change, load_procedures())


def _said(seed: int, reach: float) -> dict[str, Any]:
    """Ticket, reason and deadline, of every other seed."""
    chance = random.Random(f"said {seed}")
    if seed % 2 == 0:
        return {}
    day = date(2026, 1, 1) + timedelta(days=chance.randrange(700))
    return {"ticket": _text(chance, int(26 * reach)), "reason": _text(chance, int(190 * reach)), "deadline": day}


def _hop(hop: Hop, long: Hop) -> Hop:
    return replace(hop, base=long.base if hop.base else None)


def _target(change: Change, chance: random.Random, reach: float) -> NewAppliance | None:
    if change.target is None:
        return None
    return replace(change.target, id=_word(chance, int(25 * reach)), hostname=_host(chance, int(53 * reach)))


def _appliance(a: Appliance, name: str, i: int, chance: random.Random, reach: float) -> Appliance:
    address = f"2001:db8:1234:5678:9abc:def0:1234:{i:04x}" if chance.random() < reach / 2 else f"198.51.100.{i + 1}"
    return replace(a, id=name, hostname=_host(chance, int(53 * reach)), ip=address, model=_text(chance, 12))


def _staff(chance: random.Random, reach: float) -> list[Person]:
    return [
        _person(chance, reach, tuple(chance.sample(ROLES, chance.randint(1, 2)))) for _ in range(chance.randint(1, 9))
    ]


def _person(chance: random.Random, reach: float, roles: tuple[Any, ...]) -> Person:
    email = f"{_word(chance, int(20 * reach))}@example.org" if chance.random() < 0.7 else None
    return Person(initials=_word(chance, 3).upper(), name=_text(chance, int(35 * reach)), email=email, roles=roles)


def _word(chance: random.Random, longest: int) -> str:
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(2, max(2, longest))))


def _host(chance: random.Random, longest: int) -> str:
    length = chance.randint(4, max(4, longest))
    middle = "".join(chance.choice(LETTERS + "--..") for _ in range(length - 2))
    middle = middle.replace("..", "xx").replace(".-", "yy").replace("-.", "zz")
    return f"a{middle}b"[:longest].rstrip("-.")


def _text(chance: random.Random, longest: int) -> str:
    return "".join(chance.choice(WRITTEN) for _ in range(chance.randint(1, max(1, longest)))).strip() or "x"
