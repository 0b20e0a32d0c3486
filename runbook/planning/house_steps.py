"""Steps of a house come into the chapters of a plan: before or after what they are placed by, as often as that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from runbook.errors import PlanningError
from runbook.house.anchors import WINDOW, named_path
from runbook.house.extras import PREFIX, written
from runbook.house.house_texts import message_of
from runbook.i18n import N_
from runbook.model.control import is_control
from runbook.model.house import HouseStep, Placing, event_of
from runbook.model.plan import HOUSE_EVENT, HOUSE_SOURCE, PLACE_RULE, PlanStep, Rule, Slot
from runbook.model.procedure import StepData
from runbook.planning.expand import Chapter, context_of, made_step
from runbook.planning.paths import path_id
from runbook.planning.planning_input import PlanningInput
from runbook.planning.selected_steps import selected_as
from runbook.planning.ways_back import own_id
from runbook.procedures.facts import holds
from runbook.procedures.values import VALUES

_PHONE_OF = N_("Telephone")
_OF_WINDOWS = frozenset(name for name, value in VALUES.items() if value.in_window)


class _Found(NamedTuple):
    """A step of a chapter that a place speaks of."""

    chapter: int
    at: int
    step: PlanStep


def with_house_steps(
    given: PlanningInput, chapters: tuple[Chapter, ...]
) -> tuple[tuple[Chapter, ...], tuple[Rule, ...]]:
    """The chapters with the steps of the house, and a rule for each that keeps it on its side of what it stands by.

    Raises PlanningError where one of them stands between a Base update and its package, or behind a hold point.
    """
    if given.house is None:
        return chapters, ()
    rules: list[Rule] = []
    mine: set[str] = set()
    filled = path_id(given.path, given.site, given.change)
    for name in given.house.placed:
        step = given.house.house.steps[name]
        if step.place is not None and named_path(given.path, filled, step.place.paths):
            chapters = _placed(given, chapters, name, step.place, rules, mine)
    for chapter in chapters:
        _kept_together(chapter)
        _decided_on(chapter)
    return tuple(_slotted(given, chapter) for chapter in chapters), tuple(rules)


def _kept_together(chapter: Chapter) -> None:
    """No step of the house stands between a Base update and its package on an appliance, whatever else does."""
    base, between = None, list[PlanStep]()
    for step in chapter.steps:
        if step.installs == "software" and base and step.appliance == base.appliance and between:
            message = N_(
                "{step} may not stand between the Base update and its package on {appliance}: the vendor's guide has "
                "them done one after the other"
            )
            raise PlanningError(message, step=between[0].id, appliance=base.appliance or "")
        if step.installs:
            base, between = step if step.installs == "base" else None, []
        elif step.event and step.event.startswith(HOUSE_EVENT):
            between.append(step)


def _decided_on(chapter: Chapter) -> None:
    """No step of the house stands right behind a hold point of the kit's, which speaks of the step that is next."""
    for hold, step in pairwise(chapter.steps):
        if _is_kits_hold(hold) and (step.event or "").startswith(HOUSE_EVENT):
            message = N_(
                "{step} may not stand right behind the hold point {hold}: whoever decides there decides on the "
                "next step"
            )
            raise PlanningError(message, step=step.id, hold=hold.id)


def _placed(
    given: PlanningInput,
    chapters: tuple[Chapter, ...],
    name: str,
    place: Placing,
    rules: list[Rule],
    mine: set[str],
) -> tuple[Chapter, ...]:
    """The chapters with one step of the house, wherever it is done; `rules`, and `mine`, what is placed, grow."""
    assert given.house is not None
    data = given.house.procedures.steps[event_of(name)]
    added: dict[tuple[int, int], list[PlanStep]] = {}
    there = frozenset(mine)
    for found in (*_groups(chapters, place, there), *_nights_left(chapters, place, there, data)):
        anchor = found[0] if place.before is not None else found[-1]
        chapter = chapters[anchor.chapter]
        it = anchor.step.appliance if place.each == "appliance" else None
        once = place.each == "once" and chapter.way is None
        scope = "hop-appliance" if it else "change" if once else "hop"
        night = chapter.way is not None and place.after == WINDOW
        shown = tuple(slot for slot in data.slots if not (night and slot.value in _OF_WINDOWS))
        scoped = replace(data, scope=scope, slots=shown)  # type: ignore[arg-type]  # one of those that there are
        step = made_step(given, event_of(name), scoped, chapter, anchor.step.window, it)
        if step is None:
            continue
        if place.each == "window" and anchor.step.window is not None:
            step = replace(step, id=f"{step.id}:w{anchor.step.window}")
        if chapter.way is not None:
            not_due = step.na_allowed or night  # whoever goes back between the windows has done it in the one before
            step = replace(step, id=own_id(step.id, chapter.way.id), required=False, na_allowed=not_due)
        mine.add(step.id)
        if night and anchor.step.id in chapter.afterwards:  # nothing has to be done before the window closes but this
            added.setdefault((anchor.chapter, found[0].at), []).append(step)
            continue
        at = _ahead(chapter, anchor) if place.before is not None else _behind(chapter, anchor, rules)
        added.setdefault((anchor.chapter, at), []).append(step)
        rules.append(_kept_there(step, anchor.step, first=place.before is not None))
    changed = {chapter for chapter, _at in added}
    return tuple(
        replace(chapter, steps=tuple(_joined(chapter.steps, number, added))) if number in changed else chapter
        for number, chapter in enumerate(chapters)
    )


def _ahead(chapter: Chapter, anchor: _Found) -> int:
    """The place before a step, and before the hold point of the kit's that decides on it: it says what is next."""
    at = anchor.at
    while at and _is_kits_hold(chapter.steps[at - 1]):
        at -= 1
    return at


def _is_kits_hold(step: PlanStep) -> bool:
    return step.gate == "hold" and not step.house


def _behind(chapter: Chapter, anchor: _Found, rules: list[Rule]) -> int:
    """The place after a step, and after all that stands behind it already because it was placed after it."""
    behind = [rule for rule in rules if rule.first == (anchor.step.id,) and rule.id == _place_rule(rule.then[0])]
    there = {rule.then[0] for rule in behind}  # not the step that the anchor itself was placed before
    at = anchor.at + 1
    while at < len(chapter.steps) and chapter.steps[at].id in there:
        at += 1
    return at


def _joined(
    steps: tuple[PlanStep, ...], chapter: int, added: dict[tuple[int, int], list[PlanStep]]
) -> Iterator[PlanStep]:
    for at in range(len(steps) + 1):
        yield from added.get((chapter, at), ())
        yield from steps[at : at + 1]


def _groups(chapters: tuple[Chapter, ...], place: Placing, mine: frozenset[str]) -> list[list[_Found]]:
    """What a place speaks of: all of it, or that of each pass, window or appliance by itself.

    `mine` are the steps of the house that are placed already: a phase or window begins and ends with what others are.
    """
    name = place.before or place.after or ""
    groups: dict[tuple[object, ...], list[_Found]] = {}
    for number, chapter in enumerate(chapters):
        for at, step in enumerate(chapter.steps):
            if not _is_meant(name, chapter, step, mine):
                continue
            hop = step.hop or chapter.hop or 0
            if place.each == "window" and step.window is None:
                continue
            if place.each == "appliance" and step.appliance is None:
                continue
            key = {
                "once": (),
                "pass": (hop,),
                "window": (step.window,),
                "appliance": (hop, step.appliance),
            }[place.each]
            if chapter.way is not None:  # in each way back by itself
                key = (*key, number)
            groups.setdefault(key, []).append(_Found(number, at, step))
    return list(groups.values())


def _nights_left(
    chapters: tuple[Chapter, ...], place: Placing, mine: frozenset[str], data: StepData
) -> Iterator[list[_Found]]:
    """What is done at the end of each window is done in each way back that leads from one, too: behind what has to be
    done before the window closes, or before all where nothing has. A hold point is not: nothing goes on there."""
    if place.after != WINDOW or place.each != "window" or data.gate is not None:
        return
    nights = {chapter.data.id for chapter in chapters if chapter.window is not None}
    for number, chapter in enumerate(chapters):
        if chapter.way is None or nights.isdisjoint(chapter.way.leads_from):
            continue
        found = [_Found(number, at, step) for at, step in enumerate(chapter.steps) if step.id not in mine]
        yield [one for one in found if one.step.id not in chapter.afterwards] or found


def _is_meant(name: str, chapter: Chapter, step: PlanStep, mine: frozenset[str]) -> bool:
    """Whether a place that names an event, a phase or the window speaks of a step.

    The roll call opens a window, and whoever leaves closes it: steps of the house stand within, as those of the kit do.
    """
    if name in (WINDOW, chapter.data.id):
        return step.id not in mine and not is_control(step) and (name != WINDOW or step.window is not None)
    return name in selected_as(step)


def _kept_there(step: PlanStep, anchor: PlanStep, *, first: bool) -> Rule:
    """That a step is done before, or after, the one that it was placed by."""
    before = N_("A step of the organisation's own is done before the step that it was placed before.")
    after = N_("A step of the organisation's own is done after the step that it was placed after.")
    one, two = (step.id, anchor.id) if first else (anchor.id, step.id)
    return Rule(
        id=_place_rule(step.id),
        kind="order",
        first=(one,),
        then=(two,),
        steps=(),
        minutes=None,
        sources=(HOUSE_SOURCE,),
        text=before if first else after,
        kit=False,
    )


def _place_rule(step: str) -> str:
    """The id of the rule that keeps a step of the house on its side."""
    return f"{PLACE_RULE}{step.removeprefix('house-')}"


def _slotted(given: PlanningInput, chapter: Chapter) -> Chapter:
    """The chapter whose steps of the house show their values, and the telephones of those who are called."""
    assert given.house is not None
    own = {event_of(name): step for name, step in given.house.house.steps.items()}
    if not any(step.event in own for step in chapter.steps):
        return chapter
    return replace(
        chapter,
        steps=tuple(
            replace(step, slots=tuple(_slots(given, chapter, step, own[step.event]))) if step.event in own else step
            for step in chapter.steps
        ),
    )


def _slots(given: PlanningInput, chapter: Chapter, step: PlanStep, house_step: HouseStep) -> Iterator[Slot]:
    context = context_of(given, chapter, step.window, step.appliance)
    facts = chapter.facts | given.extra_facts(step.appliance)
    extras = given.extras(step.appliance)
    for slot in house_step.slots:
        if not holds(slot.when, slot.unless, facts):
            continue
        if slot.value.startswith(PREFIX):
            value = written(extras.get(slot.value.removeprefix(PREFIX)))
        else:
            value = VALUES[slot.value].of(context) or ""
        if value:
            yield Slot(label=message_of(slot.label), value=value, kind=slot.kind)
    assert given.house is not None
    file = given.house.house.file
    for name in house_step.call:
        contact, person = file.contacts.get(name), file.people.get(name)
        if contact is not None:
            yield Slot(label=message_of(contact.name), value=contact.phone, kind="text")
        elif person is not None:
            yield Slot(label=_PHONE_OF, value=f"{person.name}, {_whole(person.phone or '')}", kind="text")


def _whole(phone: str) -> str:
    """A number that no line ends within: it is dialled from paper."""
    return phone.replace(" ", "\u00a0")
