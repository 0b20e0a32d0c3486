"""What house.yaml says of the kit's steps and of the inventory: durations, what is left out, keys under extra."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.house.checks.unknown_names import unknown
from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.house.house_texts import in_language
from runbook.i18n import N_
from runbook.model.house import HouseFile, HouseMinutes
from runbook.model.procedure import PACKAGES, Procedures
from runbook.procedures.draft import Fault

FOOT = 120  # letters of the line at the foot of each page; a capital takes more room
_JOINED = 3  # letters between the two texts of that line


def check_facts(draft: HouseDraft, procedures: Procedures) -> Iterator[Fault]:
    """Durations, leave_out, risks and extra of house.yaml."""
    entry = draft.file
    if entry is None:
        return
    file: HouseFile = entry.noun
    names = {name for pair in procedures.steps.items() for name in (pair[0], pair[1].event) if name} - {PACKAGES}
    for key, listed in (("durations", file.durations), ("leave_out", file.leave_out)):
        for name in listed:
            if found := unknown("event", name, names):
                yield entry.fault((key, name), found[0], found[1], **found[2])
    for name, minutes in file.durations.items():
        yield from _minutes(entry, name, minutes, procedures)
    for name in file.leave_out:
        refused = [own for own, step in procedures.called(name).items() if not step.house_may_leave_out]
        if refused:
            message = N_("{name} is a step that no house may leave out")
            free = ", ".join(sorted(own for own, step in procedures.steps.items() if step.house_may_leave_out))
            remedy = N_("remove it; these may be left out: {free}")
            yield entry.fault(("leave_out", name), message, remedy, name=name, free=free)
    yield from _risks(entry, file, procedures)
    yield from _foot(entry, file)
    for name, extra in file.extra.items():
        if (extra.type == "choice") != bool(extra.choices):
            message = N_("choices go with type: choice, and that type with choices")
            yield entry.fault(("extra", name), message, N_("write both, or neither"))


def _foot(entry: HouseEntry, file: HouseFile) -> Iterator[Fault]:
    """What stands in one line at the foot of each page, in each language, with the mark of one that is not there: what
    is too long would be cut off."""
    told = {key: text for key in ("classification", "retention") if (text := getattr(file, key)) is not None}
    wrong = set[str]()
    for tag in sorted({tag for text in told.values() if isinstance(text, dict) for tag in text}) or ["en"]:
        said = [text if isinstance(text, str) else in_language(text, tag) for text in told.values()]
        taken = sum(map(_room, said)) + _JOINED * (len(told) - 1)
        if taken > FOOT:
            message = N_("this does not fit into the line at the foot of each page, and would be cut off at its end")
            remedy = N_("make it shorter: classification and retention together have at most {limit} letters")
            key = max(told, key=lambda one: _room(said[list(told).index(one)]))
            place = (key, tag) if tag in told[key] and not isinstance(told[key], str) else (key,)
            if len(place) == 2 or key not in wrong:  # of a language that it is not in, it is told once
                yield entry.fault(place, message, remedy, limit=str(FOOT))
            wrong.add(key)


def _room(text: str) -> int:
    """What a text takes of a line, in small letters; a capital is a third wider."""
    return len(text) + sum(letter.isupper() for letter in text) // 3


def _risks(entry: HouseEntry, file: HouseFile, procedures: Procedures) -> Iterator[Fault]:
    """The risks that are graded: those of risks.yaml, and prohibitions that go with none of them."""
    limited = {
        name: next((risk.id for risk in procedures.risks if not {*risk.ids}.isdisjoint(data.sources)), "")
        for name, data in procedures.never.items()
    }
    known = {risk.id for risk in procedures.risks} | {name for name, risk in limited.items() if not risk}
    for name, grade in file.risks.items():
        if risk := limited.get(name):
            message, remedy = (
                N_("{name} limits a risk, and is not a risk itself"),
                N_("write {nearest} if you mean it"),
            )
            yield entry.fault(("risks", name), message, remedy, name=name, nearest=risk)
        elif found := unknown("risk", name, known):
            yield entry.fault(("risks", name), found[0], found[1], **found[2])
        if grade.likelihood is None and grade.weight is None:
            message, remedy = N_("neither likelihood nor weight is given"), N_("write one of them, or both")
            yield entry.fault(("risks", name), message, remedy)


def _minutes(entry: HouseEntry, name: str, minutes: HouseMinutes, procedures: Procedures) -> Iterator[Fault]:
    if minutes.high < minutes.low:
        message, remedy = N_("the maximum is less than the minimum"), N_("write low: and high: the other way round")
        yield entry.fault(("durations", name, "high"), message, remedy)
    guides = [step.minutes for step in procedures.called(name).values() if step.minutes.source]
    for own in guides[:1]:
        if minutes.low < own.low:
            message = N_("the vendor's guide says {minutes} minutes at least ({source})")
            values = {"minutes": str(own.low), "source": own.source or ""}
            yield entry.fault(("durations", name, "low"), message, N_("write as many, or more"), **values)
