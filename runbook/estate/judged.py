"""The records of a change to where it stands: what a worker does. Nothing is decided here but what verdicts say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, tzinfo
from typing import NamedTuple

from runbook.errors import InputError, Problem
from runbook.estate.asked import AskedChange, AskedTogether, Judged, StrayRecord
from runbook.estate.change_status import (
    ChangeStatus,
    FindingTold,
    RecordJudged,
    WindowActual,
    is_planned_anew,
    standing_of,
    was_led_back,
)
from runbook.estate.kept_verdicts import files_read, line_of, told_in
from runbook.estate.nights_awaited import night_awaited
from runbook.estate.plan_heads import ChangeKey
from runbook.estate.record_told import RecordTold
from runbook.model.clock import aware
from runbook.model.finding import Finding
from runbook.model.revision import short_revision
from runbook.model.site import Change, Site
from runbook.report.finding_text import steps_text
from runbook.verify.codes import CODES
from runbook.verify.due import due_and_missing, next_step
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import Verified, verify_files, verify_one

TOLD = 200  # findings of a record that are told one by one; how many more there are is counted


def judge(together: AskedTogether, now: datetime, kit: str = "") -> Judged:
    """Where changes stand; verdicts that this `kit` (its fingerprint) remembers are not reached again. Raises
    MachineError where a cache gave something else for a site."""
    read = _read(together, now, kit)
    found: dict[ChangeKey, list[RecordTold]] = {one.key: [] for one in together.asked}
    strays: list[StrayRecord] = []
    for told in read.told:
        revision = told.record.revision
        key = together.changes.get(short_revision(revision))
        if told.owner not in (None, key):
            key = None  # an earlier plan of one change, in the folder of another
        if key in found:
            found[key].append(told)
        elif key is None:
            strays.append(StrayRecord(revision, told.record.files))
    statuses = tuple(_status(one, found[one.key], read.unread, now) for one in together.asked)
    return Judged(statuses, tuple(strays), read.problems, read.kept)


class _Read(NamedTuple):
    """What is told of records, of those on which there is no verdict, and what is wrong with files; and what is to be
    remembered of it."""

    told: tuple[RecordTold, ...]
    unread: tuple[RecordJudged, ...] = ()
    problems: tuple[Problem, ...] = ()
    kept: str = ""


def _read(together: AskedTogether, now: datetime, kit: str) -> _Read:
    """What verify says of the records, as it is remembered, or now."""
    files = files_read(together, kit) if kit else None
    if files and (known := told_in(together.kept, files, now)):
        return _Read(known, kept=together.kept)
    verified: list[Verified] = []
    problems: list[Problem] = []
    unread: tuple[RecordJudged, ...] = ()
    try:
        for one in _verified(together, now, problems):
            verified.append(one)
    except InputError as error:  # no plan can be read, or no file: there is a record, and no verdict on it
        problems += error.problems
        unread = (RecordJudged(revision="", run="", verdict="undetermined", files=together.files),)
    told = tuple(_told(one, now) for one in verified)
    stays = told and not problems and all(one.quick for one in verified)
    line = line_of(files, told, now) if files and stays and files.unchanged() else ""
    return _Read(told, unread, tuple(problems), line)


def _told(verified: Verified, now: datetime) -> RecordTold:
    plan = verified.plan
    return RecordTold(
        record=_record(verified, now),
        rehearsal=verified.result.rehearsal,
        owner=(plan.site, plan.change) if plan else None,
        windows=_actual(verified) if plan else None,
    )


def _verified(together: AskedTogether, now: datetime, problems: list[Problem]) -> Iterator[Verified]:
    """What verify says of the records, of what is due by now; of a change that is done, of all of it. `problems` grow:
    what is wrong with plans. Raises InputError."""
    if not together.files:
        return
    seconds = int(now.astimezone(UTC).timestamp())
    done = {one.key for one in together.asked if one.packed.state(one.key[1]) == "done"}
    store = PlanStore(together.plans)
    for one in verify_files(together.files, store, now, so_far=now):
        of_done = together.changes.get(short_revision(one.result.revision)) in done
        if of_done and one.result.open and one.record is not None:
            yield verify_one(one.record, store, now, seconds)
        else:
            yield one
    problems += store.problems


def _status(
    asked: AskedChange, told: list[RecordTold], unread: tuple[RecordJudged, ...], now: datetime
) -> ChangeStatus:
    ((site, change),) = [(site, change) for site in asked.packed.inventory().sites for change in _own(site, asked)]
    state = asked.packed.state(change.id)
    planned = _windows(site, change)
    ahead = next((one for one, window in zip(planned, change.windows, strict=True) if not window.done), None)
    played = [one for one in told if not one.rehearsal]
    before = [one for one in played if _is_before(one, ahead, played)]
    real = [one for one in played if one not in before]
    records = (*(one.record for one in real), *unread)
    actual = [one.windows for one in real if one.windows is not None]
    all_windows = [window for each in actual for window in each] or planned
    return ChangeStatus(
        site=site.id,
        site_name=site.name,
        change=change.id,
        ticket=change.ticket or "",
        path=asked.head.path if asked.head else "",
        state=state,
        standing=standing_of(state, records, all_windows, now, late=_is_late(site, change, now)),
        revision=asked.head.revision if asked.head else "",
        deadline=change.deadline,
        windows=actual[-1] if actual and real[-1].windows is not None else planned,
        records=(*(replace(one.record, before=True) for one in before), *records),
        rehearsals=len(told) - len(played),
    )


def _is_before(told: RecordTold, ahead: WindowActual | None, others: list[RecordTold]) -> bool:
    """Whether a record tells of a night that was led back before the change was planned anew: to how the site was, or
    otherwise and a later night has its record."""
    if not told.windows or not was_led_back(told.record):
        return False
    nights = [one.windows[0] for one in others if one.windows]
    nights += [ahead] if ahead and told.record.verdict == "backed-out" else []
    return any(is_planned_anew(told.windows, night) for night in nights)


def _own(site: Site, asked: AskedChange) -> Iterator[Change]:
    return (change for change in site.changes if change.id == asked.packed.changes[0])


def _is_late(site: Site, change: Change, now: datetime) -> bool:
    """Whether the day by whose end it has to be done is over."""
    if change.deadline is None:
        return False
    return now > aware(datetime.combine(change.deadline, time(23, 59)), site.timezone)


def _windows(site: Site, change: Change) -> tuple[WindowActual, ...]:
    return tuple(
        WindowActual(number=number, start=aware(window.start, site.timezone), end=aware(window.end, site.timezone))
        for number, window in enumerate(change.windows, 1)
    )


def _actual(verified: Verified) -> tuple[WindowActual, ...]:
    """The windows of the plan that a record was judged by, and when something was signed of the steps of each."""
    indexed = verified.indexed
    assert indexed is not None
    times = verified.times()
    spans: dict[int, list[int]] = {}
    for step in indexed.steps:
        if step.window is not None and step.id in times:
            spans.setdefault(step.window, []).append(times[step.id])

    found = []
    for number, window in enumerate(indexed.plan.windows, 1):
        known = spans.get(number, [])
        first, last = (_instant(one, indexed.zone) for one in ((min(known), max(known)) if known else (None, None)))
        found.append(WindowActual(number=number, start=window.start, end=window.end, first=first, last=last))
    return tuple(found)


def _instant(seconds: int | None, zone: tzinfo) -> datetime | None:
    """What the site's clock showed; None where that is unknown, or beyond the calendar."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, tz=UTC).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def _record(verified: Verified, now: datetime) -> RecordJudged:
    result, indexed = verified.result, verified.indexed
    steps = {step.id: step for step in indexed.steps} if indexed else {}
    case = verified.case() if result.open or result.findings else None  # nothing is left of one that is right
    missing, opened = (due_and_missing(case), next_step(case, result.open)) if case else ((), None)
    # Where no plan could be read nothing is proved, whatever verify says of a record without one.
    verdict = result.verdict if indexed else "undetermined"
    return RecordJudged(
        revision=result.revision,
        run=result.run,
        verdict=verdict,
        files=tuple(source.name for source in verified.files),
        findings=tuple(_finding(one, indexed) for one in result.findings[:TOLD]),
        more=result.more,
        open=len(result.open),
        missing=len(missing),
        next_step=steps[opened.step].number if opened and opened.step in steps else "",
        next_due=opened.due if opened else None,
        awaited=night_awaited(verified, now) if verdict == "fail" else None,
    )


def _finding(finding: Finding, indexed: IndexedPlan | None) -> FindingTold:
    planned, places = (indexed.steps, indexed.index) if indexed else ((), {})
    step = next((planned[places[one]] for one in finding.steps if one in places), None)
    return FindingTold(
        code=finding.code,
        severity=CODES[finding.code].severity,
        number=step.number if step else "",
        roles=step.roles if step else (),
        where=finding.where,
        steps=steps_text(finding.steps, planned, places),
    )
