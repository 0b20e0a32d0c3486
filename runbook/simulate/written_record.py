"""A record as `runbook simulate` writes it; and whether a file is one, to the byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from runbook.errors import RunbookError
from runbook.i18n import Language, available, load_language
from runbook.model.record import Entry
from runbook.model.rehearsal import rehearsal_run
from runbook.simulate.draft import FAILURE, Mistake
from runbook.simulate.mistakes import plant, planted_records
from runbook.simulate.play import REASON, play
from runbook.simulate.write import csv_bytes, json_bytes
from runbook.verify.indexed_plan import IndexedPlan

_REVISION = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_RUN = re.compile(rb"rehearsal-([0-9]{1,20})-[0-9a-f]{8}")


def written_record(
    indexed: IndexedPlan, seed: int, mistakes: int, form: str, language: Language
) -> tuple[bytes, tuple[Mistake, ...]]:
    """The record of a rehearsal as JSON or CSV, and the mistakes that are planted in it. Raises RunbookError."""
    reasons = _reasons(language)
    entries, planted = plant(indexed, play(indexed, seed, reasons[0]), seed, mistakes, *reasons)
    return _content(indexed, seed, form, entries, language), planted


def is_as_written(content: bytes, plan_of: Callable[[str], IndexedPlan | None]) -> bool:
    """Whether `content` is a record that was written so, and nobody has changed it since.

    `plan_of` gives the plan of a revision; of a plan that is not at hand nothing can be said.
    """
    revision, run = _REVISION.search(content), _RUN.search(content)
    indexed = plan_of(revision[0].decode()) if revision and run else None
    if indexed is None or run is None:
        return False
    seed, form = int(run[1]), "json" if content.startswith(b"{") else "csv"
    try:
        return any(content == each for tag in available() for each in _all(indexed, seed, form, load_language(tag)))
    except RunbookError:  # the plan cannot be played
        return False


def _all(indexed: IndexedPlan, seed: int, form: str, language: Language) -> Iterable[bytes]:
    """What is written for a seed in one language: without a mistake, with one, with two."""
    reasons = _reasons(language)
    records = planted_records(indexed, play(indexed, seed, reasons[0]), seed, *reasons)
    return (_content(indexed, seed, form, entries, language) for entries, _planted in records)


def _reasons(language: Language) -> tuple[str, str]:
    return language.text(REASON), language.text(FAILURE)


def _content(indexed: IndexedPlan, seed: int, form: str, entries: Sequence[Entry], language: Language) -> bytes:
    run = rehearsal_run(indexed.plan.revision, seed)
    return json_bytes(indexed.plan, run, entries) if form == "json" else csv_bytes(indexed.plan, run, entries, language)
