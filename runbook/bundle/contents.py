"""Which files of a change go into a bundle: those that the kit made, and its records, wherever these lie."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from runbook.build.left_over import is_made_name
from runbook.build.manifest import MANIFEST as MADE
from runbook.bundle.bundle_manifest import RECORDS
from runbook.bundle.unpack import LARGEST, MOST, TOTAL
from runbook.errors import InputError, Problem, RunbookError
from runbook.estate.plan_heads import ChangeKey, PlanHeads, plan_heads
from runbook.estate.record_search import look_into, may_be_record, record_files
from runbook.i18n import N_
from runbook.model.plan import Plan
from runbook.reading.input_file import may_not_be_read
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, is_plan_name, load_plan

_STRANGE = re.compile(r"[^\w .()+-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeContents:
    """A change, its plan, and its files by their names within its folder; `left_out` are other files that lie there,
    `no_files` links, folders and pipes."""

    plan: Plan
    files: dict[str, bytes]
    left_out: tuple[str, ...]
    no_files: tuple[str, ...]


@dataclass(slots=True)
class _Room:
    """What is left of the bytes that a bundle may have."""

    file: str
    left: int = TOTAL
    files: int = field(default=MOST - 1)

    def read(self, path: Path) -> bytes:
        size = path.stat().st_size
        self.left -= size
        self.files -= 1
        if size > LARGEST or self.left < 0 or self.files < 0:
            raise RunbookError(
                N_("{file} is more than a bundle can hold: bundle fewer changes at a time"), file=str(path)
            )
        try:
            return path.read_bytes()
        except PermissionError:
            raise may_not_be_read(str(path)) from None


def contents_of(
    folders: Sequence[str], records: Sequence[str], passed_over: list[str] | None = None
) -> tuple[ChangeContents, ...]:
    """The changes in folders, by site and change, with their files; `records` are files and folders beside them.
    `passed_over` grows: files in these folders from which no record can be read, and hidden folders.

    Raises RunbookError: for a folder without a plan, a plan that is damaged, a change that lies in two folders, a
    record that was named and is of none of the changes.
    """
    heads, room = PlanHeads(), _Room(file="")
    places: dict[ChangeKey, Path] = {}
    for folder in folders:
        found = plan_heads(Path(folder))
        if found.problems:
            raise InputError(tuple(found.problems))
        if not found.current:
            raise InputError((_no_change(folder),))
        for key, plans in found.current.items():
            for head in plans:
                if os.path.realpath(places.setdefault(key, head.folder)) != os.path.realpath(head.folder):
                    raise RunbookError(N_("{change} is in two folders: name one of them"), change="/".join(key))
        heads.changes |= found.changes
    beside = _beside(records, heads, [] if passed_over is None else passed_over)
    return tuple(_contents(places[key], beside.get(key, ()), room) for key in sorted(places))


def _no_change(named: str) -> Problem:
    """Why nothing of that name is the folder of a change."""
    place, remedy = Path(named), N_("name the folder of a change, as it was rendered")
    if place.is_dir():
        return Problem.of(named, None, "", N_("this folder holds no plan.json"), remedy)
    if place.exists():
        remedy = N_("name the folder of a change, as it was rendered; a record goes with --record")
        return Problem.of(named, None, "", N_("this is a file, and not the folder of a change"), remedy)
    return Problem.of(named, None, "", N_("there is no such folder"), remedy)


def _beside(records: Sequence[str], heads: PlanHeads, passed_over: list[str]) -> dict[ChangeKey, list[str]]:
    """The records of each change among those that were named, and in folders that were; `passed_over` grows."""
    files, problems, hidden = record_files(records)
    if problems:
        raise InputError(problems)
    passed_over += hidden
    named = {one for one in records if not Path(one).is_dir()}
    found: dict[ChangeKey, list[str]] = {}
    for looked in look_into(files):
        if looked.problems:
            raise InputError(looked.problems)
        keys = {heads.changes[each] for each in looked.revisions if each in heads.changes}
        if looked.kind == "none" and looked.path not in named:
            passed_over.append(looked.path)
        if not keys and looked.path in named:
            raise RunbookError(N_("{file} is not a record of these changes"), file=looked.path)
        if keys and any(each not in heads.changes for each in looked.revisions):
            raise RunbookError(N_("{file} holds records of other changes too: split it"), file=looked.path)
        for key in keys:
            found.setdefault(key, []).append(looked.path)
    return found


def _contents(folder: Path, records: Iterable[str], room: _Room) -> ChangeContents:
    plan = load_plan(folder / PLAN)
    files: dict[str, bytes] = {}
    left_out, no_files = list[str](), list[str]()
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_file():
            no_files += [] if path.name == EARLIER_PLANS and path.is_dir() else [path.name]
        elif path.name != MADE and (is_made_name(path.name) or _may_be_one(path)):
            files[path.name] = room.read(path)
        elif not path.name.startswith("."):
            left_out.append(path.name)
    earlier = folder / EARLIER_PLANS
    for path in sorted(earlier.iterdir()) if earlier.is_dir() else ():
        name = f"{EARLIER_PLANS}/{path.name}"
        if is_plan_name(path.name) and path.is_file() and not path.is_symlink():
            files[name] = room.read(path)
        elif is_plan_name(path.name):
            no_files.append(name)
    inside = {sha256(data).digest() for data in files.values()}
    files |= dict(_named(sorted(records), inside, room))
    return ChangeContents(plan=plan, files=files, left_out=tuple(left_out), no_files=tuple(no_files))


def _may_be_one(path: Path) -> bool:
    """Whether a file is a record, or one that cannot be read: notes and lists of somebody's own are none."""
    return may_be_record(path.name) and look_into((str(path),))[0].kind != "none"


def _named_inside(path: str) -> str:
    """How a record is called in a bundle: with letters that every system takes, and not hidden."""
    return _STRANGE.sub("_", Path(path).name)[-100:].lstrip(".") or "record"


def _named(records: Iterable[str], inside: set[bytes], room: _Room) -> Iterator[tuple[str, bytes]]:
    """Records with names of their own, in an order that does not depend on where they lie; those `inside` are left."""
    read = [(_named_inside(path), room.read(Path(path))) for path in records]
    seen: dict[str, int] = {}
    for name, data in sorted(read, key=lambda one: (one[0], sha256(one[1]).digest())):
        if (digest := sha256(data).digest()) in inside:
            continue
        inside.add(digest)
        key = name.casefold()
        seen[key] = seen.get(key, 0) + 1
        yield f"{RECORDS}/{name if seen[key] == 1 else f'{seen[key]}-{name}'}", data
