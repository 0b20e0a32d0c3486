"""Filled-in records in every format come back as they were written."""

import csv
import datetime as clock
import io
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import astuple, replace

from runbook.document.checklist import checklist, locked_fields
from runbook.errors import InputError, Problem
from runbook.i18n import load_language
from runbook.model.form import field_name
from runbook.model.record import Entry
from runbook.pdf import html
from runbook.pdf.weasyprint import render_pdf
from runbook.records.blank import record_csv
from runbook.records.blank_book import record_xlsx
from runbook.records.collect import read_records
from runbook.records.record_file import RecordFile, read_parts
from runbook.simulate.play import play
from runbook.simulate.write import csv_bytes, json_bytes
from runbook.verify.indexed_plan import index_plan
from tests import plans
from tests.records.filling import by_pdfium, by_pypdf, form_values

FILES = Path(__file__).resolve().parent.parent / "examples" / "records" / "files"
PLAN = plans.plan_of("single", "automatic")
INDEXED_PLAN = index_plan(PLAN)
ENTRIES = play(INDEXED_PLAN, 3)
SIGNED = {entry.step: entry for entry in ENTRIES}
WRITTEN = tuple(SIGNED.get(step.id, Entry(step=step.id)) for step in PLAN.steps)  # nobody goes back, or on late


def parts(content, tmp_path, name="record"):
    path = tmp_path / name
    path.write_bytes(content)
    return list(read_parts(RecordFile(path)))


def only(content, tmp_path):
    (part,) = parts(content, tmp_path)
    assert part.faults == ()
    return part


def reason(content, tmp_path) -> str:
    with pytest.raises(InputError) as caught:
        parts(content, tmp_path)
    return caught.value.problems[0].message


def filled(part):
    return [entry for entry in part.entries if not entry.blank]


@pytest.mark.parametrize("indent", [None, 1, "\t"])
def test_json(tmp_path, indent) -> None:
    part = only(json_bytes(PLAN, "2", ENTRIES, indent), tmp_path)
    assert (part.revision, part.site, part.change, part.run) == (PLAN.revision, "paris", "CHG0041", "2")
    assert [astuple(entry) for entry in part.entries] == [astuple(entry) for entry in ENTRIES]
    assert part.place(3).endswith("record:entries[3]")


def test_json_with_numbers_and_nulls_is_read_and_what_is_no_entry_is_told(tmp_path) -> None:
    record = json.loads(json_bytes(PLAN, "2", ENTRIES[:2]))
    record["entries"][0] |= {"value": 7, "note": None, "witness": True, "number": "1.1"}
    record["entries"] += ["no entry", {"step": ["a", "list"]}]
    (part,) = parts(json.dumps(record).encode(), tmp_path)
    assert part.entries[0] == replace(ENTRIES[0], value="7", note="", witness="yes")
    assert [(one.code, one.where.rpartition(":")[2]) for one in part.faults] == [
        ("DOC010", "entries[2]"),
        ("DOC010", "entries[3]"),
    ]


def test_lines_of_json_are_a_record_each_and_a_broken_one_is_told(tmp_path) -> None:
    lines = [json_bytes(PLAN, str(run), ENTRIES, None) for run in range(3)]
    found = parts(b"\xef\xbb\xbf" + lines[0] + b"{broken\n\n" + lines[1] + lines[2], tmp_path)
    assert [part.run for part in found] == ["0", "", "1", "2"]
    assert [(one.code, one.where.rpartition(":")[2]) for one in found[1].faults] == [("DOC009", "2")]
    assert found[2].place(0).endswith(":4:entries[0]")


def test_a_list_of_records_on_a_line_of_records_is_told(tmp_path) -> None:
    one = json_bytes(PLAN, "1", ENTRIES, None).strip()
    found = parts(b"\n".join((one, b"[%s, %s]" % (one, one), b"[%s]" % one)), tmp_path)
    assert [(part.run, [fault.code for fault in part.faults]) for part in found] == [
        ("1", []),
        ("", ["DOC009"]),
        ("1", []),
    ]


def test_an_empty_list_is_no_record(tmp_path) -> None:
    with pytest.raises(InputError, match="the list is empty"):
        parts(b" [ ]\n", tmp_path)


def test_a_list_of_records(tmp_path) -> None:
    records = [json.loads(json_bytes(PLAN, run, ENTRIES)) for run in ("1", "2")]
    assert [part.run for part in parts(json.dumps(records).encode(), tmp_path)] == ["1", "2"]


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_blank_csv_comes_back_without_loss(tmp_path, tag) -> None:
    part = only(record_csv(PLAN, load_language(tag)), tmp_path)
    assert [entry.step for entry in part.entries] == [step.id for step in PLAN.steps]
    assert part.revision == PLAN.revision
    assert filled(part) == []


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_blank_spreadsheet_comes_back_without_loss(tmp_path, tag) -> None:
    part = only(record_xlsx(PLAN, load_language(tag)), tmp_path)
    assert [entry.step for entry in part.entries] == [step.id for step in PLAN.steps]
    assert part.revision == PLAN.revision
    assert filled(part) == []


def table(separator=",", **changes):
    """A filled-in table as text; titles hold accents, a note holds a line end and the separator."""
    text = csv_bytes(PLAN, "1", ENTRIES, load_language("fr")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    rows[1][-1] = f"première ligne\nseconde{separator} ligne"
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(rows)
    return made.getvalue()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "mac-roman", "cp850"],
)
def test_csv_in_all_its_kinds(tmp_path, separator, encoding) -> None:
    text = table(separator)
    if encoding in ("cp1252", "cp850"):
        text = text.encode(encoding, "replace").decode(encoding)
    part = only(text.encode(encoding), tmp_path)
    note = f"première ligne\nseconde{separator} ligne"
    assert tuple(part.entries) == (replace(WRITTEN[0], note=note), *WRITTEN[1:])
    assert part.place(1).endswith(":4")  # the note of the first takes two lines


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "cp850"])
@pytest.mark.parametrize(
    "text",
    [
        "étape;état;date et heure;par;remarque\na;fait;22h10;CM;déjà prévu\n",
        "Étape;state;at;by;note\na;done;22h10;CM;\n",
        "step;state;at;by;note\na;done;22h10;CM;à vérifier\n",
        "step;state;at;by;note\na;done;22h10;Noël Béranger;Søren Müller\n",
        "step;state;at;by;note\na;done;22h10;CM;« vu » à 25 °C, José Núñez\n",
        "step;state;at;by;note\na;done;22h10;FRANÇOIS BÉRANGER;ÉTÉ\n",
    ],
)
def test_letters_of_a_code_page_are_those_that_make_words(tmp_path, encoding, text) -> None:
    part = only(text.encode(encoding), tmp_path)
    (entry,) = part.entries
    cells = text.splitlines()[1].split(";")
    assert (entry.step, entry.by, entry.note, part.faults) == ("a", *cells[3:], ())
    assert entry.state in ("done", "fait")


@pytest.mark.parametrize("note", ["couldn’t – ok…", "25 °C", "÷ ×", "€ 5", "C. GARCÍA", "œuvre", "ok…", "ž Š"])
def test_what_may_be_of_several_code_pages_is_of_windows(tmp_path, note) -> None:
    part = only(f"step;state;note\na;done;{note}\n".encode("cp1252"), tmp_path)
    assert part.entries[0].note == note


def test_csv_with_the_hint_of_a_spreadsheet(tmp_path) -> None:
    assert len(only(b"sep=;\r\n" + table(";").encode(), tmp_path).entries) == len(WRITTEN)


def test_columns_may_stand_in_any_order_and_case(tmp_path) -> None:
    text = f"Step;AT;State;by;REVISION\r\n{ENTRIES[0].step};05/12/2026 22:10;done;CM;{PLAN.revision}\r\n"
    part = only(text.encode(), tmp_path)
    assert list(part.entries) == [Entry(step=ENTRIES[0].step, at="05/12/2026 22:10", state="done", by="CM")]


def test_a_row_of_two_runs_makes_two_parts_and_a_missing_revision_is_that_above(tmp_path) -> None:
    text = f"revision,run,step,state\n,1,a,done\n{PLAN.revision},1,b,done\n,2,c,done\n"
    found = parts(text.encode(), tmp_path)
    assert [(p.revision, p.run, [e.step for e in p.entries]) for p in found] == [
        (PLAN.revision, "1", ["b", "a"]),
        (PLAN.revision, "2", ["c"]),
    ]


@pytest.mark.parametrize("kind", ["xlsxwriter", "openpyxl"])
def test_a_spreadsheet_with_real_dates_times_and_numbers(tmp_path, kind) -> None:
    at = clock.datetime(2026, 12, 5, 22, 10)
    rows = [
        ["revision", "run", "step", "state", "at", "by", "value"],
        [PLAN.revision, 1, "a", "done", at, "CM", 0],
        [PLAN.revision, 1, "b", "done", at.replace(second=31), "CM", 24.1],
        [PLAN.revision, 1, "c", "done", 46361.923611111111, "CM", True],
        [PLAN.revision, 1, "d", "done", at.date(), "CM", None],
        [PLAN.revision, 1, "e", "done", at.time(), "CM", "=1+1"],
    ]
    path = tmp_path / "record.xlsx"
    if kind == "openpyxl":
        from openpyxl import Workbook

        book: Any = Workbook()
        for row in rows:
            book.active.append(row)
        book.active["G6"].data_type = "s"
        book.save(path)
    else:
        from xlsxwriter import Workbook as Excel

        with Excel(path, {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy hh:mm"}) as written:
            written.add_worksheet("Notes").write(0, 0, "not a record")
            sheet = written.add_worksheet("Feuil1")
            for number, row in enumerate(rows):
                sheet.write_row(number + 1, 1, row)
    (part,) = read_parts(RecordFile(path))
    assert part.key == (PLAN.revision, "1")
    assert [entry.at for entry in part.entries] == [
        "2026-12-05 22:10",
        "2026-12-05 22:10:31",
        "46361.92361111111",
        "2026-12-05" if kind == "openpyxl" else "2026-12-05 00:00",  # by the format of the cell
        "22:10",
    ]
    assert [entry.value for entry in part.entries] == ["0", "24.1", "yes", "", "=1+1"]


def test_a_spreadsheet_that_libreoffice_saved() -> None:
    """Typed as CSV, opened and saved in LibreOffice 7.4: its dates are real ones."""
    (part,) = read_parts(RecordFile(FILES / "libreoffice.xlsx"))
    assert part.faults == ()
    assert len(part.revision) == 64
    assert [(entry.step, entry.at) for entry in part.entries[:2]] == [
        ("prep-maintenance", "2026-12-01 09:30"),
        ("prep-vendor-notice", "2026-12-01 09:45"),
    ]


@pytest.fixture(scope="module", params=["en", "fr"])
def form(request) -> bytes:
    language = load_language(request.param)
    made = checklist(PLAN, language, "A4")
    page = html.checklist_html(made, language)
    return render_pdf(page, made.images, style="checklist", forms=True, locked=locked_fields(made))


def values() -> dict[str, str]:
    return form_values(PLAN, ENTRIES, "2")


@pytest.mark.long
def test_the_blank_form_holds_every_step_and_its_revision(tmp_path, form) -> None:
    part = only(form, tmp_path)
    assert [entry.step for entry in part.entries] == [step.id for step in PLAN.steps]
    assert (part.revision, part.site, part.change, part.run) == (PLAN.revision, "paris", "CHG0041", "")
    assert filled(part) == []


@pytest.mark.parametrize("fill", [by_pypdf, by_pdfium])
def test_a_form_that_a_program_filled_in(tmp_path, form, fill) -> None:
    part = only(fill(form, values()), tmp_path)
    assert tuple(part.entries) == WRITTEN
    assert part.key == (PLAN.revision, "2")


@pytest.mark.long
def test_accents_and_other_scripts_survive_a_form(tmp_path, form) -> None:
    note = "vérifié – œil, Ωμέγα, 日本"
    name = field_name(1, "note", PLAN.steps[0].id)
    for fill in (by_pypdf, by_pdfium):
        assert only(fill(form, {name: note}), tmp_path).entries[0].note == note


@pytest.mark.parametrize("viewer", ["okular", "firefox"])
def test_a_form_that_a_viewer_saved(viewer) -> None:
    """Filled in with Poppler, which Okular uses, and with Firefox's viewer; `filled.json` has what was typed."""
    typed = json.loads((FILES / "filled.json").read_text(encoding="utf-8"))
    (part,) = read_parts(RecordFile(FILES / f"{viewer}.pdf"))
    assert part.run == typed.pop("0000-run") == "2"
    assert len(part.revision) == 64
    back: dict[str, str] = {}
    for number, entry in enumerate(part.entries, 1):
        step = entry.step.replace(".", ",")
        back |= {f"{number:04d}-{entry.state}-{step}": "on"} if entry.state else {}
        texts = {column: getattr(entry, column) for column in ("at", "by", "witness", "value", "note")}
        back |= {f"{number:04d}-{column}-{step}": text for column, text in texts.items() if text}
    assert back == typed


@pytest.mark.long
def test_two_ticked_boxes_are_both_kept(tmp_path, form) -> None:
    step = PLAN.steps[0].id
    both = by_pypdf(form, {field_name(1, "done", step): "on", field_name(1, "failed", step): "on"})
    assert only(both, tmp_path).entries[0].state == "done+failed"


def test_what_is_no_record_says_why(tmp_path) -> None:
    assert reason(b" \n", tmp_path) == "this file is empty"
    assert reason(b'{"format": "other/1", "entries": []}', tmp_path).startswith("the format is {found}")
    assert reason(b'{"entries": []}', tmp_path).startswith("the key “format” is missing: write {known} there")
    assert reason(b'{"format": ', tmp_path).startswith("this is not JSON")
    for other in (b"NaN", b'"\\ud800"'):  # which some programs take for JSON
        record = b'{"format": "runbook-record/1", "run": ' + other + b', "entries": []}'
        assert reason(record, tmp_path) == "this is not JSON: line {line} cannot be understood at character {column}"
    assert reason(b"[1]", tmp_path).startswith("this is not a record")
    assert reason(b"a,b\n1,2\n", tmp_path).startswith("this table has no header")
    assert reason(b"step,state\n", tmp_path).startswith("this table has a header and no steps")
    assert reason(b"step\x00,state", tmp_path).startswith("this is not text")
    assert reason(b"\x81\xffstep", tmp_path).startswith("this is not text")
    assert reason(b"PK\x03\x04 and nothing", tmp_path).startswith("this spreadsheet is damaged")
    assert reason(b"\xd0\xcf\x11\xe0old", tmp_path).startswith("this spreadsheet is in the old format")
    assert reason(b"%PDF-1.7 and nothing", tmp_path).startswith("this PDF is damaged")
    assert reason(b"x" * 1019 + b"%PDF-1.7 and nothing", tmp_path).startswith("this PDF is damaged")
    assert reason(b"x" * 1020 + b"%PDF-1.7 and nothing", tmp_path).startswith("this table has no header")
    with pytest.raises(InputError):
        list(read_parts(RecordFile(tmp_path / "there is no such file")))
    with pytest.raises(InputError):
        list(read_parts(RecordFile(tmp_path)))
    with pytest.raises(InputError):
        list(read_parts(RecordFile("a\0b")))


def test_a_pdf_that_is_no_checklist_or_has_a_password_is_refused(tmp_path, form) -> None:
    import pikepdf

    blank = pikepdf.new()
    blank.add_blank_page()
    made = io.BytesIO()
    blank.save(made)
    assert reason(made.getvalue(), tmp_path).startswith("this PDF has no fields of the kit's checklist")
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(form)) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    assert reason(locked.getvalue(), tmp_path).startswith("this PDF is encrypted")


def test_parts_of_one_run_are_one_record_whatever_their_files_and_order(tmp_path) -> None:
    half = len(ENTRIES) // 2
    (tmp_path / "a.json").write_bytes(json_bytes(PLAN, "1", ENTRIES[:half]))
    (tmp_path / "b.json").write_bytes(json_bytes(PLAN, "2", ENTRIES))
    (tmp_path / "c.csv").write_bytes(csv_bytes(PLAN, "1", ENTRIES[half:], load_language("fr")))
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.7")
    problems: list[Problem] = []
    found = list(read_records(sorted(tmp_path.iterdir()), problems))
    assert [(one.run, len(one.parts)) for one in found] == [("2", 1), ("1", 2)]
    assert [Path(one.file).name for one in problems] == ["d.pdf"]


def test_a_file_named_twice_is_read_once(tmp_path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(json_bytes(PLAN, "1", ENTRIES))
    assert [len(one.parts) for one in read_records([path, path], [])] == [1]


def test_long_records_one_below_the_other_in_a_text_are_all_read(tmp_path) -> None:
    one = json.loads(json_bytes(PLAN, "1", ENTRIES * 3))
    assert len(one["entries"]) > 60
    text = "\n".join(json.dumps({**one, "run": run}, indent=1) for run in "12")
    found = parts(text.encode(), tmp_path)
    assert [(part.run, len(part.entries), part.faults) for part in found] == [
        (run, len(one["entries"]), ()) for run in "12"
    ]
