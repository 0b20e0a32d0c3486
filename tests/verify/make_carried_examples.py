"""The examples of tests/examples/records of a change that a later plan carries on.

    python -m tests.verify.make_carried_examples

The two plans are those of one day: they are made where they are not there, and stay.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from msgspec.structs import replace as changed

from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.model.record import Entry
from runbook.model.revision import revision_of
from runbook.reading.plan_json import dump_plan, load_plan
from runbook.simulate.carried_on import signed_under
from runbook.simulate.play import play
from runbook.simulate.write import csv_bytes, json_bytes
from runbook.verify.indexed_plan import index_plan
from tests import plans
from tests.verify.amended import carried_on
from tests.verify.harness import SAMPLES

FOLDER = SAMPLES / "carried"
GROWN = SAMPLES / "grown"
CORRECTED = SAMPLES / "corrected"
NEW = "backup-settings:rs-a:h1"
SEED = 3
AFTER = "after-installers:h1"  # outside the windows, after the first one: it reads otherwise in the later plan


@cache
def both() -> tuple[Plan, Plan]:
    """A plan, and the one that carries it on after its first window."""
    if not (FOLDER / "plan.json").is_file():
        earlier = plans.plan_of("single", "automatic", hops=("bs", "s"))
        latest = carried_on(earlier)
        steps = (
            replace(step, do=f"{step.do} Tell the desktop team.") if step.id == AFTER else step for step in latest.steps
        )
        latest = replace(latest, steps=tuple(steps))
        (FOLDER / "plans").mkdir(parents=True)
        (FOLDER / "plans" / f"{earlier.revision[:12]}.json").write_bytes(dump_plan(earlier))
        (FOLDER / "plan.json").write_bytes(dump_plan(replace(latest, revision=revision_of(latest))))
    latest = load_plan(FOLDER / "plan.json")
    return load_plan(FOLDER / "plans" / f"{latest.amends[0][:12]}.json"), latest


@cache
def grown() -> tuple[Plan, Plan]:
    """A plan that lacks a step of its first window, and the one that carries it on and has it."""
    if not (GROWN / "plan.json").is_file():
        whole = plans.plan_of("single", "automatic", hops=("bs", "s"))
        rules = tuple(
            replace(rule, first=_others(rule.first), then=_others(rule.then), steps=_others(rule.steps))
            for rule in whole.rules
        )
        steps = tuple(step for step in whole.steps if step.id != NEW)
        earlier = replace(whole, steps=steps, rules=tuple(rule for rule in rules if rule.first and rule.then))
        earlier = replace(earlier, revision=revision_of(earlier))
        latest = carried_on(whole, amends=(earlier.revision,))
        (GROWN / "plans").mkdir(parents=True)
        (GROWN / "plans" / f"{earlier.revision[:12]}.json").write_bytes(dump_plan(earlier))
        (GROWN / "plan.json").write_bytes(dump_plan(latest))
    latest = load_plan(GROWN / "plan.json")
    return load_plan(GROWN / "plans" / f"{latest.amends[0][:12]}.json"), latest


def _others(steps: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(step for step in steps if step != NEW)


def write_grown() -> None:
    """A step that no pages had: not signed, and signed afterwards in a row of the later record."""
    earlier, latest = grown()
    before, index = index_plan(earlier), index_plan(latest)
    under = signed_under(index, [before])
    signed = play(index, SEED, under=under)
    first = [entry for entry in signed if under[index.index[entry.step]].indexed is before]
    second = [entry for entry in signed if under[index.index[entry.step]].indexed is index]
    for name, rows in (
        ("bad/STA017-no-pages-had-it", [entry for entry in second if entry.step != NEW]),
        ("good/STA-came-later-and-was-signed-afterwards", second),
    ):
        folder = SAMPLES / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "first.json").write_bytes(json_bytes(earlier, "1", tuple(first)))
        (folder / "second.csv").write_bytes(csv_bytes(latest, "1", tuple(rows), Language(tag="en")))


@cache
def corrected() -> tuple[Plan, Plan]:
    """A plan, and the one that was made after a correction of the inventory, which carries nothing on."""
    if not (CORRECTED / "plan.json").is_file():
        earlier = plans.plan_of("single", "automatic")
        latest = replace(earlier, organization=f"{earlier.organization} (corrected)")
        latest = replace(latest, revision=revision_of(latest))
        (CORRECTED / "plans").mkdir(parents=True)
        for plan in (earlier, latest):
            (CORRECTED / "plans" / f"{plan.revision[:12]}.json").write_bytes(dump_plan(plan))
        (CORRECTED / "plan.json").write_bytes(dump_plan(latest))
    latest = load_plan(CORRECTED / "plan.json")
    (earlier,) = (plan for plan in map(load_plan, (CORRECTED / "plans").iterdir()) if plan.revision != latest.revision)
    return earlier, latest


def write_corrected() -> None:
    """A record of the plan that was void by then, and one of the plan in its place."""
    earlier, latest = corrected()
    for name, plan in (
        ("bad/DOC022-the-record-of-an-earlier-plan.csv", earlier),
        ("good/DOC-the-corrected-plan.csv", latest),
    ):
        content = csv_bytes(plan, "1", tuple(play(index_plan(plan), SEED)), Language(tag="en"))
        (SAMPLES / name).write_bytes(content)


def main() -> None:
    """Write all of them."""
    write_grown()
    write_corrected()
    earlier, latest = both()
    before, index = index_plan(earlier), index_plan(latest)
    under = signed_under(index, [before])
    first: dict[str, Entry] = {}
    second: dict[str, Entry] = {}
    for entry in play(index, SEED, under=under):
        (second if under[index.index[entry.step]].indexed is index else first)[entry.step] = entry
    moved = next(step.id for step in index.steps if step.window == 2 and step.id in second)
    without = {step: entry for step, entry in second.items() if step not in (moved, AFTER)}
    samples = {
        "good/DOC-carried-on": (first, second),
        "bad/DOC019-the-first-part-is-missing": ({}, second),
        "bad/DOC020-the-first-part-alone": (first, {}),
        "bad/STA015-signed-before-it-read-otherwise": (
            {**first, AFTER: second[AFTER]}, {step: entry for step, entry in second.items() if step != AFTER}
        ),
        "bad/STA016-signed-again-on-the-later-pages": ({**first, AFTER: second[AFTER]}, second),
        "bad/WIN004-on-the-pages-of-the-night-that-was-moved": (
            {**first, moved: second[moved]}, {**without, AFTER: second[AFTER]}
        ),
        "bad/SGN002-a-stranger-on-the-earlier-pages": (
            {step: changed(entry, by="XY") if step == first_done(first) else entry for step, entry in first.items()},
            second,
        ),
    }  # fmt: skip
    for name, (one, other) in samples.items():
        folder = SAMPLES / name
        folder.mkdir(parents=True, exist_ok=True)
        if one:
            (folder / "first.json").write_bytes(json_bytes(earlier, "1", tuple(one.values())))
        if other:
            content = csv_bytes(latest, "1", tuple(other.values()), Language(tag="en"))
            (folder / "second.csv").write_bytes(content)


def first_done(first: dict[str, Entry]) -> str:
    """The first step that is done."""
    return next(step for step, entry in first.items() if entry.state == "done")


if __name__ == "__main__":
    main()
