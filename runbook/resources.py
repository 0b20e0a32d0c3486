"""Where the kit's own files are: in a checkout first, else inside the installed package."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from runbook import __version__
from runbook.errors import MachineError

PACKAGE = Path(__file__).resolve().parent
DATA = "_data"  # the folder of an installed package that holds templates/ and locales/
# Whose other versions may give other bytes.
LIBRARIES = ("weasyprint", "pydyf", "fonttools", "pillow", "pikepdf", "babel", "jinja2", "markdown-it-py", "qrcode",
             "xlsxwriter", "tzdata")  # fmt: skip
_NOTES = (".dist-info", ".egg-info")  # folders in which installers note versions: weasyprint-70.0.dist-info


def templates() -> Path:
    """The folder with procedures/, pages/, styles/ and fonts/. Raises MachineError where it is missing."""
    return _folder("templates")


def locales() -> Path:
    """The folder with <language>/LC_MESSAGES/runbook.po. Raises MachineError where it is missing."""
    return _folder("locales")


def version() -> str:
    """The kit's version, such as "0.1.0"."""
    return __version__


@cache
def fingerprint() -> str:
    """A hash of the installed kit: its code, procedures, pages, styles, fonts and languages, and its libraries.

    What two kits of one fingerprint make of the same input is the same.
    """
    told = sha256()
    for root in (PACKAGE, templates(), locales()):
        told.update(_told(_files(root), len(str(root))))
    versions = installed_versions(sys.path)
    for library in LIBRARIES:
        told.update(f"\0{library} {versions.get(library, 'none')}".encode())
    return told.hexdigest()


@cache
def fingerprint_of(*layers: str) -> str:
    """A hash of the code of these layers and of the modules beside them, and of the procedures: it is taken in a
    fraction of the time of the whole kit's."""
    told = sha256()
    files = [file.path for file in os.scandir(PACKAGE) if file.name.endswith(".py")]
    for root in (*(PACKAGE / layer for layer in layers), templates() / "procedures"):
        files += _files(root)
    told.update(_told(files))
    return told.hexdigest()


def _files(root: Path) -> Iterator[str]:
    """Each file below a folder but what Python compiles, and what an installed package carries, which is told by its
    own roots. Texts, not paths: there are hundreds."""
    for place, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in ("__pycache__", DATA)]
        yield from (f"{place}/{name}" for name in names if not name.endswith((".pyc", ".pyo")))


def _told(files: Iterable[str], begin: int = 0) -> bytes:
    """The names of files from the letter `begin` on, each with a hash of what is in it."""
    pieces = ((file[begin:], sha256(_content(file)).digest()) for file in sorted(files))
    return b"".join(f"\0{name}\0".encode("utf-8", "surrogatepass") + digest for name, digest in pieces)


def _content(file: str) -> bytes:
    """Nothing where it cannot be read: whoever reads it then says so."""
    try:
        handle = os.open(file, os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(handle, os.fstat(handle).st_size)
    finally:
        os.close(handle)


def installed_versions(folders: Iterable[str]) -> dict[str, str]:
    """The version of each library in `folders`, by its name in small letters with hyphens; the first counts.

    By the names of folders alone: to have importlib.metadata read eleven of them takes as long as to read the kit.
    """
    found: dict[str, str] = {}
    for folder in folders:
        with suppress(OSError), os.scandir(folder or os.curdir) as entries:
            for entry in entries:
                library, _, version = entry.name.partition("-")
                if version.endswith(_NOTES):
                    name = library.lower().replace("_", "-").replace(".", "-")
                    found.setdefault(name, version.rpartition(".")[0])
    return found


def _folder(name: str) -> Path:
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    installed = PACKAGE / DATA / name
    if installed.is_dir():
        return installed
    # In English alone: where a folder of the kit is missing, so may be the translations.
    problem = "the folder {name}/ is missing in {package}: install the kit again"
    raise MachineError(problem, name=name, package=str(PACKAGE))
