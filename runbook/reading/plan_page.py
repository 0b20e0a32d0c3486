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
        "path_title": ("the same in words", T),
        "reasons": ("why this path", T),
        "timezone": ("name of the zone that all times are local to", P),
        "languages": ("those that the pages are printed in: the inventory's, and those of `--lang` beside them", D),
        "options": ("the conditions that held for the whole change", D),
        "failover": ("how users are moved to the other appliance; none where there is no backup", D),
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
        "sources": ("where each id of the catalogue stands in the vendor's guide", "printed as it stands"),
        "warnings": ("what a change manager should correct or accept", D),
        "effects": ("what steps mean for the users", D),
        "risks": ("the risks of the change, and what limits them", D),
        "offsets": ("how far the site's clock is ahead of UTC, from a year before the first window to a year after "
                    "the last", DV),
        "texts": ("for each of `languages` a sha-256 over all texts of the plan in it, and over how it writes dates, "
                  "times, durations, numbers and lists", "what the pages say"),
        "labels": ("a sha-256 over `terms` in every language that the kit has", "what the pages say"),
        "date_order": ("how dates in figures are read in a record: day first (dmy) or month first (mdy)", V),
        "witnesses": ("initials of those who may witness; everybody else where there are none", V),
        "tolerances": ("what a verdict allows for, and what is too quick to be true; rules of the kit's", V),
        "ticket": ("the customer's own number of the change; empty where there is none", P),
        "reason": ("why it is made, on one line; empty where nothing is said", P),
        "deadline": ("the day by whose end it has to be done, or none", P),
        "amends": ("revisions of the printed plans of the change that it carries on, the oldest first", PV),
        "approval_apart": ("whether those who carry the change out may not release it", DV),
        "pages": ("a number that goes up when the kit draws other pages of the same plan: templates, styles, fonts, "
                  "code, the kit's own words", "what the pages look like"),
        "house": ("what of the organisation's own house the plan was made with; the key is missing where there is "
                  "none", D),
    },
    nouns.PlanHouse: {
        "name": ("what the organisation calls itself", P),
        "logo": ("its picture as a data address, or empty", D),
        "classification": ("who may read the pages", T),
        "retention": ("how long they are kept", T),
        "contacts": ("whom steps call", T),
        "escalation": ("who is called when a trouble lasts", T),
        "vendor_phone": ("of the vendor's Support", P),
        "vendor_contract": ("what Support asks for", P),
        "vendor_case": ("the case that is open", P),
        "staff": ("telephones and deputies of those whom the plan names", P),
        "left_out": ("steps of the kit that the organisation does without", T),
        "names_witnesses": ("the house names who may witness, and nobody else may", "verdicts"),
        "words": ("for each language what the texts of the house say in it", "what the pages say"),
    },
    nouns.HousePhone: {
        "name": ("who is called", T),
        "phone": ("where", P),
        "hours": ("when, if that is not always", T),
        "minutes": ("of an escalation: how long the trouble lasts by then", D),
    },
    nouns.HouseStaff: {
        "initials": ("whose they are", K),
        "name": ("the same in full", K),
        "phone": ("where this person is reached", P),
        "deputy": ("initials of who stands in", P),
        "deputy_name": ("the name", P),
        "deputy_phone": ("where the deputy is reached", P),
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
        "ip": ("its own address; of one IPv4 and one IPv6 both, with a comma and a blank between them", P),
        "base": ("the Base software before the change; `unknown` where nobody has looked it up", P),
        "software": ("the BeyondTrust software before the change; the same", P),
        "region": ("of a traffic node", P),
        "half": ("of a traffic node: which half is drained first", D),
        "side": ("migrations: the old one or the new one", D),
    },
    nouns.PlanWindow: {
        "start": ("when it opens, with its offset", PV),
        "end": ("when it closes, with its offset", PV),
        "done": ("whether its work was carried out by a plan that this one amends", PV),
        "continues": ("the number of the earlier window whose work goes on in it, or none", PV),
    },
    nouns.Tolerances: {
        "watches": ("minutes by which the watches of two people may differ", V),
        "pace": ("seconds that the steps of a window take at least, each, where ten or more are signed in it", V),
        "share": ("of the planned least of a window's steps, in percent, that they take at least", V),
    },
    nouns.ZoneOffset: {
        "since": ("the instant from which it holds", DV),
        "seconds": ("how far local time is ahead of UTC", DV),
    },
    nouns.PlanHop: {
        "hop": ("its number", D),
        "base": ("the Base package, where there is one", P),
        "software": ("the BeyondTrust package, where there is one", P),
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
        "number": ("what is printed", "printed as it stands"),
        "title": ("what it is called", T),
        "hop": ("its pass", D),
        "window": ("its window", D),
        "letter": ("the appliance that it is about", D),
        "back": ("the way back while in it", T),
        "back_is_kits": ("that the way back is the kit's own rule", D),
        "serves": ("the appliance that serves the users when it begins", P),
        "back_also": ("what goes with the way back: of a snapshot, of clients that are removed or offline", T),
        "way_back": ("the phase with the steps of its way back; null: `back` says all there is", DV),
        "back_until": ("until when that way back can be begun", PV),
        "back_from": ("of a way back: the phases that it leads back from", DV),
        "as_before": ("of a way back: afterwards the site is as before", DV),
    },
    nouns.PlanStep: {
        "id": ("its permanent name", DV),
        "number": ("what is printed", "printed as it stands; findings name it"),
        "phase": ("its chapter", DV),
        "event": ("what procedures and rules call it", D),
        "appliance": ("the appliance that it is done on", P),
        "letter": ("what the texts call that appliance", D),
        "hop": ("its pass", D),
        "window": ("its window", V),
        "required": ("that it has to be done", V),
        "na_allowed": ("that it may be left out, with a reason", DV),
        "witness": ("that a second person signs", DV),
        "roles": ("who may sign", PV),
        "evidence": ("what is written down", DV),
        "sources": ("ids of the catalogue", "printed as they stand"),
        "title": ("what is done", T),
        "where": ("the screen", T),
        "do": ("how", T),
        "see": ("what is seen then", T),
        "notes": ("what to know", D),
        "slots": ("values of the site beside the text", D),
        "recoveries": ("which troubles may befall it", D),
        "links": ("which pages of the vendor's are named", D),
        "no_return": ("that there is no way back once it is begun", D),
        "kit": ("that it is the kit's own rule", D),
        "duration": ("how long it takes", D),
        "planned_start": ("when it is planned, in a window", P),
        "planned_by": ("outside the windows: not later than", P),
        "planned_from": ("outside the windows: right after the last step of the window before, as planned; null "
                         "where a step of another phase outside has to come first", P),
        "installs": ("which package it installs", D),
        "effects": ("what it means for the users", D),
        "prepared": ("that the request for approval lists it as prepared", D),
        "place": ("the appliance that it is done on, where that is not the one it is about", P),
        "gate": ("what it lets pass: release, spoken-release, ratified, hold, decision; null for all others", DV),
        "moves": ("on a way back, that it is part of moving the users", D),
    },
    nouns.Slot: {
        "label": ("what the value is", T),
        "value": ("the value", P),
        "kind": ("how it is written", D),
    },
    nouns.Note: {
        "kind": ("note, warning or prohibition", D),
        "text": ("what it says", T),
        "sources": ("ids of the catalogue", "printed as they stand"),
        "kit": ("that it is the kit's own", D),
    },
    nouns.Evidence: {
        "name": ("its name", K),
        "type": ("how it is read", DV),
        "label": ("what is to be written down", T),
        "expect": ("what it must be", DV),
        "figures": ("of a text: that a figure stands in it", DV),
    },
    nouns.Expect: {
        "equals": ("this very value", PV),
        "after": ("a time not before the signature of this step", DV),
    },
    nouns.Duration: {
        "low": ("planned minutes, at least", D),
        "high": ("planned minutes, at most: what the plan reckons with", D),
        "source": ("where the figure is from", K),
    },
    nouns.Rule: {
        "id": ("its name", V),
        "kind": ("which relation it is", V),
        "first": ("the steps that it begins with", V),
        "then": ("the steps that it ends with", V),
        "steps": ("the steps that may, or must not, come between", V),
        "minutes": ("of a wait the least, of what is not later the most", DV),
        "sources": ("ids of the catalogue", "findings name them"),
        "text": ("what it says", T),
        "kit": ("that it is the kit's own", K),
        "severity": ("`error`, or `warning` where it is told and fails nobody", V),
    },
    nouns.Recovery: {
        "id": ("its name", D),
        "trouble": ("what goes wrong", T),
        "act": ("what to do then", T),
        "links": ("pages of the vendor's", D),
        "sources": ("ids of the catalogue", "printed as they stand"),
        "kit": ("that it is the kit's own", D),
    },
    nouns.Risk: {
        "text": ("what may happen", T),
        "id": ("its name in the procedures", D),
        "likelihood": ("how likely it is, as the house says: low, medium, high", D),
        "weight": ("how serious it is, as the house says", D),
        "limits": ("what limits it", T),
        "recoveries": ("what is done when it happens", D),
        "steps": ("printed numbers of the steps that it is about", "printed as they stand"),
        "sources": ("ids of the catalogue", "printed as they stand"),
    },
    nouns.Link: {
        "id": ("its name", D),
        "title": ("what it is called", T),
        "url": ("its address, as text and as a code", "printed as it stands"),
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
        "args": ("the values in it; times and lengths by ISO 8601: `2026-12-05T22:10+01:00`, `T22:10`, `PT90M`", P),
    },
    nouns.Effect: {
        "id": ("its name", D),
        "kind": ("no clients, outage, fewer nodes, no failover, or clients offline", D),
        "text": ("who is affected", T),
        "ends": ("that it ends an outage", D),
    },
    Failover: {
        "switch": ("shared IP, DNS or NAT", D),
        "shared_ip": ("the address that moves", P),
        "state": ("`paired`, or `apart`: the pair was found apart", D),
        "serving": ("of a pair found apart, the appliance that users reach", D),
    },
    Clients: {
        "jump_clients": ("how many Jump Clients", P),
        "extractable_msi": ("MSI installers can be extracted", D),
        "locked_msi_consoles": ("consoles by MSI on locked-down computers", D),
        "integration_clients": ("how Integration Clients reach the site", D),
    },
    Person: {
        "initials": ("as signed", PV),
        "name": ("the full name", P),
        "email": ("the address", P),
        "roles": ("what this person may sign", PV),
        "language": ("of mails to this person", D),
    },
}  # fmt: skip

_HEAD = """# plan.json

Written from the model of a plan in `runbook/model/plan.py`; a test keeps it current. `plan.json` is the frozen plan
of one change: pages, approval pack and verdict come from it and from nothing else.

## The revision

**Two sheets with the same revision, page number, language and paper are the same picture**, whatever inventory, day
and kit they come from. So everything in the plan is in its revision:

    revision = sha-256, in hexadecimal, of the plan as JSON without `revision`:
               keys sorted, no blanks, UTF-8, no escapes that JSON does not ask for

In Python: `sha256(json.dumps(plan, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())`, of the plan
as it was read and without its key `revision`. A change of any value, a key more or less, or another order of a list
gives another revision. How a file is indented, and the order of its keys, do not matter.

A `plan.json` whose content does not give its revision is refused by whatever reads it, and the message says what to
do: render the change again, or take the file from the rendered folder (`plans/` holds every plan that was ever
printed).

Pages show the first 12 digits. Wherever a revision is typed (records, the form), these 12 are enough, in small or
capital letters, as long as no two of the plans given begin with them.

## What is never in the plan, and so never on its pages

| what | where it stands instead |
|---|---|
| whether the change is planned, approved, done, stopped or cancelled | messages, and the text of the mail |
| today's date, and when the pages were made | the mail's own date |
| other sites, and other changes of the site | messages |
| packs that were made or sent before, and what changed since | the text of the mail, `sent.json` |
| what was learnt from changes that were carried out | messages |
| paper, one side or both, on how many machines pages were made | the same plan on another paper is another sheet |

## Zones

`offsets` are those that the change was planned with. Pages, verdicts, rehearsals and reports use them, and not the
zone data of the machine: a country that changes its clocks afterwards does not move a time that was printed or
signed. `plan`, `render` and `pack` say so where this machine's data give other offsets than the last plan of the
change.

## Older plans

`runbook-plan/1` covered what a verdict depends on (windows, steps, rules, evidence, people) and nothing else, by a
formula of its own. Such plans are read, and records of what was printed from them are verified as ever, by the zone
data of the machine. `offsets`, `texts`, `labels` and `pages` are missing there. They are never printed again:
`render` and `pack` write the format of today alone.

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
