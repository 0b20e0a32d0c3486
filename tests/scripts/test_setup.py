"""The set-up script, run for real in a folder of its own; only what would change this machine is a stand-in."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAIN_TOOLS = ("dirname", "cat", "sha256sum", "env", "sh")


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A copy of what the script reads, and a folder `bin` with all the programs it may see; Python is among them."""
    for name in (
        "scripts/setup",
        "runbook/__init__.py",
        "runbook/system_libraries.py",
        "requirements-dev.lock",
        "pyproject.toml",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for tool in PLAIN_TOOLS:
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    program(tmp_path, "python3", f'exec {sys.executable} "$@"')
    return tmp_path


def program(kit: Path, name: str, body: str) -> None:
    """A shell script in place of a program."""
    file = kit / "bin" / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


def setup(kit: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the script with nothing but `bin` on the path, and nobody to answer a question."""
    return subprocess.run(
        [kit / "scripts" / "setup"],
        env={"PATH": str(kit / "bin"), "HOME": str(kit), **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def with_page_tools(kit: Path) -> None:
    for tool in ("pdftoppm", "qpdf"):
        program(kit, tool, "exit 0")


def test_without_a_python_that_it_supports_it_says_so(kit) -> None:
    result = setup(kit, PYTHON="false no-such-python")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("setup: Python 3.11, 3.12, 3.13 or 3.14 is needed")
    assert result.stderr.count("\n") == 1


def test_without_the_right_to_install_it_says_in_one_line_what_to_install(kit) -> None:
    program(kit, "id", "echo 1000")
    program(kit, "apt-get", f"echo called >{kit}/apt.log")
    result = setup(kit)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "setup: run this as root, then try again: "
        "apt-get update && apt-get install -y --no-install-recommends poppler-utils qpdf\n"
    )
    assert not (kit / "apt.log").exists()


def test_a_sudo_that_asks_for_a_password_nobody_can_type_is_no_right(kit) -> None:
    program(kit, "id", "echo 1000")
    program(kit, "sudo", "exit 1")
    program(kit, "apt-get", "exit 0")
    assert "run this as root" in setup(kit).stderr


def test_where_there_is_no_apt_it_names_the_packages(kit) -> None:
    result = setup(kit)
    assert result.returncode == 2
    assert "poppler-utils qpdf" in result.stderr


def test_the_lists_of_packages_are_brought_up_to_date_only_where_they_have_to(kit) -> None:
    """The first try fails as on a machine that never fetched its lists; in the end the machine cannot be mended."""
    program(kit, "id", "echo 0")
    program(kit, "apt-get", f'echo "$*" >>{kit}/apt.log; echo no such package; exit 100')
    result = setup(kit)
    calls = [line.split("Use-Pty=0 ")[1] for line in (kit / "apt.log").read_text().splitlines()]
    assert calls == ["install -y --no-install-recommends poppler-utils qpdf", "update"]
    assert result.returncode == 2
    assert "apt-get could not install poppler-utils qpdf; it said: no such package" in result.stderr


def test_a_machine_that_is_ready_is_left_alone(kit) -> None:
    with_page_tools(kit)
    program(kit, "apt-get", f"echo called >>{kit}/calls")
    python = kit / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@" >>{kit}/calls\necho Python 3.11.0\n')
    python.chmod(0o755)
    locked = "".join((kit / name).read_text() for name in ("requirements-dev.lock", "pyproject.toml"))
    state = f"Python 3.11.0\n{os.path.realpath(kit)}\n{locked}"
    (kit / ".venv" / ".runbook-kit").write_text(f"{hashlib.sha256(state.encode()).hexdigest()}  -\n")

    result = setup(kit)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (kit / "calls").read_text() == "-V\n"

    (kit / "pyproject.toml").write_text(locked)  # something changed: the environment is brought up to date
    assert "setup: installing the locked Python packages" in setup(kit).stdout
    assert "-m pip" in (kit / "calls").read_text()
