"""What contradicts itself on the command line is told, and nothing is written: no option counts unseen."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from tests.bundle.changes import put_change

EXAMPLE = str(Path(__file__).parent.parent.parent / "examples" / "inventory.yaml")
HOSTS = '{"_meta": {"hostvars": {"a": {"runbook_site": "lyon"}}}, "all": {"hosts": ["a"]}}'
TWICE = "is given more than once, and takes one value"
EMPTY = "is empty; give it a value, or leave the option out"
OTHER = "is to be written, and the name is that of another kind of file"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["init", "--house", "--xlsx", "x"], "--house and --xlsx are two examples"),
        (["init", "--house", "x.yaml"], "x.yaml would be a folder called like a file"),
        (["init", "-"], "is written to a file and not printed"),
        (["init", "x", "--lang", "en", "--lang=en"], f"--lang {TWICE}"),
        (["export", EXAMPLE, "--to", "yaml", "--to", "csv", "-o", "x"], f"--to {TWICE}"),
        (["export", EXAMPLE, "--to", "yaml", "-o", "x", "--output=y"], f"--output {TWICE}"),
        (["export", EXAMPLE, "--to", "yaml", "-o", "x.xlsx"], f"x.xlsx: yaml {OTHER}"),
        (["export", EXAMPLE, "--to", "xlsx", "-o", "x.ODS"], f"x.ODS: xlsx {OTHER}"),
        (["export", EXAMPLE, "--to", "csv", "-o", "x.csv"], "CSV is a file for each sheet: name a folder"),
        (["import", "ansible", "hosts.json", "./hosts.json"], "this file is named twice, name it once"),
        (["import", "ansible", "hosts.json", "-o", "x", "-oy"], f"--output {TWICE}"),
        (["import", "ansible", "hosts.json", "-o", "x.xlsx"], f"x.xlsx: yaml {OTHER}"),
        (["calendar", EXAMPLE, "--format", "csv", "-o", "x.html"], f"x.html: csv {OTHER}"),
        (["status", EXAMPLE, "--format", "text", "-o", "x.htm"], f"x.htm: text {OTHER}; give it one that ends in .txt"),
        (
            ["simulate", "--plan", "out", "--format", "json", "-o", "x.csv"],
            f"x.csv: json {OTHER}; give it one that ends in .json",
        ),
        (["plan", EXAMPLE, "--site", ""], f"--site {EMPTY}"),
        (["plan", EXAMPLE, "--change", "CHG0040", "--change="], f"--change {EMPTY}"),
        (["check", EXAMPLE, "--lang", ""], f"--lang {EMPTY}"),
        (["pack", EXAMPLE, "--from", ""], f"--from {EMPTY}"),
        (["config", EXAMPLE, "--smtp", ""], f"--smtp {EMPTY}"),
        (["send", "x.eml", "--dry-run", "--user", ""], f"--user {EMPTY}"),
        (["forget", "--initials", ""], f"--initials {EMPTY}"),
        (["render", EXAMPLE, "--dask", ""], f"--dask {EMPTY}"),
        (["pack", EXAMPLE, "--max-mb", "nan"], "'--max-mb': 'nan' is not a valid float range."),
        (["send", "x.eml", "--dry-run", "--pause", "NaN"], "'--pause': 'NaN' is not a valid float range."),
        (["send", "x.eml", "--dry-run", "--timeout=-nan"], "'--timeout': '-nan' is not a valid float range."),
    ],
    ids=lambda one: " ".join(one[:1] + one[-2:]).replace(EXAMPLE, "example") if isinstance(one, list) else "",
)
def test_it_is_told_and_nothing_is_written(tmp_path, words, told):
    (tmp_path / "hosts.json").write_text(HOSTS)
    with chdir(tmp_path):
        done = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"})
    assert (done.exit_code, told in done.stderr) == (2, True), done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["hosts.json"]


def test_what_may_be_repeated_still_may(tmp_path):
    words = ["plan", EXAMPLE, "--site", "lyon", "--site", "nantes", "-q", "-q"]
    done = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"})
    assert done.exit_code == 0
    assert "nantes / CHG0044" in done.stdout


def test_a_rehearsal_is_written_as_its_name_says(tmp_path):
    folder = put_change(tmp_path / "out", record=False)
    for name, begins in (("x.csv", b"\xef\xbb\xbfrevision,"), ("x.json", b"{"), ("x", b"{")):
        words = ["simulate", "--plan", str(folder), "-o", str(tmp_path / name)]
        assert CliRunner().invoke(runbook, words).exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(begins)
