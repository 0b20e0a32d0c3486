"""Known mistakes, planted in a faultless record: to train people, and to see that the verifier finds each.

A mistake knows the codes that may tell it (a step out of order may be told as such, or as an entry outside its window)
and the steps that the finding has to name.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from runbook.i18n import N_
from runbook.model.finding import Message, StepRefs
from runbook.model.plan import PlanStep
from runbook.model.record import Entry
from runbook.simulate.play import clock_time
from runbook.verify.indexed_plan import Book, initials_of
from runbook.verify.record_under_check import window_bounds
from runbook.verify.times import Moment, read_moment

MINUTE, DAY, YEAR = 60, 24 * 3600, 366 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What was planted. `codes` are those that may tell it, the likeliest first; `steps` are named by the finding."""

    kind: str
    codes: tuple[str, ...]
    steps: tuple[str, ...]
    told: Message

    @property
    def code(self) -> str:
        """The likeliest code."""
        return self.codes[0]


@dataclass(slots=True)
class Sheet:
    """A record in the making: its entries by step, and the times that still stand."""

    book: Book
    entries: dict[str, Entry]
    chance: random.Random

    @property
    def times(self) -> dict[int, int]:
        """When each step that is done was signed, seconds since 1970."""
        found = {}
        for step, entry in self.entries.items():
            index = self.book.index.get(step)
            moment = read_moment(entry.at, self.book.zone) if entry.state == "done" else None
            if index is not None and isinstance(moment, Moment):
                found[index] = moment.early
        return found

    def done(self, test: Callable[[PlanStep], bool] = lambda step: True) -> list[PlanStep]:
        """The steps that are done and pass a test, in random order."""
        steps = [step for step in self.book.steps if self._done(step) and test(step)]
        return self.chance.sample(steps, len(steps))

    def _done(self, step: PlanStep) -> bool:
        return step.id in self.entries and self.entries[step.id].state == "done"

    def put(self, step: PlanStep, **changes: str) -> None:
        """Change an entry."""
        self.entries[step.id] = replace(self.entries[step.id], **changes)

    def fits(self, index: int, at: int, but: frozenset[int] = frozenset()) -> bool:
        """Whether no order, wait or window is broken by signing a step then; the steps of `but` are not looked at."""
        window = self.book.steps[index].window
        if window:
            start, end = window_bounds(self.book, window)
            if not start <= at <= end:
                return False
        times, edges = self.times, self.book.edges
        after = all(at + wait <= times[k] for k, wait in edges.get(index, {}).items() if k in times and k not in but)
        before = (
            (times[k], later[index]) for k, later in edges.items() if index in later and k in times and k not in but
        )
        return after and all(time + wait <= at for time, wait in before)


def _mistake(kind: str, codes: str, steps: Sequence[str], text: str, **args: str | StepRefs) -> Mistake:
    values = (("step", StepRefs(tuple(steps[:1]))), *args.items())
    return Mistake(kind=kind, codes=tuple(codes.split()), steps=tuple(steps), told=Message(text, values))


def _not_signed(sheet: Sheet) -> Mistake | None:
    for step in sheet.done(lambda step: step.required):
        del sheet.entries[step.id]
        return _mistake("not signed", "STA001 DOC007", [step.id], N_("Step {step} is not filled in."))
    return None


def _skipped(sheet: Sheet) -> Mistake | None:
    for step in sheet.done(lambda step: step.required):
        sheet.put(step, state="skipped", at="", value="", witness="", note="…")
        return _mistake("skipped", "STA002", [step.id], N_("Step {step} is skipped."))
    return None


def _failed(sheet: Sheet) -> Mistake | None:
    for step in sheet.done(lambda step: step.required):
        sheet.put(step, state="failed", note="…")
        return _mistake("failed", "STA004 STA003", [step.id], N_("Step {step} failed, and the work went on."))
    return None


def _wrongly_na(sheet: Sheet) -> Mistake | None:
    for step in sheet.done(lambda step: not step.na_allowed):
        sheet.put(step, state="na", at="", value="", witness="", note="…")
        return _mistake("wrongly n/a", "STA005", [step.id], N_("Step {step} is marked as not applicable."))
    return None


def _no_reason(sheet: Sheet) -> Mistake | None:
    for step in sheet.done(lambda step: step.na_allowed):
        sheet.put(step, state="na", at="", value="", witness="", note="")
        return _mistake("no reason", "STA006", [step.id], N_("Step {step} is not applicable, without a reason."))
    return None


def _wrong_order(sheet: Sheet) -> Mistake | None:
    """A step is signed a few minutes before one that must come first."""
    times = sheet.times
    pairs = [(first, then) for first, later in sheet.book.edges.items() for then in later]
    for first, then in sheet.chance.sample(pairs, len(pairs)):
        if first not in times or then not in times:
            continue
        at = times[first] - sheet.chance.randint(2, 15) * MINUTE
        sheet.put(sheet.book.steps[then], at=clock_time(sheet.book, at))
        steps = [sheet.book.steps[then].id, sheet.book.steps[first].id]
        text = N_("Step {step} is signed before step {first}.")
        return _mistake("wrong order", "ORD001", steps, text, first=StepRefs((steps[1],)))
    return None


def _short_wait(sheet: Sheet) -> Mistake | None:
    """Two steps are in order, and too close to each other: the first is moved later, or the other earlier."""
    times, book = sheet.times, sheet.book
    waits = [(a, b, wait) for a, later in book.edges.items() for b, wait in later.items() if wait]
    for first, then, wait in sheet.chance.sample(waits, len(waits)):
        if first not in times or then not in times:
            continue
        for moved, at in ((first, times[then] - wait + 30 * MINUTE), (then, times[first] + wait - 30 * MINUTE)):
            if sheet.fits(moved, at, frozenset({first, then})):
                sheet.put(book.steps[moved], at=clock_time(book, at))
                steps = [book.steps[then].id, book.steps[first].id]
                text = N_("Step {step} comes half an hour too soon after step {first}.")
                return _mistake("short wait", "GAP001", steps, text, first=StepRefs((steps[1],)))
    return None


def _outside(sheet: Sheet) -> Mistake | None:
    """The last step of a window is signed after its end."""
    times, book = sheet.times, sheet.book
    for step in sheet.done(lambda step: step.window is not None):
        index = book.index[step.id]
        at = window_bounds(book, step.window or 1)[1] + sheet.chance.randint(5, 90) * MINUTE
        later = [k for k in book.edges.get(index, {}) if k in times]
        if all(times[k] >= at for k in later) and index in times:
            sheet.put(step, at=clock_time(book, at))
            return _mistake(
                "outside its window", "WIN002 WIN003", [step.id], N_("Step {step} is signed after its window.")
            )
    return None


def _between(sheet: Sheet) -> Mistake | None:
    """A step comes between two that must follow each other, or while the plan holds it still; in order otherwise."""
    times, book = sheet.times, sheet.book
    rules = list(book.rules_of("adjacent", "closed"))
    fixed = {index for rule in rules for index in book.places((*rule.first, *rule.then))}
    for rule in sheet.chance.sample(rules, len(rules)):
        ends = (*book.places(rule.first), *book.places(rule.then))
        if any(index not in times for index in ends):
            continue
        start, end = max(times[i] for i in book.places(rule.first)), min(times[i] for i in book.places(rule.then))
        named = set(book.places(rule.steps))
        asked = set(times) - named - fixed if rule.kind == "adjacent" else (named & set(times)) - fixed
        for index in sheet.chance.sample(sorted(asked), len(asked)):
            at = (start + end) // 2 // MINUTE * MINUTE
            if start < at < end and not start < times[index] < end and sheet.fits(index, at):
                sheet.put(book.steps[index], at=clock_time(book, at))
                codes = "ADJ001 ADJ002" if rule.kind == "adjacent" else "ADJ002 ADJ001"
                text = N_("Step {step} comes between steps that it must not come between.")
                return _mistake("between", codes, [book.steps[index].id], text)
    return None


def _stranger(sheet: Sheet) -> Mistake | None:
    for step in sheet.done():
        sheet.put(step, by="ZZ9")
        return _mistake("stranger", "SGN002", [step.id], N_("Step {step} is signed by nobody known."))
    return None


def _not_allowed(sheet: Sheet) -> Mistake | None:
    book = sheet.book
    for step in sheet.done():
        others = sorted(book.staff.keys() - book.allowed[book.index[step.id]])
        others = [one for one in others if one != initials_of(sheet.entries[step.id].witness)]
        if others:
            sheet.put(step, by=book.staff[sheet.chance.choice(others)].initials)
            return _mistake("not allowed", "SGN003", [step.id], N_("Step {step} is signed by somebody who may not."))
    return None


def _no_initials(sheet: Sheet) -> Mistake | None:
    for step in sheet.done():
        sheet.put(step, by="")
        return _mistake("no initials", "SGN001", [step.id], N_("Step {step} bears no initials."))
    return None


def _no_witness(sheet: Sheet) -> Mistake | None:
    for step in sheet.done(lambda step: step.witness):
        sheet.put(step, witness="")
        return _mistake("no witness", "SGN004", [step.id], N_("Step {step} has no witness."))
    return None


def _own_witness(sheet: Sheet) -> Mistake | None:
    for step in sheet.done(lambda step: step.witness):
        sheet.put(step, witness=sheet.entries[step.id].by)
        return _mistake("own witness", "SGN005", [step.id], N_("Step {step} is signed and witnessed by one person."))
    return None


def _no_evidence(sheet: Sheet) -> Mistake | None:
    for step in sheet.done(lambda step: step.evidence is not None):
        sheet.put(step, value="")
        return _mistake("no evidence", "EVD001", [step.id], N_("Step {step} lacks its evidence."))
    return None


def _wrong_evidence(sheet: Sheet) -> Mistake | None:
    wrong: Mapping[str, str] = {"version": "1.0.1", "yes-no": "yes", "count": "7", "text": "…"}
    for step in sheet.done(lambda step: bool(step.evidence and step.evidence.expect and step.evidence.expect.equals)):
        assert step.evidence is not None
        value = "no" if sheet.entries[step.id].value == "yes" else wrong.get(step.evidence.type, "…")
        sheet.put(step, value=value)
        return _mistake("wrong evidence", "EVD003", [step.id], N_("The evidence of step {step} is not as it must be."))
    return None


def _old_evidence(sheet: Sheet) -> Mistake | None:
    times = sheet.times
    for step in sheet.done(lambda step: bool(step.evidence and step.evidence.expect and step.evidence.expect.after)):
        assert step.evidence is not None
        assert step.evidence.expect is not None
        after = sheet.book.index[step.evidence.expect.after or ""]
        if after in times:
            sheet.put(step, value=clock_time(sheet.book, times[after] - 30 * MINUTE))
            return _mistake("old evidence", "EVD004", [step.id], N_("The evidence of step {step} is too old."))
    return None


def _no_time(sheet: Sheet) -> Mistake | None:
    for step in sheet.done():
        sheet.put(step, at="")
        return _mistake("no time", "TIM007", [step.id], N_("Step {step} bears no time."))
    return None


def _nonsense(sheet: Sheet) -> Mistake | None:
    for step in sheet.done():
        sheet.put(step, at="2026-13-45 27:90")
        return _mistake("nonsense", "TIM001", [step.id], N_("Step {step} bears a time that no clock shows."))
    return None


def _year_before(sheet: Sheet) -> Mistake | None:
    """Two years early, in the same hour of another winter."""
    times = sheet.times
    for step in sheet.done():
        sheet.put(step, at=clock_time(sheet.book, times[sheet.book.index[step.id]] - 2 * YEAR))
        return _mistake("year before", "TIM006", [step.id], N_("The year of step {step} is wrong."))
    return None


def _unknown_step(sheet: Sheet) -> Mistake | None:
    sheet.entries["added-by-hand"] = Entry(step="added-by-hand", state="done", note="…")
    return _mistake("unknown step", "DOC003", [], N_("There is an entry for a step that the plan does not have."))


KINDS: tuple[Callable[[Sheet], Mistake | None], ...] = (
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


def plant(book: Book, entries: Sequence[Entry], seed: int, count: int) -> tuple[tuple[Entry, ...], tuple[Mistake, ...]]:
    """Up to `count` mistakes of different kinds, each at other steps, in a faultless record; and what they are.

    There are fewer where a plan has no place for more.
    """
    sheet = Sheet(book, {entry.step: entry for entry in entries}, random.Random(f"mistakes {seed}"))
    planted: list[Mistake] = []
    rounds = 0
    while len(planted) < count and rounds < 5:
        rounds += 1
        for kind in sheet.chance.sample(KINDS, len(KINDS)):
            if len(planted) == count:
                break
            found = plant_one(sheet, kind, frozenset(step for one in planted for step in one.steps))
            if found:
                planted.append(found)
    return tuple(sheet.entries.values()), tuple(planted)


def plant_one(
    sheet: Sheet, kind: Callable[[Sheet], Mistake | None], taken: frozenset[str] = frozenset()
) -> Mistake | None:
    """A mistake of one kind, at steps that none of the others is at; None where there is no place for it."""
    for _ in range(8):
        before = dict(sheet.entries)
        found = kind(sheet)
        if found and not taken.intersection(found.steps):
            return found
        sheet.entries = before
    return None
