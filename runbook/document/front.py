"""What stands before the steps: the cover, the drawings, what and whom one needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from runbook.document.appliances import goes_on
from runbook.document.brief_ways import closing_steps
from runbook.document.change_words import said
from runbook.document.house_sheet import PHONE_COLUMNS
from runbook.document.parts import Labelled, NeedGroup, PersonView, PhaseMark, TimelineEntry
from runbook.document.slots import APART, Value, value
from runbook.document.ways import back_by
from runbook.document.words import anchor, counted, moment, staff_roles, warning_texts, window_text
from runbook.i18n import N_, Language
from runbook.model.plan import Phase, Plan, PlanStep, PlanWindow
from runbook.model.site import Person
from runbook.model.ways_back import main_phases, ways_back
from runbook.model.window_chain import parts_in_nights

STAFF_ROWS = 8  # rows of the staff table come in multiples of this, so that their number says nothing
MANY_ROLES = 4  # of one person; from so many on, they may take three lines of the staff table
WARNING_ROWS = 2
NEED_KINDS = {
    "credential": N_("Credentials"),
    "file": N_("Files"),
    "equipment": N_("Equipment"),
    "address": N_("Addresses"),
}
SWITCHES = {"shared-ip": N_("shared IP"), "dns": N_("DNS record"), "nat": N_("NAT rule")}


def heading(plan: Plan, language: Language) -> tuple[Labelled, ...]:
    """The site and the change, large."""
    return (
        Labelled(label=language.text(N_("Site")), value=value("site.name", plan.site_name, 50, "big")),
        Labelled(label=language.text(N_("Change")), value=value("change.id", plan.change, 24, "big")),
        Labelled(label=language.text(N_("Site id")), value=value("site.id", plan.site, 24, "big")),
    )


def facts(plan: Plan, language: Language) -> tuple[Labelled, ...]:
    """What identifies the site and the plan, and what is said of the change."""
    return (
        Labelled(label=language.text(N_("Organisation")), value=value("organization", plan.organization, 34)),
        Labelled(label=language.text(N_("Name that users reach")), value=value("site.hostname", plan.hostname, 34)),
        Labelled(label=language.text(N_("All times are local to")), value=value("timezone", plan.timezone, 34)),
        Labelled(label=language.text(N_("Revision of the plan")), value=value("revision", plan.revision[:12], 34)),
        *(Labelled(label=label, value=value(f"change.{name}", text, 34)) for name, label, text in said(plan, language)),
    )


def reason(plan: Plan, language: Language) -> Labelled | None:
    """Why the change is made, where that is said."""
    if not plan.reason:
        return None
    return Labelled(label=language.text(N_("Reason")), value=value("change.reason", plan.reason, 72))


def warnings(plan: Plan, language: Language) -> tuple[Value, ...]:
    """What the planner warns of, in a fixed number of rows, the last of which may hold several, each
    on lines of its own."""
    texts = [*warning_texts(plan, language)] or [language.text(N_("none"))]
    rows = [*texts[: WARNING_ROWS - 1], APART.join(texts[WARNING_ROWS - 1 :])]
    rows += [""] * (WARNING_ROWS - len(rows))
    return tuple(value("warning", row, 70) for row in rows)


def entrance(plan: Plan, language: Language) -> tuple[Labelled, ...]:
    """Where users come in, above the drawing of the site."""
    found = [Labelled(label=language.text(N_("Users reach")), value=value("entrance.host", plan.hostname, 36))]
    if plan.failover and plan.failover.shared_ip:
        label = language.text(N_("Shared IP"))
        found.append(Labelled(label=label, value=value("entrance.ip", plan.failover.shared_ip, 20)))
    return tuple(found)


def timeline(plan: Plan, language: Language) -> tuple[TimelineEntry, ...]:
    """Before, each window, between two, and after; schematic, not to scale. It is the table of contents too."""
    first = next((p.number for p in plan.phases if p.window is not None), len(plan.phases) + 1)
    entries: list[TimelineEntry] = []
    parts = ((phase, part) for phase in main_phases(plan) for part in parts_in_nights(plan, phase))
    for phase, (window, steps) in parts:
        entry = _entry(plan, replace(phase, window=window), steps, phase.number < first, language)
        if entries and entries[-1].title == entry.title:
            entry = structs.replace(entry, phases=entries.pop().phases + entry.phases)
        entries.append(entry)
    return tuple(entries)


def ways(plan: Plan) -> tuple[tuple[int, str], ...]:
    """The ways back, each by its number and anchor."""
    return tuple((phase.number, anchor(phase)) for phase in ways_back(plan))


def ahead(plan: Plan, language: Language) -> tuple[tuple[str, str], ...]:
    """The chapters before the steps, behind the contents: anchor and title."""
    found = [("never", N_("Never, on this path"))] if plan.never else []
    found += [("before-start", N_("Before you start"))]
    found += [("vendor-pages", N_("Pages of the vendor"))] if plan.links else []
    return tuple((name, language.text(title)) for name, title in found)


def behind(plan: Plan, language: Language) -> tuple[tuple[str, str], ...]:
    """The chapters behind the steps that one looks for in a hurry: anchor and title."""
    found = [("what-if", N_("What to do if"))] if plan.recoveries else []
    found += [("labels", N_("Screen labels"))] if plan.terms else []
    found += [("sources", N_("Sources"))]
    return tuple((name, language.text(title)) for name, title in found)


def _entry(plan: Plan, phase: Phase, steps: Sequence[PlanStep], early: bool, language: Language) -> TimelineEntry:
    """A mark with these steps of one phase; marks of the same title next to each other become one."""
    closes = any(step.no_return for step in steps)
    title = language.text(phase.title)
    mark = PhaseMark(
        number=phase.number,
        anchor=anchor(phase),
        title=title,
        no_return=closes,
        closes=any(step in steps for step in closing_steps(plan)),
        hold=any(step.gate == "hold" for step in steps),
        back=back_by(plan, phase, steps[0], language),
    )
    if phase.window is not None:
        window = plan.windows[phase.window - 1]
        title = window_text(plan, phase, language)
        said = [counted(N_("Pass {n} of {total}"), phase.hop, len(plan.passes), language)]
        said += [goes_on(window.continues, language)] if window.continues else []
        note = " · ".join(filter(None, said))
        return TimelineEntry(kind="window", title=title, note=note, times=_ends(window, language), phases=(mark,))
    outside = language.text(N_("Before the first window") if early else N_("After the last window"))
    title = window_text(plan, phase, language) or outside
    return TimelineEntry(kind="open", title=title, note="", times=(), phases=(mark,))


def _ends(window: PlanWindow, language: Language) -> tuple[Labelled, ...]:
    return (
        Labelled(
            label=language.text(N_("opens")), value=value("window.start", moment(window.start, language), 22, "plain")
        ),
        Labelled(
            label=language.text(N_("closes")), value=value("window.end", moment(window.end, language), 22, "plain")
        ),
    )


def people(plan: Plan, language: Language) -> tuple[PersonView, ...]:
    """The staff table, filled up to a multiple of `STAFF_ROWS` rows."""
    rows = max(1, -(-len(plan.staff) // STAFF_ROWS)) * STAFF_ROWS
    staff: list[Person | None] = [*plan.staff, *[None] * (rows - len(plan.staff))]
    return tuple(_with_phones(plan, person, _person(person, language, narrow=plan.house is None)) for person in staff)


def _with_phones(plan: Plan, person: Person | None, view: PersonView) -> PersonView:
    """The row with what a house says of the person; where there is a house, all rows have these columns."""
    if plan.house is None:
        return view
    own = next((one for one in plan.house.staff if person and one.initials == person.initials), None)
    phone, name, other = (own.phone, own.deputy_name, own.deputy_phone) if own else ("", "", "")
    return structs.replace(
        view,
        phone=value("person.phone", phone, PHONE_COLUMNS, "plain"),
        deputy=(value("person.deputy", name, 12, "plain"), value("person.deputy.phone", other, PHONE_COLUMNS, "plain")),
    )


def _person(person: Person | None, language: Language, *, narrow: bool) -> PersonView:
    """A row; `narrow` where it has a place for a telephone number to be written."""
    roles = staff_roles(person.roles, language) if person else ""
    return PersonView(
        initials=value("person.initials", person.initials if person else "", 6),
        name=value("person.name", person.name if person else "", 16 if narrow else 18, "plain"),
        roles=value("person.roles", roles, 28, "plain"),
        email=value("person.email", (person.email or "") if person else "", 18 if narrow else 20, "plain"),
    )


def needs(plan: Plan, language: Language) -> tuple[NeedGroup, ...]:
    """What to have at hand, by kind."""
    groups = []
    for kind, title in NEED_KINDS.items():
        rows = tuple((language.text(n.text), language.text(n.holder)) for n in plan.needs if n.kind == kind)
        if rows:
            groups.append(NeedGroup(title=language.text(title), rows=rows))
    return tuple(groups)
