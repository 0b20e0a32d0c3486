"""From which step to which nobody can work, of plans with effects made for it; and no night falls in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runbook.model.procedure import EffectData
from runbook.planning.effects import outages_of
from runbook.planning.schedule import schedule
from tests.planning.test_nights import night, starts
from tests.planning.test_nights import steps as lasting
from tests.plans import plan_of

STEP = plan_of("single", "automatic").steps[0]
EFFECTS = {
    "down": EffectData(kind="outage"),
    "gone": EffectData(kind="outage", serving=True),
    "up": EffectData(kind="outage", ends=True),
    "fewer": EffectData(kind="fewer-nodes"),
    "all-nodes": EffectData(kind="fewer-nodes", ends=True),
}
Row = tuple[int | None, str]  # the window of a step, and its effects


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([(1, ""), (1, "down"), (1, ""), (1, "gone"), (1, "")], [("1", "3")]),
        ([(1, "down"), (1, ""), (1, "up"), (1, "")], [("0", "2")]),
        ([(1, "down"), (1, "up"), (1, ""), (1, "down")], [("0", "1"), ("3", "3")]),
        ([(1, "down"), (2, "down"), (2, "up")], [("0", "0"), ("1", "2")]),
        ([(1, ""), (1, "up"), (1, "")], []),
        ([(1, "fewer"), (1, "all-nodes")], []),
        ([(1, "down"), (1, "fewer"), (1, "all-nodes"), (1, "down")], [("0", "3")]),
        ([(None, "down"), (1, ""), (1, "down"), (None, "up")], [("2", "2")]),
        ([(None, "down"), (None, "up")], []),
    ],
    ids=[
        "between the first and the last that cuts users off",
        "to the one that ends it",
        "after its end another one begins",
        "in each window by itself",
        "what ends none begins none",
        "fewer nodes are none",
        "fewer nodes neither begin nor end one",
        "none outside the windows",
        "none without a window",
    ],
)
def test_an_outage_lasts_from_the_first_step_that_cuts_users_off(rows: list[Row], found: list[tuple[str, str]]) -> None:
    steps = tuple(
        replace(STEP, id=str(place), window=window, effects=tuple(filter(None, [effect])))
        for place, (window, effect) in enumerate(rows)
    )
    assert list(outages_of(steps, EFFECTS)) == found


@pytest.mark.parametrize(
    ("outage", "expected"),
    [
        (None, [(0, "22:00"), (0, "22:30"), (0, "22:40"), (1, "22:00")]),
        (("2", "3"), [(0, "22:00"), (0, "22:30"), (1, "22:00"), (1, "22:10")]),
        (("1", "3"), [(0, "22:00"), (1, "22:00"), (1, "22:10"), (1, "22:20")]),
    ],
)
def test_a_night_falls_right_before_an_outage_and_not_within_it(
    outage: tuple[str, str] | None, expected: list[tuple[int, str]]
) -> None:
    """Steps of 30, 10, 10 and 20 minutes, in a window of an hour and the next one."""
    windows = (night(0, 60), night(1, 240, continues=1))
    planned, _warnings = schedule(lasting(30, 10, 10, 20), (), windows, "UTC", [outage] if outage else ())
    assert starts(planned) == expected
