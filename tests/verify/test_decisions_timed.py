"""A time beside a go or no-go is that of the signature, or as soon before it as a go may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from runbook.model.finding import Result
from runbook.verify.course import course_of
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from tests.verify.harness import check, faultless, indexed_plan_of, moved, record, write

MINUTE = timedelta(minutes=1)
SINGLE = ("single", "automatic", None, None)


def decided(value: str, minutes: int = 0, indexed: IndexedPlan | None = None) -> Result:
    """A night whose hold point says `value`, in which {at} and {day} are those of so many minutes after its
    signature."""
    indexed = indexed or indexed_plan_of(*SINGLE)
    entries = faultless(indexed, 3)
    (hold, *_) = (indexed.steps[index].id for index in course_of(indexed).gate("hold"))
    said = datetime.fromisoformat(entries[hold].at) + minutes * MINUTE
    texts = {"at": f"{said:%H:%M}", "h": f"{said:%Hh%M}", "pm": f"{said:%I:%M %p}", "day": f"{said:%d/%m}"}
    write(entries, hold, value=value.format_map(texts))
    result = check(indexed, *entries.values())
    assert not FastCheck(indexed).clean(record(indexed, *entries.values()), None) or not result.findings
    return result


@pytest.mark.parametrize("value", ["go {at}", "GO – {h}", "go {pm}", "go le {day} à {h}", "go, {day} {at}", "GO/{at}"])
@pytest.mark.parametrize("minutes", [0, -10, -30])
def test_a_time_of_before_the_signature_is_that_of_the_decision(value: str, minutes: int) -> None:
    assert not decided(value, minutes).findings


@pytest.mark.parametrize("value", ["go {at}", "GO – {h}", "go {pm}", "go le {day} à {h}", "{day} {at} - go", "GO/{at}"])
@pytest.mark.parametrize("minutes", [-31, 30, 180, -600])
def test_another_time_is_asked_about(value: str, minutes: int) -> None:
    result = decided(value, minutes)
    (found,) = result.findings
    assert (result.verdict, found.code, len(found.steps)) == ("undetermined", "EVD010", 1)


@pytest.mark.parametrize(("opens", "signed"), [("00:00", "00:16"), ("12:00", "12:08")])
def test_twelve_is_the_first_hour_of_its_half_of_the_day(opens: str, signed: str) -> None:
    indexed = index_plan(moved(indexed_plan_of(*SINGLE).plan, ("2026-12-06",), opens))
    assert signed in [entry.at[11:] for entry in faultless(indexed, 3).values()]
    assert [decided(value, 0, indexed).findings for value in ("go {pm}", "go {at}")] == [(), ()]


@pytest.mark.parametrize("day", [1, -1, 31])
def test_another_day_is_asked_about(day: int) -> None:
    (found,) = decided("go le {day} à {h}", day * 24 * 60).findings
    assert found.code == "EVD010"
    assert not decided("go le {day} à {h}").findings


@pytest.mark.parametrize("value", ["go le {day}/%s à {h}", "go {day}/%s {at}", "go, {day}/%s"])
def test_a_date_of_another_year_is_asked_about(value: str) -> None:
    assert [found.code for found in decided(value % "2025").findings] == ["EVD010"]
    assert [found.code for found in decided(value % "25").findings] == ["EVD010"]
    assert not decided(value % "2026").findings + decided(value % "26").findings


def test_plans_that_do_not_say_how_soon_a_go_is_keep_their_verdicts() -> None:
    plan = indexed_plan_of(*SINGLE).plan
    assert plan.tolerances is not None
    assert not decided(
        "go {at}", 180, index_plan(replace(plan, tolerances=replace(plan.tolerances, decided=None)))
    ).findings


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        (("failover", "automatic", "asynchronous", "dns"), "switch.confirm"),
        (("atlas-failover", None, None, "dns"), "cluster.midpoint"),
        (("atlas-no-failover", None, None, None), "update.software"),
        (("migrate-physical-virtual", "automatic", None, None), "hw.confirm"),
    ],
)
def test_a_go_before_what_it_rests_on_is_told(kind: tuple[str | None, ...], ground: str) -> None:
    indexed = indexed_plan_of(*kind)
    entries = faultless(indexed, 3)
    events = [step.event for step in indexed.steps]
    hold = events.index("hold.point")
    before, told, gone_on = (
        indexed.steps[max(i for i, event in enumerate(events[: hold + 1]) if event == name)].id
        for name in (ground, "people.tell-gate", "hold.point")
    )
    done = datetime.fromisoformat(entries[before].at)
    for step, minutes in ((told, 13), (gone_on, 10)):
        write(entries, step, at=f"{done - minutes * MINUTE:%Y-%m-%d %H:%M}")
    found = [finding for finding in check(indexed, *entries.values()).findings if gone_on in finding.steps]
    assert [before in finding.steps for finding in found if finding.code == "ORD001"] == [True]
