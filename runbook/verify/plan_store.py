"""The plans at hand, by revision."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from runbook.errors import InputError
from runbook.i18n import N_
from runbook.model.plan import Plan
from runbook.reading.folder import files_in
from runbook.reading.input_file import STANDARD_INPUT
from runbook.reading.plan_json import load_plan
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import IndexedPlan, index_plan

INDEXED_PLANS = 32  # plans that are held ready at a time
_REVISION = re.compile(rb'"revision": ?"([0-9a-f]{64})"')


class PlanStore:
    """The plans at hand, by revision; from a folder each is loaded when a record first asks for it."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Raises InputError where a path is neither a plan nor a folder with plans in it."""
        self.files: dict[str, Path] = {}
        self.plans: dict[str, Plan] = {}
        for path in paths:
            self._add(path)
        self._ready = lru_cache(maxsize=INDEXED_PLANS)(self._index)

    def _add(self, path: str) -> None:
        if not path:
            message, remedy = N_("the name of the plan is empty"), N_("name a plan.json, or a folder that holds one")
            raise InputError.of("", None, "", message, remedy)
        if path != STANDARD_INPUT and Path(path).is_dir():
            found, problems = files_in(path, lambda name: name == "plan.json")
            if not found and problems:  # where there are some, a record whose plan is not among them is reported
                raise InputError(problems)
            if not found:
                message, remedy = N_("this folder holds no plan.json"), N_("name the folder that was rendered into")
                raise InputError.of(path, None, "", message, remedy)
            for file in found:
                self.files.setdefault(_revision(file), file)
        else:
            plan = load_plan(path)
            self.plans[plan.revision] = plan

    def indexed(self, revision: str) -> tuple[IndexedPlan, FastCheck] | None:
        """The plan of this revision, ready for checking; None where there is none. Raises InputError."""
        return self._ready(revision) if revision in self.plans or revision in self.files else None

    def only(self, path: str) -> IndexedPlan:
        """The one plan at `path`, which the store was made of. Raises InputError where there are several."""
        revisions = (*self.plans, *self.files)
        if len(revisions) > 1:
            message, remedy = N_("this folder holds {number} plans"), N_("name one of them, such as {file}")
            first = str(next(iter(self.files.values())))
            raise InputError.of(path, None, "", message, remedy, file=first, number=str(len(revisions)))
        return self._ready(revisions[0])[0]

    def _index(self, revision: str) -> tuple[IndexedPlan, FastCheck]:
        plan = self.plans.get(revision) or load_plan(self.files[revision])
        indexed = index_plan(plan)
        return indexed, FastCheck(indexed)


def _revision(file: Path) -> str:
    """The revision that a plan.json states, from its beginning; the plan is checked against it when it is loaded."""
    with file.open("rb") as stream:
        found = _REVISION.search(stream.read(4096))
    return found[1].decode() if found else load_plan(file).revision
