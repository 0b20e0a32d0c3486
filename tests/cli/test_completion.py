"""`runbook completion`: what a real bash completes by it, where it goes, and what is never touched."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from runbook.cli import completion_files
from runbook.cli.completion_files import Installed, install, script_of
from runbook.errors import RunbookError

ROOT = Path(__file__).resolve().parents[2]


def run(home: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`runbook words…` for a user whose home is `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "BASH_COMPLETION"))}
    return subprocess.run(
        [sys.executable, "-m", "runbook", *words],
        cwd=ROOT,
        env={**kept, "HOME": str(home), "LC_ALL": "C.UTF-8", "SHELL": "/bin/bash", **environ},
        capture_output=True,
        text=True,
    )


def completed(home: Path, *words: str) -> set[str]:
    """What an interactive bash that has just been opened offers for the last of `words`."""
    program = home / "bin" / "runbook"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m runbook "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    asked = (
        'compopt() { echo "compopt $1 $2"; }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
        'name=$(complete -p runbook | sed "s/.*-F \\([^ ]*\\).*/\\1/"); "$name" runbook; IFS=; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-i", "-c", asked, "bash", *words],
        cwd=home,
        env={"HOME": str(home), "PATH": f"{home / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    return set(done.stdout.split("\n")) - {""}


@pytest.mark.long
def test_a_new_bash_completes_what_one_command_installed(tmp_path, monkeypatch):
    (tmp_path / ".bashrc").write_text("# mine", encoding="utf-8")
    monkeypatch.setattr(completion_files, "LOADERS", ())
    done = _installed(tmp_path, "bash", monkeypatch)
    assert [(one.file.relative_to(tmp_path), one.state) for one in done] == [
        (Path(".local/share/bash-completion/completions/runbook"), "written"),
        (Path(".bashrc"), "added"),
    ]
    assert (tmp_path / ".bashrc").read_text(encoding="utf-8").startswith("# mine\n")
    assert completed(tmp_path, "runbook", "ver") == {"verify"}
    assert completed(tmp_path, "runbook", "render", "--pap") == {"--paper"}
    assert completed(tmp_path, "runbook", "render", "--paper", "") == {"A4", "Letter"}
    assert completed(tmp_path, "runbook", "procedures", "s") == {"show"}
    assert completed(tmp_path, "runbook", "check", "inv") == {"compopt -o default"}, "bash completes files"
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    again = _installed(tmp_path, "bash", monkeypatch)
    assert [one.state for one in again] == ["kept"]
    assert {file: file.read_bytes() for file in before} == before


def _installed(home: Path, shell: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Installed, ...]:
    monkeypatch.setenv("HOME", str(home))
    return install(shell, {}, force=False)


def test_a_bash_that_loads_scripts_by_itself_needs_no_line(tmp_path, monkeypatch):
    monkeypatch.setattr(completion_files, "LOADERS", (str(Path(__file__)),))
    assert [one.state for one in _installed(tmp_path, "bash", monkeypatch)] == ["written"]
    assert not (tmp_path / ".bashrc").exists()


@pytest.mark.long
def test_what_somebody_wrote_or_edited_stays(tmp_path):
    file = tmp_path / ".local" / "share" / "bash-completion" / "completions" / "runbook"
    file.parent.mkdir(parents=True)
    file.write_text("# mine\n", encoding="utf-8")
    done = run(tmp_path, "completion", "--install")
    assert (done.returncode, done.stdout, file.read_text(encoding="utf-8")) == (2, "", "# mine\n")
    assert done.stderr == (
        f"{file} already exists, and somebody else wrote or changed it: move it away, or add --force\n"
    )
    assert run(tmp_path, "completion", "--install", "--force").returncode == 0
    edited = file.read_text(encoding="utf-8") + "# mine\n"
    file.write_text(edited, encoding="utf-8")
    assert (run(tmp_path, "completion", "--install").returncode, file.read_text(encoding="utf-8")) == (2, edited)
    older = script_of("bash").replace("response", "answer").encode()
    digest = sha256(older).hexdigest()
    file.write_bytes(older + f"{completion_files.MARK}{digest}\n".encode())
    done = run(tmp_path, "completion", "--install")
    assert (done.returncode, "is written" in done.stdout) == (0, True), "an older one of the kit's own is replaced"


@pytest.mark.long
@pytest.mark.parametrize(
    ("shell", "files"),
    [
        ("zsh", [".local/share/runbook-kit/completion.zsh", ".zshrc"]),
        ("fish", [".config/fish/completions/runbook.fish"]),
    ],
)
def test_other_shells(tmp_path, shell, files):
    done = run(tmp_path, "completion", "--install", SHELL=f"/usr/bin/{shell}", LC_ALL="fr_FR.UTF-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"Tout {shell} ouvert désormais complète runbook."
    assert all(str(tmp_path / file) in done.stdout for file in files)
    again = run(tmp_path, "completion", "--install", shell)
    assert again.stdout.splitlines()[0] == f"{tmp_path / files[0]} already exists, as it should be."
    assert len(again.stdout.splitlines()) == 2
    shown = run(tmp_path, "completion", shell).stdout
    assert (tmp_path / files[0]).read_text(encoding="utf-8").startswith(shown)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_relative_folder_of_the_environment_is_passed_over(tmp_path, shell, monkeypatch):
    """As the XDG specification asks: it would be another one wherever one is."""
    here, home = tmp_path / "here", tmp_path / "home"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    done = install(shell, {"XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "./config"}, force=False)
    assert all(one.file.is_absolute() and one.file.is_relative_to(home) for one in done)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("name", [".bashrc", ".local/share/bash-completion/completions/runbook"])
def test_a_pipe_is_not_waited_for(tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(tmp_path / name)
    done = run(tmp_path, "completion", "bash", "--install", "--force")
    assert (done.returncode, done.stderr) == (2, f"{tmp_path / name}: this is not a regular file, move it away\n")


def test_a_link_to_settings_stays_a_link(tmp_path, monkeypatch):
    """As people have who keep them under version control."""
    kept = tmp_path / "dotfiles" / "zshrc"
    kept.parent.mkdir()
    kept.write_text("setopt x\n", encoding="utf-8")
    (tmp_path / ".zshrc").symlink_to(kept)
    _installed(tmp_path, "zsh", monkeypatch)
    assert (tmp_path / ".zshrc").is_symlink()
    assert kept.read_text(encoding="utf-8").startswith("setopt x\n# runbook completes")
    script = tmp_path / ".local" / "share" / "runbook-kit" / "completion.zsh"
    script.unlink()
    script.symlink_to(tmp_path / "dotfiles" / "completion.zsh")
    (tmp_path / "dotfiles" / "completion.zsh").write_text("# mine", encoding="utf-8")
    with pytest.raises(RunbookError, match="somebody else wrote"):
        _installed(tmp_path, "zsh", monkeypatch)


def test_a_shell_that_is_not_known_has_to_be_named(tmp_path):
    done = run(tmp_path, "completion", SHELL="/bin/tcsh")
    assert (done.returncode, "it is not known which shell you use" in done.stderr) == (2, True)
    assert run(tmp_path, "completion", "bash", SHELL="").stdout == script_of("bash")


def test_what_a_shell_asks_is_answered_in_the_users_language(tmp_path):
    asked = {"COMP_WORDS": "runbook ver", "COMP_CWORD": "ver", "_RUNBOOK_COMPLETE": "fish_complete"}
    done = run(tmp_path, LC_ALL="fr_FR.UTF-8", **asked)
    assert (done.returncode, done.stdout.count("verify")) == (0, 1)
    assert "Vérifie" in done.stdout or "Contrôle" in done.stdout
