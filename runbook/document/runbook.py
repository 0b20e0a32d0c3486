"""The runbook as a document."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from runbook.document import appliances, front
from runbook.document.carried_on import carried_on
from runbook.document.house_sheet import act_by_support, house_images, house_line, house_sheet
from runbook.document.letter_swap import meaning_of
from runbook.document.links import Links
from runbook.document.parts import Foot, Paper, RecoveryView, Runbook, TermRow
from runbook.document.phases import phases
from runbook.document.slots import Scale, value
from runbook.document.steps import note, other_pages
from runbook.document.visible_text import visible
from runbook.i18n import N_, Language
from runbook.model.control import place_of_approval
from runbook.model.plan import HOUSE_SOURCE, WHOLE_GUIDE, Plan, Term, named_in

TERM_SIGNS = {"confirmed": "", "partly": "°", "inferred": "*"}


def runbook(plan: Plan, language: Language, glossary: tuple[Language, ...], paper: Paper = "A4") -> Runbook:
    """The runbook of `plan` in `language`; `glossary` names the languages whose screen labels are set side by side."""
    links = Links(plan, language)
    recoveries = _recoveries(plan, language, links)
    path_title = language.text(plan.path_title)
    return Runbook(
        language=language.tag.replace("_", "-"),
        direction=language.direction,
        paper=paper,
        title=document_title(N_("Runbook"), plan, language),
        path_title=path_title,
        heading=front.heading(plan, language),
        facts=front.facts(plan, language),
        reason=front.reason(plan, language),
        carried=carried_on(plan, language),
        several_approve=any(place_of_approval(plan, step)[0] for step in plan.steps),
        reasons=tuple(language.markdown_text(reason) for reason in plan.reasons),
        warnings=front.warnings(plan, language),
        passes=appliances.passes(plan, language),
        letters=meaning_of(plan, language),
        sides=tuple(zip_longest(appliances.before(plan, language), appliances.after(plan, language))),
        nodes=appliances.nodes(plan, language),
        entrance=front.entrance(plan, language),
        timeline=front.timeline(plan, language),
        ahead=front.ahead(plan, language),
        behind=front.behind(plan, language),
        ways=front.ways(plan),
        people=front.people(plan, language),
        needs=front.needs(plan, language),
        never=tuple(note(n, language) for n in plan.never),
        phases=phases(plan, language, links, recoveries),
        recoveries=tuple(recoveries.values()),
        term_languages=tuple((other.tag.replace("_", "-"), other.name) for other in glossary),
        terms=tuple(_term(term, glossary) for term in plan.terms),
        links=links.all(),
        sources=_sources(plan, language),
        foot=foot(plan, language),
        images={**links.images, **house_images(plan)},
        house=house_sheet(plan, language),
    )


def foot(plan: Plan, language: Language) -> Foot:
    """The foot of every upright page. Beside a ticket, all is smaller, and the page stands below the revision."""
    return foot_of(plan, language, "fine" if plan.ticket else "plain")


def foot_of(plan: Plan, language: Language, scale: Scale) -> Foot:
    """The foot. The longest site, change and ticket that an inventory takes have room in two lines."""
    return Foot(
        site=value("foot.site", plan.site, 20, scale),
        change=value("foot.change", plan.change, 20, scale),
        ticket=value("foot.ticket", plan.ticket, 24, scale) if plan.ticket else None,
        revision=value("foot.revision", plan.revision[:12], 12, scale),
        language=language.name,
        house_line=house_line(plan, language),
    )


def document_title(kind: str, plan: Plan, language: Language) -> str:
    """The title that a viewer shows: `Runbook paris CHG0041`."""
    return f"{language.text(kind)} {visible(plan.site)} {visible(plan.change)}"


def _recoveries(plan: Plan, language: Language, links: Links) -> dict[str, RecoveryView]:
    return {
        r.id: RecoveryView(
            id=r.id,
            trouble=language.text(r.trouble),
            act=language.markdown_text(r.act),
            ours=language.markdown_text(r.ours) if r.ours else "",
            kit=r.kit,
            steps=_named([s.number for s in plan.steps if r.id in s.recoveries], language),
            links=tuple(links.view(link) for link in r.links),
            sources=", ".join(r.sources),
            pages=other_pages(r.sources),
            support=act_by_support(plan, r.act),
        )
        for r in plan.recoveries
    }


def _named(numbers: Sequence[str], language: Language) -> str:
    """`Steps 1.3, 2.1`; nothing where there are none."""
    named = ", ".join(numbers)
    return language.plural("Step {numbers}", "Steps {numbers}", len(numbers), numbers=named) if numbers else ""


def _term(term: Term, glossary: tuple[Language, ...]) -> TermRow:
    labels = tuple(other.text(term.label) for other in glossary)
    return TermRow(labels=labels, sign=TERM_SIGNS[term.status])


def _sources(plan: Plan, language: Language) -> tuple[tuple[str, str, str], ...]:
    """Each catalogue id that the pages cite: where it is found, and the numbers of the steps that rest on it by their
    notes and troubles alone, and so do not show it themselves.

    What rules alone name is cited on no page. That of the organisation's own house has no sign, but its mark.
    """
    remedies = {r.id: r.sources for r in plan.recoveries}
    steps: dict[str, list[str]] = {}
    for step in plan.steps:
        named = [*(n.sources for n in step.notes), *(remedies.get(r, ()) for r in step.recoveries)]
        shown = set(step.sources) - {HOUSE_SOURCE}
        for source in dict.fromkeys(source for sources in (step.sources, *named) for source in sources):
            numbers = steps.setdefault(source, [])
            numbers += [] if source in shown else [step.number]
    cited = {*steps, *(source for one in plan.never for source in one.sources)}
    cited |= {source for source in plan.sources for need in plan.needs if named_in(need.text, source)}
    return tuple(
        (
            "" if id_ == HOUSE_SOURCE else id_,
            language.text(N_("the kit’s own rule")) if place == WHOLE_GUIDE else place,
            ", ".join(steps.get(id_, ())),
        )
        for id_, place in plan.sources.items()
        if id_ in cited
    )
