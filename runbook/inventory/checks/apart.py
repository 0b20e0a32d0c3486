"""A pair found apart: what is said of it, and whether its change is one of the states that the guide's order has.

Every remedy leads on: to another way to write it, or, where the guide says nothing, to Support.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from runbook.i18n import N_
from runbook.inventory.checks.done_windows import begun_count
from runbook.inventory.checks.names import named
from runbook.inventory.checks.packages import FoundPackage, packages_in
from runbook.inventory.checks.past import AS_BEFORE, brought_half_way, done_before, installed, is_closed
from runbook.inventory.checks.topology import topology
from runbook.model.apart import standing
from runbook.model.site import UNKNOWN, version_key
from runbook.model.versions import Versioned
from runbook.reading.nodes import clipped
from runbook.reading.partial import PartialGroup, Violation

_KEYS: tuple[Versioned, ...] = ("base", "software")
# Which appliances are upgraded, and which one serves, at each place where the guide's order can be left off.
_PLACES = {
    "synchronous": (("", "A"), ("A", "A"), ("AB", "A")),
    "asynchronous": (("", "A"), ("B", "A"), ("B", "B"), ("AB", "B")),
}


def is_apart(site: PartialGroup) -> bool:
    """Whether the pair of a site is said to be apart."""
    failover = site.part("failover")
    return failover is not None and failover.text("state") == "apart"


def check_state(site: PartialGroup) -> Iterator[Violation]:
    """`serving` stands exactly with `state: apart`, names one of the pair, and neither is said of a cluster."""
    failover = site.part("failover")
    if failover is None:
        return
    apart, form = is_apart(site), topology(site)
    if apart and not failover.given("serving"):
        message = N_("the pair is apart, but it is not said which appliance users reach")
        yield Violation(failover.at("serving"), message, N_("add serving: with the id of that appliance"))
    if not apart and failover.given("serving") and failover.at("state") not in failover.broken:
        message = N_("serving is only for a pair that was found apart")
        yield Violation(failover.at("serving"), message, N_("remove it, or write state: apart"))
    if apart and form == "atlas-failover":
        message = N_("the vendor's guide does not say how to go on with a cluster whose masters are apart")
        remedy = N_("ask Support; remove state and serving once the pair of masters is restored")
        yield Violation(failover.at("state"), message, remedy)
    serving, pair = failover.text("serving"), list(_pair(site).values())
    ids = [text for _path, text in named(pair, "id")]
    if apart and form == "failover" and serving is not None and len(ids) == len(pair) and serving not in ids:
        message = N_("no appliance of the pair has the id {value}; there are: {known}")
        values = {"value": clipped(serving), "known": ", ".join(ids)}
        yield Violation(failover.at("serving"), message, N_("write one of them"), values)


def _pair(site: PartialGroup) -> dict[str, PartialGroup]:
    """The primary as A and the backup as B."""
    roles = {"primary": "A", "backup": "B"}
    return {roles[role]: one for one in site.parts("appliances") if (role := one.text("role") or "") in roles}


def check_alike(site: PartialGroup) -> Iterator[Violation]:
    """The two of a pair in failover run the same versions, as the first change to come finds them."""
    change = next((one for one in site.parts("changes") if not is_closed(one)), None)
    failover = site.part("failover")
    if change is None or failover is None or is_apart(site) or failover.at("state") in failover.broken:
        return
    done = done_before(site, change)
    for key in _KEYS:
        found = unlike(site, done, key)
        if found:
            message = N_(
                "the two appliances of a pair run the same versions, but {one} has {first} and {other} has {second}"
            )
            remedy = N_(
                "if the pair is apart, write state: apart and serving: under failover; if it is not, ask "
                "Support before you do anything else"
            )
            if {found["first"], found["second"]} & brought_half_way(site, key):
                remedy = AS_BEFORE
            yield Violation(_pair(site)["B"].at(key), message, remedy, found)


def unlike(site: PartialGroup, done: list[PartialGroup], key: Versioned) -> dict[str, str] | None:
    """Who runs what, where the two of a pair run different versions after the changes that are done."""
    if topology(site) != "failover":
        return None
    since = [version for version, _who in installed(done, key)]
    pair = _pair(site)
    runs = {letter: version for letter, one in pair.items() if (version := one.text(key)) is not None}
    if runs.keys() != {"A", "B"} or UNKNOWN in runs.values():
        return None
    first, second = (max([runs[letter], *since], key=version_key) for letter in "AB")
    if version_key(first) == version_key(second):
        return None
    one, other = (clipped(pair[letter].text("id") or "?") for letter in "AB")
    return {"one": one, "first": first, "other": other, "second": second}


class _Found(NamedTuple):
    """A change that takes up the upgrade of a pair found apart: the pair by letter, what each runs, what is brought."""

    change: PartialGroup
    ids: dict[str, str]
    runs: dict[str, dict[Versioned, str]]
    brings: dict[Versioned, FoundPackage]
    serving: str | None

    @property
    def wanted(self) -> dict[Versioned, str]:
        """The versions that the hop brings."""
        return {key: package.name for key, package in self.brings.items() if package.name is not None}


def check_taken_up(site: PartialGroup, change: PartialGroup, before: str | None) -> Iterator[Violation]:
    """What the upgrade of a pair found apart needs; `before` is the id of a change that makes the pair again first."""
    if before is not None:
        message = N_("the pair is apart, and {first} restores it: this change will find the site in another state")
        remedy = N_("once {first} is done, write state: paired and what runs then; plan this one after that")
        yield Violation(change.at("id"), message, remedy, {"first": clipped(before)})
        return
    yield from _shape(change)
    yield from _not_known(site)
    found = _found(site, change)
    if found is None:
        return
    wrong = [*_versions(found)]
    yield from wrong
    if not wrong:
        yield from _place(found)


def _not_known(site: PartialGroup) -> Iterator[Violation]:
    """What runs decides what remains: it cannot be left open."""
    for one, key in product(_pair(site).values(), _KEYS):
        if one.text(key) == UNKNOWN:
            message = N_(
                "what remains to be done on a pair found apart depends on the versions of both "
                "appliances, and one is unknown"
            )
            yield Violation(one.at(key), message, N_("look it up under /appliance > Status > Basics, and write it"))


def _shape(change: PartialGroup) -> Iterator[Violation]:
    hops = change.count("hops") or 0
    if hops > 1:
        message = N_("the upgrade of a pair found apart is taken up with one hop, and {count} are given")
        remedy = N_(
            "write one hop with what both are to run, and the others as another change, once the pair "
            "is restored; where one appliance is more than one hop ahead, ask Support"
        )
        yield Violation(change.at("hops"), message, remedy, {"count": str(hops)})
    for hop in change.parts("hops"):
        for package in packages_in(hop):
            if package.kind not in _KEYS:
                message = N_("versions do not say which appliance of a pair found apart has this licence or patch")
                remedy = N_(
                    "restore the pair with a hop with the versions that both are to run, and plan this "
                    "as another change"
                )
                yield Violation(package.path, message, remedy)
    if change.text("client_wait") == "remove-clients":
        message = N_("clients are removed before a chain of packages begins, and this one has begun")
        yield Violation(change.at("client_wait"), message, N_("remove it, or ask Support"))


def _found(site: PartialGroup, change: PartialGroup) -> _Found | None:
    """None where something is not known, or where there is not one hop of versions alone."""
    pair, hops = _pair(site), change.parts("hops")
    packages = [package for hop in hops for package in packages_in(hop)]
    brings = {key: package for key, package in product(_KEYS, packages) if package.kind == key}
    runs = {
        letter: {key: version for key in _KEYS if (version := one.text(key)) not in (None, UNKNOWN)}
        for letter, one in pair.items()
    }
    whole = all(len(one) == len(_KEYS) for one in runs.values()) and runs.keys() == {"A", "B"}
    if not whole or len(hops) != 1 or len(brings) != len(packages) or not packages or change.count("hops") != 1:
        return None
    if any(package.name is None for package in packages):
        return None
    ids = {letter: clipped(one.text("id") or "?") for letter, one in pair.items()}
    failover = site.part("failover")
    serving = failover.text("serving") if failover else None
    letter = next((letter for letter, one in pair.items() if serving and one.text("id") == serving), None)
    return _Found(change, ids, runs, brings, letter)


def _versions(found: _Found) -> Iterator[Violation]:
    """Each of the two is left to upgrade as a whole, or has nothing left; and both end alike."""
    hop, wanted = found.change.parts("hops")[0], found.wanted
    stands = {letter: standing(runs, wanted) for letter, runs in found.runs.items()}
    for letter, how in stands.items():
        values = {"who": found.ids[letter], "base": found.runs[letter]["base"]}
        values |= {"software": found.runs[letter]["software"]}
        if how == "newer":
            message = N_("{who} is newer than this hop: it runs Base {base} and BeyondTrust {software}")
            remedy = N_("write the versions that it runs; an upgrade cannot be undone, so if you do not want "
                        "them, ask Support")  # fmt: skip
            yield Violation(hop.path, message, remedy, values)
        elif how == "between":
            message = N_("{who} already has part of this hop: it runs Base {base} and BeyondTrust {software}")
            remedy = N_("remove what both already run from the hop; if one was left between its Base and its "
                "BeyondTrust package, ask Support")  # fmt: skip
            yield Violation(hop.path, message, remedy, values)
    if not {*stands.values()} <= {"left", "upgraded"}:
        return
    for key in _KEYS:
        one, other = (found.runs[letter][key] for letter in "AB")
        same = version_key(one) == version_key(other)
        values = {"key": key, "one": found.ids["A"], "first": one, "other": found.ids["B"], "second": other}
        if not same and key not in wanted:
            message = N_("{one} and {other} differ in {key} ({first}, {second}), and the hop leaves it that way")
            yield Violation(
                hop.path, message, N_("add {key} to the hop, with the version that both are to run"), values
            )
        elif not same and {*stands.values()} == {"left"}:
            message = N_("{one} and {other} differ in {key} ({first}, {second}), and both are older than the hop")
            remedy = N_("write a hop that one of them already runs and plan the rest as another change, or ask Support")
            yield Violation(hop.path, message, remedy, values)


def _place(found: _Found) -> Iterator[Violation]:
    """Who serves, who is upgraded and the order are together a place where the guide's order can be left off."""
    done = "".join(letter for letter in "AB" if standing(found.runs[letter], found.wanted) == "upgraded")
    yield from _windows(found, done)
    order = found.change.text("order")
    if found.serving is None or order not in _PLACES or (done, found.serving) in _PLACES[order]:
        return
    values = {"serving": found.ids[found.serving], "primary": found.ids["A"]}
    other = next((one for one, places in _PLACES.items() if (done, found.serving) in places), None)
    path = found.change.at("order")
    if other:
        message = N_("judging by which appliance serves and what runs, this is a half-way {other} upgrade")
        yield Violation(path, message, N_("write order: {other}"), {"other": other})
    elif not done:
        message = N_("neither is upgraded, and {serving}, which is not the primary, serves the users")
        remedy = N_(
            "give {serving} the role primary, and {primary} the role backup, if they had them when the "
            "pair was taken apart; otherwise ask Support"
        )
        yield Violation(path, message, remedy, values)
    else:
        message = N_("{primary} is upgraded, and users were moved to {serving}, which is not: no order leads there")
        remedy = N_("if {serving} was primary when the pair was taken apart, swap the roles; otherwise ask Support")
        yield Violation(path, message, remedy, values)


def _windows(found: _Found, done: str) -> Iterator[Violation]:
    """One for each appliance that is left, one at least; two where users are moved before the last one, if wanted.

    Those that go on with another one's work come on top."""
    given, wanted = begun_count(found.change), max(2 - len(done), 1)
    if not given or given == wanted or (given == 2 and (done, found.serving) == ("B", "A")):
        return
    values = {"given": str(given), "wanted": str(wanted)}
    message = N_("windows needed: {wanted}, windows given: {given}")
    remedy = N_("write one window for each appliance that is left to upgrade, and one at least")
    yield Violation(found.change.at("windows"), message, remedy, values)
