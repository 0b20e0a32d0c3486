"""What `render` and `pack` share: the plans of the changes that are meant, what is said, how many processes draw."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.errors import RunbookError
from runbook.i18n import N_, Language
from runbook.os_errors import reason_of

if TYPE_CHECKING:
    from runbook.build.documents import Order
    from runbook.document.parts import Paper

FailedChange = tuple[str, RunbookError | OSError]


def orders_of(
    inventory: str, sites: tuple[str, ...], changes: tuple[str, ...], languages: tuple[str, ...], paper: Paper
) -> tuple[list[Order], list[FailedChange]]:
    """The plans that could be made, and for the others what is wrong."""
    from runbook.build.documents import Order
    from runbook.inventory.choose import chosen
    from runbook.inventory.packed import choose_packed, load_fleet
    from runbook.planning.pipeline import make_plan
    from runbook.procedures.load import load_procedures

    orders: list[Order] = []
    troubles: list[FailedChange] = []
    fleet = choose_packed(load_fleet(inventory), sites, changes)
    books = [(packed.inventory(), packed.changes) for packed in fleet]
    for book, site, change in [(one, *pair) for one, own in books for pair in chosen(one, changes=own)]:
        try:
            plan = make_plan(book, site, change, load_procedures())
        except RunbookError as error:
            troubles.append((f"{site.id}/{change.id}", error))
            continue
        orders.append(Order(plan=plan, languages=tuple(dict.fromkeys(languages)) or plan.languages, paper=paper))
    return orders, troubles


def is_new(trouble: FailedChange, said: set[tuple[str, str]]) -> bool:
    """Whether this reason of a change was not told yet: several files may be missing for it. `said` grows."""
    told = (trouble[0], reason_of(trouble[1]))
    before = told in said
    said.add(told)
    return not before


def put_aside_text(path: Path, aside: Path, language: Language) -> str:
    """What is to be said of a file that was not as it had been made."""
    damaged = N_("{file} was damaged or edited: it was made again, and what lay there is now {aside}.")
    return language.text(damaged, file=str(path), aside=aside.name)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
