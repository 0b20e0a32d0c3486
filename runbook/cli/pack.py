"""`runbook pack`: write the change-approval pack."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from runbook.cli import clock
from runbook.cli.building import Account, build, build_options, read_fleet, refuse_house_folder
from runbook.cli.by_ticket import Making, by_tickets
from runbook.cli.closed_changes import going_on, put_aside, to_cancel, to_send
from runbook.cli.exit_status import Status
from runbook.cli.house_cautions import tell_untranslated
from runbook.cli.options import ChoiceOf, NumberRange, change_options, house_of, now_option, pass_language, usual_paper
from runbook.cli.pack_refusals import Asked, refused
from runbook.cli.past_windows import past_in, tell_past
from runbook.cli.readiness import ready_to_draw
from runbook.cli.settings_options import house_option, inventory_argument, sender_option
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from datetime import datetime

    from runbook.document.parts import PaperSize
    from runbook.inventory.packed import PackedSite
    from runbook.model.house import PackedHouse

PARTS = ("approval", "runbook", "checklist", "calendar")
ROLES = ("approver", "manager", "technician", "network", "desktop", "representative", "witness")


class _RoleChoice(ChoiceOf):
    """A role of the kit's, or of the house's: which roles that one has is known only when it is read."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return value if isinstance(value, str) else super().convert(value, param, ctx)


def _known_roles(name: str, roles: Iterable[str], own: PackedHouse | None) -> tuple[str, ...]:
    """The roles that an option names, as they are listed. Raises click.BadParameter for one that neither the kit nor
    the house has."""
    ctx = click.get_current_context()
    known = ChoiceOf((*ROLES, *(own.house.file.roles if own else ())))
    param = next(each for each in ctx.command.params if each.name == name)
    return tuple(known.convert(role, param, ctx) for role in roles)


@click.command(help=N_("Write the change-approval pack: request, calendar and mail, with runbook and checklist."))
@inventory_argument
@change_options
@build_options
@house_option(N_("The organisation's own folder; by default house/ beside the inventory."))
@click.option("--bilingual", type=ChoiceOf(["each", "one"]), default="each",
              help=N_("Several languages: a mail for each (the default), or all in one."))  # fmt: skip
@click.option("--to", multiple=True, type=_RoleChoice(ROLES), default=("approver",),
              help=N_("Who gets the mail, by role; by default approvers. Repeat for several."))  # fmt: skip
@click.option("--cc", multiple=True, type=_RoleChoice(ROLES), default=("manager", "technician"),
              help=N_("Who gets a copy, by role; by default change managers and technicians."))  # fmt: skip
@sender_option()
@click.option("--without", multiple=True, type=ChoiceOf(PARTS), help=N_("Leave this out of the mail."))
@click.option("--max-mb", type=NumberRange(0.01, 1000), default=10, metavar="N",
              help=N_("The largest mail in MB; by default 10."))  # fmt: skip
@click.option("--by-ticket", is_flag=True,
              help=N_("One mail for all changes of the same ticket."))  # fmt: skip
@click.option("--cancel", is_flag=True, help=N_("The change is cancelled: withdraw its windows, and say so."))
@click.option("--late", is_flag=True, help=N_("Make it even if all of its windows are over."))
@click.option("--sequence", type=click.IntRange(0, 2**31 - 1), metavar="N",
              help=N_("Number of the calendar entries, if an earlier pack is lost."))  # fmt: skip
@now_option
@pass_language
def pack(
    language: Language,
    inventory: str,
    sites: tuple[str, ...],
    changes: tuple[str, ...],
    languages: tuple[str, ...],
    out: Path,
    jobs: int | None,
    dask: str | None,
    house: Path | None,
    fresh: bool,
    paper: PaperSize,
    duplex: bool,
    bilingual: Literal["each", "one"],
    to: tuple[str, ...],
    cc: tuple[str, ...],
    sender: str | None,
    without: tuple[str, ...],
    max_mb: float,
    by_ticket: bool,
    cancel: bool,
    late: bool,
    sequence: int | None,
    now: datetime | None,
) -> Status:
    """The recipients of all changes first; then pages, calendars and mails, as `render` makes its files."""
    from runbook.build.pack_tasks import pack_tasks_of
    from runbook.cache import Cache, usual_place
    from runbook.document.parts import paper_of
    from runbook.pack.assemble import PackOptions
    from runbook.pack.mail import MEGABYTE

    cache = Cache(folder=usual_place())
    refuse_house_folder(out, inventory, house)
    own = house_of(inventory, house)
    options = PackOptions(
        to=_known_roles("to", to, own),
        cc=_known_roles("cc", cc, own),
        sender=sender,
        bilingual=bilingual,
        without=tuple(sorted(set(without))),
        limit=round(max_mb * MEGABYTE),
        cancelled=cancel,
        sequence=sequence,
    )
    sheets = paper_of(usual_paper(paper, own), duplex=duplex)
    fleet = read_fleet(inventory, sites, changes, out, cache, language, own)
    chosen = (
        to_cancel(fleet, changes, out, language, lost=sequence is not None)
        if cancel
        else going_on(fleet, changes, language)
    )
    asked = Asked(options=options, now=now or clock.now(), late=late or (cancel and not changes))
    if refused(chosen, asked, language):
        return Status.INPUT
    put_aside(fleet, inventory, out, asked.now, language, taken_back=_named(chosen) if cancel else ())
    fleet = chosen
    past = {} if cancel else past_in(fleet, asked.now)
    tell_past(past, language)
    tell_untranslated(own, fleet, languages, language)
    if dask is None and not cancel:
        ready_to_draw(language)

    def packed(meant: tuple[PackedSite, ...], joined: Collection[tuple[str, str]] = (), anew: bool = fresh) -> Account:
        tasks = pack_tasks_of(meant, languages, sheets, options, out, cache, joined, {} if late else past)
        total = sum(len(site.changes) for site in meant)
        return build(tasks, total, out, language, jobs=jobs, dask=dask, fresh=anew, cache=cache, mailed=True)

    if by_ticket:
        account, mails, whole = by_tickets(fleet, packed, Making(languages, sheets, options, out), language)
    else:
        account, mails, whole = packed(fleet), (), True
    cache.trim()
    for file in (*_mailed(fleet, account, out), *mails):
        click.echo(str(file))
    if cancel:
        to_send(account.names, out, language, lost=sequence is not None)
    return Status.DONE if whole and not account.counts["failed"] else Status.INPUT


def _mailed(fleet: Collection[PackedSite], account: Account, out: Path) -> Iterator[Path]:
    """The requests that are signed, the calendars and the mails that were made, or are current."""
    for site in fleet:
        for change in site.changes:
            names = sorted(set(account.names.get((site.id, change), [])))
            yield from (out / site.id / change / name for name in names if _is_told(name))


def _is_told(name: str) -> bool:
    return name.endswith((".ics", ".eml")) or (name.startswith("approval.") and name.endswith(".pdf"))


def _named(fleet: Collection[PackedSite]) -> frozenset[str]:
    """The changes of a fleet, as `site/change`."""
    return frozenset(f"{site.id}/{change}" for site in fleet for change in site.changes)
