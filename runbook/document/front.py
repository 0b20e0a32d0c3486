"""What stands before the steps: the cover, the drawings, what and whom one needs."""

from __future__ import annotations

from ..i18n import Language, N_
from ..model.plan import Plan, PlanWindow
from ..model.site import Person
from .parts import Labelled, NeedGroup, PersonView, TimelineEntry
from .slots import Value, value
from .words import moment, staff_roles

STAFF_ROWS = 8  # rows of the staff table come in multiples of this, so that their number says nothing
WARNING_ROWS = 3
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
    """What identifies the site and the plan."""
    windows = plan.windows
    return (
        Labelled(label=language.text(N_("Organisation")), value=value("organization", plan.organization, 34)),
        Labelled(label=language.text(N_("Name that users reach")), value=value("site.hostname", plan.hostname, 34)),
        Labelled(
            label=language.text(N_("First window opens")), value=value("first", moment(windows[0].start, language), 34)
        ),
        Labelled(
            label=language.text(N_("Last window closes")), value=value("last", moment(windows[-1].end, language), 34)
        ),
        Labelled(label=language.text(N_("All times are local to")), value=value("timezone", plan.timezone, 34)),
        Labelled(label=language.text(N_("Revision of the plan")), value=value("revision", plan.revision[:12], 34)),
    )


def warnings(plan: Plan, language: Language) -> tuple[Value, ...]:
    """What the planner warns of, in a fixed number of rows, the last of which may hold several."""
    texts = [language.text(w.text, **w.args) if w.args else language.text(w.text) for w in plan.warnings]
    rows = [*texts[: WARNING_ROWS - 1], "  ".join(texts[WARNING_ROWS - 1 :])]
    rows += [""] * (WARNING_ROWS - len(rows))
    return tuple(value("warning", row, 72) for row in rows)


def entrance(plan: Plan, language: Language) -> tuple[Labelled, ...]:
    """Where users come in, above the drawing of the site."""
    found = [Labelled(label=language.text(N_("Users reach")), value=value("entrance.host", plan.hostname, 28))]
    if plan.failover and plan.failover.shared_ip:
        label = language.text(N_("Shared IP"))
        found.append(Labelled(label=label, value=value("entrance.ip", plan.failover.shared_ip, 28)))
    return tuple(found)


def timeline(plan: Plan, language: Language) -> tuple[TimelineEntry, ...]:
    """Before, each window, the time between two, and after; schematic, not to scale."""
    entries = [TimelineEntry(kind="open", title=language.text(N_("Before")), times=(), phases=_phases(plan, None, True, language), note="")]
    for n, window in enumerate(plan.windows, 1):
        if n > 1:
            entries.append(_gap(plan, n, language))
        title = language.text(N_("Window {n}"), n=n)
        entries.append(
            TimelineEntry(kind="window", title=title, times=_ends(window, language), phases=_phases(plan, n, False, language), note=_hop_of(plan, n, language))
        )
    after = _phases(plan, None, False, language)
    entries.append(TimelineEntry(kind="open", title=language.text(N_("After")), times=(), phases=after, note=""))
    return tuple(entries)


def _ends(window: PlanWindow, language: Language) -> tuple[Labelled, ...]:
    return (
        Labelled(label=language.text(N_("opens")), value=value("window.start", moment(window.start, language), 26)),
        Labelled(label=language.text(N_("closes")), value=value("window.end", moment(window.end, language), 26)),
    )


def _gap(plan: Plan, n: int, language: Language) -> TimelineEntry:
    """The time between window n-1 and window n."""
    first = next((p for p in plan.passes if n in p.windows), None)
    same_pass = first is not None and n - 1 in first.windows
    note = N_("Interim: no failover until the pair is made again") if same_pass else N_("Between two passes")
    return TimelineEntry(kind="gap", title="", times=(), phases=(), note=language.text(note))


def _hop_of(plan: Plan, window: int, language: Language) -> str:
    found = next((p for p in plan.passes if window in p.windows), None)
    return language.text(N_("Pass {n} of {total}"), n=found.hop, total=len(plan.passes)) if found else ""


def _phases(plan: Plan, window: int | None, early: bool, language: Language) -> tuple[str, ...]:
    """Titles of the phases in a window, or of those outside: before the first window's phase, or after it."""
    if window is not None:
        chosen = [p for p in plan.phases if p.window == window]
    else:
        first = next((p.number for p in plan.phases if p.window is not None), len(plan.phases) + 1)
        chosen = [p for p in plan.phases if p.window is None and (p.number < first) == early]
    return tuple(f"{p.number}  {language.text(p.title)}" for p in chosen)


def people(plan: Plan, language: Language) -> tuple[PersonView, ...]:
    """The staff table, filled up to a multiple of `STAFF_ROWS` rows."""
    rows = max(1, -(-len(plan.staff) // STAFF_ROWS)) * STAFF_ROWS
    staff: list[Person | None] = [*plan.staff, *[None] * (rows - len(plan.staff))]
    return tuple(_person(person, language) for person in staff)


def _person(person: Person | None, language: Language) -> PersonView:
    roles = staff_roles(person.roles, language) if person else ""
    return PersonView(
        initials=value("person.initials", person.initials if person else "", 6),
        name=value("person.name", person.name if person else "", 18),
        roles=value("person.roles", roles, 18),
        email=value("person.email", (person.email or "") if person else "", 20),
    )


def needs(plan: Plan, language: Language) -> tuple[NeedGroup, ...]:
    """What to have at hand, by kind."""
    groups = []
    for kind, title in NEED_KINDS.items():
        rows = tuple((language.text(n.text), language.text(n.holder)) for n in plan.needs if n.kind == kind)
        if rows:
            groups.append(NeedGroup(title=language.text(title), rows=rows))
    return tuple(groups)
