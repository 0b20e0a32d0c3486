"""The shape of a plan: all of it that is not the site's own. Plans of one shape have the same pages but for slots."""

from __future__ import annotations

from collections.abc import Mapping

from runbook.document.front import STAFF_ROWS
from runbook.model.plan import Plan, PlanAppliance, PlanStep

from .marks import Unfit, step_parts

Shape = tuple[object, ...]


def shape_of(plan: Plan) -> Shape:
    """What two plans must have in common to be printed from one master. Raises Unfit for a plan that has no master.

    Appliances are told by their place in the plan, steps by their ids without the appliance.
    """
    place = {a.id: i for i, a in enumerate(plan.appliances)}
    numbers = {s.id: s.number for s in plan.steps}
    if len(place) != len(plan.appliances) or len(numbers) != len(plan.steps):
        raise Unfit("two of one name")
    failover, clients = plan.failover, plan.clients
    try:
        return (
            plan.format, plan.kind, plan.path, plan.path_title, plan.reasons, plan.options,
            (failover.switch, bool(failover.shared_ip)) if failover else None,
            (clients.extractable_msi, clients.locked_msi_consoles, clients.integration_clients),
            tuple(map(_appliance, plan.appliances)),
            len(plan.windows), -(-len(plan.staff) // STAFF_ROWS),
            tuple(
                (p.hop, bool(p.base), p.windows, tuple((letter, place[id_]) for letter, id_ in p.letters.items()),
                 place[p.primary_start], place[p.primary_end])
                for p in plan.passes
            ),
            plan.phases,
            tuple([_step(step, place, numbers) for step in plan.steps]),
            plan.never, plan.needs, plan.recoveries, plan.links, plan.terms, tuple(plan.sources.items()),
        )  # fmt: skip
    except KeyError as error:
        raise Unfit(str(error)) from error


def _appliance(a: PlanAppliance) -> Shape:
    return a.role, a.form, a.half, a.side, bool(a.base), bool(a.software)


def _step(s: PlanStep, place: Mapping[str, int], numbers: Mapping[str, str]) -> Shape:
    evidence = s.evidence
    asked: Shape | None = None
    if evidence is not None:
        expect = evidence.expect
        asked = (evidence.name, evidence.type, evidence.label)
        if expect is not None:
            fixed = expect.equals if evidence.type == "yes-no" else expect.equals is not None
            asked = (*asked, fixed, expect.after and numbers[expect.after])
    return (
        *step_parts(s), s.number, s.phase, s.event, place[s.appliance] if s.appliance is not None else None,
        s.letter, s.hop, s.window, s.required, s.na_allowed, s.witness, asked, s.sources,
        s.title, s.where, s.do, s.see, s.notes, tuple([(slot.label, slot.kind) for slot in s.slots]),
        s.recoveries, s.links, s.no_return, s.kit, s.duration,
        0 if s.planned_start is not None else 1 if s.planned_by is not None else 2 if s.planned_from is not None else 3,
    )  # fmt: skip
