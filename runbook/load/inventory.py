"""An inventory: YAML text -> plain data with its lines -> model, or every problem of the file at once."""

from __future__ import annotations

from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.model.site import Inventory

from .checks import check_inventory
from .parts import Part, Trouble
from .shape import shape_problems, validate
from .source import read_text, shown_name
from .yamltext import Node, compose, path_text


def load_inventory(path: str | Path) -> Inventory:
    """The inventory at `path`, or on standard input where it is "-". Raises InputError with every problem of it."""
    return parse_inventory(read_text(path), shown_name(path))


def parse_inventory(text: str, file: str) -> Inventory:
    """The inventory that `text` is; `file` is what its problems call it. Raises InputError with every problem."""
    root, problems = compose(text, file)
    data = root.plain()
    inventory, errors = validate(data)
    troubles: list[Trouble] = []
    if isinstance(data, dict):
        broken = frozenset(error["loc"] for error in errors)
        troubles = list(check_inventory(Part(path=(), data=data, broken=broken)))
    found = [*problems, *shape_problems(errors, root, file), *(_problem(trouble, root, file) for trouble in troubles)]
    if found or inventory is None:
        raise InputError(tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.line or 0)))
    return inventory


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
