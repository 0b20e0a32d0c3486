"""SGN: did the right hands sign, and was the witness somebody else who may be that?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import contains

from runbook.model.finding import ArgumentValue, Finding, Message
from runbook.model.initials import normal_initials
from runbook.records.people import ROLES
from runbook.verify.quick import QuickTest, StateChoice, pick
from runbook.verify.record_under_check import RecordLine, RecordUnderCheck
from runbook.verify.substitutes import Substitute, substitutes_of
from runbook.verify.times import UNREADABLE

Substitutes = Mapping[str, Substitute]
MANY = 5  # steps with the same omission
SUBSTITUTED = ("SGN008", "SGN010")  # of a person who is not in the plan


@dataclass(frozen=True, slots=True)
class Cause:
    """A code, the initials that it is about ("" where each step is a cause of its own), and where it shows."""

    code: str
    who: str
    line: RecordLine
    place: str

    @property
    def key(self) -> tuple[str, str, int]:
        """What is one cause: a person, however the initials are written; or else a step."""
        alone = not self.who or self.code == "SGN005"
        return self.code, normal_initials(self.who) or self.who, self.line.index if alone else -1


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each person or omission: the same unknown initials on forty steps are one cause."""
    substitutes = substitutes_of(case)
    causes: defaultdict[tuple[str, str, int], list[Cause]] = defaultdict(list)
    for line in case.lines.values():
        if not line.contested:
            for cause in _line(case, line, substitutes):
                causes[cause.key].append(cause)
    for same in _columns(causes):
        yield _finding(case, substitutes, same)


def _columns(causes: Mapping[tuple[str, str, int], list[Cause]]) -> Iterable[list[Cause]]:
    """The causes, with omissions of one kind, and steps of one's own witness, as one where they are so many that it
    was done all along."""
    often = Counter((code, who) for code, who, _ in causes)
    joined: defaultdict[tuple[str, str, int], list[Cause]] = defaultdict(list)
    for (code, who, index), same in causes.items():
        joined[code, who, -1 if often[code, who] >= MANY else index] += same
    return joined.values()


def quick(shape: StateChoice) -> QuickTest:
    """Initials as the plan writes them, of one who may sign; where one is asked for, a witness who may be that."""
    indexed, steps = shape.indexed, shape.indexed.steps
    written = {key: person.initials for key, person in indexed.staff.items()}
    everybody, nobody = frozenset(written.values()), frozenset({""})
    signers = [
        frozenset(written[key] for key in indexed.allowed[index]) if state else nobody
        for index, state in enumerate(shape.states)
    ]
    witnesses = [
        nobody if state != "done" else everybody if step.witness else everybody | nobody
        for step, state in zip(steps, shape.states, strict=True)
    ]
    witnessed = pick([index for index in shape.done if steps[index].witness])
    pairs = {(written[by], written[key]) for by in written for key in indexed.may_witness(by)}
    return lambda seen: (
        all(map(contains, signers, seen.bys))
        and all(map(contains, witnesses, seen.witnesses))
        and pairs.issuperset(zip(witnessed(seen.bys), witnessed(seen.witnesses), strict=True))
    )


def _line(case: RecordUnderCheck, line: RecordLine, substitutes: Substitutes) -> Iterator[Cause]:
    """Of a step: who signed each try, and who witnessed it."""
    found: list[tuple[str, str, str]] = []
    if case.indexed.tolerant:
        for attempt in line.attempts:
            found += ((*cause, attempt.place) for cause in _signer(case, line, attempt.entry.by, substitutes))
    if line.entry.state or line.entry.by or line.entry.witness:
        found += ((*cause, line.place) for cause in _signer(case, line, line.entry.by, substitutes))
        found += ((*cause, line.place) for cause in _witness(case, line, substitutes))
    return (Cause(code, who, line, place) for code, who, place in found)


def _signer(case: RecordUnderCheck, line: RecordLine, by: str, substitutes: Substitutes) -> Iterator[tuple[str, str]]:
    initials = normal_initials(by)
    substitute = substitutes.get(initials)
    if UNREADABLE in by:
        yield "SGN007", ""
    elif not by:
        yield "SGN001", ""
    elif substitute is not None:
        yield ("SGN010" if substitute.fault else "SGN008"), by
        if not substitute.fault and line.step.roles and not {*line.step.roles} & {*substitute.roles}:
            yield "SGN003", by
    elif initials not in case.indexed.staff:
        yield "SGN002", by
    elif initials not in case.indexed.allowed[line.index]:
        yield "SGN003", by


def _witness(case: RecordUnderCheck, line: RecordLine, substitutes: Substitutes) -> Iterator[tuple[str, str]]:
    witness = line.entry.witness
    initials, signer = normal_initials(witness), normal_initials(line.entry.by)
    wanted = line.step.witness and line.took_place
    substitute = substitutes.get(initials)
    if UNREADABLE in witness:
        if wanted:
            yield "SGN007", ""
        return
    if not witness:
        if wanted:
            yield "SGN004", ""
        return
    if substitute is not None:
        yield ("SGN010" if substitute.fault else "SGN008"), witness
    elif initials not in case.indexed.staff:
        yield "SGN006", witness
        return
    if wanted and initials == signer:
        yield "SGN005", witness
    elif wanted and not (substitute and substitute.fault) and not _may_witness(case, initials, signer, substitutes):
        yield "SGN009", witness


def _may_witness(case: RecordUnderCheck, initials: str, signer: str, substitutes: Substitutes) -> bool:
    """The plan lets this person witness what that one signed; a substitute by the role that the record names.

    Who the signer is has to be known: the only one who may witness is one of those who may sign.
    """
    if signer not in case.indexed.staff and signer not in substitutes:
        return True
    substitute = substitutes.get(initials)
    if substitute is None:
        return initials in case.indexed.may_witness(signer)
    return "witness" in substitute.roles or not case.indexed.witnesses - {signer}


def _finding(case: RecordUnderCheck, substitutes: Substitutes, same: list[Cause]) -> Finding:
    code, who = same[0].code, same[0].who
    substitute = substitutes.get(normal_initials(who))
    person = substitute or case.indexed.staff.get(normal_initials(who))
    first = same[0].line.step
    told: dict[str, ArgumentValue] = {
        "who": who,
        "roles": tuple(Message(ROLES[role]) for role in first.roles if role in ROLES),
        "has": tuple(Message(ROLES[role]) for role in person.roles) if person else (),
        "count": len(same),
    }
    steps = tuple(dict.fromkeys(cause.line.step.id for cause in same))
    if code in SUBSTITUTED and substitute:
        told |= {"name": substitute.name, "reason": substitute.fault or ""}
    return Finding(
        code=code,
        steps=steps,
        args=tuple(told.items()),
        sources=first.sources if len(steps) == 1 and code not in SUBSTITUTED else (),
        where=substitute.place if code in SUBSTITUTED and substitute else same[0].place,
    )
