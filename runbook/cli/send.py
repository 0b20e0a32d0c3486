"""`runbook send`: send approval packs by mail."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.error_output import tell, trouble_text
from runbook.cli.exit_status import Status
from runbook.cli.options import FilePath, NamedPath, NumberRange, lang_option, pass_language
from runbook.cli.sending import send_pack
from runbook.cli.sending_words import PAIR, Round
from runbook.cli.settings_options import ca_file_option, from_packs, server_option, told_of_file
from runbook.errors import InputError, RunbookError
from runbook.i18n import N_, Language, shown

if TYPE_CHECKING:
    from runbook.pack.send.server import Server

PASSWORD = "RUNBOOK_SMTP_PASSWORD"  # the name of a variable
LONGEST = 1000  # bytes of a password


@click.command(help=N_("Send approval packs by mail: files, or folders with all packs in them."))
@click.argument("packs", metavar="PACK.eml...", nargs=-1, required=True, type=NamedPath(path_type=Path),
                is_eager=True, callback=from_packs)  # fmt: skip
@server_option(required=True, unless="dry_run")
@click.option("--user", metavar="NAME",
              help=N_("Log in; the password is in RUNBOOK_SMTP_PASSWORD or in a file, or is asked for."))  # fmt: skip
@click.option("--password-file", type=FilePath(dir_okay=False, path_type=Path), metavar="FILE",
              help=N_("The password is the first line of this file."))  # fmt: skip
@ca_file_option(there=True)
@click.option("--dry-run", is_flag=True, is_eager=True,
              help=N_("Show what would be sent to whom, and send nothing; no server is needed."))  # fmt: skip
@click.option("--again", is_flag=True, help=N_("Also send to those who already have this mail."))
@click.option("--late", is_flag=True, help=N_("Send it even if all of its windows are over."))
@click.option("--attempts", type=click.IntRange(1, 10), default=3, metavar="N",
              help=N_("How often to try a server that cannot take it for now; by default 3 times."))  # fmt: skip
@click.option("--pause", type=NumberRange(0, 600), default=5, metavar="S",
              help=N_("Seconds before the second attempt, then twice as many each time; by default 5."))  # fmt: skip
@click.option("--timeout", type=NumberRange(0.1, 600), default=30, metavar="S",
              help=N_("Seconds to wait for an answer; twenty times that for all of it. By default 30."))  # fmt: skip
@lang_option
@pass_language
@click.pass_context
def send(
    ctx: click.Context,
    language: Language,
    packs: tuple[Path, ...],
    url: str | None,
    user: str | None,
    password_file: Path | None,
    ca_file: str | None,
    dry_run: bool,
    again: bool,
    late: bool,
    attempts: int,
    pause: float,
    timeout: float,
) -> Status:
    """Exit status 0 where the server took the mails for all who did not have them, or nobody lacks one; else 2."""
    from dataclasses import replace
    from functools import cache

    from runbook.pack.send.deliver import Manner
    from runbook.pack.send.server import server_of

    told_of_file(ctx, "url", N_("The server is that of {file}, line {line}: {value}"))
    told_of_file(ctx, "ca_file", N_("The certificates are those of {file}, line {line}: {value}"))
    server = None if url is None else replace(server_of(url), user=user, certificates=ca_file, timeout=timeout)

    @cache
    def logged_in() -> Server:
        assert server is not None, "only a dry run has none, and sends nothing"
        return server if user is None else replace(server, password=_password(password_file, language))

    files = tuple(_files(packs))
    manner = Manner(attempts=attempts, pause=pause)
    asked = Round(
        server=server, logged_in=logged_in, language=language, manner=manner, again=again, late=late,
        dry_run=dry_run, several=len(files) > 1,
    )  # fmt: skip
    return max(_each(files, asked), default=Status.INPUT)


def _each(files: tuple[Path, ...], asked: Round) -> Iterator[Status]:
    """What became of each pack. Where the server cannot be spoken to, the others are not tried."""
    from runbook.pack.send.server import ServerError

    language = asked.language
    for number, file in enumerate(files):
        try:
            yield send_pack(file, asked)
        except BrokenPipeError:  # nobody reads what is said; a server that hangs up is told otherwise
            raise
        except (RunbookError, OSError) as error:
            tell(_about(file, trouble_text(error, language), asked))
            yield Status.INPUT
            if isinstance(error, ServerError):
                for other in files[number + 1 :]:
                    tell(_about(other, language.text(N_("not tried")), asked))
                return


def _about(file: Path, text: str, asked: Round) -> str:
    """What is wrong, with the file, where there are several and it is not named."""
    if not asked.several or text.startswith(f"{shown(str(file))}:"):
        return text
    return asked.language.text(PAIR).format(name=shown(str(file)), value=text)


def _files(packs: Iterable[Path]) -> Iterator[Path]:
    """The files that are meant, each once: of a folder, all packs in it and below. Raises RunbookError."""
    seen: set[Path] = set()
    for path in packs:
        found = _packs_below(path) if path.is_dir() else [path]
        for file in found:
            where = Path(os.path.realpath(file))
            if where not in seen:
                seen.add(where)
                yield file


def _packs_below(folder: Path) -> list[Path]:
    """Raises RunbookError where there is none, and where one may be in what cannot be read: it would not be sent."""
    from runbook.reading.folder import files_in

    found, problems = files_in(str(folder), lambda name: fnmatchcase(name, "pack.*.eml"))
    if problems:
        raise InputError(problems)
    if not found:
        raise RunbookError(N_("{file}: there is no pack in this folder"), file=str(folder))
    return sorted(found, key=_in_turn)


def _in_turn(file: Path) -> tuple[bool, Path]:
    """Mails of tickets first: whoever has one needs none of its changes."""
    from runbook.pack.deliveries import TICKETS

    return file.parent.parent.name != TICKETS, file


def _password(file: Path | None, language: Language) -> str:
    """From the file, the environment or a prompt; never from an argument."""
    if file is not None:
        with file.open("rb") as lines:  # which may be a pipe
            first = lines.readline(LONGEST)
        try:
            password = first.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise RunbookError(N_("{file}: the password is not written in UTF-8"), file=str(file)) from error
        if not password:
            raise RunbookError(N_("{file}: there is no password on the first line"), file=str(file))
        return password
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if not sys.stdin.isatty():
        problem = N_("no password: set the variable {name}, or name a file with --password-file")
        raise RunbookError(problem, name=PASSWORD)
    asked: str = click.prompt(language.text(N_("Password")), hide_input=True, err=True)
    return asked
