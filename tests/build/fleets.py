"""Fleets for tests: sites with marks that stand nowhere else, and tasks without the documents that take long to set."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from runbook.build.task import Task, tasks_of
from runbook.inventory.packed import load_fleet

TWENTY = Path(__file__).parent.parent / "data" / "twenty.yaml"
SITES = 24  # of the usual fleet


class _Plain(yaml.SafeLoader):
    """Leaves times as text."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if "timestamp" not in tag]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def _twenty() -> list[dict[str, Any]]:
    return list(yaml.load(TWENTY.read_text("utf-8"), Loader=_Plain)["sites"])


def twenty() -> list[dict[str, Any]]:
    """The sites of twenty.yaml as written, to be changed: reading them takes a quarter of a second."""
    return copy.deepcopy(_twenty())


def marked_sites(count: int, seed: int = 0, kinds: Sequence[int] = range(20)) -> Iterator[tuple[str, dict[str, Any]]]:
    """Sites of all kinds, or of some of twenty.yaml, each with its mark in every value that may be any text."""
    sites = _twenty()
    models = [sites[kind] for kind in kinds]
    chance = random.Random(seed)
    for number in range(count):
        mark = f"q{number:04}" + "".join(chance.choices("abcdefghjkmnpqrstuvwxyz", k=5)) + "q"
        site = copy.deepcopy(models[chance.randrange(len(models))])
        yield mark, _marked(site, mark, number)


def _marked(site: dict[str, Any], mark: str, number: int) -> dict[str, Any]:
    site |= {"id": f"{mark}-site", "name": f"Site {mark}", "hostname": f"{mark}.example.com"}
    ids = {appliance["id"]: f"{mark}-{index}" for index, appliance in enumerate(site["appliances"])}
    targets = [change["to"] for change in site["changes"] if "to" in change]
    for index, appliance in enumerate([*site["appliances"], *targets]):
        appliance["id"] = ids.get(appliance["id"], f"{mark}-new")
        appliance["hostname"] = f"{mark}-{index}.example.com"
        appliance["model"] = f"Model {mark}"
        appliance["ip"] = f"198.{18 + number // 250}.{number % 250}.{index + 1}"
    if "region" in site["appliances"][-1]:
        for appliance in site["appliances"]:
            if "region" in appliance:
                appliance["region"] += f" {mark}"
    if "shared_ip" in site.get("failover", {}):
        site["failover"]["shared_ip"] = f"198.{18 + number // 250}.{number % 250}.99"
    for index, person in enumerate(site["staff"]):
        person |= {"name": f"Person {mark} {index}", "email": f"p{index}@{mark}.example.org"}
    for index, change in enumerate(site["changes"]):
        change["id"] = f"{mark}-change{index}"
        if "from" in change:
            change["from"] = ids[change["from"]]
    return site


def write_fleet(folder: Path, sites: Sequence[dict[str, Any]]) -> Path:
    """A folder of inventories, one a site."""
    folder.mkdir(parents=True, exist_ok=True)
    for site in sites:
        data = {"schema": 1, "organization": f"Org {site['name']}", "languages": ["en", "fr"], "sites": [site]}
        (folder / f"{site['id']}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def quick_tasks(inventory: Path) -> Iterator[Task]:
    """All but the documents: plan and blank records."""
    return quick(tasks_of(load_fleet(inventory), (), "A4"))


def quick(tasks: Iterable[Task]) -> Iterator[Task]:
    """Tasks without their documents."""
    for task in tasks:
        yield replace(task, wanted=tuple(w for w in task.wanted if not w.name.endswith(".pdf")))


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}
