"""NetBox's devices and virtual machines -> appliances, by the sites that they stand at."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.importing.fitting import address, identifier, made
from runbook.importing.found import FoundList, FoundSite, FoundValue, FoundValues
from runbook.importing.lookup import SourceObject, chosen, clean, every, first, folded, gather
from runbook.importing.netbox_objects import NetBoxObjects
from runbook.importing.netbox_people import people_of
from runbook.importing.unmet_fields import unmet, unmet_paths
from runbook.model.mapping import FieldPaths, ImportMapping
from runbook.reading.nodes import clipped

OWN = "custom_fields.runbook_"  # fields that an organisation makes for the kit need no mapping
_HOSTNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII)
_STATUS = ("active",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOfDevices:
    """A site of NetBox's: all that is said of it, and the devices that stand there."""

    said: list[SourceObject] = field(default_factory=list)
    devices: list[SourceObject] = field(default_factory=list)


def netbox_list(objects: NetBoxObjects, mapping: ImportMapping) -> FoundList:
    """What NetBox knows of sites, appliances and people."""
    left: list[Problem] = list(objects.left)
    gathered, passed = _by_site(objects, mapping, left)
    people = people_of(objects, gathered, mapping, left)
    addresses = Addresses(objects.kinds["address"])
    sites = []
    for key, site in gathered.items():
        appliances = [_appliance(device, addresses, mapping) for device in site.devices]
        values = _site(site, addresses, mapping)
        sites.append(FoundSite(values=values, appliances=appliances, staff=people.get(key, [])))
    left += _unmet(objects, gathered, mapping)
    return FoundList(source="netbox", sites=tuple(sites), left=tuple(left), passed=passed + len(objects.others))


def _unmet(objects: NetBoxObjects, gathered: Mapping[str, SiteOfDevices], mapping: ImportMapping) -> Iterator[Problem]:
    """What the mapping names and no list has."""
    devices = [*objects.kinds["device"], *objects.kinds["machine"]]
    places = objects.kinds["site"] or [said for site in gathered.values() for said in site.said]
    yield from unmet("sites", mapping.sites, places)
    yield from unmet("appliances", mapping.appliances, devices)
    yield from unmet("people", mapping.people, objects.kinds["contact"])
    yield from unmet_paths({f"only.{path}": path for path in mapping.only}, devices)
    for head in mapping.columns if objects.tables else ():
        if not any(folded(head) in heads for heads in objects.tables.values()):
            message = N_("no table has a column {head}, which the mapping names")
            remedy = N_("correct columns in the mapping, or export that column, too")
            yield Problem.of(next(iter(objects.tables)), 1, "", message, remedy, head=clipped(head))


def _by_site(
    objects: NetBoxObjects, mapping: ImportMapping, left: list[Problem]
) -> tuple[dict[str, SiteOfDevices], int]:
    """The sites by their folded names, those without a device that is an appliance as well; what is passed over."""
    gathered: dict[str, SiteOfDevices] = defaultdict(SiteOfDevices)
    names = {folded(first(site, "slug")): folded(first(site, "name")) for site in objects.kinds["site"]}
    for said in objects.kinds["site"]:
        gathered[folded(first(said, "name") or first(said, "slug"))].said.append(said)
    passed = 0
    for device in (*objects.kinds["device"], *objects.kinds["machine"]):
        if not chosen(device, mapping.only):
            passed += 1
            continue
        problem = _not_placed(device, mapping)
        if problem is not None:
            left.append(problem)
            continue
        nested = device.data.get("site")
        name = folded(first(device, "site.name") or first(device, "site"))
        site = gathered[names.get(name, name)]
        site.devices.append(device)
        data = nested if isinstance(nested, dict) else {"name": nested}
        site.said.append(SourceObject(data=data, origin=device.origin.at("site"), flat=device.flat))
    return gathered, passed


def _not_placed(device: SourceObject, mapping: ImportMapping) -> Problem | None:
    name = first(device, "name")
    wanted = mapping.status or _STATUS
    if not name:
        return device.origin.problem(N_("this has no name"), N_("give it one in NetBox"))
    status = every(device, "status")
    if status and not {folded(str(word)) for word in status} & {folded(word) for word in wanted}:
        message = N_("{name} is left out: its status is {status}")
        remedy = N_("name that status in the mapping to include it")
        return device.origin.at("status").problem(message, remedy, name=name, status=clean(status[0]))
    if not every(device, "site"):
        message = N_("{name} is at no site")
        return device.origin.at("site").problem(message, N_("give it one in NetBox"), name=name)
    return None


def _site(site: SiteOfDevices, addresses: Addresses, mapping: ImportMapping) -> FoundValues:
    own = mapping.sites
    wanted: dict[str, FieldPaths | None] = {
        "id": own.id or ("slug", "name"),
        "name": own.name or "name",
        "hostname": own.hostname or f"{OWN}hostname",
        "timezone": own.timezone or "time_zone",
        "failover.switch": own.switch or f"{OWN}switch",
        "failover.shared_ip": own.shared_ip or f"{OWN}shared_ip",
        "clients.jump_clients": own.jump_clients or f"{OWN}jump_clients",
        **{f"extra.{key}": paths for key, paths in own.extra.items()},
    }
    values: FoundValues = {}
    for thing in site.said:
        gather(values, thing, wanted, mapping)
    found = values["id"] if "id" in values else FoundValue(first(site.said[0], "name"), site.said[0].origin)
    values["id"] = made(identifier(str(found.value)), found)
    if mapping.timezone and "timezone" not in values:
        values["timezone"] = made(mapping.timezone, found)
    shared = {text for device in site.devices for text in addresses.of(device, shared=True)}
    if "failover.shared_ip" not in values and len(shared) == 1:
        values["failover.shared_ip"] = made(shared.pop(), found)
    return values


def _appliance(device: SourceObject, addresses: Addresses, mapping: ImportMapping) -> FoundValues:
    own, name = mapping.appliances, first(device, "name")
    wanted: dict[str, FieldPaths | None] = {
        "id": own.id,
        "role": own.role or f"{OWN}role",
        "form": own.form or f"{OWN}form",
        "model": own.model or ("device_type.model", "device_type"),
        "hostname": own.hostname or f"{OWN}hostname",
        "ip": own.ip,
        "base": own.base or f"{OWN}base",
        "software": own.software or f"{OWN}software",
        "region": own.region or f"{OWN}region",
        **{f"extra.{key}": paths for key, paths in own.extra.items()},
    }
    values: FoundValues = {}
    gather(values, device, wanted, mapping)
    here = FoundValue(name, device.origin.at("name"))
    label = name.partition(".")[0] if _HOSTNAME.fullmatch(name) else name
    values["id"] = made(identifier(str(values["id"].value) if "id" in values else label), here)
    if "form" not in values or not values["form"].sure:
        values["form"] = made("physical" if "device_type" in device.data else "virtual", here)
    own_ip = addresses.primary(device)
    if "ip" not in values and own_ip:
        values["ip"] = FoundValue(own_ip[0] if len(own_ip) == 1 else list(own_ip), device.origin.at("primary_ip"))
    if "hostname" not in values and (host := _host(device, name, addresses, mapping)) is not None:
        values["hostname"] = host
    return values


def _host(device: SourceObject, name: str, addresses: Addresses, mapping: ImportMapping) -> FoundValue | None:
    """Its own name: what the name server calls its address; else its name in NetBox, where that can be one."""
    if dns := addresses.dns_name(device):
        return FoundValue(dns, device.origin.at("primary_ip.dns_name"))
    if not _HOSTNAME.fullmatch(name):
        return None
    whole = f"{name}.{mapping.domain}" if mapping.domain and "." not in name else name
    return FoundValue(whole, device.origin.at("name"), sure="." in whole)


class Addresses:
    """The addresses of devices: those that the devices name themselves, and those of NetBox's own list of them."""

    def __init__(self, things: list[SourceObject]) -> None:
        self._by_id = {number: thing for thing in things if isinstance(number := thing.data.get("id"), int)}
        self._by_text = {text: thing for thing in things if (text := address(first(thing, "address")))}
        self._of: dict[tuple[str, object], list[SourceObject]] = defaultdict(list)
        for thing in things:
            owner = thing.data.get("assigned_object")
            for kind in ("device", "virtual_machine"):
                holder = owner.get(kind) if isinstance(owner, Mapping) else None
                if isinstance(holder, Mapping) and isinstance(holder.get("id"), int):
                    self._of[kind, holder["id"]].append(thing)

    def primary(self, device: SourceObject) -> list[str]:
        """The primary IPv4 and IPv6 address of a device; else the one address that it has at all."""
        fields = ("primary_ip4.address", "primary_ip6.address")
        found = [text for path in fields if (text := address(first(device, path)))]
        found = found or [text for path in ("primary_ip.address",) if (text := address(first(device, path)))]
        return found or (own if len(own := self.of(device)) == 1 else [])

    def of(self, device: SourceObject, shared: bool = False) -> list[str]:
        """All addresses of a device's own; or those that it shares with others."""
        kind = "device" if "device_type" in device.data else "virtual_machine"
        number = device.data.get("id")
        things = self._of[kind, number] if isinstance(number, int) and not device.flat else []
        taken = [thing for thing in things if ("vip" in every(thing, "role")) is shared]
        return [text for thing in taken if (text := address(first(thing, "address")))]

    def dns_name(self, device: SourceObject) -> str:
        """What the name server calls its primary address; empty where nobody says."""
        for path in ("primary_ip4", "primary_ip6", "primary_ip"):
            said = first(device, f"{path}.dns_name") if not device.flat else ""
            numbers = [number for number in every(device, f"{path}.id") if isinstance(number, int)] if not said else []
            listed = self._by_id.get(numbers[0]) if numbers else None
            listed = listed or self._by_text.get(address(first(device, f"{path}.address")) or "")
            if said := said or (first(listed, "dns_name") if listed else ""):
                return said
        return ""
