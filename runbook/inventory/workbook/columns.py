"""The sheets of a workbook and their columns: one table, which is read, written and described.

Whatever key of an inventory has no column of its own stands in the column `more` of its row, as YAML.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from runbook.i18n import N_
from runbook.model.site import Appliance, Change, Heading, Package, Person, Site, Window
from runbook.reading.annotations import alternatives, fields_of, limits_of

MORE = "more"
SITE, CHANGE, HOP, PACKAGE = "site", "change", "hop", "package"  # which row of another sheet a row belongs to
SheetKey = Literal["organisation", "sites", "appliances", "people", "changes", "packages", "windows"]
ValueKind = Literal[
    "text",
    "version",
    "list",
    "either",  # one text, or a list
    "number",
    "flag",
    "moment",
    "day",
    "choice",
    "link",
    "more",
]


class SheetColumn(NamedTuple):
    """A column: the path of its key within what a row is, its head, a note on it, its width in characters."""

    key: str
    head: str
    note: str
    width: int = 16
    link: bool = False  # it says which row of another sheet this one belongs to


class WorkbookSheet(NamedTuple):
    """A sheet: what it is called, what each of its rows is, and its columns."""

    key: SheetKey
    title: str
    noun: Any
    columns: tuple[SheetColumn, ...]


_MORE = SheetColumn(MORE, N_("More"), N_("Keys without a column here, as YAML: see docs/workbook.md."), 24)
_OF_SITE = SheetColumn(SITE, N_("Site"), N_("The id of the site, as on the sheet of the sites."), 14, True)
_OF_CHANGE = SheetColumn(CHANGE, N_("Change"), N_("The id of the change, as on the sheet of the changes."), 14, True)


_APPROVAL = (
    SheetColumn("approval.needed", N_("Approvals"), N_("How many people release a change; if left out, one."), 10),
    SheetColumn(
        "approval.not_by_those_who_carry_out",
        N_("Released by others"),
        N_("yes, if whoever carries a change out may not release it."),
        11,
    ),
)  # who they are: the people with the role approver


class _OfMachine(NamedTuple):
    """What is said of an appliance, and in the same way of the one that a migration puts in its place."""

    key: str
    head: str
    new: str
    note: str
    width: int

    def column(self, head: str, above: str = "") -> SheetColumn:
        return SheetColumn(above + self.key, head, self.note, self.width)


_MACHINE = (
    _OfMachine("form", N_("Form"), N_("New form"), N_("physical (a machine) or virtual."), 10),
    _OfMachine("model", N_("Model"), N_("New model"), N_("Free text, such as B300."), 12),
    _OfMachine("hostname", N_("Host name"), N_("New host name"), N_("Its own name, not the one that users reach."), 28),
    _OfMachine(
        "ip",
        N_("IP address"),
        N_("New IP address"),
        N_("Its own address, IPv4 or IPv6; or one of each with a comma between them."),
        18,
    ),
)

SHEETS: tuple[WorkbookSheet, ...] = (
    WorkbookSheet(
        "organisation",
        N_("Organisation"),
        Heading,
        (
            SheetColumn("organization", N_("Organisation"), N_("Whose sites these are."), 30),
            SheetColumn("languages", N_("Languages"), N_("What is rendered, such as fr, en."), 16),
            _MORE,
        ),
    ),
    WorkbookSheet(
        "sites",
        N_("Sites"),
        Site,
        (
            SheetColumn("id", N_("Site"), N_("Names its folder: letters, digits, hyphens, underscores; 1 to 40."), 14),
            SheetColumn("name", N_("Name"), N_("What people call the site."), 26),
            SheetColumn("hostname", N_("Host name"), N_("The name that users reach."), 30),
            SheetColumn("timezone", N_("Time zone"), N_("Such as Europe/Paris; all times are local to it."), 18),
            SheetColumn("languages", N_("Languages"), N_("In place of those of the organisation."), 12),
            SheetColumn("date_order", N_("Order of dates"), N_("How 5 December is written: dmy (05/12) or mdy."), 10),
            SheetColumn("failover.switch", N_("Switch"), N_("Pairs: how users are moved: shared-ip, dns or nat."), 11),
            SheetColumn("failover.shared_ip", N_("Shared IP"), N_("Only for pairs with shared-ip."), 15),
            SheetColumn("failover.state", N_("Pair found"), N_("apart, if the pair was found taken apart."), 11),
            SheetColumn("failover.serving", N_("Serving"), N_("For a pair found apart: which one users reach."), 11),
            SheetColumn("clients.jump_clients", N_("Jump Clients"), N_("How many there are."), 9),
            SheetColumn("clients.extractable_msi", N_("Extractable MSI"), N_("Enabled by the vendor: yes or no."), 11),
            SheetColumn("clients.locked_msi_consoles", N_("Locked MSI consoles"), N_("On locked-down PCs?"), 11),
            SheetColumn("clients.integration_clients", N_("Integration Clients"), N_("none, by-ip, by-hostname."), 13),
            *_APPROVAL,
            _MORE,
        ),
    ),
    WorkbookSheet(
        "appliances",
        N_("Appliances"),
        Appliance,
        (
            _OF_SITE,
            SheetColumn("id", N_("Appliance"), N_("Its id: letters, digits, hyphens, underscores."), 12),
            SheetColumn("role", N_("Role"), N_("standalone; or primary, backup, traffic."), 12),
            *(one.column(one.head) for one in _MACHINE),
            SheetColumn("base", N_("Base today"), N_("The Base software that it runs, as text; or unknown."), 10),
            SheetColumn("software", N_("BeyondTrust today"), N_("The version that it runs, as text; or unknown."), 12),
            SheetColumn("region", N_("Region"), N_("Traffic nodes: halves are formed by region."), 12),
            _MORE,
        ),
    ),
    WorkbookSheet(
        "people",
        N_("People"),
        Person,
        (
            SheetColumn(SITE, N_("Site"), N_("The id of the site; or several, with commas between them."), 14, True),
            SheetColumn("initials", N_("Initials"), N_("As signed; only these for somebody whom the house names."), 9),
            SheetColumn("name", N_("Name"), N_("The full name."), 24),
            SheetColumn("email", N_("E-mail"), N_("The address only."), 28),
            SheetColumn(
                "roles",
                N_("Roles"),
                N_("`technician`, `network`, `desktop`, `representative`, `witness`, `approver`, `manager`; "
                   "with commas."),
                34,
            ),
            SheetColumn("language", N_("Language"), N_("Language of mails to this person; may be left empty."), 10),
            _MORE,
        ),
    ),
    WorkbookSheet(
        "changes",
        N_("Changes"),
        Change,
        (
            _OF_SITE,
            SheetColumn("id", N_("Change"), N_("Names its folder: letters, digits, hyphens, underscores."), 14),
            SheetColumn("kind", N_("Kind"), N_("upgrade, migrate or other."), 10),
            SheetColumn("path", N_("Path"), N_("Only with other: a path of the house's own."), 14),
            SheetColumn("method", N_("Method"), N_("automatic or manual; leave empty for clusters."), 11),
            SheetColumn("order", N_("Order"), N_("Pairs: synchronous or asynchronous."), 14),
            SheetColumn("major", N_("Major release"), N_("yes or no; if left out, as the version says."), 9),
            SheetColumn("client_wait", N_("Wait for clients"), N_("24h or remove-clients."), 14),
            SheetColumn("snapshot", N_("Snapshot"), N_("Only for a single virtual appliance: yes or no."), 10),
            SheetColumn("from", N_("From appliance"), N_("Migrations: the id of the appliance that is replaced."), 12),
            SheetColumn("to.id", N_("To appliance"), N_("Migrations: the id of the new appliance."), 12),
            *(one.column(one.new, "to.") for one in _MACHINE),
            SheetColumn("state", N_("State"), N_("planned, approved, done, stopped or cancelled."), 11),
            SheetColumn("ticket", N_("Ticket"), N_("The customer's own number of it; printed."), 16),
            *_APPROVAL,
            SheetColumn("urgency", N_("Urgency"), N_("normal; or expedited: by word of mouth, then in writing."), 11),
            SheetColumn("reason", N_("Reason"), N_("Why it is made; printed."), 26),
            SheetColumn("deadline", N_("Deadline"), N_("The day by the end of which it has to be done; printed."), 12),
            _MORE,
        ),
    ),
    WorkbookSheet(
        "packages",
        N_("Packages"),
        Package,
        (
            _OF_SITE,
            _OF_CHANGE,
            SheetColumn(HOP, N_("Hop"), N_("Which hop of the change it belongs to: 1, 2, …"), 6, True),
            SheetColumn(
                PACKAGE,
                N_("Place in hop"),
                N_("Left out if one row is the whole hop; otherwise its place in the order of installing: 1, 2, …"),
                9,
                True,
            ),
            SheetColumn("base", N_("Base"), N_("A Base update: its version, as text."), 10),
            SheetColumn("software", N_("BeyondTrust"), N_("A BeyondTrust package: its version, as text."), 12),
            SheetColumn("licence", N_("Licence"), N_("An additional licence, as Support names it."), 20),
            SheetColumn("patch", N_("Patch"), N_("The id of a patch."), 12),
            SheetColumn("file", N_("File"), N_("Patches: the file that it is installed from."), 24),
            SheetColumn("sha256", N_("SHA-256"), N_("Patches: that of the file."), 30),
            _MORE,
        ),
    ),
    WorkbookSheet(
        "windows",
        N_("Windows"),
        Window,
        (
            _OF_SITE,
            _OF_CHANGE,
            SheetColumn("start", N_("Start"), N_("Local date and time of the site: 2026-12-05 22:00."), 17),
            SheetColumn("end", N_("End"), N_("Local date and time of the site: 2026-12-06 04:00."), 17),
            SheetColumn("done", N_("Done"), N_("yes, if its work was carried out by an earlier plan."), 8),
            SheetColumn("for", N_("Continues"), N_("The number of the earlier window whose work goes on in it."), 11),
            _MORE,
        ),
    ),
)  # fmt: skip


def sheet_of(key: str) -> WorkbookSheet:
    """The sheet with that key."""
    return next(sheet for sheet in SHEETS if sheet.key == key)


def annotation_of(noun: Any, key: str) -> Any:
    """What the model says of the value at a path such as `failover.switch`."""
    found = noun
    for name in key.split("."):
        bare = limits_of(found)[0]
        found = next(part.annotation for part in fields_of(bare).values() if part.key == name)
    return found


@cache
def value_kind(sheet: SheetKey, column: SheetColumn) -> ValueKind:
    """How the cells of a column are read."""
    if column.link or column.key == MORE:
        return "link" if column.link else "more"
    if column.key in ("base", "software"):
        return "version"
    return _kind(limits_of(annotation_of(sheet_of(sheet).noun, column.key))[0])


def _kind(bare: Any) -> ValueKind:
    kinds = alternatives(bare)
    if len(kinds) > 1:
        return "either"
    names: dict[Any, ValueKind] = {"int": "number", "bool": "flag", "datetime": "moment", "date": "day"}
    if get_origin(bare) is Literal:
        return "choice"
    return "list" if get_origin(bare) is tuple else names.get(getattr(bare, "__name__", ""), "text")


@cache
def choices(sheet: SheetKey, column: SheetColumn) -> tuple[str, ...]:
    """What a column with a closed choice allows."""
    if value_kind(sheet, column) != "choice":
        return ()
    return tuple(map(str, get_args(limits_of(annotation_of(sheet_of(sheet).noun, column.key))[0])))
