"""What a plan carries along for its readers: prohibitions, needs, recoveries, links, screen labels, sources."""

from __future__ import annotations

import re
from typing import TypedDict

from runbook.errors import PlanningError
from runbook.model.plan import Effect, Link, Need, Note, PlanStep, Recovery, Risk, Rule, Term, named_in
from runbook.model.procedure import NeedData, Procedures
from runbook.planning.effects import effects_of
from runbook.planning.resolve_rules import HopFacts
from runbook.planning.risks import Limiting, risks_of
from runbook.procedures.facts import holds
from runbook.procedures.sources import own_sources


class Reference(TypedDict):
    """The fields of a Plan that are drawn from the procedures' lists."""

    never: tuple[Note, ...]
    needs: tuple[Need, ...]
    recoveries: tuple[Recovery, ...]
    links: tuple[Link, ...]
    terms: tuple[Term, ...]
    sources: dict[str, str]
    effects: tuple[Effect, ...]
    risks: tuple[Risk, ...]


def reference(
    procedures: Procedures,
    steps: tuple[PlanStep, ...],
    rules: tuple[Rule, ...],
    hops: HopFacts,
    course: tuple[PlanStep, ...],
) -> Reference:
    """What of the lists applies here, in some hop; `course` are the steps without those of the ways back, which limit
    no risk. Raises PlanningError for an id that is not in the catalogue.
    """
    facts, reach = hops.of_change, tuple(hops.of_change | own for own in hops.of_hops)
    installs = any(fact.endswith("-in-hop") for own in hops.of_hops for fact in own)
    never = tuple(
        Note(kind="never", text=n.text, sources=own_sources(n, procedures.families, facts), kit=n.kit)
        for n in procedures.never.values()
        if (installs or not n.installs) and any(holds(n.when, n.unless, here) for here in reach)
    )
    recoveries = _recoveries(procedures, steps, facts)
    needs = _needs(procedures, reach, None if installs else (*steps, *recoveries))
    marks = {source for need in needs for source in need.sources if named_in(need.text, source)}
    parts: tuple[PlanStep | Rule | Note | Recovery, ...] = (*steps, *rules, *never, *recoveries)
    parts += tuple(note for step in steps for note in step.notes)
    return Reference(
        never=never,
        needs=tuple(Need(kind=n.kind, text=n.text, holder=n.holder) for n in needs),
        recoveries=recoveries,
        links=_links(procedures, steps, recoveries),
        terms=_terms(procedures, steps, recoveries),
        sources=_sources(procedures, marks.union(*(part.sources for part in parts))),
        effects=effects_of(procedures, steps),
        risks=risks_of(procedures.risks, _limiting(course, rules, never, recoveries), procedures.never),
    )


def _limiting(
    course: tuple[PlanStep, ...], rules: tuple[Rule, ...], never: tuple[Note, ...], recoveries: tuple[Recovery, ...]
) -> Limiting:
    """What of the course of the change may limit a risk."""
    ids = {step.id for step in course}
    forward = tuple(rule for rule in rules if ids.issuperset((*rule.first, *rule.then)))
    return Limiting(steps=course, rules=forward, never=never, recoveries=recoveries)


def _needs(
    procedures: Procedures, reach: tuple[frozenset[str], ...], users: tuple[PlanStep | Recovery, ...] | None
) -> tuple[NeedData, ...]:
    """What has to be at hand: all of the list that holds for the change; of one that installs nothing, and may have any
    steps, only what one of its `users` rests on, or the account whose screens it uses."""
    return tuple(
        n
        for n in procedures.needs
        if any(holds(n.when, n.unless, here) for here in reach)
        and (users is None or any(_is_used(n, user) for user in users))
    )


def _is_used(need: NeedData, user: PlanStep | Recovery) -> bool:
    notes = user.notes if isinstance(user, PlanStep) else ()
    place = user.where.partition(" ")[0] if isinstance(user, PlanStep) else ""
    sources = {*user.sources, *(source for note in notes for source in note.sources)}
    return not sources.isdisjoint(need.sources) or (place.startswith("/") and need.text.startswith(f"{place} "))


def _recoveries(procedures: Procedures, steps: tuple[PlanStep, ...], facts: frozenset[str]) -> tuple[Recovery, ...]:
    used = {r for s in steps for r in s.recoveries}
    return tuple(
        Recovery(
            id=name,
            trouble=r.trouble,
            act=r.act,
            links=r.links,
            sources=own_sources(r, procedures.families, facts),
            kit=r.kit,
            ours=r.ours,
        )
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


def _sources(procedures: Procedures, used: set[str]) -> dict[str, str]:
    """Every catalogue id that the plan names, with where it stands."""
    if unknown := sorted(used - procedures.catalogue.keys()):
        raise PlanningError(f"not in the catalogue: {', '.join(unknown)}")
    return {name: where for name, where in procedures.catalogue.items() if name in used}
