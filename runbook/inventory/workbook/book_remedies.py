"""What is said of YAML, and what is said instead where an inventory is in sheets.

`{column_switch}` and `{sheet_windows}` stand for the head and the name that the sheets themselves have for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from runbook.i18n import N_
from runbook.inventory.workbook.columns import SheetKey

NAMED = re.compile(r"\{(column|sheet)_([a-z_0-9]+)\}")

COLUMNS: Mapping[str, tuple[SheetKey, str]] = {
    "switch": ("sites", "failover.switch"),
    "shared_ip": ("sites", "failover.shared_ip"),
    "found": ("sites", "failover.state"),
    "serving": ("sites", "failover.serving"),
    "roles": ("people", "roles"),
    "email": ("people", "email"),
    "kind": ("changes", "kind"),
    "path": ("changes", "path"),
    "method": ("changes", "method"),
    "order": ("changes", "order"),
    "major": ("changes", "major"),
    "wait": ("changes", "client_wait"),
    "snapshot": ("changes", "snapshot"),
    "from": ("changes", "from"),
    "to": ("changes", "to.id"),
    "state": ("changes", "state"),
    "hop": ("packages", "hop"),
    "place": ("packages", "package"),
    "base": ("packages", "base"),
    "software": ("packages", "software"),
    "licence": ("packages", "licence"),
    "patch": ("packages", "patch"),
    "file": ("packages", "file"),
    "done": ("windows", "done"),
    "continues": ("windows", "for"),
    "more": ("sites", "more"),
}
"""By the names in messages, columns with their sheets."""

_OR_EMPTY = N_("empty the cell")
_GO_ON = N_("write 1 under {column_continues} where its work goes on in another night")
_NAME_PACKAGE = N_(
    "fill in {column_base}, {column_software}, {column_licence} or {column_patch} on the sheet {sheet_packages}"
)

INSTEAD: Mapping[str, str] = {
    # of any value
    "{value} is neither true nor false": N_("{value} is neither yes nor no"),
    "write true or false, without quotes": N_("write yes or no"),
    "write a value, or remove the line if the key is optional": N_("write a value, or empty the cell"),
    "write a list: each item on a line of its own, with - before it": N_("write it; several with commas between them"),
    "write a text, in quotes if it is a number": N_("write a text, in a cell that is formatted as text"),
    'write one IPv4 or IPv6 address, such as 192.0.2.11; or one of each as a list, [192.0.2.11, "2001:db8::11"]': N_(
        "write one IPv4 or IPv6 address, such as 192.0.2.11; or one of each, with a comma between them"
    ),
    "compare with the example that `runbook init` writes": N_("compare with what `runbook init --xlsx` writes"),
    "remove it": _OR_EMPTY,
    # of sites
    "add failover with switch: shared-ip (and shared_ip), dns or nat": N_(
        "write shared-ip, dns or nat under {column_switch}; with shared-ip, fill in {column_shared_ip} as well"
    ),
    "failover is given, but no appliance has the role backup": N_(
        "how users are moved is given, but no appliance has the role backup"
    ),
    "remove failover, or add the backup": N_(
        "empty {column_switch} and {column_shared_ip}, or add the backup on the sheet {sheet_appliances}"
    ),
    "add shared_ip, or write switch: dns or nat": N_(
        "fill in {column_shared_ip}, or write dns or nat under {column_switch}"
    ),
    "remove shared_ip, or write switch: shared-ip": N_(
        "empty {column_shared_ip}, or write shared-ip under {column_switch}"
    ),
    "add serving: with the id of that appliance": N_("write the id of that appliance under {column_serving}"),
    "serving is only for a pair that was found apart": N_("{column_serving} is only for a pair that was found apart"),
    "remove it, or write state: apart": N_("empty the cell, or write apart under {column_found}"),
    "ask Support; remove state and serving once the pair of masters is restored": N_(
        "ask Support; empty {column_found} and {column_serving} once the pair of masters is restored"
    ),
    "if the pair is apart, write state: apart and serving: under failover; if it is not, ask Support "
    "before you do anything else": N_(
        "if the pair is apart, write apart under {column_found} of its site, and fill in {column_serving}; if it is "
        "not, ask Support before you do anything else"
    ),
    "once {first} is done, write state: paired and what runs then; plan this one after that": N_(
        "once {first} is done, write paired under {column_found} and what runs then; plan this one after that"
    ),
    "move it into low_traffic, or change that": N_("move it into these hours, or change them under {column_more}"),
    "write it, with its value": N_("write its value in a column called extra.{key}"),
    "move the window; or name the change under except: of the freeze, once whoever decides has agreed": N_(
        "move the window; or name the change under except: of the freeze, in {column_more} of its site, once whoever "
        "decides has agreed"
    ),
    # of people
    "add the role to somebody with an `email:`, or choose other roles with `pack --to`": N_(
        "add the role under {column_roles} to somebody with {column_email}, or choose other roles with `pack --to`"
    ),
    "name {deputy} under staff, or move the window": N_(
        "name {deputy} on the sheet {sheet_people}, or move the window"
    ),
    "write the person with it under people in house.yaml of the house folder, and the initials alone here: "
    "staff: [CM, TL]": N_(
        "write the person with it under people in house.yaml of the house folder, and the initials alone on the sheet "
        "{sheet_people}"
    ),
    # of changes
    "write path: with the name of a path of the house": N_("write the name of a path of the house"),
    "path is for changes of kind: other": N_("{column_path} is for changes of the kind other"),
    "remove it, or write kind: other": N_("empty the cell, or write other under {column_kind}"),
    "remove it, or write kind: migrate": N_("empty the cell, or write migrate under {column_kind}"),
    "remove snapshot": _OR_EMPTY,
    "remove method": _OR_EMPTY,
    "remove order": _OR_EMPTY,
    "remove client_wait": _OR_EMPTY,
    "write method: automatic, or manual for a restricted network": N_(
        "write automatic, or manual for a restricted network"
    ),
    "write order: synchronous (users wait), or asynchronous (users move to the backup)": N_(
        "write synchronous (users wait), or asynchronous (users move to the backup)"
    ),
    "order is for upgrades of pairs only": N_("{column_order} is for upgrades of pairs only"),
    "write order: {other}": N_("write {other}"),
    "write from: with the id of the old appliance, and to: with the new one": N_(
        "write the id of the old appliance under {column_from}, and that of the new one under {column_to}"
    ),
    "write major: true or false; until then the pages wait for the vendor's notice": N_(
        "write yes or no under {column_major}; until then the pages wait for the vendor's notice"
    ),
    "while a change is under way, leave base and software as they were before it, until all of it is done: then write "
    "state: done": N_(
        "while a change is under way, leave the versions of today as they were before it, until all of it is done: "
        "then write done under {column_state}"
    ),
    "write new windows; or state: done, stopped or cancelled, whichever applies": N_(
        "write new windows; or done, stopped or cancelled under {column_state}, whichever applies"
    ),
    "write state: stopped if it was given up half-way, and under each appliance what runs there": N_(
        "write stopped if it was given up half-way, and what runs today on the sheet {sheet_appliances}"
    ),
    # of packages
    "add software: with its version": N_("write its version under {column_software}"),
    "write all of them under packages, in their order; or remove packages": N_(
        "give each a row of its own, with its {column_place}"
    ),
    "write software, base, or packages with what is installed; or remove the hop": _NAME_PACKAGE,
    "write base, software, licence or patch, with its version or name": _NAME_PACKAGE,
    "add file: with the name of the patch's file": N_("write the name of the patch's file under {column_file}"),
    "remove base from a hop that needs no new Base; put hops in order, oldest first": N_(
        "empty {column_base} in a hop that needs no new Base; number hops in order, oldest first"
    ),
    "remove what is already installed; put hops in order, oldest first": N_(
        "empty what is already installed; number hops in order, oldest first"
    ),
    "add {key} to the hop, with the version that both are to run": N_(
        "fill in {key} for the hop, with the version that both are to run"
    ),
    "make it a hop of its own": N_("give it a number of its own under {column_hop}"),
    "put it first, or make it a hop of its own": N_("put it first, or give it a number of its own under {column_hop}"),
    "write a list under packages: in the hop, with - patch: and its id as one of its items": N_(
        "give it a row of its own on the sheet {sheet_packages}, with its id under {column_patch}"
    ),
    "write a list under packages: in the hop, with - licence: and its name as one of its items": N_(
        "give it a row of its own on the sheet {sheet_packages}, with its name under {column_licence}"
    ),
    # of windows
    "write for: 1, where its work goes on in another night": _GO_ON,
    "remove the surplus windows; where a window goes on with the work of an earlier one, add for: to "
    "it, with the number of that one": N_(
        "remove the surplus windows; where a window goes on with the work of an earlier one, write the "
        "number of that one under {column_continues}"
    ),
    "keep a window for what remains on the date that is expected, and move it once that is known; or "
    "write state: stopped, if it is given up": N_(
        "keep a window for what remains on the date that is expected, and move it once that is known; "
        "or write stopped under {column_state}, if it is given up"
    ),
    "a change that moves or has begun stays planned or approved: move its windows, and write done: true at those that "
    "were carried out; once all of it is, write state: done": N_(
        "a change that moves or has begun stays planned or approved: move its windows, and write yes under "
        "{column_done} at those that were carried out; once all of it is, write done under {column_state}"
    ),
    "write done: true for that one as well, or put windows in the order in which they were used": N_(
        "write yes under {column_done} for that one as well, or put windows in the order in which they were used"
    ),
    "write state: done; or, where work is left, one more window, with for: and the number of the last one": N_(
        "write done under {column_state}; or, where work is left, one more window, with the number of "
        "the last one under {column_continues}"
    ),
    "write the number, from 1, of an earlier window of this change; or remove for:": N_(
        "write the number, from 1, of an earlier window of this change; or empty the cell"
    ),
    "write for: {first}, where that work began": N_("write {first}, where that work began"),
    "put it before window {last}; or write for: {last}, if the work of that one is not complete": N_(
        "put it before window {last}; or write {last} here, if the work of that one is not complete"
    ),
    "write done: true if its work was carried out, or else the times of a new one": N_(
        "write yes under {column_done} if its work was carried out, or else the times of a new one"
    ),
    "remove done: true; or write the times at which it was done": N_(
        "empty the cell; or write the times at which it was done"
    ),
    "end it later, or go on in another night: one more window, with `for: {window}`": N_(
        "end it later, or go on in another night: one more window, with {window} under {column_continues}"
    ),
}
"""Messages and remedies that speak of YAML -> the same of sheets."""
