"""What is known of a change before its first step is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.house.extras import extra_facts
from runbook.model.plan import PlanAppliance, PlanHop, PlanWindow
from runbook.model.procedure import PathData, Procedures
from runbook.model.site import Approvals, Change, Site
from runbook.procedures.facts import approval_of

if TYPE_CHECKING:
    from runbook.house.merged import HouseProcedures


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningInput:
    """What is known before the first step: the change, its path, appliances, windows, passes and facts."""

    site: Site
    change: Change
    path: PathData
    procedures: Procedures
    appliances: dict[str, PlanAppliance]
    windows: tuple[PlanWindow, ...]
    passes: tuple[PlanHop, ...]
    facts: frozenset[str]
    own_extras: dict[str, dict[str, str | int | bool]]  # of each appliance
    house: HouseProcedures | None = None

    @property
    def approval(self) -> Approvals:
        """Who has to release the change."""
        return approval_of(self.site, self.change)

    def extras(self, appliance: str | None = None) -> dict[str, str | int | bool]:
        """What the inventory has under `extra`: of the site, the change, and the appliance where one is meant."""
        found = {**self.site.extra, **self.change.extra}
        return found | self.own_extras.get(appliance, {}) if appliance is not None else found

    def extra_facts(self, appliance: str | None = None) -> frozenset[str]:
        """The conditions that these give."""
        return extra_facts(self.house.house.file, self.extras(appliance)) if self.house else frozenset()

    def begun(self, current: PlanHop) -> list[int]:
        """The windows of a pass, without those that continue one."""
        return [number for number in current.windows if self.windows[number - 1].continues is None]
