"""What is better done in one night: what was fetched, saved or announced in an earlier one is no longer right.

Which steps that are stands in the procedures (`nights.yaml`), with what is lost where no night is long enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from runbook.model.plan import PlanAppliance, PlanStep, PlanWarning, PlanWindow
from runbook.model.procedure import NightData, Procedures
from runbook.model.warning_codes import TORN
from runbook.model.window_chain import night_of
from runbook.planning.selected_steps import SelectedSteps, selected_steps


class OneNight(NamedTuple):
    """The places of the first and the last step of what is better done in one night, and what is said where it is not;
    "" where nothing is lost. `told_only`: no night is looked for."""

    first: int
    last: int
    text: str
    told_only: bool = False


def kept_together(
    procedures: Procedures, steps: Sequence[PlanStep], appliances: Mapping[str, PlanAppliance]
) -> tuple[OneNight, ...]:
    """What of the steps is better done in one night, the shortest first. `appliances` are those of the plan, by id."""
    selected = selected_steps(procedures, steps, appliances)
    found = (one for night in procedures.nights.values() for one in _found(night, steps, selected))
    return tuple(sorted(found, key=lambda one: one.last - one.first))


def _found(night: NightData, steps: Sequence[PlanStep], selected: SelectedSteps) -> Iterator[OneNight]:
    firsts, thens = ({step.id for step in selected.pick(end)} for end in (night.first, night.then))
    for first, step in enumerate(steps):
        if step.window is None or step.id not in firsts:
            continue
        behind = ((i, then) for i, then in enumerate(steps[first + 1 :], first + 1) if then.window == step.window)
        ends = (i for i, then in behind if then.id in thens and _goes_with(night, step, then))
        last = next(ends, None)
        if last is not None:
            yield OneNight(first, last, night.text, night.told_only)


def _goes_with(night: NightData, one: PlanStep, then: PlanStep) -> bool:
    return not night.same_appliance or (one.appliance is not None and one.appliance == then.appliance)


def torn_apart(
    together: Iterable[OneNight], steps: Sequence[PlanStep], windows: Sequence[PlanWindow]
) -> Iterator[PlanWarning]:
    """A warning for each of these of which the first and the last step are planned in two nights, where that loses
    something; of several that end with the same step, for the one that begins first."""
    firsts = {(one.text, one.last): one for one in sorted(together, reverse=True)}
    for one in sorted(firsts.values()):
        first, last = steps[one.first], steps[one.last]
        before, window = night_of(windows, first), night_of(windows, last)
        if one.text and before != window:
            args = {"before": str(before), "first": first.number, "window": str(window), "then": last.number}
            yield PlanWarning(code=TORN, text=one.text, args=args)
