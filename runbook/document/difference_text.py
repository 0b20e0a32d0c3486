"""The differences between two plans in words: a line for each, what it is about and what was and is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from runbook.document.differences import Difference, PlanDifferences
from runbook.document.plain_text import clipped
from runbook.document.words import GRADES, PACKAGES, moment, staff_roles
from runbook.i18n import N_, Language
from runbook.model.plan import PlanAppliance, PlanHop, PlanPackage, PlanWindow, Risk
from runbook.model.site import UNKNOWN, Person

SHOWN = 40  # lines; beyond that, how many there are
VALUE = 80  # characters of a value

FACTS = {
    "organization": N_("Organisation"),
    "site_name": N_("Site"),
    "hostname": N_("Name that users reach"),
    "ticket": N_("Customer’s ticket"),
    "reason": N_("Reason"),
    "deadline": N_("To be done by"),
    "path_title": N_("What the change is"),
    "timezone": N_("Time zone"),
    "failover.switch": N_("How users are moved"),
    "failover.shared_ip": N_("Shared IP address"),
    "failover.state": N_("How the pair is found"),
    "failover.serving": N_("Appliance in service"),
    "clients.jump_clients": N_("Jump Clients"),
}
# Fields whose values are shown; of any other is said that it differs.
FIELDS = {
    "ip": N_("IP address: {before} → {after}"),
    "hostname": N_("host name: {before} → {after}"),
    "model": N_("model: {before} → {after}"),
    "base": N_("Base today: {before} → {after}"),
    "software": N_("BeyondTrust today: {before} → {after}"),
    "region": N_("region: {before} → {after}"),
    "name": N_("name: {before} → {after}"),
    "email": N_("e-mail address: {before} → {after}"),
    "roles": N_("signs as: {before} → {after}"),
}
RISK_FIELDS = {
    "likelihood": N_("how likely it is: {before} → {after}"),
    "weight": N_("how serious it is: {before} → {after}"),
}
OTHERS = {
    "house": N_("what the organisation says itself: telephones, contacts, words"),
    "clients": N_("client software of the site"),
    "failover": N_("failover"),
    "languages": N_("languages"),
    "reasons": N_("why this path"),
    "rules": N_("rules between steps"),
    "phases": N_("chapters and ways back"),
    "never": N_("what must never be done"),
    "needs": N_("what to have at hand"),
    "recoveries": N_("what to do if something fails"),
    "links": N_("links"),
    "warnings": N_("warnings"),
    "effects": N_("who is affected"),
    "risks": N_("risks"),
    "texts": N_("wording"),
    "labels": N_("labels of screens"),
    "offsets": N_("when clocks are changed"),
    "date_order": N_("how dates are read"),
    "witnesses": N_("who may witness"),
    "tolerances": N_("what a verdict allows for"),
    "amends": N_("which earlier plans are carried on"),
    "pages": N_("how the pages look"),
}

DifferenceRow = tuple[str, str]  # what it is about, what is said of it


def difference_rows(found: PlanDifferences, language: Language, limit: int | None = SHOWN) -> tuple[DifferenceRow, ...]:
    """A line for each difference, `limit` at most, if there is one; where there are more, the last says how many."""
    rows = [(clipped(name, 2 * VALUE), text) for name, text in _rows(found, language)]
    if limit is None or len(rows) <= limit:
        return tuple(rows)
    left = len(rows) - limit + 1
    more = language.plural("{n} more difference", "{n} more differences", left)
    return (*rows[: limit - 1], (language.text(N_("Besides")), more))


def _rows(found: PlanDifferences, language: Language) -> Iterator[DifferenceRow]:
    for window in found.windows:
        yield language.text(N_("Window {n}"), n=window.name), _window(window, language)
    for appliance in found.appliances:
        about = language.text(N_("Appliance {id}"), id=clipped(appliance.name, VALUE))
        yield from ((about, said) for said in _appliance(appliance, language))
    for person in found.people:
        about = language.text(N_("Staff, {initials}"), initials=clipped(person.name, VALUE))
        yield from ((about, said) for said in _person(person, language))
    for hop in found.hops:
        yield language.text(N_("Packages of hop {n}"), n=hop.name), _packages(hop, language)
    for risk in found.risks:
        text = risk.after.text if risk.after else risk.name
        about = language.text(N_("Risk: {risk}"), risk=language.text(text))
        yield from ((about, said) for said in _grades(risk, language))
    for fact in found.facts:
        before, after = (_fact(fact.name, value, language) for value in (fact.before, fact.after))
        yield language.text(FACTS[fact.name]), _changed(before, after, language)
    yield from ((language.text(N_("Steps")), said) for said in _steps(found, language))
    if found.others:
        named = [language.text(OTHERS[name]) for name in found.others if name in OTHERS]
        rest = [] if len(named) == len(found.others) else [language.text(N_("parts of the plan that are not listed"))]
        yield language.text(N_("Besides")), language.list([*named, *rest])


def _changed(before: str, after: str, language: Language) -> str:
    """From and to; a value that is new or gone says so."""
    if before and after:
        return language.text(N_("{before} → {after}"), before=before, after=after)
    if after:
        return language.text(N_("added: {after}"), after=after)
    return language.text(N_("removed: {before}"), before=before)


def _window(one: Difference[PlanWindow], language: Language) -> str:
    """That it is done, or goes on with another one's work, or when it was and is."""
    before, after = ("" if w is None else window_times(w, language) for w in (one.before, one.after))
    said = [] if before == after else [_changed(before, after, language)]
    if one.after and one.after.done != (one.before is not None and one.before.done):
        said.append(language.text(N_("is done") if one.after.done else N_("is not done")))
    if one.after and one.after.continues != (one.before and one.before.continues):
        number = one.after.continues
        text = N_("no longer continues another window") if number is None else N_("goes on with window {n}")
        said.append(language.text(text, n=number or 0))
    return language.list(said)


def window_times(window: PlanWindow, language: Language) -> str:
    """`Sat, 5 Dec 2026 22:00 – Sun, 6 Dec 2026 02:00`."""
    return f"{moment(window.start, language)} – {moment(window.end, language)}"


def _appliance(one: Difference[PlanAppliance], language: Language) -> Iterator[str]:
    if one.before is None or one.after is None:
        before, after = ("" if a is None else f"{a.hostname}, {a.ip}" for a in (one.before, one.after))
        yield _changed(clipped(before, VALUE), clipped(after, VALUE), language)
        return
    yield from _fields(one, language)


def _person(one: Difference[Person], language: Language) -> Iterator[str]:
    if one.before is None or one.after is None:
        before, after = (
            "" if p is None else f"{clipped(p.name, VALUE)} ({staff_roles(p.roles, language)})"
            for p in (one.before, one.after)
        )
        yield _changed(before, after, language)
        return
    yield from _fields(one, language)


def _fields(one: Difference[Any], language: Language) -> Iterator[str]:
    """A line for each field whose values are shown, and one that there are others."""
    for name in one.fields:
        if name in FIELDS:
            before, after = (_value(getattr(side, name), name, language) for side in (one.before, one.after))
            yield language.text(FIELDS[name], before=before, after=after)
    if any(name not in FIELDS for name in one.fields):
        yield language.text(N_("other details"))


def _value(value: object, name: str, language: Language) -> str:
    if name == "roles" and isinstance(value, tuple):
        return staff_roles(value, language)
    if name in ("base", "software") and value == UNKNOWN:
        return language.text(N_("unknown"))
    return clipped(str(value), VALUE) if value else "–"


def _grades(one: Difference[Risk], language: Language) -> Iterator[str]:
    for name in one.fields:
        before, after = (getattr(side, name) for side in (one.before, one.after))
        yield language.text(
            RISK_FIELDS[name],
            before=language.text(GRADES[before]) if before else "–",
            after=language.text(GRADES[after]) if after else "–",
        )


def _packages(one: Difference[PlanHop], language: Language) -> str:
    before, after = ("" if hop is None else packages(hop, language, files=True) for hop in (one.before, one.after))
    return _changed(before, after, language)


def packages(hop: PlanHop, language: Language, *, files: bool = False) -> str:
    """`Base 6.2.0 + BeyondTrust 24.1.2`: what a pass installs; with the `files` of patches where these matter."""
    return " + ".join(_package(each, language, files) for each in hop.contents)


def _package(each: PlanPackage, language: Language, files: bool) -> str:
    name = f"{language.text(PACKAGES[each.kind])} {clipped(each.name, VALUE)}"
    told = [clipped(each.file, VALUE)] if each.file and files else []
    told += [f"SHA-256 {each.sha256[:8]}…"] if each.sha256 and files else []
    return f"{name} ({', '.join(told)})" if told else name


def _fact(name: str, value: object, language: Language) -> str:
    if name == "path_title":
        return language.text(str(value))
    if isinstance(value, int):
        return language.number(value)
    if isinstance(value, date):
        return language.date(value)
    return clipped(str(value), VALUE) if value else ""


def _steps(found: PlanDifferences, language: Language) -> Iterator[str]:
    steps, (before, after) = found.steps, found.totals
    if steps.added or steps.removed:
        counts = {"before": before, "after": after, "added": len(steps.added), "removed": len(steps.removed)}
        yield language.text(N_("{before} → {after}; added: {added}, removed: {removed}"), **counts)
    if steps.texts:
        yield language.plural("texts of {n} step", "texts of {n} steps", len(steps.texts))
    if steps.demands:
        yield language.plural(
            "who signs, or what is written down, at {n} step",
            "who signs, or what is written down, at {n} steps",
            len(steps.demands),
        )
    if steps.durations:
        yield language.plural("planned duration of {n} step", "planned duration of {n} steps", len(steps.durations))
    if steps.others:
        yield language.plural("other details of {n} step", "other details of {n} steps", len(steps.others))
