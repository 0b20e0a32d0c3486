"""Rules, nights and evidence on the paths: two ends come together somewhere, what evidence needs stands before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.control import PEOPLE_EVENT
from runbook.model.procedure import FOLLOWING, OF_HOPS, PACKAGES, TOUCHING, NightData, RuleData, StepData
from runbook.procedures.checks.selectors import LETTERS_OF_RULES, parts_of
from runbook.procedures.conditions import HALVES, stated, where
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.procedures.occurrences import Occurrence, Route
from runbook.reading.partial import Violation

_PAIR = where({"pair"})
_MEND = N_("correct the conditions or the letters, or remove it")


Ends = dict[str, list[tuple[str, list[Occurrence]]]]  # key of a rule -> its selectors, each with what it picks
Meet = Callable[[Occurrence, Occurrence, str], bool]  # whether what stands under a key goes with the other end


class _Words(NamedTuple):
    """What is wrong where no two ends come together, and where what is named does not come to the other end."""

    never: str
    alone: str


_RULE = _Words(
    N_("this rule never applies: no plan has both its ends"),
    N_("{name} is never in the same plan as the other end of this rule"),
)
_NIGHT = _Words(
    N_("this never happens: no window has a step of first, and one of then after it"),
    N_("{name} is never in one window with the other end, in this order"),
)


def check_rules(draft: Draft, route: Route) -> Iterator[Fault]:
    """Every end of every rule is on some path together with the other end."""
    called = _by_call(route)
    for entry in draft.entries("rules"):
        if isinstance(entry.noun, RuleData):
            yield from _ends(entry, ("first", "then", "steps"), called, partial(_meet, entry.noun), _RULE)


def check_nights(draft: Draft, route: Route) -> Iterator[Fault]:
    """What is better done in one night begins and ends in one window of some path."""
    called = _by_call(route)
    for entry in draft.entries("nights"):
        if isinstance(entry.noun, NightData):
            yield from _ends(entry, ("first", "then"), called, partial(_in_one_window, entry.noun), _NIGHT)


def _ends(
    entry: DraftEntry, keys: Iterable[str], called: dict[str, list[Occurrence]], meet: Meet, words: _Words
) -> Iterator[Fault]:
    found = {key: [(at, _picked(at, called)) for at in getattr(entry.noun, key)] for key in keys}
    unknown = [at for ends in found.values() for at, _picks in ends if parts_of(at)[0] not in called]
    yield from _elsewhere(entry, found, called)
    if not unknown:
        yield from _apart(entry, found, meet, words)


def meeting_paths(noun: RuleData | NightData, route: Route) -> frozenset[str]:
    """The names of the paths that can have both ends of a rule, or of what is better done in one night."""
    called = _by_call(route)
    meet = partial(_meet, noun) if isinstance(noun, RuleData) else partial(_in_one_window, noun)
    firsts, thens = ([pick for at in ends for pick in _picked(at, called)] for ends in (noun.first, noun.then))
    return frozenset(one.visit.path.name for one in firsts if any(meet(one, two, "first") for two in thens))


def _by_call(route: Route) -> dict[str, list[Occurrence]]:
    called: dict[str, list[Occurrence]] = {}
    for occurrence in route.occurrences:
        if occurrence.where.can_hold:
            for name in (occurrence.called, *_words(occurrence)):
                called.setdefault(name, []).append(occurrence)
    return called


def _words(occurrence: Occurrence) -> tuple[str, ...]:
    """The words of rules that speak of a step beside its name."""
    step = occurrence.step
    if step.gate is not None or occurrence.called.startswith(PEOPLE_EVENT):
        return ()
    touches = step.touches or step.installs or step.effects or occurrence.visit.phase.window
    return (*((PACKAGES,) if step.installs else ()), *((TOUCHING, FOLLOWING) if touches else ()))


def _picked(selector: str, called: dict[str, list[Occurrence]]) -> list[Occurrence]:
    name, letter = parts_of(selector)
    wanted = HALVES if letter == "node" else (letter,)
    return [found for found in called.get(name, ()) if not letter or found.one in wanted]


def _elsewhere(entry: DraftEntry, found: Ends, called: dict[str, list[Occurrence]]) -> Iterator[Fault]:
    """A letter on which nothing of that name is ever done."""
    for key, ends in found.items():
        for number, (selector, picks) in enumerate(ends):
            name, letter = parts_of(selector)
            if letter in LETTERS_OF_RULES and not picks and name in called:
                message = N_("{name} is never done on {letter}")
                values = {"name": name, "letter": letter}
                yield Fault(entry.file, Violation(entry.at(key, number), message, _MEND, values))


def _apart(entry: DraftEntry, found: Ends, meet: Meet, words: _Words) -> Iterator[Fault]:
    """Ends that never come together with any of the other end."""
    firsts, thens = ([pick for _at, picks in found[key] for pick in picks] for key in ("first", "then"))
    if not firsts or not thens:
        return  # said already
    if not any(meet(one, two, "first") for one in firsts for two in thens):
        yield Fault(entry.file, Violation(entry.path, words.never, _MEND))
        return
    for key, ends in found.items():
        others = thens if key == "first" else firsts
        for number, (selector, picks) in enumerate(ends):
            if picks and not any(meet(one, two, key) for one in picks for two in others):
                yield Fault(entry.file, Violation(entry.at(key, number), words.alone, _MEND, {"name": selector}))


def _in_one_window(night: NightData, one: Occurrence, two: Occurrence, key: str) -> bool:
    """Whether two occurrences can be in one window, the one of `first` before the one of `then`."""
    first, then = (two, one) if key == "then" else (one, two)
    windows = {found.visit.phase.window for found in (first, then)}
    if None in windows or first.visit.order >= then.visit.order:
        return False
    if len(windows) > 1 and first.where.surely(_PAIR):  # all others have one window, whatever is written
        return False
    if night.same_appliance and (first.one is None or first.one != then.one):
        return False
    same_path = first.visit.path.file.name == then.visit.path.file.name
    return same_path and first.where.of_its_hop().both(then.where.of_its_hop()).can_hold


def _meet(rule: RuleData, one: Occurrence, two: Occurrence, key: str) -> bool:
    """Whether two occurrences can be the ends of a rule in one plan, or what stands between and an end (steps)."""
    if one.visit.path.file.name != two.visit.path.file.name:
        return False
    if rule.same_appliance and key != "steps" and (one.one is None or one.one != two.one):
        return False
    of_one_hop = rule.hop in ("same", "package") and all(found.step.scope in OF_HOPS for found in (one, two))
    own = stated(rule.when, rule.unless)
    first, then = (found.where.of_its_hop() if of_one_hop else found.where.of_any_hop() for found in (one, two))
    if not of_one_hop and two.step.scope in OF_HOPS:
        then = two.where.of_its_hop()  # what a rule asks of a hop is asked of this one
    together = own.both(first).both(then)
    return (together.plus({"several-hops"}) if rule.hop == "next" else together).can_hold


def check_evidence(draft: Draft, route: Route) -> Iterator[Fault]:
    """Wherever evidence is to be later than an event, the same hop has that event, and has it before."""
    called = _by_call(route)
    for entry in draft.entries("steps"):
        step = entry.noun
        evidence = step.evidence if isinstance(step, StepData) else None
        if evidence is None or evidence.after is None:
            continue
        names = (evidence.after, *evidence.later)
        if not all(name in called for name in names):
            continue
        for done in called.get(step.event or entry.name, ()):
            if done.name == entry.name and (wrong := _without(done, names, called)):
                message, remedy, values = wrong
                yield Fault(entry.file, Violation(entry.at("evidence", "after"), message, remedy, values))
                break


def _without(
    done: Occurrence, names: tuple[str, ...], called: dict[str, list[Occurrence]]
) -> tuple[str, str, dict[str, str]] | None:
    """What is wrong with the events of a step's evidence where it is done."""
    path = done.visit.path.name
    near = [
        found
        for name in names
        for found in called[name]
        if found.visit.path.file.name == done.visit.path.file.name and found.name != done.name
    ]
    for found in near:
        both = found.where.of_its_hop().both(done.where)
        if found.visit.order > done.visit.order and not both.unsure and both.can_hold:
            message = N_("on the path {path}, {name} comes after this step")
            return message, N_("write an event that comes before"), {"path": path, "name": found.called}
    if not done.where.surely(*(found.where.of_its_hop() for found in near)):
        message = N_("on the path {path} not every change does {name} in the same hop")
        remedy = N_("write an event that every change has, and others under later")
        return message, remedy, {"path": path, "name": names[0]}
    return None
