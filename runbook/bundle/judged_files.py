"""What verify says of the files of a bundle, in the folder that they lie in: the same here and on another machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from datetime import datetime
from pathlib import Path

from runbook.bundle.bundle_manifest import NO_RECORD
from runbook.errors import InputError
from runbook.estate.change_status import worst
from runbook.estate.record_search import look_into, record_files
from runbook.i18n import Language, known_tag, load_language
from runbook.model.plan import Plan
from runbook.procedures.catalogue import guide_lines
from runbook.report.data import json_of
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import Verified, verify_files


def judged_change(root: Path, folder: str, now: datetime | None) -> tuple[Verified, ...]:
    """The verdict on each record in the `folder` of a change below `root`; names in it are those within `root`.

    Raises InputError where its plan is damaged, or no record that is there can be read.
    """
    with chdir(root):
        found, problems, _hidden = record_files([folder])
        looked = look_into(found)
        files = [one.path for one in looked if one.kind == "record"]
        problems += tuple(problem for one in looked for problem in one.problems)
        if problems:
            raise InputError(problems)
        store = PlanStore((folder,))
        verified = tuple(verify_files(files, store, now, digests=True)) if files else ()
        if store.problems:
            raise InputError(tuple(store.problems))
        return verified


def verdict_bytes(verified: tuple[Verified, ...], language: Language) -> bytes:
    """The content of verdict.json."""
    return "".join(f"{line}\n" for line in json_of(verified, language, guide_lines())).encode()


def verdict_word(verified: tuple[Verified, ...]) -> str:
    """The worst verdict on records of the change itself; that there is none, where it has none but rehearsals."""
    words = [one.result.verdict for one in verified if not one.result.rehearsal]
    return worst(words) if words else NO_RECORD


def rehearsals_among(verified: tuple[Verified, ...]) -> int:
    """How many of the records were played."""
    return sum(one.result.rehearsal for one in verified)


def own_language(plan: Plan) -> Language:
    """The language of what is written into a bundle: the first that the pages of a change were printed in."""
    return load_language(known_tag(plan.languages[0]) or "en")


def reports(root: Path, verified: tuple[Verified, ...], language: Language) -> Iterator[bytes]:
    """The report on each record."""
    from runbook.report.pdf_report import report_pdf

    with chdir(root):
        yield from (report_pdf(one, language) for one in verified if one.plan is not None)
