"""What is allowed of a house, but not without being said, as seen on the sites that it is tried on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runbook.errors import Problem
from runbook.house.house_draft import HouseDraft
from runbook.i18n import N_
from runbook.model.plan import HOUSE_EVENT, Plan
from runbook.model.procedure import Procedures
from runbook.model.ways_back import main_steps
from runbook.planning.effects import outages_of
from runbook.planning.longer_outages import prolonging
from runbook.planning.selected_steps import selected_as
from runbook.procedures.checks.selectors import parts_of


class TrialCautions:
    """Rules that say nothing of some windows, and steps that make an outage longer, each with the paths."""

    def __init__(self, draft: HouseDraft, procedures: Procedures) -> None:
        self._draft, self._effects = draft, procedures.effects
        self._bare: dict[str, list[str]] = {}
        self._longer: dict[str, list[str]] = {}

    def look(self, path: str, plans: Iterable[Plan]) -> None:
        """Look at plans of a path."""
        plans = tuple(plans)
        for seen, names in ((self._bare, self._bare_in), (self._longer, self._longer_in)):
            for name in dict.fromkeys(name for plan in plans for name in names(plan)):
                seen.setdefault(name, []).append(path)

    def problems(self) -> Iterator[Problem]:
        """What is said, at the rule or step."""
        for entry in self._draft.of("rules"):
            if entry.name in self._bare:
                message = N_("on these paths a window has what comes then and not what comes first: {paths}")
                remedy = N_("place what comes first in each window, or accept that the rule does not hold there")
                paths = ", ".join(self._bare[entry.name])
                yield entry.fault(("same_window",), message, remedy, paths=paths).problem()
        for entry in self._draft.of("steps"):
            if entry.name in self._longer:
                message = N_("on these paths it is done while nobody can work, and makes the outage longer: {paths}")
                remedy = N_("place it before the outage or behind it, or accept that the outage lasts longer")
                paths = ", ".join(self._longer[entry.name])
                yield entry.fault(("place",), message, remedy, paths=paths).problem()

    def _bare_in(self, plan: Plan) -> Iterator[str]:
        """The rules for each window by itself that have their second end alone in some window of a plan."""
        for entry in self._draft.of("rules"):
            first, then = (_windows_of(plan, names) for names in (entry.noun.first, entry.noun.then))
            if entry.noun.same_window and then - first:
                yield entry.name

    def _longer_in(self, plan: Plan) -> Iterator[str]:
        """The steps of the house that are done in an outage of a plan."""
        course = main_steps(plan)
        for own in prolonging(course, outages_of(course, self._effects)):
            yield from ((step.event or "").removeprefix(HOUSE_EVENT) for step in own)


def _windows_of(plan: Plan, selectors: Iterable[str]) -> set[int]:
    """The windows that have a step which one of the selectors names, on whatever appliance."""
    names = {parts_of(one)[0] for one in selectors}
    return {step.window for step in plan.steps if step.window and not names.isdisjoint(selected_as(step))}
