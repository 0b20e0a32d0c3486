"""The first page of the approval document: the impact, the way back in brief, the decision.

Whoever releases a change reads and signs this page alone. As many times, ways back and boxes to sign stand on it as
have room; what is left out stands on a later page, and the page says where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runbook.document.brief_impact import BriefImpact, brief_impact, disruption_groups
from runbook.document.brief_ways import BriefWay, brief_ways, closing_steps
from runbook.document.difference_text import packages
from runbook.document.first_page_room import MORE_MM, ROOM_MM, PageHead, boxes_mm, head_mm, tables_mm, windows_mm
from runbook.document.impact import NOBODY
from runbook.document.parts import Labelled, Paper, size_of
from runbook.document.slots import Value, value
from runbook.document.words import moment
from runbook.i18n import N_, Language, a_day_on
from runbook.model.plan import Plan
from runbook.model.remaining import windows_left
from runbook.model.window_chain import is_behind

MOST, LEAST = 4, 1  # approvers on this page


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How many times are shown of each outage, and of each other disruption.

    `windows`: all of them are listed, where there are several; `in_columns`: two in a line, of a close within a day the
    clock time alone. `placed`: times of others name their window.
    `terse`: who notices these others, in which windows, and which appliances the letters are, is left to later pages;
    `bare`: that of outages, too.
    """

    windows: bool = False
    in_columns: bool = False
    placed: bool = True
    outages: int = 99
    others: int = 99
    terse: bool = False
    bare: bool = False
    ways: int = 99


AMOUNTS = (  # the best first: the list of windows goes last of all but the way back
    Amount(windows=True),
    Amount(windows=True, placed=False),
    Amount(windows=True, placed=False, others=1),
    *(Amount(windows=True, others=1, outages=outages, terse=True) for outages in (99, 4, 3, 2, 1)),
    *(Amount(windows=True, others=1, outages=1, terse=True, bare=bare, ways=2) for bare in (False, True)),
    *(Amount(windows=True, in_columns=True, others=1, outages=1, terse=True, bare=b, ways=2) for b in (False, True)),
    Amount(windows=True, in_columns=True, others=0, outages=1, terse=True, bare=True, ways=2),
    *(Amount(others=1, outages=1, terse=True, bare=bare, ways=2) for bare in (False, True)),
    Amount(others=1, outages=1, terse=True, bare=True, ways=1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """What the first page shows beside its head.

    `shortened`: some of the impact stands on a later page alone. `narrow`: the way back is closed once, so that its
    first column takes less. `others` are the approvers for whom there is no room, `other_boxes` says how many.
    `windows`: number, opening and closing of each, where there are several and all have room; `in_columns`: two a line.
    """

    impact: tuple[BriefImpact, ...]
    shortened: bool
    ways: tuple[BriefWay, ...]
    narrow: bool
    approvers: tuple[Value, ...]
    others: tuple[Value, ...]
    other_boxes: str
    windows: tuple[tuple[int, Value, Value], ...]
    in_columns: bool


def first_page(plan: Plan, left: Plan, head: PageHead, language: Language, paper: Paper) -> FirstPage:
    """The first page of `plan`, of which `left` is still to be done, below `head`."""
    names = _approvers(plan)
    narrow = len(closing_steps(left)) == 1
    more = MORE_MM[size_of(paper)]
    room = ROOM_MM[size_of(paper)] - head_mm(head, more)
    windows = {short: tuple(_windows(plan, language, short=short)) for short in (False, True)}
    for amount, shown in _choices(names):
        impact = tuple(_impact(plan, amount, language))
        ways = tuple(brief_ways(plan, left, language, terse=amount.terse))[: amount.ways]
        listed = windows[amount.in_columns] if amount.windows and len(windows[False]) > 1 else ()
        used = tables_mm(impact, ways, narrow=narrow, more=more) + boxes_mm(names, shown)
        if used + windows_mm(len(listed), in_columns=amount.in_columns) <= room:
            break
    return FirstPage(
        impact=impact,
        shortened=any(each.more or not each.who for each in impact),
        ways=ways,
        narrow=narrow,
        approvers=names[:shown],
        others=names[shown:],
        other_boxes=language.plural("{n} more box to sign:", "{n} more boxes to sign:", len(names) - shown),
        windows=listed,
        in_columns=amount.in_columns,
    )


def installs(plan: Plan, language: Language) -> Labelled:
    """What the passes install that are not done yet."""
    hops = [hop for hop in plan.passes if any(not _is_done(plan, number) for number in hop.windows)]
    text = " → ".join(packages(hop, language) for hop in hops or plan.passes)
    return Labelled(label=language.text(N_("What is installed")), value=value("change.packages", text, 72))


def warned(plan: Plan, language: Language) -> str:
    """That the planner warns of something; "" where it does not."""
    n = len(plan.warnings)
    return language.plural("{n} warning", "{n} warnings", n) if n else ""


def _choices(names: Sequence[Value]) -> Iterator[tuple[Amount, int]]:
    """How much to show, and the boxes of how many approvers. Their boxes go after everything else."""
    every = min(MOST, len(names))
    yield from ((amount, every) for amount in AMOUNTS)
    yield from ((AMOUNTS[-1], shown) for shown in range(every - 1, LEAST - 1, -1))


def _impact(plan: Plan, amount: Amount, language: Language) -> Iterator[BriefImpact]:
    for same in disruption_groups(plan):
        down = same[0].kind in NOBODY
        cap = amount.outages if down else amount.others
        terse = amount.bare or (amount.terse and not down)
        yield brief_impact(plan, same, cap, language, terse=terse, placed=amount.placed or down)


def _is_done(plan: Plan, number: int) -> bool:
    return is_behind(plan.windows, plan.windows[number - 1].continues or number)


def _windows(plan: Plan, language: Language, *, short: bool) -> Iterator[tuple[int, Value, Value]]:
    """Each window that is left: its number, when it opens and closes; `short`: the clock time alone where it closes
    within a day."""
    for number in windows_left(plan):
        window = plan.windows[number - 1]
        time_alone = short and not a_day_on(window.start, window.end)
        opens = moment(window.start, language)
        closes = language.time(window.end) if time_alone else moment(window.end, language)
        yield number, value("window.opens", opens, 24, "plain"), value("window.closes", closes, 24, "plain")


def _approvers(plan: Plan) -> tuple[Value, ...]:
    """A box for each approver; an empty one where nobody is named."""
    names = [p.name for p in plan.staff if "approver" in p.roles] or [""]
    return tuple(value("approver", name, 18) for name in names)
