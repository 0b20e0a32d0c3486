"""`runbook send`: send an approval pack by mail."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.options import lang_option, pass_language
from runbook.cli.status import Status
from runbook.errors import RunbookError
from runbook.i18n import N_, Language
from runbook.os_errors import in_language

if TYPE_CHECKING:
    from runbook.pack.send.deliver import DeliveryOutcome
    from runbook.pack.send.pack_file import PackFile
    from runbook.pack.send.sent_log import Sent
    from runbook.pack.send.server import Server

PASSWORD = "RUNBOOK_SMTP_PASSWORD"  # the name of a variable
DELIVERY_STATES = {
    "accepted": N_("{recipient}: accepted ({said})"),
    "unknown": N_(
        "{recipient}: perhaps accepted, the line broke before the answer ({said}); ask before you send --again"
    ),
    "refused": N_("{recipient}: refused ({said})"),
    "waiting": N_("{recipient}: not accepted for now ({said}); try again later"),
}


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
    """Exit status 0 where the server took the mail for everybody who did not have it, else 2."""
    from dataclasses import replace

    from runbook.pack.send.pack_file import read_pack
    from runbook.pack.send.sent_log import open_sent
    from runbook.pack.send.server import server_of

    server = replace(server_of(url), user=user, certificates=ca_file, timeout=timeout)
    mail = read_pack(pack)
    _of_this_plan(mail)
    sent = open_sent(mail)
    had = [r for r in mail.recipients if sent.before(r)]
    open_ = [r for r in mail.recipients if again or r not in had]
    for recipient in () if again else had:
        click.echo(
            language.text(N_("{recipient}: has this mail already (--again sends it again)"), recipient=recipient)
        )
    if dry_run:
        _say(mail, open_, server, language)
        return Status.DONE
    if not open_:
        raise RunbookError(N_("nothing was sent: everybody has this mail already; --again sends it again"))
    if user is not None:
        server = replace(server, password=_password(password_file, language))
    sent.save()  # what cannot be written down is not sent
    return _deliver(mail, open_, server, sent, attempts, pause, language)


def _deliver(
    mail: PackFile, recipients: list[str], server: Server, sent: Sent, attempts: int, pause: float, language: Language
) -> Status:
    from datetime import UTC, datetime
    from email.utils import format_datetime

    from runbook.pack.send.deliver import deliver
    from runbook.pack.send.sent_log import Delivery

    def tell(outcome: DeliveryOutcome) -> None:
        if outcome.state in ("accepted", "unknown"):
            sent.add(
                Delivery(
                    recipient=outcome.recipient,
                    state=outcome.state,
                    at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
                    server=server.url,
                    said=outcome.said,
                    message_id=mail.message_id,
                    language=mail.language,
                    revision=mail.revision,
                    sequence=mail.sequence,
                )
            )
        line = language.text(
            DELIVERY_STATES[outcome.state], recipient=outcome.recipient, said=in_language(outcome.said, language)
        )
        click.echo(line, err=outcome.state != "accepted")

    date = format_datetime(datetime.now(UTC))
    outcomes = deliver(mail, recipients, server, date=date, attempts=attempts, pause=pause, told=tell)
    return Status.DONE if all(o.state == "accepted" for o in outcomes) else Status.INPUT


def _of_this_plan(mail: PackFile) -> None:
    """Raises RunbookError where the plan beside the mail is another one by now."""
    import json

    plan = mail.file.with_name("plan.json")
    try:
        revision = json.loads(plan.read_bytes())["revision"]
    except (OSError, ValueError, KeyError, TypeError):
        return  # the mail was moved elsewhere
    if revision != mail.revision:
        problem = N_(
            "{file}: this mail is about revision {old}, and the plan beside it is {new}: run `runbook pack` again"
        )
        raise RunbookError(problem, file=str(mail.file), old=mail.revision[:12], new=str(revision)[:12])


def _say(mail: PackFile, recipients: list[str], server: Server, language: Language) -> None:
    size = f"{len(mail.content) / 1e6:.1f}"
    for line in (
        language.text(N_("From {sender} by {server}, {size} MB"), sender=mail.sender, server=server.url, size=size),
        language.text(N_("Subject: {subject}"), subject=mail.subject),
        *(language.text(N_("{recipient}: would get it"), recipient=r) for r in recipients),
        language.text(N_("Nothing was sent.")),
    ):
        click.echo(line)


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
