"""Tables whose steps are named by the numbers that are printed beside them, as paper has nothing else: read as ids."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from msgspec.structs import replace as changed

from runbook.i18n import available, load_language
from runbook.model.finding import Finding
from runbook.model.record import Record, RecordPart
from runbook.records.people import plain_words
from runbook.records.titles import title_of
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan
from runbook.verify.plan_store import PlanStore
from runbook.verify.unknown_steps import step_index

# 1.4, 1.4., (1.4), 1,4, step 1.4, n° 1.4, #1.4
_NUMBER = re.compile(r"(?:[^\W\d_]{1,10}\.?\s+|n[°º]\s*|#\s*|\()?(?P<number>\d+(?:[.,]\d+)+)[.)]?", re.IGNORECASE)
_TITLED = re.compile(r"(?P<number>\d+[.,]\d+)[.)]?\s*[-–—:]?\s+(?P<title>[^\W\d_].*)")  # 1.4 Check the certificates
_ENDS = frozenset("0123456789.)")


def with_ids(record: Record, plan_store: PlanStore) -> Record:
    """The record with identifiers for the numbers of which it is clear what step they are; a note says so."""
    parts = tuple(_with_ids(part, plan_store) for part in record.parts)
    return (
        record
        if all(one is other for one, other in zip(parts, record.parts, strict=True))
        else replace(record, parts=parts)
    )


def _with_ids(part: RecordPart, plan_store: PlanStore) -> RecordPart:
    said = [entry.step for entry in part.entries]
    if not _has_numbers(said) and not _has_numbers(part.numbers):
        return part
    plan = plan_store.plan_of(plan_store.whole(part.revision))
    texts = part.numbers if plan and part.numbers and not _names_steps(plan, said) else said
    gone = [step for one in part.faults for step in one.steps]
    meant, unseen = _meant(plan, texts, gone) if plan else ({}, {})
    if not plan or not (meant or unseen):
        return part
    entries = [
        changed(entry, step=plan.steps[meant[place]].id) if place in meant else entry
        for place, entry in enumerate(part.entries)
    ]
    named = {step: plan.steps[index].id for step, index in unseen.items()}
    faults = [replace(one, steps=tuple(named.get(step, step) for step in one.steps)) for one in part.faults]
    if filled := [place for place in meant if not entries[place].blank]:
        steps = tuple(dict.fromkeys(entries[place].step for place in filled))
        args = (("count", len(filled)),)
        faults.append(Finding(code="DOC028", steps=steps, args=args, where=part.place(filled[0])))
    return replace(part, entries=tuple(entries), faults=tuple(faults))


def _has_numbers(texts: Iterable[str]) -> bool:
    return any(
        (text[-1:] in _ENDS and _NUMBER.fullmatch(text)) or (text[:1].isdecimal() and _TITLED.fullmatch(text))
        for text in map(str.strip, texts)
    )


def _names_steps(plan: IndexedPlan, texts: Iterable[str]) -> bool:
    """Whether one of them is an identifier, or a number; titles are neither, where they stand under `step`."""
    return any(_number(plan, text) or step_index(plan, text) is not None for text in texts)


def _meant(plan: IndexedPlan, texts: Sequence[str], gone: Sequence[str]) -> tuple[Mapping[int, int], Mapping[str, int]]:
    """The step that is meant, by the place of its text; and those of rows that are gone, hidden or crossed out, by what
    they name. A spreadsheet makes 2.1 of 2.10: where the plan has both, and the table only one of them, it is the step
    that is printed behind the one above or before the one below."""
    numbers = {place: number for place, text in enumerate(texts) if (number := _number(plan, text))}
    unseen = {text: number for text in gone if (number := _number(plan, text))}
    written, known = {*numbers.values(), *unseen.values()}, _numbers(plan)

    def step(number: str) -> int | None:
        own = known.get(_shortened(number), {})
        if len(own) == 1:
            return next(iter(own.values()))
        return own.get(number) if written.issuperset(own) else None

    meant = {place: index for place, number in numbers.items() if (index := step(number)) is not None}
    sure = {place: plan.index[text] for place, text in enumerate(texts) if text in plan.index} | meant
    unsure: defaultdict[str, list[int]] = defaultdict(list)
    for place in numbers.keys() - meant.keys():
        unsure[_shortened(numbers[place])].append(place)
    for number, places in unsure.items():
        beside = {place: _by_neighbours(place, sure, known.get(number, {}).values()) for place in places}
        found = {place: index for place, index in beside.items() if index is not None}
        meant |= found if len(found) == len(places) else {}
    in_order = {place: meant[place] for place in sorted(meant)}
    return in_order, {text: index for text, number in unseen.items() if (index := step(number)) is not None}


def _number(plan: IndexedPlan, text: str) -> str:
    """The number in a text that names no step by itself; "" where it is none."""
    found = _NUMBER.fullmatch(text.strip()) if text not in plan.index else None
    return found["number"].replace(",", ".") if found else _titled(plan, text)


def _titled(plan: IndexedPlan, text: str) -> str:
    """The number in front of the title of its step, or of the beginning of it; "" where it is another title."""
    found = _TITLED.fullmatch(text.strip())
    if not found:
        return ""
    words = plain_words(found["title"])
    own = _numbers(plan).get(_shortened(found["number"].replace(",", ".")), {})
    fits = [number for number, index in own.items() if any(words == one[: len(words)] for one in _titles(plan)[index])]
    return fits[0] if len(fits) == 1 else ""


@once_a_plan
def _titles(plan: IndexedPlan) -> Sequence[frozenset[tuple[str, ...]]]:
    """The words of the title of each step, in every language; and with its appliance behind them."""
    languages = [load_language(tag) for tag in available()]
    return [
        frozenset(
            plain_words(f"{title_of(plan.plan, step, language)} {behind}")
            for language in languages
            for behind in ("", step.appliance or "")
        )
        for step in plan.steps
    ]


def _by_neighbours(place: int, sure: Mapping[int, int], own: Iterable[int]) -> int | None:
    """The one of a few steps that the rows above and below a place leave; None where they leave none, or several."""
    found = [step for step in own if sure.get(place - 1) == step - 1 or sure.get(place + 1) == step + 1]
    return found[0] if len(found) == 1 else None


@once_a_plan
def _numbers(plan: IndexedPlan) -> Mapping[str, Mapping[str, int]]:
    """The steps by what a spreadsheet makes of their numbers, and by these; without numbers that are there twice."""
    every = [step.number for step in plan.steps]
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for index, number in enumerate(every):
        if every.count(number) == 1:
            found[_shortened(number)][number] = index
    return found


def _shortened(number: str) -> str:
    """2.1 of 2.10 and 2.1; 2.4 of 2.40."""
    return number.rstrip("0")
