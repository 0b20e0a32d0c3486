"""What has one cause is told once: a cell filled down its column, entries that stand in a file twice."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from runbook.simulate.write import json_bytes
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.records.books import book
from tests.verify.harness import NOW, SAMPLES, check, codes, faultless, pair
from tests.verify.make_tables import rows_of

WINDOWS = {step.id: step.window for step in pair().steps}


def filled_down(at, steps):
    return [
        replace(entry, at=at) if entry.step in steps and entry.at else entry for entry in faultless(pair()).values()
    ]


@pytest.mark.parametrize("at", ["2026-10-28 00:15", "2026-10-24 22:30", "24/10/2026 22h30", "2020-01-01 00:00"])
def test_one_time_in_a_whole_column_is_one_finding(at) -> None:
    result = check(pair(), *filled_down(at, WINDOWS))
    assert (result.verdict, codes(result)) == ("fail", ["TIM013"])
    assert len(result.findings[0].steps) > 60


def test_a_window_that_was_signed_at_once_is_not_a_column() -> None:
    """Others have times of their own: that it was quick is told, and an entry of another day is blamed alone."""
    night = {step for step, window in WINDOWS.items() if window == 2}
    assert "TIM013" not in codes(check(pair(), *filled_down("2026-10-28 00:15", night)))
    result = check(pair(), *filled_down("2026-10-28 00:15", {*night, "status-before:rs-a:h2"}))
    assert "TIM013" not in codes(result)


def test_steps_that_may_be_signed_in_one_minute_are_believed() -> None:
    early = [step for step, window in WINDOWS.items() if window is None][:12]
    entries = [entry for entry in filled_down("2026-10-24 20:00", early) if entry.step in early]
    assert "TIM013" not in codes(check(pair(), *entries))


@pytest.mark.parametrize("last", [[], [{"step": "prep-strategy"}]])
def test_entries_that_stand_twice_with_none_the_last_time_are_one_finding(tmp_path, last) -> None:
    text = json_bytes(pair().plan, "1", tuple(faultless(pair()).values())).decode().rstrip()
    file = tmp_path / "record.json"
    file.write_text(f'{text.removesuffix("}")}, "entries": {json.dumps(last)}}}')
    (found,) = verify_files([file], PlanStore([str(SAMPLES / "plan.json")]), NOW)
    assert (found.result.verdict, codes(found.result)) == ("undetermined", ["DOC015"])


def hide(number, rows, made, sheet) -> None:
    sheet.set_row(number, None, None, {"hidden": True})


def strike(number, rows, made, sheet) -> None:
    struck = made.add_format({"font_strikeout": True})
    for column, cell in enumerate(rows[number]):
        sheet.write(number, column, cell, struck)


@pytest.mark.parametrize("how", [hide, strike])
def test_a_row_that_nobody_sees_is_told_of_the_sheet_and_its_step_is_not_missed(how, tmp_path) -> None:
    rows = rows_of(pair().plan, faultless(pair()))
    number, step = next((number, row[2]) for number, row in enumerate(rows) if row[2] == "failover-keys:h1")
    file = tmp_path / "record.xlsx"
    file.write_bytes(book(partial(how, number, rows), rows))
    (judged,) = verify_files([str(file)], PlanStore([str(SAMPLES)]), NOW)
    (found,) = judged.result.findings
    assert (judged.result.verdict, found.code, found.steps) == ("undetermined", "DOC014", (step,))


@pytest.mark.parametrize("look", [{"font_strikeout": True}, {"font_color": "#FFFFFF"}, {"num_format": ";;;"}])
@pytest.mark.parametrize("head", ["state", "at", "by", "witness", "value", "note"])
def test_a_cell_that_nobody_sees_is_one_finding_and_accuses_nobody(head, look, tmp_path) -> None:
    rows = rows_of(pair().plan, faultless(pair()))
    column = rows[0].index(head)
    number = (
        next(n for n, row in enumerate(rows) if n and row[column] and row[rows[0].index("by")]) if head != "note" else 9
    )
    rows[number][column] = rows[number][column] or "a remark"
    write = lambda made, sheet: sheet.write(number, column, rows[number][column], made.add_format(look))  # noqa: E731
    file = tmp_path / "record.xlsx"
    file.write_bytes(book(write, rows))
    (judged,) = verify_files([str(file)], PlanStore([str(SAMPLES)]), NOW)
    (found,) = judged.result.findings
    assert (judged.result.verdict, found.code, found.steps) == ("undetermined", "DOC014", (rows[number][2],))


def test_a_cell_that_was_crossed_out_and_written_below_is_read_there(tmp_path) -> None:
    rows = rows_of(pair().plan, faultless(pair()))
    by = rows[0].index("by")
    number = next(n for n, row in enumerate(rows) if row[2] == "failover-keys:h1")
    rows.append(rows[number])
    file = tmp_path / "record.xlsx"
    write = lambda made, sheet: sheet.write(number, by, "AB", made.add_format({"font_strikeout": True}))  # noqa: E731
    file.write_bytes(book(write, rows))
    (judged,) = verify_files([str(file)], PlanStore([str(SAMPLES)]), NOW)
    assert codes(judged.result) == ["DOC014"]


@pytest.mark.parametrize("head", ["state", "at", "by", "witness", "value", "note"])
def test_a_column_that_nobody_sees_is_one_finding_and_accuses_nobody(head, tmp_path) -> None:
    rows = rows_of(pair().plan, faultless(pair()))
    column = rows[0].index(head)
    rows = [row for row in rows if row[2] != "person"]
    for row in rows[1:]:
        row[column] = row[column] or ("a remark" if head == "note" else "")
    file = tmp_path / "record.xlsx"
    file.write_bytes(book(lambda made, sheet: sheet.set_column(column, column, None, None, {"hidden": True}), rows))
    (judged,) = verify_files([str(file)], PlanStore([str(SAMPLES)]), NOW)
    (found,) = judged.result.findings
    assert (judged.result.verdict, found.code) == ("undetermined", "DOC014")
    filled = {row[2] for row in rows[1:] if row[column]}
    assert filled == {*found.steps}


def test_what_is_wrong_in_the_columns_that_are_seen_is_told_beside_a_hidden_one(tmp_path) -> None:
    rows = rows_of(pair().plan, faultless(pair()))
    at, by = rows[0].index("at"), rows[0].index("by")
    next(row for row in rows if row[2] == "failover-keys:h1")[by] = "XY"
    next(row for row in rows if row[2] == "failover-break:h1")[by] = "?"
    file = tmp_path / "record.xlsx"
    file.write_bytes(book(lambda made, sheet: sheet.set_column(at, at, None, None, {"hidden": True}), rows))
    (judged,) = verify_files([str(file)], PlanStore([str(SAMPLES)]), NOW)
    assert (judged.result.verdict, codes(judged.result)) == ("fail", ["DOC014", "SGN002"])


@pytest.mark.parametrize("habit", ["%d%H%MZ %b %y", "wk %V %A %d/%b %H:%M o'clock"])
def test_times_of_one_habit_that_nobody_reads_are_one_finding_whatever_their_day(habit) -> None:
    times = {entry.step: datetime.fromisoformat(entry.at) for entry in faultless(pair()).values() if entry.at}
    assert len({time.strftime("%b") for time in times.values()}) > 1
    entries = [
        replace(entry, at=times[entry.step].strftime(habit)) if entry.step in times else entry
        for entry in faultless(pair()).values()
    ]
    assert codes(check(pair(), *entries)) == ["TIM001"]


@pytest.mark.parametrize("by", [timedelta(days=1), timedelta(hours=12)])
@pytest.mark.parametrize("step", ["failover-sync:h1", "failover-resync:h1"])
def test_a_line_with_the_same_slip_in_its_time_and_its_evidence_is_one_finding(step, by) -> None:
    entries = {entry.step: entry for entry in faultless(pair()).values()}
    at, value = (
        f"{datetime.fromisoformat(text) - by:%Y-%m-%d %H:%M}" for text in (entries[step].at, entries[step].value)
    )
    result = check(pair(), *(entries | {step: replace(entries[step], at=at, value=value)}).values())
    assert (result.verdict, len(result.findings)) == ("fail", 1)
    assert set(result.culprits) == {step}
    early = check(pair(), *(entries | {step: replace(entries[step], value=value)}).values())
    assert "EVD004" in codes(early)  # the signature is believed
