"""Where the kit's own files are: in a checkout first, else inside the installed package."""

from __future__ import annotations

from pathlib import Path

from runbook import __version__
from runbook.errors import MachineError

PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """The folder with procedures/, pages/, styles/ and fonts/. Raises MachineError where it is missing."""
    return _folder("templates")


def locales() -> Path:
    """The folder with <language>/LC_MESSAGES/runbook.po. Raises MachineError where it is missing."""
    return _folder("locales")


def version() -> str:
    """The kit's version, such as "0.1.0"."""
    return __version__


def _folder(name: str) -> Path:
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    installed = PACKAGE / "_data" / name
    if installed.is_dir():
        return installed
    # In English alone: where a folder of the kit is missing, so may be the translations.
    problem = "the folder {name}/ is missing in {package}: install the kit again"
    raise MachineError(problem, name=name, package=str(PACKAGE))
