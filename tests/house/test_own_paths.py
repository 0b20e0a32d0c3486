"""Changes on paths of a house's own: from an inventory to their papers."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from runbook.cli import runbook
from runbook.reading.plan_json import read_plan
from tests.house.folders import EXAMPLE, FILE, ROOT, STEP, written

INVENTORY = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
CHANGE = """\
      - id: CHG0077
        kind: other
        path: certificate-renewal
        windows:
          - {start: 2026-12-10 21:00, end: 2026-12-10 23:00}

"""
PAIR = "  # A pair, the backup first"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(runbook, [str(one) for one in arguments], env={"LC_ALL": "C.UTF-8"})


def _inventory(folder: Path, change: str = CHANGE) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "inventory.yaml").write_text(INVENTORY.replace(PAIR, change + PAIR, 1), encoding="utf-8")
    return folder / "inventory.yaml"


def test_from_the_inventory_to_a_verdict(tmp_path) -> None:
    file, house, out = _inventory(tmp_path / "i"), EXAMPLE, tmp_path / "out"
    assert _run("check", file, "--house", house).exit_code == 0
    told = _run("plan", file, "--house", house, "--change", "CHG0077").output
    assert "Renewal of the certificate [certificate-renewal]" in told
    assert "Replace the certificate · house  ly-1" in told
    assert "Update the ticket" in told
    assert _run("pack", file, "--house", house, "--change", "CHG0077", "--out", out, "--jobs", 1).exit_code == 0
    place = out / "lyon" / "CHG0077"
    assert {"runbook.fr.pdf", "checklist.en.pdf", "approval.fr.pdf", "windows.ics"} <= {p.name for p in place.iterdir()}
    record = tmp_path / "record.csv"
    assert _run("simulate", "--plan", place / "plan.json", "--format", "csv", "-o", record).exit_code == 0
    verdict = _run("verify", "--plan", place, record)
    assert (verdict.exit_code, "PASS" in verdict.output) == (0, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (CHANGE.replace("certificate-renewal", "certificate-renewel"), "write certificate-renewal if you mean it"),
        (CHANGE.replace("        path: certificate-renewal\n", ""), "the key path is missing"),
        (
            CHANGE.replace("        windows:", '        hops: [{base: "6.9.0"}]\n        windows:'),
            "hops is for upgrades",
        ),
        (CHANGE.replace("kind: other", "kind: upgrade"), "the key hops is missing"),
        (CHANGE.replace("kind: other", "kind: upgrade"), "path is for changes of kind: other"),
        (
            CHANGE.replace("23:00}\n", "23:00}\n          - {start: 2026-12-11 21:00, end: 2026-12-11 23:00}\n"),
            "has one window",
        ),
    ],
)
def test_what_such_a_change_has(change: str, words: str, tmp_path) -> None:
    found = _run("check", _inventory(tmp_path / "i", change), "--house", EXAMPLE)
    assert found.exit_code == 2
    assert words in found.output


def test_without_a_house_there_is_no_such_path(tmp_path) -> None:
    assert "the path certificate-renewal is a house's, and there is none" in _run("check", _inventory(tmp_path)).output


def test_a_path_that_no_site_has_the_appliances_for(tmp_path) -> None:
    path = (
        "name: own\ntitle: {en: C}\nreasons: [{en: C}]\nphases:\n  - id: a\n    title: {en: A}\n    window: true\n"
        "    back: {en: B}\n    steps: [{step: house.off, at: old}]\n"
    )
    step = "".join(line for line in STEP.splitlines(keepends=True) if "place:" not in line)
    found = _run("procedures", "check", "--house", written(tmp_path / "house", FILE, step, paths=path))
    assert found.exit_code == 2
    assert "ours.yaml:4: phases: own: no appliance is called 'old' here" in found.output


def test_nothing_is_said_of_packages_or_of_no_outage_where_the_path_does_not_speak_of_them(tmp_path) -> None:
    file, out = _inventory(tmp_path / "i"), tmp_path / "out"
    made = _run("pack", file, "--house", EXAMPLE, "--change", "CHG0077", "--out", out, "--jobs", 1, "--lang", "en")
    assert made.exit_code == 0
    place = out / "lyon" / "CHG0077"
    plan = read_plan((place / "plan.json").read_bytes(), "plan.json")
    assert [text for text in (*(n.text for n in plan.never), *(r.text for r in plan.risks)) if "ackage" in text] == []
    pages = " ".join(page.extract_text() for page in PdfReader(place / "approval.en.pdf").pages)
    mail = message_from_bytes((place / "pack.en.eml").read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    for text in (" ".join(pages.split()), " ".join(body.get_content().split())):
        assert "not stated by the house’s path" in text
        for other in ("none planned", "No outage is planned", "What is installed", "An installation is", "Packages"):
            assert other not in text
