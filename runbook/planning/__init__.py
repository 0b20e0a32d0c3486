"""Site and procedures make the frozen plan of one change."""

from runbook.inventory.choose import chosen
from runbook.planning.paths import path_ids
from runbook.planning.pipeline import make_plan

__all__ = ["chosen", "make_plan", "path_ids"]
