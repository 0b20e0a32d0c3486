"""What each kind of value of an inventory has to look like: the words for a value that does not."""

from __future__ import annotations

import re

from runbook.i18n import N_
from runbook.model.settings import OF_THE_HOUSE, PHONES
from runbook.model.site import CLOCK_TIME, Inventory
from runbook.reading.advice import Advice
from runbook.reading.structure_problems import TO_THE_HOUSE, FileWording

# The last key of a path -> what is wrong with a value of the wrong form, what to do.
_ID = (
    N_("{value} is not an id"),
    N_("use 1 to 40 letters without accents, digits, hyphens and underscores; a letter or digit at both ends"),
)
_HOSTNAME = (
    N_("{value} is not a host name"),
    N_("write a name such as support.example.com; one with other letters in its xn-- form"),
)
_IP = (N_("{value} is not an IP address"), N_("write one IPv4 or IPv6 address, such as 192.0.2.11"))
_IPS = (
    _IP[0],
    N_('write one IPv4 or IPv6 address, such as 192.0.2.11; or one of each as a list, [192.0.2.11, "2001:db8::11"]'),
)
_VERSION = (
    N_("{value} is not a version: only digits and dots say which of two is newer"),
    N_('write digits and dots in quotes, such as "24.1.2"; do not plan with a beta or a special build: ask Support'),
)
_VERSION_TODAY = (
    _VERSION[0],
    N_('write digits and dots in quotes, such as "24.1.2"; or unknown, if nobody has looked it up yet'),
)
_TIME = (N_("{value} is not a date with a time"), N_("write both, the year first, such as 2026-12-05 22:00"))
_CLOCK = (
    N_("{value} is not a time of day"),
    N_('write hours and minutes from 00:00 to 23:59, in quotes, such as "22:00"'),
)
_DATE = (N_("{value} is not a date"), N_("write a date, such as 2026-12-20"))
_LANGUAGE = (N_("{value} is not a language tag"), N_("write a tag such as fr or pt_BR"))

FORMS = {
    "id": _ID,
    "from": _ID,
    "hostname": _HOSTNAME,
    "ip": _IP,
    "appliances.ip": _IPS,
    "to.ip": _IPS,
    "shared_ip": _IP,
    "base": _VERSION,
    "software": _VERSION,
    "appliances.base": _VERSION_TODAY,
    "appliances.software": _VERSION_TODAY,
    "licence": (N_("{value} cannot be the name of a licence"), N_("write 1 to 60 letters, as Support names it")),
    "patch": (
        N_("{value} is not the id of a patch"),
        N_("use 1 to 40 letters without accents, digits, dots, hyphens and underscores, such as BT26-02"),
    ),
    "file": (N_("{value} is not the name of a file"), N_("write only its name, without folders")),
    "sha256": (N_("{value} is not a SHA-256"), N_("write its 64 hexadecimal digits, in quotes")),
    "start": _TIME,
    "end": _TIME,
    "low_traffic.start": _CLOCK,
    "low_traffic.end": _CLOCK,
    "deadline": _DATE,
    "ticket": (N_("{value} is too long for the number of a ticket"), N_("write 32 letters at most")),
    "reason": (
        N_("{value} is too long for a reason"),
        N_("write 190 letters at most"),
    ),
    "languages": _LANGUAGE,
    "language": _LANGUAGE,
    "initials": (N_("{value} are not initials"), N_("use 1 to 6 letters or digits")),
    "email": (N_("{value} is not an e-mail address"), N_("write only the address, such as cm@example.com")),
}
_COMPARE = N_("compare with the example that `runbook init` writes")
_OTHER_FORM = (N_("{value} cannot be used here"), _COMPARE)

ADVICE = Advice(
    missing=N_("check the name; `runbook init` writes an example"),
    empty=N_("`runbook init` writes an example to begin with"),
    split=N_("split it into several inventories"),
    compare=_COMPARE,
)

# The forms that a number or a yes/no has as soon as it stands in quotes.
_QUOTED_WILL_DO = frozenset(
    {
        "id",
        "from",
        "initials",
        "language",
        "languages",
        "name",
        "organization",
        "model",
        "region",
        "licence",
        "patch",
        "file",
        "ticket",
        "reason",
    }
)


def _quotes_mend(key: str, value: str) -> bool:
    """Whether the number or yes/no at `key` is all right in quotes."""
    if key.startswith("low_traffic."):
        return re.fullmatch(CLOCK_TIME, value) is not None
    return key in _QUOTED_WILL_DO or (key.rpartition(".")[2] in ("base", "software") and "." in value)


_PATCH = N_("write a list under packages: in the hop, with - patch: and its id as one of its items")
_LICENCE = N_("write a list under packages: in the hop, with - licence: and its name as one of its items")

_FREEZES = N_("write it at a site; those of the whole organisation go into house.yaml of the house folder")
_HOLIDAYS = N_(
    "write freezes at a site: the days without changes; those of the whole organisation go into house.yaml of the "
    "house folder"
)
_DEFAULTS = N_("it is a default of the command line: write it into runbook.toml, beside the inventory")
_PLACES = ("", "sites", "staff", "appliances", "changes", "windows", "clients")  # where somebody may write a key
_OF_THE_HOUSE = {f"{place}.{key}".lstrip("."): TO_THE_HOUSE for place in _PLACES for key in OF_THE_HOUSE}
_PERSON = N_(
    "write the person with it under people in house.yaml of the house folder, and the initials alone here: "
    "staff: [CM, TL]"
)
_OF_PEOPLE = {f"staff.{key}": _PERSON for key in (*PHONES, "deputy", "away")}
_OF_FREEZES = {f"{place}.freezes".lstrip("."): _FREEZES for place in _PLACES if place != "sites"}
_AT_THE_TOP = dict.fromkeys(("out", "paper", "jobs", "house", "from", "smtp", "ca-file", "ca_file"), _DEFAULTS)

OPEN = "?"  # what `runbook import` writes where nobody has said yet what it is

WORDING = FileWording(
    root=Inventory,
    mark=OPEN,
    forms=FORMS,
    other_form=_OTHER_FORM,
    add_key=N_("add it; `runbook init` writes an example that has it"),
    split_list=N_("split it into several changes"),
    quotes_mend=_quotes_mend,
    shorten=N_("make it shorter"),
    of_choice={
        "changes.state": N_(
            "a change that moves or has begun stays planned or approved: move its windows, and write done: true at "
            "those that were carried out; once all of it is, write state: done"
        )
    },
    of_unknown={
        "hops.patch": _PATCH,
        "hops.licence": _LICENCE,
        **_OF_THE_HOUSE,
        **_OF_PEOPLE,
        **_OF_FREEZES,
        **dict.fromkeys(("holidays", "holiday", "sites.holidays", "sites.holiday"), _HOLIDAYS),
        **_AT_THE_TOP,
        **dict.fromkeys(("approval", "roles", "extra"), TO_THE_HOUSE),  # elsewhere they are the inventory's
    },
)
