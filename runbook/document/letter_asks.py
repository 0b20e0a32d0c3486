"""What a mail asks of its readers: of those who approve, an answer; of nobody else anything. And what it takes back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from runbook.document.impact import longest
from runbook.document.leave import release_by, released
from runbook.document.plain_text import clipped, plain
from runbook.document.words import moment
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.model.remaining import remaining

PAIR = N_("{name}: {value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An entry of the calendar that a cancelled change takes back: what it is called, when it was to be, as the reader
    is told both, and whose invitation to it is void."""

    title: str
    times: str
    invited: tuple[str, ...] = ()


def approvers_among(plan: Plan, readers: Collection[str] | None) -> tuple[str, ...] | None:
    """Who of the readers approves; None where whoever reads it is asked: the plan names nobody who does."""
    approvers = [p for p in plan.staff if "approver" in p.roles]
    if readers is None or not approvers:
        return None
    known = {address.casefold() for address in readers}
    return tuple(clipped(p.name, 80) for p in approvers if p.email and p.email.casefold() in known)


def request(plan: Plan, language: Language, asking: tuple[str, ...] | None) -> str:
    """What is asked, of whom by name; whoever does not approve is told who does. `asking` as of `approvers_among`."""
    if asking == ():
        names = language.list([clipped(p.name, 80) for p in plan.staff if "approver" in p.roles])
        return language.text(
            N_("This is for your information. The change has to be approved by: {names}."), names=names
        )
    worst = longest(plan)
    if worst is None:
        text = N_("Please answer whether you approve the change, and sign the request.")
    else:
        text = N_(
            "Please answer whether you approve the change with its outage of up to {length}, and sign the request."
        )
    asked = language.text(text, length=language.minutes(worst.high) if worst else "")
    left = remaining(plan)
    if how := released(left, language):
        by = release_by(left)
        when = language.text(N_("Your answer is needed by {time}."), time=moment(by, language)) if by else ""
        asked = " ".join(filter(None, (asked, how, when)))
    return f"{language.text(PAIR, name=language.list(asking), value=asked)}" if asking else asked


def withdrawn_rows(withdrawn: Iterable[Withdrawn], language: Language) -> Iterable[tuple[str, str]]:
    """A row for each entry, and one for those whose invitation to it is void."""
    for one in withdrawn:
        yield one.title, one.times
        if one.invited:
            title = language.text(N_("Invitations to it: {entry}"), entry=one.title)
            yield title, language.list([plain(name, 80) for name in one.invited])
