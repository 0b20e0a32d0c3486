"""The plans at hand, by revision."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.model.plan import Plan
from runbook.model.revision import short_revision
from runbook.reading.folder import files_in
from runbook.reading.input_file import STANDARD_INPUT, InputFile, TooLargeError
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, earlier_name, is_plan_name, load_plan
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import IndexedPlan, index_plan

INDEXED_PLANS = 32  # plans that are held ready at a time
_AMENDS = re.compile(rb'"amends": ?\[([^\]]*)\]')
_REVISION = re.compile(rb'"revision": ?"([0-9a-f]{64})"')


class PlanStore:
    """The plans at hand, by revision; from a folder each is loaded when a record first asks for it.

    `problems` grow: what is wrong with files of folders. Another file of the same revision serves as well.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        """Raises InputError where a path is neither a plan nor a folder with plans in it."""
        self.problems: list[Problem] = []
        self._files: dict[str, list[Path]] = {}
        self._plans: dict[str, Plan] = {}
        self._named: dict[str, Path] = {}  # where the plans lie that were named one by one
        self._apart = len(paths) > 1  # plans of one change may lie anywhere in them
        self._said: dict[str, tuple[str, ...]] = {}  # what plans of files amend
        for path in paths:
            self._add(path)
        self._short: dict[str, list[str]] = {}
        for revision in {*self._plans, *self._files}:
            self._short.setdefault(short_revision(revision), []).append(revision)
        self._held: dict[str, tuple[IndexedPlan, FastCheck] | None] = {}  # the one asked for last stands last
        if not self._plans and len(self._files) < 2 and not any(map(self.indexed, self._files)):
            raise InputError(tuple(self.problems))  # nothing can be verified by what is there

    def _add(self, path: str) -> None:
        if not path:
            message, remedy = N_("the name of the plan is empty"), N_("name a plan.json, or a folder that holds one")
            raise InputError.of("", None, "", message, remedy)
        if path != STANDARD_INPUT and Path(path).is_dir():
            self._add_folder(path)
        else:
            plan = load_plan(path)
            self._plans[plan.revision] = plan
            if path != STANDARD_INPUT:
                self._named[plan.revision] = Path(path)
                self._add_amended(Path(path), plan.amends)

    def _add_amended(self, file: Path, amended: tuple[str, ...]) -> None:
        """The plans that one amends, from where they were left beside it."""
        folder = file.parent if file.parent.name == EARLIER_PLANS else file.parent / EARLIER_PLANS
        for revision in amended:
            earlier = folder / earlier_name(revision)
            if earlier.is_file():
                self._files.setdefault(revision, []).append(earlier)

    def _add_folder(self, path: str) -> None:
        """Its plans, and those that were rendered from earlier inventories."""
        named, problems = files_in(path, is_plan_name)
        found = [file for file in named if file.name == PLAN or file.parent.name == EARLIER_PLANS]
        if not found and problems:
            raise InputError(problems)
        if not found:
            message, remedy = N_("this folder holds no plan.json"), N_("name the folder that was rendered into")
            raise InputError.of(path, None, "", message, remedy)
        self.problems += problems  # what cannot be looked into may hold the plan that a record asks for
        for file in found:
            try:
                self._files.setdefault(_revision(file), []).append(file)
            except InputError as error:
                self.problems += error.problems

    def whole(self, revision: str) -> str:
        """The revision that is meant by one as it was typed: of its first digits, as pages show them, that of the one
        plan at hand that begins with them; else what was typed, in small letters."""
        if revision in self._plans or revision in self._files:
            return revision
        typed = revision.strip().lower()
        found = self._short.get(typed, [])
        return found[0] if len(found) == 1 else typed

    def several(self, revision: str) -> bool:
        """Whether more than one of the plans at hand begin with these digits."""
        return len(self._short.get(revision, ())) > 1

    def begins_alike(self, revision: str) -> bool:
        """Whether a plan at hand has the first digits of this revision, as pages show them, and goes on otherwise."""
        alike = self._short.get(short_revision(revision), ())
        return bool(alike) and revision not in (short_revision(revision), *alike)

    def indexed(self, revision: str) -> tuple[IndexedPlan, FastCheck] | None:
        """The plan of this revision, ready for checking; None where there is none, or it is damaged."""
        return self._ready(revision) if revision in self._plans or revision in self._files else None

    def plan_of(self, revision: str) -> IndexedPlan | None:
        """The plan of this revision; None where there is none, or it is damaged."""
        found = self.indexed(revision)
        return None if found is None else found[0]

    def amends(self, revision: str) -> tuple[str, ...]:
        """The revisions that a plan at hand amends, those too that one of these amends; the oldest first."""
        found: list[str] = []
        todo = [revision]
        while todo:
            new = [one for one in self._amends(todo.pop()) if one not in found and one != revision]
            found = [*new, *found]
            todo += new
        return tuple(found)

    def amended_by(self, revision: str) -> tuple[str, ...]:
        """The revisions of the plans at hand that amend this one, and are not damaged."""
        later = self._later.get(revision)
        return tuple(one for one in later if self.plan_of(one) is not None) if later else ()

    def replaced_by(self, revision: str) -> str | None:
        """The revision of the plan.json that lies there where this one is but an earlier plan, and that does not carry
        it on; None for a plan that was named by itself."""
        if revision in self._plans or any(file.name == PLAN for file in self._files.get(revision, ())):
            return None
        latest = [self._latest.get(_folder_of(file)) for file in self._files.get(revision, ())]
        if not latest or any(one is not None and revision in self.amends(one) for one in latest):
            return None
        return next((one for one in latest if one is not None), None)

    def current_but(self, seen: Collection[str]) -> Iterator[tuple[str, str]]:
        """The plan.json of each folder, its revision and its name, where there are several, but those of changes of
        which one of the revisions `seen` is, or one that it amends. A plan that lies there twice is one."""
        if len(set(self._latest.values())) < 2:
            return
        known = {folder for one in seen for each in (one, *self.amends(one)) for folder in self.folders_of(each)}
        done = {*seen, *(revision for folder, revision in self._latest.items() if folder in known)}
        for folder, revision in self._latest.items():
            if revision not in done:
                done.add(revision)
                yield revision, str(folder / PLAN)

    @cached_property
    def _latest(self) -> dict[Path, str]:
        """The revision of the plan.json of each folder."""
        return {file.parent: revision for revision, files in self._files.items() for file in files if file.name == PLAN}

    @cached_property
    def _later(self) -> dict[str, list[str]]:
        """For each revision, the plans that amend it. Looked at are plans that lie beside others of their change, and
        all of them where there are several paths."""
        beside: defaultdict[Path, set[str]] = defaultdict(set)
        for revision, files in self._files.items():
            for folder in map(_folder_of, files):
                beside[folder].add(revision)
        several = {one for revisions in beside.values() if len(revisions) > 1 for one in revisions}
        looked_at = {*self._plans, *(self._files if self._apart else several)}
        later: dict[str, list[str]] = {}
        for revision in sorted(looked_at):
            for amended in self.amends(revision):
                later.setdefault(amended, []).append(revision)
        return later

    def _amends(self, revision: str) -> tuple[str, ...]:
        """What the plan itself says; of a file, as it stands there: the plan is checked when it is loaded."""
        if revision in self._plans:
            return self._plans[revision].amends
        if revision not in self._said:
            self._said[revision] = _amended_in(self._files.get(revision, ()))
        return self._said[revision]

    def folders_of(self, revision: str) -> tuple[Path, ...]:
        """Where the pages of this revision may lie: beside its plan, or above those that were rendered earlier."""
        files = [*self._files.get(revision, ()), *filter(None, [self._named.get(revision)])]
        return tuple(dict.fromkeys(map(_folder_of, files)))

    def carried_on(self, paths: Sequence[str]) -> tuple[IndexedPlan, tuple[IndexedPlan, ...]]:
        """The plan at `paths`, which the store was made of, or of several the one that amends all others; and those at
        hand that it amends, the oldest first. Raises InputError where there is no such plan, or it is damaged."""
        plans = [PlanStore((path,)).only(path).plan.revision for path in paths] if len(paths) > 1 else []
        latest = self.only(paths[0]).plan.revision if not plans else self._over(plans, paths)
        found = self.plan_of(latest)
        if found is None:
            raise InputError(tuple(self.problems))
        earlier = (self.plan_of(revision) for revision in self.amends(latest))
        return found, tuple(plan for plan in earlier if plan is not None)

    def _over(self, revisions: Sequence[str], paths: Sequence[str]) -> str:
        for revision in revisions:
            if {*revisions} <= {revision, *self.amends(revision)}:
                return revision
        message = N_("none of these plans amends all the others: {files}")
        remedy = N_("name the plans of one change, of which the latest carries on the others")
        raise InputError.of(paths[0], None, "", message, remedy, files=", ".join(paths))

    def only(self, path: str) -> IndexedPlan:
        """The one plan at `path`, which the store was made of; of a folder, its plan.json. Raises InputError where
        there are several, or it is damaged."""
        current = [revision for revision, files in self._files.items() if any(file.name == PLAN for file in files)]
        revisions = [*self._plans] or current or [*self._files]
        if len(revisions) > 1:
            message, remedy = N_("this folder holds {number} plans"), N_("name one of them, such as {file}")
            first = str(next(iter(self._files.values()))[0])
            raise InputError.of(path, None, "", message, remedy, file=first, number=str(len(revisions)))
        found = self._ready(revisions[0])
        if found is None:
            raise InputError(tuple(self.problems))
        return found[0]

    def _ready(self, revision: str) -> tuple[IndexedPlan, FastCheck] | None:
        """The same; what was asked for last is held."""
        self._held[revision] = found = self._held.pop(revision) if revision in self._held else self._index(revision)
        if len(self._held) > INDEXED_PLANS:
            del self._held[next(iter(self._held))]
        return found

    def _index(self, revision: str) -> tuple[IndexedPlan, FastCheck] | None:
        plan = self._plans.get(revision)
        for file in self._files.get(revision, ()) if plan is None else ():
            try:
                found = load_plan(file)
            except InputError as error:
                self.problems += error.problems
                continue
            if found.revision == revision:
                plan = found
                break
        if plan is None:
            return None
        indexed = index_plan(plan)
        return indexed, FastCheck(indexed)


def _folder_of(file: Path) -> Path:
    """The folder of the change that a plan is of."""
    return file.parent.parent if file.parent.name == EARLIER_PLANS else file.parent


def _amended_in(files: Iterable[Path]) -> tuple[str, ...]:
    """The revisions that the plan in one of these files amends; none where it cannot be read."""
    for file in files:
        try:
            found = _AMENDS.search(InputFile(file).content())
        except (OSError, TooLargeError):
            continue
        return tuple(re.findall(r"[0-9a-f]{64}", found[1].decode("ascii", "replace"))) if found else ()
    return ()


def _revision(file: Path) -> str:
    """The revision that a plan.json states, from its beginning; the plan is checked against it when it is loaded.

    Raises InputError.
    """
    try:
        with file.open("rb") as stream:
            found = _REVISION.search(stream.read(4096))
    except OSError:
        found = None
    return found[1].decode() if found else load_plan(file).revision
