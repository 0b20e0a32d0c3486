"""SGN: did the right hands sign, and was the witness somebody else?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from operator import contains, eq

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.initials import normal_initials
from runbook.verify.quick import QuickTest, Shape, pick
from runbook.verify.record_under_check import RecordLine, RecordUnderCheck
from runbook.verify.times import UNREADABLE

ROLES = {
    "technician": N_("technician"),
    "network": N_("network administrator"),
    "desktop": N_("desktop administrator"),
    "representative": N_("representative"),
    "witness": N_("witness"),
    "approver": N_("approver"),
    "manager": N_("change manager"),
}
Cause = tuple[str, str]  # code, and the initials that it is about ("" where each step is a cause of its own)


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each person or omission: the same unknown initials on forty steps are one cause."""
    causes: defaultdict[tuple[Cause, int], list[RecordLine]] = defaultdict(list)
    for index, line in case.lines.items():
        if not line.contested and (line.entry.state or line.entry.by or line.entry.witness):
            for code, who in (*_signer(case, line), *_witness(case, line)):
                causes[(code, who), -1 if who and code != "SGN005" else index].append(line)
    for ((code, who), _), lines in causes.items():
        yield _finding(case, code, who, lines)


def quick(shape: Shape) -> QuickTest:
    """Initials as the plan writes them, of one who may sign; where one is asked for, a witness who is somebody else."""
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
    return lambda seen: (
        all(map(contains, signers, seen.bys))
        and all(map(contains, witnesses, seen.witnesses))
        and not any(map(eq, witnessed(seen.bys), witnessed(seen.witnesses)))
    )


def _signer(case: RecordUnderCheck, line: RecordLine) -> Iterator[Cause]:
    by = line.entry.by
    initials = normal_initials(by)
    if UNREADABLE in by:
        yield "SGN007", ""
    elif not by:
        yield "SGN001", ""
    elif initials not in case.indexed.staff:
        yield "SGN002", by
    elif initials not in case.indexed.allowed[line.index]:
        yield "SGN003", by


def _witness(case: RecordUnderCheck, line: RecordLine) -> Iterator[Cause]:
    witness = line.entry.witness
    wanted = line.step.witness and line.took_place
    if UNREADABLE in witness:
        if wanted:
            yield "SGN007", ""
    elif not witness:
        if wanted:
            yield "SGN004", ""
    elif normal_initials(witness) not in case.indexed.staff:
        yield "SGN006", witness
    elif wanted and normal_initials(witness) == normal_initials(line.entry.by):
        yield "SGN005", witness


def _finding(case: RecordUnderCheck, code: str, who: str, lines: list[RecordLine]) -> Finding:
    person = case.indexed.staff.get(normal_initials(who))
    roles = tuple(Message(ROLES[role]) for role in lines[0].step.roles if role in ROLES)
    has = tuple(Message(ROLES[role]) for role in person.roles) if person else ()
    return Finding(
        code=code,
        steps=tuple(dict.fromkeys(line.step.id for line in lines)),
        args=(
            ("who", who),
            ("roles", roles),
            ("has", has),
            ("count", len(lines)),
        ),
        sources=lines[0].step.sources if len(lines) == 1 else (),
        where=lines[0].place,
    )
