"""The folder for machines without a network: what is in it, that nothing altered is installed, and that it suffices.

The last is shown on a bare Debian 12 whose network is off, with LONG=1 (`make endure`): as root, with debootstrap.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from runbook.system_libraries import LIBRARIES
from scripts import wheelhouse

ROOT = Path(__file__).resolve().parent.parent.parent
MADE = ROOT / "wheelhouse"
OFF = ("unshare", "--user", "--map-root-user", "--net")
LONG = bool(os.environ.get("LONG"))


def run(*words: str | Path, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    told = {"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin", "HOME": "/nowhere", **environ}
    return subprocess.run(words, cwd=cwd, env=told, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def without_network() -> bool:
    """Whether this machine lets us take the network away from a program."""
    return shutil.which("unshare") is not None and run(*OFF, "true").returncode == 0


def test_what_debian_12_needs_of_the_lock_is_there_with_its_hashes():
    entries = list(wheelhouse.locked(ROOT / "requirements.lock"))
    names = [entry.split("==")[0] for entry in entries]
    assert {"weasyprint", "brotli", "typing-extensions", "tzdata"} <= {*names}
    assert not {"colorama", "brotlicffi"} & {*names}
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "".join(entries).count("==") >= len(names) == len({*names})


def test_the_packages_that_are_wanted_are_those_that_drawing_needs():
    assert {library.package for library in LIBRARIES} < {*wheelhouse.WANTED}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as it is made, with a Debian package of our own and no Python packages."""
    made = tmp_path / "wheel house"
    shutil.copytree(ROOT / "scripts" / "offline", made)
    (made / "debs").mkdir()
    tree = tmp_path / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    control = (
        "Package: runbook-sample\nVersion: 1:2.0\nArchitecture: all\nMaintainer: A <a@example.com>\nDescription: none\n"
    )
    (tree / "DEBIAN" / "control").write_text(control)
    if shutil.which("dpkg-deb") is None or shutil.which("apt-get") is None:
        pytest.skip("no Debian")
    assert run("dpkg-deb", "--build", "--root-owner-group", tree, made / "debs" / "sample_2.0_all.deb").returncode == 0
    (made / "debs" / "wanted").write_text("runbook-sample\n")
    (made / "debs" / "Packages").write_text("\n".join(wheelhouse.index([made / "debs" / "sample_2.0_all.deb"])))
    (made / wheelhouse.SUMS).write_text(wheelhouse.sums(made))
    return made


def test_apt_reads_the_index_and_takes_the_package_without_a_network(folder, tmp_path):
    """The options are those of the script; what would be installed is only told here."""
    for name in ("lists/partial", "cache/archives/partial"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "status").touch()
    (tmp_path / "debs").symlink_to(folder / "debs")
    (tmp_path / "sources.list").write_text(f"deb [trusted=yes] file:{tmp_path}/debs ./\n")
    options = wheelhouse._options(tmp_path)
    off = OFF if without_network() else ()
    updated = run(*off, "apt-get", "-qq", *options, "-o", f"Dir::State::Lists={tmp_path}/lists", "update")
    assert updated.returncode == 0, updated.stderr
    told = run("apt-get", *options, "--simulate", "install", "-y", "runbook-sample")
    assert "Inst runbook-sample (1:2.0" in told.stdout, told.stdout + told.stderr


@pytest.mark.parametrize("spoil", ["changed", "removed"])
def test_a_folder_that_is_not_as_it_was_made_is_refused(folder, tmp_path, spoil):
    package = folder / "debs" / "sample_2.0_all.deb"
    package.write_bytes(package.read_bytes() + b"x") if spoil == "changed" else package.unlink()
    told = run("sh", folder / "install", tmp_path / "kit")
    assert told.returncode == 2
    assert "not as they were made" in told.stderr
    assert "debs/sample_2.0_all.deb" in told.stderr
    assert not (tmp_path / "kit").exists()


def test_what_is_there_and_not_its_own_is_left(folder, tmp_path):
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "mine").write_text("mine")
    told = run("sh", folder / "install", tmp_path / "kit")
    assert told.returncode == 2
    assert "name another folder" in told.stderr
    assert (tmp_path / "kit" / "mine").read_text() == "mine"


def test_a_folder_that_is_none_is_not_written_over(tmp_path, capsys):
    (tmp_path / "mine").mkdir()
    assert wheelhouse.main(["--out", str(tmp_path / "mine")]) == 2
    assert "is there and is none" in capsys.readouterr().err


@pytest.mark.skipif(not MADE.is_dir(), reason="`make wheelhouse` was not run")
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the wheels are for Debian 12's Python")
def test_without_a_network_pip_installs_from_the_folder(tmp_path):
    if not without_network():
        pytest.skip("no network namespaces here")
    assert run("sha256sum", "--check", "--strict", "--quiet", wheelhouse.SUMS, cwd=MADE).returncode == 0
    home = tmp_path / "venv"
    assert run(sys.executable, "-m", "venv", home).returncode == 0
    pip = (*OFF, home / "bin" / "python", "-m", "pip", "install", "-q", "--no-index", "--no-cache-dir")
    quiet = {"PIP_CONFIG_FILE": os.devnull}
    words = ("--find-links", "wheels", "--only-binary", ":all:", "--require-hashes", "-r", "requirements.txt")
    first = run(*pip, *words, cwd=MADE, **quiet)
    assert first.returncode == 0, first.stderr
    (wheel,) = (MADE / "kit").glob("*.whl")
    assert run(*pip, "--no-deps", wheel, cwd=MADE, **quiet).returncode == 0
    told = run(*OFF, home / "bin" / "runbook", "check", ROOT / "examples" / "inventory.yaml", cwd=tmp_path)
    assert told.returncode == 0, told.stderr


@pytest.mark.skipif(not LONG, reason="a whole Debian is made for it: LONG=1")
def test_a_bare_debian_12_without_a_network_installs_and_renders_the_same_bytes(tmp_path):
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        pytest.skip("needs root and debootstrap")
    bare, made = tmp_path / "bare", tmp_path / "wheelhouse"
    assert wheelhouse.main(["--out", str(made)]) == 0
    base = run("debootstrap", "--variant=minbase", wheelhouse.SUITE, bare)
    assert base.returncode == 0, base.stdout[-2000:] + base.stderr
    shutil.copytree(made, bare / "root" / "wheel house")
    shutil.copy(ROOT / "examples" / "inventory.yaml", bare / "root")
    script = """
mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && chroot "$1" sh -c '
    set -e
    cd /root
    sh "wheel house/install"
    runbook doctor
    runbook render inventory.yaml --site lyon --out out
    sh "wheel house/install"   # again: it is brought up to date
    runbook --version'
"""
    told = run("unshare", "--net", "--mount", "--pid", "--fork", "sh", "-ec", script, "sh", bare, LANG="C.UTF-8")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "This machine has all that the kit needs." in told.stdout
    here = run(
        sys.executable,
        "-m",
        "runbook",
        "render",
        "examples/inventory.yaml",
        "--site",
        "lyon",
        "--out",
        tmp_path / "out",
    )
    assert here.returncode == 0, here.stderr
    wanted, found = visible(tmp_path / "out"), visible(bare / "root" / "out")
    assert len(wanted) >= 7
    assert found == wanted


def visible(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("[!.]*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
