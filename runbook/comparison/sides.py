"""One side of a comparison: a plan, outputs or an inventory, as its changes; plans are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.errors import InputError
from runbook.i18n import N_
from runbook.model.plan import Plan
from runbook.reading.folder import files_in
from runbook.reading.input_file import may_not_be_read
from runbook.reading.plan_json import PLAN, load_plan

if TYPE_CHECKING:
    from runbook.inventory.packed import PackedSite
    from runbook.model.house import PackedHouse

SideKey = tuple[str, str]
"""A change by its site's id and its own."""
HouseOf = Callable[[str], "PackedHouse | None"]
"""The house that belongs to an inventory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideChange:
    """A change on one side. `origin` is a hash of all that its plan is made from, "" where the plan itself is there;
    `state` is how far the inventory says it is, "" where there is none. `plan` raises RunbookError."""

    state: str
    origin: str
    plan: Callable[[], Plan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """All changes of one side. `out` is the folder of outputs that it is, if it is one; `alone`: it is one plan."""

    name: str
    changes: dict[SideKey, SideChange]
    out: Path | None = None
    alone: bool = False


def outputs_at(name: str) -> Path | None:
    """The folder of outputs that is meant by a name; None where it is something else: with an inventory in it as well,
    a folder is that inventory, as it is for every other command."""
    from runbook.inventory.files import has_inventory

    folder = Path(name)
    if name == "-" or not folder.is_dir():
        return None
    places = {file.parent for file in files_in(name, lambda each: each == PLAN)[0]}
    return folder if places and not has_inventory(name, places) else None


def read_side(
    name: str, house_of: HouseOf, out: Path | None, sites: Collection[str] = (), changes: Collection[str] = ()
) -> Side:
    """What is at `name`: a plan where it is called *.json, outputs where `outputs_at` says so, else an inventory.
    `out`: the outputs that an inventory goes with, whose plans it may carry on.

    Raises InputError with every problem.
    """
    if (folder := outputs_at(name)) is not None:
        return Side(name=name, changes=_meant(_of_outputs(name), sites, changes), out=folder)
    if name.lower().endswith(".json"):
        plan = load_plan(name)
        return Side(name=name, changes={(plan.site, plan.change): _of_plan(plan)}, alone=True)
    return Side(name=name, changes=_meant(_of_inventory(name, house_of, out), sites, changes))


def of_one_plan(side: Side, other: Side) -> Side:
    """`side` without what is not asked about where `other` is one plan: all changes but that plan's."""
    if side.alone or not other.alone:
        return side
    return replace(side, changes={key: change for key, change in side.changes.items() if key in other.changes})


def _meant(
    found: dict[SideKey, SideChange], sites: Collection[str], changes: Collection[str]
) -> dict[SideKey, SideChange]:
    return {
        key: change
        for key, change in found.items()
        if (not sites or key[0] in sites) and (not changes or key[1] in changes)
    }


def _of_plan(plan: Plan) -> SideChange:
    return SideChange(state="", origin="", plan=lambda: plan)


def _of_outputs(name: str) -> dict[SideKey, SideChange]:
    """The current plans of a folder; which change each is of, its folders say. They are read one by one, and not at all
    where both sides have the same bytes. Raises InputError."""
    files, problems = files_in(name, lambda each: each == PLAN)
    if problems:
        raise InputError(problems)
    found: dict[SideKey, SideChange] = {}
    places: dict[SideKey, Path] = {}
    for file in files:
        if file.parent == Path(name):  # the folder of one change
            plan = load_plan(file)
            key, change = (plan.site, plan.change), _of_plan(plan)
        else:
            key = (file.parent.parent.name, file.parent.name)
            try:
                with file.open("rb") as stream:
                    digest = file_digest(stream, "sha256").hexdigest()
            except PermissionError:
                raise may_not_be_read(str(file)) from None
            change = SideChange(state="", origin=f"plan {digest}", plan=partial(load_plan, file))
        if key in found:
            message = N_("{change} is both here and in {other}: it is not clear which of the two is meant")
            remedy = N_("name one of the folders")
            values = {"change": "/".join(key), "other": str(places[key].parent)}
            raise InputError.of(str(file), None, "", message, remedy, **values)
        found[key], places[key] = change, file
    return found


def _of_inventory(name: str, house_of: HouseOf, out: Path | None) -> dict[SideKey, SideChange]:
    from runbook.inventory.packed import load_fleet

    fleet = load_fleet(name, house=house_of(name))
    return {
        (packed.id, change): SideChange(
            state=packed.state(change), origin=packed.origin(change), plan=partial(_planned, packed, change, out)
        )
        for packed in fleet
        for change in packed.changes
    }


def _planned(packed: PackedSite, change: str, out: Path | None) -> Plan:
    """Raises RunbookError."""
    from runbook.build.amending import amending
    from runbook.build.task import plan_of

    carried = () if out is None else amending(packed, change, (), out).revisions
    return plan_of(packed, change, (), carried)
