"""The digits of a revision that pages show are enough, wherever a revision is typed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from runbook.build.existing import place
from runbook.i18n import Language
from runbook.model.form import head_name
from runbook.model.plan import Plan
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, dump_plan, earlier_name
from runbook.records.blank import record_csv
from runbook.records.blank_book import record_xlsx
from runbook.simulate.play import play
from runbook.simulate.write import csv_bytes, json_bytes
from runbook.verify.indexed_plan import index_plan
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.pages import checklist_pdf
from tests.plans import plan_of
from tests.records.filling import by_pypdf, form_values
from tests.verify.harness import NOW

pytestmark = pytest.mark.sampled(6)

ENGLISH = Language(tag="en")
ONE = plan_of("single", "automatic")
ENTRIES = play(index_plan(ONE), 3)
SHORT = ONE.revision[:12]


def as_csv(typed: str) -> bytes:
    return csv_bytes(ONE, "1", ENTRIES, ENGLISH).replace(ONE.revision.encode(), typed.encode())


def as_json(typed: str) -> bytes:
    return json_bytes(ONE, "1", ENTRIES).replace(ONE.revision.encode(), typed.encode())


def as_xlsx(typed: str) -> bytes:
    book, made = Workbook(), io.BytesIO()
    for row in csv.reader(io.StringIO(as_csv(typed).decode("utf-8-sig"))):
        book.worksheets[0].append(row)
    book.save(made)
    return made.getvalue()


def as_form(typed: str) -> bytes:
    values = form_values(ONE, ENTRIES, "1") | {head_name("revision"): typed}
    return by_pypdf(checklist_pdf(ONE), values)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A change whose plan lies there twice, and an earlier plan of it."""
    for plan in (ONE, plan_of("single", "manual")):
        put(tmp_path, EARLIER_PLANS, earlier_name(plan.revision), plan=plan)
    return put(tmp_path, PLAN, plan=ONE).parent


def put(folder: Path, *names: str, plan: Plan) -> Path:
    path = folder.joinpath(*names)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(dump_plan(plan))
    return path


def results(folder: Path, *contents: bytes):
    files = []
    for number, content in enumerate(contents):
        files.append(folder / f"record-{number}")
        files[-1].write_bytes(content)
    return [verified.result for verified in verify_files(files, PlanStore([str(folder)]), NOW)]


@pytest.mark.sampled(12)
@pytest.mark.parametrize("typed", [SHORT, SHORT.upper(), f" {SHORT} ", ONE.revision.upper(), ONE.revision])
@pytest.mark.parametrize("written", [as_csv, as_json, as_xlsx, as_form])
def test_a_record_finds_its_plan(written, typed, folder):
    (result,) = results(folder, written(typed))
    assert (result.verdict, result.revision, result.findings) == ("pass", ONE.revision, ())


def test_halves_with_one_and_the_other_are_one_record(folder):
    first = json_bytes(ONE, "1", ENTRIES[:9])
    second = csv_bytes(ONE, "1", ENTRIES[9:], ENGLISH).replace(ONE.revision.encode(), SHORT.upper().encode())
    (result,) = results(folder, first, second)
    assert (result.verdict, result.revision) == ("pass", ONE.revision)


def test_rows_of_one_file_with_one_and_the_other_are_one_record(folder):
    lines = csv_bytes(ONE, "1", ENTRIES, ENGLISH).splitlines(keepends=True)
    lines[5] = lines[5].replace(ONE.revision.encode(), SHORT.encode())
    (result,) = results(folder, b"".join(lines))
    assert result.verdict == "pass"


@pytest.mark.parametrize("typed", [SHORT + ONE.revision[12:20], SHORT + "0" * 52, ONE.revision + "0"])
def test_who_typed_more_digits_than_pages_show_is_told_that_these_are_enough(typed, folder):
    (result,) = results(folder, as_json(typed))
    (finding,) = result.findings
    assert (result.verdict, finding.code, dict(finding.args)["revision"]) == ("fail", "DOC001", SHORT)
    assert dict(finding.args)["reason"].text.endswith("write these alone, as pages show them")


@pytest.mark.parametrize("typed", ["0" * 12, SHORT[:11], "f" * 64, "about 7", "٣" * 12], ids=ascii)
def test_what_no_plan_has_is_said(typed, folder):
    (result,) = results(folder, as_json(typed))
    (finding,) = result.findings
    assert (result.verdict, finding.code) == ("fail", "DOC001")
    assert dict(finding.args)["reason"].text == "none of the plans given has it"


def test_what_several_plans_begin_with_is_said_and_the_whole_revision_settles_it(folder):
    other = replace(ONE, revision=SHORT + "0" * 52)
    put(folder, EARLIER_PLANS, "0123456789ab.json", plan=other)
    (result,) = results(folder, as_csv(SHORT))
    (finding,) = result.findings
    assert (result.verdict, finding.code, dict(finding.args)["revision"]) == ("fail", "DOC001", SHORT)
    assert dict(finding.args)["reason"].text.startswith("more than one of the plans")
    (result,) = results(folder, as_csv(ONE.revision))
    assert result.verdict == "pass"


def test_a_plan_that_only_states_a_revision_is_not_taken_for_it(folder):
    """What stands at the beginning of a file says which plan it is; once it is read, it has to be that one."""
    (folder / PLAN).unlink()
    stated = b'{"x": {"revision": "' + ONE.revision.encode() + b'"},'
    old = (Path(__file__).resolve().parent.parent / "examples" / "records-1" / "single" / PLAN).read_bytes()
    (folder / EARLIER_PLANS / earlier_name(ONE.revision)).write_bytes(stated + old[1:])
    (result,) = results(folder, as_csv(ONE.revision))
    assert [finding.code for finding in result.findings] == ["DOC001"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_record_that_names_it_so_stays_where_it_is(kind, tmp_path):
    file = tmp_path / f"record.{kind}"
    if kind == "csv":
        blank = record_csv(ONE, ENGLISH)
        file.write_bytes(as_csv(SHORT.upper()))
    else:
        blank = record_xlsx(ONE, ENGLISH)
        book = load_workbook(io.BytesIO(blank))
        sheet = book.worksheets[0]
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, 1).value = SHORT
        sheet.cell(2, 6).value = "done"
        book.save(file)
    before = file.read_bytes()
    placed = place(file, kind, blank, ONE.revision, None, fresh=False)
    assert (placed.stays, file.read_bytes()) == (True, before)
