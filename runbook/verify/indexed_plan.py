"""A plan made ready for checking: steps by index, relations as weighted edges, people by initials. Made once a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import wraps
from itertools import product
from math import inf
from typing import Any, TypeVar, TypeVarTuple
from weakref import ReferenceType, ref

from runbook.errors import InputError
from runbook.i18n import N_
from runbook.model.frozen_zone import zone_of
from runbook.model.initials import normal_initials
from runbook.model.plan import Plan, PlanStep, Rule
from runbook.model.revision import short_revision
from runbook.model.site import Person
from runbook.reading.plan_json import PLAN

Edges = Mapping[int, Mapping[int, int]]  # from step, to step: at least so many seconds pass
Ts = TypeVarTuple("Ts")
T = TypeVar("T")
KNOWN = 20_000  # answers that are kept with a plan
KEPT = 64  # sets of steps that took place whose closure is kept
MAX_RELATED = 2_000_000  # pairs of steps: nine hops through a cluster of thirty nodes have 1.7 million
MAX_LOOKED_AT = 12_000_000  # of these, again for each rule that leads there: the same nine hops look at 8.9 million
_closures: dict[tuple[ReferenceType[IndexedPlan], frozenset[int]], tuple[int, Edges]] = {}  # keeps no plan alive


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class IndexedPlan:
    """A plan, indexed. Steps are known by their place in the plan, which is a valid order of execution.

    `edges` join the two kinds of rules that say what comes later: order (0 seconds) and wait; what only warns is not
    among them. `allowed` gives for each step the initials that may sign it, as
    `normal_initials` writes them; `witnesses` those who may witness, none where anybody may.
    """

    plan: Plan
    zone: tzinfo
    steps: tuple[PlanStep, ...]
    index: Mapping[str, int]
    edges: Edges
    staff: Mapping[str, Person]
    allowed: tuple[frozenset[str], ...]
    witnesses: frozenset[str]
    known: dict[Any, Any] = field(init=False, repr=False, default_factory=dict)  # what `once_a_plan` keeps

    @property
    def rules(self) -> Mapping[tuple[int, int], Rule]:
        """The rule of each edge."""
        return _rules_of_edges(self)

    @property
    def tolerant(self) -> bool:
        """The plan says what a verdict allows for; those of earlier versions do not, and keep their verdicts."""
        return self.plan.tolerances is not None

    @property
    def watches(self) -> int:
        """Seconds by which the watches of two people may differ."""
        return 60 * self.plan.tolerances.watches if self.plan.tolerances else 0

    @property
    def decided(self) -> float:
        """Seconds before the time for a way back from which a go to go on late counts: it is no routine then."""
        minutes = self.plan.tolerances.decided if self.plan.tolerances else None
        return inf if minutes is None else 60 * minutes

    @property
    def closed_witnesses(self) -> bool:
        """Whether the organisation's house names who may witness: nobody else may."""
        return self.plan.house is not None and self.plan.house.names_witnesses

    def may_witness(self, by: str) -> frozenset[str]:
        """The initials of those who may witness what `by` signed, in normal form.

        Those whom the plan names for it; anybody of the plan where it names nobody, or nobody but the signer, and no
        house says that these alone may.
        """
        if self.closed_witnesses:
            return self.witnesses - {by}
        return (self.witnesses - {by}) or frozenset(self.staff.keys() - {by})

    def rules_of(self, *kinds: str) -> Iterator[Rule]:
        """The rules of these kinds, in the plan's order."""
        return (rule for rule in self.plan.rules if rule.kind in kinds)

    def places(self, ids: tuple[str, ...]) -> tuple[int, ...]:
        """The indexes of steps."""
        return tuple(self.index[step_id] for step_id in ids)


def once_a_plan(work: Callable[[IndexedPlan, *Ts], T]) -> Callable[[IndexedPlan, *Ts], T]:
    """What `work` says of a plan, done once and kept with the plan: it goes with it, and no fleet of them stays."""

    @wraps(work)
    def once(indexed: IndexedPlan, *more: *Ts) -> T:
        known, asked = indexed.known, (work, more)
        if asked not in known:
            if len(known) >= KNOWN:
                known.clear()
            known[asked] = work(indexed, *more)
        found: T = known[asked]
        return found

    return once


def index_plan(plan: Plan) -> IndexedPlan:
    """Index a plan that `load_plan` accepts."""
    index = {step.id: number for number, step in enumerate(plan.steps)}
    staff = {normal_initials(person.initials): person for person in plan.staff}
    signers = {roles: _signers(roles, staff) for roles in {step.roles for step in plan.steps}}
    return IndexedPlan(
        plan=plan,
        zone=zone_of(plan),
        steps=plan.steps,
        index=index,
        edges=_edges(plan, index),
        staff=staff,
        allowed=tuple(signers[step.roles] for step in plan.steps),
        witnesses=frozenset(map(normal_initials, plan.witnesses)),
    )


def _timed(plan: Plan) -> Iterator[tuple[Rule, int]]:
    """The rules that say what comes later, and after how many seconds at least."""
    for rule in plan.rules:
        if rule.kind in ("order", "wait") and rule.severity != "warning":
            yield rule, 60 * (rule.minutes or 0) if rule.kind == "wait" else 0


def _edges(plan: Plan, index: Mapping[str, int]) -> Edges:
    """Of several rules between two steps the longest counts."""
    edges: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for rule, seconds in _timed(plan):
        thens = [index[step_id] for step_id in rule.then]
        for step_id in rule.first:
            later = edges[index[step_id]]
            for then in thens:
                later[then] = max(seconds, later.get(then, seconds))
    for first, later in edges.items():
        later.pop(first, None)
    return {first: dict(sorted(then.items())) for first, then in sorted(edges.items()) if then}


@once_a_plan
def _rules_of_edges(indexed: IndexedPlan) -> Mapping[tuple[int, int], Rule]:
    """The rule that each edge is of: asked for only where something is to be said of one."""
    rules: dict[tuple[int, int], Rule] = {}
    longest: dict[tuple[int, int], int] = {}
    for rule, seconds in _timed(indexed.plan):
        for pair in product(indexed.places(rule.first), indexed.places(rule.then)):
            if pair[0] != pair[1] and (longest.get(pair, -1) < (0 if rule.places else seconds + 1)):
                longest[pair], rules[pair] = seconds, rule
    return rules


def _signers(roles: Collection[str], staff: Mapping[str, Person]) -> frozenset[str]:
    """The initials of those who have one of the roles; of everybody where none is asked for."""
    return frozenset(initials for initials, person in staff.items() if not roles or {*roles} & {*person.roles})


def closure(indexed: IndexedPlan, happened: frozenset[int]) -> Edges:
    """For each step of `happened`, the steps that must come later and after how many seconds at least.

    A chain of rules holds together through the steps that took place, known time or not; not through those that did
    not (n/a, skipped, not filled in). The longest chain counts. Raises InputError where these are too many to look at.
    """
    known = ref(indexed), happened
    if known not in _closures:
        for gone in [each for each in _closures if each[0]() is None]:
            del _closures[gone]
    size, reached = _closures.pop(known) if known in _closures else _closure(indexed, happened)
    _closures[known] = size, reached  # the one used last stands last
    while len(_closures) > 1 and (len(_closures) > KEPT or sum(pairs for pairs, _ in _closures.values()) > MAX_RELATED):
        del _closures[next(iter(_closures))]
    return reached


def _closure(indexed: IndexedPlan, happened: frozenset[int]) -> tuple[int, Edges]:
    """How many pairs there are, and the pairs."""
    reached: dict[int, dict[int, int]] = {}
    pairs = looked_at = 0
    for first in sorted(happened, reverse=True):  # the plan's order is a valid execution: later steps are done already
        later: dict[int, int] = {}
        for then, seconds in indexed.edges.get(first, {}).items():
            if then not in happened or later.get(then, -1) >= seconds:
                continue  # a chain through a nearer step says as much
            later[then] = seconds
            for further, more in reached[then].items():
                later[further] = max(seconds + more, later.get(further, 0))
            looked_at += len(reached[then])
        reached[first] = later
        pairs += len(later)
        if pairs > MAX_RELATED or looked_at > MAX_LOOKED_AT:
            raise _too_many(indexed)
    return pairs, reached


def _too_many(indexed: IndexedPlan) -> InputError:
    message = N_("the rules of revision {revision} relate too many pairs of steps with each other, one through another")
    remedy = N_("make it a change of fewer hops, or of fewer appliances")
    return InputError.of(PLAN, None, "rules", message, remedy, revision=short_revision(indexed.plan.revision))


def chain(indexed: IndexedPlan, happened: frozenset[int], first: int, then: int) -> tuple[Rule, ...]:
    """The rules along the longest chain from `first` to `then`; there is one, as `closure` says."""
    rules: list[Rule] = []
    reached = closure(indexed, happened)
    while first != then:
        left = reached[first][then]
        for step, seconds in indexed.edges[first].items():
            further = 0 if step == then else reached.get(step, {}).get(then)
            if further is not None and seconds + further == left:
                rules.append(indexed.rules[first, step])
                first = step
                break
    return tuple(rules)
