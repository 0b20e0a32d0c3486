"""The edge of the command line: languages, errors, exit statuses. Whole processes, as a shell sees them."""

import errno
import os
import re
import signal
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from runbook.cli import COMMANDS, runbook
from runbook.cli.error_output import NO_MEMORY, guarded, trouble_text, wanted_language
from runbook.cli.exit_status import Status
from runbook.errors import InputError, MachineError, Problem
from runbook.i18n import load_language
from runbook.os_errors import REASONS

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = load_language("en")


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`runbook words…` in a process of its own, in the C locale unless `environ` says otherwise."""
    return subprocess.run(
        [sys.executable, "-m", "runbook", *words],
        env={**os.environ, "LC_ALL": "C.UTF-8", **environ},
        capture_output=True,
        text=True,
    )


def test_version() -> None:
    assert run("--version").stdout == "runbook 0.1.0\n"


def test_an_unknown_command_is_a_usage_error() -> None:
    result = run("rendr")
    assert (result.returncode, result.stdout) == (Status.INPUT, "")
    assert "No such command 'rendr'. (Did you mean one of: " in result.stderr
    assert "'render'" in result.stderr


@pytest.mark.sampled(24)
@pytest.mark.parametrize(
    "words", [("--help",), *((name, "--help") for name in runbook.list_commands(click.Context(runbook)))]
)
def test_help_is_in_the_language_of_the_locale(words) -> None:
    english, french = run(*words), run(*words, LC_ALL="fr_FR.UTF-8")
    assert (english.returncode, french.returncode) == (0, 0)
    assert english.stdout.startswith("Usage: runbook ")
    assert french.stdout.startswith("Utilisation\N{NO-BREAK SPACE}: runbook ")
    assert re.findall(r"\S+[:;]\s", french.stdout) == []


def test_a_usage_error_follows_lang_rather_than_the_locale() -> None:
    result = run("doctor", "--lang", "fr", "--frob", LC_ALL="en_GB.UTF-8")
    assert result.returncode == Status.INPUT
    assert "No such option" not in result.stderr
    assert "--frob" in result.stderr


def test_the_language_is_that_of_lang_then_of_the_locale_then_english() -> None:
    assert wanted_language(["check", "--lang", "fr"], {"LANG": "en_US.UTF-8"}).tag == "fr"
    assert wanted_language(["check", "--lang=fr"], {}).tag == "fr"
    assert wanted_language(["check"], {"LANG": "fr_CA.UTF-8"}).tag == "fr"
    assert wanted_language(["check"], {"LC_ALL": "C", "LANG": "fr_FR"}).tag == "en"
    assert wanted_language(["check", "--lang", "xx"], {"LANG": "fr_FR"}).tag == "fr"  # the option itself refuses xx
    assert wanted_language(["check", "--language", "fr", "--lang"], {}).tag == "en"


def test_every_problem_of_an_input_is_shown_with_its_place(capsys) -> None:
    problems = (
        Problem(
            file="a.yaml", line=3, path="sites[0].id", message="{x} is wrong", remedy="write y", args=(("x", "q"),)
        ),
        Problem(file="a.yaml", line=None, path="", message="it is empty", remedy=""),
    )

    def fails() -> None:
        raise InputError(problems)

    assert guarded(fails, ENGLISH) == Status.INPUT
    assert capsys.readouterr() == ("", "a.yaml:3: sites[0].id: q is wrong, write y\na.yaml: it is empty\n")


def raising(error: BaseException):
    def call() -> None:
        raise error

    return call


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (MachineError("{name} is missing", name="Pango"), Status.INPUT, "Pango is missing\n"),
        (
            OSError(errno.EACCES, "Permission denied", "out/x"),
            Status.INPUT,
            "out/x: permission denied, get the permission that it takes, or name another file or folder\n",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), Status.INPUT, "no room is left on the disk\n"),
        (OSError(errno.EPROTO, "Protocol error", "y"), Status.INPUT, "y: it is not as it should be (Protocol error)\n"),
        (MemoryError(), Status.INPUT, f"{NO_MEMORY}\n"),
        (ImportError("iup.so: failed to map segment from shared object"), Status.INPUT, f"{NO_MEMORY}\n"),
        (KeyboardInterrupt(), Status.INTERRUPTED, "Interrupted.\n"),
        (click.FileError("a", "b"), Status.INPUT, None),
    ],
)
def test_an_expected_error_is_a_message_and_a_status(error, status, said, capsys) -> None:
    assert guarded(raising(error), ENGLISH) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert said is None or err == said


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        guarded(lambda: 1 / 0, ENGLISH)
    with pytest.raises(ImportError):
        guarded(raising(ImportError("no module named x")), ENGLISH)


@pytest.mark.long
def test_too_little_memory_is_no_verdict(tmp_path) -> None:
    """Nor a traceback, which ends with the status of a record that fails."""
    place, plan = tmp_path / "large.yaml", tmp_path / "plan.json"
    place.write_text(f"name: {'x' * 20_000_000}\n", "utf-8")
    plan.write_text(f'{{"name": "{"x" * 20_000_000}\n', "utf-8")
    for words in (["check", str(place)], ["verify", "--plan", str(plan), str(place)]):
        command = ["bash", "-c", 'ulimit -v 60000; exec "$@"', "bash", sys.executable, "-m", "runbook", *words]
        done = subprocess.run(command, env=os.environ | {"LC_ALL": "C.UTF-8"}, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (Status.INPUT, "", f"{NO_MEMORY}\n")


def test_what_a_command_returns_is_the_status() -> None:
    assert guarded(lambda: Status.UNDETERMINED, ENGLISH) == Status.UNDETERMINED
    assert guarded(lambda: None, ENGLISH) == Status.DONE


@pytest.mark.sampled(2)
@pytest.mark.parametrize("words", ["--help", "doctor"])
def test_a_reader_that_goes_away_is_no_verdict(words) -> None:
    read, write = os.pipe()
    os.close(read)
    result = subprocess.run([sys.executable, "-m", "runbook", words], stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert (result.returncode, result.stderr) == (Status.PIPE, "")


def test_a_full_disk_behind_the_output_is_a_message() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123  # a device
        result = subprocess.run(
            [sys.executable, "-m", "runbook", "doctor"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert result.returncode == Status.INPUT
    assert "Traceback" not in result.stderr
    assert "Exception ignored" not in result.stderr


def test_a_character_that_the_terminal_lacks_is_shown_by_its_code() -> None:
    words = [sys.executable, "-m", "runbook", "paths", "--lang", "fr"]
    result = subprocess.run(words, env={**os.environ, "PYTHONIOENCODING": "latin-1"}, capture_output=True)
    assert result.returncode == Status.DONE
    assert r"\u2019" in result.stdout.decode("latin-1")


def test_no_command_at_all_shows_the_help() -> None:
    result = run()
    assert result.returncode == Status.INPUT
    assert "Usage: runbook " in result.stdout + result.stderr


def test_a_file_name_cannot_forge_a_line(tmp_path) -> None:
    result = run("check", str(tmp_path / "a\nb.yaml:1: all is well\x1b[2J"))
    assert result.returncode == Status.INPUT
    assert result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr


def test_each_command_is_the_click_command_of_its_name() -> None:
    context = click.Context(runbook)
    for name in COMMANDS:
        command = runbook.get_command(context, name)
        assert command is not None
        assert command.name == name


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """A line of a shell in which `runbook` is the kit's."""
    words = ["sh", "-c", f'runbook() {{ "{sys.executable}" -m runbook "$@"; }}; {line}']
    return subprocess.run(words, cwd=ROOT, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True)


@pytest.mark.sampled(5)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("check -", "this file is empty"),
        ("render - --out /nowhere", "this file is empty"),
        ("simulate --plan -", "this is not JSON"),
        ("verify --plan - x.csv", "this is not JSON"),
        ("verify --plan examples - ", "this folder holds no plan.json"),
    ],
)
def test_a_closed_input_is_an_empty_one(words, said) -> None:
    result = shell(f"runbook {words} <&-")
    assert (result.returncode, "Traceback" in result.stderr) == (Status.INPUT, False)
    assert said in result.stderr


def test_whoever_makes_a_folder_can_write_into_it_and_read_what_is_there(tmp_path: Path) -> None:
    place = tmp_path / "sites"
    words = [sys.executable, "-m", "runbook", "init", str(place)]
    done = subprocess.run(words, capture_output=True, text=True, umask=0o777, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert [stat.S_IMODE(each.stat().st_mode) for each in (place, place / "inventory.yaml")] == [0o700, 0o600]


@pytest.mark.long
def test_a_closed_output_is_nobody_who_reads() -> None:
    for streams in (">&-", "2>&-", "<&- >&- 2>&-"):
        result = shell(f"runbook check --now 2026-11-02T09:30 examples/inventory.yaml {streams}")
        assert (result.returncode, result.stderr) == (Status.DONE, "")
    assert shell("runbook check nowhere >&- 2>&-").returncode == Status.INPUT


@pytest.mark.sampled(4)
@pytest.mark.parametrize("words", ["check nowhere", "rendr", "simulate --plan nowhere", "check examples --frob"])
def test_messages_that_cannot_be_written_leave_the_status(words) -> None:
    assert shell(f"runbook {words} 2>/dev/full").returncode == Status.INPUT


@pytest.mark.parametrize("number", REASONS)
def test_a_reason_of_the_system_is_in_french(number) -> None:
    error = OSError(number, os.strerror(number), "x")
    french = trouble_text(error, load_language("fr", strict=True))
    assert french.startswith("x: ")
    assert french not in (f"x: {os.strerror(number)}", trouble_text(error, ENGLISH))


@pytest.mark.long
def test_a_file_that_cannot_be_read_is_told_in_french(tmp_path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    half = tmp_path / "half.json"
    half.write_text('{"a":\n1')
    for words, said in (
        (("check", str(loop)), "des liens symboliques tournent en rond"),
        (("check", "x" * 300), "le nom est trop long"),
        (("check", f"{half}/a"), "une partie du chemin n’est pas un dossier"),
        (("verify", "--plan", "nope", "x"), "ce fichier ou dossier n’existe pas"),
        (("verify", "--plan", str(half), "x"), "ce n’est pas du JSON\N{NO-BREAK SPACE}: il s’interrompt à la ligne 2"),
    ):
        result = run(*words, "--lang", "fr")
        assert result.returncode == Status.INPUT
        assert said in result.stderr


# Ctrl-C at the moment when a module is looked for.
PRESSED = """
import os, signal, sys
class Finder:
    def find_spec(name, *_):
        if name == sys.argv[-1]:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder)
from runbook.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("module", "status", "said"),
    [
        ("runbook.cli", -signal.SIGINT, ""),
        ("runbook.cli.options", -signal.SIGINT, ""),
        ("runbook.cli.check", Status.INTERRUPTED, "\nInterrupted.\n"),
    ],
)
def test_an_interrupt_is_no_traceback_at_whatever_moment(module, status, said) -> None:
    words = [sys.executable, "-c", PRESSED, "check", "missing.yaml", "--lang", "en", module]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what runs in a shell's background does not hear it
    result = subprocess.run(words, stderr=subprocess.PIPE, text=True, preexec_fn=heard)
    assert (result.returncode, result.stderr) == (status, said)


@pytest.mark.parametrize("locale", ["C.UTF-8", "fr_FR.UTF-8"])
@pytest.mark.parametrize("name", ["", "import", "procedures"])
def test_no_line_about_a_command_is_cut_off(name, locale):
    shown = CliRunner().invoke(runbook, [*name.split(), "--help"], env={"LC_ALL": locale}).stdout
    commands = re.split(r"\n(?:Commands|Commandes.?):\n", shown)[1]
    assert "..." not in commands, commands


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["render", "i.yaml", "--nwo"],
            "L’option «\u00a0--nwo\u00a0» n’existe pas. Vouliez-vous dire «\u00a0--out\u00a0»\u202f?",
        ),
        (["render"], "l’argument «\u00a0INVENTORY\u00a0»"),
        (
            ["plan", "i.yaml", "--format", "xml"],
            "«\u00a0xml\u00a0» ne figure pas parmi «\u00a0text\u00a0», «\u00a0json\u00a0»",
        ),
        (["rendre"], "«\u00a0render\u00a0», «\u00a0send\u00a0»"),
    ],
)
def test_what_click_finds_wrong_has_the_quotation_marks_of_the_language_and_no_hidden_option(words, said):
    result = CliRunner().invoke(runbook, [*words, "--lang", "fr"])
    assert result.exit_code == 2
    assert said in result.output
    assert "'" not in result.output
    assert "--now" not in result.output
    result = CliRunner().invoke(runbook, [*words, "--lang", "en"])
    assert "--now" not in result.output
