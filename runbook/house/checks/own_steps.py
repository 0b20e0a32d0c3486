"""Steps and paths of a house: everything that they name is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from runbook.house.anchors import filled_names, path_names
from runbook.house.checks.house_people import roles_of
from runbook.house.checks.unknown_names import unknown
from runbook.house.extras import PREFIX, known_facts
from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.i18n import N_
from runbook.model.house import HouseEvidence, HouseFile, HousePath, HouseStep, event_of
from runbook.model.procedure import Procedures
from runbook.model.web_address import is_web_address
from runbook.procedures.checks.steps import AS_COMPARED, misfit
from runbook.procedures.conditions import LETTERS, SEVERAL
from runbook.procedures.draft import Fault
from runbook.procedures.facts import FACTS, PACKAGE_FACTS
from runbook.procedures.values import LATER, VALUES
from runbook.reading.nodes import KeyPath, clipped

# Type of a key of the inventory -> the types of evidence that such a value can be.
_WRITTEN = {"text": ("text", "version"), "choice": ("text", "version"), "number": ("text", "count"), "yes-no": ()}
PLACES = (*LETTERS, "pair", "all", "first-half", "second-half")  # of a line of a path


def conditions_of(draft: HouseDraft) -> frozenset[str]:
    """What `when` and `unless` of a house may name."""
    own = known_facts(draft.file.noun) if draft.file else ()
    return frozenset({*FACTS, *own}) - PACKAGE_FACTS.keys()


def values_of(draft: HouseDraft) -> frozenset[str]:
    """What a slot of a house may show."""
    extra = draft.file.noun.extra if draft.file else {}
    own = (f"{PREFIX}{name}" for name, key in extra.items() if key.type != "yes-no")  # that is for conditions
    known = (name for name in VALUES if name not in LATER and not name.startswith("package."))
    return frozenset({*known, *own})


def check_steps(draft: HouseDraft, _procedures: Procedures) -> Iterator[Fault]:
    """Conditions, values, roles and whom to call, of each step."""
    known = {"condition": conditions_of(draft), "value": values_of(draft), "role": roles_of(draft)}
    file = draft.file.noun if draft.file else None
    known["call"] = frozenset({*file.contacts, *file.people}) if file else frozenset()
    for entry in draft.of("steps"):
        step: HouseStep = entry.noun
        for path, kind, name in _named(step):
            if (found := unknown(kind, name, known[kind])) and (file or kind != "call"):
                yield entry.fault(path, found[0], found[1], **found[2])
        for index, name in enumerate(step.call):
            if file and name in file.people and file.people[name].phone is None:
                message, remedy = N_("{name} has no telephone number"), N_("write phone: in house.yaml")
                yield entry.fault(("call", index), message, remedy, name=name)
        for index, link in enumerate(step.links):
            if not is_web_address(link.url):
                message, remedy = N_("no browser can open this address"), N_("write it as a browser shows it")
                yield entry.fault(("links", index, "url"), message, remedy)
        yield from check_equals(entry, step.evidence, file)
        if step.hold and (step.evidence or not step.required or step.na):
            message = N_("at a hold point go or no-go is written down, and it is not left out")
            place = "evidence" if step.evidence else "na" if step.na else "required"
            yield entry.fault((place,), message, N_("remove this line, or that of hold"))
        if step.minutes.high < step.minutes.low:
            message, remedy = N_("the maximum is less than the minimum"), N_("write low: and high: the other way round")
            yield entry.fault(("minutes", "high"), message, remedy)


def _named(step: HouseStep) -> Iterator[tuple[KeyPath, str, str]]:
    yield from _conditions(step, ())
    for key, parts in (("notes", step.notes), ("slots", step.slots)):
        for index, part in enumerate(parts):
            yield from _conditions(part, (key, index))
    yield from ((("slots", i, "value"), "value", slot.value) for i, slot in enumerate(step.slots))
    yield from ((("roles", i), "role", role) for i, role in enumerate(step.roles))
    yield from ((("call", i), "call", name) for i, name in enumerate(step.call))
    equals = step.evidence.equals if step.evidence else None
    yield from ((("evidence", "equals"), "value", name) for name in named_values(equals))


def check_equals(entry: HouseEntry, evidence: HouseEvidence | None, file: HouseFile | None) -> Iterator[Fault]:
    """What has to be written down at a step or by a rule: something that can be written there."""
    if evidence is not None and evidence.figures and (evidence.type != "text" or evidence.equals is not None):
        message, remedy = N_("only in a text of one’s own can figures be asked for"), N_("take figures out")
        yield entry.fault(("evidence", "figures"), message, remedy)
    if evidence is not None and evidence.never_none and (evidence.type != "text" or evidence.equals is not None):
        message, remedy = N_("only in a text of one’s own can none be refused"), N_("take never_none out")
        yield entry.fault(("evidence", "never_none"), message, remedy)
    if evidence is not None and evidence.past and (evidence.type != "date" or evidence.equals is not None):
        message, remedy = N_("only of a date of one’s own can be asked that it is past"), N_("take past out")
        yield entry.fault(("evidence", "past"), message, remedy)
    if evidence is None or evidence.equals is None:
        return
    keys = file.extra if file else {}
    own = {f"{PREFIX}{name}": evidence.type in _WRITTEN[key.type] for name, key in keys.items()}
    if any(name not in own and name not in VALUES for name in named_values(evidence.equals)):
        return  # said already
    if wrong := misfit(evidence.equals, evidence.type, own):
        yield entry.fault(("evidence", "equals"), wrong, AS_COMPARED, value=clipped(evidence.equals))


def named_values(equals: str | None) -> list[str]:
    """The value that has to be written down, where that is not a word: its name in braces, and nothing beside them."""
    if not equals or not {"{", "}"} & {*equals}:
        return []
    return [equals[1:-1] if equals.startswith("{") and equals.endswith("}") else equals]


def _conditions(part: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str, str]]:
    for key in ("when", "unless"):
        names: Sequence[str] = getattr(part, key)
        yield from (((*path, key, i), "condition", name) for i, name in enumerate(names))


def check_paths(draft: HouseDraft, procedures: Procedures) -> Iterator[Fault]:
    """Lines of paths: their steps, appliances and conditions; nothing is installed, and some phase is in a window."""
    steps = {*procedures.steps, *(event_of(entry.name) for entry in draft.of("steps"))}
    conditions = conditions_of(draft)
    kits = frozenset(name for path in procedures.paths for name in (*path_names(path), *filled_names(path)))
    for entry in draft.of("paths"):
        path: HousePath = entry.noun
        if path.name in kits:
            message = N_("the kit has a path {name} of its own")
            yield entry.fault(("name",), message, N_("give yours another name"), name=path.name)
        for at, phase in enumerate(path.phases):
            for number, line in enumerate(phase.steps):
                place: KeyPath = ("phases", at, "steps", number)
                named = [("step", line.step, steps, "step")]
                named += [("appliance", line.at, set(PLACES), "at")] if line.at else []
                for kind, name, known, key in named:
                    if found := unknown(kind, name, known):
                        yield entry.fault((*place, key), found[0], found[1], **found[2])
                for where, kind, name in _conditions(line, place):
                    if found := unknown(kind, name, conditions):
                        yield entry.fault(where, found[0], found[1], **found[2])
                yield from _fitting(entry, place, line.step, line.at, procedures)
        if not any(phase.window for phase in path.phases):
            message, remedy = N_("no phase of this path is done in a window"), N_("write window: true at one")
            yield entry.fault(("phases",), message, remedy)


def _fitting(entry: HouseEntry, place: KeyPath, name: str, at: str | None, procedures: Procedures) -> Iterator[Fault]:
    """Whether a step of the kit can stand there: nothing installs on a path of a house's."""
    step = procedures.steps.get(name)
    if step is None:
        return
    if step.installs:
        message = N_("{name} installs a package, and packages are installed only on the kit's own paths")
        yield entry.fault((*place, "step"), message, N_("remove it"), name=name)
    if step.scope in ("appliance", "hop-appliance") and at is None:
        message = N_("{name} is done on an appliance, and this line names none")
        yield entry.fault((*place, "step"), message, N_("write at: with the appliance"), name=name)
    if step.scope not in ("appliance", "hop-appliance") and at in SEVERAL:
        message = N_("{name} is done once, and this line names several appliances")
        yield entry.fault((*place, "at"), message, N_("name one of them, or remove `at`"), name=name)
