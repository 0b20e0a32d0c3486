"""What the approval document holds: its rows, and the whole."""

from __future__ import annotations

from dataclasses import dataclass

from runbook.document.bars import Drawing
from runbook.document.first_page import FirstPage
from runbook.document.first_page_room import PageHead
from runbook.document.parts import CarriedOn, Foot, HouseSheet, Labelled, Markdown, Paper
from runbook.document.slots import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """Appliances that change in the same way: what they are, which, and Base and BeyondTrust from … to …"""

    what: str
    ids: tuple[Value, ...]
    base: tuple[Value, ...]
    software: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactRow:
    """A time in which something is not as usual. `length` is `30 min to 2 h`."""

    kind: str
    strong: bool
    window: str
    start: Value
    end: Value
    length: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRow:
    """A risk, what limits it, and where in the runbook that stands."""

    text: Markdown
    limits: tuple[Markdown, ...]
    where: str
    likely: str = ""  # what the house says; nothing where whoever approves is to write it
    grave: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaySaid:
    """A chapter that is a way back: its number and title, how long it takes, by when it is begun; its `steps` in the
    row of the first phases that it leads from."""

    title: str
    said: str
    until: tuple[Value, ...]
    steps: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayRow:
    """The way back in a phase; `no_return` names the step after which there is none."""

    numbers: str
    title: str
    back: Markdown
    no_return: str
    ways: tuple[WaySaid, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """A role, who holds it, and what they sign."""

    role: str
    people: tuple[Value, ...]
    signs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRow:
    """Something to be prepared, with room to write who did it and when."""

    number: str
    title: str
    who: str
    na_allowed: bool
    house: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The approval document: the first page, which is signed, and the details behind it."""

    language: str
    direction: str
    paper: Paper
    title: str
    head: PageHead
    first: FirstPage
    carried: CarriedOn | None
    again: str  # what is approved again, where something is carried on
    changes: tuple[ChangeRow, ...]
    also: tuple[Labelled, ...]  # licences and patches, which no version tells
    reasons: tuple[Markdown, ...]
    impact: tuple[ImpactRow, ...]
    honest: str  # what the figures are, and what they leave out
    letters: str  # what A and B mean, where there are such
    warned: str  # that the planner warns of something
    drawing: Drawing
    warnings: tuple[Value, ...]
    released: str  # who releases it, and how
    risks: tuple[RiskRow, ...]
    graded: str  # who says how likely and how serious they are
    ways: tuple[WayRow, ...]
    duties: tuple[DutyRow, ...]
    prepared: tuple[PreparedRow, ...]
    revision: Value
    durations: str  # where the planned durations come from
    foot: Foot
    images: dict[str, bytes]
    house: HouseSheet | None = None
