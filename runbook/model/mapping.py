"""Which field of somebody's other list is which of the inventory, as it is written for `runbook import --map`.

Shapes and bounds stand here, beside the names, with what each is for; the tables of docs/import.md are made of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from runbook.model.limits import Closed, Limits
from runbook.model.site import Hostname, LanguageTag, Name, RoleName, StaffRole

FieldPath = Annotated[
    str,
    Limits(
        min_length=1,
        max_length=200,
        pattern=r"^[^\s.][^\x00-\x1f\x7f]*$",
        form="write the name of a field, such as serial or custom_fields.bt_role",
    ),
]
FieldPaths = tuple[FieldPath, ...] | FieldPath
Word = Annotated[str, Limits(min_length=1, max_length=200)]
Words = tuple[Word, ...] | Word
Kept = Literal["name", "hostname", "timezone", "role", "form", "model", "ip", "base", "software", "region", "email"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFields(Closed):
    """Where the values of a site are; each a field, or several to be tried in turn."""

    id: Annotated[FieldPaths | None, Limits(description="its id in the inventory")] = None
    name: Annotated[FieldPaths | None, Limits(description="what people call it")] = None
    hostname: Annotated[FieldPaths | None, Limits(description="the name that users reach")] = None
    timezone: Annotated[FieldPaths | None, Limits(description="such as Europe/Paris")] = None
    switch: Annotated[FieldPaths | None, Limits(description="pairs: how users are moved")] = None
    shared_ip: Annotated[FieldPaths | None, Limits(description="pairs: the address that moves")] = None
    jump_clients: Annotated[FieldPaths | None, Limits(description="how many Jump Clients")] = None
    extra: Annotated[dict[str, FieldPaths], Limits(description="keys of the house, each with its field")] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplianceFields(Closed):
    """Where the values of an appliance are."""

    site: Annotated[FieldPaths | None, Limits(description="Ansible: the site that a host belongs to")] = None
    id: Annotated[FieldPaths | None, Limits(description="its id in the inventory")] = None
    role: Annotated[FieldPaths | None, Limits(description="standalone, primary, backup, traffic")] = None
    form: Annotated[FieldPaths | None, Limits(description="physical, virtual")] = None
    model: Annotated[FieldPaths | None, Limits(description="free text")] = None
    hostname: Annotated[FieldPaths | None, Limits(description="its own name")] = None
    ip: Annotated[FieldPaths | None, Limits(description="its own address")] = None
    base: Annotated[FieldPaths | None, Limits(description="the Base software it runs")] = None
    software: Annotated[FieldPaths | None, Limits(description="the BeyondTrust software it runs")] = None
    region: Annotated[FieldPaths | None, Limits(description="traffic nodes: their region")] = None
    extra: Annotated[dict[str, FieldPaths], Limits(description="keys of the house, each with its field")] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFields(Closed):
    """Where the values of a person are."""

    staff: Annotated[FieldPaths | None, Limits(description="Ansible: the variable that lists the people of a site")] = (
        None
    )
    initials: Annotated[FieldPaths | None, Limits(description="as signed on paper; otherwise made from the name")] = (
        None
    )
    name: Annotated[FieldPaths | None, Limits(description="the full name")] = None
    email: Annotated[FieldPaths | None, Limits(description="the address")] = None
    language: Annotated[FieldPaths | None, Limits(description="of mails to this person")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMapping(Closed):
    """A whole mapping file; every key may be left out."""

    organization: Annotated[Name | None, Limits(description="whose sites these are, for a new inventory")] = None
    languages: Annotated[
        tuple[LanguageTag, ...] | None, Limits(min_length=1, description="what is rendered, for a new inventory")
    ] = None
    timezone: Annotated[Word | None, Limits(description="of sites that have none in the other list")] = None
    domain: Annotated[Hostname | None, Limits(description="what follows names without a dot: example.com")] = None
    only: Annotated[
        dict[str, Words],
        Limits(description="which devices or hosts are appliances: fields, and the values that each may have"),
    ] = field(default_factory=dict)
    status: Annotated[
        tuple[Word, ...] | None, Limits(description="NetBox: the states that an appliance may be in; otherwise active")
    ] = None
    site_groups: Annotated[
        Word | None, Limits(description="Ansible: what the names of groups that are sites begin with; otherwise site_")
    ] = None
    sites: SiteFields = field(default_factory=SiteFields)
    appliances: ApplianceFields = field(default_factory=ApplianceFields)
    people: PersonFields = field(default_factory=PersonFields)
    values: Annotated[
        dict[str, dict[str, Word]],
        Limits(description="by a key of the inventory: what is written there, and what it means here"),
    ] = field(default_factory=dict)
    contact_roles: Annotated[
        dict[str, tuple[RoleName | StaffRole, ...]],
        Limits(description="NetBox: roles of contacts, and what each may sign"),
    ] = field(default_factory=dict)
    columns: Annotated[
        dict[str, FieldPath], Limits(description="CSV: heads in another language, and the field that each is")
    ] = field(default_factory=dict)
    keep: Annotated[
        tuple[Kept, ...], Limits(description="keys that are never changed where the inventory has a value")
    ] = ()
