"""Planted mistakes of stopping and of going back: too late, not to the end, from elsewhere, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from runbook.i18n import N_
from runbook.model.plan import Phase
from runbook.model.record import Entry
from runbook.simulate.draft import MINUTE, DraftRecord, Mistake, mistake_of
from runbook.simulate.play import clock_time, value_of
from runbook.verify.course import course_of, kept_at

BETWEEN = 2 * MINUTE  # from one step of a way back to the next
LATE = 5 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stop:
    """Where a change can have been stopped: when its last step was signed, the way back from there and its steps, and
    until when that can be begun; seconds since 1970, None where it can at any time."""

    at: int
    way: Phase
    steps: tuple[int, ...]
    until: int | None


def _no_go_unexplained(draft: DraftRecord) -> Mistake | None:
    """A hold point says no-go and, soon after, go; nobody wrote down why it did not at first."""
    times, indexed = draft.times, draft.indexed
    for step in draft.done(lambda step: step.gate == "hold" and step.id not in draft.under):
        index = indexed.index[step.id]
        if index not in times or not draft.fits(index, at := times[index] - MINUTE):
            continue
        entry, found = draft.entries[step.id], dict[str, Entry]()
        no_go = replace(entry, at=clock_time(indexed, at), value="no-go", note="")
        for key, one in draft.entries.items():
            found |= {f"{key} no-go": no_go, key: one} if key == step.id else {key: one}
        draft.entries = found
        return mistake_of("no-go unexplained", "STA018", [step.id], N_("Step {step} says no-go at first, and not why."))
    return None


def _just_stopped(draft: DraftRecord) -> Mistake | None:
    """A hold point says no-go in the middle of the work, and nobody goes back."""
    times, course = draft.times, course_of(draft.indexed)
    if draft.earlier:
        return None
    for step in draft.done(lambda step: step.gate == "hold"):
        index = draft.indexed.index[step.id]
        if index in kept_at(draft.indexed) or index not in times or not _in_printed_order(draft, times[index]):
            continue
        if any(times[k] < times[index] for k in course.touching & times.keys()):
            _break_off(draft, times[index])
            draft.put(step, value="no-go", note=draft.failure)
            text = N_("Step {step} says no-go, and no way back is taken.")
            return mistake_of("just stopped", "STA020", [step.id], text)
    return None


def _back_failed(draft: DraftRecord) -> Mistake | None:
    """A way back is taken, and its last check fails."""
    for stop in _stops(draft):
        if stop.until is None or stop.at + MINUTE <= stop.until:
            _break_off(draft, stop.at)
            if _go_back(draft, stop.steps, stop.at + MINUTE):
                last = draft.indexed.steps[stop.steps[-1]]
                draft.put(last, state="failed", value="", note=draft.failure)
                return mistake_of("back failed", "STA026", [last.id], N_("Step {step} of the way back failed."))
    return None


def _back_late(draft: DraftRecord) -> Mistake | None:
    """A way back is begun when there is no time left for it."""
    for stop in _stops(draft):
        if stop.until is None or stop.at > stop.until or not stop.way.as_before or stop.way.window:
            continue
        _break_off(draft, stop.at)
        if _go_back(draft, stop.steps, stop.until + LATE):
            first = draft.indexed.steps[stop.steps[0]]
            text = N_("The way back is begun in step {step}, when it is too late for it.")
            return mistake_of("back late", "WIN005", [first.id], text)
    return None


def _back_and_on(draft: DraftRecord) -> Mistake | None:
    """A way back is taken, and the change goes on all the same."""
    for stop in _stops(draft):
        begun = stop.at + MINUTE
        after = [k for k, at in draft.times.items() if at > begun + draft.indexed.watches + MINUTE]
        work = sorted(course_of(draft.indexed).work.intersection(after), key=lambda k: (draft.times[k], k))
        if work and _go_back(draft, stop.steps, begun):
            first = draft.indexed.steps[work[0]].id
            text = N_("Step {step} is signed although a way back was taken.")
            return mistake_of("back and on", "ORD005", [first], text)
    return None


def _from_elsewhere(draft: DraftRecord) -> Mistake | None:
    """When all is done, a way back is taken that leads back from long before."""
    times, course = draft.times, course_of(draft.indexed)
    numbers = [course.phases[draft.indexed.steps[k].phase].number for k in times.keys() & course.work]
    at = max(times.values(), default=0) + 10 * MINUTE
    for way, steps in draft.chance.sample(course.ways, len(course.ways)) if not draft.earlier else ():
        froms = [course.phases[phase].number for phase in way.back_from if phase in course.phases]
        behind = bool(froms) and max(froms) + 1 < max(numbers, default=0)
        if behind and way.as_before and not way.window and _go_back(draft, steps, at):
            first = draft.indexed.steps[steps[0]].id
            text = N_("The way back that is begun in step {step} does not lead back from there.")
            return mistake_of("from elsewhere", "ORD006", [first], text)
    return None


def _stops(draft: DraftRecord) -> Iterator[_Stop]:
    """Where the change can have been stopped and a way back leads back from, in random order."""
    indexed, times, course = draft.indexed, draft.times, course_of(draft.indexed)
    for way, steps in draft.chance.sample(course.ways, len(course.ways)) if not draft.earlier else ():
        froms = {phase: course.phases[phase] for phase in way.back_from if phase in course.phases}
        last = max((phase.number for phase in froms.values()), default=0)
        work = sorted(course.work & times.keys(), key=lambda k: (times[k], k))
        ends = [
            times[k]
            for k in work
            if course.phases[indexed.steps[k].phase].number > last
            or (indexed.steps[k].no_return and indexed.steps[k].phase in froms)
        ]
        end = min(ends, default=max(times.values(), default=0) + 1)
        mine = [k for k in work if indexed.steps[k].phase in froms and times[k] < end]
        for index in draft.chance.sample(mine, min(3, len(mine))):
            phase = froms[indexed.steps[index].phase]
            begun = {indexed.steps[k].phase for k in mine if times[k] <= times[index]}
            last_begun = phase.number == max(froms[one].number for one in begun)
            if steps and last_begun and _in_printed_order(draft, times[index]):
                until = int(phase.back_until.timestamp()) if phase.back_until else None
                yield _Stop(at=times[index], way=way, steps=steps, until=until)


def _in_printed_order(draft: DraftRecord, at: int) -> bool:
    """Whether all was signed by then that is printed before what was: nobody left anything out."""
    times, steps = draft.times, draft.indexed.steps
    done = [steps[k] for k in course_of(draft.indexed).work if k in times and times[k] <= at]
    left = [steps[k] for k, time in times.items() if time > at and steps[k].gate != "ratified"]
    index = draft.indexed.index
    passed = ((one, then) for one in left for then in done if index[one.id] < index[then.id])
    return all(one.appliance and then.appliance not in (None, one.appliance) for one, then in passed)


def _break_off(draft: DraftRecord, at: int) -> None:
    """Nothing was signed after this, nor left out with a reason; what was released orally is ratified all the same."""
    indexed, times = draft.indexed, draft.times
    ratified = course_of(indexed).gate("ratified")
    last = max((index for index, time in times.items() if time <= at), default=-1)

    def stays(entry: Entry) -> bool:
        index = indexed.index.get(entry.step)
        if index is None or index in ratified:
            return True
        return times[index] <= at if index in times else index <= last

    draft.entries = {key: entry for key, entry in draft.entries.items() if stays(entry)}


def _go_back(draft: DraftRecord, steps: Sequence[int], begun: int) -> bool:
    """Whether there are people who can sign all steps of a way back; they do, one every few minutes."""
    indexed, found = draft.indexed, dict[str, Entry]()
    times = {**draft.times, **{index: begun + BETWEEN * number for number, index in enumerate(steps)}}
    for index in steps:
        step, by = indexed.steps[index], sorted(indexed.allowed[index])
        witness = sorted(indexed.may_witness(by[0])) if by and step.witness else []
        if not by or (step.witness and not witness):
            return False
        found[step.id] = Entry(
            step=step.id,
            state="done",
            at=clock_time(indexed, times[index]),
            by=indexed.staff[by[0]].initials,
            witness=indexed.staff[witness[0]].initials if witness else "",
            value=value_of(indexed, index, times, draft.chance),
        )
    draft.entries = {**draft.entries, **found}
    return True


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (
    _no_go_unexplained,
    _just_stopped,
    _back_failed,
    _back_late,
    _back_and_on,
    _from_elsewhere,
)
