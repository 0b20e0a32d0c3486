"""Records of several revisions of one change, where a later plan amends the earlier ones: which of them are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from runbook.model.rehearsal import rehearsal_of, rehearsal_run
from runbook.records.collect import Joined, RecordKey

_Run = str | tuple[int, str]  # as it is called, or what rehearsals of several plans share


class Amendments(Protocol):
    """What the plans at hand say of each other (`PlanStore`)."""

    def amends(self, revision: str) -> tuple[str, ...]:
        """The revisions that a plan amends."""

    def amended_by(self, revision: str) -> tuple[str, ...]:
        """The revisions of the plans that amend it."""


def joined(keys: Collection[RecordKey], plans: Amendments, *, latest: bool = False) -> Joined:
    """For each record, by revision and run, that is a part of another, which one that is.

    Records of the same run are one, and those without a run go with the one run that there is. It is judged by the
    earliest plan that is, or amends, all of theirs; or, if `latest`, by the last one at hand.
    """
    found: dict[RecordKey, RecordKey] = {}
    for family in _families(keys, plans):
        for run, revisions in _runs(family).items():
            for judged_by, members in _judged(set(revisions), plans, latest).items():
                head = judged_by, run if isinstance(run, str) else rehearsal_run(judged_by, *run)
                own = [key for member in members for key in revisions[member]]
                found |= {key: head for key in own if key != head}
    return found


def _families(keys: Iterable[RecordKey], plans: Amendments) -> Iterable[list[RecordKey]]:
    """The records whose plans one plan amends, or is; those of which that is so of none are left out."""
    above: dict[str, str] = {}

    def top(revision: str) -> str:
        while above.setdefault(revision, revision) != revision:
            revision = above[revision]
        return revision

    for revision in dict.fromkeys(revision for revision, _ in keys):
        for later in plans.amended_by(revision):
            above[top(revision)] = top(later)
    families: defaultdict[str, list[RecordKey]] = defaultdict(list)
    for key in keys:
        if key[0] in above:
            families[top(key[0])].append(key)
    return families.values()


def _runs(family: Iterable[RecordKey]) -> Mapping[_Run, dict[str, list[RecordKey]]]:
    """The records of each run, by revision. One that names no run is of the only run that is named, where that has none
    of its revision."""
    runs: defaultdict[_Run, dict[str, list[RecordKey]]] = defaultdict(dict)
    for key in family:
        runs[rehearsal_of(*key) or key[1]].setdefault(key[0], []).append(key)
    named = [run for run in runs if isinstance(run, str) and run]
    if len(named) == 1 and "" in runs and not runs[""].keys() & runs[named[0]].keys():
        runs[named[0]] |= runs.pop("")
    return runs


def _judged(revisions: set[str], plans: Amendments, latest: bool) -> Mapping[str, set[str]]:
    """The revisions by the plan that they are judged by: the one that has to do with them all, or else several."""
    candidates = revisions.union(*(plans.amended_by(one) for one in revisions))
    covered = {one: {one, *plans.amends(one)} for one in candidates}
    over_all = [one for one in candidates if revisions <= covered[one]]
    if over_all:
        farthest = max if latest else min
        return {farthest(over_all, key=lambda one: (len(covered[one]), one)): revisions}
    found: dict[str, set[str]] = {}
    left = set(revisions)
    for one in sorted(revisions, key=lambda one: (-len(covered[one]), one)):
        mine = left & covered[one]
        if one in mine:
            found[one] = mine
            left -= mine
    return found
