"""The present, as far as a command is not given another one by `--now`."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The time of the day."""
    return datetime.now(UTC)
