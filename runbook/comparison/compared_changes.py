"""Two sides beside each other, change by change: what is new, gone, or planned otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from runbook.comparison.concerned import Concern, concerns
from runbook.comparison.sides import Side, SideChange, SideKey
from runbook.document.differences import PlanDifferences, differences
from runbook.errors import RunbookError
from runbook.model.plan import Plan
from runbook.model.site import CLOSED

Outcome = Literal["added", "removed", "changed", "same", "closed", "failed"]
ApprovalWorth = Literal[
    "stands",  # the revision is the same
    "void",  # it was of another revision
    "void-for-what-remains",  # the windows that are done stay approved
    "none",  # there was nothing to approve, or is nothing any more
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedChange:
    """One change on both sides. `closed`: nothing is made of it any more, and only its state differs, if anything;
    `failed`: a plan of it cannot be made or read, for the reason in `error`."""

    key: SideKey
    outcome: Outcome
    approval: ApprovalWorth = "none"
    states: tuple[str, str] = ("", "")
    before: Plan | None = None
    after: Plan | None = None
    found: PlanDifferences | None = None
    concerned: tuple[Concern, ...] = ()
    error: RunbookError | None = None

    @property
    def told(self) -> bool:
        """Whether there is anything to say of it."""
        return self.outcome != "same" and not (self.outcome == "closed" and self.states[0] == self.states[1])


def compare_sides(old: Side, new: Side) -> Iterator[ComparedChange]:
    """Each change of both sides, by site and change."""
    for key in sorted({*old.changes, *new.changes}):
        yield _compared(key, old.changes.get(key), new.changes.get(key))


def _compared(key: SideKey, old: SideChange | None, new: SideChange | None) -> ComparedChange:
    states = (old.state if old else "", new.state if new else "")
    if new is not None and new.state in CLOSED:
        return ComparedChange(key=key, outcome="closed", states=states)
    if old is not None and new is not None and old.origin and old.origin == new.origin:
        return ComparedChange(key=key, outcome=_same(states), states=states, approval="stands")
    try:
        before = old.plan() if old is not None and old.state not in CLOSED else None
        after = new.plan() if new is not None else None
    except RunbookError as error:
        return ComparedChange(key=key, outcome="failed", states=states, error=error)
    if before is None or after is None:
        outcome: Outcome = "added" if old is None else "removed" if new is None else "changed"
        own = tuple(concerns(before, after, None))
        return ComparedChange(key=key, outcome=outcome, states=states, before=before, after=after, concerned=own)
    approval = approval_after(before, after)
    if approval == "stands":
        return ComparedChange(
            key=key, outcome=_same(states), states=states, before=before, after=after, approval=approval
        )
    found = differences(before, after)
    return ComparedChange(
        key=key,
        outcome="changed",
        approval=approval,
        states=states,
        before=before,
        after=after,
        found=found,
        concerned=tuple(concerns(before, after, found)),
    )


def _same(states: tuple[str, str]) -> Outcome:
    """Plans that are the same may be of changes whose state differs; a state that one side does not tell does not."""
    return "changed" if all(states) and states[0] != states[1] else "same"


def approval_after(before: Plan, after: Plan) -> ApprovalWorth:
    """What becomes of an approval of `before` where `after` is what is planned."""
    if before.revision == after.revision:
        return "stands"
    return "void-for-what-remains" if before.revision in after.amends else "void"
