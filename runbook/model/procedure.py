"""What templates/procedures/ holds: steps, paths, rules, recoveries, prohibitions. Written by people who know the work.

All `Text` fields are English message ids; a translator finds them in the catalogues. Conditions are names of facts
(`runbook.procedures.facts`); `when` asks that all hold, `unless` that none does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from runbook.model.limits import Closed, Limits
from runbook.model.plan import EffectKind, EvidenceType, Installs, NoteKind, RuleKind, SlotKind, Text

Condition = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteData(Closed):
    """A note, warning or prohibition beside a step; `never` takes its text from never.yaml by id."""

    kind: NoteKind = "note"
    text: Text
    sources: tuple[str, ...] = ()
    kit: bool = False
    when: Condition = ()
    unless: Condition = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotData(Closed):
    """A named value: `value` is one of the names that `runbook.procedures.values` knows."""

    label: Text
    value: str
    kind: SlotKind
    when: Condition = ()
    unless: Condition = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceData(Closed):
    """What to write down. `equals` is a literal or `{value name}`; `after` an event or step name of the same hop.

    Each name in `later` takes the place of `after` and of the names before it where the hop has such a step.
    """

    name: str
    type: EvidenceType
    label: Text
    equals: str | None = None
    after: str | None = None
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Closed):
    """Planned minutes; a source is a catalogue id, none marks the kit's own figure."""

    low: int
    high: int
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectData(Closed):
    """What steps mean for the users; the head of effects.yaml says what each key means."""

    kind: EffectKind
    serving: bool = False
    moves: bool = False
    ends: bool = False
    text: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectUse(Closed):
    """An effect that a step has, by its name in effects.yaml."""

    effect: str
    when: Condition = ()
    unless: Condition = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepData(Closed):
    """One action. `scope` says what its identity is made of: the change, the hop, the appliance."""

    event: str | None = None
    scope: Literal["change", "hop", "appliance", "hop-appliance"]
    installs: Installs | None = None
    effects: tuple[EffectUse, ...] = ()
    prepared: bool = False  # the approval lists it among what is prepared
    title: Text
    where: Text = ""
    do: Text
    see: Text = ""
    notes: tuple[NoteData, ...] = ()
    never: tuple[str, ...] = ()
    slots: tuple[SlotData, ...] = ()
    evidence: EvidenceData | None = None
    recover: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    minutes: Minutes
    roles: tuple[str, ...] = ("technician",)
    required: bool = True
    na: bool | str = False  # true, or the name of the fact that makes n/a allowed
    witness: bool = False
    no_return: bool = False
    kit: bool = False
    sources: tuple[str, ...] = ()
    when: Condition = ()
    unless: Condition = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Closed):
    """A line of a path or block: a step or a block, and the appliances that it is done on, one after the other."""

    step: str | None = None
    use: str | None = None
    at: str | None = None  # A, B, M, old, new, pair, first-half, second-half, all; "it" in a block: the caller's
    when: Condition = ()
    unless: Condition = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseData(Closed):
    """A chapter. `window` is the pass's first or second window, or none of them."""

    id: str
    title: Text
    each: Literal["change", "hop"]
    window: Literal["first", "second"] | None = None
    at: str | None = None
    steps: tuple[Use, ...]
    back: Text
    back_is_kits: bool = False
    no_return: bool = False  # the first installation in this phase closes the last way back (X28)
    when: Condition = ()
    unless: Condition = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PathData(Closed):
    """A way through a change. `name` is the path id, with {method}, {switch}, {forms} where it has them."""

    name: str
    listed: int  # its place in the list of all paths
    title: Text
    when: Condition
    reasons: tuple[Text, ...]
    sources: tuple[str, ...] = ()
    ends_swapped: bool = False  # the backup is primary at the end of a pass
    phases: tuple[PhaseData, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleData(Closed):
    """A relation between events or steps.

    `first`, `then`, `steps` name events (or steps that have none), each with an optional ` @ letter`. `hop`: the
    hops of both ends are the same, those of `then` are of the next hop, or do not matter. `same_appliance`: one rule
    for each appliance that has both ends.
    """

    kind: RuleKind = "order"
    first: Annotated[tuple[str, ...], Limits(min_length=1)]
    then: Annotated[tuple[str, ...], Limits(min_length=1)]
    steps: tuple[str, ...] = ()
    hop: Literal["same", "next", "any"] = "same"
    same_appliance: bool = False
    minutes: int | None = None
    text: Text
    sources: Annotated[tuple[str, ...], Limits(min_length=1)]
    kit: bool = False
    when: Condition = ()
    unless: Condition = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverData(Closed):
    """A prohibition of the never-do list (N1–N14)."""

    text: Text
    sources: tuple[str, ...]
    kit: bool = False
    when: Condition = ()
    unless: Condition = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskData(Closed):
    """A risk for an approval board. Rules, prohibitions and recoveries that carry one of its `ids` limit it."""

    text: Text
    ids: tuple[str, ...]
    otherwise: Text = ""  # said where nothing but a recovery limits it


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryData(Closed):
    """What to do when something goes wrong (R1–R12)."""

    trouble: Text
    act: Text
    links: tuple[str, ...] = ()
    sources: tuple[str, ...]
    kit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkData(Closed):
    """A page of the vendor's."""

    title: Text
    url: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermData(Closed):
    """A screen label."""

    label: Text
    status: Literal["confirmed", "partly", "inferred"]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedData(Closed):
    """Something to have at hand."""

    kind: Literal["credential", "file", "equipment", "address"]
    text: Text
    holder: Text
    sources: tuple[str, ...] = ()
    when: Condition = ()
    unless: Condition = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionData(Closed):
    """How a contradiction or gap of the guide (X1–X28) is settled, and where that shows."""

    settled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedures(Closed):
    """All of templates/procedures/, by name."""

    steps: dict[str, StepData]
    blocks: dict[str, tuple[Use, ...]]
    paths: tuple[PathData, ...]
    rules: dict[str, RuleData]
    never: dict[str, NeverData]
    risks: tuple[RiskData, ...]
    recoveries: dict[str, RecoveryData]
    links: dict[str, LinkData]
    terms: tuple[TermData, ...]
    needs: tuple[NeedData, ...]
    decisions: dict[str, DecisionData]
    catalogue: dict[str, str]  # catalogue id -> where it stands
    effects: dict[str, EffectData]
    families: dict[str, tuple[Condition, ...]]  # id or family -> the facts, in alternatives, that make it a plan's own
