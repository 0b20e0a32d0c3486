"""One mail about several changes of one ticket: what the mail of each says, one after the other, and all papers.

It goes to all who would get a mail about one of its changes, each once. A header for each change says what `send` needs
to know: where it lies, its revision, the name of the mail that this one takes the place of, and who would get that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain

from runbook.document.letter import Letter, MailPage
from runbook.document.plain_text import file_name, plain
from runbook.document.ticket_letter import CANCELLED as OFF
from runbook.document.ticket_letter import CORRECTED, REQUEST, MailKind, TicketChange, picture_name, ticket_letters
from runbook.i18n import Language, load_language, with_words
from runbook.model.frozen_zone import repeated_hours
from runbook.pack.calendar import DOMAIN
from runbook.pack.deliveries import APPROVAL, CANCELLED, PART, languages_of
from runbook.pack.mail import MOST_NAMED, fill, named_mails, until, within
from runbook.pack.mime import Header, bytes_of, new_message
from runbook.pack.ticket_parts import TicketPack, TicketPart, everybody_of, parts_of, told_of


def ticket_folder(ticket: str) -> str:
    """The name of the folder of a ticket: `CHG0041234_1-6b1c09` for `CHG0041234/1`."""
    name = file_name(ticket)
    return name if name == ticket else f"{name}-{sha256(ticket.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


def ticket_mail(ticket: str, packs: Sequence[TicketPack], tag: str) -> bytes:
    """The mail in the language, or languages, of `tag`. Raises RunbookError also where it is too large."""
    everybody = everybody_of([one.pack for one in packs], tag)
    parts = parts_of(packs, tag, tuple(one.address for one in everybody.everybody))
    name = _name(ticket, tag, parts)
    before = [tuple(_before(part, name)) for part in parts]
    kind = _kind(parts, before)
    spoken = [_language(one, parts) for one in languages_of(tag)]
    written = [tuple(_letters(kind, ticket, parts, before, n, language)) for n, language in enumerate(spoken)]
    subject = " / ".join(letters[0].subject for letters in written)
    headers: tuple[Header, ...] = (
        ("Message-ID", name),
        *_thread(parts, before),
        ("X-Unsent", "1"),  # mail programs open it as a draft
        ("X-Runbook-Pack", CANCELLED if kind == OFF else APPROVAL),
        ("X-Runbook-Language", tag),
        ("X-Runbook-Until", until(*(part.mail.plan for part in parts))),
        *((PART, told_of(part, everybody)) for part in parts),
    )
    message = new_message(everybody.sender, everybody.to, everybody.cc, subject, headers)
    pictures = {
        picture_name(n, picture): data
        for n, part in enumerate(parts, 1)
        for picture, data in part.mail.pictures.items()
    }
    cids = {picture: f"{picture}.{_digest(parts)}@{DOMAIN}" for picture in pictures}
    page = MailPage(subject=subject, letters=tuple(chain.from_iterable(written)), cids=cids)
    attachments = tuple(one for part in parts for one in part.mail.attachments)
    fill(message, page, pictures, attachments, spoken[0])
    return within(bytes_of(message, [each[0] for each in written]), attachments, packs[0].pack.options.limit)


def _language(tag: str, parts: Iterable[TicketPart]) -> Language:
    """A language with the words of the houses that the plans were made with."""
    language = load_language(tag)
    for part in parts:
        language = with_words(language, part.mail.plan.words, repeated_hours(part.mail.plan))
    return language


def _digest(parts: Iterable[TicketPart]) -> str:
    return sha256("\0".join(part.name for part in parts).encode()).hexdigest()[:16]


def _name(ticket: str, tag: str, parts: Sequence[TicketPart]) -> str:
    """`<approval.fr.0123456789abcdef.CHG0041234_1-6b1c09.ticket@runbook-kit.invalid>`: from the names of the mails that
    it takes the place of."""
    kind = CANCELLED if parts[0].mail.cancelled else APPROVAL
    return f"<{kind}.{tag}.{_digest(parts)}.{ticket_folder(ticket)}.ticket@{DOMAIN}>"


def _before(part: TicketPart, name: str) -> Iterator[str]:
    """The names of the mails before that said the same of the change: those of the ticket, when it had other changes
    or others' plans."""
    for one in part.pack.deliveries:
        if part.name in (one.message_id, one.stands_for) and one.message_id != name:
            yield one.message_id


def _kind(parts: Iterable[TicketPart], before: Iterable[tuple[str, ...]]) -> MailKind:
    asked = [part.mail for part in parts]
    if asked[0].cancelled:
        return OFF
    corrected = any(mail.before.mail and not mail.before.mail.cancelled for mail in asked)
    return CORRECTED if corrected or any(before) else REQUEST


def _thread(parts: Iterable[TicketPart], before: Iterable[tuple[str, ...]]) -> tuple[Header, ...]:
    """The mails before, those that are taken back first."""
    mails = [part.mail for part in parts]
    named = [mail.before.mail.message_id for mail in mails if mail.before.mail]
    last = tuple(dict.fromkeys((*chain.from_iterable(before), *named)))
    taken = (one for mail in mails for one in mail.withdraws if one not in last)
    everything = (*dict.fromkeys(taken), *last)
    return ("In-Reply-To", named_mails(*last[-1:])), ("References", named_mails(*everything[-MOST_NAMED:]))


def _letters(
    kind: MailKind,
    ticket: str,
    parts: Sequence[TicketPart],
    before: Sequence[tuple[str, ...]],
    n: int,
    language: Language,
) -> Iterable[Letter]:
    """Those in one language, the one of number `n` in each change's mail."""
    changes = [
        TicketChange(
            plan=part.mail.plan,
            letter=part.mail.letters[n],
            people=tuple(plain(one.name or one.address, 80) for one in part.mail.people.to),
            unchanged=bool(same),
        )
        for part, same in zip(parts, before, strict=True)
    ]
    return ticket_letters(kind, ticket, changes, language)
