"""Who is who: the appliances of a change, the halves of a cluster, and the letters of each pass."""

from __future__ import annotations

from runbook.model.apart import is_apart
from runbook.model.clock import aware
from runbook.model.plan import PlanAppliance, PlanHop, PlanPackage, PlanWindow
from runbook.model.site import Appliance, Change, Site, ip_text
from runbook.procedures.halves import first_half


def appliances_of(site: Site, change: Change) -> dict[str, PlanAppliance]:
    """The appliances that the change touches, by id, in the order of the inventory; a new one last."""
    if change.kind == "migrate":
        old = next(a for a in site.appliances if a.id == change.source)
        appliances = {old.id: _appliance(old, frozenset(), "old")}
        if change.target is not None:
            new = change.target
            appliances[new.id] = PlanAppliance(
                id=new.id,
                role="standalone",
                form=new.form,
                model=new.model,
                hostname=new.hostname,
                ip=ip_text(new.ip),
                base="",
                software="",
                side="new",
            )
        return appliances
    first = first_half(site.appliances)
    return {a.id: _appliance(a, first, None) for a in site.appliances}


def _appliance(it: Appliance, first: frozenset[str], side: str | None) -> PlanAppliance:
    half = None
    if it.role == "traffic":
        half = "first" if it.id in first else "second"
    return PlanAppliance(
        id=it.id,
        role=it.role,
        form=it.form,
        model=it.model,
        hostname=it.hostname,
        ip=ip_text(it.ip),
        base=it.base,
        software=it.software,
        region=it.region,
        half=half,  # type: ignore[arg-type]
        side=side,  # type: ignore[arg-type]
    )


def windows_of(site: Site, change: Change) -> tuple[PlanWindow, ...]:
    """The windows with their UTC offsets."""
    return tuple(
        PlanWindow(
            start=aware(w.start, site.timezone), end=aware(w.end, site.timezone), done=w.done, continues=w.continues
        )
        for w in change.windows
    )


def _windows_of_hop(change: Change, number: int, each: int) -> tuple[int, ...]:
    """The numbers of a hop's windows: `each` in which work begins, and those in which that work goes on."""
    begun = [n for n, window in enumerate(change.windows, 1) if window.continues is None]
    own = begun[(number - 1) * each : number * each]
    return tuple(n for n, w in enumerate(change.windows, 1) if (n if w.continues is None else w.continues) in own)


def plan_hops(site: Site, change: Change, swapped: bool) -> tuple[PlanHop, ...]:
    """One pass a hop. `swapped`: the backup is primary at the end, so A and B change places for the next pass.

    A pair found apart has one pass, with all windows of the change; it begins on the appliance that serves.
    """
    letters = _letters(site, change)
    apart = is_apart(site, change)
    each = len(change.windows) if apart else 2 if site.topology == "failover" and change.kind == "upgrade" else 1
    passes = []
    for number, hop in enumerate(change.hops, 1):
        start = letters.get("A") or letters.get("M") or letters["old"]
        if apart and site.failover and site.failover.serving:
            start = site.failover.serving
        end = letters["B"] if swapped else letters.get("new", start)
        passes.append(
            PlanHop(
                hop=number,
                base=hop.version("base"),
                software=hop.version("software"),
                windows=_windows_of_hop(change, number, each),
                letters=letters,
                primary_start=start,
                primary_end=end,
                packages=tuple(
                    PlanPackage(kind=each.kind, name=each.name, file=each.file, sha256=each.sha256)
                    for each in hop.contents
                ),
            )
        )
        if swapped:
            letters = letters | {"A": letters["B"], "B": letters["A"]}
    return tuple(passes)


def _letters(site: Site, change: Change) -> dict[str, str]:
    if change.kind == "migrate" and change.source and change.target:
        return {"old": change.source, "new": change.target.id}
    by_role = {a.role: a.id for a in site.appliances}
    if site.topology == "single":
        return {"A": by_role["standalone"]}
    if site.topology == "atlas-no-failover":
        return {"M": by_role["primary"]}
    return {"A": by_role["primary"], "B": by_role["backup"]}
