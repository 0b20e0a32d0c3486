"""Who is invited to which entry of the calendar, and to whom an invitation is taken back.

Whoever takes part in the windows is invited to each window and wait, in their language; decision times stand in the
invitation to their window, to which whoever else may decide then is invited, too: not all of them have to come. Taken
back is what was sent: to an entry that is gone or cancelled, and to people who no longer take part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from runbook.errors import RunbookError
from runbook.model.plan import Plan
from runbook.model.site import Person
from runbook.model.taking_part import deciding_in, taking_part_in
from runbook.pack.calendar import WAIT, WINDOW, Agenda, CalendarEntry
from runbook.pack.deliveries import INVITATION, WITHDRAWAL, Delivery, invited, languages_of, sent_earlier
from runbook.pack.people import Mailbox, mailbox, participants


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A mail about the calendar's `entry`, in `language`, to `to`; all `attendees` stand in it, of whom one of those
    that are `optional` is enough. `name` is what files call the entry.

    `withdrawn`: `to` no longer take part, and others go on. `before`: what was sent of the entry last.
    """

    entry: str
    name: str
    language: str
    to: tuple[Mailbox, ...]
    attendees: tuple[Mailbox, ...]
    optional: tuple[Mailbox, ...] = ()
    withdrawn: bool = False
    before: Delivery | None = None

    @property
    def file(self) -> str:
        """`invitation.window-1.fr.eml`."""
        return f"{WITHDRAWAL if self.withdrawn else INVITATION}.{self.name}.{self.language}.eml"


def invitations(
    plan: Plan, languages: Sequence[str], agenda: Agenda, deliveries: Iterable[Delivery], *, off: bool = False
) -> tuple[Invitation, ...]:
    """The mails about each entry of `agenda`, in `languages`.

    What was sent of this very agenda does not count as sent before: the same pack has the same mails again. Of a change
    that is `off` and of which nothing is known to be sent, everybody is told: what was sent may be lost.
    Raises RunbookError for an address that no mail can go to.
    """
    before = sent_earlier(deliveries, agenda.revision, agenda.sequence)
    held, names = invited(before), _names(agenda.entries)
    there = participants(taking_part_in(plan))
    found: list[Invitation] = []
    for entry in (each for each in agenda.entries if each.invites):
        had = held.get(entry.name, {})
        optional = tuple(one for one in participants(_may_decide(plan, entry)) if one not in there)
        people = (*there, *optional)
        holders = tuple(_holders(had, plan.staff))
        if entry.cancelled:
            to = people if off and not before else holders
            found += _apart(entry, names, to, languages, had)
        else:
            here = {one.address.casefold() for one in people}
            left = tuple(one for one in holders if one.address.casefold() not in here)
            found += _apart(entry, names, people, languages, had, optional)
            found += _apart(entry, names, left, languages, had, withdrawn=True)
    return tuple(found)


def _names(entries: Iterable[CalendarEntry]) -> Mapping[str, str]:
    """What files call each entry, by its name: a wait by its number, as the id of a rule tells people nothing."""
    found: dict[str, str] = {}
    for entry in entries:
        number = 1 + sum(name.startswith(WAIT) for name in found)
        found[entry.name] = f"{WAIT}{number}" if entry.name.startswith(WAIT) else entry.name
    return found


def _apart(
    entry: CalendarEntry,
    names: Mapping[str, str],
    people: tuple[Mailbox, ...],
    languages: Sequence[str],
    had: Mapping[str, Delivery],
    optional: tuple[Mailbox, ...] = (),
    *,
    withdrawn: bool = False,
) -> Iterator[Invitation]:
    """A mail for each language that somebody reads; whoever states none is in each, and `send` sends them the first."""
    latest = max(had.values(), key=lambda d: d.sequence, default=None)
    for tag in languages:
        to = tuple(one for one in people if one.language == tag or one.language not in languages)
        if to:
            yield Invitation(
                entry=entry.name,
                name=names[entry.name],
                language=tag,
                to=to,
                attendees=people,
                optional=optional,
                withdrawn=withdrawn,
                before=latest,
            )


def _may_decide(plan: Plan, entry: CalendarEntry) -> tuple[Person, ...]:
    """Who may decide in a window, whether they take part or not; nobody in other entries, or where it is gone."""
    number = entry.name.removeprefix(WINDOW)
    return deciding_in(plan, int(number)) if number.isdecimal() else ()


def _holders(had: Mapping[str, Delivery], staff: Iterable[Person]) -> Iterator[Mailbox]:
    """Those who were invited, as the staff has them; who is gone from it, in the language of their invitation."""
    names = {p.email.casefold(): p for p in staff if p.email}
    for address, delivery in sorted(had.items()):
        person = names.get(address)
        language = person.language if person else languages_of(delivery.language)[0]
        with suppress(RunbookError):  # nothing was ever sent to such an address
            yield mailbox(person.name if person else "", delivery.recipient, language)
