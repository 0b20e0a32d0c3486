"""What pages show of the organisation's own house: its logo, whom to call, lines at the foot, what it leaves out."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from runbook.document.parts import CallView, HouseSheet, Labelled
from runbook.document.slots import value
from runbook.i18n import N_, Language
from runbook.model.plan import HousePhone, Phase, Plan, PlanHouse, PlanStep
from runbook.model.ways_back import is_way_back

LOGO = "logo"  # the key of the picture
PHONE_COLUMNS = 18
_PHONE = N_("Telephone")  # what the number of a person is called beside a step of the house
_SUPPORT = re.compile(r"\b(?:call|ask|send|tell|with) Support\b", re.IGNORECASE)  # of texts, in English
_OTHER_LANGUAGE = re.compile(r"\[[A-Za-z_]{2,12}\] ")


def house_sheet(plan: Plan, language: Language) -> HouseSheet | None:
    """The sheet of a plan with a house."""
    house = plan.house
    if house is None:
        return None
    return HouseSheet(
        logo=LOGO if house.logo else "",
        calls=tuple(_call(one, language.text(one.hours), language) for one in house.contacts),
        escalation=tuple(_call(one, after(one, language), language) for one in house.escalation),
        support=tuple(_support(house, language)),
        left_out=tuple((language.text(one.title), language.text(one.reason)) for one in house.left_out),
        marked=any(_OTHER_LANGUAGE.match(text) for text in plan.words.get(language.tag, {}).values()),
        pages=any(step.house and step.links for step in plan.steps),
        own_path=plan.kind == "other",
        never_by_support=_by_support(plan, (one.text for one in plan.never)),
    )


def house_images(plan: Plan) -> dict[str, bytes]:
    """The logo, by its key."""
    if plan.house is None or not plan.house.logo:
        return {}
    return {LOGO: base64.b64decode(plan.house.logo.partition(",")[2])}


def house_line(plan: Plan, language: Language) -> str:
    """Classification and retention, in one line; "" where there is neither."""
    house = plan.house
    said = (house.classification, house.retention) if house else ()
    return " · ".join(language.text(text) for text in said if text)


def calls_support(plan: Plan, step: PlanStep) -> bool:
    """Whether a step says to call the vendor's Support, itself or where it goes wrong, and the house says how."""
    acts = (one.act for one in plan.recoveries if one.id in step.recoveries)
    return _by_support(plan, (*_said_by(step), *acts))


def escalation_beside(plan: Plan, step: PlanStep, language: Language) -> tuple[CallView, ...]:
    """Who is called when a trouble lasts, where a step of the house says to call somebody: but for contacts whom it
    calls. Names tell, never telephones: these are filled in."""
    house = plan.house
    if house is None or not step.house:
        return ()
    labels = {_PHONE, *(one.name for one in house.contacts)}
    called = {slot.label for slot in step.slots if slot.label in labels}
    rest = (one for one in house.escalation if called and one.name not in called)
    return tuple(_call(one, after(one, language), language) for one in rest)


def act_by_support(plan: Plan, act: str) -> bool:
    """Whether what to do says to call Support, and the house says how."""
    return _by_support(plan, (act,))


def back_by_support(plan: Plan, phase: Phase) -> bool:
    """The same of the way back in a phase."""
    return _by_support(plan, (phase.back, *phase.back_also))


def support_to_write(plan: Plan, phase: Phase, language: Language) -> Labelled | None:
    """Where Support's telephone is to be written: where the way back is to call it, or a step of it says so, and no
    house says the number."""
    if plan.house and plan.house.vendor_phone:
        return None
    texts = [phase.back, *phase.back_also]
    if is_way_back(phase):
        texts += (text for step in plan.steps if step.phase == phase.id for text in _said_by(step))
    if not any(map(_SUPPORT.search, texts)):
        return None
    return Labelled(label=language.text(N_("Support’s telephone")), value=value("back.phone", "_" * 18, 18, "plain"))


def _said_by(step: PlanStep) -> tuple[str, ...]:
    return (step.do, step.see, *(note.text for note in step.notes))


def _by_support(plan: Plan, texts: Iterable[str]) -> bool:
    return plan.house is not None and bool(plan.house.vendor_phone) and any(map(_SUPPORT.search, texts))


def _call(one: HousePhone, when: str, language: Language) -> CallView:
    return CallView(
        name=language.text(one.name), phone=value("house.phone", one.phone, PHONE_COLUMNS, "plain"), when=when
    )


def after(one: HousePhone, language: Language) -> str:
    """How long a trouble lasts by when somebody is called."""
    return language.text(N_("after {time}"), time=language.minutes(one.minutes or 0))


def _support(house: PlanHouse, language: Language) -> Iterable[Labelled]:
    rows = (
        (N_("The vendor’s Support"), "house.vendor", house.vendor_phone),
        (N_("Contract"), "house.contract", house.vendor_contract),
        (N_("Case"), "house.case", house.vendor_case),
    )
    for label, name, text in rows:
        if text:
            yield Labelled(label=language.text(label), value=value(name, text, PHONE_COLUMNS, "plain"))
