"""templates/procedures/ -> Procedures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from runbook import resources
from runbook.cache import Cache, usual_place
from runbook.errors import PlanningError
from runbook.model.procedure import Procedures
from runbook.reading.nodes import path_text
from runbook.reading.structure import convert

# The files that hold one part each; steps/ and paths/ hold a part in several files.
PARTS = (
    "blocks",
    "rules",
    "never",
    "risks",
    "recoveries",
    "links",
    "needs",
    "decisions",
    "catalogue",
    "effects",
    "families",
)
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
    files = (*PARTS, "terms", *(f"paths/{name}" for name in PATHS))
    texts = {name: (root / f"{name}.yaml").read_bytes() for name in files}
    texts |= {f"steps/{file.stem}": file.read_bytes() for file in sorted((root / "steps").glob("*.yaml"))}
    told = sha256(f"procedures {resources.version()}".encode())
    for name, text in texts.items():
        told.update(f"\0{name} {len(text)}\0".encode() + text)
    # From the cache where it knows the files to the byte.
    return Cache(folder=usual_place()).through(told.hexdigest(), lambda: json.dumps(_read(texts)).encode(), _procedures)


def _procedures(data: bytes) -> Procedures:
    """The procedures that plain data in JSON is. Raises PlanningError, ValueError."""
    procedures, wrongs = convert(Procedures, json.loads(data))
    if procedures is None:
        told = "; ".join(f"{path_text(wrong.path)}: {wrong.kind}" for wrong in wrongs)
        raise PlanningError(f"templates/procedures: {told}")
    return procedures


def _read(texts: Mapping[str, bytes]) -> dict[str, Any]:
    """The plain data of all files. Raises PlanningError."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read = {name: yaml.load(text, Loader=loader) for name, text in texts.items()}
    data: dict[str, Any] = {part: read[part] for part in PARTS}
    data["terms"] = read["terms"]["terms"]
    data["steps"] = {}
    for name, steps in read.items():
        if not name.startswith("steps/"):
            continue
        if twice := sorted(data["steps"].keys() & steps.keys()):
            raise PlanningError(f"{name}.yaml: defined twice: {', '.join(twice)}")
        data["steps"] |= steps
    data["paths"] = [read[f"paths/{name}"] for name in PATHS]
    return data
