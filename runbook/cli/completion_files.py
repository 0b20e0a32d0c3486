"""What lets a shell complete `runbook`, and where each shell looks for it: files of one user, never over another's."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from runbook.errors import InputError, RunbookError
from runbook.i18n import N_

SHELLS = ("bash", "zsh", "fish")
PROGRAM, ANSWERS = "runbook", "_RUNBOOK_COMPLETE"  # the variable by which a shell asks
MARK = "# written by `runbook completion --install`, which replaces it as long as nobody changes it: "
LINE = "# runbook completes its commands: added by `runbook completion --install`"
LIMIT = 2**20  # bytes of a file that may be the kit's own
LOADERS = (
    "/usr/share/bash-completion/bash_completion",
    "/etc/bash_completion",
    "/usr/local/share/bash-completion/bash_completion",
    "/opt/homebrew/etc/profile.d/bash_completion.sh",
)  # of bash, which reads scripts of its users' by itself where it has one of these


class Installed(NamedTuple):
    """A file, and what became of it."""

    file: Path
    state: Literal["written", "kept", "added"]


def script_of(shell: str) -> str:
    """What the shell has to read."""
    from click.shell_completion import get_completion_class

    made_by = get_completion_class(shell)
    assert made_by is not None
    asked = made_by(None, {}, PROGRAM, ANSWERS)  # type: ignore[arg-type]  # no command is asked for the script
    return asked.source_template % asked.source_vars() + "\n"


def install(shell: str, environ: Mapping[str, str], *, force: bool) -> tuple[Installed, ...]:
    """Write the script to its place, and let the shell read it from there.

    Raises RunbookError where somebody's own file is there, OSError.
    """
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is none
    data = _base(environ, "XDG_DATA_HOME") or home / ".local" / "share"
    if shell == "fish":
        settings = _base(environ, "XDG_CONFIG_HOME") or home / ".config"
        return (_put(settings / "fish" / "completions" / f"{PROGRAM}.fish", shell, force),)
    if shell == "zsh":
        script = data / "runbook-kit" / "completion.zsh"
        place = shlex.quote(str(script))
        ready = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }"
        reads = f"[[ -r {place} ]] && {{ {ready}; source {place}; }}"
        return _put(script, shell, force), *_read_by(Path(environ.get("ZDOTDIR") or home) / ".zshrc", reads)
    own = environ.get("BASH_COMPLETION_USER_DIR")
    script = (Path(own) if own else data / "bash-completion") / "completions" / PROGRAM
    done = _put(script, shell, force)
    if "BASH_COMPLETION_VERSINFO" in environ or any(Path(loader).exists() for loader in LOADERS):
        return (done,)
    place = shlex.quote(str(script))
    return done, *_read_by(home / ".bashrc", f"[ -r {place} ] && . {place}")


def _base(environ: Mapping[str, str], name: str) -> Path | None:
    """A folder of the XDG specification; None where it is not set, or relative, which the specification ignores."""
    place = Path(environ.get(name, ""))
    return place if place.is_absolute() else None


def _put(file: Path, shell: str, force: bool) -> Installed:
    """Write the script, with the hash by which it is known again."""
    from runbook.atomic_write import make_folder, put

    script = script_of(shell).encode()
    whole = script + f"{MARK}{sha256(script).hexdigest()}\n".encode()
    place = Path(os.path.realpath(file))
    make_folder(place.parent)
    _refuse_special(place)
    try:
        with place.open("rb") as stream:
            found = stream.read(LIMIT)
    except FileNotFoundError:
        found = b""
    if found == whole:
        return Installed(file, "kept")
    if found and not force and not _own(found):
        problem = N_("{file} already exists, and somebody else wrote or changed it: move it away, or add --force")
        raise RunbookError(problem, file=str(file))
    put(place, whole, keep=lambda content: bool(content) and not force and not _own(content))
    return Installed(file, "written")


def _refuse_special(file: Path) -> None:
    """Raises InputError for a pipe or a device, at which would be waited, or a folder."""
    if file.exists() and not file.is_file():
        raise InputError.of(str(file), None, "", N_("this is not a regular file"), N_("move it away"))


def _own(content: bytes) -> bool:
    """Whether `_put` wrote it, and nobody has changed it since."""
    script, mark, digest = content.rpartition(MARK.encode())
    return bool(mark) and digest.strip() == sha256(script).hexdigest().encode()


def _read_by(settings: Path, line: str) -> tuple[Installed, ...]:
    """Add a line to what a shell reads at its start, which stays as it is otherwise; where it is there, nothing."""
    _refuse_special(settings)
    with settings.open("a+b") as stream:
        stream.seek(0)
        before = stream.read()
        if line.encode() in before:
            return ()
        gap = b"" if before.endswith(b"\n") or not before else b"\n"
        stream.write(gap + f"{LINE}\n{line}\n".encode())
    return (Installed(settings, "added"),)
