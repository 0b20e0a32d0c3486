"""What a disruption is in figures, as the approval document, the mail and the calendar give them."""

from __future__ import annotations

from runbook.document.impact import Disruption, longest, offline, outages
from runbook.document.parts import Labelled
from runbook.document.slots import value
from runbook.document.words import moment
from runbook.i18n import N_, Language
from runbook.model.plan import Plan


def figures(plan: Plan, language: Language) -> tuple[Labelled, ...]:
    """The figures that a board asks for first."""
    down = outages(plan)
    worst = longest(plan)
    none = language.text(N_("not stated by the organisation’s path") if plan.kind == "other" else N_("none planned"))
    rows = [
        (N_("Longest outage"), length(worst, language) if worst else none),
        *([(N_("It begins"), moment(worst.start, language))] if worst else ()),
        (N_("All outages together"), language.minutes(sum(outage.high for outage in down)) if down else none),
        (N_("Jump Clients"), language.number(plan.clients.jump_clients)),
    ]
    return tuple(_labelled(label, text, language) for label, text in rows)


def no_outage(plan: Plan, language: Language) -> str:
    """What is said of a window in which no outage is known."""
    if plan.kind == "other":
        return language.text(N_("The organisation’s path does not say whether this window has an outage."))
    return language.text(N_("No outage is planned in this window."))


def summary(plan: Plan, language: Language) -> tuple[Labelled, ...]:
    """These figures, and how long clients with a new MSI are offline."""
    label = N_("Clients with the new MSI offline")
    return (*figures(plan, language), *(_labelled(label, length(one, language), language) for one in offline(plan)))


def _labelled(label: str, text: str, language: Language) -> Labelled:
    return Labelled(label=language.text(label), value=value("impact", text, 24))


def length(disruption: Disruption, language: Language) -> str:
    """`30 min to 2 h` by the shorter and the longer durations, neither of them broken; one figure where there is but
    one."""
    high = language.minutes(disruption.high).replace(" ", "\u00a0")
    if disruption.low is None or disruption.low == disruption.high:
        return high
    low = language.minutes(disruption.low).replace(" ", "\u00a0")
    return language.text(N_("{low} to {high}"), low=low, high=high)
