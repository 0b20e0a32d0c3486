"""A house folder -> House, or every problem of all its files at once; and what is allowed, though not unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.house.anchors import anchors_on, named_path
from runbook.house.checks import check_house
from runbook.house.house_draft import HouseDraft, HouseEntry, draft_of
from runbook.house.house_folder import HouseBytes, read_folder
from runbook.house.house_texts import texts_in
from runbook.house.logo import read_logo
from runbook.house.merged import HouseProcedures, with_house
from runbook.i18n import N_
from runbook.model.house import House, HouseStep, PackedHouse
from runbook.model.procedure import Procedures
from runbook.procedures.load import listed, load_procedures
from runbook.reading.many_problems import MAX_PROBLEMS
from runbook.reading.nodes import Plain
from runbook.reading.structure import convert


def load_house(folder: Path, procedures: Procedures) -> PackedHouse:
    """The house in a folder. Raises InputError with every problem of all its files."""
    return read_house(folder, procedures)[0]


def read_house(folder: Path, procedures: Procedures) -> tuple[PackedHouse, HouseDraft]:
    """The house in a folder, and the files that it was read from. Raises InputError with every problem."""
    texts, unread = read_folder(folder)
    draft, problems = _draft(texts, procedures)
    logo, found = _logo(folder, draft)
    if problems or unread or found or draft.file is None:
        raise InputError(listed((*unread, *problems, *found)))
    named = {part: {e.name: _data(e) for e in draft.of(part)} for part in ("steps", "rules")}
    paths = [entry.file.data for entry in draft.of("paths")]
    content = json.dumps({"file": draft.file.file.data, **named, "paths": paths, "logo": logo}).encode()
    return PackedHouse(house_of(content), content), draft


def _data(entry: HouseEntry) -> Plain:
    assert isinstance(entry.file.data, dict), "it has entries"
    return entry.file.data[entry.name]


@lru_cache(maxsize=4)
def house_of(content: bytes) -> House:
    """The house that was packed as bytes. Raises ValueError where they are something else."""
    house, wrongs = convert(House, json.loads(content))
    if house is None:
        raise ValueError(wrongs)
    return house


@lru_cache(maxsize=4)
def house_procedures(content: bytes) -> HouseProcedures:
    """The procedures of the kit and of the house that was packed as bytes, together."""
    return with_house(load_procedures(), house_of(content))


def _draft(texts: tuple[HouseBytes, ...], procedures: Procedures) -> tuple[HouseDraft, tuple[Problem, ...]]:
    draft, problems = draft_of(texts)
    faults = islice(check_house(draft, procedures), MAX_PROBLEMS + 1)
    return draft, (*problems, *(fault.problem() for fault in faults))


def _logo(folder: Path, draft: HouseDraft) -> tuple[str, tuple[Problem, ...]]:
    if draft.file is None or draft.file.noun.logo is None:
        return "", ()
    try:
        return read_logo(folder, draft.file.noun.logo), ()
    except InputError as error:
        return "", error.problems


def cautions_of(draft: HouseDraft, house: House, procedures: Procedures) -> Iterator[Problem]:
    """Texts without a translation, and steps that a path has no place for."""
    yield from untranslated(draft, house.file.languages or _written_in(house))
    for entry in draft.of("steps"):
        step: HouseStep = entry.noun
        if step.place is None:
            continue
        key = "before" if step.place.before is not None else "after"
        anchor = step.place.before or step.place.after or ""
        lacking = [
            path.name
            for path in procedures.paths
            if named_path(path, path.name, step.place.paths)
            and not anchor.startswith("house.")
            and anchor not in anchors_on(path, procedures)
        ]
        if lacking:
            message = N_("these paths have no {name}, and therefore not this step: {paths}")
            remedy = N_("name the paths that are meant under paths:, or place it by what all have, such as window")
            values = {"name": anchor, "paths": ", ".join(lacking)}
            yield entry.fault(("place", key), message, remedy, **values).problem()


def untranslated(draft: HouseDraft, languages: Iterable[str]) -> Iterator[Problem]:
    """Texts without a translation into one of the languages that are asked for, each with its line."""
    tags = sorted({*languages})
    for entry in draft.entries:
        for found in texts_in(entry.noun) if entry.noun is not None else ():
            if missing := [tag for tag in tags if tag not in found.words]:
                message = N_("this text has no translation: {languages}; it is printed in another language, marked")
                remedy = N_("write it beside the others")
                yield entry.fault(found.path, message, remedy, languages=", ".join(missing)).problem()


def _written_in(house: House) -> frozenset[str]:
    """The languages that a house writes its texts in, where it asks for none."""
    return frozenset(tag for found in texts_in(house) for tag in found.words)
