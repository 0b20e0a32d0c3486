"""TIM: can it have gone so? An installation takes its time, a window is not signed within a minute, no night goes by
the minutes of its plan, and no date has two weekdays.

Where the plan gives no tolerances, no hand is too quick. Nothing is said of times that other rules blame already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from operator import eq

from runbook.model.control import is_control
from runbook.model.finding import Finding
from runbook.model.plan import HOUSE_SOURCE, PlanStep
from runbook.model.record import Entry
from runbook.verify.contradictions import explained
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.other_weekday import other_weekdays
from runbook.verify.planned_windows import inside, window_bounds
from runbook.verify.quick import Apart, QuickTest, StateChoice, pick
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.time_spellings import may_name_a_weekday
from runbook.verify.times import Moment

MANY = 10  # steps of a window; fewer can be signed at once for good reasons
LEAST, AS_PLANNED = 8, 90  # times in windows, and the percentage of them: people who write round minutes meet a few
ROUND, LEAST_ROUND = 5, 16  # minutes, and times where the plan's are all round, too: a night that goes well meets more


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """Weekdays; the times of the plan, and nothing else of those; then each installation by itself, and each window; of
    a window that was signed all at once, nothing else."""
    if not case.indexed.tolerant:
        return
    yield from other_weekdays(case)
    copied, counted = _as_planned(case)
    if copied:
        args = (("count", len(copied)), ("signed", counted))
        yield Finding(code="TIM016", steps=case.ids(*copied), args=args, where=case.lines[copied[0]].place)
    known = sorted(index for index in case.moments if case.lines[index].done and index not in explained(case))
    at_once: dict[int, Finding] = {}
    for number in range(1, len(case.indexed.plan.windows) + 1):
        nights: defaultdict[object, list[int]] = defaultdict(list)
        for index in known:
            if counts_in(case.indexed, number, index) and index not in copied:
                nights[_night(case, index)].append(index)
        for signed in nights.values():
            found = _window(case, number, signed) if len(signed) >= MANY else None
            if found:
                at_once[number] = found
    own = [index for index in known if index not in copied]
    yield from _installations(case, own, {*known}, frozenset(at_once))
    yield from at_once.values()


def quick(shape: StateChoice) -> Sequence[Apart | QuickTest]:
    """Every installation takes its least after what comes before it, and every window takes what is asked of it."""
    if not shape.indexed.tolerant:
        return ()
    steps = shape.indexed.steps
    least = {place: 60 * steps[index].duration.low for index, place in shape.place.items() if takes_time(steps[index])}
    # What must come just before: the rest is earlier still.
    unhurried = [(first, then, least[then]) for first, then, _ in shape.edges if then in least]
    return (*unhurried, *_window_tests(shape), *_planned_tests(shape))


def _window_tests(shape: StateChoice) -> Iterator[QuickTest]:
    """That what was signed in a window took what is asked of that."""
    indexed = shape.indexed
    work: defaultdict[int | None, list[int]] = defaultdict(list)  # by window
    for index in shape.done:
        if not is_control(indexed.steps[index]):
            work[indexed.steps[index].window].append(index)
    windows = []
    for number in range(1, len(indexed.plan.windows) + 1):
        if len(signed := work[number]) >= MANY:
            firsts, lasts = shape.ends([shape.place[index] for index in signed])
            windows.append((pick(firsts), pick(lasts), asked_of(indexed, number, signed)))
    if windows:
        yield lambda seen: all(
            max(lasts(seen.times)) - min(firsts(seen.times)) >= asked for firsts, lasts, asked in windows
        )


def _planned_tests(shape: StateChoice) -> Iterator[QuickTest]:
    """That not nearly all times are those for which the steps are planned to begin, or to end."""
    planned = {
        place: minutes for index, place in shape.place.items() if (minutes := planned_minutes(shape.indexed, index))
    }
    if len(planned) < LEAST:
        return
    # Where none of so many bears its minute, too few of all do; the last ones are the farthest from the plan.
    few = len(planned) * (100 - AS_PLANNED) // 100 + 1
    starts, ends = [start for start, _ in planned.values()], [end for _, end in planned.values()]
    some, either = pick([*planned][-few:] * 2), (*starts[-few:], *ends[-few:])
    at, most = pick([*planned]), len(planned) * AS_PLANNED
    yield (
        lambda seen: (
            not any(map(eq, some(seen.times), either))
            or all(100 * sum(map(eq, at(seen.times), minutes)) < most for minutes in (starts, ends))
        )
    )


def quick_entry(indexed: IndexedPlan, index: int, entry: Entry) -> bool:
    """No date says what may be the name of a day."""
    evidence = indexed.steps[index].evidence
    is_date = evidence is not None and evidence.type == "date"
    return not (is_date and indexed.tolerant and may_name_a_weekday(entry.value))


def planned_minutes(indexed: IndexedPlan, index: int) -> tuple[int, int] | None:
    """When a step of a window is planned to begin and to end, seconds since 1970; None outside the windows."""
    step = indexed.steps[index]
    if step.planned_start is None:
        return None
    start = int(step.planned_start.timestamp())
    return start, start + 60 * step.duration.high


def _as_planned(case: RecordUnderCheck) -> tuple[tuple[int, ...], int]:
    """Which steps bear the minute for which they are planned to begin, or to end, and of how many that were signed in
    the windows; none unless it is nearly all."""
    planned = {
        index: minutes
        for index in sorted(case.moments)
        if case.lines[index].done and (minutes := planned_minutes(*case.planned(index)))
    }
    for which in (0, 1):
        same = tuple(index for index, minutes in planned.items() if _is_at(case.moments[index], minutes[which]))
        is_round = all(planned[index][which] // 60 % ROUND == 0 for index in same)
        if len(planned) >= (LEAST_ROUND if is_round else LEAST) and 100 * len(same) >= AS_PLANNED * len(planned):
            return same, len(planned)
    return (), 0


def _is_at(moment: Moment, seconds: int) -> bool:
    """Whether it is of that minute, whatever the second."""
    return any(reading // 60 == seconds // 60 for reading in moment.readings)


def _night(case: RecordUnderCheck, index: int) -> object:
    """Which of the windows of a step it was signed in, as far as it has several."""
    moment, bounds = case.moments[index], case.windows(index)
    return next((one for one in bounds if inside((one,), moment)), None) if case.plans or len(bounds) > 1 else None


def counts_in(indexed: IndexedPlan, number: int, index: int) -> bool:
    """Whether a step is of the work of a window: leave to go on, and what people tell each other, takes a moment."""
    step = indexed.steps[index]
    return step.window == number and not is_control(step)


def takes_time(step: PlanStep) -> bool:
    """It installs a package, and the guide says how long that takes."""
    return step.installs is not None and step.duration.source not in (None, HOUSE_SOURCE)


def _installations(
    case: RecordUnderCheck, known: Sequence[int], signed: set[int], at_once: frozenset[int]
) -> Iterator[Finding]:
    """Those of the `known` steps that were signed too soon after the last of those that have to come before them,
    whatever the second."""
    quick_ones = {index for index in signed if is_control(case.indexed.steps[index])}  # signed while it runs, too
    for index in known:
        step, then = case.indexed.steps[index], case.moments[index]
        if not takes_time(step) or step.window in at_once:
            continue
        before = [first for first in case.earlier.get(index, ()) if first in signed and first not in quick_ones]
        if not before:
            continue
        last = max(before, key=lambda one: (case.moments[one].early, one))
        first = case.moments[last]
        passed = then.late - first.early
        if passed + case.indexed.watches < 60 * step.duration.low:
            yield Finding(
                code="TIM009",
                steps=case.ids(index, last),
                args=(
                    ("then", case.refs(index)),
                    ("then_at", then.local),
                    ("first", case.refs(last)),
                    ("first_at", first.local),
                    ("passed", timedelta(seconds=max(0, passed))),
                    ("asked", timedelta(minutes=step.duration.low)),
                ),
                sources=tuple(filter(None, (step.duration.source,))),
                where=case.lines[index].place,
            )


def _window(case: RecordUnderCheck, number: int, signed: Sequence[int]) -> Finding | None:
    """All of a window signed in less time than its steps can take, whatever the second."""
    moments = [case.moments[index] for index in signed]
    passed = max(moment.late for moment in moments) - min(moment.early for moment in moments)
    asked = asked_of(case.indexed, number, signed)
    if passed >= asked:
        return None
    return Finding(
        code="TIM010",
        steps=case.ids(*signed),
        args=(
            ("count", len(signed)),
            ("window", number),
            ("passed", timedelta(minutes=max(1, passed // 60))),
            ("asked", timedelta(minutes=-(-asked // 60))),
        ),
        where=case.lines[signed[0]].place,
    )


def asked_of(indexed: IndexedPlan, number: int, signed: Sequence[int]) -> int:
    """Seconds between the first and the last signature at least: by the plan's pace, and its share of what is planned.

    What is planned is the longest chain of steps that wait for each other, each by its shorter duration, as far as the
    window has room for it: whatever several people can do beside each other does not count.
    """
    tolerances = indexed.plan.tolerances
    if tolerances is None:
        return 0
    start, end = window_bounds(indexed, number)
    planned = min(60 * _longest_chain(indexed, signed), end - start)
    pace = min(tolerances.pace * (len(signed) - 1), (end - start) // 2)
    return max(pace, planned * tolerances.share // 100)


def _longest_chain(indexed: IndexedPlan, signed: Iterable[int]) -> int:
    """Minutes from the first signature of a chain to its last."""
    reached = dict.fromkeys(sorted(signed), 0)
    low = {index: indexed.steps[index].duration.low for index in reached}
    for first in tuple(reached):  # the plan's order is a valid execution: what comes before is known already
        before = reached[first]
        for then in indexed.edges.get(first, ()):
            if then in reached and before + low[then] > reached[then]:
                reached[then] = before + low[then]
    return max(reached.values(), default=0)
