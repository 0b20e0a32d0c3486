"""Known mistakes, planted in a faultless record: to train people, and to see that the verifier finds each."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from runbook.i18n import N_
from runbook.model.control import is_control, is_peoples
from runbook.model.finding import StepRefs
from runbook.model.initials import normal_initials
from runbook.model.record import Entry
from runbook.simulate.carried_on import KINDS as CARRIED_ON
from runbook.simulate.draft import FAILURE, MINUTE, DraftRecord, Mistake, mistake_of
from runbook.simulate.evidence_wrong import KINDS as EVIDENCE_WRONG
from runbook.simulate.gone_back import KINDS as GONE_BACK
from runbook.simulate.illegible import KINDS as ILLEGIBLE
from runbook.simulate.implausible import KINDS as IMPLAUSIBLE
from runbook.simulate.left_open import KINDS as LEFT_OPEN
from runbook.simulate.out_of_time import KINDS as OUT_OF_TIME
from runbook.simulate.out_of_time import begun_early
from runbook.simulate.play import REASON, clock_time
from runbook.simulate.ticked_wrongly import KINDS as TICKED_WRONGLY
from runbook.simulate.told import all_told
from runbook.simulate.without_leave import KINDS as WITHOUT_LEAVE
from runbook.verify.begun import begun
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan, closure
from runbook.verify.planned_windows import PlannedStep, window_bounds

YEAR = 366 * 24 * 3600
ROUNDS = 5  # how often each kind of mistake is tried in one record


def _not_signed(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.required):
        del draft.entries[step.id]
        return mistake_of("not signed", "STA001 DOC007", [step.id], N_("Step {step} is not filled in."))
    return None


def _skipped(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.required):
        draft.put(step, state="skipped", at="", value="", witness="", note=draft.reason)
        return mistake_of("skipped", "STA002", [step.id], N_("Step {step} is skipped."))
    return None


def _failed(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.required and step.installs != "base"):
        draft.put(step, state="failed", note=draft.failure)
        return mistake_of("failed", "STA004 STA003", [step.id], N_("Step {step} failed, and the work went on."))
    return None


def _wrongly_na(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: not step.na_allowed):
        draft.put(step, state="na", at="", value="", witness="", note=draft.reason)
        return mistake_of("wrongly n/a", "STA005", [step.id], N_("Step {step} is marked as not applicable."))
    return None


def _no_reason(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.na_allowed and not is_control(step)):  # leave is struck out as it is
        draft.put(step, state="na", at="", value="", witness="", note="")
        return mistake_of("no reason", "STA006", [step.id], N_("Step {step} is not applicable, without a reason."))
    return None


def _wrong_order(draft: DraftRecord) -> Mistake | None:
    """A step is signed a few minutes before one that must come first, and more than two watches differ."""
    times, tolerances = draft.times, draft.indexed.plan.tolerances
    least = max(2, 1 + (tolerances.watches if tolerances else 0))
    pairs = [(first, then) for first, later in draft.indexed.edges.items() for then in later]
    for first, then in draft.chance.sample(pairs, len(pairs)):
        if first not in times or then not in times:
            continue
        at = times[first] - draft.chance.randint(least, 15) * MINUTE
        draft.put(draft.indexed.steps[then], at=clock_time(draft.indexed, at))
        steps = [draft.indexed.steps[then].id, draft.indexed.steps[first].id]
        text = N_("Step {step} is signed before step {first}.")
        return mistake_of("wrong order", "ORD001", steps, text, first=StepRefs((steps[1],)))
    return None


def _short_wait(draft: DraftRecord) -> Mistake | None:
    """Two steps are in order, and too close to each other: the first is moved later, or the other earlier, by itself
    or with all of its window that comes before it."""
    times, indexed = draft.times, draft.indexed
    waits = [(a, b, wait) for a, later in indexed.edges.items() for b, wait in later.items() if wait]
    tries = [(*found, short * MINUTE) for short in (30, 10) for found in draft.chance.sample(waits, len(waits))]
    for first, then, wait, short in tries:
        if first not in times or then not in times:
            continue
        for moved, at in ((first, times[then] - wait + short), (then, times[first] + wait - short)):
            if draft.fits(moved, at, frozenset({first, then})) and draft.unhurried({moved: at}):
                draft.put(indexed.steps[moved], at=clock_time(indexed, at))
                return _too_soon(draft, first, then)
    for rule in indexed.rules_of("wait"):
        firsts, thens = ([i for i in indexed.places(ids) if i in times] for ids in (rule.first, rule.then))
        if firsts and thens and rule.severity == "error":
            first, then = max(firsts, key=times.__getitem__), min(thens, key=times.__getitem__)
            if begun_early(draft, then, times[first] + 60 * (rule.minutes or 0) - 30 * MINUTE):
                return _too_soon(draft, first, then)
    return None


def _too_soon(draft: DraftRecord, first: int, then: int) -> Mistake:
    steps = [draft.indexed.steps[then].id, draft.indexed.steps[first].id]
    text = N_("Step {step} comes too soon after step {first}.")
    return mistake_of("short wait", "GAP001", steps, text, first=StepRefs((steps[1],)))


def _outside(draft: DraftRecord) -> Mistake | None:
    """The last step of a window is signed after its end."""
    times, indexed = draft.times, draft.indexed
    for step in draft.done(lambda step: step.window is not None and not is_peoples(step) and step.gate != "decision"):
        index = indexed.index[step.id]
        at = window_bounds(indexed, step.window or 1)[1] + draft.chance.randint(5, 90) * MINUTE
        before = [k for k in indexed.edges.get(index, {}) if k in times and times[k] < at]
        if index in times and all(is_peoples(indexed.steps[k]) for k in before):
            for number, k in enumerate((index, *sorted(before, key=times.__getitem__))):
                draft.put(indexed.steps[k], at=clock_time(indexed, at + number * MINUTE))
            return mistake_of(
                "outside its window", "WIN002 WIN004", [step.id], N_("Step {step} is signed after its window.")
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
        asked = (
            (set(times) & course_of(indexed).work) - named - fixed
            if rule.kind == "adjacent"
            else (named & set(times)) - fixed
        )
        for index in draft.chance.sample(sorted(asked), len(asked)):
            at = (start + end) // 2 // MINUTE * MINUTE
            if (
                start < at < end
                and not start < times[index] < end
                and draft.fits(index, at)
                and draft.unhurried({index: at})
            ):
                draft.put(indexed.steps[index], at=clock_time(indexed, at))
                codes = "ADJ001 ADJ002" if rule.kind == "adjacent" else "ADJ002 ADJ001"
                text = N_("Step {step} comes between steps that it must not come between.")
                return mistake_of("between", codes, [indexed.steps[index].id], text)
    return None


def _stranger(draft: DraftRecord) -> Mistake | None:
    for step in draft.done():
        draft.put(step, by="ZZ9")
        return mistake_of("stranger", "SGN002", [step.id], N_("Step {step} is signed by somebody unknown."))
    return None


def _not_allowed(draft: DraftRecord) -> Mistake | None:
    for step in draft.done():
        indexed, place = draft.planned(step)
        others = sorted(indexed.staff.keys() - indexed.allowed[place])
        witness = normal_initials(draft.entries[step.id].witness)
        others = [one for one in others if not witness or witness in indexed.may_witness(one)]
        if others:
            draft.put(step, by=indexed.staff[draft.chance.choice(others)].initials)
            return mistake_of("not allowed", "SGN003", [step.id], N_("Step {step} is signed by somebody who may not."))
    return None


def _no_initials(draft: DraftRecord) -> Mistake | None:
    for step in draft.done():
        draft.put(step, by="")
        return mistake_of("no initials", "SGN001", [step.id], N_("Step {step} has no initials."))
    return None


def _no_witness(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.witness):
        draft.put(step, witness="")
        return mistake_of("no witness", "SGN004", [step.id], N_("Step {step} has no witness."))
    return None


def _own_witness(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.witness):
        draft.put(step, witness=draft.entries[step.id].by)
        return mistake_of("own witness", "SGN005", [step.id], N_("Step {step} is signed and witnessed by one person."))
    return None


def _unknown_witness(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.witness):
        draft.put(step, witness="ZZ9")
        return mistake_of("unknown witness", "SGN006", [step.id], N_("Step {step} is witnessed by somebody unknown."))
    return None


def _no_evidence(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.evidence is not None):
        draft.put(step, value="")
        return mistake_of("no evidence", "EVD001", [step.id], N_("Step {step} lacks its evidence."))
    return None


def _wrong_evidence(draft: DraftRecord) -> Mistake | None:
    wrong: Mapping[str, str] = {"version": "1.0.1", "yes-no": "yes", "count": "7", "date": "2000-01-01", "text": "…"}
    for step in draft.done(lambda step: bool(step.evidence and step.evidence.expect and step.evidence.expect.equals)):
        assert step.evidence is not None
        value = "no" if draft.entries[step.id].value == "yes" else wrong.get(step.evidence.type, "…")
        draft.put(step, value=value)
        return mistake_of(
            "wrong evidence", "EVD003", [step.id], N_("The evidence of step {step} is not as it must be.")
        )
    return None


def _old_evidence(draft: DraftRecord) -> Mistake | None:
    """What was seen is older than the step that it is to prove can have begun."""
    times = draft.times
    for step in draft.done(lambda step: bool(step.evidence and step.evidence.expect and step.evidence.expect.after)):
        assert step.evidence is not None
        assert step.evidence.expect is not None
        after = draft.indexed.index[step.evidence.expect.after or ""]
        if after in times:
            later = closure(draft.indexed, frozenset(times))
            earlier = [first for first, then in later.items() if after in then]
            earliest = begun(draft.indexed, earlier, times, after).at - draft.chance.randint(5, 90) * MINUTE
            draft.put(step, value=clock_time(draft.indexed, earliest))
            return mistake_of("old evidence", "EVD004", [step.id], N_("The evidence of step {step} is too old."))
    return None


def _no_time(draft: DraftRecord) -> Mistake | None:
    for step in draft.done():
        draft.put(step, at="")
        return mistake_of("no time", "TIM007", [step.id], N_("Step {step} has no time."))
    return None


def _nonsense(draft: DraftRecord) -> Mistake | None:
    for step in draft.done():
        draft.put(step, at="2026-13-45 27:90")
        return mistake_of("nonsense", "TIM001", [step.id], N_("Step {step} has a time that no clock shows."))
    return None


def _year_before(draft: DraftRecord) -> Mistake | None:
    """Two years early, in the same hour of another winter."""
    times = draft.times
    for step in draft.done():
        if (signed := times.get(draft.indexed.index[step.id])) is None:  # another mistake took its time
            continue
        draft.put(step, at=clock_time(draft.indexed, signed - 2 * YEAR))
        return mistake_of("year before", "TIM006", [step.id], N_("The year of step {step} is wrong."))
    return None


def _unknown_step(draft: DraftRecord) -> Mistake | None:
    draft.entries["added-by-hand"] = Entry(step="added-by-hand", state="done", note="…")
    return mistake_of("unknown step", "DOC003", [], N_("There is an entry for a step that the plan does not have."))


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
    _unknown_witness,
    _no_evidence,
    _wrong_evidence,
    _old_evidence,
    *IMPLAUSIBLE,
    *WITHOUT_LEAVE,
    *LEFT_OPEN,
    *TICKED_WRONGLY,
    *EVIDENCE_WRONG,
    *ILLEGIBLE,
    *OUT_OF_TIME,
    *GONE_BACK,
)

# The codes that no kind has, but for notes, which are about no mistake; each with its reason.
_OF_THE_HEAD = "it is about the head of a record, by which a rehearsal is known as one of its plan"
_OF_THE_FILE = "it is about the file that was handed in, and not about what stands in it"
_OF_THE_PLANS = "it is about the plans at hand"
_OF_THE_BROWSER = "it is about the log that the checklist in the browser writes; a rehearsal has none"
NOT_PLANTED: Mapping[str, str] = {
    **dict.fromkeys(("DOC001", "DOC002", "DOC013"), _OF_THE_HEAD),
    **dict.fromkeys(("DOC009", "DOC010", "DOC014", "DOC015", "DOC018", "DOC021"), _OF_THE_FILE),
    **dict.fromkeys(("DOC020", "DOC023", "STA017"), _OF_THE_PLANS),
    **dict.fromkeys(("DOC025", "TIM014"), _OF_THE_BROWSER),
    "DOC008": "nothing would be left of the record",
    "STA021": "a way back that was taken as the runbook says is no mistake",
    "TIM005": "what has not come yet is not looked at in a rehearsal",
    "SGN010": "it is about somebody who is not in the plan, whom a rehearsal does without",
    "EVD006": "it needs a restart in the second of the two hours that the clock shows twice",
}


def plant(
    indexed: IndexedPlan,
    entries: Sequence[Entry],
    seed: int,
    count: int,
    reason: str = REASON,
    failure: str = FAILURE,
) -> tuple[tuple[Entry, ...], tuple[Mistake, ...]]:
    """Up to `count` mistakes of different kinds, each at other steps, in a faultless record; and what they are.

    There are fewer where a plan has no place for more.
    """
    return list(islice(planted_records(indexed, entries, seed, reason, failure), count + 1))[-1]


def planted_records(
    indexed: IndexedPlan, entries: Sequence[Entry], seed: int, reason: str = REASON, failure: str = FAILURE
) -> Iterator[tuple[tuple[Entry, ...], tuple[Mistake, ...]]]:
    """The faultless record, then the same with one mistake, with two, and so on; and what they are."""
    draft = DraftRecord(indexed, {entry.step: entry for entry in entries}, chance_of(seed), reason, failure)
    for planted in planted_in(draft):
        yield tuple(draft.entries.values()), planted


def chance_of(seed: int) -> random.Random:
    """What decides where mistakes are planted."""
    return random.Random(f"mistakes {seed}")


def planted_in(draft: DraftRecord) -> Iterator[tuple[Mistake, ...]]:
    """What is planted in a draft: nothing, then a mistake, then two, and so on; each time it stands there.

    Mistakes may hide each other although no step is altered twice: one that keeps another from being told is left out.
    """
    kinds = (*KINDS, *CARRIED_ON) if draft.earlier else KINDS
    planted: list[Mistake] = []
    taken: frozenset[str] = frozenset()
    yield ()
    for _ in range(ROUNDS):
        for kind in draft.chance.sample(kinds, len(kinds)):
            before = dict(draft.entries), dict(draft.under)
            found = plant_one(draft, kind, taken)
            told = all_told(draft, (*planted, found)) if found else None
            if found and told:
                taken |= _altered(draft, *before).union(found.steps)
                planted.append(found)
                yield told
            else:
                draft.entries, draft.under = before


def plant_one(
    draft: DraftRecord, kind: Callable[[DraftRecord], Mistake | None], taken: frozenset[str] = frozenset()
) -> Mistake | None:
    """A mistake of one kind, which names and alters none of the steps that are taken; None where there is no place
    for it."""
    for _ in range(8):
        before, under = dict(draft.entries), dict(draft.under)
        found = kind(draft)
        altered = _altered(draft, before, under)
        if found and altered and taken.isdisjoint(altered.union(found.steps)):
            return found
        draft.entries, draft.under = before, under
    return None


def _altered(draft: DraftRecord, before: Mapping[str, Entry], under: Mapping[str, PlannedStep]) -> frozenset[str]:
    """The steps that are written down otherwise now, or signed under another plan."""
    keys = [key for key in draft.entries.keys() | before.keys() if draft.entries.get(key) != before.get(key)]
    moved = [key for key in draft.under.keys() | under.keys() if draft.under.get(key) != under.get(key)]
    steps = [(draft.entries.get(key) or before[key]).step for key in keys]
    return frozenset((*keys, *moved, *steps))
