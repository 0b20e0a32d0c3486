"""Procedures are looked at as a whole: their files, their translations, and a plan of every kind of change."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from runbook.errors import InputError, PlanningError, Problem
from runbook.i18n import N_
from runbook.model.procedure import PathData, Procedures
from runbook.planning.invented import inventories
from runbook.planning.pipeline import unfrozen_plan
from runbook.procedures.checks.texts import check_translations
from runbook.procedures.draft import Draft
from runbook.procedures.load import listed, own_folder, procedures_of, read_procedures


def try_out(folder: Path) -> Draft:
    """The procedures of a folder, where nothing is wrong with them.

    Raises InputError with every problem: of the files; of the kit's own, also texts without a translation; or else what
    keeps an invented site from its plan.
    """
    draft, problems = read_procedures(folder)
    if os.path.realpath(folder) == os.path.realpath(own_folder()):
        problems += tuple(fault.problem() for fault in check_translations(draft))
    if problems := problems or tuple(_unplanned(draft)):
        raise InputError(listed(problems))
    return draft


def _unplanned(draft: Draft) -> Iterator[Problem]:
    files = {entry.name: entry.file for entry in draft.entries("paths")}
    for path, error in failing_paths(procedures_of(draft)):
        file = files[path.name]
        line, _node = file.root.find(("phases",))
        remedy = N_("put the lines of the path in the order that the rules ask for, or correct the rule")
        yield Problem.of(file.name, line, "phases", error.message, remedy, **error.values)


def failing_paths(procedures: Procedures) -> Iterator[tuple[PathData, PlanningError]]:
    """The paths that make no plan of some invented site, each with the first reason."""
    for path in procedures.paths:
        try:
            for inventory in inventories(frozenset(path.when)):
                (site,) = inventory.sites
                (change,) = site.changes
                unfrozen_plan(inventory, site, change, procedures)
        except PlanningError as error:
            yield path, error
