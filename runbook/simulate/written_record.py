"""A record as `runbook simulate` writes it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from runbook.i18n import Language, with_words
from runbook.model.frozen_zone import repeated_hours
from runbook.model.rehearsal import UNSEALED, rehearsal_run, sealed
from runbook.simulate.carried_on import signed_under, with_releases
from runbook.simulate.draft import FAILURE, NO_TIME, DraftRecord, Mistake
from runbook.simulate.mistakes import chance_of, planted_in
from runbook.simulate.play import REASON, play
from runbook.simulate.write import csv_bytes, joined_csv, joined_json, json_bytes
from runbook.verify.indexed_plan import IndexedPlan


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
    language = with_words(language, indexed.plan.words, repeated_hours(indexed.plan))
    reasons = language.text(REASON), language.text(FAILURE), language.text(NO_TIME)
    under = signed_under(indexed, earlier) if earlier else ()
    entries = {entry.step: entry for entry in play(indexed, seed, reasons[0], under, as_printed=True)}
    draft = DraftRecord(indexed, entries, chance_of(seed), *reasons, tuple(earlier))
    draft.under |= {one.step.id: one for one in under if one.indexed is not indexed}
    with_releases(draft, under)
    *_, planted = islice(planted_in(draft), mistakes + 1)
    return sealed(_content(draft, seed, form, language)), planted


def _content(draft: DraftRecord, seed: int, form: str, language: Language) -> bytes:
    parts = []
    for indexed in (*draft.earlier, draft.indexed):
        entries = tuple(entry for key, entry in draft.entries.items() if draft.plan_of(key) is indexed)
        if entries or indexed is draft.indexed:
            parts.append((indexed.plan, rehearsal_run(indexed.plan.revision, seed, UNSEALED), entries))
    if len(parts) > 1:
        return joined_json(parts) if form == "json" else joined_csv(parts, language)
    return json_bytes(*parts[0]) if form == "json" else csv_bytes(*parts[0], language)
