from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from runbook.model.plan import Expect, Plan, PlanStep
from runbook.model.record import SHOWN_COLUMNS, TABLE_COLUMNS
from runbook.model.site import Person
from runbook.records.blank import record_csv
from runbook.records.blank_book import record_xlsx
from runbook.records.blank_lists import LONGEST
from runbook.records.blank_rows import PEOPLE, rows
from runbook.records.column_heads import STATE_CHOICES, heads_in
from tests.pages import language
from tests.plans import plan_of

PLAN = plan_of("failover", "automatic", "asynchronous", "dns")
CLUSTER = plan_of("atlas-failover", None, None, "dns")
COLUMNS = (*TABLE_COLUMNS, *SHOWN_COLUMNS)
GREY = "FFD9D9D9"


def shown(plan: Plan, tag: str) -> dict[str, dict[str, str]]:
    """The cells of the rows by step and column."""
    made = (dict(zip(COLUMNS, row, strict=True)) for row in rows(plan, language(tag)))
    return {row["step"]: row for row in made}


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_header_of_the_csv_file_begins_with_that_of_the_contract_in_every_language(tag):
    data = record_csv(PLAN, language(tag))
    head = b"revision,run,step,number,title,state,at,by,witness,value,note,appliance,value asked,witness due,roles"
    assert data.startswith(b"\xef\xbb\xbf" + head + b"\r\n")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(read[0]) == COLUMNS
    assert [tuple(row) for row in read[1:]] == list(rows(PLAN, language(tag)))


def test_the_record_has_a_blank_row_for_every_step():
    made = [dict(zip(COLUMNS, row, strict=True)) for row in rows(PLAN, language("fr"))]
    assert [row["step"] for row in made] == [*(step.id for step in PLAN.steps), "person", "person"]
    assert {row["revision"] for row in made} == {PLAN.revision}
    assert {row[name] for row in made for name in ("run", "state", "at", "by", "witness", "value", "note")} == {""}
    assert {row[name] for row in made[-PEOPLE:] for name in SHOWN_COLUMNS} == {""}


def test_a_row_names_its_appliance_by_its_letter_in_that_pass_its_id_and_its_host_name():
    hosts = {appliance.id: appliance.hostname for appliance in PLAN.appliances}
    made = shown(PLAN, "en")
    lettered = [step for step in PLAN.steps if step.appliance and step.letter]
    assert len({(step.hop, step.letter, step.appliance) for step in lettered}) > 2
    for step in lettered:
        assert made[step.id]["appliance"] == f"{step.letter} · {step.appliance} · {hosts[str(step.appliance)]}"
    whole = [step for step in PLAN.steps if not step.appliance and not step.place]
    assert whole
    assert {made[step.id]["appliance"] for step in whole} == {""}


def test_nodes_and_the_sides_of_a_migration_have_the_letters_of_the_pages():
    nodes = {shown(CLUSTER, "fr")[step.id]["appliance"][:4] for step in CLUSTER.steps if step.letter == "node"}
    assert nodes == {"N · "}
    migration = plan_of("migrate-physical-virtual", "automatic")
    made = shown(migration, "fr")
    for letter, word in (("old", "ANC."), ("new", "NOUV.")):
        named = [made[step.id]["appliance"] for step in migration.steps if step.letter == letter]
        assert named
        assert all(text.startswith(f"{word} · ") for text in named)


def _expected(step: PlanStep) -> Expect:
    assert step.evidence is not None
    assert step.evidence.expect is not None
    return step.evidence.expect


def test_a_row_says_what_is_to_be_written_down_and_what_is_expected():
    english, french = shown(PLAN, "en"), shown(PLAN, "fr")
    installed = next(step for step in PLAN.steps if step.installs == "software" and step.evidence)
    assert installed.evidence is not None
    label, version = installed.evidence.label, _expected(installed).equals
    assert english[installed.id]["value asked"] == f"{label} (expected: {version})"
    assert french[installed.id]["value asked"] == f"{language('fr').text(label)} (attendu\u00a0: {version})"
    asked = [row["value asked"] for row in english.values()]
    assert any(text.endswith("(yes or no · expected: yes)") for text in asked)
    later = next(step for step in PLAN.steps if step.evidence and step.evidence.expect and step.evidence.expect.after)
    before = next(step for step in PLAN.steps if step.id == _expected(later).after)
    assert english[later.id]["value asked"].endswith(f"(date and time · later than step {before.number})")
    assert {english[step.id]["value asked"] for step in PLAN.steps if step.evidence is None} == {""}


def test_a_row_says_where_a_witness_is_due_and_who_may_sign():
    made = shown(PLAN, "fr")
    assert {(step.witness, made[step.id]["witness due"]) for step in PLAN.steps} == {(True, "oui"), (False, "")}
    network = next(step for step in PLAN.steps if "network" in step.roles)
    assert "réseau" in made[network.id]["roles"].split(", ")
    assert made[network.id]["roles"].count(",") == len(network.roles) - 1


def test_no_cell_can_be_taken_for_a_formula_or_a_number():
    cells = [cell for row in rows(PLAN, language("fr")) for cell in row[1:]]
    assert len(cells) == (len(PLAN.steps) + PEOPLE) * (len(COLUMNS) - 1)
    for cell in cells:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not cell.replace(".", "").replace(",", "").isdigit()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_of_the_plan_that_would_be_a_formula_is_none(sign):
    text = f'{sign}HYPERLINK("http://example.com")'
    asked = replace(next(step.evidence for step in PLAN.steps if step.evidence), label=text)
    plan = replace(PLAN, steps=(replace(PLAN.steps[0], title=text, evidence=asked), *PLAN.steps[1:]))
    with_it = next(csv.DictReader(io.StringIO(record_csv(plan, language("en")).decode("utf-8-sig"), newline="")))
    assert with_it["title"] == f"'{text}"
    assert with_it["value asked"].startswith(f"'{text}")
    cells = [cell for row in _sheet(record_xlsx(plan, language("en"))).iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}


def _sheet(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def _column(sheet: Any, tag: str, column: str) -> int:
    return 1 + [cell.value for cell in sheet[1]].index(heads_in(language(tag))[column])


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_spreadsheet_holds_the_same_as_text_under_heads_in_the_readers_language(tag):
    sheet = _sheet(record_xlsx(PLAN, language(tag)))
    heads = heads_in(language(tag))
    # What is below the title, or in the lists, has no column; whether a witness is due stands beside the witness.
    columns = [column for column in COLUMNS if column not in ("appliance", "roles", "witness due")]
    columns.insert(columns.index("witness"), "witness due")
    assert [cell.value for cell in sheet[1]] == [heads[column] for column in columns]
    read = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2)]
    made = [dict(zip(COLUMNS, row, strict=True)) for row in rows(PLAN, language(tag), heads)]
    for row in made:
        row["title"] = f"{row['title']}\n{row['appliance']}".strip()
    assert read == [[row[column] for column in columns] for row in made]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row if cell.has_style} == {"@"}


def test_french_heads_are_french_and_english_ones_those_of_the_contract():
    assert tuple(heads_in(language("en")).values()) == COLUMNS
    assert list(heads_in(language("fr")).values())[3:11] == [
        "numéro", "titre", "état", "heure", "initiales", "témoin", "valeur", "remarque",
    ]  # fmt: skip
    last = _sheet(record_xlsx(PLAN, language("fr"))).cell(len(PLAN.steps) + 3, 5).value
    assert "initiales sous initiales, nom sous valeur, rôles sous remarque" in last


def _offers(sheet: Any, tag: str, column: str) -> dict[int, tuple[str, Any]]:
    """The words that the cells of a column offer by their row, and the rule that says so."""
    found: dict[int, tuple[str, Any]] = {}
    place = _column(sheet, tag, column)
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            if area.min_col == area.max_col == place:
                found |= dict.fromkeys(range(area.min_row, area.max_row + 1), (rule.formula1 or "", rule))
    return found


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_state_is_chosen_from_those_that_a_verdict_passes(tag):
    plan = replace(PLAN, steps=tuple(replace(step, required=n % 3 > 0) for n, step in enumerate(PLAN.steps)))
    sheet = _sheet(record_xlsx(plan, language(tag)))
    words = {state: language(tag).text(word) for state, word in STATE_CHOICES.items()}
    offered = _offers(sheet, tag, "state")
    for row, step in enumerate(plan.steps, 2):
        states = ["done", *["na"] * step.na_allowed, *["skipped"] * (not step.required), "failed"]
        assert offered[row][0] == f'"{",".join(words[state] for state in states)}"'
        assert offered[row][1].errorStyle == "information"  # what took place can be written all the same
        assert ", ".join(words[state] for state in states) in offered[row][1].error
    assert len(offered) == len(plan.steps)
    assert len({(step.na_allowed, step.required) for step in plan.steps}) == len(
        {words for words, _ in offered.values()}
    )


@pytest.mark.parametrize(
    ("tag", "said"),
    [("en", "Date and time, such as 2026-12-05 22:10"), ("fr", "Date et heure, par exemple 2026-12-05 22:10")],
)
def test_the_cell_for_the_time_says_how_it_is_written(tag, said):
    offered = _offers(_sheet(record_xlsx(PLAN, language(tag))), tag, "at")
    assert list(offered) == list(range(2, len(PLAN.steps) + 2))  # of steps, not of people
    assert {(rule.prompt, rule.type, words) for words, rule in offered.values()} == {(said, None, "")}


def test_initials_are_chosen_from_those_who_may_sign_and_others_can_be_typed():
    sheet = _sheet(record_xlsx(PLAN, language("fr")))
    signers, witnesses = _offers(sheet, "fr", "by"), _offers(sheet, "fr", "witness")
    for row, step in enumerate(PLAN.steps, 2):
        assert signers[row][0] == f'"{",".join(one.initials for one in PLAN.staff if {*one.roles} & {*step.roles})}"'
        assert (row in witnesses) == step.witness
    assert {words for words, _ in witnesses.values()} == {f'"{",".join(PLAN.witnesses)}"'}
    assert {bool(rule.showErrorMessage) for _, rule in (*signers.values(), *witnesses.values())} == {False}


def test_a_value_says_what_is_asked_and_offers_yes_and_no_where_that_is_it():
    sheet = _sheet(record_xlsx(PLAN, language("fr")))
    offered, made = _offers(sheet, "fr", "value"), shown(PLAN, "fr")
    for row, step in enumerate(PLAN.steps, 2):
        assert (row in offered) == (step.evidence is not None)
        if step.evidence:
            words, rule = offered[row]
            assert words == {"yes-no": '"oui,non"', "go-no-go": '"go,no-go"'}.get(step.evidence.type, "")
            assert (rule.prompt, bool(rule.showErrorMessage)) == (made[step.id]["value asked"], not words)


def test_more_people_than_a_list_holds_are_typed():
    many = tuple(Person(initials=f"P{n:05}", name=f"P. {n}", email="", roles=("technician",)) for n in range(40))
    assert len(",".join(one.initials for one in many)) > LONGEST
    sheet = _sheet(record_xlsx(replace(PLAN, staff=many, witnesses=("P00001",)), language("en")))
    assert _offers(sheet, "en", "by") == {}
    assert {words for words, _ in _offers(sheet, "en", "witness").values()} == {'"P00001"'}


def test_what_nobody_fills_in_is_grey():
    sheet = _sheet(record_xlsx(PLAN, language("fr")))

    def grey(row: int, column: str) -> bool:
        cell = sheet.cell(row, _column(sheet, "fr", column))
        return (cell.fill.patternType, cell.fill.fgColor.rgb) == ("solid", GREY)

    for row, step in enumerate(PLAN.steps, 2):
        assert grey(row, "witness") == (not step.witness)
        assert grey(row, "value") == (step.evidence is None)
        assert not any(grey(row, column) for column in ("state", "at", "by", "note", "title"))
    person = len(PLAN.steps) + 2
    assert [grey(person, column) for column in ("state", "at", "witness", "by", "value", "note")] == [True] * 3 + [
        False
    ] * 3


def test_a_phase_begins_with_a_line():
    sheet = _sheet(record_xlsx(PLAN, language("en")))
    lines = [sheet.cell(row, 5).border.top.style for row in range(2, len(PLAN.steps) + 2)]
    before = [None, *(step.phase for step in PLAN.steps)]
    begins = [step.phase != phase for step, phase in zip(PLAN.steps, before, strict=False)]
    assert lines == ["medium" if first else "thin" for first in begins]
    assert sum(begins) == len(PLAN.phases)


HEIGHTS = (  # titles, whether the appliance is shown below, and how many lines they take
    ("short", False, 2),  # there is room for a note
    ("word " * 24, False, 3),
    ("word " * 25, False, 4),
    ("x" * 80, False, 2),
    ("x" * 81, False, 3),
    ("x" * 80 + " y", False, 3),
    ("x" * 81 + " " + "y" * 38, False, 3),
    ("x" * 81 + " " + "y" * 39, False, 4),
    ("x" * 81, True, 4),
)


def test_a_row_is_as_high_as_its_title_with_the_appliance_below_it():
    """Of a column in which forty letters have room; words are not broken but where they are longer."""
    titled = dict(zip((one for one in PLAN.steps if one.appliance), HEIGHTS, strict=False))
    assert len(titled) == len(HEIGHTS)
    steps = []
    for step in PLAN.steps:
        title, shown, _ = titled.get(step, ("", True, 0))
        bare = replace(step, title=title, evidence=None, appliance=step.appliance if shown else None, place=None)
        steps.append(bare if step in titled else step)
    sheet = _sheet(record_xlsx(replace(PLAN, steps=tuple(steps)), language("en")))
    for step, (title, _, lines) in titled.items():
        height = sheet.row_dimensions[PLAN.steps.index(step) + 2].height
        assert height == pytest.approx(13 * lines, abs=0.5), title  # in pixels


@pytest.mark.parametrize("tag", ["en", "fr"])
@pytest.mark.parametrize("make", [record_csv, record_xlsx])
def test_the_same_plan_gives_the_same_bytes(make, tag):
    assert make(PLAN, language(tag)) == make(PLAN, language(tag))


def test_the_spreadsheet_is_made_for_a4_across_and_bears_no_day():
    data = record_xlsx(PLAN, language("fr"))
    sheet = _sheet(data)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    margins = sheet.page_margins
    assert (margins.left, margins.right, margins.top, margins.bottom) == (0.4, 0.4, 0.5, 0.6)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("F2", "$1:$1")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_area == f"'record'!$D$1:$M${len(PLAN.steps) + PEOPLE + 1}"
    assert sheet.oddFooter.left.text.strip() == f"{PLAN.site} · {PLAN.change} · Révision {PLAN.revision[:12]}"
    properties = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert (properties.title, properties.created.isoformat()) == (f"{PLAN.site} {PLAN.change}", "2000-01-01T00:00:00")
