"""What a machine lacks is named, with its effect and what mends it."""

import shutil
import subprocess
import sys

from runbook import resources
from runbook import system_libraries as machine
from runbook.cli import doctor_checks as doctor
from runbook.system_libraries import Library

ABSENT = Library(names=("libnot-there.so.9",), package="libnot-there9")
ABSENT_AND_OPTIONAL = Library(names=("libfast.so.1", "libfast.dylib"), package="libfast1", essential=False)


def test_only_libraries_that_cannot_be_loaded_are_missing() -> None:
    assert machine.missing((ABSENT, ABSENT_AND_OPTIONAL, *machine.LIBRARIES)) == (ABSENT, ABSENT_AND_OPTIONAL)


def test_a_package_is_named_once() -> None:
    assert machine.packages((ABSENT, ABSENT_AND_OPTIONAL, ABSENT)) == ("libnot-there9", "libfast1")


def test_machine_runs_before_anything_is_installed() -> None:
    """Without site-packages, as the set-up script runs it."""
    run = subprocess.run(
        [sys.executable, "-S", "-I", "-c", "import sys; sys.path.insert(0, '.'); import runbook.system_libraries"],
        cwd=resources.PACKAGE.parent,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_a_missing_library_says_what_no_longer_works(monkeypatch) -> None:
    monkeypatch.setattr(machine, "missing", lambda: (ABSENT, ABSENT_AND_OPTIONAL))
    essential, optional = doctor.missing_for_rendering()
    assert (essential.name, essential.essential) == ("libnot-there.so.9", True)
    assert essential.effect == "no page can be drawn without it"
    assert (optional.name, optional.essential) == ("libfast.so.1", False)
    assert "not with the same bytes" in optional.effect


def test_the_command_that_mends_it_is_the_machines_own() -> None:
    def machine_with(program: str):
        return lambda name: name if name == program else None

    assert doctor._install_libraries(["liba", "libb"], machine_with("apt-get")) == (
        "sudo apt-get install -y --no-install-recommends liba libb"
    )
    assert doctor._install_libraries(["liba"], machine_with("brew")).startswith("brew install pango ")
    assert doctor._install_libraries(["liba"], machine_with("none")) == ""


def test_a_font_that_went_missing_is_named(tmp_path) -> None:
    fonts = resources.templates() / "fonts"
    assert doctor._fonts(fonts).lacks == ()
    shutil.copytree(fonts, tmp_path, dirs_exist_ok=True)
    for file in tmp_path.glob("DejaVuSansMono*.ttf"):
        file.unlink()
    assert [lack.name for lack in doctor._fonts(tmp_path).lacks] == ["DejaVu Sans Mono"]
