"""`runbook verify` and `runbook simulate` as a user or a program calls them."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from runbook.reading.plan_json import dump_plan, load_plan, read_plan
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify.indexed_plan import index_plan
from tests import plans
from tests.verify.make_examples import FOLDER

pytestmark = pytest.mark.sampled(4)

PLAN = str(FOLDER / "plan.json")
ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def run(*words, stdin=b"", cwd=None):
    command = [sys.executable, "-m", "runbook", *map(str, words)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=ENVIRON, check=False, timeout=60)


def inside(*words):
    """The same without a process of its own: where that is not asked for."""
    done = CliRunner().invoke(runbook, [*map(str, words)], env={"LC_ALL": "C.UTF-8"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout_bytes, done.stderr_bytes)


def verify(*words, **options):
    return run("verify", "--now", "2027-06-01T00:00", *words, **options)


@pytest.mark.sampled(8)
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("good/DOC-faultless.csv", 0),
        ("bad/ORD001-two-lines-swapped.csv", 1),
        ("bad/TIM002-a-time-that-nobody-can-read.csv", 3),
        ("bad/DOC006-corrected.csv", 0),
        ("files/filled.json", 2),
    ],
)
def test_the_status_is_the_verdict(name, status) -> None:
    done = verify("--plan", PLAN, FOLDER / name)
    assert done.returncode == status, done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_without_a_plan_it_says_what_to_name() -> None:
    done = inside("verify", "record.csv")
    assert done.returncode == 2
    assert b"Missing option '--plan'. Name the plan.json that the record was printed with, or the folder" in done.stderr
    french = inside("verify", "record.csv", "--lang", "fr").stderr.decode()
    assert "« --plan ». Nommez le plan.json".replace(" ", "\u00a0", 1).replace(" »", "\u00a0»") in french


def test_the_status_is_that_of_the_worst_record(tmp_path) -> None:
    def verify(*words):
        return inside("verify", "--now", "2027-06-01T00:00", *words)

    plan = plans.plan_of("single", "automatic")
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "plan.json").write_bytes(dump_plan(plan))
    (tmp_path / "plans" / "other").mkdir()
    (tmp_path / "plans" / "other" / "plan.json").write_bytes(Path(PLAN).read_bytes())
    whole = tmp_path / "a.json"
    whole.write_bytes(json_bytes(plan, "rehearsal-1", play(index_plan(plan), 1)))
    opened = FOLDER / "bad" / "TIM002-a-time-that-nobody-can-read.csv"
    wrong = FOLDER / "bad" / "DOC001-another-revision.csv"
    folder = tmp_path / "plans"
    assert verify("--plan", folder, whole).returncode == 3, "the other plan has no record"
    assert verify("--plan", tmp_path / "plans" / "plan.json", whole).returncode == 0
    assert verify("--plan", folder, whole, opened).returncode == 3
    done = verify("--plan", folder, "--format", "json", whole, opened, wrong)
    assert done.returncode == 1
    verdicts = [result["verdict"] for result in json.loads(done.stdout)["results"]]
    assert sorted(verdicts) == ["fail", "pass", "undetermined"]


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_programs_get_nothing_but_json_on_stdout(form) -> None:
    done = verify("--plan", PLAN, "--format", form, FOLDER / "bad" / "SGN002-a-stranger.csv")
    assert json.loads(done.stdout)
    assert done.stderr == b""


@pytest.mark.long
def test_messages_follow_the_language() -> None:
    done = verify("--plan", PLAN, "--lang", "fr", FOLDER / "bad" / "STA001-not-signed.csv")
    assert done.stdout.decode().startswith("NON CONFORME")


@pytest.mark.long
def test_the_record_may_come_from_standard_input() -> None:
    content = (FOLDER / "good" / "DOC-faultless.csv").read_bytes()
    assert verify("--plan", PLAN, "-", stdin=content).returncode == 0


@pytest.mark.long
def test_what_cannot_be_worked_with_is_named(tmp_path) -> None:
    record = FOLDER / "good" / "DOC-faultless.csv"
    damaged = tmp_path / "plan.json"
    damaged.write_bytes(Path(PLAN).read_bytes().replace(b'"minutes": 1440', b'"minutes": 60'))
    for plan, told in (
        (damaged, "was changed after it was made"),
        (tmp_path / "none.json", "there is no such file or folder, check its name and place"),
        (tmp_path, ""),
    ):
        done = verify("--plan", plan, record)
        assert done.returncode == 2
        assert told in done.stderr.decode()
        assert b"Traceback" not in done.stderr
        assert done.stdout == b""
    done = verify("--plan", PLAN, tmp_path / "none.csv")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"there is no such file, check its name and place" in done.stderr


@pytest.mark.long
def test_all_problems_of_a_damaged_plan_are_named_at_once(tmp_path) -> None:
    data = json.loads(Path(PLAN).read_bytes())
    data["offsets"].reverse()
    data["steps"][1]["id"] = data["steps"][0]["id"]
    data["rules"][0]["first"] = ["nowhere"]
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(data))
    told = verify("--plan", path, FOLDER / "good" / "DOC-faultless.csv").stderr.decode()
    assert all(word in told for word in ("not the offsets", "more than once", "nowhere"))
    for content in (b"{", b"[]", b"\xff", b"null", b'{"format": "runbook-plan/3"}'):
        path.write_bytes(content)
        done = verify("--plan", path, FOLDER / "good" / "DOC-faultless.csv")
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("form", ["json", "csv"])
def test_simulate_then_verify(tmp_path, form) -> None:
    record = tmp_path / f"record.{form}"
    assert run("simulate", "--plan", PLAN, "--seed", 5, "--format", form, "-o", record).returncode == 0
    assert run("verify", "--plan", PLAN, record).returncode == 0


def test_simulate_is_the_same_for_a_seed_and_says_its_mistakes(tmp_path) -> None:
    words = ("simulate", "--plan", PLAN, "--seed", 5, "--mistakes", 4)
    first, second = run(*words), run(*words)  # two processes
    assert first.stdout == second.stdout != inside("simulate", "--plan", PLAN, "--seed", 6).stdout
    said = sorted(line.split()[0] for line in first.stderr.decode().splitlines())
    assert len(said) == 4
    record = tmp_path / "record.json"
    record.write_bytes(first.stdout)
    found = json.loads(inside("verify", "--plan", PLAN, "--format", "json", record).stdout)["results"][0]["findings"]
    families = sorted(finding["code"][:3] for finding in found)
    assert families == sorted(code[:3] for code in said)


def text_of_pdf(path):
    """The words of all pages, one blank between two."""
    import pypdf

    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


@pytest.mark.long
def test_a_report_tells_every_finding_and_is_the_same_bytes(tmp_path) -> None:
    record = tmp_path / "record.json"
    record.write_bytes(run("simulate", "--plan", PLAN, "--seed", 8, "--mistakes", 18).stdout)
    made = []
    for name in ("a.pdf", "b.pdf"):
        done = run("verify", "--plan", PLAN, "--lang", "fr", "--report", tmp_path / name, record)
        assert done.returncode == 1, done.stderr.decode()
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    told = text_of_pdf(tmp_path / "a.pdf")
    found = json.loads(run("verify", "--plan", PLAN, "--lang", "fr", "--format", "json", record).stdout)["results"][0]
    assert len(found["findings"]) > 10
    for finding in found["findings"]:
        assert f"{finding['code']} [{finding['numbers']}]" in told or f"{finding['code']} " in told
    assert told.count("À faire") == len(found["findings"])
    assert hashlib.sha256(record.read_bytes()).hexdigest() in told.replace(" ", "")
    assert "EXERCICE · NON CONFORME" in told


def test_a_report_of_little_is_two_pages(tmp_path) -> None:
    import pypdf

    record = FOLDER / "bad" / "ORD001-two-lines-swapped.csv"
    assert inside("verify", "--plan", PLAN, "--report", tmp_path / "a.pdf", record).returncode == 1
    assert len(pypdf.PdfReader(tmp_path / "a.pdf").pages) <= 2


@pytest.mark.parametrize(("name", "status"), [("bad/ORD001-two-lines-swapped.csv", 1), ("good/DOC-faultless.csv", 2)])
def test_a_report_that_is_not_written_hides_no_verdict(tmp_path, name, status) -> None:
    """It is for one record: of two the results are shown, and the status is theirs, if they have not passed."""
    records = [tmp_path / f"{run}.json" for run in ("7", "8")]
    for record in records:
        done = inside("simulate", "--plan", PLAN, "--seed", record.stem, "-o", record)
        assert done.returncode == 0
    records[0] = FOLDER / name
    done = inside("verify", "--now", "2027-06-01T00:00", "--plan", PLAN, "--report", tmp_path / "a.pdf", *records)
    assert (done.returncode, done.stdout.decode().count("  paris / CHG0041")) == (status, 2)
    assert "a.pdf was not written" in done.stderr.decode()
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.long
def test_what_comes_through_a_pipe_is_read_once(tmp_path) -> None:
    """Standard input and a pipe with a name of its own hold once what is asked of them twice."""
    for record in (FOLDER / "good" / "DOC-faultless.csv", FOLDER / "files" / "libreoffice.xlsx"):
        made = []
        for file, stdin in ((record, b""), ("-", record.read_bytes()), ("/dev/stdin", record.read_bytes())):
            done = verify("--plan", PLAN, "--format", "json", "--report", tmp_path / "a.pdf", file, stdin=stdin)
            assert b"cannot be read" not in done.stdout + done.stderr
            (result,) = json.loads(done.stdout)["results"]
            (source,) = result.pop("files")
            assert source["sha256"] == hashlib.sha256(record.read_bytes()).hexdigest()
            made.append((result["verdict"], result["steps"], result["signers"], done.returncode))
        assert made[0] == made[1] == made[2]


def test_a_plan_written_and_read_back_is_the_same() -> None:
    plan = plans.plan_of("failover", "automatic", "synchronous", "dns")
    assert read_plan(dump_plan(plan), "plan.json") == plan


@pytest.mark.parametrize("form", ["json", "sarif", "text"])
def test_nothing_is_begun_of_records_none_of_which_can_be_read(tmp_path, form) -> None:
    (record := tmp_path / "record.pdf").write_bytes(b"no PDF")
    done = inside("verify", "--plan", PLAN, "--format", form, record)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"record.pdf" in done.stderr


def test_checking_imports_nothing_that_draws(tmp_path) -> None:
    program = (
        "import sys, runbook.cli\n"
        "try:\n    runbook.cli.runbook.main(sys.argv[1:])\n"
        "finally:\n    slow = {'weasyprint', 'jinja2', 'pikepdf', 'xlsxwriter'}\n"
        "    print(sorted(slow & set(sys.modules)), file=sys.stderr)"
    )
    words = ["verify", "--plan", PLAN, str(FOLDER / "good" / "DOC-faultless.csv")]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "[]"


@pytest.mark.long
def test_a_folder_of_plans_is_looked_through_links_and_all_and_nothing_in_it_is_waited_for(tmp_path) -> None:
    plan, record = FOLDER / "plan.json", FOLDER / "good" / "DOC-faultless.csv"
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "plan.json").write_bytes(plan.read_bytes())
    year = tmp_path / "year"
    (year / "site").mkdir(parents=True)
    os.mkfifo(year / "site" / "plan.json")
    (year / "gone").symlink_to(tmp_path / "nowhere")
    alone = verify("--plan", str(year), str(record))
    assert (alone.returncode, b"this is not a regular file" in alone.stderr) == (2, True)
    (year / "linked").symlink_to(tmp_path / "elsewhere")
    (year / "linked" / "circle").symlink_to(year)
    assert verify("--plan", str(year), str(record)).returncode == 0


def run_in_terminal(*words, **environ):
    """What a command shows on a terminal, standard output and error."""
    import pty

    main, end = pty.openpty()
    environ = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", **environ}
    command = [sys.executable, "-m", "runbook", *map(str, words)]
    with subprocess.Popen(command, stdin=end, stdout=end, stderr=end, env=environ) as process:
        os.close(end)
        shown = b""
        while True:
            try:
                more = os.read(main, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            shown += more
    os.close(main)
    return process.returncode, shown


@pytest.mark.sampled(8)
@pytest.mark.parametrize(
    ("environ", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "0"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_are_for_terminals_whose_user_wants_them(environ, coloured) -> None:
    status, shown = run_in_terminal("verify", "--plan", PLAN, FOLDER / "bad" / "SGN002-a-stranger.csv", **environ)
    assert status == 1
    assert b"FAIL" in shown
    assert (b"\x1b[" in shown) is coloured


def output_to(stdout, *words):
    command = [sys.executable, "-m", "runbook", "verify", "--plan", PLAN, *map(str, words)]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, env=ENVIRON, check=False, timeout=60)


@pytest.mark.long
@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_reader_that_goes_away_costs_no_report(tmp_path, form) -> None:
    record = FOLDER / "bad" / "ORD001-two-lines-swapped.csv"
    assert verify("--plan", PLAN, "--report", tmp_path / "whole.pdf", record).returncode == 1
    read, write = os.pipe()
    os.close(read)
    done = output_to(write, "--quiet", "--format", form, "--report", tmp_path / "a.pdf", record)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "whole.pdf").read_bytes()


@pytest.mark.long
def test_a_full_disk_behind_the_output_costs_no_report_and_is_said(tmp_path) -> None:
    record = FOLDER / "bad" / "ORD001-two-lines-swapped.csv"
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device
        done = output_to(full, "--quiet", "--report", tmp_path / "a.pdf", record)
    assert (done.returncode, done.stderr) == (2, b"<stdout>: no room is left on the disk\n")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.long
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_output_changes_neither_status_nor_report(tmp_path, closed) -> None:
    record = FOLDER / "bad" / "ORD001-two-lines-swapped.csv"
    words = f"{sys.executable} -m runbook verify --plan {PLAN} --report {tmp_path}/a.pdf {record} {closed}"
    done = subprocess.run(["/bin/sh", "-c", words], capture_output=True, env=ENVIRON, check=False, timeout=60)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def test_a_rehearsal_says_so_everywhere_and_passes(tmp_path) -> None:
    record = tmp_path / "record.csv"
    assert inside("simulate", "--plan", PLAN, "--seed", 5, "--format", "csv", "-o", record).returncode == 0
    done = run("verify", "--plan", PLAN, "--report", tmp_path / "a.pdf", record)
    assert done.returncode == 0
    assert done.stdout.decode().startswith("REHEARSAL · PASS  paris / CHG0041  run rehearsal-5-")
    assert done.stdout.decode().rstrip().endswith(f"  {record}")
    assert "REHEARSAL · PASS" in text_of_pdf(tmp_path / "a.pdf")
    french = inside("verify", "--plan", PLAN, "--lang", "fr", record).stdout.decode()
    assert french.startswith("EXERCICE · CONFORME  ")
    (result,) = json.loads(inside("verify", "--plan", PLAN, "--format", "json", record).stdout)["results"]
    assert (result["verdict"], result["rehearsal"]) == ("pass", True)
    lived = json.loads(
        inside("verify", "--plan", PLAN, "--format", "json", FOLDER / "good" / "DOC-faultless.csv").stdout
    )
    assert lived["results"][0]["rehearsal"] is False


def test_pass_names_its_files() -> None:
    record = FOLDER / "good" / "DOC-faultless.csv"
    told = verify("--plan", PLAN, record).stdout.decode()
    revision = load_plan(PLAN).revision[:12]
    assert told == f"PASS  paris / CHG0041  run 1  revision {revision}  {record}\n"


@pytest.mark.long
@pytest.mark.parametrize("year", ["0001-01-01 00:00", "1899-12-31 23:59", "9999-12-31 23:59", "9999-12-31 23:59-12:00"])
@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_the_ends_of_the_calendar_are_findings_and_no_traceback(tmp_path, year, form) -> None:
    import csv

    rows = list(csv.DictReader((FOLDER / "good" / "DOC-faultless.csv").read_text(encoding="utf-8-sig").splitlines()))
    for row in rows[10:30]:
        row["at"] = year
    record = tmp_path / "record.csv"
    with record.open("w", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    report = ("--quiet", "--report", tmp_path / "a.pdf") if form == "text" else ()
    done = run("verify", "--plan", PLAN, "--lang", "fr", "--format", form, *report, record)
    assert (done.returncode, done.stderr) == (1, b"")
    assert not report or (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
