"""A fleet rendered: only what changed, on many cores or machines, each change by itself."""

from runbook.build.run import Told, render_fleet
from runbook.build.task import Task, tasks_of

__all__ = ["Task", "Told", "render_fleet", "tasks_of"]
