"""What a document is made of. Texts are in the reader's language already; those of type Markdown are still marked up.

Whatever is a site's own stands in a `Value`; all other text depends on the plan's shape and the language alone.

These are msgspec structs and no dataclasses: to make as many dataclasses takes forty times as long at each start.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from runbook.document.slots import Value
from runbook.model.plan import NoteKind

Markdown = str
BadgeShape = Literal["square", "circle", "hexagon", "diamond", "dashed", "double", "site"]
PaperSize = Literal["A4", "Letter"]
Paper = Literal["A4", "Letter", "A4 duplex", "Letter duplex"]
"""Sheets that are printed on; duplex are those printed on both sides, whose inner margin changes sides from page to
page. The words are classes of a document's body."""
FieldKind = Literal["line", "short", "yes-no", "moment", "go-no-go"]


def paper_of(size: PaperSize, *, duplex: bool) -> Paper:
    """Sheets of that size, to be printed on both sides or on one."""
    if size == "A4":
        return "A4 duplex" if duplex else "A4"
    return "Letter duplex" if duplex else "Letter"


def size_of(paper: Paper) -> PaperSize:
    """The size of sheets, whether they are printed on both sides or on one."""
    return "A4" if paper in ("A4", "A4 duplex") else "Letter"


class Badge(Struct, frozen=True, kw_only=True):
    """The letter of an appliance in a shape of its own, so that two that look alike cannot be taken for each other."""

    letter: str
    shape: BadgeShape


class ApplianceView(Struct, frozen=True, kw_only=True):
    """An appliance where it is named: badge, id, what it is, where it is reached."""

    badge: Badge | None
    role: str
    id: Value
    host: Value
    ip: Value
    versions: tuple[Labelled, ...] = ()
    primary: bool = False


class Labelled(Struct, frozen=True, kw_only=True):
    """A value with the label beside it."""

    label: str
    value: Value


class CarriedOn(Struct, frozen=True, kw_only=True):
    """What pages of a change that is under way carry on. `revisions` and `windows`: the earlier plans, and what is
    done; `begun`: of each window that goes on in another one, how."""

    title: str
    revisions: tuple[Labelled, ...]
    windows: tuple[Labelled, ...]
    begun: tuple[str, ...]
    text: str


class LinkView(Struct, frozen=True, kw_only=True):
    """A vendor's page: title, address, and the key of its QR code among the document's images."""

    title: str
    url: str
    image: str
    anchor: str  # where the list of the vendor's pages shows it


class NoteView(Struct, frozen=True, kw_only=True):
    """A note, warning or prohibition."""

    kind: NoteKind
    text: Markdown
    kit: bool
    sources: str
    short: bool  # two such stand side by side
    house: bool = False
    pages: str = ""  # the signs of other pages of the vendor among its sources


class EvidenceView(Struct, frozen=True, kw_only=True):
    """A field to write in; `expected` is a value of the site, `expected_text` one of the procedure."""

    label: str
    kind: FieldKind
    expected: Value | None
    expected_text: str
    own_row: bool  # it takes more room than the row of the sign-off has


class RecoveryView(Struct, frozen=True, kw_only=True):
    """A trouble and what to do about it; `steps` names those that it may befall."""

    id: str
    trouble: str
    act: Markdown
    kit: bool
    steps: str
    links: tuple[LinkView, ...]
    sources: str
    pages: str = ""  # as of a note
    ours: Markdown = ""  # above the act, marked as the kit's own
    support: bool = False  # it says to call Support, and the house says how


class StepView(Struct, frozen=True, kw_only=True):
    """One step as it is printed."""

    number: str
    anchor: str
    title: str
    scope: str  # where no single appliance is meant: "Whole site"
    appliance: ApplianceView | None
    about: ApplianceView | None  # what it is done for, where it is done on another one
    planned_label: str
    planned_day: Value | None
    planned: Value | None
    duration: str
    signers: Value  # who may sign depends on the site's staff
    where: str
    do: Markdown
    see: Markdown
    values: tuple[Labelled, ...]
    values_below: bool  # not beside the appliance
    cautions: tuple[NoteView, ...]  # warnings and prohibitions, which are read before the action
    cautions_above: bool  # they stand above the appliance too
    notes: tuple[NoteView, ...]
    notes_as: StepMark | None  # the earlier step that has the same notes, where these are not repeated
    brief: bool  # so are the names of its troubles
    recoveries: tuple[RecoveryView, ...]
    links: tuple[LinkView, ...]
    evidence: EvidenceView | None
    na_allowed: bool
    witness: bool
    no_return: str  # the words of its bar; "" where it is no point of no return
    kit: bool
    sources: str
    house: bool = False
    support: bool = False  # it says to call the vendor's Support
    calls: tuple[CallView, ...] = ()  # of a step that calls somebody of the house: who is called next
    hold: bool = False  # go or no-go is decided
    no_go: WayMark | None = None  # at a hold point: the way back that a no-go leads to
    small: bool = False  # a row of a few lines
    scope_low: bool = False  # that it is for the whole site, and who signs, stands beside what is seen
    signers_beside: bool = False  # who signs stands behind the screen
    in_chapter: bool = False  # that its notes stand elsewhere says the head of its chapter
    own_values: bool = False  # those notes speak of the values of the step


class StepMark(Struct, frozen=True, kw_only=True):
    """A step that another one refers to."""

    number: str
    anchor: str


class StepBlock(Struct, frozen=True, kw_only=True):
    """Steps with the same words, one after the other: the words stand once, then each has a row and its sign-off.
    `head` is that of a page which begins with them, where another appliance serves the users than before."""

    steps: tuple[StepView, ...]
    head: RunningHead | None = None

    @property
    def words(self) -> StepView:
        """The step whose words stand for all."""
        return self.steps[0]

    @property
    def small(self) -> bool:
        """Whether its steps are small: each has its own words, in a row."""
        return self.words.small

    @property
    def parts(self) -> bool:
        """Whether a page may end between two of its rows, for each says in short what is done, behind its warnings.
        A block with a single warning stays whole, for it is not long; more than a paragraph would be no short text."""
        return len(self.steps) > 1 and len(self.words.cautions) != 1 and "\n" not in self.words.do


class WayMark(Struct, frozen=True, kw_only=True):
    """The chapter that is the way back of a phase, and until when it can be begun, where that is known; of a phase
    outside the windows the step `before` which it is. `says`: at a hold point, where a no-go leads, in words."""

    number: int
    anchor: str
    until: Value | None
    before: str = ""
    says: str = ""


class RunningHead(Struct, frozen=True, kw_only=True):
    """What is true of a page's first step, at the head of the page; without a title, above what says it itself."""

    number: int
    title: str
    course: str  # pass and window
    appliances: tuple[tuple[Badge, Value], ...]
    serves: Labelled | None
    back: Labelled | None = None  # until when the way back of the phase can be begun


class SwapPlace(Struct, frozen=True, kw_only=True):
    """What an appliance is when a pass begins: its letter, its role, whether it serves the users."""

    badge: Badge
    role: str
    serves: bool


class LetterSwap(Struct, frozen=True, kw_only=True):
    """Letters that mean other appliances from here on: the appliances, ids and host names, each a column; what they
    were as the pass before began, and what they are now. `passes` are the names of the two, `meaning` says what the
    letters mean."""

    anchor: str
    appliances: tuple[tuple[Value, Value], ...]
    before: tuple[SwapPlace, ...]
    now: tuple[SwapPlace, ...]
    passes: tuple[str, str]
    meaning: str


class PhaseView(Struct, frozen=True, kw_only=True):
    """A chapter of steps with what is true while it lasts. `way` is the chapter that leads back from it, and `phone`
    where Support's telephone is to be written. Of a way back, `leads` says from which phases, and `back` what the
    site is like afterwards; the first one `opens_ways`."""

    number: int
    anchor: str
    title: str
    course: str  # pass and window
    head: RunningHead
    opening: RunningHead  # the head of a page that begins with the phase
    swap: LetterSwap | None
    facts: tuple[Labelled, ...]
    back: Markdown
    back_is_kits: bool
    back_also: tuple[Markdown, ...]
    blocks: tuple[StepBlock, ...]
    back_by_support: bool = False  # the way back is to call the vendor's Support
    way: WayMark | None = None
    back_on: str = ""  # the step from which on `back` holds, where `way` leads back from before it alone
    phone: Labelled | None = None
    leads: str = ""
    opens_ways: bool = False
    closing: str = ""  # what people sign at the end of a night all the same, before the first of the ways back
    as_way: WayMark | None = None  # the chapter of an earlier pass that has its notes, and what is so afterwards

    @property
    def steps(self) -> tuple[StepView, ...]:
        """All its steps."""
        return tuple(step for block in self.blocks for step in block.steps)


class PhaseMark(Struct, frozen=True, kw_only=True):
    """A phase in the contents; `anchor` leads to it."""

    number: int
    anchor: str
    title: str
    no_return: bool
    closes: bool = False  # it begins with the step behind which nothing leads back, and that is no point of no return
    hold: bool = False
    back: Labelled | None = None  # until when its way back can be begun


class TimelineEntry(Struct, frozen=True, kw_only=True):
    """A mark on the timeline: a window, or the time before, between or after. Not to scale."""

    kind: Literal["open", "window"]
    title: str
    note: str
    times: tuple[Labelled, ...]
    phases: tuple[PhaseMark, ...]


class HopView(Struct, frozen=True, kw_only=True):
    """Who is who in one pass."""

    number: int
    packages: tuple[Labelled, ...]
    windows: tuple[tuple[int, Value, Value, str], ...]  # number, opening, closing, whether it is done or goes on
    appliances: tuple[tuple[Badge, Value], ...]
    primary_start: Value
    primary_end: Value


class PersonView(Struct, frozen=True, kw_only=True):
    """A row of the staff table; all empty where the row is spare."""

    initials: Value
    name: Value
    roles: Value
    email: Value
    phone: Value | None = None  # where a house says it, which has these columns then
    deputy: tuple[Value, Value] | None = None  # name, telephone


class CallView(Struct, frozen=True, kw_only=True):
    """Somebody who is called: who, where, and when."""

    name: str
    phone: Value
    when: str


class HouseSheet(Struct, frozen=True, kw_only=True):
    """What pages show of the organisation's own house. `logo` is the key of the picture, "" where there is none;
    `left_out` are steps of the kit that it does without, and why; `marked`: some text is there in another language;
    `pages`: a step of it names a page of the organisation's; `own_path`: so are the reasons and ways back of its path;
    `never_by_support`: some prohibition says to call Support."""

    logo: str
    calls: tuple[CallView, ...]
    escalation: tuple[CallView, ...]
    support: tuple[Labelled, ...]
    left_out: tuple[tuple[str, str], ...]
    marked: bool
    pages: bool
    own_path: bool = False
    never_by_support: bool = False


class NeedGroup(Struct, frozen=True, kw_only=True):
    """Things of one kind to have at hand: what, and who has it."""

    title: str
    rows: tuple[tuple[str, str], ...]


class TermRow(Struct, frozen=True, kw_only=True):
    """A screen label in the languages of the glossary; `sign` says that it is confirmed in part, or inferred."""

    labels: tuple[str, ...]
    sign: str


class Foot(Struct, frozen=True, kw_only=True):
    """What stands at the foot of every page."""

    site: Value
    change: Value
    revision: Value
    language: str
    ticket: Value | None = None
    house_line: str = ""  # classification and retention


class Runbook(Struct, frozen=True, kw_only=True):
    """The printed runbook."""

    language: str
    direction: str
    paper: Paper
    title: str
    path_title: str
    heading: tuple[Labelled, ...]  # organisation, site
    facts: tuple[Labelled, ...]
    reason: Labelled | None
    carried: CarriedOn | None
    several_approve: bool
    reasons: tuple[str, ...]
    warnings: tuple[Value, ...]
    passes: tuple[HopView, ...]
    letters: str  # what A and B mean, where there are such
    sides: tuple[tuple[ApplianceView | None, ApplianceView | None], ...]  # before, after; all but traffic nodes
    nodes: tuple[tuple[ApplianceView, ApplianceView], ...]  # traffic nodes: before, after
    entrance: tuple[Labelled, ...]
    timeline: tuple[TimelineEntry, ...]
    ahead: tuple[tuple[str, str], ...]  # chapters before the steps: anchor, title
    behind: tuple[tuple[str, str], ...]  # and behind them
    ways: tuple[tuple[int, str], ...]  # the ways back: number, anchor
    people: tuple[PersonView, ...]
    needs: tuple[NeedGroup, ...]
    never: tuple[NoteView, ...]
    phases: tuple[PhaseView, ...]
    recoveries: tuple[RecoveryView, ...]
    term_languages: tuple[tuple[str, str], ...]  # tag, name
    terms: tuple[TermRow, ...]
    links: tuple[LinkView, ...]
    sources: tuple[tuple[str, str, str], ...]
    foot: Foot
    images: dict[str, bytes]
    house: HouseSheet | None = None


class CheckField(Struct, frozen=True, kw_only=True):
    """A form field: its name, its tooltip, and what it holds."""

    name: str
    tooltip: str
    value: Value | None = None


class CheckEvidence(Struct, frozen=True, kw_only=True):
    """What a row says of what is to be written down: above its box, and at the right of a box for a short answer."""

    label: tuple[str, ...]  # in its lines
    beside: tuple[str, ...]  # the form of the answer, and what is expected; with any, the box is a short one
    expects: str  # the word in front of what is expected, where that is a value
    expected: Value | None  # beside a short box, else on a line above the box
    moment: bool  # a date and time, with a box a digit
    wide: bool  # it says several things, or its label is long: the box takes the place of a witness, too


class CheckRow(Struct, frozen=True, kw_only=True):
    """One line of the checklist. A field that is None is not asked for."""

    number: str
    title: str
    late: str  # of a decision to go on late: what is said of the time behind which it is asked for
    package: Value | None  # that time; of several licences or patches, which one
    badge: Badge | None
    appliance: Value | None
    about: bool  # it is done for that appliance, on another one
    day: Value | None  # the weekday of that time
    planned: Value | None
    evidence: CheckEvidence | None
    bar: str  # the words on the bar above a point of no return, or a hold point
    done: CheckField
    na: CheckField | None
    skipped: CheckField | None  # where n/a is none, and the step need not be done
    failed: CheckField
    at: CheckField
    by: CheckField
    witness: CheckField | None
    decision: tuple[CheckField, CheckField] | None  # go, and no-go
    value: CheckField | None
    note: CheckField
    height: float = 0.0  # in mm, as `runbook.document.checklist_layout` reckons it
    apart: bool = False  # what is said of that time stands on a line of its own


class CheckGroup(Struct, frozen=True, kw_only=True):
    """The rows of one phase on one page; `course` is its pass and window, `opens` when that opens; `back`: until when
    its way back, or itself where it is one, can be begun; `gone`: that from it on there is none. `tight`: what stands
    beside the title is set smaller; `below`: it stands below the title."""

    title: str
    course: str
    opens: Value | None
    continued: bool
    rows: tuple[CheckRow, ...]
    back: tuple[Labelled, ...] = ()
    gone: str = ""
    tight: bool = False
    below: bool = False
    height: float = 0.0  # of its head in mm, as `runbook.document.checklist_layout` reckons it


class CheckPage(Struct, frozen=True, kw_only=True):
    """One page of the checklist; `image` is the key of its code."""

    number: int
    image: str
    groups: tuple[CheckGroup, ...]


class Checklist(Struct, frozen=True, kw_only=True):
    """The checklist, page by page. One that is not `fillable` is to be read and printed: nothing in it is a form's."""

    language: str
    direction: str
    paper: Paper
    title: str
    path_title: str
    site: Labelled
    ticket: Labelled | None
    carried: CarriedOn | None
    fields: tuple[CheckField, ...]
    run: CheckField
    digits: str  # what stands in the single boxes of a date and time, a letter each
    letters: str  # what A and B mean, where there are such
    heights: tuple[float, ...]  # of rows, in mm, each once
    pages: tuple[CheckPage, ...]
    foot: Foot
    images: dict[str, bytes]
    fillable: bool = True
    logo: str = ""  # the key of the picture of the organisation's own house
