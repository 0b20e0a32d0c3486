"""Which version runs when: each package raises one until a later one does; what nothing raises stays.

Of what is unknown today, it is unknown until a package raises it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from runbook.model.plan import Plan, PlanAppliance


Versioned = Literal["base", "software"]


def runs(versions: Iterable[str | None], today: str) -> str:
    """The version that runs after hops that install these, None where one installs none: the last, or today's."""
    last = today
    for version in versions:
        last = version or last
    return last


def runs_after(plan: Plan, appliance: PlanAppliance, kind: Versioned, hop: int | None = None) -> str:
    """What an appliance of a plan runs after a hop, or after the last: the old one of a migration stays as it is."""
    if appliance.side == "old":
        return getattr(appliance, kind)  # type: ignore[no-any-return]
    done = (each for each in plan.passes if hop is None or each.hop <= hop)
    return runs((getattr(each, kind) for each in done), getattr(appliance, kind))
