"""Records beside their plans, in as few words as a test can bear."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from msgspec.structs import replace as changed

from runbook.model.finding import Result
from runbook.model.frozen_zone import frozen_offsets
from runbook.model.plan import Plan
from runbook.model.record import Entry, Record, RecordPart
from runbook.model.revision import revision_of
from runbook.reading.plan_json import load_plan
from runbook.simulate.play import play
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.verdict import verify_record
from tests import plans

SAMPLES = Path(__file__).resolve().parent.parent / "examples" / "records"
NOW = datetime(2027, 6, 1, tzinfo=UTC)


@cache
def indexed_plan_of(*kind: str | None, bases: tuple[bool, ...] = (True,)) -> IndexedPlan:
    """One of the plans of `tests.plans`."""
    topology, method, order, switch = kind
    return index_plan(plans.plan_of(str(topology), method, order, switch, bases=bases))


@cache
def pair() -> IndexedPlan:
    """A pair, asynchronous, by DNS, two hops: every family of rules has its place in it. The plan of one day, whatever
    procedures have become since: a sample is a record of its plan."""
    return index_plan(load_plan(SAMPLES / "plan.json"))


@cache
def paused() -> IndexedPlan:
    """A pair as that of `pair`, whose plan has rules that only warn. Of one day, too."""
    return index_plan(load_plan(SAMPLES / "pauses" / "plan.json"))


def moved(plan: Plan, nights: tuple[str, ...], opens: str = "22:00") -> Plan:
    """The plan with its windows of six hours in these nights."""
    windows = []
    for window, night in zip(plan.windows, nights, strict=True):
        start = aware_local(f"{night} {opens}", plan.timezone)
        windows.append(replace(window, start=start, end=datetime.fromtimestamp(start.timestamp() + 6 * 3600, UTC)))
    plan = replace(plan, windows=tuple(windows), offsets=frozen_offsets(plan.timezone, windows))
    return replace(plan, revision=revision_of(plan))


def aware_local(text: str, zone: str) -> datetime:
    """A local time with its offset."""
    from runbook.model.clock import aware

    return aware(datetime.fromisoformat(text), zone)


def record(indexed: IndexedPlan, *entries: Entry, run: str = "1", file: str = "record.json") -> Record:
    """One part, one record."""
    plan = indexed.plan
    part = RecordPart(file=file, revision=plan.revision, site=plan.site, change=plan.change, run=run, entries=entries)
    return Record(revision=plan.revision, run=run, parts=(part,))


def check(indexed: IndexedPlan, *entries: Entry, now: datetime | None = NOW) -> Result:
    """The verdict on these entries."""
    return verify_record(indexed, record(indexed, *entries), now)


def faultless(indexed: IndexedPlan, seed: int = 1) -> dict[str, Entry]:
    """The entries of a faultless record by step."""
    return {entry.step: entry for entry in play(indexed, seed)}


def write(entries: dict[str, Entry], step: str, **fields: str) -> Entry:
    """Change fields of an entry."""
    entries[step] = changed(entries[step], **fields)
    return entries[step]


def codes(result: Result) -> list[str]:
    """The codes of a result, sorted."""
    return sorted(finding.code for finding in result.findings)
