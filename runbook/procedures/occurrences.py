"""Where on the paths every line of a path or block is done, and so every step, and under which conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import NamedTuple

from runbook.model.procedure import PathData, PhaseData, StepData, Use
from runbook.procedures.conditions import IT, PLACES, Where, each_of, letter_fact, stated
from runbook.procedures.draft import Draft, DraftEntry, ProcedureFile
from runbook.procedures.facts import PACKAGE_FACTS, STEP_FACTS
from runbook.reading.nodes import KeyPath

MAX_VISITS = 5_000  # the kit has 400; blocks that ask for blocks that ask for blocks soon have more than anybody does
Ones = tuple[str | None, ...]  # appliances by letter or half; None for the whole site


class Place(NamedTuple):
    """Something in a file."""

    file: ProcedureFile
    path: KeyPath

    @property
    def key(self) -> tuple[str, KeyPath]:
        """What tells it from all other places."""
        return self.file.name, self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A line as a path comes to it; `where` is the condition of the line and all that leads to it.

    `ones` are the appliances that it is done on; `order` grows along the path; `caller` is the line that asks for the
    block that it stands in. `way` is the way back that it stands in, by its id; "" on the path itself.
    """

    path: DraftEntry
    phase: PhaseData
    line: Use
    place: Place
    where: Where
    ones: Ones
    order: int
    caller: Visit | None
    way: str = ""

    @property
    def block(self) -> str | None:
        """The block that the line stands in."""
        return self.caller.line.use if self.caller else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A step as it is done on a path, on one appliance or half; `where` leaves out the letter of the appliance."""

    visit: Visit
    name: str
    step: StepData
    one: str | None
    where: Where

    @property
    def called(self) -> str:
        """What rules call it."""
        return self.step.event or self.name

    @property
    def beside(self) -> Where:
        """The condition of what stands beside the step, where the appliance's letter is known."""
        if self.one is None:
            return self.where.plus(unless=STEP_FACTS)
        return self.where.plus({letter_fact(self.one)})


class _Stretch(NamedTuple):
    """A phase of a path, while its lines are gone through."""

    path: DraftEntry
    phase: PhaseData
    order: Iterator[int]
    way: str = ""


class _Begun(NamedTuple):
    """What leads to a line: its condition, and whether it is done for each package."""

    where: Where
    packaged: bool


class Route:
    """All visits and occurrences of a draft; lines that lead to nothing known are passed over."""

    def __init__(self, draft: Draft) -> None:
        self._blocks = {entry.name: entry for entry in draft.entries("blocks")}
        self._endless = endless_blocks(draft)
        self._steps = {entry.name: entry for entry in reversed(tuple(draft.entries("steps")))}
        visits = (visit for path in draft.entries("paths") for visit in self._of_path(path))
        self.visits = tuple(islice(visits, MAX_VISITS))
        self.occurrences = tuple(found for visit in self.visits for found in self._of_visit(visit))

    def _of_path(self, path: DraftEntry) -> Iterator[Visit]:
        if not isinstance(path.noun, PathData):
            return
        pace = "first-hop"  # what is done once is done in the first hop, or in the last one once there were hops
        order = count(1)
        for number, phase in enumerate(path.noun.phases):
            begun = stated(path.noun.when).both(stated(phase.when, phase.unless))
            if phase.each == "hop":
                pace = "last-hop"
            else:
                begun = begun.plus({pace})
            lines = _placed(phase.steps, Place(path.file, ("phases", number, "steps")))
            yield from self._lines(_Stretch(path, phase, order), lines, _Begun(begun, packaged=False), None)
        yield from self._of_ways(path, path.noun, order)

    def _of_ways(self, path: DraftEntry, data: PathData, order: Iterator[int]) -> Iterator[Visit]:
        """The lines of the ways back: what is written once, in the hop of the first phase that it leads back from."""
        repeated = [number for number, phase in enumerate(data.phases) if phase.each == "hop"]
        for number, way in enumerate(data.ways_back):
            begun = stated(data.when).both(stated(way.when, way.unless))
            if way.each == "change":
                first = min((at for at, phase in enumerate(data.phases) if phase.id in way.leads_from), default=0)
                begun = begun.plus({"last-hop" if repeated and first > repeated[-1] else "first-hop"})
            for key in ("steps", "afterwards"):
                lines = _placed(getattr(way, key), Place(path.file, ("ways_back", number, key)))
                stretch = _Stretch(path, way.phase, order, way.id)
                yield from self._lines(stretch, lines, _Begun(begun, packaged=False), None)

    def _lines(
        self, on: _Stretch, lines: Iterable[tuple[Use, Place]], begun: _Begun, caller: Visit | None
    ) -> Iterator[Visit]:
        its: Ones = caller.ones if caller else (None,)
        for line, place in lines:
            own = begun.where.both(stated(line.when, line.unless))
            packaged = begun.packaged or line.each == "package"
            here = own.plus({"in-package"}) if packaged else own.plus(unless=PACKAGE_FACTS)
            visit = Visit(
                path=on.path,
                phase=on.phase,
                line=line,
                place=place,
                where=here,
                ones=_ones(line.at, its, here),
                order=next(on.order),
                caller=caller,
                way=on.way,
            )
            yield visit
            called = self._blocks.get(line.use or "")
            if called is not None and called.noun and called.name not in self._endless:
                inner = _placed(called.noun, Place(called.file, called.path))
                yield from self._lines(on, inner, _Begun(own, packaged), visit)

    def _of_visit(self, visit: Visit) -> Iterator[Occurrence]:
        entry = self._steps.get(visit.line.step or "")
        if entry is None or not isinstance(entry.noun, StepData):
            return
        done = visit.where.both(stated(entry.noun.when, entry.noun.unless))
        for one in visit.ones:
            yield Occurrence(visit=visit, name=entry.name, step=entry.noun, one=one, where=done)


def endless_blocks(draft: Draft) -> frozenset[str]:
    """The blocks that ask for themselves, by themselves or through others."""
    asked = {
        entry.name: {line.use for line in entry.noun if line.use} if entry.noun else set()
        for entry in draft.entries("blocks")
    }
    reached = {name: set(direct) for name, direct in asked.items()}
    grown = True
    while grown:
        before = {name: len(far) for name, far in reached.items()}
        for name in asked:
            reached[name] |= {far for near in asked[name] for far in reached.get(near, ())}
        grown = before != {name: len(far) for name, far in reached.items()}
    return frozenset(name for name, far in reached.items() if name in far)


def _placed(lines: Iterable[Use], start: Place) -> Iterator[tuple[Use, Place]]:
    for number, line in enumerate(lines):
        yield line, Place(start.file, (*start.path, number))


def _ones(at: str | None, its: Ones, here: Where) -> Ones:
    """The appliances of a line that has `at`, in a block that is done on `its`."""
    if at == IT:
        return its
    found = each_of(at)
    if len(found) == 1:
        return found
    return tuple(one for one in found if one and any(here.both(place).can_hold for place in PLACES[one]))
