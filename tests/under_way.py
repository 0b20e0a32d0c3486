"""Plans of changes with windows that are done, and others that go on with their work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from runbook.model.plan import Plan
from runbook.model.site import Change, Inventory, Window
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.plans import CLIENTS, change_of, site_of

Kind = tuple[Any, ...]


def change_under_way(kind: Kind, done: int = 0, continued: int | None = None, **options: Any) -> Change:
    """A change of that kind of which the first `done` windows are done; `continued` goes on in a window more, right
    after it: 12 hours later, and 6 hours long. `options` go to `change_of`."""
    topology, method, order, _switch = kind
    change = change_of(topology, method, order, **options)
    windows = [replace(window, done=number <= done) for number, window in enumerate(change.windows, 1)]
    if continued is not None:
        start = windows[continued - 1].end + timedelta(hours=12)
        windows.insert(continued, Window(start=start, end=start + timedelta(hours=6), continues=continued))
    return replace(change, windows=tuple(windows))


def plan_under_way(
    kind: Kind, done: int = 0, continued: int | None = None, amends: Iterable[str] = (), **options: Any
) -> Plan:
    """The plan of `change_under_way`; it carries on what `amends` names."""
    return planned(kind, change_under_way(kind, done, continued, **options), amends)


def planned(kind: Kind, change: Change, amends: Iterable[str] = ()) -> Plan:
    """The plan of a change of a site of that kind, with all client software."""
    site = replace(site_of(kind[0], kind[3]), clients=CLIENTS[2], changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr", "en"), sites=(site,))
    return make_plan(inventory, site, change, load_procedures(), amends=amends)


def plan_of_nights(kind: Kind, *hours: float, done: int = 0, snapshot: bool = False) -> Plan:
    """The plan of a change each of whose windows goes on in nights of these lengths; the first `done` nights of each
    are done."""
    topology, method, order, _switch = kind
    change = replace(change_of(topology, method, order), snapshot=snapshot)
    nights: list[Window] = []
    for window in change.windows:
        first = len(nights) + 1
        nights += [
            replace(
                window,
                start=window.start + timedelta(days=day),
                end=window.start + timedelta(days=day, hours=length),
                continues=first if day else None,
                done=day < done,
            )
            for day, length in enumerate(hours)
        ]
    return planned(kind, replace(change, windows=tuple(nights)))
