"""An inventory: YAML text -> plain data with its lines -> model, or every problem of the file at once."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.model.site import Inventory

from .checks import check_inventory
from .convert import convert
from .parts import Part, Trouble
from .shape import shape_problems
from .source import read_text, shown_name
from .yamltext import Node, compose, path_text

MAX_PROBLEMS = 1000  # nobody mends more at once; a file that is no inventory at all would have a million


def load_inventory(path: str | Path) -> Inventory:
    """The inventory at `path`, or on standard input where it is "-". Raises InputError with every problem of it."""
    return parse_inventory(read_text(path), shown_name(path))


def parse_inventory(text: str, file: str) -> Inventory:
    """The inventory that `text` is; `file` is what its problems call it. Raises InputError with every problem."""
    root, problems = compose(text, file)
    data = root.plain()
    inventory, wrongs = convert(Inventory, data)
    troubles: list[Trouble] = []
    if isinstance(data, dict):
        broken = frozenset(wrong.path for wrong in wrongs)
        troubles = list(islice(check_inventory(Part(path=(), data=data, broken=broken)), MAX_PROBLEMS + 1))
    shapes = shape_problems(wrongs[: MAX_PROBLEMS + 1], root, file)
    found = [*problems, *shapes, *(_problem(trouble, root, file) for trouble in troubles)]
    if found or inventory is None:
        raise InputError(_in_order(found, file))
    return inventory


def _in_order(problems: list[Problem], file: str) -> tuple[Problem, ...]:
    """Each of `problems` once, by line; where there are very many, the first of them and a word on the others."""
    found = sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)
    if len(found) <= MAX_PROBLEMS:
        return tuple(found)
    line = found[MAX_PROBLEMS].line
    message = N_("there are more problems from here on")
    more = Problem(file=file, line=line, path="", message=message, remedy=N_("mend those above first"))
    return (*found[:MAX_PROBLEMS], more)


def _problem(trouble: Trouble, root: Node, file: str) -> Problem:
    line, _node = root.find(trouble.path)
    args = tuple(sorted(trouble.args.items()))
    return Problem(
        file=file,
        line=line,
        path=path_text(trouble.path),
        message=trouble.message,
        remedy=trouble.remedy,
        args=args,
    )
