"""Rules of a house: it adds and tightens. What is not the kit's own it neither takes away nor loosens."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.house.anchors import by_event, events_of
from runbook.house.checks.own_steps import check_equals, conditions_of, named_values, values_of
from runbook.house.checks.unknown_names import unknown
from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.i18n import N_
from runbook.model.house import HouseRule, event_of
from runbook.model.plan import HOUSE_EVENT
from runbook.model.procedure import BACK_EVENT, Procedures, RuleData, StepData
from runbook.procedures.checks.selectors import LETTERS_OF_RULES, parts_of
from runbook.procedures.draft import Fault

_TIMED = ("wait", "not-later")
_OF_STEPS = ("witness", "evidence")
NO_MINUTES = N_("this rule has no minutes: it says in which order things are done")
_KINDS_OF = {"steps": ("adjacent", "closed"), "evidence": ("evidence",)}  # keys that some kinds of rules have
_OF_RELATIONS = ("severity", "hop", "same_appliance", "same_window")  # and those that only relations have
_MAY_CHANGE = frozenset({"minutes", "severity", "leave_out"})


def check_rules(draft: HouseDraft, procedures: Procedures) -> Iterator[Fault]:
    """Every rule: a new one, or what is said of one of the kit's."""
    own = {event_of(entry.name) for entry in draft.of("steps")}
    events = events_of(procedures) | own
    steps = frozenset({*procedures.steps, *own, *(step.event for step in procedures.steps.values() if step.event)})
    folded = {name.casefold(): name for name in procedures.rules}
    conditions = conditions_of(draft)
    yield from _written_twice(draft, procedures)
    for entry in draft.of("rules"):
        kit = procedures.rules.get(entry.name)
        if kit is not None:
            yield from _changed(entry, kit, is_leave(kit, procedures))
            continue
        if (near := folded.get(entry.name.casefold())) is not None:
            message = N_("the kit has a rule {name}, which differs from this one only by upper and lower case")
            yield entry.fault((), message, N_("write {name} if you mean it, or another name"), name=near)
        known = steps if entry.noun.kind in _OF_STEPS else events
        yield from _names(entry, known, by_event(procedures), conditions, values_of(draft))
        yield from check_equals(entry, entry.noun.evidence, draft.file.noun if draft.file else None)
        yield from _complete(entry, entry.noun, procedures)


def _names(
    entry: HouseEntry,
    known: frozenset[str],
    named: dict[str, str],
    conditions: frozenset[str],
    values: frozenset[str],
) -> Iterator[Fault]:
    """Whether what a rule names is known: events with their letters, conditions, and a value to be written down."""
    for key in ("first", "then", "steps"):
        for index, selector in enumerate(getattr(entry.noun, key)):
            name, letter = parts_of(selector)
            if found := unknown("event", name, known, named):
                yield entry.fault((key, index), found[0], found[1], **found[2])
            if letter and (found := unknown("appliance", letter, LETTERS_OF_RULES)):
                yield entry.fault((key, index), found[0], found[1], **found[2])
    for name in named_values(entry.noun.evidence.equals if entry.noun.evidence else None):
        if found := unknown("value", name, values):
            yield entry.fault(("evidence", "equals"), found[0], found[1], **found[2])
    for key in ("when", "unless"):
        for index, name in enumerate(getattr(entry.noun, key)):
            if found := unknown("condition", name, conditions):
                yield entry.fault((key, index), found[0], found[1], **found[2])


def _complete(entry: HouseEntry, rule: HouseRule, procedures: Procedures) -> Iterator[Fault]:
    """A new rule has what its kind needs, and nothing that goes with another."""
    wanted = {"first"} if rule.kind in _OF_STEPS else {"first", "then", "text"}
    wanted |= {"minutes"} if rule.kind in _TIMED else set()
    wanted |= {"steps"} if rule.kind == "closed" else set()
    wanted |= {"evidence"} if rule.kind == "evidence" else set()
    for key in sorted(wanted):
        if not getattr(rule, key):
            yield entry.fault(
                (key,), N_("the key {key} is missing"), N_("add it; docs/house.md says what it is for"), key=key
            )
    if rule.minutes is not None and rule.kind not in _TIMED:
        yield entry.fault(("minutes",), NO_MINUTES, N_("remove it; `kind: wait` and `kind: not-later` have minutes"))
    yield from _of_no_use(entry, rule)
    if rule.leave_out:
        message = N_("the kit has no rule {name} that could be left out")
        yield entry.fault(("leave_out",), message, N_("remove it"), name=entry.name)
    if rule.kind in _OF_STEPS:
        for index, name in enumerate(rule.first):
            yield from _of_step(entry, rule, index, procedures.called(name))
        if rule.when or rule.unless or rule.then:
            message = N_("a rule of this kind is about steps only, whatever the change")
            yield entry.fault(("kind",), message, N_("remove then, when and unless"))


def _of_no_use(entry: HouseEntry, rule: HouseRule) -> Iterator[Fault]:
    """What is written for another kind of rule: nothing would be asked for, and nobody would know."""
    group = entry.file.root.find(entry.path)[1]
    for key in [str(key) for key in (group.entries if group else ())]:
        others = _KINDS_OF.get(key, ())
        if (others and rule.kind not in others) or (key in _OF_RELATIONS and rule.kind in _OF_STEPS):
            message = N_("a rule of the kind {kind} does nothing with {key}")
            remedy = N_("remove it, or write the kind that you mean; docs/house.md names them")
            yield entry.fault((key,), message, remedy, kind=rule.kind, key=key)


def _written_twice(draft: HouseDraft, procedures: Procedures) -> Iterator[Fault]:
    """Two rules that ask for something to be written down at one step: it has room for one thing."""
    seen: dict[str, str] = {}
    for entry in draft.of("rules"):
        if entry.noun.kind != "evidence" or entry.name in procedures.rules:
            continue
        for index, name in enumerate(entry.noun.first):
            for own in procedures.called(name):
                first = seen.setdefault(own, entry.name)
                if first != entry.name:
                    message = N_("the rule {first} already asks for something to be written down at the step {name}")
                    remedy = N_("write a step of your own beside it")
                    yield entry.fault(("first", index), message, remedy, first=first, name=own)


def _of_step(entry: HouseEntry, rule: HouseRule, index: int, steps: dict[str, StepData]) -> Iterator[Fault]:
    place = ("first", index)
    if rule.first[index].startswith(HOUSE_EVENT):
        message, remedy = (
            N_("a rule of this kind is about steps of the kit only"),
            N_("write `witness` or `evidence` at the step itself"),
        )
        yield entry.fault(place, message, remedy)
    having = [name for name, step in steps.items() if step.evidence is not None]
    if rule.kind == "evidence" and having:
        message = N_("at the step {name} something is already written down, and a house does not replace it")
        yield entry.fault(place, message, N_("write a step of your own beside it"), name=having[0])


def is_leave(rule: RuleData, procedures: Procedures) -> bool:
    """Whether a rule says what waits for somebody's leave, or in which order a way back is taken."""
    gates = {step.event for step in procedures.steps.values() if step.gate is not None}
    ratified = {step.event for step in procedures.steps.values() if step.gate == "ratified"}
    return not (gates.isdisjoint(rule.first) and ratified.isdisjoint(rule.then)) or any(
        str(event).startswith(BACK_EVENT) for event in (*rule.first, *rule.then)
    )


def _changed(entry: HouseEntry, kit: RuleData, leave: bool) -> Iterator[Fault]:
    """What is said under the name of a rule of the kit's: other minutes, no looser ones but where it is its own, and
    not about `leave` to go on or a way back."""
    rule: HouseRule = entry.noun
    group = entry.file.root.find(entry.path)[1]
    values = {"rule": entry.name, "sources": ", ".join(kit.sources)}
    for key in [str(key) for key in (group.entries if group else ()) if key not in _MAY_CHANGE]:
        message = N_("{rule} ({sources}) is a rule of the kit: a house can give it other minutes, and nothing else")
        yield entry.fault((key,), message, N_("write a rule of your own, under another name"), **values)
    if kit.kit and not leave:
        if rule.minutes is not None and kit.kind not in _TIMED:
            yield entry.fault(
                ("minutes",), NO_MINUTES, N_("remove it; `kind: wait` and `kind: not-later` have minutes")
            )
        return
    message = (
        N_("{rule} ({sources}) is about permission to go on or a way back: a house can tighten it, but not loosen it")
        if leave
        else N_("{rule} ({sources}) is not one of the kit's own rules: a house can tighten it, but not loosen it")
    )
    if rule.leave_out:
        yield entry.fault(("leave_out",), message, N_("remove it"), **values)
    if rule.severity == "warning" and kit.severity == "error":
        yield entry.fault(("severity",), message, N_("remove it"), **values)
    if rule.minutes is not None:
        looser = kit.minutes is None or (
            rule.minutes < kit.minutes if kit.kind == "wait" else rule.minutes > kit.minutes
        )
        if looser:
            remedy = N_("write {minutes} minutes, or something stricter")
            yield entry.fault(("minutes",), message, remedy, **values, minutes=str(kit.minutes or 0))
