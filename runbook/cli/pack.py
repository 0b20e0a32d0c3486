"""`runbook pack`: write the change-approval pack."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from runbook.cli.changes import FailedChange, cores, is_new, orders_of, put_aside_text
from runbook.cli.error_output import trouble_text
from runbook.cli.options import change_options, known_languages, pass_language
from runbook.cli.readiness import ready_to_draw
from runbook.cli.status import Status
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from runbook.build.documents import BuildResult
    from runbook.document.parts import Paper
    from runbook.pack.assemble import Request

PARTS = ("approval", "runbook", "checklist", "calendar")
ROLES = ("approver", "manager", "technician", "network", "desktop", "representative", "witness")


@click.command(help=N_("Write the change-approval pack: request, calendar and mail, with runbook and checklist."))
@click.argument("inventory")
@change_options
@click.option("--lang", "languages", multiple=True, metavar="TAG", callback=known_languages,
              help=N_("In this language, not in those of the inventory; repeat for several."))  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), metavar="DIR",
              help=N_("Where the files go; by default out."))  # fmt: skip
@click.option("--bilingual", type=click.Choice(["each", "one"]), default="each",
              help=N_("Several languages: a mail for each (the default), or all in one."))  # fmt: skip
@click.option("--to", multiple=True, type=click.Choice(ROLES), default=("approver",),
              help=N_("Who gets the mail, by role; by default approvers. Repeat for several."))  # fmt: skip
@click.option("--cc", multiple=True, type=click.Choice(ROLES), default=("manager", "technician"),
              help=N_("Who gets a copy, by role; by default change managers and technicians."))  # fmt: skip
@click.option("--from", "sender", metavar="ADDRESS", help=N_("Who sends it; by default the change manager."))
@click.option("--without", multiple=True, type=click.Choice(PARTS), help=N_("Leave this out of the mail."))
@click.option("--max-mb", type=click.FloatRange(0.01, 1000), default=10, metavar="N",
              help=N_("The largest mail in MB; by default 10."))  # fmt: skip
@click.option("--cancel", is_flag=True, help=N_("The change is cancelled: withdraw its windows, and say so."))
@click.option("--sequence", type=click.IntRange(0, 2**31 - 1), metavar="N",
              help=N_("Number of the calendar entries, where an earlier pack is lost."))  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help=N_("Processes; by default one a core."))
@click.option("--paper", type=click.Choice(["A4", "Letter"]), default="A4", help=N_("Paper size; by default A4."))
@pass_language
def pack(
    language: Language,
    inventory: str,
    sites: tuple[str, ...],
    changes: tuple[str, ...],
    languages: tuple[str, ...],
    out: Path,
    bilingual: Literal["each", "one"],
    to: tuple[str, ...],
    cc: tuple[str, ...],
    sender: str | None,
    without: tuple[str, ...],
    max_mb: float,
    cancel: bool,
    sequence: int | None,
    jobs: int | None,
    paper: Paper,
) -> Status:
    """Plans and recipients of all changes first; then the pages, each once; then calendars and mails."""
    from runbook.errors import RunbookError
    from runbook.pack.assemble import Request
    from runbook.pack.mail import MEGABYTE
    from runbook.pack.people import recipients

    orders, troubles = orders_of(inventory, sites, changes, languages, paper)
    requests: list[Request] = []
    for order in orders:
        try:
            people = recipients(order.plan, to, cc, sender)
        except RunbookError as error:
            troubles.append((f"{order.plan.site}/{order.plan.change}", error))
            continue
        requests.append(
            Request(
                plan=order.plan,
                languages=order.languages,
                people=people,
                paper=paper,
                bilingual=bilingual,
                without=frozenset(without),
                limit=round(max_mb * MEGABYTE),
                cancelled=cancel,
                sequence=sequence,
            )
        )
    if not troubles:
        if not cancel:
            ready_to_draw(language)
        troubles = _make(requests, out, jobs or cores(), language)
    said: set[tuple[str, str]] = set()
    for what, trouble in troubles:
        if is_new((what, trouble), said):
            click.echo(f"{what}: {trouble_text(trouble, language)}", err=True)
    return Status.INPUT if troubles else Status.DONE


def _told(made: BuildResult, language: Language) -> str | None:
    """What is to be said of a file that was no longer as it was made."""
    if made.existing == "filled_in":
        filled_in = N_("{file} is filled in: it stays as it is, and an empty one goes into the mail.")
        return language.text(filled_in, file=str(made.path))
    if made.aside is not None:
        return put_aside_text(made.path, made.aside, language)
    return None


def _make(requests: list[Request], out: Path, jobs: int, language: Language) -> list[FailedChange]:
    """Everything that is to be written; what went wrong. Where a page could not be drawn, there is no mail with it."""
    from runbook.atomic_write import put
    from runbook.build.documents import render
    from runbook.errors import RunbookError
    from runbook.pack.assemble import pack as assemble
    from runbook.pack.assemble import works

    all_works = [work for request in requests for work in works(request, out)]
    terminal, finished = sys.stderr.isatty(), 0

    def tell(made: BuildResult) -> None:
        nonlocal finished
        finished += 1
        if terminal:
            click.echo(f"\r\033[K{finished}/{len(all_works)}  {made.path}", nl=False, err=True)

    outcome = render(all_works, jobs, tell)
    if terminal:
        click.echo("\r\033[K", nl=False, err=True)
    for made in outcome:
        if (told := _told(made, language)) is not None:
            click.echo(told, err=True)
    troubles: list[FailedChange] = [(f"{made.site}/{made.change}", made.error) for made in outcome if made.error]
    failed = {(made.site, made.change) for made in outcome if made.error}
    for request in requests:
        if (request.plan.site, request.plan.change) in failed:
            continue
        try:
            for path, data in assemble(request, out).items():
                put(path, data)
                click.echo(str(path))
        except (RunbookError, OSError) as error:
            troubles.append((f"{request.plan.site}/{request.plan.change}", error))
    return troubles
