"""What lies in the place of a file: what is the kit's own goes, what is somebody's work stays, whatever happens."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from openpyxl.comments import Comment

from runbook import atomic_write, part_file
from runbook.atomic_write import put
from runbook.build import existing
from runbook.build.documents import DocumentKind, printed
from runbook.build.existing import filled_in, keep_plan, place
from runbook.build.manifest import digest_of
from runbook.model.plan import Plan
from runbook.model.record import TABLE_COLUMNS
from runbook.reading.found_file import content_found
from runbook.reading.plan_json import EARLIER_PLANS, dump_plan, load_plan
from tests.measure import PEAK
from tests.pages import checklist_pdf
from tests.plans import plan_of
from tests.records.books import book

PLAN = plan_of("single", "automatic")
OTHER = plan_of("single", "manual")  # another revision
FILES: dict[DocumentKind, str] = {
    "csv": "record.csv",
    "xlsx": "record.xlsx",
    "checklist": "checklist.en.pdf",
}


def blank(kind: DocumentKind, plan: Plan = PLAN) -> bytes:
    return checklist_pdf(plan) if kind == "checklist" else printed(kind, plan, "en", "A4")[0]


def csv_filled(data: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    rows[3][5:8] = ["done", "2026-12-05 22:10", "CM"]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def xlsx_filled(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0]["F4"] = "done"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def form_filled(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as form:
        fields = form.Root.AcroForm.Fields
        next(field for field in fields if "-at-" in str(field.T)).V = pikepdf.String("22:10")
        saved = io.BytesIO()
        form.save(saved)
        return saved.getvalue()


FILLED: dict[DocumentKind, Callable[[bytes], bytes]] = {
    "csv": csv_filled,
    "xlsx": xlsx_filled,
    "checklist": form_filled,
}


@pytest.fixture(scope="module")
def blanks() -> dict[tuple[DocumentKind, str], bytes]:
    return {(kind, plan.revision): blank(kind, plan) for kind in FILES for plan in (PLAN, OTHER)}


@pytest.mark.parametrize("kind", FILES)
def test_a_record_that_is_filled_in_is_known_with_its_revision(kind, blanks):
    assert filled_in(kind, blanks[kind, PLAN.revision]) is None
    assert filled_in(kind, FILLED[kind](blanks[kind, PLAN.revision])) == PLAN.revision
    assert filled_in(kind, b"no record") is None


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("of", [PLAN, OTHER], ids=["same", "other"])
@pytest.mark.parametrize("kind", FILES)
def test_a_filled_in_record_stays_where_its_plan_is_the_same_and_else_is_put_aside(tmp_path, blanks, kind, of, fresh):
    path, now = tmp_path / FILES[kind], blanks[kind, PLAN.revision]
    work = FILLED[kind](blanks[kind, of.revision])
    path.write_bytes(work)
    placed = place(path, kind, now, PLAN.revision, digest_of(blanks[kind, of.revision]), fresh=fresh)
    if of is PLAN and not fresh:
        assert (placed.stays, path.read_bytes(), list(tmp_path.iterdir())) == (True, work, [path])
    else:
        assert placed.aside is not None
        assert (placed.filled_in, path.read_bytes(), placed.aside.read_bytes()) == (True, now, work)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("known", [True, False])
def test_what_the_kit_made_and_nobody_touched_is_replaced(tmp_path, blanks, kind, known):
    """Also where its manifest is lost: its plan lies among the others."""
    keep_plan(tmp_path, OTHER)
    path, before = tmp_path / FILES[kind], blanks[kind, OTHER.revision]
    path.write_bytes(before)
    placed = place(
        path, kind, blanks[kind, PLAN.revision], PLAN.revision, digest_of(before) if known else None, fresh=False
    )
    assert (placed.aside, [file.name for file in tmp_path.glob("*.*")]) == (None, [FILES[kind]])


def older(kind: DocumentKind, plan: Plan = PLAN) -> bytes:
    """A blank table as earlier versions made it: with the columns of the contract alone."""
    rows = [row[: len(TABLE_COLUMNS)] for row in csv.reader(io.StringIO(blank("csv", plan).decode("utf-8-sig")))]
    if kind == "xlsx":
        return book(lambda made, sheet: None, rows)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return f"\ufeff{text.getvalue()}".encode()


@pytest.mark.parametrize("kind", FILES)
def test_what_is_as_it_was_made_is_not_read(tmp_path, blanks, monkeypatch, kind):
    """Reading a form takes longer than all else that is done for one site of a fleet that has changed."""
    path = tmp_path / FILES[kind]
    path.write_bytes(before := blanks[kind, OTHER.revision])
    monkeypatch.setattr(existing, "parts_in", unread)
    placed = place(path, kind, now := blanks[kind, PLAN.revision], PLAN.revision, digest_of(before), fresh=False)
    assert placed.aside is None
    assert path.read_bytes() == now
    with pytest.raises(AssertionError):
        place(path, kind, before, OTHER.revision, digest_of(before), fresh=False)


def unread(*_of: object) -> None:
    raise AssertionError("it was read")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("of", [PLAN, OTHER], ids=["same", "other"])
def test_a_blank_table_of_an_earlier_version_is_replaced_and_a_filled_in_one_stays(tmp_path, blanks, kind, of):
    path, now, before = tmp_path / FILES[kind], blanks[kind, PLAN.revision], older(kind, of)
    path.write_bytes(before)
    placed = place(path, kind, now, PLAN.revision, digest_of(before), fresh=False)
    assert (placed.aside, path.read_bytes()) == (None, now)
    path.write_bytes(work := FILLED[kind](before))
    assert filled_in(kind, work) == of.revision
    placed = place(path, kind, now, PLAN.revision, digest_of(before), fresh=False)
    assert (placed.stays, path.read_bytes() == work) == (of is PLAN, of is PLAN)
    aside = [] if placed.aside is None else [placed.aside.read_bytes()]
    assert (aside, placed.filled_in) == (([], False) if of is PLAN else ([work], True))


def csv_titled(data: bytes) -> bytes:
    return data.replace(b",step 1.1,", b",step 1.1: not tonight,", 1)


def csv_remark(data: bytes) -> bytes:
    return data + b",,,,The vendor came late,,,,,,\r\n"


def xlsx_commented(data: bytes) -> bytes:
    return _changed_book(data, lambda book: setattr(book.worksheets[0]["F4"], "comment", Comment("not tonight", "CM")))


def xlsx_second_sheet(data: bytes) -> bytes:
    return _changed_book(data, lambda book: book.create_sheet("remarks").append(["The vendor came late"]))


def _changed_book(data: bytes, change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("of", [PLAN, OTHER], ids=["same", "other"])
@pytest.mark.parametrize("remark", [csv_titled, csv_remark, xlsx_commented, xlsx_second_sheet])
def test_a_remark_outside_the_columns_that_are_read_is_somebodys_work(tmp_path, blanks, remark, of):
    kind: DocumentKind = "csv" if remark.__name__.startswith("csv") else "xlsx"
    keep_plan(tmp_path, of)
    path, before = tmp_path / FILES[kind], blanks[kind, of.revision]
    path.write_bytes(work := remark(before))
    assert work != before
    placed = place(path, kind, blanks[kind, PLAN.revision], PLAN.revision, digest_of(before), fresh=False)
    assert placed.aside is not None
    assert (path.read_bytes(), placed.aside.read_bytes()) == (blanks[kind, PLAN.revision], work)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "checklist", "runbook", "plan", "mail"])
def test_what_is_anything_else_is_put_aside(tmp_path, kind):
    path = tmp_path / "file"
    path.write_bytes(b"what somebody wrote")
    placed = place(path, kind, b"new", PLAN.revision, digest_of(b"old"), fresh=False)
    assert placed.aside is not None
    assert (path.read_bytes(), placed.aside.read_bytes()) == (b"new", b"what somebody wrote")
    assert not placed.filled_in


def test_a_page_that_was_signed_is_put_aside(tmp_path):
    """A signature is added behind the file's end."""
    path, page = tmp_path / "checklist.en.pdf", checklist_pdf(OTHER)
    path.write_bytes(page + b"\n% a signature\n%%EOF\n")
    placed = place(path, "runbook", b"new", PLAN.revision, digest_of(page), fresh=False)
    assert placed.aside is not None
    assert placed.aside.read_bytes().endswith(b"a signature\n%%EOF\n")


@pytest.mark.parametrize("how", ["saved", "replaced"])
def test_what_is_saved_between_looking_and_replacing_is_kept(tmp_path, monkeypatch, how):
    path, before = tmp_path / "record.csv", printed("csv", OTHER, "en", "A4")[0]
    path.write_bytes(before)
    writing = part_file.write_all

    def late(handle: int, data: bytes) -> None:
        if how == "replaced":  # a spreadsheet saves while the new file is being written
            path.unlink()
        path.write_bytes(b"what a technician wrote")
        writing(handle, data)

    monkeypatch.setattr(part_file, "write_all", late)
    placed = place(path, "csv", b"new", PLAN.revision, digest_of(before), fresh=False)
    assert placed.aside is not None
    assert (path.read_bytes(), placed.aside.read_bytes()) == (b"new", b"what a technician wrote")


SAVER = """
import os, sys
from pathlib import Path
path, how, work = Path(sys.argv[1]), sys.argv[2], sys.argv[3].encode()
for number in range(int(sys.argv[4])):
    while not (path.is_file() and path.read_bytes()[:3] == b"kit"):
        pass
    content = b"%s %d " % (work, number) * 2000
    beside = path if how == "into" else path.with_suffix(".tmp")
    beside.write_bytes(content)
    beside.replace(path)
"""
SAVES = 3000 if os.environ.get("LONG") else 300


@pytest.mark.parametrize("how", ["into", "over"])
def test_no_save_is_lost_whenever_it_comes(tmp_path, how):
    """Two programs, side by side: into the file that is there, or a new one over it, as spreadsheets do."""
    path, number = tmp_path / "record.csv", 0
    saving = subprocess.Popen([sys.executable, "-c", SAVER, str(path), how, "work", str(SAVES)])
    while saving.poll() is None:
        put(path, b"kit %d " % number + b"x" * 20_000, keep=lambda content: not content.startswith(b"kit"))
        number += 1
    assert saving.returncode == 0
    contents = {file.read_bytes() for file in tmp_path.iterdir()}
    assert {each for each in contents if each.startswith(b"work")} == {b"work %d " % n * 2000 for n in range(SAVES)}


def test_what_was_saved_too_late_to_be_looked_at_is_known_for_a_record(tmp_path, blanks, monkeypatch):
    path, writing = tmp_path / "record.csv", part_file.write_all
    work = csv_filled(blanks["csv", PLAN.revision])
    path.write_bytes(blanks["csv", OTHER.revision])
    monkeypatch.setattr(part_file, "write_all", lambda *told: (path.write_bytes(work), writing(*told)))
    known = digest_of(blanks["csv", OTHER.revision])
    placed = place(path, "csv", blanks["csv", PLAN.revision], PLAN.revision, known, fresh=False)
    assert placed.aside is not None
    assert (placed.aside.read_bytes(), placed.filled_in) == (work, True)


@pytest.mark.parametrize("in_the_way", ["file", "folder", "link"])
def test_what_is_in_the_way_of_the_name_aside_stays_too(tmp_path, in_the_way):
    path = tmp_path / "record.csv"
    path.write_bytes(b"work")
    taken = tmp_path / f"record.csv.{digest_of(b'work')[:8]}.bak"
    if in_the_way == "file":
        taken.write_bytes(b"another's")
    elif in_the_way == "folder":
        taken.mkdir()
    else:
        taken.symlink_to("nowhere")
    aside = put(path, b"new", keep=bool)
    assert aside is not None
    assert (aside.name, aside.read_bytes(), path.read_bytes()) == (f"{taken.stem}-2.bak", b"work", b"new")
    assert taken.is_dir() or taken.is_symlink() or taken.read_bytes() == b"another's"


def test_the_same_work_is_kept_once(tmp_path):
    path = tmp_path / "record.csv"
    for _ in range(2):
        path.write_bytes(b"work")
        put(path, b"new", keep=bool)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "record.csv",
        f"record.csv.{digest_of(b'work')[:8]}.bak",
    ]


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.parametrize("links", [True, False])
def test_what_is_put_aside_is_whole_at_any_moment(tmp_path, monkeypatch, links, exchange):
    record = tmp_path / "record.csv"
    record.write_bytes(b"old")
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", lambda *_: (_ for _ in ()).throw(PermissionError()))
    if not exchange:
        monkeypatch.setattr(atomic_write, "_rename", lambda *_: False)
    placing = atomic_write._placed
    seen: list[list[bytes]] = []

    def watched(beside: Path, path: Path, second: Path | None) -> bool:
        seen.append([file.read_bytes() for file in tmp_path.glob("*.bak")])
        return placing(beside, path, second)

    monkeypatch.setattr(atomic_write, "_placed", watched)
    aside = put(record, b"new", keep=bool)
    assert aside is not None
    assert (seen, record.read_bytes(), aside.read_bytes()) == ([[b"old"]], b"new", b"old")


def test_nothing_is_left_aside_where_the_file_cannot_be_replaced(tmp_path, monkeypatch):
    record = tmp_path / "record.csv"
    record.write_bytes(b"old")
    monkeypatch.setattr(atomic_write, "_rename", lambda *_: (_ for _ in ()).throw(PermissionError()))
    with pytest.raises(PermissionError):
        put(record, b"new", keep=bool)
    assert [file.name for file in tmp_path.iterdir()] == ["record.csv"]


def test_a_link_or_a_pipe_is_put_aside_and_nothing_is_written_through_it(tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"another folder's")
    path = tmp_path / "record.csv"
    path.symlink_to("elsewhere")
    link = place(path, "csv", b"new", PLAN.revision, None, fresh=False).aside
    assert link is not None
    assert (path.is_symlink(), path.read_bytes(), link.readlink()) == (False, b"new", Path("elsewhere"))
    path.unlink()
    os.mkfifo(path)
    pipe = place(path, "csv", b"new", PLAN.revision, None, fresh=False).aside
    assert pipe is not None
    assert pipe.is_fifo()
    assert (path.read_bytes(), (tmp_path / "elsewhere").read_bytes()) == (b"new", b"another folder's")
    assert {file.name for file in tmp_path.iterdir()} == {"elsewhere", "record.csv", link.name, pipe.name}


def test_every_plan_stays_by_its_revision(tmp_path):
    path = tmp_path / "plan.json"
    for plan in (OTHER, PLAN, OTHER, PLAN):
        place(path, "plan", dump_plan(plan), plan.revision, None, fresh=False)
        keep_plan(tmp_path, plan)
    kept = {file.name: load_plan(file) for file in (tmp_path / EARLIER_PLANS).iterdir()}
    assert kept == {f"{plan.revision[:12]}.json": plan for plan in (OTHER, PLAN)}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["plan.json", EARLIER_PLANS]


def test_a_plan_that_lies_there_from_before_is_kept_too(tmp_path):
    """No earlier run has put it among the others."""
    path = tmp_path / "plan.json"
    path.write_bytes(dump_plan(OTHER))
    place(path, "plan", dump_plan(PLAN), PLAN.revision, None, fresh=False)
    assert load_plan(tmp_path / EARLIER_PLANS / f"{OTHER.revision[:12]}.json") == OTHER


def test_a_kept_plan_that_was_damaged_is_put_aside_and_made_good(tmp_path):
    kept = tmp_path / EARLIER_PLANS / f"{PLAN.revision[:12]}.json"
    kept.parent.mkdir()
    kept.write_bytes(dump_plan(PLAN)[:-10])
    keep_plan(tmp_path, PLAN)
    assert load_plan(kept) == PLAN
    assert [file.suffix for file in sorted(kept.parent.iterdir())] == [".json", ".bak"]


def test_a_file_that_is_empty_at_the_moment_is_put_aside(tmp_path):
    """Who is about to write into it goes on writing there."""
    path = tmp_path / "record.csv"
    with path.open("wb") as writing:
        placed = place(path, "csv", b"new", PLAN.revision, digest_of(b"old"), fresh=False)
        writing.write(b"what a technician wrote")
    assert placed.aside is not None
    assert (path.read_bytes(), placed.aside.read_bytes()) == (b"new", b"what a technician wrote")


def test_a_plan_that_two_put_there_at_once_is_kept_once(tmp_path, monkeypatch):
    """Pieces of one change are made side by side, and each sees to it that its plan is there."""
    looking = content_found

    def before_the_other(path: Path) -> bytes | None:
        found = looking(path)
        monkeypatch.setattr(existing, "content_found", looking)
        keep_plan(tmp_path, PLAN)
        return found

    monkeypatch.setattr(existing, "content_found", before_the_other)
    keep_plan(tmp_path, PLAN)
    assert [file.name for file in (tmp_path / EARLIER_PLANS).iterdir()] == [f"{PLAN.revision[:12]}.json"]


LARGE = f"""
import os, sys
from pathlib import Path
from runbook.build.existing import place
path = Path(sys.argv[1])
placed = place(path, sys.argv[2], b"new", "0" * 64, None, fresh=False)
print(placed.aside.name, placed.aside.stat().st_size, path.read_bytes(), {PEAK})
"""


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("kind", "name"), [*FILES.items(), ("plan", "plan.json")])
def test_what_lies_there_may_be_of_any_size(tmp_path, kind, name):
    size = 100 * 2**20
    with (tmp_path / name).open("wb") as file:
        file.truncate(size)
    words = [sys.executable, "-c", LARGE, str(tmp_path / name), kind]
    aside, kept, new, megabytes = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    assert aside.startswith(name)
    assert (int(kept), new) == (size, "b'new'")
    assert float(megabytes) < 90
