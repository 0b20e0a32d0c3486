"""What relates several values of an inventory. A check yields what is wrong; it passes over what it cannot know."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.inventory.checks.addresses import check_addresses
from runbook.inventory.checks.apart import check_alike, check_state
from runbook.inventory.checks.changes import check_changes
from runbook.inventory.checks.freezes import check_freezes
from runbook.inventory.checks.names import check_ids, check_languages, check_staff, check_timezone
from runbook.inventory.checks.open_marks import check_open_marks
from runbook.inventory.checks.topology import check_failover, check_roles
from runbook.reading.partial import PartialGroup, Violation

SITE_CHECKS = (
    check_open_marks,
    check_ids,
    check_languages,
    check_timezone,
    check_roles,
    check_failover,
    check_state,
    check_alike,
    check_addresses,
    check_staff,
    check_changes,
    check_freezes,
)


def check_site(site: PartialGroup) -> Iterator[Violation]:
    """Everything that is wrong within one site."""
    for check in SITE_CHECKS:
        yield from check(site)


def check_heading(heading: PartialGroup) -> Iterator[Violation]:
    """Everything that is wrong with what an inventory says beside its sites."""
    yield from check_open_marks(heading)
    yield from check_languages(heading)
