"""What `runbook import` says of its work: what was added, changed, is not known, and could not be placed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from runbook.cli.error_output import caution_text, note, tell
from runbook.i18n import N_, Language
from runbook.importing.found import FoundList
from runbook.importing.merge import Merged
from runbook.importing.merged_site import Told
from runbook.importing.yaml_text_of import flow_text
from runbook.inventory.wording import OPEN
from runbook.model.site import UNKNOWN

_OPEN = (f'"{OPEN}"', f": {UNKNOWN}")


def tell_account(
    merged: Merged, found: FoundList, inventory: Path, kept: list[Path], dry_run: bool, language: Language
) -> None:
    """Results on standard output; what could not be placed, as warnings, on standard error."""
    for problem in merged.left:
        tell(caution_text(problem, language))
    for told in merged.told:
        for line in _line(told, language):
            click.echo(line)
    if found.passed:
        text = N_("Devices and hosts that the mapping does not choose, and other objects: {count}; passed over.")
        note(language.text(text, count=found.passed))
    if merged.empty:
        note(language.text(N_("Sites without an appliance: {count}; passed over."), count=merged.empty))
    for path in kept:
        note(language.text(N_("What was there before is kept: {file}"), file=str(path)))
    click.echo(_sum(merged, inventory, dry_run, language))
    lines = (line for text in merged.texts for line in text.content.decode("utf-8").splitlines() if line[:1] != "#")
    count = sum(line.count(mark) for line in lines for mark in _OPEN)
    if count:
        text = N_("Not known yet, and written as ? or unknown: {count}; runbook check {file} names each with its line.")
        click.echo(language.text(text, count=count, file=str(inventory)))


def _line(told: Told, language: Language) -> Iterator[str]:
    old, new = flow_text(told.old), flow_text(told.new)
    match told.kind:
        case "site":
            yield language.text(N_("added: site {site}, appliances: {count}"), site=told.site, count=new)
        case "appliance":
            yield language.text(N_("added: appliance {name} of site {site}"), name=told.name, site=told.site)
        case "person":
            yield language.text(N_("added: {name} to the people of site {site}"), name=told.name, site=told.site)
        case "initials":
            text = N_("initials made from names at site {site}: {new}; check them: they are what people sign with")
            yield language.text(text, site=told.site, new=new)
        case "filled":
            yield language.text(N_("filled in: {place}: {new}"), place=told.name, new=new)
        case "changed":
            yield language.text(N_("changed: {place}: {old}, now {new}"), place=told.name, old=old, new=new)
        case _ if told.name:
            text = N_("not in the list, and left as it is: appliance {name} of site {site}")
            yield language.text(text, name=told.name, site=told.site)
        case _:
            yield language.text(N_("not in the list, and left as it is: site {site}"), site=told.site)


def _sum(merged: Merged, inventory: Path, dry_run: bool, language: Language) -> str:
    if not merged.texts and not inventory.exists():
        return language.text(N_("{file}: not written; nothing was found that would go into it."), file=str(inventory))
    if not merged.texts:
        return language.text(N_("{file}: nothing to change."), file=str(inventory))
    counts = Counter(told.kind for told in merged.told)
    told = N_(
        "{file}: written. New sites: {sites}, appliances at other sites: {appliances}, people: {people}; "
        "values filled in: {filled}, changed: {changed}; could not be placed: {left}."
    )
    if dry_run:
        told = N_(
            "{file}: would be written. New sites: {sites}, appliances at other sites: {appliances}, people: {people}; "
            "values filled in: {filled}, changed: {changed}; could not be placed: {left}."
        )
    return language.text(
        told,
        file=str(inventory),
        sites=counts["site"],
        appliances=counts["appliance"],
        people=counts["person"],
        filled=counts["filled"],
        changed=counts["changed"],
        left=len(merged.left),
    )
