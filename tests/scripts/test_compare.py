"""What compare.py tells of small files that differ in one thing, and of two small trees that stand for kits."""

import io
import json
import re
import sys
from email.message import EmailMessage
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import openpyxl
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from scripts import compare
from scripts.comparing import calls
from scripts.comparing.files import differences

KIT = """
import json, pathlib, sys
words = sys.argv[1:]
print("GREETING", *words, pathlib.Path(__file__).parent)
if words[0] == "render" and "--help" not in words:
    folder = pathlib.Path(words[words.index("--out") + 1], "lyon", "CHG1")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps({"steps": [{"id": "a", "EXTRA": 1}]}))
"""


def page(
    text: str = "Step 1", square: int = 20, field: str = "step-1", flags: int = 0, made: bytes = b"1", title: str = "x"
) -> bytes:
    """A PDF of one page with a word, a square `square` points from the left, and a form field."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 100))
    shown = pdf.pages[0]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    shown.obj["/Resources"] = Dictionary(Font=Dictionary(F1=font))
    shown.Contents = pdf.make_stream(f"BT /F1 12 Tf 20 60 Td ({text}) Tj ET {square} 20 10 10 re f".encode())
    box = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=field, V="", Ff=flags, Rect=Array([60, 20, 160, 40])
    )
    widget = pdf.make_indirect(box)
    shown.obj["/Annots"] = Array([widget])
    pdf.Root["/AcroForm"] = Dictionary(Fields=Array([widget]))
    pdf.docinfo["/Title"] = title
    pdf.trailer["/ID"] = Array([pikepdf.String(made), pikepdf.String(made)])
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()


def with_plan(**plan: object) -> bytes:
    """A PDF with a plan attached."""
    with pikepdf.open(io.BytesIO(page())) as pdf:
        pdf.attachments["plan.json"] = pikepdf.AttachedFileSpec(
            pdf, json.dumps(plan).encode(), description="", filename="plan.json",
            mime_type="application/json", creation_date="", mod_date="",
        )  # fmt: skip
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


def with_identifiers(pdf: bytes, value: bytes) -> bytes:
    """The same PDF as if made by another kit."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        before = bytes(opened.trailer.ID[0])
    changed = pdf.replace(before.hex().encode(), value.hex().encode())
    assert changed != pdf
    return changed


def mail(subject: str = "Approval", paper: bytes = b"", body: str = "Please sign.") -> bytes:
    """A mail with a PDF."""
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content(body)
    message.add_attachment(paper or page(), "application", "pdf", filename="runbook.pdf")
    message.set_boundary("=_0")
    return message.as_bytes()


def table(value: str = "done", width: int = 10) -> bytes:
    """A workbook of one cell, saved at the same second whenever it is."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = value
    sheet.column_dimensions["A"].width = width
    written = io.BytesIO()
    book.save(written)
    made = io.BytesIO()
    with ZipFile(written) as saved, ZipFile(made, "w") as same:
        for name in saved.namelist():
            same.writestr(ZipInfo(name), re.sub(rb"[\d-]+T[\d:]+Z", b"2026-11-28T00:00:00Z", saved.read(name)))
    return made.getvalue()


def test_identifiers_of_a_pdf_may_differ():
    assert differences("a.pdf", page(), with_identifiers(page(), b"0123456789abcdef")) == []


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (page(text="Step 2"), ["page 1: text: 'Step 1' and 'Step 2'", "page 1: picture"]),
        (page(square=21), ["page 1: picture: from 28, 97 to 43, 111 of 278 x 139 pixels"]),
        (page(field="step-2"), ["field step-1: before alone", "field step-2: after alone"]),
        (page(flags=1), ["field step-1: /Ff: 0 and 1"]),
        (page(title="y"), ["metadata: /Title: 'x' and 'y'"]),
        (with_plan(site="lyon"), ["attachment plan.json: after alone"]),
    ],
    ids=["text", "picture", "name", "flags", "title", "attachment"],
)
def test_a_changed_pdf_is_told(after, told):
    found = differences("a.pdf", page(), after)
    assert [one.startswith(start) for one, start in zip(found, told, strict=True)] == [True] * len(told), found


def test_what_is_neither_seen_nor_filled_in_is_told_too():
    with pikepdf.open(io.BytesIO(page())) as pdf:
        pdf.Root["/MarkInfo"] = Dictionary(Marked=True)
        written = io.BytesIO()
        pdf.save(written)
    assert differences("a.pdf", page(), written.getvalue()) == [
        "objects that are neither seen nor filled in, such as tags"
    ]


def test_another_number_of_pages_is_told():
    with pikepdf.open(io.BytesIO(page())) as pdf:
        pdf.add_blank_page()
        written = io.BytesIO()
        pdf.save(written)
    assert "1 and 2 pages" in differences("a.pdf", page(), written.getvalue())


def test_json_is_compared_as_data():
    before = b'{"steps": [{"id": "a", "at": 1}], "site": "lyon"}'
    assert differences("x/plan.json", before, b'{"site":"lyon","steps":[{"at":1,"id":"a"}]}') == []
    after = b'{"steps": [{"id": "b", "effects": []}], "site": "lyon", "new": null}'
    found = differences("x/plan.json", before, after, frozenset({"plan.new", "plan.steps.id"}))
    assert found == [
        "plan.steps[0].at: before alone",
        "plan.steps[0].effects: after alone",
        "plan.steps[0].id: 'a' and 'b'",
    ]
    assert differences("plan.json", b"[1, true]", b"[1, 1, 2]") == ["plan: 2 and 3 items", "plan[1]: True and 1"]


def test_keys_that_may_be_added_may_be_in_an_attached_plan():
    before, after = with_plan(steps=[{}]), with_plan(steps=[{"effects": []}])
    assert differences("a.pdf", before, after) == ["attachment plan.json: plan.steps[0].effects: after alone"]
    assert differences("a.pdf", before, after, frozenset({"plan.steps.effects"})) == []


def test_a_changed_mail_is_told_part_by_part():
    assert differences("a.eml", mail(), mail(paper=with_identifiers(page(), b"0123456789abcdef"))) == []
    (found,) = differences("a.eml", mail(), mail(paper=page(flags=1)))
    assert found == "part 2 (runbook.pdf): field step-1: /Ff: 0 and 1"
    (found,) = differences("a.eml", mail(), mail(subject="Refusal"))
    assert found.startswith("part 0 (multipart/mixed): headers: 'Subject: Approval")
    (found,) = differences("a.eml", mail(), mail(body="Please wait."))
    assert found == "part 1 (text/plain): line 1: 'Please sign.' and 'Please wait.'"


def test_a_changed_cell_is_told_and_a_changed_column():
    assert differences("a.xlsx", table(), table("open")) == [
        "cells.Sheet!A1: \"'done' as General\" and \"'open' as General\""
    ]
    assert differences("a.xlsx", table(), table(width=20)) == ["part xl/worksheets/sheet1.xml"]


def test_of_notes_the_names_of_files_count():
    before, after, other = (
        json.dumps({"sha256": "1", "files": files}).encode()
        for files in ({"a.pdf": ["1", "2"]}, {"a.pdf": ["3", "4"]}, {"b.pdf": ["1", "2"]})
    )
    assert differences("x/.made.json", before, after) == []
    assert differences("x/.made.json", before, other) == ["names other files"]


def test_texts_and_bytes():
    assert differences("a.csv", b"a\nb\n", b"a\nc\n") == ["line 2: 'b' and 'c'"]
    assert differences("a.csv", b"a\n", b"a\nc\n") == ["1 and 2 lines; the first of the others: 'c'"]
    assert differences("a.ics", b"a\r\n", b"a\n") == ["the ends of lines"]
    assert differences("a.png", b"\xff", b"\xff\xfe") == ["1 and 2 bytes"]


@pytest.fixture
def trees(tmp_path, monkeypatch):
    """Makes trees: each with a small program in place of the kit, and with inventories and samples."""
    monkeypatch.setattr(calls, "COMMANDS", ())
    monkeypatch.setattr(calls, "WRONG_USES", ())

    def tree(name: str, program: str) -> Path:
        folder: Path = tmp_path / name
        for path in ("examples/inventory.yaml", "tests/data/twenty.yaml", "tests/records/plan.json",
                     "tests/records/good/a.csv", "tests/inventory/bad/b.yaml"):  # fmt: skip
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text("{}")
        (folder / "runbook").mkdir()
        (folder / "runbook" / "__init__.py").touch()
        (folder / "runbook" / "__main__.py").write_text(program)
        return folder

    return tree


def compared(*options: object) -> int:
    return compare.main([*map(str, options), "--python", sys.executable, sys.executable])


@pytest.mark.long
def test_trees_that_make_the_same_are_the_same_and_others_are_not(trees, tmp_path, capsys):
    before, same = trees("before", KIT), trees("elsewhere", KIT)
    assert compared(before, same, "--keep", tmp_path / "kept") == 0
    said = capsys.readouterr()
    assert "plans (JSON): 2 files: the same\n" in said.out
    assert "DIFFER" not in said.out
    assert f"{before} made its files" in said.err

    other = trees("other", KIT.replace("EXTRA", "effects").replace("GREETING", "Hi"))
    assert compared(before, other, "--keep", tmp_path / "kept") == 1
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert "plans (JSON): 2 files: 2 DIFFER" in lines
    assert "  made/render/0-inventory/lyon/CHG1/plan.json: plan.steps[0].effects: after alone" in lines
    assert any(line.startswith("  said/paths/en.txt: line 3: 'GREETING paths") for line in lines)
    assert f"{before} made its files" not in said.err


def test_a_tree_that_does_not_render_is_compared_with_nothing(trees, capsys):
    broken = trees("broken", "raise SystemExit(2)")
    assert compared(broken, broken) == 2
    assert "runbook render in/0/inventory.yaml" in capsys.readouterr().err
