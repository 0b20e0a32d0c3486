"""A night that was begun before its wait was over is one finding, of the two packages that the rule names."""

import pytest
from msgspec.structs import replace

from runbook.model.control import is_peoples
from runbook.simulate.play import clock_time
from runbook.verify.planned_windows import window_bounds
from tests import plans
from tests.verify.harness import check, faultless, indexed_plan_of
from tests.verify.test_all_plans import name
from tests.verify.test_smallest import laid

KINDS = [kind for kind in plans.KINDS if not kind[0].startswith("migrate-")]
HOUR = 3600


def waits_between_nights(indexed, entries):
    """The waits between packages of two nights; of each later one that of the last one signed before it."""
    moments = laid(indexed, list(entries.values())).moments
    found: dict[int, tuple[int, int]] = {}
    for first in sorted(moments, key=lambda index: moments[index].early):
        later = indexed.edges.get(first, {})
        for then, seconds in later.items():
            nights = indexed.steps[first].window, indexed.steps[then].window
            if seconds >= 12 * HOUR and None not in nights and nights[0] != nights[1]:
                found[nights[1]] = (first, min(then, found.get(nights[1], (0, then))[1]))
    return list(found.values())


def with_night_early(indexed, entries, first, then, passed):
    """The record whose night of `then` was all so early that this many seconds passed since `first`."""
    moments = laid(indexed, list(entries.values())).moments
    by = moments[then].early - moments[first].early - passed
    night = indexed.steps[then].window
    return {
        step: replace(entry, at=clock_time(indexed, moments[index].early - by))
        if indexed.steps[index := indexed.index[step]].window == night and index in moments
        else entry
        for step, entry in entries.items()
    }


@pytest.mark.sampled(8)
@pytest.mark.parametrize("kind", KINDS, ids=name)
@pytest.mark.parametrize("hours", [20, 22, 23.5])
def test_a_night_too_early_is_told_of_its_package_alone(kind, hours) -> None:
    indexed = indexed_plan_of(*kind, bases=(True, True))
    entries = faultless(indexed)
    tried = 0
    for first, then in waits_between_nights(indexed, entries):
        early = with_night_early(indexed, entries, first, then, int(hours * HOUR))
        result = check(indexed, *early.values())
        told = [finding for finding in result.findings if finding.code == "GAP001"]
        assert [finding.steps[:2] for finding in told] == [(indexed.steps[then].id, indexed.steps[first].id)], told
        assert told[0].slip is None
        assert not [finding for finding in result.findings if finding.code == "WIN001" and finding.slip]
        night = indexed.steps[then].window
        assert {indexed.steps[indexed.index[step]].window for step in result.culprits} == {night}
        tried += 1
    assert tried


def test_a_time_outside_the_window_is_no_fit() -> None:
    """A roll may be called twelve hours before a window opens; what is suggested lies in the window itself."""
    indexed = indexed_plan_of(*KINDS[0], bases=(True, True))
    entries = faultless(indexed)
    step = next(step for step in indexed.steps if step.window == 2 and is_peoples(step))
    start = window_bounds(indexed, 2)[0]
    for minutes, fits in ((-28 * 60, False), (1 - 24 * 60, True)):
        early = replace(entries[step.id], at=clock_time(indexed, start + minutes * 60))
        (found,) = check(indexed, *{**entries, step.id: early}.values()).findings
        assert (found.code, found.slip is not None) == ("WIN001", fits)
