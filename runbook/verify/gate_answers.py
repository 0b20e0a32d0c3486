"""Go and no-go at one gate, one after the other: a second try, or a halt, and no contradiction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace as changed

from runbook.model.finding import Finding
from runbook.model.initials import normal_initials
from runbook.model.plan import Gate
from runbook.verify.course import course_of
from runbook.verify.evidence import normal
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.merging import Found, distinct
from runbook.verify.reasons import reason_in
from runbook.verify.times import Moment
from runbook.verify.written_times import time_of

GATES = ("hold", "decision")
APPROVALS: tuple[Gate, ...] = ("release", "ratified")
MOST = 20  # nobody decides more often at one gate


def as_answered(indexed: IndexedPlan, index: int, found: Sequence[Found]) -> Sequence[Found]:
    """The entries of a step. A no-go at a gate is an answer, whatever is ticked beside it: that it `failed`, or was
    `skipped`, is meant of the change."""
    if indexed.steps[index].gate not in GATES:
        return found
    return tuple(
        one._replace(entry=changed(one.entry, state="done"))
        if one.entry.state in ("failed", "skipped") and _answer(indexed, index, one) == "no-go"
        else one
        for one in found
    )


def released_once(indexed: IndexedPlan, index: int, found: Sequence[Found]) -> Sequence[Found]:
    """The entries of a step. Where one release is asked for, and several people gave it who may, each at a known time
    on a copy of their own, the soonest counts: none contradicts another."""
    gate = indexed.steps[index].gate
    if gate not in APPROVALS or not 1 < len(found) <= MOST or len(course_of(indexed).gate(gate)) > 1:
        return found
    given = _given(indexed, index, found)
    return (min(given.values(), key=lambda each: each[0])[1],) if given else found


def on_copies(
    indexed: IndexedPlan, found: Mapping[int, Sequence[Found]]
) -> tuple[Mapping[int, Sequence[Found]], tuple[Finding, ...]]:
    """The entries of all steps, and what is said of them. Where several approvals of one kind are asked for, and
    different people who may gave theirs on the same line, each on a copy of their own, the soonest stands there and the
    others on the lines that nobody signed."""
    told: list[Finding] = []
    for kind in APPROVALS:
        spread = _spread(indexed, found, course_of(indexed).gate(kind))
        found = {**found, **spread}
        if spread:
            signers = ", ".join(entries[0].entry.by for entries in spread.values())
            steps, where = tuple(indexed.steps[index].id for index in spread), next(iter(spread.values()))[0].place
            told.append(Finding(code="SGN015", steps=steps, args=(("who", signers),), where=where))
    return found, tuple(told)


def _spread(
    indexed: IndexedPlan, found: Mapping[int, Sequence[Found]], gates: Sequence[int]
) -> dict[int, Sequence[Found]]:
    """The entries of the line that several people signed on copies of their own, each person's on a line; none where
    that is not so. A copy that was handed in twice is one."""
    free = [index for index in gates if not found.get(index)]
    several = [index for index in gates if len(found.get(index, ())) > 1]
    if len(several) != 1:
        return {}
    [place] = several
    by = {normal_initials(one.entry.by) for index in gates if index != place for one in found.get(index, ())}
    given = _given(indexed, place, distinct(indexed, place, found[place])[0])
    if len(given) < 2 or len(given) - 1 > len(free) or not by.isdisjoint(given):
        return {}
    lines: dict[str, list[Found]] = {who: [] for who in sorted(given, key=lambda who: given[who][0])}
    for one in found[place]:
        lines[normal_initials(one.entry.by)].append(one)
    return dict(zip((place, *free), lines.values(), strict=False))


def _given(indexed: IndexedPlan, index: int, found: Sequence[Found]) -> dict[str, tuple[int, Found]]:
    """The releases in the entries of one step, by who gave them, with their times; none where one of the entries is
    none: not by somebody who may, not at a known time, not done, with a note, or somebody's second."""
    given: dict[str, tuple[int, Found]] = {}
    for one in found:
        who = normal_initials(one.entry.by)
        at, _ = time_of(indexed, index, one.entry.at)
        if who not in indexed.allowed[index] or who in given or not isinstance(at, Moment):
            return {}
        if one.earlier or one.entry.state != "done" or one.entry.note:
            return {}
        given[who] = at.early, one
    return given


def answers_of(indexed: IndexedPlan, index: int, found: Sequence[Found]) -> tuple[Found, ...]:
    """What was decided at a gate at several known times, the soonest first; none where it was decided once, or where
    the entries complete, correct or contradict each other."""
    if not 1 < len(found) <= MOST or indexed.steps[index].gate not in GATES:
        return ()
    timed: dict[int, tuple[str, Found]] = {}
    for one in found:
        at, _ = time_of(*(one.earlier or (indexed, index)), one.entry.at)
        what = _answer(indexed, index, one)
        if not isinstance(at, Moment) or at.early in timed or not what or one.entry.state not in ("done", ""):
            return ()
        timed[at.early] = what, one
    told = [timed[at] for at in sorted(timed)]
    if len({what for what, _ in told}) == 1 or _corrects(told):
        return ()
    return tuple(one for _, one in told)


def _answer(indexed: IndexedPlan, index: int, one: Found) -> str:
    """What an entry says: go or no-go; "" where it says neither."""
    evidence = (one.earlier.step if one.earlier else indexed.steps[index]).evidence
    if evidence is None or evidence.type != "go-no-go":
        return ""
    return normal(indexed, evidence, one.entry.value) or ""


def _corrects(told: Sequence[tuple[str, Found]]) -> bool:
    """A no-go that nobody gave a reason for, and a note beside what replaces it: the wrong box was ticked."""
    unfounded = (what == "no-go" and reason_in(one.entry.note) != "given" for what, one in told)
    return any(unfounded) and any(what == "go" and reason_in(one.entry.note) == "given" for what, one in told)
