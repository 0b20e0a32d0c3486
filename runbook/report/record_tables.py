"""The tables of a verification report: who signed, why a step was not done, and what was noted beside others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from runbook.i18n import N_, Language, shown
from runbook.model.initials import normal_initials
from runbook.model.record import UNREADABLE, RecordPerson
from runbook.model.site import Person
from runbook.records.people import role_text
from runbook.report.finding_text import marked_title
from runbook.report.signed import REASONED, STATE_NAMES, SignedStep, signers


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody who signed or witnessed, or is named as a substitute."""

    initials: str
    name: str
    roles: str
    signed: int
    witnessed: int
    in_plan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRow:
    """A step that was not done, or not at once, and the reason that was written down."""

    number: str
    title: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkRow:
    """A step that was done, and what was noted beside it."""

    number: str
    title: str
    note: str


def person_rows(
    steps: list[SignedStep], staff: tuple[Person, ...], people: tuple[RecordPerson, ...], language: Language
) -> tuple[PersonRow, ...]:
    """Those of the plan first, in its order."""
    signed, witnessed = (
        {normal_initials(one.initials): one for one in signers(steps, staff, people, field)}
        for field in ("by", "witness")
    )
    named = {normal_initials(one.initials): one for one in people}
    order = [normal_initials(person.initials) for person in staff]
    found = sorted(
        {*signed, *witnessed, *named}, key=lambda one: (one not in order, one in order and order.index(one), one)
    )
    rows = []
    for normal in found:
        one = signed.get(normal) or witnessed.get(normal)
        person = one or named[normal]
        rows.append(
            PersonRow(
                initials=shown(person.initials),
                name=shown(person.name) or "–",
                roles=language.list(role_text(role, language) for role in person.roles) or "–",
                signed=signed[normal].steps if normal in signed else 0,
                witnessed=witnessed[normal].steps if normal in witnessed else 0,
                in_plan=one.in_plan if one else normal in order,
            )
        )
    return tuple(rows)


def signed_count(steps: Iterable[SignedStep], total: int, language: Language) -> str:
    """How many of these steps, of `total`, bear somebody's initials; and which were not done."""
    signed = [one for one in steps if normal_initials(one.entry.by) and not one.contested]
    counts = Counter(one.state for one in signed)
    pair = N_("{name}: {value}")
    others = [
        language.text(pair, name=language.text(STATE_NAMES[state]), value=language.number(counts[state]))
        for state in REASONED
        if counts[state]
    ]
    text = N_("{signed} of {total}, of which {others}") if others else N_("{signed} of {total}")
    values = {"signed": language.number(len(signed)), "total": language.number(total)}
    return language.text(text, **values, others=language.list(others) if others else "")


def reason_rows(steps: Iterable[SignedStep], language: Language) -> tuple[ReasonRow, ...]:
    """In the plan's order; a step that was tried again, with each of its tries that failed."""
    return tuple(_reasons(steps, language))


def _reasons(steps: Iterable[SignedStep], language: Language) -> Iterator[ReasonRow]:
    for one in steps:
        tries = [(N_("failed, tried again"), attempt.note) for attempt in one.attempts]
        last = [(STATE_NAMES[one.state], one.entry.note)] if one.state in REASONED else []
        for state, reason in tries + last:
            yield ReasonRow(
                number=one.step.number,
                title=marked_title(one.step, language),
                state=language.text(state),
                reason=shown(reason),
            )


def remark_rows(steps: Iterable[SignedStep], language: Language) -> tuple[RemarkRow, ...]:
    """What was noted beside steps for which no reason is asked, in the plan's order; not what nobody can read."""
    return tuple(
        RemarkRow(number=one.step.number, title=marked_title(one.step, language), note=shown(one.entry.note))
        for one in steps
        if one.state not in REASONED and one.entry.note.strip(f"{UNREADABLE} ")
    )
