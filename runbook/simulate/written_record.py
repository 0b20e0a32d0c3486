"""A record as `runbook simulate` writes it; and whether a file is one, to the byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from runbook.errors import RunbookError
from runbook.i18n import Language, available, load_language, with_words
from runbook.model.frozen_zone import repeated_hours
from runbook.model.rehearsal import rehearsal_run
from runbook.simulate.carried_on import signed_under, with_releases
from runbook.simulate.draft import FAILURE, DraftRecord, Mistake
from runbook.simulate.mistakes import chance_of, planted_in
from runbook.simulate.play import REASON, play
from runbook.simulate.write import csv_bytes, joined_csv, joined_json, json_bytes
from runbook.verify.indexed_plan import IndexedPlan

_REVISION = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
MOST = 10  # plans that are played together
_RUN = re.compile(rb"rehearsal-([0-9]{1,20})-[0-9a-f]{8}")


def written_record(
    indexed: IndexedPlan,
    seed: int,
    mistakes: int,
    form: str,
    language: Language,
    earlier: Sequence[IndexedPlan] = (),
) -> tuple[bytes, tuple[Mistake, ...]]:
    """The record of a rehearsal as JSON or CSV, and the mistakes that are planted in it. Raises RunbookError.

    `earlier` are the plans that `indexed` carries on, the oldest first: what lies behind is signed under them.
    """
    return list(islice(_records(indexed, seed, form, language, earlier), mistakes + 1))[-1]


def is_as_written(content: bytes, plan_of: Callable[[str], IndexedPlan | None]) -> bool:
    """Whether `content` is a record that was written so, and nobody has changed it since.

    `plan_of` gives the plan of a revision; of a plan that is not at hand nothing can be said.
    """
    revisions, run = dict.fromkeys(_REVISION.findall(content)), _RUN.search(content)
    plans = [plan_of(revision.decode()) for revision in islice(revisions, MOST)]
    known = tuple(plan for plan in plans if plan is not None)
    if run is None or not known or len(known) < len(plans):
        return False
    seed, form = int(run[1]), "json" if content.startswith((b"{", b"[")) else "csv"
    try:
        return any(
            content == each
            for tag in available()
            for each, _planted in _records(known[-1], seed, form, load_language(tag), known[:-1])
        )
    except RunbookError:  # the plan cannot be played
        return False


def _records(
    indexed: IndexedPlan, seed: int, form: str, language: Language, earlier: Sequence[IndexedPlan]
) -> Iterator[tuple[bytes, tuple[Mistake, ...]]]:
    """What is written for a seed: without a mistake, with one, with two; and what they are."""
    language = with_words(language, indexed.plan.words, repeated_hours(indexed.plan))
    reasons = language.text(REASON), language.text(FAILURE)
    under = signed_under(indexed, earlier) if earlier else ()
    entries = {entry.step: entry for entry in play(indexed, seed, reasons[0], under, as_printed=True)}
    draft = DraftRecord(indexed, entries, chance_of(seed), *reasons, tuple(earlier))
    draft.under |= {one.step.id: one for one in under if one.indexed is not indexed}
    with_releases(draft, under)
    for planted in planted_in(draft):
        yield _content(draft, seed, form, language), planted


def _content(draft: DraftRecord, seed: int, form: str, language: Language) -> bytes:
    parts = []
    for indexed in (*draft.earlier, draft.indexed):
        entries = tuple(entry for key, entry in draft.entries.items() if draft.plan_of(key) is indexed)
        if entries or indexed is draft.indexed:
            parts.append((indexed.plan, rehearsal_run(indexed.plan.revision, seed), entries))
    if len(parts) > 1:
        return joined_json(parts) if form == "json" else joined_csv(parts, language)
    return json_bytes(*parts[0]) if form == "json" else csv_bytes(*parts[0], language)
