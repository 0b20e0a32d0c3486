"""The shape of a plan: all of it that is not the site's own. Plans of one shape have the same pages but for slots.

Every field that is not named here belongs to the shape: one that is new makes more shapes, and never a wrong page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from runbook.document.front import STAFF_ROWS
from runbook.model.plan import Evidence, Expect, Plan, PlanAppliance, PlanHop, PlanStep, PlanWindow, Slot
from runbook.model.site import Clients, Failover, Person
from runbook.pdf.prefill.marks import Unfit, step_parts

Shape = tuple[object, ...]

# What `marks` takes for values, and what is told in another way below.
TOLD: dict[type, frozenset[str]] = {
    Plan: frozenset(
        {"organization", "site", "site_name", "hostname", "change", "timezone", "revision", "warnings"}
        | {"failover", "clients", "appliances", "windows", "staff", "passes", "steps", "sources"}
    ),
    PlanAppliance: frozenset({"id", "model", "hostname", "ip", "base", "software", "region"}),
    PlanWindow: frozenset({"start", "end"}),
    Person: frozenset({"initials", "name", "email", "roles"}),
    Failover: frozenset({"shared_ip"}),
    Clients: frozenset({"jump_clients"}),
    PlanHop: frozenset({"base", "software", "letters", "primary_start", "primary_end"}),
    PlanStep: frozenset(
        {"id", "appliance", "roles", "evidence", "slots", "planned_start", "planned_by", "planned_from"}
    ),
    Slot: frozenset({"value"}),
    Evidence: frozenset({"expect"}),
    Expect: frozenset({"equals", "after"}),
}
# What no page shows, and so may differ from site to site.
UNSEEN: dict[type, frozenset[str]] = {Plan: frozenset({"rules", "languages"}), Person: frozenset({"language"})}


def rest_of(kind: type) -> Callable[[Any], object]:
    """Reads all fields of a class but those of `TOLD` and `UNSEEN`."""
    names = [f.name for f in fields(kind) if f.name not in TOLD[kind] | UNSEEN.get(kind, frozenset())]
    return attrgetter(*names) if names else lambda _: None


_plan, _appliance, _window, _person = map(rest_of, (Plan, PlanAppliance, PlanWindow, Person))
_failover, _clients, _pass, _step = map(rest_of, (Failover, Clients, PlanHop, PlanStep))
_slot, _evidence, _expect = map(rest_of, (Slot, Evidence, Expect))


def shape_of(plan: Plan) -> Shape:
    """What two plans must have in common to be printed from one master. Raises Unfit for a plan that has no master.

    Appliances are told by their place in the plan, steps by their ids without the appliance.
    """
    place = {a.id: i for i, a in enumerate(plan.appliances)}
    numbers = {s.id: s.number for s in plan.steps}
    if len(place) != len(plan.appliances) or len(numbers) != len(plan.steps):
        raise Unfit("two of one name")
    failover = plan.failover
    try:
        shape = (
            _plan(plan),
            (_failover(failover), bool(failover.shared_ip)) if failover else None,
            _clients(plan.clients),
            tuple([(_appliance(a), bool(a.base), bool(a.software)) for a in plan.appliances]),
            tuple(map(_window, plan.windows)),
            (-(-len(plan.staff) // STAFF_ROWS), _different(map(_person, plan.staff))),
            tuple([_told_pass(each, place) for each in plan.passes]),
            tuple([_told_step(step, place, numbers) for step in plan.steps]),
            tuple(plan.sources.items()),
        )
        hash(shape)
    except (KeyError, TypeError) as error:
        raise Unfit(str(error)) from error
    return shape


def _different(rest: Iterable[object]) -> Shape:
    """What people have beside their values, if they ever do; how many have it is told by the rows."""
    return tuple(sorted({repr(one) for one in rest}))


def _told_pass(each: PlanHop, place: Mapping[str, int]) -> Shape:
    letters = tuple((letter, place[id_]) for letter, id_ in each.letters.items())
    return _pass(each), bool(each.base), letters, place[each.primary_start], place[each.primary_end]


def _told_step(s: PlanStep, place: Mapping[str, int], numbers: Mapping[str, str]) -> Shape:
    evidence = s.evidence
    asked: Shape | None = None
    if evidence is not None:
        asked = (_evidence(evidence),)
        if (expect := evidence.expect) is not None:
            fixed = expect.equals if evidence.type == "yes-no" else expect.equals is not None
            asked = (*asked, _expect(expect), fixed, expect.after and numbers[expect.after])
    planned = (
        0 if s.planned_start is not None else 1 if s.planned_by is not None else 2 if s.planned_from is not None else 3
    )
    at = place[s.appliance] if s.appliance is not None else None
    return _step(s), step_parts(s), at, asked, tuple(map(_slot, s.slots)), planned
