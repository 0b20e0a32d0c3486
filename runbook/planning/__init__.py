"""Site and procedures make the frozen plan of one change."""

from runbook.inventory.choose import chosen
from runbook.planning.make import make_plan
from runbook.planning.paths import path_ids

__all__ = ["chosen", "make_plan", "path_ids"]
