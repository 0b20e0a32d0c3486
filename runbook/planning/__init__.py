"""Site and procedures make the frozen plan of one change."""

from runbook.planning.make import make_plan

__all__ = ["make_plan"]
