"""Steps of a house that are done while nobody can work: the outage lasts as much longer as they take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from runbook.i18n import N_
from runbook.model.plan import PlanStep, PlanWarning

NAMED = 5  # steps; a house may have any number of them there


def prolonging(steps: Sequence[PlanStep], outages: Iterable[tuple[str, str]]) -> Iterator[tuple[PlanStep, ...]]:
    """The steps of a house in each outage that has some; of an outage, its first and its last step are given."""
    places = {step.id: place for place, step in enumerate(steps)}
    for first, last in outages:
        own = tuple(step for step in steps[places[first] : places[last]] if step.house)
        if own:
            yield own


def longer_outages(steps: Sequence[PlanStep], outages: Iterable[tuple[str, str]]) -> Iterator[PlanWarning]:
    """How much longer each outage lasts by them."""
    for own in prolonging(steps, outages):
        text = N_(
            "Steps of the organisation’s own are done while nobody can work: {steps}. The outage is {length} longer."
        )
        numbers = [step.number for step in own[:NAMED]] + ["…"] * (len(own) > NAMED)
        minutes = sum(step.duration.high for step in own)
        yield PlanWarning(code="PLN016", text=text, args={"steps": ", ".join(numbers), "length": f"PT{minutes}M"})
