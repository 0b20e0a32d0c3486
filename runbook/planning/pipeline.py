"""make_plan: the visible list of what turns a change into a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.errors import LackingError
from runbook.i18n import N_
from runbook.model.frozen_zone import frozen_offsets
from runbook.model.installed import site_before
from runbook.model.lasting import lasting
from runbook.model.plan import Phase, Plan, PlanStep, PlanWarning, Tolerances
from runbook.model.procedure import Procedures
from runbook.model.revision import PAGES, revision_of
from runbook.model.site import UNKNOWN, Change, Hop, Inventory, Person, Site
from runbook.model.ways_back import is_way_back
from runbook.model.window_chain import course_behind
from runbook.planning.appliance_roles import appliances_of, plan_hops, windows_of
from runbook.planning.control import of_what_is_left, once_a_window, tightened
from runbook.planning.effects import effective, outages_of, with_ways_back
from runbook.planning.expand import chapters_of, numbered
from runbook.planning.house_facts import plan_house, witnesses_of
from runbook.planning.house_steps import with_house_steps
from runbook.planning.later_nights import without_roll_call, without_work
from runbook.planning.longer_outages import longer_outages
from runbook.planning.looked_up import looked_up, with_nights
from runbook.planning.one_night import kept_together, torn_apart
from runbook.planning.paths import path_id, path_named, path_of
from runbook.planning.planning_input import PlanningInput
from runbook.planning.reference import reference
from runbook.planning.release_time import released_in_time
from runbook.planning.resolve_rules import HopFacts, in_order, resolve_evidence, resolve_rules
from runbook.planning.risks import graded
from runbook.planning.schedule import schedule
from runbook.planning.text_digests import labels_of, texts_of
from runbook.planning.ways_back import (
    closed_before_done,
    minutes_back,
    way_chapters,
    with_deadlines,
    with_decisions,
    with_ways,
)
from runbook.planning.without_hands import without_hands
from runbook.procedures.facts import facts_of, hop_facts, target_of

if TYPE_CHECKING:
    from runbook.house.merged import HouseProcedures

_LEVEL_UNKNOWN = N_(
    "It is not known which software the old appliance runs; the new one gets {new}. Compare the versions "
    "first; if they differ, upgrade the old one to the same version before this change."
)
NOTHING = N_("nothing is done in {site}/{change}: no line of the path {path} has conditions that hold there")
LATE_MINUTES = 30  # before the time for a way back, from which on a go to go on late counts
TOLERANCES = Tolerances(watches=2, pace=20, share=33, decided=LATE_MINUTES)


def make_plan(
    inventory: Inventory,
    site: Site,
    change: Change,
    procedures: Procedures,
    languages: Iterable[str] = (),
    amends: Iterable[str] = (),
    house: HouseProcedures | None = None,
) -> Plan:
    """The frozen plan of one change of a checked inventory, printed in its languages, and in `languages` beside them.

    `amends`: the revisions of the printed plans that it carries on, the oldest first. `house`: that of the
    organisation, with the procedures that both make; the plan holds what is needed of it.
    Raises PlanningError where the procedures are at fault.
    """
    plan = unfrozen_plan(inventory, site, change, procedures, house)
    plan = replace(plan, languages=_languages(plan.languages, languages), amends=tuple(amends))
    plan = replace(plan, texts=texts_of(plan), labels=labels_of(plan))
    return replace(plan, revision=revision_of(plan))


def unfrozen_plan(
    inventory: Inventory,
    site: Site,
    change: Change,
    procedures: Procedures,
    house: HouseProcedures | None = None,
) -> Plan:
    """What `make_plan` freezes: a plan of its inventory's languages that amends none, without digests and revision.

    Raises PlanningError where the procedures are at fault.
    """
    kit, procedures = procedures, house.procedures if house else procedures
    site, change = site_before(site, change), _with_a_hop(change)
    change = tightened(site, change, house.house.file.approval if house else None)
    given = _given(site, change, procedures, house)
    chapters = once_a_window(given, chapters_of(given))
    chapters = with_decisions((*chapters, *way_chapters(given, chapters)))
    chapters, places = with_house_steps(given, chapters)
    phases, steps = numbered(given, chapters)
    if not steps:
        raise LackingError(NOTHING, site=site.id, change=change.id, path=given.path.name)
    phases = with_ways(phases, chapters, given.path.name)
    ways = {phase.id for phase in phases if is_way_back(phase)}
    steps = effective(steps, given.passes, procedures.effects, ways)
    phases = with_ways_back(phases, steps, procedures.effects)
    steps, absent = _signers(steps, site.staff)
    steps = resolve_evidence(steps, given.passes)
    facts = HopFacts(given.facts, [hop_facts(site, change, each.hop) for each in given.passes])
    rules = (*resolve_rules(procedures, steps, given.appliances, facts, ways), *places)
    rules = of_what_is_left(rules, course_behind(steps, given.windows), steps)
    steps = in_order(steps, rules)
    course, aside = _course(phases, steps)
    outages = tuple(outages_of(course, procedures.effects))
    back = minutes_back(phases, steps, chapters)
    together = kept_together(procedures, course, given.appliances)
    better = (one for one in together if not one.told_only)
    course, late = schedule(course, rules, given.windows, site.timezone, outages, back, better)
    course = with_nights(course, given.windows)
    course = released_in_time(course, rules, procedures.effects, given.windows, site.timezone)
    steps = looked_up((*course, *aside), rules, site.timezone)
    phases = with_deadlines(phases, steps, chapters, given.windows, site.timezone, LATE_MINUTES)
    listed = reference(procedures, steps, rules, facts, course)
    if house:
        listed["risks"] = graded(listed["risks"], house.house.file.risks)
    return Plan(
        format="runbook-plan/2",
        revision="",
        organization=inventory.organization,
        site=site.id,
        site_name=site.name,
        hostname=site.hostname,
        change=change.id,
        kind=change.kind,
        path=path_id(given.path, site, change),
        path_title=given.path.title,
        reasons=given.path.reasons,
        timezone=site.timezone,
        languages=site.languages or inventory.languages,
        options=tuple(sorted(given.facts)),
        failover=site.failover,
        clients=site.clients,
        appliances=tuple(given.appliances.values()),
        windows=given.windows,
        staff=site.staff,
        passes=given.passes,
        phases=phases,
        steps=steps,
        rules=rules,
        warnings=(
            *late,
            *closed_before_done(phases, steps, given.windows, late),
            *without_roll_call(steps, given.windows),
            *without_work(course, given.windows),
            *torn_apart(together, course, given.windows),
            *longer_outages(course, outages),
            *absent,
            *without_hands(steps, rules, site.staff, given.approval),
            *_cautions(site, change, given.facts),
            *_without_clients(steps, procedures),
        ),
        offsets=frozen_offsets(site.timezone, given.windows),
        date_order=site.date_order,
        witnesses=witnesses_of(house, site.staff, steps),
        tolerances=_tolerances(house),
        ticket=_line(change.ticket),
        reason=_line(change.reason),
        deadline=change.deadline,
        approval_apart=given.approval.not_by_those_who_carry_out,
        pages=PAGES,
        house=plan_house(house, kit, given, site.staff, steps) if house else None,
        **listed,
    )


def _course(
    phases: tuple[Phase, ...], steps: tuple[PlanStep, ...]
) -> tuple[tuple[PlanStep, ...], tuple[PlanStep, ...]]:
    """The steps of the change itself, and those of its ways back, which have no times."""
    ways = {phase.id for phase in phases if is_way_back(phase)}
    return tuple(s for s in steps if s.phase not in ways), tuple(s for s in steps if s.phase in ways)


def _line(text: str | None) -> str:
    """A text on one line, as it goes into slots and headers."""
    return " ".join((text or "").split())


def _languages(named: tuple[str, ...], beyond: Iterable[str]) -> tuple[str, ...]:
    """Those that the inventory names, in its order, then the others."""
    return (*named, *sorted({*beyond} - {*named}))


def _with_a_hop(change: Change) -> Change:
    """A change that installs nothing as one with a hop that installs nothing."""
    return change if change.hops else replace(change, hops=(Hop(),))


def _tolerances(house: HouseProcedures | None) -> Tolerances:
    """Those of the kit; of watches, what the house allows."""
    watches = house.house.file.watches if house else None
    return TOLERANCES if watches is None else replace(TOLERANCES, watches=watches)


def _given(site: Site, change: Change, procedures: Procedures, house: HouseProcedures | None) -> PlanningInput:
    facts = facts_of(site, change)
    path = path_of(procedures, facts) if change.kind != "other" else path_named(procedures, change.path or "")
    there = (*site.appliances, *((change.target,) if change.target else ()))
    given = PlanningInput(
        site=site,
        change=change,
        path=path,
        procedures=procedures,
        appliances=appliances_of(site, change),
        windows=windows_of(site, change),
        passes=plan_hops(site, change, path.ends_swapped),
        facts=facts,
        own_extras={each.id: each.extra for each in reversed(there)},
        house=house,
    )
    return replace(given, facts=facts | given.extra_facts()) if house else given


def _signers(steps: tuple[PlanStep, ...], staff: tuple[Person, ...]) -> tuple[
    tuple[PlanStep, ...], tuple[PlanWarning, ...]
]:  # fmt: skip
    """Who may sign each step: the roles it names that somebody holds, else the technicians, with a warning."""
    held = {role for person in staff for role in person.roles}
    absent: dict[str, None] = {}
    signed = []
    for step in steps:
        roles = tuple(r for r in step.roles if r in held)
        if not roles:
            absent |= dict.fromkeys(step.roles)
            roles = ("technician",)
        signed.append(step if roles == step.roles else replace(step, roles=roles))
    text = N_("Nobody has the role {role}; technicians sign these steps instead.")
    warnings = [PlanWarning(code="PLN002", text=text, args={"role": role}) for role in absent]
    if len(staff) < 2 and any(s.witness for s in steps):
        alone = N_("Some steps need a witness, and the site names one person only.")
        warnings.append(PlanWarning(code="PLN003", text=alone, args={}))
    return tuple(signed), tuple(warnings)


def _without_clients(steps: tuple[PlanStep, ...], procedures: Procedures) -> Iterator[PlanWarning]:
    """How long nobody can give support because all clients are removed: as long as the pages say."""
    found = lasting(steps, {name for name, effect in procedures.effects.items() if effect.kind == "no-clients"})
    if found:
        text = N_(
            "All clients are removed: nobody can give support from their removal to their redeployment, "
            "{length} as planned."
        )
        yield PlanWarning(code="PLN009", text=text, args={"length": f"PT{found.minutes}M"})


def _not_known(site: Site, change: Change) -> Iterator[PlanWarning]:
    """Which appliances of the change run what nobody has looked up."""
    touched = [a for a in site.appliances if change.kind != "migrate" or a.id == change.source]
    named = [a.id for a in touched if UNKNOWN in (a.base, a.software)]
    if named:
        text = N_(
            "Not all versions are known on: {appliances}. They are looked up before the first window and "
            "written on the lines of these pages."
        )
        yield PlanWarning(code="PLN010", text=text, args={"appliances": ", ".join(named)})


def _cautions(site: Site, change: Change, facts: frozenset[str]) -> list[PlanWarning]:
    """What is allowed, but not without being said."""
    found = [*_not_known(site, change)]
    if "level-differs" in facts:
        old = next(a for a in site.appliances if a.id == change.source)
        text = (
            _LEVEL_UNKNOWN
            if old.software == UNKNOWN
            else N_(
                "The old appliance runs {old}, the new one gets {new}: upgrade the old one to the same version "
                "before this change."
            )
        )
        found.append(PlanWarning(code="PLN004", text=text, args={"old": old.software, "new": target_of(change) or ""}))
    if "remove-clients" in facts and sum(bool(hop.version("software")) for hop in change.hops) < 2:
        needless = N_(
            "All clients are removed, though there is one BeyondTrust package only: this is meant for several (P09)."
        )
        found.append(PlanWarning(code="PLN005", text=needless, args={}))
    return found
