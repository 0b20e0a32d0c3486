"""What `runbook check` warns of where nobody has looked up what an appliance runs today: what that leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.installed import site_before
from runbook.model.site import UNKNOWN, Change, Site
from runbook.reading.partial import Violation

_WHAT = {"base": "Base", "software": "BeyondTrust"}


def unknown_cautions(site: Site) -> Iterator[Violation]:
    """What cannot be checked of a site and its changes, and how the pages handle it."""
    if not any(UNKNOWN in (each.base, each.software) for each in site.appliances):
        return
    packages = (each for change in site.changes if not change.closed for hop in change.hops for each in hop.contents)
    bound = any(each.kind in _WHAT for each in packages)  # licences and patches ask for no newer version
    for i, appliance in enumerate(site.appliances):
        for key, what in _WHAT.items():
            if getattr(appliance, key) == UNKNOWN:
                message = N_("it is not known which {what} {id} runs")
                if bound:
                    message = N_(
                        "it is not known which {what} {id} runs: it cannot be checked whether the packages are newer"
                    )
                remedy = N_(
                    "look it up; until then a step before the first window asks for it, with a line to write it on"
                )
                yield Violation(("appliances", i, key), message, remedy, {"what": what, "id": appliance.id})
    for i, change in enumerate(site.changes):
        if not change.closed:
            yield from _of_change(site_before(site, change), change, i)


def _of_change(site: Site, change: Change, index: int) -> Iterator[Violation]:
    """What depends on a version that is unknown, and how the pages of the change leave it open."""
    from runbook.procedures.facts import facts_of, hop_facts

    facts = facts_of(site, change)
    hops = [hop_facts(site, change, number) for number in range(1, len(change.hops) + 1)]
    values = {"change": change.id}
    if any("base-unknown" in hop for hop in hops) and not facts & {"automatic", "migration"}:
        message = N_("it is not known whether {change} needs download keys from Support: below Base 3.3.2 it does")
        remedy = N_("look the Base up; until then the pages say what to do in case it is older")
        yield Violation(("changes", index), message, remedy, values)
    if "release-unknown" in facts:
        message = N_("it is not known whether {change} is a major release: it is planned as one")
        remedy = N_("write major: true or false; until then the pages wait for the vendor's notice")
        yield Violation(("changes", index, "major"), message, remedy, values)
    if "level-unknown" in facts:
        message = N_("it is not known whether the old appliance of {change} runs what the new one gets")
        remedy = N_("look it up; until then it is planned as if the two were different")
        yield Violation(("changes", index, "from"), message, remedy, values)
