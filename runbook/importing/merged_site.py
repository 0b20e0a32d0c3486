"""A site that another list knows, held against the same site of the inventory: what is to be written anew or added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.importing.alike import alike, beside_other, is_open
from runbook.importing.found import FoundSite, FoundValue, FoundValues
from runbook.importing.initials import made_initials
from runbook.importing.yaml_edits import Edit
from runbook.inventory.house import with_people
from runbook.inventory.wording import OPEN
from runbook.model.house import House
from runbook.model.site import UNKNOWN
from runbook.reading.nodes import KeyPath, Plain

_SITE = ("id", "name", "hostname", "timezone")
_APPLIANCE = ("id", "role", "form", "model", "hostname", "ip", "base", "software", "region")
_PERSON = ("initials", "name", "email", "roles", "language")
_NOBODY_KNOWS: dict[str, Plain] = {"base": UNKNOWN, "software": UNKNOWN}
_NEEDED = ("id", "name", "hostname", "timezone", "role", "form", "ip", "base", "software", "initials", "roles")


class Told(NamedTuple):
    """Something that was done: a site, appliance or person `added`, or a value `changed`; or what the list lacks."""

    kind: str  # site, appliance, person, initials, changed, filled, absent: as in runbook.cli.import_lists
    site: str
    name: str = ""
    old: Plain = None
    new: Plain = None


def new_site(found: FoundSite) -> dict[str, Plain]:
    """A site as it is written where it is new; what nobody has said is OPEN, or unknown for a version."""
    values = found.values
    site = _ordered(values, _SITE)
    appliances: list[Plain] = [new_appliance(each, len(found.appliances) == 1) for each in found.appliances]
    failover = _failover(values, appliances)
    staff: list[Plain] = []
    for person in found.staff:
        staff.append(new_person(person, [*staff, *given_initials(found.staff)]))
    groups = {name: _group(values, name) for name in ("clients", "extra")}
    return {
        **site,
        **({"failover": failover} if failover else {}),
        "appliances": appliances,
        **({"clients": groups["clients"]} if groups["clients"] else {}),
        "staff": staff or OPEN,
        **({"extra": groups["extra"]} if groups["extra"] else {}),
    }


def new_appliance(values: FoundValues, alone: bool) -> dict[str, Plain]:
    """An appliance; one that is `alone` at its site is standalone."""
    made = _ordered(values, _APPLIANCE)
    if alone and made["role"] == OPEN:
        made["role"] = "standalone"
    return {**made, **({"extra": extra} if (extra := _group(values, "extra")) else {})}


def new_person(values: FoundValues, staff: Iterable[Plain]) -> dict[str, Plain]:
    """A person; without initials they are made of the name, other ones than those of `staff`."""
    made = _ordered(values, _PERSON)
    if made["initials"] == OPEN:
        made["initials"] = made_initials(str(made["name"]), staff) or OPEN
    return made


def given_initials(people: Iterable[FoundValues]) -> list[Plain]:
    """The initials that the list itself has: those that are made are others."""
    return [values["initials"].value for values in people if "initials" in values]


def made_of_names(site: dict[str, Plain], found: FoundSite) -> list[str]:
    """The initials of a new site that the list does not have."""
    staff = site["staff"] if isinstance(site["staff"], list) else []
    pairs = zip(staff, found.staff, strict=False)
    return [str(each["initials"]) for each, own in pairs if isinstance(each, dict) and "initials" not in own]


def _ordered(values: FoundValues, keys: tuple[str, ...]) -> dict[str, Plain]:
    made: dict[str, Plain] = {}
    for key in keys:
        if key in values:
            made[key] = values[key].value
        elif key in _NEEDED:
            made[key] = _NOBODY_KNOWS.get(key, OPEN)
    return made


def _group(values: FoundValues, group: str) -> dict[str, Plain]:
    return {key.partition(".")[2]: found.value for key, found in values.items() if key.startswith(f"{group}.")}


def _failover(values: FoundValues, appliances: Iterable[Plain]) -> dict[str, Plain]:
    """How users are moved: where there is a backup, and there alone."""
    if not any(isinstance(each, dict) and each.get("role") == "backup" for each in appliances):
        return {}
    known = _group(values, "failover")
    switch = known.get("switch", OPEN)
    moves = {} if switch in ("dns", "nat") else {"shared_ip": known.get("shared_ip", OPEN)}
    if switch == OPEN and "shared_ip" not in known:
        moves = {}
    return {"switch": switch, **moves}


class SiteMerge:
    """The edits that one site of the inventory needs, what is to be told of them, and what is left out; all grow."""

    def __init__(self, site: dict[str, Any], path: KeyPath, keep: Iterable[str], house: House | None) -> None:
        self.edits: list[Edit] = []
        self.told: list[Told] = []
        self.left: list[Problem] = []
        self._site, self._path, self._keep, self._house = site, path, frozenset(keep), house
        self._id = str(site.get("id"))

    def merge(self, found: FoundSite) -> None:
        """Hold all of `found` against the site."""
        self._appliances(found.appliances)
        self._people(found.staff)
        values = {key: value for key, value in found.values.items() if key != "id" and not key.startswith("failover.")}
        self._values(values, self._site, self._path, self._id)
        roles: list[Plain] = [{"role": each["role"].value} for each in found.appliances if "role" in each]
        self._way_to_move(found.values, roles)

    def _way_to_move(self, values: FoundValues, roles: list[Plain]) -> None:
        wanted = _failover(values, [*self._items("appliances"), *self._added("appliances"), *roles])
        if not wanted:
            return
        if not isinstance(self._site.get("failover"), dict):
            self._put((*self._path, "failover"), wanted, f"{self._id}: failover", None)
            return
        there = self._site["failover"]
        known = {key: found for key, found in values.items() if key.startswith("failover.")}
        said = known.get("failover.switch")
        kept = "switch" in self._keep and not is_open("switch", there.get("switch"))
        switch = there.get("switch") if said is None or kept else said.value
        if switch in ("dns", "nat"):
            known.pop("failover.shared_ip", None)
            if said is not None and there.get("shared_ip") is not None and said.value != there.get("switch"):
                message = N_("{site} has a shared IP, and a switch by {switch} has none: this is left out")
                remedy = N_("remove shared_ip from the inventory if users are moved that way; then import again")
                self.left.append(said.origin.problem(message, remedy, site=self._id, switch=str(switch)))
                del known["failover.switch"]
        elif switch == "shared-ip" and said is not None and "shared_ip" not in there:
            known.setdefault("failover.shared_ip", FoundValue(OPEN, said.origin))
        self._values(known, self._site, self._path, self._id)

    def _appliances(self, found: list[FoundValues]) -> None:
        listed = self._items("appliances")
        taken: set[int] = set()
        for values in found:
            number = _same_appliance(values, listed, taken)
            if number is None:
                alone = len(found) == 1 and not listed
                new = new_appliance(values, alone)
                if any(alike("id", each.get("id"), new["id"]) for each in listed if isinstance(each, dict)):
                    continue
                self._add("appliances", new, Told("appliance", self._id, str(new["id"])))
            else:
                taken.add(number)
                own = {key: value for key, value in values.items() if key != "id"}
                place, name = (*self._path, "appliances", number), f"{self._id}: {listed[number].get('id')}"
                self._values(own, listed[number], place, name)
        self._no_longer_alone(found, listed)
        for number, each in enumerate(listed):
            if number not in taken and isinstance(each, dict):
                self.told.append(Told("absent", self._id, str(each.get("id"))))

    def _no_longer_alone(self, found: list[FoundValues], listed: list[Any]) -> None:
        """A standalone appliance that others were added to is another thing now, and nobody has said which."""
        roles = [each["role"].value for each in found if "role" in each]
        alone = len(listed) == 1 and isinstance(listed[0], dict) and listed[0].get("role") == "standalone"
        path = (*self._path, "appliances", 0, "role")
        changed = any(edit.path == path for edit in self.edits)
        kept = changed or "standalone" in roles or "role" in self._keep
        if alone and not kept and self._added("appliances"):
            self._put(path, OPEN, f"{self._id}: {listed[0].get('id')}: role", "standalone")

    def _people(self, found: list[FoundValues]) -> None:
        listed = self._items("staff")
        whole = with_people({"staff": listed}, self._house)
        known: list[Any] = whole["staff"] if isinstance(whole, dict) and isinstance(whole["staff"], list) else []
        for values in found:
            number = _same_person(values, known)
            if number is None:
                new = new_person(values, [*known, *self._added("staff"), *given_initials(found)])
                self._add("staff", new, Told("person", self._id, str(new["name"])))
                if "initials" not in values:
                    self.told.append(Told("initials", self._id, new=[new["initials"]]))
            elif isinstance(person := listed[number], dict):  # what initials alone stand for is the house's to say
                place, name = (*self._path, "staff", number), f"{self._id}: {person.get('initials')}"
                self._values({k: v for k, v in values.items() if k != "roles"}, person, place, name)
                self._roles(values, person, place, name)

    def _roles(self, values: FoundValues, person: dict[str, Any], place: KeyPath, name: str) -> None:
        """Roles are added, and never taken away: the other list need not know all of them."""
        wanted: Any = values["roles"].value if "roles" in values else []
        there = person.get("roles")
        if not isinstance(there, list):
            if wanted:
                self._put((*place, "roles"), wanted, f"{name}: roles", there)
            return
        for role in wanted:
            if role not in there:
                self.edits.append(Edit(path=(*place, "roles"), value=role, append=True))
                self.told.append(Told("filled", self._id, f"{name}: roles", None, role))

    def _values(self, values: FoundValues, there: dict[str, Any], place: KeyPath, name: str) -> None:
        """Write what is known and not there, or there otherwise."""
        begun: dict[str, dict[str, Plain]] = {}
        for key, found in values.items():
            group, _dot, last = key.rpartition(".")
            holder = there.get(group) if group else there
            if not isinstance(holder, dict):
                begun.setdefault(group, {})[last] = found.value
                continue
            old = holder.get(last)
            if is_open(last, old) or (found.sure and last not in self._keep and not alike(last, old, found.value)):
                path = (*place, group, last) if group else (*place, last)
                new = beside_other(old, found.value) if last == "ip" else found.value
                self._put(path, new, f"{name}: {last}", old)
        for group, made in begun.items():
            if group not in there or there[group] is None:
                self._put((*place, group), made, f"{name}: {group}", None)

    def _put(self, path: KeyPath, value: Plain, name: str, old: Plain) -> None:
        self.edits.append(Edit(path=path, value=value))
        kind = "filled" if is_open(str(path[-1]), old) else "changed"
        self.told.append(Told(kind, self._id, name, old, value))

    def _add(self, key: str, item: dict[str, Plain], told: Told) -> None:
        path = (*self._path, key)
        begun = next((edit.value for edit in self.edits if edit.path == path and not edit.append), None)
        if isinstance(begun, list):
            begun.append(item)
        elif key in self._site:
            self.edits.append(Edit(path=path, value=item, append=True))
        else:
            self.edits.append(Edit(path=path, value=[item]))
        self.told.append(told)

    def _added(self, key: str) -> list[Plain]:
        """What is to be added to a list."""
        edits = [edit for edit in self.edits if edit.path == (*self._path, key)]
        return [item for edit in edits for item in (edit.value if isinstance(edit.value, list) else [edit.value])]

    def _items(self, key: str) -> list[Any]:
        listed = self._site.get(key)
        return listed if isinstance(listed, list) else []


def _same_appliance(values: FoundValues, listed: list[Any], taken: set[int]) -> int | None:
    """Which appliance of the inventory is meant: by its id, else its host name, else its address."""
    for key in ("id", "hostname", "ip"):
        for number, each in enumerate(listed):
            there = each.get(key) if isinstance(each, dict) and number not in taken else None
            if key in values and not is_open(key, there) and alike(key, there, values[key].value):
                return number
    return None


def _same_person(values: FoundValues, listed: list[Any]) -> int | None:
    """Which person of the inventory is meant: by the address, else the name, else the initials."""
    for key in ("email", "name", "initials"):
        for number, each in enumerate(listed):
            there = each.get(key) if isinstance(each, dict) else each if key == "initials" else None
            if key in values and not is_open(key, there) and alike(key, there, values[key].value):
                return number
    return None
