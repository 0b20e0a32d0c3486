"""What of a plan is the site's own: taken out as a list of values, or replaced by marks that are found again.

Two walks over a plan in one order: `site_values` reads what stands there, `marked` puts a mark into each place. What is
left is the shape (runbook.pdf.prefill.shape). A mark is plain text that a document passes on as it would pass on a
value; the language that comes with it writes marks for dates, times and numbers, too.
"""

from __future__ import annotations

import datetime as clock
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from typing import Literal

from runbook.document.front import STAFF_ROWS, WARNING_ROWS
from runbook.document.words import STAFF_ROLES, staff_roles
from runbook.i18n import Argument, Language
from runbook.model.plan import Expect, Plan, PlanAppliance, PlanHop, PlanStep, PlanWarning, PlanWindow, Slot
from runbook.model.site import Person

# What becomes of a value before it is shown: as it is; its first twelve; day; clock time; number; roles; a warning.
How = Literal["q", "h", "d", "t", "n", "r", "w"]
SiteValue = str | clock.datetime | int | tuple[str, ...]
REVISION = sha256(b"the revision of a plan that is none").hexdigest()
SHORT = 12  # digits of a revision where it is shown short
MARK = re.compile(rf"z([qdtnw])([0-9]{{4}})zz|({REVISION})|({REVISION[:SHORT]})")
REVISION_AT = 6
_FIRST = clock.datetime(2001, 1, 1)
_COUNTED = 7_000_000
_ROLES = tuple(STAFF_ROLES)


class Unfit(Exception):
    """The plan holds a value that no master has a place for: it is set in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking(Language):
    """A language that writes marks for the days, times and numbers of a marked plan."""

    at: dict[clock.datetime, int] = field(default_factory=dict, repr=False)

    def text(self, message: str, /, **args: Argument) -> str:
        """The translation; marks need none."""
        return message if MARK.fullmatch(message) else Language.text(self, message, **args)

    def date(self, day: clock.date) -> str:
        """The mark of a day."""
        return f"zd{self.at[day]:04d}zz" if isinstance(day, clock.datetime) else Language.date(self, day)

    def time(self, moment: clock.time | clock.datetime) -> str:
        """The mark of a clock time."""
        return f"zt{self.at[moment]:04d}zz" if isinstance(moment, clock.datetime) else Language.time(self, moment)

    def number(self, n: int) -> str:
        """The mark of a number that is a value; other numbers are the shape's."""
        return f"zn{n - _COUNTED:04d}zz" if n >= _COUNTED else Language.number(self, n)


def marking(language: Language, plan: Plan) -> Marking:
    """The language for a marked plan."""
    at = {value: i for i, value in enumerate(site_values(plan)) if isinstance(value, clock.datetime)}
    forms = {"tag": language.tag, "messages": language.messages, "plural_form": language.plural_form}
    return Marking(**forms, strict=language.strict, at=at)  # type: ignore[arg-type]


def roles_marks(plan: Plan, language: Language) -> dict[str, int]:
    """Which of a marked plan's values a text of roles is."""
    roles = ((i, value) for i, value in enumerate(site_values(plan)) if isinstance(value, tuple))
    return {staff_roles(value, language): i for i, value in roles}


def site_values(plan: Plan) -> list[SiteValue]:
    """The values of a plan, in the order of `marked`. Raises Unfit for one that is not what its place is for."""
    shared = plan.failover.shared_ip if plan.failover else None
    values: list[SiteValue] = [plan.organization, plan.site, plan.site_name, plan.hostname, plan.change, plan.timezone]
    values += [plan.revision, shared or ""]
    for a in plan.appliances:
        values += (a.id, a.model, a.hostname, a.ip, a.base, a.software, a.region or "")
    for window in plan.windows:
        values += (window.start, window.end)
    for person in plan.staff:
        values += (person.initials, person.name, person.email or "", person.roles)
    for _ in range(-len(plan.staff) % STAFF_ROWS):
        values += ("", "", "", ())
    for each in plan.passes:
        values += (each.base or "", each.software)
    for step in plan.steps:
        values.append(step.roles)
        values.append(_equals(step))
        for slot in step.slots:
            values.append(slot.value if slot.kind not in _READ else _READ[slot.kind](slot.value))
        planned = step.planned_start or step.planned_by or step.planned_from
        if planned is not None:
            values.append(planned)
    return values


def _equals(step: PlanStep) -> str:
    """The value that a step's evidence must be, where it is the site's."""
    evidence = step.evidence
    if evidence is None or evidence.expect is None or evidence.type == "yes-no":
        return ""
    return evidence.expect.equals or ""


def _moment(text: str) -> clock.datetime:
    try:
        return clock.datetime.fromisoformat(text)
    except ValueError as error:
        raise Unfit(text) from error


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Unfit(text)
    return int(text)


_READ: dict[str, Callable[[str], SiteValue]] = {"datetime": _moment, "count": _count}


def marked(plan: Plan) -> Plan:
    """`plan` with a mark in the place of every value: the same for all plans of one shape.

    Without its rules, which no page shows.
    """
    at = count()
    names = {a.id: f"zq{i:04d}zz" for a, i in zip(plan.appliances, range(8, 10_000, 7), strict=False)}
    made = replace(plan, organization=_text(at), site=_text(at), site_name=_text(at), hostname=_text(at),
                   change=_text(at), timezone=_text(at), revision=_revision(at), languages=(),
                   clients=replace(plan.clients, jump_clients=0))  # fmt: skip
    shared = _text(at)
    if plan.failover and plan.failover.shared_ip:
        made = replace(made, failover=replace(plan.failover, shared_ip=shared))
    appliances = tuple(_appliance(a, at) for a in plan.appliances)
    windows = tuple(PlanWindow(start=_day(at), end=_day(at)) for _ in plan.windows)
    staff = tuple(_person(at) for _ in range(-(-len(plan.staff) // STAFF_ROWS) * STAFF_ROWS))
    passes = tuple(_pass(each, names, at) for each in plan.passes)
    ids = {step.id: _step_id(step, names) for step in plan.steps}
    steps = tuple(_step(step, names, ids, at) for step in plan.steps)
    warnings = tuple(PlanWarning(code="", text=f"zw{row:04d}zz", args={}) for row in range(WARNING_ROWS))
    return replace(made, appliances=appliances, windows=windows, staff=staff, passes=passes, steps=steps, rules=(),
                   warnings=warnings)  # fmt: skip


def _appliance(a: PlanAppliance, at: Iterator[int]) -> PlanAppliance:
    # Without versions (the new appliance of a migration) the pages show a dash: that is part of the shape.
    id_, model, host, ip, base, software, region = (_text(at) for _ in range(7))
    return replace(a, id=id_, model=model, hostname=host, ip=ip, base=base if a.base else "",
                   software=software if a.software else "", region=region)  # fmt: skip


def _person(at: Iterator[int]) -> Person:
    return Person(initials=_text(at), name=_text(at), email=_text(at), roles=_roles(at))  # type: ignore[arg-type]


def _pass(each: PlanHop, names: dict[str, str], at: Iterator[int]) -> PlanHop:
    base, software = _text(at), _text(at)
    return replace(each, base=base if each.base else None, software=software,
                   letters={letter: names[id_] for letter, id_ in each.letters.items()},
                   primary_start=names[each.primary_start], primary_end=names[each.primary_end])  # fmt: skip


def _step(step: PlanStep, names: dict[str, str], ids: dict[str, str], at: Iterator[int]) -> PlanStep:
    roles, equals = _roles(at), _text(at)
    evidence = step.evidence
    if evidence and evidence.expect and evidence.expect.after is not None:
        evidence = replace(evidence, expect=Expect(after=ids[evidence.expect.after]))
    elif evidence and _equals(step):
        evidence = replace(evidence, expect=Expect(equals=equals))
    slots = tuple(_slot(slot, at) for slot in step.slots)
    kinds = ("planned_start", "planned_by", "planned_from")
    planned = next((kind for kind in kinds if getattr(step, kind) is not None), None)
    times = {kind: _day(at) if kind == planned else None for kind in kinds}
    return replace(step, id=ids[step.id], appliance=names[step.appliance] if step.appliance else None, roles=roles,
                   evidence=evidence, slots=slots, **times)  # type: ignore[arg-type]  # fmt: skip


def _slot(slot: Slot, at: Iterator[int]) -> Slot:
    if slot.kind == "datetime":
        return replace(slot, value=_day(at).isoformat())
    return replace(slot, value=str(_COUNTED + next(at)) if slot.kind == "count" else _text(at))


def step_parts(step: PlanStep) -> tuple[str, str]:
    """What stands before and after the appliance in a step's id; nothing behind where it has none.

    Raises Unfit where it cannot be told from the number of the hop.
    """
    before, _colon, rest = step.id.partition(":")
    if step.appliance is None or not rest:
        return step.id, ""
    name, _colon, after = rest.partition(":")
    if name != step.appliance:
        return step.id, ""
    if not after and step.hop is not None and name == f"h{step.hop}":
        raise Unfit(step.id)
    return f"{before}:", f":{after}" if after else ":"


def _step_id(step: PlanStep, names: dict[str, str]) -> str:
    before, after = step_parts(step)
    if not after or step.appliance is None:
        return before
    return before + names[step.appliance] + after.removesuffix(":")


def _text(at: Iterator[int]) -> str:
    return f"zq{next(at):04d}zz"


def _revision(at: Iterator[int]) -> str:
    next(at)
    return REVISION


def _day(at: Iterator[int]) -> clock.datetime:
    i = next(at)
    return _FIRST + clock.timedelta(days=i, minutes=i)


def _roles(at: Iterator[int]) -> tuple[str, ...]:
    i, many = next(at), len(_ROLES)
    return tuple(_ROLES[i // many**k % many] for k in range(5))
