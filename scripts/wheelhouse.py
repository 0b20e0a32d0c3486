"""Makes wheelhouse/: one folder with which a bare Debian 12 without a network installs the kit, and renders.

    python scripts/wheelhouse.py [--out wheelhouse]

In it: the kit's wheel, the locked Python packages for Debian's Python, the Debian packages with all that they depend on
and an index of them, SHA256SUMS, a script and a README. It is made on any Debian with a network, as any user: apt has
lists of its own here, and asks Debian's mirror alone (MIRROR, SECURITY in the environment name others).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement

from runbook.system_libraries import LIBRARIES, packages

ROOT = Path(__file__).resolve().parent.parent
SUMS = "SHA256SUMS"
SUITE, PYTHON, GLIBC = "bookworm", "3.11", 36  # Debian 12: its name, its Python, the second number of its glibc
ARCHITECTURE, MACHINE = "amd64", "x86_64"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
WANTED = ("python3", "python3-venv", *packages(LIBRARIES))


class CannotBeMadeError(Exception):
    """What is missing on this machine, or what a program said that failed."""


def main(words: list[str]) -> int:
    """Make the folder; exit status 2 where it cannot be made."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "wheelhouse", metavar="FOLDER")
    out = parser.parse_args(words).out.resolve()
    if out.exists() and not (out / SUMS).is_file():
        print(f"wheelhouse: {out} is there and is none: name another folder by --out", file=sys.stderr)
        return 2
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with TemporaryDirectory(dir=out.parent, prefix=".wheelhouse.") as beside:
            folder = Path(beside) / "made"
            folder.mkdir(mode=0o755)
            make(folder)
            if out.exists():
                out.rename(Path(beside) / "before")
            folder.rename(out)
    except CannotBeMadeError as error:
        print(f"wheelhouse: {error}", file=sys.stderr)
        return 2
    files = [path for path in out.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"{out}: {len(files)} files, {size / 1e6:.0f} MB; copy it to the machine, and run there: sh install")
    return 0


def make(folder: Path) -> None:
    """Fill `folder`. Raises CannotBeMadeError."""
    for name in ("install", "README.txt"):
        shutil.copy(ROOT / "scripts" / "offline" / name, folder)
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "kit"], cwd=ROOT)
    (folder / "requirements.txt").write_text("".join(locked(ROOT / "requirements.lock")), "utf-8")
    wheels(folder)
    debs(folder / "debs")
    (folder / SUMS).write_text(sums(folder), "utf-8")


def locked(lock: Path) -> Iterator[str]:
    """The entries of a lock file, with their hashes, that Debian 12 needs."""
    there = {"python_version": PYTHON, "python_full_version": f"{PYTHON}.2", "sys_platform": "linux"}
    there |= {
        "platform_machine": MACHINE,
        "implementation_name": "cpython",
        "platform_system": "Linux",
        "os_name": "posix",
    }
    entry: list[str] = []
    for line in lock.read_text("utf-8").splitlines(keepends=True):
        entry.append(line)
        if line.rstrip().endswith("\\"):
            continue
        marker = Requirement(entry[0].rstrip(" \\\n")).marker
        if marker is None or marker.evaluate(there):
            yield "".join(entry)
        entry = []


def wheels(folder: Path) -> None:
    """The wheels of `requirements.txt` into `wheels/`, whatever Python makes this."""
    tags = [f"manylinux_2_{minor}_{MACHINE}" for minor in range(GLIBC, 4, -1)]
    tags += [f"manylinux{name}_{MACHINE}" for name in ("2014", "2010", "1")] + ["any"]
    words = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-qq", "--no-deps"]
    words += ["--only-binary=:all:", f"--python-version={PYTHON}", "--implementation=cp"]
    words += [f"--abi={name}" for name in (f"cp{PYTHON.replace('.', '')}", "abi3", "none")]
    words += [f"--platform={tag}" for tag in tags]
    _run([*words, "--require-hashes", "-r", "requirements.txt", "-d", "wheels"], cwd=folder)


def debs(folder: Path) -> None:
    """The packages that are wanted, with all that they depend on as though nothing were there, and an index of them."""
    for program in ("apt-get", "dpkg-deb"):
        if shutil.which(program) is None:
            raise CannotBeMadeError(
                f"{program} is missing: make it on Debian, or in a container of it (docs/platforms.md)"
            )
    if not Path(KEYRING).is_file():
        raise CannotBeMadeError(f"{KEYRING} is missing: apt-get install debian-archive-keyring")
    mirror = os.environ.get("MIRROR", "http://deb.debian.org/debian")
    security = os.environ.get("SECURITY", "http://deb.debian.org/debian-security")
    suites = ((mirror, SUITE), (mirror, f"{SUITE}-updates"), (security, f"{SUITE}-security"))
    with TemporaryDirectory() as state:
        (Path(state) / "status").touch()
        sources = "".join(f"deb [signed-by={KEYRING}] {url} {suite} main\n" for url, suite in suites)
        (Path(state) / "sources.list").write_text(sources)
        for name in ("lists/partial", "archives/partial"):
            (Path(state) / name).mkdir(parents=True)
        apt = ["apt-get", "-qq", *_options(Path(state))]
        _run([*apt, "update"], cwd=folder.parent)
        _run([*apt, "install", "-y", "--no-install-recommends", "--download-only", *WANTED], cwd=folder.parent)
        folder.mkdir()
        for path in sorted(Path(state).glob("archives/*.deb")):
            shutil.copy(path, folder / path.name.replace("%3a", "_"))  # apt would take it for a colon
    (folder / "Packages").write_text("\n".join(index(sorted(folder.glob("*.deb")))), "utf-8")
    (folder / "wanted").write_text("".join(f"{name}\n" for name in WANTED), "utf-8")


def _options(state: Path) -> list[str]:
    """What keeps apt away from this machine's own lists, sources and packages."""
    options = {
        "Dir::Etc::SourceList": state / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Dir::State::Lists": state / "lists",
        "Dir::State::status": state / "status",
        "Dir::Cache": state,
        "Dir::Cache::archives": state / "archives",
        "APT::Architecture": ARCHITECTURE,
        "APT::Architectures": ARCHITECTURE,
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
        "Debug::NoLocking": "1",
    }
    return [word for name, value in options.items() for word in ("-o", f"{name}={value}")]


def index(files: Iterable[Path]) -> Iterator[str]:
    """A stanza for each Debian package, as apt reads them in Packages."""
    for path in files:
        told = _run(["dpkg-deb", "--field", path], cwd=path.parent)
        content = path.read_bytes()
        yield f"{told}Filename: ./{path.name}\nSize: {len(content)}\nSHA256: {sha256(content).hexdigest()}\n"


def sums(folder: Path) -> str:
    """The content of SHA256SUMS for all files in `folder`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files)


def _run(words: Sequence[str | Path], cwd: Path) -> str:
    """What a program printed. Raises CannotBeMadeError."""
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise CannotBeMadeError(f"{words[0]} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
