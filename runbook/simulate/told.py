"""Whether the verifier tells every mistake that is planted in a record: what is listed stands in the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from runbook.model.finding import Finding
from runbook.model.record import Record, RecordPart
from runbook.model.rehearsal import rehearsal_run
from runbook.simulate.draft import DraftRecord, Mistake
from runbook.verify.verdict import verify_record


def all_told(draft: DraftRecord, planted: Sequence[Mistake]) -> tuple[Mistake, ...] | None:
    """The mistakes, each with the code that tells it as the likeliest; None where one of them is not told."""
    findings = _findings(draft)
    told = tuple(_as_told(mistake, findings) for mistake in planted)
    known = tuple(mistake for mistake in told if mistake is not None)
    return known if len(known) == len(told) else None


def _findings(draft: DraftRecord) -> Sequence[Finding]:
    parts = tuple(_parts(draft))
    plans = tuple(plan for plan in (*draft.earlier, draft.indexed) if plan.plan.revision in {p.revision for p in parts})
    record = Record(revision=draft.indexed.plan.revision, run=parts[-1].run, parts=parts)
    return verify_record(draft.indexed, record, None, plans=plans if draft.earlier else ()).findings


def _parts(draft: DraftRecord) -> Iterator[RecordPart]:
    """What is written under each plan; the last of them has its part even where nothing is."""
    run = rehearsal_run(draft.indexed.plan.revision, 0)
    for indexed in (*draft.earlier, draft.indexed):
        entries = tuple(entry for key, entry in draft.entries.items() if draft.plan_of(key) is indexed)
        if entries or indexed is draft.indexed:
            plan = indexed.plan
            yield RecordPart(
                file="", revision=plan.revision, site=plan.site, change=plan.change, run=run, entries=entries
            )


def _as_told(mistake: Mistake, findings: Sequence[Finding]) -> Mistake | None:
    told = {one.code for one in findings if one.code in mistake.codes and set(mistake.steps) <= set(one.steps)}
    if not told:
        return None
    return replace(mistake, codes=tuple(sorted(mistake.codes, key=lambda code: code not in told)))
