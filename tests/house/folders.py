"""Houses in a folder, for tests: a small one that is right, with files in the place of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.house.house_load import house_procedures, read_house
from runbook.house.merged import HouseProcedures
from runbook.inventory.load import parse_inventory
from runbook.model.plan import Plan, Rule
from runbook.model.site import Inventory
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "examples" / "with-house" / "house"
FILE = "schema: 1\nname: Example SA\n"
STEP = """\
off:
  title: {en: Switch it off, fr: Éteignez}
  do: {en: Switch the monitoring off., fr: Éteignez la supervision.}
  minutes: {low: 1, high: 5}
  place: {before: window, each: window}
"""


def written(folder: Path, file: str = FILE, steps: str = STEP, rules: str = "", paths: str = "") -> Path:
    """A house in `folder` with these files."""
    (folder / "steps").mkdir(parents=True, exist_ok=True)
    (folder / "house.yaml").write_text(file, encoding="utf-8")
    (folder / "steps" / "ours.yaml").write_text(steps, encoding="utf-8")
    for part, text in (("rules", rules), ("paths", paths)):
        if text:
            (folder / part).mkdir(exist_ok=True)
            (folder / part / "ours.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with a house; nothing where it is right."""
    try:
        read_house(folder, load_procedures())
    except InputError as error:
        return error.problems
    return ()


def told(folder: Path) -> list[tuple[str, int | None, str]]:
    """The same as file, line and text in English."""
    return [
        (Path(one.file).name, one.line, f"{one.message}, {one.remedy}".format_map(dict(one.args)))
        for one in problems(folder)
    ]


def of(folder: Path) -> HouseProcedures:
    """The procedures of the kit and of a house that is right."""
    return house_procedures(read_house(folder, load_procedures())[0].content)


@cache
def example() -> Inventory:
    """The example inventory, without a house."""
    text = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
    return parse_inventory(text, "inventory.yaml")


def plan_with(house: HouseProcedures | None, site: str = "lyon", inventory: Inventory | None = None) -> Plan:
    """The plan of the first change of a site of the example."""
    book = inventory or example()
    (one,) = (each for each in book.sites if each.id == site)
    return make_plan(book, one, one.changes[0], load_procedures(), house=house)


def of_the_kit(rule: Rule) -> Rule:
    """A rule without the steps of a house: what touches something waits for leave, whose step it may be."""
    first, then, steps = (
        tuple(one for one in ids if not one.startswith("house-")) for ids in (rule.first, rule.then, rule.steps)
    )
    return replace(rule, first=first, then=then, steps=steps)
