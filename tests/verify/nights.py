"""Nights that did not go to their end, made of a faultless record: who went back, and who should have."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace as changed

from runbook.model.control import is_peoples
from runbook.model.initials import normal_initials
from runbook.model.record import Entry
from runbook.simulate.play import clock_time, play
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.times import read_moment

REASON = "The users' calls do not come through."
Entries = dict[str, Entry]


def seconds(indexed: IndexedPlan, entry: Entry) -> int:
    """When an entry was signed."""
    found = read_moment(entry.at, indexed.zone)
    return found.early  # type: ignore[union-attr]


def until(indexed: IndexedPlan, entries: Entries, last: str) -> Entries:
    """What stands in a record up to the time of a step, this included."""
    end = seconds(indexed, entries[last])
    places = {indexed.index[step] for step, entry in entries.items() if entry.at and seconds(indexed, entry) <= end}
    return {
        step: entry
        for step, entry in entries.items()
        if (indexed.index[step] in places if entry.at else indexed.index[step] <= max(places))
    }


def gone_back(indexed: IndexedPlan, entries: Entries, way: str, begun: int) -> Entries:
    """The entries with a way back behind them, a step every two minutes from `begun` on (seconds since 1970)."""
    found = dict(entries)
    _, steps = next(one for one in course_of(indexed).ways if one[0].id == way)
    for number, index in enumerate(steps):
        step = indexed.steps[index]
        by = sorted(indexed.allowed[index])[0]
        witness = sorted(indexed.may_witness(normal_initials(by)))[0] if step.witness else ""
        at = clock_time(indexed, begun + 120 * number)
        found[step.id] = Entry(
            step=step.id,
            state="done",
            at=at,
            by=indexed.staff[by].initials,
            witness=indexed.staff[witness].initials if witness else "",
            value=_value(indexed, index, at),
        )
    return found


def _value(indexed: IndexedPlan, index: int, at: str) -> str:
    evidence = indexed.steps[index].evidence
    if evidence is None:
        return ""
    if evidence.expect and evidence.expect.equals is not None:
        return evidence.expect.equals
    return {"date": at[:10], "datetime": at, "yes-no": "yes", "count": "3", "version": "23.1.1"}.get(
        evidence.type, "case 4711, rs-a"
    )


def stopped_in(indexed: IndexedPlan, phase: str, seed: int = 1, share: float = 1.0) -> tuple[Entries, int]:
    """A night that stopped when so much of a phase was done, of what can be gone back from, and the minute after it: of
    later phases nothing was begun."""
    numbers = {one.id: int(one.number) for one in indexed.plan.phases}
    later = {step.id for step in indexed.steps if numbers[step.phase] > numbers[phase]}
    played = play(indexed, seed, as_printed=True)
    entries = {entry.step: entry for entry in played if entry.step not in later or not entry.at}
    own_phase = {step.id for step in indexed.steps if step.phase == phase}
    steps = {one.id for one in indexed.steps if one.id in own_phase and one.gate is None and not is_peoples(one)}
    back = {one.id for one in indexed.plan.phases if one.way_back}
    closes = [
        seconds(indexed, entries[step.id])
        for step in indexed.steps
        if step.no_return and step.phase in back and step.id in entries
    ]
    done = sorted(
        (at, step)
        for step, entry in entries.items()
        if step in steps and entry.state == "done" and (at := seconds(indexed, entry)) < min(closes, default=at + 1)
    )
    own = done[min(len(done) - 1, int(share * len(done)))] if done else (0, "")
    earlier = [(seconds(indexed, one), step) for step, one in entries.items() if one.at and step not in own_phase]
    at, last = max([own, *earlier])
    signed = [step for step in own_phase & entries.keys() if entries[step].at]
    ahead = {step for step in signed if seconds(indexed, entries[step]) > own[0]}
    return until(indexed, {step: one for step, one in entries.items() if step not in ahead}, last), at + 60


def back_until(indexed: IndexedPlan, phase: str) -> int:
    """Until when the way back of a phase can be begun, in seconds since 1970."""
    found = next(one for one in indexed.plan.phases if one.id == phase).back_until
    assert found is not None
    return int(found.astimezone(UTC).timestamp())


def no_go(indexed: IndexedPlan, step: str, at: int, by: str, note: str = REASON) -> Entry:
    """Somebody's no-go at a gate."""
    return Entry(step=step, state="done", at=clock_time(indexed, at), by=by, value="no-go", note=note)


def moved_to(entries: Entries, step: str, indexed: IndexedPlan, at: int) -> None:
    """A step is signed at another time."""
    entries[step] = changed(entries[step], at=clock_time(indexed, at))


def gone_on_late(indexed: IndexedPlan, phase: str) -> Entries:
    """A night of which all from the beginning of a phase on is signed behind its decision time, in the window still."""
    entries = {entry.step: entry for entry in play(indexed, 1, as_printed=True)}
    number = next(one.number for one in indexed.plan.phases if one.id == phase)
    window = next(one.window for one in indexed.plan.phases if one.id == phase)
    phases = {one.id: one.number for one in indexed.plan.phases}
    of_window = [step for step in indexed.steps if step.window == window and step.id in entries]
    signed = sorted((seconds(indexed, entries[step.id]), step.id) for step in of_window if entries[step.id].at)
    first = min(at for at, step in signed if phases[indexed.steps[indexed.index[step]].phase] == number)
    late = [step for at, step in signed if at >= first]
    for place, step in enumerate(late):
        moved_to(entries, step, indexed, back_until(indexed, phase) + 60 * (5 + 45 * place // len(late)))
    for index in course_of(indexed).gate("decision"):
        entries.pop(indexed.steps[index].id, None)
    return entries
