"""Who gets the pack, by role from the inventory; and addresses in the forms that mail and calendars ask for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from urllib.parse import quote

from runbook.document.plain_text import plain
from runbook.errors import RunbookError
from runbook.i18n import N_, available
from runbook.model.mail_address import is_address
from runbook.model.site import Person

NAME_LIMIT = 80
_OF_ADDRESSES = re.compile("[@<>]")
CARRY_OUT = ("technician", "network", "desktop", "representative", "witness")  # who is invited to windows first


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A person's address. `local` may hold any letters; `domain` is ASCII, another alphabet's in its xn-- form.

    `language` is the tag of the one that mails to this person are in; None for any.
    """

    name: str
    local: str
    domain: str
    language: str | None = None

    @property
    def address(self) -> str:
        """`cm@example.com`."""
        return f"{self.local}@{self.domain}"

    @property
    def uri(self) -> str:
        """`mailto:cm@example.com`; letters outside ASCII by their percent codes (RFC 6068)."""
        return f"mailto:{quote(self.local, safe='!$*+-._~')}@{self.domain}"

    @property
    def header(self) -> Address:
        """For the header of a mail, whose name holds no @: where a program loses the name's quotes, no part of it is
        a recipient."""
        name = " ".join(_OF_ADDRESSES.sub(" ", self.name).split())
        return Address(display_name=name, username=self.local, domain=self.domain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """Sender and recipients of a pack."""

    sender: Mailbox
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]

    @property
    def everybody(self) -> tuple[Mailbox, ...]:
        """`to` and `cc`."""
        return self.to + self.cc


def recipients(staff: Iterable[Person], to: Sequence[str], cc: Sequence[str], sender: str | None = None) -> Recipients:
    """Who of a site's staff gets a pack: all with a role of `to`, and in copy all with a role of `cc`.

    `sender` is an address; without one the first change manager sends, else the first in copy, else the first of `to`.
    Raises RunbookError where nobody of `to` has an address, or an address cannot be used.
    """
    staff = tuple(staff)
    first = _of_roles(staff, to)
    if not first:
        problem = N_(
            "nobody has the role {roles}: add it to somebody with an `email:`, or choose other roles with --to"
        )
        if any(role in person.roles for person in staff for role in to):
            problem = N_("nobody with the role {roles} has an address: add `email:`, or choose other roles with --to")
        raise RunbookError(problem, roles=", ".join(to))
    known = {mailbox.address for mailbox in first}
    copied = tuple(m for m in _of_roles(staff, cc) if m.address not in known)
    managers = _of_roles(staff, ("manager",))
    own = mailbox("", sender) if sender else (*managers, *copied, *first)[0]
    return Recipients(sender=own, to=first, cc=copied)


def participants(people: Collection[Person]) -> tuple[Mailbox, ...]:
    """Those of the people who have an address, whoever carries the change out before the others.

    Raises RunbookError for an address of no use.
    """
    further = (role for person in people if not {*person.roles} & {*CARRY_OUT} for role in person.roles)
    return _of_roles(tuple(people), (*CARRY_OUT, *further))


def speaking(people: Recipients, tag: str, tags: Sequence[str]) -> Recipients | None:
    """Those who get the mail in the language `tag`, of mails in `tags`; None where nobody does.

    Whoever states none of `tags` gets a mail in each. Where all of `to` read another, those in copy are the addressees.
    """
    to, cc = (
        tuple(m for m in group if m.language == tag or m.language not in tags) for group in (people.to, people.cc)
    )
    if not (to or cc):
        return None
    return Recipients(sender=people.sender, to=to or cc, cc=cc if to else ())


def approvers_languages(staff: Iterable[Person], people: Recipients, tags: Sequence[str]) -> tuple[str, ...]:
    """What the approvers among `people` read that is not among `tags`, where the kit speaks it."""
    reached = {one.address.casefold() for one in people.everybody}
    approvers = [p for p in staff if "approver" in p.roles and p.email and p.email.casefold() in reached]
    found = dict.fromkeys(p.language for p in approvers if p.language and p.language not in tags)
    return tuple(tag for tag in found if tag in available())


def mailbox(name: str, address: str, language: str | None = None) -> Mailbox:
    """The mailbox of a person. Raises RunbookError for an address that no mail can go to."""
    local, at, domain = address.rpartition("@")
    try:
        made = Mailbox(name=plain(name, NAME_LIMIT), local=local, domain=_ascii(domain), language=language)
        if not at or not local or not made.domain or any(c.isspace() or not c.isprintable() for c in address):
            raise ValueError(address)
        if made.header.addr_spec != made.address or not is_address(address):  # it would have to be quoted
            raise ValueError(address)
    except ValueError as error:
        raise RunbookError(N_("{address}: no mail can be sent to this address"), address=address) from error
    return made


def _of_roles(staff: Iterable[Person], roles: Sequence[str]) -> tuple[Mailbox, ...]:
    """The addresses of all with one of the roles, in the order of the roles, then of the inventory; each once."""
    found = [mailbox(p.name, p.email, p.language) for role in roles for p in staff if role in p.roles and p.email]
    return tuple({m.address.casefold(): m for m in reversed(found)}.values())[::-1]


def _ascii(domain: str) -> str:
    import idna

    if domain.isascii():
        return domain.lower()
    return idna.encode(domain, uts46=True).decode()
