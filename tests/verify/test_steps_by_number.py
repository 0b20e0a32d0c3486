"""The numbers printed beside the steps stand for them, where it is clear which step is meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from runbook.model.finding import Result
from runbook.simulate.write import csv_bytes, json_bytes
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.pages import language
from tests.records import books
from tests.verify.harness import NOW, SAMPLES, codes, faultless, pair

STEP, NUMBER = 2, 3  # columns
Rows = list[list[str]]
LONGER = [step.number for step in pair().steps if step.number.endswith("0")]  # 1.10, 2.10


def table(form: str = "{}") -> Rows:
    content = csv_bytes(pair().plan, "1", tuple(faultless(pair(), 3).values()), language("en"))
    rows = [row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) if row[STEP] != "person"]
    for row in rows[1:]:
        row[STEP] = form.format(row[NUMBER].split()[-1])
    return rows


def judged(rows: Rows, tmp_path: Path, made: Callable[[Rows], bytes] | None = None) -> Result:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    file = tmp_path / ("record.xlsx" if made else "record.csv")
    file.write_bytes(made(rows) if made else text.getvalue().encode())
    (found,) = verify_files([file], PlanStore([str(SAMPLES / "plan.json")]), NOW)
    return found.result


@pytest.mark.parametrize("form", ["{}", "step {}", "étape {}", "Nr. {}", "n° {}", "#{}", "({})", "{})", "{}."])
def test_a_record_by_numbers_is_read_and_a_note_says_so(form: str, tmp_path: Path) -> None:
    result = judged(table(form), tmp_path)
    (found,) = result.findings
    assert (result.verdict, found.code, len(found.steps)) == ("pass", "DOC028", dict(found.args)["count"])


def test_what_is_wrong_is_told_of_the_step_that_the_number_means(tmp_path: Path) -> None:
    rows = table()
    wrong = next(row for row in rows if row[STEP] == "1.1")
    wrong[rows[0].index("by")] = "XY"
    result = judged(rows, tmp_path)
    assert [(one.code, one.steps) for one in result.findings if one.code != "DOC028"] == [
        ("SGN002", (pair().steps[0].id,))
    ]


@pytest.mark.parametrize("form", ["{}", " {}", "{} ", "\t{}\n"])
def test_numbers_in_json_are_read_with_blanks_around_them(form: str, tmp_path: Path) -> None:
    entries = [
        changed(entry, step=form.format(pair().steps[pair().index[step]].number))
        for step, entry in faultless(pair(), 3).items()
    ]
    file = tmp_path / "record.json"
    file.write_bytes(json_bytes(pair().plan, "1", entries))
    (found,) = verify_files([file], PlanStore([str(SAMPLES / "plan.json")]), NOW)
    assert codes(found.result) == ["DOC028"]


def test_a_table_without_identifiers_is_read_by_its_numbers(tmp_path: Path) -> None:
    rows = [[*row[:STEP], *row[NUMBER:]] for row in table()]
    assert codes(judged(rows, tmp_path)) == ["DOC028"]


def test_where_titles_stand_under_the_heading_of_the_steps_their_numbers_say_which_they_are(tmp_path: Path) -> None:
    """As people call the columns of tables of their own: `n°` and `étape`. One identifier among them is enough to read
    the column as it is meant."""
    rows = table()
    for row in rows[1:]:
        row[STEP], row[NUMBER] = row[NUMBER + 1], row[STEP]
    rows[0][STEP], rows[0][NUMBER] = "Étape", "N°"
    assert codes(judged(rows, tmp_path)) == ["DOC028"]
    rows[1][STEP] = pair().steps[0].id
    assert "DOC003" in codes(judged(rows, tmp_path))


@pytest.mark.parametrize("form", ["{} {}", "{} – {}", "{}: {}", "{}. {}"])
def test_a_number_in_front_of_its_title_is_read(form: str, tmp_path: Path) -> None:
    rows = table()
    for row in rows[1:]:
        row[STEP] = form.format(row[STEP], row[NUMBER + 1])
    assert codes(judged(rows, tmp_path)) == ["DOC028"]


@pytest.mark.parametrize("title", ["bis, by hand", "Install the Base update", "Call Support"])
def test_a_number_in_front_of_another_title_names_no_step(title: str, tmp_path: Path) -> None:
    rows = table()
    rows[1][STEP] = f"{rows[1][STEP]} {title}"
    assert "DOC003" in codes(judged(rows, tmp_path))


def test_who_wrote_titles_alone_is_told_to_write_the_numbers(tmp_path: Path) -> None:
    rows = table()
    for row in rows[1:]:
        row[STEP], row[NUMBER] = row[NUMBER + 1], ""
    (found,) = (one for one in judged(rows, tmp_path).findings if one.code == "DOC003")
    assert str(found.remedy).count("write the number that is printed beside each step")


@pytest.mark.parametrize("made", ["{:.1f}", "{:.2f}", "{:g}"])
def test_what_a_spreadsheet_made_of_a_number_is_read_where_the_rows_beside_it_say_which_it_was(
    made: str, tmp_path: Path
) -> None:
    """1.1 above 1.2 is 1.1, and below 1.9 it is 1.10."""
    rows = table()
    assert LONGER
    for row in rows[1:]:
        row[STEP] = made.format(float(row[STEP])) if row[STEP] in LONGER or made == "{:.2f}" else row[STEP]
    result = judged(rows, tmp_path)
    assert (result.verdict, codes(result)) == ("pass", ["DOC028"])


@pytest.mark.parametrize("beside", [-1, 1])
def test_one_row_beside_is_enough_to_say_which_number_it_was(beside: int, tmp_path: Path) -> None:
    """The one above, or the one below; not one that is printed two steps away, nor the same step again."""
    rows = table()
    places = {row[STEP]: place for place, row in enumerate(rows)}
    place = places[LONGER[0]]
    rows[place][STEP] = LONGER[0].rstrip("0")
    near = range(place - 2, place + 3)
    rest = [row for number, row in enumerate(rows) if number not in (0, places[rows[place][STEP]], *near)]

    def unknown(row: list[str]) -> bool:
        below = [rows[place], row, *rest] if beside == 1 else [*rest, row, rows[place]]
        return "DOC003" in codes(judged([rows[0], *below], tmp_path))

    assert not unknown(rows[place + beside])
    assert unknown(rows[place + 2 * beside])
    assert unknown(rows[place - beside])


def test_what_a_spreadsheet_made_of_a_number_is_no_step_where_the_rows_do_not_say_which(tmp_path: Path) -> None:
    """Both rows are told; the others are read. So is a table that has one of them twice, and the other nowhere."""
    rows = table()
    for row in rows[1:]:
        row[STEP] = row[STEP].rstrip("0")
    found = judged([rows[0], *sorted(rows[1:], key=lambda row: row[STEP][::-1])], tmp_path).findings
    unknown = next(one for one in found if one.code == "DOC003")
    assert dict(unknown.args)["count"] == 2 * len(LONGER)
    assert "A spreadsheet makes 2.1 of 2.10" in str(unknown.remedy)
    assert "DOC028" in {one.code for one in found}
    first = next(row for row in rows if row[STEP] == "1.1")
    twice = [row for row in table() if row[STEP] not in LONGER] + [first]
    assert "DOC003" in codes(judged(twice, tmp_path))


def test_numbers_in_a_workbook_that_are_text_are_read(tmp_path: Path) -> None:
    result = judged(table(), tmp_path, lambda rows: books.book(lambda made, sheet: None, rows))
    assert (result.verdict, codes(result)) == ("pass", ["DOC028"])


@pytest.mark.parametrize("number", ["1.4", "1.10"])
def test_a_row_that_is_hidden_is_told_and_its_step_is_not_missing(number: str, tmp_path: Path) -> None:
    rows = table()
    place = next(place for place, row in enumerate(rows) if row[STEP] == number)

    def hidden(rows: Rows) -> bytes:
        return books.book(lambda made, sheet: sheet.set_row(place, None, None, {"hidden": True}), rows)

    result = judged(rows, tmp_path, hidden)
    assert (result.verdict, codes(result)) == ("undetermined", ["DOC014", "DOC028"])


def test_numbers_with_a_comma_are_read(tmp_path: Path) -> None:
    rows = table()
    for row in rows[1:]:
        row[STEP] = row[STEP].replace(".", ",")
    assert codes(judged(rows, tmp_path)) == ["DOC028"]


@pytest.mark.parametrize("day", ["1-Apr", "01/04/2026", "2026-04-01 00:00:00", "01-avr."])
def test_who_reads_of_dates_in_the_place_of_numbers_is_told_where_they_come_from(day: str, tmp_path: Path) -> None:
    rows = table()
    rows[4][STEP] = day
    unknown = next(one for one in judged(rows, tmp_path).findings if one.code == "DOC003")
    assert "a date of 1.4" in str(unknown.remedy)


def test_a_number_that_the_plan_does_not_have_is_an_unknown_step(tmp_path: Path) -> None:
    rows = table()
    rows[1][STEP] = "99.1"
    assert {"DOC003", "DOC028"} <= {*codes(judged(rows, tmp_path))}


@pytest.mark.parametrize("change", [("-", "–"), ("-", "\u2011"), (":", " : "), ("-", " - ")])
def test_identifiers_that_a_program_set_anew_are_the_same(change: tuple[str, str], tmp_path: Path) -> None:
    content = csv_bytes(pair().plan, "1", tuple(faultless(pair(), 3).values()), language("en"))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    for row in rows[1:]:
        row[STEP] = row[STEP].replace(*change)
    assert codes(judged(rows, tmp_path)) == []
