"""A fleet rendered: only what changed, on many cores or machines, each change by itself."""

from runbook.fleet.run import Told, render_fleet
from runbook.fleet.task import Task, tasks_of

__all__ = ["Task", "Told", "render_fleet", "tasks_of"]
