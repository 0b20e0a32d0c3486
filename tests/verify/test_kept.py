"""A no-go at the last hold point of a migration: the old appliance is kept, and the change is done."""

from datetime import UTC, datetime

from msgspec.structs import replace

from runbook.i18n import Language
from runbook.report.so_far import progress_lines
from runbook.verify.course import course_of, last_holds, rest_of_chapter
from runbook.verify.session import Verified
from runbook.verify.verdict import verify_record
from tests import plans
from tests.verify.harness import check, codes, faultless, indexed_plan_of, record

MIGRATION = ("migrate-physical-virtual", "automatic", None, None)
HOLD = "hold-point:h1"


def kept():
    indexed = indexed_plan_of(*MIGRATION)
    entries = faultless(indexed)
    entries[HOLD] = replace(entries[HOLD], value="no-go", note="Kept as a spare until spring.")
    behind = [indexed.steps[index].id for index in rest_of_chapter(indexed, indexed.index[HOLD])]
    return indexed, entries, behind


def without(entries, steps):
    return [entry for step, entry in entries.items() if step not in steps]


def test_what_it_forbids_is_not_due_and_work_of_other_chapters_is_not_accused() -> None:
    indexed, entries, behind = kept()
    entries["client-limits-back"] = replace(entries["client-limits-back"], at=max(entries[step].at for step in behind))
    assert entries["client-limits-back"].at > entries[HOLD].at
    result = check(indexed, *without(entries, behind))
    assert (result.verdict, codes(result)) == ("pass", ["STA024"])
    assert result.findings[0].steps == (HOLD, *behind)


def test_so_far_it_is_told_as_what_it_is() -> None:
    indexed, entries, behind = kept()
    now, whole = datetime(2027, 12, 1, tzinfo=UTC), record(indexed, *without(entries, behind))
    verified = Verified(verify_record(indexed, whole, now, so_far=now), indexed, whole)
    lines = list(progress_lines(verified, Language(tag="en")))
    required = [step for step in behind if indexed.steps[indexed.index[step]].required]
    assert f"Not due, as the last hold point says no-go: {len(required)}." in lines
    assert not [line for line in lines if "was stopped" in line]


def test_it_may_be_struck_out() -> None:
    indexed, entries, behind = kept()
    out = {step: replace(entries[step], state="na", at="", by="", witness="", value="", note="kept") for step in behind}
    result = check(indexed, *{**entries, **out}.values())
    assert (result.verdict, codes(result)) == ("pass", ["STA024"])


def test_what_comes_before_it_stays_due_and_what_was_disposed_of_all_the_same_is_told() -> None:
    indexed, entries, behind = kept()
    before = next(step.id for step in indexed.steps if step.phase == "confirm")
    assert codes(check(indexed, *without(entries, [*behind, before]))) == ["STA001", "STA024"]
    assert "ORD004" in codes(check(indexed, *without(entries, behind[1:])))


def test_only_what_disposes_is_a_last_hold_point() -> None:
    for kind in plans.KINDS:
        indexed = indexed_plan_of(*kind)
        holds = last_holds(indexed)
        assert bool(holds) == kind[0].startswith("migrate-"), kind
        assert holds <= {*course_of(indexed).gate("hold")}
