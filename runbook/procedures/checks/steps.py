"""What the keys of one step say together: durations, evidence, effects, installations, origins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date

from runbook.i18n import N_
from runbook.model.plan import THROUGHOUT
from runbook.model.procedure import EvidenceData
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.procedures.values import COUNTS, VALUES, VERSIONS
from runbook.reading.partial import Violation

# Type of evidence -> what `equals` may be, and what is wrong with all else.
_WORDS = {
    "yes-no": (("yes", "no"), N_("{value} is neither yes nor no")),
    "go-no-go": (("go",), N_("{value} is not go, and with anything else nothing goes on")),
}
_VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})*")
_SHOWN: Mapping[str, AbstractSet[str]] = {
    "count": COUNTS,
    "version": VERSIONS,
    "text": VALUES.keys(),
}  # what a value of the site can be
AS_COMPARED = N_("write what the page is to compare with; the name of a value goes by itself, in braces")
_DECIDED = ("hold", "decision")  # gates at which go or no-go is written down


def check_steps(draft: Draft) -> Iterator[Fault]:
    """Every step by itself."""
    for entry in draft.entries("steps"):
        yield from _minutes(entry)
        yield from _evidence(entry)
        yield from _effects(draft, entry)
        yield from _gate(entry)


def _minutes(entry: DraftEntry) -> Iterator[Fault]:
    minutes = entry.group.part("minutes")
    low, high = (minutes.data.get(key) if minutes else None for key in ("low", "high"))
    if minutes and isinstance(low, int) and isinstance(high, int) and low > high:
        message, remedy = N_("this is less than the {low} minutes that it takes at least"), N_("swap the two")
        yield Fault(entry.file, Violation(minutes.at("high"), message, remedy, {"low": str(low)}))


def _evidence(entry: DraftEntry) -> Iterator[Fault]:
    part = entry.group.part("evidence")
    if part is None:
        return
    after, equals, kind = part.given("after"), part.text("equals"), part.text("type")
    if after and part.given("equals"):
        message = N_("evidence has either a value (equals) or a time that it must not precede (after)")
        yield Fault(entry.file, Violation(part.at("after"), message, N_("remove one of them")))
    elif after and kind not in ("datetime", None):
        message = N_("only a date and time can be later than a step, but this is of type {kind}")
        yield Fault(entry.file, Violation(part.at("after"), message, N_("write type: datetime"), {"kind": kind or ""}))
    if part.given("later") and not after:
        message, remedy = N_("later is used here without after"), N_("write the first of them under after")
        yield Fault(entry.file, Violation(part.at("later"), message, remedy))
    if part.data.get("figures") is True and (kind not in ("text", None) or equals is not None):
        message, remedy = N_("only in a text of one’s own can figures be asked for"), N_("take figures out")
        yield Fault(entry.file, Violation(part.at("figures"), message, remedy))
    if part.data.get("never_none") is True and (kind not in ("text", None) or equals is not None):
        message, remedy = N_("only in a text of one’s own can none be refused"), N_("take never_none out")
        yield Fault(entry.file, Violation(part.at("never_none"), message, remedy))
    if part.data.get("past") is True and (kind not in ("date", None) or equals is not None):
        message, remedy = N_("only of a date of one’s own can be asked that it is past"), N_("take past out")
        yield Fault(entry.file, Violation(part.at("past"), message, remedy))
    wrong = misfit(equals, kind) if equals is not None else None
    if wrong:
        yield Fault(entry.file, Violation(part.at("equals"), wrong, AS_COMPARED, {"value": equals or ""}))


def misfit(equals: str, kind: str | None, own: Mapping[str, bool] | None = None) -> str | None:
    """What is wrong with a value that evidence of that kind has to equal; `own` are more names of values, each with
    whether it is of the kind. A name that is no value at all is told elsewhere."""
    if kind == "datetime":
        return N_("a date and time is read when the step is done, and nobody knows {value} before")
    if "{" in equals or "}" in equals:
        alone = equals.startswith("{") and equals.endswith("}") and equals.count("{") == equals.count("}") == 1
        if not alone:
            return N_("{value} is neither a word nor the name of a value in braces")
        name, shown = equals[1:-1], _SHOWN.get(kind or "text", frozenset())
        fits = (own or {}).get(name, name in shown or name not in VALUES)
        return None if fits else N_("{value} is of another type than what is written there")
    if kind in _WORDS and equals not in _WORDS[kind][0]:
        return _WORDS[kind][1]
    if kind == "date" and not _is_day(equals):
        return N_("{value} is not a date, such as 2026-12-05")
    if kind == "count" and not (equals.isascii() and equals.isdigit()):
        return N_("{value} is not a whole number")
    if kind == "version" and not _VERSION.fullmatch(equals):
        return N_("{value} is not a version")
    return None if equals.strip() else N_("this text is blank")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _gate(entry: DraftEntry) -> Iterator[Fault]:
    """Somebody's leave to go on touches nothing, and where it can be refused that is written down."""
    gate, evidence = entry.group.text("gate"), entry.group.part("evidence")
    if gate in _DECIDED and (evidence is None or evidence.text("type") != "go-no-go"):
        message, remedy = N_("a step of gate: {gate} says go or no-go"), N_("write evidence of type: go-no-go")
        yield Fault(entry.file, Violation(entry.at("gate"), message, remedy, {"gate": gate or ""}))
    for key in ("touches", "installs", "effects"):
        if gate is not None and entry.group.given(key):
            message, remedy = N_("a step with a gate touches nothing, and has no {key}"), N_("remove it")
            yield Fault(entry.file, Violation(entry.at(key), message, remedy, {"key": key}))


def _effects(draft: Draft, entry: DraftEntry) -> Iterator[Fault]:
    """What users notice lies in a hop, and where it depends on who serves them, on an appliance."""
    scope, names = entry.group.text("scope"), [part.text("effect") for part in entry.group.parts("effects")]
    known = {effect.name: effect.group.data for effect in draft.entries("effects")}
    serving = any(known.get(name or "", {}).get("serving") is True for name in names)
    message = None
    kinds = {known.get(name or "", {}).get("kind") for name in names}
    if scope in ("change", "appliance") and kinds - THROUGHOUT:
        message = N_("a step that users notice is one of a hop")
    elif serving and scope == "hop":
        message = N_("an effect of the appliance that serves the users needs a step that is done on an appliance")
    if message:
        remedy = N_("write scope: hop-appliance, or remove the effects")
        yield Fault(entry.file, Violation(entry.at("scope"), message, remedy))
    if entry.group.given("installs") and not names:
        message, remedy = N_("an installation that users do not notice"), N_("write its effects")
        yield Fault(entry.file, Violation(entry.at("installs"), message, remedy))


def needed_values(evidence: EvidenceData) -> tuple[str, ...]:
    """The value that evidence is compared with, where it is one of the site's."""
    name = (evidence.equals or "").strip("{}")
    return (name,) if (evidence.equals or "").startswith("{") and name in VALUES else ()
