"""What templates/procedures/ holds: steps, paths, rules, recoveries, prohibitions. Written by people who know the work.

All `Text` fields are English message ids; a translator finds them in the catalogues. Conditions are names of facts
(`runbook.procedures.facts`); `when` asks that all hold, `unless` that none does. Shapes and bounds stand here, beside
the names; what relates several values is checked in `runbook.procedures.checks`. Descriptions stand here too: they
become the JSON Schema and the tables of docs/procedures.md.
"""

# Annotations are not put off here (`from __future__ import annotations`): all of them are read whenever procedures are
# loaded, and to evaluate them from text takes longer than all else.

from dataclasses import dataclass
from typing import Annotated, Literal

from runbook.model.limits import Closed, Limits
from runbook.model.plan import EffectKind, EvidenceType, Gate, Installs, RuleKind, RuleSeverity, SlotKind, Text
from runbook.model.site import StaffRole

PACKAGES = "packages"  # what rules call every step that installs a package
BACK_EVENT = "back."  # what the events of steps of the ways back begin with, and of no others
TOUCHING = "touching"  # what rules call every step that touches an appliance or a client
FOLLOWING = "following"  # what rules call those of them that stand behind their first end
SELECTED = frozenset({PACKAGES, TOUCHING, FOLLOWING})  # words of rules that are no names

ONCE_A_WINDOW = frozenset({"window-begin", "window-end"})  # scopes of steps that are done once for each window
OF_HOPS = frozenset({"hop", "hop-appliance", "phase", *ONCE_A_WINDOW})  # scopes of what is done again in each hop

Condition = tuple[str, ...]
When = Annotated[Condition, Limits(description="conditions that all have to hold")]
Unless = Annotated[Condition, Limits(description="conditions of which none may hold")]
Sources = Annotated[tuple[str, ...], Limits(description="ids of the catalogue that it comes from")]
Kits = Annotated[bool, Limits(description="our own rule and not the vendor's: the page marks it")]
LinkIds = Annotated[tuple[str, ...], Limits(description="pages of the vendor's to be printed, from links.yaml")]
Said = Annotated[Text, Limits(pattern=r"\S", form="write a text that is not blank")]

PlainName = Annotated[
    str,
    Limits(
        pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$",
        form="write lowercase letters, digits and hyphens, such as reboot-node",
        description="lowercase letters, digits and hyphens",
    ),
]
EventName = Annotated[
    str,
    Limits(
        pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.(?![0-9]+(?:\.|$))[a-z0-9]+(?:-[a-z0-9]+)*)+$",
        form="write two names of lowercase letters with a dot between them, such as software.installed",
        description="what rules call it, two names with a dot; without one they call it by the step's name",
    ),
]
RuleName = Annotated[
    str,
    Limits(
        pattern=r"^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$",
        form="write letters, digits and hyphens",
        description="letters, digits and hyphens",
    ),
]
CatalogueId = Annotated[
    str,
    Limits(
        pattern=r"^[A-Z]{1,4}[0-9]{1,3}$",
        form="write an id of the catalogue: letters, then figures",
        description="capital letters and a number",
    ),
]
FamilyName = Annotated[
    str,
    Limits(
        pattern=r"^[A-Z]{1,4}(?:[0-9]{1,3})?$",
        form="write an id of the catalogue, letters and figures, or its letters alone",
        description="an id of the catalogue, or its letters",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteData(Closed):
    """A note or warning beside a step. (Prohibitions stand in never.yaml; the step names them under `never`.)"""

    kind: Annotated[Literal["note", "warning"], Limits(description="a warning stands out on the page")] = "note"
    text: Annotated[Said, Limits(description="what to know")]
    sources: Sources = ()
    kit: Kits = False
    when: When = ()
    unless: Unless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotData(Closed):
    """A value of the site, shown beside the text: values never stand in a sentence."""

    label: Annotated[Said, Limits(description="what the value is called")]
    value: Annotated[str, Limits(description="which value: a name from the list of values")]
    kind: Annotated[SlotKind, Limits(description="how it is set: an address, a version …")]
    when: When = ()
    unless: Unless = ()


FIGURES = "of a text: a figure has to stand in it, as in the number of a case, a version or a day"
NEVER_NONE = "of a text: none or not saved is no answer, as where a file, a place or a name has to be written down"
PAST = "of a date: it is past when the step is signed, as the day on which a mail came"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceData(Closed):
    """What is written down at a step, and what it has to be."""

    name: Annotated[
        str,
        Limits(
            pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$",
            form="write lowercase letters, digits and underscores",
            description="lowercase letters, digits and underscores",
        ),
    ]
    type: Annotated[EvidenceType, Limits(description="what can be written there")]
    label: Annotated[Said, Limits(description="what the field is called on the page")]
    equals: Annotated[
        str | None, Limits(description="what has to be written: a word, or a value such as {hop.base}; in quotes")
    ] = None
    figures: Annotated[bool, Limits(description=FIGURES)] = False
    never_none: Annotated[bool, Limits(description=NEVER_NONE)] = False
    past: Annotated[bool, Limits(description=PAST)] = False
    after: Annotated[str | None, Limits(description="an event of the same hop; the time must not be before it")] = None
    later: Annotated[
        tuple[str, ...],
        Limits(description="events that replace `after`, and the events listed before them, if the hop has them"),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Closed):
    """How long a step takes."""

    low: Annotated[int, Limits(low=1, high=100_000, description="minutes at least")]
    high: Annotated[int, Limits(low=1, high=100_000, description="minutes to plan with")]
    source: Annotated[str | None, Limits(description="id of the catalogue; without one, it is our own figure")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectData(Closed):
    """What steps mean for the users; the head of effects.yaml says more."""

    kind: Annotated[
        EffectKind, Limits(description="nobody can work, fewer nodes, no failover, or clients removed or offline")
    ]
    serving: Annotated[bool, Limits(description="only on the appliance that serves the users at that time")] = False
    moves: Annotated[bool, Limits(description="from here on the users are on the other appliance")] = False
    ends: Annotated[bool, Limits(description="the current outage ends with this step")] = False
    text: Annotated[Text, Limits(description="who is affected")] = ""
    back: Annotated[Text, Limits(description="what it adds to the way back of the phases during which it lasts")] = ""
    returns: Annotated[bool, Limits(description="its `back` is shown only while the old version can serve again")] = (
        False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectUse(Closed):
    """An effect that a step has."""

    effect: Annotated[str, Limits(description="its name in effects.yaml")]
    when: When = ()
    unless: Unless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepData(Closed):
    """One action, signed by itself."""

    event: EventName | None = None
    scope: Annotated[
        Literal["change", "hop", "appliance", "hop-appliance", "phase", "window-begin", "window-end"],
        Limits(
            description="done once for the change, for each hop, for each appliance, or for both; once for each phase, "
            "or window: of the lines that lead to it there, the first (window-begin) or the last (window-end) counts"
        ),
    ]
    gate: Annotated[
        Gate | None,
        Limits(
            description="somebody's permission to go on: release, spoken-release, ratified, hold (it comes right "
            "before the point of no return), decision (only if a phase has a way back)"
        ),
    ] = None
    touches: Annotated[
        bool,
        Limits(
            description="it touches an appliance or a client; so does everything that installs, that has effects, "
            "or that is done in a window"
        ),
    ] = False
    installs: Annotated[Installs | None, Limits(description="the package that it installs")] = None
    effects: Annotated[tuple[EffectUse, ...], Limits(description="what it means for the users")] = ()
    prepared: Annotated[
        bool, Limits(description="the approval lists it among what is prepared, if it comes before the release")
    ] = False
    place: Annotated[
        tuple[str, ...],
        Limits(
            description="where it is done, if that is not the appliance that it is about: "
            "the letter of another one; the first of these that exists"
        ),
    ] = ()
    title: Annotated[Said, Limits(max_length=48, description="the heading: an imperative, without a full stop")]
    where: Annotated[Text, Limits(description="the screen, as terms.yaml has it")] = ""
    do: Annotated[Said, Limits(max_length=190, description="one action; screen labels in bold")]
    see: Annotated[Text, Limits(max_length=140, description="what is seen when it has worked")] = ""
    notes: Annotated[tuple[NoteData, ...], Limits(description="what to know beside it")] = ()
    never: Annotated[tuple[str, ...], Limits(description="prohibitions that matter here, from never.yaml")] = ()
    slots: Annotated[tuple[SlotData, ...], Limits(description="values of the site")] = ()
    evidence: Annotated[EvidenceData | None, Limits(description="what is written down")] = None
    recover: Annotated[tuple[str, ...], Limits(description="what to do when it fails, from recoveries.yaml")] = ()
    links: LinkIds = ()
    minutes: Annotated[Minutes, Limits(description="how long it takes")]
    roles: Annotated[tuple[StaffRole, ...], Limits(min_length=1, description="who may sign it")] = ("technician",)
    required: Annotated[bool, Limits(description="false: it may be left out")] = True
    na: Annotated[
        bool | str, Limits(description="n/a may be signed: always (true), or if the condition named here holds")
    ] = False
    witness: Annotated[bool, Limits(description="a second person signs it too")] = False
    no_return: Annotated[bool, Limits(description="once it is begun, there is no way back")] = False
    moves: Annotated[bool, Limits(description="on a way back: it is part of moving the users")] = False
    house_may_leave_out: Annotated[bool, Limits(description="an organisation may do without it, if it says so")] = False
    kit: Kits = False
    sources: Sources = ()
    when: When = ()
    unless: Unless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Closed):
    """A line of a path or block: a step or a block, and where it is done."""

    step: Annotated[str | None, Limits(description="the step that is done")] = None
    use: Annotated[str | None, Limits(description="the block that is done, instead of a step")] = None
    at: Annotated[
        str | None,
        Limits(
            description="on which appliances, in turn: A, B, M, old, new, pair, first-half, second-half, all; "
            "in a block also it, the appliance that the block is done on"
        ),
    ] = None
    each: Annotated[
        Literal["package", "approval"] | None,
        Limits(
            description="package: the line is done for each package of the hop, in their order; "
            "approval: for each approval that the change needs"
        ),
    ] = None
    when: When = ()
    unless: Unless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackData(Closed):
    """What goes with the way back of a phase where its conditions hold; our own rule, not the vendor's."""

    text: Annotated[Said, Limits(description="what to know or do")]
    when: When = ()
    unless: Unless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseData(Closed):
    """A chapter of a path."""

    id: PlainName
    title: Annotated[Said, Limits(description="its heading")]
    each: Annotated[
        Literal["change", "hop"], Limits(description="done once, or for each hop; hop phases in a row repeat together")
    ]
    window: Annotated[
        Literal["first", "second"] | None, Limits(description="the window it is done in: a pair has two for each hop")
    ] = None
    at: Annotated[str | None, Limits(description="the appliance it is about: A, B, M, old or new")] = None
    serving: Annotated[
        str | None, Limits(description="the appliance that serves the users when it begins: A, B, M, old or new")
    ] = None
    steps: Annotated[tuple[Use, ...], Limits(min_length=1, description="its lines, in order")]
    back: Annotated[Said, Limits(description="the way back from here, or that there is none and whom to call")]
    back_is_kits: Annotated[bool, Limits(description="the way back is our own, not the vendor's")] = False
    back_also: Annotated[tuple[BackData, ...], Limits(description="what goes with the way back under conditions")] = ()
    no_return: Annotated[bool, Limits(description="once it installs, there is no way back")] = False
    when: When = ()
    unless: Unless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBackData(Closed):
    """A way back: a chapter of its own at the end of the runbook, which is worked only where somebody goes back."""

    id: PlainName
    title: Annotated[Said, Limits(description="its heading")]
    leads_from: Annotated[
        tuple[str, ...],
        Limits(key="from", min_length=1, description="ids of the phases that it leads back from"),
    ]
    each: Annotated[Literal["change", "hop"], Limits(description="written once, or for each hop")]
    steps: Annotated[
        tuple[Use, ...], Limits(description="its lines, in order; all of them end by the end of the phase's window")
    ] = ()
    afterwards: Annotated[
        tuple[Use, ...],
        Limits(description="lines after them that may be done after the window, such as what clients need"),
    ] = ()
    as_before: Annotated[bool, Limits(description="true: afterwards the site is as before the first hop")]
    back: Annotated[Said, Limits(description="what is left after it, and whom to call")]
    when: When = ()
    unless: Unless = ()

    @property
    def phase(self) -> PhaseData:
        """It as a chapter: outside the windows."""
        return PhaseData(
            id=self.id,
            title=self.title,
            each=self.each,
            steps=(*self.steps, *self.afterwards),
            back=self.back,
            back_is_kits=True,
            when=self.when,
            unless=self.unless,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PathData(Closed):
    """A way through a change: a file of paths/."""

    name: Annotated[
        str,
        Limits(
            pattern=r"^(?:[a-z0-9]+|\{[a-z]+\})(?:-(?:[a-z0-9]+|\{[a-z]+\}))*$",
            form="write lowercase letters, digits and hyphens, such as single-{method}",
            description="lowercase letters, digits and hyphens; {method}, {switch} and {forms} are filled in",
        ),
    ]
    listed: Annotated[int, Limits(low=0, high=9999, description="its place in the list of paths")]
    title: Annotated[Said, Limits(description="the title of the runbook")]
    when: Annotated[Condition, Limits(description="conditions that a change has to meet; no other path may fit it")]
    reasons: Annotated[
        tuple[Said, ...], Limits(min_length=1, description="why a change takes this path, in whole sentences")
    ]
    sources: Sources = ()
    ends_swapped: Annotated[bool, Limits(description="the backup is primary at the end of each hop")] = False
    phases: Annotated[tuple[PhaseData, ...], Limits(min_length=1, description="its chapters, in order")]
    ways_back: Annotated[tuple[WayBackData, ...], Limits(description="its ways back, in order")] = ()


Selectors = Annotated[
    tuple[str, ...],
    Limits(
        description="events, or steps without one; with @ and a letter where it matters. Or packages: what installs "
        "one; touching: what touches an appliance or a client; following: whatever of that comes after `first`"
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleData(Closed):
    """A relation between steps: what comes before what, what waits, what allows nothing in between."""

    kind: Annotated[
        RuleKind,
        Limits(
            description="order; wait: minutes pass; not-later: no more minutes pass; "
            "adjacent: nothing but `steps` in between; closed: no `steps`"
        ),
    ] = "order"
    severity: Annotated[
        RuleSeverity, Limits(description="warning: a verdict reports that it was broken, but does not fail for it")
    ] = "error"
    first: Annotated[Selectors, Limits(min_length=1)]
    then: Annotated[Selectors, Limits(min_length=1)]
    steps: Annotated[Selectors, Limits(description="adjacent: what may come in between; closed: what may not")] = ()
    hop: Annotated[
        Literal["same", "next", "package", "any", "once"],
        Limits(
            description="`then` is of the same hop as `first`, of the next one that has it, of the next package, "
            "of any hop, or both are what is done once for the change"
        ),
    ] = "same"
    exact: Annotated[bool, Limits(description="order: two watches are no excuse, as what comes first must be seen")] = (
        False
    )
    same_appliance: Annotated[bool, Limits(description="for each appliance separately")] = False
    same_window: Annotated[bool, Limits(description="for each window separately")] = False
    minutes: Annotated[int | None, Limits(low=1, high=1_000_000, description="wait, not-later: how many")] = None
    text: Annotated[Said, Limits(description="the rule in words: a verdict prints it")]
    sources: Annotated[Sources, Limits(min_length=1)]
    kit: Kits = False
    when: When = ()
    unless: Unless = ()


NIGHT_FIELDS = frozenset({"before", "first", "window", "then"})  # what may stand in braces in a text of nights.yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class NightData(Closed):
    """What is better done in one night: from a step of `first` to the next one of `then` in the same window."""

    same_appliance: Annotated[bool, Limits(description="for each appliance separately")] = False
    told_only: Annotated[bool, Limits(description="no night is looked for that holds it all; it is only told")] = False
    first: Annotated[Selectors, Limits(min_length=1)]
    then: Annotated[Selectors, Limits(min_length=1)]
    text: Annotated[
        Text,
        Limits(
            description="the warning where no night is long enough: {before} and {window} are the two windows, "
            "{first} and {then} the two steps; without a text, nothing is lost"
        ),
    ] = ""
    sources: Annotated[Sources, Limits(min_length=1)]
    kit: Kits = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverData(Closed):
    """A prohibition: the cover lists it where its conditions hold, and steps repeat it."""

    text: Annotated[Said, Limits(description="what is never done")]
    sources: Annotated[Sources, Limits(min_length=1)]
    kit: Kits = False
    installs: Annotated[bool, Limits(description="the cover lists it only if the change installs a package")] = False
    when: When = ()
    unless: Unless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskData(Closed):
    """A risk for an approval board. Rules, prohibitions and recoveries that carry one of its `ids` limit it."""

    id: Annotated[PlainName, Limits(description="its name, by which a house grades it")]
    text: Annotated[Said, Limits(description="what may happen")]
    ids: Annotated[tuple[str, ...], Limits(min_length=1, description="ids of the catalogue that it goes with")]
    otherwise: Annotated[Text, Limits(description="said if nothing but a recovery limits it")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryData(Closed):
    """What to do when something goes wrong."""

    trouble: Annotated[Said, Limits(description="what has gone wrong")]
    act: Annotated[Said, Limits(description="what to do")]
    ours: Annotated[Text, Limits(description="what the kit says above it; the page marks it")] = ""
    links: LinkIds = ()
    sources: Annotated[Sources, Limits(min_length=1)]
    kit: Kits = False
    when: When = ()
    unless: Unless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkData(Closed):
    """A page of the vendor's, printed as address and QR code."""

    title: Annotated[Said, Limits(description="what the page is called")]
    url: Annotated[
        str,
        Limits(
            pattern=r"^https?://[!-~]+$", form="write an address that begins with https://", description="its address"
        ),
    ]
    source: Annotated[
        str,
        Limits(
            pattern=r"\S", form="write a text that is not blank", description="line of the vendor's guide that names it"
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermData(Closed):
    """A screen label."""

    label: Annotated[Said, Limits(description="as the English screen shows it")]
    status: Annotated[
        Literal["confirmed", "partly", "inferred"], Limits(description="how sure it is that the screen shows it")
    ]
    source: Annotated[
        str, Limits(pattern=r"\S", form="write a text that is not blank", description="where it was seen")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsFile(Closed):
    """What terms.yaml holds."""

    terms: Annotated[tuple[TermData, ...], Limits(description="all screen labels")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedData(Closed):
    """Something to have at hand before the start."""

    kind: Annotated[Literal["credential", "file", "equipment", "address"], Limits(description="its group in the list")]
    text: Annotated[Said, Limits(description="what it is; a credential is named, never given")]
    holder: Annotated[Said, Limits(description="who has it")]
    sources: Sources = ()
    when: When = ()
    unless: Unless = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionData(Closed):
    """How a contradiction or gap of the guide is settled, and where that shows."""

    settled: Annotated[
        str, Limits(pattern=r"\S", form="write a text that is not blank", description="how, in a sentence")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedures(Closed):
    """All of templates/procedures/, by name."""

    steps: dict[PlainName, StepData]
    blocks: dict[PlainName, Annotated[tuple[Use, ...], Limits(min_length=1)]]
    paths: tuple[PathData, ...]
    rules: dict[RuleName, RuleData]
    nights: dict[PlainName, NightData]
    never: dict[CatalogueId, NeverData]
    risks: tuple[RiskData, ...]
    recoveries: dict[CatalogueId, RecoveryData]
    links: dict[PlainName, LinkData]
    terms: tuple[TermData, ...]
    needs: tuple[NeedData, ...]
    decisions: dict[CatalogueId, DecisionData]
    catalogue: dict[
        CatalogueId,
        Annotated[
            str, Limits(pattern=r"\S", form="write a text that is not blank", description="where the fact is found")
        ],
    ]
    effects: dict[PlainName, EffectData]
    # id or family -> the facts, in alternatives, that make it a plan's own
    families: dict[FamilyName, Annotated[tuple[Annotated[Condition, Limits(min_length=1)], ...], Limits(min_length=1)]]

    def called(self, name: str) -> dict[str, StepData]:
        """The steps with that event or name."""
        return {own: step for own, step in self.steps.items() if name in (step.event, own)}
