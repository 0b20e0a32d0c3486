"""Times that cannot all be true: the pairs, the smallest set to blame, and one explanation for each of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from runbook.model.finding import Args, Finding
from runbook.model.plan import Rule
from runbook.verify.exchanged_lines import exchanged_lines
from runbook.verify.indexed_plan import chain
from runbook.verify.joint_slips import joint_slips
from runbook.verify.other_watches import right_by_another_watch
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.slip_causes import cover_of
from runbook.verify.slips import (
    Slip,
    exchange,
    in_all,
    likely_slip,
    one_of,
    or_a_watch,
    or_in_that_order,
    slip_at,
    too_soon_as_written,
)
from runbook.verify.timing import future, long_before
from runbook.verify.too_early import broken_pairs, outliers, touches, without
from runbook.verify.too_soon import TooSoon, too_soon
from runbook.verify.undecided import undecided

CONCERNED = 6  # entries that are named where nobody can tell which of them are wrong
MANY = 1000  # entries to blame; where there are more, nobody looks for the slip in each of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Culprit:
    """An entry to blame: the pair that shows it best, and all the others that it contradicts.

    `reversed`: the later step is signed before the earlier one; else only the wait between them is too short. `joint`:
    its slip was made in several entries, some of which may contradict nothing as they stand. `undecided`: others are as
    likely to be the wrong ones; `other_watch`: because that person's watch may have been an hour off instead. `wait`:
    it belongs to what came too soon after this wait, and its time need not be wrong. `exchanged`: it is one of
    these two lines, each of which holds the other's time.
    """

    index: int
    first: int
    then: int
    partners: tuple[int, ...]
    reversed: bool
    slip: Slip | None
    joint: bool = False
    undecided: bool = False
    other_watch: str = ""
    wait: tuple[int, int] | None = None
    exchanged: tuple[int, int] | None = None


@lru_cache(maxsize=4)
def culprits_of(case: RecordUnderCheck) -> tuple[Culprit, ...]:
    """The entries to blame: all others can be right, in the plan's order; those of a joint slip first."""
    pairs = broken_pairs(case)
    if not pairs:
        return ()
    slips: dict[int, Slip] = {}
    either: set[int] = set()
    joints = joint_slips(case)
    keys = {joint.shift.key for joint in joints if any(touches(pairs, index) for index in joint.mended)}
    for joint in joints:
        if joint.shift.key in keys:
            either.update(joint.mended if joint.undecided else ())
            slips |= {index: slip_at(joint.shift.key, joint.shift.message, at) for index, at in joint.mended.items()}
    left = without(pairs, frozenset(slips))
    early = too_soon(case, left)
    soon = frozenset(index for one in early for index in one.entries)
    left = without(left, soon)
    alone = cover_of(case, left)
    exchanged = exchanged_lines(case, left, alone, frozenset(slips) | soon)
    lines = frozenset(index for both in exchanged for index in both)
    if lines:
        left = without(left, lines)
        alone = cover_of(case, left)
    chosen = alone | slips.keys()
    watches = right_by_another_watch(case, chosen - outliers(case))
    open_ones = undecided(case, left, alone, frozenset(slips) | soon | lines) | either
    before: dict[int, list[int]] = {}
    for first, later in pairs.items():
        for then in later:
            before.setdefault(then, []).append(first)
    partners = {
        index: tuple(sorted({*before.get(index, ()), *pairs.get(index, ())})) for index in chosen | soon | lines
    }
    culprits = (_culprit(case, index, partners[index], chosen | lines, slips.get(index)) for index in chosen)
    told = (
        replace(one, undecided=True, other_watch="" if one.index in open_ones else watches.get(one.index, ""))
        if one.index in open_ones or one.index in watches
        else one
        for one in culprits
    )
    waited = (_before_its_wait(one, index, partners[index]) for one in early for index in one.entries)
    turned = (_exchanged(case, index, both, partners[index]) for both in exchanged for index in both)
    return tuple(sorted((*told, *waited, *turned), key=lambda one: one.index))


def _before_its_wait(early: TooSoon, index: int, partners: tuple[int, ...]) -> Culprit:
    """An entry that came too soon with others: each shows the wait itself."""
    first, then = early.first, early.then
    return Culprit(
        index=index,
        first=first,
        then=then,
        partners=partners,
        reversed=False,
        slip=None,
        joint=True,
        wait=(first, then),
    )


def _exchanged(case: RecordUnderCheck, index: int, both: tuple[int, int], partners: tuple[int, ...]) -> Culprit:
    """One of two lines that hold each other's time: each shows the two."""
    first, then = both
    return Culprit(
        index=index,
        first=first,
        then=then,
        partners=partners,
        reversed=True,
        slip=exchange(case, first, then),
        joint=True,
        exchanged=both,
    )


def _culprit(
    case: RecordUnderCheck, index: int, partners: tuple[int, ...], chosen: frozenset[int], slip: Slip | None
) -> Culprit:
    innocent = [partner for partner in partners if partner not in chosen] or list(partners)
    if not innocent:  # it only shares the slip of others
        return Culprit(index=index, first=index, then=index, partners=(), reversed=False, slip=slip, joint=True)
    shown = [(one, index) if one < index else (index, one) for one in innocent]
    best = max(shown, key=lambda pair: _telling(case, *pair))
    return Culprit(
        index=index,
        first=best[0],
        then=best[1],
        partners=partners,
        reversed=_backwards(case, *best),
        slip=slip or (likely_slip(case, index, chosen) if len(chosen) <= MANY else None),
        joint=slip is not None,
    )


def _telling(case: RecordUnderCheck, first: int, then: int) -> tuple[bool, bool, bool, int]:
    """By what the pairs of an entry are weighed: a rule, best one in its own words; backwards; near each other."""
    rule = case.indexed.rules.get((first, then))
    return (rule is not None, _backwards(case, first, then), rule is not None and not rule.places, first - then)


def _backwards(case: RecordUnderCheck, first: int, then: int) -> bool:
    return case.moments[then].late < case.moments[first].early


def findings(case: RecordUnderCheck, culprits: tuple[Culprit, ...], backwards: bool) -> Iterator[Finding]:
    """One finding a cause: of ORD where `backwards`, of GAP else. A slip that explains several entries is one cause.

    An entry that lies in the future, or long before the change, has been reported already; and what only shares the
    slip of such entries with it.
    """
    reported = future(case) | long_before(case)
    groups: dict[object, list[Culprit]] = {}
    for culprit in culprits:
        if culprit.index not in reported:
            key = culprit.wait or culprit.exchanged or (culprit.slip and culprit.slip.key) or culprit.index
            groups.setdefault(key, []).append(culprit)
    for group in groups.values():
        if not any(culprit.partners for culprit in group):
            continue
        if any(culprit.reversed for culprit in group) == backwards:
            yield _finding(case, group, "ORD001" if backwards else "GAP001")


def _finding(case: RecordUnderCheck, group: list[Culprit], code: str) -> Finding:
    shown = [culprit for culprit in group if culprit.partners]
    lead = next((culprit for culprit in shown if culprit.reversed or culprit.index in (culprit.wait or ())), shown[0])
    rules = chain(case.ordered, case.happened, lead.first, lead.then)
    own = case.indexed.rules.get((lead.first, lead.then))
    if own is not None and own.house and rules[0].places:  # what the house itself says of the two
        rules = (own, *rules)
    rule = max(rules, key=lambda one: one.minutes or 0) if code == "GAP001" else rules[0]
    others = [index for culprit in group for index in (culprit.index, *_direct(case, culprit))]
    ids = case.ids(lead.index, *([lead.first] if lead.then == lead.index else [lead.then]))
    more = tuple(one for one in dict.fromkeys(case.ids(*others)) if one not in ids)
    slip = lead.slip.message if lead.slip else None
    if slip and len(group) > 1 and not lead.exchanged:
        entries = case.ids(*(culprit.index for culprit in group))
        slip = in_all(entries, slip)
    swapped = lead.slip is not None and lead.slip.key is None  # it names both
    if slip and len(group) > 1 and lead.other_watch:
        slip = or_a_watch(slip, lead.other_watch)
    elif any(culprit.undecided for culprit in group) and not swapped:
        slip = one_of(case.ids(*_concerned(group, lead)), slip)
    if slip and _is_of_two(case, group, lead):
        slip = or_in_that_order(slip, case.refs(lead.first), case.refs(lead.then))
    early = [culprit.index for culprit in group if _is_before_its_window(case, culprit.index)]
    if early and code == "ORD001":
        slip = too_soon_as_written(slip, case.refs(*early), _opening(case, early[0]))
    return Finding(
        code=code,
        steps=ids + more,
        args=_args(case, lead, code),
        rule=rule.id,
        sources=_sources(rules),
        where=case.lines[lead.index].place,
        slip=slip,
    )


def _is_of_two(case: RecordUnderCheck, group: list[Culprit], lead: Culprit) -> bool:
    """Whether it is about two steps that a rule of the plan has in the other order, and either time may be the wrong
    one."""
    if lead.exchanged:
        return True
    if len(group) > 1 or not lead.reversed or (lead.first, lead.then) not in case.indexed.rules:
        return False
    swapped = lead.slip is not None and lead.slip.key is None
    return swapped or (lead.undecided and {*_concerned(group, lead)} == {lead.first, lead.then})


def _concerned(group: list[Culprit], lead: Culprit) -> list[int]:
    """The entries of which one is wrong at least: to blame, or contradicted by those. First those to blame and the two
    that the message names, `lead`'s."""
    blamed = [culprit.index for culprit in group]
    partners = (partner for culprit in group for partner in culprit.partners)
    return list(dict.fromkeys((*blamed, lead.first, lead.then, *partners)))[:CONCERNED]


def _direct(case: RecordUnderCheck, culprit: Culprit) -> Iterator[int]:
    """The entries that it contradicts by a rule of the plan, and not only by a chain of them."""
    for partner in culprit.partners:
        if (partner, culprit.index) in case.indexed.rules or (culprit.index, partner) in case.indexed.rules:
            yield partner


def _args(case: RecordUnderCheck, lead: Culprit, code: str) -> Args:
    first, then = case.moments[lead.first], case.moments[lead.then]
    args: Args = (
        ("first", case.refs(lead.first)),
        ("first_at", first.local),
        ("then", case.refs(lead.then)),
        ("then_at", then.local),
    )
    if code == "GAP001":
        asked = timedelta(seconds=case.later[lead.first][lead.then])
        passed = timedelta(seconds=max(0, then.late - first.early) // 60 * 60)
        args += (("asked", asked), ("passed", passed))
    return args


def _sources(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for rule in rules for source in rule.sources))


@lru_cache(maxsize=4)
def explained(case: RecordUnderCheck) -> frozenset[int]:
    """The entries whose times are explained already: other families leave them out, so that a cause is reported once.

    Where an entry contradicts a single other, either may be the wrong one: both are left out; so is what a night that
    came too soon has overtaken, and all that a clock which is blamed has timed.
    """
    culprits = culprits_of(case)
    either = (each.partners[0] for each in culprits if len(each.partners) == 1 and not each.joint)
    overtaken = (one for each in culprits if each.wait for one in each.partners if _backwards(case, one, each.index))
    blamed = frozenset(culprit.index for culprit in culprits)
    timed = (joint.throughout for joint in joint_slips(case) if not blamed.isdisjoint(joint.mended))
    return blamed.union(either, overtaken, *timed) | future(case) | long_before(case)


def _is_before_its_window(case: RecordUnderCheck, index: int) -> bool:
    windows = case.windows(index)
    return bool(windows) and case.moments[index].late < windows[0][0]


def _opening(case: RecordUnderCheck, index: int) -> datetime:
    """When the first window of a step opens, on the site's clock."""
    indexed, place = case.planned(index)
    return indexed.plan.windows[(indexed.steps[place].window or 1) - 1].start.astimezone(case.indexed.zone)


def came_too_soon(case: RecordUnderCheck) -> frozenset[int]:
    """The entries of a night that was begun before its wait was over: their times may well be right."""
    return frozenset(culprit.index for culprit in culprits_of(case) if culprit.wait)
