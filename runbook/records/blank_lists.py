"""What the cells of a blank spreadsheet offer: states, initials, yes and no to choose from, in the reader's language,
beside the cell for the time how it is written, and beside the one for the value what is asked there.

They offer and do not insist: whoever signed instead of somebody, and what went otherwise than planned, can be written
all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from runbook.i18n import N_, Language
from runbook.model.plan import Plan, PlanStep
from runbook.records.column_heads import ANSWERS, GO_OR_NOT, STATE_CHOICES

LONGEST = 255  # characters of a list, or of what stands beside a cell: spreadsheets take no more
_OTHERWISE = N_("A verdict passes {states} here. Write what took place.")

_MOMENT = N_("Date and time, such as 2026-12-05 22:10")


class Offer(NamedTuple):
    """Of a cell: its column, the words to choose from, if any, and what is said beside it while it is chosen."""

    column: str
    words: tuple[str, ...]
    said: str = ""


def add_offers(sheet: Any, columns: Sequence[str], plan: Plan, asked: Iterable[str], language: Language) -> None:
    """Give the cells of each step what they offer; the first row lies below the head. `asked`: as which value."""
    found: dict[Offer, list[int]] = {}
    words = {word: language.text(word) for word in (*STATE_CHOICES.values(), *ANSWERS, *GO_OR_NOT)}
    for number, (step, text) in enumerate(zip(plan.steps, asked, strict=True), 1):
        for offer in (Offer("at", (), language.text(_MOMENT)), *_offers(plan, step, text, words)):
            if len(",".join(offer.words)) <= LONGEST:
                found.setdefault(offer, []).append(number)
    for offer, numbers in found.items():
        place = columns.index(offer.column)
        first, *others = ([start, place, end, place] for start, end in _stretches(numbers))
        sheet.data_validation(*first, {**_options(offer, language), "other_cells": others})


def _offers(plan: Plan, step: PlanStep, asked: str, words: Mapping[str, str]) -> Iterator[Offer]:
    yield Offer("state", tuple(words[state] for state in _states(step)))
    yield Offer("by", tuple(one.initials for one in plan.staff if not step.roles or {*step.roles} & {*one.roles}))
    if step.witness:
        yield Offer("witness", plan.witnesses or tuple(person.initials for person in plan.staff))
    if step.evidence:
        offered = {"yes-no": ANSWERS, "go-no-go": GO_OR_NOT}.get(step.evidence.type, ())
        answers = tuple(words[answer] for answer in offered)
        yield Offer("value", answers, asked[:LONGEST])


def _states(step: PlanStep) -> Iterator[str]:
    """The states that a verdict passes; one that failed is done again in a row of its own."""
    passed = {"done": True, "na": step.na_allowed, "skipped": not step.required, "failed": True}
    return (word for state, word in STATE_CHOICES.items() if passed[state])


def _options(offer: Offer, language: Language) -> dict[str, object]:
    """The same as XlsxWriter takes it."""
    options: dict[str, object] = {"input_message": offer.said} if offer.said else {}
    if not offer.words:
        return options | {"validate": "any"}
    options |= {"validate": "list", "source": list(offer.words), "show_error": offer.column == "state"}
    if offer.column == "state":
        said = language.text(_OTHERWISE, states=", ".join(offer.words))
        options |= {"error_type": "information", "error_message": said}
    return options


def _stretches(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Rows that follow one another, each by its first and last."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found
