"""What a report says of each window and of each wait: what was planned, what the record says, and which findings are
about it. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime

from runbook.i18n import N_, Language
from runbook.model.finding import Finding, Result
from runbook.model.frozen_zone import zone_of
from runbook.model.plan import Plan, PlanStep, Rule
from runbook.model.window_chain import window_chain

UNKNOWN = "–"
OF_WINDOWS = "WIN"  # the family of findings about them
OF_TIMES = ("ORD", "TIM")  # those that say of a time outside them what it goes against


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRow:
    """A window: when it was open, the first and the last time in it, and whether it was kept: codes where it was not,
    a dash where that is not known."""

    number: int
    opens: str
    closes: str
    first: str
    last: str
    signed: str
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRow:
    """A wait: what the plan asks for, from when until when the record has it, and the codes of what was found."""

    text: str
    asked: str
    begin: str
    end: str
    observed: str
    codes: str


def window_rows(
    plan: Plan, times: Mapping[str, int], absent: Collection[str], result: Result, language: Language
) -> Iterator[WindowRow]:
    """The windows that have steps; `absent` are steps that were not to be done, and so have no time."""
    for number, window in enumerate(plan.windows, 1):
        steps = [step for step in plan.steps if step.window == number]
        if not steps:
            continue
        known = [times[step.id] for step in steps if step.id in times]
        last = plan.windows[window_chain(plan.windows, number)[-1] - 1]
        yield WindowRow(
            number=number,
            opens=language.datetime(window.start),
            closes=language.datetime(last.end),
            first=clock(plan, min(known, default=None), language),
            last=clock(plan, max(known, default=None), language),
            signed=f"{len(known)} / {len(steps)}",
            kept=_kept(steps, _outside(steps, times, window.start, last.end), {*times, *absent}, result, language),
        )


def wait_rows(plan: Plan, times: Mapping[str, int], result: Result, language: Language) -> Iterator[WaitRow]:
    """The waits of the plan."""
    for rule in plan.rules:
        if rule.kind == "wait" and rule.minutes:
            yield _wait_row(rule, plan, times, result, language)


def clock(plan: Plan, seconds: int | None, language: Language) -> str:
    """What the site's clock showed; a dash where that is not known, or beyond the calendar."""
    if seconds is None:
        return UNKNOWN
    try:
        return language.datetime(datetime.fromtimestamp(seconds, tz=UTC).astimezone(zone_of(plan)))
    except (ValueError, OverflowError):
        return UNKNOWN


def _kept(
    steps: Iterable[PlanStep], outside: Set[str], told: Collection[str], result: Result, language: Language
) -> str:
    ids = {step.id: step.required for step in steps}
    found = _codes(
        finding
        for finding in result.findings
        if (finding.code.startswith(OF_WINDOWS) and not ids.keys().isdisjoint(finding.steps))
        or (finding.code.startswith(OF_TIMES) and not outside.isdisjoint(finding.steps))
    )
    if found:
        return found
    untold = any(code.startswith(OF_WINDOWS) for code, _count in result.more)
    timed = all(step in told for step, required in ids.items() if required)
    return UNKNOWN if untold or not timed else language.text(N_("yes"))


def _outside(steps: Iterable[PlanStep], times: Mapping[str, int], opens: datetime, closes: datetime) -> set[str]:
    """The steps that are signed before a window or after it."""
    earliest, latest = opens.timestamp(), closes.timestamp()
    return {step.id for step in steps if step.id in times and not earliest <= times[step.id] <= latest}


def _wait_row(rule: Rule, plan: Plan, times: Mapping[str, int], result: Result, language: Language) -> WaitRow:
    begin, end = _end_of(rule.first, times, latest=True), _end_of(rule.then, times, latest=False)
    known = begin is not None and end is not None and end >= begin
    return WaitRow(
        text=language.markdown_text(rule.text),
        asked=language.minutes(rule.minutes or 0),
        begin=clock(plan, begin, language),
        end=clock(plan, end, language),
        observed=language.minutes((end - begin) // 60) if known and end is not None and begin is not None else UNKNOWN,
        codes=_codes(finding for finding in result.findings if finding.rule == rule.id),
    )


def _end_of(steps: Collection[str], times: Mapping[str, int], *, latest: bool) -> int | None:
    """The last or the first time of steps all of which have one."""
    known = [times[step] for step in steps if step in times]
    if not known or len(known) < len(steps):
        return None
    return max(known) if latest else min(known)


def _codes(findings: Iterable[Finding]) -> str:
    return ", ".join(sorted({finding.code for finding in findings}))
