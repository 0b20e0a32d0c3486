"""Build hook: a wheel carries templates/ and locales/ as runbook/_data/; an editable install reads the checkout's."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = ("templates", "locales")


class DataHook(BuildHookInterface[Any]):
    """Adds the data folders to every build of a wheel but an editable one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """`version` is "standard" or "editable"."""
        if version != "editable":
            build_data["force_include"].update({name: f"runbook/_data/{name}" for name in DATA})
