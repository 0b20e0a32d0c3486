"""A plan keeps the zone that it was made with: verdicts, rehearsals, pages and reports, whatever this machine knows.

The plan here is of a country that was to keep its summer time in the winter of the change, and did not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta, timezone

from runbook.document.bars import drawing
from runbook.document.impact import disruptions, waits
from runbook.i18n import load_language
from runbook.model.frozen_zone import zone_of
from runbook.model.plan import Plan
from runbook.model.record import Entry
from runbook.model.revision import revision_of
from runbook.reading.plan_json import dump_plan, read_plan
from runbook.report.planned_actual import panels
from runbook.simulate.play import play
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import index_plan
from runbook.verify.planned_windows import window_bounds
from runbook.verify.quick import Seconds, Unclear
from runbook.verify.times import Moment, day_start, read_moment
from tests.plans import plan_of
from tests.verify.harness import check, codes

SUMMER = timezone(timedelta(hours=2))
ENGLISH = load_language("en")


def summer_plan() -> Plan:
    """Windows of December by summer time, as they were planned: the same clock times, an hour earlier."""
    plan = plan_of("failover", "automatic", "asynchronous", "dns", hours=5)
    steps = tuple(
        replace(
            step,
            planned_start=step.planned_start and step.planned_start.replace(tzinfo=SUMMER),
            planned_by=step.planned_by and step.planned_by.replace(tzinfo=SUMMER),
            planned_from=step.planned_from and step.planned_from.replace(tzinfo=SUMMER),
        )
        for step in plan.steps
    )
    windows = tuple(
        replace(window, start=window.start.replace(tzinfo=SUMMER), end=window.end.replace(tzinfo=SUMMER))
        for window in plan.windows
    )
    still = tuple(each for each in plan.offsets if f"{each.since:%Y-%m}" in ("2025-12", "2026-03"))
    assert [each.seconds for each in still] == [3600, 7200]
    made = replace(plan, windows=windows, steps=steps, offsets=still)
    return read_plan(dump_plan(replace(made, revision=revision_of(made))), "plan.json")


PLAN = summer_plan()
FROZEN = index_plan(PLAN)
BY_THIS_MACHINE = index_plan(replace(PLAN, offsets=()))  # as the first format has it


def test_what_was_signed_in_its_window_is_in_its_window():
    entries = {entry.step: entry for entry in play(FROZEN, 1)}
    work = [FROZEN.steps[k] for k in course_of(FROZEN).work if FROZEN.steps[k].window == 1]
    signed = [step for step in work if step.id in entries]
    last = max(signed, key=lambda step: entries[step.id].at)
    for step in (last.id, "people-tell-end:h1:w1", "people-may-be-left:h1:w1"):
        entries[step] = type(entries[step])(**{**_fields(entries[step]), "at": "2026-12-06 02:59"})
    late = "decision-late-switch:h1"
    entries[late] = Entry(step=late, state="done", at="2026-12-06 02:29", by="TL", value="go")
    assert check(FROZEN, *entries.values()).verdict == "pass"
    assert "WIN002" in codes(check(BY_THIS_MACHINE, *entries.values()))


def _fields(entry: object) -> dict[str, str]:
    return {name: getattr(entry, name) for name in ("step", "state", "at", "by", "witness", "value", "note")}


def test_a_rehearsal_writes_the_clock_of_the_plan():
    start = window_bounds(FROZEN, 1)[0]
    first = {entry.step: entry.at for entry in play(FROZEN, 1)}
    written = [first[step.id] for step in FROZEN.steps if step.window == 1 and step.id in first]
    assert min(written).startswith("2026-12-05 22:")
    assert start == int(PLAN.windows[0].start.timestamp())
    assert min(entry.at for entry in play(BY_THIS_MACHINE, 1) if entry.step in _of_window(1)) < "2026-12-05 22:00"


def _of_window(number: int) -> set[str]:
    return {step.id for step in FROZEN.steps if step.window == number}


def test_drawings_and_reports_show_it():
    assert {d.end.utcoffset() for d in disruptions(PLAN)} == {timedelta(hours=2)}
    assert {w.end.utcoffset() for w in waits(PLAN)} <= {timedelta(hours=2)}
    assert drawing(PLAN, ENGLISH).bars[0].ticks[0][1] == "22:00"
    rows = [row for drawn in panels(PLAN, {}, (), ENGLISH) for panel in drawn for row in panel.rows]
    planned = [step.planned_start for step in PLAN.steps if step.planned_start]
    assert [row.times.partition(" ")[0] for row in rows] == [f"{moment:%H:%M}" for moment in planned]


def test_the_quick_look_reads_times_of_days_as_the_full_check_does():
    plan = plan_of("failover", "automatic", "asynchronous", "dns", hours=5)
    zone = zone_of(plan)
    changes = [each.since.astimezone(UTC).replace(tzinfo=None, hour=0) for each in plan.offsets[1:]]
    assert changes
    asked = [change + timedelta(days=day, minutes=minute) for change in changes for day in (-1, 0, 1, 9)
             for minute in range(0, 24 * 60, 10)]  # fmt: skip
    seconds, unclear = Seconds(zone), 0
    others = ["2026-02-30 10:00", "2026-12-11 24:00", "11/12/2026 10:00"]
    for text in [*(f"{one:%Y-%m-%d %H:%M}" for one in asked), *others]:
        full = read_moment(text, zone)
        found: int | None
        try:
            found = seconds[text]
        except Unclear:
            found, unclear = None, unclear + 1
        assert found == (full.early if isinstance(full, Moment) and not full.ambiguous else None), text
    assert unclear, "the clock was changed on one of these days"
    assert day_start(f"{changes[0]:%Y-%m-%d} ", zone) is None, "its minutes are not counted from its beginning"
    assert day_start(f"{changes[0] + timedelta(days=9):%Y-%m-%d} ", zone) is not None
