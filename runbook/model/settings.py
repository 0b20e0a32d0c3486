"""Defaults of the command line, as somebody wrote them in `runbook.toml`.

Shapes and bounds stand here, beside the names; descriptions become the JSON Schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from runbook.model.limits import Closed, Limits
from runbook.model.site import Email

PlaceName = Annotated[
    str,
    Limits(
        min_length=1,
        max_length=4000,
        pattern=r"^(?=.*\S)[^\x00-\x1f\x7f]+$",
        form="write the name of a file or folder; it is looked for beside this file",
    ),
]
SpokenTag = Annotated[
    str,
    Limits(
        max_length=40,
        pattern=r"^[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{1,8})*(?:[.@][\x21-\x7e]*)?$",
        form="write a tag such as fr or pt_BR",
    ),
]
SpokenTags = Annotated[tuple[SpokenTag, ...], Limits(min_length=1, max_length=20)]
MailServer = Annotated[
    str,
    Limits(
        max_length=300,
        pattern=(
            r"^(?:smtps?|smtp\+starttls)://(?:\[[0-9A-Fa-f:.]+\]|[^\s\x00-\x1f\x7f/?#@:\[\]]+)"
            r"(?::(?:[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?/?$"
        ),
        form="write smtp://HOST:PORT, smtps://HOST:PORT or smtp+starttls://HOST:PORT; no user, no password",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Closed):
    """Defaults of the command line; an option or a variable of the environment goes before each. Files and folders
    are named from where this file is."""

    out: Annotated[PlaceName | None, Limits(description="the folder that files go to, and are looked for in")] = None
    languages: Annotated[
        SpokenTags | SpokenTag | None,
        Limits(description="of pages and mails, in place of those of the inventory: a list, or one alone"),
    ] = None
    paper: Annotated[Literal["A4", "Letter"] | None, Limits(description="paper size of pages")] = None
    duplex: Annotated[
        bool | None, Limits(description="pages to be printed on both sides: the margin to punch changes sides")
    ] = None
    jobs: Annotated[int | None, Limits(low=1, high=256, description="processes; by default one per core")] = None
    house: Annotated[PlaceName | None, Limits(description="the house folder: the organisation's own steps")] = None
    sender: Annotated[Email | None, Limits(key="from", description="who sends packs: the address alone")] = None
    smtp: Annotated[
        MailServer | None, Limits(description="the mail server that packs are sent by: smtps://mail.example.com:465")
    ] = None
    ca_file: Annotated[
        PlaceName | None,
        Limits(key="ca-file", description="certificates to trust, in place of those of this machine"),
    ] = None


PLACES = ("out", "house", "ca-file")
"""The keys whose values are places: of a file or a folder."""

PHONES = ("phone", "phones", "telephone", "telephones", "tel", "mobile")
OF_THE_HOUSE = (
    *PHONES, "contact", "contacts", "escalation", "escalations",
    "logo", "deputy", "away", "vendor", "support", "case", "case_number", "contract", "holiday", "holidays",
    "witnesses", "classification", "retention", "durations", "tolerance", "people", "watches", "sites_in_a_night",
    "risks", "leave_out",
)  # fmt: skip
"""Keys that people write, into an inventory or here, for facts that are the organisation's: its house.yaml has them."""
