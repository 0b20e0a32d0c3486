"""All changes of a fleet, one after the other, each with its records: shared out among processes, and never held as a
whole but for names.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from runbook.build.workers import Start, in_order
from runbook.errors import InputError, Problem
from runbook.estate.asked import AskedChange, AskedTogether, Judged, StrayRecord
from runbook.estate.change_status import ChangeStatus
from runbook.estate.plan_heads import ChangeKey, PlanHeads, plan_heads
from runbook.estate.record_search import LookedInto, look_into, record_files
from runbook.i18n import N_
from runbook.inventory.packed import PackedSite

if TYPE_CHECKING:
    from runbook.estate.kept_verdicts import KeptVerdicts

FILES, CHANGES = 50, 10  # that a worker is given at a time
Item = TypeVar("Item")


@dataclass(slots=True, kw_only=True)
class Survey:
    """What is known of a fleet; it grows while `statuses` is read.

    `strays` are records of no known change, `unread` files that may be records and cannot be read, `passed_over` files
    that are no records, `hidden` folders that were not looked into, `elsewhere` changes that have a plan and are not in
    the inventory, `problems` what is wrong with files.
    """

    statuses: Iterator[ChangeStatus] = field(default_factory=lambda: iter(()))
    strays: list[StrayRecord] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    hidden: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()  # of the files that were named one by one
    elsewhere: list[ChangeKey] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def no_records(self) -> list[str]:
        """Files that were named one by one and are no records."""
        return [path for path in self.passed_over if path in self.named]


def survey(
    fleet: Collection[PackedSite],
    known: Collection[ChangeKey],
    plans: Path,
    records: Sequence[str],
    now: datetime,
    start: Start,
    *,
    named: bool = False,
    kept: KeptVerdicts | None = None,
) -> Survey:
    """Where the changes of `fleet` stand at `now` (aware), in its order. `known` are all changes of the inventory.

    `plans` is the folder that was rendered into, `records` are files and folders; without any, records are looked for
    among the plans. Verdicts that are `kept` are not reached again. Raises InputError where somebody named what is not
    there: a record, or `plans` (`named`) without a plan in it.
    """
    heads = plan_heads(plans)
    _refuse_missing(records, plans if named and not heads.current else None, heads.problems)
    files, problems, hidden = record_files(records or ([str(plans)] if plans.is_dir() else []))
    found = Survey(hidden=hidden, named=frozenset(one for one in records if not Path(one).is_dir()))
    found.problems += [*heads.problems, *problems]
    found.elsewhere += sorted(heads.current.keys() - set(known))
    found.statuses = _statuses(found, fleet, heads, str(plans), files, now, start, kept)
    if kept is not None:
        found.statuses = _closing(found.statuses, kept, known)
    return found


def _refuse_missing(records: Sequence[str], plans: Path | None, problems: Sequence[Problem]) -> None:
    """Raises InputError, OSError. `plans` is a folder in which no plan was found, and `problems` say why, if that is
    known."""
    missing = [
        Problem.of(one, None, "", N_("there is no such file or folder"), N_("name the records that came back"))
        for one in records
        if not os.path.lexists(one)
    ]
    if plans is not None:
        with suppress(FileNotFoundError):
            plans.stat()  # links that form a loop lead to no folder
        message = N_("this folder holds no plan.json") if plans.is_dir() else N_("there is no such folder")
        own = Problem.of(str(plans), None, "", message, N_("name the folder that was rendered into"))
        missing += problems or [own]
    if missing:
        raise InputError(tuple(missing))


def _statuses(
    found: Survey,
    fleet: Collection[PackedSite],
    heads: PlanHeads,
    plans: str,
    files: Sequence[str],
    now: datetime,
    start: Start,
    kept: KeptVerdicts | None,
) -> Iterator[ChangeStatus]:
    looked = in_order(start, look_into, _chunks(files, FILES))
    records = list(_records(found, (one for chunk in looked for one in chunk), heads))
    groups = _groups(fleet, heads, plans, records)
    if kept is not None:
        groups = map(kept.beside, groups)
    work = partial(judge_all, now=now, kit=kept.kit if kept else "")
    order = [(packed.id, change) for packed in fleet for change in packed.changes]
    waiting: dict[ChangeKey, ChangeStatus] = {}
    place = 0
    for judged in in_order(start, work, _chunks(groups, CHANGES)):
        for one in judged:
            found.strays += one.strays
            found.problems += one.problems
            waiting |= {(status.site, status.change): status for status in one.statuses}
            if kept is not None:
                kept.keep(one)
        while place < len(order) and order[place] in waiting:
            yield waiting.pop(order[place])
            place += 1


def _closing(
    statuses: Iterator[ChangeStatus], kept: KeptVerdicts, known: Collection[ChangeKey]
) -> Iterator[ChangeStatus]:
    yield from statuses
    kept.close(known)


def judge_all(groups: Iterable[AskedTogether], now: datetime, kit: str) -> tuple[Judged, ...]:
    """Where the changes of each group stand."""
    from runbook.estate.judged import judge  # here: whoever has others judge does not load what they judge by

    return tuple(judge(group, now, kit) for group in groups)


def _records(found: Survey, looked: Iterable[LookedInto], heads: PlanHeads) -> Iterator[LookedInto]:
    """The files with records of known changes; what else there is, is noted."""
    for one in looked:
        if one.kind == "none":
            found.passed_over.append(one.path)
        if one.kind == "unread":
            found.unread.append(one.path)
            found.problems += one.problems
        if one.kind != "record":
            continue
        found.strays += [StrayRecord(each, (one.path,)) for each in one.revisions if each not in heads.changes]
        known = tuple(each for each in one.revisions if each in heads.changes)
        if known:
            yield one._replace(revisions=known)


def _groups(
    fleet: Collection[PackedSite], heads: PlanHeads, plans: str, records: Iterable[LookedInto]
) -> Iterator[AskedTogether]:
    """The changes with the files of their records: those that share a file are together, in the order of the fleet."""
    asked = {
        (packed.id, change): AskedChange(
            packed=replace(packed, changes=(change,), house=b""),
            head=next(iter(heads.current.get((packed.id, change), ())), None),
        )
        for packed in fleet
        for change in packed.changes
    }
    together, files = _shared(records, heads.changes)
    revisions: dict[ChangeKey, dict[str, ChangeKey]] = {}
    for revision, key in heads.changes.items():
        revisions.setdefault(key, {})[revision] = key
    done: set[ChangeKey] = set()
    for key in asked:
        if key in done:
            continue
        members = together.get(key, (key,))
        done.update(members)
        mine = dict.fromkeys(file for member in members for file in files.get(member, ()))
        folders = [str(head.folder) for member in members for head in heads.current.get(member, ())]
        yield AskedTogether(
            asked=tuple(asked[member] for member in asked_first(members, asked)),
            plans=tuple(folders) if len(members) == 1 else (plans,),
            files=tuple(mine),
            changes={each: one for member in members for each, one in revisions.get(member, {}).items()},
        )


def asked_first(members: Iterable[ChangeKey], asked: Mapping[ChangeKey, AskedChange]) -> Iterator[ChangeKey]:
    """Those of some changes that are asked about."""
    return (member for member in members if member in asked)


def _shared(
    records: Iterable[LookedInto], changes: Mapping[str, ChangeKey]
) -> tuple[Mapping[ChangeKey, tuple[ChangeKey, ...]], Mapping[ChangeKey, list[str]]]:
    """For each change that shares a file with others, all of these; and the files of each change."""
    groups: dict[ChangeKey, list[ChangeKey]] = {}
    files: dict[ChangeKey, list[str]] = {}
    for one in records:
        keys = list(dict.fromkeys(changes[revision] for revision in one.revisions))
        first = groups.setdefault(keys[0], [keys[0]])
        for key in keys:
            files.setdefault(key, []).append(one.path)
            other = groups.setdefault(key, [key])
            if other is not first:
                first += other
                groups |= dict.fromkeys(other, first)
    return {key: tuple(group) for key, group in groups.items()}, files


def _chunks(things: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    each = iter(things)
    return iter(lambda: tuple(islice(each, size)), ())
