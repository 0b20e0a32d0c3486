"""Plans that have a place for the known mistakes that hardly another plan has one for."""

from __future__ import annotations

from functools import cache

from runbook.model.plan import Plan
from tests import plans
from tests.verify.harness import moved
from tests.verify.make_night_examples import night


def two_approvers() -> Plan:
    """One with somebody who may release it and carries nothing out."""
    return night("plain").plan


def two_approvals() -> Plan:
    """One that two people have to release, neither of whom carries anything out."""
    return night("apart").plan


def released_orally() -> Plan:
    """One that is released by word of mouth."""
    return night("spoken").plan


def close_nights() -> Plan:
    """One whose windows lie on successive nights, so that a wait of a day can be broken in the right order."""
    return moved(_two_passes(), ("2026-12-05", "2026-12-06"))


def clock_put_back() -> Plan:
    """One whose second window is begun just before the hour that the clock repeats."""
    return moved(_two_passes(), ("2026-10-18", "2026-10-25"), opens="01:30")


@cache
def _two_passes() -> Plan:
    return plans.plan_of("single", "automatic", bases=(True, True))


PLACES = {
    two_approvers: ("_released_by_a_hand",),
    two_approvals: ("_two_by_one", "_released_by_a_hand"),
    released_orally: ("_released_by_nobody",),
    close_nights: ("_short_wait", "_pass_too_soon", "_looked_up_otherwise"),
    clock_put_back: ("_either_hour",),
}  # the names of the kinds
