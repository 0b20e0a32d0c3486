"""The files of a pack: calendar and mails, from the plan, the pages, and what an earlier pack said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from runbook.document.impact import outages, window_schedules
from runbook.document.letter import letter
from runbook.document.plain_text import file_name
from runbook.i18n import N_, Language, load_language
from runbook.model.plan import Plan
from runbook.model.site import Person
from runbook.pack.calendar import Agenda, entries, invitations, published
from runbook.pack.earlier_pack import CALENDAR, EarlierFiles, EarlierPack, agenda_of, earlier_pack_of
from runbook.pack.mail import MAX_MB, MEGABYTE, Attachment, Mail, written
from runbook.pack.people import Recipients, recipients, speaking
from runbook.pack.picture import bar

PageKind = Literal["approval", "runbook", "checklist"]
PackKind = Literal["plan", "approval", "runbook", "checklist", "calendar", "mail"]
PackPart = Literal["approval", "runbook", "checklist", "calendar"]
PAGES: tuple[PageKind, ...] = ("approval", "runbook", "checklist")
PARTS: tuple[PackPart, ...] = (*PAGES, "calendar")
HOLDS: dict[str, str] = {
    "approval": N_("the request: impact, risks, way back, and the boxes to sign"),
    "runbook": N_("the runbook: every step"),
    "checklist": N_("the checklist"),
    "calendar": N_("an entry for your calendar"),
}
JOINER = "-"  # between the languages of a mail with several

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

    @property
    def pages(self) -> tuple[PageKind, ...]:
        """The kinds of pages that go into the mail; a cancelled change needs none."""
        return () if self.cancelled else tuple(kind for kind in PAGES if kind not in self.without)


def pack_files(staff: Iterable[Person], options: PackOptions) -> Iterator[tuple[PackKind, str, str]]:
    """Kind, language and name of each file of a pack, the pages before the mails that hold them.

    The language of a mail with several is `fr-en`. Raises RunbookError where nobody can be sent one.
    """
    people = recipients(staff, options.to, options.cc, options.sender)
    first = options.languages[0]
    if not options.cancelled:
        yield "plan", first, "plan.json"
    for tag in options.languages:
        yield from ((kind, tag, f"{kind}.{tag}.pdf") for kind in options.pages)
    yield "calendar", first, CALENDAR
    groups = [JOINER.join(options.languages)] if options.bilingual == "one" else options.languages
    yield from (("mail", tag, f"pack.{tag}.eml") for tag in groups if _people(people, tag, options) is not None)


def calendar_file(plan: Plan, tag: str, options: PackOptions, earlier: EarlierFiles) -> bytes:
    """windows.ics. Raises RunbookError where what an earlier pack left cannot be read."""
    agenda = _agenda(plan, load_language(tag), options, earlier_pack_of(earlier))
    return published(agenda, cancelled=options.cancelled)


def mail_file(plan: Plan, tag: str, options: PackOptions, earlier: EarlierFiles, page: PageOf) -> bytes:
    """pack.<tag>.eml; whoever gets it sees all of the pack's recipients as attendees.

    Raises RunbookError where the mail is too large or what an earlier pack left cannot be read.
    """
    everybody = recipients(plan.staff, options.to, options.cc, options.sender)
    people = _people(everybody, tag, options)
    assert people is not None, "a file is wanted for mails alone that somebody gets"
    spoken = [load_language(one) for one in tag.split(JOINER)]
    agenda = _agenda(plan, spoken[0], options, earlier_pack_of(earlier))
    attachments = tuple(_attachments(plan, spoken, options, agenda, everybody, page))
    letters = tuple(
        letter(plan, language, _enclosed(attachments, language), cancelled=options.cancelled) for language in spoken
    )
    mail = Mail(
        plan=plan,
        tag=tag,
        sequence=agenda.sequence,
        letters=letters,
        people=people,
        attachments=attachments,
        pictures={} if options.cancelled else _pictures(plan),
        cancelled=options.cancelled,
    )
    return written(mail, spoken[0], options.limit)


def _people(everybody: Recipients, tag: str, options: PackOptions) -> Recipients | None:
    """Who gets the mail in that language; all of them where it has several. None where nobody does."""
    return everybody if JOINER in tag else speaking(everybody, tag, options.languages)


def _agenda(plan: Plan, language: Language, options: PackOptions, earlier: EarlierPack | None) -> Agenda:
    own = entries(plan, language)
    return agenda_of(plan, own, earlier, cancelled=options.cancelled, sequence=options.sequence)


def _enclosed(attachments: Iterable[Attachment], language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, language.text(HOLDS[one.part])) for one in attachments)


def _attachments(
    plan: Plan,
    spoken: Sequence[Language],
    options: PackOptions,
    agenda: Agenda,
    everybody: Recipients,
    page: PageOf,
) -> Iterator[Attachment]:
    for language in spoken:
        for kind in options.pages:
            name = f"{file_name(plan.change, plan.site, kind)}.{language.tag}.pdf"
            yield Attachment(part=kind, name=name, content=page(kind, language.tag))
    if "calendar" not in options.without:
        for name, method, calendar in invitations(agenda, everybody, cancelled=options.cancelled):
            full = f"{file_name(plan.change, plan.site)}-{name}"
            yield Attachment(part="calendar", name=full, content=calendar, method=method)


def _pictures(plan: Plan) -> dict[str, bytes]:
    """The bar of each window."""
    down = outages(plan)
    return {
        f"window-{c.window}": bar(plan.windows[c.window - 1], c, tuple(s for s in down if s.window == c.window))
        for c in window_schedules(plan)
    }
