"""What `ansible-inventory --list` prints -> sites, appliances and people: by variables of hosts, and by groups."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.importing.ansible_people import leave_templates, staff_of
from runbook.importing.fitting import address, identifier, made
from runbook.importing.found import FoundList, FoundSite, FoundValue, FoundValues, Origin
from runbook.importing.lookup import SourceObject, chosen, every, gather, known
from runbook.importing.source_file import read_json, read_source
from runbook.importing.unmet_fields import unmet, unmet_paths
from runbook.model.mapping import FieldPaths, ImportMapping

OWN = "runbook_"  # variables that an organisation makes for the kit need no mapping
SITE_GROUPS = "site_"
GROUPS, NAME, ADDRESS = "groups", "inventory_hostname", "ansible_host"
_HOSTNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII)
_AGAIN = N_("get it with: ansible-inventory -i INVENTORY --list")


def ansible_list(paths: Iterable[str], mapping: ImportMapping) -> FoundList:
    """What Ansible knows. Raises InputError with the problems of all files."""
    hosts, problems = list[SourceObject](), list[Problem]()
    for path in paths:
        try:
            name, content = read_source(path)
            hosts += _hosts(read_json(content, name), name)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    left: list[Problem] = []
    wanted = [host for host in hosts if chosen(host, mapping.only)]
    by_site: dict[str, list[tuple[SourceObject, FoundValue]]] = defaultdict(list)
    for host in wanted:
        found = _site_of(host, mapping, left)
        if found is None:
            message = N_("it is not known at which site {name} is")
            remedy = N_(
                "set runbook_site, put it into a group called site_…, or say in the mapping where it is written"
            )
            left.append(host.origin.problem(message, remedy, name=str(host.data[NAME])))
        else:
            by_site[identifier(str(found.value))].append((host, found))
    sites = tuple(_site(members, mapping, left) for _id, members in sorted(by_site.items()))
    left += unmet("sites", mapping.sites, hosts)
    left += unmet("appliances", mapping.appliances, hosts)
    left += unmet("people", replace(mapping.people, initials=None, name=None, email=None, language=None), hosts)
    left += unmet_paths({f"only.{path}": path for path in mapping.only}, hosts)
    return FoundList(source="ansible", sites=sites, left=tuple(left), passed=len(hosts) - len(wanted))


def _hosts(data: Any, file: str) -> Iterator[SourceObject]:
    """The hosts with their variables, and the groups that each is in, nearest first. Raises InputError."""
    meta = data.get("_meta") if isinstance(data, dict) else None
    variables = meta.get("hostvars") if isinstance(meta, dict) else None
    if not isinstance(variables, dict):
        raise InputError.of(file, None, "_meta.hostvars", N_("this is not an Ansible list"), _AGAIN)
    above: dict[str, list[str]] = defaultdict(list)
    direct: dict[str, list[str]] = defaultdict(list)
    for name, group in data.items():
        for key, links in (("children", above), ("hosts", direct)) if isinstance(group, dict) else ():
            listed = group.get(key)
            for member in listed if isinstance(listed, list) else ():
                if isinstance(member, str):
                    links[member].append(name)
    for host in sorted({*variables, *direct}):
        groups = list(direct[host])
        for group in groups:  # it grows; each is looked at once
            groups += [each for each in dict.fromkeys(above[group]) if each not in groups]
        own = variables.get(host)
        data_of = {**(own if isinstance(own, dict) else {}), GROUPS: groups, NAME: host}
        yield SourceObject(data=data_of, origin=Origin(file, None, f"_meta.hostvars.{host}"))


def _site_of(host: SourceObject, mapping: ImportMapping, left: list[Problem]) -> FoundValue | None:
    paths = mapping.appliances.site or f"{OWN}site"
    found = known(host, "site", paths, mapping)
    values = {"site": found} if found else {}
    leave_templates(host, values, left)
    if "site" in values and identifier(str(values["site"].value)):
        return values["site"]
    begins = mapping.site_groups or SITE_GROUPS
    names = [str(name).removeprefix(begins) for name in every(host, GROUPS) if str(name).startswith(begins)]
    name = next((name for name in names if identifier(name)), None)
    return FoundValue(name, host.origin.at(GROUPS), sure=False) if name else None


def _site(members: list[tuple[SourceObject, FoundValue]], mapping: ImportMapping, left: list[Problem]) -> FoundSite:
    own, site = mapping.sites, members[0][1]
    wanted: dict[str, FieldPaths | None] = {
        "name": own.name or f"{OWN}site_name",
        "hostname": own.hostname or f"{OWN}site_hostname",
        "timezone": own.timezone or f"{OWN}timezone",
        "failover.switch": own.switch or f"{OWN}switch",
        "failover.shared_ip": own.shared_ip or f"{OWN}shared_ip",
        "clients.jump_clients": own.jump_clients or f"{OWN}jump_clients",
        **{f"extra.{key}": paths for key, paths in own.extra.items()},
    }
    values: FoundValues = {"id": made(identifier(str(site.value)), site)}
    for host, _found in members:
        said: FoundValues = {}
        gather(said, host, wanted, mapping)
        leave_templates(host, said, left)
        for key, found in said.items():
            first = values.setdefault(key, found)
            if found.sure and not first.sure:
                values[key] = found
            elif found.sure and first.value != found.value:
                message = N_("hosts of one site do not agree on this: {first}, {other}")
                told = {"first": str(first.value), "other": str(found.value)}
                left.append(found.origin.problem(message, N_("set it at the group of the site"), **told))
    values.setdefault("name", made(site.value, site))
    if mapping.timezone:
        values.setdefault("timezone", made(mapping.timezone, site))
    hosts = [host for host, _found in members]
    staff = staff_of(hosts, mapping, left)
    return FoundSite(values=values, appliances=[_appliance(host, mapping, left) for host in hosts], staff=staff)


def _appliance(host: SourceObject, mapping: ImportMapping, left: list[Problem]) -> FoundValues:
    own, name = mapping.appliances, str(host.data[NAME])
    wanted: dict[str, FieldPaths | None] = {
        key: getattr(own, key) or f"{OWN}{key}"
        for key in ("role", "form", "model", "hostname", "ip", "base", "software", "region")
    }
    extra: Mapping[str, FieldPaths | None] = {f"extra.{key}": paths for key, paths in own.extra.items()}
    values: FoundValues = {}
    gather(values, host, {"id": own.id, **wanted, **extra}, mapping)
    leave_templates(host, values, left)
    listed = every(host, values["ip"].origin.path.removeprefix(f"{host.origin.path}.")) if "ip" in values else []
    if len(listed) > 1:  # one of each kind; what else it may be is refused
        values["ip"] = values["ip"]._replace(value=listed)
    here = FoundValue(name, host.origin.at(NAME))
    label = name if address(name) else name.partition(".")[0]
    values["id"] = made(identifier(str(values["id"].value) if "id" in values else label), here)
    named = [(name, host.origin.at(NAME)), *((str(text), host.origin.at(ADDRESS)) for text in every(host, ADDRESS)[:1])]
    for text, origin in sorted(named, key=lambda one: "." not in one[0]):  # a whole name goes before a part of one
        if (ip := address(text)) is not None:
            values.setdefault("ip", FoundValue(ip, origin))
        elif _HOSTNAME.fullmatch(text):
            whole = f"{text}.{mapping.domain}" if mapping.domain and "." not in text else text
            values.setdefault("hostname", FoundValue(whole, origin, sure="." in whole))
    return values
