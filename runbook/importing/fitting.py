"""Whether an inventory takes what was found, value by value: what it does not take is told, and left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from ipaddress import ip_interface
from unicodedata import normalize

from runbook.errors import Problem
from runbook.i18n import N_, available
from runbook.importing.found import FoundSite, FoundValue, FoundValues
from runbook.importing.lookup import CHOICES
from runbook.inventory.wording import FORMS, WORDING
from runbook.model.clock import zones
from runbook.model.mail_address import is_address
from runbook.model.site import Site
from runbook.reading.nodes import KeyPath, Node, NodeKind, Plain, clipped
from runbook.reading.structure import convert
from runbook.reading.structure_problems import shape_problems

LONGEST_ID = 40
_VERSION = N_("write digits and dots there, such as 24.1.2")
_REMEDIES = {
    "appliances.base": _VERSION,
    "appliances.software": _VERSION,
    "appliances.ip": N_("write one IPv4 or IPv6 address there, or one of each"),
}
_WORDING = replace(WORDING, forms={**FORMS, **{key: (FORMS[key][0], remedy) for key, remedy in _REMEDIES.items()}})
# What is done about a value in the list that it comes from, and not in the inventory.
_INSTEAD = {
    "{value} is read as a number": N_("make it a text there (in YAML, in quotes): as a number, 6.10 is 6.1"),
    "{value} is read as true or false": N_("make it a text there (in YAML, in quotes)"),
    "{value} is not one of: {known}": N_("write one of them there, or say under values in the mapping what it means"),
}
_DIGITS = 6  # of the hash that an id ends in where it had to be cut


def identifier(text: str) -> str:
    """An id made of a name: letters without accents, digits, hyphens, underscores; empty where it is.

    The same name gives the same id at any time; one that had to be cut ends in digits of its hash.
    """
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode()
    found = re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-_")
    if len(found) <= LONGEST_ID and (found or not text):
        return found
    return f"{found[: LONGEST_ID - _DIGITS - 1].rstrip('-_') or 'id'}-{sha256(text.encode()).hexdigest()[:_DIGITS]}"


def address(text: str) -> str | None:
    """An address without its mask: `192.0.2.11` of `192.0.2.11/24`; None where it is none."""
    try:
        return str(ip_interface(text).ip)
    except ValueError:
        return None


def _without_masks(value: Plain) -> Plain:
    """An address, or a list of them, each without its mask; what is none stays as it is."""
    if isinstance(value, list):
        return [_without_masks(each) for each in value]
    return (address(value) if isinstance(value, str) else None) or value


def fitted(site: FoundSite) -> tuple[Problem, ...]:
    """Take out of a site what an inventory would refuse; what is said of each."""
    left: list[Problem] = list(_names_of_none(site))
    for values in (site.values, *site.appliances, *site.staff):
        for key in values.keys() & {"ip", "failover.shared_ip"}:
            values[key] = values[key]._replace(value=_without_masks(values[key].value))
        for key in [key for key, found in values.items() if not _makes_sense(key, found.value)]:
            message, remedy, shown = _WORDING.form(("appliances", key), clipped(str(values[key].value)))
            left.append(values.pop(key).origin.problem(message, remedy, **shown))
    data, place = _plain(site), ("sites", 0)
    _site, wrongs = convert(Site, data, place)
    wrongs = [wrong for wrong in wrongs if wrong.kind not in ("missing", "short_list")]
    root = _node({"sites": [data]})
    for wrong in wrongs:
        values, key = _holder(site, wrong.path[len(place) :])
        if key not in values:  # two things are wrong with one value
            continue
        origin = values.pop(key).origin
        for told in shape_problems([wrong], root, "", _WORDING):
            remedy = _INSTEAD.get(told.message, told.remedy)
            left.append(origin.problem(told.message, remedy, **dict(told.args)))
    site.appliances[:] = [values for values in site.appliances if "id" in values]
    site.staff[:] = [values for values in site.staff if "name" in values]
    return (*left, *_repeated(site))


def _names_of_none(site: FoundSite) -> Iterator[Problem]:
    """Of many names or tags none is what is asked for. One appliance alone needs neither a role nor a switch."""
    for values in (site.values, *site.appliances):
        for key in [key for key in CHOICES if key in values and values[key].value not in CHOICES[key]]:
            if values[key].sure:
                continue
            found = values.pop(key)
            if key == "form" or len(site.appliances) > 1:
                message = N_("none of these is one of {known}: {names}")
                remedy = N_("say under values in the mapping what one of them means")
                names, known = clipped(str(found.value)), " / ".join(CHOICES[key])
                yield found.origin.problem(message, remedy, names=names, known=known)


def _repeated(site: FoundSite) -> Iterator[Problem]:
    """Appliances that would have the id of another one: the first stays."""
    seen: dict[str, FoundValues] = {}
    for values in site.appliances:
        found = values["id"]
        if seen.setdefault(str(found.value).casefold(), values) is not values:
            message = N_("{site} already has an appliance {id}: this one is left out")
            remedy = N_("say in the mapping which field tells their ids apart")
            yield found.origin.problem(message, remedy, site=site.id, id=str(found.value))
    site.appliances[:] = seen.values()


def _makes_sense(key: str, value: Plain) -> bool:
    """What the shape of a value does not say."""
    if key == "ip":
        return all(address(str(each)) for each in (value if isinstance(value, list) else [value]))
    if key == "failover.shared_ip":
        return address(str(value)) is not None
    if key == "timezone":
        return value in zones()
    if key == "language":
        return value in available()
    return key != "email" or is_address(str(value))


def nested(values: FoundValues) -> dict[str, Plain]:
    """The values as an inventory has them: failover.switch within failover."""
    made: dict[str, Plain] = {}
    for key, found in values.items():
        group, _dot, last = key.rpartition(".")
        holder = made.setdefault(group, {}) if group else made
        if isinstance(holder, dict):
            holder[last] = found.value
    return made


def _plain(site: FoundSite) -> dict[str, Plain]:
    appliances: list[Plain] = [nested(values) for values in site.appliances]
    staff: list[Plain] = [nested(values) for values in site.staff]
    return {**nested(site.values), "appliances": appliances, "staff": staff}


def _holder(site: FoundSite, path: KeyPath) -> tuple[FoundValues, str]:
    """The values that what stands at a path of the site is among, and its key there."""
    values, rest = site.values, path
    if len(path) > 1 and isinstance(path[1], int):
        values = (site.appliances if path[0] == "appliances" else site.staff)[path[1]]
        rest = path[2:]
    whole = ".".join(str(part) for part in rest if not isinstance(part, int))
    return values, whole


def _node(value: Plain) -> Node:
    """Plain data as if it had been read from a file, for the words about what is wrong with it."""
    if isinstance(value, dict):
        return Node(kind="group", line=0, entries={key: (0, _node(part)) for key, part in value.items()})
    if isinstance(value, list):
        return Node(kind="list", line=0, entries={index: (0, _node(part)) for index, part in enumerate(value)})
    kind: NodeKind = "text" if isinstance(value, str) else "flag" if isinstance(value, bool) else "number"
    return Node(kind=kind, line=0, text=str(value))


def made(value: Plain, like: FoundValue) -> FoundValue:
    """A value that the kit made of another one: it fills gaps, and changes nothing that is there."""
    return FoundValue(value, like.origin, sure=False)
