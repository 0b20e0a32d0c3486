"""`pack --by-ticket`: the packs of all changes first, then a mail for each ticket that several of them bear."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from runbook.cli.error_output import tell, trouble_text
from runbook.errors import RunbookError
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from runbook.build.ticket_mails import Ticket, TicketOutcome
    from runbook.cli.building import Account
    from runbook.document.parts import Paper
    from runbook.inventory.packed import PackedSite
    from runbook.pack.assemble import PackOptions


class Making(NamedTuple):
    """What the mails are made by."""

    languages: tuple[str, ...]
    paper: Paper
    options: PackOptions
    out: Path


class Packing(Protocol):
    """Makes the packs of changes; those that are `joined` get no mail of their own."""

    def __call__(
        self, meant: tuple[PackedSite, ...], joined: Collection[tuple[str, str]] = (), anew: bool = ...
    ) -> Account:
        """What became of their files."""


class Made(NamedTuple):
    """What became of all files, the mails of tickets, and whether there is one of each ticket that is to have one."""

    account: Account
    mails: tuple[Path, ...]
    whole: bool


def by_tickets(fleet: tuple[PackedSite, ...], packed: Packing, making: Making, language: Language) -> Made:
    """Make the packs, then the mails of tickets, then those of changes that go by themselves after all."""
    from runbook.build.ticket_mails import tickets_of

    tickets = tickets_of(fleet)
    joined = {each for ticket in tickets for each in ticket.changes}
    account = packed(fleet, joined)
    mails, single, whole = list[Path](), set[tuple[str, str]](), True
    for ticket in tickets:
        outcome = _mails_of(ticket, fleet, account, making, language)
        if outcome is None:
            whole = False
            continue
        mails += outcome.files
        single.update((*outcome.alone, *outcome.left))
        _tell(ticket, outcome, language)
    _tell_left(fleet, mails, making.out, language)
    if single:
        found = (replace(s, changes=tuple(c for c in s.changes if (s.id, c) in single)) for s in fleet)
        more = packed(tuple(site for site in found if site.changes), anew=False)
        account.counts["failed"] += more.counts["failed"]
        for place, names in more.names.items():
            account.names[place] = names
    return Made(account, tuple(mails), whole)


def _mails_of(
    ticket: Ticket, fleet: tuple[PackedSite, ...], account: Account, making: Making, language: Language
) -> TicketOutcome | None:
    """None where there is no mail, which is said."""
    from runbook.build.ticket_mails import put_ticket_mails

    if missing := [f"{site}/{change}" for site, change in ticket.changes if (site, change) in account.failed]:
        text = N_("{ticket}: no mail was made for this ticket, because no pack could be made for {changes}")
        tell(language.text(text, ticket=ticket.number, changes=", ".join(missing)))
        return None
    try:
        return put_ticket_mails(ticket, fleet, making.languages, making.paper, making.options, making.out)
    except RunbookError as error:
        tell(f"{ticket.number}: {trouble_text(error, language)}")
        return None


def _tell_left(fleet: tuple[PackedSite, ...], made: Collection[Path], out: Path, language: Language) -> None:
    """Say which mails of tickets about these changes are none of those that were made."""
    from runbook.build.ticket_places import mails_about

    found = [each for site in fleet for change in site.changes for each in mails_about(out, site.id, change)]
    for path in dict.fromkeys(found):
        if path not in made:
            text = N_("{file} is from an earlier pack and was left in place: delete it if you no longer need it.")
            tell(language.text(text, file=str(path)))


def _tell(ticket: Ticket, outcome: TicketOutcome, language: Language) -> None:
    """What is not as one would expect it."""
    for aside in outcome.aside:
        file = aside.with_name(aside.name.rsplit(".", 2)[0])
        text = N_("{file} was damaged or edited: it was made again, and what was there is now {aside}.")
        tell(language.text(text, file=str(file), aside=aside.name))
    if outcome.alone:
        text = N_("{changes}: a separate mail has already been sent; it is not in the mail of ticket {ticket}")
        names = ", ".join("/".join(each) for each in outcome.alone)
        tell(language.text(text, changes=names, ticket=ticket.number))
