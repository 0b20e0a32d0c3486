"""What the mail about all changes of a ticket says: a letter about the whole, then that of each change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from runbook.document.letter import Letter
from runbook.document.letter_asks import PAIR, approvers_among
from runbook.document.plain_text import clipped, plain
from runbook.document.words import moment
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.model.revision import short_revision

MailKind = str
CANCELLED: MailKind = N_("Cancelled")
CORRECTED: MailKind = N_("Corrected request for approval")
REQUEST: MailKind = N_("Request for approval")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChange:
    """A change in the mail of its ticket. `people` are the names of those whom its own mail would be addressed to;
    `unchanged`: a mail before said the same of it."""

    plan: Plan
    letter: Letter
    people: tuple[str, ...]
    unchanged: bool = False


def ticket_letters(
    kind: MailKind, ticket: str, changes: Sequence[TicketChange], language: Language
) -> Iterable[Letter]:
    """The letters in one language."""
    yield _overview(kind, ticket, changes, language)
    for number, one in enumerate(changes, 1):
        yield _section(number, one, kind == CANCELLED, language)


def picture_name(number: int, picture: str) -> str:
    """What a picture of the change of that number is called in the mail of a ticket."""
    return f"change-{number}-{picture}"


def _overview(kind: MailKind, ticket: str, changes: Sequence[TicketChange], language: Language) -> Letter:
    what, number = language.text(kind), clipped(ticket, 80)
    subject = language.plural(
        "{kind}: {ticket}, {n} change", "{kind}: {ticket}, {n} changes", len(changes), kind=what, ticket=number
    )
    if kind == CANCELLED:
        text = N_("This mail withdraws several changes of ticket {ticket}; they are listed below.")
    else:
        text = N_(
            "This mail is about several changes of ticket {ticket}, listed below. Each has to be approved "
            "separately, by the people named beside it; everybody else receives this for information."
        )
    return replace(
        changes[0].letter,
        subject=subject,
        title=subject,
        opening=language.text(text, ticket=number),
        corrects="",
        changed=(),
        facts=tuple(_fact(one, kind == CANCELLED, language) for one in changes),
        windows=(),
        cautions=(),
        figures_note="",
        enclosed=(),
        asked="",
        left_out=(),
        calls=(),
        marking="",
    )


def _fact(one: TicketChange, cancelled: bool, language: Language) -> tuple[str, str]:
    """When it is, in its own time, and who is asked."""
    plan = one.plan
    name = plain(f"{plan.change}, {plan.site_name}", 120)
    start = moment(min(w.start for w in plan.windows), language)
    end = moment(max(w.end for w in plan.windows), language)
    if cancelled:
        return name, language.text(N_("{start} – {end} ({zone}), withdrawn"), start=start, end=end, zone=plan.timezone)
    asked = [clipped(p.name, 80) for p in plan.staff if "approver" in p.roles] or list(one.people)
    text = N_("{start} – {end} ({zone}); to be approved by {names}")
    return name, language.text(text, start=start, end=end, zone=plan.timezone, names=language.list(asked))


def _section(number: int, one: TicketChange, cancelled: bool, language: Language) -> Letter:
    """The letter of a change, told from the others by its title; whoever is asked is named."""
    made, asked = one.letter, one.letter.asked
    if asked and approvers_among(one.plan, ()) is None:  # the plan names nobody who approves: not every reader is meant
        asked = language.text(PAIR, name=language.list(list(one.people)), value=asked)
    corrects = made.corrects
    if one.unchanged and not cancelled:
        text = N_(
            "This change is as it was in the previous mail: an approval of revision {revision} stays valid. If "
            "you gave it, you need not answer again."
        )
        corrects = language.text(text, revision=short_revision(one.plan.revision))
    windows = tuple(replace(w, picture=picture_name(number, w.picture)) for w in made.windows)
    return replace(made, title=made.subject, corrects=corrects, asked=asked, windows=windows)
