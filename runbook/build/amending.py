"""Which printed plans of a change a new plan carries on: those that lie beside, and planned what is done by now as it
was done.

They go into the plan, and so into its revision. A plan that was printed already is found again: another run makes the
same, and so does an inventory that goes back to what it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.errors import InputError, RunbookError
from runbook.i18n import N_
from runbook.model.plan import Plan, PlanWindow
from runbook.model.revision import revision_of, short_revision
from runbook.model.window_chain import is_behind
from runbook.reading.found_file import content_found
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, is_plan_name, read_plan
from runbook.resources import fingerprint

if TYPE_CHECKING:
    from runbook.cache import Cache
    from runbook.inventory.packed import PackedSite

LIMIT = 16 * 2**20  # bytes; the largest plan, nine hops through a cluster, has half of that
_DONE = b'"done":true'  # as sites are packed


@dataclass(frozen=True, slots=True, kw_only=True)
class Amending:
    """The revisions that the plan of a change carries on, the oldest first; or why that is not known."""

    revisions: tuple[str, ...] = ()
    refusal: RunbookError | None = None


def amending(site: PackedSite, change: str, beyond: tuple[str, ...], out: Path, cache: Cache | None = None) -> Amending:
    """What the plan of `change` carries on, by the plans that lie in its folder below `out`.

    Nothing where none of its windows is done. Raises PlanningError where the procedures are at fault.
    """
    if _DONE not in site.content or not _is_under_way(site, change):
        return Amending()
    folder = out / site.id / change
    contents = tuple(_contents(folder))
    parts = (fingerprint(), site.origin(change), change, beyond, [sha256(each).hexdigest() for each in contents])
    key = sha256(f"amends {parts!r}".encode("utf-8", "surrogatepass")).hexdigest()
    known = cache.read(key, _kept) if cache else None
    if known is not None:
        return Amending(revisions=known)
    from runbook.build.task import plan_of

    try:
        found = amended_by(plan_of(site, change, beyond), printed_plans(contents, site.id, change), str(folder))
    except InputError:
        raise
    except RunbookError as error:
        return Amending(refusal=error)
    if cache:
        cache.put(key, json.dumps(found).encode())
    return Amending(revisions=found)


def _is_under_way(site: PackedSite, change: str) -> bool:
    changes = json.loads(site.content)["changes"]
    return any(window.get("done") for each in changes if each["id"] == change for window in each["windows"])


def _kept(data: bytes) -> tuple[str, ...]:
    return tuple(map(str, json.loads(data)))


def _contents(folder: Path) -> Iterator[bytes]:
    """The plans in a folder, the current one first; one that cannot be read is passed over."""
    earlier = folder / EARLIER_PLANS
    try:
        others = sorted(path for path in earlier.iterdir() if is_plan_name(path.name)) if earlier.is_dir() else []
    except OSError:
        others = []
    for path in (folder / PLAN, *others):
        try:
            content = content_found(path)
        except OSError:
            continue
        if content is not None:
            yield content


def printed_plans(contents: Sequence[bytes], site: str, change: str) -> tuple[Plan, ...]:
    """Those of a change among files, each revision once; what is damaged or another's is none."""
    found: dict[str, Plan] = {}
    for content in contents:
        try:
            plan = read_plan(content, "")
        except InputError:
            continue
        if (plan.site, plan.change) == (site, change):
            found.setdefault(plan.revision, plan)
    return tuple(found.values())


def amended_by(plan: Plan, printed: Sequence[Plan], folder: str) -> tuple[str, ...]:
    """The revisions that `plan`, which names none, carries on, of the `printed` plans of its change.

    Those that planned every window that is done as it is now, and have no more of them done; with those that they
    carry on themselves. Raises RunbookError where there is none; `folder` is where it was looked for.
    """
    bare = revision_of(replace(plan, amends=()))
    for other in printed:
        if revision_of(replace(other, amends=())) == bare:
            return other.amends
    count = _count(plan)
    fitting = [other for other in printed if _fits(other, plan) and _count(other) <= count]
    if not fitting:
        raise _refusal(plan, printed, folder)
    found: dict[str, None] = {}
    for other in sorted(fitting, key=lambda each: (_count(each), each.revision)):
        found |= dict.fromkeys((*other.amends, other.revision))
    return tuple(found)


def _count(plan: Plan) -> int:
    return sum(window.done for window in plan.windows)


def _fits(other: Plan, plan: Plan) -> bool:
    """Whether a printed plan has each window that is done as `plan` has it; one of the first format never does."""
    return other.format != "runbook-plan/1" and _unlike(other, plan) is None


def _unlike(other: Plan, plan: Plan) -> int | None:
    """The first window that is done, and was planned otherwise; None where there is none."""
    for number, window in enumerate(plan.windows, 1):
        if window.done and (number > len(other.windows) or not _same(other.windows[number - 1], window)):
            return number
        if window.done and _works_otherwise(other, plan, number):
            return number
    return None


def _same(one: PlanWindow, other: PlanWindow) -> bool:
    return (one.start, one.end, one.continues) == (other.start, other.end, other.continues)


def _works_otherwise(other: Plan, plan: Plan, number: int) -> bool:
    """Whether the work of a window that is done is another one: on other appliances; or, where none of it is left, with
    other packages."""
    was, now = work_of(other, number), work_of(plan, number)
    if was is None or now is None:
        return False
    return was != now if is_behind(plan.windows, number) else was.keys() != now.keys()


def work_of(plan: Plan, number: int) -> dict[str, tuple[str, ...]] | None:
    """What is installed in the work of a window, by appliance: versions, or kinds of package.

    None where the plan, of an earlier kit, does not say what installs."""
    if not any(step.installs for step in plan.steps):
        return None
    found: dict[str, tuple[str, ...]] = {}
    for step in plan.steps:
        if step.installs and step.appliance and step.window == number:
            hop = next(each for each in plan.passes if each.hop == step.hop)
            version = {"base": hop.base, "software": hop.software}.get(step.installs)
            found[step.appliance] = (*found.get(step.appliance, ()), version or step.installs)
    return {appliance: found[appliance] for appliance in sorted(found)}


def _refusal(plan: Plan, printed: Sequence[Plan], folder: str) -> RunbookError:
    known = [other for other in printed if other.format != "runbook-plan/1"]
    if not printed:
        text = N_(
            "a window is done, and {folder} holds no printed plan of this change that can be read: use "
            "--out to name the folder that it was rendered into, or remove done: true"
        )
        return RunbookError(text, folder=folder)
    if not known:
        text = N_(
            "a window is done, and the printed plans in {folder} come from a version of the kit that "
            "cannot carry a plan on"
        )
        return RunbookError(text, folder=folder)
    number = _unlike(known[0], plan)
    if number is None:
        text = N_("the printed plans in {folder} have more windows marked as done: write done: true for those as well")
        return RunbookError(text, folder=folder)
    return _moved(plan, known[0], number, folder)


def _moved(plan: Plan, other: Plan, number: int, folder: str) -> RunbookError:
    """Window `number` is done, and the printed plan has it at another time, for other work, or not at all."""
    values = {"number": str(number), "revision": short_revision(other.revision), "folder": folder}
    if number > len(other.windows):
        text = N_(
            "window {number} is done, and the printed plan {revision} in {folder} has no such window: "
            "use --out to name the folder that the pages of that night were rendered into, or remove "
            "done: true"
        )
        return RunbookError(text, **values)
    text = N_(
        "window {number} is done, from {start} to {end}; the printed plan {revision} in {folder} has "
        "it from {opened} to {closed}, or for other work. Write it as it was planned; or use --out to "
        "name the folder that the pages of that night were rendered into; or remove done: true"
    )
    own, planned = plan.windows[number - 1], other.windows[number - 1]
    if _same(planned, own):
        return _other_work(plan, other, number, values)
    if plan.timezone != other.timezone:
        text = N_(
            "window {number} is done; the printed plan {revision} in {folder} has it in the time zone "
            "{zone}, but this inventory has {own}. Leave the zone as it was until all of the change is "
            "done"
        )
        return RunbookError(text, **values, zone=other.timezone, own=plan.timezone)
    moments = {"start": own.start, "end": own.end, "opened": planned.start, "closed": planned.end}
    times = {name: moment.isoformat(timespec="minutes") for name, moment in moments.items()}
    return RunbookError(text, **values, **times)


def _other_work(plan: Plan, other: Plan, number: int, values: dict[str, str]) -> RunbookError:
    """Window `number` is done, and the printed plan has other packages in it, or on other appliances."""
    was, now = (
        "; ".join(f"{name} ({', '.join(packages)})" for name, packages in (work_of(one, number) or {}).items()) or "–"
        for one in (other, plan)
    )
    text = N_(
        "window {number} is done; according to the printed plan {revision} in {folder}, this was "
        "installed in it: {was}. According to this inventory it would be: {now}. Leave ids, roles, "
        "order and packages as they were until all of the change is done; or write state: stopped, and "
        "plan what is left as another change"
    )
    return RunbookError(text, **values, was=was, now=now)
