"""The frozen plan of one change. Everything downstream (pages, verifier, approval pack) reads this and nothing else.

Texts in a plan are English message ids: the reader's language is applied when they are shown. A site's values stand in
slots beside the texts, never inside them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from runbook.model.site import Clients, DateOrder, Failover, Form, PackageKind, Person, Role

Text = str  # an English message id; Markdown where the field says so

PlanFormat = Literal[
    "runbook-plan/1",  # its revision covers what a verdict depends on, and nothing else
    "runbook-plan/2",
]
RuleKind = Literal[
    "order",  # every one of `first` is not later than any of `then`
    "wait",  # from every one of `first` to every one of `then` at least `minutes` pass, measured in UTC
    "adjacent",  # between `first` and `then` no step at all is signed but those of `steps`, on any appliance
    "closed",  # no step of `steps` is signed after every one of `first` and before every one of `then`
    "not-later",  # from every one of `first` to every one of `then` at most `minutes` pass, measured in UTC
]
RuleSeverity = Literal[
    "error",  # broken, it fails a record
    "warning",  # broken, it is told, and whoever signed is blamed for nothing
]
Grade = Literal["low", "medium", "high"]  # how likely and how serious a risk is
EvidenceType = Literal["text", "version", "date", "datetime", "yes-no", "count", "go-no-go"]
SlotKind = Literal["id", "host", "ip", "version", "datetime", "text", "count"]
NoteKind = Literal["note", "warning", "never"]
Gate = Literal[
    "release",  # somebody who approves lets the change begin
    "spoken-release",  # such a release that was spoken, as whoever heard it wrote it down
    "ratified",  # a spoken release, confirmed in writing afterwards
    "hold",  # go or no-go, before the last way back is closed
    "decision",  # to go on although the way back can no longer be begun in time
]
Installs = PackageKind
HOUSE_SOURCE = "HOUSE"  # what stands for the organisation's own house where others name an id of the catalogue
WHOLE_GUIDE = "1-685"  # where the catalogue has it that the guide says nothing anywhere: the rule is the kit's own
HOUSE_MARK = "house"  # a message: the mark of what is the organisation's own
PLACE_RULE = "house.place-"  # what the id of the rule begins with that keeps a step of a house at its place
OWN_ROLE = "role: "  # what the messages for the roles of a house begin with: none is a word of the kit's
HOUSE_EVENT = "house."  # what the events of its steps begin with
EffectKind = Literal[
    "no-clients",  # all client software is removed: nobody can work, in the windows and between them
    "outage",  # nobody can work
    "fewer-nodes",  # some traffic nodes take no new clients
    "no-standby",  # there is no failover
    "clients-offline",  # some clients are offline, in the windows and between them
]
# Those that last over the whole change, from the first step that has one to the end of the last.
THROUGHOUT: frozenset[EffectKind] = frozenset({"no-clients", "clients-offline"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAppliance:
    """An appliance of the change. `base` and `software` are what it runs before; empty for a new one."""

    id: str
    role: Role
    form: Form
    model: str
    hostname: str
    ip: str
    base: str
    software: str
    region: str | None = None
    half: Literal["first", "second"] | None = None  # traffic nodes: which half is drained first
    side: Literal["old", "new"] | None = None  # migrations


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWindow:
    """A maintenance window; both ends bear the site's UTC offset.

    `done`: what was planned in it was carried out by an earlier plan of the change, one of those that this plan amends.
    `continues`: the number of the earlier window whose work goes on in this one.
    """

    start: datetime
    end: datetime
    done: bool = False
    continues: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneOffset:
    """How far the site's clock is ahead of UTC, in seconds, from the instant `since` until the next one's."""

    since: datetime
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPackage:
    """A package of a hop: what it is, and its version, name or id."""

    kind: PackageKind
    name: str
    file: str | None = None  # patches: the file that it is installed from, and its SHA-256
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHop:
    """One hop carried through the whole site, and which appliance has which letter in it.

    `base` and `software` are the versions of its Base and BeyondTrust package; null where it has none.

    `letters` maps A, B, M, old, new to appliance ids: A is the primary at the START of this pass, so after an
    asynchronous pass the letters change places. `windows` counts from 1.
    """

    hop: int
    base: str | None
    software: str | None
    windows: tuple[int, ...]
    letters: dict[str, str]
    primary_start: str
    primary_end: str
    packages: tuple[PlanPackage, ...] = ()  # all of them, in their order; missing in older plans

    @property
    def contents(self) -> tuple[PlanPackage, ...]:
        """Its packages in their order, in older plans too."""
        if self.packages:
            return self.packages
        short = (("base", self.base), ("software", self.software))
        return tuple(PlanPackage(kind=kind, name=name) for kind, name in short if name)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A chapter of the runbook. `number` is what is printed; its steps are `number.1`, `number.2` …"""

    id: str
    number: int
    title: Text
    hop: int | None
    window: int | None
    letter: str | None  # the appliance that the phase is about, where it is about one
    back: Text  # Markdown: the way back while in this phase, or that there is none and whom to call
    back_is_kits: bool
    serves: str | None = None  # the appliance that serves the users when the phase begins; null in older plans
    back_also: tuple[Text, ...] = ()  # Markdown: what goes with it, such as as long as an effect lasts; the kit's own
    way_back: str | None = None  # the phase that holds the steps of its way back; null where `back` says all there is
    back_until: datetime | None = None  # until when that way back can be begun: the window's end less its planned time
    late_from: datetime | None = None  # from when on a go to go on late counts: shortly before that time
    back_from: tuple[str, ...] = ()  # of a way back: the phases that it leads back from; of all others nothing
    as_before: bool = False  # of a way back: afterwards the site is as before
    within: int = 0  # of a way back: how many of its steps, from the first on, are done before the window ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A site's value beside a text."""

    label: Text
    value: str
    kind: SlotKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something to know at a step. `kit`: our own rule, not the vendor's; the page marks it."""

    kind: NoteKind
    text: Text  # Markdown
    sources: tuple[str, ...] = ()
    kit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a piece of evidence must be. One of the fields is set.

    equals: the value, as text ("24.1.2", "yes", "no", "0").
    after:  the id of a step; the value (a datetime) is not earlier than that step's signature.
    """

    equals: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is written down at a step.

    `figures`: of a text, that a figure stands in it, as in the number of a case; `never_none`: that none is no answer.
    `past`: of a date, that it is past when the step is signed.
    """

    name: str
    type: EvidenceType
    label: Text
    expect: Expect | None = None
    figures: bool = False
    never_none: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Planned minutes, `low` to `high`; `source` is a catalogue id, or null where the figure is the kit's own."""

    low: int
    high: int
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What steps mean for the users. Where an outage has several, the one that stands first in the plan is told."""

    id: str
    kind: EffectKind
    text: Text  # who notices; "" where it ends an outage
    ends: bool  # an outage that goes on lasts until the end of the step; where there is none, it is nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One action with its sign-off. `id` is permanent; `number` is what is printed."""

    id: str
    number: str
    phase: str
    event: str | None
    appliance: str | None
    letter: str | None  # A, B, M, node, old, new: what the texts call the appliance; null for the whole site
    hop: int | None
    window: int | None
    required: bool
    na_allowed: bool  # n/a counts as signed, with a reason
    witness: bool
    roles: tuple[str, ...]  # staff roles that may sign
    evidence: Evidence | None
    sources: tuple[str, ...]
    # what is shown
    title: Text
    where: Text  # the screen path; "" where there is no screen
    do: Text  # Markdown
    see: Text  # Markdown; "" where nothing is to be seen
    notes: tuple[Note, ...]
    slots: tuple[Slot, ...]
    recoveries: tuple[str, ...]  # ids into Plan.recoveries
    links: tuple[str, ...]  # ids into Plan.links
    no_return: bool
    kit: bool
    duration: Duration
    planned_start: datetime | None  # in a window: the planned clock time
    planned_by: datetime | None  # outside the windows: not later than …
    planned_from: datetime | None  # outside the windows: right after the one before, unless it follows another step
    # what it does
    installs: Installs | None = None
    effects: tuple[str, ...] = ()  # ids into Plan.effects
    prepared: bool = False  # listed in the approval among what is prepared
    place: str | None = None  # the appliance that it is done on, where that is not the one that it is about
    gate: Gate | None = None  # what it lets pass; null for what is not somebody's leave to go on
    moves: bool = False  # on a way back: it is part of moving the users

    @property
    def house(self) -> bool:
        """Whether it is a step of the organisation's own."""
        return self.event is not None and self.event.startswith(HOUSE_EVENT)

    def marked(self, title: str, mark: str) -> str:
        """Its `title`, in a language; behind that of a step of the organisation's own, `mark`: what HOUSE_MARK says."""
        return f"{title} · {mark}" if self.house else title


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One relation between steps, with its origin. See RuleKind for what each kind means."""

    id: str
    kind: RuleKind
    first: tuple[str, ...]
    then: tuple[str, ...]
    steps: tuple[str, ...]
    minutes: int | None
    sources: tuple[str, ...]
    text: Text
    kit: bool
    severity: RuleSeverity = "error"
    exact: bool = False  # of an order: no two watches excuse what is signed a little before

    @property
    def house(self) -> bool:
        """Whether it is a rule of the organisation's own."""
        return HOUSE_SOURCE in self.sources

    @property
    def places(self) -> bool:
        """Whether it says no more than that a step of a house keeps its place; other rules say why."""
        return self.id.startswith(PLACE_RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What to do when something goes wrong (R1–R12)."""

    id: str
    trouble: Text
    act: Text  # Markdown
    links: tuple[str, ...]
    sources: tuple[str, ...]
    kit: bool
    ours: Text = ""  # Markdown, above the act, marked as the kit's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A risk of this change, and what limits it: prohibitions and rules, or else what is done when it happens.

    `id` is its name in the procedures, of a prohibition that is a risk of its own that of the catalogue; older plans
    have none. `likelihood` and `weight` are what the house says; "" where whoever approves is to say it.
    """

    text: Text  # Markdown
    limits: tuple[Text, ...]  # Markdown
    recoveries: tuple[str, ...]  # ids into Plan.recoveries
    steps: tuple[str, ...]  # printed numbers
    sources: tuple[str, ...]
    id: str = ""
    likelihood: Grade | Literal[""] = ""
    weight: Grade | Literal[""] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page of the vendor's, shown as an address and a QR code."""

    id: str
    title: Text
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A screen label: the English one is the message id, the translation is the other language's label."""

    label: Text
    status: Literal["confirmed", "partly", "inferred"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A person, credential, file or address to have at hand before the start."""

    kind: Literal["credential", "file", "equipment", "address"]
    text: Text
    holder: Text  # who has it, by role


def named_in(text: str, source: str) -> bool:
    """Whether a text names the source that it rests on, as in `Outbound TCP 443 (B22)`."""
    return f"({source})" in text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWarning:
    """Something about the plan that a change manager should correct or accept. `args` fill `text` (str.format).

    Times and lengths stand in it by ISO 8601 (runbook.i18n.Language.stored)."""

    code: str
    text: Text
    args: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """What a verdict allows for, and what it holds to be too quick to be true: rules of the kit's."""

    watches: int = 0  # minutes by which the watches of two people may differ
    pace: int = 0  # seconds that the steps of a window take at least, each, where there are ten of them or more
    share: int = 0  # of the planned least of a window's steps, in percent, that they take at least
    decided: int | None = None  # minutes before the time for a way back from which a go counts; None: whenever


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePhone:
    """Somebody whom the house has called, and where they are reached.

    `name` is that of a contact or of a person; `minutes`: of an escalation, how long the trouble lasts by then.
    """

    name: Text
    phone: str
    hours: Text = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseStaff:
    """What the house says of somebody whom the plan names: of the staff, a deputy, or somebody who is called."""

    initials: str
    name: str
    phone: str = ""
    deputy: str = ""  # initials
    deputy_name: str = ""
    deputy_phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A step of the kit that the house does without, and its reason."""

    title: Text
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHouse:
    """What of the organisation's own house is in the plan, so that nothing else is needed to print it or to verify.

    `words` holds for each language what the messages of the house say in it, where that is not the message itself.
    """

    name: str
    logo: str = ""  # a data address: SVG or PNG
    classification: Text = ""
    retention: Text = ""
    contacts: tuple[HousePhone, ...] = ()
    escalation: tuple[HousePhone, ...] = ()
    vendor_phone: str = ""
    vendor_contract: str = ""
    vendor_case: str = ""
    staff: tuple[HouseStaff, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    names_witnesses: bool = False  # nobody but those whom the plan names may witness
    words: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that pages, verdicts and packs of one change are made from.

    `revision` is a sha-256 over everything else, in hexadecimal (runbook.model.revision). Fields with a default are
    missing in older plan.json files.
    """

    format: PlanFormat
    revision: str
    organization: str
    site: str
    site_name: str
    hostname: str
    change: str
    kind: Literal["upgrade", "migrate", "other"]
    path: str
    path_title: Text
    reasons: tuple[Text, ...]  # why this path
    timezone: str
    languages: tuple[str, ...]  # those that the pages are printed in
    options: tuple[str, ...]  # the conditions that held for the whole change, sorted: with the path, the plan's shape
    failover: Failover | None
    clients: Clients
    appliances: tuple[PlanAppliance, ...]
    windows: tuple[PlanWindow, ...]
    staff: tuple[Person, ...]
    passes: tuple[PlanHop, ...]
    phases: tuple[Phase, ...]
    steps: tuple[PlanStep, ...]
    rules: tuple[Rule, ...]
    never: tuple[Note, ...]
    needs: tuple[Need, ...]
    recoveries: tuple[Recovery, ...]
    links: tuple[Link, ...]
    terms: tuple[Term, ...]
    sources: dict[str, str]  # catalogue id -> lines of the vendor's guide, or a page of its documentation
    warnings: tuple[PlanWarning, ...]
    effects: tuple[Effect, ...] = ()
    risks: tuple[Risk, ...] = ()
    offsets: tuple[ZoneOffset, ...] = ()  # of `timezone`, from a year before the first window to a year after the last
    texts: dict[str, str] = field(default_factory=dict)  # language -> a digest of all texts of the plan in it
    labels: str = ""  # a digest of `terms` in all languages that the kit has
    date_order: DateOrder = "dmy"  # how 05/12/2026 is read in a record of the change
    witnesses: tuple[str, ...] = ()  # initials of those who may witness; everybody else where there are none
    tolerances: Tolerances | None = None  # without them no watch is wrong and no hand too quick
    ticket: str = ""  # the customer's own number of the change
    reason: str = ""  # why it is made, on one line
    deadline: date | None = None  # the day by whose end it has to be done
    amends: tuple[str, ...] = ()  # revisions of the printed plans of the change that it carries on, the oldest first
    approval_apart: bool = False  # whoever carries the change out may not release it
    pages: int = 0  # which pages the kit prints (runbook.model.revision.PAGES)
    house: PlanHouse | None = None  # the organisation's own; where there is none, plan.json does not name it

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """What the messages of the house say in each language; nothing where there is no house."""
        return self.house.words if self.house else {}
