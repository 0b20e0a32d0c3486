"""PDF/UA-1 and PDF/A-3, in the eyes of others: page-validation, outloud, pikepdf's allow-list, qpdf.

What no machine can check is named in docs/standards.md.
"""

import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import page
import pikepdf
import pikepdf.pdfa
import pytest

from runbook.build.task import make, tasks_of
from runbook.inventory.packed import choose_packed, load_fleet
from runbook.pdf.archive import archived

pytestmark = pytest.mark.sampled(4)

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"
LANGUAGES = ("en", "fr")
KINDS = ("runbook", "checklist")
NAMES = [f"{kind}.{tag}{copy}.pdf" for kind in KINDS for tag in LANGUAGES for copy in ("", ".archive")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of one change, in both languages, with archived copies."""
    place = tmp_path_factory.mktemp("standards")
    (task,) = tasks_of(choose_packed(load_fleet(EXAMPLE), ["lyon"]), LANGUAGES, "A4", archive=True)
    outcome = make(task)
    assert outcome.error is None
    for product in outcome.products:
        product.put(task, place)
    return place / task.folder


def failures(data: bytes, profile: str) -> list[str]:
    return [f"{each.rule_id}: {each.message}" for each in page.validate_pdf_bytes(data, profile=profile).failures]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", NAMES)
def test_every_document_is_pdf_ua(folder, name):
    assert failures((folder / name).read_bytes(), "ua1") == []


@pytest.mark.long
@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", NAMES)
def test_a_second_validator_finds_every_document_accessible(folder, name, tmp_path):
    report = tmp_path / "report.json"
    program = [sys.executable, "-m", "outloud.cli", str(folder / name), "--layer", "conformance", "--json", str(report)]
    run = subprocess.run(program, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
    assert json.loads(report.read_text())


@pytest.mark.parametrize("name", [name for name in NAMES if "archive" in name])
def test_archived_copies_are_pdf_a(folder, name):
    assert failures((folder / name).read_bytes(), "3a") == []


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in NAMES if "archive" in name])
def test_a_second_validator_knows_all_that_is_in_an_archived_copy(folder, name, tmp_path):
    """It knows level B alone, and nothing of PDF/UA: what the file says of both is taken out before it looks."""
    place = tmp_path / "b.pdf"
    with pikepdf.open(folder / name) as pdf:
        said = pdf.Root.Metadata.read_bytes().replace(b'pdfaid:conformance="A"', b'pdfaid:conformance="B"')
        said = re.sub(rb"<rdf:Description xmlns:pdfaExtension.*?</rdf:Description>", b"", said, flags=re.DOTALL)
        said = re.sub(rb'<rdf:Description rdf:about="" pdfuaid:part="1" ?/>', b"", said)
        pdf.Root.Metadata = pdf.make_stream(said, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        pdf.save(place, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert [str(finding) for finding in pikepdf.pdfa.validate_written(place, "3b").findings] == []


@pytest.mark.parametrize("name", NAMES)
def test_qpdf_finds_nothing(folder, name):
    if shutil.which("qpdf") is None:
        with pikepdf.open(folder / name) as pdf:
            assert pdf.check_pdf_syntax() == []
        return
    run = subprocess.run(["qpdf", "--check", str(folder / name)], capture_output=True, text=True)
    assert (run.returncode, "WARNING" in run.stdout + run.stderr) == (0, False), run.stdout


@pytest.mark.parametrize("name", [name for name in NAMES if "archive" in name])
def test_the_plan_is_inside_an_archived_copy(folder, name):
    with pikepdf.open(folder / name) as pdf:
        assert list(pdf.attachments) == ["plan.json"]
        assert pdf.attachments["plan.json"].get_file().read_bytes() == (folder / "plan.json").read_bytes()
        assert [str(file.AFRelationship) for file in pdf.Root.AF] == ["/Source"]
        assert "/AcroForm" not in pdf.Root


def test_an_archived_copy_is_the_same_each_time(folder):
    document, plan = ((folder / name).read_bytes() for name in ("runbook.fr.pdf", "plan.json"))
    assert archived(document, plan) == archived(document, plan) == (folder / "runbook.fr.archive.pdf").read_bytes()


def test_the_validators_see_what_is_wrong(folder):
    """A check that could not fail would show nothing."""
    with pikepdf.open(folder / "runbook.fr.archive.pdf") as pdf:
        del pdf.Root.OutputIntents
        del pdf.Root.Lang
        del pdf.Root.StructTreeRoot
        damaged = io.BytesIO()
        pdf.save(damaged)
    assert failures(damaged.getvalue(), "ua1")
    assert failures(damaged.getvalue(), "3a")
