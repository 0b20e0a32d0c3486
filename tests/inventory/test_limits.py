"""Files made to do harm are refused, quickly and in little memory; and whatever the bytes, there is no traceback."""

import io
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runbook.errors import InputError
from runbook.i18n import load_language
from runbook.records.record_file import RecordFile, read_parts
from runbook.simulate.write import csv_bytes, json_bytes
from tests.measure import PEAK, slowness
from tests.records.test_records import ENTRIES, FILES, INDEXED_PLAN, PLAN

pytestmark = pytest.mark.sampled(4)

SECONDS, MEGABYTES = 4.0, 300  # twice what is asked of an idle machine: others run beside it
READ = f"""
import sys, time
from runbook.records.record_file import RecordFile, read_parts
from runbook.errors import InputError
start = time.process_time()
try:
    list(read_parts(RecordFile(sys.argv[1])))
    print("read")
except InputError as error:
    print(error.problems[0].message)
print(time.process_time() - start, {PEAK})
"""


def refused(path: Path) -> str:
    """The message with which a file is refused, in a process of its own; within the limits."""
    run = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    message, figures = run.stdout.splitlines()
    seconds, megabytes = map(float, figures.split())
    assert seconds < SECONDS * slowness()
    assert megabytes < MEGABYTES
    return message


def bomb(size: int) -> bytes:
    """So many bytes of nothing, deflated: a block of them, again and again, and the sum of all of them (Adler-32)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    total = (size % 65521) << 16 | 1
    return b"\x78\xda" + block * (size // 2**20) + packer.flush() + total.to_bytes(4, "big")


def workbook(sheet: bytes | None = None) -> bytes:
    from xlsxwriter import Workbook

    made = io.BytesIO()
    with Workbook(made, {"constant_memory": True}) as file:
        page = file.add_worksheet()
        page.write_row(0, 0, ["step", "state", "at"])
    if sheet is None:
        return made.getvalue()
    other = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name.endswith("sheet1.xml") else source.read(name))
    return other.getvalue()


@pytest.mark.long
def test_a_zip_bomb(tmp_path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(workbook(bytes(2**29)))
    assert refused(path) == "this spreadsheet unpacks to more than a record can need"


@pytest.mark.long
def test_a_zip_bomb_that_says_it_is_small(tmp_path) -> None:
    made = bytearray(workbook(bytes(2**28)))
    for at in range(len(made) - 4):
        if made[at : at + 4] == (2**28).to_bytes(4, "little"):
            made[at : at + 4] = (100).to_bytes(4, "little")
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(made)
    assert refused(path) == "this spreadsheet unpacks to more than a record can need"


@pytest.mark.long
@pytest.mark.parametrize("name", ["a stream", "two streams", "hidden objects"])
def test_a_pdf_with_a_stream_of_a_gigabyte(tmp_path, name) -> None:
    stream = bomb(2**30)
    head = b"<< /Length %d /Filter /FlateDecode >>" % len(stream)
    if name == "hidden objects":
        stream = zlib.compress(stream)
        head = b"<< /Type /ObjStm /N 1 /First 4 /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(stream)
    path = tmp_path / "bomb.pdf"
    form = (FILES / "okular.pdf").read_bytes()
    path.write_bytes(form + b"\n9999 0 obj\n" + head + b"\nstream\n" + stream + b"\nendstream\nendobj\n")
    expected = "hides its objects" if name == "hidden objects" else "unpacks to more than"
    assert expected in refused(path)


@pytest.mark.long
def test_a_million_rows(tmp_path) -> None:
    table, lines = tmp_path / "rows.csv", tmp_path / "rows.xlsx"
    table.write_bytes(b"step,state,at\n" + b"a,done,b\n" * 10**6)
    assert refused(table) == "this table has more than {limit} rows"
    row = b'<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>'
    lines.write_bytes(workbook(b"<worksheet><sheetData>" + row * (10**6 // 4) + b"</sheetData></worksheet>"))
    assert refused(lines) == "this spreadsheet unpacks to more than a record can need"


def test_a_lone_cell_far_away_costs_nothing(tmp_path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>step</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>state</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    path = tmp_path / "far.xlsx"
    path.write_bytes(workbook(sheet))
    assert "rows" in refused(path) or "no steps" in refused(path)


def open_document(rows: str) -> bytes:
    """An ODS file with these rows."""
    names = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text")}
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in names.items())
    head = f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        end = "</table:table></office:spreadsheet></office:body></office:document-content>"
        archive.writestr("content.xml", head + rows + end)
    return made.getvalue()


def open_row(*cells: str, times: int = 1, wide: int = 1) -> str:
    texts = "".join(
        f'<table:table-cell table:number-columns-repeated="{wide}" office:value-type="string">'
        f"<text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{texts}</table:table-row>'


HEADER = open_row("step", "state", "at")


@pytest.mark.long
def test_an_ods_whose_cells_are_repeated_for_ever(tmp_path) -> None:
    path = tmp_path / "repeated.ods"
    path.write_bytes(open_document(HEADER + open_row("a" * 10**5, "done", times=2**40, wide=2**40)))
    assert refused(path) == "this spreadsheet unpacks to more than a record can need"
    path.write_bytes(open_document(HEADER + open_row("a", "done", times=2**40)))
    assert refused(path) == "this table has more than {limit} rows"
    path.write_bytes(open_document(HEADER + open_row("a", "done") + open_row("", times=2**40)))
    assert refused(path) == "read"


@pytest.mark.parametrize("name", ["content.xml", "xl/workbook.xml"])
def test_entities_that_stand_for_gigabytes(tmp_path, name) -> None:
    bomb = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {then} '{f'&{one};' * 10}'>" for one, then in zip("abcdefghi", "bcdefghij", strict=True)
    )
    path = tmp_path / "entities"
    source = open_document(HEADER + open_row("a")) if name == "content.xml" else workbook()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.namelist():
            new.writestr(member, f"{bomb}]><a>&j;</a>" if member == name else old.read(member))
    path.write_bytes(made.getvalue())
    assert refused(path) == "this spreadsheet is damaged: {reason}"


@pytest.mark.long
def test_a_sheet_of_nothing_but_elements(tmp_path) -> None:
    path = tmp_path / "elements.xlsx"
    for inner in (b"<row/>", b'<row><c r="A1"/></row>', b'<x a=""/>', b"<row>" + b"<c/>" * 70_000 + b"</row>"):
        path.write_bytes(
            workbook(b"<worksheet><sheetData>" + inner * (5 * 10**6 // len(inner)) + b"</sheetData></worksheet>")
        )
        assert refused(path).startswith(("no sheet", "this spreadsheet unpacks", "this table has more"))


@pytest.mark.long
def test_cells_that_are_merged_a_million_times(tmp_path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" t="str"><v>step</v></c></row>' % (n, n) for n in range(1, 15_000))
    sheet = (
        b"<worksheet><sheetData>"
        + rows
        + b"</sheetData>"
        + b'<mergeCell ref="A1:XFD1048576"/>' * 10**5
        + b"</worksheet>"
    )
    path = tmp_path / "merged.xlsx"
    path.write_bytes(workbook(sheet))
    assert refused(path) == "this spreadsheet unpacks to more than a record can need"


@pytest.mark.long
def test_a_file_that_is_too_large(tmp_path) -> None:
    for name, head in (("a.csv", b"step,state\n"), ("a.json", b'{"format":\n'), ("a.pdf", b"%PDF-1.7\n")):
        path = tmp_path / name
        with path.open("wb") as file:
            file.write(head)
            file.truncate(2**30)
        assert refused(path) == "this file is larger than {limit} MB"


def test_json_that_nests_for_ever(tmp_path) -> None:
    path = tmp_path / "deep.json"
    path.write_bytes(b'{"format":' + b"[" * 10**5)
    assert refused(path).startswith("this JSON cannot be read")


SAMPLES = {
    "json": json_bytes(PLAN, "1", ENTRIES),
    "csv": csv_bytes(PLAN, "1", ENTRIES, load_language("fr")),
    "xlsx": (FILES / "libreoffice.xlsx").read_bytes(),
    "ods": (FILES / "sheets" / "white_on_black.ods").read_bytes(),
    "pdf": (FILES / "okular.pdf").read_bytes(),
}


def attempt(content: bytes, path: Path) -> None:
    """Read, or be refused; anything else is a bug."""
    path.write_bytes(content)
    try:
        came = [part.file for part in read_parts(RecordFile(path))]
    except InputError as error:
        came = [error.problems[0].message]
    assert came
    assert "" not in came


@pytest.mark.sampled(8)
@pytest.mark.parametrize("kind", SAMPLES)
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_files_never_end_in_a_traceback(tmp_path, kind, data) -> None:
    """Bytes of a sound file are changed, taken out and put in."""
    content = bytearray(SAMPLES[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 40))
        content[at : at + length] = data.draw(st.binary(max_size=40))
    attempt(bytes(content), tmp_path / "damaged")


@pytest.mark.long
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_members_never_end_in_a_traceback(tmp_path, kind, data) -> None:
    """The archive is sound; in one of its files a value or an element is another."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLES[kind])) as source, zipfile.ZipFile(made, "w") as target:
        members = {name: source.read(name) for name in source.namelist()}
        chosen = data.draw(st.sampled_from([name for name in members if name.endswith((".xml", ".rels"))]))
        spots = list(re.finditer(rb'(?<==")[^"]*|(?<=>)[^<]+|<[^>]*>', members[chosen]))
        for spot in sorted(data.draw(st.sets(st.sampled_from(range(len(spots))), max_size=4)), reverse=True):
            other = data.draw(st.sampled_from((b"", b"0", b"-1", b"9" * 12, b"1e400", b"nan", b"x", b"<row>", b"\xff")))
            members[chosen] = members[chosen][: spots[spot].start()] + other + members[chosen][spots[spot].end() :]
        for name, member in members.items():
            target.writestr(name, member)
    attempt(made.getvalue(), tmp_path / "damaged")


@given(
    data=st.binary(max_size=400),
    start=st.sampled_from([b"", b"{", b"[", b"%PDF-1.7\n", b"PK\x03\x04", b"step,state\n"]),
)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path, data, start) -> None:
    attempt(start + data, tmp_path / "any")


@given(
    rows=st.lists(st.lists(st.text(max_size=12), max_size=12), max_size=6),
    separator=st.sampled_from([",", ";", "\t"]),
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_read_or_refused(tmp_path, rows, separator) -> None:
    lines = [separator.join(("revision", "step", "state", "at")), *(separator.join(row) for row in rows)]
    attempt("\n".join(lines).encode("utf-8", "surrogatepass"), tmp_path / "table")


def test_the_samples_are_sound(tmp_path) -> None:
    assert INDEXED_PLAN.plan is PLAN
    for kind, content in SAMPLES.items():
        (tmp_path / kind).write_bytes(content)
        assert all(part.faults == () and part.entries for part in read_parts(RecordFile(tmp_path / kind)))
