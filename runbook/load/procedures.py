"""templates/procedures/ -> Procedures."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from runbook import resources
from runbook.errors import PlanningError
from runbook.model.procedure import Procedures

from .convert import convert
from .yamltext import path_text

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The files that hold one part each; steps/ and paths/ hold a part in several files.
PARTS = ("blocks", "rules", "never", "recoveries", "links", "needs", "decisions", "catalogue")
# The order in which paths are listed.
PATHS = (
    "single",
    "failover-synchronous",
    "failover-asynchronous",
    "atlas-failover",
    "atlas-no-failover",
    "migration",
)


@cache
def load_procedures(folder: Path | None = None) -> Procedures:
    """The kit's procedures, or those of another folder.

    Raises PlanningError that names what is wrong: a step defined twice, an unknown key, a wrong type.
    """
    root = folder or resources.templates() / "procedures"
    data: dict[str, Any] = {part: _read(root / f"{part}.yaml") for part in PARTS}
    data["terms"] = _read(root / "terms.yaml")["terms"]
    data["steps"] = {}
    for file in sorted((root / "steps").glob("*.yaml")):
        steps = _read(file)
        if twice := sorted(data["steps"].keys() & steps.keys()):
            raise PlanningError(f"{file.name}: defined twice: {', '.join(twice)}")
        data["steps"] |= steps
    data["paths"] = [_read(root / "paths" / f"{name}.yaml") for name in PATHS]
    procedures, wrongs = convert(Procedures, data)
    if procedures is None:
        told = "; ".join(f"{path_text(wrong.path)}: {wrong.kind}" for wrong in wrongs)
        raise PlanningError(f"templates/procedures: {told}")
    return procedures


def _read(file: Path) -> Any:
    with file.open("rb") as stream:
        return yaml.load(stream, Loader=_LOADER)
