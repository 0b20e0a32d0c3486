"""What runs on a site's appliances before a change: what the inventory says of them, and what was done since."""

from __future__ import annotations

from dataclasses import replace

from runbook.model.site import UNKNOWN, Appliance, Change, Site, version_key
from runbook.model.versions import Versioned


def site_before(site: Site, change: Change) -> Site:
    """The site as `change` finds it: with the versions that the changes done before it have installed.

    An appliance may name the version from before such a change still, or the one after it: the newer one counts. Where
    it is unknown, what such changes have installed is known. Of a pair found apart, each appliance runs what stands
    there.
    """
    done = done_before(site, change)
    if not done or site.apart:
        return site
    return replace(site, appliances=tuple(_after(appliance, done) for appliance in site.appliances))


def done_before(site: Site, change: Change) -> tuple[Change, ...]:
    """The changes of the site that are done, and began before `change` does."""
    begins = change.windows[0].start
    return tuple(one for one in site.changes if one.state == "done" and one.windows[0].start < begins)


def patched_before(site: Site, change: Change) -> bool:
    """Whether the last of the patches and BeyondTrust packages that changes done before have installed is a patch."""
    done = sorted(done_before(site, change), key=lambda one: one.windows[0].start)
    kinds = [package.kind for one in done for hop in one.hops for package in hop.contents]
    return next((kind == "patch" for kind in reversed(kinds) if kind in ("software", "patch")), False)


def _after(appliance: Appliance, done: tuple[Change, ...]) -> Appliance:
    base, software = (_newest(appliance, kind, done) for kind in ("base", "software"))
    return replace(appliance, base=base, software=software)


def _newest(appliance: Appliance, kind: Versioned, done: tuple[Change, ...]) -> str:
    today = getattr(appliance, kind)
    found = [today, *(hop.version(kind) for change in done for hop in change.hops)]
    known = [version for version in found if version not in (None, UNKNOWN)]
    return str(max(known, key=version_key, default=UNKNOWN))
