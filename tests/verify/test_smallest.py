"""The smallest set of culprits, against all subsets."""

import os
from collections.abc import Mapping, Sequence
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from runbook.simulate.play import clock_time, play
from runbook.verify.contradictions import came_too_soon, culprits_of
from runbook.verify.document import lay_out
from runbook.verify.joint_slips import joint_slips
from runbook.verify.lay_beside import lay_beside
from runbook.verify.smallest import smallest_cover
from runbook.verify.too_early import broken_pairs, touches, without
from tests.verify.harness import indexed_plan_of, pair, record

SINGLE = ("single", "automatic", None, None)


def smallest_by_force(pairs: Mapping[int, Sequence[int]]) -> int:
    nodes = sorted({*pairs, *chain.from_iterable(pairs.values())})
    for size in range(len(nodes) + 1):
        for chosen in combinations(nodes, size):
            if all(a in chosen or b in chosen for a, later in pairs.items() for b in later):
                return size
    raise AssertionError


def cheapest_by_force(pairs: Mapping[int, Sequence[int]], preference: Mapping[int, int], size: int) -> int:
    nodes = sorted({*pairs, *chain.from_iterable(pairs.values())})
    return min(
        sum(preference.get(node, 0) for node in chosen)
        for chosen in combinations(nodes, size)
        if all(a in chosen or b in chosen for a, later in pairs.items() for b in later)
    )


@st.composite
def contradictions(draw):
    """Steps with an order among them, and times that break it; the pairs are transitive, as those of a record are."""
    count = draw(st.integers(2, 8))
    later = {a: {b for b in range(a + 1, count) if draw(st.booleans())} for a in range(count)}
    for a in reversed(range(count)):
        for b in tuple(later[a]):
            later[a] |= later[b]
    times = draw(st.lists(st.integers(0, 9), min_size=count, max_size=count))
    pairs = {a: sorted(b for b in later[a] if times[b] < times[a]) for a in later}
    return {a: bs for a, bs in pairs.items() if bs}


@pytest.mark.long
@given(contradictions(), st.dictionaries(st.integers(0, 7), st.integers(0, 6)))
@settings(max_examples=400)
def test_the_set_is_a_smallest_and_of_those_the_cheapest(pairs, preference) -> None:
    found = smallest_cover(pairs, preference)
    assert all(a in found or b in found for a, later in pairs.items() for b in later)
    assert len(found) == smallest_by_force(pairs)
    assert sum(preference.get(node, 0) for node in found) == cheapest_by_force(pairs, preference, len(found))


def laid(indexed, entries):
    """The record beside its plan; the future is not looked at."""
    whole = record(indexed, *entries)
    return lay_beside(indexed, whole, lay_out(indexed, whole)[0], None)


def shuffled(indexed, wrong, seed):
    """A faultless record in which the times of some steps are moved by so many minutes."""
    entries = list(play(indexed, seed))
    moments = laid(indexed, entries).moments
    places = {entry.step: number for number, entry in enumerate(entries)}
    for index, minutes in wrong.items():
        index %= len(indexed.steps)
        if index in moments:
            number = places[indexed.steps[index].id]
            at = clock_time(indexed, moments[index].early + 60 * minutes)
            entries[number] = replace(entries[number], at=at)
    return entries


minutes = st.one_of(st.integers(-90, 90), st.sampled_from((-1440, -60, 60, 1440)))


@pytest.mark.long
@given(st.dictionaries(st.integers(0, 200), minutes, max_size=6), st.integers(0, 20))
@settings(max_examples=150 if os.environ.get("LONG") else 50)
def test_k_wrong_entries_never_give_more_than_k_culprits(wrong, seed) -> None:
    for indexed in (indexed_plan_of(*SINGLE), pair()):
        entries = shuffled(indexed, wrong, seed)
        case = laid(indexed, entries)
        culprits = culprits_of(case)
        causes = {culprit.wait or culprit.index for culprit in culprits}  # a night too early is one
        assert joint_slips(case) or len(causes) <= len(wrong)


@pytest.mark.long
@given(st.dictionaries(st.integers(0, 200), st.integers(-4000, 4000), min_size=2, max_size=8), st.integers(0, 20))
@settings(max_examples=100)
def test_culprits_of_a_record_are_a_smallest_set(wrong, seed) -> None:
    indexed = indexed_plan_of(*SINGLE)
    entries = shuffled(indexed, wrong, seed)
    case = laid(indexed, entries)
    pairs = broken_pairs(case)
    for a, later in pairs.items():  # a contradiction is an order relation: this is what makes the set exact
        assert all(set(pairs.get(b, ())) <= set(later) for b in later), a
    together = {index for slip in joint_slips(case) for index in slip.mended if touches(pairs, index)}
    together |= came_too_soon(case)
    alone = {culprit.index for culprit in culprits_of(case)} - {i for slip in joint_slips(case) for i in slip.mended}
    assert len(alone - came_too_soon(case)) == smallest_by_force(without(pairs, frozenset(together)))


def test_five_hundred_steps_in_reverse_are_quick() -> None:
    pairs = {a: list(range(a + 1, 500)) for a in range(499)}
    assert len(smallest_cover(pairs, dict.fromkeys(range(500), 1))) == 499
