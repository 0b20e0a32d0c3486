"""Defaults of the command line out of `runbook.toml` and the environment, as whole processes take them."""

import json
import os
import subprocess
from contextlib import chdir
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from runbook.cli.exit_status import Status

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
NOW = ("--now", "2026-11-02T09:30")
FILE = """# ours
out = "pages"
languages = ["fr-FR"]
paper = "Letter"
jobs = 1
from = "changes@example.com"
smtp = "smtp://localhost:1"
ca-file = "ca.pem"
"""


def run(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`runbook words…` in `folder`, with no variables of whoever runs the tests."""
    without: dict[str, str | None] = {name: None for name in os.environ if name.startswith("RUNBOOK_")}
    with chdir(folder):
        done = CliRunner().invoke(runbook, words, env={**without, "LC_ALL": "C.UTF-8", **environ})
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a `runbook.toml`, and below it one with an inventory."""
    (tmp_path / "runbook.toml").write_text(FILE, encoding="utf-8")
    (tmp_path / "ca.pem").touch()
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "inventory.yaml").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


def sources(told: subprocess.CompletedProcess[str]) -> dict[str, tuple[object, str]]:
    assert told.returncode == 0, told.stderr
    return {key: (one["value"], one["source"]) for key, one in json.loads(told.stdout)["settings"].items()}


def test_config_shows_what_is_in_force_and_from_where(project):
    words = ("config", "sites/inventory.yaml", "--jobs", "3")
    told = run(project, *words, RUNBOOK_PAPER="A4", RUNBOOK_LANGUAGES="en fr_CA")
    assert (told.returncode, told.stderr) == (0, "")
    assert [line.split() for line in told.stdout.splitlines()] == [
        ["Defaults", "are", "those", "of", "runbook.toml."],
        ["out", "pages", "runbook.toml:2"],
        ["languages", "en,", "fr", "variable", "RUNBOOK_LANGUAGES"],
        ["paper", "A4", "variable", "RUNBOOK_PAPER"],
        ["duplex", "no", "by", "default"],
        ["jobs", "3", "option", "--jobs"],
        ["house", "none", "by", "default"],
        ["from", "changes@example.com", "runbook.toml:6"],
        ["smtp", "smtp://localhost:1", "runbook.toml:7"],
        ["ca-file", "ca.pem", "runbook.toml:8"],
    ]


def test_config_tells_programs_the_same(project):
    file = str(project / "runbook.toml")
    told = json.loads(run(project / "sites", "config", "inventory.yaml", "--format", "json").stdout)
    assert (told["format"], told["file"], told["passed_over"]) == (
        "runbook-config/1",
        str(project / "runbook.toml"),
        [],
    )
    assert told["settings"]["out"] == {
        "value": str(project / "pages"), "source": "file", "file": file, "line": 2
    }  # fmt: skip
    assert told["settings"]["languages"]["value"] == ["fr"]
    assert told["settings"]["house"] == {"value": None, "source": "default"}


def test_an_option_wins_over_a_variable_and_that_over_the_file(project):
    words = ("config", "--format", "json")
    assert sources(run(project, *words))["out"] == ("pages", "file")
    assert sources(run(project, *words, RUNBOOK_OUT="there"))["out"] == ("there", "environment")
    assert sources(run(project, *words, RUNBOOK_OUT=""))["out"] == ("pages", "file")
    assert sources(run(project, *words, "--out", "here", RUNBOOK_OUT="there"))["out"] == ("here", "option")
    none = sources(run(project, *words, RUNBOOK_CONFIG=""))
    assert {key: value for key, (value, source) in none.items() if source != "default" or value} == {
        "out": "out", "paper": "A4"
    }  # fmt: skip
    (project / "sites" / "runbook.toml").write_text("", encoding="utf-8")
    assert sources(run(project, *words, "sites"))["out"] == ("out", "default"), "the nearest alone is read"
    named = str(project / "runbook.toml")
    assert sources(run(project / "sites", *words, RUNBOOK_CONFIG=named))["jobs"] == (1, "file")


def test_config_without_an_inventory_tells_of_the_house_of_this_folder_or_where_it_would_be(project):
    told = run(project / "sites", "config").stdout.splitlines()
    assert "house/ beside the inventory by default" in [" ".join(line.split()[1:]) for line in told]
    french = run(project / "sites", "--lang", "fr", "config").stdout
    assert "house/ là où il y en a un à côté de l’inventaire" in french
    (project / "house").mkdir()
    (project / "house" / "house.yaml").write_text("schema: 1\nname: Example SA\nlanguages: [fr]\npaper: A4\n", "utf-8")
    (project / "runbook.toml").unlink()
    told = json.loads(run(project, "config", "--format", "json").stdout)["settings"]
    assert (told["house"], told["languages"]["usual"]) == ({"value": "house", "source": "beside"}, ["fr"])
    assert told == json.loads(run(project, "config", ".", "--format", "json").stdout)["settings"]


CHECK_IT = "check its name; a folder that is to be written into has to be made first"


def test_config_refuses_an_inventory_that_is_not_there(project):
    """Its defaults would be those of another place, and whoever mistyped a name would not see it."""
    done = run(project, "config", "sites/inventroy.yaml")
    assert (done.returncode, done.stdout) == (Status.INPUT, "")
    assert done.stderr == f"sites/inventroy.yaml: there is no such file or folder, {CHECK_IT}\n"


def test_config_is_said_in_french(project):
    told = run(project, "--lang", "fr_CA", "config", "sites", "--out", "x", RUNBOOK_JOBS="2")
    lines = told.stdout.splitlines()
    assert lines[0] == "Les valeurs par défaut sont celles du fichier runbook.toml."
    assert lines[1].split() == ["out", "x", "option", "--out"]
    assert lines[5].split() == ["jobs", "2", "variable", "RUNBOOK_JOBS"]


@pytest.mark.long
def test_render_takes_them(project, tmp_path_factory):
    """Folder, language, paper; from anywhere, and the plan that is shown is the one that is rendered."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    inventory = str(project / "sites" / "inventory.yaml")
    done = run(elsewhere, "render", inventory, "--site", "lyon", *NOW)
    assert done.returncode == 0, done.stderr
    folder = project / "pages" / "lyon" / "CHG0040"
    assert sorted(file.name for file in folder.glob("*.pdf")) == ["checklist.fr.pdf", "runbook.fr.pdf"]
    with pikepdf.open(folder / "runbook.fr.pdf") as pages:
        assert [round(float(edge)) for edge in pages.pages[0].mediabox] == [0, 0, 612, 792]
    assert str(project / "pages") in done.stderr
    assert list(elsewhere.iterdir()) == []
    shown = run(elsewhere, "plan", inventory, "--site", "lyon", "--format", "json", RUNBOOK_LANGUAGES="fr")
    assert json.loads(shown.stdout) == json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert run(project, "forget", "--initials", "CM").stdout.startswith("pages/lyon/CHG0040: C. Martin")


def test_a_wrong_file_stops_what_reads_it_and_nothing_else(project):
    (project / "runbook.toml").write_text('outt = "x"\npaper = A4\njobs = 0\n', encoding="utf-8")
    for words in (("check", "sites"), ("render", "sites"), ("send", "a.eml")):
        done = run(project, *words)
        assert (done.returncode, done.stdout) == (Status.INPUT, "")
        assert [line[:15] for line in done.stderr.splitlines()] == [f"runbook.toml:{line}:" for line in (1, 2, 3)], (
            words
        )
    french = run(project, "check", "sites", "--lang", "FR").stderr.splitlines()
    assert french[1] == (
        "runbook.toml:2: ce n’est pas du TOML, écrivez clé = valeur, et les textes entre guillemets droits, "
        'par exemple `out = "pages"`'
    )
    for well in (("paths",), ("check", "--help"), ("--version",)):
        assert run(project, *well).returncode == 0
    assert run(project, "check", "sites", *NOW, RUNBOOK_CONFIG="").returncode == 0
    missing = run(project, "check", "sites", RUNBOOK_CONFIG="none.toml")
    assert (missing.returncode, "none.toml: this file cannot be read" in missing.stderr) == (Status.INPUT, True)


def test_a_value_that_only_a_command_can_refuse_is_told_with_its_line(project):
    (project / "ca.pem").unlink()
    done = run(project, "send", "a.eml")
    told = "runbook.toml:8: ca-file: this is refused: File 'ca.pem' does not exist.\n"
    assert (done.returncode, done.stderr) == (Status.INPUT, told)
    french = run(project, "send", "a.eml", "--lang", "fr").stderr
    assert "runbook.toml:8: ca-file: cette valeur est refusée\u00a0: " in french
    assert "'ca.pem'" in french


def test_a_wrong_variable_is_called_by_its_name(project):
    done = run(project, "render", "sites", RUNBOOK_JOBS="many")
    assert (done.returncode, "Invalid value for RUNBOOK_JOBS: 'many'" in done.stderr) == (Status.INPUT, True)
    done = run(project, "plan", "sites", RUNBOOK_LANGUAGES="fr xx")
    assert done.returncode == Status.INPUT
    assert "Invalid value for RUNBOOK_LANGUAGES: there is no language xx" in done.stderr
    done = run(project, "render", "sites", "--jobs", "many")
    assert "Invalid value for '--jobs': 'many'" in done.stderr


def test_send_says_that_its_server_is_that_of_the_file(project):
    done = run(project, "send", "none.eml")
    assert done.returncode == Status.INPUT
    assert done.stderr.splitlines()[:2] == [
        "The server is that of runbook.toml, line 7: smtp://localhost:1",
        "The certificates are those of runbook.toml, line 8: ca.pem",
    ]
    given = run(project, "send", "none.eml", "--smtp", "smtp://localhost:2")
    assert "The server is" not in given.stderr
    without = run(project, "send", "none.eml", RUNBOOK_CONFIG="")
    assert (without.returncode, "Missing option '--smtp'" in without.stderr) == (Status.INPUT, True)


def test_send_looks_beside_the_pack_and_then_where_one_is(project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    pack = project / "pages" / "lyon" / "CHG0040" / "pack.en.eml"
    (project / "ca.pem").touch()
    pack.parent.mkdir(parents=True)
    from_above = run(elsewhere, "send", str(pack))
    assert f"The server is that of {project / 'runbook.toml'}, line 7: smtp://localhost:1" in from_above.stderr
    (project / "runbook.toml").rename(elsewhere / "runbook.toml")
    (elsewhere / "ca.pem").touch()
    from_here = run(elsewhere, "send", str(pack), str(pack.with_name("pack.fr.eml")))
    assert "The server is that of runbook.toml, line 7: smtp://localhost:1" in from_here.stderr
    (elsewhere / "runbook.toml").write_text('out = "x"\n', encoding="utf-8")
    told = run(elsewhere, "send", str(pack))
    assert (told.returncode, told.stderr.splitlines()[-1]) == (
        Status.INPUT,
        "Error: Missing option '--smtp'. RUNBOOK_SMTP is not set, and runbook.toml has no smtp.",
    )
    (elsewhere / "runbook.toml").unlink()
    told = run(elsewhere, "send", str(pack))
    assert told.stderr.splitlines()[-1] == (
        "Error: Missing option '--smtp'. RUNBOOK_SMTP is not set, and no runbook.toml was found in these folders or "
        f"above them: {pack.parent}, {elsewhere}."
    )
    french = run(elsewhere, "send", str(pack), "--lang", "fr").stderr
    assert f"au-dessus\u00a0: {pack.parent}, {elsewhere}." in french


def test_printing_on_both_sides_is_a_setting_and_an_option_can_take_it_back(project):
    words = ("config", "--format", "json")
    assert sources(run(project, *words))["duplex"] == (False, "default")
    file = project / "runbook.toml"
    file.write_text(FILE + "duplex = true\n", encoding="utf-8")
    assert sources(run(project, *words))["duplex"] == (True, "file")
    assert sources(run(project, *words, RUNBOOK_DUPLEX="false"))["duplex"] == (False, "environment")
    assert sources(run(project, *words, "--no-duplex"))["duplex"] == (False, "option")
    assert "--no-duplex" in run(project, "config", "--no-duplex").stdout
    assert "duplex     yes" in run(project, "config").stdout
    file.write_text("duplex = 2\n", encoding="utf-8")
    assert "runbook.toml:1: duplex" in run(project, "config").stderr


def test_a_file_that_anybody_can_write_to_sends_nothing(project):
    (project / "runbook.toml").chmod(0o666)
    done = run(project, "send", "none.eml")
    assert done.returncode == Status.INPUT
    name = str(project / "runbook.toml")
    assert done.stderr.splitlines()[0] == (
        f"warning: {name} is passed over, because others can write to it; if you trust it, set RUNBOOK_CONFIG={name}"
    )
    assert "Missing option '--smtp'" in done.stderr
    told = json.loads(run(project, "config", "--format", "json").stdout)
    assert (told["file"], told["passed_over"]) == (None, [name])


def test_check_says_where_facts_of_the_organisation_belong(project):
    """In French; docs/commands.md speaks of it."""
    text = EXAMPLE.replace("    staff: ", "    phone: '112'\n    staff: ", 1) + "paper: A4\n"
    (project / "sites" / "inventory.yaml").write_text(text, encoding="utf-8")
    told = run(project, "check", "sites", "--lang", "fr").stderr
    assert "cela relève de l’organisation\u00a0: écrivez-le dans house.yaml du dossier house" in told, told
    assert "écrivez-la dans runbook.toml, à côté de l’inventaire" in told


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SMTP", "smtp://u:hunter2@h", "the server's address contains a user"),
        ("SMTP", "smtps://u:hunter2@mail.example.com:99999", "write smtp://HOST:PORT"),
        ("SMTP", "smtps://mail.example.com:99999", "write smtp://HOST:PORT"),
        ("SMTP", "mail.example.com", "write smtp://HOST:PORT"),
        ("FROM", "changes@example.com\nBcc: other@example.com", "no mail can be sent to this address"),
        ("CA_FILE", "/nope", "File '/nope' does not exist"),
    ],
)
def test_config_refuses_what_the_command_would_refuse(project, name, value, told):
    option = {"SMTP": "--smtp", "FROM": "--from", "CA_FILE": "--ca-file"}[name]
    for words, environ, called in [((), {f"RUNBOOK_{name}": value}, f"RUNBOOK_{name}"), ((option, value), {}, option)]:
        for form in ("text", "json"):
            done = run(project, "config", "--format", form, *words, **environ)
            assert (done.returncode, done.stdout) == (Status.INPUT, "")
            assert told in done.stderr
            assert called in done.stderr
            assert "hunter2" not in done.stderr


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('smtp = "smtps://mail.example.com:99999"', "smtp: this is not the address of a mail server"),
        ('out = "~nobodyhere/x"', "out: there is no user ~nobodyhere here, write ./~nobodyhere"),
    ],
)
def test_a_port_or_user_that_cannot_be_is_told_with_its_line(project, line, told):
    (project / "runbook.toml").write_text(f"{line}\n", encoding="utf-8")
    done = run(project, "config")
    assert (done.returncode, done.stdout) == (Status.INPUT, "")
    assert done.stderr.startswith(f"runbook.toml:1: {told}")


def test_one_language_alone_and_the_last_port_are_taken(project):
    (project / "runbook.toml").write_text('languages = "fr"\nsmtp = "smtp://h:65535"\n', encoding="utf-8")
    found = sources(run(project, "config", "--format", "json"))
    assert (found["languages"], found["smtp"]) == ((["fr"], "file"), ("smtp://h:65535", "file"))


def test_config_says_what_a_house_beside_the_inventory_has_in_force(tmp_path):
    (tmp_path / "inventory.yaml").write_text(EXAMPLE, encoding="utf-8")
    house = tmp_path / "house"
    house.mkdir()
    (house / "house.yaml").write_text("schema: 1\nname: A\nlanguages: [fr]\npaper: Letter\n", encoding="utf-8")
    told = run(tmp_path, "config", "inventory.yaml", "--format", "json")
    settings = json.loads(told.stdout)["settings"]
    place = {"source": "house", "file": "house/house.yaml"}
    assert settings["house"] == {"value": "house", "source": "beside"}
    assert settings["paper"] == {"value": "Letter", **place, "line": 4}
    assert settings["languages"] == {"value": None, "usual": ["fr"], **place, "line": 3}
    lines = run(tmp_path, "config", "inventory.yaml").stdout.splitlines()
    assert any(line.split() == ["house", "house", "beside", "the", "inventory"] for line in lines)
    assert any("those of the inventory, or else fr" in line and "house/house.yaml:3" in line for line in lines)
    named = run(tmp_path, "config", "inventory.yaml", "--paper", "A4", "--house", "house", "--format", "json")
    assert sources(named)["paper"] == ("A4", "option")
    assert sources(named)["house"] == ("house", "option")
    (house / "house.yaml").write_text("schema: 2\n", encoding="utf-8")
    assert sources(run(tmp_path, "config", "inventory.yaml", "--format", "json"))["paper"] == ("A4", "default")
