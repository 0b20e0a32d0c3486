"""What is published works without the checkout: the wheel, in an environment of its own, makes the same files.

Nothing is fetched: the kit's dependencies are lent by the environment that runs the tests.
"""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INVENTORY = ROOT / "examples" / "inventory.yaml"
ONE_CHANGE = ("--site", "lyon", "--change", "CHG0040", "--lang", "fr")


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    result = subprocess.run(words, cwd=cwd, env=environ, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert result.returncode == 0, result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `runbook` of the installed wheel."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=built)
    python = home / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).stdout.strip())
    # A path that a .pth file names is searched after the environment's own, and .pth files in it are not read.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (wheel,) = built.glob("*.whl")
    install = ("-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--disable-pip-version-check")
    run(sys.executable, *install, wheel, cwd=home)
    return home / "bin" / "runbook"


def data_files() -> set[str]:
    """The files of templates/ and locales/, as the repository's own rules keep them."""
    files = (path for name in ("templates", "locales") for path in (ROOT / name).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files}


@pytest.mark.long
def test_the_wheel_carries_all_templates_and_languages(built) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"runbook/_data/{name}" for name in data_files()} - names == set()
    assert not any(name.startswith(("tests/", "templates/", "locales/")) for name in names)


@pytest.mark.long
def test_the_sdist_holds_what_a_wheel_is_built_from(built) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "runbook").rglob("*.py")}
    assert (data_files() | sources | {"scripts/hatch_build.py", "LICENSE", "README.md"}) - names == set()


@pytest.mark.long
def test_the_installed_wheel_reads_its_own_files(installed) -> None:
    program = "import runbook.resources as r; print(r.__file__, r.templates(), r.locales(), sep='\\n')"
    paths = run(installed.with_name("python"), "-c", program, cwd=installed.parent).stdout.splitlines()
    assert all(Path(path).is_relative_to(installed.parents[1]) for path in paths)


@pytest.mark.long
def test_the_installed_wheel_renders_the_example_as_the_checkout_does(installed, tmp_path) -> None:
    inventory = tmp_path / "inventory.yaml"
    inventory.write_bytes(INVENTORY.read_bytes())
    run(installed, "render", inventory, *ONE_CHANGE, "--out", "wheel", cwd=tmp_path)
    run(sys.executable, "-m", "runbook", "render", inventory, *ONE_CHANGE, "--out", tmp_path / "checkout", cwd=ROOT)
    made, wanted = (visible(tmp_path / name / "lyon" / "CHG0040") for name in ("wheel", "checkout"))
    assert {"plan.json", "runbook.fr.pdf", "checklist.fr.pdf", "record.csv", "record.xlsx"} <= set(made)
    assert made == wanted


def visible(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("[!.]*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.long
def test_the_installed_wheel_finds_nothing_lacking(installed, tmp_path) -> None:
    assert "missing" not in run(installed, "doctor", "--lang", "en", cwd=tmp_path).stdout
