"""The plans below a folder by their change, known by their beginnings; none is loaded before a record asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.model.revision import short_revision
from runbook.reading.folder import files_in
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, is_plan_name, load_plan

HEAD = 8192  # bytes of a plan that are looked at
_KEYS = ("revision", "site", "change", "path")
_TEXTS = {key: re.compile(rb'"%b": ?"([^"\\]*)"' % key.encode()) for key in _KEYS}

ChangeKey = tuple[str, str]  # the ids of a site and of a change of it


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHead:
    """What a plan.json says of itself at its beginning, and the folder that it lies in."""

    folder: Path
    revision: str
    path: str


@dataclass(slots=True)
class PlanHeads:
    """The current plan of each change; which change each revision is of, by its first digits, earlier plans too; and
    what is wrong with files and folders."""

    current: dict[ChangeKey, list[PlanHead]] = field(default_factory=dict)
    changes: dict[str, ChangeKey] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def plan_heads(folder: Path) -> PlanHeads:
    """The plans in a folder and below it; none where there is no such folder."""
    heads = PlanHeads()
    if not folder.is_dir():
        return heads
    named, problems = files_in(str(folder), is_plan_name)
    heads.problems += problems
    owners: dict[Path, ChangeKey] = {}
    for file in named:
        if file.name == PLAN:
            _add(heads, owners, file)
    for file in named:
        if file.parent.name == EARLIER_PLANS and file.name != PLAN and (key := owners.get(file.parent.parent)):
            heads.changes.setdefault(file.stem, key)
    return heads


def _add(heads: PlanHeads, owners: dict[Path, ChangeKey], file: Path) -> None:
    try:
        revision, site, change, path = _told(file)
    except InputError as error:
        heads.problems += error.problems
        return
    owners[file.parent] = key = (site, change)
    heads.current.setdefault(key, []).append(PlanHead(folder=file.parent, revision=revision, path=path))
    heads.changes[short_revision(revision)] = key


def _told(file: Path) -> tuple[str, ...]:
    """Revision, site, change and path as they stand there. Raises InputError."""
    try:
        with file.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError:
        head = b""
    found = [pattern.search(head) for pattern in _TEXTS.values()]
    if all(found):
        return tuple(one[1].decode("utf-8", "replace") for one in found if one)
    plan = load_plan(file)
    return plan.revision, plan.site, plan.change, plan.path
