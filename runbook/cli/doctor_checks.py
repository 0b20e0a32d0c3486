"""What this machine lacks for the kit, and the command that mends it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from runbook import resources
from runbook import system_libraries as machine
from runbook.errors import RunbookError
from runbook.i18n import N_, available, load_language

DISTRIBUTION = "runbook-kit"
INSTALL = f"pip install --force-reinstall {DISTRIBUTION}"
# Where there is no apt-get, the package managers that bring all the libraries under few names.
OTHER_MANAGERS = {
    "dnf": "sudo dnf install pango harfbuzz fontconfig",
    "brew": "brew install pango harfbuzz fontconfig",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that is missing, and what that means.

    `effect` is a message id, `values` fill it; `mend` is a command, "" where none is known. With an `essential` lack
    some command cannot do its work at all.
    """

    name: str
    effect: str
    mend: str
    essential: bool = True
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: `found` names what is there, `lacks` what is not."""

    title: str
    found: tuple[str, ...]
    lacks: tuple[Lack, ...]


def examine() -> tuple[Check, ...]:
    """Look at everything."""
    return (_libraries(), _python_packages(), _fonts(resources.templates() / "fonts"), _languages())


def missing_for_rendering() -> tuple[Lack, ...]:
    """What drawing pages lacks; empty on a complete machine. Quick: it draws nothing and imports no WeasyPrint."""
    missing = machine.missing()
    mend = _install_libraries(machine.packages(missing))
    effects = {
        True: N_("no page can be drawn without it"),
        False: N_("pages are drawn without it, but more slowly, and not with the same bytes as elsewhere"),
    }
    return tuple(
        Lack(name=library.names[0], effect=effects[library.essential], mend=mend, essential=library.essential)
        for library in missing
    )


def _libraries() -> Check:
    lacks = missing_for_rendering()
    there = {library.names[0] for library in machine.LIBRARIES} - {lack.name for lack in lacks}
    return Check(title=N_("System libraries"), found=tuple(sorted(there)), lacks=lacks)


def _install_libraries(packages: Iterable[str], which: Callable[[str], str | None] = shutil.which) -> str:
    if which("apt-get"):
        return f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    return next((command for program, command in OTHER_MANAGERS.items() if which(program)), "")


def _python_packages() -> Check:
    """The distributions that the kit asks for; none where the kit is not installed, but run from its folder."""
    from importlib import metadata

    found, lacks = [], []
    try:
        wanted = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        wanted = []
    needed = (requirement for requirement in wanted if "extra ==" not in requirement)
    for name in (re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in needed):
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            lacks.append(Lack(name=name, effect=N_("a Python package that the kit needs"), mend=INSTALL))
    return Check(title=N_("Python packages"), found=tuple(sorted(found, key=str.casefold)), lacks=tuple(lacks))


def _fonts(folder: Path) -> Check:
    """The families that fonts.conf prefers, against those of the font files beside it."""
    import xml.etree.ElementTree as ET

    from fontTools.ttLib import TTFont

    present = {str(TTFont(path)["name"].getDebugName(1)) for path in folder.glob("*.[ot]tf")}
    wanted = {str(family.text) for family in ET.parse(folder / "fonts.conf").iterfind(".//prefer/family")}
    effect = N_("a font that comes with the kit is not in {folder}")
    lacks = [
        Lack(name=family, effect=effect, values={"folder": str(folder)}, mend=INSTALL)
        for family in sorted(wanted - present)
    ]
    return Check(title=N_("Fonts"), found=tuple(sorted(wanted & present)), lacks=tuple(lacks))


def _languages() -> Check:
    found, lacks = [], []
    for tag in available():
        try:
            found.append(f"{tag} ({load_language(tag).name})")
        except RunbookError as error:
            lacks.append(Lack(name=tag, effect=error.message, values=error.values, mend=INSTALL))
    return Check(title=N_("Languages"), found=tuple(found), lacks=tuple(lacks))
