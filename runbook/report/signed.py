"""What a record says of each step, and who said it: for the tables of a report, and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.initials import normal_initials
from runbook.model.plan import PlanStep
from runbook.model.record import STATES, Entry, Record, RecordPerson
from runbook.model.site import Person
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.session import Verified
from runbook.verify.shared_box import several_in
from runbook.verify.times import Moment, read_moment

CONTESTED = "contested"  # the state of a step whose entries contradict each other: none is believed
REASONED = ("na", "skipped", "failed")  # states that ask for a reason
STATE_NAMES = {"na": N_("n/a"), "skipped": N_("skipped"), "failed": N_("failed")}


class SignedStep(NamedTuple):
    """A step and what is written down for it; `at` is None where that is no time, or one of two."""

    step: PlanStep
    entry: Entry
    at: datetime | None
    contested: bool = False
    attempts: tuple[Entry, ...] = ()

    @property
    def state(self) -> str:
        """As the contract names it, or CONTESTED."""
        return CONTESTED if self.contested else self.entry.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Somebody whose initials stand in a record, and for how many steps."""

    initials: str
    name: str
    roles: tuple[str, ...]
    steps: int
    in_plan: bool


def signed_steps(verified: Verified) -> list[SignedStep]:
    """The steps that were signed or should have been, in the plan's order; none without a plan."""
    indexed, record = verified.indexed, verified.record
    if indexed is None or record is None:
        return []
    found = None if verified.plans else _plain(indexed, record)
    if found is None:
        found = _laid_out(verified)
    blank = Entry(step="")
    return [
        found.get(index) or SignedStep(step, blank, None)
        for index, step in enumerate(indexed.steps)
        if step.required or index in found
    ]


def _plain(indexed: IndexedPlan, record: Record) -> dict[int, SignedStep] | None:
    """The steps of a record that says nothing twice, and nothing in words of its own; None for the others."""
    found: dict[int, SignedStep] = {}
    for entry in record.parts[0].entries if len(record.parts) == 1 else ():
        if entry.blank:
            continue
        index = indexed.index.get(entry.step)
        if index is None or index in found or entry.state not in STATES:
            return None
        if entry.value and indexed.steps[index].evidence is None:  # which is read as a note
            return None
        if not all(normal_initials(who) in indexed.staff for who in (entry.by, entry.witness) if who):
            return None
        moment = read_moment(entry.at, indexed.zone, indexed.plan.date_order) if entry.at else None
        if moment is not None and (not isinstance(moment, Moment) or moment.ambiguous):
            return None
        found[index] = SignedStep(indexed.steps[index], entry, moment.local if moment else None)
    return found if len(record.parts) == 1 else None


def _laid_out(verified: Verified) -> dict[int, SignedStep]:
    case = verified.case()
    assert case is not None
    moments = {index: moment.local for index, moment in case.moments.items() if not moment.ambiguous}
    return {
        index: SignedStep(
            line.step, line.entry, moments.get(index), line.contested, tuple(tried.entry for tried in line.attempts)
        )
        for index, line in case.lines.items()
    }


def signers(
    steps: Iterable[SignedStep], staff: Iterable[Person], people: Iterable[RecordPerson], field: str
) -> tuple[Signer, ...]:
    """Whose initials stand in `field` (by, witness): those of the plan, its `staff`, in their order, then the others.

    Initials that nobody can read are nobody's, and so are those of several people in one box; entries that contradict
    each other are not counted.
    """
    staff, people = tuple(staff), tuple(people)
    known = _known(staff, people)
    counts: dict[str, int] = {}
    written: dict[str, str] = {}
    for one in steps:
        initials = getattr(one.entry, field)
        if initials and not one.contested and not several_in(initials, known):
            counts[initials] = counts.get(initials, 0) + 1
    together: dict[str, int] = {}
    for initials, count in counts.items():
        normal = normal_initials(initials)
        written.setdefault(normal, initials)
        together[normal] = together.get(normal, 0) + count
    together.pop("", None)
    return tuple(_signers(together, written, staff, people))


def _known(staff: Iterable[Person], people: Iterable[RecordPerson]) -> frozenset[str]:
    """The initials of all of them, in their normal form."""
    return frozenset(normal_initials(text) for text in (*(p.initials for p in staff), *(p.initials for p in people)))


def _signers(
    counts: dict[str, int], written: dict[str, str], staff: Iterable[Person], people: Iterable[RecordPerson]
) -> Iterator[Signer]:
    left = dict(counts)
    for person in staff:
        count = left.pop(normal_initials(person.initials), 0)
        if count:
            yield Signer(initials=person.initials, name=person.name, roles=person.roles, steps=count, in_plan=True)
    named = {normal_initials(one.initials): one for one in people}
    for normal, count in left.items():
        known = named.get(normal)
        name, roles = (known.name, known.roles) if known else ("", ())
        yield Signer(initials=written[normal], name=name, roles=roles, steps=count, in_plan=False)


def people_of(record: Record | None) -> tuple[RecordPerson, ...]:
    """The substitutes that a record names, in all its parts, each once."""
    parts = record.parts if record else ()
    return tuple({normal_initials(one.initials): one for part in reversed(parts) for one in part.people}.values())
