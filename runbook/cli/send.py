"""`runbook send`: send an approval pack by mail."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.options import lang_option, pass_language
from runbook.cli.sending import hand_in, perhaps, still_to_send, tell_had, tell_planned
from runbook.cli.status import Status
from runbook.errors import RunbookError
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from runbook.pack.send.pack_file import PackFile

PASSWORD = "RUNBOOK_SMTP_PASSWORD"  # the name of a variable


@click.command(help=N_("Send an approval pack by mail."))
@click.argument("pack", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--smtp", "url", required=True, metavar="URL",
              help=N_("The server: smtp://HOST:PORT, smtps://HOST:PORT or smtp+starttls://HOST:PORT."))  # fmt: skip
@click.option("--user", metavar="NAME",
              help=N_("Log in; the password is in RUNBOOK_SMTP_PASSWORD or in a file, or is asked for."))  # fmt: skip
@click.option("--password-file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help=N_("The password is the first line of this file."))  # fmt: skip
@click.option("--ca-file", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
              help=N_("Trust these certificates, and not those of this machine."))  # fmt: skip
@click.option("--dry-run", is_flag=True, help=N_("Say what would be sent to whom, and send nothing."))
@click.option("--again", is_flag=True, help=N_("Send to those, too, who have this mail already."))
@click.option("--attempts", type=click.IntRange(1, 10), default=3, metavar="N",
              help=N_("How often a server is tried that cannot take it for now; by default 3 times."))  # fmt: skip
@click.option("--pause", type=click.FloatRange(0, 600), default=5, metavar="S",
              help=N_("Seconds before the second attempt, then twice as many each time; by default 5."))  # fmt: skip
@click.option("--timeout", type=click.FloatRange(0.1, 600), default=30, metavar="S",
              help=N_("Seconds that the server has for an answer; by default 30."))  # fmt: skip
@lang_option
@pass_language
def send(
    language: Language,
    pack: Path,
    url: str,
    user: str | None,
    password_file: Path | None,
    ca_file: str | None,
    dry_run: bool,
    again: bool,
    attempts: int,
    pause: float,
    timeout: float,
) -> Status:
    """Exit status 0 where the server took the mails for all who did not have them, or nobody lacks one; else 2."""
    from dataclasses import replace

    from runbook.pack.send.beside import check_beside
    from runbook.pack.send.pack_file import read_pack
    from runbook.pack.send.sent_log import open_sent
    from runbook.pack.send.server import server_of

    server = replace(server_of(url), user=user, certificates=ca_file, timeout=timeout)
    mail = read_pack(pack)
    check_beside(mail)
    mails = (mail, *_invitations(mail, language))
    sent = open_sent(mail)
    if not again:
        tell_had(mails, sent, language)
    todo = still_to_send(mails, sent, again)
    if dry_run:
        tell_planned(todo, server, language)
        return Status.DONE
    if not any(recipients for _, recipients in todo):
        click.echo(language.text(N_("Nothing to send: everybody has this already; --again sends it again.")))
        return Status.INPUT if any(perhaps(one, sent) for one in mails) else Status.DONE
    if user is not None:
        server = replace(server, password=_password(password_file, language))
    sent.save()  # what cannot be written down is not sent
    found = [hand_in(one, mail, open_, server, sent, attempts, pause, language) for one, open_ in todo if open_]
    return Status.DONE if all(found) else Status.INPUT


def _invitations(mail: PackFile, language: Language) -> tuple[PackFile, ...]:
    """Those that go with the pack. Raises RunbookError where one of them is missing, and the pack was not moved."""
    from runbook.pack.send.beside import is_at_home
    from runbook.pack.send.pack_file import read_invitations

    found, missing = read_invitations(mail)
    if missing and is_at_home(mail):
        problem = N_("{file}: this invitation of the pack is missing: run `runbook pack` again")
        raise RunbookError(problem, file=str(mail.file.with_name(missing[0])))
    for name in missing:
        click.echo(language.text(N_("{file} is not beside the pack, and is not sent"), file=name), err=True)
    return found


def _password(file: Path | None, language: Language) -> str:
    """From the file, the environment or a prompt; never from an argument."""
    if file is not None:
        lines = file.read_text(encoding="utf-8").splitlines()
        if not lines or not lines[0]:
            raise RunbookError(N_("{file}: there is no password on the first line"), file=str(file))
        return lines[0]
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if not sys.stdin.isatty():
        problem = N_("no password: set the variable {name}, or name a file by --password-file")
        raise RunbookError(problem, name=PASSWORD)
    asked: str = click.prompt(language.text(N_("Password")), hide_input=True, err=True)
    return asked
