"""templates/procedures/ -> Procedures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
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

# Parts in several files, in folders of their names; each other part is a file.
FOLDERS = ("steps", "paths")
PARTS = tuple(part.name for part in fields(Procedures) if part.name not in FOLDERS)


@cache
def load_procedures(folder: Path | None = None) -> Procedures:
    """The kit's procedures, or those of another folder.

    Raises PlanningError that names what is wrong: a step defined twice, an unknown key, a wrong type.
    """
    root = folder or resources.templates() / "procedures"
    texts = {name: (root / f"{name}.yaml").read_bytes() for name in PARTS}
    for part in FOLDERS:
        texts |= {f"{part}/{file.stem}": file.read_bytes() for file in sorted((root / part).glob("*.yaml"))}
    digest = sha256(f"procedures {resources.version()}".encode())
    for name, text in texts.items():
        digest.update(f"\0{name} {len(text)}\0".encode() + text)
    # From the cache where it knows the files to the byte.
    return Cache(folder=usual_place()).through(
        digest.hexdigest(), lambda: json.dumps(_read(texts)).encode(), _procedures
    )


def _procedures(data: bytes) -> Procedures:
    """The procedures that plain data in JSON is, their paths as they are listed. Raises PlanningError, ValueError."""
    procedures, wrongs = convert(Procedures, json.loads(data))
    if procedures is None:
        faults = "; ".join(f"{path_text(wrong.path)}: {wrong.kind}" for wrong in wrongs)
        raise PlanningError(f"templates/procedures: {faults}")
    return replace(procedures, paths=tuple(sorted(procedures.paths, key=lambda path: path.listed)))


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
    data["paths"] = [path for name, path in read.items() if name.startswith("paths/")]
    return data
