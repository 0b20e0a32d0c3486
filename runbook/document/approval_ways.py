"""The ways back in the approval document: from which phase, until when, how long, and what the site is like then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runbook.document.approval_parts import WayRow, WaySaid
from runbook.document.brief_ways import closing_steps
from runbook.document.ways import back_until, begun_before, lengths_text
from runbook.i18n import N_, Language
from runbook.model.plan import Phase, Plan
from runbook.model.ways_back import decided_later, main_phases

AS_BEFORE = N_("Afterwards the site is as before.")


def way_rows(plan: Plan, language: Language) -> Iterator[WayRow]:
    """What to do where one cannot go on: a row for each phase; those that are repeated pass by pass stand in one."""
    groups: dict[tuple[str, ...], list[Phase]] = {}
    for phase in main_phases(plan):
        groups.setdefault((phase.id.partition(":")[0], phase.back, *phase.back_also), []).append(phase)
    told: set[str] = set()
    closing = closing_steps(plan)
    for same in groups.values():
        ids = {phase.id for phase in same}
        last = tuple(step.number for step in closing if step.phase in ids)
        gone = language.plural(
            "No way back from here: step {numbers}",
            "No way back from here: steps {numbers}",
            len(last),
            numbers=", ".join(last),
        )
        yield WayRow(
            numbers=", ".join(str(phase.number) for phase in same),
            title=language.text(same[0].title),
            back=" ".join(map(language.markdown_text, (same[0].back, *same[0].back_also))),
            no_return=gone if last else "",
            ways=tuple(_ways_of(plan, same, told, language)),
        )
        told |= {_own(phase.way_back) for phase in same if phase.way_back}


def _own(way: str) -> str:
    return way.partition(":")[0]


def _ways_of(plan: Plan, phases: Sequence[Phase], told: set[str], language: Language) -> Iterator[WaySaid]:
    """The chapters that lead back from these phases, each with the times by which it is begun from them, and its steps
    where they are not `told`."""
    for way in plan.phases:
        own = [phase for phase in phases if phase.way_back == way.id]
        if not own:
            continue
        later = {phase.id: step for phase in own if (step := decided_later(plan, phase))}
        times = [time for phase in own if phase.id not in later and (time := back_until(phase, language))]
        before = [step.number for phase in own if (step := later.get(phase.id) or begun_before(plan, phase))]
        longest_text = N_("{time} at most, begun by") if times else N_("{time} at most")
        if before and not times:
            longest_text = N_("{time} at most, begun before step {numbers}")
        steps = dict.fromkeys(language.text(step.title) for step in plan.steps if step.phase == way.id)
        yield WaySaid(
            title=f"{way.number} {language.text(way.title)}",
            said=language.text(longest_text, time=lengths_text(plan, way, language), numbers=", ".join(before)),
            until=tuple(times),
            steps="" if _own(way.id) in told else " · ".join(steps),
            after=language.text(AS_BEFORE) if way.as_before else "",
        )
