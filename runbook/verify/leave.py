"""Somebody's leave: who released the change, what was gone on with after a no-go, and after the decision time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from runbook.model.entry_columns import BY, VALUE
from runbook.model.finding import Args, Finding, Message
from runbook.model.plan import Gate
from runbook.verify.course import course_of, rest_of_chapter
from runbook.verify.decision_clock import DecisionClock, clocks_of, gone_on_late
from runbook.verify.earlier_cases import earlier_cases, own_faults, replaced
from runbook.verify.quick import AGES, Pick, QuickTest, Seen, StateChoice, pick
from runbook.verify.reasons import reason_in
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.released_early import released_early
from runbook.verify.releases import released_by
from runbook.verify.said_at_gates import kept, no_go_entries, went_on
from runbook.verify.taken_back import stopped

_GO = frozenset(("go",))
_RELEASES: tuple[Gate, ...] = ("release", "ratified")


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """Releases, then each gate, then each decision time; then the same of the earlier plans."""
    yield from released_by(case)
    yield from released_early(case)
    yield from _gates(case)
    yield from _gone_on(case)
    for earlier in earlier_cases(case):
        yield from own_faults(case, earlier)
        yield from released_by(earlier)
        yield from _gates(earlier, replaced(case, earlier))
        yield from _gone_on(earlier)


def _gone_on(case: RecordUnderCheck) -> Iterator[Finding]:
    """Each decision time that was passed, but for what was gone on with after a no-go: that is told with the no-go."""
    for found in gone_on_late(case):
        gates = (*found.clock.decisions, *found.clock.others)
        refused = {index for gate in gates for index in went_on(case, gate)}
        late = [index for index in found.late if index not in refused]
        if not late:
            continue
        first = late[0]
        until = datetime.fromtimestamp(found.clock.until, UTC).astimezone(case.indexed.zone)
        yield Finding(
            code="ORD003",
            steps=case.ids(*late),
            args=(
                ("first", case.refs(first)),
                ("at", case.local(first)),
                ("until", until),
                ("phase", Message(found.clock.phase.title)),
            ),
            where=case.lines[first].place,
        )


def _gates(case: RecordUnderCheck, only: Collection[int] | None = None) -> Iterator[Finding]:
    """Each no-go: its reason, and what of the change was signed behind it: after it by the clock, or by a rule."""
    for index in course_of(case.indexed).gate("hold", "decision"):
        told = no_go_entries(case, index) if only is None or index in only else ()
        line = case.lines.get(index)
        if line is None or not told:
            continue
        for one in told:
            reason = reason_in(one.entry.note)
            if reason != "given":
                code = "STA018" if reason == "none" else "STA013"
                yield Finding(code=code, steps=case.ids(index), sources=line.step.sources, where=one.place)
        after = went_on(case, index)
        if index in kept(case) and not after and not stopped(case):
            behind = sorted(rest_of_chapter(case.indexed, index))
            yield Finding(code="STA024", steps=case.ids(index, *behind), args=_kept_args(case, index), where=line.place)
        if after:
            args = (("gate", case.refs(index)), ("count", len(after)))
            yield Finding(code="ORD004", steps=case.ids(*after), args=args, where=case.lines[after[0]].place)


def _kept_args(case: RecordUnderCheck, index: int) -> Args:
    phase = course_of(case.indexed).phases[case.indexed.steps[index].phase]
    return (("gate", case.refs(index)), ("phase", Message(phase.title)))


def quick(shape: StateChoice) -> Sequence[QuickTest] | None:
    """Go at every gate, released by others than those who carry out, and nothing after a decision time without one."""
    course = course_of(shape.indexed)
    if not shape.place.keys().isdisjoint(course.gate("spoken-release")):
        return None
    gates = _done(shape, course.gate("hold", "decision"))
    return (
        lambda seen: {one[VALUE] for one in gates(seen.beside)} <= _GO,
        *_released(shape),
        *_in_time(shape),
    )


def _done(shape: StateChoice, indexes: Iterable[int]) -> Pick:
    return pick([shape.place[index] for index in indexes if index in shape.place])


def _released(shape: StateChoice) -> Iterator[QuickTest]:
    """That nobody releases twice, nor what they carry out."""
    course = course_of(shape.indexed)
    releases, ratified = (_done(shape, course.gate(kind)) for kind in _RELEASES)
    yield from (_are_different(given) for given in (releases, ratified) if len(given(shape.done)) > 1)
    if releases(shape.done):
        hands = _done(shape, sorted(course.hands))
        yield lambda seen: {one[BY] for one in releases(seen.beside)}.isdisjoint(
            [one[BY] for one in hands(seen.beside)]
        )


def _are_different(given: Pick) -> QuickTest:
    def test(seen: Seen) -> bool:
        bys = [one[BY] for one in given(seen.beside)]
        return len({*bys}) == len(bys)

    return test


def _in_time(shape: StateChoice) -> Iterator[QuickTest]:
    """Of each decision time, that nothing was signed after it without a decision."""
    for clock in clocks_of(shape.indexed):
        if places := [shape.place[index] for index in clock.steps if index in shape.place]:
            yield _is_kept(clock, shape, places)


def _is_kept(clock: DecisionClock, shape: StateChoice, places: Sequence[int]) -> QuickTest:
    lasts, steps = pick(shape.ends(places)[1]), pick(places)
    decisions, others = _done(shape, clock.decisions), _done(shape, clock.others)

    def test(seen: Seen) -> bool:
        if max(lasts(seen.times)) <= clock.until:
            return True
        late = [time for time in steps(seen.times) if clock.until < time <= clock.ends]
        near = (time for time in decisions(seen.times) if time >= clock.near)
        known = (time for time in others(seen.times) if time > clock.until)
        return not late or min(late) >= min((*near, *known), default=AGES)

    return test
