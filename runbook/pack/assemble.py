"""A pack from its plan: the pages it needs, then calendar and mails of what was drawn, each page once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from runbook.build.documents import DocumentKind, Work, content
from runbook.document.impact import outages, window_schedules
from runbook.document.letter import letter
from runbook.document.parts import Paper
from runbook.document.plain_text import file_name
from runbook.i18n import N_, Language, load_language
from runbook.model.plan import Plan
from runbook.pack.calendar import Agenda, entries, invitations, published
from runbook.pack.earlier_pack import EarlierPack, agenda_of, earlier_pack_of
from runbook.pack.mail import MAX_MB, MEGABYTE, Attachment, Mail, written
from runbook.pack.people import Recipients, speaking
from runbook.pack.picture import bar
from runbook.pdf.identity import first_identifier

Part = Literal["approval", "runbook", "checklist", "calendar"]
PAGES: tuple[DocumentKind, ...] = ("approval", "runbook", "checklist")
PARTS: tuple[Part, ...] = ("approval", "runbook", "checklist", "calendar")
HOLDS: dict[str, str] = {
    "approval": N_("the request: impact, risks, way back, and the boxes to sign"),
    "runbook": N_("the runbook: every step"),
    "checklist": N_("the checklist"),
    "calendar": N_("an entry for your calendar"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A pack to be made. `bilingual`: a mail for each language, or one with all; `limit` in bytes a mail."""

    plan: Plan
    languages: tuple[str, ...]
    people: Recipients
    paper: Paper = "A4"
    bilingual: Literal["each", "one"] = "each"
    without: frozenset[str] = frozenset()
    limit: int = MAX_MB * MEGABYTE
    cancelled: bool = False
    sequence: int | None = None


def folder_of(request: Request, out: Path) -> Path:
    """Where the files of the change lie."""
    return out / request.plan.site / request.plan.change


def works(request: Request, out: Path) -> tuple[Work, ...]:
    """The plan and the pages that the pack needs; what is there and current is kept. A cancelled change needs none."""
    if request.cancelled:
        return ()
    folder = folder_of(request, out)
    first = request.languages[0]
    plan = Work(kind="plan", plan=request.plan, language=first, paper=request.paper, path=folder / "plan.json")
    kinds = [kind for kind in PAGES if kind not in request.without]
    return (plan, *(_page(request, kind, tag, folder) for tag in request.languages for kind in kinds))


def pack(request: Request, out: Path) -> dict[Path, bytes]:
    """Calendar and mails, by where they go; the pages are read from their places, and nothing is written.

    Raises RunbookError where a mail is too large or what is there cannot be read, OSError where a page is missing.
    """
    folder = folder_of(request, out)
    known = earlier_pack_of(folder)
    spoken = [load_language(tag) for tag in request.languages]
    agenda = _agenda(request, spoken[0], known)
    made = {folder / "windows.ics": published(agenda, cancelled=request.cancelled)}
    groups = [spoken] if request.bilingual == "one" else [[language] for language in spoken]
    for group in groups:
        tag = "-".join(language.tag for language in group)
        people = speaking(request.people, tag, request.languages) if len(group) == 1 else request.people
        if people is None:
            continue
        now = replace(_agenda(request, group[0], known), sequence=agenda.sequence)
        made[folder / f"pack.{tag}.eml"] = _mail(request, people, tag, group, now, folder)
    return made


def _agenda(request: Request, language: Language, known: EarlierPack | None) -> Agenda:
    return agenda_of(
        request.plan,
        entries(request.plan, language),
        known,
        cancelled=request.cancelled,
        sequence=request.sequence,
    )


def _mail(
    request: Request, people: Recipients, tag: str, spoken: Sequence[Language], agenda: Agenda, folder: Path
) -> bytes:
    """A mail to `people`; whoever gets it sees all of the pack's recipients as attendees."""
    attachments = tuple(_attachments(request, spoken, agenda, folder))
    letters = tuple(
        letter(request.plan, language, _enclosed(attachments, language), cancelled=request.cancelled)
        for language in spoken
    )
    mail = Mail(
        plan=request.plan,
        tag=tag,
        sequence=agenda.sequence,
        letters=letters,
        people=people,
        attachments=attachments,
        pictures={} if request.cancelled else _pictures(request.plan),
        cancelled=request.cancelled,
    )
    return written(mail, spoken[0], request.limit)


def _enclosed(attachments: Iterable[Attachment], language: Language) -> Iterable[tuple[str, str]]:
    return tuple((one.name, language.text(HOLDS[one.part])) for one in attachments)


def _attachments(request: Request, spoken: Sequence[Language], agenda: Agenda, folder: Path) -> Iterable[Attachment]:
    plan = request.plan
    for language in () if request.cancelled else spoken:
        for kind in PAGES:
            if kind not in request.without:
                name = f"{file_name(plan.change, plan.site, kind)}.{language.tag}.pdf"
                yield Attachment(part=kind, name=name, content=_drawn(_page(request, kind, language.tag, folder)))
    if "calendar" not in request.without:
        for name, method, calendar in invitations(agenda, request.people, cancelled=request.cancelled):
            full = f"{file_name(plan.change, plan.site)}-{name}"
            yield Attachment(part="calendar", name=full, content=calendar, method=method)


def _page(request: Request, kind: DocumentKind, tag: str, folder: Path) -> Work:
    path = folder / f"{kind}.{tag}.pdf"
    return Work(kind=kind, plan=request.plan, language=tag, paper=request.paper, path=path, reuse=True)


def _drawn(work: Work) -> bytes:
    """The page as it was drawn; anew where somebody has written into the file since."""
    data = work.path.read_bytes()
    return data if first_identifier(data) else content(work)


def _pictures(plan: Plan) -> dict[str, bytes]:
    """The bar of each window."""
    down = outages(plan)
    return {
        f"window-{c.window}": bar(plan.windows[c.window - 1], c, tuple(s for s in down if s.window == c.window))
        for c in window_schedules(plan)
    }
