"""Where a step asks for a date, a day is written down, as people write days."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from runbook.i18n import load_language
from runbook.model.plan import Evidence, Expect
from runbook.model.record import Entry, Record
from runbook.procedures.load import load_procedures
from runbook.report.finding_text import finding_text
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.verdict import verify_record
from tests.verify.harness import NOW, check, codes, faultless, indexed_plan_of, record, write

NOTICE = "prep-vendor-notice"


def single() -> IndexedPlan:
    return indexed_plan_of("single", "automatic", None, None)


def written(**fields: str) -> dict[str, Entry]:
    entries = faultless(single(), 3)
    write(entries, NOTICE, state="done", **fields)
    return entries


def told(value: str, indexed: IndexedPlan | None = None) -> list[str]:
    return codes(check(indexed or single(), *written(value=value).values()))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        *((each, []) for each in ("2026-11-20", "20/11/2026", "20 11", "20 nov.", "reçu le 20/11", "46338")),
        ("2031-01-01", ["EVD007"]),
        ("2025-12-06", []),  # within a year of the first window
        ("2025-12-01", ["EVD008"]),
        ("20/11/2019", ["EVD008"]),
        *(
            (each, ["EVD002"])
            for each in ("notice", "x", "ok", "-", "tbd", "by e-mail", "22:10", "31/02", "11/20/2026")
        ),
        ("?", ["EVD005"]),
        ("20/11/202?", ["EVD005"]),
        ("", ["EVD001"]),
    ],
)
def test_a_date_is_a_day_in_any_spelling_and_no_word(value, found) -> None:
    assert told(value) == found
    quick = FastCheck(single()).clean(record(single(), *written(value=value).values()), None)
    assert quick == (found == [])


@pytest.mark.parametrize(
    ("at", "value", "found"),
    [
        ("2026-11-20 09:30", "2026-11-20", []),
        ("2026-11-20 09:30", "20/11", []),
        ("20/11/2026 9h30", "2026-11-20", []),
        ("2026-11-20 23:59", "2026-11-21", []),  # by another watch it had begun
        ("2026-11-20 09:30", "2026-11-21", ["EVD007"]),
        ("2026-11-20 09:30", "21/11", ["EVD007"]),
        ("2026-11-20 09:30", "11/12/2026", ["EVD007"]),
        ("2026-11-20 09:30+01:00", "2026-11-21", ["EVD007"]),
        ("?", "2026-11-21", ["TIM002"]),
        ("?", "2031-01-01", ["EVD007", "TIM002"]),
    ],
)
def test_a_mail_came_no_later_than_its_step_was_signed(at, value, found) -> None:
    entries = written(at=at, value=value)
    assert codes(check(single(), *entries.values())) == found
    assert not found or not FastCheck(single()).clean(record(single(), *entries.values()), None)


def test_a_day_to_come_is_no_fault_where_it_is_one_until_which_something_is_kept() -> None:
    migration = indexed_plan_of("migrate-virtual-physical", "automatic", None, None)
    step = next(step.id for step in migration.steps if step.evidence and step.evidence.name == "delete_from")
    entries = faultless(migration, 3)
    write(entries, step, value="2031-01-01")
    assert check(migration, *entries.values()).findings == ()


def test_day_and_month_are_in_the_order_of_the_site() -> None:
    american = index_plan(replace(single().plan, date_order="mdy"))
    assert told("11/20/2026", american) == []
    assert told("20/11/2026", american) == ["EVD002"]


def test_a_file_with_the_month_first_is_told_once() -> None:
    entries = written(value="11/20/2026")
    for step, entry in list(entries.items()):
        if entry.at:
            year, month, day = entry.at[:10].split("-")
            write(entries, step, at=f"{month}/{day}/{year}{entry.at[10:]}")
    assert set(codes(check(single(), *entries.values()))) & {"TIM012", "EVD002"} == {"TIM012"}


@pytest.mark.parametrize(("other", "found"), [("20/11", []), ("20 nov. 2026", []), ("21/11", ["DOC005"])])
def test_two_files_with_one_day_in_two_spellings_agree(other, found) -> None:
    entries = written(value="2026-11-20")
    one = record(single(), *entries.values(), file="a.csv")
    two = record(single(), changed(entries[NOTICE], value=other), file="b.csv")
    both = Record(revision=one.revision, run=one.run, parts=(*one.parts, *two.parts))
    assert [code for code in codes(verify_record(single(), both, NOW)) if code == "DOC005"] == found


@pytest.mark.parametrize(("value", "found"), [("20/11", []), ("20 nov. 2026", []), ("2026-11-21", ["EVD003"])])
def test_a_day_that_is_expected_may_be_written_without_its_year(value, found) -> None:
    steps = tuple(
        replace(one, evidence=replace(one.evidence, expect=Expect(equals="2026-11-20")))
        if one.id == NOTICE and one.evidence
        else one
        for one in single().plan.steps
    )
    assert told(value, index_plan(replace(single().plan, steps=steps))) == found


def test_the_report_says_how_to_write_it_in_both_languages() -> None:
    (found,) = check(single(), *written(value="notice").values()).findings
    english, french = (finding_text(found, single().plan, load_language(tag), {}, None) for tag in ("en", "fr"))
    assert "a date, such as 2026-12-05" in str(english)
    assert "Write the date, such as 2026-12-05" in str(english)
    assert "Écrivez la date, par exemple 2026-12-05" in str(french)


def test_a_simulated_record_holds_the_day_of_the_signature() -> None:
    entry = faultless(single(), 3)[NOTICE]
    assert entry.value == (entry.at[:10] if entry.state == "done" else "")


def test_what_is_called_a_date_asks_for_one() -> None:
    steps = load_procedures().steps
    dated = {
        step.evidence.name: step.evidence.type
        for step in steps.values()
        if step.evidence and {"date", "from"} & {*step.evidence.label.casefold().split()}
    }
    assert {"notice", "delete_from"} <= {*dated}
    assert {*dated.values()} <= {"date", "datetime"}


def test_a_day_behind_steps_that_were_not_done_is_looked_at_in_its_own_place() -> None:
    plan = indexed_plan_of("single", "manual", None, None).plan
    place, step = next(
        (place, step)
        for place, step in reversed([*enumerate(plan.steps)])
        if step.required and not (step.evidence or step.gate or step.installs)
    )
    asked = replace(step, evidence=Evidence(name="came", type="date", label="Came on", past=True))
    indexed = index_plan(replace(plan, steps=(*plan.steps[:place], asked, *plan.steps[place + 1 :])))
    entries = faultless(indexed, 1)
    assert FastCheck(indexed).clean(record(indexed, *entries.values()), None)
    write(entries, step.id, value="2027-03-01")
    assert not FastCheck(indexed).clean(record(indexed, *entries.values()), None)
    assert codes(check(indexed, *entries.values())) == ["EVD007"]
