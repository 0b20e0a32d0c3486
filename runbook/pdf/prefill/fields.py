"""What of a plan is the site's own: the one table of its fields, and what each of them is.

Three things follow from it: which values are read from a plan and what its shape leaves out (split_plan), and where
marks are put (marked_plan). A field that is not in the table belongs to the shape: one that is new makes more shapes,
and never a wrong page.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from runbook.model.plan import (
    Evidence,
    Expect,
    HouseStaff,
    Phase,
    Plan,
    PlanAppliance,
    PlanHop,
    PlanHouse,
    PlanPackage,
    PlanStep,
    PlanWindow,
    Slot,
)
from runbook.model.site import Clients, Failover, Person


class PlanField(Enum):
    """What a field is to the pages. A noun is a class that has a row of its own in `FIELDS`."""

    # Values, which pages show in slots.
    TEXT = auto()  # a text; the slot is there without it, too
    TEXT_IF_ANY = auto()  # a text; without it there is no slot, so whether it is there belongs to the shape
    VERSION = auto()  # the same; pages have a line where it is unknown, which belongs to the shape, too
    REVISION = auto()
    TEXT_EACH = auto()  # several texts, whose number belongs to the shape
    MOMENT_IF_ANY = auto()  # a day and clock time; the same
    ROLES = auto()  # staff roles, shown as one text; many of them may take a third line, and belong to the shape
    SLOT_VALUE = auto()  # a text that is a moment, a count or a version where the slot's kind says so

    # Ids, which other fields refer to: the shape knows an appliance by its place, a step by its number.
    APPLIANCE_ID = auto()  # an appliance's own, and a value
    APPLIANCE = auto()  # one that is referred to, or none
    APPLIANCES = auto()  # several, by letter
    STEP_ID = auto()  # a step's own, of which the id of its appliance may be a part
    STEP = auto()  # one that is referred to, or none
    PERSON = auto()  # initials of somebody of the staff, whose row it is

    # What holds such fields.
    NOUN = auto()  # one, or none
    NOUNS = auto()  # several, whose number belongs to the shape
    HOUSE_STAFF = auto()  # what a house says of those of the staff table, a row each
    STAFF = auto()  # several, filled up to whole tables, whose number belongs to the shape
    EXPECTATION = auto()  # what evidence must be: yes or no are words of the kit's, all else is a noun

    MAPPING = auto()  # of the shape as other fields are, but a dict
    FROZEN = auto()  # the same, with whatever it holds
    WARNINGS = auto()  # shown in a fixed number of rows, as each language words them
    UNSEEN = auto()  # no page shows it


FIELDS: Mapping[type, Mapping[str, PlanField]] = {
    Plan: {
        "organization": PlanField.TEXT,
        "site": PlanField.TEXT,
        "site_name": PlanField.TEXT,
        "hostname": PlanField.TEXT,
        "change": PlanField.TEXT,
        "timezone": PlanField.TEXT,
        "revision": PlanField.REVISION,
        "failover": PlanField.NOUN,
        "clients": PlanField.NOUN,
        "appliances": PlanField.NOUNS,
        "ticket": PlanField.TEXT_IF_ANY,
        "reason": PlanField.TEXT_IF_ANY,
        "deadline": PlanField.MOMENT_IF_ANY,
        "windows": PlanField.NOUNS,
        "staff": PlanField.STAFF,
        "passes": PlanField.NOUNS,
        "phases": PlanField.NOUNS,
        "steps": PlanField.NOUNS,
        "amends": PlanField.TEXT_EACH,
        "sources": PlanField.MAPPING,
        "warnings": PlanField.WARNINGS,
        "rules": PlanField.UNSEEN,
        "languages": PlanField.UNSEEN,
        "offsets": PlanField.UNSEEN,
        "texts": PlanField.UNSEEN,
        "labels": PlanField.UNSEEN,
        "date_order": PlanField.UNSEEN,
        "witnesses": PlanField.UNSEEN,
        "tolerances": PlanField.UNSEEN,
        "pages": PlanField.UNSEEN,
        "house": PlanField.NOUN,
    },
    PlanHouse: {
        "name": PlanField.UNSEEN,
        "contacts": PlanField.FROZEN,
        "escalation": PlanField.FROZEN,
        "staff": PlanField.HOUSE_STAFF,
        "left_out": PlanField.FROZEN,
        "names_witnesses": PlanField.UNSEEN,
        "words": PlanField.FROZEN,
    },
    HouseStaff: {
        "initials": PlanField.PERSON,
        "name": PlanField.UNSEEN,
        "phone": PlanField.TEXT,
        "deputy": PlanField.UNSEEN,
        "deputy_name": PlanField.TEXT,
        "deputy_phone": PlanField.TEXT,
    },
    Failover: {"shared_ip": PlanField.TEXT_IF_ANY, "serving": PlanField.APPLIANCE},
    Clients: {"jump_clients": PlanField.UNSEEN},  # but for the slots of steps, which hold it as a text
    PlanAppliance: {
        "id": PlanField.APPLIANCE_ID,
        "model": PlanField.TEXT,
        "hostname": PlanField.TEXT,
        "ip": PlanField.TEXT,
        "base": PlanField.VERSION,  # the new appliance of a migration has none: pages show a dash
        "software": PlanField.VERSION,
        "region": PlanField.TEXT,
    },
    PlanWindow: {"start": PlanField.MOMENT_IF_ANY, "end": PlanField.MOMENT_IF_ANY},
    Person: {
        "initials": PlanField.TEXT,
        "name": PlanField.TEXT,
        "email": PlanField.TEXT,
        "roles": PlanField.ROLES,
        "language": PlanField.UNSEEN,
    },
    PlanHop: {
        "base": PlanField.TEXT_IF_ANY,
        "software": PlanField.TEXT_IF_ANY,
        "packages": PlanField.NOUNS,
        "letters": PlanField.APPLIANCES,
        "primary_start": PlanField.APPLIANCE,
        "primary_end": PlanField.APPLIANCE,
    },
    PlanPackage: {
        "name": PlanField.TEXT,
        "file": PlanField.TEXT_IF_ANY,
        "sha256": PlanField.TEXT_IF_ANY,
    },
    Phase: {"serves": PlanField.APPLIANCE, "back_until": PlanField.MOMENT_IF_ANY, "late_from": PlanField.MOMENT_IF_ANY},
    PlanStep: {
        "id": PlanField.STEP_ID,
        "appliance": PlanField.APPLIANCE,
        "place": PlanField.APPLIANCE,
        "roles": PlanField.ROLES,
        "evidence": PlanField.NOUN,
        "slots": PlanField.NOUNS,
        "planned_start": PlanField.MOMENT_IF_ANY,
        "planned_by": PlanField.MOMENT_IF_ANY,
        "planned_from": PlanField.MOMENT_IF_ANY,
    },
    Slot: {"value": PlanField.SLOT_VALUE},
    Evidence: {"expect": PlanField.EXPECTATION},
    Expect: {"equals": PlanField.TEXT_IF_ANY, "after": PlanField.STEP},
}
