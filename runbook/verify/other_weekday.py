"""TIM: weekdays that are not those of the dates beside them: one of the two is wrong, and nobody can tell which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time

from runbook.model.finding import Finding
from runbook.verify.contradictions import explained
from runbook.verify.lay_beside import seen_time
from runbook.verify.record_lines import RecordLine, file_of
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.time_spellings import names_another_weekday
from runbook.verify.times import Moment
from runbook.verify.too_early import outliers
from runbook.verify.written_days import day_of


def other_weekdays(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding a file, with all its steps; nothing of times that other rules blame."""
    blamed = explained(case) | outliers(case)
    found: defaultdict[str, list[tuple[int, str, datetime]]] = defaultdict(list)
    for index, line in case.lines.items():
        staff = case.planned(index).indexed.staff
        wrong = [(text, at) for text, at in _times(case, index, line) if names_another_weekday(text, at, staff)]
        if wrong and not line.contested and index not in blamed:
            found[file_of(line.place)].append((index, *wrong[0]))
    for same in found.values():
        index, text, local = same[0]
        yield Finding(
            code="TIM017",
            steps=case.ids(*(one for one, *_ in same)),
            args=(("at", text), ("day", local)),
            where=case.lines[index].place,
        )


def _times(case: RecordUnderCheck, index: int, line: RecordLine) -> Iterator[tuple[str, datetime]]:
    """When a step was signed, and the time that is its evidence, by the site's clock, with what is written; where that
    is known. Of evidence that is a day, noon of it."""
    signed, evidence = case.moments.get(index), line.step.evidence
    if signed is not None:
        yield line.entry.at, signed.local
    if evidence is not None and evidence.type == "datetime":
        seen, _ = seen_time(case.indexed, line, signed)
        if isinstance(seen, Moment):
            yield line.entry.value, seen.local
    elif evidence is not None and evidence.type == "date" and line.entry.value:
        planned, own = case.planned(index)
        if (day := day_of(planned, own, line.entry.value)) is not None:
            yield line.entry.value, datetime.combine(day, time(12))
