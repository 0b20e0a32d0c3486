"""What a house folder holds: facts that are the organisation's own, its steps, rules and paths.

`Words` are texts for people: one text for every language, or one for each, `{en: …, fr: …}`. Shapes and bounds stand
here, beside the names; what relates several values is checked in `runbook.house`. Descriptions stand here too: they
become the JSON Schema.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal, NamedTuple

from runbook.model.limits import Closed, Limits
from runbook.model.plan import HOUSE_EVENT, EvidenceType, Grade, RuleKind, RuleSeverity, SlotKind
from runbook.model.procedure import FIGURES, NEVER_NONE, PAST, EventName, PlainName, RuleName
from runbook.model.settings import SpokenTag
from runbook.model.site import (
    Approvals,
    Email,
    FileName,
    Identifier,
    LocalDate,
    LocalTime,
    Name,
    RoleName,
)

MAX_STEPS = 100  # of a house; the largest house that was seen had thirty
MAX_RULES = 100
MAX_PATHS = 20
MAX_WATCHES = 2  # minutes: what the kit allows for

_SAID = r"\S"
_TEXT = "write a text that is not blank"
Text200 = Annotated[str, Limits(pattern=_SAID, form=_TEXT, max_length=200)]
Title = Annotated[str, Limits(pattern=_SAID, form=_TEXT, max_length=60)]
Action = Annotated[str, Limits(pattern=_SAID, form=_TEXT, max_length=240)]
Longer = Annotated[str, Limits(pattern=_SAID, form=_TEXT, max_length=600)]
Words200 = dict[SpokenTag, Text200] | Text200
TitleWords = dict[SpokenTag, Title] | Title
ActionWords = dict[SpokenTag, Action] | Action
LongWords = dict[SpokenTag, Longer] | Longer
AnyWords = dict[str, str] | str

Phone = Annotated[
    str,
    Limits(
        max_length=40,
        pattern=r"^\+?[0-9](?:[0-9 ().,;/*#x-]*[0-9])?$",
        form="write figures, with + and the country before them, in quotes, such as +33 1 99 00 00 00",
        description="figures, in quotes, such as +33 1 99 00 00 00",
    ),
]
Initials = Annotated[
    str,
    Limits(
        min_length=1,
        max_length=6,
        pattern=r"^[^\W_]{1,6}$",
        sketch=r"^[^\s\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa0]+$",
        form="write 1 to 6 letters or digits",
        description="1 to 6 letters or digits, as signed on paper",
    ),
]
ExtraName = Annotated[
    str,
    Limits(
        pattern=r"^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$",
        form="write lowercase letters, digits, hyphens and underscores",
        description="lowercase letters, digits, hyphens and underscores",
    ),
]
HouseWhen = Annotated[
    tuple[str, ...], Limits(max_length=20, description="conditions that all have to hold, the kit's and extra.KEY")
]
HouseUnless = Annotated[tuple[str, ...], Limits(max_length=20, description="conditions of which none may hold")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Closed):
    """Somebody to call who is on the staff of no site: a control room, a service desk."""

    name: Annotated[TitleWords, Limits(description="what it is called")]
    phone: Annotated[Phone, Limits(description="the number at which it is reached at night")]
    email: Annotated[Email | None, Limits(description="an e-mail address alone")] = None
    hours: Annotated[Words200 | None, Limits(description="when it is reached, if that is not always")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation(Closed):
    """Who is called when a problem lasts."""

    minutes: Annotated[int, Limits(low=0, high=1440, description="how long the problem has lasted by then")]
    call: Annotated[str, Limits(description="the name of a contact, or somebody's initials")]


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorContract(Closed):
    """What the vendor's Support asks for at the telephone."""

    phone: Annotated[Phone | None, Limits(description="of the vendor's Support")] = None
    contract: Annotated[Name | None, Limits(max_length=60, description="number of the contract")] = None
    case: Annotated[Name | None, Limits(max_length=60, description="number of the case that is open")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence(Closed):
    """Days on which a person is away, the first and the last included."""

    start: LocalDate
    end: LocalDate


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePerson(Closed):
    """A person whom sites name by initials."""

    name: Annotated[Name, Limits(max_length=80, description="the full name")]
    phone: Annotated[Phone | None, Limits(description="the number at which this person is reached at night")] = None
    email: Annotated[Email | None, Limits(description="an e-mail address alone, without a name")] = None
    roles: Annotated[tuple[RoleName, ...], Limits(min_length=1, unique=True, description="what this person may sign")]
    language: Annotated[SpokenTag | None, Limits(description="of mails to this person")] = None
    deputy: Annotated[Initials | None, Limits(description="the initials of who stands in")] = None
    away: Annotated[tuple[Absence, ...], Limits(max_length=50, description="days of absence")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseFreeze(Closed):
    """A time in which nothing may be changed on any site, in each site's local time."""

    start: LocalTime
    end: LocalTime
    reason: Annotated[Name, Limits(max_length=190, description="why, as messages say it")]
    except_for: Annotated[
        tuple[Identifier, ...], Limits(key="except", unique=True, description="the ids of changes that may go on")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraKey(Closed):
    """A key that sites, appliances or changes of the inventory may have under `extra`."""

    of: Annotated[Literal["site", "appliance", "change"], Limits(description="where the inventory has it")]
    type: Annotated[Literal["text", "number", "yes-no", "choice"], Limits(description="what its values are")]
    choices: Annotated[tuple[str, ...], Limits(max_length=50, unique=True, description="type choice: its values")] = ()
    required: Annotated[bool, Limits(description="whether it must be given")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseMinutes(Closed):
    """How long a step takes in this house."""

    low: Annotated[int, Limits(low=1, high=100_000, description="minutes at least")]
    high: Annotated[int, Limits(low=1, high=100_000, description="minutes to plan with")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskGrade(Closed):
    """How likely and how serious a risk is in this house; the approver rates what is left out."""

    likelihood: Annotated[Grade | None, Limits(description="how likely it is")] = None
    weight: Annotated[Grade | None, Limits(description="how serious it is")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseFile(Closed):
    """What house.yaml holds."""

    schema: Annotated[Literal[1], Limits(description="the version of this format")]
    name: Annotated[Name, Limits(max_length=80, description="what the organisation is called on pages")]
    logo: Annotated[FileName | None, Limits(description="a file of the folder: SVG or PNG")] = None
    classification: Annotated[Words200 | None, Limits(description="a line that says who may read the pages")] = None
    retention: Annotated[Words200 | None, Limits(description="a line that says how long the papers are kept")] = None
    languages: Annotated[
        tuple[SpokenTag, ...] | None,
        Limits(min_length=1, unique=True, description="rendered where the inventory names none"),
    ] = None
    paper: Annotated[Literal["A4", "Letter"] | None, Limits(description="where --paper is not given")] = None
    contacts: Annotated[dict[PlainName, Contact], Limits(description="whom steps call")] = field(default_factory=dict)
    escalation: Annotated[tuple[Escalation, ...], Limits(max_length=20, description="who is called when")] = ()
    vendor: Annotated[VendorContract | None, Limits(description="what Support asks for")] = None
    roles: Annotated[dict[PlainName, TitleWords], Limits(description="roles beside the kit's, with their names")] = (
        field(default_factory=dict)
    )
    people: Annotated[dict[Initials, HousePerson], Limits(description="people, by initials")] = field(
        default_factory=dict
    )
    witnesses: Annotated[
        tuple[Initials, ...], Limits(unique=True, description="who may witness; left out: whoever has that role")
    ] = ()
    watches: Annotated[
        int | None, Limits(low=0, high=MAX_WATCHES, description="minutes by which two watches may differ; at most 2")
    ] = None
    sites_in_a_night: Annotated[
        int | None,
        Limits(low=1, high=10_000, description="how many sites may have windows in one night; more is a warning"),
    ] = None
    approval: Annotated[
        Approvals | None, Limits(description="what every change asks for at least; an inventory can ask for more")
    ] = None
    freezes: Annotated[tuple[HouseFreeze, ...], Limits(max_length=200, description="when nothing may be changed")] = ()
    extra: Annotated[dict[ExtraName, ExtraKey], Limits(description="keys that the house adds to the inventory")] = (
        field(default_factory=dict)
    )
    durations: Annotated[
        dict[str, HouseMinutes], Limits(description="how long steps of the kit take here, by event or name")
    ] = field(default_factory=dict)
    risks: Annotated[
        dict[str, RiskGrade], Limits(description="how likely and serious risks are here, by their ids in risks.yaml")
    ] = field(default_factory=dict)
    leave_out: Annotated[
        dict[str, Words200],
        Limits(description="steps of the kit that are not done here, by event or name, each with the reason"),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseNote(Closed):
    """A note or warning beside a step."""

    kind: Annotated[Literal["note", "warning"], Limits(description="a warning stands out on the page")] = "note"
    text: Annotated[LongWords, Limits(description="what to know")]
    when: HouseWhen = ()
    unless: HouseUnless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseSlot(Closed):
    """A value of the site, shown beside the text."""

    label: Annotated[TitleWords, Limits(description="what the value is called")]
    value: Annotated[str, Limits(description="a value of the kit, or extra.KEY")]
    kind: Annotated[SlotKind, Limits(description="how it is set: an address, a version …")] = "text"
    when: HouseWhen = ()
    unless: HouseUnless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseEvidence(Closed):
    """What is written down at a step."""

    name: Annotated[
        str,
        Limits(
            pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$",
            form="write lowercase letters, digits and underscores",
            description="lowercase letters, digits and underscores",
        ),
    ]
    type: Annotated[EvidenceType, Limits(description="what can be written there")]
    label: Annotated[TitleWords, Limits(description="what the field is called on the page")]
    equals: Annotated[
        str | None, Limits(max_length=200, description="what has to be written: a word, or a value such as {change.id}")
    ] = None
    figures: Annotated[bool, Limits(description=FIGURES)] = False
    never_none: Annotated[bool, Limits(description=NEVER_NONE)] = False
    past: Annotated[bool, Limits(description=PAST)] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseLink(Closed):
    """One of the house's own pages, printed as address and QR code."""

    title: Annotated[TitleWords, Limits(description="what the page is called")]
    url: Annotated[
        str,
        Limits(
            max_length=300,
            pattern=r"^https?://[!-~]+$",
            form="write an address that begins with https://",
            description="its address",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing(Closed):
    """Where a step is done, and how often."""

    before: Annotated[
        str | None, Limits(description="an event, phase, step of the house (house.NAME), `packages` or `window`")
    ] = None
    after: Annotated[str | None, Limits(description="the same; one of the two is given")] = None
    each: Annotated[
        Literal["once", "pass", "window", "appliance"],
        Limits(description="once for the change, for each pass, window, or appliance of a pass that has the place"),
    ] = "once"
    paths: Annotated[
        tuple[str, ...], Limits(max_length=50, unique=True, description="names of paths; left out: all that have it")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseStep(Closed):
    """One action of the house's, signed by itself."""

    title: Annotated[TitleWords, Limits(description="the heading: an order, without a full stop")]
    where: Annotated[TitleWords | None, Limits(description="the screen")] = None
    do: Annotated[ActionWords, Limits(description="one action; screen labels in bold")]
    see: Annotated[ActionWords | None, Limits(description="what is seen when it has worked")] = None
    notes: Annotated[tuple[HouseNote, ...], Limits(max_length=10, description="what to know beside it")] = ()
    slots: Annotated[tuple[HouseSlot, ...], Limits(max_length=10, description="values of the site")] = ()
    call: Annotated[
        tuple[str, ...], Limits(max_length=5, unique=True, description="contacts or initials, whose phones are shown")
    ] = ()
    evidence: Annotated[HouseEvidence | None, Limits(description="what is written down")] = None
    links: Annotated[tuple[HouseLink, ...], Limits(max_length=5, description="pages to be printed")] = ()
    minutes: Annotated[HouseMinutes, Limits(description="how long it takes")]
    roles: Annotated[tuple[RoleName, ...], Limits(min_length=1, unique=True, description="who may sign it")] = (
        "technician",
    )
    required: Annotated[bool, Limits(description="false: it may be left out")] = True
    na: Annotated[bool, Limits(description="n/a may be signed, with a reason")] = False
    witness: Annotated[bool, Limits(description="a second person signs it too")] = False
    hold: Annotated[
        bool, Limits(description="a hold point: go or no-go is written down, and without a go nothing further is done")
    ] = False
    moves: Annotated[bool, Limits(description="on a way back: it is part of moving the users")] = False
    place: Annotated[Placing | None, Limits(description="where it is done; left out: on paths of the house alone")] = (
        None
    )
    when: HouseWhen = ()
    unless: HouseUnless = ()


_Selectors = Annotated[
    tuple[str, ...], Limits(max_length=50, description="events of the kit, or house.NAME; with @ and a letter")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRule(Closed):
    """A rule of the house's; or, under the name of a rule of the kit's, what is tightened of that one.

    `witness` and `evidence` ask for a second signature or for something to be written down at steps of the kit.
    """

    kind: Annotated[
        RuleKind | Literal["witness", "evidence"],
        Limits(description="as the kit's rules; or witness, evidence: of the steps of `first`"),
    ] = "order"
    severity: Annotated[RuleSeverity | None, Limits(description="warning: a verdict reports it, and does not fail")] = (
        None
    )
    first: _Selectors = ()
    then: _Selectors = ()
    steps: Annotated[_Selectors, Limits(description="adjacent: what may stand in between; closed: what may not")] = ()
    hop: Annotated[
        Literal["same", "next", "package", "any", "once"], Limits(description="which hops the two ends are of")
    ] = "same"
    same_appliance: Annotated[bool, Limits(description="for each appliance by itself")] = False
    same_window: Annotated[bool, Limits(description="for each window by itself")] = False
    minutes: Annotated[int | None, Limits(low=1, high=1_000_000, description="wait, not-later: how many")] = None
    evidence: Annotated[HouseEvidence | None, Limits(description="kind evidence: what is written down")] = None
    text: Annotated[Words200 | None, Limits(description="the rule in words: a verdict prints it")] = None
    leave_out: Annotated[bool, Limits(description="a rule that is the kit's own is not asked for here")] = False
    when: HouseWhen = ()
    unless: HouseUnless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseLine(Closed):
    """A line of a path: a step, and where it is done."""

    step: Annotated[str, Limits(description="a step of the kit, or house.NAME")]
    at: Annotated[str | None, Limits(description="on which appliances, in turn: A, B, M, pair, all")] = None
    when: HouseWhen = ()
    unless: HouseUnless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePhase(Closed):
    """A chapter of a path of the house's."""

    id: PlainName
    title: Annotated[TitleWords, Limits(description="its heading")]
    window: Annotated[bool, Limits(description="true: it is done in a window")] = False
    steps: Annotated[tuple[HouseLine, ...], Limits(min_length=1, max_length=100, description="its lines, in order")]
    back: Annotated[LongWords, Limits(description="the way back from here, or that there is none and whom to call")]


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePath(Closed):
    """A way through a change of the house's own (`kind: other`): a file of paths/."""

    name: PlainName
    title: Annotated[TitleWords, Limits(description="the title of the runbook")]
    reasons: Annotated[tuple[Words200, ...], Limits(min_length=1, max_length=5, description="why, in whole sentences")]
    phases: Annotated[tuple[HousePhase, ...], Limits(min_length=1, max_length=20, description="its chapters, in order")]


@dataclass(frozen=True, slots=True, kw_only=True)
class House(Closed):
    """A whole house: what all its files say. `logo` is the picture as a data address, "" where there is none."""

    file: HouseFile
    steps: dict[PlainName, HouseStep]
    rules: dict[RuleName, HouseRule]
    paths: tuple[HousePath, ...]
    logo: str = ""


class PackedHouse(NamedTuple):
    """A house, and the same as bytes: so it travels with the work on a site, and tells whether anything changed."""

    house: House
    content: bytes


def fits(key: ExtraKey, value: object) -> bool:
    """Whether a value of the inventory is one that a key of the house can have."""
    if key.type == "yes-no":
        return isinstance(value, bool)
    if key.type == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) and (key.type == "text" or value in key.choices)


def event_of(name: str) -> EventName:
    """What rules and places call a step of the house."""
    return f"{HOUSE_EVENT}{name}"
