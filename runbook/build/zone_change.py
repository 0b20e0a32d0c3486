"""Whether the zone data of this machine say otherwise than the last plan of a change.

The new plan follows the new data. What was printed from the old one keeps to the old offsets, so people have to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from runbook.errors import InputError
from runbook.i18n import N_, Language
from runbook.model.frozen_zone import first_difference, frozen_offsets
from runbook.model.plan import PlanWindow, ZoneOffset
from runbook.model.revision import short_revision
from runbook.reading.found_file import content_found
from runbook.reading.plan_json import PLAN, read_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneChange:
    """From `since` on `zone` is `old` seconds ahead of UTC by the plan of `revision`, and `new` by this machine."""

    revision: str
    zone: str
    since: datetime
    old: int
    new: int

    def text(self, change: str, language: Language) -> str:
        """The message; `change` is what the change is called: `paris/CHG0041`."""
        message = N_(
            "{change}: from {since} on, {zone} is at {new} according to the zone data of this machine, "
            "but at {old} according to the last plan, {revision}. What was printed from that plan, and "
            "its records, keep to its times."
        )
        return language.text(
            message,
            change=change,
            since=f"{language.datetime(self.since.astimezone(UTC))} UTC",
            zone=self.zone,
            new=_written(self.new),
            old=_written(self.old),
            revision=short_revision(self.revision),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frozen:
    """What of a plan.json says when things happen: quick to read, and looked at alone where nothing differs."""

    revision: str
    timezone: str
    windows: tuple[PlanWindow, ...]
    offsets: tuple[ZoneOffset, ...]


def zone_change(folder: Path) -> ZoneChange | None:
    """What changed since the plan that lies in `folder`; None for nothing, or where no plan lies there that says."""
    import msgspec

    path = folder / PLAN
    try:
        content = content_found(path)
        if content is None:
            return None
        plan = msgspec.json.decode(content, type=_Frozen)
        found = first_difference(plan.offsets, frozen_offsets(plan.timezone, plan.windows)) if plan.offsets else None
        if found is None:
            return None
        read_plan(content, str(path))
    except (OSError, ValueError, TypeError, OverflowError, InputError):  # what is wrong with it is not for here
        return None
    old, new = found
    return ZoneChange(revision=plan.revision, zone=plan.timezone, since=old.since, old=old.seconds, new=new.seconds)


def _written(seconds: int) -> str:
    """`+01:00`, as people write an offset."""
    minutes = abs(seconds) // 60
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
