import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from runbook.cli.check import check
from runbook.i18n import load_language
from runbook.records.blank_book import record_xlsx
from tests.plans import plan_of

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "inventory.yaml"


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runbook", "check", "--now", "2026-11-02T09:30", *arguments]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_a_good_inventory_is_counted_on_stdout():
    done = run("--lang", "en", str(EXAMPLE))
    counted = f"{EXAMPLE}: no problems. Sites: 5, appliances: 12, changes: 5.\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, counted, "")


def test_problems_are_a_line_each_on_stderr(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("schema: 1\norganisation: x\nlanguages: [en]\nsites: 3\n")
    done = run("--lang", "en", str(file))
    assert (done.returncode, done.stdout) == (2, f"{file}: problems: 2, in files: 1.\n")
    assert done.stderr.splitlines() == [
        f"{file}:2: organisation: there is no key organisation here, write organization if you mean it, or remove it",
        f"{file}:4: sites: this is not a list, write a list: each item on a line of its own, with - before it",
    ]


def test_how_many_problems_there_are_in_how_many_files_comes_last(tmp_path):
    (tmp_path / "north.yaml").write_text("schema: 1\nsites: 3\n")
    tables = tmp_path / "south"
    tables.mkdir()
    (tables / "Sites.csv").write_text("Site,Name,Languages\na,A,1\nb,B,1\n")
    (tables / "Organisation.csv").write_text("Organisation,Languages\nExample SA,en\n")
    (tables / "Appliances.csv").write_text("Site,Appliance\na,a1\nb,b1\n")
    (tables / "People.csv").write_text("Site,Name,Roles\na,A,boss\n")
    for inventory, files in ((tables, 3), (tmp_path, 4)):
        done = run("--lang", "en", str(inventory))
        problems = len(done.stderr.splitlines())
        assert (done.returncode, problems > files) == (2, True)
        assert done.stdout == f"{inventory}: problems: {problems}, in files: {files}.\n"


def test_of_more_problems_than_anybody_mends_it_says_so(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("schema: 1\nsites:\n" + "  - 3\n" * 1200)
    done = run("--lang", "en", str(file))
    assert done.stdout == f"{file}: problems: more than 1000, in files: 1.\n"


@pytest.mark.long
def test_standard_input():
    assert run("-", stdin=EXAMPLE.read_text(encoding="utf-8")).returncode == 0
    done = run("--lang", "en", "-", stdin="")
    assert (done.returncode, done.stderr[:31]) == (2, "<stdin>:1: this file is empty, ")


def test_the_counts_are_said_in_french():
    done = CliRunner().invoke(check, [str(EXAMPLE), "--now", "2026-11-01T00:00"], obj=load_language("fr"))
    assert (done.exit_code, "12" in done.output, "no problem" in done.output) == (0, True, False)


def pair_named(tmp_path: Path, first: str, second: str) -> Path:
    """The example, whose pair in Paris has these ids."""
    text = EXAMPLE.read_text(encoding="utf-8").replace("id: pa-1", f"id: {first}").replace("id: pa-2", f"id: {second}")
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def line_of(file: Path, id_: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if f"id: {id_}" in line)


@pytest.mark.long
def test_an_id_that_ends_in_the_letter_of_another_appliance_is_a_warning(tmp_path):
    file = pair_named(tmp_path, "rs-a", "rs-b")
    done = run("--lang", "en", str(file))
    assert (done.returncode, done.stdout) == (
        0,
        f"{file}: warnings: 2, nothing else. Sites: 5, appliances: 12, changes: 5.\n",
    )
    place = "sites[1].appliances[{}].id"
    told = {"rs-a": (place.format(0), "A", "rs-b"), "rs-b": (place.format(1), "B", "rs-a")}
    assert done.stderr.splitlines() == [
        f"{file}:{line_of(file, id_)}: {at}: warning: {id_} ends in {letter}, and pages call {other} by that letter in "
        "hop 2 of CHG0041, give it another id, such as one that ends in a digit"
        for id_, (at, letter, other) in told.items()
    ]
    french = run("--lang", "fr", str(file)).stderr
    assert ": avertissement\u00a0: rs-a se termine par A" in french


@pytest.mark.long
@pytest.mark.parametrize(
    ("first", "second", "warned"),
    [
        ("A", "B", 2),
        ("paris1A", "paris1B", 2),
        ("pa_b", "pa_a", 2),  # already in the first hop
        ("paris-b", "paris-2", 1),
        ("pa-m", "pa-n", 0),  # nobody is M in a pair
        ("alpha", "beta", 0),  # no letter by itself
        ("pa-a1", "pa-b2", 0),
    ],
)
def test_which_ids_mislead(tmp_path, first, second, warned):
    done = run("--lang", "en", str(pair_named(tmp_path, first, second)))
    assert (done.returncode, len(done.stderr.splitlines())) == (0, warned)


@pytest.mark.long
def test_letters_that_stay_where_they_are_mislead_nobody():
    """The synchronous pair of the example, called ge-a and ge-b."""
    text = EXAMPLE.read_text(encoding="utf-8").replace("id: ge-1", "id: ge-a").replace("id: ge-2", "id: ge-b")
    done = run("--lang", "en", "-", stdin=text)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_problem_elsewhere_is_a_problem(tmp_path):
    file = pair_named(tmp_path, "rs-a", "rs-b")
    file.write_text(file.read_text(encoding="utf-8").replace("role: primary", "role: first", 1), encoding="utf-8")
    assert run(str(file)).returncode == 2


@pytest.mark.long
def test_spreadsheets_of_a_folder_that_are_not_read_are_told(tmp_path):
    (tmp_path / "inventory.yaml").write_bytes(EXAMPLE.read_bytes())
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "people.csv").write_text("Site,Name\n")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    book = openpyxl.Workbook()
    book.worksheets[0].title = "People"
    book.save(tmp_path / "team.xlsx")
    done = run("--lang", "en", str(tmp_path))
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        f"{tmp_path}: warning: there is no sheet of sites with these, so they are not read (sheets/people.csv, "
        "team.xlsx), add that sheet, as `runbook init --xlsx` writes it, or move them elsewhere",
        f"{tmp_path}: warning: no inventory has this format, so they are not read (old.xls), "
        "save them as XLSX or ODS, or move them elsewhere",
    ]
    record = record_xlsx(plan_of("failover", "automatic", "asynchronous", "dns"), load_language("fr"))
    (tmp_path / "record.xlsx").write_bytes(record)  # as below a folder that was rendered into
    assert run("--lang", "en", str(tmp_path)).stderr == done.stderr
    (tmp_path / "sheets" / "sites.csv").write_text("Site,Name\n")
    assert "people.csv" not in run("--lang", "en", str(tmp_path)).stderr.partition("not read")[2]
