"""The approval document: what a change board reads before it lets a change happen, from the plan alone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from msgspec import structs

from runbook.document import front
from runbook.document.appliances import is_apart_now, serves_now
from runbook.document.approval_parts import Approval, ChangeRow, DutyRow, ImpactRow, PreparedRow, RiskRow
from runbook.document.approval_ways import way_rows
from runbook.document.bars import drawing
from runbook.document.brief_impact import from_before
from runbook.document.carried_on import carried_on, left_text
from runbook.document.change_words import said
from runbook.document.first_page import first_page, installs, warned
from runbook.document.first_page_room import PageHead
from runbook.document.house_sheet import house_images, house_sheet
from runbook.document.impact import KINDS, NOBODY, disruptions
from runbook.document.impact_words import figures, length
from runbook.document.leave import released
from runbook.document.letter_swap import meaning_of
from runbook.document.parts import Labelled, Paper
from runbook.document.runbook import document_title, foot
from runbook.document.slots import Size, Value, value
from runbook.document.words import (
    FORMS,
    GRADES,
    HALVES,
    LETTERS,
    PACKAGES,
    ROLES,
    STAFF_ROLES,
    counted,
    letter_of,
    moment,
    role_message,
    staff_roles,
    warning_texts,
)
from runbook.i18n import N_, Language
from runbook.model.control import RELEASES
from runbook.model.plan import HOUSE_SOURCE, Plan, PlanAppliance, PlanHop, PlanStep
from runbook.model.remaining import is_under_way, remaining, windows_left
from runbook.model.site import UNKNOWN, version_key
from runbook.model.ways_back import main_steps
from runbook.model.window_chain import is_behind

NUMBERS_SHOWN = 8  # printed step numbers in a cell; beyond that, how many there are
AGAIN = N_("An earlier approval stays valid for the windows that are done; for what remains it is void.")
SIDES = {"old": N_("the old appliance"), "new": N_("the new appliance")}


def approval(plan: Plan, language: Language, paper: Paper = "A4") -> Approval:
    """The approval document of `plan` in `language`: of a change that is under way, what of it is still to be done."""
    left = remaining(plan)
    again = f"{left_text(plan, language)} {language.text(AGAIN)}" if is_under_way(plan) else ""
    honest = " ".join(_honest(plan, language))
    letters = meaning_of(plan, language)
    facts = _facts(plan, language)
    own = house_sheet(plan, language)
    page_foot = foot(plan, language)
    head = PageHead(
        title=language.text(plan.path_title),
        heading=_heading(plan, language),
        facts=tuple(fact for fact in facts if not _long(fact)),
        wide=tuple(_wide(plan, facts, language)),
        figures=figures(plan, language),
        sentences=(again, warned(plan, language), honest, letters, released(left, language)),
        logo=own is not None and bool(own.logo),
        second_line=bool(page_foot.house_line),
    )
    return Approval(
        language=language.tag.replace("_", "-"),
        direction=language.direction,
        paper=paper,
        title=document_title(N_("Request for approval"), plan, language),
        head=head,
        first=first_page(plan, left, head, language, paper),
        carried=carried_on(plan, language),
        again=again,
        changes=tuple(changes(left, language)),
        also=tuple(_also(left, language)),
        reasons=tuple(language.markdown_text(reason) for reason in plan.reasons),
        honest=honest,
        letters=letters,
        warned=warned(plan, language),
        impact=tuple(_impact(plan, language)),
        drawing=drawing(plan, language),
        warnings=tuple(value("warning", text, 70) for text in warning_texts(plan, language)),
        released=released(left, language),
        risks=tuple(_risks(left, language)),
        graded=language.text(_graded(left)),
        ways=tuple(way_rows(left, language)),
        duties=tuple(_duties(left, language)),
        prepared=tuple(_prepared(left, language)),
        revision=value("revision.whole", plan.revision, 64, "plain"),
        durations=" ".join(_durations(plan, language)),
        foot=page_foot,
        images=house_images(plan),
        house=own,
    )


def _honest(plan: Plan, language: Language) -> Iterable[str]:
    yield language.text(N_("These are planned figures, with the longer duration of each step."))
    if _clients_upgrade(plan):
        yield language.text(N_("After an upgrade, no Jump Client can be reached until it has been upgraded itself."))


def _durations(plan: Plan, language: Language) -> Iterable[str]:
    """Where the figures come from; of a path of a house, which installs nothing, without the vendor's."""
    yield language.text(
        N_("These figures come from the planned durations: one step after the other, each with its longer figure.")
    )
    if plan.kind != "other":
        installing = N_(
            "An installation is planned at 15 to 60 minutes, as the vendor says; with much stored data, it takes "
            "longer."
        )
        yield language.text(installing)
    other = tuple(s.number for s in plan.steps if s.duration.source == HOUSE_SOURCE and not s.house)
    if other:
        named = _steps_text(other, language, begins=False)
        yield language.text(N_("The organisation set the durations of its own steps and of {steps}."), steps=named)
    elif any(step.house for step in plan.steps):
        yield language.text(N_("The organisation set the durations of its own steps."))
    yield language.text(N_("The other durations are the kit’s own."))


def _clients_upgrade(plan: Plan) -> bool:
    """Whether there are Jump Clients that the change brings to another version by upgrading them: not where the one
    of a pair found apart that serves them runs it already."""
    there = "jump-clients" in plan.options and not {"remove-clients", "serving-upgraded"} & {*plan.options}
    followed = any(each.software for each in plan.passes)  # no client follows another package, as far as is known
    return there and followed and (plan.kind == "upgrade" or "level-differs" in plan.options)


def changes(plan: Plan, language: Language) -> Iterable[ChangeRow]:
    """What changes on which appliances; traffic nodes of one half and one version in a row."""
    for _key, group in groupby(plan.appliances, key=_alike):
        same = tuple(group)
        first = same[0]
        yield ChangeRow(
            what=f"{_what(plan, first, language)}, {language.text(FORMS[first.form])}",
            ids=tuple(value("change.appliance", a.id, 18, "plain") for a in same),
            base=_versions("base", first, _to_come(plan, first.base, [p.base for p in plan.passes]), language),
            software=_versions(
                "software", first, _to_come(plan, first.software, [p.software for p in plan.passes]), language
            ),
        )


def _to_come(plan: Plan, now: str, versions: list[str | None]) -> list[str]:
    """The versions that an appliance gets; of a change that is under way, those that it does not run yet."""
    named = [version for version in versions if version and version != now]
    if not is_under_way(plan) or not now:
        return named
    return [version for version in named if version_key(version) > version_key(now)]


def _is_left(plan: Plan, each: PlanHop) -> bool:
    """Whether a pass has a window that is not behind."""
    return any(not is_behind(plan.windows, plan.windows[n - 1].continues or n) for n in each.windows)


def _also(plan: Plan, language: Language) -> Iterable[Labelled]:
    """Licences and patches, with their pass where there are several."""
    for each in plan.passes:
        carried = [p for p in each.contents if p.kind not in ("base", "software")] if _is_left(plan, each) else []
        hop = counted(N_("Pass {n} of {total}"), each.hop if len(plan.passes) > 1 else None, len(plan.passes), language)
        for package in carried:
            label = " · ".join(filter(None, (hop, language.text(PACKAGES[package.kind]))))
            yield Labelled(label=label, value=value("change.also", package.name, 40, "plain"))


def _alike(appliance: PlanAppliance) -> tuple[str, ...]:
    own = "" if appliance.role == "traffic" else appliance.id
    return (own, appliance.half or "", appliance.form, appliance.base, appliance.software)


def _what(plan: Plan, appliance: PlanAppliance, language: Language) -> str:
    """What an appliance is when what is left of the plan begins."""
    if appliance.side:
        return language.text(SIDES[appliance.side])
    if appliance.half:
        return language.text(HALVES[appliance.half])
    if appliance.role not in ("primary", "backup"):
        return language.text(ROLES[appliance.role])
    if letter_of(plan, appliance.id, None) == "M":
        return language.text(LETTERS["M"])
    serves = appliance.id == serves_now(plan)
    if is_apart_now(plan):  # neither is the primary of the other
        return language.text(N_("in service, apart") if serves else N_("apart"))
    return language.text(ROLES["primary" if serves else "backup"])


def _versions(field: str, appliance: PlanAppliance, steps: list[str], language: Language) -> tuple[Value, ...]:
    """From and to, with what lies between, each in a slot of its own. The old appliance of a migration goes, and a
    version that no package of the change replaces stays; one that nobody knows, and that does not come, is a dash."""
    now = (appliance.base if field == "base" else appliance.software) or "–"
    if now == "–" and not steps and appliance.side != "old":
        return (value(f"change.{field}", now, 10, "plain"),)
    kept = language.text(N_("unchanged")) if now != "–" else now
    now = now if now != UNKNOWN else language.text(N_("unknown"))
    to = [language.text(N_("retired"))] if appliance.side == "old" else steps or [kept]
    return tuple(value(f"change.{field}", text, 10, "plain") for text in (now, *to))


def _heading(plan: Plan, language: Language) -> tuple[Labelled, ...]:
    return (
        Labelled(label=language.text(N_("Site")), value=value("site.name", plan.site_name, 30, "big")),
        Labelled(label=language.text(N_("Change")), value=value("change.id", plan.change, 16, "big")),
    )


def _facts(plan: Plan, language: Language) -> tuple[Labelled, ...]:
    rows = [
        (N_("Organisation"), plan.organization),
        (N_("Name that users reach"), plan.hostname),
        (N_("First window opens"), moment(plan.windows[windows_left(plan)[0] - 1].start, language)),
        (N_("Last window closes"), moment(plan.windows[-1].end, language)),
        (N_("All times are local to"), plan.timezone),
        (N_("Revision of the plan"), plan.revision[:12]),
    ]
    shown = [(language.text(label), text) for label, text in rows]
    shown += [(label, text) for _name, label, text in said(plan, language)]
    return tuple(Labelled(label=label, value=value("fact", text, 28, "plain")) for label, text in shown)


def _long(fact: Labelled) -> bool:
    return fact.value.size is Size.GROWN


def _wide(plan: Plan, facts: Iterable[Labelled], language: Language) -> Iterable[Labelled]:
    """What has a line of its own: facts that are too long for a third of one, what is installed, the reason."""
    for fact in facts:
        if _long(fact):
            yield structs.replace(fact, value=value("fact", fact.value.text, 72))
    if plan.kind != "other":
        yield installs(plan, language)
    reason = front.reason(plan, language)
    if reason:
        yield reason


def _impact(plan: Plan, language: Language) -> Iterable[ImpactRow]:
    """Who notices is said once, where it is the same in every pass."""
    shown: set[str] = set()
    for disruption in disruptions(plan):
        who = N_("as above") if disruption.who in shown else disruption.who
        shown.add(disruption.who)
        yield ImpactRow(
            kind=language.text(KINDS[disruption.kind]),
            strong=disruption.kind in NOBODY,
            window=counted(N_("Window {n} of {total}"), disruption.window, len(plan.windows), language)
            or language.text(from_before(plan)),
            start=value("impact.start", moment(disruption.start, language), 24, "plain"),
            end=value("impact.end", moment(disruption.end, language), 24, "plain"),
            length=length(disruption, language),
            who=language.text(who),
        )


def _risks(plan: Plan, language: Language) -> Iterable[RiskRow]:
    for risk in plan.risks:
        where = [_steps_text(risk.steps, language, begins=True)] if risk.steps else []
        if risk.recoveries:
            named = N_("what to do if: {ids}") if where else N_("What to do if: {ids}")
            where.append(language.text(named, ids=", ".join(risk.recoveries)))
        acts = tuple(r.act for r in plan.recoveries if r.id in risk.recoveries)
        yield RiskRow(
            text=language.markdown_text(risk.text),
            limits=tuple(language.markdown_text(text) for text in risk.limits or acts),
            where=" · ".join(where),
            likely=language.text(GRADES[risk.likelihood]) if risk.likelihood else "",
            grave=language.text(GRADES[risk.weight]) if risk.weight else "",
        )


def _graded(plan: Plan) -> str:
    """Who says how likely and how serious the risks are: the house, whoever approves, or both."""
    grades = [grade for risk in plan.risks for grade in (risk.likelihood, risk.weight)]
    if not any(grades):
        return N_("The approver rates how likely and how serious each risk is: 1 low, 2 medium, 3 high.")
    if all(grades):
        return N_("The organisation has rated how likely and how serious each risk is.")
    return N_(
        "The organisation has rated how likely and how serious risks are; where it has not, the approver does: 1 "
        "low, 2 medium, 3 high."
    )


def _steps_text(numbers: tuple[str, ...], language: Language, *, begins: bool) -> str:
    """`steps 1.3, 2.1`; with a capital where it begins what is said, and how many where there are many."""
    named, n = ", ".join(numbers), len(numbers)
    if n > NUMBERS_SHOWN:
        return language.plural("{n} step", "{n} steps", n)
    if begins:
        return language.plural("Step {numbers}", "Steps {numbers}", n, numbers=named)
    return language.plural("step {numbers}", "steps {numbers}", n, numbers=named)


def _duties(plan: Plan, language: Language) -> Iterable[DutyRow]:
    """Roles that somebody holds or that a step asks for; a witness signs beside somebody else.

    Where nobody is named as a witness, everybody is one.
    """
    own = {role for person in plan.staff for role in person.roles} - STAFF_ROLES.keys()
    for role, name in (*STAFF_ROLES.items(), *((role, role_message(role)) for role in sorted(own))):
        holders = [p for p in plan.staff if role in p.roles]
        if role == "witness" and not holders and any(s.witness for s in plan.steps):
            holders = list(plan.staff)
        people = tuple(value("duty.person", p.name, 24, "plain") for p in holders)
        steps = tuple(s.number for s in main_steps(plan) if role in s.roles)
        if people or steps:
            yield DutyRow(role=language.text(name), people=people, signs=_signs(role, steps, plan, language))


def _signs(role: str, steps: tuple[str, ...], plan: Plan, language: Language) -> str:
    says = [language.text(N_("releases the change"))] if role == "approver" else []
    if steps:
        says.append(_steps_text(steps, language, begins=False))
    witnessed = sum(s.witness for s in main_steps(plan))
    if role == "witness" and witnessed:
        beside = language.plural("beside another signature: {n} step", "beside another signature: {n} steps", witnessed)
        if _only_witness_signs(plan):
            beside = language.text(
                N_("{beside}; where they sign themselves, somebody else is the witness"), beside=beside
            )
        says.append(beside)
    return ", ".join(says) or "–"


def _only_witness_signs(plan: Plan) -> bool:
    """The only one who is to witness may sign some of what is witnessed."""
    held = [{*person.roles} for person in plan.staff if "witness" in person.roles]
    return len(held) == 1 and any(s.witness and (not s.roles or held[0] & {*s.roles}) for s in plan.steps)


def _prepared(plan: Plan, language: Language) -> Iterable[PreparedRow]:
    """What the release rests on: nothing that comes behind it can be done when it is asked for."""
    last = max((place for place, step in enumerate(plan.steps) if step.gate in RELEASES), default=len(plan.steps))
    for title, group in groupby((s for s in plan.steps[:last] if s.prepared), key=lambda s: s.title):
        yield _prepared_row(title, tuple(group), language)


def _prepared_row(title: str, steps: tuple[PlanStep, ...], language: Language) -> PreparedRow:
    return PreparedRow(
        number=", ".join(s.number for s in steps),
        title=language.text(title),
        who=staff_roles(steps[0].roles, language),
        na_allowed=all(s.na_allowed for s in steps),
        house=steps[0].house,
    )
