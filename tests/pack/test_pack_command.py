"""The command `pack`, whole: its files, what it draws and does not draw again, what it refuses."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import icalendar
import pikepdf
import pytest
from click.testing import CliRunner, Result

from runbook.build import documents
from runbook.build.documents import DocumentKind
from runbook.build.manifest import MANIFEST
from runbook.cli import runbook
from runbook.document.parts import Paper
from runbook.model.plan import Plan
from runbook.pdf.identity import first_identifier
from runbook.pdf.weasyprint import render_pdf
from runbook.reading.plan_json import load_plan
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.pack.mails import calendar_in
from tests.pack.send.servers import Keeper, running
from tests.records.filling import by_pypdf, form_values

pytestmark = pytest.mark.sampled(4)

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "inventory.yaml"
TWENTY = Path(__file__).resolve().parents[1] / "data" / "twenty.yaml"
FILES = {
    "plan.json", "windows.ics", "pack.fr.eml", "approval.fr.pdf", "runbook.fr.pdf", "checklist.fr.pdf",
    "invitation.window-1.fr.eml", ".made.json", "plans",
}  # fmt: skip


def pack(out: Path, *words: str, inventory: Path = EXAMPLE) -> Result:
    options = ["pack", str(inventory), "--out", str(out), "--jobs", "1", *words]
    return CliRunner().invoke(runbook, options, env={"LC_ALL": "C.UTF-8"})


def tree(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of one change in French."""
    out = tmp_path_factory.mktemp("pack")
    result = pack(out, "--site", "lyon", "--lang", "fr")
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """The styles of all documents that are drawn from now on."""
    styles: list[str] = []
    render = render_pdf

    def counting(*args: object, **options: object) -> bytes:
        styles.append(str(options["style"]))
        return render(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("runbook.pdf.weasyprint.render_pdf", counting)
    return styles


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """What `made` holds, to be changed."""
    for name, data in tree(made).items():
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_bytes(data)
    return tmp_path / "out"


@pytest.mark.long
def test_a_pack_has_these_files_and_the_mail_holds_them(made):
    folder = made / "lyon" / "CHG0040"
    assert {f.name for f in folder.iterdir()} == FILES
    message = message_from_bytes((folder / "pack.fr.eml").read_bytes(), policy=default)
    attached = {p.get_filename(): p.get_payload(decode=True) for p in message.iter_attachments()}
    for kind in ("approval", "runbook", "checklist"):
        assert attached[f"CHG0040-lyon-{kind}.fr.pdf"] == (folder / f"{kind}.fr.pdf").read_bytes()
    plan = json.loads((folder / "plan.json").read_bytes())
    calendar = icalendar.Calendar.from_ical((folder / "windows.ics").read_bytes())
    times = {phase["back_until"] for phase in plan["phases"]} - {None}
    assert len(calendar.walk("VEVENT")) == len(plan["windows"]) + len(times)
    assert message["X-Runbook-Revision"].strip() == plan["revision"]


@pytest.mark.long
def test_a_second_pack_draws_nothing_and_gives_the_same_bytes(made, copy, drawn):
    assert pack(copy, "--site", "lyon", "--lang", "fr").exit_code == 0
    assert (drawn, tree(copy)) == ([], tree(made))


@pytest.mark.long
def test_what_was_rendered_before_is_not_drawn_again(made, tmp_path, drawn):
    options = ["render", str(EXAMPLE), "--out", str(tmp_path), "--jobs", "1", "--site", "lyon", "--lang", "fr"]
    assert CliRunner().invoke(runbook, options).exit_code == 0
    drawn.clear()
    assert pack(tmp_path, "--site", "lyon", "--lang", "fr").exit_code == 0
    assert drawn == ["approval"]
    both, alone = (
        {name: data for name, data in tree(folder / "lyon").items() if not name.endswith(MANIFEST)}
        for folder in (tmp_path, made)
    )
    assert {name: both[name] for name in alone} == alone


def test_a_checklist_that_somebody_filled_in_is_neither_sent_nor_lost(made, copy, drawn):
    file = copy / "lyon" / "CHG0040" / "checklist.fr.pdf"
    with pikepdf.open(io.BytesIO(file.read_bytes())) as form:
        fields: Any = form.Root.AcroForm.Fields
        fields[-1].V = pikepdf.String("22:10")
        form.save(file)
    filled = file.read_bytes()
    assert first_identifier(filled) is None
    result = pack(copy, "--site", "lyon", "--lang", "fr")
    assert (result.exit_code, f"{file} " in result.stderr, list(file.parent.glob("*.bak"))) == (0, True, [])
    assert file.read_bytes() == filled
    message = message_from_bytes((file.parent / "pack.fr.eml").read_bytes(), policy=default)
    attached = {p.get_filename(): p.get_payload(decode=True) for p in message.iter_attachments()}
    assert attached["CHG0040-lyon-checklist.fr.pdf"] == (made / "lyon/CHG0040/checklist.fr.pdf").read_bytes()
    assert set(drawn) <= {"checklist"}  # or filled in anew


@pytest.mark.long
@pytest.mark.parametrize("kind", ["approval", "runbook", "checklist"])
@pytest.mark.parametrize(
    "harm",
    [lambda data: data[: len(data) // 2], lambda data: b"", lambda data: data.replace(b"/Subtype", b"/subtype", 1)],
    ids=["cut", "emptied", "edited"],
)
def test_what_was_harmed_is_made_again_and_put_aside(made, copy, kind, harm):
    file = copy / "lyon" / "CHG0040" / f"{kind}.fr.pdf"
    damaged = harm(file.read_bytes())
    file.write_bytes(damaged)
    result = pack(copy, "--site", "lyon", "--lang", "fr")
    aside = list(file.parent.glob("*.bak"))
    assert (result.exit_code, [one.read_bytes() for one in aside]) == (0, [damaged])
    assert all(one.name in result.stderr for one in aside)
    for one in aside:
        one.unlink()
    assert tree(copy) == tree(made)


def test_a_part_that_is_left_out_is_not_drawn_into_the_mail(copy):
    assert pack(copy, "--site", "lyon", "--lang", "fr", "--without", "runbook", "--without", "calendar").exit_code == 0
    message = message_from_bytes((copy / "lyon/CHG0040/pack.fr.eml").read_bytes(), policy=default)
    names = [p.get_filename() for p in message.iter_attachments()]
    assert names == ["CHG0040-lyon-approval.fr.pdf", "CHG0040-lyon-checklist.fr.pdf"]


def test_a_mail_that_is_too_large_is_refused_and_the_old_one_stays(copy):
    before = tree(copy)
    result = pack(copy, "--site", "lyon", "--lang", "fr", "--max-mb", "0.2")
    assert result.exit_code == 2
    assert re.search(r"lyon/CHG0040: (l’e-mail|the mail).* 0\.\d.*--without runbook", result.output)
    assert tree(copy) == before


@pytest.mark.long
def test_there_is_no_mail_without_one_of_its_documents(copy):
    folder = copy / "lyon" / "CHG0040"
    for file in ("pack.fr.eml", "windows.ics", "runbook.fr.pdf", "approval.fr.pdf"):
        (folder / file).unlink()
    (folder / "approval.fr.pdf").mkdir()
    result = pack(copy, "--site", "lyon", "--lang", "fr")
    assert (result.exit_code, str(folder / "approval.fr.pdf") in result.stderr) == (2, True)
    assert not {"runbook.fr.pdf", "pack.fr.eml"} & {file.name for file in folder.iterdir()}


@pytest.mark.long
@pytest.mark.parametrize("name", ["windows.ics"])
def test_what_an_earlier_pack_cannot_have_left_stops_its_own_change_alone(copy, name):
    """Whoever comes before or after."""
    for change in ("lyon/CHG0040", "montreal/CHG0043"):
        (copy / change).mkdir(parents=True, exist_ok=True)
    (copy / "lyon" / "CHG0040" / name).write_bytes(b" " * (2**20 + 1))
    (copy / "lyon" / "CHG0040" / "pack.fr.eml").unlink()
    options = ["--site", "lyon", "--site", "montreal", "--lang", "fr", "--without", "runbook", "--without", "checklist"]
    result = pack(copy, *options)
    assert (result.exit_code, f"CHG0040: {copy / 'lyon' / 'CHG0040' / name}" in result.stderr) == (2, True)
    assert (copy / "montreal" / "CHG0043" / "pack.fr.eml").is_file()


def test_a_cancelled_change_is_withdrawn_without_pages(copy, drawn):
    assert pack(copy, "--change", "CHG0040", "--lang", "fr", "--cancel").exit_code == 0
    folder = copy / "lyon" / "CHG0040"
    message = message_from_bytes((folder / "pack.fr.eml").read_bytes(), policy=default)
    assert {p.get_content_type() for p in message.iter_attachments()} == {"text/calendar"}
    assert {p.get_param("method") for p in message.iter_attachments()} == {"PUBLISH"}
    assert message["Message-ID"].startswith("<cancelled.")
    calendar = (folder / "windows.ics").read_text()
    assert [mark in calendar for mark in ("SEQUENCE:1", "STATUS:CANCELLED", "SUMMARY:Annul")] == [True] * 3
    assert b"METHOD:CANCEL" in calendar_in((folder / "invitation.window-1.fr.eml").read_bytes())
    assert drawn == []


def test_without_the_calendar_nobody_is_invited(tmp_path):
    words = [word for part in ("approval", "runbook", "checklist", "calendar") for word in ("--without", part)]
    assert pack(tmp_path, "--site", "lyon", "--lang", "fr", *words).exit_code == 0
    folder = tmp_path / "lyon" / "CHG0040"
    assert {f.name for f in folder.iterdir()} == {"plan.json", "plans", "windows.ics", "pack.fr.eml", ".made.json"}


@pytest.mark.long
def test_invitations_of_windows_that_are_gone_are_cancelled_once_and_then_told_of(tmp_path):
    """Two hops, sent; one hop, sent; then another plan. Clients with a pushed MSI are offline in each."""
    words = ["--site", "paris", "--lang", "fr"]
    words += [word for part in ("approval", "runbook", "checklist") for word in ("--without", part)]
    text = EXAMPLE.read_text(encoding="utf-8")
    fewer = re.sub(r"          - \{software: \"24.1.2\"\}.*\n", "", text, count=1)
    fewer = re.sub(r"          - \{start: 2026-12-1[25] 22:00.*\n", "", fewer)
    other = fewer.replace("end: 2026-12-06 04:00}", "end: 2026-12-06 05:00}")
    folder, inventory = tmp_path / "paris" / "CHG0041", tmp_path / "inventory.yaml"
    gone = [f"invitation.{name}.fr.eml" for name in ("wait-1", "window-3", "window-4")]
    keeper = Keeper()
    with running(keeper) as port:
        for number, content in enumerate((text, fewer, fewer, other), 1):
            inventory.write_text(content, encoding="utf-8")
            made = pack(tmp_path, *words, inventory=inventory)
            assert made.exit_code == 0, made.output
            told = f"d’un plan ou d’un kit antérieur, laissés en place\u00a0: {', '.join(gone)}." in made.output
            assert told == (number == 4), made.output
            mail = folder / "pack.fr.eml"
            sent = CliRunner().invoke(runbook, ["send", str(mail), "--smtp", f"smtp://127.0.0.1:{port}"])
            assert sent.exit_code == 0, sent.output
            taken_back = {
                m.name for m in folder.glob("invitation.*") if b"METHOD:CANCEL" in calendar_in(m.read_bytes())
            }
            assert taken_back == (set(gone) if number > 1 else set())
            found = Counter(str(message_from_bytes(m.original_content or b"")["X-Runbook-Pack"]) for m in keeper.mails)
            keeper.mails.clear()
            assert (
                found
                == (
                    {"approval": 1, "invitation": 6},
                    {"approval": 1, "invitation": 3, "withdrawal": 3},
                    {},
                    {"approval": 1, "invitation": 3},
                )[number - 1]
            )


def test_a_pack_that_changes_nothing_plans_nothing(copy, monkeypatch):
    words = ["--site", "lyon", "--lang", "fr"]
    assert pack(copy, *words).exit_code == 0
    before = tree(copy)
    monkeypatch.setattr("runbook.build.pack_tasks.plan_of", None)
    assert (pack(copy, *words).exit_code, tree(copy)) == (0, before)


def test_the_request_that_is_signed_is_listed_with_mail_and_calendar(copy):
    told = pack(copy, "--site", "lyon", "--lang", "fr").stdout.splitlines()
    assert [Path(line).name for line in told] == [
        "approval.fr.pdf", "invitation.window-1.fr.eml", "pack.fr.eml", "windows.ics"
    ]  # fmt: skip


def test_nobody_to_send_it_to_is_told_for_all_changes_before_anything_is_drawn(tmp_path):
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(re.sub(r"email: [^,]+, ", "", EXAMPLE.read_text(encoding="utf-8")), encoding="utf-8")
    result = pack(tmp_path / "out", inventory=inventory)
    assert result.exit_code == 2
    assert len(re.findall(r"nobody with the role approver has an address", result.output)) >= 2
    assert not (tmp_path / "out").exists()


@pytest.mark.long
def test_one_mail_with_both_languages(made, tmp_path):
    assert (
        pack(
            tmp_path, "--site", "lyon", "--without", "runbook", "--without", "checklist", "--bilingual", "one"
        ).exit_code
        == 0
    )
    names = {f.name for f in (tmp_path / "lyon" / "CHG0040").iterdir()}
    assert {"pack.fr-en.eml", "approval.fr.pdf", "approval.en.pdf"} <= names
    assert not {"pack.fr.eml", "runbook.fr.pdf"} & names


@pytest.mark.long
def test_twenty_changes_are_drawn_once_each(tmp_path, monkeypatch):
    once: list[tuple[str, str, str, str]] = []
    real = documents.printed

    def counted(kind: documents.DocumentKind, plan: Plan, tag: str, paper: Paper) -> tuple[bytes, bool]:
        if kind in ("csv", "xlsx", "plan"):
            return real(kind, plan, tag, paper)
        once.append((plan.site, plan.change, kind, tag))
        return b"%PDF-1.7 a page", False

    monkeypatch.setattr(documents, "printed", counted)
    assert pack(tmp_path, inventory=TWENTY).exit_code == 0
    mails = list(tmp_path.rglob("pack.*.eml"))
    assert len({mail.parent for mail in mails}) >= 20
    assert len(once) == len(set(once)) == 3 * len(mails)


def dies_once(mark: Path) -> Callable[..., tuple[bytes, bool]]:
    """Set pages as ever; but the first time, end as a process does that the system ends for want of memory."""
    real = documents.printed

    def printed(kind: DocumentKind, plan: Plan, tag: str, paper: Paper) -> tuple[bytes, bool]:
        with suppress(FileExistsError):
            mark.touch(exist_ok=False)
            os.kill(os.getpid(), signal.SIGKILL)
        return real(kind, plan, tag, paper)

    return printed


@pytest.mark.long
def test_a_worker_that_dies_costs_nothing(made, tmp_path):
    """In a process of its own, whose workers begin as copies of it."""
    program = (
        "import multiprocessing, sys\n"
        "from pathlib import Path\n"
        "from runbook.build import documents, process_pool\n"
        "from runbook.cli import runbook\n"
        "from tests.pack.test_pack_command import dies_once\n"
        "process_pool.get_context = lambda method: multiprocessing.get_context('fork')\n"
        "documents.printed = dies_once(Path(sys.argv[1]))\n"
        "runbook.main(sys.argv[2:])"
    )
    words = ["pack", str(EXAMPLE), "--site", "lyon", "--lang", "fr", "--jobs", "2", "--out", str(tmp_path / "out")]
    words += ["--now", "2026-11-02T09:30"]
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "died"), *words], cwd=ROOT, capture_output=True, text=True
    )
    assert (run.returncode, (tmp_path / "died").exists()) == (0, True), run.stderr
    assert tree(tmp_path / "out") == tree(made)


@pytest.mark.long
def test_a_filled_in_form_and_its_plan_outlive_a_window_that_moves(copy):
    """And a verdict on it stays what it was."""
    folder = copy / "lyon" / "CHG0040"
    form, plan = folder / "checklist.fr.pdf", (folder / "plan.json").read_bytes()
    revision = json.loads(plan)["revision"]
    indexed = index_plan(load_plan(folder / "plan.json"))
    filled = by_pypdf(form.read_bytes(), form_values(indexed.plan, play(indexed, 1), "1"))
    form.write_bytes(filled)
    inventory = folder / "moved.yaml"
    text = EXAMPLE.read_text(encoding="utf-8")
    moved = re.sub(r"(id: CHG0040.*?end: \S+ \d\d:)00", r"\g<1>30", text, flags=re.DOTALL)
    assert moved != text
    inventory.write_text(moved, encoding="utf-8")
    result = pack(copy, "--site", "lyon", "--lang", "fr", inventory=inventory)
    (aside,) = folder.glob("checklist.fr.pdf.*.bak")
    assert (result.exit_code, aside.read_bytes(), aside.name in result.stderr) == (0, filled, True)
    assert json.loads((folder / "plan.json").read_bytes())["revision"] != revision
    assert (folder / "plans" / f"{revision[:12]}.json").read_bytes() == plan
    verdict = CliRunner().invoke(runbook, ["verify", "--plan", str(folder), str(aside), "--now", "2030-01-01T00:00"])
    assert (verdict.exit_code, verdict.stdout[:4]) == (0, "PASS"), verdict.output
