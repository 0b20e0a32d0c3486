"""The changes of a ticket, each with the mail that it would have by itself; and who gets the mail about all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from runbook.pack.assemble import ApprovalPack, PageOf
from runbook.pack.deliveries import JOINER, NOBODY
from runbook.pack.mail import Mail
from runbook.pack.people import Mailbox, Recipients


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPack:
    """The pack of a change of the ticket, and its pages; `place` is its folder: site and change, joined by a slash."""

    place: str
    pack: ApprovalPack
    page: PageOf


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPart:
    """A change in one mail: its own mail, as it would be, and that one's name."""

    place: str
    pack: ApprovalPack
    mail: Mail
    name: str


def sent_by_itself(pack: ApprovalPack) -> bool:
    """Whether a mail about this change alone, the same that would be made now, went to anybody."""
    own = {pack.name(tag) for tag in pack.tags}
    return any(one.message_id in own for one in pack.deliveries)


def ticket_tags(packs: Sequence[ApprovalPack]) -> tuple[str, ...]:
    """The languages of the mails, or all in one, as for a change."""
    if packs[0].options.bilingual == "one":
        return (JOINER.join(dict.fromkeys(chain.from_iterable(pack.spoken for pack in packs))),)
    return tuple(dict.fromkeys(chain.from_iterable(pack.tags for pack in packs)))


def everybody_of(packs: Iterable[ApprovalPack], tag: str) -> Recipients:
    """Who gets the mail of any of the changes in that language, each once; the sender is that of the first."""
    packs = tuple(packs)
    groups = [people for pack in packs if (people := pack.people(tag)) is not None]
    to = _each_once(one for people in groups for one in people.to)
    known = {one.address.casefold() for one in to}
    cc = _each_once(one for people in groups for one in people.cc if one.address.casefold() not in known)
    return Recipients(sender=packs[0].sender, to=to, cc=cc)


def _each_once(people: Iterable[Mailbox]) -> tuple[Mailbox, ...]:
    found: dict[str, Mailbox] = {}
    for one in people:
        found.setdefault(one.address.casefold(), one)
    return tuple(found.values())


def parts_of(packs: Iterable[TicketPack], tag: str, readers: tuple[str, ...]) -> list[TicketPart]:
    """The mails of the changes; no two of their attachments are called the same."""
    parts, known = list[TicketPart](), set[str]()
    for one in packs:
        mail = one.pack.draft(tag, one.page, readers)
        names = {each.name: free_name(each.name, known) for each in mail.attachments}
        attachments = tuple(replace(each, name=names[each.name]) for each in mail.attachments)
        letters = tuple(
            replace(each, enclosed=tuple((names.get(name, name), what) for name, what in each.enclosed))
            for each in mail.letters
        )
        mail = replace(mail, attachments=attachments, letters=letters)
        own = JOINER.join(one.pack.spoken) if one.pack.options.bilingual == "one" else tag
        parts.append(TicketPart(place=one.place, pack=one.pack, mail=mail, name=one.pack.name(own)))
    return parts


def free_name(name: str, known: set[str]) -> str:
    """`name`, or, where another attachment is called so, the same with a number; `known` grows."""
    stem, dot, ending = name.partition(".")
    numbered = chain((name,), (f"{stem}-{n}{dot}{ending}" for n in count(2)))
    free = next(one for one in numbered if one.casefold() not in known)
    known.add(free.casefold())
    return free


def told_of(part: TicketPart, everybody: Recipients) -> str:
    """`paris/CHG0041 <revision> <sequence> <name> 1,3 invitation.window-1.fr.eml`: the numbers are those of the
    recipients, in their order, who would get the mail of the change."""
    own = {one.address.casefold() for one in part.mail.people.everybody}
    numbers = [str(n) for n, one in enumerate(everybody.everybody, 1) if one.address.casefold() in own]
    mail = part.mail
    words = (part.place, mail.plan.revision, str(mail.sequence), part.name, ",".join(numbers) or NOBODY)
    return " ".join((*words, *mail.invitations))
