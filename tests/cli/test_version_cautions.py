"""A change that is planned after another one of its site, with an older version than that has installed by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from runbook.cli.change_cautions import version_cautions
from runbook.model.site import Change, Hop, Site
from tests.plans import change_of, site_of


def planned(*versions: str, state: Any = None) -> Site:
    """A site with a change a week, each to one of the versions; the second one in that state."""
    change = replace(change_of("single", "automatic", None), hops=(Hop(software="1"),))
    changes: list[Change] = []
    for week, version in enumerate(versions):
        by = timedelta(weeks=week)
        windows = tuple(replace(one, start=one.start + by, end=one.end + by) for one in change.windows[:1])
        changes.append(replace(change, id=f"CHG{week}", windows=windows, hops=(Hop(software=version),)))
    if state:
        changes[1] = replace(changes[1], state=state)
    return replace(site_of("single"), changes=tuple(reversed(changes)))


def test_an_older_version_later_is_told_at_its_hop() -> None:
    (told,) = version_cautions(planned("24.1.2", "23.3.1"))
    assert told.path == ("changes", 0, "hops", 0)
    assert told.args == {"change": "CHG1", "version": "23.3.1", "other": "CHG0", "newest": "24.1.2"}


@pytest.mark.parametrize(
    "site",
    [
        planned("23.3.1", "24.1.2", "24.1.2"),
        planned("24.1.2"),
        planned("9.9", "24.1"),
        planned("24.1.2", "23.3.1", state="cancelled"),
    ],
)
def test_newer_the_same_or_one_that_is_not_carried_out_is_not(site: Site) -> None:
    assert not [*version_cautions(site)]
