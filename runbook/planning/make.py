"""make_plan: the visible list of what turns a change into a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from runbook.errors import PlanningError
from runbook.i18n import N_
from runbook.model.plan import Link, Need, Note, Plan, PlanStep, PlanWarning, Recovery, Rule, Term
from runbook.model.procedure import Procedures
from runbook.model.site import Change, Inventory, Person, Site
from runbook.planning.anchor import anchor, in_order, resolve_evidence
from runbook.planning.expand import Ground, expand
from runbook.planning.facts import facts_of, holds, hop_facts
from runbook.planning.lineup import appliances_of, passes_of, windows_of
from runbook.planning.paths import path_id, path_of
from runbook.planning.revision import revision_of
from runbook.planning.schedule import schedule


def make_plan(inventory: Inventory, site: Site, change: Change, procedures: Procedures) -> Plan:
    """The frozen plan of one change of a checked inventory.

    Raises PlanningError where the procedures are at fault.
    """
    facts = facts_of(site, change)
    path = path_of(procedures, facts)
    appliances, windows = appliances_of(site, change), windows_of(site, change)
    passes = passes_of(site, change, path.ends_swapped)
    phases, steps = expand(
        Ground(
            site=site,
            change=change,
            path=path,
            procedures=procedures,
            appliances=appliances,
            windows=windows,
            passes=passes,
            facts=facts,
        )
    )
    steps, absent = _signers(steps, site.staff)
    steps = resolve_evidence(steps, passes)
    rules = anchor(procedures, steps, appliances, facts, len(change.hops))
    steps, late = schedule(in_order(steps, rules), rules, windows, site.timezone)
    reach = facts.union(*(hop_facts(change, p.hop) for p in passes))
    recoveries = _recoveries(procedures, steps)
    plan = Plan(
        format="runbook-plan/1",
        revision="",
        organization=inventory.organization,
        site=site.id,
        site_name=site.name,
        hostname=site.hostname,
        change=change.id,
        kind=change.kind,
        path=path_id(path, site, change),
        path_title=path.title,
        reasons=path.reasons,
        timezone=site.timezone,
        languages=site.languages or inventory.languages,
        options=tuple(sorted(facts)),
        failover=site.failover if change.kind == "upgrade" else None,
        clients=site.clients,
        appliances=tuple(appliances.values()),
        windows=windows,
        staff=site.staff,
        passes=passes,
        phases=phases,
        steps=steps,
        rules=rules,
        never=tuple(
            Note(kind="never", text=n.text, sources=n.sources, kit=n.kit)
            for n in procedures.never.values()
            if holds(n.when, n.unless, facts)
        ),
        needs=tuple(
            Need(kind=n.kind, text=n.text, holder=n.holder) for n in procedures.needs if holds(n.when, n.unless, reach)
        ),
        recoveries=recoveries,
        links=_links(procedures, steps, recoveries),
        terms=_terms(procedures, steps, recoveries),
        sources={},
        warnings=(*late, *absent, *_cautions(site, change, facts)),
    )
    plan = replace(plan, sources=_sources(plan, procedures))
    return replace(plan, revision=revision_of(plan))


def _signers(steps: tuple[PlanStep, ...], staff: tuple[Person, ...]) -> tuple[
    tuple[PlanStep, ...], tuple[PlanWarning, ...]
]:  # fmt: skip
    """Who may sign each step: the roles it names that somebody holds, else the technicians, with a warning."""
    held = {role for person in staff for role in person.roles}
    absent: dict[str, None] = {}
    done = []
    for step in steps:
        roles = tuple(r for r in step.roles if r in held)
        if not roles:
            absent |= dict.fromkeys(step.roles)
            roles = ("technician",)
        done.append(step if roles == step.roles else replace(step, roles=roles))
    text = N_("Nobody has the role {role}; technicians sign these steps instead.")
    warnings = [PlanWarning(code="PLN002", text=text, args={"role": role}) for role in absent]
    if len(staff) < 2 and any(s.witness for s in steps):
        alone = N_("Some steps need a witness, and the site names one person only.")
        warnings.append(PlanWarning(code="PLN003", text=alone, args={}))
    return tuple(done), tuple(warnings)


def _cautions(site: Site, change: Change, facts: frozenset[str]) -> list[PlanWarning]:
    """What is allowed, but not without being said."""
    found = []
    if "level-differs" in facts:
        old = next(a for a in site.appliances if a.id == change.source)
        text = N_(
            "The old appliance runs {old}, the new one gets {new}: bring the old one to the same level first (X20)."
        )
        found.append(PlanWarning(code="PLN004", text=text, args={"old": old.software, "new": change.hops[0].software}))
    return found


def _recoveries(procedures: Procedures, steps: tuple[PlanStep, ...]) -> tuple[Recovery, ...]:
    used = {r for s in steps for r in s.recoveries}
    return tuple(
        Recovery(id=name, trouble=r.trouble, act=r.act, links=r.links, sources=r.sources, kit=r.kit)
        for name, r in procedures.recoveries.items()
        if name in used
    )


def _links(procedures: Procedures, steps: tuple[PlanStep, ...], recoveries: tuple[Recovery, ...]) -> tuple[Link, ...]:
    used = {name for s in steps for name in s.links} | {name for r in recoveries for name in r.links}
    return tuple(Link(id=name, title=n.title, url=n.url) for name, n in procedures.links.items() if name in used)


_BOLD = re.compile(r"\*\*(.+?)\*\*")


def _terms(procedures: Procedures, steps: tuple[PlanStep, ...], recoveries: tuple[Recovery, ...]) -> tuple[Term, ...]:
    """The screen labels that the pages of this plan print."""
    texts: list[str] = [t for s in steps for t in (s.do, s.see, *(n.text for n in s.notes))]
    texts += [r.act for r in recoveries]
    printed = {label for text in texts for label in _BOLD.findall(text)} | {s.where for s in steps}
    return tuple(Term(label=t.label, status=t.status) for t in procedures.terms if t.label in printed)


def _ids(parts: Iterable[PlanStep | Rule | Note | Recovery]) -> set[str]:
    return {i for part in parts for i in part.sources}


def _sources(plan: Plan, procedures: Procedures) -> dict[str, str]:
    """Every catalogue id that the plan names, with where it stands."""
    notes = [n for s in plan.steps for n in s.notes]
    used = _ids(plan.steps) | _ids(plan.rules) | _ids(notes) | _ids(plan.never) | _ids(plan.recoveries)
    if unknown := sorted(used - procedures.catalogue.keys()):
        raise PlanningError(f"{plan.path}: not in the catalogue: {', '.join(unknown)}")
    return {name: where for name, where in procedures.catalogue.items() if name in used}
