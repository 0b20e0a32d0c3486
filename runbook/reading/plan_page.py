"""docs/plan.md, written from the model of a plan: `python -m runbook.reading.plan_page > docs/plan.md`."""

from __future__ import annotations

import dataclasses
import sys
import typing
from collections.abc import Iterator
from typing import Any

from runbook.model import plan as nouns
from runbook.model.plan import Plan
from runbook.model.site import Clients, Failover, Person
from runbook.reading.annotations import fields_of, limits_of

# Why a field is in the revision.
P = "printed in a slot"
D = "pages, drawings, mail or calendar follow from it"
T = "printed as text; its translations are in `texts`"
V = "a verdict reads it"
PV = "printed in a slot, and a verdict reads it"
DV = "pages follow from it, and a verdict reads it"
K = "kept for whoever looks at the plan later"

FIELDS: dict[type, dict[str, tuple[str, str]]] = {
    Plan: {
        "format": ("`runbook-plan/2`", V),
        "revision": ("the hash of everything else", ""),
        "organization": ("who the sites belong to", P),
        "site": ("id of the site", PV),
        "site_name": ("what people call the site", P),
        "hostname": ("the name that users reach", P),
        "change": ("id of the change", PV),
        "kind": ("`upgrade` or `migrate`", D),
        "path": ("which procedure is followed", D),
        "path_title": ("the same, in words", T),
        "reasons": ("why this path", T),
        "timezone": ("name of the zone that all times are local to", P),
        "languages": ("those that the pages are printed in: the inventory's, and any from `--lang`", D),
        "options": ("the conditions that held for the whole change", D),
        "failover": ("how users are moved to the other appliance; none if there is no backup", D),
        "clients": ("the client software of the site", D),
        "appliances": ("those that the change touches", DV),
        "windows": ("the maintenance windows", PV),
        "staff": ("who carries the change out, and who else is named", PV),
        "passes": ("each hop through the whole site, and which appliance has which letter in it", D),
        "phases": ("the chapters", D),
        "steps": ("every action with its sign-off, in an order that is a valid execution", DV),
        "rules": ("what relates steps: order, waits, what follows at once, what stays closed", V),
        "never": ("what must not be done at all", D),
        "needs": ("what to have at hand", D),
        "recoveries": ("what to do when something goes wrong", D),
        "links": ("pages of the vendor's", D),
        "terms": ("screen labels, printed in every language that the kit has", D),
        "sources": ("where each id of the catalogue is in the vendor's guide", "printed as it is"),
        "warnings": ("what a change manager should correct or accept", D),
        "effects": ("what steps mean for the users", D),
        "risks": ("the risks of the change, and what limits them", D),
        "offsets": ("how far the site's clock is ahead of UTC, from a year before the first window to a year after "
                    "the last", DV),
        "texts": ("for each of `languages` a sha-256 over all texts of the plan in it, and over how it writes dates, "
                  "times, durations, numbers and lists", "what the pages say"),
        "labels": ("a sha-256 over `terms` in every language that the kit has", "what the pages say"),
        "date_order": ("how dates in figures are read in a record: day first (dmy) or month first (mdy)", V),
        "witnesses": ("initials of those who may witness; if there are none, everybody but the signer may", V),
        "tolerances": ("what a verdict allows for, and what is too quick to be true; the kit's own rules", V),
        "ticket": ("the customer's own number of the change; empty if there is none", P),
        "reason": ("why it is made, on one line; empty if no reason is given", P),
        "deadline": ("the day by the end of which it has to be done, or none", P),
        "amends": ("revisions of the printed plans of the change that it carries on, oldest first", PV),
        "approval_apart": ("whether those who carry the change out may not release it", DV),
        "pages": ("a number that goes up when the kit draws the same plan differently: templates, styles, fonts, "
                  "code, the kit's own words", "what the pages look like"),
        "house": ("the parts of the organisation's own house that the plan was made with; the key is missing if "
                  "there is none", D),
    },
    nouns.PlanHouse: {
        "name": ("what the organisation calls itself", P),
        "logo": ("its picture as a data address, or empty", D),
        "classification": ("who may read the pages", T),
        "retention": ("how long they are kept", T),
        "contacts": ("whom steps call", T),
        "escalation": ("who is called when trouble lasts", T),
        "vendor_phone": ("telephone number of the vendor's Support", P),
        "vendor_contract": ("what Support asks for", P),
        "vendor_case": ("the case that is open", P),
        "staff": ("telephone numbers and deputies of those whom the plan names", P),
        "left_out": ("steps of the kit that the organisation does without", T),
        "names_witnesses": ("the house names who may witness, and nobody else may", "verdicts"),
        "words": ("for each language, what the texts of the house say in it", "what the pages say"),
    },
    nouns.HousePhone: {
        "name": ("who is called", T),
        "phone": ("the number", P),
        "hours": ("when, if that is not always", T),
        "minutes": ("in an escalation: after how long this person is called", D),
    },
    nouns.HouseStaff: {
        "initials": ("the initials of the person", K),
        "name": ("the full name", K),
        "phone": ("the person's number", P),
        "deputy": ("initials of the deputy", P),
        "deputy_name": ("the deputy's name", P),
        "deputy_phone": ("the deputy's number", P),
    },
    nouns.LeftOut: {
        "title": ("the step that is not done", T),
        "reason": ("why", T),
    },
    nouns.PlanAppliance: {
        "id": ("what the inventory calls it", PV),
        "role": ("standalone, primary, backup or traffic node, before the change", D),
        "form": ("physical or virtual", D),
        "model": ("what it is", P),
        "hostname": ("its own name", P),
        "ip": ("its own address; if it has an IPv4 and an IPv6 address, both, separated by a comma and a space", P),
        "base": ("the Base software before the change; `unknown` if nobody has looked it up", P),
        "software": ("the BeyondTrust software before the change; likewise", P),
        "region": ("for a traffic node, its region", P),
        "half": ("for a traffic node: which half is drained first", D),
        "side": ("migrations: whether it is the old one or the new one", D),
    },
    nouns.PlanWindow: {
        "start": ("when it opens, with its offset", PV),
        "end": ("when it closes, with its offset", PV),
        "done": ("whether its work was carried out by a plan that this one amends", PV),
        "continues": ("the number of the earlier window whose work it continues, or none", PV),
    },
    nouns.Tolerances: {
        "watches": ("minutes by which the watches of two people may differ", V),
        "pace": ("the least number of seconds for each step of a window, if ten or more are signed in it", V),
        "share": ("the least share of the planned minimum of a window's steps that they take, in percent", V),
        "decided": (
            "the number of minutes before the latest time to begin a way back from which a go to go on late counts; "
            "without it, it counts whenever it was signed",
            V,
        ),
    },
    nouns.ZoneOffset: {
        "since": ("the instant from which it holds", DV),
        "seconds": ("how far local time is ahead of UTC", DV),
    },
    nouns.PlanHop: {
        "hop": ("its number", D),
        "base": ("the Base package, if there is one", P),
        "software": ("the BeyondTrust package, if there is one", P),
        "packages": ("all its packages, in their order; missing in older plans", D),
        "windows": ("the numbers of its windows", D),
        "letters": ("what texts call the appliances: A, B, M, old, new", D),
        "primary_start": ("who is primary at the start of the pass", P),
        "primary_end": ("who is primary at its end", PV),
    },
    nouns.PlanPackage: {
        "kind": ("base, software, licence or patch", D),
        "name": ("its version, name or id", P),
        "file": ("patches: the file that it is installed from", P),
        "sha256": ("patches: the SHA-256 of that file", PV),
    },
    nouns.Phase: {
        "id": ("its name", DV),
        "number": ("what is printed", "printed as it is"),
        "title": ("what it is called", T),
        "hop": ("its pass", D),
        "window": ("its window", D),
        "letter": ("the appliance that it is about", D),
        "back": ("the way back while in it", T),
        "back_is_kits": ("whether the way back is the kit's own rule", D),
        "serves": ("the appliance that serves the users when it begins", P),
        "back_also": ("what goes with the way back: about a snapshot, about clients that are removed or offline", T),
        "way_back": ("the phase with the steps of its way back; null if `back` says everything", DV),
        "back_until": ("until when that way back can be begun", PV),
        "late_from": ("from when on a go to go on late counts, as `decided` has it; null in older plans", P),
        "back_from": ("for a way back: the phases that it leads back from", DV),
        "as_before": ("for a way back: whether the site is as before afterwards", DV),
        "within": ("for a way back: how many of its steps, from the first, are done before the window ends", D),
    },
    nouns.PlanStep: {
        "id": ("its permanent name", DV),
        "number": ("what is printed", "printed as it is; findings name it"),
        "phase": ("its chapter", DV),
        "event": ("what procedures and rules call it: one of [these](procedures.md#events), or `house.NAME`", D),
        "appliance": ("the appliance that it is done on", P),
        "letter": ("what the texts call that appliance", D),
        "hop": ("its pass", D),
        "window": ("its window", V),
        "required": ("whether it has to be done", V),
        "na_allowed": ("whether it may be left out, with a reason", DV),
        "witness": ("whether a second person signs", DV),
        "roles": ("who may sign", PV),
        "evidence": ("what is written down", DV),
        "sources": ("ids of the catalogue", "printed as they are"),
        "title": ("what is done", T),
        "where": ("the screen", T),
        "do": ("how", T),
        "see": ("what is seen when it has worked", T),
        "notes": ("what to know", D),
        "slots": ("values of the site beside the text", D),
        "recoveries": ("what may go wrong, and what to do", D),
        "links": ("which pages of the vendor's are named", D),
        "no_return": ("whether there is no way back once it is begun", D),
        "kit": ("whether it is the kit's own rule", D),
        "duration": ("how long it takes", D),
        "planned_start": ("when it is planned, in a window", P),
        "planned_by": ("outside the windows: the latest time for it", P),
        "planned_from": ("outside the windows: right after the last step of the window before, as planned; null "
                         "if a step of another phase outside has to come first", P),
        "installs": ("which package it installs", D),
        "effects": ("what it means for the users", D),
        "prepared": ("whether the request for approval lists it as prepared, if it comes before the release", D),
        "place": ("the appliance that it is done on, if that is not the one it is about", P),
        "gate": ("what it lets pass: release, spoken-release, ratified, hold, decision; null for all others", DV),
        "moves": ("on a way back: whether it is part of moving the users", D),
    },
    nouns.Slot: {
        "label": ("what the value is", T),
        "value": ("the value", P),
        "kind": ("how it is written", D),
    },
    nouns.Note: {
        "kind": ("note, warning or prohibition", D),
        "text": ("what it says", T),
        "sources": ("ids of the catalogue", "printed as they are"),
        "kit": ("whether it is the kit's own", D),
    },
    nouns.Evidence: {
        "name": ("its name", K),
        "type": ("how it is read", DV),
        "label": ("what is to be written down", T),
        "expect": ("what it must be", DV),
        "figures": ("of a text: that a figure stands in it", DV),
        "never_none": ("of a text: that none is no answer", V),
        "past": ("of a date: that it is past when the step is signed", V),
    },
    nouns.Expect: {
        "equals": ("exactly this value", PV),
        "after": ("a time not before the signature of this step", DV),
    },
    nouns.Duration: {
        "low": ("planned minutes, at least", D),
        "high": ("planned minutes, at most: what the plan uses", D),
        "source": ("where the figure comes from", K),
    },
    nouns.Rule: {
        "id": ("its name", V),
        "kind": ("which relation it is", V),
        "first": ("the steps that it begins with", V),
        "then": ("the steps that it ends with", V),
        "steps": ("the steps that may, or must not, come between", V),
        "minutes": ("the least for a `wait`, the most for `not-later`", DV),
        "sources": ("ids of the catalogue", "findings name them"),
        "text": ("what it says", T),
        "kit": ("whether it is the kit's own", K),
        "severity": ("`error`, or `warning` if it is only reported", V),
        "exact": ("whether two watches excuse nothing that is signed in another order", V),
    },
    nouns.Recovery: {
        "id": ("its name", D),
        "trouble": ("what goes wrong", T),
        "act": ("what to do then", T),
        "links": ("pages of the vendor's", D),
        "sources": ("ids of the catalogue", "printed as they are"),
        "kit": ("whether it is the kit's own", D),
        "ours": ("what the kit says above it", T),
    },
    nouns.Risk: {
        "text": ("what may happen", T),
        "id": ("its name in the procedures", D),
        "likelihood": ("how likely it is, as the house says: low, medium, high", D),
        "weight": ("how serious it is, as the house says", D),
        "limits": ("what limits it", T),
        "recoveries": ("what is done when it happens", D),
        "steps": ("printed numbers of the steps that it concerns", "printed as they are"),
        "sources": ("ids of the catalogue", "printed as they are"),
    },
    nouns.Link: {
        "id": ("its name", D),
        "title": ("what it is called", T),
        "url": ("its address, as text and as a code", "printed as it is"),
    },
    nouns.Term: {
        "label": ("the label in English", T),
        "status": ("whether its translation was seen on a screen", D),
    },
    nouns.Need: {
        "kind": ("credential, file, equipment or address", D),
        "text": ("what", T),
        "holder": ("who has it", T),
    },
    nouns.PlanWarning: {
        "code": ("its number", K),
        "text": ("what it says", T),
        "args": ("the values in it; times and durations in ISO 8601: `2026-12-05T22:10+01:00`, `T22:10`, `PT90M`", P),
    },
    nouns.Effect: {
        "id": ("its name", D),
        "kind": ("no clients, outage, fewer nodes, no failover, or clients offline", D),
        "text": ("who is affected", T),
        "ends": ("whether it ends an outage", D),
    },
    Failover: {
        "switch": ("shared IP, DNS or NAT", D),
        "shared_ip": ("the address that moves", P),
        "state": ("`paired`, or `apart`: the pair was found apart", D),
        "serving": ("for a pair found apart, the appliance that users reach", D),
    },
    Clients: {
        "jump_clients": ("how many Jump Clients", P),
        "extractable_msi": ("whether MSI installers can be extracted", D),
        "locked_msi_consoles": ("whether consoles were installed by MSI on locked-down computers", D),
        "integration_clients": ("how Integration Clients reach the site", D),
    },
    Person: {
        "initials": ("as signed", PV),
        "name": ("the full name", P),
        "email": ("the address", P),
        "roles": ("what this person may sign", PV),
        "language": ("the language of mails to this person", D),
    },
}  # fmt: skip

_HEAD = """# plan.json

Written from the model of a plan in `runbook/model/plan.py`; a test keeps it current. `plan.json` is the frozen plan
of one change: pages, approval pack and verdict come from it and from nothing else.

## The revision

**Two sheets with the same revision, page number, language and paper look the same**, whatever inventory, day and kit
they come from. So everything in the plan is in its revision:

    revision = sha-256, in hexadecimal, of the plan as JSON without `revision`:
               keys sorted, no blanks, UTF-8, no escapes that JSON does not ask for

In Python: `sha256(json.dumps(plan, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())`, for the
plan as it was read, without its key `revision`. Changing any value, adding or removing a key, or reordering a list
gives another revision. How a file is indented, and the order of its keys, do not matter.

A `plan.json` whose content does not match its revision is refused by every command that reads it, and the message
says what to do: render the change again, or take the file from the rendered folder (`plans/` holds every plan that
was ever printed).

Pages show the first 12 digits. Wherever a revision is typed (records, the form), these 12 are enough, in upper or
lower case, as long as no two of the plans given begin with them.

## What is never in the plan, and so never on its pages

| what | where it is instead |
|---|---|
| whether the change is planned, approved, done, stopped or cancelled | messages, and the text of the mail |
| today's date, and when the pages were made | the mail's own date |
| other sites, and other changes of the site | messages |
| packs that were made or sent before, and what changed since | the text of the mail, `sent.json` |
| what was learnt from changes that were carried out | messages |
| paper size, one side or both, on how many machines pages were made | the same plan on another paper is another sheet |

## Zones

`offsets` are those that the change was planned with. Pages, verdicts, rehearsals and reports use them, not the zone
data of the machine: a country that changes its clocks afterwards does not move a time that was printed or
signed. `plan`, `render` and `pack` say so if this machine's data give offsets that differ from those of the last plan
of the change.

## Older plans

`runbook-plan/1` covered what a verdict depends on (windows, steps, rules, evidence, people) and nothing else, by a
formula of its own. Such plans are read, and records of what was printed from them are verified as before, with the
zone data of the machine. `offsets`, `texts`, `labels` and `pages` are missing there. They are never printed again:
`render` and `pack` write only today's format.

## Fields
"""


def plan_page() -> str:
    """The page, as Markdown."""
    parts = [_HEAD]
    for noun, places in nouns_of_a_plan().items():
        where = ", ".join(f"`{place}`" for place in places if place)
        parts.append(f"\n### {where or 'The plan'}\n\n| field | is | in the revision, or out |\n|---|---|---|\n")
        for field in dataclasses.fields(noun):
            what, why = FIELDS[noun][field.name]
            parts.append(f"| `{field.name}` | {what} | {f'in: {why}' if why else '**out**: it is the hash'} |\n")
    return "".join(parts)


def nouns_of_a_plan() -> dict[Any, list[str]]:
    """Every noun that a plan consists of, with the places where it stands."""
    found: dict[Any, list[str]] = {Plan: [""]}
    todo: list[tuple[Any, str]] = [(Plan, "")]
    while todo:
        noun, place = todo.pop(0)
        for below, key in nouns_below(noun):
            path = f"{place}.{key}".removeprefix(".")
            if path not in found.setdefault(below, []):
                found[below].append(path)
                todo.append((below, path))
    return found


def nouns_below(noun: Any) -> Iterator[tuple[Any, str]]:
    """The nouns that stand in the fields of a noun, with their keys."""
    for name, field in fields_of(noun).items():
        bare, _limits = limits_of(field.annotation)
        listed = typing.get_origin(bare) is tuple
        inner = limits_of(typing.get_args(bare)[0])[0] if listed else bare
        if dataclasses.is_dataclass(inner):
            yield inner, f"{name}[]" if listed else name


if __name__ == "__main__":
    sys.stdout.write(plan_page())
