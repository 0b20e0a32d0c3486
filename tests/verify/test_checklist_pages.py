"""A page that did not come back is named by its number, where the rendered checklist lies beside the plan."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from runbook.i18n import load_language
from runbook.model.form import FormField, read_field
from runbook.model.revision import revision_of
from runbook.procedures.catalogue import guide_lines
from runbook.reading.plan_json import dump_plan
from runbook.report.data import json_of
from runbook.report.text import plain, text_of
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify.indexed_plan import index_plan
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests import plans
from tests.pages import checklist_pdf

PLAN = plans.plan_of("failover", "automatic", "asynchronous", "dns")


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """A folder as `render` leaves it, with a record beside it of which two phases are missing."""
    folder = tmp_path_factory.mktemp("out") / "paris"
    (folder / "plans").mkdir(parents=True)
    (folder / "plan.json").write_bytes(dump_plan(PLAN))
    (folder / "plans" / f"{PLAN.revision[:12]}.json").write_bytes(dump_plan(PLAN))
    for tag in ("en", "fr"):
        (folder / f"checklist.{tag}.pdf").write_bytes(checklist_pdf(PLAN, tag))
    phases = list(dict.fromkeys(step.phase for step in PLAN.steps))[2:4]
    missing = [step.id for step in PLAN.steps if step.phase in phases]
    entries = tuple(entry for entry in play(index_plan(PLAN), 1) if entry.step not in missing)
    (folder.parent / "record.json").write_bytes(json_bytes(PLAN, "1", entries))
    return folder


def pages_on(path: Path, steps) -> list[int]:
    """The pages on which steps stand, by another reader of forms."""
    found = set()
    for number, page in enumerate(pypdf.PdfReader(path).pages, 1):
        for widget in page.get("/Annots", []):
            meant = read_field(str(widget.get_object().get("/T", "")))
            if isinstance(meant, FormField) and meant.step in steps:
                found.add(number)
    return sorted(found)


def missing_page(plan: Path, rendered: Path):
    return list(verify_files([rendered.parent / "record.json"], PlanStore([str(plan)]), None))


@pytest.mark.long
@pytest.mark.parametrize("plan", ["", "plan.json", f"plans/{PLAN.revision[:12]}.json"])
def test_the_page_is_named_however_the_plan_was(rendered, plan) -> None:
    (one,) = found = missing_page(rendered / plan, rendered)
    (finding,) = [finding for finding in one.result.findings if finding.code == "DOC007"]
    pages = pages_on(rendered / "checklist.fr.pdf", finding.steps)
    assert pages
    (result,) = json.loads("\n".join(json_of(found, load_language("fr"), guide_lines())))["results"]
    (told,) = (one for one in result["findings"] if one["code"] == "DOC007")
    assert told["pages"] == [
        {"file": f"checklist.{tag}.pdf", "pages": pages_on(rendered / f"checklist.{tag}.pdf", finding.steps)}
        for tag in ("en", "fr")
    ]
    which = f"{pages[0]}–{pages[-1]}" if len(pages) > 1 else f"page {pages[0]}"
    named = f"{which} du fichier checklist.fr.pdf"
    assert named in "\n".join(text_of(found, load_language("fr"), guide_lines(), plain))


@pytest.mark.long
def test_nothing_is_said_of_pages_of_another_revision_or_of_what_is_no_checklist(rendered, tmp_path) -> None:
    folder = tmp_path / "paris"
    shutil.copytree(rendered, folder)
    (tmp_path / "record.json").write_bytes((rendered.parent / "record.json").read_bytes())
    other = replace(PLAN, change="CHG9999")
    other = replace(other, revision=revision_of(other))
    (folder / "checklist.en.pdf").write_bytes(checklist_pdf(other, "en"))
    (folder / "checklist.fr.pdf").write_bytes(b"%PDF-1.7 damaged")
    (folder / "checklist.de.pdf").mkdir()
    found = missing_page(folder, folder)
    assert any(finding.code == "DOC007" for finding in found[0].result.findings)
    assert found[0].checklists == ()
    assert "In print" not in "\n".join(text_of(found, load_language("en"), guide_lines(), plain))


@pytest.mark.long
def test_the_checklist_is_opened_for_a_missing_page_alone(rendered) -> None:
    program = (
        "import sys, runbook.cli\n"
        "try:\n    runbook.cli.runbook.main(sys.argv[1:])\n"
        "finally:\n    print('pikepdf' in sys.modules, file=sys.stderr)"
    )
    whole = rendered.parent / "whole.json"
    whole.write_bytes(json_bytes(PLAN, "1", play(index_plan(PLAN), 1)))
    for record, opened in ((whole, "False"), (rendered.parent / "record.json", "True")):
        words = [sys.executable, "-c", program, "verify", "--plan", str(rendered), str(record)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.stderr.strip() == opened
