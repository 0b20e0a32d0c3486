"""SGN: did the right hands sign, and was the witness somebody else who may be that?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from runbook.model.finding import ArgumentValue, Finding, Message
from runbook.model.initials import normal_initials
from runbook.model.plan import OWN_ROLE, PlanStep
from runbook.model.record import Entry
from runbook.records.people import ROLES
from runbook.verify.evidence import normal
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan
from runbook.verify.not_reached import not_reached
from runbook.verify.planned_windows import PlannedStep
from runbook.verify.quick import QuickTest, StateChoice
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.shared_box import initials_in, several_in
from runbook.verify.struck_out import struck_out
from runbook.verify.substitutes import Substitute, substitutes_of
from runbook.verify.times import UNREADABLE
from runbook.verify.words_beside import speaks_against

Substitutes = Mapping[str, Substitute]
MANY = 5  # steps with the same omission
SHARED = "SGN014"  # several people in one box
TOGETHER = "SGN016"  # the same, and each of them may have signed
SUBSTITUTED = ("SGN008", "SGN010")  # of a person who is not in the plan
ALL_ALONG = -1  # in the place of a step: a cause of however many


class _Hand(NamedTuple):
    """Who signed a step and witnessed it, by the plan that this was done under; the substitutes beside that plan."""

    planned: PlannedStep
    step: PlanStep
    substitutes: Substitutes
    entry: Entry
    took_place: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """A code, the initials that it is about ("" where each step is a cause of its own), and where it shows."""

    code: str
    who: str
    line: RecordLine
    place: str
    signed: _Hand

    @property
    def key(self) -> tuple[str, str, int]:
        """What is one cause: a person, however the initials are written; several people in one box; or else a step."""
        if self.code in (SHARED, TOGETHER):
            return self.code, "", ALL_ALONG
        alone = not self.who or self.code == "SGN005"
        return self.code, normal_initials(self.who) or self.who, self.line.index if alone else ALL_ALONG


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each person or omission: the same unknown initials on forty steps are one cause."""
    people: dict[IndexedPlan, Substitutes] = {}
    causes: defaultdict[tuple[str, str, int], list[Cause]] = defaultdict(list)
    out = not_reached(case) | struck_out(case)
    for line in case.lines.values():
        if not line.contested and line.index not in out:
            for cause in _line(case, line, people):
                causes[cause.key].append(cause)
    for same in _columns(causes):
        yield _finding(same)


def _columns(causes: Mapping[tuple[str, str, int], list[Cause]]) -> Iterable[list[Cause]]:
    """The causes, with omissions of one kind, and steps of one's own witness, as one where they are so many that it
    was done all along."""
    often = Counter((code, who) for code, who, _ in causes)
    joined: defaultdict[tuple[str, str, int], list[Cause]] = defaultdict(list)
    for (code, who, index), same in causes.items():
        joined[code, who, ALL_ALONG if often[code, who] >= MANY else index] += same
    return joined.values()


def quick(shape: StateChoice) -> Sequence[QuickTest]:
    """Nothing of several entries together: who signed an earlier step bars nobody from a later one."""
    return ()


def quick_entry(indexed: IndexedPlan, index: int, entry: Entry) -> bool:
    """Initials as the plan writes them, of one who may sign; where one is asked for, a witness who may be that."""
    if not entry.state:
        return not (entry.by or entry.witness)
    people, asked = _by_initials(indexed), indexed.steps[index].witness and entry.state == "done"
    by, witness = people.get(entry.by), people.get(entry.witness)
    if by is None or by not in indexed.allowed[index]:
        return False
    if witness is None or entry.state != "done":
        return not (entry.witness or asked)
    return not asked or witness in indexed.may_witness(by)


@once_a_plan
def _by_initials(indexed: IndexedPlan) -> dict[str, str]:
    """The initials of those in the plan in normal form, by what the plan writes."""
    return {person.initials: key for key, person in indexed.staff.items()}


def _line(case: RecordUnderCheck, line: RecordLine, people: dict[IndexedPlan, Substitutes]) -> Iterator[Cause]:
    """Of a step: who signed each try, and who witnessed it. `people` are filled: the substitutes beside each plan."""

    def hand(entry: Entry, earlier: PlannedStep | None) -> _Hand:
        planned = earlier or PlannedStep(case.indexed, line.index)
        if planned.indexed not in people:
            people[planned.indexed] = substitutes_of(case, planned.indexed)
        step = line.step if earlier is line.earlier else planned.step
        return _Hand(planned, step, people[planned.indexed], entry, line.took_place)

    found: list[tuple[str, str, str, _Hand]] = []
    if case.indexed.tolerant:
        for attempt in (*line.attempts, *(one for one in line.answers if one.entry is not line.entry)):
            tried = hand(attempt.entry, attempt.earlier)
            found += ((*cause, attempt.place, tried) for cause in _signer(tried))
    if line.entry.state or line.entry.by or line.entry.witness:
        signed = hand(line.entry, line.earlier)
        causes = [*_signer(signed), *_witness(signed)]
        if ("SGN003", line.entry.by) in causes:  # one box is wrong, and that of the witness beside it is not
            causes = [cause for cause in causes if cause[0] != "SGN005"]
        found += ((*cause, line.place, signed) for cause in causes)
    return (Cause(code, who, line, place, signed) for code, who, place, signed in found)


def _signer(signed: _Hand) -> Iterator[tuple[str, str]]:
    by = signed.entry.by
    initials, (indexed, index) = normal_initials(by), signed.planned
    substitute = signed.substitutes.get(initials)
    if _is_unclear(by):
        yield "SGN007", ""
    elif not by:
        yield "SGN001", ""
    elif substitute is not None:
        yield ("SGN010" if substitute.fault else "SGN008"), by
        able = not signed.step.roles or {*signed.step.roles} & {*substitute.roles} or _says_no_go(signed)
        if not substitute.fault and not able:
            yield "SGN003", by
    elif initials not in indexed.staff:
        if not _is_shared(signed, by):
            yield "SGN002", by
        elif hands := _together(signed):
            yield TOGETHER, by
            yield from (("SGN008", hand) for hand in hands if normal_initials(hand) in signed.substitutes)
        else:
            yield SHARED, by
    elif initials not in indexed.allowed[index] and not _says_no_go(signed):
        yield "SGN003", by


_CROSSED_BOX = "☒"  # as word processors tick it


def _is_unclear(initials: str) -> bool:
    """Whether somebody could not read them, or a sign beside them says that they do not stand: `AB ✗`."""
    return UNREADABLE in initials or (not initials.isascii() and speaks_against(initials.replace(_CROSSED_BOX, "")))


def _says_no_go(signed: _Hand) -> bool:
    """Whether it is a no-go: to stop is safe, and whoever takes part may say it, or write down who did."""
    evidence, indexed = signed.step.evidence, signed.planned.indexed
    asked = evidence is not None and evidence.type == "go-no-go" and signed.step.gate in ("hold", "decision")
    return asked and evidence is not None and normal(indexed, evidence, signed.entry.value) == "no-go"


def _witness(signed: _Hand) -> Iterator[tuple[str, str]]:
    witness = signed.entry.witness
    initials, signer = normal_initials(witness), normal_initials(signed.entry.by)
    wanted = signed.step.witness and signed.took_place
    substitute = signed.substitutes.get(initials)
    if _is_unclear(witness):
        if wanted:
            yield "SGN007", ""
        return
    if not witness:
        if wanted and not _is_shared(signed, signed.entry.by):
            yield "SGN004", ""
        return
    if substitute is not None:
        yield ("SGN010" if substitute.fault else "SGN008"), witness
    elif initials not in signed.planned.indexed.staff:
        yield (SHARED if _is_shared(signed, witness) else "SGN006"), witness
        return
    if wanted and initials == signer:
        yield "SGN005", witness
    elif wanted and not (substitute and substitute.fault) and not _may_witness(signed, initials, signer):
        yield "SGN009", witness


def _is_shared(signed: _Hand, text: str) -> bool:
    """Whether several people of the plan, or whom the record names, stand in one box."""
    return several_in(text, {*signed.planned.indexed.staff, *signed.substitutes})


def _together(signed: _Hand) -> tuple[str, ...]:
    """Those in the box of the signer, where it leaves nothing open which of them signed: each of them may, and nobody
    has to witness it, or somebody else did."""
    step, indexed = signed.step, signed.planned.indexed
    hands = initials_in(signed.entry.by, {*indexed.staff, *signed.substitutes})
    keys = [normal_initials(hand) for hand in hands]
    witness = normal_initials(signed.entry.witness)
    if step.gate or (step.witness and signed.took_place and witness in keys):
        return ()
    if _is_shared(signed, signed.entry.witness) or not all(_may_sign(signed, key) for key in keys):
        return ()
    witnessed = not step.witness or all(_may_witness(signed, witness, key) for key in keys)
    return hands if witnessed else ()


def _may_sign(signed: _Hand, initials: str) -> bool:
    indexed, index = signed.planned
    substitute = signed.substitutes.get(initials)
    if substitute is None:
        return initials in indexed.allowed[index]
    return not substitute.fault and bool(not signed.step.roles or {*signed.step.roles} & {*substitute.roles})


def _may_witness(signed: _Hand, initials: str, signer: str) -> bool:
    """The plan lets this person witness what that one signed; a substitute by the role that the record names.

    Who the signer is has to be known: the only one who may witness is one of those who may sign.
    """
    indexed = signed.planned.indexed
    if signer not in indexed.staff and signer not in signed.substitutes:
        return True
    substitute = signed.substitutes.get(initials)
    if substitute is None or indexed.closed_witnesses:
        return initials in indexed.may_witness(signer)
    return "witness" in substitute.roles or not indexed.witnesses - {signer}


def _finding(same: list[Cause]) -> Finding:
    code, who, signed = same[0].code, same[0].who, same[0].signed
    substitute = signed.substitutes.get(normal_initials(who))
    person = substitute or signed.planned.indexed.staff.get(normal_initials(who))
    first = same[0].line.step
    told: dict[str, ArgumentValue] = {
        "who": who,
        "roles": tuple(Message(ROLES.get(role) or OWN_ROLE + role) for role in first.roles),
        "has": tuple(Message(ROLES.get(role) or OWN_ROLE + role) for role in person.roles) if person else (),
        "count": len(same),
    }
    steps = tuple(dict.fromkeys(cause.line.step.id for cause in same))
    if code in (SHARED, TOGETHER):
        told["who"] = ", ".join(list(dict.fromkeys(cause.who for cause in same))[:MANY])
    if code in SUBSTITUTED and substitute:
        told |= {"name": substitute.name, "reason": substitute.fault or ""}
    return Finding(
        code=code,
        steps=steps,
        args=tuple(told.items()),
        sources=first.sources if len(steps) == 1 and code not in SUBSTITUTED else (),
        where=substitute.place if code in SUBSTITUTED and substitute else same[0].place,
    )
