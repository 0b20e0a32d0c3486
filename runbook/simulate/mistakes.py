"""Known mistakes, planted in a faultless record: to train people, and to see that the verifier finds each.

A mistake knows the codes that may report it (a step out of order as such, or as an entry outside its window)
and the steps that the finding has to name.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from runbook.i18n import N_
from runbook.model.finding import Message, StepRefs
from runbook.model.initials import normal_initials
from runbook.model.plan import PlanStep
from runbook.model.record import Entry
from runbook.simulate.play import clock_time
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.record_under_check import window_bounds
from runbook.verify.times import Moment, read_moment

MINUTE, DAY, YEAR = 60, 24 * 3600, 366 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What was planted. `codes` are those that may report it, the likeliest first; `steps` are named by the finding."""

    kind: str
    codes: tuple[str, ...]
    steps: tuple[str, ...]
    message: Message

    @property
    def code(self) -> str:
        """The likeliest code."""
        return self.codes[0]


@dataclass(slots=True)
class DraftRecord:
    """A record in the making: its entries by step, and the times that still stand."""

    indexed: IndexedPlan
    entries: dict[str, Entry]
    chance: random.Random

    @property
    def times(self) -> dict[int, int]:
        """When each step that is done was signed, seconds since 1970."""
        found = {}
        for step, entry in self.entries.items():
            index = self.indexed.index.get(step)
            moment = read_moment(entry.at, self.indexed.zone) if entry.state == "done" else None
            if index is not None and isinstance(moment, Moment):
                found[index] = moment.early
        return found

    def done(self, test: Callable[[PlanStep], bool] = lambda step: True) -> list[PlanStep]:
        """The steps that are done and pass a test, in random order."""
        steps = [step for step in self.indexed.steps if self._done(step) and test(step)]
        return self.chance.sample(steps, len(steps))

    def _done(self, step: PlanStep) -> bool:
        return step.id in self.entries and self.entries[step.id].state == "done"

    def put(self, step: PlanStep, **changes: str) -> None:
        """Change an entry."""
        self.entries[step.id] = replace(self.entries[step.id], **changes)

    def fits(self, index: int, at: int, but: frozenset[int] = frozenset()) -> bool:
        """Whether no order, wait or window is broken by signing a step then; the steps of `but` are not looked at."""
        window = self.indexed.steps[index].window
        if window:
            start, end = window_bounds(self.indexed, window)
            if not start <= at <= end:
                return False
        times, edges = self.times, self.indexed.edges
        after = all(at + wait <= times[k] for k, wait in edges.get(index, {}).items() if k in times and k not in but)
        before = (
            (times[k], later[index]) for k, later in edges.items() if index in later and k in times and k not in but
        )
        return after and all(time + wait <= at for time, wait in before)


def _mistake(kind: str, codes: str, steps: Sequence[str], text: str, **args: str | StepRefs) -> Mistake:
    values = (("step", StepRefs(tuple(steps[:1]))), *args.items())
    return Mistake(kind=kind, codes=tuple(codes.split()), steps=tuple(steps), message=Message(text, values))


def _not_signed(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.required):
        del draft.entries[step.id]
        return _mistake("not signed", "STA001 DOC007", [step.id], N_("Step {step} is not filled in."))
    return None


def _skipped(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.required):
        draft.put(step, state="skipped", at="", value="", witness="", note="…")
        return _mistake("skipped", "STA002", [step.id], N_("Step {step} is skipped."))
    return None


def _failed(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.required):
        draft.put(step, state="failed", note="…")
        return _mistake("failed", "STA004 STA003", [step.id], N_("Step {step} failed, and the work went on."))
    return None


def _wrongly_na(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: not step.na_allowed):
        draft.put(step, state="na", at="", value="", witness="", note="…")
        return _mistake("wrongly n/a", "STA005", [step.id], N_("Step {step} is marked as not applicable."))
    return None


def _no_reason(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.na_allowed):
        draft.put(step, state="na", at="", value="", witness="", note="")
        return _mistake("no reason", "STA006", [step.id], N_("Step {step} is not applicable, without a reason."))
    return None


def _wrong_order(draft: DraftRecord) -> Mistake | None:
    """A step is signed a few minutes before one that must come first."""
    times = draft.times
    pairs = [(first, then) for first, later in draft.indexed.edges.items() for then in later]
    for first, then in draft.chance.sample(pairs, len(pairs)):
        if first not in times or then not in times:
            continue
        at = times[first] - draft.chance.randint(2, 15) * MINUTE
        draft.put(draft.indexed.steps[then], at=clock_time(draft.indexed, at))
        steps = [draft.indexed.steps[then].id, draft.indexed.steps[first].id]
        text = N_("Step {step} is signed before step {first}.")
        return _mistake("wrong order", "ORD001", steps, text, first=StepRefs((steps[1],)))
    return None


def _short_wait(draft: DraftRecord) -> Mistake | None:
    """Two steps are in order, and too close to each other: the first is moved later, or the other earlier."""
    times, indexed = draft.times, draft.indexed
    waits = [(a, b, wait) for a, later in indexed.edges.items() for b, wait in later.items() if wait]
    for first, then, wait in draft.chance.sample(waits, len(waits)):
        if first not in times or then not in times:
            continue
        for moved, at in ((first, times[then] - wait + 30 * MINUTE), (then, times[first] + wait - 30 * MINUTE)):
            if draft.fits(moved, at, frozenset({first, then})):
                draft.put(indexed.steps[moved], at=clock_time(indexed, at))
                steps = [indexed.steps[then].id, indexed.steps[first].id]
                text = N_("Step {step} comes half an hour too soon after step {first}.")
                return _mistake("short wait", "GAP001", steps, text, first=StepRefs((steps[1],)))
    return None


def _outside(draft: DraftRecord) -> Mistake | None:
    """The last step of a window is signed after its end."""
    times, indexed = draft.times, draft.indexed
    for step in draft.done(lambda step: step.window is not None):
        index = indexed.index[step.id]
        at = window_bounds(indexed, step.window or 1)[1] + draft.chance.randint(5, 90) * MINUTE
        later = [k for k in indexed.edges.get(index, {}) if k in times]
        if all(times[k] >= at for k in later) and index in times:
            draft.put(step, at=clock_time(indexed, at))
            return _mistake(
                "outside its window", "WIN002 WIN003", [step.id], N_("Step {step} is signed after its window.")
            )
    return None


def _between(draft: DraftRecord) -> Mistake | None:
    """A step comes between two that must follow each other, or while the plan holds it still; in order otherwise."""
    times, indexed = draft.times, draft.indexed
    rules = list(indexed.rules_of("adjacent", "closed"))
    fixed = {index for rule in rules for index in indexed.places((*rule.first, *rule.then))}
    for rule in draft.chance.sample(rules, len(rules)):
        ends = (*indexed.places(rule.first), *indexed.places(rule.then))
        if any(index not in times for index in ends):
            continue
        start, end = max(times[i] for i in indexed.places(rule.first)), min(times[i] for i in indexed.places(rule.then))
        named = set(indexed.places(rule.steps))
        asked = set(times) - named - fixed if rule.kind == "adjacent" else (named & set(times)) - fixed
        for index in draft.chance.sample(sorted(asked), len(asked)):
            at = (start + end) // 2 // MINUTE * MINUTE
            if start < at < end and not start < times[index] < end and draft.fits(index, at):
                draft.put(indexed.steps[index], at=clock_time(indexed, at))
                codes = "ADJ001 ADJ002" if rule.kind == "adjacent" else "ADJ002 ADJ001"
                text = N_("Step {step} comes between steps that it must not come between.")
                return _mistake("between", codes, [indexed.steps[index].id], text)
    return None


def _stranger(draft: DraftRecord) -> Mistake | None:
    for step in draft.done():
        draft.put(step, by="ZZ9")
        return _mistake("stranger", "SGN002", [step.id], N_("Step {step} is signed by nobody known."))
    return None


def _not_allowed(draft: DraftRecord) -> Mistake | None:
    indexed = draft.indexed
    for step in draft.done():
        others = sorted(indexed.staff.keys() - indexed.allowed[indexed.index[step.id]])
        others = [one for one in others if one != normal_initials(draft.entries[step.id].witness)]
        if others:
            draft.put(step, by=indexed.staff[draft.chance.choice(others)].initials)
            return _mistake("not allowed", "SGN003", [step.id], N_("Step {step} is signed by somebody who may not."))
    return None


def _no_initials(draft: DraftRecord) -> Mistake | None:
    for step in draft.done():
        draft.put(step, by="")
        return _mistake("no initials", "SGN001", [step.id], N_("Step {step} bears no initials."))
    return None


def _no_witness(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.witness):
        draft.put(step, witness="")
        return _mistake("no witness", "SGN004", [step.id], N_("Step {step} has no witness."))
    return None


def _own_witness(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.witness):
        draft.put(step, witness=draft.entries[step.id].by)
        return _mistake("own witness", "SGN005", [step.id], N_("Step {step} is signed and witnessed by one person."))
    return None


def _no_evidence(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.evidence is not None):
        draft.put(step, value="")
        return _mistake("no evidence", "EVD001", [step.id], N_("Step {step} lacks its evidence."))
    return None


def _wrong_evidence(draft: DraftRecord) -> Mistake | None:
    wrong: Mapping[str, str] = {"version": "1.0.1", "yes-no": "yes", "count": "7", "text": "…"}
    for step in draft.done(lambda step: bool(step.evidence and step.evidence.expect and step.evidence.expect.equals)):
        assert step.evidence is not None
        value = "no" if draft.entries[step.id].value == "yes" else wrong.get(step.evidence.type, "…")
        draft.put(step, value=value)
        return _mistake("wrong evidence", "EVD003", [step.id], N_("The evidence of step {step} is not as it must be."))
    return None


def _old_evidence(draft: DraftRecord) -> Mistake | None:
    times = draft.times
    for step in draft.done(lambda step: bool(step.evidence and step.evidence.expect and step.evidence.expect.after)):
        assert step.evidence is not None
        assert step.evidence.expect is not None
        after = draft.indexed.index[step.evidence.expect.after or ""]
        if after in times:
            draft.put(step, value=clock_time(draft.indexed, times[after] - 30 * MINUTE))
            return _mistake("old evidence", "EVD004", [step.id], N_("The evidence of step {step} is too old."))
    return None


def _no_time(draft: DraftRecord) -> Mistake | None:
    for step in draft.done():
        draft.put(step, at="")
        return _mistake("no time", "TIM007", [step.id], N_("Step {step} bears no time."))
    return None


def _nonsense(draft: DraftRecord) -> Mistake | None:
    for step in draft.done():
        draft.put(step, at="2026-13-45 27:90")
        return _mistake("nonsense", "TIM001", [step.id], N_("Step {step} bears a time that no clock shows."))
    return None


def _year_before(draft: DraftRecord) -> Mistake | None:
    """Two years early, in the same hour of another winter."""
    times = draft.times
    for step in draft.done():
        draft.put(step, at=clock_time(draft.indexed, times[draft.indexed.index[step.id]] - 2 * YEAR))
        return _mistake("year before", "TIM006", [step.id], N_("The year of step {step} is wrong."))
    return None


def _unknown_step(draft: DraftRecord) -> Mistake | None:
    draft.entries["added-by-hand"] = Entry(step="added-by-hand", state="done", note="…")
    return _mistake("unknown step", "DOC003", [], N_("There is an entry for a step that the plan does not have."))


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (
    _unknown_step,
    _not_signed,
    _skipped,
    _failed,
    _wrongly_na,
    _no_reason,
    _no_time,
    _nonsense,
    _year_before,
    _wrong_order,
    _short_wait,
    _outside,
    _between,
    _no_initials,
    _stranger,
    _not_allowed,
    _no_witness,
    _own_witness,
    _no_evidence,
    _wrong_evidence,
    _old_evidence,
)


def plant(
    indexed: IndexedPlan, entries: Sequence[Entry], seed: int, count: int
) -> tuple[tuple[Entry, ...], tuple[Mistake, ...]]:
    """Up to `count` mistakes of different kinds, each at other steps, in a faultless record; and what they are.

    There are fewer where a plan has no place for more.
    """
    draft = DraftRecord(indexed, {entry.step: entry for entry in entries}, random.Random(f"mistakes {seed}"))
    planted: list[Mistake] = []
    rounds = 0
    while len(planted) < count and rounds < 5:
        rounds += 1
        for kind in draft.chance.sample(KINDS, len(KINDS)):
            if len(planted) == count:
                break
            found = plant_one(draft, kind, frozenset(step for one in planted for step in one.steps))
            if found:
                planted.append(found)
    return tuple(draft.entries.values()), tuple(planted)


def plant_one(
    draft: DraftRecord, kind: Callable[[DraftRecord], Mistake | None], taken: frozenset[str] = frozenset()
) -> Mistake | None:
    """A mistake of one kind, at steps that none of the others is at; None where there is no place for it."""
    for _ in range(8):
        before = dict(draft.entries)
        found = kind(draft)
        if found and not taken.intersection(found.steps):
            return found
        draft.entries = before
    return None
