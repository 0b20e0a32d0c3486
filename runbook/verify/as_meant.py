"""Entries as they are meant: people by their initials, values without the name of the step's own appliance, of a range
its end; without what is crossed out. What is no longer seen of how they were written is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace as replaced

from msgspec.structs import replace

from runbook.model.finding import Finding
from runbook.model.initials import normal_initials
from runbook.model.plan import Evidence, PlanStep
from runbook.model.record import WRITTEN_STATES, Entry, Record
from runbook.records.asides import listed
from runbook.verify.badges import without_badges
from runbook.verify.evidence import normal
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.names import initials_for_names, signs_for
from runbook.verify.no_reasons import plain_words
from runbook.verify.record_lines import file_of
from runbook.verify.struck_letters import without_struck
from runbook.verify.time_ranges import ends_of_ranges
from runbook.verify.typed_boxes import ticked_in, with_faces

Tidy = Callable[[Entry, Container[str], Evidence | None], Entry]


def _of_signs(entry: Entry, asked: Evidence | None) -> Entry:
    """What is ticked where a state, or an answer that is one of two, was typed out as boxes; with its face."""
    state = with_faces(ticked_in(entry.state))
    value = with_faces(ticked_in(entry.value)) if asked and asked.type in ("yes-no", "go-no-go") else entry.value
    return entry if (state, value) == (entry.state, entry.value) else replace(entry, state=state, value=value)


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
        self._gone: defaultdict[str, list[str]] = defaultdict(list)  # by file: steps of which a field says nothing else
        # Whose hand it is: by code, the name of its text, and that text, the steps and their places.
        self._hands: defaultdict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)

    def read(self, plan: IndexedPlan, index: int | None, written: Entry, place: str) -> Entry:
        """An entry of a step of the plan, `index`, or of one that it does not have."""
        left, struck, whole = without_struck(written)
        if struck:
            self._struck[file_of(place)].append((place.rpartition(":")[2], struck))
            self._gone[file_of(place)] += [left.step] if whole else []
        asked = None if index is None else plan.steps[index].evidence
        own = self._tidy(_of_signs(left, asked) if plan.tolerant else left, plan.staff, asked)
        if index is not None and plan.tolerant:
            own = _with_its_remark(own, plan.steps[index])
        named, bared, ended = self._readers[plan]
        entry = ended(bared(named(own)))
        for text, known in ((own.by, entry.by), (own.witness, entry.witness)):
            if text != known and signs_for(text, plan.staff):
                self._hands["SGN017", "who", text].append((entry.step, place))
        if entry.state != left.state and self._is_of_another(plan, left.state, entry):
            self._hands["STA023", "reason", left.state].append((entry.step, place))
        return entry

    def _is_of_another(self, plan: IndexedPlan, state: str, entry: Entry) -> bool:
        """Whether initials stand beside the state of a signed entry that are of none who signed or witnessed it."""
        if not (plan.tolerant and entry.by and entry.state in WRITTEN_STATES):
            return False
        words = {normal_initials(word): word for word in plain_words(state)}
        hands = {one for one, word in words.items() if one in plan.staff and not self._is_state(word)}
        return bool(hands) and hands.isdisjoint(map(normal_initials, (entry.by, entry.witness)))

    def _is_state(self, word: str) -> bool:
        return self._tidy(Entry(step="", state=word), (), None).state in WRITTEN_STATES

    def findings(self) -> Iterator[Finding]:
        """What was crossed out, by file; who signed for somebody else, and whose hand a state is by that is not theirs
        who signed, by what stands there."""
        for file, gone in self._struck.items():
            yield replaced(listed("DOC014", gone, file), steps=tuple(dict.fromkeys(self._gone[file])))
        for (code, name, text), places in self._hands.items():
            steps = tuple(dict.fromkeys(step for step, _ in places))
            yield Finding(code=code, steps=steps, args=((name, text),), where=places[0][1])
