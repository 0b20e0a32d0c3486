"""The files of a pack: calendar, mails and invitations, from the plan, the pages, and what went out before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from runbook.document.differences import differences
from runbook.document.impact import of_window, outages, window_schedules
from runbook.document.letter import Correction, Letter, letter
from runbook.document.plain_text import file_name
from runbook.i18n import N_, Language, load_language, with_words
from runbook.model.frozen_zone import repeated_hours
from runbook.model.plan import Plan
from runbook.pack.calendar import WINDOW, Agenda, published
from runbook.pack.cancelling import withdrawn_entries
from runbook.pack.deliveries import (
    JOINER,
    MailBefore,
    SentBefore,
    languages_of,
    sent_before,
    withdrawn_mails,
)
from runbook.pack.earlier_pack import CALENDAR, EarlierFiles, EarlierPack, agenda_of, earlier_pack_of
from runbook.pack.invitation_mail import InvitationMail, written_invitation
from runbook.pack.invitations import Invitation, invitations
from runbook.pack.mail import MAX_MB, MEGABYTE, Attachment, Mail, mail_name, written
from runbook.pack.people import Mailbox, Recipients, approvers_languages, recipients, speaking
from runbook.pack.picture import bar

PageKind = Literal["approval", "runbook", "checklist"]
PackKind = Literal["plan", "approval", "runbook", "checklist", "calendar", "mail", "invitation"]
PackPart = Literal["approval", "runbook", "checklist", "calendar"]
PAGES: tuple[PageKind, ...] = ("approval", "runbook", "checklist")
PARTS: tuple[PackPart, ...] = (*PAGES, "calendar")
HOLDS: dict[str, str] = {
    "approval": N_("the request, with impact, risks, way back, and the boxes to sign"),
    "runbook": N_("the runbook, with every step"),
    "checklist": N_("the checklist"),
    "calendar": N_("the windows, for your calendar"),
}
CANCELLED_CALENDAR = N_("the windows, for your calendar, as cancelled")

PackName = tuple[PackKind, str, str]
"""What a file is, its language, its name."""
PageOf = Callable[[PageKind, str], bytes]
"""The PDF of a kind of page in a language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOptions:
    """What a pack is asked to be. `languages` are those of its mails; `bilingual`: a mail for each, or one with all;
    `limit` in bytes a mail."""

    languages: tuple[str, ...] = ()
    to: tuple[str, ...] = ("approver",)
    cc: tuple[str, ...] = ("manager", "technician")
    sender: str | None = None
    bilingual: Literal["each", "one"] = "each"
    without: tuple[str, ...] = ()
    limit: int = MAX_MB * MEGABYTE
    cancelled: bool = False
    sequence: int | None = None
    over: tuple[int, ...] = ()  # windows to which nobody is invited any more
    stopped: bool = False  # the change was given up half-way: a cancellation says so
    spoken: bool = False  # `languages` are those of the site: approvers who read another have a mail in it, too

    @property
    def pages(self) -> tuple[PageKind, ...]:
        """The kinds of pages that go into the mail; a cancelled change needs none."""
        return () if self.cancelled else tuple(kind for kind in PAGES if kind not in self.without)


class ApprovalPack:
    """The pack of a change: which files it has, and what is in them; `earlier` is what lies in its folder.

    Raises RunbookError where nobody can be sent one, and all but `pages` where what an earlier pack left cannot be
    read.
    """

    def __init__(self, plan: Plan, options: PackOptions, earlier: EarlierFiles) -> None:
        self.plan, self.options, self.earlier = plan, options, earlier
        self._everybody = recipients(plan.staff, options.to, options.cc, options.sender)
        self.deliveries = earlier.deliveries
        further = approvers_languages(plan.staff, self._everybody, options.languages) if options.spoken else ()
        self.spoken = (*options.languages, *further)
        groups = (JOINER.join(self.spoken),) if options.bilingual == "one" else self.spoken
        self.tags = tuple(tag for tag in groups if self.people(tag) is not None)

    @property
    def files(self) -> tuple[PackName, ...]:
        """All of its files, the pages before the mails that hold them."""
        return (*self.pages, *(("invitation", one.language, one.file) for one in self._invitations), *self.mails)

    @property
    def pages(self) -> tuple[PackName, ...]:
        """Plan and pages, and the calendar."""
        first = self.options.languages[0]
        made = ((kind, tag, f"{kind}.{tag}.pdf") for tag in self.options.languages for kind in self.options.pages)
        return (("plan", first, "plan.json"), *made, ("calendar", first, CALENDAR))

    @property
    def mails(self) -> tuple[PackName, ...]:
        """The mails. The language of one with several is `fr-en`."""
        return tuple(("mail", tag, f"pack.{tag}.eml") for tag in self.tags)

    @property
    def revisions_before(self) -> tuple[str, ...]:
        """The revisions of other plans that its mails speak of as the ones before."""
        found = (self._before(tag).mail for tag in self.tags)
        return tuple(dict.fromkeys(mail.revision for mail in found if mail and mail.revision != self.plan.revision))

    def calendar(self, tag: str) -> bytes:
        """windows.ics."""
        return published(self._agenda(self._language(tag)), self._everybody.sender)

    def invitation(self, name: str) -> bytes:
        """One of the invitations among `files`."""
        (one,) = (each for each in self._invitations if each.file == name)
        language = self._language(one.language)
        tag = next(tag for tag in self.tags if one.language in languages_of(tag))
        mail = InvitationMail(
            plan=self.plan,
            agenda=self._agenda(language),
            invitation=one,
            sender=self._everybody.sender,
            times=self._before(tag).times,
        )
        return written_invitation(mail, language)

    def mail(self, tag: str, page: PageOf) -> bytes:
        """pack.<tag>.eml. Raises RunbookError also where it is too large."""
        return written(self.draft(tag, page), self._language(languages_of(tag)[0]), self.options.limit)

    def draft(self, tag: str, page: PageOf, readers: tuple[str, ...] | None = None) -> Mail:
        """The same before it is written; `readers` are the addresses that it goes to where those are others than its
        own."""
        people = self.people(tag) or replace(self._everybody, to=(), cc=())
        spoken = [self._language(one) for one in languages_of(tag)]
        agenda = self._agenda(spoken[0])
        attachments = tuple(self._attachments(spoken, agenda, page))
        before = self._before(tag)
        if readers is None:
            readers = tuple(one.address for one in people.everybody)
        return Mail(
            plan=self.plan,
            tag=tag,
            sequence=agenda.sequence,
            letters=tuple(self._letters(spoken, attachments, before, readers)),
            people=people,
            attachments=attachments,
            pictures={} if self.options.cancelled else _pictures(self.plan),
            cancelled=self.options.cancelled,
            before=before,
            withdraws=withdrawn_mails(self.deliveries, self.plan.revision, agenda.sequence, languages_of(tag))
            if self.options.cancelled
            else (),
            invitations=tuple(one.file for one in self._invitations if one.language in languages_of(tag)),
        )

    def name(self, tag: str) -> str:
        """The Message-ID of the mail in that language."""
        return mail_name(self.plan, tag, self._before(tag), cancelled=self.options.cancelled)

    @property
    def sender(self) -> Mailbox:
        """Who sends it."""
        return self._everybody.sender

    def people(self, tag: str) -> Recipients | None:
        """Who gets the mail in that language; all of them where it has several. None where nobody does."""
        if JOINER in tag:
            return self._everybody
        return speaking(self._everybody, tag, self.spoken) if tag in self.spoken else None

    @cached_property
    def _known(self) -> EarlierPack | None:
        return earlier_pack_of(self.earlier, self.plan)

    @cached_property
    def _invitations(self) -> tuple[Invitation, ...]:
        if "calendar" in self.options.without:
            return ()
        spoken = tuple(one for tag in self.tags for one in languages_of(tag))
        agenda = self._agenda(self._language(spoken[0]))
        found = invitations(self.plan, spoken, agenda, self.deliveries, off=self.options.cancelled)
        over = {f"{WINDOW}{number}" for number in self.options.over}
        return tuple(one for one in found if one.entry not in over)

    def _language(self, tag: str) -> Language:
        """A language, with the words of the plan's house."""
        return with_words(load_language(tag), self.plan.words, repeated_hours(self.plan))

    def _agenda(self, language: Language) -> Agenda:
        options = self.options
        return agenda_of(self.plan, language, self._known, off=options.cancelled, sequence=options.sequence)

    def _before(self, tag: str) -> SentBefore:
        revision, cancelled = self.plan.revision, self.options.cancelled
        return sent_before(self.deliveries, languages_of(tag), revision, cancelled=cancelled)

    def _letters(
        self,
        spoken: Iterable[Language],
        attachments: Iterable[Attachment],
        before: SentBefore,
        readers: tuple[str, ...],
    ) -> Iterator[Letter]:
        correction = _correction(before.mail, self.plan, self.earlier) if before.mail else None
        for language in spoken:
            off, agenda = self.options.cancelled, self._agenda(language)
            holds = {**HOLDS, "calendar": CANCELLED_CALENDAR} if off else HOLDS
            enclosed = tuple((one.name, language.text(holds[one.part])) for one in attachments)
            yield letter(
                self.plan,
                language,
                enclosed,
                cancelled=off,
                stopped=off and self.options.stopped,
                before=correction,
                readers=readers,
                withdrawn=withdrawn_entries(self.plan, agenda, self.deliveries, language) if off else (),
            )

    def _attachments(self, spoken: Iterable[Language], agenda: Agenda, page: PageOf) -> Iterator[Attachment]:
        """The pages in each language, and the entries of the calendar as one part."""
        plan, options = self.plan, self.options
        tags = [language.tag for language in spoken]
        for tag in [tag for tag in tags if tag in options.languages] or options.languages:
            for kind in options.pages:
                name = f"{file_name(plan.change, plan.site, kind)}.{tag}.pdf"
                yield Attachment(part=kind, name=name, content=page(kind, tag))
        if "calendar" not in options.without:
            name = f"{file_name(plan.change, plan.site)}-{CALENDAR}"
            content = published(agenda, self._everybody.sender)
            yield Attachment(part="calendar", name=name, content=content, method="PUBLISH")


def _correction(before: MailBefore, plan: Plan, earlier: EarlierFiles) -> Correction:
    """What the mail before means for the one about `plan`."""
    old = plan if before.revision == plan.revision else earlier.plan(before.revision)
    found = differences(old, plan) if old else None
    return Correction(revision=before.revision, cancelled=before.cancelled, found=found)


def _pictures(plan: Plan) -> dict[str, bytes]:
    """The bar of each window."""
    down = outages(plan)
    return {
        f"window-{c.window}": bar(window, c, of_window(down, window, c.window))
        for c in window_schedules(plan)
        for window in [plan.windows[c.window - 1]]
    }
