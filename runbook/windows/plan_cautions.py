"""What `runbook check` warns of by the plans of what is to come: all that the covers of these say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from runbook.cache import Cache, usual_place
from runbook.errors import PlanningError, Problem, RunbookError
from runbook.i18n import N_
from runbook.model.clock import aware, zone_data
from runbook.model.site import UNKNOWN, Change, Inventory, Site
from runbook.model.warning_codes import CLOSED, IDLE, TOO_SHORT, UNFIT, UNOPENED
from runbook.reading.partial import Violation
from runbook.resources import fingerprint_of
from runbook.windows.alike import SaidByPlan, first_instant, likeness, moved

if TYPE_CHECKING:
    from runbook.house.house_draft import HouseDraft
    from runbook.model.house import PackedHouse

MANY = 20  # changes: to plan more of them takes far longer than to check them
TOLD = ("PLN007", "PLN010")  # the clock is changed; versions that nobody has looked up
NOBODY = "PLN002"  # a role that steps ask for
KEPT = 2000  # kinds of changes of which it is known what their plans warn of
LARGEST = 60  # appliances of a site, for the same reason
PLANNER = ("house", "model", "planning", "procedures", "reading")  # the layers that what a plan warns of is made by


class RefusedChange(NamedTuple):
    """A change that no plan can be made of with the house, and why."""

    site: str
    change: Change
    error: PlanningError

    def problem(self, house: HouseDraft) -> Problem:
        """The same, told of the file of the house that it has to do with."""
        from runbook.planning.house_trial import planning_problem

        return planning_problem(house, self.error, f"{self.site}/{self.change.id}")


class PlanCautions:
    """Of each site what the plans of its changes warn of: of `many` changes in all, by default `MANY`, and of sites up
    to `LARGEST`. `unfit`: only windows into which what is planned in them does not fit, and nights without a roll call
    of their own."""

    def __init__(
        self, now: datetime, house: PackedHouse | None = None, many: int | None = None, *, unfit: bool = False
    ) -> None:
        self.now = now
        self.unfit = unfit
        self.many = MANY if many is None else many
        self.house = house
        self.planned = 0
        self.left = 0  # changes that were not planned
        self.refused: list[RefusedChange] = []  # changes that no plan can be made of with this house
        self._alike: dict[bytes, _Planned] = {}  # what the plans of changes that are alike warn of

    def __call__(self, site: Site) -> Iterator[Violation]:
        """The warnings of a site, at its windows or changes."""
        for index, change in enumerate(site.changes):
            if change.closed or not any(aware(one.end, site.timezone) > self.now for one in change.windows):
                continue
            if self.planned == self.many or len(site.appliances) > LARGEST:
                self.left += 1
                continue
            self.planned += 1
            try:
                for warning in self._warned(site, change):
                    yield from _told(warning, change.id, index, unfit=self.unfit)
            except PlanningError as error:
                self.refused.append(RefusedChange(site.id, change, error))

    def _warned(self, site: Site, change: Change) -> tuple[SaidByPlan, ...]:
        """The warnings of a plan; of changes that are alike, one is planned. Raises PlanningError."""
        key = likeness(site, change, with_house=self.house is not None)
        known = self._alike.get(key)
        if known is None:
            known = self._planned(key, site, change)
            if len(self._alike) < KEPT:
                self._alike[key] = known
        told = (moved(warning, known.first, site, change) for warning in known.warnings)
        return tuple(one for one in told if not _said_without_plan(one))

    def _planned(self, key: bytes, site: Site, change: Change) -> _Planned:
        """The same, planned once for as long as the planner, the house and the likeness stay; nothing where no plan can
        be made. Raises PlanningError for a house."""
        own = self.house.content if self.house else b""

        def planned() -> bytes:
            return json.dumps([first_instant(site, change).isoformat(), _of_plan(site, change, self.house)]).encode()

        try:
            parts = (fingerprint_of(*PLANNER), zone_data(), sha256(own).hexdigest(), sha256(key).hexdigest())
            name = sha256(f"plan warnings {parts}".encode()).hexdigest()
            return Cache(folder=usual_place()).through(name, planned, _kept)
        except RunbookError as error:
            if self.house is None or not isinstance(error, PlanningError):  # `procedures check` says where
                return _Planned(first_instant(site, change), ())
            raise


class _Planned(NamedTuple):
    """When a change begins that was planned, and what its plan warns of."""

    first: datetime
    warnings: tuple[SaidByPlan, ...]


def _kept(data: bytes) -> _Planned:
    """The same, of what is in the cache."""
    first, warnings = json.loads(data)
    return _Planned(datetime.fromisoformat(first), tuple(SaidByPlan(*each) for each in warnings))


def _of_plan(site: Site, change: Change, house: PackedHouse | None) -> tuple[SaidByPlan, ...]:
    """The warnings of a plan. Raises RunbookError where no plan can be made."""
    from runbook.planning.pipeline import unfrozen_plan
    from runbook.procedures.load import load_procedures

    book = Inventory(schema=1, organization="", languages=("en",), sites=(site,))
    own = None
    if house is not None:
        from runbook.house.house_load import house_procedures

        own = house_procedures(house.content)
    plan = unfrozen_plan(book, site, change, load_procedures(), house=own)
    return tuple(SaidByPlan(one.code, one.text, one.args) for one in plan.warnings)


def _said_without_plan(warning: SaidByPlan) -> bool:
    """Whether `check` says so by itself: also of the level of an old appliance, and of a site without an approver."""
    return warning.code in TOLD or warning.args.get("old") == UNKNOWN or warning.args.get("role") == "approver"


def _told(warning: SaidByPlan, change: str, index: int, *, unfit: bool) -> Iterator[Violation]:
    """What the planner warns of, as said of the inventory; with `unfit`, of windows that do not do alone."""
    if warning.code not in (*UNFIT, UNOPENED):
        window = warning.args.get("window")
        field = "for" if warning.code == IDLE else "start"
        place = ("changes", index, "windows", int(window) - 1, field) if window else ("changes", index)
        told = Violation(place, warning.text, "", warning.args)
        yield from () if unfit else (_without_role(change, warning) if warning.code == NOBODY else told,)
        return
    at = ("changes", index, "windows", int(warning.args["window"]) - 1)
    if warning.code == UNOPENED:
        message = N_("window {window} of {change} goes on with window {first}, and has no roll call of its own")
        remedy = N_(
            "as window {before} ends, hand over and let everybody leave; as window {window} opens, call the roll and "
            "announce the start, and write both down: the pages have no steps for it"
        )
        yield Violation((*at, "for"), message, remedy, {"change": change, **warning.args})
        return
    values = {"change": change, "missing": warning.args.get("more", warning.args["length"]), **warning.args}
    if warning.code == TOO_SHORT:
        message = N_("this window of {change} is too short for the steps planned in it: {missing} more is needed")
        remedy = N_("end it later, or go on in another night: one more window, with `for: {window}`")
        yield Violation((*at, "end"), message, remedy, values)
        return
    message = N_(
        "not all of the work of window {window} of {change} fits into it: it can begin at {time} at the earliest, and "
        "the window closes at {end}, {length} too early"
    )
    if warning.code == CLOSED:
        message = N_(
            "none of the work of window {window} of {change} fits into it: it can begin at {time} at "
            "the earliest, and the window closes at {end}, {missing} before all of it is done"
        )
    yield Violation((*at, "start"), message, N_("move the window, or the ones before it"), values)


def _without_role(change: str, warning: SaidByPlan) -> Violation:
    """A role that nobody has, told of those who sign, with who would be asked."""
    message = N_("nobody has the role {role}, which steps of {change} ask for: technicians sign them instead")
    remedy = N_("give the role to whoever is to sign them, or leave them to the technicians")
    return Violation(("staff",), message, remedy, {"change": change, **warning.args})
