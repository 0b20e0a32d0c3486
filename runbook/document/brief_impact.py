"""The impact in brief: each kind of disruption once, with the times, and who notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from runbook.document.impact import KINDS, NOBODY, Disruption, disruptions
from runbook.document.impact_words import length
from runbook.document.slots import Value, value
from runbook.document.words import counted, moment
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.model.remaining import is_under_way


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactTime:
    """When it is: `end` is the clock time alone where the day is the same."""

    start: Value
    end: Value
    said: str  # how long, and in which window


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefImpact:
    """What is not as usual, who notices ("" where that stands on a later page), and the times; `more` says how many
    others there are."""

    kind: str
    strong: bool
    who: str
    times: tuple[ImpactTime, ...]
    more: str


def disruption_groups(plan: Plan) -> tuple[tuple[Disruption, ...], ...]:
    """Disruptions of one kind that the same people notice, the worst kind first."""
    groups: dict[tuple[str, str], list[Disruption]] = {}
    for each in disruptions(plan):
        groups.setdefault((each.kind, each.who), []).append(each)
    order = list(KINDS)
    return tuple(map(tuple, sorted(groups.values(), key=lambda same: order.index(same[0].kind))))


def brief_impact(
    plan: Plan,
    same: Sequence[Disruption],
    cap: int,
    language: Language,
    *,
    terse: bool = False,
    placed: bool = True,
) -> BriefImpact:
    """The disruptions of one group, the first `cap` of them by their times; `terse`: without who notices; neither
    then nor where it is not `placed` with the window in which each is."""
    shown, rest = same[:cap], same[cap:]
    longest = max(rest, key=lambda each: each.high, default=None)
    return BriefImpact(
        kind=language.text(KINDS[same[0].kind]),
        strong=same[0].kind in NOBODY,
        who="" if terse else language.text(same[0].who),
        times=tuple(_occurrence(plan, each, language, placed=placed and not terse) for each in shown),
        more=_more(len(rest), length(longest, language), language, whole=not shown) if longest else "",
    )


def _occurrence(plan: Plan, each: Disruption, language: Language, *, placed: bool) -> ImpactTime:
    window = counted(N_("Window {n}"), each.window, len(plan.windows), language)
    same_day = each.start.date() == each.end.date()
    end = language.time(each.end) if same_day else moment(each.end, language)
    said = [length(each, language)]
    if not window:
        said.append(language.text(from_before(plan)))
    elif len(plan.windows) > 1 and placed:
        said.append(window.replace(" ", "\u00a0"))
    return ImpactTime(
        start=value("impact.start", moment(each.start, language), 24, "plain"),
        end=value("impact.end", end, 8 if same_day else 24, "plain"),
        said=" · ".join(said),
    )


def from_before(plan: Plan) -> str:
    """Since when something is not as usual that began in none of the windows to come."""
    return N_("since an earlier window") if is_under_way(plan) else N_("from before the first window")


def _more(n: int, longest: str, language: Language, *, whole: bool) -> str:
    if whole:
        return language.plural("{n} time, of {length}", "{n} times, the longest of {length}", n, length=longest)
    return language.plural("{n} more, of {length}", "{n} more, the longest of {length}", n, length=longest)
