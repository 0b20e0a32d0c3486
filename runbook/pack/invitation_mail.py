"""The mail about one entry of the calendar, which whoever gets it accepts or declines (iMIP, RFC 6047)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from runbook.document.change_words import said_of_change
from runbook.document.house_words import reading_line, whom_to_call
from runbook.document.letter import Letter, LetterWindow, MailPage
from runbook.document.letter_asks import PAIR
from runbook.document.plain_text import plain
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.pack.calendar import Agenda, CalendarEntry, invitation, local_times, titled
from runbook.pack.deliveries import INVITATION, WITHDRAWAL
from runbook.pack.invitations import Invitation
from runbook.pack.mail import kit_headers, message_id, named_mails
from runbook.pack.mime import add_bodies, bytes_of, new_message
from runbook.pack.people import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationMail:
    """A mail before it is written. `agenda` is in the language of the invitation; `times`: how often the pack that it
    belongs to went out earlier."""

    plan: Plan
    agenda: Agenda
    invitation: Invitation
    sender: Mailbox
    times: int = 0

    @property
    def entry(self) -> CalendarEntry:
        """What it is about."""
        return self.agenda.entry(self.invitation.entry)

    @property
    def off(self) -> bool:
        """Whether it takes back, be it for all or for those whom it goes to."""
        return self.entry.cancelled or self.invitation.withdrawn


def written_invitation(mail: InvitationMail, language: Language) -> bytes:
    """The mail as it goes over the wire, with CRLF."""
    entry, asked = mail.entry, mail.invitation
    letter = _letter(mail, language)
    kind = WITHDRAWAL if mail.off else INVITATION
    earlier = named_mails(asked.before.message_id) if asked.before else ""
    headers = (
        ("Message-ID", message_id(kind, entry.name, mail.plan, mail.times)),
        ("In-Reply-To", earlier),
        ("References", earlier),
        *kit_headers(kind, mail.plan, asked.language, mail.agenda.sequence),
        ("X-Runbook-Entry", entry.name),
        ("X-Runbook-Start", _utc(entry.start)),
        ("X-Runbook-End", _utc(entry.end)),
    )
    message = new_message(mail.sender, asked.to, (), letter.subject, headers)
    add_bodies(message, MailPage(subject=letter.subject, letters=(letter,), cids={}), language)
    content = invitation(
        mail.agenda, entry, mail.sender, asked.attendees, optional=asked.optional, withdrawn=asked.withdrawn
    )
    parameters = {"method": "CANCEL" if mail.off else "REQUEST", "charset": "utf-8"}
    message.add_alternative(content, "text", "calendar", params=parameters)
    return bytes_of(message, (letter,))


def _letter(mail: InvitationMail, language: Language) -> Letter:
    title, opening = _words(mail)
    return Letter(
        language=language.tag.replace("_", "-"),
        direction=language.direction,
        subject=_subject(mail, language),
        title=language.text(title),
        opening=language.text(opening),
        corrects=_corrects(mail, language),
        changed_title="",
        changed=(),
        pair=language.text(PAIR),
        facts=tuple(_facts(mail, language)),
        windows_title=language.text(N_("What is planned")),
        windows=_planned(mail, language),
        caution_title="",
        cautions=(),
        figures_note="",
        enclosed_title="",
        enclosed=(),
        asked="" if mail.off else language.text(_asked(mail)),
        calls_title=language.text(N_("Whom to call")),
        calls=() if mail.off else whom_to_call(mail.plan, language),
        marking=reading_line(mail.plan, language),
    )


def _subject(mail: InvitationMail, language: Language) -> str:
    """Of an entry that is cancelled, its own title says so."""
    if mail.entry.cancelled:
        return mail.entry.summary
    if mail.invitation.withdrawn:
        text = N_("Invitation withdrawn: {change} {site}: {entry}")
    elif mail.invitation.before:
        text = N_("Updated invitation: {change} {site}: {entry}")
    else:
        text = N_("Invitation: {change} {site}: {entry}")
    return titled(text, mail.entry.title, mail.plan, language)


def _words(mail: InvitationMail) -> tuple[str, str]:
    if mail.entry.cancelled:
        return (
            N_("Cancelled"),
            N_("The entry below is cancelled. Your mail program takes it out of your calendar, or offers to do so."),
        )
    if mail.invitation.withdrawn:
        return (
            N_("Invitation withdrawn"),
            N_(
                "You no longer take part in the change below. Your mail program takes the entry out of your calendar, "
                "or offers to do so."
            ),
        )
    title = N_("Updated invitation") if mail.invitation.before else N_("Invitation")
    if mail.invitation.optional:
        return title, N_("You take part in the change below, or may decide in it; this is an entry of its calendar.")
    return title, N_("You take part in the change below; this is an entry of its calendar.")


def _asked(mail: InvitationMail) -> str:
    if mail.invitation.optional:
        return N_("Please accept or decline. Of those who may decide, it is enough that one accepts.")
    return N_("Please accept or decline.")


def _corrects(mail: InvitationMail, language: Language) -> str:
    """What was said of the entry before, where it goes on."""
    before = mail.invitation.before
    if before is None or mail.off:
        return ""
    try:
        start, end = datetime.fromisoformat(before.start), datetime.fromisoformat(before.end)
        same = (start, end) == (mail.entry.start, mail.entry.end)
        times = local_times(start, end, mail.plan, language)
    except (ValueError, TypeError, OverflowError):  # a time that cannot be read, or without a zone
        return ""
    if same:
        return language.text(N_("The time has not changed, but the plan has: see its revision."))
    return language.text(N_("This entry has moved. It was: {times}"), times=times)


def _facts(mail: InvitationMail, language: Language) -> Iterator[tuple[str, str]]:
    plan, entry = mail.plan, mail.entry
    yield language.text(N_("Site")), plain(f"{plan.site_name} ({plan.hostname})", 200)
    yield language.text(N_("Change")), plain(plan.change, 80)
    yield from said_of_change(plan, language)
    yield language.text(N_("What the change is")), language.text(plan.path_title)
    yield language.text(N_("Entry")), entry.summary
    if mail.off or not entry.about:  # otherwise, the time stands with what is planned
        yield language.text(N_("Local time")), local_times(entry.start, entry.end, plan, language)
    yield language.text(N_("All times are local to")), plan.timezone
    yield language.text(N_("Revision of the plan")), plan.revision[:12]


def _planned(mail: InvitationMail, language: Language) -> tuple[LetterWindow, ...]:
    """What the entry says of its time, a line each; nothing of one that does not stand any more."""
    entry = mail.entry
    if mail.off or not entry.about:
        return ()
    times = local_times(entry.start, entry.end, mail.plan, language)
    return (LetterWindow(title=entry.title, times=times, said=entry.about, picture="", picture_text=""),)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
