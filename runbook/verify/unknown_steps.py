"""DOC: entries of steps that the plan does not have, and which of its steps are likely meant."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.record import plain_id
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan

SHOWN = 10  # entries that are named
COMPARED = 100  # identifiers that are looked at for what is meant by them
_NUMBERS = N_(
    "These are numbers that are printed beside the steps. A spreadsheet makes 2.1 of 2.10, and a date of 1.4; nobody "
    "can tell which was meant: type the entries into the blank record of this revision, which has the identifiers "
    "beside the numbers."
)
_WORDS = N_(
    "These are words, and several steps may have the same title: write the number that is printed beside each step in "
    "front of it, or type the entries into the blank record of this revision."
)
# What a spreadsheet makes of 1.4: 1-Apr, 01.04.2026, 2026-04-01 00:00:00.
_A_DAY = re.compile(r"\d{1,2}[-/. ](?:[^\W\d_]{3,9}\.?|\d{1,2}[-/.]\d{2,4})|\d{4}-\d\d-\d\d(?:[ T][\d:.]+)?")
LONGEST = 100  # characters of one that is
ALIKE = 0.8


class UnknownStep(NamedTuple):
    """An entry of a step that the plan does not have, and where it stands: the file, and the place in it."""

    step: str
    file: str
    place: str


def step_index(indexed: IndexedPlan, step: str) -> int | None:
    """The place of a step in the plan; capitals do not matter where two steps do not differ in them alone, nor do the
    kind of hyphens and blanks beside them."""
    index = indexed.index.get(step)
    return _folded(indexed).get(plain_id(step).casefold()) if index is None else index


@once_a_plan
def _folded(indexed: IndexedPlan) -> Mapping[str, int]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for step, index in indexed.index.items():
        places[step.casefold()].append(index)
    return {step: found[0] for step, found in places.items() if len(found) == 1}


def likely_steps(indexed: IndexedPlan, steps: Sequence[str]) -> Mapping[str, int]:
    """Which step of the plan is likely meant by each identifier, as far as one is alike; each by one of them only."""
    known = _folded(indexed)
    found: dict[str, int] = {}
    for step in list(dict.fromkeys(steps))[:COMPARED]:
        near = difflib.get_close_matches(step.casefold()[:LONGEST], known, n=1, cutoff=ALIKE)
        if near and known[near[0]] not in found.values():
            found[step] = known[near[0]]
    return found


def unknown_steps(indexed: IndexedPlan, entries: Sequence[UnknownStep]) -> Iterator[Finding]:
    """One finding a file, and one more for what is like no step of the plan: one slip may have spoilt a column."""
    likely = likely_steps(indexed, [entry.step for entry in entries])
    grouped: defaultdict[tuple[str, bool], list[UnknownStep]] = defaultdict(list)
    for entry in entries:
        grouped[entry.file, entry.step in likely].append(entry)
    for (_, alike), found in grouped.items():
        args = (("step", _shown([f"{one.step} ({_within(one)})" for one in found])), ("count", len(found)))
        meant = _shown([indexed.steps[likely[one.step]].id for one in found]) if alike else ""
        slip = Message(N_("a misspelling of {steps}"), (("steps", meant),)) if alike else None
        numbered = not alike and all(_was_a_number(indexed, one.step) for one in found)
        worded = not alike and len(found) > SHOWN and all(" " in one.step for one in found)
        remedy = Message(_NUMBERS) if numbered else Message(_WORDS) if worded else None
        yield Finding(code="DOC003", args=args, where=found[0].place, slip=slip, remedy=remedy)


def _was_a_number(indexed: IndexedPlan, text: str) -> bool:
    return text in _numbers(indexed) or _A_DAY.fullmatch(text) is not None


@once_a_plan
def _numbers(indexed: IndexedPlan) -> frozenset[str]:
    """The numbers of the steps, and what a spreadsheet makes of them."""
    return frozenset(number for step in indexed.steps for number in (step.number, step.number.rstrip("0")))


def _within(entry: UnknownStep) -> str:
    """The place without its file."""
    return entry.place.rpartition(":")[2]


def _shown(texts: Sequence[str]) -> str:
    once = list(dict.fromkeys(texts))
    return ", ".join(once[:SHOWN]) + (f" + {len(once) - SHOWN}" if len(once) > SHOWN else "")
