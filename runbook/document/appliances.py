"""Appliances as the pages show them: beside a step, in the drawings, in the list of passes."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.document.parts import ApplianceView, Badge, HopView, Labelled
from runbook.document.slots import Size, Value, capacity, value, version_value
from runbook.document.words import FORMS, HALVES, LETTERS, PACKAGES, badge, letter_of, moment, role_now
from runbook.i18n import N_, Language
from runbook.model.control import is_control
from runbook.model.plan import Plan, PlanAppliance, PlanHop
from runbook.model.remaining import is_under_way
from runbook.model.versions import runs_after
from runbook.model.window_chain import is_behind

SIDE_COLUMNS = 20  # the side of a step
DRAWING_COLUMNS = (28, 28, 9)  # of the host name, the address and a version in the drawing
NODE_COLUMNS = (26, 20, 8)  # of a node: host name and address on a line with its id, all versions on one with its role


def beside_step(
    plan: Plan, appliance: PlanAppliance, hop: int | None, serves: str | None, language: Language, *, row: bool
) -> ApplianceView:
    """The box beside a step, or its `row`; `serves` is the appliance that serves the users in its phase."""
    letter = letter_of(plan, appliance.id, hop)
    return ApplianceView(
        badge=badge(letter, language),
        role=role_now(appliance, letter, serves, language),
        id=value("appliance.id", appliance.id, 10),
        host=value("appliance.host", appliance.hostname, SIDE_COLUMNS),
        ip=value("appliance.ip", appliance.ip, 16 if row else SIDE_COLUMNS),
    )


def passes(plan: Plan, language: Language) -> tuple[HopView, ...]:
    """Who is who, pass by pass."""
    return tuple(_pass(plan, p, language) for p in plan.passes)


def _pass(plan: Plan, current: PlanHop, language: Language) -> HopView:
    return HopView(
        number=current.hop,
        packages=tuple(_packages(current, language)),
        windows=tuple(_window(plan, n, language) for n in current.windows),
        appliances=lettered(current, language),
        primary_start=value("pass.primary-start", current.primary_start, 12),
        primary_end=value("pass.primary-end", current.primary_end, 12),
    )


def _packages(current: PlanHop, language: Language) -> Iterator[Labelled]:
    for each in current.contents:
        yield Labelled(label=language.text(PACKAGES[each.kind]), value=value("pass.version", each.name, 10))


def packages_of(current: PlanHop, language: Language) -> Iterator[Labelled]:
    """The packages of a pass in their order, at the head of a phase: what each is, and its version, name or id."""
    for each in current.contents:
        columns = 9 if each.kind in ("base", "software") else 24
        yield Labelled(
            label=language.text(PACKAGES[each.kind]), value=value(f"hop.{each.kind}", each.name, columns, "plain")
        )


def _window(plan: Plan, n: int, language: Language) -> tuple[int, Value, Value, str]:
    window = plan.windows[n - 1]
    start, end = moment(window.start, language), moment(window.end, language)
    return n, value("pass.opens", start, 24, "plain"), value("pass.closes", end, 24, "plain"), course(plan, n, language)


def course(plan: Plan, n: int, language: Language) -> str:
    """That a window is done, or was begun; or whose work goes on in it."""
    window = plan.windows[n - 1]
    if window.done:
        return language.text(N_("is done") if is_behind(plan.windows, window.continues or n) else N_("was begun"))
    return "" if window.continues is None else goes_on(window.continues, language)


def goes_on(number: int, language: Language) -> str:
    """What is said of a window in which the work of an earlier one goes on."""
    return language.text(N_("goes on with window {n}"), n=number)


def lettered(current: PlanHop, language: Language) -> tuple[tuple[Badge, Value], ...]:
    """The letters of a pass, and which appliance each means."""
    return tuple((b, value("pass.appliance", id_, 12)) for b, id_ in _letters(current, language))


def lettered_in_head(current: PlanHop, language: Language) -> tuple[tuple[Badge, Value], ...]:
    """The same for the head of a page."""
    return tuple((b, in_head("pass.appliance", id_, 12)) for b, id_ in _letters(current, language))


def in_head(name: str, id_: str, width: int) -> Value:
    """The id of an appliance in a slot so wide of a head, which has no room for three lines: what two do not hold of
    its beginning is left out."""
    shown = value(name, id_, width, "plain")
    if shown.size is not Size.GROWN:
        return shown
    room = 2 * capacity(width, Size.TWO_LINES, "plain") - 1
    return value(name, f"…{id_[1 - room :]}", width, "plain")


def _letters(current: PlanHop, language: Language) -> Iterator[tuple[Badge, str]]:
    pairs = [(badge(letter, language), id_) for letter, id_ in current.letters.items()]
    return ((b, id_) for b, id_ in pairs if b)


def serves_now(plan: Plan) -> str:
    """The appliance that serves the users when what is left of the plan begins."""
    primary = plan.passes[0].primary_start if plan.passes else ""
    if is_under_way(plan):
        work = {step.phase for step in plan.steps if not is_control(step)}  # a release stands where it was
        return next((phase.serves for phase in plan.phases if phase.serves and phase.id in work), primary)
    return primary


def is_apart_now(plan: Plan) -> bool:
    """Whether the pair is apart as what is left of the plan begins: found so, or taken apart by what is done.

    In each pass two steps say that there is no failover: the one with which that begins, and the one that ends it.
    Where the second alone is left of a pass, the first lies behind.
    """
    if not is_under_way(plan):
        return plan.failover is not None and plan.failover.state == "apart"
    if any(appliance.role == "traffic" for appliance in plan.appliances):
        return False  # the masters of a cluster stay a pair
    without = {effect.id for effect in plan.effects if effect.kind == "no-standby"}
    hops = [step.hop for step in plan.steps if without.intersection(step.effects)]
    return hops.count(hops[0]) == 1 if hops else False


def before(plan: Plan, language: Language) -> tuple[ApplianceView, ...]:
    """The site as it stands: everything but the new appliance of a migration, and but traffic nodes."""
    primary = serves_now(plan)
    shown = [a for a in plan.appliances if a.side != "new" and a.role != "traffic"]
    return tuple(_drawn(plan, a, primary, False, language) for a in shown)


def after(plan: Plan, language: Language) -> tuple[ApplianceView, ...]:
    """The site as it is to be: everything but the old appliance of a migration, and but traffic nodes."""
    primary = plan.passes[-1].primary_end if plan.passes else ""
    shown = [a for a in plan.appliances if a.side != "old" and a.role != "traffic"]
    return tuple(_drawn(plan, a, primary, True, language) for a in shown)


def nodes(plan: Plan, language: Language) -> tuple[tuple[ApplianceView, ApplianceView], ...]:
    """The traffic nodes, before and after: each keeps its letter, its role and its addresses."""
    traffic = [a for a in plan.appliances if a.role == "traffic"]
    return tuple(
        (_drawn(plan, a, "", False, language, NODE_COLUMNS), _drawn(plan, a, "", True, language, NODE_COLUMNS))
        for a in traffic
    )


def _drawn(
    plan: Plan,
    appliance: PlanAppliance,
    primary: str,
    changed: bool,
    language: Language,
    columns: tuple[int, int, int] = DRAWING_COLUMNS,
) -> ApplianceView:
    """An appliance in the drawing; `columns`: how wide its slots are."""
    hop = plan.passes[-1 if changed else 0].hop if plan.passes else None
    if is_under_way(plan) and not changed:
        hop = next((phase.hop for phase in plan.phases if phase.hop), hop)
    base, software = (
        runs_after(plan, appliance, kind) if changed else getattr(appliance, kind) for kind in ("base", "software")
    )
    return ApplianceView(
        badge=badge(letter_of(plan, appliance.id, hop), language),
        role=_role_drawn(plan, appliance, primary, changed, language),
        id=value("drawing.id", appliance.id, 12),
        host=value("drawing.host", appliance.hostname, columns[0]),
        ip=value("drawing.ip", appliance.ip, columns[1]),
        versions=(_version("Base", base, columns[2]), _version("BeyondTrust", software, columns[2])),
        primary=appliance.id == primary,
    )


def _version(label: str, version: str, width: int) -> Labelled:
    return Labelled(label=label, value=version_value("drawing.version", version or "–", width))


def _role_drawn(plan: Plan, appliance: PlanAppliance, primary: str, changed: bool, language: Language) -> str:
    form = language.text(FORMS[appliance.form])
    if is_apart_now(plan) and not changed and not appliance.half:
        role = language.text(N_("in service, apart") if appliance.id == primary else N_("apart"))
    elif appliance.half:
        role = language.text(HALVES[appliance.half])
    elif letter_of(plan, appliance.id, None) == "M":
        role = language.text(LETTERS["M"])
    elif appliance.role in ("primary", "backup"):
        role = language.text(N_("primary") if appliance.id == primary else N_("backup"))
    elif any("M" in p.letters and p.letters["M"] == appliance.id for p in plan.passes):
        role = language.text(N_("master node"))
    else:
        role = language.text(N_("the only appliance"))
    return f"{role}, {form}"
