"""The words for a window of the calendar: what is done in it, how far its change is, what is said of it."""

from __future__ import annotations

from runbook.document.plain_text import plain
from runbook.document.words import PACKAGES, staff_roles
from runbook.i18n import N_, Language
from runbook.model.site import Change, Person
from runbook.windows.fleet_calendar import CalendarWindow, WindowMark
from runbook.windows.mark_text import mark_text

KINDS = {"upgrade": N_("Upgrade"), "migrate": N_("Migration"), "other": N_("Other change")}
STATES = {
    "planned": N_("planned"),
    "approved": N_("approved"),
    "done": N_("done"),
    "stopped": N_("stopped"),
    "cancelled": N_("cancelled"),
}
MARKS = {
    "people": N_("in two places"),
    "overlap": N_("overlap"),
    "freeze": N_("freeze"),
    "short": N_("too short"),
    "crowded": N_("too many sites"),
    "away": N_("away"),
    "deadline": N_("after the deadline"),
    "calls": N_("no roll call"),
    "clock": N_("clock change"),
    "hours": N_("busy hours"),
    "long": N_("very long"),
}


def what_is_done(change: Change, language: Language) -> str:
    """`Upgrade: Base 6.2.0 + BeyondTrust 24.1.2`; pass by pass with an arrow between; of a migration also where to."""
    passes = (
        " + ".join(f"{language.text(PACKAGES[each.kind])} {plain(each.name, 60)}" for each in hop.contents)
        for hop in change.hops
    )
    told = " → ".join(passes)
    if change.target is not None:
        told = f"{change.source or ''} → {change.target.id} {told}".strip()
    told = told or (change.path or "")
    kind = language.text(KINDS[change.kind])
    return language.text(N_("{name}: {value}"), name=kind, value=told) if told else kind


def state_of(window: CalendarWindow) -> str:
    """How far it is, as a code: a window that is done says so whatever its change is."""
    return "done" if window.done else window.change.state


def window_name(window: CalendarWindow, language: Language) -> str:
    """`Window 1 of 4`."""
    return language.text(N_("Window {n} of {total}"), n=window.number, total=len(window.change.windows))


def window_length(window: CalendarWindow, language: Language) -> str:
    """How long it lasts, by minutes that pass."""
    return language.minutes(int((window.end - window.start).total_seconds()) // 60)


def said_of(mark: WindowMark, language: Language) -> str:
    """What is said of it, in a sentence that ends without a full stop."""
    return mark_text(mark.message, dict(mark.values), language)


def person_text(person: Person, language: Language) -> str:
    """`C. Martin (CM): technician, network`."""
    name = f"{plain(person.name)} ({person.initials})"
    return language.text(N_("{name}: {value}"), name=name, value=staff_roles(person.roles, language))
