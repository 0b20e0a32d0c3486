"""What the mail about a cancelled change takes back, as its readers were told it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from runbook.document.letter_asks import Withdrawn
from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.pack.calendar import Agenda, CalendarEntry, entries, local_times
from runbook.pack.deliveries import Delivery, invited, sent_earlier


def withdrawn_entries(
    plan: Plan, agenda: Agenda, deliveries: Iterable[Delivery], language: Language
) -> Iterator[Withdrawn]:
    """The entries of the plan, and those of earlier plans that somebody still holds an invitation to."""
    held = invited(sent_earlier(deliveries, agenda.revision, agenda.sequence))
    names = {p.email.casefold(): p.name for p in plan.staff if p.email}
    own = {entry.uid for entry in entries(plan, language)}
    for entry in (each for each in agenda.entries if each.invites):
        holders = held.get(entry.name, {})
        if entry.uid in own or holders:
            people = tuple(names.get(address, one.recipient) for address, one in sorted(holders.items()))
            latest = max(holders.values(), key=lambda one: one.sequence, default=None)
            yield Withdrawn(title=entry.title, times=_times(entry, latest, plan, language), invited=people)


def _times(entry: CalendarEntry, told: Delivery | None, plan: Plan, language: Language) -> str:
    """Those of the last invitation: the entry may have moved since, and nobody knows of it."""
    if told:
        with suppress(ValueError, TypeError, OverflowError):  # a time that cannot be read, or without a zone
            return local_times(datetime.fromisoformat(told.start), datetime.fromisoformat(told.end), plan, language)
    return local_times(entry.start, entry.end, plan, language)
