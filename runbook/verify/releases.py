"""Who released a change: not those who carry it out, not one person twice, and a spoken release of one who may."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.model.control import RELEASES
from runbook.model.finding import Args, Finding, Message
from runbook.model.initials import normal_initials
from runbook.model.plan import Gate
from runbook.verify.course import course_of
from runbook.verify.evidence import says_nothing
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.shared_box import initials_in, several_in
from runbook.verify.spoken_names import named_in
from runbook.verify.substitutes import substitutes_of
from runbook.verify.times import UNREADABLE

APPROVER = "approver"


def released_by(case: RecordUnderCheck) -> Iterator[Finding]:
    """What is to be said of those who released the change, and of those who ratified a spoken release."""
    names = _spoken(case)
    for index, who in names.items():
        line = case.lines[index]
        if who is None:
            args: Args = (("label", Message(_label(line))), ("value", line.entry.value))
            yield Finding(code="EVD008", steps=case.ids(index), args=args, where=line.place)
        elif not who:
            may = tuple(dict.fromkeys(name for _, name in _approvers(case)))
            args = (("value", line.entry.value), ("names", ", ".join(may) or "–"))
            yield Finding(code="EVD009", steps=case.ids(index), args=args, where=line.place)
    twice = _twice(case, names)
    yield from twice
    told = {step for found in twice for step in found.steps}
    for found in _by_those_who_carry_out(case, names):
        if found.code == "SGN011" or told.isdisjoint(found.steps):
            yield found


def _label(line: RecordLine) -> str:
    return line.step.evidence.label if line.step.evidence else ""


def _spoken(case: RecordUnderCheck) -> dict[int, str | None]:
    """Whose spoken release was written down, by their initials; "" where it is that of nobody who may, None where
    nobody can tell."""
    found = {}
    for index in course_of(case.indexed).gate("spoken-release"):
        line = case.lines.get(index)
        if line is None or not line.took_place or line.contested:
            continue
        value = line.entry.value
        if value.strip(f"{UNREADABLE} ") and not says_nothing(line):
            found[index] = None if UNREADABLE in value else named_in(value, _approvers(case))
    return found


def _approvers(case: RecordUnderCheck) -> list[tuple[str, str]]:
    """Initials and names of those who may release: of the plan, and of the substitutes that the record names."""
    people = [(key, one.name) for key, one in case.indexed.staff.items() if APPROVER in one.roles]
    named = substitutes_of(case, case.indexed).items()
    return people + [(key, one.name) for key, one in named if not one.fault and APPROVER in one.roles]


def _released(case: RecordUnderCheck, names: dict[int, str | None], *kinds: Gate) -> dict[int, str]:
    """Who gave each leave of these kinds, by initials in normal form; left out whom nobody can read or tell apart."""
    found = {}
    known = {*case.indexed.staff, *substitutes_of(case, case.indexed)}
    for index in course_of(case.indexed).gate(*kinds):
        line = case.lines.get(index)
        if index in names:
            who = names[index]
        elif line is None or not line.took_place or line.contested or line.step.gate == "spoken-release":
            continue
        else:
            by = line.entry.by
            who = normal_initials(by) if UNREADABLE not in by and not several_in(by, known) else ""
        if who:
            found[index] = who
    return found


def _twice(case: RecordUnderCheck, names: dict[int, str | None]) -> list[Finding]:
    """More than one approval is asked for, and one person gave several."""
    found = []
    kinds: tuple[Gate, ...] = ("release", "spoken-release", "ratified")
    for kind in kinds:
        given: dict[str, list[int]] = {}
        for index, who in _released(case, names, kind).items():
            given.setdefault(who, []).append(index)
        for indexes in given.values():
            if len(indexes) > 1:
                args = (("who", case.lines[indexes[0]].entry.by),)
                where = case.lines[indexes[-1]].place
                found.append(Finding(code="SGN013", steps=case.ids(*indexes), args=args, where=where))
    return found


def _by_those_who_carry_out(case: RecordUnderCheck, names: dict[int, str | None]) -> Iterator[Finding]:
    """Who released the change carries it out: an error where that is forbidden; else told where another could have."""
    course = course_of(case.indexed)
    hands: dict[str, list[int]] = {}
    for index in sorted(course.hands):
        line = case.lines.get(index)
        if line is None or line.earlier is not None or not line.took_place or line.contested:
            continue
        for who in _signers(case, line):
            if who not in case.indexed.staff or who in case.indexed.allowed[index]:  # whoever may not is told as that
                hands.setdefault(who, []).append(index)
    given: dict[str, list[int]] = {}
    for index, who in _released(case, names, *RELEASES).items():
        given.setdefault(who, []).append(index)
    approvers = {initials for initials, _ in _approvers(case)}  # whoever may not release at all is told otherwise
    free = approvers - hands.keys() - given.keys()
    given = {who: indexes for who, indexes in given.items() if who in hands and who in approvers}
    if not case.indexed.plan.approval_apart and not free:
        return
    code = "SGN011" if case.indexed.plan.approval_apart else "SGN012"
    for who, indexes in given.items():
        person = case.indexed.staff.get(who)
        args = (
            ("who", person.initials if person else case.lines[indexes[0]].entry.by),
            ("count", len(hands[who])),
            ("done", case.refs(*hands[who])),
        )
        yield Finding(code=code, steps=case.ids(*indexes), args=args, where=case.lines[indexes[0]].place)


def _signers(case: RecordUnderCheck, line: RecordLine) -> list[str]:
    """Who signed a step, by initials in normal form: each of those in a box, unless one may be the witness."""
    known = {*case.indexed.staff, *substitutes_of(case, case.indexed)}
    alone, witness = normal_initials(line.entry.by), normal_initials(line.entry.witness)
    together = [] if alone in known else [normal_initials(one) for one in initials_in(line.entry.by, known)]
    if not together:
        return [alone]
    return together if not line.step.witness or witness in known.difference(together) else []
