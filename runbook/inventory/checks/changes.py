"""What a change needs, by its kind and its site's topology; hops that rise.

A change that is done, stopped or cancelled is of the past: what its site is today, and runs today, says nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.inventory.checks.apart import check_taken_up, is_apart, unlike
from runbook.inventory.checks.names import known_zone, named
from runbook.inventory.checks.packages import check_packages, packages_in
from runbook.inventory.checks.past import (
    AS_BEFORE,
    brought_half_way,
    check_replaced,
    done_before,
    installed,
    is_closed,
    newest_before,
)
from runbook.inventory.checks.topology import topology
from runbook.inventory.checks.windows import check_windows, windows_per_hop
from runbook.model.site import version_key
from runbook.reading.nodes import clipped
from runbook.reading.partial import PartialGroup, Violation
from runbook.reading.structure_problems import nearest

KINDS = ("upgrade", "migrate", "other")


def check_changes(site: PartialGroup) -> Iterator[Violation]:
    """Every change of a site."""
    for change in site.parts("changes"):
        yield from check_packages(change)
        yield from _check_kind(change)
        if not _takes_up(site, change):
            yield from _check_hops(site, change)
    yield from check_fit(site)


def _meant_kind(change: PartialGroup) -> str | None:
    """What a change is; of a kind that is misspelt, what may be meant, so that what that lacks is told at once."""
    written = change.data.get("kind")
    return change.text("kind") or (nearest(written, KINDS) if isinstance(written, str) else None)


def _takes_up(site: PartialGroup, change: PartialGroup) -> bool:
    """Whether a change goes on with the upgrade of a pair that is found apart."""
    upgrades = _meant_kind(change) == "upgrade" and not is_closed(change)
    return upgrades and is_apart(site) and topology(site) == "failover"


def check_fit(site: PartialGroup) -> Iterator[Violation]:
    """That every change fits its kind and its site, whatever runs there."""
    today, zone = topology(site), known_zone(site)
    first: str | None = None  # the change that makes a pair again that was found apart
    for change in site.parts("changes"):
        kind = _meant_kind(change)
        form = None if is_closed(change) else today
        if change.data.get("snapshot") is True:
            yield from _check_snapshot(site, change, form)
        taken_up = _takes_up(site, change)
        yield from check_windows(change, None if taken_up else windows_per_hop(kind, form), zone)
        if taken_up:
            yield from check_taken_up(site, change, first)
            first = first or change.text("id")
        if kind == "migrate":
            yield from _check_method(change, cluster=False)
            yield from _check_order(change, wanted=False)
            yield from _check_migration(site, change)
            if form not in (None, "single"):
                message = N_("a member of a pair or a cluster cannot be migrated: the vendor gives no procedure for it")
                remedy = N_("ask Support, or take the site apart and migrate a standalone appliance")
                yield Violation(change.at("kind"), message, remedy)
        elif kind == "other":
            yield from _check_other(change)
        elif kind == "upgrade":
            yield from _check_no_migration(change)
            if form is not None:
                yield from _check_method(change, cluster=form.startswith("atlas"))
                yield from _check_order(change, wanted=form == "failover")


_OF_OTHER_KINDS = ("hops", "method", "order", "major", "client_wait", "snapshot", "from", "to")


def _check_other(change: PartialGroup) -> Iterator[Violation]:
    """A change on a path of the house's own names the path, installs nothing, and has one window."""
    if not change.given("path"):
        message, remedy = N_("the key {key} is missing"), N_("write path: with the name of a path of the house")
        yield Violation(change.at("path"), message, remedy, {"key": "path"})
    for key in _OF_OTHER_KINDS:
        if change.given(key):
            message = N_("{key} is for upgrades and migrations, and this change is another")
            yield Violation(change.at(key), message, N_("remove it"), {"key": key})
    begun = [window for window in change.parts("windows") if not window.given("for")]
    for window in begun[1:]:
        message = N_("a change on a path of the house has one window")
        yield Violation(window.path, message, N_("write for: 1, where its work goes on in another night"))


def _check_kind(change: PartialGroup) -> Iterator[Violation]:
    """What an upgrade or a migration has, and what only other changes have."""
    if _meant_kind(change) in ("upgrade", "migrate"):
        if "hops" not in change.data:
            message, remedy = N_("the key {key} is missing"), N_("add it; `runbook init` writes an example that has it")
            yield Violation(change.at("hops"), message, remedy, {"key": "hops"})
        if change.given("path"):
            message, remedy = N_("path is for changes of kind: other"), N_("remove it, or write kind: other")
            yield Violation(change.at("path"), message, remedy)


def _check_snapshot(site: PartialGroup, change: PartialGroup, form: str | None) -> Iterator[Violation]:
    """A snapshot is of one virtual appliance that is upgraded, and that no other one depends on."""
    place, remedy = change.at("snapshot"), N_("remove snapshot")
    if _meant_kind(change) == "migrate":
        yield Violation(place, N_("a migration needs no snapshot: the old appliance stays as it is"), remedy)
    elif form not in (None, "single"):
        message = N_(
            "a snapshot is for a standalone appliance: put back to one, a member of a pair or a cluster would no "
            "longer fit the others"
        )
        yield Violation(place, message, remedy)
    elif form is not None and any(each.text("form") == "physical" for each in site.parts("appliances")):
        yield Violation(place, N_("a snapshot is for a virtual appliance, and this one is physical"), remedy)


def _check_method(change: PartialGroup, *, cluster: bool) -> Iterator[Violation]:
    if cluster and change.given("method"):
        message = N_("a cluster has no method: its packages are distributed from the primary")
        yield Violation(change.at("method"), message, N_("remove method"))
    if not cluster and not change.given("method"):
        message = N_("the key {key} is missing")
        remedy = N_("write method: automatic, or manual for a restricted network")
        yield Violation(change.at("method"), message, remedy, {"key": "method"})


def _check_order(change: PartialGroup, *, wanted: bool) -> Iterator[Violation]:
    if wanted and not change.given("order"):
        message = N_("the upgrade of a pair needs an order")
        remedy = N_("write order: synchronous (users wait), or asynchronous (users move to the backup)")
        yield Violation(change.at("order"), message, remedy)
    if not wanted and change.given("order"):
        message = N_("order is for upgrades of pairs only")
        yield Violation(change.at("order"), message, N_("remove order"))


def _check_no_migration(change: PartialGroup) -> Iterator[Violation]:
    for key in ("from", "to"):
        if change.given(key):
            message = N_("{key} is for migrations, but this change is an upgrade")
            yield Violation(change.at(key), message, N_("remove it, or write kind: migrate"), {"key": key})


def _check_migration(site: PartialGroup, change: PartialGroup) -> Iterator[Violation]:
    for key in ("from", "to"):
        if not change.given(key):
            message = N_("a migration needs {key}")
            remedy = N_("write from: with the id of the old appliance, and to: with the new one")
            yield Violation(change.at(key), message, remedy, {"key": key})
    hops = change.count("hops")
    if hops is not None and hops > 1:
        message = N_("a migration has one hop, but {count} are given")
        remedy = N_("bring the old appliance to the last but one version by an upgrade of its own first")
        yield Violation(change.at("hops"), message, remedy, {"count": str(hops)})
    yield from _check_source(site, change)


def _check_source(site: PartialGroup, change: PartialGroup) -> Iterator[Violation]:
    """The old appliance is one of the site's, and at least one of the two is a machine."""
    source, target = change.text("from"), change.part("to")
    if source is None or is_closed(change):
        return
    appliances = site.parts("appliances")
    ids = [text for _path, text in named(appliances, "id")]
    old = next((appliance for appliance in appliances if appliance.text("id") == source), None)
    if old is None:
        if len(ids) == site.count("appliances"):
            values = {"value": clipped(source), "known": ", ".join(ids[:9])}
            message = N_("no appliance of the site has the id {value}; there are: {known}")
            close = nearest(source, ids)
            remedy = N_("write {nearest} if you mean it") if close else N_("write one of them")
            yield Violation(change.at("from"), message, remedy, values | ({"nearest": close} if close else {}))
    elif target is not None and old.text("form") == target.text("form") == "virtual":
        message = N_("a migration from a virtual appliance to a virtual one is not covered by the vendor's guide")
        remedy = N_("ask Support for the procedure, or migrate to or from a physical appliance")
        yield Violation(target.at("form"), message, remedy)


def _check_hops(site: PartialGroup, change: PartialGroup) -> Iterator[Violation]:
    """Each package is newer than what runs before it; that of a migration may be what the old appliance runs."""
    done = [] if is_closed(change) else done_before(site, change)
    yield from check_replaced(site, change, done)
    kind = _meant_kind(change)
    migrates, may_stay = kind == "migrate", kind != "upgrade"  # a kind that is none may be meant as a migration
    for key in ("software", "base"):
        apart = kind == "upgrade" and unlike(site, done, key) is not None  # told once, for the whole site
        newest = None if apart or is_closed(change) else newest_before(site, done, key)
        found = (package for hop in change.parts("hops") for package in packages_in(hop) if package.kind == key)
        for _kind, path, version in found:
            if version is None:
                continue
            if newest is not None:
                last, who = newest
                behind = version_key(version) < version_key(last)
                same = version_key(version) == version_key(last) and not (may_stay and who)
                if behind or same:
                    values = {"version": version, "last": last, "who": clipped(who)}
                    by_change = bool(who) and newest in installed(done, key)
                    message = _not_newer(who, migrates, by_change=by_change)
                    way = AS_BEFORE if who and last in brought_half_way(site, key) else _way_out(key, migrates)
                    yield Violation(path, message, way, values)
                    continue
            newest = (version, "")


def _not_newer(who: str, migrates: bool, *, by_change: bool) -> str:
    if by_change and migrates:
        return N_("{version} is older than {last}, which {who} has installed")
    if by_change:
        return N_("{version} is not newer than {last}, which {who} has installed")
    if not who:
        return N_("{version} is not newer than {last}, which an earlier hop installs")
    if migrates:
        return N_("{version} is older than {last}, which {who} runs today")
    return N_("{version} is not newer than {last}, which {who} runs today")


def _way_out(key: str, migrates: bool) -> str:
    if migrates:
        return N_("write the version that the old appliance runs, or a newer one")
    if key == "base":
        return N_("remove base from a hop that needs no new Base; put hops in order, oldest first")
    return N_("remove what is already installed; put hops in order, oldest first")
