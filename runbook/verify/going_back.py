"""Ways back: was one taken whole, that of where the change stood, in time, and was nothing gone on with after it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runbook.i18n import N_
from runbook.model.control import CLOSING
from runbook.model.finding import Args, Finding, Message
from runbook.model.plan import Phase, PlanStep
from runbook.model.remaining import in_nights
from runbook.model.ways_back import decided_later, still_led_back
from runbook.verify.course import course_of
from runbook.verify.decision_clock import clocks_of, gone_on_late, was_decided
from runbook.verify.earlier_cases import as_of
from runbook.verify.evidence import is_other_value
from runbook.verify.quick import QuickTest, StateChoice
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.taken_back import stops, touched
from runbook.verify.ways_taken import WayTaken, failed_steps, is_due, was_begun, ways_taken

_STOP = N_("The runbook says there: {back}")
_GO_BACK = N_(
    "Begin chapter {number} of the runbook, “{way}”; where it is too late for that, call Support. If it was taken, "
    "have its steps signed."
)
_NOT_BEGUN = N_(
    "Nothing that phase {phase} changes is signed: begin chapter {number} of the runbook, “{way}”, or chapter {own} if "
    "something of that phase was done; where it is too late for that, call Support. If one of them was taken, have its "
    "steps signed."
)
_LEADS_BACK = N_(
    "From there chapter {number} of the runbook leads back, “{way}”. Find out which way was taken, and whether the "
    "site is as before; if it is not, report it."
)
_SERVES = N_("By what is signed, {appliance} serves the users.")
_UNKNOWN = N_("What is signed does not say which appliance serves the users.")


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """Each way back that was begun; or what is left of a change that was stopped without one."""
    ways = ways_taken(case)
    for way in ways:
        then = as_of(case, way.planned)  # where the change stood, whatever was signed again since
        own = next((one for one in ways_taken(then) if one.phase.id == way.phase.id), way)
        failed = failed_steps(case, way)
        if failed:
            yield _failed(case, way, failed)
        left = tuple(index for index in way.left if not failed or index < failed[0])  # what comes behind waits for it
        if own.after:
            yield _mixed(then, own)
        elif left and is_due(case, way):
            args: Args = (("way", Message(way.phase.title)), ("signed", case.refs(*way.signed)))
            yield Finding(code="STA019", steps=case.ids(*left), args=args, where=_place(case, way.signed[-1]))
        else:
            yield from _late(then, own) if _leads_from_there(then, own) else _another(then, own)
    yield from _not_as_before(case, ways)


def _failed(case: RecordUnderCheck, way: WayTaken, failed: tuple[int, ...]) -> Finding:
    """What failed of a way back: the site was not brought back to what works."""
    notes = (case.lines[index].entry.note for index in failed)
    reason = next((note for note in notes if note), None) or Message(N_("no reason is given."))
    args: Args = (("way", Message(way.phase.title)), ("reason", reason))
    sources = tuple(dict.fromkeys(source for index in failed for source in case.indexed.steps[index].sources))
    return Finding(code="STA026", steps=case.ids(*failed), args=args, sources=sources, where=_place(case, failed[0]))


def _not_as_before(case: RecordUnderCheck, ways: Sequence[WayTaken]) -> Iterator[Finding]:
    """A way back that leaves the site safe alone; or people stopped, and took no way back."""
    for way in ways:
        is_safe = not (way.left or way.after or any(is_other_value(case, case.lines[index]) for index in way.signed))
        if way.now and is_safe and not way.phase.as_before:
            left = Message(way.phase.back) if _leads_from_there(case, way) else _serve(case)
            args: Args = (("way", Message(way.phase.title)), ("left", left))
            yield Finding(code="STA021", steps=case.ids(*way.signed), args=args, where=_place(case, way.signed[-1]))
    stopped_at = stops(case)
    if stopped_at and not any(way.now for way in ways) and touched(case):
        place = _place(case, stopped_at[-1])
        yield Finding(code="STA020", steps=case.ids(*stopped_at), where=place, remedy=_what_now(case, stopped_at[-1]))


def _what_now(case: RecordUnderCheck, stop: int) -> Message | None:
    """What has to be done where a change was stopped: the chapter that leads back from there, or else what the runbook
    says of the phase. Where that is not the one at the head of its pages, both are named: nobody knows what was begun
    and not signed."""
    phases = course_of(case.indexed).phases
    own = phases.get(case.indexed.steps[stop].phase)
    if own is None:
        return None
    way = _way_from(case, stop)
    if way is None:
        return Message(_STOP, (("back", Message(own.back)),))
    args: Args = (("number", str(way.number)), ("way", Message(way.title)))
    head = phases.get(own.way_back) if own.way_back else None
    if head is None or head is way:
        return Message(_GO_BACK, args)
    return Message(_NOT_BEGUN, (*args, ("phase", str(own.number)), ("own", str(head.number))))


def _way_from(case: RecordUnderCheck, place: int) -> Phase | None:
    """The way back from where the change stood at a step. Where nothing was begun of its phase, it is that of the last
    one of which something was, if a way leads back from there."""
    course, steps = course_of(case.indexed), case.indexed.steps
    if place in course.back:
        return None  # nothing of the change was begun

    def begun(phase: str) -> list[PlanStep]:
        return [steps[k] for k in sorted(course.work) if steps[k].phase == phase and was_begun(case.lines.get(k))]

    stood = still_led_back(case.indexed.plan, steps[place], begun(steps[place].phase))
    while stood and not begun(stood.id) and (before := _before(case, stood)):
        stood = before
    return course.phases.get(stood.way_back) if stood and stood.way_back else None


def _before(case: RecordUnderCheck, phase: Phase) -> Phase | None:
    """The phase before another one, where a way leads back from both."""
    phases = course_of(case.indexed).phases.values()
    return next((one for one in phases if one.number == phase.number - 1 and one.way_back), None)


def _serve(case: RecordUnderCheck) -> Message:
    """Who serves the users by what was signed, where a way back does not lead back from where the change stood."""
    course, steps = course_of(case.indexed), case.indexed.steps
    done = [index for index in sorted(course.work) if was_begun(case.lines.get(index))]
    phase = course.phases[steps[done[-1]].phase] if done else None
    then = next((one for one in course.phases.values() if phase and one.number == phase.number + 1), None)
    moved = any(steps[index].moves and was_begun(case.lines.get(index)) for index in course.back)
    if phase is None or phase.serves is None or moved or then is None or then.serves != phase.serves:
        return Message(_UNKNOWN)  # they are being moved, or nobody can tell
    return Message(_SERVES, (("appliance", phase.serves),))


def quick(shape: StateChoice) -> Sequence[QuickTest] | None:
    """No way back was begun; what was is left to the full check."""
    back = course_of(shape.indexed).back
    return None if any(shape.states[index] for index in back) else ()


def _place(case: RecordUnderCheck, index: int) -> str:
    return case.lines[index].place


def _another(case: RecordUnderCheck, way: WayTaken) -> Iterator[Finding]:
    """It does not lead back from where the change stood: nothing of its phases was begun, or they lay behind."""
    course, steps = course_of(case.indexed), case.indexed.steps
    done = _done(case)
    place = way.beyond[-1] if way.beyond else done[-1] if done else way.signed[0]
    args: Args = (
        ("way", Message(way.phase.title)),
        ("phase", Message(course.phases[steps[place].phase].title)),
        ("last", case.refs(place)),
    )
    named, right = case.ids(*way.signed, *way.beyond[-1:]), _way_from(case, place)
    remedy = None
    if right and right.id != way.phase.id:
        remedy = Message(_LEADS_BACK, (("number", str(right.number)), ("way", Message(right.title))))
    yield Finding(code="ORD006", steps=named, args=args, where=_place(case, way.signed[0]), remedy=remedy)


def _leads_from_there(case: RecordUnderCheck, way: WayTaken) -> bool:
    """Whether a way back leads back from where the change stood."""
    steps = case.indexed.steps
    return not way.beyond and any(steps[index].phase in way.phase.back_from for index in _done(case))


def _done(case: RecordUnderCheck) -> list[int]:
    """The steps of the change that were begun; people close a night in its last chapter, wherever it ended."""
    course, steps = course_of(case.indexed), case.indexed.steps
    own = (index for index in sorted(case.lines) if index not in course.back and steps[index].event not in CLOSING)
    return [index for index in own if was_begun(case.lines[index])]


def _mixed(case: RecordUnderCheck, way: WayTaken) -> Finding:
    """Steps of the change that were signed under the same plan once the way back was begun."""
    assert way.begun is not None
    first = min(way.after, key=lambda index: (case.moments[index].early, index))
    args: Args = (
        ("way", Message(way.phase.title)),
        ("begun", way.begun.local),
        ("first", case.refs(first)),
        ("at", case.local(first)),
    )
    return Finding(code="ORD005", steps=case.ids(*way.after), args=args, where=_place(case, first))


def _late(case: RecordUnderCheck, way: WayTaken) -> Iterator[Finding]:
    """It was begun when there was no longer time for it, and nobody had decided to go on. Of several phases that it
    leads back from, that of the last that was begun counts: one outside the windows has no such time."""
    course = course_of(case.indexed)
    froms = [course.phases[phase] for phase in way.phase.back_from if phase in course.phases]
    worked = {case.indexed.steps[k].phase for k in course.work if was_begun(case.lines.get(k))}
    stood = sorted((phase for phase in froms if phase.id in worked), key=lambda phase: phase.number)
    if not stood or stood[-1].back_until is None or way.begun is None or not way.now:
        return  # a chapter outside the windows has no such time
    if decided_later(in_nights(case.indexed.plan), stood[-1]):
        return  # that of one about which a later night decides is over by then
    until = max(phase.back_until for phase in stood if phase.back_until)
    clocks = (one for one in clocks_of(case.indexed) if one.phase.way_back == way.phase.id)
    clock = next((one for one in clocks if one.until == int(until.timestamp())), None)
    if way.begun.early <= until.timestamp() or (clock and was_decided(case, clock, way.begun.late)):
        return
    gone_on = {case.indexed.steps[index].phase for found in gone_on_late(case) for index in found.late}
    if not gone_on.isdisjoint(way.phase.back_from):
        return  # that is why
    args: Args = (
        ("way", Message(way.phase.title)),
        ("at", way.begun.local),
        ("until", until.astimezone(case.indexed.zone)),
    )
    yield Finding(code="WIN005", steps=case.ids(*way.signed), args=args, where=_place(case, way.signed[0]))
