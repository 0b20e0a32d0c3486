import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from runbook.cli.check import check
from runbook.i18n import load_language

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "inventory.yaml"


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runbook", "check", *arguments]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, check=False)


def test_a_good_inventory_is_counted_on_stdout():
    done = run("--lang", "en", str(EXAMPLE))
    counted = f"{EXAMPLE}: no problem. Sites: 5, appliances: 12, changes: 5.\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, counted, "")


def test_problems_are_a_line_each_on_stderr(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("schema: 1\norganisation: x\nlanguages: [en]\nsites: 3\n")
    done = run("--lang", "en", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{file}:2: organisation: there is no key organisation here, write organization if you mean it, or take it out",
        f"{file}:4: sites: this is not a list, write a list: each item on a line of its own, with - before it",
    ]


def test_standard_input():
    assert run("-", stdin=EXAMPLE.read_text(encoding="utf-8")).returncode == 0
    done = run("--lang", "en", "-", stdin="")
    assert (done.returncode, done.stderr[:31]) == (2, "<stdin>:1: this file is empty, ")


def test_the_counts_are_said_in_french():
    done = CliRunner().invoke(check, [str(EXAMPLE)], obj=load_language("fr"))
    assert (done.exit_code, "12" in done.output, "no problem" in done.output) == (0, True, False)
