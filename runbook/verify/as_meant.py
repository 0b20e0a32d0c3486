"""Entries as they are meant: people by their initials, values without the name of the step's own appliance, of a range
its end; without what is crossed out. What is no longer seen of how they were written is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator

from msgspec.structs import replace

from runbook.model.finding import Finding
from runbook.model.plan import Evidence, PlanStep
from runbook.model.record import Entry, Record
from runbook.records.asides import listed
from runbook.verify.badges import without_badges
from runbook.verify.evidence import normal
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.names import initials_for_names, signs_for
from runbook.verify.record_lines import file_of
from runbook.verify.struck_letters import without_struck
from runbook.verify.time_ranges import ends_of_ranges

Tidy = Callable[[Entry, Container[str], Evidence | None], Entry]


def _with_its_remark(entry: Entry, step: PlanStep) -> Entry:
    """What stands in the place of evidence, where a step that was ticked asks for none, is a remark."""
    if not entry.value or not entry.state or step.evidence is not None:
        return entry
    return replace(entry, value="", note=f"{entry.note}; {entry.value}" if entry.note else entry.value)


class EntriesAsMeant:
    """Reads the entries of a record, each by the plan that it was signed under."""

    def __init__(self, plans: Iterable[IndexedPlan], record: Record, tidy: Tidy) -> None:
        self._tidy = tidy
        self._readers = {
            plan: (initials_for_names(plan, record), without_badges(plan, normal), ends_of_ranges(plan))
            for plan in plans
        }
        self._struck: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)  # by file: places and texts
        self._instead: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)  # by text: steps and places

    def read(self, plan: IndexedPlan, index: int | None, written: Entry, place: str) -> Entry:
        """An entry of a step of the plan, `index`, or of one that it does not have."""
        left, struck = without_struck(written)
        if struck:
            self._struck[file_of(place)].append((place.rpartition(":")[2], struck))
        own = self._tidy(left, plan.staff, None if index is None else plan.steps[index].evidence)
        if index is not None and plan.tolerant:
            own = _with_its_remark(own, plan.steps[index])
        named, bared, ended = self._readers[plan]
        entry = ended(bared(named(own)))
        for text, known in ((own.by, entry.by), (own.witness, entry.witness)):
            if text != known and signs_for(text, plan.staff):
                self._instead[text].append((entry.step, place))
        return entry

    def findings(self) -> Iterator[Finding]:
        """What was crossed out, by file; and who signed for somebody else, by what stands there."""
        for file, gone in self._struck.items():
            yield listed("DOC014", gone, file)
        for text, places in self._instead.items():
            steps = tuple(dict.fromkeys(step for step, _ in places))
            yield Finding(code="SGN017", steps=steps, args=(("who", text),), where=places[0][1])
