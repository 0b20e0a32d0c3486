"""The examples of tests/examples/records of who let a change begin, go on, and go back.

    python -m tests.verify.make_night_examples

The plans are those of one day: they are made where they are not there, and stay.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from msgspec.structs import replace as changed

from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.model.record import Entry
from runbook.model.site import Approvals, Inventory, Person
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.reading.plan_json import dump_plan, load_plan
from runbook.simulate.play import clock_time, play
from runbook.simulate.write import csv_bytes
from runbook.verify.course import course_of, rest_of_chapter
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.pace import planned_minutes
from tests import plans
from tests.verify.harness import SAMPLES, faultless
from tests.verify.nights import Entries, back_until, gone_back, gone_on_late, no_go, seconds, stopped_in, until

NIGHTS = SAMPLES / "nights"
RELEASE, HOLD, SPOKEN = "release-change", "hold-point:h1", "release-spoken"
ASKED: dict[str, dict[str, Any]] = {
    "plain": {},
    "pair": {},
    "apart": {"approval": Approvals(needed=2, not_by_those_who_carry_out=True)},
    "spoken": {"urgency": "expedited"},
    "migration": {},
}
SEED = 3
SECOND = Person(initials="RP", name="R. Petit", email="rp@example.com", roles=("approver",))


@cache
def night(name: str) -> IndexedPlan:
    """A standalone appliance by hand, or a pair, with two who approve, and these approvals asked for."""
    path = NIGHTS / name / "plan.json"
    if not path.is_file():
        site, change = plans.site_of("single"), plans.change_of("single", "manual", None)
        if name == "pair":
            site, change = plans.site_of("failover", "dns"), plans.change_of("failover", "automatic", "asynchronous")
        if name == "migration":
            moved_to = "migrate-physical-virtual"
            site, change = plans.site_of(moved_to), plans.change_of(moved_to, "automatic", None)
        change = replace(change, **ASKED[name])
        site = replace(site, staff=(*site.staff, SECOND), changes=(change,))
        inventory = Inventory(schema=1, organization="Example SA", languages=("en", "fr"), sites=(site,))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dump_plan(made(inventory)))
    return index_plan(load_plan(path))


def made(inventory: Inventory) -> Plan:
    """The plan of the only change of an inventory."""
    [site] = inventory.sites
    return make_plan(inventory, site, site.changes[0], load_procedures())


def stopped_at_the_hold(indexed: IndexedPlan, note: str = "The users cannot be reached.") -> tuple[Entries, int]:
    """A night up to its hold point, which says no-go."""
    entries = printed(indexed)
    at = seconds(indexed, entries[HOLD])
    kept = until(indexed, entries, HOLD)
    kept[HOLD] = no_go(indexed, HOLD, at, entries[HOLD].by, note)
    return kept, at + 120


def decided(entries: Entries, value: str) -> Entries:
    """The record with other words at its hold point."""
    return {**entries, HOLD: changed(entries[HOLD], value=value)}


def printed(indexed: IndexedPlan) -> Entries:
    """A faultless record in the order of the pages."""
    return {entry.step: entry for entry in play(indexed, SEED, as_printed=True)}


def records() -> dict[str, tuple[str, Entries]]:
    """By its name, what each record is of and what stands in it."""
    plain, apart, spoken = night("plain"), night("apart"), night("spoken")
    whole = faultless(plain, SEED)
    hold, minute = stopped_at_the_hold(plain)
    bare, _ = stopped_at_the_hold(plain, note="")
    saved, after = stopped_in(plain, "save:h1", SEED)
    back = gone_back(plain, saved, "stop-pass:h1", after)
    pair = night("pair")
    apart_now, then = stopped_in(pair, "save:h1", SEED)
    half = gone_back(pair, apart_now, "pair-again:h1", then)
    half.pop([step for step in half if step.startswith("back-")][-1])
    undone = gone_back(pair, apart_now, "pair-again:h1", then)
    check = [step for step in undone if step.startswith("back-")][-1]
    undone[check] = changed(undone[check], state="failed", note="Sessions do not start.")
    on_b, later = stopped_in(pair, "upgrade-b:h1", SEED)
    two = faultless(apart, SEED)
    late = gone_back(plain, saved, "stop-pass:h1", back_until(plain, "save:h1") + 300)
    failed_step = max(k for k in course_of(plain).work if plain.steps[k].id in saved)
    failed = {**saved, (step := plain.steps[failed_step].id): changed(saved[step], state="failed", note="No space.")}
    oral = faultless(spoken, SEED)
    migration = night("migration")
    kept = faultless(migration, SEED)
    kept[HOLD] = changed(kept[HOLD], value="no-go", note="Kept as a spare until spring.")
    for index in rest_of_chapter(migration, migration.index[HOLD]):
        kept.pop(migration.steps[index].id, None)
    return {
        "good/STA-gone-back-and-as-before": ("plain", back),
        "good/STA-no-go-and-gone-back": ("plain", gone_back(plain, hold, "stop-pass:h1", minute)),
        "good/SGN-released-by-two": ("apart", two),
        "good/EVD-a-go-with-its-hour-and-hand": (
            "plain",
            decided(whole, f"GO – R. Petit {whole[HOLD].at[11:].replace(':', 'h')}"),
        ),
        "bad/EVD002-a-go-by-one-who-may-not": ("plain", decided(whole, "GO – C. Martin")),
        "good/SGN-released-by-word-of-mouth": ("spoken", oral),
        "bad/STA018-no-go-without-a-reason": ("plain", gone_back(plain, bare, "stop-pass:h1", minute)),
        "bad/STA019-a-way-back-half-taken": ("pair", half),
        "bad/STA026-the-way-back-failed": ("pair", undone),
        "bad/STA027-struck-out-and-answered": ("plain", struck_and_answered(plain, whole)),
        "bad/STA020-no-go-and-no-way-back": ("plain", hold),
        "bad/STA022-failed-and-gone-back": ("plain", gone_back(plain, failed, "stop-pass:h1", after)),
        "bad/STA021-gone-back-and-safe": ("pair", gone_back(pair, on_b, "leave-b:h1", later)),
        "bad/STA024-the-old-appliance-is-kept": ("migration", kept),
        "bad/ORD003-gone-on-late": ("pair", gone_on_late(pair, "switch:h1")),
        "bad/ORD004-went-on-after-a-no-go": (
            "plain",
            {**whole, HOLD: changed(whole[HOLD], value="no-go", note="The users cannot be reached.")},
        ),
        "bad/ORD005-gone-on-after-a-way-back": (
            "plain",
            {**whole, **{k: e for k, e in back.items() if k not in whole}},
        ),
        "bad/ORD006-the-way-back-of-before": ("plain", of_before(plain, whole)),
        "bad/WIN005-gone-back-late": ("plain", late),
        "bad/TIM016-written-from-the-plan": ("plain", from_the_plan(plain, whole)),
        "bad/SGN011-released-by-one-who-carries-out": ("apart", by_a_hand(apart, two)),
        "bad/SGN012-released-by-ones-own-hand": ("plain", by_a_hand(plain, whole)),
        "bad/SGN013-two-approvals-by-one": ("apart", by_one(two)),
        "bad/SGN015-released-on-copies": ("apart", on_copies(two)),
        "bad/EVD009-released-by-nobody-who-may": ("spoken", {**oral, SPOKEN: changed(oral[SPOKEN], value="C. Martin")}),
    }


def struck_and_answered(indexed: IndexedPlan, entries: Entries) -> Entries:
    """Every way back is struck out, and of one it stands there that all is as before."""
    ways = [indexed.steps[index].id for _, steps in course_of(indexed).ways for index in steps]
    return {**entries, **{step: Entry(step=step, state="na", value="yes" * (step == ways[-1])) for step in ways}}


def from_the_plan(indexed: IndexedPlan, entries: Entries, which: int = 0) -> Entries:
    """What is signed in windows at the minutes at which it is planned to begin; with 1, to end."""
    found = dict(entries)
    for step, entry in entries.items():
        index = indexed.index[step]
        minutes = planned_minutes(indexed, index)
        if minutes and entry.state == "done":
            at = clock_time(indexed, minutes[which])
            evidence = indexed.steps[index].evidence
            seen = at if evidence and evidence.type == "datetime" else entry.value
            found[step] = changed(entry, at=at, value=seen)
    return found


def of_before(indexed: IndexedPlan, whole: Entries) -> Entries:
    """All is done, and a way back is taken that leads back from what lay behind."""
    last = max(seconds(indexed, e) for e in whole.values() if e.at)
    return gone_back(indexed, whole, "stop-pass:h1", last + 600)


def by_a_hand(indexed: IndexedPlan, entries: Entries) -> Entries:
    """TL released the change and carries out a step of it; where two release it, another is the second."""
    hand = next(k for k in sorted(course_of(indexed).touching) if not indexed.steps[k].witness)
    step = indexed.steps[hand].id
    found = {**entries, step: changed(entries[step], by="TL"), RELEASE: changed(entries[RELEASE], by="TL")}
    for other in [one for one in entries if one.startswith(RELEASE) and one != RELEASE]:
        found[other] = changed(entries[other], by="RP")
    return found


def on_copies(entries: Entries) -> Entries:
    """Both who release the change signed the first line, each on a copy of their own."""
    first, second = (step for step in entries if step.startswith(RELEASE))
    return {**entries, second: changed(entries[second], step=first)}


def by_one(entries: Entries) -> Entries:
    """Both approvals are one person's."""
    second = next(step for step in entries if step.startswith(RELEASE) and step != RELEASE)
    return {**entries, second: changed(entries[second], by=entries[RELEASE].by)}


def main() -> None:
    """Write all of them."""
    english = Language(tag="en")
    for name, (plan, entries) in records().items():
        frozen = load_plan(NIGHTS / plan / "plan.json")
        (SAMPLES / f"{name}.csv").write_bytes(csv_bytes(frozen, "1", tuple(entries.values()), english))


if __name__ == "__main__":
    main()
